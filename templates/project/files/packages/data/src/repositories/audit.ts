/** Collection `audit_logs`. */
import { z } from 'zod';
import type { Audit, AuditEntry } from '../ports/audit.ts';
import type { Document, Store } from '../store/documents.ts';
import { compact, decode, id, maybe, time } from './codec.ts';

const schema = z
  .object({
    at: time,
    action: z.string(),
    user_id: maybe(id),
    guild_id: maybe(id),
    details: maybe(z.record(z.string(), z.unknown())),
  })
  .transform((row): AuditEntry => ({ at: row.at, action: row.action, userId: row.user_id, guildId: row.guild_id, details: row.details }));

const read = (document: Document) => decode('audit_logs', schema, document);

export function auditIn(store: Store): Audit {
  const entries = store.collection('audit_logs');
  return {
    write: ({ at, action, userId, guildId, details }) =>
      entries.insert(compact({ at, action, user_id: userId, guild_id: guildId, details })),
    ofGuild: async (guildId, limit) => (await entries.list({ guild_id: guildId }, { sort: { at: -1 }, limit })).map(read),
    forget: (before) => entries.remove({ at: { $lt: before } }),
  };
}
