/** `aggregate` */
import { allows } from '../access/users.ts';
import { failedToParse, ServerError } from '../errors.ts';
import { evaluate, expression } from '../expressions/evaluate.ts';
import { select } from '../query/select.ts';
import { compilePipeline } from '../stages/pipeline.ts';
import type { Setting } from '../stages/types.ts';
import { writesTo } from '../stages/writing.ts';
import { Stored } from '../storage/stored.ts';
import { keyOf } from '../values/keys.ts';
import { isNumeric, toNumber } from '../values/numbers.ts';
import { type Doc, isDoc } from '../values/types.ts';
import { explained } from './explain.ts';
import { withId } from './insert.ts';
import { collectionStats } from './statistics.ts';
import { type Call, type Command, docField, refuseCollation, withLet } from './types.ts';
import { admit } from './writing.ts';

export const aggregate: Command = {
  needs: 'read',
  inTransaction: true,
  counts: 'command',
  run(call) {
    refuseCollation(call.body);
    const { pipeline } = call.body;
    if (!Array.isArray(pipeline)) throw new ServerError(14, "'pipeline' option must be specified as an array");
    if (call.body.explain === true) return explained(call, 'queryPlanner');
    const cursor = docField(call, 'cursor');
    if (!cursor) throw failedToParse("The 'cursor' option is required, except for aggregate with the explain argument");
    mayWrite(call, pipeline);
    const docs = run(call, pipeline as Doc[]);
    const batchSize = isNumeric(cursor.batchSize) ? toNumber(cursor.batchSize) : undefined;
    const namespace = `${call.db}.${name(call) ?? '$cmd.aggregate'}`;
    return call.core.cursors.open(docs, (doc) => doc, {
      namespace,
      user: call.client.user?.name ?? '',
      now: call.core.clock.tick(),
      batchSize,
    });
  },
};

function name(call: Call): string | undefined {
  const given = call.body.aggregate;
  if (isNumeric(given) && toNumber(given) === 1) return undefined;
  if (typeof given !== 'string' || given === '')
    throw new ServerError(73, "collection name has invalid type: 'aggregate' must be a string or 1");
  return given;
}

function mayWrite(call: Call, pipeline: readonly unknown[]): void {
  const to = writesTo(pipeline, call.db);
  if (!to) return;
  if (call.transaction) throw new ServerError(263, `${Object.keys(pipeline.at(-1) as Doc)[0]} cannot be used in a transaction`);
  if (call.client.user && !allows(call.client.user.roles, 'write', to.db))
    throw new ServerError(13, `not authorized on ${call.db} to execute command { aggregate }`);
}

function run(call: Call, pipeline: readonly Doc[]): Doc[] {
  const collection = name(call);
  const [first] = pipeline;
  const ownSource = first !== undefined && ['$documents', '$collStats', '$indexStats'].includes(Object.keys(first)[0] ?? '');
  if (collection === undefined && !ownSource)
    throw new ServerError(73, `{aggregate: 1} is not valid for '${Object.keys(first ?? { '': 0 })[0]}'; a collection is required.`);
  const stages = compilePipeline(pipeline, settingOf(call));
  if (ownSource) return stages([]);
  const source = collection === undefined ? undefined : call.space.find(call.db, collection);
  // A match in front may use an index; the stage itself then lets everything through.
  const filter = isDoc(first?.$match) ? first.$match : undefined;
  return stages(select(source, { filter, hint: call.body.hint, scope: settingOf(call).scope }).items.map(({ stored }) => stored.doc));
}

export function settingOf(call: Call): Setting {
  const scope = withLet(call, (value) => evaluate(expression(value), {}, call.scope));
  const about = name(call) ?? '';
  return {
    scope,
    db: call.db,
    read: (db, collection, filter) => {
      if (call.client.user && !allows(call.client.user.roles, 'read', db))
        throw new ServerError(13, `not authorized on ${db} to execute command { aggregate: "${collection}" }`);
      return select(call.space.find(db, collection), { filter: filter ?? {}, scope }).items.map(({ stored }) => stored.doc);
    },
    about: {
      name: about,
      stats: () => collectionStats(call, about),
      indexes: () => indexUse(call, about),
    },
    out: writes(call),
  };
}

function indexUse(call: Call, about: string): Doc[] {
  const collection = call.space.find(call.db, about);
  const since = new Date(call.core.startedAt);
  const host = call.core.hosts[0] ?? '';
  return (collection?.specs() ?? []).map((spec) => ({
    name: spec.name,
    key: spec.key,
    host,
    accesses: { ops: BigInt(collection?.indexes.get(spec.name)?.uses ?? 0), since },
    spec,
  }));
}

function writes(call: Call): Setting['out'] {
  return {
    replaceAll(db, collection, docs) {
      const old = call.space.find(db, collection);
      const made = docs.map((doc) => withId(call.core, doc));
      // All or nothing: what was there comes back when a new document is refused.
      const before = old?.all() ?? [];
      const target = call.space.ensure(db, collection);
      for (const key of target.keys()) target.guard(key);
      for (const key of [...target.keys()]) target.remove(key);
      try {
        for (const stored of made) {
          admit(call, target, stored);
          target.insert(stored);
        }
      } catch (error) {
        for (const key of [...target.keys()]) target.remove(key);
        for (const stored of before) target.insert(stored);
        throw error;
      }
    },
    find(db, collection, on, doc) {
      const target = call.space.find(db, collection);
      const covered =
        on.length === 1 && on[0] === '_id'
          ? true
          : [...(target?.indexes.values() ?? [])].some(
              ({ spec }) => spec.unique && keyOf(Object.keys(spec.key).sort()) === keyOf([...on].sort()),
            );
      if (!covered) throw new ServerError(51183, 'Cannot find index to verify that join fields will be unique');
      if (on.some((field) => doc[field] === undefined)) return undefined;
      return select(target, { filter: Object.fromEntries(on.map((field) => [field, { $eq: doc[field] }])), scope: call.scope }).items[0]
        ?.stored.doc;
    },
    insert(db, collection, doc) {
      const target = call.space.ensure(db, collection);
      const stored = withId(call.core, doc);
      admit(call, target, stored);
      target.insert(stored);
    },
    replace(db, collection, old, doc) {
      const target = call.space.ensure(db, collection);
      const stored = Stored.of(doc);
      admit(call, target, stored, target.get(keyOf(old._id)));
      target.replace(keyOf(old._id), stored);
    },
  };
}
