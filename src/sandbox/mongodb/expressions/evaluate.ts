/**
 * Aggregation expressions: compiles any of them, and evaluates them. What this server does not have is refused with the code that the real one has for
 * names that it does not know.
 */
import { failedToParse, ServerError } from '../errors.ts';
import { valueAt } from '../values/paths.ts';
import { type Doc, isDoc, put } from '../values/types.ts';
import { accumulating } from './accumulators.ts';
import { arithmetic } from './arithmetic.ts';
import { arrays } from './arrays.ts';
import { byMingo } from './by-mingo.ts';
import { conversions } from './conversions.ts';
import { dates } from './dates.ts';
import { logic } from './logic.ts';
import { objects } from './objects.ts';
import { sets } from './sets.ts';
import { strings } from './strings.ts';
import type { Compiled, Env, Makers, Scope } from './types.ts';

export type { Compiled, Env, Scope } from './types.ts';

const operators: Makers = {
  ...arithmetic,
  ...logic,
  ...arrays,
  ...sets,
  ...strings,
  ...conversions,
  ...objects,
  ...dates,
  ...byMingo,
  ...accumulating,
};
/** Whether there is an operator of that name, or the server would know it and refuse it. */
export function isExpression(name: string): boolean {
  return Object.hasOwn(operators, name) || scripts.has(name);
}

const scripts = new Set(['$function', '$accumulator']);

/** @throws ServerError 168 InvalidPipelineOperator for an operator that is not there */
export function expression(source: unknown): Compiled {
  if (typeof source === 'string')
    return source.startsWith('$$') ? variable(source.slice(2)) : source.startsWith('$') ? path(source.slice(1)) : () => source;
  if (Array.isArray(source)) {
    const inner = source.map(expression);
    return (env) => inner.map((one) => one(env) ?? null);
  }
  return isDoc(source) ? object(source) : () => source;
}

export function evaluate(compiled: Compiled, doc: unknown, scope: Scope): unknown {
  return compiled({ root: doc, current: doc, variables: undefined, scope });
}

/** An environment for many evaluations of one document. */
export function envOf(doc: unknown, scope: Scope): Env {
  return { root: doc, current: doc, variables: undefined, scope };
}

function object(source: Doc): Compiled {
  const names = Object.keys(source);
  const [first] = names;
  if (first?.startsWith('$')) {
    if (names.length > 1)
      throw new ServerError(
        15983,
        `an expression specification must contain exactly one field, the name of the expression. Found ${names.length} fields in ${JSON.stringify(names)}`,
      );
    return operator(first, source[first]);
  }
  const wrong = names.find((name) => name.startsWith('$'));
  if (wrong) throw new ServerError(16410, `FieldPath field names may not start with '$'. Consider using $getField or $setField.`);
  const fields = names.map((name) => [name, expression(source[name])] as const);
  return (env) => {
    const out: Doc = {};
    for (const [name, one] of fields) {
      const value = one(env);
      if (value !== undefined) put(out, name, value);
    }
    return out;
  };
}

function operator(name: string, argument: unknown): Compiled {
  const maker = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (maker) return maker(argument, expression, name);
  if (scripts.has(name)) throw new ServerError(31264, `Cannot run server-side javascript without the javascript engine enabled: ${name}`);
  throw new ServerError(168, `Unrecognized expression '${name}'`);
}

function path(text: string): Compiled {
  const parts = fieldPath(text);
  const [only = ''] = parts;
  if (parts.length === 1)
    return (env) => (isDoc(env.current) && Object.hasOwn(env.current, only) ? env.current[only] : valueAt(env.current, parts));
  return (env) => valueAt(env.current, parts);
}

export function fieldPath(text: string): string[] {
  if (text === '') throw new ServerError(16872, "'$' by itself is not a valid FieldPath");
  const parts = text.split('.');
  if (parts.at(-1) === '') throw new ServerError(40353, "FieldPath must not end with a '.'.");
  if (parts.includes('')) throw new ServerError(15998, 'FieldPath field names may not be empty strings.');
  if (parts.some((part) => part.startsWith('$')))
    throw new ServerError(16410, `FieldPath field names may not start with '$'. Consider using $getField or $setField.`);
  return parts;
}

function variable(text: string): Compiled {
  const [name = '', ...rest] = text.split('.');
  const read = reader(name);
  return rest.length === 0 ? read : (env) => valueAt(read(env), rest);
}

function reader(name: string): Compiled {
  switch (name) {
    case '':
      throw failedToParse('empty variable names are not allowed');
    case 'ROOT':
      return (env) => env.root;
    case 'REMOVE':
      return () => undefined;
    case 'NOW':
      return (env) => env.scope.now;
    case 'KEEP':
    case 'PRUNE':
    case 'DESCEND':
      return () => `$$${name}`;
    default:
      return (env) => lookUp(env, name);
  }
}

function lookUp(env: Env, name: string): unknown {
  for (let at = env.variables; at; at = at.next) if (at.name === name) return at.value;
  if (name === 'CURRENT') return env.current;
  if (Object.hasOwn(env.scope.variables, name)) return env.scope.variables[name];
  throw new ServerError(17276, `Use of undefined variable: ${name}`);
}
