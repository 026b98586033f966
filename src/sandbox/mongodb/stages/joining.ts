/** Stages that read other collections or run pipelines inside: `$lookup`, `$graphLookup`, `$unionWith`, `$facet`. */
import { failedToParse, ServerError } from '../errors.ts';
import { envOf, evaluate, expression } from '../expressions/evaluate.ts';
import { compileFilter } from '../query/match.ts';
import { keyOf } from '../values/keys.ts';
import { isIntegral, toNumber } from '../values/numbers.ts';
import { reach, valueAt } from '../values/paths.ts';
import { type Doc, isDoc, typeOf } from '../values/types.ts';
import { needDoc, needText, withField } from './shaping.ts';
import type { Inner, Setting, Stage, StageMakers } from './types.ts';

export function joining(inner: Inner): StageMakers {
  return {
    $lookup: (argument, setting) => lookup(argument, setting, inner),
    $graphLookup: (argument, setting) => graphLookup(argument, setting),
    $unionWith: (argument, setting) => {
      const given: Doc = typeof argument === 'string' ? { coll: argument } : needDoc('$unionWith', argument);
      const name = given.coll === undefined ? undefined : needText('$unionWith.coll', given.coll);
      const stages = inner(given.pipeline ?? [], setting, '$unionWith');
      return (docs) => [...docs, ...stages(name === undefined ? [] : setting.read(setting.db, name))];
    },
    $facet: (argument, setting) => {
      if (!isDoc(argument) || Object.keys(argument).length === 0)
        throw new ServerError(40169, 'the $facet specification must be a non-empty object');
      const facets = Object.entries(argument).map(([name, pipeline]) => {
        if (!Array.isArray(pipeline))
          throw new ServerError(40170, `arguments to $facet must be arrays, ${name} is type ${typeOf(pipeline)}`);
        const wrong = (pipeline as Doc[]).map((stage) => Object.keys(stage)[0] ?? '').find((stage) => notInFacet.has(stage));
        if (wrong) throw new ServerError(40600, `${wrong} is not allowed to be used within a $facet stage`);
        return [name, inner(pipeline, setting, '$facet')] as const;
      });
      return (docs) => [Object.fromEntries(facets.map(([name, stage]) => [name, stage(docs)]))];
    },
  };
}

const notInFacet = new Set(['$facet', '$out', '$merge', '$collStats', '$indexStats', '$geoNear', '$changeStream', '$documents']);
const lookupParts = ['from', 'as', 'localField', 'foreignField', 'let', 'pipeline'];

function lookup(argument: unknown, setting: Setting, inner: Inner): Stage {
  if (!isDoc(argument)) throw failedToParse(`the $lookup stage specification must be an object, but found ${typeOf(argument)}`);
  const unknown = Object.keys(argument).find((name) => !lookupParts.includes(name));
  if (unknown) throw failedToParse(`unknown argument to $lookup: ${unknown}`);
  const { from, as, localField: local, foreignField: foreign, pipeline } = argument;
  if (typeof as !== 'string') throw failedToParse("must specify 'as' field for a $lookup");
  const [db, collection] = isDoc(from)
    ? [needText('from.db', from.db), needText('from.coll', from.coll)]
    : [setting.db, from === undefined ? undefined : needText('from', from)];
  if (collection === undefined && pipeline === undefined) throw failedToParse("must specify 'pipeline' when 'from' is empty");
  if ((local === undefined) !== (foreign === undefined))
    throw failedToParse("$lookup requires both or neither of 'localField' and 'foreignField' to be specified");
  if (local === undefined && pipeline === undefined)
    throw failedToParse("$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified");
  const variables = Object.entries(isDoc(argument.let) ? argument.let : {}).map(([name, value]) => [name, expression(value)] as const);
  // Compiled once for its mistakes; again for each document, whose variables it reads.
  if (pipeline !== undefined) inner(pipeline, setting, '$lookup');
  const joins = typeof local === 'string' && typeof foreign === 'string' ? joiner(local, foreign) : undefined;
  return (docs) => {
    const all = collection === undefined ? [] : setting.read(db, collection);
    const join = joins?.(all);
    return docs.map((doc) => {
      let found = join ? join(doc) : all;
      if (pipeline !== undefined) {
        const env = envOf(doc, setting.scope);
        const seen = Object.fromEntries(variables.map(([name, value]) => [name, value(env)]));
        const scope = { ...setting.scope, variables: { ...setting.scope.variables, ...seen } };
        found = inner(pipeline, { ...setting, scope }, '$lookup')(found);
      }
      return withField(doc, as.split('.'), found);
    });
  };
}

/** Equality as a match has it: an array on either side stands for its elements, missing for null. */
function joiner(local: string, foreign: string): (all: readonly Doc[]) => (doc: Doc) => Doc[] {
  return (all) => {
    const byKey = new Map<string, Set<number>>();
    for (const [at, doc] of all.entries())
      for (const key of leafKeys(doc, foreign.split('.'))) {
        const places = byKey.get(key) ?? new Set();
        byKey.set(key, places.add(at));
      }
    return (doc) => {
      const value = valueAt(doc, local.split('.'));
      const wanted = Array.isArray(value) ? value : [value ?? null];
      const places = new Set(wanted.flatMap((one) => [...(byKey.get(keyOf(one)) ?? [])]));
      return [...places]
        .sort((a, b) => a - b)
        .map((at) => all[at])
        .filter((one) => one !== undefined);
    };
  };
}

function leafKeys(doc: Doc, parts: readonly string[]): Set<string> {
  const keys = new Set<string>();
  reach(doc, parts, (leaf) => {
    keys.add(keyOf(leaf ?? null));
    if (Array.isArray(leaf)) for (const element of leaf) keys.add(keyOf(element));
    return false;
  });
  return keys;
}

function graphLookup(argument: unknown, setting: Setting): Stage {
  const given = needDoc('$graphLookup', argument);
  const from = needText('from', given.from);
  const as = needText('as', given.as);
  const to = needText('connectToField', given.connectToField);
  const next = needText('connectFromField', given.connectFromField).split('.');
  const start = expression(given.startWith);
  const deepest = isIntegral(given.maxDepth) ? toNumber(given.maxDepth) : Number.POSITIVE_INFINITY;
  const only = compileFilter(given.restrictSearchWithMatch ?? {}, { scope: setting.scope });
  return (docs) => {
    const all = setting.read(setting.db, from).filter((doc) => only(doc, {}));
    const join = joiner('v', to)(all);
    return docs.map((doc) => {
      const found = new Map<Doc, bigint>();
      let front = [evaluate(start, doc, setting.scope)].flat();
      for (let depth = 0; depth <= deepest && front.length > 0; depth++) {
        const fresh = join({ v: front }).filter((one) => !found.has(one));
        for (const one of fresh) found.set(one, BigInt(depth));
        front = fresh.flatMap((one) => valueAt(one, next) as unknown).filter((value) => value !== undefined);
      }
      const reached = [...found].map(([one, depth]) =>
        typeof given.depthField === 'string' ? withField(one, given.depthField.split('.'), depth) : one,
      );
      return withField(doc, as.split('.'), reached);
    });
  };
}
