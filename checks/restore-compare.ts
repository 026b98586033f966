/**
 * Whether a restored backup holds what the database holds. The database has gone on since: what is younger than the backup is no loss, and a document that differs may
 * have changed. What was there before and is in no backup is a loss.
 */
import { testCollection } from '../src/phases/6.2-mongodb/index-list.ts';
import { type Doc, type IndexSeen, idOf, idText, type MongoDb } from '../src/vendors/mongodb.ts';

export interface Compared {
  wrong: readonly string[];
  collections: number;
  documents: number;
  indexes: number;
  /** Documents that were compared byte by byte, and how many of them are the same. */
  compared: number;
  same: number;
}

/** By chance, besides the first ten. */
const sampleSize = 20;
/** Clocks differ, and a snapshot takes its time. */
const marginMs = 60_000;
/** Fields in which documents of the services say since when they exist. */
const bornIn = ['created_at', 'received_at', 'at', 'timestamp', 'joined_at'] as const;

/** @param at when the backup was begun */
export async function compareBackup(source: MongoDb, copy: MongoDb, at: Date): Promise<Compared> {
  const before = new Date(at.getTime() - marginMs);
  const [live, kept] = await Promise.all([source.collections(), copy.collections()]);
  const names = [...new Set([...live, ...kept])].filter((name) => name !== testCollection).sort();
  const seen: Counted[] = [];
  for (const name of names)
    seen.push(await compareCollection(source, copy, name, before, { live: live.includes(name), kept: kept.includes(name) }));
  const sum = (of: (one: Counted) => number): number => seen.reduce((total, one) => total + of(one), 0);
  return {
    wrong: seen.flatMap(({ wrong }) => wrong),
    collections: kept.length,
    documents: sum(({ documents }) => documents),
    indexes: sum(({ indexes }) => indexes),
    compared: sum(({ compared }) => compared),
    same: sum(({ same }) => same),
  };
}

interface Counted {
  wrong: readonly string[];
  documents: number;
  indexes: number;
  compared: number;
  same: number;
}

async function compareCollection(
  source: MongoDb,
  copy: MongoDb,
  name: string,
  before: Date,
  there: { live: boolean; kept: boolean },
): Promise<Counted> {
  const wanted = there.live ? await source.indexes(name) : [];
  // Documents that end by themselves may have ended in one of the two already.
  const ending = wanted.some(({ expireAfterSeconds }) => expireAfterSeconds !== undefined);
  const older = there.live && !ending ? await olderThan(source, name, before) : 0;
  if (!there.kept) return { ...nothing, wrong: older > 0 ? [`${name} is not in the backup; ${older} of its documents are older`] : [] };
  const documents = await copy.count(name, {});
  const indexes = await copy.indexes(name);
  if (!there.live) return { ...nothing, documents, indexes: indexes.length };
  const lacking = wanted.filter((one) => !indexes.some((other) => sameIndex(one, other)));
  const sample = await sampled(source, copy, name, before);
  return {
    documents,
    indexes: indexes.length,
    compared: sample.inBoth,
    same: sample.same,
    wrong: [
      ...(documents < older ? [`${name} has ${documents} documents in the backup, ${older} in the database are older than it`] : []),
      ...(sample.lost > 0 && !ending
        ? [`${sample.lost} of ${sample.looked} documents of ${name} that are older than the backup are not in it`]
        : []),
      ...(sample.inBoth >= 5 && sample.same === 0 ? [`none of ${sample.inBoth} documents of ${name} is as it is in the database`] : []),
      ...(lacking.length > 0 ? [`${name} has no index ${lacking.map((one) => one.name).join(', ')} in the backup`] : []),
    ],
  };
}

const nothing: Counted = { wrong: [], documents: 0, indexes: 0, compared: 0, same: 0 };

/** Documents that say they are older, by their `_id` or by their fields: at least so many have to be in the backup. */
async function olderThan(source: MongoDb, name: string, before: Date): Promise<number> {
  const seconds = Math.floor(before.getTime() / 1000);
  const first = idOf(`{"id":{"$oid":"${seconds.toString(16).padStart(8, '0')}0000000000000000"}}`);
  const filters: Doc[] = [{ _id: { $lt: first } }, ...bornIn.map((field) => ({ [field]: { $lt: before } }))];
  return Math.max(...(await Promise.all(filters.map((filter) => source.count(name, filter)))));
}

function sameIndex(one: IndexSeen, other: IndexSeen): boolean {
  const said = ({ key, unique, sparse, partialFilterExpression, expireAfterSeconds }: IndexSeen): string =>
    JSON.stringify([key, unique === true, sparse === true, partialFilterExpression ?? null, expireAfterSeconds ?? null]);
  return said(one) === said(other);
}

interface Sample {
  looked: number;
  lost: number;
  inBoth: number;
  same: number;
}

async function sampled(source: MongoDb, copy: MongoDb, name: string, before: Date): Promise<Sample> {
  const ids = await source.sample(name, sampleSize);
  if (ids.length === 0) return { looked: 0, lost: 0, inBoth: 0, same: 0 };
  const [right, kept, documents] = await Promise.all([
    source.hashes(name, ids),
    copy.hashes(name, ids),
    source.find(name, { _id: { $in: ids } }, ids.length),
  ]);
  const old = documents.filter((document) => isOlder(document, before));
  const both = [...right].filter(([id]) => kept.has(id));
  return {
    looked: old.length,
    lost: old.filter(({ _id }) => !kept.has(idText(_id))).length,
    inBoth: both.length,
    same: both.filter(([id, hash]) => kept.get(id) === hash).length,
  };
}

function isOlder(document: Doc, before: Date): boolean {
  const id = document._id as { getTimestamp?(): Date } | string | number | null;
  const born = [
    typeof id === 'object' && id !== null ? id.getTimestamp?.() : undefined,
    ...bornIn.map((field) => document[field] as unknown),
  ].filter((one): one is Date => one instanceof Date);
  return born.length > 0 && born.every((one) => one < before);
}
