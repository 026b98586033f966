/**
 * Lists and sorted sets for clients that wait: BLPOP, BRPOP, BLMOVE, BRPOPLPUSH, LMPOP, BLMPOP, and how every wait reads its timeout.
 */
import { type Call, type Command, command, none, syntaxError, Words } from '../command.ts';
import { asDouble, toCount } from '../numbers.ts';
import { nilArray, RedisError, type Reply } from '../reply.ts';
import { type End, endOf, itemsOf, move, pop } from './lists.ts';

export const blockingLists: readonly Command[] = [
  command('blpop', -3, 'write noscript blocking', [1, -2, 1], (call) => blockingPop(call, 'LEFT')),
  command('brpop', -3, 'write noscript blocking', [1, -2, 1], (call) => blockingPop(call, 'RIGHT')),
  command('blmove', 6, 'write denyoom noscript blocking', [1, 2, 1], (call) => {
    const [from = '', to = '', take = '', give = '', timeout = ''] = call.args;
    return blockingMove(call, [from, to], [endOf(take), endOf(give)], timeout);
  }),
  command('brpoplpush', 4, 'write denyoom noscript blocking', [1, 2, 1], (call) => {
    const [from = '', to = '', timeout = ''] = call.args;
    return blockingMove(call, [from, to], ['RIGHT', 'LEFT'], timeout);
  }),
  command('lmpop', -4, 'write movablekeys', none, (call) => {
    const { keys, end, count } = manyOf(call.args, 0);
    return popFirst(call, keys, end, count) ?? nilArray;
  }),
  command('blmpop', -5, 'write blocking movablekeys', none, (call) => {
    const timeoutMs = timeoutOf(call.args[0] ?? '');
    const { keys, end, count } = manyOf(call.args, 1);
    return call.block({ keys, timeoutMs, empty: nilArray, attempt: () => popFirst(call, keys, end, count) });
  }),
];

/** Seconds, fractions allowed, as milliseconds. 0 waits for ever. */
export function timeoutOf(text: string): number {
  const seconds = asDouble(text);
  if (seconds === undefined || seconds > 2 ** 53) throw new RedisError('ERR timeout is not a float or out of range');
  if (seconds < 0) throw new RedisError('ERR timeout is negative');
  return Math.ceil(seconds * 1000);
}

function blockingPop(call: Call, end: End): Reply {
  const keys = call.args.slice(0, -1);
  const timeoutMs = timeoutOf(call.args.at(-1) ?? '');
  const attempt = (): Reply | undefined => {
    const key = keys.find((name) => itemsOf(call.db, name) !== undefined);
    return key === undefined ? undefined : [key, pop(call.db, key, end, 1)[0] ?? null];
  };
  return call.block({ keys, timeoutMs, empty: nilArray, attempt });
}

function blockingMove(call: Call, [from, to]: [string, string], [take, give]: [End, End], timeout: string): Reply {
  const timeoutMs = timeoutOf(timeout);
  return call.block({ keys: [from], timeoutMs, empty: null, attempt: () => move(call.db, from, to, take, give) ?? undefined });
}

/** `numkeys key … <how> [COUNT n]`, which LMPOP, ZMPOP and their waiting twins share. */
export function manyKeys(args: readonly string[], from: number): { keys: string[]; words: Words } {
  const number = toCount(args[from] ?? '', 'ERR numkeys should be greater than 0');
  if (number <= 0) throw new RedisError('ERR numkeys should be greater than 0');
  const keys = args.slice(from + 1, from + 1 + number);
  if (keys.length < number || args.length <= from + 1 + number) throw new RedisError(syntaxError);
  return { keys, words: new Words(args, from + 1 + number) };
}

export function countOf(words: Words): number {
  if (words.take('COUNT') === undefined) {
    words.end();
    return 1;
  }
  const count = toCount(words.next(), 'ERR count should be greater than 0');
  if (count <= 0) throw new RedisError('ERR count should be greater than 0');
  words.end();
  return count;
}

function manyOf(args: readonly string[], from: number): { keys: string[]; end: End; count: number } {
  const { keys, words } = manyKeys(args, from);
  const end = endOf(words.next());
  return { keys, end, count: countOf(words) };
}

function popFirst({ db }: Call, keys: readonly string[], end: End, count: number): Reply | undefined {
  const key = keys.find((name) => itemsOf(db, name) !== undefined);
  return key === undefined ? undefined : [key, pop(db, key, end, count)];
}
