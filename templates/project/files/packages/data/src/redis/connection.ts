/**
 * The connection to the cache: one per process, on which commands do not wait for each other. When Redis is away commands fail at once,
 * so that whoever asks can go on without; ioredis keeps trying in the background.
 */
import type { RedisSettings } from '@k77/config';
import { Redis } from 'ioredis';

export type { Redis } from 'ioredis';

export interface RedisOptions {
  url: string;
  /** Shown in CLIENT LIST: `bot-cache`, `api-subscriber`. */
  name: string;
  settings: RedisSettings;
}

export function openRedis({ url, name, settings }: RedisOptions): Redis {
  const redis = new Redis(url, {
    connectionName: name,
    connectTimeout: settings.connectTimeoutMs,
    commandTimeout: settings.commandTimeoutMs,
    keepAlive: settings.keepAliveMs,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    retryStrategy: (times) => Math.min(times * 100, 3000),
  });
  redis.on('connect', () => sendTogether(redis.stream));
  // Said on every attempt; what depends on Redis reports it where it matters.
  redis.on('error', () => undefined);
  return redis;
}

/** A second connection: one that listens to channels can do nothing else. It waits for Redis to be back and then listens again. */
export function openSubscriber({ url, name, settings }: RedisOptions): Redis {
  const redis = new Redis(url, {
    connectionName: name,
    connectTimeout: settings.connectTimeoutMs,
    keepAlive: settings.keepAliveMs,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(times * 100, 3000),
  });
  redis.on('error', () => undefined);
  return redis;
}

/** Waits until the connection stands, at most so long; false when it does not. Services start without the cache and say so. */
export async function redisReady(redis: Redis, ms = 5000): Promise<boolean> {
  if (redis.status === 'ready') return true;
  return new Promise((resolve) => {
    const ready = () => done(true);
    const timer = setTimeout(() => done(false), ms);
    const done = (answer: boolean) => {
      clearTimeout(timer);
      redis.off('ready', ready);
      resolve(answer);
    };
    redis.once('ready', ready);
  });
}

/** @throws Error when Redis does not answer */
export async function pingRedis(redis: Redis): Promise<void> {
  await redis.ping();
}

export async function closeRedis(redis: Redis): Promise<void> {
  if (redis.status === 'ready') await redis.quit().catch(() => undefined);
  redis.disconnect();
}

/**
 * What is asked in one turn of the event loop goes out in one packet: under load, sending command by command takes longer than all else that is done for them.
 * The auto-pipelining of ioredis 6 does this too, but throws outside of every request when Redis does not answer in time.
 */
function sendTogether(stream: Redis['stream']): void {
  const write = stream.write.bind(stream) as typeof stream.write;
  stream.write = ((...words: Parameters<typeof write>) => {
    if (stream.writableCorked === 0) {
      stream.cork();
      setImmediate(() => stream.uncork());
    }
    return write(...words);
  }) as typeof write;
}
