/** The connection to MongoDB: one pool per process, answers from a majority, and no waiting for ever. */
import { type Db, MongoClient, type MongoClientOptions } from 'mongodb';

export interface MongoOptions {
  uri: string;
  database: string;
  /** Shown in Atlas: `bot`, `worker`, `api`. */
  appName: string;
  /** Connections at most: small clusters allow few, and every process has its own. */
  maxPoolSize?: number;
}

export interface Mongo {
  client: MongoClient;
  db: Db;
  /** @throws Error when the database does not answer */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** @throws Error when the address is wrong, the login is refused or nobody answers within five seconds */
export async function openMongo({ uri, database, appName, maxPoolSize = 20 }: MongoOptions): Promise<Mongo> {
  const options: MongoClientOptions = {
    appName,
    maxPoolSize,
    retryWrites: true,
    retryReads: true,
    writeConcern: { w: 'majority' },
    serverSelectionTimeoutMS: 5000,
    connectTimeoutMS: 5000,
    serverApi: { version: '1', strict: false, deprecationErrors: true },
    // Ids of Discord that other programs have stored as 64-bit numbers do not fit into a JavaScript number.
    useBigInt64: true,
    ignoreUndefined: true,
  };
  const client = new MongoClient(uri, options);
  await client.connect();
  const db = client.db(database);
  return {
    client,
    db,
    async ping() {
      await db.command({ ping: 1 });
    },
    close: () => client.close(),
  };
}
