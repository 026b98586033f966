/**
 * MongoDB: the database itself, reached with the official driver as the services do, every command through the gate.
 * Besides it stands the database from which existing data is copied; that one is only read.
 */
import { createHash } from 'node:crypto';
import { BSON, type Document, type MongoClient, MongoError, MongoNetworkError, MongoServerError, MongoServerSelectionError } from 'mongodb';
import { exits, OperatorError, VendorError } from '../core/errors.ts';
import type { Values } from '../core/keys.ts';
import type { Secret } from '../core/secret.ts';
import type { Identity, OpenDoor, StoreCommand, Vendor } from '../core/vendor.ts';
import { openMongo, readMongoUri } from '../ports/mongo.ts';

export type Doc = Document;

/** An index as the server lists it. */
export interface IndexSeen {
  name: string;
  key: Readonly<Record<string, 1 | -1 | string>>;
  unique?: boolean;
  sparse?: boolean;
  partialFilterExpression?: Doc;
  expireAfterSeconds?: number;
}

export interface Query {
  filter: Doc;
  sort?: Readonly<Record<string, 1 | -1>>;
  /** Absent: all. */
  limit?: number;
}

export interface MongoDb {
  /** The connection string, for programs that are given it on stdin. */
  address: string;
  /** Name of the database in the connection string. */
  database: string;
  /** True when names are found by the machine itself, so that programs besides k77 reach the same database. */
  outside: boolean;
  ping(): Promise<void>;
  server(): Promise<{ version: string; tls: boolean }>;
  collections(): Promise<string[]>;
  /** None for a collection that does not exist. */
  indexes(collection: string): Promise<IndexSeen[]>;
  /** One command for all of a collection. */
  createIndexes(collection: string, indexes: readonly IndexSeen[]): Promise<void>;
  /** Values that more than one document has, where a unique index is to stand; the first few. */
  duplicates(collection: string, fields: readonly string[], filter: Doc | undefined): Promise<{ value: Doc; count: number }[]>;
  /** Documents that match; without a filter as the server keeps count, which is exact unless it crashed lately. */
  count(collection: string, filter?: Doc): Promise<number>;
  find(collection: string, filter: Doc, limit: number, sort?: Readonly<Record<string, 1 | -1>>): Promise<Doc[]>;
  /** How the server finds the documents of a query, and what it looked at for that: `executionStats` of `explain`. Changes nothing. */
  explain(collection: string, query: Query): Promise<Doc>;
  insertOne(collection: string, document: Doc): Promise<void>;
  deleteOne(collection: string, filter: Doc): Promise<number>;
  /** Batches of documents in the order of their `_id`, after `position`, with the number types of the server kept. */
  batches(collection: string, position: unknown, size: number): AsyncGenerator<Doc[]>;
  /** Inserts those whose `_id` is not there yet; returns how many were new. */
  fill(collection: string, documents: readonly Doc[]): Promise<number>;
  /** Values of `_id`: of the first documents and of others by chance. */
  sample(collection: string, size: number): Promise<unknown[]>;
  /** SHA-256 per `_id`, both as text, of documents as the server holds them. */
  hashes(collection: string, ids: readonly unknown[]): Promise<ReadonlyMap<string, string>>;
  /** A program that speaks to this database itself; it goes through the gate like a command. */
  through<T>(command: StoreCommand, work: () => Promise<T>): Promise<T>;
}

/** The server's number types and nothing turned into something else: what is copied is what was there. */
const exact = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true } as const;

function connect(door: OpenDoor, uri: Secret | undefined): MongoDb {
  const address = uri?.reveal() ?? '';
  const about = readMongoUri(address);
  const database = about?.database || 'test';
  const client = (): Promise<MongoClient> => {
    if (!uri || !about) return Promise.reject(noAddress());
    return door.share(
      `mongodb ${address}`,
      () => openMongo(uri, door.network),
      (open) => open.close(),
    );
  };
  const pass = <T>(
    name: string,
    collection: string,
    writes: boolean,
    detail: unknown,
    send: (open: MongoClient) => Promise<T>,
  ): Promise<T> =>
    door.gate({ name, target: collection ? `${database}.${collection}` : database, detail, writes }, async () => send(await client()));
  const read = <T>(name: string, collection: string, detail: unknown, send: (open: MongoClient) => Promise<T>): Promise<T> =>
    pass(name, collection, false, detail, send);
  const write = <T>(name: string, collection: string, detail: unknown, send: (open: MongoClient) => Promise<T>): Promise<T> =>
    pass(name, collection, true, detail, send);
  return {
    address,
    database,
    outside: door.network.dnsServers.length === 0,
    ping: () => read('ping', '', undefined, async (open) => void (await open.db(database).command({ ping: 1 }))),
    server: () =>
      read('hello', '', undefined, async (open) => {
        const { version } = (await open.db(database).command({ buildInfo: 1 })) as { version: string };
        return { version, tls: open.options.tls === true };
      }),
    collections: () =>
      read('listCollections', '', undefined, async (open) =>
        (await open.db(database).listCollections({ type: 'collection' }, { nameOnly: true }).toArray())
          .map(({ name }) => name)
          .filter((name) => !name.startsWith('system.'))
          .sort(),
      ),
    indexes: (collection) =>
      read('listIndexes', collection, undefined, async (open) => {
        const found = open.db(database).collection(collection).listIndexes().toArray();
        return (await found.catch(noneWhenAbsent)) as IndexSeen[];
      }),
    createIndexes: (collection, indexes) =>
      write('createIndexes', collection, indexes, async (open) => {
        const specs = indexes.map(({ key, ...options }) => ({ key: { ...key }, ...options }));
        await open.db(database).command({ createIndexes: collection, indexes: specs });
      }),
    duplicates: (collection, fields, filter) =>
      read('aggregate', collection, { duplicates: fields }, async (open) => {
        const found = await open
          .db(database)
          .collection(collection)
          .aggregate(
            [
              ...(filter ? [{ $match: filter }] : []),
              { $group: { _id: Object.fromEntries(fields.map((field) => [field.replaceAll('.', '_'), `$${field}`])), count: { $sum: 1 } } },
              { $match: { count: { $gt: 1 } } },
              { $sort: { count: -1 } },
              { $limit: 5 },
            ],
            { allowDiskUse: true },
          )
          .toArray();
        return found.map(({ _id, count }) => ({ value: _id as Doc, count: Number(count) }));
      }),
    count: (collection, filter) =>
      read('count', collection, filter, (open) => {
        const all = open.db(database).collection(collection);
        return filter ? all.countDocuments(filter) : all.estimatedDocumentCount();
      }),
    find: (collection, filter, limit, sort = {}) =>
      read('find', collection, { filter, limit }, (open) =>
        open.db(database).collection(collection).find(filter).sort(sort).limit(limit).toArray(),
      ),
    explain: (collection, query) =>
      read('explain', collection, query, (open) =>
        open.db(database).command({ explain: { find: collection, ...query }, verbosity: 'executionStats' }),
      ),
    insertOne: (collection, document) =>
      write(
        'insert',
        collection,
        { documents: 1 },
        async (open) => void (await open.db(database).collection(collection).insertOne(document)),
      ),
    deleteOne: (collection, filter) =>
      write('delete', collection, filter, async (open) => (await open.db(database).collection(collection).deleteOne(filter)).deletedCount),
    async *batches(collection, position, size) {
      // `$expr` compares across types, as the order of `_id` does; `$gt` alone would stay within one.
      const filter = position === undefined ? {} : { $expr: { $gt: ['$_id', { $literal: position }] } };
      const cursor = await read('find', collection, { after: idText(position) }, async (open) =>
        open.db(database).collection(collection).find(filter, exact).sort({ _id: 1 }).batchSize(size),
      );
      try {
        while (await cursor.hasNext()) yield cursor.readBufferedDocuments();
      } finally {
        await cursor.close();
      }
    },
    fill: (collection, documents) =>
      write('insert', collection, { documents: documents.length, last: String(documents.at(-1)?._id ?? '') }, async (open) => {
        const insert = open
          .db(database)
          .collection(collection)
          .insertMany([...documents], { ordered: false });
        return (await insert.catch(onlyThereAlready)).insertedCount;
      }),
    sample: (collection, size) =>
      read('aggregate', collection, { sample: size }, async (open) => {
        const all = open.db(database).collection(collection);
        const [first, others] = await Promise.all([
          all
            .find({}, { ...exact, projection: { _id: 1 } })
            .sort({ _id: 1 })
            .limit(10)
            .toArray(),
          all.aggregate([{ $sample: { size } }, { $project: { _id: 1 } }], exact).toArray(),
        ]);
        return [...first, ...others].map((document) => document._id as unknown);
      }),
    hashes: (collection, ids) =>
      read('find', collection, { sample: ids.length }, async (open) => {
        const found = open
          .db(database)
          .collection(collection)
          .find({ _id: { $in: ids as never[] } }, exact);
        return new Map((await found.toArray()).map((document) => [idText(document._id), hashOf(document)]));
      }),
    through: (command, work) => door.gate(command, work),
  };
}

/** A value of `_id` as text that tells types apart. */
export function idText(id: unknown): string {
  return BSON.EJSON.stringify({ id }, { relaxed: false });
}

/** The value that `idText` told. */
export function idOf(text: string): unknown {
  return (BSON.EJSON.parse(text, { relaxed: false }) as { id: unknown }).id;
}

export function hashOf(document: Doc): string {
  return createHash('sha256').update(BSON.serialize(document)).digest('hex');
}

function noneWhenAbsent(error: unknown): [] {
  if (error instanceof MongoServerError && error.code === 26) return [];
  throw error;
}

/** A document that an earlier, interrupted run brought is no mistake; one that another unique index refuses is. */
function onlyThereAlready(error: unknown): { insertedCount: number } {
  const bulk = error as { code?: number; writeErrors?: readonly { code: number; errmsg?: string }[]; result?: { insertedCount: number } };
  const wrong = bulk.writeErrors ?? [];
  const harmless = wrong.length > 0 && wrong.every(({ code, errmsg }) => code === 11000 && /index: _id_/.test(errmsg ?? ''));
  if (harmless) return { insertedCount: bulk.result?.insertedCount ?? 0 };
  throw error;
}

function noAddress(): OperatorError {
  return new OperatorError({
    what: 'there is no connection string of a database',
    fix: 'run k77 deploy 6.2; it makes one',
    exit: exits.preflight,
  });
}

const advice: Vendor<MongoDb>['advice'] = {
  '0': 'nobody answered: compare this machine’s address with Atlas → Network Access, and look whether the cluster is paused; k77 doctor mongodb tries it',
  '8': 'the login was refused: k77 deploy --only atlas.user sets the password anew',
  '13': 'the user lacks the role readWrite on this database: k77 deploy --only atlas.user',
  '18': 'the login was refused: k77 deploy --only atlas.user sets the password anew',
  '26': 'this collection does not exist yet',
  '85': 'an index with the same keys and other options is there: look at it, drop it by hand if nothing needs it, then run the same command again',
  '86': 'an index with the same name and other keys is there: rename or drop it by hand, then run the same command again',
  '8000': 'Atlas refused: wrong login, or the storage quota of the tier is used up (k77 verify database shows which)',
  '11000': 'two documents have the same value where only one may: remove one of them, then run the same command again',
  default: 'run the same command again; https://status.mongodb.com tells whether Atlas is having trouble',
};

function explain(error: unknown, call: string): VendorError | undefined {
  const nameless =
    error instanceof Error && ['ENOTFOUND', 'ENODATA', 'ETIMEOUT', 'ECONNREFUSED'].includes((error as { code?: string }).code ?? '');
  if (!(error instanceof MongoError) && !nameless) return undefined;
  const unreachable = nameless || error instanceof MongoServerSelectionError || error instanceof MongoNetworkError;
  const code = error instanceof MongoServerError ? Number(error.code ?? -1) : unreachable ? 0 : -1;
  return new VendorError({
    vendor: 'MongoDB',
    call,
    status: code === -1 ? 0 : code,
    message: (error as Error).message,
    code: error instanceof MongoServerError ? error.codeName : undefined,
    advice: advice[String(code)] ?? String(advice.default),
    exit: [0, 8, 13, 18].includes(code) ? exits.preflight : exits.failed,
    cause: error,
  });
}

/** Read from the address alone: a database that lets nobody in must not keep k77 from mending that. */
async function identityOf({ about }: MongoHandle): Promise<Identity> {
  if (about) return { account: `${about.host}/${about.database}`, name: about.username, mode: 'none' };
  throw new OperatorError({
    what: 'MONGODB_URI is no connection string',
    fix: 'it begins with mongodb+srv:// or mongodb://; k77 deploy --only atlas.user makes it anew',
    exit: exits.preflight,
  });
}

/** The login failed, as the server (18) or Atlas in front of it (8, 8000) says it. */
export function isLoginRefused(error: unknown): boolean {
  return (
    error instanceof MongoServerError && ([8, 18].includes(Number(error.code)) || (error.code === 8000 && /auth/i.test(error.message)))
  );
}

/** What the database itself answered; undefined when no answer came. */
export function saidByServer(error: unknown): string | undefined {
  return error instanceof MongoServerError ? `${error.message} (${error.codeName ?? error.code})` : undefined;
}

export { readMongoUri } from '../ports/mongo.ts';

export interface MongoHandle extends MongoDb {
  /** Where existing data comes from; only read. */
  source: MongoDb;
  /** Another database, by its connection string. */
  at(uri: Secret): MongoDb;
  about: ReturnType<typeof readMongoUri>;
}

export const mongodb: Vendor<MongoHandle> = {
  id: 'mongodb',
  title: 'MongoDB',
  base: 'mongodb://',
  credentials: ['MONGODB_URI', 'MIGRATE_FROM_URI'],
  oneOf: [['MONGODB_URI']],
  token: {
    page: 'https://cloud.mongodb.com',
    permissions: [{ what: 'readWrite on this one database', level: 'write', why: 'indexes, and whatever the services store' }],
    note: 'k77 makes this user itself; its password is in the env files.',
  },
  connect: (door: OpenDoor, credentials: Partial<Values>) => ({
    ...connect(door, credentials.MONGODB_URI),
    source: connect(door, credentials.MIGRATE_FROM_URI),
    at: (uri) => connect(door, uri),
    about: readMongoUri(credentials.MONGODB_URI?.reveal() ?? ''),
  }),
  whoami: identityOf,
  explain,
  advice,
  secretFields: [],
  limits: { perSecond: 50, concurrent: 8 },
};
