/**
 * The side that adds jobs: API, bot, worker.
 */
import { type JobsOptions, Queue } from 'bullmq';
import { connect, prefixOf, type QueueConnection, refuseEviction, standing } from './connection.ts';
import { type JobName, type Jobs, jobKey, jobPlans, type QueueName, queueNames } from './jobs.ts';
import { type Schedule, schedules } from './schedules.ts';

export interface AddOptions {
  /** While a job with this key waits, another is not added; while one runs, the last one added runs after it. */
  key?: string | undefined;
  delayMs?: number | undefined;
}

export interface DeadJob {
  id: string;
  name: JobName;
  queue: QueueName;
  error: string;
  attempts: number;
}

export interface Queues {
  /** @throws Error when Redis is away: what must not be lost is written to the database first and swept up later */
  add<N extends JobName>(name: N, data: Jobs[N], options?: AddOptions): Promise<void>;
  /** Takes back a job that waits under that key. */
  remove(name: JobName, key: string): Promise<boolean>;
  schedule(list?: readonly Schedule[]): Promise<void>;
  counts(): Promise<Readonly<Record<QueueName, { waiting: number; active: number; delayed: number; failed: number }>>>;
  dead(limit?: number): Promise<readonly DeadJob[]>;
  /** Returns how many were put back. */
  retryDead(): Promise<number>;
  /** @throws Error when Redis does not answer, or may evict jobs */
  ping(): Promise<void>;
  close(): Promise<void>;
}

const twoWeeks = 14 * 86_400;

export function openQueues(connection: QueueConnection): Queues {
  const redis = connect(connection, 'add');
  const open = (name: QueueName) => new Queue(name, { connection: redis, prefix: prefixOf(name), skipVersionCheck: true });
  const queues: Readonly<Record<QueueName, Queue>> = { critical: open('critical'), bulk: open('bulk') };
  const all = queueNames.map((name) => queues[name]);
  const patience = connection.settings.commandTimeoutMs;
  for (const queue of all) queue.on('error', () => undefined);

  return {
    async add(name, data, options = {}) {
      await standing(redis, patience);
      await queues[jobPlans[name].queue].add(name, data, jobOptions(name, options));
    },
    async remove(name, key) {
      const queue = queues[jobPlans[name].queue];
      const id = await queue.getDeduplicationJobId(jobKey(name, key));
      if (id === null) return false;
      const removed = await queue.remove(id);
      await queue.removeDeduplicationKey(jobKey(name, key));
      return removed > 0;
    },
    async schedule(list = schedules) {
      for (const { id, job, every } of list) {
        const repeat = typeof every === 'number' ? { every } : { pattern: every, tz: 'UTC' };
        await queues[jobPlans[job].queue].upsertJobScheduler(id, repeat, { name: job, data: {}, opts: retries(job) });
      }
    },
    async counts() {
      const [critical, bulk] = await Promise.all([countsOf(queues.critical), countsOf(queues.bulk)]);
      return { critical, bulk };
    },
    async dead(limit = 100) {
      const lists = await Promise.all(queueNames.map((name) => deadOf(queues[name], name, limit)));
      return lists.flat();
    },
    async retryDead() {
      const failed = (await Promise.all(all.map((queue) => queue.getFailed(0, 999)))).flat();
      await Promise.all(failed.map((job) => job.retry('failed', { resetAttemptsMade: true })));
      return failed.length;
    },
    async ping() {
      await standing(redis, patience);
      await redis.ping();
      await refuseEviction(redis);
    },
    async close() {
      if (redis.status === 'ready') await Promise.all(all.map((queue) => queue.close()));
      redis.disconnect();
    },
  };
}

function jobOptions(name: JobName, { key, delayMs }: AddOptions): JobsOptions {
  return {
    ...retries(name),
    ...(delayMs === undefined ? {} : { delay: Math.max(0, delayMs) }),
    ...(key === undefined ? {} : { deduplication: { id: jobKey(name, key), keepLastIfActive: true } }),
  };
}

function retries(name: JobName) {
  const { attempts, backoffMs } = jobPlans[name];
  return {
    attempts,
    backoff: { type: 'exponential', delay: backoffMs, jitter: 0.2 },
    removeOnComplete: true,
    removeOnFail: { age: twoWeeks, count: 5000 },
  };
}

async function countsOf(queue: Queue) {
  const { waiting = 0, active = 0, delayed = 0, failed = 0, prioritized = 0 } = await queue.getJobCounts();
  return { waiting: waiting + prioritized, active, delayed, failed };
}

async function deadOf(queue: Queue, name: QueueName, limit: number): Promise<DeadJob[]> {
  const jobs = await queue.getFailed(0, limit - 1);
  return jobs.map((job) => ({
    id: job.id ?? '',
    name: job.name as JobName,
    queue: name,
    error: job.failedReason,
    attempts: job.attemptsMade,
  }));
}
