/**
 * Queues in memory, for tests: the same rules about keys, and jobs run when the test says so.
 */
import { type Handlers, type JobName, type Jobs, jobKey, jobPlans } from './jobs.ts';
import type { AddOptions, DeadJob, Queues } from './queues.ts';

export interface FakeJob<N extends JobName = JobName> {
  name: N;
  data: Jobs[N];
  key: string | undefined;
  delayMs: number;
}

export interface FakeQueues extends Queues {
  /** Waiting, oldest first. */
  readonly jobs: readonly FakeJob[];
  named<N extends JobName>(name: N): readonly FakeJob<N>[];
  /** Runs what waits, and what that adds, delays ignored; failures are tried again as often as the real queue would. */
  run(handlers: Partial<Handlers>): Promise<void>;
  /** From now on `add` throws, as when Redis is away. */
  breakDown(broken: boolean): void;
}

export function fakeQueues(): FakeQueues {
  let jobs: FakeJob[] = [];
  let broken = false;
  const dead: (DeadJob & { job: FakeJob })[] = [];

  const attempt = async (job: FakeJob, handlers: Partial<Handlers>): Promise<void> => {
    const { attempts, queue } = jobPlans[job.name];
    const handler = handlers[job.name] as Handlers[JobName] | undefined;
    if (handler === undefined) return;
    for (let number = 1; number <= attempts; number += 1) {
      try {
        return await handler(job.data as never, { id: String(number), attempt: number, last: number === attempts });
      } catch (error) {
        const hopeless = error instanceof Error && error.name === 'Hopeless';
        if (number < attempts && !hopeless) continue;
        dead.push({ id: String(dead.length), name: job.name, queue, error: String(error), attempts: number, job });
        return;
      }
    }
  };

  return {
    get jobs() {
      return jobs;
    },
    named: (name) => jobs.filter((job) => job.name === name) as never,
    async add(name, data, { key, delayMs = 0 }: AddOptions = {}) {
      if (broken) throw new Error('the queue is away');
      if (key !== undefined && jobs.some((job) => job.name === name && job.key === jobKey(key))) return;
      jobs.push({ name, data, key: key === undefined ? undefined : jobKey(key), delayMs });
    },
    async remove(name, key) {
      const before = jobs.length;
      jobs = jobs.filter((job) => job.name !== name || job.key !== jobKey(key));
      return jobs.length < before;
    },
    async schedule() {},
    async run(handlers) {
      for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) await attempt(job, handlers);
    },
    async counts() {
      const of = (queue: string) => ({
        waiting: jobs.filter(({ name, delayMs }) => jobPlans[name].queue === queue && delayMs === 0).length,
        active: 0,
        delayed: jobs.filter(({ name, delayMs }) => jobPlans[name].queue === queue && delayMs > 0).length,
        failed: dead.filter((job) => job.queue === queue).length,
      });
      return { critical: of('critical'), bulk: of('bulk') };
    },
    async dead(limit = 100) {
      return dead.slice(0, limit).map(({ job: _, ...rest }) => rest);
    },
    async retryDead() {
      const again = dead.splice(0);
      jobs.push(...again.map(({ job }) => job));
      return again.length;
    },
    async ping() {
      if (broken) throw new Error('the queue is away');
    },
    async close() {},
    breakDown: (state) => {
      broken = state;
    },
  };
}
