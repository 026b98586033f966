/** Collection `sessions`; the server itself removes what has expired. */
import { z } from 'zod';
import type { Session, Sessions } from '../ports/sessions.ts';
import type { Document, Store } from '../store/documents.ts';
import { compact, decode, id, maybe, time } from './codec.ts';

const schema = z
  .object({ _id: z.string(), user_id: id, created_at: time, last_seen_at: time, expires_at: time, device: maybe(z.string()) })
  .transform(
    (row): Session => ({
      id: row._id,
      userId: row.user_id,
      createdAt: row.created_at,
      lastSeenAt: row.last_seen_at,
      expiresAt: row.expires_at,
      device: row.device,
    }),
  );

const read = (document: Document) => decode('sessions', schema, document);

export function sessionsIn(store: Store): Sessions {
  const sessions = store.collection('sessions');
  return {
    create: (session) =>
      sessions.insert(
        compact({
          _id: session.id,
          user_id: session.userId,
          created_at: session.createdAt,
          last_seen_at: session.lastSeenAt,
          expires_at: session.expiresAt,
          device: session.device,
        }),
      ),
    async get(sessionId, now) {
      const found = await sessions.get({ _id: sessionId, expires_at: { $gt: now } });
      return found && read(found);
    },
    async renew(sessionId, lastSeenAt, expiresAt) {
      await sessions.change({ _id: sessionId }, { $set: { last_seen_at: lastSeenAt, expires_at: expiresAt } });
    },
    async remove(sessionId) {
      await sessions.remove({ _id: sessionId });
    },
    removeAll: (userId) => sessions.remove({ user_id: userId }),
    list: async (userId, now) =>
      (await sessions.list({ user_id: userId, expires_at: { $gt: now } }, { sort: { last_seen_at: -1 } })).map(read),
  };
}
