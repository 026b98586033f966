import type { Giveaway } from '@k77/core';

export type NewGiveaway = Omit<Giveaway, 'id' | 'status' | 'entrants' | 'winnerIds' | 'messageId'>;

export interface Giveaways {
  create(giveaway: NewGiveaway): Promise<Giveaway>;
  get(id: string): Promise<Giveaway | undefined>;
  setMessage(id: string, messageId: string): Promise<void>;
  /** `most`: how many may enter. */
  enter(id: string, userId: string, most: number): Promise<'entered' | 'already' | 'full' | 'closed'>;
  leave(id: string, userId: string): Promise<boolean>;
  /** Moves the end of a running giveaway; undefined: it is not running (any more). */
  endAt(id: string, at: Date): Promise<Giveaway | undefined>;
  /** Only the first end counts; undefined: it is not running (any more). */
  end(id: string, winnerIds: readonly string[]): Promise<Giveaway | undefined>;
  cancel(id: string): Promise<Giveaway | undefined>;
  countRunning(guildId: string): Promise<number>;
  /** Newest first. */
  ofGuild(guildId: string, limit: number): Promise<readonly Giveaway[]>;
  /** Running, and their end has come. */
  due(now: Date, limit: number): Promise<readonly Giveaway[]>;
}
