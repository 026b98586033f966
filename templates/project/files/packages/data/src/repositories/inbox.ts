/** Collection `stripe_events`. The id of the event is the id of the document: the database itself refuses a duplicate. */
import { z } from 'zod';
import type { Inbox, InboxEvent } from '../ports/inbox.ts';
import { type Document, Duplicate, type Store } from '../store/documents.ts';
import { count, decode, maybe, time } from './codec.ts';

const schema = z
  .object({
    _id: z.string(),
    type: z.string(),
    object_id: z.string(),
    livemode: z.boolean(),
    status: z.enum(['received', 'done', 'failed']),
    received_at: time,
    attempts: count,
    error: maybe(z.string()),
  })
  .transform(
    (row): InboxEvent => ({
      id: row._id,
      type: row.type,
      objectId: row.object_id,
      livemode: row.livemode,
      status: row.status,
      receivedAt: row.received_at,
      attempts: row.attempts,
      error: row.error,
    }),
  );

const read = (document: Document) => decode('stripe_events', schema, document);
const longestError = 500;

export function inboxIn(store: Store): Inbox {
  const events = store.collection('stripe_events');
  return {
    async receive({ id, type, objectId, livemode }, at) {
      try {
        await events.insert({ _id: id, type, object_id: objectId, livemode, status: 'received', received_at: at, attempts: 0 });
        return 'new';
      } catch (error) {
        if (error instanceof Duplicate) return 'duplicate';
        throw error;
      }
    },
    async get(id) {
      const found = await events.get({ _id: id });
      return found && read(found);
    },
    async done(id) {
      await events.change({ _id: id }, { $set: { status: 'done' }, $inc: { attempts: 1 }, $unset: { error: true } });
    },
    async failed(id, error, final) {
      const status = final ? { status: 'failed' } : {};
      await events.change(
        { _id: id, status: { $ne: 'done' } },
        { $set: { ...status, error: error.slice(0, longestError) }, $inc: { attempts: 1 } },
      );
    },
    waiting: async (before, limit) =>
      (await events.list({ status: 'received', received_at: { $lt: before } }, { sort: { received_at: 1 }, limit })).map(read),
    count: (status) => events.count({ status }),
  };
}
