/**
 * Guide 6.3/9: what makes Redis fast, as configuration of the generated services. ioredis sends everything over one connection, so that a pool of 50 buys nothing.
 * Idle queues that ask all the time cost more than the traffic: https://upstash.com/docs/redis/integrations/bullmq
 */
import { task } from '../../core/task.ts';
import { readSection, writeSection } from '../site-config.ts';

export interface Performance {
  connectionsPerProcess: number;
  connectTimeoutMs: number;
  commandTimeoutMs: number;
  keepAliveMs: number;
  /** Commands that travel together at most. */
  pipelineBatch: number;
  queue: { drainDelaySeconds: number; stalledIntervalMs: number };
}

export const performance = task({
  id: 'redis.performance',
  guide: ['6.3/9', '6.3#011'],
  settings: [
    {
      id: '6.3/9:pool',
      says: 'One connection per process, on which commands do not wait for each other; the queue and pub/sub have their own',
    },
    { id: '6.3/9:timeouts', says: '5 s to connect and per command, keep-alive every 30 s' },
    { id: '6.3/9:pipeline', says: 'Bulk writes in pipelines of 100' },
    {
      id: '6.3/9:queue',
      says: 'Idle workers ask every 60 s and look for stalled jobs every 5 min: 5.3 million commands a month become 0.4',
    },
  ],
  title: 'Record timeouts, pipelining and idle behaviour',
  uses: [],
  needs: [],
  want: (): Performance => ({
    connectionsPerProcess: 1,
    connectTimeoutMs: 5000,
    commandTimeoutMs: 5000,
    keepAliveMs: 30_000,
    pipelineBatch: 100,
    queue: { drainDelaySeconds: 60, stalledIntervalMs: 300_000 },
  }),
  read: async (context) => (await readSection(context, 'redis')) as Performance | undefined,
  async apply(context, want) {
    await writeSection(context, 'redis', want);
    return want;
  },
  undo: (context) => writeSection(context, 'redis', undefined),
  gives: {},
});
