/**
 * The shape of a Lua script after reading: names are resolved to the slots where their values will be.
 */
import type { Value } from './value.ts';

/** A local variable. One that an inner function uses lives in a box that both hold. */
export interface Local {
  name: string;
  slot: number;
  captured: boolean;
}

/** Where an inner function finds a variable of an outer one: in the slots of its parent, or among its parent's own. */
export interface Upvalue {
  name: string;
  local: Local | undefined;
  index: number;
}

export interface FunctionBody {
  name: string;
  parameters: Local[];
  variadic: boolean;
  slots: number;
  upvalues: Upvalue[];
  body: Statement[];
}

export type Expression =
  | { kind: 'constant'; value: Value }
  | { kind: 'rest' }
  | { kind: 'function'; body: FunctionBody }
  | { kind: 'local'; local: Local }
  | { kind: 'upvalue'; index: number; name: string }
  | { kind: 'global'; name: string; line: number }
  | { kind: 'index'; object: Expression; key: Expression; line: number }
  | { kind: 'call'; callee: Expression; args: Expression[]; line: number }
  | { kind: 'method'; object: Expression; name: string; args: Expression[]; line: number }
  | { kind: 'and' | 'or'; left: Expression; right: Expression }
  | { kind: 'binary'; operator: string; left: Expression; right: Expression; line: number }
  | { kind: 'unary'; operator: string; operand: Expression; line: number }
  | { kind: 'table'; fields: { key: Expression | undefined; value: Expression }[] }
  | { kind: 'single'; inner: Expression };

export type Target = Extract<Expression, { kind: 'local' | 'upvalue' | 'global' | 'index' }>;

export type Statement =
  | { kind: 'local'; locals: Local[]; values: Expression[] }
  | { kind: 'function'; local: Local; body: FunctionBody }
  | { kind: 'assign'; targets: Target[]; values: Expression[] }
  | { kind: 'call'; call: Expression }
  | { kind: 'do'; body: Statement[] }
  | { kind: 'while'; test: Expression; body: Statement[] }
  | { kind: 'repeat'; body: Statement[]; test: Expression }
  | { kind: 'if'; branches: { test: Expression; body: Statement[] }[]; otherwise: Statement[] | undefined }
  | { kind: 'count'; local: Local; from: Expression; to: Expression; step: Expression | undefined; body: Statement[]; line: number }
  | { kind: 'each'; locals: Local[]; values: Expression[]; body: Statement[]; line: number }
  | { kind: 'return'; values: Expression[] }
  | { kind: 'break' };
