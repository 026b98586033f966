/**
 * A stream: entries that are only ever added at the end, and groups that remember who was given what.
 * An id is one number, milliseconds × 2^64 + sequence, so that ids compare as numbers do.
 */
import { RedisError } from './reply.ts';

export type StreamId = bigint;

export interface StreamEntry {
  id: StreamId;
  /** Names and values in turn. */
  fields: readonly string[];
}

export interface Pending {
  consumer: string;
  deliveredAt: number;
  deliveries: number;
}

export interface Group {
  name: string;
  lastId: StreamId;
  /** How many entries the group has read; undefined when that cannot be known. */
  read: number | undefined;
  pending: Map<StreamId, Pending>;
  /** Consumers and when each was last seen, milliseconds since 1970. */
  consumers: Map<string, number>;
}

export class Stream {
  entries: StreamEntry[] = [];
  lastId: StreamId = 0n;
  maxDeletedId: StreamId = 0n;
  added = 0;
  readonly groups = new Map<string, Group>();

  /** Index of the first entry whose id is at least `id`. */
  from(id: StreamId): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.entries[middle]?.id ?? 0n) >= id) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  find(id: StreamId): StreamEntry | undefined {
    const entry = this.entries[this.from(id)];
    return entry?.id === id ? entry : undefined;
  }

  range(first: StreamId, last: StreamId, count = Number.POSITIVE_INFINITY): StreamEntry[] {
    const start = this.from(first);
    return this.entries.slice(start, Math.min(this.from(last + 1n), start + count));
  }

  add(id: StreamId, fields: readonly string[]): void {
    this.entries.push({ id, fields });
    this.lastId = id;
    this.added += 1;
  }

  delete(id: StreamId): boolean {
    const index = this.from(id);
    if (this.entries[index]?.id !== id) return false;
    this.entries.splice(index, 1);
    if (id > this.maxDeletedId) this.maxDeletedId = id;
    return true;
  }

  /** Removes the oldest `count` entries. */
  trim(count: number): number {
    const removed = this.entries.splice(0, Math.max(0, count));
    const last = removed.at(-1);
    if (last && last.id > this.maxDeletedId) this.maxDeletedId = last.id;
    return removed.length;
  }
}

const mask = (1n << 64n) - 1n;
export const lowestId: StreamId = 0n;
export const highestId: StreamId = (1n << 128n) - 1n;
export const invalidId = 'ERR Invalid stream ID specified as stream command argument';

export function formatId(id: StreamId): string {
  return `${id >> 64n}-${id & mask}`;
}

export function makeId(ms: bigint, sequence: bigint): StreamId {
  return (ms << 64n) | sequence;
}

export const sequenceOf = (id: StreamId): bigint => id & mask;
export const millisecondsOf = (id: StreamId): bigint => id >> 64n;

/** `5` or `5-3`; what is left out is `missing`. */
export function parseId(text: string, missing: bigint = 0n): StreamId {
  const [, ms, sequence] = /^(\d{1,20})(?:-(\d{1,20}))?$/.exec(text) ?? [];
  if (ms === undefined) throw new RedisError(invalidId);
  const [high, low] = [BigInt(ms), sequence === undefined ? missing : BigInt(sequence)];
  if (high > mask || low > mask) throw new RedisError(invalidId);
  return makeId(high, low);
}

/** An end of a range: `-`, `+`, an id, `(` before an id that is left out. */
export function parseEdge(text: string, end: 'first' | 'last'): StreamId {
  if (text === '-') return lowestId;
  if (text === '+') return highestId;
  const missing = end === 'first' ? 0n : mask;
  if (!text.startsWith('(')) return parseId(text, missing);
  const id = parseId(text.slice(1), missing);
  if (end === 'first' && id === highestId) throw new RedisError('ERR invalid start ID for the interval');
  if (end === 'last' && id === lowestId) throw new RedisError('ERR invalid end ID for the interval');
  return end === 'first' ? id + 1n : id - 1n;
}
