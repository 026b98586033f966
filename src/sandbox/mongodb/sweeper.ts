/**
 * What happens by itself once a minute: expired documents go, idle cursors and sessions end.
 */
import type { Core } from './core.ts';
import { Held } from './sessions/transactions.ts';
import type { Collection } from './storage/collection.ts';
import { isNumeric, toNumber } from './values/numbers.ts';
import { reach } from './values/paths.ts';

const everyMs = 60_000;

export function startSweeping(core: Core): () => void {
  const stop = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await core.clock.sleep(everyMs, stop.signal);
      sweep(core);
    }
  };
  loop().catch(() => undefined);
  return () => stop.abort();
}

/** @returns how many documents have expired */
export function sweep(core: Core): number {
  const now = core.clock.now().getTime();
  core.sessions.sweep(now);
  core.cursors.sweep(core.clock.tick());
  return core.store.every().reduce((sum, collection) => sum + expire(collection, now), 0);
}

function expire(collection: Collection, now: number): number {
  let gone = 0;
  for (const index of collection.indexes.values()) {
    const { key, expireAfterSeconds: seconds } = index.spec;
    if (!isNumeric(seconds)) continue;
    const [path = ''] = Object.keys(key);
    const before = now - toNumber(seconds) * 1000;
    // The index orders by value; dates in arrays count by the earliest.
    const due = new Set(index.inOrder(1, (value) => value instanceof Date && value.getTime() <= before));
    for (const docKey of due) if (hasDate(collection, docKey, path.split('.'), before)) gone += removed(collection, docKey);
  }
  return gone;
}

function hasDate(collection: Collection, key: string, path: readonly string[], before: number): boolean {
  const isDue = (value: unknown): boolean => value instanceof Date && value.getTime() <= before;
  return reach(collection.get(key)?.doc, path, (leaf) => (Array.isArray(leaf) ? leaf.some(isDue) : isDue(leaf)));
}

/** What a transaction holds expires the next time. */
function removed(collection: Collection, key: string): number {
  try {
    collection.remove(key);
    return 1;
  } catch (error) {
    if (error instanceof Held) return 0;
    throw error;
  }
}
