/** Starts a giveaway: limits by plan, the row in the database, the message, the job that ends it. In this order, so that a crash leaves nothing running unseen. */
import { type Giveaway, type GiveawayRefusal, type GiveawayWish, refuseGiveaway } from '@k77/core';
import type { BotTools } from '../../tools.ts';
import { announcement } from './giveaway-messages.ts';

export interface Wish extends GiveawayWish {
  guildId: string;
  channelId: string;
  hostId: string;
}

export type Started =
  | { kind: 'started'; giveaway: Giveaway }
  | { kind: 'refused'; refusal: GiveawayRefusal; hasPremium: boolean }
  /** The bot may not write there. */
  | { kind: 'no message' }
  /** Another one is being started in the same server. */
  | { kind: 'busy' };

const longestMs = 15_000;

export async function startGiveaway(wish: Wish, tools: BotTools): Promise<Started> {
  // One at a time per server: two that count the running ones at once would both find room.
  const started = await tools.locks.hold(`giveaways:${wish.guildId}`, longestMs, () => start(wish, tools));
  return started.held ? started.result : { kind: 'busy' };
}

async function start(wish: Wish, tools: BotTools): Promise<Started> {
  const { repositories, premiums, site, clock, discord } = tools;
  const { active: hasPremium } = await premiums.of(wish.guildId);
  const running = await repositories.giveaways.countRunning(wish.guildId);
  const refusal = refuseGiveaway(wish, site.giveaways[hasPremium ? 'premium' : 'free'], running, clock.now());
  if (refusal !== undefined) return { kind: 'refused', refusal, hasPremium };
  const giveaway = await repositories.giveaways.create({ ...wish, createdAt: clock.now() });
  const messageId = await discord.post(wish.channelId, announcement(giveaway), `start-${giveaway.id}`);
  if (messageId === undefined) {
    await repositories.giveaways.cancel(giveaway.id);
    return { kind: 'no message' };
  }
  await repositories.giveaways.setMessage(giveaway.id, messageId);
  await endLater(giveaway, tools);
  return { kind: 'started', giveaway };
}

/** The row says when it ends; the job only makes it punctual. Without Redis the worker's sweep ends it, a little late. */
export async function endLater({ id, endsAt }: Giveaway, { queues, clock, logger }: BotTools): Promise<void> {
  const delayMs = Math.max(0, endsAt.getTime() - clock.now().getTime());
  try {
    await queues.remove('giveaway-end', id);
    await queues.add('giveaway-end', { giveawayId: id }, { key: id, delayMs });
  } catch (error) {
    logger.warn({ err: error, giveawayId: id }, 'the end of a giveaway waits for the sweep');
  }
}
