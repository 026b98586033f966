/** Collection `guilds`. */
import { z } from 'zod';
import type { Guild, Guilds } from '../ports/guilds.ts';
import type { Document, Store } from '../store/documents.ts';
import { count, decode, id, maybe, time } from './codec.ts';

const schema = z
  .object({
    guild_id: id,
    name: maybe(z.string()),
    settings: maybe(z.record(z.string(), z.unknown())),
    revision: maybe(count),
    joined_at: maybe(time),
    left_at: maybe(time),
    purge_at: maybe(time),
  })
  .transform(
    (row): Guild => ({
      guildId: row.guild_id,
      name: row.name ?? '',
      settings: row.settings ?? {},
      revision: row.revision ?? 0,
      joinedAt: row.joined_at ?? new Date(0),
      leftAt: row.left_at,
      purgeAt: row.purge_at,
    }),
  );

const read = (document: Document) => decode('guilds', schema, document);

export function guildsIn(store: Store): Guilds {
  const guilds = store.collection('guilds');
  return {
    async get(guildId) {
      const found = await guilds.get({ guild_id: guildId });
      return found && read(found);
    },
    async present(guildIds) {
      const found = await guilds.list({ guild_id: { $in: guildIds }, left_at: { $exists: false } });
      return found.map((one) => read(one).guildId);
    },
    async allPresent(after, limit) {
      const later = after === undefined ? {} : { guild_id: { $gt: after } };
      const found = await guilds.list({ ...later, left_at: { $exists: false } }, { sort: { guild_id: 1 }, limit });
      return found.map((one) => read(one).guildId);
    },
    async joined({ guildId, name }, at) {
      const change = {
        $set: { name },
        $unset: { left_at: true, purge_at: true },
        $setOnInsert: { settings: {}, revision: 0, joined_at: at },
      } as const;
      const made = await guilds.change({ guild_id: guildId }, change, { upsert: true });
      return read(made ?? { guild_id: guildId, name, joined_at: at });
    },
    async left(guildId, at, purgeAt) {
      await guilds.change({ guild_id: guildId }, { $set: { left_at: at, purge_at: purgeAt } });
    },
    async saveSettings(guildId, settings, revision) {
      const saved = await guilds.change({ guild_id: guildId, revision }, { $set: { settings }, $inc: { revision: 1 } });
      return saved && read(saved);
    },
    purgeDue: async (now, limit) => (await guilds.list({ purge_at: { $lte: now } }, { sort: { purge_at: 1 }, limit })).map(read),
    async remove(guildId) {
      await guilds.remove({ guild_id: guildId });
    },
    count: () => guilds.count({ left_at: { $exists: false } }),
  };
}
