/** Messages between processes, by Redis channels; and the double for tests. */
import type { Redis } from 'ioredis';
import type { Bus } from '../ports/bus.ts';

type Listener = (message: string) => void;

export interface BusOptions {
  publisher: Redis;
  /** A connection of its own: `openSubscriber`. */
  subscriber: Redis;
  environment: string;
}

export function createBus({ publisher, subscriber, environment }: BusOptions): Bus {
  const listeners = new Map<string, Set<Listener>>();
  const full = (channel: string) => `k77:${environment}:${channel}`;
  subscriber.on('message', (channel: string, message: string) => {
    for (const listener of listeners.get(channel) ?? []) listener(message);
  });

  return {
    async publish(channel, message) {
      await publisher.publish(full(channel), message);
    },
    async subscribe(channel, listener) {
      const name = full(channel);
      const known = listeners.get(name) ?? new Set();
      listeners.set(name, known.add(listener));
      // Not waited for: without Redis nobody would start; ioredis listens as soon as it is connected, and again after every break.
      void subscriber.subscribe(name).catch(() => undefined);
      return async () => {
        known.delete(listener);
        if (known.size === 0) await subscriber.unsubscribe(name).catch(() => undefined);
      };
    },
  };
}

export function memoryBus(): Bus {
  const listeners = new Map<string, Set<Listener>>();
  return {
    async publish(channel, message) {
      for (const listener of listeners.get(channel) ?? []) listener(message);
    },
    async subscribe(channel, listener) {
      const known = listeners.get(channel) ?? new Set();
      listeners.set(channel, known.add(listener));
      return async () => void known.delete(listener);
    },
  };
}
