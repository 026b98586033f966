/** Stages that bring documents together: `$group`, `$bucket`, `$bucketAuto`, `$sortByCount`. */
import { ServerError } from '../errors.ts';
import { accumulator, type Collecting } from '../expressions/accumulators.ts';
import { envOf, expression } from '../expressions/evaluate.ts';
import type { Compiled, Scope } from '../expressions/types.ts';
import { compare, rankOf } from '../values/compare.ts';
import { keyOf } from '../values/keys.ts';
import { isIntegral, toNumber } from '../values/numbers.ts';
import { type Doc, isDoc, put } from '../values/types.ts';
import type { Stage, StageMakers } from './types.ts';

interface Group {
  id: unknown;
  fields: Collecting[];
}

export const grouping: StageMakers = {
  $group: (argument, { scope }) => {
    if (!isDoc(argument)) throw new ServerError(15947, "a group's fields must be specified in an object");
    if (!('_id' in argument)) throw new ServerError(15955, 'a group specification must include an _id');
    const { _id: id, ...output } = argument;
    return grouped(expression(id), output, scope);
  },
  $sortByCount: (argument, { scope }) => {
    const group = grouped(expression(argument), { count: { $sum: 1 } }, scope);
    return (docs) => group(docs).sort((a, b) => compare(b.count, a.count));
  },
  $bucket: (argument, { scope }) => {
    const given = isDoc(argument) ? argument : {};
    const { groupBy, boundaries, default: otherwise, output = { count: { $sum: 1 } } } = given;
    if (groupBy === undefined || boundaries === undefined)
      throw new ServerError(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.");
    const edges = bucketEdges(boundaries);
    const by = expression(groupBy);
    const place: Compiled = (env) => {
      const value = by(env) ?? null;
      const at = edges.findLastIndex((edge) => compare(value, edge) >= 0);
      if (at >= 0 && at < edges.length - 1) return edges[at];
      if ('default' in given) return otherwise;
      throw new ServerError(40066, '$switch could not find a matching branch for an input, and no default was specified.');
    };
    const group = grouped(place, isDoc(output) ? output : {}, scope);
    return (docs) => group(docs).sort((a, b) => compare(a._id, b._id));
  },
  $bucketAuto: (argument, { scope }) => {
    const given = isDoc(argument) ? argument : {};
    const { groupBy, buckets, granularity, output = { count: { $sum: 1 } } } = given;
    if (groupBy === undefined || buckets === undefined)
      throw new ServerError(40246, "$bucketAuto requires 'groupBy' and 'buckets' to be specified.");
    if (!isIntegral(buckets) || toNumber(buckets) < 1)
      throw new ServerError(40243, "The $bucketAuto 'buckets' field must be greater than 0");
    if (granularity !== undefined)
      throw new ServerError(40261, "The $bucketAuto 'granularity' is not supported by k77's offline MongoDB server");
    return automatic(expression(groupBy), toNumber(buckets), isDoc(output) ? output : {}, scope);
  },
};

function grouped(by: Compiled, output: Doc, scope: Scope): Stage {
  const names = Object.keys(output);
  for (const name of names) {
    if (name.includes('.')) throw new ServerError(40235, `The field name '${name}' cannot contain '.'`);
    if (name.startsWith('$')) throw new ServerError(40236, `The field name '${name}' cannot be an operator name`);
  }
  const makers = names.map((name) => accumulator(name, output[name], expression));
  return (docs) => {
    const groups = new Map<string, Group>();
    for (const doc of docs) {
      const env = envOf(doc, scope);
      const id = by(env) ?? null;
      const key = keyOf(id);
      const group = groups.get(key) ?? { id, fields: makers.map((make) => make()) };
      groups.set(key, group);
      for (const field of group.fields) field.add(env);
    }
    return [...groups.values()].map((group) => result(group.id, names, group.fields));
  };
}

function result(id: unknown, names: readonly string[], fields: readonly Collecting[]): Doc {
  const out: Doc = { _id: id };
  for (const [at, name] of names.entries()) put(out, name, fields[at]?.result());
  return out;
}

function bucketEdges(boundaries: unknown): unknown[] {
  if (!Array.isArray(boundaries)) throw new ServerError(40200, "The $bucket 'boundaries' field must be an array");
  if (boundaries.length < 2)
    throw new ServerError(40192, "The $bucket 'boundaries' field must have at least 2 values, but found 1 value(s).");
  for (let i = 1; i < boundaries.length; i++) {
    if (rankOf(boundaries[i]) !== rankOf(boundaries[i - 1]))
      throw new ServerError(40193, "All values in the the 'boundaries' option to $bucket must have the same type.");
    if (compare(boundaries[i - 1], boundaries[i]) >= 0)
      throw new ServerError(40194, "The 'boundaries' option to $bucket must be sorted, but elements are not in ascending order");
  }
  return boundaries;
}

function automatic(by: Compiled, buckets: number, output: Doc, scope: Scope): Stage {
  const names = Object.keys(output);
  const makers = names.map((name) => accumulator(name, output[name], expression));
  return (docs) => {
    const list = docs.map((doc) => ({ doc, value: by(envOf(doc, scope)) ?? null })).sort((a, b) => compare(a.value, b.value));
    const size = Math.max(1, Math.round(list.length / buckets));
    const out: Doc[] = [];
    for (let from = 0; from < list.length; ) {
      let to = out.length === buckets - 1 ? list.length : Math.min(list.length, from + size);
      // Equal values never part.
      while (to < list.length && compare(list[to]?.value, list[to - 1]?.value) === 0) to++;
      const members = list.slice(from, to);
      const fields = makers.map((make) => make());
      for (const { doc } of members) for (const field of fields) field.add(envOf(doc, scope));
      const max = list[to]?.value ?? members.at(-1)?.value;
      out.push(result({ min: members[0]?.value, max }, names, fields));
      from = to;
    }
    return out;
  };
}
