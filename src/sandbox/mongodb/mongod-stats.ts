/** What a `mongod` holds and has done, in the words of our own server's `Stats`. */
import type { MongoClient } from 'mongodb';
import { databasesOf } from './mongod-snapshot.ts';
import type { Stats } from './server.ts';

interface Sizes {
  bytes: number;
  collections: number;
  documents: number;
}

async function sizes(owner: MongoClient): Promise<Sizes> {
  const sum: Sizes = { bytes: 0, collections: 0, documents: 0 };
  for (const name of await databasesOf(owner)) {
    const { dataSize, indexSize, collections, objects } = await owner.db(name).command({ dbStats: 1 });
    sum.bytes += Number(dataSize) + Number(indexSize);
    sum.collections += Number(collections);
    sum.documents += Number(objects);
  }
  return sum;
}

/** Of documents and indexes, what a quota counts. */
export async function bytesOf(owner: MongoClient): Promise<number> {
  return (await sizes(owner)).bytes;
}

/** Without connections: the door counts them. */
export async function statsOf(owner: MongoClient): Promise<Omit<Stats, 'connections'>> {
  const { opcounters } = await owner.db('admin').command({ serverStatus: 1 });
  const count = (name: string): number => Number(opcounters?.[name] ?? 0);
  return {
    ...(await sizes(owner)),
    operations: {
      insert: count('insert'),
      query: count('query'),
      update: count('update'),
      delete: count('delete'),
      getmore: count('getmore'),
      command: count('command'),
    },
  };
}
