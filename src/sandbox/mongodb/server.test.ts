/** Who gets in, over what, and what outlives the process. */

import { promises as dnsPromises } from 'node:dns';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Long, MongoClient, type MongoClientOptions } from 'mongodb';
import { afterEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../core/ports.ts';
import { systemClock } from '../../ports/clock.ts';
import { systemRandom } from '../../ports/random.ts';
import { openAuthority } from '../certificates.ts';
import { openNameSystem } from '../names/open.ts';
import { refusal } from './battery/behaviour.ts';
import { type MongoOptions, type MongoServer, openMongoServer } from './server.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function server(options: Partial<MongoOptions> = {}): Promise<MongoServer> {
  const opened = await openMongoServer({ clock: systemClock, random: systemRandom, users: [], replicaSet: 'rs', ...options });
  cleanUps.push(() => opened.close());
  return opened;
}

async function connect({ port }: MongoServer, user = '', options: MongoClientOptions = {}): Promise<MongoClient> {
  const client = new MongoClient(`mongodb://${user}127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: 1_500,
    ...options,
  });
  cleanUps.push(() => client.close());
  return await client.connect();
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'k77-mongodb-'));
  cleanUps.push(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** A clock that stands at a time and whose sleeps never end. */
function standing(at: { ms: number }): Clock {
  return { now: () => new Date(at.ms), tick: () => at.ms, sleep: () => new Promise(() => undefined) };
}

const bot = { name: 'bot', password: 'p@ss:wörd', roles: [{ role: 'readWrite', db: 'app' }] };
const login = 'bot:p%40ss%3Aw%C3%B6rd@';

describe('users', () => {
  test('the right password gets in, a wrong one is code 18', async () => {
    const mongo = await server({ users: [bot] });
    const client = await connect(mongo, login);
    expect((await client.db('app').collection('x').insertOne({ a: 1 })).acknowledged).toBe(true);
    expect(await refusal(connect(mongo, 'bot:wrong@'), ['codeName'])).toEqual({ code: 18, codeName: 'AuthenticationFailed' });
    expect(await refusal(connect(mongo, 'nobody:wrong@'))).toEqual({ code: 18 });
  });

  test('without login only greetings are answered', async () => {
    const client = await connect(await server({ users: [bot] }));
    expect((await client.db('admin').command({ ping: 1 })).ok).toBe(1);
    expect(await refusal(client.db('app').collection('x').findOne(), ['message'])).toEqual({
      code: 13,
      message: 'Command find requires authentication',
    });
  });

  test('readWrite of one database is nothing in another', async () => {
    const client = await connect(await server({ users: [bot] }), login);
    const other = client.db('other').collection('x');
    expect(await refusal(other.findOne(), ['codeName'])).toEqual({ code: 13, codeName: 'Unauthorized' });
    expect(await refusal(other.insertOne({}))).toEqual({ code: 13 });
    expect(await refusal(client.db('app').dropDatabase())).toEqual({ code: 13 });
    expect(
      await refusal(
        client
          .db('app')
          .collection('x')
          .aggregate([{ $out: { db: 'other', coll: 'y' } }])
          .toArray(),
      ),
    ).toEqual({ code: 13 });
    expect((await client.db('admin').admin().listDatabases()).databases).toEqual([]);
  });

  test('read may not write', async () => {
    const reader = { ...bot, roles: [{ role: 'read', db: 'app' }] };
    const client = await connect(await server({ users: [reader] }), login);
    expect(await client.db('app').collection('x').findOne()).toBeNull();
    expect(await refusal(client.db('app').collection('x').insertOne({}))).toEqual({ code: 13 });
    expect(await refusal(client.db('app').collection('x').createIndex({ a: 1 }))).toEqual({ code: 13 });
  });

  test('passwords and users change while it runs', async () => {
    const mongo = await server({ users: [bot] });
    mongo.setPassword('bot', 'new');
    expect(await refusal(connect(mongo, login))).toEqual({ code: 18 });
    await connect(mongo, 'bot:new@');
    mongo.addUser({ ...bot, name: 'second', password: 's' });
    await connect(mongo, 'second:s@');
    mongo.removeUser('bot');
    expect(await refusal(connect(mongo, 'bot:new@'))).toEqual({ code: 18 });
  });
});

describe('TLS and mongodb+srv', () => {
  async function cluster(): Promise<{ mongo: MongoServer; ca: string; uri: string }> {
    const authority = await openAuthority({ clock: systemClock, random: systemRandom });
    const { certificate, key } = await authority.issue(['*.abcde.mongodb.test', '127.0.0.1']);
    const mongo = await server({
      users: [bot],
      tls: { certificate, key },
      replicaSet: 'atlas-abc-shard-0',
      port: 0,
      advertisedHosts: ['shard-00-00.abcde.mongodb.test:0'],
    });
    const dns = await openNameSystem({ clock: systemClock, random: systemRandom });
    await dns.set({
      zones: [],
      delegations: [],
      extra: [
        { type: 'SRV', name: '_mongodb._tcp.cluster0.abcde.mongodb.test', target: 'shard-00-00.abcde.mongodb.test', port: mongo.port },
        { type: 'TXT', name: 'cluster0.abcde.mongodb.test', value: 'authSource=admin&replicaSet=atlas-abc-shard-0' },
      ],
    });
    cleanUps.push(() => dns.close());
    const before = dnsPromises.getServers();
    dnsPromises.setServers([dns.resolver]);
    cleanUps.push(async () => dnsPromises.setServers(before));
    return { mongo, ca: authority.certificate, uri: `mongodb+srv://${login}cluster0.abcde.mongodb.test/app` };
  }

  test('an Atlas address finds the server, trusts it and logs in', async () => {
    const { mongo, ca, uri } = await cluster();
    const lookup: MongoClientOptions['lookup'] = (_name, options, done) =>
      options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);
    mongo.advertise([`shard-00-00.abcde.mongodb.test:${mongo.port}`]);
    const client = await new MongoClient(uri, { ca, lookup, serverSelectionTimeoutMS: 3_000 }).connect();
    cleanUps.push(() => client.close());
    const hello = await client.db('app').command({ hello: 1 });
    expect(hello).toMatchObject({
      setName: 'atlas-abc-shard-0',
      me: `shard-00-00.abcde.mongodb.test:${mongo.port}`,
      isWritablePrimary: true,
    });
    await client.db('app').collection<{ _id: number }>('x').insertOne({ _id: 1 });
    expect(await client.db('app').collection('x').countDocuments()).toBe(1);
  });

  test('without the authority the certificate is not trusted', async () => {
    const { mongo } = await cluster();
    await expect(connect(mongo, login, { tls: true, serverSelectionTimeoutMS: 500 })).rejects.toThrow(/certificate/);
  });
});

describe('limits and faults', () => {
  test('an address that is not on the access list is dropped', async () => {
    const mongo = await server();
    mongo.setAccessList({ entries: ['203.0.113.0/24'], from: '198.51.100.7' });
    await expect(connect(mongo, '', { serverSelectionTimeoutMS: 300 })).rejects.toThrow();
    mongo.setAccessList({ entries: ['203.0.113.0/24', '198.51.100.7'], from: '198.51.100.7' });
    expect((await (await connect(mongo)).db('x').command({ ping: 1 })).ok).toBe(1);
    mongo.setAccessList({ entries: ['0.0.0.0/0'], from: '198.51.100.7' });
    await connect(mongo);
  });

  test('a full plan refuses what grows it, not what shrinks it', async () => {
    const mongo = await server({ limits: { storageBytes: 20_000 } });
    const c = (await connect(mongo)).db('app').collection<{ _id: number; s: string }>('x');
    await c.insertOne({ _id: 1, s: 'x'.repeat(25_000) });
    expect(await refusal(c.insertOne({ _id: 2, s: '' }), ['message'])).toMatchObject({
      code: 8000,
      message: expect.stringMatching(/^you are over your space quota/) as string,
    });
    await c.deleteOne({ _id: 1 });
    await c.insertOne({ _id: 2, s: '' });
    mongo.faults.quotaExhausted = true;
    expect(await refusal(c.insertOne({ _id: 3, s: '' }))).toEqual({ code: 8000 });
  });

  test('connections above the cap are dropped', async () => {
    const mongo = await server({ limits: { connections: 3 } });
    await connect(mongo, '', { maxPoolSize: 1 });
    await expect(connect(mongo, '', { serverSelectionTimeoutMS: 300 })).rejects.toThrow();
    expect(mongo.stats().connections.current).toBeLessThanOrEqual(3);
  });

  test('answers are late when told', async () => {
    const mongo = await server();
    const client = await connect(mongo);
    mongo.faults.answerDelayMs = 80;
    const start = performance.now();
    await client.db('x').command({ ping: 1 });
    expect(performance.now() - start).toBeGreaterThanOrEqual(75);
  });

  test('operations above the rate are slowed down', async () => {
    const client = await connect(await server({ limits: { operationsPerSecond: 20 } }));
    const start = performance.now();
    for (let i = 0; i < 26; i++) await client.db('x').command({ ping: 1 });
    expect(performance.now() - start).toBeGreaterThanOrEqual(250);
  });

  test('a lost answer is written once: the driver asks again, the server remembers', async () => {
    const mongo = await server();
    const client = new MongoClient(`mongodb://127.0.0.1:${mongo.port}/?replicaSet=rs`);
    cleanUps.push(() => client.close());
    const c = client.db('app').collection<{ _id: number; n: number }>('x');
    await c.insertOne({ _id: 1, n: 0 });
    mongo.faults.fail = { commands: ['update'], times: 1, how: 'lost answer' };
    const { modifiedCount } = await c.updateOne({ _id: 1 }, { $inc: { n: 1 } });
    expect([modifiedCount, (await c.findOne())?.n, mongo.faults.fail.times]).toEqual([1, 1, 0]);
  });

  test('a standalone server refuses transactions with code 20', async () => {
    const alone = await openMongoServer({ clock: systemClock, random: systemRandom, users: [] });
    cleanUps.push(() => alone.close());
    const client = await connect(alone);
    expect(
      await refusal(
        client.db('x').command({
          insert: 'c',
          documents: [{}],
          lsid: { id: client.startSession().id?.id },
          txnNumber: Long.fromNumber(1),
          startTransaction: true,
          autocommit: false,
        }),
      ),
    ).toEqual({ code: 20 });
  });
});

describe('transactions', () => {
  test('a commit that finds a unique key taken applies nothing', async () => {
    const client = await connect(await server());
    const c = client.db('app').collection<{ _id: number; e: string }>('x');
    await c.createIndex({ e: 1 }, { unique: true });
    const session = client.startSession();
    session.startTransaction();
    await c.insertMany(
      [
        { _id: 1, e: 'a' },
        { _id: 2, e: 'b' },
      ],
      { session },
    );
    await c.insertOne({ _id: 3, e: 'b' });
    expect(await refusal(session.commitTransaction(), ['codeName'])).toEqual({ code: 112, codeName: 'WriteConflict' });
    await session.endSession();
    expect(await c.find().toArray()).toEqual([{ _id: 3, e: 'b' }]);
  });
});

describe('time', () => {
  test('documents expire when their time has come, and not before', async () => {
    const at = { ms: Date.parse('2026-11-01T00:00:00Z') };
    const mongo = await server({ clock: standing(at) });
    const c = (await connect(mongo)).db('app').collection<{ _id: number; at: unknown }>('x');
    await c.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    await c.insertMany([
      { _id: 1, at: new Date(at.ms) },
      { _id: 2, at: new Date(at.ms + 30_000) },
      { _id: 3, at: 'text' },
      { _id: 4, at: [new Date(at.ms), new Date(at.ms + 1e9)] },
    ]);
    at.ms += 59_000;
    expect(mongo.sweep()).toBe(0);
    at.ms += 2_000;
    expect(mongo.sweep()).toBe(2);
    expect((await c.find({}, { sort: { _id: 1 } }).toArray()).map(({ _id }) => _id)).toEqual([2, 3]);
  });
});

describe('what outlives the process', () => {
  const reopened = async (dataFolder: string): Promise<MongoServer> => await server({ dataFolder });

  test('documents, indexes and validators are there after a restart, byte for byte', async () => {
    const dataFolder = await folder();
    const first = await openMongoServer({ clock: systemClock, random: systemRandom, users: [], replicaSet: 'rs', dataFolder });
    const client = await connect(first);
    const c = client.db('app').collection<{ _id: number; [field: string]: unknown }>('x');
    await client.db('app').createCollection('v', { validator: { n: { $gt: 0 } } });
    await c.createIndex({ e: 1 }, { unique: true });
    await c.insertMany([
      { _id: 1, e: 'a', l: Long.fromString('9007199254740993') },
      { _id: 2, e: 'b' },
      { _id: 3, e: 'c' },
    ]);
    await c.updateOne({ _id: 2 }, { $set: { e: 'z' } });
    await c.deleteOne({ _id: 3 });
    await client.close();
    await first.close();

    const again = (await connect(await reopened(dataFolder))).db('app');
    expect(await again.collection('x').find({}, { promoteLongs: false }).toArray()).toEqual([
      { _id: 1, e: 'a', l: Long.fromString('9007199254740993') },
      { _id: 2, e: 'z' },
    ]);
    expect(await refusal(again.collection('x').insertOne({ e: 'a' }))).toEqual({ code: 11000 });
    expect(await refusal(again.collection('v').insertOne({ n: 0 }))).toEqual({ code: 121 });
  });

  test('a torn end is cut off; what was whole before it stays', async () => {
    const dataFolder = await folder();
    const first = await server({ dataFolder });
    const c = (await connect(first)).db('app').collection<{ _id: number }>('x');
    await c.insertOne({ _id: 1 });
    await first.flush();
    await c.insertOne({ _id: 2 });
    await first.flush();
    const log = join(dataFolder, 'mongodb.log');
    const bytes = await readFile(log);
    const torn = await folder();
    await writeFile(join(torn, 'mongodb.log'), bytes.subarray(0, bytes.length - 3));
    expect(await (await connect(await reopened(torn))).db('app').collection('x').find().toArray()).toEqual([{ _id: 1 }]);
  });

  test('a change is on disk soon, without a close', async () => {
    const dataFolder = await folder();
    const c = (await connect(await server({ dataFolder, flushMs: 20 }))).db('app').collection('x');
    await c.insertOne({ text: 'needle' });
    await expect.poll(async () => (await readFile(join(dataFolder, 'mongodb.log'))).includes('needle'), { timeout: 1_000 }).toBe(true);
  });

  test('a snapshot brings everything back', async () => {
    const mongo = await server();
    const c = (await connect(mongo)).db('app').collection<{ _id: number; e: string }>('x');
    await c.createIndex({ e: 1 }, { unique: true });
    await c.insertOne({ _id: 1, e: 'a' });
    const snapshot = mongo.snapshot();
    await c.deleteMany({});
    await mongo.restore(snapshot);
    expect(await c.find().toArray()).toEqual([{ _id: 1, e: 'a' }]);
    expect(await refusal(c.insertOne({ _id: 2, e: 'a' }))).toEqual({ code: 11000 });
    expect(mongo.stats()).toMatchObject({ collections: 1, documents: 1 });
  });
});
