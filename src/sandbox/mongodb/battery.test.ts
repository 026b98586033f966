/**
 * The battery: what a MongoDB server does, run through the official driver against ours and, when there is one on PATH, against `mongod`, with the same answers.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../ports/clock.ts';
import { systemRandom } from '../../ports/random.ts';
import type { Behaviour, Docs, Ground } from './battery/behaviour.ts';
import { expressions } from './battery/expressions.ts';
import { indexes } from './battery/indexes.ts';
import { pipelines } from './battery/pipelines.ts';
import { queries } from './battery/queries.ts';
import { refusals } from './battery/refusals.ts';
import { sessions } from './battery/sessions.ts';
import { shapes } from './battery/shapes.ts';
import { updates } from './battery/updates.ts';
import { writes } from './battery/writes.ts';
import { openMongoServer } from './server.ts';

interface Running {
  uri: string;
  stop(): Promise<void>;
}

async function ours(): Promise<Running> {
  const server = await openMongoServer({ clock: systemClock, random: systemRandom, users: [], replicaSet: 'battery' });
  return { uri: `mongodb://127.0.0.1:${server.port}/?directConnection=true`, stop: () => server.close() };
}

async function mongod(): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'k77-mongod-'));
  const port = 30_000 + (process.pid % 20_000);
  const child = spawn('mongod', ['--dbpath', folder, '--port', String(port), '--bind_ip', '127.0.0.1', '--replSet', 'battery'], {
    stdio: 'ignore',
  });
  const uri = `mongodb://127.0.0.1:${port}/?directConnection=true`;
  const client = await new MongoClient(uri, { serverSelectionTimeoutMS: 20_000 }).connect();
  await client.db('admin').command({ replSetInitiate: { _id: 'battery', members: [{ _id: 0, host: `127.0.0.1:${port}` }] } });
  while (!(await client.db('admin').command({ hello: 1 })).isWritablePrimary) await systemClock.sleep(100);
  await client.close();
  const stop = async (): Promise<void> => {
    child.kill();
    await new Promise((resolve) => child.once('exit', resolve));
    await rm(folder, { recursive: true, force: true });
  };
  return { uri, stop };
}

const hasMongod = await promisify(execFile)('mongod', ['--version']).then(
  () => true,
  () => false,
);

const real: readonly Behaviour[] = [...writes, ...updates, ...queries, ...pipelines, ...expressions, ...shapes, ...indexes, ...sessions];

function battery(start: () => Promise<Running>, behaviours: readonly Behaviour[]): void {
  let running: Running;
  let client: MongoClient;
  let number = 0;
  beforeAll(async () => {
    running = await start();
    client = await new MongoClient(running.uri).connect();
  });
  afterAll(async () => {
    await client.close();
    await running.stop();
  });

  test.each(behaviours.map((one) => [one.name, one] as const))('%s', async (_, { seed = [], run, gives }) => {
    const db = client.db('battery');
    const c: Docs = db.collection(`c${++number}`);
    if (seed.length > 0) await c.insertMany(seed.map((doc) => ({ ...doc })));
    const alone: Ground['alone'] = async (work) => {
      const other = await new MongoClient(running.uri).connect();
      const session = other.startSession();
      try {
        return await work(session, { db: other.db('battery'), name: c.collectionName });
      } finally {
        await session.endSession();
        await other.close();
      }
    };
    const ground: Ground = { client, db, c, alone, all: () => c.find({}, { sort: { _id: 1 } }).toArray() };
    expect(await run(ground)).toEqual(gives);
  });
}

test('the battery holds at least 150 behaviours, each under a name of its own', () => {
  expect(real.length).toBeGreaterThanOrEqual(150);
});

describe("k77's server does what MongoDB does", () => battery(ours, real));
describe("k77's server refuses by name what it does not do", () => battery(ours, refusals));
describe.skipIf(!hasMongod)('mongod does the same (skipped when there is no mongod on PATH)', () => battery(mongod, real));
