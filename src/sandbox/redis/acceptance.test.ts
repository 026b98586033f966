/**
 * Acceptance: BullMQ's queue flow and rate-limiter-flexible, unmodified, on the built-in Redis.
 */
import { once } from 'node:events';
import { type Job, Queue, QueueEvents, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../ports/clock.ts';
import { systemRandom } from '../../ports/random.ts';
import { systemShell } from '../../ports/shell.ts';
import { openRedis, type RedisServer } from './open.ts';

const password = 'acceptance-password';
let server: RedisServer;
let redis: Redis;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  server = await openRedis({ clock: systemClock, random: systemRandom, shell: systemShell, password, prefer: 'built-in' });
  redis = new Redis({ host: '127.0.0.1', port: server.port, password, maxRetriesPerRequest: null });
});

afterAll(async () => {
  redis.disconnect();
  await server.close();
});

async function closeAll(): Promise<void> {
  for (const each of open.splice(0).reverse()) await each.close();
}

function queueNamed(name: string): {
  queue: Queue;
  events: QueueEvents;
  work(run: (job: Job) => Promise<unknown>, concurrency?: number): Worker;
} {
  const connection = { host: '127.0.0.1', port: server.port, password, maxRetriesPerRequest: null };
  const queue = new Queue(name, { connection });
  const events = new QueueEvents(name, { connection });
  // Every job that is waited for adds a listener.
  queue.setMaxListeners(0);
  open.push(queue, events);
  const work = (run: (job: Job) => Promise<unknown>, concurrency = 1): Worker => {
    const worker = new Worker(name, run, { connection, concurrency });
    open.push(worker);
    return worker;
  };
  return { queue, events, work };
}

describe('BullMQ', () => {
  test('processes jobs, keeps what they return, counts them and tells of them', async () => {
    const { queue, events, work } = queueNamed('plain');
    await events.waitUntilReady();
    const told: string[] = [];
    events.on('completed', ({ jobId }) => told.push(jobId));
    work(async ({ data }) => ({ doubled: data.n * 2 }), 5);
    const jobs = await queue.addBulk(Array.from({ length: 20 }, (_, n) => ({ name: 'double', data: { n } })));
    const results = await Promise.all(jobs.map((job) => job.waitUntilFinished(events, 5000)));
    expect(results).toEqual(Array.from({ length: 20 }, (_, n) => ({ doubled: n * 2 })));
    expect(await queue.getJobCounts('completed', 'failed', 'waiting', 'active')).toEqual({
      completed: 20,
      failed: 0,
      waiting: 0,
      active: 0,
    });
    expect(told.sort()).toEqual(jobs.map(({ id }) => id).sort());
    await closeAll();
  });

  test('runs urgent jobs first and delayed ones later', async () => {
    const { queue, events, work } = queueNamed('order');
    await events.waitUntilReady();
    const order: string[] = [];
    const delayed = await queue.add('delayed', {}, { delay: 150 });
    await queue.add('low', {}, { priority: 10 });
    await queue.add('high', {}, { priority: 1 });
    await queue.add('plain', {});
    expect(await queue.getJobCounts('delayed', 'prioritized', 'waiting')).toEqual({ delayed: 1, prioritized: 2, waiting: 1 });
    work(async ({ name }) => void order.push(name));
    await delayed.waitUntilFinished(events, 5000);
    expect(order).toEqual(['plain', 'high', 'low', 'delayed']);
    await closeAll();
  });

  test('tries again with backoff, then gives up', async () => {
    const { queue, events, work } = queueNamed('retries');
    await events.waitUntilReady();
    const attempts: number[] = [];
    work(async (job) => {
      attempts.push(job.attemptsMade);
      throw new Error(`attempt ${job.attemptsMade}`);
    });
    const job = await queue.add('fails', {}, { attempts: 3, backoff: { type: 'exponential', delay: 20 } });
    await expect(job.waitUntilFinished(events, 5000)).rejects.toThrow('attempt 2');
    expect(attempts).toEqual([0, 1, 2]);
    expect(await queue.getFailedCount()).toBe(1);
    const [failed] = await queue.getFailed();
    expect(failed?.failedReason).toBe('attempt 2');
    await failed?.retry();
    await once(events, 'failed');
    expect(attempts).toHaveLength(4);
    await closeAll();
  });

  test('a scheduler makes jobs again and again', async () => {
    const { queue, work } = queueNamed('scheduler');
    let runs = 0;
    await queue.upsertJobScheduler('tick', { every: 60 }, { name: 'tick', data: { from: 'scheduler' } });
    const worker = work(async ({ data }) => {
      expect(data).toEqual({ from: 'scheduler' });
      runs += 1;
    });
    while (runs < 3) await once(worker, 'completed');
    expect(await queue.getJobSchedulers()).toMatchObject([{ key: 'tick', every: 60 }]);
    expect(await queue.removeJobScheduler('tick')).toBe(true);
    expect(await queue.getJobSchedulers()).toEqual([]);
    await closeAll();
  });

  test('several workers share the jobs and none runs twice', async () => {
    const { queue, events, work } = queueNamed('shared');
    await events.waitUntilReady();
    const ran: number[] = [];
    for (let i = 0; i < 3; i += 1) work(async ({ data }) => void ran.push(data.n), 4);
    const jobs = await queue.addBulk(Array.from({ length: 100 }, (_, n) => ({ name: 'job', data: { n } })));
    await Promise.all(jobs.map((job) => job.waitUntilFinished(events, 8000)));
    expect(ran.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => n));
    await closeAll();
  });

  test('pauses, resumes, removes, cleans and drains', async () => {
    const { queue, events, work } = queueNamed('care');
    await events.waitUntilReady();
    await queue.pause();
    const [first, second] = await queue.addBulk([
      { name: 'a', data: {} },
      { name: 'b', data: {} },
    ]);
    work(async () => 'done');
    expect(await queue.isPaused()).toBe(true);
    await second?.remove();
    await queue.resume();
    expect(await first?.waitUntilFinished(events, 5000)).toBe('done');
    expect(await queue.clean(0, 10, 'completed')).toEqual([first?.id]);
    await queue.add('c', {}, { delay: 60_000 });
    await queue.drain(true);
    expect(await queue.getJobCounts('completed', 'delayed', 'waiting')).toEqual({ completed: 0, delayed: 0, waiting: 0 });
    await queue.obliterate({ force: true });
    await closeAll();
  });
});

describe('rate-limiter-flexible', () => {
  test('consumes every point exactly once under concurrency', async () => {
    const limiter = new RateLimiterRedis({ storeClient: redis, keyPrefix: 'points', points: 50, duration: 60 });
    const answers = await Promise.allSettled(Array.from({ length: 120 }, () => limiter.consume('user')));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
    const left = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.remainingPoints] : []));
    expect(new Set(left).size).toBe(50);
    expect((await limiter.get('user'))?.consumedPoints).toBe(120);
  });

  test('blocks for blockDuration once the points are gone', async () => {
    const limiter = new RateLimiterRedis({ storeClient: redis, keyPrefix: 'block', points: 2, duration: 1, blockDuration: 30 });
    await limiter.consume('user', 2);
    const refused: unknown = await limiter.consume('user').catch((reason: unknown) => reason);
    expect(refused).toMatchObject({ remainingPoints: 0, consumedPoints: 3 });
    expect((refused as { msBeforeNext: number }).msBeforeNext).toBeGreaterThan(20_000);
  });

  test('gives points back when the window is over, and by reward and delete', async () => {
    const limiter = new RateLimiterRedis({ storeClient: redis, keyPrefix: 'window', points: 1, duration: 1 });
    await limiter.consume('user');
    await expect(limiter.consume('user')).rejects.toMatchObject({ remainingPoints: 0 });
    await limiter.reward('user', 2);
    await expect(limiter.consume('user')).resolves.toMatchObject({ consumedPoints: 1 });
    await limiter.delete('user');
    expect(await limiter.get('user')).toBeNull();
  });
});
