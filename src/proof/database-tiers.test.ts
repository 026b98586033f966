/** The laws of phase 6.2 in the other sizes of database: what Flex does by itself, an M10 is told, and a free one lacks. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogue } from '../catalogue.ts';
import { ordered } from '../engine/graph.ts';
import { mongodbPhase } from '../phases/6.2-mongodb/index.ts';
import { inventory } from './inventory.ts';
import { type Law, laws, planOf, run } from './laws.ts';
import { type Kept, openStage, type Stage } from './stage.ts';

const tasks = ordered(mongodbPhase.tasks);
const names = Object.keys(laws) as Law[];
/** Those that differ from size to size; the others obey the laws in `laws.test.ts`. */
const ofTheSize = ['atlas.cluster', 'atlas.backups', 'atlas.alerts', 'mongodb.panel'];

describe.each(['m10', 'free'])('with the size %s', (databaseTier) => {
  let stage: Stage;
  const before = new Map<string, Kept>();

  beforeAll(async () => {
    stage = await openStage({ catalogue, answers: { databaseTier, databaseAccess: '0.0.0.0/0' } });
    for (const task of tasks) {
      before.set(task.id, await stage.keep());
      await stage.play((walk) => run(walk, task));
    }
  });
  afterAll(() => stage.close());

  describe.each(tasks.filter((task) => ofTheSize.includes(task.id)).map((task) => [task.id, task] as const))('%s', (id, task) => {
    test.each(names)('%s', (name) => laws[name]({ stage, task, before: before.get(id) as Kept }));
  });

  test('the world is as the size allows', async () => {
    const lines = inventory(await stage.world.snapshot());
    const size = databaseTier === 'm10' ? 'M10 US_EAST_1 backups=true/true' : 'M0 US_EAST_1 backups=false/false';
    expect(lines).toContain(`atlas cluster kingdom77-rehearsal ${size}`);
    expect(lines.filter((line) => line.startsWith('atlas alert'))).toHaveLength(databaseTier === 'm10' ? 4 : 2);
    expect(lines).toContain('atlas access 0.0.0.0/0');
  });

  test('an answer that names another size changes nothing and says what to do', async () => {
    await stage.play((walk) => walk.workspace.answer('databaseTier', 'flex'));
    const cluster = tasks.find((task) => task.id === 'atlas.cluster') as (typeof tasks)[number];
    const planned = await stage.play((walk) => planOf(walk, cluster));
    expect(planned.changes.map(({ path }) => path)).toContain('tier');
    await expect(stage.play((walk) => run(walk, cluster))).rejects.toThrow(/is (m10|free) in US_EAST_1; your answers say flex/);
    await stage.play((walk) => walk.workspace.answer('databaseTier', databaseTier));
  });
});
