/**
 * Discord lets so many shards identify per five seconds (`max_concurrency`), counted over all processes of the bot. The gate is a lease per bucket
 * that nobody gives back: it opens again by itself.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { IIdentifyThrottler } from '@discordjs/ws';
import { identifyBucket } from '@k77/core';
import type { Locks } from '@k77/data';

export interface IdentifyGateOptions {
  locks: Locks;
  maxConcurrency: number;
  /** A little more than Discord's five seconds: the way there takes differently long. */
  windowMs?: number;
  onTrouble(error: unknown): void;
}

export function createIdentifyGate({ locks, maxConcurrency, windowMs = 5250, onTrouble }: IdentifyGateOptions): IIdentifyThrottler {
  /** Counts when Redis is away: this process then keeps the distance to itself at least. */
  const alone = new Map<number, number>();

  const passes = async (bucket: number): Promise<boolean> => {
    if ((alone.get(bucket) ?? 0) > Date.now()) return false;
    try {
      if ((await locks.lease(`identify:${bucket}`, windowMs)) === undefined) return false;
    } catch (error) {
      onTrouble(error);
    }
    alone.set(bucket, Date.now() + windowMs);
    return true;
  };

  return {
    async waitForIdentify(shardId, signal) {
      const bucket = identifyBucket(shardId, maxConcurrency);
      while (!(await passes(bucket))) await pause(Math.min(500, windowMs / 5), undefined, { signal });
      signal.throwIfAborted();
    },
  };
}
