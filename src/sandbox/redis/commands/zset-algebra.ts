/**
 * Unions, intersections and differences of sorted sets (and of sets, whose members count 1).
 */
import { type Call, type Command, command, none, syntaxError, Words } from '../command.ts';
import { type Database, wrongType } from '../keyspace.ts';
import { asDouble, toCount } from '../numbers.ts';
import { RedisError, type Reply } from '../reply.ts';
import { SortedSet } from '../sorted-set.ts';
import { withScores } from './zsets.ts';

type Kind = 'union' | 'inter' | 'diff';
type Scores = Map<string, number>;

const aggregates: Readonly<Record<string, (a: number, b: number) => number>> = {
  // ∞ − ∞ counts as 0, as Redis decides.
  SUM: (a, b) => (Number.isNaN(a + b) ? 0 : a + b),
  MIN: Math.min,
  MAX: Math.max,
};

export const zsetAlgebra: readonly Command[] = [
  ...(['union', 'inter', 'diff'] as const).flatMap((kind) => [
    command(`z${kind}`, -3, 'readonly movablekeys', none, (call) => show(call, kind)),
    command(`z${kind}store`, -4, 'write denyoom movablekeys', [1, 1, 1], (call) => store(call, kind)),
  ]),
  command('zintercard', -3, 'readonly movablekeys', none, ({ db, name, args }) => {
    const { keys, words } = sources(args, 0, name);
    let limit = 0;
    if (words.left > 0) {
      if (words.take('LIMIT') === undefined) throw new RedisError(syntaxError);
      limit = toCount(words.next(), "ERR LIMIT can't be negative");
      if (limit < 0) throw new RedisError("ERR LIMIT can't be negative");
      words.end();
    }
    const { size } = combine(
      'inter',
      keys.map((key) => scoresOf(db, key)),
      [],
      'SUM',
    );
    return limit > 0 ? Math.min(limit, size) : size;
  }),
];

function sources(args: readonly string[], from: number, name: string): { keys: string[]; words: Words } {
  const number = toCount(args[from] ?? '');
  if (number < 1) throw new RedisError(`ERR at least 1 input key is needed for '${name}' command`);
  const keys = args.slice(from + 1, from + 1 + number);
  if (keys.length < number) throw new RedisError(syntaxError);
  return { keys, words: new Words(args, from + 1 + number) };
}

function scoresOf(db: Database, key: string): Scores {
  const value = db.find(key)?.value;
  if (value === undefined) return new Map();
  if (value.type === 'zset') return new Map(value.scored.all().map(({ member, score }) => [member, score]));
  if (value.type === 'set') return new Map([...value.members].map((member) => [member, 1]));
  throw new RedisError(wrongType);
}

function evaluate({ db, name, args }: Call, kind: Kind, from: number): { result: Scores; scores: boolean } {
  const { keys, words } = sources(args, from, name);
  let weights: number[] = [];
  let [aggregate, scores] = ['SUM', false];
  const allowed = [...(kind === 'diff' ? [] : ['WEIGHTS', 'AGGREGATE']), ...(from === 0 ? ['WITHSCORES'] : [])];
  const sets = keys.map((key) => scoresOf(db, key));
  while (words.left > 0) {
    const word = words.take(...allowed);
    if (word === 'WITHSCORES') scores = true;
    else if (word === 'WEIGHTS' && words.left >= keys.length) weights = keys.map(() => weightOf(words.next()));
    else if (word === 'AGGREGATE') aggregate = words.take(...Object.keys(aggregates)) ?? '';
    else throw new RedisError(syntaxError);
    if (aggregate === '') throw new RedisError(syntaxError);
  }
  return { result: combine(kind, sets, weights, aggregate), scores };
}

function weightOf(text: string): number {
  const weight = asDouble(text);
  if (weight === undefined) throw new RedisError('ERR weight value is not a float');
  return weight;
}

function combine(kind: Kind, sets: readonly Scores[], weights: readonly number[], aggregate: string): Scores {
  const merge = aggregates[aggregate] ?? Math.max;
  const result: Scores = new Map();
  const [first = new Map<string, number>(), ...others] = sets;
  if (kind === 'diff') {
    for (const [member, score] of first) if (!others.some((other) => other.has(member))) result.set(member, score);
    return result;
  }
  sets.forEach((set, index) => {
    for (const [member, score] of set) {
      if (kind === 'inter' && !sets.every((other) => other.has(member))) continue;
      const weighted = weigh(score, weights[index] ?? 1);
      const before = result.get(member);
      result.set(member, before === undefined ? weighted : merge(before, weighted));
    }
  });
  return result;
}

function weigh(score: number, weight: number): number {
  const weighted = score * weight;
  return Number.isNaN(weighted) ? 0 : weighted;
}

function sortedSet(scores: Scores): SortedSet {
  const sorted = new SortedSet();
  for (const [member, score] of scores) sorted.set(member, score);
  return sorted;
}

function show(call: Call, kind: Kind): Reply {
  const { result, scores } = evaluate(call, kind, 0);
  const members = sortedSet(result).all();
  return scores ? withScores(members, call.session.protocol) : members.map(({ member }) => member);
}

function store(call: Call, kind: Kind): Reply {
  const { db, name, args } = call;
  const target = args[0] ?? '';
  const { result } = evaluate(call, kind, 1);
  if (result.size === 0) {
    db.remove(target);
    return 0;
  }
  db.put(target, { type: 'zset', scored: sortedSet(result) });
  db.changed(target, 'z', name);
  return result.size;
}
