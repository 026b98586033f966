/**
 * How BullMQ reaches Redis, and how quiet it is when there is nothing to do: with its defaults five idle queues cost millions of commands a month.
 */
import type { RedisSettings } from '@k77/config';
import { Redis } from 'ioredis';
import type { QueueName } from './jobs.ts';

export interface QueueConnection {
  /** REDIS_QUEUE_URL: a database that never evicts. */
  url: string;
  settings: RedisSettings;
}

/** Each queue in a hash slot of its own, so that both work on Redis Cluster. */
export function prefixOf(queue: QueueName): string {
  return `{k77-${queue}}`;
}

/** Workers wait for jobs in a blocking command, which must not time out; whoever adds jobs must hear soon that Redis is away. */
export function connect({ url, settings }: QueueConnection, use: 'add' | 'work'): Redis {
  const common = {
    connectTimeout: settings.connectTimeoutMs,
    keepAlive: settings.keepAliveMs,
    retryStrategy: (times: number) => Math.min(times * 200, 5000),
  };
  const redis =
    use === 'work'
      ? new Redis(url, { ...common, maxRetriesPerRequest: null })
      : new Redis(url, { ...common, maxRetriesPerRequest: 1, commandTimeout: settings.commandTimeoutMs });
  // ioredis says so on every attempt; what depends on the connection reports it where it matters.
  redis.on('error', () => undefined);
  return redis;
}

/** Seconds between two looks of an idle worker, and milliseconds between two searches for jobs whose worker died. */
export function idleSettings(queue: QueueName, { queue: { drainDelaySeconds, stalledIntervalMs } }: RedisSettings) {
  return { drainDelay: drainDelaySeconds, stalledInterval: queue === 'critical' ? Math.min(60_000, stalledIntervalMs) : stalledIntervalMs };
}

/** @throws Error when the connection does not stand within so many milliseconds: BullMQ alone would wait for ever */
export async function standing(redis: Redis, ms: number): Promise<void> {
  if (redis.status === 'ready') return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      redis.off('ready', ready);
      reject(new Error('the queue is away'));
    }, ms);
    const ready = () => {
      clearTimeout(timer);
      resolve();
    };
    redis.once('ready', ready);
  });
}

/**
 * A database that evicts loses refunds. Where INFO is not answered (some hosts) nothing is known and nothing refused.
 * @throws Error when the database may evict jobs
 */
export async function refuseEviction(redis: { info(section: string): Promise<string> }): Promise<void> {
  const info = await redis.info('memory').catch(() => '');
  const policy = /maxmemory_policy:(\S+)/.exec(info)?.[1];
  if (policy !== undefined && policy !== 'noeviction') throw new Error(`the queue database evicts keys (${policy}); it must not`);
}
