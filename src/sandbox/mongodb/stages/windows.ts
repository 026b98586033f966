/** `$setWindowFields`: accumulators over windows of sorted partitions, and ranks. */
import { failedToParse, ServerError } from '../errors.ts';
import { accumulator, accumulators } from '../expressions/accumulators.ts';
import { envOf, evaluate, expression } from '../expressions/evaluate.ts';
import type { Scope } from '../expressions/types.ts';
import { compareKeys, compileSort, type SortPart, sorted, sortKey } from '../query/sort.ts';
import { compare } from '../values/compare.ts';
import { keyOf } from '../values/keys.ts';
import { double, isNumeric, type Numeric, toNumber } from '../values/numbers.ts';
import { type Doc, isDoc } from '../values/types.ts';
import { needDoc, withField } from './shaping.ts';
import type { StageMaker } from './types.ts';

interface Partition {
  docs: Doc[];
  sort: readonly SortPart[];
  scope: Scope;
}
/** Values of one output field, for each document of the partition. */
type Column = (partition: Partition) => unknown[];

export const setWindowFields: StageMaker = (argument, { scope }) => {
  const given = needDoc('$setWindowFields', argument);
  const sort = isDoc(given.sortBy) ? compileSort(given.sortBy) : [];
  const columns = Object.entries(needDoc('$setWindowFields.output', given.output)).map(
    ([name, spec]) => [name, column(name, spec, sort)] as const,
  );
  const by = expression(given.partitionBy ?? null);
  return (docs) =>
    partitions(docs, (doc) => evaluate(by, doc, scope)).flatMap((members) => {
      const partition: Partition = { docs: sorted(members, sort, (doc) => doc), sort, scope };
      const values = columns.map(([name, one]) => [name, one(partition)] as const);
      return partition.docs.map((doc, at) => values.reduce((out: Doc, [name, list]) => withField(out, name.split('.'), list[at]), doc));
    });
};

export function partitions(docs: readonly Doc[], keyFor: (doc: Doc) => unknown): Doc[][] {
  const all = new Map<string, { key: unknown; docs: Doc[] }>();
  for (const doc of docs) {
    const value = keyFor(doc) ?? null;
    const key = keyOf(value);
    const group = all.get(key) ?? { key: value, docs: [] };
    group.docs.push(doc);
    all.set(key, group);
  }
  return [...all.values()].sort((a, b) => compare(a.key, b.key)).map((group) => group.docs);
}

function column(field: string, spec: unknown, sort: readonly SortPart[]): Column {
  const given = needDoc(`$setWindowFields.output.${field}`, spec);
  const names = Object.keys(given).filter((name) => name !== 'window');
  const [name = ''] = names;
  if (names.length !== 1) throw failedToParse(`Expected a $-prefixed window function, ${names.join(', ')}`);
  const special = specials[name];
  if (special) {
    if (sort.length === 0)
      throw new ServerError(
        name === '$rank' || name === '$denseRank' ? 5371602 : 5371603,
        `${name} must be specified with a top level sortBy expression`,
      );
    return special(given[name]);
  }
  if (!Object.hasOwn(accumulators, name)) throw failedToParse(`Unrecognized window function, ${name}`);
  const make = accumulator(field, { [name]: given[name] }, expression);
  const range = bounds(given.window, sort);
  return (partition) => {
    const envs = partition.docs.map((doc) => envOf(doc, partition.scope));
    return envs.map((_, at) => {
      const [from, to] = range(partition, at);
      const collecting = make();
      for (const env of envs.slice(Math.max(0, from), Math.max(0, to + 1))) collecting.add(env);
      return collecting.result();
    });
  };
}

type Bounds = (partition: Partition, at: number) => [number, number];

function bounds(window: unknown, sort: readonly SortPart[]): Bounds {
  if (window === undefined) return ({ docs }) => [0, docs.length - 1];
  const given = needDoc('window', window);
  const { documents, range, unit } = given;
  if ((documents === undefined) === (range === undefined))
    throw failedToParse("Window bounds can specify either 'documents' or 'range', not both.");
  const [low, high] = (documents ?? range) as [unknown, unknown];
  if (documents !== undefined) return ({ docs }, at) => [edge(low, at, 0), edge(high, at, docs.length - 1)];
  const [part] = sort;
  if (!part || sort.length !== 1) throw new ServerError(5339902, 'Range-based bounds require sortBy a single field');
  return (partition, at) => rangeBounds(partition, at, part, low, high, typeof unit === 'string' ? unit : undefined);
}

function edge(bound: unknown, at: number, end: number): number {
  if (bound === 'unbounded') return end;
  return bound === 'current' ? at : at + (isNumeric(bound) ? toNumber(bound) : 0);
}

const unitMs: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

function rangeBounds(
  { docs }: Partition,
  at: number,
  part: SortPart,
  low: unknown,
  high: unknown,
  unit: string | undefined,
): [number, number] {
  const place = (doc: Doc | undefined): number => {
    const value = sortKey(doc, part);
    return value instanceof Date ? value.getTime() : isNumeric(value) ? toNumber(value) : Number.NaN;
  };
  const scale = unit === undefined ? 1 : unitMs[unit];
  if (scale === undefined) throw failedToParse(`window.unit '${unit}' is not supported by k77's offline MongoDB server`);
  const here = place(docs[at]);
  const limit = (bound: unknown, open: number): number =>
    bound === 'unbounded' ? open : bound === 'current' ? here : here + toNumber(bound as Numeric) * scale;
  const [least, most] = [limit(low, Number.NEGATIVE_INFINITY), limit(high, Number.POSITIVE_INFINITY)];
  const inside = docs.map(place).map((value) => value >= least && value <= most);
  const from = inside.indexOf(true);
  return from < 0 ? [0, -1] : [from, inside.lastIndexOf(true)];
}

const specials: Readonly<Record<string, (argument: unknown) => Column>> = {
  $documentNumber:
    () =>
    ({ docs }) =>
      docs.map((_, at) => at + 1),
  $rank: () => (partition) => ranks(partition, (_, at) => at + 1),
  $denseRank: () => (partition) => ranks(partition, (before) => before + 1),
  $shift: (argument) => {
    const given = needDoc('$shift', argument);
    const [output, by] = [expression(given.output), toNumber(given.by as Numeric)];
    const otherwise = expression(given.default ?? null);
    return ({ docs, scope }) =>
      docs.map((_, at) => (docs[at + by] ? (evaluate(output, docs[at + by], scope) ?? null) : evaluate(otherwise, {}, scope)));
  },
  $locf: (argument) => {
    const output = expression(argument);
    return ({ docs, scope }) => carriedForward(docs.map((doc) => evaluate(output, doc, scope) ?? null));
  },
  $linearFill: (argument) => {
    const output = expression(argument);
    return ({ docs, sort, scope }) =>
      linear(
        docs.map((doc) => evaluate(output, doc, scope) ?? null),
        docs.map((doc) => sort[0] && sortKey(doc, sort[0])),
      );
  },
};

function ranks({ docs, sort }: Partition, next: (before: number, at: number) => number): number[] {
  const keys = docs.map((doc) => sort.map((part) => sortKey(doc, part)));
  const out: number[] = [];
  for (const [at, key] of keys.entries()) {
    const before = out[at - 1] ?? 0;
    out.push(at > 0 && compareKeys(key, keys[at - 1] ?? [], sort) === 0 ? before : next(before, at));
  }
  return out;
}

export function carriedForward(values: readonly unknown[]): unknown[] {
  let last: unknown = null;
  return values.map((value) => {
    last = value ?? last;
    return last;
  });
}

export function linear(values: readonly unknown[], places: readonly unknown[]): unknown[] {
  const at = (index: number): number => {
    const place = places[index];
    return place instanceof Date ? place.getTime() : isNumeric(place) ? toNumber(place) : Number.NaN;
  };
  return values.map((value, index) => {
    if (value !== null) return value;
    const left = values.findLastIndex((one, i) => i < index && one !== null);
    const right = values.findIndex((one, i) => i > index && one !== null);
    if (left < 0 || right < 0) return null;
    const [low, high] = [toNumber(values[left] as Numeric), toNumber(values[right] as Numeric)];
    return double(low + ((high - low) * (at(index) - at(left))) / (at(right) - at(left)));
  });
}
