/**
 * Keys whatever they hold.
 */
import { all, type Call, type Command, command, none, one, syntaxError, Words } from '../command.ts';
import { glob } from '../glob.ts';
import { type Database, sizeOf, type Value } from '../keyspace.ts';
import { asInteger, toCount } from '../numbers.ts';
import { ok, RedisError, type Reply, status } from '../reply.ts';
import { SortedSet } from '../sorted-set.ts';
import { Stream } from '../stream.ts';
import { subcommands } from './subcommands.ts';

export const keys: readonly Command[] = [
  command('del', -2, 'write', all, ({ db, args }) => args.filter((key) => db.remove(key)).length),
  command('unlink', -2, 'write fast', all, ({ db, args }) => args.filter((key) => db.remove(key)).length),
  command('exists', -2, 'readonly fast', all, ({ db, args }) => args.filter((key) => db.has(key)).length),
  command('touch', -2, 'readonly fast', all, ({ db, args }) => args.filter((key) => db.has(key)).length),
  command('type', 2, 'readonly fast', one, ({ db, args: [key = ''] }) => status(db.find(key)?.value.type ?? 'none')),
  command('keys', 2, 'readonly', none, ({ db, args: [pattern = ''] }) => {
    const matches = glob(pattern);
    return [...db.entries.keys()].filter((key) => matches(key) && db.has(key));
  }),
  command('randomkey', 1, 'readonly', none, ({ engine, db }) => {
    db.sweep();
    return engine.pick([...db.entries.keys()]) ?? null;
  }),
  command('dbsize', 1, 'readonly fast', none, ({ db }) => db.size),
  command('rename', 3, 'write', [1, 2, 1], (call) => {
    rename(call);
    return ok;
  }),
  command('renamenx', 3, 'write fast', [1, 2, 1], (call) => {
    const {
      db,
      args: [from = '', to = ''],
    } = call;
    if (!db.has(from)) throw new RedisError('ERR no such key');
    if (db.has(to)) return 0;
    rename(call);
    return 1;
  }),
  command('copy', -3, 'write denyoom', [1, 2, 1], copy),
  command('move', 3, 'write fast', one, ({ engine, db, args: [key = '', to = ''] }) => {
    const target = engine.database(to);
    if (target === db) throw new RedisError('ERR source and destination objects are the same');
    const entry = db.find(key);
    if (entry === undefined || target.has(key)) return 0;
    target.put(key, entry.value, entry.expireAt);
    target.changed(key, 'g', 'move_to');
    db.remove(key, 'move_from');
    return 1;
  }),
  command('flushdb', -1, 'write', none, (call) => flush(call, [call.db])),
  command('flushall', -1, 'write', none, (call) => flush(call, call.engine.databases)),
  subcommands('object', 'readonly', [2, 2, 1], {
    encoding: [
      3,
      ({ db, args: [, key = ''] }) => {
        const value = db.find(key)?.value;
        return value ? encodingOf(value) : null;
      },
    ],
    refcount: [3, ({ db, args: [, key = ''] }) => (db.has(key) ? 1 : null)],
    idletime: [3, ({ db, args: [, key = ''] }) => (db.has(key) ? 0 : null)],
    freq: [
      3,
      ({ db, args: [, key = ''] }) => {
        if (!db.has(key)) return null;
        throw new RedisError(
          'ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust.',
        );
      },
    ],
  }),
  subcommands(
    'memory',
    'readonly',
    [2, 2, 1],
    {
      usage: [
        -3,
        ({ db, args: [, key = '', ...options] }) => {
          const words = new Words(options);
          if (words.take('SAMPLES')) toCount(words.next());
          words.end();
          const value = db.find(key)?.value;
          return value ? bytesOf(key, value) : null;
        },
      ],
    },
    ['doctor', 'malloc-stats', 'purge', 'stats'],
  ),
];

function rename({ db, args: [from = '', to = ''] }: Call): void {
  const entry = db.find(from);
  if (entry === undefined) throw new RedisError('ERR no such key');
  if (from === to) return;
  const { value, expireAt } = entry;
  db.remove(to);
  db.remove(from, 'rename_from');
  db.put(to, value, expireAt);
  db.changed(to, 'g', 'rename_to');
}

function copy({ engine, db, args: [from = '', to = '', ...options] }: Call): Reply {
  const words = new Words(options);
  let target: Database = db;
  let replace = false;
  while (words.left > 0) {
    if (words.take('REPLACE')) replace = true;
    else if (words.take('DB')) target = engine.database(words.next());
    else throw new RedisError(syntaxError);
  }
  if (target === db && from === to) throw new RedisError('ERR source and destination objects are the same');
  const entry = db.find(from);
  if (entry === undefined || (target.has(to) && !replace)) return 0;
  target.remove(to);
  target.put(to, duplicate(entry.value), entry.expireAt);
  target.changed(to, 'g', 'copy_to');
  return 1;
}

function duplicate(value: Value): Value {
  switch (value.type) {
    case 'string':
      return { ...value };
    case 'hash':
      return { type: 'hash', fields: new Map(value.fields) };
    case 'list':
      return { type: 'list', items: [...value.items] };
    case 'set':
      return { type: 'set', members: new Set(value.members) };
    case 'zset': {
      const scored = new SortedSet();
      for (const { member, score } of value.scored.all()) scored.set(member, score);
      return { type: 'zset', scored };
    }
    case 'stream':
      return { type: 'stream', stream: duplicateStream(value.stream) };
  }
}

function duplicateStream(stream: Stream): Stream {
  const twin = new Stream();
  twin.entries = [...stream.entries];
  [twin.lastId, twin.maxDeletedId, twin.added] = [stream.lastId, stream.maxDeletedId, stream.added];
  for (const [name, group] of stream.groups)
    twin.groups.set(name, {
      ...group,
      pending: new Map([...group.pending].map(([id, pending]) => [id, { ...pending }])),
      consumers: new Map(group.consumers),
    });
  return twin;
}

function flush({ args }: Call, databases: readonly Database[]): Reply {
  const words = new Words(args);
  words.take('ASYNC', 'SYNC');
  words.end();
  for (const database of databases) database.clear();
  return ok;
}

/** As Redis would keep it, with its default limits. */
function encodingOf(value: Value): string {
  const small = (texts: Iterable<string>): boolean => [...texts].every((text) => text.length <= 64);
  switch (value.type) {
    case 'string':
      if (asInteger(value.text) !== undefined) return 'int';
      return value.text.length <= 44 ? 'embstr' : 'raw';
    case 'hash':
      return value.fields.size <= 512 && small([...value.fields].flat()) ? 'listpack' : 'hashtable';
    case 'list':
      return 'quicklist';
    case 'set':
      return value.members.size <= 512 && [...value.members].every((member) => asInteger(member) !== undefined) ? 'intset' : 'hashtable';
    case 'zset':
      return value.scored.size <= 128 && small(value.scored.all().map(({ member }) => member)) ? 'listpack' : 'skiplist';
    case 'stream':
      return 'stream';
  }
}

const overhead = 48;

/** About what Redis would need: the bytes themselves and some for every member. */
export function bytesOf(key: string, value: Value): number {
  return overhead + key.length + contentBytes(value);
}

function contentBytes(value: Value): number {
  const sum = (texts: Iterable<string>): number => {
    let bytes = 0;
    for (const text of texts) bytes += text.length + 8;
    return bytes;
  };
  switch (value.type) {
    case 'string':
      return sizeOf(value);
    case 'hash':
      return sum(value.fields.keys()) + sum(value.fields.values());
    case 'list':
      return sum(value.items);
    case 'set':
      return sum(value.members);
    case 'zset':
      return sum(value.scored.all().map(({ member }) => member)) + value.scored.size * 8;
    case 'stream':
      return value.stream.entries.reduce((bytes, { fields }) => bytes + 16 + sum(fields), 0);
  }
}
