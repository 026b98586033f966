/**
 * Ranges of sorted sets: by rank, by score, by bytes; read, stored, counted, removed.
 */
import { type Call, type Command, command, one, syntaxError, Words } from '../command.ts';
import { asDouble, toCount } from '../numbers.ts';
import { RedisError, type Reply } from '../reply.ts';
import { type Edge, type Scored, SortedSet } from '../sorted-set.ts';
import { between } from './strings.ts';
import { scoredOf, withScores } from './zsets.ts';

type By = 'rank' | 'score' | 'lex';

interface Range {
  by: By;
  reverse: boolean;
  min: string;
  max: string;
  skip: number;
  limit: number;
}

export const zsetRanges: readonly Command[] = [
  command('zrange', -4, 'readonly', one, (call) => zrange(call, {})),
  command('zrevrange', -4, 'readonly', one, (call) => zrange(call, { by: 'rank', reverse: true })),
  command('zrangebyscore', -4, 'readonly', one, (call) => zrange(call, { by: 'score', reverse: false })),
  command('zrevrangebyscore', -4, 'readonly', one, (call) => zrange(call, { by: 'score', reverse: true })),
  command('zrangebylex', -4, 'readonly', one, (call) => zrange(call, { by: 'lex', reverse: false })),
  command('zrevrangebylex', -4, 'readonly', one, (call) => zrange(call, { by: 'lex', reverse: true })),
  command('zrangestore', -5, 'write denyoom', [1, 2, 1], ({ db, args: [target = '', source = '', min = '', max = '', ...options] }) => {
    const { range } = optionsOf(new Words(options), { min, max }, {}, false);
    const check = edgesOf(range);
    const found = select(scoredOf(db, source) ?? new SortedSet(), range, check);
    if (found.length === 0) {
      db.remove(target);
      return 0;
    }
    const scored = new SortedSet();
    for (const { member, score } of found) scored.set(member, score);
    db.put(target, { type: 'zset', scored });
    db.changed(target, 'z', 'zrangestore');
    return found.length;
  }),
  command('zcount', 4, 'readonly fast', one, (call) => count(call, 'score')),
  command('zlexcount', 4, 'readonly fast', one, (call) => count(call, 'lex')),
  command('zremrangebyrank', 4, 'write', one, (call) => removeRange(call, 'rank')),
  command('zremrangebyscore', 4, 'write', one, (call) => removeRange(call, 'score')),
  command('zremrangebylex', 4, 'write', one, (call) => removeRange(call, 'lex')),
];

function zrange({ session, db, args: [key = '', first = '', second = '', ...options] }: Call, fixed: Partial<Range>): Reply {
  const { range, scores } = optionsOf(new Words(options), { min: first, max: second }, fixed, true);
  const edges = edgesOf(range);
  const found = select(scoredOf(db, key) ?? new SortedSet(), range, edges);
  return scores ? withScores(found, session.protocol) : found.map(({ member }) => member);
}

/** ZRANGE takes every option; its older relatives have their kind and direction in their names. */
function optionsOf(
  words: Words,
  ends: { min: string; max: string },
  fixed: Partial<Range>,
  mayScore: boolean,
): { range: Range; scores: boolean } {
  const range: Range = { by: 'rank', reverse: false, skip: 0, limit: -1, ...ends, ...fixed };
  let [scores, limited] = [false, false];
  const open = fixed.by === undefined;
  while (words.left > 0) {
    const word = words.take('LIMIT', ...(mayScore ? ['WITHSCORES'] : []), ...(open ? ['BYSCORE', 'BYLEX', 'REV'] : []));
    if (word === undefined) throw new RedisError(syntaxError);
    if (word === 'WITHSCORES') scores = true;
    else if (word === 'REV') range.reverse = true;
    else if (word === 'BYSCORE') range.by = 'score';
    else if (word === 'BYLEX') range.by = 'lex';
    else {
      [range.skip, range.limit] = [toCount(words.next()), toCount(words.next())];
      limited = true;
    }
  }
  if (limited && range.by === 'rank')
    throw new RedisError('ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX');
  if (scores && range.by === 'lex') throw new RedisError('ERR syntax error, WITHSCORES not supported in combination with BYLEX');
  // Reversed ranges name their upper end first.
  if (range.reverse && range.by !== 'rank') [range.min, range.max] = [range.max, range.min];
  return { range, scores };
}

/** Finds where the range lies in a set. Bad ends are refused here, before the key is looked at. */
function edgesOf({ by, min, max, reverse }: Pick<Range, 'by' | 'min' | 'max' | 'reverse'>): (scored: SortedSet) => [number, number] {
  if (by === 'score') {
    const [low, high] = [scoreEdge(min), scoreEdge(max)];
    return (scored) => [scored.cutByScore(low, false), scored.cutByScore(high, true)];
  }
  if (by === 'lex') {
    const [low, high] = [lexEdge(min), lexEdge(max)];
    return (scored) => [scored.cutByMember(low, false), scored.cutByMember(high, true)];
  }
  const [start, end] = [toCount(min), toCount(max)];
  return ({ size }) => {
    const [first, stop] = between(start, end, size);
    return reverse ? [size - stop, size - first] : [first, stop];
  };
}

function scoreEdge(text: string): Edge<number> {
  const exclusive = text.startsWith('(');
  const value = asDouble(exclusive ? text.slice(1) : text);
  if (value === undefined) throw new RedisError('ERR min or max is not a float');
  return { value, exclusive };
}

function lexEdge(text: string): Edge<string> | 'first' | 'last' {
  if (text === '-') return 'first';
  if (text === '+') return 'last';
  if (text[0] !== '(' && text[0] !== '[') throw new RedisError('ERR min or max not valid string range item');
  return { value: text.slice(1), exclusive: text[0] === '(' };
}

function select(scored: SortedSet, range: Range, edges: (scored: SortedSet) => [number, number]): Scored[] {
  const [first, stop] = edges(scored);
  const found = scored.all().slice(first, Math.max(first, stop));
  if (range.reverse) found.reverse();
  if (range.by === 'rank') return found;
  if (range.skip < 0) return [];
  return found.slice(range.skip, range.limit < 0 ? undefined : range.skip + range.limit);
}

function count({ db, args: [key = '', min = '', max = ''] }: Call, by: By): Reply {
  const edges = edgesOf({ by, min, max, reverse: false });
  const [first, stop] = edges(scoredOf(db, key) ?? new SortedSet());
  return Math.max(0, stop - first);
}

function removeRange({ db, name, args: [key = '', min = '', max = ''] }: Call, by: By): Reply {
  const edges = edgesOf({ by, min, max, reverse: false });
  const scored = scoredOf(db, key);
  if (scored === undefined) return 0;
  const [first, stop] = edges(scored);
  const gone = scored.all().slice(first, Math.max(first, stop));
  for (const { member } of gone) scored.delete(member);
  if (gone.length > 0) db.changed(key, 'z', name);
  db.removeIfEmpty(key);
  return gone.length;
}
