/** `create`, `drop`, `listCollections`, `collMod`, `renameCollection` */
import { Binary } from 'bson';
import { notHere, ServerError } from '../errors.ts';
import { compileFilter } from '../query/match.ts';
import { type Collection, type CollectionOptions, idIndex } from '../storage/collection.ts';
import { equal } from '../values/compare.ts';
import { isNumeric } from '../values/numbers.ts';
import type { Doc } from '../values/types.ts';
import { type Call, type Commands, collectionName, docField, namedCollection, refuseCollation, wholeNumber } from './types.ts';

/** Kinds of collections that the real server has and this one has not. */
const otherKinds = ['timeseries', 'viewOn', 'clusteredIndex', 'changeStreamPreAndPostImages', 'encryptedFields'];

export const collections: Commands = {
  create: {
    needs: 'shape',
    inTransaction: true,
    run(call) {
      const name = collectionName(call);
      if (call.body.capped === true) throw notHere('a capped collection');
      for (const kind of otherKinds) if (call.body[kind] !== undefined) throw notHere(`create with ${kind}`);
      refuseCollation(call.body);
      const options = validation(call);
      const there = call.core.store.find(call.db, name);
      if (there && !equal(there.options, options))
        throw new ServerError(
          48,
          `namespace ${call.db}.${name} already exists, but with different options: ${JSON.stringify(there.options)}`,
        );
      if (!there) call.core.store.create(call.db, name, options);
      return { ok: 1 };
    },
  },
  drop: {
    needs: 'shape',
    run(call) {
      const collection = namedCollection(call);
      if (!collection) return { ok: 1 };
      const count = collection.specs().length;
      call.core.store.drop(collection);
      return { nIndexesWas: count, ns: collection.namespace, ok: 1 };
    },
  },
  listCollections: {
    needs: 'read',
    run(call) {
      const test = compileFilter(docField(call, 'filter') ?? {}, { scope: call.scope });
      const all = call.core.store
        .collections(call.db)
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(described)
        .filter((one) => test(one, {}));
      const shown = call.body.nameOnly === true ? all.map(({ name, type }) => ({ name, type })) : all;
      const cursor = docField(call, 'cursor');
      const batchSize = cursor ? wholeNumber({ ...call, body: cursor }, 'batchSize') : undefined;
      return call.core.cursors.open(shown, (one) => one, {
        namespace: `${call.db}.$cmd.listCollections`,
        user: call.client.user?.name ?? '',
        now: call.core.clock.tick(),
        batchSize,
      });
    },
  },
  collMod: {
    needs: 'administer',
    run(call) {
      const collection = namedCollection(call);
      if (!collection) throw new ServerError(26, `ns does not exist: ${call.db}.${collectionName(call)}`);
      const index = docField(call, 'index');
      if (index) return modifyIndex(call, collection, index);
      call.core.store.setOptions(collection, { ...collection.options, ...validation(call) });
      return { ok: 1 };
    },
  },
  renameCollection: {
    needs: 'administer',
    admin: true,
    run(call) {
      const [from, to] = [split(call.body.renameCollection), split(call.body.to)];
      const source = call.core.store.find(...from);
      const target = call.core.store.find(...to);
      if (!source) throw new ServerError(26, `Source collection ${from.join('.')} does not exist`);
      if (target && call.body.dropTarget !== true) throw new ServerError(48, 'target namespace exists');
      if (target) call.core.store.drop(target);
      const made = call.core.store.create(to[0], to[1], source.options);
      for (const { spec } of source.indexes.values()) call.core.store.addIndex(made, spec);
      for (const [key, stored] of source.entries()) made.put(key, stored);
      call.core.store.drop(source);
      return { ok: 1 };
    },
  },
};

function split(namespace: unknown): [string, string] {
  const text = String(namespace);
  const dot = text.indexOf('.');
  if (dot < 1) throw new ServerError(73, `Invalid namespace specified '${text}'`);
  return [text.slice(0, dot), text.slice(dot + 1)];
}

function validation(call: Call): CollectionOptions {
  const { validationLevel, validationAction } = call.body;
  const validator = docField(call, 'validator');
  if (validator) compileFilter(validator, { scope: call.scope });
  if (validationLevel !== undefined && !['off', 'strict', 'moderate'].includes(String(validationLevel)))
    throw new ServerError(2, `Enumeration value '${String(validationLevel)}' for field 'validationLevel' is not a valid value.`);
  if (validationAction !== undefined && !['error', 'warn'].includes(String(validationAction)))
    throw new ServerError(2, `Enumeration value '${String(validationAction)}' for field 'validationAction' is not a valid value.`);
  return {
    ...(validator ? { validator } : {}),
    ...(validationLevel === undefined ? {} : { validationLevel: String(validationLevel) }),
    ...(validationAction === undefined ? {} : { validationAction: String(validationAction) }),
  };
}

function modifyIndex(call: Call, collection: Collection, given: Doc): Doc {
  const index = [...collection.indexes.values()].find(({ spec }) =>
    given.name === undefined ? equal(spec.key, given.keyPattern) : spec.name === given.name,
  );
  if (!index)
    throw new ServerError(27, `cannot find index ${String(given.name ?? JSON.stringify(given.keyPattern))} for ns ${collection.namespace}`);
  const { spec } = index;
  const next = { ...spec };
  const reply: Doc = {};
  if (isNumeric(given.expireAfterSeconds)) {
    Object.assign(reply, {
      ...(spec.expireAfterSeconds === undefined ? {} : { expireAfterSeconds_old: spec.expireAfterSeconds }),
      expireAfterSeconds_new: given.expireAfterSeconds,
    });
    next.expireAfterSeconds = given.expireAfterSeconds;
  }
  if (typeof given.hidden === 'boolean') {
    Object.assign(reply, { hidden_old: spec.hidden === true, hidden_new: given.hidden });
    next.hidden = given.hidden;
  }
  call.core.store.dropIndex(collection, spec.name);
  call.core.store.addIndex(collection, next);
  return { ...reply, ok: 1 };
}

function described(collection: Collection): Doc {
  const info = { readOnly: false, uuid: new Binary(collection.uuid, 4) };
  return { name: collection.name, type: 'collection', options: { ...collection.options }, info, idIndex: { ...idIndex } };
}
