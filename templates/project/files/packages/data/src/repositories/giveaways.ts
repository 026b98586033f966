/** Collection `giveaways`: part of the worked example. Every change names the state that it expects, so that two processes cannot both end one. */
import type { Giveaway } from '@k77/core';
import { z } from 'zod';
import type { Giveaways } from '../ports/giveaways.ts';
import type { Document, Store } from '../store/documents.ts';
import { count, decode, id, maybe, time } from './codec.ts';

const schema = z
  .object({
    _id: z.string(),
    guild_id: id,
    channel_id: id,
    message_id: maybe(id),
    host_id: id,
    prize: z.string(),
    winners: count,
    end_time: time,
    created_at: time,
    status: z.enum(['running', 'ended', 'cancelled']),
    entrants: z.array(id),
    winner_ids: z.array(id),
  })
  .transform(
    (row): Giveaway => ({
      id: row._id,
      guildId: row.guild_id,
      channelId: row.channel_id,
      messageId: row.message_id,
      hostId: row.host_id,
      prize: row.prize,
      winners: row.winners,
      endsAt: row.end_time,
      createdAt: row.created_at,
      status: row.status,
      entrants: row.entrants,
      winnerIds: row.winner_ids,
    }),
  );

const read = (document: Document) => decode('giveaways', schema, document);

export function giveawaysIn(store: Store): Giveaways {
  const giveaways = store.collection('giveaways');
  const one = (found: Document | undefined) => found && read(found);
  const get = async (giveawayId: string) => one(await giveaways.get({ _id: giveawayId }));

  return {
    async create({ guildId, channelId, hostId, prize, winners, endsAt, createdAt }) {
      const row = {
        _id: crypto.randomUUID(),
        guild_id: guildId,
        channel_id: channelId,
        host_id: hostId,
        prize,
        winners,
        end_time: endsAt,
        created_at: createdAt,
        status: 'running',
        entrants: [],
        winner_ids: [],
      };
      await giveaways.insert(row);
      return read(row);
    },
    get,
    async setMessage(giveawayId, messageId) {
      await giveaways.change({ _id: giveawayId }, { $set: { message_id: messageId } });
    },
    async enter(giveawayId, userId, most) {
      const open = {
        _id: giveawayId,
        status: 'running',
        entrants: { $ne: userId },
        $nor: [{ [`entrants.${most - 1}`]: { $exists: true } }],
      };
      if (await giveaways.change(open, { $push: { entrants: userId } })) return 'entered';
      const present = await get(giveawayId);
      if (present?.status !== 'running') return 'closed';
      return present.entrants.includes(userId) ? 'already' : 'full';
    },
    async leave(giveawayId, userId) {
      const left = await giveaways.change({ _id: giveawayId, status: 'running', entrants: userId }, { $pull: { entrants: userId } });
      return left !== undefined;
    },
    endAt: async (giveawayId, at) => one(await giveaways.change({ _id: giveawayId, status: 'running' }, { $set: { end_time: at } })),
    end: async (giveawayId, winnerIds) =>
      one(await giveaways.change({ _id: giveawayId, status: 'running' }, { $set: { status: 'ended', winner_ids: [...winnerIds] } })),
    cancel: async (giveawayId) => one(await giveaways.change({ _id: giveawayId, status: 'running' }, { $set: { status: 'cancelled' } })),
    countRunning: (guildId) => giveaways.count({ guild_id: guildId, status: 'running' }),
    ofGuild: async (guildId, limit) => (await giveaways.list({ guild_id: guildId }, { sort: { created_at: -1 }, limit })).map(read),
    due: async (now, limit) =>
      (await giveaways.list({ status: 'running', end_time: { $lte: now } }, { sort: { end_time: 1 }, limit })).map(read),
  };
}
