/** What a bot that runs keeps in Redis: how many shards there are, and what each told of itself last. */
import { Redis } from 'ioredis';
import { Secret } from '../core/secret.ts';
import { edgeNetwork } from '../ports/network.ts';
import { redisOptions } from '../ports/redis.ts';
import type { World } from '../sandbox/world.ts';

const timeoutMs = 5000;

/** @param known values of k77, as text */
export async function inRedis<T>(world: World, known: Readonly<Record<string, string>>, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(redisOptions(new Secret('REDIS_URL', known.REDIS_URL ?? ''), edgeNetwork(world.edge()), timeoutMs));
  redis.on('error', () => {});
  try {
    await redis.connect();
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

/** @param latencies milliseconds to Discord and back, one for each shard; -1: none measured yet */
export function pretendHeartbeats(world: World, known: Readonly<Record<string, string>>, latencies: readonly number[]): Promise<void> {
  const prefix = `k77:${known.ENVIRONMENT}:shard`;
  return inRedis(world, known, async (redis) => {
    await redis.set(`${prefix}:plan`, latencies.length);
    for (const [shardId, latencyMs] of latencies.entries())
      await redis.set(`${prefix}:${shardId}`, JSON.stringify({ shardId, guilds: 3, latencyMs, at: new Date() }));
  });
}
