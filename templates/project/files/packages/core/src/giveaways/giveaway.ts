/**
 * Giveaways: the worked example of a feature. Limits by plan, a job that ends them, an index, a command and tests; copy its shape for your own.
 */
import type { GiveawayLimits } from '@k77/config';

export interface Giveaway {
  id: string;
  guildId: string;
  channelId: string;
  /** Absent until the message is posted. */
  messageId?: string | undefined;
  hostId: string;
  prize: string;
  winners: number;
  endsAt: Date;
  createdAt: Date;
  status: 'running' | 'ended' | 'cancelled';
  entrants: readonly string[];
  winnerIds: readonly string[];
}

export interface GiveawayWish {
  prize: string;
  winners: number;
  endsAt: Date;
}

export type GiveawayRefusal =
  | { why: 'too many running'; limit: number }
  | { why: 'too many winners'; limit: number }
  | { why: 'too long'; limit: number }
  | { why: 'ends in the past' }
  | { why: 'no winners' }
  | { why: 'no prize' };

const day = 86_400_000;

/** Undefined: it may be started. */
export function refuseGiveaway(wish: GiveawayWish, limits: GiveawayLimits, running: number, now: Date): GiveawayRefusal | undefined {
  if (wish.prize.trim() === '') return { why: 'no prize' };
  if (!Number.isInteger(wish.winners) || wish.winners < 1) return { why: 'no winners' };
  if (wish.endsAt <= now) return { why: 'ends in the past' };
  if (running >= limits.running) return { why: 'too many running', limit: limits.running };
  if (wish.winners > limits.winners) return { why: 'too many winners', limit: limits.winners };
  if (wish.endsAt.getTime() - now.getTime() > limits.days * day) return { why: 'too long', limit: limits.days };
  return undefined;
}

/** A whole number from 0, less than `below`, each equally likely: `crypto.randomInt`. */
export type Draw = (below: number) => number;

/** Everybody counts once however often they entered; fewer entrants than prizes: all of them win. */
export function drawWinners(entrants: readonly string[], count: number, draw: Draw): readonly string[] {
  const hat = [...new Set(entrants)];
  const winners = Math.min(Math.max(0, count), hat.length);
  for (let place = 0; place < winners; place += 1) {
    const other = place + draw(hat.length - place);
    const [one = '', two = ''] = [hat[place], hat[other]];
    hat[place] = two;
    hat[other] = one;
  }
  return hat.slice(0, winners);
}
