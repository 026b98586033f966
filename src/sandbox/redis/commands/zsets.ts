/**
 * Sorted sets: members and scores, counting and popping. Ranges are in `zset-ranges.ts`, unions in `zset-algebra.ts`.
 */
import { type Call, type Command, command, none, one, syntaxError, Words } from '../command.ts';
import type { Database } from '../keyspace.ts';
import { toCount, toDouble } from '../numbers.ts';
import { double, formatDouble, nilArray, RedisError, type Reply } from '../reply.ts';
import { type Scored, SortedSet } from '../sorted-set.ts';
import { countOf, manyKeys, timeoutOf } from './blocking-lists.ts';
import { notPositive } from './lists.ts';
import { scanMembers } from './scanning.ts';

export const zsets: readonly Command[] = [
  command('zadd', -4, 'write denyoom fast', one, zadd),
  command('zincrby', 4, 'write denyoom fast', one, ({ db, args: [key = '', by = '', member = ''] }) => {
    const amount = toDouble(by);
    const present = scoredOf(db, key)?.score(member) ?? 0;
    const score = sumOf(present, amount);
    open(db, key).set(member, score);
    db.changed(key, 'z', 'zincr');
    return double(score);
  }),
  command('zrem', -3, 'write fast', one, ({ db, args: [key = '', ...names] }) => {
    const scored = scoredOf(db, key);
    const removed = names.filter((name) => scored?.delete(name)).length;
    if (removed > 0) db.changed(key, 'z', 'zrem');
    db.removeIfEmpty(key);
    return removed;
  }),
  command('zcard', 2, 'readonly fast', one, ({ db, args: [key = ''] }) => scoredOf(db, key)?.size ?? 0),
  command('zscore', 3, 'readonly fast', one, ({ db, args: [key = '', member = ''] }) => scoreOrNull(scoredOf(db, key), member)),
  command('zmscore', -3, 'readonly fast', one, ({ db, args: [key = '', ...members] }) => {
    const scored = scoredOf(db, key);
    return members.map((member) => scoreOrNull(scored, member));
  }),
  command('zrank', 3, 'readonly fast', one, ({ db, args: [key = '', member = ''] }) => scoredOf(db, key)?.rank(member) ?? null),
  command('zrevrank', 3, 'readonly fast', one, ({ db, args: [key = '', member = ''] }) => {
    const scored = scoredOf(db, key);
    const rank = scored?.rank(member);
    return scored === undefined || rank === undefined ? null : scored.size - 1 - rank;
  }),
  command('zpopmin', -2, 'write fast', one, (call) => popSome(call, 'MIN')),
  command('zpopmax', -2, 'write fast', one, (call) => popSome(call, 'MAX')),
  command('bzpopmin', -3, 'write noscript fast blocking', [1, -2, 1], (call) => blockingPop(call, 'MIN')),
  command('bzpopmax', -3, 'write noscript fast blocking', [1, -2, 1], (call) => blockingPop(call, 'MAX')),
  command('zmpop', -4, 'write movablekeys', none, (call) => {
    const { keys, side, count } = manyOf(call.args, 0);
    return popFirst(call, keys, side, count) ?? nilArray;
  }),
  command('bzmpop', -5, 'write blocking movablekeys', none, (call) => {
    const timeoutMs = timeoutOf(call.args[0] ?? '');
    const { keys, side, count } = manyOf(call.args, 1);
    return call.block({ keys, timeoutMs, empty: nilArray, attempt: () => popFirst(call, keys, side, count) });
  }),
  command('zrandmember', -2, 'readonly', one, zrandmember),
  command('zscan', -3, 'readonly', one, ({ db, args: [key = '', cursor = '', ...options] }) => {
    const scored = scoredOf(db, key);
    const members = scored?.all().map(({ member }) => member) ?? [];
    return scanMembers(cursor, options, members, (member) => [member, formatDouble(scored?.score(member) ?? 0)]);
  }),
];

type Side = 'MIN' | 'MAX';

export function scoredOf(db: Database, key: string): SortedSet | undefined {
  return db.read(key, 'zset')?.scored;
}

function open(db: Database, key: string): SortedSet {
  return db.open(key, 'zset', () => ({ type: 'zset', scored: new SortedSet() })).scored;
}

function scoreOrNull(scored: SortedSet | undefined, member: string): Reply {
  const score = scored?.score(member);
  return score === undefined ? null : double(score);
}

function sumOf(present: number, amount: number): number {
  const score = present + amount;
  if (Number.isNaN(score)) throw new RedisError('ERR resulting score is not a number (NaN)');
  return score;
}

/** Members with scores: pairs in RESP3, one flat list in RESP2. */
export function withScores(members: readonly Scored[], protocol: 2 | 3): Reply {
  const shown = members.map(({ member, score }): [string, Reply] => [member, double(score)]);
  return protocol === 3 ? shown : shown.flat();
}

interface AddOptions {
  NX: boolean;
  XX: boolean;
  GT: boolean;
  LT: boolean;
  CH: boolean;
  INCR: boolean;
}

function zadd({ db, args: [key = '', ...given] }: Call): Reply {
  const words = new Words(given);
  const options: AddOptions = { NX: false, XX: false, GT: false, LT: false, CH: false, INCR: false };
  for (let word = words.take(...Object.keys(options)); word !== undefined; word = words.take(...Object.keys(options)))
    options[word as keyof AddOptions] = true;
  const pairs = scoresOf(words.rest(), options);
  if (options.XX && scoredOf(db, key) === undefined) return options.INCR ? null : 0;
  const scored = scoredOf(db, key) ?? new SortedSet();
  let [added, changed] = [0, 0];
  let last: number | null = null;
  for (const { member, score: given } of pairs) {
    const before = scored.score(member);
    const score = options.INCR ? sumOf(before ?? 0, given) : given;
    last = null;
    if (!allowed(options, before, score)) continue;
    last = score;
    if (before === undefined) added += 1;
    else if (before !== score) changed += 1;
    scored.set(member, score);
  }
  if (scored.size > 0 && !db.has(key)) db.put(key, { type: 'zset', scored });
  if (added + changed > 0) db.changed(key, 'z', options.INCR ? 'zincr' : 'zadd');
  if (options.INCR) return last === null ? null : double(last);
  return options.CH ? added + changed : added;
}

function scoresOf(rest: readonly string[], options: AddOptions): Scored[] {
  if (rest.length === 0 || rest.length % 2 !== 0) throw new RedisError(syntaxError);
  if (options.NX && options.XX) throw new RedisError('ERR XX and NX options at the same time are not compatible');
  if ((options.GT && options.LT) || (options.NX && (options.GT || options.LT)))
    throw new RedisError('ERR GT, LT, and/or NX options at the same time are not compatible');
  if (options.INCR && rest.length > 2) throw new RedisError('ERR INCR option supports a single increment-element pair');
  return Array.from({ length: rest.length / 2 }, (_, i) => ({ score: toDouble(rest[i * 2] ?? ''), member: rest[i * 2 + 1] ?? '' }));
}

function allowed(options: AddOptions, before: number | undefined, score: number): boolean {
  if (before === undefined) return !options.XX;
  return !(options.NX || (options.GT && score <= before) || (options.LT && score >= before));
}

function pop(db: Database, key: string, side: Side, count: number): Scored[] {
  const scored = scoredOf(db, key);
  if (scored === undefined || count === 0) return [];
  const taken = side === 'MIN' ? scored.all().slice(0, count) : scored.all().slice(-count).reverse();
  for (const { member } of taken) scored.delete(member);
  db.changed(key, 'z', side === 'MIN' ? 'zpopmin' : 'zpopmax');
  db.removeIfEmpty(key);
  return taken;
}

function popSome({ session, db, args: [key = '', many, ...more] }: Call, side: Side): Reply {
  if (more.length > 0) throw new RedisError(syntaxError);
  const count = many === undefined ? 1 : toCount(many, notPositive);
  if (count < 0) throw new RedisError(notPositive);
  const taken = pop(db, key, side, count);
  // One member without a count is a flat pair in RESP3 too.
  return withScores(taken, many === undefined ? 2 : session.protocol);
}

function blockingPop(call: Call, side: Side): Reply {
  const keys = call.args.slice(0, -1);
  const timeoutMs = timeoutOf(call.args.at(-1) ?? '');
  const attempt = (): Reply | undefined => {
    const key = keys.find((name) => scoredOf(call.db, name) !== undefined);
    if (key === undefined) return undefined;
    const [first] = pop(call.db, key, side, 1);
    return first && [key, first.member, double(first.score)];
  };
  return call.block({ keys, timeoutMs, empty: nilArray, attempt });
}

function manyOf(args: readonly string[], from: number): { keys: string[]; side: Side; count: number } {
  const { keys, words } = manyKeys(args, from);
  const side = words.take('MIN', 'MAX');
  if (side === undefined) throw new RedisError(syntaxError);
  return { keys, side: side as Side, count: countOf(words) };
}

function popFirst({ db }: Call, keys: readonly string[], side: Side, count: number): Reply | undefined {
  const key = keys.find((name) => scoredOf(db, name) !== undefined);
  return key === undefined ? undefined : [key, pop(db, key, side, count).map(({ member, score }) => [member, double(score)])];
}

function zrandmember({ engine, session, db, args: [key = '', ...options] }: Call): Reply {
  const words = new Words(options);
  const count = words.left > 0 ? toCount(words.next()) : undefined;
  const scores = words.take('WITHSCORES') !== undefined;
  words.end();
  const members = [...(scoredOf(db, key)?.all() ?? [])];
  if (count === undefined) return engine.pick(members)?.member ?? null;
  const chosen = count < 0 ? engine.pickAgain(members, -count) : engine.pickSome(members, count);
  return scores ? withScores(chosen, session.protocol) : chosen.map(({ member }) => member);
}
