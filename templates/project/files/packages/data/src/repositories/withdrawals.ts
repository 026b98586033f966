/** Collection `withdrawals`. */
import { z } from 'zod';
import type { Withdrawal, Withdrawals } from '../ports/withdrawals.ts';
import type { Document, Store } from '../store/documents.ts';
import { compact, decode, id, maybe, time } from './codec.ts';

const schema = z
  .object({
    _id: z.string(),
    declared_at: time,
    user_id: maybe(id),
    guild_id: maybe(id),
    name: z.string(),
    contact: z.string(),
    contract: z.string(),
    status: z.enum(['open', 'done']),
    refund_id: maybe(z.string()),
    done_at: maybe(time),
  })
  .transform(
    (row): Withdrawal => ({
      reference: row._id,
      declaredAt: row.declared_at,
      userId: row.user_id,
      guildId: row.guild_id,
      name: row.name,
      contact: row.contact,
      contract: row.contract,
      status: row.status,
      refundId: row.refund_id,
      doneAt: row.done_at,
    }),
  );

const read = (document: Document) => decode('withdrawals', schema, document);

export function withdrawalsIn(store: Store): Withdrawals {
  const documents = store.collection('withdrawals');
  return {
    write: ({ reference, declaredAt, userId, guildId, name, contact, contract, status, refundId, doneAt }) =>
      documents.insert(
        compact({
          _id: reference,
          declared_at: declaredAt,
          user_id: userId,
          guild_id: guildId,
          name,
          contact,
          contract,
          status,
          refund_id: refundId,
          done_at: doneAt,
        }),
      ),
    open: async (limit) => (await documents.list({ status: 'open' }, { sort: { declared_at: 1 }, limit })).map(read),
    async close(reference, at, refundId) {
      const fields = compact({ status: 'done', done_at: at, refund_id: refundId });
      const closed = await documents.change({ _id: reference, status: 'open' }, { $set: fields });
      return closed && read(closed);
    },
  };
}
