/** Documents in MongoDB. */
import { type Collection, type Db, type Filter as MongoFilter, MongoServerError, type UpdateFilter } from 'mongodb';
import { type Document, type Documents, Duplicate, type Filter, type Store, type Update } from './documents.ts';

type Raw = Record<string, unknown>;
const duplicateKey = 11_000;

export function mongoStore(db: Db): Store {
  return { collection: (name) => documents(db.collection<Raw>(name)) };
}

function documents(collection: Collection<Raw>): Documents {
  return {
    get: async (filter) => (await collection.findOne(raw(filter))) ?? undefined,
    list: (filter, { sort = {}, limit = 0 } = {}) => collection.find(raw(filter)).sort(sort).limit(limit).toArray(),
    count: (filter) => collection.countDocuments(raw(filter)),
    insert: (document) => refusing(async () => void (await collection.insertOne({ ...document }))),
    change: (filter, update, options) => changeOne(collection, filter, update, options?.upsert ?? false),
    changeAll: async (filter, update) => (await collection.updateMany(raw(filter), rawUpdate(update))).matchedCount,
    remove: async (filter) => (await collection.deleteMany(raw(filter))).deletedCount,
  };
}

/** Two processes that make the same document at once: the slower one finds it made and changes it. */
async function changeOne(collection: Collection<Raw>, filter: Filter, update: Update, upsert: boolean): Promise<Document | undefined> {
  const change = () => collection.findOneAndUpdate(raw(filter), rawUpdate(update), { upsert, returnDocument: 'after' });
  try {
    return (await refusing(change)) ?? undefined;
  } catch (error) {
    if (!upsert || !(error instanceof Duplicate)) throw error;
    return (await refusing(change)) ?? undefined;
  }
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof MongoServerError && error.code === duplicateKey ? new Duplicate('a unique index refuses the document') : error;
  }
}

function raw(filter: Filter): MongoFilter<Raw> {
  return filter as MongoFilter<Raw>;
}

function rawUpdate(update: Update): UpdateFilter<Raw> {
  return update as UpdateFilter<Raw>;
}
