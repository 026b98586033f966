/**
 * Streams: adding, reading, trimming. Groups are in `stream-groups.ts` and `stream-pending.ts`.
 */
import { type Call, type Command, command, none, one, syntaxError, Words, wrongArity } from '../command.ts';
import type { Database } from '../keyspace.ts';
import { toCount } from '../numbers.ts';
import { map, nilArray, ok, RedisError, type Reply } from '../reply.ts';
import {
  formatId,
  highestId,
  invalidId,
  lowestId,
  makeId,
  millisecondsOf,
  parseEdge,
  parseId,
  Stream,
  type StreamEntry,
  type StreamId,
  sequenceOf,
} from '../stream.ts';

/** Approximate trimming removes whole nodes of this many entries (`stream-node-max-entries`). */
const nodeSize = 100;
const maxSequence = (1n << 64n) - 1n;

export const streams: readonly Command[] = [
  command('xadd', -5, 'write denyoom fast', one, xadd),
  command('xlen', 2, 'readonly fast', one, ({ db, args: [key = ''] }) => streamOf(db, key)?.entries.length ?? 0),
  command('xrange', -4, 'readonly', one, ({ db, args: [key = '', first = '', last = '', ...options] }) =>
    range(db, key, first, last, options, false),
  ),
  command('xrevrange', -4, 'readonly', one, ({ db, args: [key = '', last = '', first = '', ...options] }) =>
    range(db, key, first, last, options, true),
  ),
  command('xdel', -3, 'write fast', one, ({ db, args: [key = '', ...ids] }) => {
    const parsed = ids.map((id) => parseId(id));
    const stream = streamOf(db, key);
    const removed = parsed.filter((id) => stream?.delete(id)).length;
    if (removed > 0) db.changed(key, 't', 'xdel');
    return removed;
  }),
  command('xtrim', -4, 'write', one, ({ db, args: [key = '', ...options] }) => {
    const words = new Words(options);
    const trim = trimOf(words);
    if (trim === undefined || words.left > 0) throw new RedisError(syntaxError);
    const stream = streamOf(db, key);
    const removed = stream ? trimmed(stream, trim) : 0;
    if (removed > 0) db.changed(key, 't', 'xtrim');
    return removed;
  }),
  command('xsetid', -3, 'write denyoom fast', one, xsetid),
  command('xread', -4, 'readonly blocking movablekeys', none, xread),
];

export function streamOf(db: Database, key: string): Stream | undefined {
  return db.read(key, 'stream')?.stream;
}

export function openStream(db: Database, key: string): Stream {
  return db.open(key, 'stream', () => ({ type: 'stream', stream: new Stream() })).stream;
}

export function showEntry(entry: StreamEntry): Reply {
  return [formatId(entry.id), entry.fields];
}

interface Trim {
  by: 'MAXLEN' | 'MINID';
  threshold: bigint;
  exact: boolean;
  limit: number;
}

/** Takes `MAXLEN|MINID [=|~] threshold [LIMIT n]`. */
function trimOf(words: Words): Trim | undefined {
  const by = words.take('MAXLEN', 'MINID') as Trim['by'] | undefined;
  if (by === undefined) return undefined;
  const exact = words.take('~', '=') !== '~';
  const text = words.next();
  const threshold = by === 'MINID' ? parseId(text) : BigInt(toCount(text));
  if (by === 'MAXLEN' && threshold < 0n) throw new RedisError('ERR The MAXLEN argument must be >= 0.');
  let limit = exact ? 0 : 100 * nodeSize;
  if (words.take('LIMIT') !== undefined) {
    limit = toCount(words.next());
    if (limit < 0) throw new RedisError('ERR The LIMIT argument must be >= 0.');
    if (exact) throw new RedisError('ERR syntax error, LIMIT cannot be used without the special ~ option');
  }
  return { by, threshold, exact, limit };
}

function trimmed(stream: Stream, { by, threshold, exact, limit }: Trim): number {
  const surplus = by === 'MINID' ? stream.from(threshold) : Math.max(0, stream.entries.length - Number(threshold));
  if (exact) return stream.trim(surplus);
  const whole = surplus - (surplus % nodeSize);
  return stream.trim(limit > 0 ? Math.min(whole, limit - (limit % nodeSize)) : whole);
}

function xadd({ db, name, args: [key = '', ...given] }: Call): Reply {
  const words = new Words(given);
  let make = true;
  let trim: Trim | undefined;
  for (let going = true; going; ) {
    const found = trimOf(words);
    if (found) trim = found;
    else if (words.take('NOMKSTREAM')) make = false;
    else going = false;
  }
  const wanted = words.left > 0 ? words.next() : '';
  const fields = words.rest();
  if (fields.length === 0 || fields.length % 2 !== 0) throw wrongArity(name);
  const choose = idChooser(wanted, db.now());
  const present = streamOf(db, key);
  if (present === undefined && !make) return null;
  const stream = present ?? new Stream();
  const id = choose(stream);
  if (present === undefined) db.put(key, { type: 'stream', stream });
  stream.add(id, fields);
  if (trim) trimmed(stream, trim);
  db.changed(key, 't', 'xadd');
  return formatId(id);
}

/** `*`, `5-*` or a whole id. A malformed one is refused before the stream is looked at. */
function idChooser(text: string, now: number): (stream: Stream) => StreamId {
  if (text === '*') return ({ lastId }) => (BigInt(now) > millisecondsOf(lastId) ? makeId(BigInt(now), 0n) : next(lastId));
  const open = text.endsWith('-*');
  const id = parseId(open ? text.slice(0, -2) : text);
  if (!open && id === lowestId) throw new RedisError('ERR The ID specified in XADD must be greater than 0-0');
  return ({ lastId }) => {
    const ms = millisecondsOf(id);
    const sameTime = open && ms === millisecondsOf(lastId);
    if (sameTime && sequenceOf(lastId) < maxSequence) return next(lastId);
    if (open && ms > millisecondsOf(lastId)) return id;
    if (id <= lastId) throw new RedisError('ERR The ID specified in XADD is equal or smaller than the target stream top item');
    return id;
  };
}

function next(lastId: StreamId): StreamId {
  if (lastId === highestId) throw new RedisError('ERR The stream has exhausted the last possible ID, unable to add more items');
  return lastId + 1n;
}

function range(db: Database, key: string, first: string, last: string, options: readonly string[], reverse: boolean): Reply {
  const [from, to] = [parseEdge(first, 'first'), parseEdge(last, 'last')];
  const words = new Words(options);
  const count = words.take('COUNT') ? Math.max(0, toCount(words.next())) : undefined;
  words.end();
  const stream = streamOf(db, key);
  if (stream === undefined) return [];
  if (count === 0) return nilArray;
  if (from > to) return [];
  const entries = reverse ? stream.range(from, to).reverse().slice(0, count) : stream.range(from, to, count);
  return entries.map(showEntry);
}

function xsetid({ db, args: [key = '', text = '', ...options] }: Call): Reply {
  const id = parseId(text);
  const words = new Words(options);
  let added: number | undefined;
  let deleted: StreamId | undefined;
  while (words.left > 0) {
    if (words.take('ENTRIESADDED')) added = toCount(words.next());
    else if (words.take('MAXDELETEDID')) deleted = parseId(words.next());
    else throw new RedisError(syntaxError);
  }
  if (added !== undefined && added < 0) throw new RedisError('ERR entries_added must be positive');
  const stream = streamOf(db, key);
  if (stream === undefined) throw new RedisError('ERR no such key');
  const top = stream.entries.at(-1);
  if (top && id < top.id) throw new RedisError('ERR The ID specified in XSETID is smaller than the target stream top item');
  stream.lastId = id;
  if (added !== undefined) stream.added = added;
  if (deleted !== undefined) stream.maxDeletedId = deleted;
  db.changed(key, 't', 'xsetid');
  return ok;
}

export interface ReadRequest {
  keys: string[];
  ids: string[];
  count: number;
  /** Undefined does not wait. */
  blockMs: number | undefined;
  noack: boolean;
}

/** What XREAD and XREADGROUP have in common. */
export function readRequest(words: Words, grouped: boolean): ReadRequest {
  const request: ReadRequest = { keys: [], ids: [], count: Number.POSITIVE_INFINITY, blockMs: undefined, noack: false };
  for (;;) {
    const word = words.take('COUNT', 'BLOCK', 'STREAMS', ...(grouped ? ['NOACK'] : []));
    if (word === 'COUNT') request.count = toCount(words.next()) || Number.POSITIVE_INFINITY;
    else if (word === 'NOACK') request.noack = true;
    else if (word === 'BLOCK') {
      request.blockMs = toCount(words.next(), 'ERR timeout is not an integer or out of range');
      if (request.blockMs < 0) throw new RedisError('ERR timeout is negative');
    } else if (word === undefined) throw new RedisError(syntaxError);
    else break;
  }
  if (request.count < 0) request.count = Number.POSITIVE_INFINITY;
  const rest = words.rest();
  if (rest.length === 0) throw new RedisError(syntaxError);
  // Redis 7.0 says XREAD here whatever was asked.
  if (rest.length % 2 !== 0)
    throw new RedisError("ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified.");
  request.keys = rest.slice(0, rest.length / 2);
  request.ids = rest.slice(rest.length / 2);
  return request;
}

/** Streams with their entries: a map in RESP3, a list of pairs in RESP2. */
export function showStreams(found: readonly (readonly [string, Reply])[], protocol: 2 | 3): Reply {
  return protocol === 3 ? map(found) : found;
}

function xread(call: Call): Reply {
  const { db, session, args } = call;
  const { keys, ids, count, blockMs } = readRequest(new Words(args), false);
  const after = keys.map((key, index) => startOf(streamOf(db, key), ids[index] ?? ''));
  const attempt = (): Reply | undefined => {
    const found = keys.flatMap((key, index): [string, Reply][] => {
      const entries = streamOf(db, key)?.range((after[index] ?? 0n) + 1n, highestId, count) ?? [];
      return entries.length > 0 ? [[key, entries.map(showEntry)]] : [];
    });
    return found.length > 0 ? showStreams(found, session.protocol) : undefined;
  };
  if (blockMs === undefined) return attempt() ?? nilArray;
  return call.block({ keys, timeoutMs: blockMs, empty: nilArray, attempt });
}

function startOf(stream: Stream | undefined, id: string): StreamId {
  if (id === '$') return stream?.lastId ?? lowestId;
  if (id === '>')
    throw new RedisError('ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> option.');
  if (id === '') throw new RedisError(invalidId);
  return parseId(id);
}
