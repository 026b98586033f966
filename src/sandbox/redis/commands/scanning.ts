/**
 * SCAN and its relatives: a cursor walks all keys, or all members of a value, a few at a time.
 */
import { type Call, type Command, command, none, syntaxError, Words } from '../command.ts';
import { glob } from '../glob.ts';
import type { Database, Entry } from '../keyspace.ts';
import { toCount } from '../numbers.ts';
import { RedisError, type Reply } from '../reply.ts';

export const scanning: readonly Command[] = [command('scan', -2, 'readonly', none, scan)];

interface ScanOptions {
  count: number;
  matches(text: string): boolean;
  type: string | undefined;
}

function optionsOf(given: readonly string[], mayType: boolean): ScanOptions {
  const words = new Words(given);
  const options: ScanOptions = { count: 10, matches: () => true, type: undefined };
  while (words.left > 0) {
    const word = words.take('MATCH', 'COUNT', ...(mayType ? ['TYPE'] : []));
    if (word === undefined) throw new RedisError(syntaxError);
    const value = words.next();
    if (word === 'MATCH') options.matches = glob(value);
    else if (word === 'TYPE') options.type = value.toLowerCase();
    else {
      options.count = toCount(value);
      if (options.count < 1) throw new RedisError(syntaxError);
    }
  }
  return options;
}

function cursorOf(text: string): number {
  if (!/^\d{1,20}$/.test(text)) throw new RedisError('ERR invalid cursor');
  return Number(text);
}

type Walk = Iterator<[string, Entry]>;

/** Walks under way, by database and the cursor that goes on with them. A map's iterator survives every change of the map. */
const walks = new WeakMap<Database, Map<number, Walk>>();
const walksKept = 64;

function scan({ db, args: [from = '', ...given] }: Call): Reply {
  const cursor = cursorOf(from);
  const options = optionsOf(given, true);
  const walk = walkFrom(db, cursor);
  const keys: string[] = [];
  let next: IteratorResult<[string, Entry]> = walk.next();
  for (let seen = 0; seen < options.count && !next.done; seen += 1) {
    const [key] = next.value;
    if (options.matches(key) && typeFits(db, key, options.type)) keys.push(key);
    if (seen + 1 < options.count) next = walk.next();
  }
  if (next.done) return ['0', keys];
  const last = next.value[1].order;
  return [String(remember(db, walk, last)), keys];
}

function typeFits(db: Database, key: string, type: string | undefined): boolean {
  const entry = db.find(key);
  return entry !== undefined && (type === undefined || entry.value.type === type);
}

/** The walk that returned this cursor; if it is forgotten, one that begins after the key that the cursor names. */
function walkFrom(db: Database, cursor: number): Walk {
  const known = walks.get(db)?.get(cursor);
  if (known) {
    walks.get(db)?.delete(cursor);
    return known;
  }
  return cursor === 0 ? db.entries.entries() : after(db, cursor);
}

function* after(db: Database, order: number): Generator<[string, Entry], undefined> {
  for (const pair of db.entries) if (pair[1].order > order) yield pair;
  return undefined;
}

function remember(db: Database, walk: Walk, cursor: number): number {
  const kept = walks.get(db) ?? new Map<number, Walk>();
  walks.set(db, kept);
  kept.set(cursor, walk);
  for (const oldest of kept.keys()) if (kept.size > walksKept) kept.delete(oldest);
  return cursor;
}

/** Values up to this size are answered whole, as Redis does with its compact encodings. */
const answeredWhole = 128;

/** A page of the members of one value. Members keep their place by a hash of their bytes, whatever is added or removed meanwhile. */
export function scanMembers(
  cursor: string,
  given: readonly string[],
  members: readonly string[],
  show: (member: string) => string[],
): Reply {
  const from = cursorOf(cursor);
  const { count, matches } = optionsOf(given, false);
  if (members.length <= answeredWhole) return ['0', members.filter(matches).flatMap(show)];
  const placed = members.map((member) => ({ member, place: placeOf(member) })).filter(({ place }) => place >= from);
  placed.sort((a, b) => a.place - b.place);
  const last = placed[count - 1]?.place ?? Number.POSITIVE_INFINITY;
  const page = placed.filter(({ place }) => place <= last).map(({ member }) => member);
  const next = page.length < placed.length ? String(last + 1) : '0';
  return [next, page.filter(matches).flatMap(show)];
}

/** FNV-1a over the bytes, 1 … 2^32. */
function placeOf(member: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < member.length; i += 1) hash = Math.imul(hash ^ member.charCodeAt(i), 0x01000193);
  return (hash >>> 0) + 1;
}
