/** What Redis becomes on each plan, and what k77 makes of an account that is not empty. */
import { afterEach, expect, test } from 'vitest';
import { catalogue } from '../catalogue.ts';
import type { Catalogue } from '../core/catalogue.ts';
import type { Finding } from '../core/check.ts';
import { deploy } from '../engine/deploy.ts';
import { verify } from '../engine/verify.ts';
import type { Deployed } from '../engine/walk.ts';
import { openStage, type Stage } from './stage.ts';

/** Phase 6.3 alone, with the questions of 6.1 that it needs answers of. */
const redis: Catalogue = {
  ...catalogue,
  phases: catalogue.phases.flatMap((phase) =>
    phase.number === '6.3' ? [phase] : phase.number === '6.1' ? [{ ...phase, tasks: [], gate: [] }] : [],
  ),
};

let stage: Stage;
afterEach(() => stage?.close());

interface Held {
  id: string;
  name: string;
  plan: string;
  eviction: boolean;
  budget: number;
  password: string;
}

async function databases(): Promise<Held[]> {
  return ((await stage.world.snapshot()).vendors.upstash as { databases: Held[] }).databases;
}

function play(): Promise<Deployed> {
  return stage.play((walk) => deploy(walk, { phases: ['6.3'], only: [], yes: true, replace: [], command: 'k77 deploy' }));
}

async function finding(id: string): Promise<Finding['verdict'] | undefined> {
  return (await stage.play((walk) => verify(walk, { sections: [], checks: [id] }))).findings[0]?.verdict;
}

function outcome(deployed: Deployed, task: string): { outcome: string; why?: string } | undefined {
  return deployed.phases.flatMap(({ tasks }) => tasks).find((one) => one.task === task);
}

async function kept(): Promise<Record<string, string | undefined>> {
  const values = await stage.play(async (walk) => walk.workspace.values());
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, typeof value === 'string' ? value : value.reveal()]));
}

test('pay as you go: two databases, the queue without eviction and with a daily backup', async () => {
  stage = await openStage({ catalogue: redis, answers: { redisBudget: '7' } });
  const deployed = await play();
  expect(deployed.phases[0]?.gate.passed).toBe(true);
  expect(await databases()).toMatchObject([
    { name: 'kingdom-77-rehearsal-cache', plan: 'payg', eviction: true, budget: 7, dailyBackup: false },
    { name: 'kingdom-77-rehearsal-queue', plan: 'payg', eviction: false, budget: 7, dailyBackup: true },
  ]);
});

test('free: one database for both, which never evicts, and no backups instead of a tick', async () => {
  stage = await openStage({ catalogue: redis, answers: { redisPlan: 'free' } });
  const deployed = await play();
  expect(deployed.phases[0]?.gate.passed).toBe(true);
  expect(await databases()).toMatchObject([{ name: 'kingdom-77-rehearsal-cache', plan: 'free', eviction: false, dailyBackup: false }]);
  const { REDIS_URL, REDIS_QUEUE_URL } = await kept();
  expect(REDIS_QUEUE_URL).toBe(REDIS_URL);
  expect(outcome(deployed, 'redis.backups')).toMatchObject({ outcome: 'skipped' });
  expect(await finding('redis.backups')).toMatchObject({ state: 'impossible', instead: expect.stringContaining('pay as you go') });
  expect(await finding('redis.databases-right')).toMatchObject({ state: 'pass' });
});

test('another plan is changed to in place, and the budget goes with it', async () => {
  stage = await openStage({ catalogue: redis });
  await play();
  const [before] = await databases();
  await stage.play((walk) => walk.workspace.answer('redisPlan', 'fixed_1gb'));
  expect(outcome(await play(), 'redis.cache')).toMatchObject({ outcome: 'updated' });
  const [after] = await databases();
  expect(after).toMatchObject({ id: before?.id, password: before?.password, plan: 'fixed_1gb' });
  expect((await play()).writes).toBe(0);
});

test('a database of that name is adopted and corrected; its password stays', async () => {
  stage = await openStage({ catalogue: redis });
  await stage.world.edit('upstash', 'create', { name: 'kingdom-77-rehearsal-cache', region: 'us-east-1' });
  const [found] = await databases();
  await play();
  const [cache, ...others] = await databases();
  expect(others).toHaveLength(1);
  expect(cache).toMatchObject({ id: found?.id, password: found?.password, eviction: true, budget: 20 });
});

test('two databases of that name stop k77 before it writes, with both ids and the remedy', async () => {
  stage = await openStage({ catalogue: redis });
  for (const _ of [1, 2]) await stage.world.edit('upstash', 'create', { name: 'kingdom-77-rehearsal-cache', region: 'us-east-1' });
  const ids = (await databases()).map(({ id }) => id);
  const refused = play();
  await expect(refused).rejects.toThrow(`2 databases named kingdom-77-rehearsal-cache: ${ids.join(', ')}`);
  await expect(refused).rejects.toMatchObject({ fix: expect.stringContaining('rename') });
  expect(await databases()).toHaveLength(2);
});

test('a database in another region is neither moved nor doubled', async () => {
  stage = await openStage({ catalogue: redis });
  await stage.world.edit('upstash', 'create', { name: 'kingdom-77-rehearsal-cache', region: 'eu-west-1' });
  await expect(play()).rejects.toMatchObject({ fix: expect.stringContaining('--set redisRegion=eu-west-1') });
  expect(await databases()).toHaveLength(1);
});

test('a password that was reset in the console is fetched, and k77 itself never resets one', async () => {
  stage = await openStage({ catalogue: redis });
  await play();
  const [before] = await databases();
  await stage.world.edit('upstash', 'reset-password', { database: before?.id ?? '' });
  expect(await finding('redis.connection-forms')).toMatchObject({ state: 'fail' });
  const asked = await stage.play(async (walk, seen) => {
    await deploy(walk, { phases: ['6.3'], only: [], yes: true, replace: ['redis.cache'], command: 'k77 deploy' });
    return seen.exchanges.map(({ path }) => path);
  });
  expect(asked.filter((path) => path.includes('reset-password'))).toEqual([]);
  const [after] = await databases();
  expect((await kept()).REDIS_URL).toContain(after?.password);
  expect(after?.password).not.toBe(before?.password);
  expect(await finding('redis.connection-forms')).toMatchObject({ state: 'pass' });
});

test('a key that may only read is told so, with the page where a better one is made', async () => {
  stage = await openStage({ catalogue: redis });
  const readOnly = stage.world.credentials()['upstash.readOnlyKey'] ?? '';
  await stage.play((walk) => walk.workspace.answer('UPSTASH_API_KEY', readOnly));
  const deployed = await play();
  expect(outcome(deployed, 'redis.cache')).toMatchObject({ outcome: 'failed', why: expect.stringContaining('read only') });
  expect(await databases()).toEqual([]);
});
