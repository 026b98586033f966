/** `listDatabases`, `dropDatabase` */
import { readable } from '../access/users.ts';
import { compileFilter } from '../query/match.ts';
import { type Commands, docField } from './types.ts';

export const databases: Commands = {
  listDatabases: {
    needs: 'anybody',
    admin: true,
    run(call) {
      const { store, users } = call.core;
      const mine = users.open ? undefined : readable(call.client.user?.roles ?? []);
      const test = compileFilter(docField(call, 'filter') ?? {}, { scope: call.scope });
      const found = store
        .databases()
        .filter((name) => mine?.has(name) ?? true)
        .map((name) => {
          const bytes = store.collections(name).reduce((sum, collection) => sum + collection.bytes + 4096, 0);
          return { name, sizeOnDisk: BigInt(bytes), empty: false };
        })
        .filter((one) => test(one, {}));
      if (call.body.nameOnly === true) return { databases: found.map(({ name }) => ({ name })), ok: 1 };
      const total = found.reduce((sum, { sizeOnDisk }) => sum + sizeOnDisk, 0n);
      return { databases: found, totalSize: total, totalSizeMb: total / 1048576n, ok: 1 };
    },
  },
  dropDatabase: {
    needs: 'administer',
    run(call) {
      const all = call.core.store.collections(call.db);
      for (const collection of all) call.core.store.drop(collection);
      return all.length > 0 ? { dropped: call.db, ok: 1 } : { ok: 1 };
    },
  },
};
