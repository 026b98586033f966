/**
 * Aggregation expressions are compiled once into functions of an environment: the document, the variables in sight, the time.
 */
import { ServerError } from '../errors.ts';

/** What a whole pipeline shares. */
export interface Scope {
  now: Date;
  fraction(): number;
  /** Variables of `let`, by name without `$$`. */
  variables: Readonly<Record<string, unknown>>;
}

/** Variables in sight, the innermost first. */
export interface Variable {
  name: string;
  value: unknown;
  next: Variable | undefined;
}

export interface Env {
  root: unknown;
  current: unknown;
  variables: Variable | undefined;
  scope: Scope;
}

export type Compiled = (env: Env) => unknown;
export type Compile = (expression: unknown) => Compiled;
export type Maker = (argument: unknown, compile: Compile, name: string) => Compiled;
export type Makers = Readonly<Record<string, Maker>>;

/** The operands of an operator that takes `least` to `most` of them; a single one need not stand in an array. */
export function operands(name: string, argument: unknown, compile: Compile, least: number, most = least): Compiled[] {
  const given = Array.isArray(argument) ? argument : [argument];
  if (given.length < least || given.length > most) {
    const expected = least === most ? `exactly ${least} arguments` : `at least ${least} arguments, and at most ${most}`;
    throw new ServerError(least === most ? 16020 : 28667, `Expression ${name} takes ${expected}. ${given.length} were passed in.`);
  }
  return given.map(compile);
}

/** An operator of one operand. */
export function unary(apply: (value: unknown, name: string, env: Env) => unknown): Maker {
  return (argument, compile, name) => {
    const [operand] = operands(name, argument, compile, 1) as [Compiled];
    return (env) => apply(operand(env), name, env);
  };
}

/** An operator of two operands. */
export function binary(apply: (left: unknown, right: unknown, name: string) => unknown): Maker {
  return (argument, compile, name) => {
    const [left, right] = operands(name, argument, compile, 2) as [Compiled, Compiled];
    return (env) => apply(left(env), right(env), name);
  };
}

/** An operator with named parts, `{ input, as, in }`. */
export function parts(
  name: string,
  argument: unknown,
  required: readonly string[],
  optional: readonly string[],
  code: number,
): Record<string, unknown> {
  if (typeof argument !== 'object' || argument === null || Array.isArray(argument))
    throw new ServerError(code, `${name} only supports an object as its argument`);
  const given = argument as Record<string, unknown>;
  const unknown = Object.keys(given).find((part) => !required.includes(part) && !optional.includes(part));
  if (unknown !== undefined) throw new ServerError(code, `Unrecognized parameter to ${name}: ${unknown}`);
  const missing = required.find((part) => given[part] === undefined);
  if (missing !== undefined) throw new ServerError(code, `Missing '${missing}' parameter to ${name}`);
  return given;
}

export function bind(env: Env, name: string, value: unknown): Env {
  return { ...env, variables: { name, value, next: env.variables } };
}
