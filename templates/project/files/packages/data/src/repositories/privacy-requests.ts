/** Collection `privacy_requests`. */
import { Binary } from 'mongodb';
import { z } from 'zod';
import type { PrivacyRequest, PrivacyRequests } from '../ports/privacy-requests.ts';
import type { Document, Store } from '../store/documents.ts';
import { compact, decode, id, maybe, time } from './codec.ts';

const open = ['requested', 'scheduled'];

const schema = z
  .object({
    _id: z.string(),
    user_id: id,
    kind: z.enum(['export', 'delete']),
    status: z.enum(['requested', 'scheduled', 'ready', 'done', 'cancelled', 'failed']),
    created_at: time,
    due_at: time,
    runs_at: maybe(time),
    expires_at: maybe(time),
    finished_at: maybe(time),
    error: maybe(z.string()),
  })
  .transform(
    (row): PrivacyRequest => ({
      id: row._id,
      userId: row.user_id,
      kind: row.kind,
      status: row.status,
      createdAt: row.created_at,
      dueAt: row.due_at,
      runsAt: row.runs_at,
      expiresAt: row.expires_at,
      finishedAt: row.finished_at,
      error: row.error,
    }),
  );

const read = (document: Document) => decode('privacy_requests', schema, document);

export function privacyRequestsIn(store: Store): PrivacyRequests {
  const requests = store.collection('privacy_requests');
  const list = async (filter: Document, limit: number) => (await requests.list(filter, { sort: { created_at: 1 }, limit })).map(read);

  return {
    async open({ userId, kind, status, createdAt, dueAt, runsAt, expiresAt }) {
      const row = compact({
        _id: crypto.randomUUID(),
        user_id: userId,
        kind,
        status,
        created_at: createdAt,
        due_at: dueAt,
        runs_at: runsAt,
        expires_at: expiresAt,
      });
      await requests.insert(row);
      return read(row);
    },
    async get(requestId) {
      const found = await requests.get({ _id: requestId });
      return found && read(found);
    },
    ofUser: async (userId) => (await requests.list({ user_id: userId }, { sort: { created_at: -1 } })).map(read),
    async move(requestId, from, to, { expiresAt, finishedAt, error } = {}) {
      const fields = compact({ status: to, expires_at: expiresAt, finished_at: finishedAt, error });
      const moved = await requests.change({ _id: requestId, status: from }, { $set: fields });
      return moved && read(moved);
    },
    async setArchive(requestId, archive) {
      const update = archive === undefined ? { $unset: { archive: true } as const } : { $set: { archive: Buffer.from(archive) } };
      await requests.change({ _id: requestId }, update);
    },
    async archive(requestId) {
      const found = await requests.get({ _id: requestId });
      const bytes = found?.archive;
      if (bytes instanceof Binary) return new Uint8Array(bytes.buffer.subarray(0, bytes.length()));
      return bytes instanceof Uint8Array ? new Uint8Array(bytes) : undefined;
    },
    async waiting(before, now, limit) {
      const exports = { kind: 'export', status: 'requested', created_at: { $lt: before } };
      const deletions = { kind: 'delete', status: 'scheduled', runs_at: { $lte: now } };
      return list({ $or: [exports, deletions] }, limit);
    },
    expired: (now, limit) => list({ kind: 'export', status: 'ready', expires_at: { $lte: now } }, limit),
    due: (before, limit) => list({ status: { $in: open }, due_at: { $lt: before } }, limit),
  };
}
