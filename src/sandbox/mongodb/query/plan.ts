/**
 * How a query finds its documents: by `_id`, by an index whose leading field it names, or by looking at all of them. What an index proposes is
 * still asked the whole filter.
 */
import { BSONRegExp } from 'bson';
import { badValue } from '../errors.ts';
import type { Collection } from '../storage/collection.ts';
import type { Index } from '../storage/indexes.ts';
import { compare, equal } from '../values/compare.ts';
import { keyOf } from '../values/keys.ts';
import { isNumeric, toNumber } from '../values/numbers.ts';
import { type Doc, isDoc } from '../values/types.ts';
import { isOperators } from './match.ts';
import { operatorTest } from './operators.ts';
import type { SortPart } from './sort.ts';

export interface Plan {
  /** Keys of documents that may match, in the order in which they are looked at. */
  keys(): Iterable<string>;
  /** As `explain` shows it. */
  stage: Doc;
}

/** @throws ServerError 2 for a hint that names no index */
export function planFor(collection: Collection, filter: Doc, sort: readonly SortPart[], hint: unknown): Plan {
  if (hint !== undefined) return hinted(collection, hint, filter);
  const conditions = conditionsOf(filter);
  const byId = idPlan(conditions, filter);
  if (byId) return byId;
  const usable = [...collection.indexes.values()].filter((index) => mayServe(index, filter, conditions));
  return bestOf(usable.map((index) => serve(index, conditions))) ?? sortPlan(usable, sort) ?? scan(collection, filter);
}

function scan(collection: Collection, filter: Doc, direction: 1 | -1 = 1): Plan {
  const keys = direction === 1 ? () => collection.keys() : () => [...collection.keys()].reverse();
  return {
    keys,
    stage: {
      stage: 'COLLSCAN',
      ...(Object.keys(filter).length > 0 ? { filter } : {}),
      direction: direction === 1 ? 'forward' : 'backward',
    },
  };
}

/** What a filter asks of each field, as far as an index can answer it. */
type Conditions = ReadonlyMap<string, Condition>;
type Condition = { kind: 'equal'; values: unknown[] } | { kind: 'range'; test: (value: unknown) => boolean };

function conditionsOf(filter: Doc): Conditions {
  const out = new Map<string, Condition>();
  for (const [field, wanted] of Object.entries(filter)) {
    if (field === '$and' && Array.isArray(wanted))
      for (const clause of wanted)
        if (isDoc(clause)) for (const [inner, condition] of conditionsOf(clause)) stronger(out, inner, condition);
    const condition = field.startsWith('$') ? undefined : conditionOf(wanted);
    if (condition) stronger(out, field, condition);
  }
  return out;
}

function stronger(conditions: Map<string, Condition>, field: string, condition: Condition): void {
  if (conditions.get(field)?.kind !== 'equal') conditions.set(field, condition);
}

function conditionOf(wanted: unknown): Condition | undefined {
  if (!isOperators(wanted))
    return Array.isArray(wanted) || wanted instanceof BSONRegExp || wanted === undefined ? undefined : { kind: 'equal', values: [wanted] };
  if (wanted.$eq !== undefined && !Array.isArray(wanted.$eq)) return { kind: 'equal', values: [wanted.$eq] };
  if (Array.isArray(wanted.$in) && !wanted.$in.some((one) => Array.isArray(one) || one instanceof BSONRegExp))
    return { kind: 'equal', values: wanted.$in };
  const range = ['$gt', '$gte', '$lt', '$lte'].find((name) => wanted[name] !== undefined);
  if (range === undefined || Array.isArray(wanted[range])) return undefined;
  const tests = Object.entries(wanted).filter(([name]) => ['$gt', '$gte', '$lt', '$lte'].includes(name));
  const [test] = tests.map(([name, argument]) => operatorTest(name, argument, {}));
  return test && { kind: 'range', test: (value) => test.test(value) };
}

function idPlan(conditions: Conditions, filter: Doc): Plan | undefined {
  const condition = conditions.get('_id');
  if (condition?.kind !== 'equal') return undefined;
  const keys = [...new Set([...condition.values].sort(compare).map(keyOf))];
  const only = Object.keys(filter).length === 1 && keys.length === 1;
  return {
    keys: () => keys,
    stage: only
      ? { stage: 'IDHACK' }
      : {
          stage: 'FETCH',
          filter,
          inputStage: { stage: 'IXSCAN', keyPattern: { _id: 1 }, indexName: '_id_', isMultiKey: false, direction: 'forward' },
        },
  };
}

/** A sparse or partial index serves only what it is sure to hold. */
function mayServe(index: Index, filter: Doc, conditions: Conditions): boolean {
  const { hidden, sparse, partialFilterExpression: partial } = index.spec;
  if (hidden) return false;
  if (partial && !Object.entries(partial).every(([field, wanted]) => isWithin(filter[field], conditions.get(field), wanted))) return false;
  if (!sparse) return true;
  const leading = conditions.get(index.fields[0] ?? '');
  return leading?.kind === 'equal' ? !leading.values.some((value) => value === null) : leading?.kind === 'range' && !leading.test(null);
}

const comparing = ['$gt', '$gte', '$lt', '$lte'];

/**
 * Whether whatever the query means by a field is in the part that an index holds. As MongoDB proves it: by comparing values and by `$exists: true`, and never by
 * `$type`, which a query has to repeat.
 */
function isWithin(asked: unknown, condition: Condition | undefined, wanted: unknown): boolean {
  if (equal(asked, wanted)) return true;
  if (condition?.kind === 'range') return isOperators(wanted) && isDoc(asked) && rangeIsWithin(asked, wanted);
  if (condition?.kind !== 'equal') return false;
  const { values } = condition;
  if (!isOperators(wanted)) return values.every((value) => equal(value, wanted));
  return Object.entries(wanted).every(([name, argument]) => {
    if (name === '$exists') return argument === true && values.every((value) => value !== null);
    return comparing.includes(name) && values.every((value) => operatorTest(name, argument, {}).test(value));
  });
}

/** Of ranges only what a lower bound shows, and that something compared is there. */
function rangeIsWithin(asked: Doc, wanted: Doc): boolean {
  return Object.entries(wanted).every(([name, argument]) => {
    if (name === '$exists') return argument === true;
    if (name !== '$gt' && name !== '$gte') return false;
    const least = asked.$gt ?? asked.$gte;
    if (least === undefined) return false;
    if (operatorTest(name, argument, {}).test(least)) return true;
    return asked.$gt !== undefined && operatorTest('$gte', argument, {}).test(least);
  });
}

interface Served extends Plan {
  worth: number;
}

function serve(index: Index, conditions: Conditions): Served | undefined {
  const fields = index.fields.map((field) => conditions.get(field));
  const [leading] = fields;
  if (!leading) return undefined;
  const stage = indexStage(index);
  const singles = fields.map((one) => (one?.kind === 'equal' && one.values.length === 1 ? one.values : undefined));
  if (singles.every((one) => one !== undefined)) return { keys: () => index.exactly(singles.flat()), stage, worth: 100 + fields.length };
  const depth = fields.indexOf(undefined);
  const worth = (depth < 0 ? fields.length : depth) + (leading.kind === 'equal' ? 50 : 0);
  if (leading.kind === 'range') return { keys: () => index.inOrder(1, leading.test), stage, worth };
  const values = [...leading.values].sort(compare);
  return { keys: () => new Set(values.flatMap((value) => [...index.equal(value)])), stage, worth };
}

function bestOf(plans: readonly (Served | undefined)[]): Plan | undefined {
  return plans.filter((plan) => plan !== undefined).sort((a, b) => b.worth - a.worth)[0];
}

function sortPlan(indexes: readonly Index[], sort: readonly SortPart[]): Plan | undefined {
  const [first] = sort;
  const index = first && indexes.find((one) => one.complete && one.fields[0] === first.path && !one.multiKey);
  if (!index) return undefined;
  const forward = toNumber(index.spec.key[first.path] as number) === first.direction;
  return { keys: () => index.inOrder(first.direction), stage: indexStage(index, forward ? 'forward' : 'backward') };
}

function indexStage(index: Index, direction = 'forward'): Doc {
  const { key, name, unique, sparse, partialFilterExpression } = index.spec;
  const scanned = {
    stage: 'IXSCAN',
    keyPattern: key,
    indexName: name,
    isMultiKey: index.multiKey,
    isUnique: unique === true,
    isSparse: sparse === true,
    isPartial: partialFilterExpression !== undefined,
    direction,
  };
  return { stage: 'FETCH', inputStage: scanned };
}

function hinted(collection: Collection, hint: unknown, filter: Doc): Plan {
  if (isDoc(hint) && '$natural' in hint) return scan(collection, filter, isNumeric(hint.$natural) && toNumber(hint.$natural) < 0 ? -1 : 1);
  if (hint === '_id_' || (isDoc(hint) && equal(hint, { _id: 1 })))
    return {
      keys: () => [...collection.all()].sort((a, b) => compare(a.id, b.id)).map(({ id }) => keyOf(id)),
      stage: {
        stage: 'FETCH',
        filter,
        inputStage: { stage: 'IXSCAN', keyPattern: { _id: 1 }, indexName: '_id_', isMultiKey: false, direction: 'forward' },
      },
    };
  const index = [...collection.indexes.values()].find(({ spec }) =>
    typeof hint === 'string' ? spec.name === hint : equal(spec.key, hint),
  );
  if (!index)
    throw badValue('error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index');
  return serve(index, conditionsOf(filter)) ?? { keys: () => new Set(index.inOrder(1)), stage: indexStage(index) };
}

/** Marks that an index was used, for `$indexStats`. */
export function countUse(collection: Collection, plan: Plan): void {
  const input = plan.stage.inputStage;
  const index = isDoc(input) ? collection.indexes.get(String(input.indexName)) : undefined;
  if (index) index.uses++;
}
