/**
 * Strings: SET and GET with all they can do, counters, parts of strings.
 */
import { all, type Call, type Command, command, one, syntaxError, Words, wrongArity } from '../command.ts';
import type { Database } from '../keyspace.ts';
import { addDecimals } from '../long-double.ts';
import { fits, toCount, toDouble, toInteger } from '../numbers.ts';
import { ok, RedisError, type Reply } from '../reply.ts';
import { moment, timeUnit } from './expiry.ts';

const longestString = 512 * 1024 * 1024;

export const strings: readonly Command[] = [
  command('get', 2, 'readonly fast', one, ({ db, args: [key = ''] }) => textOf(db, key) ?? null),
  command('set', -3, 'write denyoom', one, set),
  command('setnx', 3, 'write denyoom fast', one, ({ db, args: [key = '', value = ''] }) => {
    if (db.has(key)) return 0;
    store(db, key, value);
    return 1;
  }),
  command('setex', 4, 'write denyoom', one, (call) => setWithTime(call, 1000)),
  command('psetex', 4, 'write denyoom', one, (call) => setWithTime(call, 1)),
  command('getset', 3, 'write denyoom fast', one, ({ db, args: [key = '', value = ''] }) => {
    const before = textOf(db, key) ?? null;
    store(db, key, value);
    return before;
  }),
  command('getdel', 2, 'write fast', one, ({ db, args: [key = ''] }) => {
    const before = textOf(db, key) ?? null;
    db.remove(key);
    return before;
  }),
  command('getex', -2, 'write fast', one, getex),
  command('mget', -2, 'readonly fast', all, ({ db, args }) =>
    args.map((key) => {
      const value = db.find(key)?.value;
      return value?.type === 'string' ? value.text : null;
    }),
  ),
  command('mset', -3, 'write denyoom', [1, -1, 2], ({ db, args }) => {
    for (const [key, value] of pairs(args, 'mset')) store(db, key, value);
    return ok;
  }),
  command('msetnx', -3, 'write denyoom', [1, -1, 2], ({ db, args }) => {
    const given = pairs(args, 'msetnx');
    if (given.some(([key]) => db.has(key))) return 0;
    for (const [key, value] of given) store(db, key, value);
    return 1;
  }),
  command('append', 3, 'write denyoom fast', one, ({ db, args: [key = '', more = ''] }) => {
    const value = (textOf(db, key) ?? '') + more;
    keep(db, key, value, 'append');
    return value.length;
  }),
  command('strlen', 2, 'readonly fast', one, ({ db, args: [key = ''] }) => textOf(db, key)?.length ?? 0),
  command('incr', 2, 'write denyoom fast', one, ({ db, args: [key = ''] }) => increase(db, key, 1n)),
  command('decr', 2, 'write denyoom fast', one, ({ db, args: [key = ''] }) => increase(db, key, -1n)),
  command('incrby', 3, 'write denyoom fast', one, ({ db, args: [key = '', by = ''] }) => increase(db, key, toInteger(by))),
  command('decrby', 3, 'write denyoom fast', one, ({ db, args: [key = '', by = ''] }) => {
    const amount = toInteger(by);
    if (!fits(-amount)) throw new RedisError('ERR decrement would overflow');
    return increase(db, key, -amount);
  }),
  command('incrbyfloat', 3, 'write denyoom fast', one, ({ db, args: [key = '', by = ''] }) => {
    const before = textOf(db, key) ?? '0';
    const value = increasedDecimal(before, by);
    keep(db, key, value, 'incrbyfloat');
    return value;
  }),
  command('getrange', 4, 'readonly', one, getrange),
  command('substr', 4, 'readonly', one, getrange),
  command('setrange', 4, 'write denyoom', one, setrange),
];

/** The text of a string key. @throws RedisError WRONGTYPE */
export function textOf(db: Database, key: string): string | undefined {
  return db.read(key, 'string')?.text;
}

/** Replaces a key by a string without expiry. */
export function store(db: Database, key: string, text: string): void {
  db.put(key, { type: 'string', text });
  db.changed(key, '$', 'set');
}

/** Changes the text of a key and leaves its expiry. */
export function keep(db: Database, key: string, text: string, event: string): void {
  db.put(key, { type: 'string', text }, db.find(key)?.expireAt);
  db.changed(key, '$', event);
}

/** @throws RedisError when one of the two is no number or the sum is not finite */
export function increasedDecimal(before: string, by: string, refusal?: string): string {
  const sum = toDouble(before, refusal) + toDouble(by);
  if (!Number.isFinite(sum)) throw new RedisError('ERR increment would produce NaN or Infinity');
  return addDecimals(before, by);
}

function set({ db, args: [key = '', value = '', ...options] }: Call): Reply {
  const words = new Words(options);
  const seen = new Set<string>();
  let expireAt: number | undefined;
  while (words.left > 0) {
    const unit = timeUnit(words);
    if (unit) {
      if (seen.has('time')) throw new RedisError(syntaxError);
      seen.add('time');
      expireAt = moment(db, words.next(), unit, 'set');
      continue;
    }
    const word = words.take('NX', 'XX', 'GET', 'KEEPTTL');
    if (word === undefined) throw new RedisError(syntaxError);
    seen.add(word === 'KEEPTTL' ? 'keep' : word);
  }
  if ((seen.has('NX') && seen.has('XX')) || (seen.has('time') && seen.has('keep'))) throw new RedisError(syntaxError);
  const before = seen.has('GET') ? (textOf(db, key) ?? null) : undefined;
  const present = db.find(key);
  if ((seen.has('NX') && present) || (seen.has('XX') && !present)) return before ?? null;
  db.put(key, { type: 'string', text: value }, seen.has('keep') ? present?.expireAt : expireAt);
  db.changed(key, '$', 'set');
  if (expireAt !== undefined) db.changed(key, 'g', 'expire');
  return before === undefined ? ok : before;
}

function setWithTime({ db, name, args: [key = '', time = '', value = ''] }: Call, unit: number): Reply {
  const expireAt = moment(db, time, { ms: unit, absolute: false }, name);
  db.put(key, { type: 'string', text: value }, expireAt);
  db.changed(key, '$', 'set');
  db.changed(key, 'g', 'expire');
  return ok;
}

function getex({ db, args: [key = '', ...options] }: Call): Reply {
  const words = new Words(options);
  const unit = timeUnit(words);
  const time = unit && words.next();
  const persist = !unit && words.take('PERSIST');
  words.end();
  const value = textOf(db, key);
  if (value === undefined) return null;
  if (unit && time !== undefined) {
    const expireAt = moment(db, time, unit, 'getex');
    if (expireAt <= db.now()) db.remove(key);
    else {
      db.expire(key, expireAt);
      db.changed(key, 'g', 'expire');
    }
  } else if (persist && db.find(key)?.expireAt !== undefined) {
    db.expire(key, undefined);
    db.changed(key, 'g', 'persist');
  }
  return value;
}

function pairs(args: readonly string[], name: string): [string, string][] {
  if (args.length % 2 !== 0) throw wrongArity(name);
  return Array.from({ length: args.length / 2 }, (_, i) => [args[i * 2] ?? '', args[i * 2 + 1] ?? '']);
}

function increase(db: Database, key: string, by: bigint): bigint {
  const value = toInteger(textOf(db, key) ?? '0') + by;
  if (!fits(value)) throw new RedisError('ERR increment or decrement would overflow');
  keep(db, key, value.toString(), 'incrby');
  return value;
}

function getrange({ db, args: [key = '', from = '', to = ''] }: Call): Reply {
  const [start, end] = [toCount(from), toCount(to)];
  const value = textOf(db, key) ?? '';
  return value.slice(...between(start, end, value.length));
}

/** Inclusive ends, negative ones counted from the back, as half-open ends. */
export function between(start: number, end: number, length: number): [number, number] {
  const first = Math.max(0, start < 0 ? start + length : start);
  const last = Math.min(length - 1, end < 0 ? end + length : end);
  return first > last ? [0, 0] : [first, last + 1];
}

function setrange({ db, args: [key = '', at = '', piece = ''] }: Call): Reply {
  const offset = toCount(at);
  if (offset < 0) throw new RedisError('ERR offset is out of range');
  const before = textOf(db, key) ?? '';
  if (piece === '') return before.length;
  if (offset + piece.length > longestString) throw new RedisError('ERR string exceeds maximum allowed size (proto-max-bulk-len)');
  const value = before.slice(0, offset).padEnd(offset, '\0') + piece + before.slice(offset + piece.length);
  keep(db, key, value, 'setrange');
  return value.length;
}
