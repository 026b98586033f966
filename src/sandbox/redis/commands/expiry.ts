/**
 * When a key ends: EXPIRE and its relatives, TTL and its relatives, and the time options that other commands share.
 */
import { type Call, type Command, command, one, Words } from '../command.ts';
import type { Database } from '../keyspace.ts';
import { fits, toInteger } from '../numbers.ts';
import { RedisError, type Reply } from '../reply.ts';

export interface TimeUnit {
  ms: number;
  absolute: boolean;
}

const seconds: TimeUnit = { ms: 1000, absolute: false };
const milliseconds: TimeUnit = { ms: 1, absolute: false };
const units: Readonly<Record<string, TimeUnit>> = {
  EX: seconds,
  PX: milliseconds,
  EXAT: { ms: 1000, absolute: true },
  PXAT: { ms: 1, absolute: true },
};

/** Takes `EX`, `PX`, `EXAT` or `PXAT`. */
export function timeUnit(words: Words): TimeUnit | undefined {
  return units[words.take(...Object.keys(units)) ?? ''];
}

/** Milliseconds since 1970. @throws RedisError when the time is not positive or too far away */
export function moment(db: Database, text: string, unit: TimeUnit, name: string): number {
  const amount = toInteger(text) * BigInt(unit.ms);
  const at = unit.absolute ? amount : amount + BigInt(db.now());
  if (amount <= 0n || !fits(amount) || !fits(at)) throw invalidTime(name);
  return Number(at);
}

function invalidTime(name: string): RedisError {
  return new RedisError(`ERR invalid expire time in '${name}' command`);
}

export const expiry: readonly Command[] = [
  command('expire', -3, 'write fast', one, (call) => expire(call, seconds)),
  command('pexpire', -3, 'write fast', one, (call) => expire(call, milliseconds)),
  command('expireat', -3, 'write fast', one, (call) => expire(call, { ms: 1000, absolute: true })),
  command('pexpireat', -3, 'write fast', one, (call) => expire(call, { ms: 1, absolute: true })),
  command('ttl', 2, 'readonly fast', one, (call) => remaining(call, (at, now) => Math.floor((at - now + 500) / 1000))),
  command('pttl', 2, 'readonly fast', one, (call) => remaining(call, (at, now) => at - now)),
  command('expiretime', 2, 'readonly fast', one, (call) => remaining(call, (at) => Math.floor((at + 500) / 1000))),
  command('pexpiretime', 2, 'readonly fast', one, (call) => remaining(call, (at) => at)),
  command('persist', 2, 'write fast', one, ({ db, args: [key = ''] }) => {
    if (db.find(key)?.expireAt === undefined) return 0;
    db.expire(key, undefined);
    db.changed(key, 'g', 'persist');
    return 1;
  }),
];

function remaining({ db, args: [key = ''] }: Call, measure: (at: number, now: number) => number): Reply {
  const entry = db.find(key);
  if (entry === undefined) return -2;
  return entry.expireAt === undefined ? -1 : measure(entry.expireAt, db.now());
}

function expire({ db, name, args: [key = '', time = '', ...options] }: Call, unit: TimeUnit): Reply {
  const conditions = conditionsOf(options);
  const amount = toInteger(time) * BigInt(unit.ms);
  const at = unit.absolute ? amount : amount + BigInt(db.now());
  if (!fits(amount) || !fits(at)) throw invalidTime(name);
  const entry = db.find(key);
  if (entry === undefined) return 0;
  const expireAt = Number(at);
  const present = entry.expireAt;
  if (conditions.has('NX') && present !== undefined) return 0;
  if (conditions.has('XX') && present === undefined) return 0;
  // No expiry counts as the end of time: nothing is greater, everything is less.
  if (conditions.has('GT') && (present === undefined || expireAt <= present)) return 0;
  if (conditions.has('LT') && present !== undefined && expireAt >= present) return 0;
  if (expireAt <= db.now()) return db.remove(key) ? 1 : 0;
  db.expire(key, expireAt);
  db.changed(key, 'g', 'expire');
  return 1;
}

function conditionsOf(options: readonly string[]): ReadonlySet<string> {
  const words = new Words(options);
  const conditions = new Set<string>();
  while (words.left > 0) {
    const word = words.take('NX', 'XX', 'GT', 'LT');
    if (word === undefined) throw new RedisError(`ERR Unsupported option ${words.next()}`);
    conditions.add(word);
  }
  if (conditions.has('NX') && conditions.size > 1)
    throw new RedisError('ERR NX and XX, GT or LT options at the same time are not compatible');
  if (conditions.has('GT') && conditions.has('LT')) throw new RedisError('ERR GT and LT options at the same time are not compatible');
  return conditions;
}
