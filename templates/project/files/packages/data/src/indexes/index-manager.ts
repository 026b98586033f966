/** Compares the database's indexes with the list, and creates what is missing. */
import type { Db } from 'mongodb';
import { indexName, type WantedIndex, wantedIndexes } from './wanted-indexes.ts';

export interface IndexReport {
  /** `guilds.guild_id_1`. */
  present: readonly string[];
  missing: readonly string[];
  /** There under the name, but with another key, uniqueness, condition or expiry; a person decides. */
  changed: readonly string[];
  /** There, but not in the list; left alone. */
  extra: readonly string[];
  /** A unique index cannot be built: documents that are there twice, as many groups as were found (at most 10 are looked for). */
  blocked: readonly { index: string; duplicates: number }[];
}

interface PresentIndex {
  name?: string;
  key: Record<string, unknown>;
  unique?: boolean;
  partialFilterExpression?: unknown;
  expireAfterSeconds?: number;
}

export async function compareIndexes(db: Db, wanted: readonly WantedIndex[] = wantedIndexes): Promise<IndexReport> {
  const names = [...new Set(wanted.map(({ collection }) => collection))];
  const found = new Map(await Promise.all(names.map(async (name) => [name, await presentIndexes(db, name)] as const)));
  const full = (index: WantedIndex) => `${index.collection}.${indexName(index)}`;
  const there = (index: WantedIndex) => found.get(index.collection)?.find((one) => sameKey(one.key, index.key));
  const wantedNames = new Set(wanted.map(full));
  return {
    present: wanted.filter((index) => isSame(there(index), index)).map(full),
    missing: wanted.filter((index) => there(index) === undefined).map(full),
    changed: wanted.filter((index) => there(index) !== undefined && !isSame(there(index), index)).map(full),
    extra: [...found].flatMap(([name, list]) => list.map((one) => `${name}.${keyName(one.key)}`)).filter((name) => !wantedNames.has(name)),
    blocked: [],
  };
}

/** Idempotent. Looks for duplicates before it builds a unique index, because the server's own refusal names one pair only. */
export async function createIndexes(db: Db, wanted: readonly WantedIndex[] = wantedIndexes): Promise<IndexReport> {
  const before = await compareIndexes(db, wanted);
  const missing = wanted.filter((index) => before.missing.includes(`${index.collection}.${indexName(index)}`));
  const blocked: { index: string; duplicates: number }[] = [];
  for (const index of missing) {
    const duplicates = index.unique ? await countDuplicates(db, index) : 0;
    if (duplicates > 0) blocked.push({ index: `${index.collection}.${indexName(index)}`, duplicates });
    else await create(db, index);
  }
  return { ...(await compareIndexes(db, wanted)), blocked };
}

async function create(db: Db, { collection, key, unique, only, expires }: WantedIndex): Promise<void> {
  await db.collection(collection).createIndex(
    { ...key },
    {
      name: indexName({ key }),
      ...(unique ? { unique } : {}),
      ...(only ? { partialFilterExpression: only } : {}),
      ...(expires === undefined ? {} : { expireAfterSeconds: expires }),
    },
  );
}

async function countDuplicates(db: Db, { collection, key, only = {} }: WantedIndex): Promise<number> {
  const fields = Object.keys(key);
  const group = Object.fromEntries(fields.map((field, number) => [`f${number}`, `$${field}`]));
  const groups = await db
    .collection(collection)
    .aggregate([{ $match: { ...only } }, { $group: { _id: group, count: { $sum: 1 } } }, { $match: { count: { $gt: 1 } } }, { $limit: 10 }])
    .toArray();
  return groups.length;
}

/** A collection that is not there has no indexes. */
async function presentIndexes(db: Db, collection: string): Promise<readonly PresentIndex[]> {
  try {
    const list = (await db.collection(collection).indexes()) as PresentIndex[];
    return list.filter(({ key }) => keyName(key) !== '_id_1');
  } catch (error) {
    if (isNamespaceMissing(error)) return [];
    throw error;
  }
}

function isNamespaceMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 26;
}

function isSame(found: PresentIndex | undefined, { unique, only, expires }: WantedIndex): boolean {
  if (found === undefined) return false;
  const conditions = JSON.stringify(found.partialFilterExpression ?? null) === JSON.stringify(only ?? null);
  const lifetime = found.expireAfterSeconds === undefined ? undefined : Number(found.expireAfterSeconds);
  return (found.unique ?? false) === (unique ?? false) && conditions && lifetime === expires;
}

function sameKey(found: Record<string, unknown>, wanted: WantedIndex['key']): boolean {
  return keyName(found) === keyName(wanted);
}

function keyName(key: Readonly<Record<string, unknown>>): string {
  return Object.entries(key)
    .map(([field, direction]) => `${field}_${String(direction)}`)
    .join('_');
}
