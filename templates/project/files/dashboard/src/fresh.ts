/**
 * Cached values that decide what somebody may do: the cache's own lifetime is longer than they are believed.
 */
import type { Cache, CacheCategory, Clock } from '@k77/data';

interface Dated<T> {
  at: string;
  value: T;
}

export interface FreshOptions {
  cache: Cache;
  clock: Clock;
  category: Extract<CacheCategory, 'user_data' | 'api_response'>;
  /** How old the value may be. */
  seconds: number;
}

export interface Fresh<T> {
  get(id: string, load: () => Promise<T>): Promise<T>;
  set(id: string, value: T): Promise<void>;
  forget(id: string): Promise<void>;
}

/** @template T what JSON can hold */
export function fresh<T>({ cache, clock, category, seconds }: FreshOptions): Fresh<T> {
  const dated = (value: T): Dated<T> => ({ at: clock.now().toISOString(), value });
  const isRecent = (found: Dated<T>) => clock.now().getTime() - Date.parse(found.at) < seconds * 1000;
  return {
    async get(id, load) {
      const make = async () => dated(await load());
      const found = (await cache.fetch(category, id, make)) as Dated<T>;
      if (isRecent(found)) return found.value;
      await cache.delete(category, id);
      return ((await cache.fetch(category, id, make)) as Dated<T>).value;
    },
    set: (id, value) => cache.set(category, id, dated(value)),
    forget: (id) => cache.delete(category, id),
  };
}
