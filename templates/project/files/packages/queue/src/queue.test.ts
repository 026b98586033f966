/** Jobs on a real Redis, and the double beside it. */
import { parseSiteConfig, readSiteConfig } from '@k77/config';
import { openTestWorld, type TestWorld } from '@k77/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { refuseEviction } from './connection.ts';
import { fakeQueues } from './fake-queues.ts';
import { type Handlers, type JobName, jobKey, jobNames, jobPlans, type RunningJob } from './jobs.ts';
import { type DeadJob, openQueues, type Queues } from './queues.ts';
import { schedules } from './schedules.ts';
import { Hopeless, startWorkers, type Workers } from './workers.ts';

let world: TestWorld;
let queues: Queues;
const { redis: settings } = readSiteConfig();
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  world = await openTestWorld({ redis: 'real' });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.queue.flush();
  queues = openQueues({ url: world.queue.url, settings });
  open.push(queues);
});
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

type Run = { name: JobName; data: unknown; job: RunningJob };

/** Handlers that write down what ran; `act` may do more. */
function recording(act: (run: Run) => Promise<void> = async () => undefined): { runs: Run[]; handlers: Handlers } {
  const runs: Run[] = [];
  const handler = (name: JobName) => async (data: unknown, job: RunningJob) => {
    runs.push({ name, data, job });
    await act({ name, data, job });
  };
  return { runs, handlers: Object.fromEntries(jobNames.map((name) => [name, handler(name)])) as unknown as Handlers };
}

async function work(handlers: Handlers, onDead: (job: DeadJob) => void = () => undefined): Promise<Workers> {
  const workers = startWorkers({ url: world.queue.url, settings, handlers, onDead, perSecond: 1000 });
  open.push(workers);
  await workers.ready();
  return workers;
}

async function until(true_: () => boolean, ms = 5000): Promise<void> {
  for (const end = Date.now() + ms; !true_(); ) {
    if (Date.now() > end) throw new Error('it did not happen');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('jobs', () => {
  test('run once, in their queue, by any of several workers', async () => {
    const { runs, handlers } = recording();
    await Promise.all([work(handlers), work(handlers)]);
    for (let number = 0; number < 20; number += 1) await queues.add('stripe-event', { eventId: `evt_${number}` }, { key: `evt_${number}` });
    await queues.add('guild-purge', { guildId: '1' });
    await until(() => runs.length >= 21);
    expect(new Set(runs.map(({ data }) => JSON.stringify(data))).size).toBe(21);
    expect(runs).toHaveLength(21);
  });

  test('of many with one key one waits, and what comes while it runs runs after it', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { runs, handlers } = recording(async ({ job }) => (runs.length === 1 && job.attempt === 1 ? gate : undefined));
    for (let number = 0; number < 5; number += 1) await queues.add('role-sync', { userId: 'u:1' }, { key: 'u:1' });
    expect((await queues.counts()).critical.waiting).toBe(1);
    await work(handlers);
    await until(() => runs.length === 1);
    for (let number = 0; number < 5; number += 1) await queues.add('role-sync', { userId: 'u:1' }, { key: 'u:1' });
    release();
    await until(() => runs.length === 2);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(runs).toHaveLength(2);
    await queues.add('role-sync', { userId: 'u:1' }, { key: 'u:1' });
    await until(() => runs.length === 3);
  });

  test('a delayed one waits, and can be taken back', async () => {
    const { runs, handlers } = recording();
    await queues.add('giveaway-end', { giveawayId: 'a' }, { key: 'a', delayMs: 60_000 });
    await queues.add('giveaway-end', { giveawayId: 'b' }, { key: 'b', delayMs: 50 });
    expect([await queues.remove('giveaway-end', 'a'), await queues.remove('giveaway-end', 'a')]).toEqual([true, false]);
    await work(handlers);
    await until(() => runs.length === 1);
    expect(runs[0]?.data).toEqual({ giveawayId: 'b' });
    await queues.add('giveaway-end', { giveawayId: 'a' }, { key: 'a' });
    await until(() => runs.length === 2);
  });

  test('a failed one is tried again, a hopeless one is dead at once and can be retried by a person', async () => {
    const dead: DeadJob[] = [];
    let mended = false;
    const { runs, handlers } = recording(async ({ name, job }) => {
      if (name === 'role-sync' && job.attempt === 1) throw new Error('once');
      if (name === 'refund' && !mended) throw new Hopeless('the invoice is gone');
    });
    await work(handlers, (job) => dead.push(job));
    await queues.add('role-sync', { userId: '1' });
    await queues.add('refund', { refundId: 'in_1-1' });
    await until(() => dead.length === 1 && runs.filter(({ name }) => name === 'role-sync').length === 2);
    expect(dead[0]).toMatchObject({ name: 'refund', queue: 'critical', error: 'the invoice is gone' });
    expect(await queues.dead()).toMatchObject([{ name: 'refund', error: 'the invoice is gone' }]);
    mended = true;
    expect(await queues.retryDead()).toBe(1);
    await until(() => runs.filter(({ name }) => name === 'refund').length === 2);
    expect(await queues.dead()).toEqual([]);
  });

  test('a dead one does not keep the next with its key from running, nor does what came while it ran get lost', async () => {
    const dead: DeadJob[] = [];
    const { runs, handlers } = recording(async () => {
      if (runs.length > 1) return;
      await queues.add('role-sync', { userId: '7' }, { key: '7' });
      throw new Hopeless('not allowed');
    });
    await work(handlers, (job) => dead.push(job));
    await queues.add('role-sync', { userId: '7' }, { key: '7' });
    await until(() => runs.length === 2 && dead.length === 1);
    await queues.add('role-sync', { userId: '7' }, { key: '7' });
    await until(() => runs.length === 3);
  });

  test('vendors that are away for an hour lose no money, and for half an hour no role', () => {
    const span = (name: JobName) => jobPlans[name].backoffMs * (2 ** (jobPlans[name].attempts - 1) - 1);
    for (const name of ['stripe-event', 'sync-subscription', 'refund'] as const) expect(span(name)).toBeGreaterThan(3_600_000);
    expect(span('role-sync')).toBeGreaterThan(1_800_000);
  });

  test('closing finishes what runs and leaves the rest to others', async () => {
    const { runs, handlers } = recording(() => new Promise((resolve) => setTimeout(resolve, 150)));
    const workers = await work(handlers);
    for (let number = 0; number < 12; number += 1) await queues.add('stripe-event', { eventId: String(number) });
    await until(() => workers.running() > 0);
    await workers.close();
    expect(workers.running()).toBe(0);
    const { waiting, active } = (await queues.counts()).critical;
    expect([active, waiting]).toEqual([0, 12 - runs.length]);
  });

  test('schedules written by many workers are one each', async () => {
    await Promise.all([queues.schedule(), queues.schedule()]);
    await queues.schedule();
    const counts = await queues.counts();
    expect(counts.critical.delayed + counts.critical.waiting + counts.bulk.delayed + counts.bulk.waiting).toBe(schedules.length);
  });
});

describe('the connection', () => {
  test('idle workers leave Redis in peace', async () => {
    await work(recording().handlers);
    const commands = async () => Number(/total_commands_processed:(\d+)/.exec(String(await world.queue.ask('INFO', 'stats')))?.[1]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const before = await commands();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    // BullMQ's defaults cost about two commands a second for each queue; the one counted here is the question itself.
    expect((await commands()) - before).toBeLessThanOrEqual(1);
  });

  test('adding fails soon when Redis is away', async () => {
    const away = openQueues({
      url: 'redis://127.0.0.1:1',
      settings: parseSiteConfig({ ...readSiteConfig(), redis: { commandTimeoutMs: 300 } }).redis,
    });
    open.push(away);
    const begun = Date.now();
    await expect(away.add('refund', { refundId: 'x' })).rejects.toThrow();
    await expect(away.ping()).rejects.toThrow();
    expect(Date.now() - begun).toBeLessThan(4000);
  });

  test('a database that evicts is refused', async () => {
    await expect(queues.ping()).resolves.toBeUndefined();
    const answering = (text: string) => ({ info: async () => text });
    await expect(refuseEviction(answering('used_memory:1\r\nmaxmemory_policy:allkeys-lru\r\n'))).rejects.toThrow('allkeys-lru');
    await expect(refuseEviction({ info: () => Promise.reject(new Error('not allowed here')) })).resolves.toBeUndefined();
  });
});

test('every job has a plan, and keys hold no colon', () => {
  expect(Object.keys(jobPlans)).toHaveLength(15);
  expect(jobKey('role', 'a:b:c')).toBe('role-a.b.c');
  for (const { job } of schedules) expect(jobNames).toContain(job);
});

describe('the double', () => {
  test('keeps the rules about keys, runs what jobs add, and retries', async () => {
    const fake = fakeQueues();
    const { runs, handlers } = recording(async ({ name, job }) => {
      if (name === 'stripe-event') await fake.add('role-sync', { userId: '1' }, { key: '1' });
      if (name === 'role-sync' && job.attempt < 3) throw new Error('not yet');
      if (name === 'refund') throw new Hopeless('never');
    });
    await fake.add('stripe-event', { eventId: 'evt_1' }, { key: 'evt_1' });
    await fake.add('stripe-event', { eventId: 'evt_1' }, { key: 'evt_1' });
    await fake.add('refund', { refundId: 'x' });
    expect(fake.named('stripe-event')).toHaveLength(1);
    await fake.run(handlers);
    expect(runs.map(({ name }) => name)).toEqual(['stripe-event', 'refund', 'role-sync', 'role-sync', 'role-sync']);
    expect(await fake.dead()).toMatchObject([{ name: 'refund', attempts: 1 }]);
    expect([await fake.retryDead(), fake.jobs.length]).toEqual([1, 1]);
    fake.breakDown(true);
    await expect(fake.add('refund', { refundId: 'x' })).rejects.toThrow();
  });
});
