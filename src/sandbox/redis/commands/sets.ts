/**
 * Sets.
 */
import { all, type Call, type Command, command, none, one, syntaxError, Words } from '../command.ts';
import type { Database } from '../keyspace.ts';
import { asInteger, toCount } from '../numbers.ts';
import { RedisError, type Reply, set as setReply } from '../reply.ts';
import { notPositive } from './lists.ts';
import { scanMembers } from './scanning.ts';

type Combine = (sets: readonly ReadonlySet<string>[]) => Set<string>;

export const sets: readonly Command[] = [
  command('sadd', -3, 'write denyoom fast', one, ({ db, args: [key = '', ...added] }) => {
    const { members } = db.open(key, 'set', () => ({ type: 'set', members: new Set() }));
    const before = members.size;
    for (const member of added) members.add(member);
    if (members.size > before) db.changed(key, 's', 'sadd');
    return members.size - before;
  }),
  command('srem', -3, 'write fast', one, ({ db, args: [key = '', ...names] }) => {
    const members = membersOf(db, key);
    const removed = names.filter((name) => members?.delete(name)).length;
    if (removed > 0) db.changed(key, 's', 'srem');
    db.removeIfEmpty(key);
    return removed;
  }),
  command('smembers', 2, 'readonly', one, ({ db, args: [key = ''] }) => setReply(sorted(membersOf(db, key) ?? new Set()))),
  command('sismember', 3, 'readonly fast', one, ({ db, args: [key = '', member = ''] }) => (membersOf(db, key)?.has(member) ? 1 : 0)),
  command('smismember', -3, 'readonly fast', one, ({ db, args: [key = '', ...names] }) => {
    const members = membersOf(db, key);
    return names.map((name) => (members?.has(name) ? 1 : 0));
  }),
  command('scard', 2, 'readonly fast', one, ({ db, args: [key = ''] }) => membersOf(db, key)?.size ?? 0),
  command('spop', -2, 'write fast', one, spop),
  command('srandmember', -2, 'readonly', one, ({ engine, db, args: [key = '', many, ...more] }) => {
    if (more.length > 0) throw new RedisError(syntaxError);
    const members = [...(membersOf(db, key) ?? [])];
    if (many === undefined) return engine.pick(members) ?? null;
    const count = toCount(many);
    return count < 0 ? engine.pickAgain(members, -count) : engine.pickSome(members, count);
  }),
  command('smove', 4, 'write fast', [1, 2, 1], ({ db, args: [from = '', to = '', member = ''] }) => {
    const source = membersOf(db, from);
    const target = membersOf(db, to);
    if (!source?.has(member)) return 0;
    if (from === to) return 1;
    source.delete(member);
    db.changed(from, 's', 'srem');
    db.removeIfEmpty(from);
    (target ?? db.open(to, 'set', () => ({ type: 'set', members: new Set() })).members).add(member);
    db.changed(to, 's', 'sadd');
    return 1;
  }),
  command('sinter', -2, 'readonly', all, ({ db, args }) => setReply(sorted(intersection(read(db, args))))),
  command('sunion', -2, 'readonly', all, ({ db, args }) => setReply(sorted(union(read(db, args))))),
  command('sdiff', -2, 'readonly', all, ({ db, args }) => setReply(sorted(difference(read(db, args))))),
  command('sinterstore', -3, 'write denyoom', all, (call) => storeSet(call, intersection)),
  command('sunionstore', -3, 'write denyoom', all, (call) => storeSet(call, union)),
  command('sdiffstore', -3, 'write denyoom', all, (call) => storeSet(call, difference)),
  command('sintercard', -3, 'readonly movablekeys', none, sintercard),
  command('sscan', -3, 'readonly', one, ({ db, args: [key = '', cursor = '', ...options] }) =>
    scanMembers(cursor, options, sorted(membersOf(db, key) ?? new Set()), (member) => [member]),
  ),
];

function membersOf(db: Database, key: string): Set<string> | undefined {
  return db.read(key, 'set')?.members;
}

function read(db: Database, keys: readonly string[]): ReadonlySet<string>[] {
  return keys.map((key) => membersOf(db, key) ?? new Set<string>());
}

const intersection: Combine = ([first = new Set(), ...others]) =>
  new Set([...first].filter((member) => others.every((set) => set.has(member))));
const difference: Combine = ([first = new Set(), ...others]) =>
  new Set([...first].filter((member) => !others.some((set) => set.has(member))));
const union: Combine = (sets) => new Set(sets.flatMap((set) => [...set]));

/** Redis keeps small sets of integers in numeric order, and clients have come to see it. Other sets have no order. */
function sorted(members: ReadonlySet<string>): string[] {
  const list = [...members];
  if (list.length > 512 || !list.every((member) => asInteger(member) !== undefined)) return list;
  return list.sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
}

function storeSet({ db, name, args: [target = '', ...keys] }: Call, combine: Combine): Reply {
  const members = combine(read(db, keys));
  if (members.size === 0) {
    db.remove(target);
    return 0;
  }
  db.put(target, { type: 'set', members });
  db.changed(target, 's', name);
  return members.size;
}

function sintercard({ db, args: [number = '', ...rest] }: Call): Reply {
  const count = toCount(number, 'ERR numkeys should be greater than 0');
  if (count <= 0) throw new RedisError('ERR numkeys should be greater than 0');
  if (rest.length < count) throw new RedisError("ERR Number of keys can't be greater than number of args");
  const words = new Words(rest, count);
  let limit = 0;
  if (words.left > 0) {
    if (words.take('LIMIT') === undefined) throw new RedisError(syntaxError);
    limit = toCount(words.next(), "ERR LIMIT can't be negative");
    if (limit < 0) throw new RedisError("ERR LIMIT can't be negative");
    words.end();
  }
  const size = intersection(read(db, rest.slice(0, count))).size;
  return limit > 0 ? Math.min(limit, size) : size;
}

function spop({ engine, db, args: [key = '', many, ...more] }: Call): Reply {
  if (more.length > 0) throw new RedisError(syntaxError);
  const count = many === undefined ? undefined : toCount(many, notPositive);
  if (count !== undefined && count < 0) throw new RedisError(notPositive);
  const members = membersOf(db, key);
  if (members === undefined) return count === undefined ? null : setReply([]);
  const taken = engine.pickSome([...members], count ?? 1);
  for (const member of taken) members.delete(member);
  if (taken.length > 0) db.changed(key, 's', 'spop');
  db.removeIfEmpty(key);
  return count === undefined ? (taken[0] ?? null) : setReply(taken);
}
