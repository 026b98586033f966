/**
 * What runs behind the front of one emulated database, and how it is begun, measured and ended.
 */
import type { Peer, TcpServer } from '../../ports/tcp.ts';
import type { Faults } from '../faults.ts';
import type { RedisServer } from '../redis/open.ts';
import type { PlanLimits } from '../redis/plan-limits.ts';
import type { RedisFaults } from '../redis/upstash-account.ts';
import type { UpstashProxy } from '../redis/upstash-proxy.ts';
import type { Database } from './model.ts';
import { plans } from './plans.ts';

export interface Backend {
  server: RedisServer;
  proxy: UpstashProxy;
}

/** One database: where clients arrive, and what is behind as soon as one did. */
export interface Running {
  front: TcpServer;
  clients: Set<Peer>;
  password: string;
  backend: Promise<Backend> | undefined;
  /** The proxy of a backend that is up. */
  proxy: UpstashProxy | undefined;
  /** What it holds while no Redis runs: a snapshot, '' for nothing, undefined for what its folder has. */
  held: string | undefined;
  /** Commands when the data were last measured. */
  measured: number;
}

/** What the world's faults mean to a Redis: 429 = commands used up, 500 = full, 401 = wrong password, reset = no connection, slow = slow. */
export function faultsOf({ settings }: Faults): RedisFaults {
  const struck = settings.faults.filter(({ vendor }) => vendor === 'redis');
  const is = (...kinds: readonly string[]): boolean => struck.some((fault) => kinds.includes(fault.do));
  return {
    exhausted: is('429', 'quota'),
    wrongPassword: is('401', 'wrong-password'),
    refuseConnections: is('reset-before', 'access-list'),
    connectionsFull: is('connections'),
    full: is('500', 'full'),
    slowMs: struck.find((fault) => fault.do === 'slow')?.ms ?? settings.latencyMs,
    throttledTo: undefined,
  };
}

export function limitsOf({ plan, eviction }: Database): PlanLimits {
  const { bytes, commands, perSecond, clients, requestBytes } = plans[plan];
  return {
    maxCommandsPerMonth: commands,
    maxRequestBytes: requestBytes,
    maxDataBytes: bytes,
    maxConnections: clients,
    commandsPerSecond: perSecond,
    eviction,
  };
}

export async function measure(database: Database, server: RedisServer | undefined): Promise<void> {
  if (!server) return;
  const [{ keys, bytes }, info] = await Promise.all([server.stats(), server.ask('INFO', 'stats')]);
  const count = (name: string): number => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info.text ?? '')?.[1] ?? 0);
  Object.assign(database, { stored: { keys, bytes }, hits: count('keyspace_hits'), misses: count('keyspace_misses') });
}

/** What it holds is forgotten. */
export async function stop(running: Running): Promise<void> {
  const backend = await running.backend?.catch(() => undefined);
  Object.assign(running, { backend: undefined, proxy: undefined, measured: -1 });
  await backend?.proxy.close();
  await backend?.server.close();
}

/** It starts again with the next client, with what it holds and what the state says of it. */
export async function stopKeeping(running: Running): Promise<void> {
  const backend = await running.backend;
  const held = await backend?.server.snapshot();
  await stop(running);
  running.held = held;
}

export async function close(running: Running): Promise<void> {
  await running.front.close();
  await stop(running);
}
