/** mongod behind a database, tried with a stand-in that is found on PATH as the real one would be and spoken to by the official driver. */
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient, type MongoClientOptions } from 'mongodb';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../ports/clock.ts';
import { systemRandom } from '../../ports/random.ts';
import { systemShell } from '../../ports/shell.ts';
import { openAuthority } from '../certificates.ts';
import { refusal } from './battery/behaviour.ts';
import { openDoor } from './door.ts';
import { type MongoStore, openMongoStore, type StoreOptions } from './open.ts';
import { noFaults } from './options.ts';
import { openMongoServer } from './server.ts';

const cleanUps: (() => unknown)[] = [];
const path = process.env.PATH ?? '';
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  process.env.PATH = path;
});

const program = join(import.meta.dirname, 'mongod-stand-in.ts');
const saysVersion = (version: string): string => `if [ "$1" = --version ]; then echo "db version v${version}"; exit 0; fi`;
const working = `${saysVersion('8.0.4')}\necho "$@" >> "$(dirname "$0")/argv"\nexec '${process.execPath}' '${program}' "$@"`;

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'k77-mongod-'));
  cleanUps.push(() => rm(made, { recursive: true, force: true }));
  return made;
}

/** Puts a `mongod` made of these shell lines first on PATH. Returns the folder that holds it. */
async function onPath(script: string): Promise<string> {
  const bin = await folder();
  await writeFile(join(bin, 'mongod'), `#!/bin/sh\n${script}\n`);
  await chmod(join(bin, 'mongod'), 0o755);
  process.env.PATH = `${bin}:${path}`;
  return bin;
}

const root = { name: 'boss', password: 'boss-p@ss', roles: [{ role: 'root', db: 'admin' }] };
const bot = { name: 'bot', password: 'p@ss:wörd', roles: [{ role: 'readWrite', db: 'app' }] };

function optionsFor(dataFolder: string, lines: string[]): StoreOptions {
  return {
    clock: systemClock,
    random: systemRandom,
    shell: systemShell,
    prefer: 'real',
    log: (line) => void lines.push(line),
    users: [root],
    replicaSet: 'rs',
    dataFolder,
  };
}

async function opened(dataFolder: string, options: Partial<StoreOptions> = {}): Promise<{ store: MongoStore; lines: string[] }> {
  const lines: string[] = [];
  const store = await openMongoStore({ ...optionsFor(dataFolder, lines), ...options });
  cleanUps.push(() => store.close());
  return { store, lines };
}

async function connect({ port }: { port: number }, { name, password } = root, options: MongoClientOptions = {}): Promise<MongoClient> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    auth: { username: name, password },
    serverSelectionTimeoutMS: 1500,
    ...options,
  });
  cleanUps.push(() => client.close());
  return await client.connect();
}

/** As the stand-in keeps them. */
async function usersIn(data: string): Promise<unknown> {
  return (JSON.parse(await readFile(join(data, 'mongod/data/memory.json'), 'utf8')) as { users: unknown }).users;
}

async function everyFile(at: string): Promise<string[]> {
  const found = await readdir(at, { withFileTypes: true, recursive: true });
  return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('a mongod that works', () => {
  test('is started with its configuration and nothing else, and its secrets are for its owner only', async () => {
    const bin = await onPath(working);
    const data = await folder();
    const { store, lines } = await opened(data);
    expect([store.kind, lines]).toEqual(['mongod', []]);
    expect(await readFile(join(bin, 'argv'), 'utf8')).toBe(`--config ${join(data, 'mongod/mongod.yaml')}\n`);
    const config = await readFile(join(data, 'mongod/mongod.yaml'), 'utf8');
    expect(config).toContain('bindIp: 127.0.0.1\n');
    expect(config).toContain('authorization: enabled');
    const { password } = JSON.parse(await readFile(join(data, 'mongod/owner.json'), 'utf8')) as { password: string };
    expect(config).not.toContain(password);
    for (const name of ['mongod.yaml', 'keyfile', 'owner.json'])
      expect((await stat(join(data, 'mongod', name))).mode & 0o777, name).toBe(0o600);
    expect(await readFile(join(data, 'mongod/keyfile'), 'utf8')).toMatch(/^[A-Za-z0-9+/=]{6,1024}\n$/);
  });

  test('knows users, their passwords and roles, and forgets them', async () => {
    await onPath(working);
    const data = await folder();
    const { store } = await opened(data);
    await store.addUser(bot);
    expect([await store.hasUser('bot'), await store.hasUser('nobody')]).toEqual([true, false]);
    const client = await connect(store, bot);
    expect((await client.db('app').collection('x').insertOne({ a: 1 })).acknowledged).toBe(true);
    expect(await refusal(client.db('other').collection('x').findOne())).toEqual({ code: 13 });
    await store.setPassword('bot', 'another');
    expect(await refusal(connect(store, bot))).toEqual({ code: 18 });
    await store.setRoles('bot', [{ role: 'read', db: 'app' }]);
    const reader = await connect(store, { ...bot, password: 'another' });
    expect(await reader.db('app').collection('x').countDocuments()).toBe(1);
    expect(await refusal(reader.db('app').collection('x').insertOne({}))).toEqual({ code: 13 });
    await store.setRoles('bot', [
      { role: 'atlasAdmin', db: 'elsewhere' },
      { role: 'no such role', db: 'app' },
    ]);
    expect(await usersIn(data)).toContainEqual({ name: 'bot', password: 'another', roles: [{ role: 'root', db: 'admin' }] });
    expect([await store.removeUser('bot'), await store.removeUser('bot')]).toEqual([true, false]);
    expect(await refusal(connect(store, { ...bot, password: 'another' }))).toEqual({ code: 18 });
  });

  test('goes on with its data and its users after a restart, also on another port', async () => {
    await onPath(working);
    const data = await folder();
    const first = await opened(data);
    await first.store.addUser(bot);
    await (await connect(first.store, bot)).db('app').collection<{ _id: number }>('x').insertOne({ _id: 1 });
    await first.store.close();
    const ownerPath = join(data, 'mongod/owner.json');
    const owner = JSON.parse(await readFile(ownerPath, 'utf8')) as { port: number };
    const other = await opened(await folder(), { prefer: 'built-in', port: owner.port });
    const second = await opened(data);
    expect((JSON.parse(await readFile(ownerPath, 'utf8')) as { port: number }).port).not.toBe(owner.port);
    expect([second.store.kind, other.store.kind]).toEqual(['mongod', 'built-in']);
    expect(await (await connect(second.store, bot)).db('app').collection('x').find().toArray()).toEqual([{ _id: 1 }]);
  });

  test('is ended and gone on with, when a sandbox that was killed left it running', async () => {
    const bin = await onPath(working);
    const data = await folder();
    const first = await opened(data);
    await (await connect(first.store)).db('app').collection<{ _id: number }>('x').insertOne({ _id: 1 });
    const second = await opened(data);
    expect((await readFile(join(bin, 'argv'), 'utf8')).trim().split('\n')).toHaveLength(2);
    expect([second.store.kind, second.lines]).toEqual(['mongod', []]);
    expect(await (await connect(second.store)).db('app').collection('x').find().toArray()).toEqual([{ _id: 1 }]);
  });

  test('is found over TLS as the member that it is advertised as', async () => {
    await onPath(working);
    const authority = await openAuthority({ clock: systemClock, random: systemRandom });
    const tls = await authority.issue(['localhost']);
    const { store } = await opened(await folder(), { tls });
    store.advertise([`localhost:${store.port}`]);
    const client = new MongoClient(`mongodb://localhost:${store.port}/?replicaSet=rs&tls=true`, {
      auth: { username: root.name, password: root.password },
      ca: authority.certificate,
      serverSelectionTimeoutMS: 3000,
      family: 4,
    });
    cleanUps.push(() => client.close());
    await client.connect();
    const { me, hosts } = await client.db('admin').command({ hello: 1 });
    expect([me, hosts]).toEqual([`localhost:${store.port}`, [`localhost:${store.port}`]]);
  });

  test('a snapshot holds documents as they are and indexes, and is restored by either kind', async () => {
    await onPath(working);
    const { store } = await opened(await folder());
    const items = (await connect(store)).db('app').collection('items');
    await items.insertMany([{ n: 1, deep: { list: [1, 2.5, null] }, when: new Date(0) }, { n: 2 }]);
    await items.createIndex({ n: 1 }, { unique: true, name: 'n' });
    const before = await items.find().toArray();
    const snapshot = await store.snapshot();
    await items.deleteMany({});
    await items.db.collection('later').insertOne({});
    await store.restore(snapshot);
    const { store: ours } = await opened(await folder(), { prefer: 'built-in' });
    await ours.restore(snapshot);
    for (const each of [store, ours]) {
      const db = (await connect(each)).db('app');
      expect(await db.collection('items').find().toArray(), each.kind).toEqual(before);
      expect(await refusal(db.collection('items').insertOne({ n: 1 })), each.kind).toEqual({ code: 11000 });
      expect((await db.listCollections().toArray()).map(({ name }) => name)).toEqual(['items']);
    }
    expect(await store.stats()).toMatchObject({ collections: 1, documents: 2 });
  });
});

describe('the door in front of it', () => {
  test('keeps out who is not on the access list, and who is one too many', async () => {
    await onPath(working);
    const { store } = await opened(await folder(), { limits: { connections: 3 } });
    const once = { serverSelectionTimeoutMS: 300 };
    store.setAccessList({ entries: ['10.0.0.0/8'], from: '192.0.2.1' });
    await expect(connect(store, root, once)).rejects.toThrow();
    store.setAccessList({ entries: ['10.0.0.0/8'], from: '10.1.2.3' });
    // A client has two: one that watches and one that asks.
    const client = await connect(store);
    expect((await client.db('admin').command({ ping: 1 })).ok).toBe(1);
    expect(store.connections()).toBe(2);
    await expect(connect(store, root, once)).rejects.toThrow();
  });

  test('refuses logins and writes over the quota, loses answers, and is late, when switched on', async () => {
    await onPath(working);
    const { store } = await opened(await folder());
    const client = await connect(store, root, { retryWrites: false, retryReads: false });
    const items = client.db('app').collection('items');
    store.faults.quotaExhausted = true;
    expect(await refusal(items.insertOne({}))).toEqual({ code: 8000 });
    store.faults.quotaExhausted = false;
    store.faults.fail = { commands: ['insert'], times: 1, how: 'lost answer' };
    await expect(items.insertOne({ kept: true })).rejects.toThrow(/closed/);
    expect(await items.countDocuments({ kept: true })).toBe(1);
    store.faults.fail = { commands: ['insert'], times: 1, how: 91 };
    expect(await refusal(items.insertOne({}))).toEqual({ code: 91 });
    store.faults.answerDelayMs = 100;
    const from = systemClock.tick();
    await items.findOne();
    expect(systemClock.tick() - from).toBeGreaterThanOrEqual(99);
    store.faults.answerDelayMs = 0;
    store.faults.refuseLogins = true;
    expect(await refusal(connect(store))).toEqual({ code: 18 });
  });
});

test('drivers are not led to wait for answers that go on', async () => {
  const server = await openMongoServer({ clock: systemClock, random: systemRandom, users: [root] });
  cleanUps.push(() => server.close());
  const about = { clock: systemClock, faults: noFaults(), admit: () => true, instead: async () => undefined };
  const streaming = await openDoor({ ...about, inside: server.port, greet: (reply) => ({ ...reply, topologyVersion: { counter: 1 } }) });
  cleanUps.push(() => streaming.close());
  const calm = await openDoor({ ...about, inside: streaming.port, greet: (reply) => reply });
  cleanUps.push(() => calm.close());
  const hello = async (port: number) => (await connect({ port })).db('admin').command({ hello: 1 });
  expect(await hello(streaming.port)).toHaveProperty('topologyVersion');
  expect(await hello(calm.port)).not.toHaveProperty('topologyVersion');
});

describe('the built-in server is taken', () => {
  test.each([
    ['ends at once', `${saysVersion('7.0.5')}\necho 'no such option'\nexit 1`, /mongod 7\.0\.5 is not used: .*exit code 1.*no such option/],
    ['never answers', `${saysVersion('7.0.5')}\nexec sleep 60`, /mongod 7\.0\.5 is not used: .*does not answer in time/],
  ])('in one line, when mongod %s', async (_, script, line) => {
    await onPath(script);
    const data = await folder();
    const { store, lines } = await opened(data, { startMs: 600 });
    expect(store.kind).toBe('built-in');
    expect(lines).toEqual([expect.stringMatching(line)]);
    expect((await everyFile(data)).filter((file) => file.includes('/mongod/'))).toEqual([]);
    expect((await (await connect(store)).db('admin').command({ ping: 1 })).ok).toBe(1);
  });

  test.each([
    ['is too old', saysVersion('5.0.30')],
    ['cannot say its version', 'exit 1'],
  ])('when mongod %s', async (_, script) => {
    await onPath(script);
    expect((await opened(await folder())).store.kind).toBe('built-in');
  });

  test('by name, when something is asked for that cannot be done in front of mongod', async () => {
    await onPath(working);
    const { store, lines } = await opened(await folder(), { limits: { operationsPerSecond: 100 } });
    expect(store.kind).toBe('built-in');
    expect(lines[0]).toContain('cannot slow its clients down to a number of operations per second');
  });

  test('where it has begun: its data are not left behind when somebody installs mongod', async () => {
    const data = await folder();
    const first = await opened(data, { prefer: 'built-in' });
    await (await connect(first.store)).db('app').collection('x').insertOne({ a: 1 });
    await first.store.close();
    await onPath(working);
    const { store } = await opened(data);
    expect(store.kind).toBe('built-in');
    expect(await (await connect(store)).db('app').collection('x').countDocuments()).toBe(1);
  });

  test('without a folder for data, and where it is preferred', async () => {
    await onPath(working);
    expect((await opened(await folder(), { prefer: 'built-in' })).store.kind).toBe('built-in');
    const { dataFolder: _none, ...rest } = optionsFor('', []);
    const store = await openMongoStore(rest);
    cleanUps.push(() => store.close());
    expect(store.kind).toBe('built-in');
  });
});
