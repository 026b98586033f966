/**
 * The control API of the detached sandbox: JSON on a port of its own, behind a bearer token that only the owner of the workspace can read.
 * One verb per line of `verbs`; `client.ts` is its typed twin.
 */
import { messageOf, OperatorError } from '../core/errors.ts';
import type { VendorId } from '../core/vendor.ts';
import type { Incoming, Outgoing } from '../ports/listen.ts';
import type { FaultSettings } from './faults.ts';
import type { RunnerLine } from './hosting/desk.ts';
import type { HostedStatus } from './hosting/hosting.ts';
import { isKnownHost } from './kernel.ts';
import { isSame } from './same.ts';
import type { WorldState } from './state.ts';
import type { Site } from './web/sites.ts';
import type { World } from './world.ts';

/** What the process that hosts the world adds to it. */
export interface Host {
  /** Tells one world from another; no secret. */
  id: string;
  token: string;
  world(): World | undefined;
  status(): SandboxStatus;
  stop(): void;
  touch(): void;
  /** The last lines of the log, redacted. */
  log(lines: number): Promise<string>;
}

export interface SandboxStatus {
  pid: number;
  startedAt: string;
  version: string;
  vendors: readonly VendorId[];
  endpoints: Readonly<Record<string, string>>;
  hosts: Readonly<Record<string, string>>;
  /** Web hosts that visitors reach. */
  web: readonly Site[];
  /** Where the web edge listens. */
  ports: { https: number | undefined; http: number | undefined };
  /** Who answers for names without any delay: `127.0.0.1:40002`. */
  resolver: string | undefined;
  faults: FaultSettings;
  /** What hosting vendors were told to run. */
  services: readonly HostedStatus[];
  /** Webhooks that are not delivered yet. */
  webhooksWaiting: number;
  /** Seconds until it stops by itself, if nobody uses it. */
  stopsInSeconds: number;
}

type Verb = (world: World, host: Host, body: Record<string, unknown>, query: URLSearchParams) => unknown;

const verbs: Readonly<Record<string, Verb>> = {
  'GET /status': (_, host) => host.status(),
  'POST /stop': (_, host) => host.stop(),
  'POST /reset': (world, _, { vendor }) => world.reset(vendor as VendorId | undefined),
  'GET /snapshot': (world) => world.snapshot(),
  'POST /restore': (world, _, state) => world.restore(state as unknown as WorldState),
  'GET /faults': (world) => world.faults.settings,
  'POST /faults': (world, _, settings) => world.faults.set(settings as Partial<FaultSettings>),
  'DELETE /faults': (world) => world.faults.clear(),
  'GET /credentials': (world) => world.credentials(),
  'POST /operator/perform': (world, _, { task, want }) => world.perform(String(task), want),
  'POST /dashboard': (world, _, { vendor, action, ...fields }) => world.edit(vendor as VendorId, String(action), texts(fields)),
  'GET /hosts': (world) => world.hosts(),
  'POST /hosts': (world, _, change) => world.setHosts(change as Record<string, string | null>),
  'POST /names/flush': (world) => world.flushNames(),
  'POST /settle': (world) => world.settle(),
  'GET /services/log': (world, _, __, query) =>
    serviceLog(world, query.get('service') ?? '', query.get('of') === 'build' ? 'build' : 'run', Number(query.get('lines') ?? 200)),
  'POST /services/kill': (world, _, { service }) => {
    const { vendor, deployment } = serviceOf(world, String(service));
    return world.hosting.kill(vendor, deployment);
  },
  'GET /log': (_, host, __, query) => host.log(Number(query.get('lines') ?? 50)),
};

export async function answerControl(host: Host, incoming: Incoming): Promise<Outgoing> {
  if (!isKnownHost(incoming.headers.host, [])) return reply(421, { error: 'loopback only' });
  if (incoming.method === 'GET' && incoming.path === '/') return reply(200, { k77: host.id });
  if (!isSame(incoming.headers.authorization ?? '', `Bearer ${host.token}`))
    return reply(401, { error: 'the token is in .k77/sandbox/control-token' });
  const verb = verbs[`${incoming.method} ${incoming.path}`];
  if (!verb) return reply(404, { error: `no ${incoming.method} ${incoming.path}` });
  const world = host.world();
  if (!world) return reply(503, { error: 'starting' });
  if (incoming.path !== '/status') host.touch();
  try {
    await world.look();
    const body = incoming.body === '' ? {} : (JSON.parse(incoming.body) as Record<string, unknown>);
    return reply(200, { result: (await verb(world, host, body, new URLSearchParams(incoming.query))) ?? null });
  } catch (error) {
    return reply(400, { error: messageOf(error), ...(error instanceof OperatorError ? { fix: error.fix } : {}) });
  }
}

/** What a service printed last; redacted. */
export interface ServiceLines {
  vendor: string;
  deployment: string;
  name: string;
  lines: readonly RunnerLine[];
}

function serviceLog(world: World, name: string, of: 'build' | 'run', lines: number): ServiceLines {
  const { vendor, deployment, name: found } = serviceOf(world, name);
  return { vendor, deployment, name: found, lines: world.hosting.lines(vendor, deployment, of).slice(-lines) };
}

/** The newest deployment of a service of that name; `bot` is enough for `shop-bot`, and a deployment's own id will do. @throws OperatorError */
function serviceOf(world: World, asked: string): HostedStatus {
  const all = world.services();
  const found =
    all.filter(({ name, deployment }) => name === asked || deployment === asked).at(-1) ??
    all.filter(({ name }) => name.endsWith(`-${asked}`)).at(-1);
  if (found) return found;
  throw new OperatorError({
    what: `No service of this rehearsal is called "${asked}"`,
    fix:
      all.length === 0
        ? 'Deploy one first: k77 deploy 6.5 --sandbox'
        : `Use one of: ${[...new Set(all.map(({ name }) => name))].join(', ')}`,
  });
}

function texts(fields: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

function reply(status: number, value: unknown): Outgoing {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
