/** `bulkWrite`: writes to several collections in one command, as of MongoDB 8.0. */
import { allows } from '../access/users.ts';
import { ServerError } from '../errors.ts';
import { isNumeric, toNumber } from '../values/numbers.ts';
import { type Doc, isDoc } from '../values/types.ts';
import { write } from '../values/write.ts';
import { deleteDocs } from './delete.ts';
import { insertOne, toStored } from './insert.ts';
import type { Call, Command } from './types.ts';
import { type UpdateStatement, updateDocs } from './update.ts';
import { inOrder, statements } from './writing.ts';

export const bulkWrite: Command = {
  needs: 'anybody',
  admin: true,
  inTransaction: true,
  counts: 'command',
  async run(call) {
    const operations = statements(call, 'ops');
    const namespaces = statements(call, 'nsInfo').map(({ ns }) => String(ns));
    for (const namespace of namespaces) mayWrite(call, namespace);
    const outcome = await inOrder(call, operations.length, (index) => one(call, namespaces, operations[index] ?? {}));
    const sum = (field: string, kind?: string): number =>
      outcome.results
        .filter((result) => kind === undefined || result.kind === kind)
        .reduce((total, result) => total + ((result[field] as number | undefined) ?? 0), 0);
    const succeeded = outcome.results.map(({ index, n, nModified, upserted }) => ({
      ok: 1,
      idx: index,
      n,
      ...(nModified === undefined ? {} : { nModified }),
      ...(upserted === undefined ? {} : { upserted: { _id: upserted } }),
    }));
    const failed = outcome.errors.map(({ index, ...error }) => ({ ok: 0, idx: index, n: 0, ...error }));
    const results = [...(call.body.errorsOnly === true ? [] : succeeded), ...failed].sort((a, b) => Number(a.idx) - Number(b.idx));
    const counts = {
      nErrors: failed.length,
      nInserted: sum('n', 'insert'),
      nUpserted: outcome.results.filter(({ upserted }) => upserted !== undefined).length,
      nMatched: sum('n', 'update') - outcome.results.filter(({ upserted }) => upserted !== undefined).length,
      nModified: sum('nModified', 'update'),
      nDeleted: sum('n', 'delete'),
    };
    const opened = call.core.cursors.open(results, (result) => result, {
      namespace: 'admin.$cmd.bulkWrite',
      user: call.client.user?.name ?? '',
      now: call.core.clock.tick(),
      batchSize: undefined,
    });
    return { ...opened, ...counts };
  },
};

function mayWrite(call: Call, namespace: string): void {
  const db = namespace.split('.')[0] ?? '';
  if (call.client.user && !allows(call.client.user.roles, 'write', db))
    throw new ServerError(13, `not authorized on ${db} to execute command { bulkWrite: 1 }`);
}

function one(call: Call, namespaces: readonly string[], operation: Doc): Doc {
  const kind = ['insert', 'update', 'delete'].find((name) => operation[name] !== undefined);
  const at = kind === undefined ? undefined : operation[kind];
  const namespace = isNumeric(at) ? namespaces[toNumber(at)] : undefined;
  if (kind === undefined || namespace === undefined)
    throw new ServerError(2, 'bulkWrite: an operation must be an insert, update or delete with the index of its namespace');
  const db = namespace.slice(0, namespace.indexOf('.'));
  const name = namespace.slice(namespace.indexOf('.') + 1);
  const inner: Call = { ...call, db };
  if (kind === 'insert') {
    if (!isDoc(operation.document)) throw new ServerError(40414, "BSON field 'bulkWrite.ops.document' is missing but a required field");
    insertOne(inner, inner.space.ensure(db, name), toStored(call.core, write(operation.document)));
    return { kind, n: 1 };
  }
  const { filter: q, multi } = operation;
  if (kind === 'delete') return { kind, ...deleteDocs(inner, name, { ...operation, q, limit: multi === true ? 0 : 1 }) };
  const statement = { ...operation, q, u: operation.updateMods, c: operation.constants } as unknown as UpdateStatement;
  return { kind, ...updateDocs(inner, name, statement) };
}
