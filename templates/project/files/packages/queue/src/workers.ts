/**
 * The side that works. Any number of worker processes share the queues; starting another one is all there is to scaling out.
 */
import { type Job, UnrecoverableError, Worker } from 'bullmq';
import { connect, idleSettings, prefixOf, type QueueConnection } from './connection.ts';
import { type Handlers, type JobName, type QueueName, queueNames } from './jobs.ts';
import type { DeadJob } from './queues.ts';

/** Thrown by a handler when trying again cannot help. */
export class Hopeless extends Error {
  override readonly name = 'Hopeless';
}

export interface WorkerOptions extends QueueConnection {
  handlers: Handlers;
  /** Jobs at the same time; 5 critical and 2 bulk unless told. */
  concurrency?: Partial<Record<QueueName, number>>;
  /** Jobs per second of each queue over all processes: most jobs ask Discord, which allows 50 requests a second for one bot. */
  perSecond?: number;
  /** Told of every job that will not be tried again. */
  onDead(job: DeadJob): void;
  /** Told when Redis is away or a job is found whose worker died. */
  onTrouble?(queue: QueueName, error: Error): void;
}

export interface Workers {
  ready(): Promise<void>;
  /** How many jobs run in this process now. */
  running(): number;
  /** Takes no more jobs and waits for those that run; the rest is left to others. */
  close(): Promise<void>;
}

export function startWorkers(options: WorkerOptions): Workers {
  let running = 0;
  const workers = queueNames.map((queue) =>
    startWorker(queue, options, async (job) => {
      running += 1;
      try {
        await handle(options.handlers, job);
      } finally {
        running -= 1;
      }
    }),
  );
  return {
    async ready() {
      await Promise.all(workers.map(({ worker }) => worker.waitUntilReady()));
    },
    running: () => running,
    async close() {
      await Promise.all(workers.map(({ worker }) => worker.close()));
      for (const { redis } of workers) redis.disconnect();
    },
  };
}

function startWorker(queue: QueueName, options: WorkerOptions, work: (job: Job) => Promise<void>) {
  const redis = connect(options, 'work');
  const worker = new Worker(queue, work, {
    connection: redis,
    prefix: prefixOf(queue),
    concurrency: options.concurrency?.[queue] ?? (queue === 'critical' ? 5 : 2),
    limiter: { max: options.perSecond ?? 25, duration: 1000 },
    maxStalledCount: 3,
    ...idleSettings(queue, options.settings),
  });
  worker.on('failed', (job, error) => {
    if (job !== undefined && isDead(job, error)) options.onDead(deadJob(job, queue, error));
  });
  worker.on('error', (error) => options.onTrouble?.(queue, error));
  return { worker, redis };
}

async function handle(handlers: Handlers, job: Job): Promise<void> {
  const handler = handlers[job.name as JobName] as Handlers[JobName] | undefined;
  if (handler === undefined) throw new UnrecoverableError(`no handler for ${job.name}`);
  const attempt = job.attemptsMade + 1;
  try {
    await handler(job.data as never, { id: job.id ?? '', attempt, last: attempt >= (job.opts.attempts ?? 1) });
  } catch (error) {
    throw error instanceof Hopeless ? new UnrecoverableError(error.message) : error;
  }
}

function isDead(job: Job, error: Error): boolean {
  return error instanceof UnrecoverableError || job.attemptsMade >= (job.opts.attempts ?? 1);
}

function deadJob(job: Job, queue: QueueName, { message }: Error): DeadJob {
  return { id: job.id ?? '', name: job.name as JobName, queue, error: message, attempts: job.attemptsMade };
}
