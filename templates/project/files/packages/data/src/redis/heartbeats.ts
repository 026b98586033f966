/** Signs of life of the bot's shards: one key per shard that ends by itself, and the number of shards that there should be. */
import { policy } from '@k77/config';
import type { Redis } from 'ioredis';
import { type Clock, systemClock } from '../ports/clock.ts';
import type { Heartbeats, ShardBeat } from '../ports/heartbeats.ts';

export function createHeartbeats(redis: Redis, environment: string): Heartbeats {
  const prefix = `k77:${environment}:shard`;
  const totalKey = `${prefix}:plan`;
  const total = async () => {
    const text = await redis.get(totalKey);
    return text === null ? undefined : Number(text);
  };
  return {
    total,
    async beat(beat) {
      await redis.set(`${prefix}:${beat.shardId}`, JSON.stringify(beat), 'EX', policy.heartbeatSeconds);
    },
    async alive() {
      const count = (await total()) ?? 0;
      // One by one and not by MGET, which a cluster refuses over several nodes; they travel together.
      const texts = await Promise.all(Array.from({ length: count }, (_, shard) => redis.get(`${prefix}:${shard}`)));
      return texts.flatMap((text) => (text === null ? [] : [read(text)]));
    },
    async decideTotal(wanted, force = false) {
      if (force) await redis.set(totalKey, wanted);
      else await redis.set(totalKey, wanted, 'NX');
      return (await total()) ?? wanted;
    },
  };
}

function read(text: string): ShardBeat {
  const { shardId, guilds, latencyMs, at } = JSON.parse(text) as Omit<ShardBeat, 'at'> & { at: string };
  return { shardId, guilds, latencyMs, at: new Date(at) };
}

/** For tests. */
export function memoryHeartbeats(clock: Clock = systemClock): Heartbeats {
  const beats = new Map<number, { beat: ShardBeat; until: number }>();
  let shards: number | undefined;
  return {
    total: async () => shards,
    async beat(beat) {
      beats.set(beat.shardId, { beat, until: clock.now().getTime() + policy.heartbeatSeconds * 1000 });
    },
    async alive() {
      const present = [...beats.values()].filter(({ until, beat }) => until > clock.now().getTime() && beat.shardId < (shards ?? 0));
      return present.map(({ beat }) => beat).sort((a, b) => a.shardId - b.shardId);
    },
    async decideTotal(wanted, force = false) {
      if (force || shards === undefined) shards = wanted;
      return shards;
    },
  };
}
