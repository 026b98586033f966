/** Port: what a cache needs of a key-value store, in Redis or, for tests, in memory. */
import type { Redis } from 'ioredis';
import { type Clock, systemClock } from '../ports/clock.ts';

export interface CacheStore {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, seconds: number): Promise<void>;
  delete(key: string): Promise<void>;
  /** Counts a key up, for ever; returns the new number. */
  increment(key: string): Promise<number>;
  /** True: this caller holds the key for so long; false: somebody else does. */
  claim(key: string, ms: number): Promise<boolean>;
}

export function redisCacheStore(redis: Redis): CacheStore {
  return {
    get: async (key) => (await redis.get(key)) ?? undefined,
    async set(key, value, seconds) {
      await redis.set(key, value, 'EX', seconds);
    },
    async delete(key) {
      await redis.del(key);
    },
    increment: (key) => redis.incr(key),
    claim: async (key, ms) => (await redis.set(key, '1', 'PX', ms, 'NX')) === 'OK',
  };
}

export function memoryCacheStore(clock: Clock = systemClock): CacheStore {
  const entries = new Map<string, { value: string; until: number }>();
  const read = (key: string) => {
    const entry = entries.get(key);
    return entry !== undefined && entry.until > clock.now().getTime() ? entry.value : undefined;
  };
  const write = (key: string, value: string, ms: number) => entries.set(key, { value, until: clock.now().getTime() + ms });
  return {
    get: async (key) => read(key),
    async set(key, value, seconds) {
      write(key, value, seconds * 1000);
    },
    async delete(key) {
      entries.delete(key);
    },
    async increment(key) {
      const next = Number(read(key) ?? 0) + 1;
      write(key, String(next), Number.MAX_SAFE_INTEGER);
      return next;
    },
    async claim(key, ms) {
      if (read(key) !== undefined) return false;
      write(key, '1', ms);
      return true;
    },
  };
}
