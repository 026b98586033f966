/**
 * The one real clock. Everything else is handed a `Clock`, so that tests decide what time it is.
 */
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../core/ports.ts';

export const systemClock: Clock = {
  now: () => new Date(),
  tick: () => performance.now(),
  async sleep(ms, signal) {
    signal?.throwIfAborted();
    try {
      await pause(ms, undefined, signal ? { signal } : {});
    } catch (error) {
      // Node throws its own AbortError; callers compare with the reason that they gave.
      signal?.throwIfAborted();
      throw error;
    }
  },
};
