/** Comparison, booleans, conditions, variables. */
import { failedToParse, ServerError } from '../errors.ts';
import { compare } from '../values/compare.ts';
import { isDoc } from '../values/types.ts';
import { isNullish, truthy } from './truth.ts';
import { binary, bind, type Compiled, type Env, type Maker, type Makers, operands, parts, unary } from './types.ts';

/** In expressions, what is missing is less than null. */
function comparison(holds: (found: number) => boolean): Maker {
  return binary((left, right) => holds(compare(left, right)));
}

export const logic: Makers = {
  $cmp: binary((left, right) => compare(left, right)),
  $eq: comparison((found) => found === 0),
  $ne: comparison((found) => found !== 0),
  $gt: comparison((found) => found > 0),
  $gte: comparison((found) => found >= 0),
  $lt: comparison((found) => found < 0),
  $lte: comparison((found) => found <= 0),
  $and: (argument, compile) => {
    const all = (Array.isArray(argument) ? argument : [argument]).map(compile);
    return (env) => all.every((one) => truthy(one(env)));
  },
  $or: (argument, compile) => {
    const all = (Array.isArray(argument) ? argument : [argument]).map(compile);
    return (env) => all.some((one) => truthy(one(env)));
  },
  $not: unary((value) => !truthy(value)),
  $cond: (argument, compile) => {
    const given = isDoc(argument) ? namedCondition(argument) : argument;
    const [test, yes, no] = operands('$cond', given, compile, 3) as [Compiled, Compiled, Compiled];
    return (env) => (truthy(test(env)) ? yes(env) : no(env));
  },
  $ifNull: (argument, compile) => {
    const all = (Array.isArray(argument) ? argument : [argument]).map(compile);
    if (all.length < 2) throw new ServerError(1257300, '$ifNull needs at least two arguments, had: 1');
    return (env) => {
      for (const one of all.slice(0, -1)) {
        const value = one(env);
        if (!isNullish(value)) return value;
      }
      return all.at(-1)?.(env);
    };
  },
  $switch: (argument, compile) => {
    const given = parts('$switch', argument, [], ['branches', 'default'], 40067);
    const branches = Array.isArray(given.branches) ? given.branches : [];
    if (branches.length === 0) throw new ServerError(40068, '$switch requires at least one branch.');
    const compiled = branches.map((branch: unknown) => {
      const { case: when, then } = parts('$switch', branch, ['case', 'then'], [], 40063);
      return [compile(when), compile(then)] as const;
    });
    const otherwise = given.default === undefined ? undefined : compile(given.default);
    return (env) => {
      for (const [when, then] of compiled) if (truthy(when(env))) return then(env);
      if (otherwise) return otherwise(env);
      throw new ServerError(40066, '$switch could not find a matching branch for an input, and no default was specified.');
    };
  },
  $let: (argument, compile) => {
    const given = parts('$let', argument, ['vars', 'in'], [], 16875);
    const variables = Object.entries(given.vars as Record<string, unknown>).map(([name, value]) => [named(name), compile(value)] as const);
    const body = compile(given.in);
    return (env) => body(variables.reduce((inner: Env, [name, value]) => bind(inner, name, value(env)), env));
  },
  $literal: (argument) => () => argument,
  $rand: () => (env) => env.scope.fraction(),
};

function namedCondition(argument: Record<string, unknown>): unknown[] {
  const unknown = Object.keys(argument).find((part) => !['if', 'then', 'else'].includes(part));
  if (unknown) throw new ServerError(17083, `Unrecognized parameter to $cond: ${unknown}`);
  const missing = (['if', 'then', 'else'] as const).findIndex((part) => argument[part] === undefined);
  if (missing >= 0) throw new ServerError(17080 + missing, `Missing '${['if', 'then', 'else'][missing]}' parameter to $cond`);
  return [argument.if, argument.then, argument.else];
}

/** Names of variables begin with a lower-case letter. */
export function named(name: unknown): string {
  if (typeof name !== 'string') throw failedToParse('a variable name must be a string');
  if (name === '') throw failedToParse('empty variable names are not allowed');
  if (!/^[a-z\u0080-\uffff]/.test(name) && name !== 'CURRENT')
    throw failedToParse(`'${name}' starts with an invalid character for a user variable name`);
  return name;
}
