/**
 * One numbered database: keys, their values and when they expire. It tells its listener of everything that happens to a key.
 */
import { RedisError } from './reply.ts';
import type { SortedSet } from './sorted-set.ts';
import type { Stream } from './stream.ts';

/** What a key may hold. */
export interface Values {
  string: { type: 'string'; text: string };
  hash: { type: 'hash'; fields: Map<string, string> };
  list: { type: 'list'; items: string[] };
  set: { type: 'set'; members: Set<string> };
  zset: { type: 'zset'; scored: SortedSet };
  stream: { type: 'stream'; stream: Stream };
}
export type ValueType = keyof Values;
export type Value = Values[ValueType];

export interface Entry {
  value: Value;
  /** Milliseconds since 1970. */
  expireAt: number | undefined;
  /** Grows with every new key: where a SCAN goes on. */
  order: number;
}

/** Which class of keyspace notification an event belongs to, as `notify-keyspace-events` spells it. */
export type EventClass = '$' | 'l' | 's' | 'h' | 'z' | 't' | 'g' | 'x' | 'e';

export interface KeyListener {
  /** The value of a key is another one, or gone. */
  changed(db: Database, key: string): void;
  event(db: Database, kind: EventClass, event: string, key: string): void;
}

export const wrongType = 'WRONGTYPE Operation against a key holding the wrong kind of value';

export class Database {
  readonly index: number;
  readonly entries = new Map<string, Entry>();
  /** Keys with an expiry; a clock looks through them now and then. */
  readonly expiring = new Set<string>();
  #sweeping: Iterator<string, unknown> = this.expiring.values();
  readonly #now: () => number;
  readonly #listener: KeyListener;
  #order = 0;

  constructor(index: number, now: () => number, listener: KeyListener) {
    this.index = index;
    this.#now = now;
    this.#listener = listener;
  }

  get size(): number {
    return this.entries.size;
  }

  now(): number {
    return this.#now();
  }

  /** The key, unless it is absent or its time is over (then it is removed here). */
  find(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    if (entry?.expireAt === undefined || entry.expireAt > this.#now()) return entry;
    this.#drop(key);
    this.changed(key, 'x', 'expired');
    return undefined;
  }

  has(key: string): boolean {
    return this.find(key) !== undefined;
  }

  /** The value of a key. @throws RedisError WRONGTYPE when it is of another type */
  read<T extends ValueType>(key: string, type: T): Values[T] | undefined {
    const entry = this.find(key);
    if (entry === undefined) return undefined;
    if (entry.value.type !== type) throw new RedisError(wrongType);
    return entry.value as Values[T];
  }

  /** The value of a key; an absent one is made. Whoever leaves it empty calls `removeIfEmpty`. */
  open<T extends ValueType>(key: string, type: T, make: () => Values[T]): Values[T] {
    const found = this.read(key, type);
    if (found !== undefined) return found;
    const value = make();
    this.put(key, value);
    return value;
  }

  /** Replaces whatever a key holds, and its expiry. Tells nobody: callers know the event's name. */
  put(key: string, value: Value, expireAt?: number): void {
    const order = this.entries.get(key)?.order ?? ++this.#order;
    this.entries.set(key, { value, expireAt, order });
    if (expireAt === undefined) this.expiring.delete(key);
    else this.expiring.add(key);
  }

  /** Removes a key and says so. Returns false when there was none. */
  remove(key: string, event = 'del'): boolean {
    if (this.find(key) === undefined) return false;
    this.#drop(key);
    this.changed(key, 'g', event);
    return true;
  }

  /** Sets or clears (undefined) the expiry of a key that exists. */
  expire(key: string, expireAt: number | undefined): void {
    const entry = this.find(key);
    if (entry === undefined) return;
    entry.expireAt = expireAt;
    if (expireAt === undefined) this.expiring.delete(key);
    else this.expiring.add(key);
  }

  /** A collection that lost its last member is no key any more. */
  removeIfEmpty(key: string): boolean {
    const value = this.entries.get(key)?.value;
    if (value === undefined || sizeOf(value) > 0 || value.type === 'string' || value.type === 'stream') return false;
    this.#drop(key);
    this.changed(key, 'g', 'del');
    return true;
  }

  changed(key: string, kind: EventClass, event: string): void {
    this.#listener.changed(this, key);
    this.#listener.event(this, kind, event, key);
  }

  /** Removes every key. */
  clear(): void {
    const keys = [...this.entries.keys()];
    this.entries.clear();
    this.expiring.clear();
    for (const key of keys) this.#listener.changed(this, key);
  }

  /** Looks at up to `limit` keys with an expiry, going on where it stopped, and removes those whose time is over. */
  sweep(limit = 10_000): void {
    const now = this.#now();
    for (let seen = 0; seen < limit; seen += 1) {
      const { value: key, done } = this.#sweeping.next();
      if (done || key === undefined) {
        this.#sweeping = this.expiring.values();
        return;
      }
      if ((this.entries.get(key)?.expireAt ?? Number.POSITIVE_INFINITY) <= now) this.find(key);
    }
  }

  #drop(key: string): void {
    this.entries.delete(key);
    this.expiring.delete(key);
  }
}

/** How many members a value has; bytes of a string. */
export function sizeOf(value: Value): number {
  switch (value.type) {
    case 'string':
      return value.text.length;
    case 'hash':
      return value.fields.size;
    case 'list':
      return value.items.length;
    case 'set':
      return value.members.size;
    case 'zset':
      return value.scored.size;
    case 'stream':
      return value.stream.entries.length;
  }
}
