/**
 * All databases of a `mongod` in the bytes that our own server's snapshots have, and back: a world moves between machines with and without one.
 */
import { Binary, deserialize, serialize } from 'bson';
import type { Document, MongoClient } from 'mongodb';
import { OperatorError } from '../../core/errors.ts';
import { frame, rawField, recordsIn } from './storage/records.ts';
import { parse } from './values/parse.ts';
import { Raw, write } from './values/write.ts';

/** Databases that belong to the server. */
const itsOwn = new Set(['admin', 'config', 'local']);
const batchDocuments = 1000;

export async function databasesOf(owner: MongoClient): Promise<string[]> {
  const { databases } = await owner.db('admin').admin().listDatabases({ nameOnly: true });
  return databases.map(({ name }) => name).filter((name) => !itsOwn.has(name));
}

/** Names of the collections of a database, with what was said when they were made. @throws OperatorError for a view or a time series */
async function collectionsOf(owner: MongoClient, db: string): Promise<{ name: string; options: Document; uuid: Buffer }[]> {
  const all = await owner.db(db).listCollections({}, { nameOnly: false }).toArray();
  const visible = all.filter(({ name }) => !name.startsWith('system.'));
  const other = visible.find(({ type }) => type !== 'collection');
  if (other)
    throw new OperatorError({
      what: `${db}.${other.name} is a ${other.type}, which a snapshot of the sandbox cannot hold`,
      fix: 'Drop it before the snapshot and make it again afterwards',
    });
  return visible.map(({ name, options, info }) => ({ name, options: options ?? {}, uuid: uuidOf(info?.uuid) }));
}

function uuidOf(value: unknown): Buffer {
  return value instanceof Binary ? Buffer.from(value.value()) : Buffer.alloc(16);
}

export async function dumpAll(owner: MongoClient): Promise<Buffer> {
  const records: Buffer[] = [];
  for (const d of await databasesOf(owner))
    for (const { name: c, options, uuid } of await collectionsOf(owner, d)) {
      records.push(write({ o: 'create', d, c, v: new Raw(Buffer.from(serialize(options))), u: new Binary(uuid, 4) }));
      const from = owner.db(d).collection(c);
      for (const spec of await from.listIndexes().toArray())
        records.push(write({ o: 'index', d, c, v: new Raw(Buffer.from(serialize(spec))) }));
      for await (const bytes of from.find({}, { raw: true }))
        records.push(write({ o: 'put', d, c, v: new Raw(Buffer.from(bytes as unknown as Uint8Array)) }));
    }
  return frame(records);
}

/** Holds exactly what the snapshot holds. Field names that are numbers come first in their documents: JavaScript's objects sort them. */
export async function restoreAll(owner: MongoClient, snapshot: Buffer): Promise<void> {
  const records = recordsIn(snapshot);
  for (const db of await databasesOf(owner)) await owner.db(db).dropDatabase();
  let batch: Document[] = [];
  let into = { d: '', c: '' };
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await owner.db(into.d).collection(into.c).insertMany(batch, { bypassDocumentValidation: true });
    batch = [];
  };
  for (const record of records) {
    const { o: operation, d, c, v } = parse(record);
    const [db, name] = [String(d), String(c)];
    if (operation !== 'put' || db !== into.d || name !== into.c || batch.length >= batchDocuments) await flush();
    into = { d: db, c: name };
    if (operation === 'create') await owner.db(db).createCollection(name, v as Document);
    else if (operation === 'index') await makeIndex(owner, db, name, v as Document);
    // Numbers stay of the type that they are.
    else if (operation === 'put') batch.push(deserialize(rawField(record), { promoteValues: false }));
  }
  await flush();
}

async function makeIndex(owner: MongoClient, db: string, createIndexes: string, spec: Document): Promise<void> {
  if (spec.name !== '_id_') await owner.db(db).command({ createIndexes, indexes: [spec] });
}
