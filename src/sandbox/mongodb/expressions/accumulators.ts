/**
 * Accumulators: `$sum` … `$percentile`, for `$group`, `$bucket` and windows; the ones that are expressions too stand in `accumulating`.
 */
import { badValue, ServerError } from '../errors.ts';
import { compareKeys, compileSort, type SortPart, sortKey } from '../query/sort.ts';
import { compare } from '../values/compare.ts';
import { keyOf } from '../values/keys.ts';
import { double, isIntegral, isNumeric, type Numeric, toNumber } from '../values/numbers.ts';
import { isDoc } from '../values/types.ts';
import { merged } from './objects.ts';
import { Sum } from './sum.ts';
import { isNullish } from './truth.ts';
import { type Compile, type Env, type Makers, parts } from './types.ts';

/** Collects the documents of one group. */
export interface Collecting {
  add(env: Env): void;
  result(): unknown;
}
/** Makes a fresh one for each group. */
export type Accumulator = () => Collecting;

type AccumulatorMaker = (argument: unknown, compile: Compile, name: string) => Accumulator;

/** An accumulator that needs all values of its argument, in order. */
function overValues(result: (values: unknown[]) => unknown): AccumulatorMaker {
  return (argument, compile) => {
    const one = compile(argument);
    return () => {
      const values: unknown[] = [];
      return { add: (env) => void values.push(one(env)), result: () => result(values) };
    };
  };
}

const present = (values: readonly unknown[]): unknown[] => values.filter((value) => !isNullish(value));
const nulls = (values: readonly unknown[]): unknown[] => values.map((value) => value ?? null);
const numbers = (values: readonly unknown[]): Numeric[] => values.filter(isNumeric);

export const accumulators: Readonly<Record<string, AccumulatorMaker>> = {
  $sum: (argument, compile) => {
    const one = compile(argument);
    return () => {
      const sum = new Sum();
      return { add: (env) => sum.add(one(env)), result: () => sum.total() };
    };
  },
  $avg: (argument, compile) => {
    const one = compile(argument);
    return () => {
      const sum = new Sum();
      return { add: (env) => sum.add(one(env)), result: () => sum.average() };
    };
  },
  $count: (argument) => {
    if (!isDoc(argument) || Object.keys(argument).length > 0) throw badValue('$count takes no arguments, i.e. $count:{}');
    return () => {
      let count = 0;
      return { add: () => void count++, result: () => count };
    };
  },
  $min: overValues((values) => extreme(values, -1)),
  $max: overValues((values) => extreme(values, 1)),
  $first: overValues((values) => values[0] ?? null),
  $last: overValues((values) => values.at(-1) ?? null),
  $push: overValues((values) => values.filter((value) => value !== undefined)),
  $addToSet: overValues((values) => [
    ...new Map(values.filter((value) => value !== undefined).map((value) => [keyOf(value), value])).values(),
  ]),
  $mergeObjects: overValues(merged),
  $stdDevPop: overValues((values) => deviation(numbers(values), 0)),
  $stdDevSamp: overValues((values) => deviation(numbers(values), 1)),
  $firstN: overN('input', (values, n) => nulls(values).slice(0, n)),
  $lastN: overN('input', (values, n) => nulls(values).slice(-n)),
  $minN: overN('input', (values, n) => present(values).sort(compare).slice(0, n)),
  $maxN: overN('input', (values, n) =>
    present(values)
      .sort((a, b) => compare(b, a))
      .slice(0, n),
  ),
  $top: ranked((list) => list[0]?.output ?? null, false),
  $bottom: ranked((list) => list.at(-1)?.output ?? null, false),
  $topN: ranked((list, n) => nulls(list.slice(0, n).map(({ output }) => output)), true),
  $bottomN: ranked((list, n) => nulls(list.slice(-n).map(({ output }) => output)), true),
  $median: (argument, compile, name) =>
    quantile(name, { ...(isDoc(argument) ? argument : {}), p: [0.5] }, compile, (values) => values[0] ?? null),
  $percentile: (argument, compile, name) => quantile(name, isDoc(argument) ? argument : {}, compile, (values) => values),
};

/** The accumulators that are also expressions: over their operands, or over one operand that is an array. */
export const accumulating: Makers = Object.fromEntries(
  ['$sum', '$avg', '$min', '$max', '$stdDevPop', '$stdDevSamp'].map((name) => [
    name,
    (argument: unknown, compile: Compile) => {
      const single = !Array.isArray(argument) || argument.length === 1;
      const all = (Array.isArray(argument) ? argument : [argument]).map(compile);
      const accumulator = accumulators[name]?.('$$v', () => (env) => env.current, name);
      return (env: Env) => {
        const values = all.map((one) => one(env));
        const list = single && Array.isArray(values[0]) ? values[0] : values;
        const collecting = accumulator?.();
        for (const current of list) collecting?.add({ ...env, current });
        return collecting?.result();
      };
    },
  ]),
);

/** @throws ServerError 15952 for a name that is no accumulator */
export function accumulator(field: string, spec: unknown, compile: Compile): Accumulator {
  if (!isDoc(spec)) throw new ServerError(40234, `The field '${field}' must be an accumulator object`);
  const [name, ...more] = Object.keys(spec);
  if (!name || more.length > 0) throw new ServerError(40238, `The field '${field}' must specify one accumulator`);
  const maker = Object.hasOwn(accumulators, name) ? accumulators[name] : undefined;
  if (name === '$accumulator')
    throw new ServerError(31264, 'Cannot run server-side javascript without the javascript engine enabled: $accumulator');
  if (!maker) throw new ServerError(15952, `unknown group operator '${name}'`);
  return maker(spec[name], compile, name);
}

function extreme(values: readonly unknown[], sign: 1 | -1): unknown {
  const list = present(values);
  return list.length === 0 ? null : list.reduce((best, value) => (compare(value, best) * sign > 0 ? value : best));
}

function deviation(values: readonly Numeric[], less: 0 | 1): unknown {
  if (values.length <= less) return null;
  const list = values.map(toNumber);
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  const squares = list.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return double(Math.sqrt(squares / (list.length - less)));
}

function countFrom(value: unknown): number {
  if (!isIntegral(value) || toNumber(value) < 1)
    throw new ServerError(5787908, `'n' must be greater than 0, found ${isNumeric(value) ? toNumber(value) : String(value)}`);
  return toNumber(value);
}

function overN(part: string, result: (values: unknown[], n: number) => unknown): AccumulatorMaker {
  return (argument, compile, name) => {
    const given = parts(name, argument, [part, 'n'], [], 5787900);
    const [one, count] = [compile(given[part]), compile(given.n)];
    return () => {
      const values: unknown[] = [];
      let n = 0;
      return {
        add(env) {
          n ||= countFrom(count(env));
          values.push(one(env));
        },
        result: () => result(values, n),
      };
    };
  };
}

interface Ranked {
  keys: unknown[];
  output: unknown;
}

function ranked(result: (list: Ranked[], n: number) => unknown, many: boolean): AccumulatorMaker {
  return (argument, compile, name) => {
    const given = parts(name, argument, many ? ['sortBy', 'output', 'n'] : ['sortBy', 'output'], [], 5788001);
    const sort: SortPart[] = compileSort(isDoc(given.sortBy) ? given.sortBy : {});
    const [output, count] = [compile(given.output), compile(given.n ?? 1)];
    return () => {
      const list: Ranked[] = [];
      let n = 1;
      return {
        add(env) {
          n = countFrom(count(env));
          list.push({ keys: sort.map((part) => sortKey(env.current, part)), output: output(env) });
        },
        result: () =>
          result(
            list.sort((a, b) => compareKeys(a.keys, b.keys, sort)),
            n,
          ),
      };
    };
  };
}

/** Discrete percentiles of all values; what the server approximates with a t-digest. */
function quantile(name: string, argument: Record<string, unknown>, compile: Compile, shape: (values: unknown[]) => unknown): Accumulator {
  const given = parts(name, argument, ['input', 'method', 'p'], [], 7436200);
  if (given.method !== 'approximate') throw badValue("Currently only 'approximate' can be used as percentile 'method'.");
  const wanted = (Array.isArray(given.p) ? given.p : [given.p]).map((p: unknown) => (isNumeric(p) ? toNumber(p) : Number.NaN));
  const one = compile(given.input);
  return () => {
    const values: unknown[] = [];
    return {
      add: (env) => void values.push(one(env)),
      result() {
        const list = numbers(values)
          .map(toNumber)
          .sort((a, b) => a - b);
        return shape(
          wanted.map((p) => (list.length === 0 ? null : double(list[Math.max(0, Math.ceil(p * list.length) - 1)] ?? Number.NaN))),
        );
      },
    };
  };
}
