/**
 * A small cache inside one process, for what is asked many times a second (settings of a server, on every interaction). Others say by a message when a value
 * has changed; the short lifetime covers messages that were missed.
 */
import { LRUCache } from 'lru-cache';
import type { Bus } from '../ports/bus.ts';

export interface LocalCacheOptions {
  maxEntries: number;
  /** 5 to 30. */
  seconds: number;
  bus: Bus;
  /** Its messages are ids of values that have changed. */
  channel: string;
}

export interface LocalCache<T extends object> {
  get(id: string, load: () => Promise<T>): Promise<T>;
  /** Forgets it here and in all other processes. */
  changed(id: string): Promise<void>;
  close(): Promise<void>;
}

export async function createLocalCache<T extends object>({ maxEntries, seconds, bus, channel }: LocalCacheOptions): Promise<LocalCache<T>> {
  const entries = new LRUCache<string, Promise<T>>({ max: maxEntries, ttl: seconds * 1000 });
  const stop = await bus.subscribe(channel, (id) => entries.delete(id));
  return {
    async get(id, load) {
      const known = entries.get(id);
      if (known !== undefined) return known;
      const value = load();
      entries.set(id, value);
      value.catch(() => entries.delete(id));
      return value;
    },
    async changed(id) {
      entries.delete(id);
      await bus.publish(channel, id).catch(() => undefined);
    },
    close: stop,
  };
}
