/**
 * A command: who may, and what it does. Instances stand in files of their own; `table.ts` names them.
 */
import type { Action } from '../access/users.ts';
import type { Client, Core } from '../core.ts';
import { notHere, ServerError, typeMismatch } from '../errors.ts';
import type { Scope } from '../expressions/types.ts';
import type { Session } from '../sessions/sessions.ts';
import type { Transaction } from '../sessions/transactions.ts';
import type { Collection } from '../storage/collection.ts';
import type { Space } from '../storage/space.ts';
import { isNumeric, toNumber } from '../values/numbers.ts';
import { text } from '../values/text.ts';
import { type Doc, isDoc, typeOf } from '../values/types.ts';

export interface Call {
  core: Core;
  client: Client;
  db: string;
  name: string;
  body: Doc;
  sequences: ReadonlyMap<string, Buffer[]>;
  session: Session | undefined;
  transaction: Transaction | undefined;
  /** The data as this command sees them. */
  space: Space;
  scope: Scope;
}

export interface Command {
  /** `nobody`: before login too · `anybody`: after login · else the action, in the database of the command or on the whole server. */
  needs: 'nobody' | 'anybody' | Action;
  /** Only in the database `admin`. */
  admin?: boolean;
  inTransaction?: boolean;
  counts?: keyof Core['counters'];
  run(call: Call): Promise<Doc> | Doc;
}
export type Commands = Readonly<Record<string, Command>>;

/** The collection that a command names by its own name, `{ find: 'users' }`. @throws ServerError 73 */
export function collectionName(call: Call): string {
  const name = call.body[call.name];
  if (typeof name !== 'string') throw new ServerError(73, `collection name has invalid type ${typeOf(name)}`);
  if (name === '') throw new ServerError(73, `Invalid namespace specified '${call.db}.'`);
  if (name.includes('\0')) throw new ServerError(73, 'namespaces cannot have embedded null characters');
  return name;
}

export function namedCollection(call: Call): Collection | undefined {
  return call.space.find(call.db, collectionName(call));
}

/** A non-negative whole number of the command's body. */
export function wholeNumber(call: Call, field: string): number | undefined {
  const value = call.body[field];
  if (value === undefined || value === null) return undefined;
  if (!isNumeric(value))
    throw typeMismatch(
      `BSON field '${call.name}.${field}' is the wrong type '${typeOf(value)}', expected types '[long, int, decimal, double]'`,
    );
  const number = toNumber(value);
  if (number < 0) throw new ServerError(51024, `BSON field '${field}' value must be >= 0, actual value '${number}'`);
  return Math.trunc(number);
}

/** A document of the command's body. @throws ServerError 14 TypeMismatch */
export function docField(call: Call, field: string): Doc | undefined {
  const value = call.body[field];
  if (value === undefined || value === null) return undefined;
  if (!isDoc(value)) throw typeMismatch(`BSON field '${call.name}.${field}' is the wrong type '${typeOf(value)}', expected type 'object'`);
  return value;
}

/** Collations other than the simple one would change what is equal; they are refused. */
export function refuseCollation(options: Doc): void {
  const { collation } = options;
  if (
    collation === undefined ||
    collation === null ||
    (isDoc(collation) && (collation.locale === 'simple' || Object.keys(collation).length === 0))
  )
    return;
  throw notHere(`collation ${text(collation)}`);
}

/** Variables of `let`, computed once. */
export function withLet(call: Call, evaluate: (expression: unknown) => unknown): Scope {
  const given = docField(call, 'let');
  if (!given) return call.scope;
  return { ...call.scope, variables: Object.fromEntries(Object.entries(given).map(([name, value]) => [name, evaluate(value)])) };
}
