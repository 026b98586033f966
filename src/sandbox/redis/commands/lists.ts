/**
 * Lists, without those that wait (`blocking-lists.ts`).
 */
import { type Call, type Command, command, one, syntaxError, Words } from '../command.ts';
import type { Database } from '../keyspace.ts';
import { toCount } from '../numbers.ts';
import { nilArray, ok, RedisError, type Reply } from '../reply.ts';
import { between } from './strings.ts';

export type End = 'LEFT' | 'RIGHT';

export const notPositive = 'ERR value is out of range, must be positive';

export const lists: readonly Command[] = [
  command('lpush', -3, 'write denyoom fast', one, ({ db, args: [key = '', ...items] }) => push(db, key, 'LEFT', items)),
  command('rpush', -3, 'write denyoom fast', one, ({ db, args: [key = '', ...items] }) => push(db, key, 'RIGHT', items)),
  command('lpushx', -3, 'write denyoom fast', one, ({ db, args: [key = '', ...items] }) =>
    itemsOf(db, key) ? push(db, key, 'LEFT', items) : 0,
  ),
  command('rpushx', -3, 'write denyoom fast', one, ({ db, args: [key = '', ...items] }) =>
    itemsOf(db, key) ? push(db, key, 'RIGHT', items) : 0,
  ),
  command('lpop', -2, 'write fast', one, (call) => popSome(call, 'LEFT')),
  command('rpop', -2, 'write fast', one, (call) => popSome(call, 'RIGHT')),
  command('llen', 2, 'readonly fast', one, ({ db, args: [key = ''] }) => itemsOf(db, key)?.length ?? 0),
  command('lrange', 4, 'readonly', one, ({ db, args: [key = '', from = '', to = ''] }) => {
    const [start, end] = [toCount(from), toCount(to)];
    const items = itemsOf(db, key) ?? [];
    return items.slice(...between(start, end, items.length));
  }),
  command('lindex', 3, 'readonly', one, ({ db, args: [key = '', at = ''] }) => itemsOf(db, key)?.at(toCount(at)) ?? null),
  command('lset', 4, 'write denyoom', one, ({ db, args: [key = '', at = '', value = ''] }) => {
    const items = itemsOf(db, key);
    if (items === undefined) throw new RedisError('ERR no such key');
    const index = toCount(at);
    const place = index < 0 ? index + items.length : index;
    if (place < 0 || place >= items.length) throw new RedisError('ERR index out of range');
    items[place] = value;
    db.changed(key, 'l', 'lset');
    return ok;
  }),
  command('linsert', 5, 'write denyoom', one, ({ db, args: [key = '', where = '', pivot = '', value = ''] }) => {
    const side = where.toUpperCase();
    if (side !== 'BEFORE' && side !== 'AFTER') throw new RedisError(syntaxError);
    const items = itemsOf(db, key);
    if (items === undefined) return 0;
    const found = items.indexOf(pivot);
    if (found < 0) return -1;
    items.splice(side === 'BEFORE' ? found : found + 1, 0, value);
    db.changed(key, 'l', 'linsert');
    return items.length;
  }),
  command('lrem', 4, 'write', one, ({ db, args: [key = '', count = '', value = ''] }) => lrem(db, key, toCount(count), value)),
  command('ltrim', 4, 'write', one, ({ db, args: [key = '', from = '', to = ''] }) => {
    const [start, end] = [toCount(from), toCount(to)];
    const value = db.read(key, 'list');
    if (value === undefined) return ok;
    value.items = value.items.slice(...between(start, end, value.items.length));
    db.changed(key, 'l', 'ltrim');
    db.removeIfEmpty(key);
    return ok;
  }),
  command('lpos', -3, 'readonly', one, lpos),
  command('lmove', 5, 'write denyoom', [1, 2, 1], ({ db, args: [from = '', to = '', take = '', give = ''] }) =>
    move(db, from, to, endOf(take), endOf(give)),
  ),
  command('rpoplpush', 3, 'write denyoom', [1, 2, 1], ({ db, args: [from = '', to = ''] }) => move(db, from, to, 'RIGHT', 'LEFT')),
];

export function itemsOf(db: Database, key: string): string[] | undefined {
  return db.read(key, 'list')?.items;
}

export function endOf(word: string): End {
  const end = word.toUpperCase();
  if (end !== 'LEFT' && end !== 'RIGHT') throw new RedisError(syntaxError);
  return end;
}

function push(db: Database, key: string, end: End, added: readonly string[]): number {
  const { items } = db.open(key, 'list', () => ({ type: 'list', items: [] }));
  if (end === 'LEFT') items.unshift(...added.toReversed());
  else for (const item of added) items.push(item);
  db.changed(key, 'l', end === 'LEFT' ? 'lpush' : 'rpush');
  return items.length;
}

/** Takes up to `count` items from an end of a list that is not empty. */
export function pop(db: Database, key: string, end: End, count: number): string[] {
  const items = itemsOf(db, key) ?? [];
  const taken = end === 'LEFT' ? items.splice(0, count) : items.splice(Math.max(0, items.length - count)).reverse();
  if (taken.length > 0) db.changed(key, 'l', end === 'LEFT' ? 'lpop' : 'rpop');
  db.removeIfEmpty(key);
  return taken;
}

function popSome({ db, args: [key = '', many] }: Call, end: End): Reply {
  const count = many === undefined ? undefined : toCount(many, notPositive);
  if (count !== undefined && count < 0) throw new RedisError(notPositive);
  if (itemsOf(db, key) === undefined) return count === undefined ? null : nilArray;
  if (count === undefined) return pop(db, key, end, 1)[0] ?? null;
  return pop(db, key, end, count);
}

/** Moves one item between lists (or ends of one); null when there is nothing to move. */
export function move(db: Database, from: string, to: string, take: End, give: End): string | null {
  const items = itemsOf(db, from);
  if (items === undefined) return null;
  itemsOf(db, to);
  const item = (take === 'LEFT' ? items.shift() : items.pop()) ?? null;
  if (item === null) return null;
  push(db, to, give, [item]);
  db.changed(from, 'l', take === 'LEFT' ? 'lpop' : 'rpop');
  db.removeIfEmpty(from);
  return item;
}

function lrem(db: Database, key: string, count: number, value: string): number {
  const held = db.read(key, 'list');
  if (held === undefined) return 0;
  const before = held.items.length;
  let left = count === 0 ? before : Math.abs(count);
  const kept = (item: string): boolean => item !== value || left-- <= 0;
  held.items = count < 0 ? held.items.toReversed().filter(kept).reverse() : held.items.filter(kept);
  const removed = before - held.items.length;
  if (removed > 0) db.changed(key, 'l', 'lrem');
  db.removeIfEmpty(key);
  return removed;
}

function lpos({ db, args: [key = '', value = '', ...options] }: Call): Reply {
  const { rank, count, longest } = positionOptions(new Words(options));
  const items = itemsOf(db, key) ?? [];
  const places: number[] = [];
  let skip = Math.abs(rank) - 1;
  const enough = count === undefined ? 1 : count || items.length;
  for (let seen = 0; seen < (longest || items.length) && seen < items.length && places.length < enough; seen += 1) {
    const place = rank > 0 ? seen : items.length - 1 - seen;
    if (items[place] === value && skip-- <= 0) places.push(place);
  }
  return count === undefined ? (places[0] ?? null) : places;
}

function positionOptions(words: Words): { rank: number; count: number | undefined; longest: number } {
  let [rank, longest] = [1, 0];
  let count: number | undefined;
  while (words.left > 0) {
    const word = words.take('RANK', 'COUNT', 'MAXLEN');
    if (word === undefined) throw new RedisError(syntaxError);
    const value = toCount(words.next());
    if (word === 'RANK') rank = value;
    else if (value < 0) throw new RedisError(`ERR ${word} can't be negative`);
    else if (word === 'COUNT') count = value;
    else longest = value;
  }
  if (rank === 0)
    throw new RedisError(
      "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use negative to start from the end of the list",
    );
  return { rank, count, longest };
}
