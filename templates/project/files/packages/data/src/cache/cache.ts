/**
 * The cache. A failure is a miss and never an error; one caller at a time loads a value; lifetimes differ a little, so that values made together do not end
 * together; clearing a kind costs one command however many entries it has.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { CachePolicy } from '@k77/config';
import { type Clock, systemClock } from '../ports/clock.ts';
import { createBreaker } from './breaker.ts';
import type { CacheStore } from './cache-store.ts';
import { type CacheCategories, type CacheCategory, lifetimeOf, shapes, staleIsFine } from './categories.ts';
import { type Packed, pack, unpack } from './packing.ts';

export interface CacheOptions {
  store: CacheStore;
  policy: CachePolicy;
  /** Part of every key: two environments on one Redis do not meet. */
  environment: string;
  clock?: Clock;
  /** From 0 to 1. */
  random?: () => number;
  onFailure?(error: unknown): void;
}

export interface CacheStats {
  hits: number;
  misses: number;
  /** Answered with an old value because the source failed. */
  stale: number;
  failures: number;
  open: boolean;
}

export interface Cache {
  get<C extends CacheCategory>(category: C, id: string): Promise<CacheCategories[C] | undefined>;
  set<C extends CacheCategory>(category: C, id: string, value: CacheCategories[C]): Promise<void>;
  delete(category: CacheCategory, id: string): Promise<void>;
  /** Forgets every value of the kind; the entries themselves end by their lifetime. */
  clear(category: CacheCategory): Promise<void>;
  /** The cached value, or what `load` returns; "there is none" is remembered too, for a short time. Errors of `load` come through. */
  fetch<C extends CacheCategory>(
    category: C,
    id: string,
    load: () => Promise<CacheCategories[C] | undefined>,
  ): Promise<CacheCategories[C] | undefined>;
  stats(): CacheStats;
}

/** How long a generation is believed before it is read again: so long may a cleared kind live on in another process. */
const generationMs = 1000;
const absentSeconds = 30;
const claimMs = 3000;
/** Longer than any load takes. */
const erasedSeconds = 60;
const waitForOtherMs = 150;
/** Values of kinds of which an old one is fine are kept so many lifetimes. */
const staleFactor = 24;

export function createCache(options: CacheOptions): Cache {
  const { store, policy, environment, clock = systemClock, random = Math.random } = options;
  const stats = { hits: 0, misses: 0, stale: 0, failures: 0 };
  const breaker = createBreaker({
    clock,
    onFailure: (error) => {
      stats.failures += 1;
      options.onFailure?.(error);
    },
  });
  const generations = new Map<CacheCategory, { number: string; until: number }>();
  const loading = new Map<string, Promise<unknown>>();
  const now = () => clock.now().getTime();

  const generationKey = (category: CacheCategory) => `k77:${environment}:generation:${category}`;

  async function generation(category: CacheCategory): Promise<string> {
    const known = generations.get(category);
    if (known !== undefined && known.until > now()) return known.number;
    const number = (await store.get(generationKey(category))) ?? '0';
    generations.set(category, { number, until: now() + generationMs });
    return number;
  }

  async function keyOf(category: CacheCategory, id: string): Promise<string> {
    return `k77:${environment}:${category}:v${shapes[category]}.${await generation(category)}:${id}`;
  }

  const read = (category: CacheCategory, id: string) => breaker.try(async () => unpack(await store.get(await keyOf(category, id))));

  async function write(category: CacheCategory, id: string, value: unknown): Promise<void> {
    const seconds = value === undefined ? absentSeconds : jittered(lifetimeOf(category, policy), policy.jitterPercent, random);
    const kept = staleIsFine.has(category) && value !== undefined ? seconds * staleFactor : seconds;
    await breaker.try(async () => store.set(await keyOf(category, id), pack(value, now() + seconds * 1000), kept));
  }

  async function load(category: CacheCategory, id: string, source: () => Promise<unknown>, old: Packed | undefined): Promise<unknown> {
    const elsewhere = await loadedElsewhere(category, id);
    if (elsewhere !== undefined) return elsewhere.value;
    try {
      const before = await erasedAt(category, id);
      const value = await source();
      // Somebody forgot the value while it was being loaded: it may be the one from before the change.
      if ((await erasedAt(category, id)) === before) await write(category, id, value);
      return value;
    } catch (error) {
      if (old === undefined || !staleIsFine.has(category)) throw error;
      stats.stale += 1;
      return old.value;
    }
  }

  /** Another process is loading it: give it a moment, then do it anyway. */
  async function loadedElsewhere(category: CacheCategory, id: string): Promise<Packed | undefined> {
    const mine = await breaker.try(async () => store.claim(`${await keyOf(category, id)}:claim`, claimMs));
    if (mine !== false) return undefined;
    await pause(waitForOtherMs);
    const value = await read(category, id);
    return value !== undefined && value.until > now() ? value : undefined;
  }

  const erasedAt = (category: CacheCategory, id: string) => breaker.try(async () => store.get(`${await keyOf(category, id)}:erased`));

  async function erase(category: CacheCategory, id: string): Promise<void> {
    const key = await keyOf(category, id);
    await store.set(`${key}:erased`, `${now()}-${random()}`, erasedSeconds);
    await store.delete(key);
  }

  async function release(category: CacheCategory, id: string): Promise<void> {
    await breaker.try(async () => store.delete(`${await keyOf(category, id)}:claim`));
  }

  return {
    async get(category, id) {
      const found = await read(category, id);
      const fresh = found !== undefined && found.until > now();
      stats[fresh ? 'hits' : 'misses'] += 1;
      return (fresh ? found.value : undefined) as never;
    },
    set: (category, id, value) => write(category, id, value),
    async delete(category, id) {
      await breaker.try(() => erase(category, id));
    },
    async clear(category) {
      generations.delete(category);
      await breaker.try(() => store.increment(generationKey(category)));
    },
    async fetch(category, id, source) {
      const found = await read(category, id);
      if (found !== undefined && found.until > now()) {
        stats.hits += 1;
        return found.value as never;
      }
      stats.misses += 1;
      const flight = `${category}:${id}`;
      const underWay =
        loading.get(flight) ??
        load(category, id, source, found).finally(() => {
          loading.delete(flight);
          void release(category, id);
        });
      loading.set(flight, underWay);
      return (await underWay) as never;
    },
    stats: () => ({ ...stats, open: breaker.open() }),
  };
}

function jittered(seconds: number, percent: number, random: () => number): number {
  return Math.max(1, Math.round(seconds * (1 + ((random() * 2 - 1) * percent) / 100)));
}
