/** The servers that tests of adapters run against: one world per test file, nothing outside this machine. */
import { openTestWorld, type TestWorld } from '@k77/testkit';
import { type Mongo, openMongo } from './mongo.ts';
import { openRedis, openSubscriber, type Redis, redisReady } from './redis/connection.ts';

export const settings = {
  connectionsPerProcess: 1 as const,
  connectTimeoutMs: 1000,
  commandTimeoutMs: 1000,
  keepAliveMs: 30_000,
  pipelineBatch: 100,
  queue: { drainDelaySeconds: 60, stalledIntervalMs: 300_000 },
};

export interface Stores {
  world: TestWorld;
  mongo: Mongo;
  redis: Redis;
  subscriber: Redis;
  close(): Promise<void>;
}

export async function openStores(): Promise<Stores> {
  const world = await openTestWorld({ redis: 'real' });
  const mongo = await openMongo({ uri: world.mongodb.uri, database: world.mongodb.database, appName: 'test', maxPoolSize: 5 });
  const redis = openRedis({ url: world.redis.url, name: 'test', settings });
  const subscriber = openSubscriber({ url: world.redis.url, name: 'test-subscriber', settings });
  await Promise.all([redisReady(redis), redisReady(subscriber)]);
  return {
    world,
    mongo,
    redis,
    subscriber,
    async close() {
      redis.disconnect();
      subscriber.disconnect();
      await mongo.close();
      await world.close();
    },
  };
}

/** A clock that the test moves. */
export function handClock(start = '2026-06-01T00:00:00Z') {
  let now = new Date(start).getTime();
  return {
    now: () => new Date(now),
    advance(ms: number) {
      now += ms;
    },
  };
}
