/** Every shard that hears Discord says so; who says nothing for 45 seconds is down, and `/health/bot` of the API tells. */
import type { Clock, Heartbeats } from '@k77/data';
import type { Logger } from '@k77/observability';
import type { ShardState } from './shard.ts';

export interface BeatsOptions {
  heartbeats: Pick<Heartbeats, 'beat'>;
  states(): readonly ShardState[];
  clock: Clock;
  logger: Pick<Logger, 'debug'>;
  everyMs?: number;
}

/** Older than this, a shard is not believed to hear anything. */
export const heardWithinMs = 60_000;

export function startBeats({ heartbeats, states, clock, logger, everyMs = 20_000 }: BeatsOptions): { now(): Promise<void>; stop(): void } {
  const beat = async (): Promise<void> => {
    const at = clock.now();
    const alive = states().filter(({ ready, heardAt }) => ready && at.getTime() - heardAt < heardWithinMs);
    const told = alive.map(({ id, guilds, latencyMs }) => heartbeats.beat({ shardId: id, guilds, latencyMs, at }));
    await Promise.all(told).catch((error: unknown) => logger.debug({ err: error }, 'heartbeat not told'));
  };
  const timer = setInterval(() => void beat(), everyMs);
  timer.unref();
  return { now: beat, stop: () => clearInterval(timer) };
}
