/**
 * Upstash in front of a Redis: TLS, the plan's limits, eviction, and faults. What clients see as their database.
 */
import type { Clock, Random } from '../../core/ports.ts';
import { listenTcp, type Peer } from '../../ports/tcp.ts';
import { connectTcp } from '../../ports/tcp-connect.ts';
import type { RedisServer } from './open.ts';
import { type PlanLimits, says } from './plan-limits.ts';
import { encode, failure } from './reply.ts';
import { Account, noRedisFaults, type RedisFaults, type Usage } from './upstash-account.ts';
import { ProxyConnection } from './upstash-connection.ts';

export interface UpstashProxyOptions {
  clock: Clock;
  random: Random;
  upstream: RedisServer;
  limits: PlanLimits;
  /** PEM. Without it connections are plain, which Upstash never is. */
  tls?: { certificate: string; key: string } | undefined;
  port?: number | undefined;
  faults?: Partial<RedisFaults> | undefined;
  /** What was used before, after a restart. */
  used?: Partial<Usage> | undefined;
}

export interface UpstashProxy {
  port: number;
  usage(): Usage;
  /** Another plan, or eviction switched. */
  setLimits(limits: Partial<PlanLimits>): void;
  /** Replaces the faults that are named; `{}` clears all. */
  setFaults(faults: Partial<RedisFaults>): void;
  close(): Promise<void>;
}

const connectMs = 5000;

export async function openUpstashProxy(options: UpstashProxyOptions): Promise<UpstashProxy> {
  const { clock, upstream } = options;
  const account = new Account(upstream, options.limits, clock, options.random);
  account.faults = { ...noRedisFaults, ...options.faults };
  Object.assign(account.usage, options.used, { connections: 0 });
  const listener = await listenTcp({
    port: options.port,
    tls: options.tls,
    admit: () => !account.faults.refuseConnections,
    connected: (client) => void connected(client, upstream, account, clock),
  });
  return {
    port: listener.port,
    usage: () => ({ ...account.usage }),
    setLimits: (limits) => {
      account.limits = { ...account.limits, ...limits };
    },
    setFaults: (faults) => {
      account.faults = Object.keys(faults).length === 0 ? noRedisFaults : { ...account.faults, ...faults };
    },
    close: () => listener.close(),
  };
}

async function connected(client: Peer, upstream: RedisServer, account: Account, clock: Clock): Promise<void> {
  if (account.faults.connectionsFull || account.usage.connections >= account.limits.maxConnections) {
    client.send(Buffer.from(encode(failure(says.tooManyConnections()), 2), 'latin1'));
    client.end();
    return;
  }
  account.usage.connections += 1;
  const early: Buffer[] = [];
  let connection: ProxyConnection | undefined;
  let gone = false;
  client.onData((chunk) => {
    if (connection) connection.take(chunk);
    else early.push(chunk);
  });
  client.onEnd(() => {
    gone = true;
    account.usage.connections -= 1;
    connection?.end();
  });
  try {
    const server = await connectTcp({ port: upstream.port, timeoutMs: connectMs });
    if (gone) return server.drop();
    const made = new ProxyConnection(client, server, account, clock);
    server.onEnd(() => made.end());
    for (const chunk of early) made.take(chunk);
    connection = made;
  } catch {
    // The server behind is down: so is Upstash.
    client.drop();
  }
}
