/** `createIndexes`, `listIndexes`, `dropIndexes` */
import { ServerError } from '../errors.ts';
import { type Collection, idIndex } from '../storage/collection.ts';
import { type IndexSpec, sameSpec } from '../storage/indexes.ts';
import { keyOf } from '../values/keys.ts';
import { docText } from '../values/text.ts';
import { type Doc, isDoc } from '../values/types.ts';
import { specOf } from './index-spec.ts';
import { type Call, type Commands, collectionName, namedCollection } from './types.ts';
import { whenFree } from './writing.ts';

export const indexCommands: Commands = {
  createIndexes: {
    needs: 'shape',
    async run(call) {
      const name = collectionName(call);
      const given = call.body.indexes;
      if (!Array.isArray(given) || given.length === 0) throw new ServerError(2, 'Must specify at least one index to create');
      const specs = given.map((one) => specOf(one as Doc));
      const existed = call.core.store.find(call.db, name) !== undefined;
      const collection = call.core.store.ensure(call.db, name);
      const before = collection.specs().length;
      await whenFree(() => build(call, collection, specs));
      const after = collection.specs().length;
      return {
        numIndexesBefore: before,
        numIndexesAfter: after,
        createdCollectionAutomatically: !existed,
        ...(after === before ? { note: 'all indexes already exist' } : {}),
        ok: 1,
      };
    },
  },
  listIndexes: {
    needs: 'read',
    run(call) {
      const collection = namedCollection(call);
      if (!collection) throw new ServerError(26, `ns does not exist: ${call.db}.${collectionName(call)}`);
      const namespace = `${call.db}.${collectionName(call)}`;
      return call.core.cursors.open(collection.specs(), (spec) => ({ ...spec }), {
        namespace,
        user: call.client.user?.name ?? '',
        now: call.core.clock.tick(),
        batchSize: undefined,
      });
    },
  },
  dropIndexes: {
    needs: 'shape',
    run(call) {
      const collection = namedCollection(call);
      if (!collection) throw new ServerError(26, `ns not found ${call.db}.${collectionName(call)}`);
      const count = collection.specs().length;
      const { index } = call.body;
      if (index === '*') {
        for (const name of [...collection.indexes.keys()]) call.core.store.dropIndex(collection, name);
        return { nIndexesWas: count, msg: 'non-_id indexes dropped for collection', ok: 1 };
      }
      const names = (Array.isArray(index) ? index : [index]).map((one: unknown) => nameToDrop(collection, one));
      for (const name of names) call.core.store.dropIndex(collection, name);
      return { nIndexesWas: count, ok: 1 };
    },
  },
};

function nameToDrop(collection: Collection, given: unknown): string {
  if (given === '_id_' || (isDoc(given) && keyOf(given) === keyOf({ _id: 1 }))) throw new ServerError(72, 'cannot drop _id index');
  const found = [...collection.indexes.values()].find(({ spec }) =>
    isDoc(given) ? keyOf(spec.key) === keyOf(given) : spec.name === given,
  );
  if (!found)
    throw new ServerError(
      27,
      isDoc(given) ? `can't find index with key: ${docText(given)}` : `index not found with name [${String(given)}]`,
    );
  return found.spec.name;
}

/** All or none: an index that cannot be built takes the others of the command with it. */
function build(call: Call, collection: Collection, specs: readonly IndexSpec[]): void {
  const made: string[] = [];
  try {
    for (const spec of specs) {
      if (exists(collection, spec)) continue;
      call.core.store.addIndex(collection, spec);
      made.push(spec.name);
    }
  } catch (error) {
    for (const name of made) call.core.store.dropIndex(collection, name);
    throw error;
  }
}

function exists(collection: Collection, spec: IndexSpec): boolean {
  if (keyOf(spec.key) === keyOf(idIndex.key)) return true;
  const byName = collection.indexes.get(spec.name)?.spec;
  const byKey = [...collection.indexes.values()]
    .map((index) => index.spec)
    .find(
      (one) =>
        keyOf(one.key) === keyOf(spec.key) && keyOf(one.partialFilterExpression ?? null) === keyOf(spec.partialFilterExpression ?? null),
    );
  if (byName && keyOf(byName.key) !== keyOf(spec.key))
    throw conflict(
      86,
      'An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation.',
      spec,
      byName,
    );
  if (byName && !sameSpec(byName, spec))
    throw conflict(
      86,
      'An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation.',
      spec,
      byName,
    );
  if (!byKey) return false;
  if (!sameSpec(byKey, spec))
    throw conflict(85, 'An equivalent index already exists with the same name but different options.', spec, byKey);
  if (byKey.name !== spec.name) throw new ServerError(85, `Index already exists with a different name: ${byKey.name}`);
  return true;
}

function conflict(code: number, message: string, asked: IndexSpec, existing: IndexSpec): ServerError {
  return new ServerError(code, `${message} Requested index: ${docText({ ...asked })}, existing index: ${docText({ ...existing })}`);
}
