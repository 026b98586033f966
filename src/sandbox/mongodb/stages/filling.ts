/** `$fill` and `$densify`: documents and values that are missing. Densifying is mingo's. */
import { Context } from 'mingo/core';
import { Lazy } from 'mingo/lazy';
import * as accumulate from 'mingo/operators/accumulator';
import * as expressions from 'mingo/operators/expression';
import * as stages from 'mingo/operators/pipeline';
import { $densify } from 'mingo/operators/pipeline';
import { failedToParse, ServerError } from '../errors.ts';
import { evaluate, expression } from '../expressions/evaluate.ts';
import { compileSort, sorted, sortKey } from '../query/sort.ts';
import { isNumeric, toNumber } from '../values/numbers.ts';
import { plainValueAt } from '../values/paths.ts';
import { type Doc, isDoc } from '../values/types.ts';
import { needDoc, withField } from './shaping.ts';
import type { StageMaker, StageMakers } from './types.ts';
import { carriedForward, linear, partitions } from './windows.ts';

const fill: StageMaker = (argument, { scope }) => {
  const given = needDoc('$fill', argument);
  const sort = isDoc(given.sortBy) ? compileSort(given.sortBy) : [];
  const fields = Object.entries(needDoc('$fill.output', given.output));
  const by = Array.isArray(given.partitionByFields)
    ? expression(Object.fromEntries(given.partitionByFields.map((name: string) => [name, `$${name}`])))
    : expression(given.partitionBy ?? null);
  return (docs) =>
    partitions(docs, (doc) => evaluate(by, doc, scope)).flatMap((members) => {
      const list = sorted(members, sort, (doc) => doc);
      const columns = fields.map(([name, spec]) => [name, filled(name, needDoc(name, spec))] as const);
      const values = columns.map(([name, one]) => [name, one(list)] as const);
      return list.map((doc, at) => values.reduce((out: Doc, [name, column]) => withField(out, name.split('.'), column[at]), doc));
    });

  function filled(name: string, spec: Doc): (list: Doc[]) => unknown[] {
    const present = (list: Doc[]): unknown[] => list.map((doc) => plainValueAt(doc, name) ?? null);
    if ('value' in spec) {
      const value = expression(spec.value);
      return (list) => present(list).map((one, at) => one ?? evaluate(value, list[at], scope));
    }
    if (spec.method === 'locf') return (list) => carriedForward(present(list));
    const [part] = sort;
    if (spec.method !== 'linear' || !part) throw failedToParse("$fill: method must be 'locf' or 'linear' with a sortBy");
    return (list) =>
      linear(
        present(list),
        list.map((doc) => sortKey(doc, part)),
      );
  }
};

const context = Context.init({
  expression: expressions as unknown as Record<`$${string}`, never>,
  accumulator: accumulate as unknown as Record<`$${string}`, never>,
  pipeline: stages as unknown as Record<`$${string}`, never>,
});

/** New documents hold nothing but the field and the partition; they are added to ours, which mingo sees only in plain. */
const densify: StageMaker = (argument) => {
  const given = needDoc('$densify', argument);
  const field = String(given.field);
  if (!isDoc(given.range)) throw failedToParse("BSON field '$densify.range' is missing but a required field");
  const plainRange = plain(given.range) as Doc;
  return (docs) => {
    const marked = docs.map((doc, at) => ({ ...(plain(doc) as Doc), __from: at }));
    try {
      const made = $densify(
        Lazy(marked),
        { ...given, field, range: plainRange } as unknown as Parameters<typeof $densify>[1],
        { context } as unknown as Parameters<typeof $densify>[2],
      );
      return (made.collect() as Doc[]).map((doc) => (typeof doc.__from === 'number' ? (docs[doc.__from] ?? doc) : doc));
    } catch (error) {
      throw new ServerError(5733401, error instanceof Error ? error.message : String(error));
    }
  };
};

function plain(value: unknown): unknown {
  if (isNumeric(value)) return toNumber(value);
  if (Array.isArray(value)) return value.map(plain);
  return isDoc(value) ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)])) : value;
}

export const filling: StageMakers = { $fill: fill, $densify: densify };
