/** Indexes on a database that somebody else has used before: duplicates are found first, nothing is dropped, and all that can be made is made. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isPending } from '../core/plan.ts';
import { ordered } from '../engine/graph.ts';
import { mongodbPhase } from '../phases/6.2-mongodb/index.ts';
import { openMongo } from '../ports/mongo.ts';
import { edgeNetwork } from '../ports/network.ts';
import { planOf, run } from './laws.ts';
import { openStage, type Stage } from './stage.ts';

const indexes = mongodbPhase.tasks.find((task) => task.id === 'mongodb.indexes') as (typeof mongodbPhase.tasks)[number];
let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  for (const task of ordered(mongodbPhase.tasks)) if (task !== indexes) await stage.play((walk) => run(walk, task));
});
afterAll(() => stage.close());

async function inDatabase<T>(work: (db: ReturnType<Awaited<ReturnType<typeof openMongo>>['db']>) => Promise<T>): Promise<T> {
  const uri = await stage.play(async (walk) => walk.workspace.values().MONGODB_URI);
  if (!uri) throw new Error('there is no MONGODB_URI');
  const client = await openMongo(
    uri,
    edgeNetwork(() => stage.world.edge()),
  );
  return work(client.db()).finally(() => client.close());
}

test('two documents where one may be are named, and all other indexes are made; then the rest follows', async () => {
  await inDatabase((db) => db.collection('tickets').insertMany([{ ticket_id: 'T1' }, { ticket_id: 'T1' }, { ticket_id: 'T2' }]));
  await expect(stage.play((walk) => run(walk, indexes))).rejects.toThrow(
    /two documents where one may be, tickets\.ticket_id_1: \{"ticket_id":"T1"\} 2 times/,
  );
  const missing = await stage.play(async (walk) => (await planOf(walk, indexes)).changes.map(({ path }) => path));
  expect(missing).toEqual(['tickets.ticket_id_1']);
  await inDatabase((db) => db.collection('tickets').deleteOne({ ticket_id: 'T1' }));
  await stage.play((walk) => run(walk, indexes));
  expect(isPending(await stage.play((walk) => planOf(walk, indexes)))).toBe(false);
});

test('an index with other options stays, and is told with what to do', async () => {
  await inDatabase(async (db) => {
    await db.collection('guilds').dropIndex('guild_id_1');
    await db.collection('guilds').createIndex({ guild_id: 1 }, { sparse: true });
  });
  await expect(stage.play((walk) => run(walk, indexes))).rejects.toThrow(/guilds\.guild_id_1 is there as guild_id_1: sparse/);
  const kept = await inDatabase((db) => db.collection('guilds').indexes());
  expect(kept.map(({ name, sparse }) => [name, sparse])).toContainEqual(['guild_id_1', true]);
});

test('a database that lets nobody in is read after its access list has been mended', async () => {
  await stage.world.edit('atlas', 'remove-access', { entry: '203.0.113.7/32' });
  const access = mongodbPhase.tasks.find((task) => task.id === 'atlas.access') as (typeof mongodbPhase.tasks)[number];
  expect((await stage.play((walk) => planOf(walk, access))).action).toBe('update');
  await stage.play((walk) => run(walk, access));
  expect((await stage.play((walk) => planOf(walk, access))).action).toBe('unchanged');
});
