/**
 * All databases as text, and back: how the sandbox keeps them between two runs.
 */
import type { Engine } from './engine.ts';
import type { Entry, Value } from './keyspace.ts';
import { SortedSet } from './sorted-set.ts';
import { type Group, Stream } from './stream.ts';

/** One key as JSON holds it; ids of streams are decimal text. */
type Saved = { key: string; expireAt?: number } & SavedValue;
type SavedValue =
  | { type: 'string'; text: string }
  | { type: 'hash'; fields: [string, string][] }
  | { type: 'list'; items: string[] }
  | { type: 'set'; members: string[] }
  | { type: 'zset'; scored: [string, string][] }
  | { type: 'stream'; stream: SavedStream };

interface SavedStream {
  entries: [string, readonly string[]][];
  lastId: string;
  maxDeletedId: string;
  added: number;
  groups: SavedGroup[];
}

interface SavedGroup {
  name: string;
  lastId: string;
  read: number | null;
  pending: [string, { consumer: string; deliveredAt: number; deliveries: number }][];
  consumers: [string, number][];
}

const version = 1;

export function save(engine: Engine): string {
  const databases = engine.databases.map(({ entries }) => [...entries].map(([key, entry]) => saved(key, entry)));
  return JSON.stringify({ version, databases });
}

/** Replaces everything. @throws Error when the text is no snapshot of ours */
export function restore(engine: Engine, text: string): void {
  const read = JSON.parse(text) as { version: number; databases: Saved[][] };
  if (read.version !== version) throw new Error(`a Redis snapshot of version ${read.version} cannot be read`);
  for (const database of engine.databases) {
    database.clear();
    for (const entry of read.databases[database.index] ?? []) database.put(entry.key, valueFrom(entry), entry.expireAt);
  }
}

function saved(key: string, { value, expireAt }: Entry): Saved {
  return { key, ...(expireAt === undefined ? {} : { expireAt }), ...savedValue(value) };
}

function savedValue(value: Value): SavedValue {
  switch (value.type) {
    case 'string':
    case 'list':
      return value;
    case 'hash':
      return { type: 'hash', fields: [...value.fields] };
    case 'set':
      return { type: 'set', members: [...value.members] };
    case 'zset':
      // Text, because JSON knows no infinity.
      return { type: 'zset', scored: value.scored.all().map(({ member, score }) => [member, String(score)]) };
    case 'stream':
      return { type: 'stream', stream: savedStream(value.stream) };
  }
}

function savedStream({ entries, lastId, maxDeletedId, added, groups }: Stream): SavedStream {
  return {
    entries: entries.map(({ id, fields }) => [String(id), fields]),
    lastId: String(lastId),
    maxDeletedId: String(maxDeletedId),
    added,
    groups: [...groups.values()].map((group) => ({
      name: group.name,
      lastId: String(group.lastId),
      read: group.read ?? null,
      pending: [...group.pending].map(([id, pending]) => [String(id), pending]),
      consumers: [...group.consumers],
    })),
  };
}

function valueFrom(entry: SavedValue): Value {
  switch (entry.type) {
    case 'string':
      return { type: 'string', text: entry.text };
    case 'list':
      return { type: 'list', items: entry.items };
    case 'hash':
      return { type: 'hash', fields: new Map(entry.fields) };
    case 'set':
      return { type: 'set', members: new Set(entry.members) };
    case 'zset': {
      const scored = new SortedSet();
      for (const [member, score] of entry.scored) scored.set(member, Number(score));
      return { type: 'zset', scored };
    }
    case 'stream':
      return { type: 'stream', stream: streamOf(entry.stream) };
  }
}

function streamOf({ entries, lastId, maxDeletedId, added, groups }: SavedStream): Stream {
  const stream = new Stream();
  stream.entries = entries.map(([id, fields]) => ({ id: BigInt(id), fields }));
  Object.assign(stream, { lastId: BigInt(lastId), maxDeletedId: BigInt(maxDeletedId), added });
  for (const { name, lastId: last, read, pending, consumers } of groups) {
    const group: Group = {
      name,
      lastId: BigInt(last),
      read: read ?? undefined,
      pending: new Map(pending.map(([id, given]) => [BigInt(id), given])),
      consumers: new Map(consumers),
    };
    stream.groups.set(name, group);
  }
  return stream;
}
