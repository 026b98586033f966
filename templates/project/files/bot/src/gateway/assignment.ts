/**
 * Which shards this process runs: those of which it holds the lease in Redis, so that no two processes answer for one server. What nobody holds, because a process
 * died, is taken by whoever shares, and handed back, with its session, when a process comes whose own it is. Who gets none stands by.
 */
import type { Bus, Lease, Locks } from '@k77/data';
import type { Logger } from '@k77/observability';
import { createHome } from './home.ts';
import { createShardMessages } from './shard-messages.ts';

export interface Assignment {
  /** Begins to open shards; does not wait until they are ready. */
  start(): Promise<void>;
  /** Those that this process has to run now. */
  mine(): readonly number[];
  /** Others run its shards, and it takes them when they let go or die. False until Redis has said so. */
  standsBy(): boolean;
  /** Hands all of them on. */
  stop(): Promise<void>;
}

export interface ShardDesk {
  open(id: number): Promise<void>;
  close(id: number): Promise<void>;
}

export interface AssignmentOptions {
  /** Other bots may use the same Redis. */
  applicationId: string;
  total: number;
  replicas: number;
  /** SHARD_LIST: these and no others. */
  list?: readonly number[] | undefined;
  locks: Locks;
  bus: Bus;
  desk: ShardDesk;
  logger: Pick<Logger, 'info' | 'warn'>;
  /** How long a lease lasts that is not renewed. Who shares learns from it that another one died; who does not, by asking. */
  leaseMs?: number;
  /** How often leases are renewed and free shards looked for. Every renewal is a command that Redis may bill. */
  tickMs?: number;
  /** How often a process asks for shards that it waits for. */
  askMs?: number;
}

/** Questions in a row without an answer after which a holder is dead. One that was only late answers them all at once. */
const patience = 6;

export function createAssignment(options: AssignmentOptions): Assignment {
  const { applicationId, total, replicas, list, locks, bus, desk, logger } = options;
  const isShared = list === undefined && replicas > 1;
  const { leaseMs = isShared ? 15_000 : 60_000, tickMs = isShared ? 5000 : 30_000, askMs = Math.min(1000, tickMs) } = options;
  /** A process that waits for longer asks seldom: it is a spare one. */
  const eagerMs = 600 * askMs;
  /** So long one that took shards from a dead one says so: that one may be alive, and have been cut off. */
  const insistMs = 60 * askMs;
  const shardName = (id: number): string => `bot-shard:${applicationId}:${id}`;
  const all = Array.from({ length: total }, (_, id) => id);
  const home = createHome({ applicationId, total, replicas, list, locks, leaseMs });

  const held = new Map<number, Lease>();
  /** Being closed: still answered for, so that nobody takes them too early. */
  const leaving = new Set<number>();
  /** Could not be opened, and nobody else has them. */
  const failed = new Set<number>();
  /** Who held a shard when it was last answered for. */
  const holders = new Map<number, string>();
  /** Handed back to their own process: so long they are left alone, or they would be taken again before it comes for them. */
  const leftAlone = new Map<number, number>();
  let othersFrom = 0;
  let waitingSince: number | undefined;
  let tellUntil = 0;
  let hasLooked = false;
  let isAway = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> | undefined;
  let again = false;

  const mine = (): readonly number[] => [...held.keys(), ...failed].sort((a, b) => a - b);

  /** A lease that ran out is taken again unless somebody else has it. While Redis is away nobody else can get it, and the shard goes on. */
  const keep = async (id: number, lease: Lease): Promise<void> => {
    if (await lease.renew(leaseMs)) return;
    const another = await locks.lease(shardName(id), leaseMs);
    if (held.get(id) !== lease) return void (await another?.release());
    if (another !== undefined) held.set(id, another);
    else await letGo([id], 'another process has it');
  };

  /** Closes all before it frees the first: a process with another total must not begin while one of them is still heard. */
  const letGo = async (ids: readonly number[], why: string): Promise<void> => {
    const leases = ids.map((id) => held.get(id));
    for (const id of ids) {
      held.delete(id);
      leaving.add(id);
      logger.info({ shard: id, why }, 'shard handed on');
    }
    const close = (id: number) => desk.close(id).catch((error: unknown) => logger.warn({ err: error, shard: id }, 'did not close cleanly'));
    await Promise.all(ids.map(close));
    await Promise.all(leases.map((lease) => lease?.release().catch(() => undefined)));
    for (const id of ids) leaving.delete(id);
  };

  const claim = async (id: number): Promise<Lease | undefined> => {
    const name = shardName(id);
    const lease = await locks.lease(name, leaseMs);
    const holder = holders.get(id);
    if (lease !== undefined || holder === undefined || messages.unanswered(id) < patience) return lease;
    logger.warn({ shard: id }, 'the process that had this shard does not answer any more: taken over');
    await locks.revoke(name, holder);
    tellUntil = Date.now() + insistMs;
    return locks.lease(name, leaseMs);
  };

  const open = (id: number, lease: Lease): void => {
    held.set(id, lease);
    failed.delete(id);
    desk.open(id).catch((error: unknown) => {
      if (held.get(id) !== lease) return;
      logger.warn({ err: error, shard: id }, 'could not be opened; it is free for another process');
      held.delete(id);
      failed.add(id);
      void lease.release().catch(() => undefined);
      schedule(Math.min(tickMs, 5 * askMs));
    });
  };

  /** Its own at once; those of others when nobody has come for them in the time in which a process starts. */
  const takeFree = async (): Promise<void> => {
    const now = Date.now();
    const own = home.shards();
    let taken = 0;
    for (const id of isShared && now >= othersFrom ? all : own) {
      const isOwn = own.includes(id);
      if (stopped || held.has(id) || leaving.has(id) || (!isOwn && (leftAlone.get(id) ?? 0) > now)) continue;
      const lease = await claim(id);
      if (lease === undefined) {
        failed.delete(id);
        // All or none: whoever has it may have another total, and servers would be in two shards.
        if (home.isWhole) break;
        continue;
      }
      if (!isOwn) logger.info({ shard: id }, 'nobody has this shard: taken over');
      open(id, lease);
      taken += 1;
    }
    if (taken > 0 || Date.now() < tellUntil) await messages.tellChanged();
  };

  const rememberHolder = async (id: number): Promise<void> => {
    const holder = await locks.holder(shardName(id));
    if (holder === undefined) holders.delete(id);
    else holders.set(id, holder);
  };

  /** Asks for what is missing. Returns when to look again. */
  const askForMissing = async (): Promise<number> => {
    const missing = home.shards().filter((id) => !held.has(id) && !failed.has(id));
    await Promise.all(missing.filter((id) => messages.unanswered(id) === 0).map(rememberHolder));
    await messages.ask(missing);
    waitingSince = missing.length === 0 ? undefined : (waitingSince ?? Date.now());
    const isEager = waitingSince !== undefined && Date.now() - waitingSince < eagerMs;
    return isEager || Date.now() < tellUntil || missing.some((id) => messages.unanswered(id) > 0) ? askMs : tickMs;
  };

  const handBack = async (shards: readonly number[]): Promise<void> => {
    for (const id of shards) leftAlone.set(id, Date.now() + leaseMs);
    await letGo(shards, 'its own process is back');
    await messages.tellChanged().catch(() => undefined);
  };

  const messages = createShardMessages({
    applicationId,
    bus,
    askMs,
    onAsked(shards) {
      const back = shards.filter((id) => held.has(id) && !home.shards().includes(id));
      if (back.length > 0) void handBack(back);
      return shards.filter((id) => held.has(id) || leaving.has(id));
    },
    onChanged() {
      // Whoever stands by for what became free comes first.
      othersFrom = Math.max(othersFrom, Date.now() + askMs);
      tick();
    },
  });

  const look = async (): Promise<void> => {
    try {
      await home.keep();
      await Promise.all([...held].map(([id, lease]) => keep(id, lease)));
      await takeFree();
      schedule(await askForMissing());
      if (!hasLooked && mine().length === 0) {
        const waitsFor = home.hasPlace() ? 'the process that has its shards' : 'a process that ends: all places are taken';
        logger.info({ shards: home.shards(), waitsFor }, 'bot stands by');
      }
      hasLooked = true;
      isAway = false;
    } catch (error) {
      if (!isAway) logger.warn({ err: error }, 'Redis is away: shards stay where they are');
      isAway = true;
      schedule(askMs);
    }
  };

  const schedule = (ms: number): void => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(tick, ms);
  };

  const tick = (): void => {
    clearTimeout(timer);
    again = underWay !== undefined;
    if (stopped || again) return;
    underWay = look().finally(() => {
      underWay = undefined;
      if (again) tick();
    });
  };

  return {
    async start() {
      othersFrom = Date.now() + leaseMs;
      await messages.start();
      tick();
      await underWay;
    },
    mine,
    standsBy: () => hasLooked && mine().length === 0,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await underWay;
      await letGo([...held.keys()], 'this process stops');
      await home.leave();
      await messages.tellChanged().catch(() => undefined);
      await messages.stop();
    },
  };
}
