/** What this process found out moments ago and need not find out again: in memory, until a time that is told, and only so many of them. */
import type { Clock } from '@k77/data';

export interface Recent<T> {
  /** Undefined: never known, forgotten, or its time is over. */
  get(id: string): T | undefined;
  /** @param until milliseconds since 1970 */
  set(id: string, value: T, until: number): void;
  forget(id: string): void;
}

export function createRecent<T>(clock: Clock, maxEntries: number): Recent<T> {
  const entries = new Map<string, { value: T; until: number }>();
  return {
    get(id) {
      const entry = entries.get(id);
      if (entry === undefined || entry.until > clock.now().getTime()) return entry?.value;
      entries.delete(id);
      return undefined;
    },
    set(id, value, until) {
      const [oldest] = entries.keys();
      if (entries.size >= maxEntries && oldest !== undefined) entries.delete(oldest);
      entries.set(id, { value, until });
    },
    forget: (id) => void entries.delete(id),
  };
}
