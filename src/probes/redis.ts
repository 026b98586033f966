/**
 * How long a Redis takes to let us in and to answer PING. `rediss://` means TLS, which Upstash always speaks. Says nothing about good or bad.
 */
import { Redis } from 'ioredis';
import { messageOf, OperatorError } from '../core/errors.ts';
import type { Clock, Network } from '../core/ports.ts';
import type { Secret } from '../core/secret.ts';
import { realNetwork } from '../ports/network.ts';
import { redisOptions } from '../ports/redis.ts';
import type { Pinged } from './mongo.ts';
import { type Latency, latencyOf } from './statistics.ts';
import { withoutPassword } from './url.ts';

export interface ProbeOptions {
  clock: Clock;
  timeoutMs: number;
  /** How names are found; the machine's own way unless told. */
  network?: Network;
}

/** What `k77 probe redis --json` prints. */
export interface RedisProbe {
  /** The address without user and password. */
  at: string;
  tls: boolean;
  /** Name look-up, TLS and login, in milliseconds. */
  connectMs: number;
  ping: Latency;
  /** As INFO tells; absent where a server does not say. */
  server: { version?: string; usedBytes?: number; maxBytes?: number; policy?: string; clients?: number };
  keys: number;
}

/** @throws OperatorError when it cannot be reached or refuses the login within `timeoutMs` */
export async function pingRedis(url: Secret, options: ProbeOptions): Promise<Pinged> {
  const { clock } = options;
  return connected(url, options, async (redis, about) => {
    const before = clock.tick();
    await redis.ping();
    return { ...about, pingMs: Math.round(clock.tick() - before) };
  });
}

/**
 * Measures without writing: `samples` PINGs one after the other, then what the server tells of itself.
 * @throws OperatorError as `pingRedis`
 */
export async function probeRedis(url: Secret, options: ProbeOptions & { samples?: number }): Promise<RedisProbe> {
  const { clock, samples = 20 } = options;
  return connected(url, options, async (redis, about) => {
    const times: number[] = [];
    for (let nth = 0; nth < samples; nth++) {
      const before = clock.tick();
      await redis.ping();
      times.push(clock.tick() - before);
    }
    const [info, keys] = [await redis.info(), await redis.dbsize()];
    return { ...about, ping: latencyOf(times), server: serverOf(info), keys };
  });
}

async function connected<T>(
  url: Secret,
  { clock, timeoutMs, network = realNetwork }: ProbeOptions,
  use: (redis: Redis, about: { at: string; tls: boolean; connectMs: number }) => Promise<T>,
): Promise<T> {
  const at = withoutPassword(url.reveal());
  const redis = new Redis(redisOptions(url, network, timeoutMs));
  let reason: Error | undefined;
  // Without a listener ioredis prints errors itself; the one given here says more than "Connection is closed".
  redis.on('error', (error: Error) => {
    reason ??= error;
  });
  try {
    const start = clock.tick();
    await redis.connect();
    return await use(redis, { at, tls: at.startsWith('rediss:'), connectMs: Math.round(clock.tick() - start) });
  } catch (error) {
    throw new OperatorError({
      what: `Redis at ${at}: ${messageOf(reason ?? error).replaceAll(url.reveal(), at)}`,
      fix: 'copy the address again from https://console.upstash.com; it begins with rediss:// and ends with the port 6379',
      cause: error,
    });
  } finally {
    redis.disconnect();
  }
}

/** `redis_version:7.2.0` and the like, one a line. https://redis.io/docs/latest/commands/info/ */
export function infoFields(info: string): ReadonlyMap<string, string> {
  return new Map(
    info.split(/\r?\n/).flatMap((line): [string, string][] => {
      const colon = line.indexOf(':');
      return colon > 0 && !line.startsWith('#') ? [[line.slice(0, colon), line.slice(colon + 1)]] : [];
    }),
  );
}

function serverOf(info: string): RedisProbe['server'] {
  const fields = infoFields(info);
  const number = (name: string): number | undefined => (fields.has(name) ? Number(fields.get(name)) : undefined);
  const told = {
    version: fields.get('redis_version'),
    usedBytes: number('used_memory'),
    maxBytes: number('maxmemory'),
    policy: fields.get('maxmemory_policy'),
    clients: number('connected_clients'),
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
}
