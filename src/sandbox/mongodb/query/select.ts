/**
 * The documents of a collection that a query means: planned, matched, sorted, cut.
 */
import { badValue } from '../errors.ts';
import type { Scope } from '../expressions/types.ts';
import type { Collection } from '../storage/collection.ts';
import type { Stored } from '../storage/stored.ts';
import { type Doc, isDoc } from '../values/types.ts';
import { compileFilter, type Found } from './match.ts';
import { countUse, type Plan, planFor } from './plan.ts';
import { compileSort, sorted } from './sort.ts';

export interface Query {
  filter: unknown;
  sort?: unknown;
  hint?: unknown;
  skip?: number;
  /** 0 is none. */
  limit?: number;
  scope: Scope;
}

export interface Selected {
  key: string;
  stored: Stored;
  found: Found;
}

export interface Selection {
  items: Selected[];
  plan: Plan;
  examined: number;
}

/** A collection that is not there has no documents; the query is still read, so that its mistakes are told. */
export function select(collection: Collection | undefined, query: Query): Selection {
  if (query.filter !== undefined && !isDoc(query.filter)) throw badValue('Expected field filter to be of type object');
  const filter: Doc = query.filter ?? {};
  const test = compileFilter(filter, { scope: query.scope });
  const natural = isDoc(query.sort) && '$natural' in query.sort ? query.sort : undefined;
  const sort = isDoc(query.sort) && !natural ? compileSort(query.sort) : [];
  if (!collection) return { items: [], plan: { keys: () => [], stage: { stage: 'EOF' } }, examined: 0 };
  const plan = planFor(collection, filter, sort, natural ?? usableHint(query.hint));
  countUse(collection, plan);
  const { skip = 0, limit = 0 } = query;
  const most = sort.length === 0 && limit > 0 ? skip + limit : Number.POSITIVE_INFINITY;
  const everything = Object.keys(filter).length === 0;
  const items: Selected[] = [];
  let examined = 0;
  for (const key of plan.keys()) {
    if (items.length >= most) break;
    const stored = collection.get(key);
    if (!stored) continue;
    examined++;
    const found: Found = {};
    if (everything || test(stored.doc, found)) items.push({ key, stored, found });
  }
  const ordered = sort.length === 0 ? items : sorted(items, sort, ({ stored }) => stored.doc);
  return { items: skip > 0 || limit > 0 ? ordered.slice(skip, limit > 0 ? skip + limit : undefined) : ordered, plan, examined };
}

function usableHint(hint: unknown): unknown {
  return isDoc(hint) && Object.keys(hint).length === 0 ? undefined : hint;
}
