/**
 * Which process runs which shards. The total is chosen once and kept in Redis: processes that each asked Discord could get different answers.
 */
export interface ShardSlice {
  /** Shards of the whole bot. */
  total: number;
  /** Processes that share them. */
  replicas: number;
  /** Which of them this one is, from 0. */
  index: number;
}

/** Above it Discord demands shards; https://discord.com/developers/docs/events/gateway#sharding */
const guildsPerShard = 2500;
/** Room to grow before the total has to change, which restarts every shard. */
const comfortable = 1000;

/** Neighbouring shards go to one process; sizes differ by one at most; together they are all shards, none twice. */
export function planShards({ total, replicas, index }: ShardSlice): readonly number[] {
  if (index < 0 || index >= replicas || total < 1) return [];
  const from = Math.floor((total * index) / replicas);
  const to = Math.floor((total * (index + 1)) / replicas);
  return Array.from({ length: to - from }, (_, position) => from + position);
}

/** How many shards a bot in so many servers starts with. */
export function shardsFor(guilds: number): number {
  if (guilds < guildsPerShard) return guilds <= comfortable ? 1 : 2;
  return Math.ceil(guilds / comfortable);
}

/** `(guild_id >> 22) % total`, as Discord does it. */
export function shardOf(guildId: string, total: number): number {
  return Number((BigInt(guildId) >> 22n) % BigInt(total));
}

/** Shards of one bucket identify one after the other, five seconds apart. */
export function identifyBucket(shardId: number, maxConcurrency: number): number {
  return shardId % Math.max(1, maxConcurrency);
}
