/**
 * Consumer groups: making them, reading through them, looking at them.
 */
import { type Call, type Command, command, none, one, syntaxError, Words } from '../command.ts';
import type { Database } from '../keyspace.ts';
import { toCount } from '../numbers.ts';
import { nilArray, ok, RedisError, type Reply } from '../reply.ts';
import { formatId, type Group, highestId, parseId, type Stream, type StreamId } from '../stream.ts';
import { openStream, type ReadRequest, readRequest, showEntry, showStreams, streamOf } from './streams.ts';
import { subcommands } from './subcommands.ts';

export const streamGroups: readonly Command[] = [
  subcommands('xgroup', 'write', [2, 2, 1], {
    create: [-5, create],
    setid: [-5, setId],
    destroy: [
      4,
      ({ db, args: [, key = '', name = ''] }) => {
        if (!existing(db, key).groups.delete(name)) return 0;
        db.changed(key, 't', 'xgroup-destroy');
        return 1;
      },
    ],
    createconsumer: [
      5,
      ({ db, args: [, key = '', name = '', consumer = ''] }) => {
        const group = groupOf(existing(db, key), key, name);
        if (group.consumers.has(consumer)) return 0;
        see(group, consumer, db.now());
        db.changed(key, 't', 'xgroup-createconsumer');
        return 1;
      },
    ],
    delconsumer: [
      5,
      ({ db, args: [, key = '', name = '', consumer = ''] }) => {
        const group = groupOf(existing(db, key), key, name);
        const owned = pendingOf(group, consumer);
        for (const id of owned) group.pending.delete(id);
        if (group.consumers.delete(consumer)) db.changed(key, 't', 'xgroup-delconsumer');
        return owned.length;
      },
    ],
  }),
  command('xreadgroup', -7, 'write blocking movablekeys', none, xreadgroup),
  command('xack', -4, 'write fast', one, ({ db, args: [key = '', name = '', ...ids] }) => {
    const group = streamOf(db, key)?.groups.get(name);
    if (group === undefined) return 0;
    return ids.map((id) => parseId(id)).filter((id) => group.pending.delete(id)).length;
  }),
];

function existing(db: Database, key: string): Stream {
  const stream = streamOf(db, key);
  if (stream) return stream;
  throw new RedisError(
    'ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM option to create an empty stream automatically.',
  );
}

export function orNoKey(db: Database, key: string): Stream {
  const stream = streamOf(db, key);
  if (stream === undefined) throw new RedisError('ERR no such key');
  return stream;
}

export function groupOf(stream: Stream | undefined, key: string, name: string): Group {
  const group = stream?.groups.get(name);
  if (group === undefined) throw new RedisError(`NOGROUP No such consumer group '${name}' for key name '${key}'`);
  return group;
}

/** Remembers that a consumer was here; a new one is made. */
export function see(group: Group, consumer: string, now: number): void {
  group.consumers.set(consumer, now);
}

/** Ids that a consumer (or all of them) was given and has not acknowledged, oldest first. */
export function pendingOf(group: Group, consumer?: string): StreamId[] {
  const ids = [...group.pending].filter(([, { consumer: owner }]) => consumer === undefined || owner === consumer).map(([id]) => id);
  return ids.sort((a, b) => (a < b ? -1 : 1));
}

interface GroupStart {
  make: boolean;
  read: number | undefined;
}

function startOptions(options: readonly string[], mayMake: boolean): GroupStart {
  const words = new Words(options);
  const start: GroupStart = { make: false, read: undefined };
  while (words.left > 0) {
    const word = words.take('ENTRIESREAD', ...(mayMake ? ['MKSTREAM'] : []));
    if (word === undefined) throw new RedisError(syntaxError);
    if (word === 'MKSTREAM') start.make = true;
    else {
      const read = toCount(words.next());
      if (read < -1) throw new RedisError('ERR value for ENTRIESREAD must be positive or -1');
      start.read = read < 0 ? undefined : read;
    }
  }
  return start;
}

function create({ db, args: [, key = '', name = '', at = '', ...options] }: Call): Reply {
  const { make, read } = startOptions(options, true);
  if (!make) existing(db, key);
  const lastId = at === '$' ? undefined : parseId(at);
  const stream = streamOf(db, key) ?? openStream(db, key);
  if (stream.groups.has(name)) throw new RedisError('BUSYGROUP Consumer Group name already exists');
  stream.groups.set(name, { name, lastId: lastId ?? stream.lastId, read, pending: new Map(), consumers: new Map() });
  db.changed(key, 't', 'xgroup-create');
  return ok;
}

function setId({ db, args: [, key = '', name = '', at = '', ...options] }: Call): Reply {
  const { read } = startOptions(options, false);
  const stream = existing(db, key);
  const group = groupOf(stream, key, name);
  group.lastId = at === '$' ? stream.lastId : parseId(at);
  group.read = read;
  db.changed(key, 't', 'xgroup-setid');
  return ok;
}

function xreadgroup(call: Call): Reply {
  const words = new Words(call.args);
  if (words.take('GROUP') === undefined) throw new RedisError(syntaxError);
  const [name, consumer] = [words.next(), words.next()];
  const request = readRequest(words, true);
  const wait = { keys: request.keys, timeoutMs: request.blockMs ?? 0, empty: nilArray };
  const attempt = (): Reply | undefined => readAsGroup(call, request, name, consumer);
  // History never waits: it is answered, if with nothing.
  if (request.blockMs === undefined || request.ids.some((id) => id !== '>')) return attempt() ?? nilArray;
  return call.block({ ...wait, attempt });
}

function readAsGroup({ db, session }: Call, request: ReadRequest, name: string, consumer: string): Reply | undefined {
  const groups = request.keys.map((key, index) => {
    const group = streamOf(db, key)?.groups.get(name);
    if (group === undefined)
      throw new RedisError(`NOGROUP No such key '${key}' or consumer group '${name}' in XREADGROUP with GROUP option`);
    const id = request.ids[index] ?? '';
    if (id === '$')
      throw new RedisError(
        'ERR The $ ID is meaningless in the context of XREADGROUP: you want to read the history of this consumer by specifying a proper ID, or use the > ID to get new messages. The $ ID would just return an empty result set.',
      );
    return { key, group, stream: orNoKey(db, key), after: id === '>' ? undefined : parseId(id) };
  });
  const found = groups.flatMap(({ key, group, stream, after }): [string, Reply][] => {
    see(group, consumer, db.now());
    if (after !== undefined) return [[key, history(stream, group, consumer, after, request.count)]];
    const entries = deliver(stream, group, consumer, request, db.now());
    if (entries.length > 0) db.changed(key, 't', 'xreadgroup');
    return entries.length > 0 ? [[key, entries]] : [];
  });
  return found.length > 0 ? showStreams(found, session.protocol) : undefined;
}

function deliver(stream: Stream, group: Group, consumer: string, { count, noack }: ReadRequest, now: number): Reply[] {
  const entries = stream.range(group.lastId + 1n, highestId, count);
  for (const { id } of entries) {
    group.read = group.read !== undefined && !hasTombstones(stream, id) ? group.read + 1 : distance(stream, id);
    group.lastId = id;
    if (!noack) group.pending.set(id, { consumer, deliveredAt: now, deliveries: 1 });
  }
  return entries.map(showEntry);
}

function history(stream: Stream, group: Group, consumer: string, after: StreamId, count: number): Reply[] {
  const ids = pendingOf(group, consumer).filter((id) => id > after);
  return ids.slice(0, count).map((id) => {
    const entry = stream.find(id);
    return entry ? showEntry(entry) : [formatId(id), nilArray];
  });
}

/** Whether entries after `from` may have been deleted: the counts of a group are guesses then. */
export function hasTombstones(stream: Stream, from: StreamId): boolean {
  return stream.entries.length > 0 && stream.maxDeletedId > 0n && from <= stream.maxDeletedId;
}

/** How many entries were ever added up to `id`; undefined when deletions make that unknowable. */
export function distance(stream: Stream, id: StreamId): number | undefined {
  if (stream.added === 0) return 0;
  if (stream.entries.length === 0 && id <= stream.lastId) return stream.added;
  if (id === stream.lastId) return stream.added;
  const first = stream.entries[0]?.id ?? 0n;
  if (id > stream.lastId || (stream.maxDeletedId > 0n && stream.maxDeletedId >= first) || id > first) return undefined;
  return stream.added - stream.entries.length + (id === first ? 1 : 0);
}
