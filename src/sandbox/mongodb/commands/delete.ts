/** `delete` */
import { failedToParse } from '../errors.ts';
import { select } from '../query/select.ts';
import { isNumeric, toNumber } from '../values/numbers.ts';
import { type Doc, isDoc } from '../values/types.ts';
import { type Call, type Command, collectionName, refuseCollation } from './types.ts';
import { updateScope } from './update.ts';
import { inOrder, reply, statements } from './writing.ts';

export const deleteCommand: Command = {
  needs: 'write',
  inTransaction: true,
  counts: 'delete',
  async run(call) {
    const name = collectionName(call);
    const list = statements(call, 'deletes');
    const outcome = await inOrder(call, list.length, (index) => deleteDocs(call, name, list[index] ?? {}));
    return reply(outcome, { n: outcome.results.reduce((sum, { n }) => sum + (n as number), 0) });
  },
};

export function deleteDocs(call: Call, name: string, statement: Doc): Doc {
  refuseCollation(statement);
  if (!isDoc(statement.q)) throw failedToParse("BSON field 'delete.deletes.q' is the wrong type, expected type 'object'");
  const limit = isNumeric(statement.limit) ? toNumber(statement.limit) : undefined;
  if (limit !== 0 && limit !== 1) throw failedToParse(`The limit field in delete objects must be 0 or 1. Got ${String(statement.limit)}`);
  const collection = call.space.find(call.db, name);
  const { items } = select(collection, { filter: statement.q, hint: statement.hint, limit, scope: updateScope(call, undefined) });
  for (const { key } of items) collection?.guard(key);
  for (const { key } of items) collection?.remove(key);
  return { n: items.length };
}
