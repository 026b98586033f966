/** What insert, update, delete and bulkWrite share: statements one after the other, errors by statement, nothing applied twice. */
import { maxDocumentBytes, needSpace } from '../core.ts';
import { ServerError } from '../errors.ts';
import { compileFilter } from '../query/match.ts';
import { txnNumber } from '../sessions/sessions.ts';
import { Held } from '../sessions/transactions.ts';
import type { Collection } from '../storage/collection.ts';
import type { Stored } from '../storage/stored.ts';
import { isNumeric, toNumber } from '../values/numbers.ts';
import { parse } from '../values/parse.ts';
import { type Doc, isDoc } from '../values/types.ts';
import { type Call, docField } from './types.ts';

/** Statements of a command, from its body or from a sequence. */
export function statements(call: Call, field: string): Doc[] {
  const sequence = call.sequences.get(field);
  const list = sequence ? sequence.map((bytes) => parse(bytes)) : call.body[field];
  if (!Array.isArray(list)) throw new ServerError(40414, `BSON field '${call.name}.${field}' is missing but a required field`);
  checkCount(list.length);
  return list as Doc[];
}

export function checkCount(count: number): void {
  if (count < 1 || count > 100_000) throw new ServerError(16, `Write batch sizes must be between 1 and 100000. Got ${count} operations.`);
}

/** Waits while a transaction holds what the work needs; the work must not have changed anything before it finds out. */
export async function whenFree<T>(work: () => T): Promise<T> {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Held)) throw error;
      await error.ended;
    }
  }
}

/** Results of statements that were carried out before, when this is a retry. */
export function earlier(call: Call): Map<number, Doc> | undefined {
  if (call.transaction || !call.session || txnNumber(call.body) === undefined) return undefined;
  if (call.core.replicaSet === undefined)
    throw new ServerError(20, 'Transaction numbers are only allowed on a replica set member or mongos');
  return call.core.sessions.retrying(call.session, call.body);
}

export interface Outcome {
  results: Doc[];
  errors: Doc[];
  retried: number[];
}

/** @param apply carries out one statement and says what it did: its result is remembered for retries */
export async function inOrder(call: Call, count: number, apply: (index: number) => Doc): Promise<Outcome> {
  const done = earlier(call);
  const ordered = call.body.ordered !== false;
  const outcome: Outcome = { results: [], errors: [], retried: [] };
  for (let index = 0; index < count; index++) {
    const statement = statementId(call, index);
    const before = done?.get(statement);
    if (before) {
      outcome.retried.push(statement);
      outcome.results.push(before);
      continue;
    }
    try {
      const result = { index, ...(await whenFree(() => apply(index))) };
      done?.set(statement, result);
      outcome.results.push(result);
    } catch (error) {
      if (!(error instanceof ServerError) || (call.transaction && error.code === 112)) throw error;
      outcome.errors.push({ index, code: error.code, errmsg: error.message, ...error.extra });
      // A statement that fails takes the transaction with it.
      if (call.transaction && call.session) call.core.sessions.abort(call.session);
      if (ordered || call.transaction) break;
    }
  }
  return outcome;
}

function statementId(call: Call, index: number): number {
  const { stmtIds, stmtId } = call.body;
  const given = Array.isArray(stmtIds) ? (stmtIds[index] as unknown) : undefined;
  if (isNumeric(given)) return toNumber(given);
  return (isNumeric(stmtId) ? toNumber(stmtId) : 0) + index;
}

export function reply(outcome: Outcome, fields: Doc): Doc {
  const errors = outcome.errors.length > 0 ? { writeErrors: outcome.errors } : {};
  const retried = outcome.retried.length > 0 ? { retriedStmtIds: outcome.retried } : {};
  return { ...fields, ...errors, ...retried, ok: 1 };
}

/** Before a document is stored: room, size, and what the collection asks of it. */
export function admit(call: Call, collection: Collection, stored: Stored, before?: Stored): void {
  if (stored.raw.length > maxDocumentBytes)
    throw before
      ? new ServerError(17419, `Resulting document after update is larger than ${maxDocumentBytes}`)
      : new ServerError(2, `object to insert too large. size in bytes: ${stored.raw.length}, max size: ${maxDocumentBytes}`);
  if (!before || stored.raw.length > before.raw.length) needSpace(call.core);
  validate(call, collection, stored, before);
}

function validate(call: Call, collection: Collection, stored: Stored, before: Stored | undefined): void {
  const { validator, validationLevel = 'strict', validationAction = 'error' } = collection.options;
  if (!validator || validationLevel === 'off' || validationAction === 'warn' || call.body.bypassDocumentValidation === true) return;
  const test = compileFilter(validator, { scope: call.scope });
  if (test(stored.doc, {})) return;
  if (validationLevel === 'moderate' && before && !test(before.doc, {})) return;
  const details = { operatorName: Object.keys(validator)[0] ?? '$and' };
  throw new ServerError(121, 'Document failed validation', { extra: { errInfo: { failingDocumentId: stored.id, details } } });
}

/** Write concerns are accepted; one that this set cannot have is told apart. */
export function checkConcerns(call: Call): void {
  const concern = docField(call, 'writeConcern');
  const { w } = concern ?? {};
  if (typeof w === 'string' && w !== 'majority')
    throw new ServerError(79, `No write concern mode named '${w}' found in replica set configuration`);
  const level = isDoc(call.body.readConcern) ? call.body.readConcern.level : undefined;
  if (level === undefined) return;
  if (typeof level !== 'string' || !['local', 'available', 'majority', 'linearizable', 'snapshot'].includes(level))
    throw new ServerError(9, `Invalid read concern level '${String(level)}'`);
  if (level === 'snapshot' && !call.transaction)
    throw new ServerError(72, "readConcern level 'snapshot' outside a transaction is not supported by k77's offline MongoDB server");
}
