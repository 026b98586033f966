/**
 * Several processes share the shards by leases in Redis. Each takes a place (0, 1, …) and runs the shards that the plan gives that place. Shards that nobody holds,
 * because a process died, are taken by whoever is there, and handed back, with their session, when their place is taken again.
 */
import { planShards } from '@k77/core';
import type { Bus, Lease, Locks } from '@k77/data';
import type { Logger } from '@k77/observability';
import type { Assignment, ShardDesk } from './assignment.ts';

export interface SharedAssignmentOptions {
  total: number;
  replicas: number;
  locks: Locks;
  bus: Bus;
  desk: ShardDesk;
  logger: Pick<Logger, 'info' | 'warn'>;
  /** How long a dead process holds its shards. */
  leaseMs?: number;
  /** How often leases are renewed and free shards looked for. */
  tickMs?: number;
}

/** Whose message: "these are mine, give them to me". */
const wantedChannel = 'shards-wanted';
/** "I have let go of shards." */
const freeChannel = 'shards-free';

export function sharedAssignment(options: SharedAssignmentOptions): Assignment {
  const { total, replicas, locks, bus, desk, logger, leaseMs = 15_000, tickMs = 5000 } = options;
  const held = new Map<number, Lease>();
  /** Handed back to their own process: so long they are left alone, or they would be taken again before it comes for them. */
  const leftAlone = new Map<number, number>();
  let place: { index: number; lease: Lease } | undefined;
  let startedAt = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> | undefined;
  let unsubscribe: (() => Promise<void>)[] = [];

  const home = (): readonly number[] => (place === undefined ? [] : planShards({ total, replicas, index: place.index }));

  const keepPlace = async (): Promise<void> => {
    if (place !== undefined && (await place.lease.renew(leaseMs))) return;
    place = undefined;
    for (let index = 0; index < replicas && place === undefined; index += 1) {
      const lease = await locks.lease(`bot-place:${index}`, leaseMs);
      if (lease !== undefined) place = { index, lease };
    }
  };

  /** A lease that ran out is taken again unless somebody else has it. While Redis is away nobody else can get it, and the shard goes on. */
  const keepShards = async (): Promise<void> => {
    for (const [id, lease] of held) {
      if (await lease.renew(leaseMs)) continue;
      const again = await locks.lease(shardName(id), leaseMs);
      if (again !== undefined) held.set(id, again);
      else await letGo(id, 'another process has it');
    }
  };

  const letGo = async (id: number, why: string): Promise<void> => {
    const lease = held.get(id);
    held.delete(id);
    logger.info({ shard: id, why }, 'shard handed on');
    await desk.close(id).catch((error: unknown) => logger.warn({ err: error, shard: id }, 'did not close cleanly'));
    await lease?.release().catch(() => undefined);
  };

  /** The shards of this place at once; those of others when nobody has held them for the time in which a process starts. */
  const takeFree = async (): Promise<void> => {
    const mine = home();
    const settled = Date.now() - startedAt > leaseMs;
    const all = Array.from({ length: total }, (_, id) => id);
    for (const id of settled ? all : mine) {
      if (held.has(id) || stopped || (!mine.includes(id) && (leftAlone.get(id) ?? 0) > Date.now())) continue;
      const lease = await locks.lease(shardName(id), leaseMs);
      if (lease === undefined) continue;
      held.set(id, lease);
      if (!mine.includes(id)) logger.info({ shard: id }, 'nobody has this shard: taken over');
      desk.open(id).catch((error: unknown) => {
        logger.warn({ err: error, shard: id }, 'could not be opened; it is free for another process');
        if (held.get(id) === lease) held.delete(id);
        void lease.release().catch(() => undefined);
      });
    }
  };

  const askBack = async (): Promise<boolean> => {
    const missing = home().filter((id) => !held.has(id));
    if (missing.length > 0) await bus.publish(wantedChannel, JSON.stringify(missing));
    return missing.length > 0;
  };

  const handBack = async (message: string): Promise<void> => {
    const wanted = parseList(message).filter((id) => held.has(id) && !home().includes(id));
    for (const id of wanted) leftAlone.set(id, Date.now() + leaseMs);
    await Promise.all(wanted.map((id) => letGo(id, 'its own process is back')));
    if (wanted.length > 0) await bus.publish(freeChannel, '').catch(() => undefined);
  };

  const look = async (): Promise<void> => {
    let soon = false;
    try {
      await keepPlace();
      await keepShards();
      await takeFree();
      soon = await askBack();
    } catch (error) {
      logger.warn({ err: error }, 'Redis is away: shards stay where they are');
    }
    schedule(soon ? Math.min(1000, tickMs) : tickMs);
  };

  const tick = (): void => {
    clearTimeout(timer);
    if (stopped) return;
    underWay ??= look().finally(() => {
      underWay = undefined;
    });
  };

  const schedule = (ms: number): void => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(tick, ms);
  };

  return {
    async start() {
      startedAt = Date.now();
      unsubscribe = [
        await bus.subscribe(wantedChannel, (message) => void handBack(message)),
        await bus.subscribe(freeChannel, () => tick()),
      ];
      tick();
      await underWay;
    },
    mine: () => [...held.keys()].sort((a, b) => a - b),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await underWay;
      await Promise.all(unsubscribe.map((stop) => stop()));
      await Promise.all([...held.keys()].map((id) => letGo(id, 'this process stops')));
      await place?.lease.release().catch(() => undefined);
      await bus.publish(freeChannel, '').catch(() => undefined);
    },
  };
}

function shardName(id: number): string {
  return `bot-shard:${id}`;
}

function parseList(message: string): readonly number[] {
  try {
    const list: unknown = JSON.parse(message);
    return Array.isArray(list) ? list.filter((id) => typeof id === 'number') : [];
  } catch {
    return [];
  }
}
