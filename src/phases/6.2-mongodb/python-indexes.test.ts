import { join } from 'node:path';
import { expect, test } from 'vitest';
import { wantedIndexes } from './index-list.ts';

/** How pymongo's create_index takes the same index. */
const forPython = wantedIndexes.map(({ collection, key, unique, only, expires }) => ({
  collection,
  keys: Object.entries(key),
  options: {
    ...(unique ? { unique } : {}),
    ...(only ? { partialFilterExpression: only } : {}),
    ...(expires === undefined ? {} : { expireAfterSeconds: expires }),
  },
}));

test('the list for Python repositories is the list of phase 6.2', async () => {
  const path = join(import.meta.dirname, '../../../templates/python/files/k77_indexes.json');
  await expect(`${JSON.stringify(forPython, null, 2)}\n`).toMatchFileSnapshot(path);
});
