/** `collStats`, `dbStats`, `validate`, and `$collStats` */
import type { Collection } from '../storage/collection.ts';
import { namespaceMissing } from '../storage/collection.ts';
import type { Doc } from '../values/types.ts';
import { type Call, type Commands, collectionName, namedCollection } from './types.ts';

/** An estimate: the index itself is not made of bytes here. */
function indexBytes(collection: Collection): Record<string, number> {
  return Object.fromEntries(collection.specs().map(({ name }) => [name, 4096 + collection.count * 16]));
}

function storage(collection: Collection | undefined): Doc {
  const sizes = collection ? indexBytes(collection) : {};
  const count = collection?.count ?? 0;
  const size = collection?.bytes ?? 0;
  const totalIndexSize = Object.values(sizes).reduce((sum, bytes) => sum + bytes, 0);
  return {
    size,
    count,
    ...(count > 0 ? { avgObjSize: Math.trunc(size / count) } : {}),
    storageSize: size + 4096,
    freeStorageSize: 0,
    capped: false,
    nindexes: Object.keys(sizes).length,
    indexBuilds: [],
    totalIndexSize,
    totalSize: size + 4096 + totalIndexSize,
    indexSizes: sizes,
    scaleFactor: 1,
  };
}

export function collectionStats(call: Call, name: string): Doc {
  const ns = `${call.db}.${name}`;
  const collection = call.space.find(call.db, name);
  return {
    ns,
    host: call.core.hosts[0] ?? '',
    localTime: call.core.clock.now(),
    storageStats: storage(collection),
    count: collection?.count ?? 0,
  };
}

export const statistics: Commands = {
  collStats: {
    needs: 'read',
    run: (call) => ({ ns: `${call.db}.${collectionName(call)}`, ...storage(namedCollection(call)), ok: 1 }),
  },
  dbStats: {
    needs: 'read',
    run(call) {
      const all = call.core.store.collections(call.db);
      const sum = (of: (collection: Collection) => number): number => all.reduce((total, collection) => total + of(collection), 0);
      const [objects, dataSize, indexes] = [sum(({ count }) => count), sum(({ bytes }) => bytes), sum((one) => one.specs().length)];
      const indexSize = sum((one) => Object.values(indexBytes(one)).reduce((total, bytes) => total + bytes, 0));
      const storageSize = dataSize + all.length * 4096;
      const fsTotalSize = call.core.limits.storageBytes ?? 512 * 1024 * 1024;
      return {
        db: call.db,
        collections: all.length,
        views: 0,
        objects,
        avgObjSize: objects > 0 ? dataSize / objects : 0,
        dataSize,
        storageSize,
        indexes,
        indexSize,
        totalSize: storageSize + indexSize,
        scaleFactor: 1,
        fsUsedSize: call.core.store.bytes(),
        fsTotalSize,
        ok: 1,
      };
    },
  },
  validate: {
    needs: 'administer',
    run(call) {
      const collection = namedCollection(call);
      if (!collection) throw namespaceMissing(`${call.db}.${collectionName(call)}`);
      const keysPerIndex = Object.fromEntries(collection.specs().map(({ name }) => [name, collection.count]));
      return {
        ns: collection.namespace,
        nInvalidDocuments: 0,
        nNonCompliantDocuments: 0,
        nrecords: collection.count,
        nIndexes: collection.specs().length,
        keysPerIndex,
        valid: true,
        repaired: false,
        warnings: [],
        errors: [],
        ok: 1,
      };
    },
  },
};
