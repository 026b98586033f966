/**
 * The HTTP kernel that every emulator stands on: host check, faults, saving before answering, the clock in the `Date` header.
 * An emulator is a function from request to answer over its own JSON state; the kernel does the rest.
 */
import type { Clock, Random } from '../core/ports.ts';
import type { VendorId } from '../core/vendor.ts';
import { type Incoming, incoming, type Outgoing, type Reply, type UpgradeHandler } from '../ports/listen.ts';
import type { Certificate } from './certificates.ts';
import type { Fault, FaultKind, Faults } from './faults.ts';
import type { Desk } from './hosting/desk.ts';
import type { DnsRecord, Names } from './names/names.ts';

/** Sends a webhook to a host of the world. `no host`: nobody serves that name yet, nothing was tried. 0: no answer. */
export type Post = (url: string, headers: Readonly<Record<string, string>>, body: string) => Promise<number | 'no host'>;

export interface Emulator {
  vendor: VendorId;
  /** Names under which the real one is reached, `*.discord.gg` for all below one. The world's edge leads `https://` and `wss://` of each of them here. */
  hosts: readonly string[];
  /** One request, from start to effect, without waiting for anything: requests never overlap. */
  answer(incoming: Incoming): Outgoing;
  /** Grows with every change of the state. */
  version(): number;
  /** The state as plain JSON; it may be the live object. */
  dump(): unknown;
  load(state: unknown): void;
  /** A new, empty world of this vendor, with newly minted credentials. */
  reset(): void;
  /** True when a request only asks although it is a POST (GraphQL): for faults its method is `QUERY`, so that those of writes pass it over. */
  asks?(incoming: Incoming): boolean;
  /** How this vendor words its own trouble. */
  trouble(status: 429 | 500): Outgoing;
  credentials(): Readonly<Record<string, string>>;
  /** Everything that must not reach a log. */
  secrets(): readonly string[];
  /** What a person does in the vendor's dashboard. @throws OperatorError for an unknown action */
  edit(action: string, fields: Readonly<Record<string, string>>): unknown;
  /** What is due in the background: deliveries, renewals. */
  work(post: Post): Promise<void>;
  /** Webhooks that are not delivered yet. */
  waiting(): number;
  /** Databases and the like that it runs besides its API. */
  stores?: Stores;
  /** What it makes of names: zones, delegations, web hosts. Asked again after every change of its state. */
  names?(): Names;
  /** A hosting vendor: what it wants built and run on this machine. */
  desk?: Desk;
  /** Takes a WebSocket over, once the kernel has checked its `Host` and its faults. Made for `ws`: `server.handleUpgrade(request, socket, head, …)`. */
  upgrade?: UpgradeHandler;
  /** Once, when the world is open: from now on it may change its state and speak without being asked. */
  begin?(background: Background): void;
  /** Once, when the world closes. Its upgraded connections are destroyed by the world. */
  end?(): void;
}

/** What the world gives to an emulator that does things nobody asked for by HTTP: answers to WebSocket messages, timers. */
export interface Background {
  /** Saves the state and lets others follow it; resolves when it is durable. To be called, and waited for, before anybody is told of a change. */
  changed(): Promise<void>;
  /** Somebody used it. */
  touch(): void;
  log(line: string): void;
  /** Aborted when the world closes. */
  signal: AbortSignal;
}

/**
 * Servers that an emulator runs besides its API and that speak a protocol of their own. Which of them run, for whom and on which port is told by the
 * emulator's state; what they hold is theirs.
 */
export interface Stores {
  /** Under which name a snapshot keeps what they hold. */
  id: 'mongodb' | 'redis';
  /** Once, before anything else is asked of them. */
  open(ground: Ground): Promise<void>;
  /** Starts, stops and changes servers until they are as the state says. Called after every change of the state, before its answer is sent. */
  sync(): Promise<void>;
  /** What they hold, as plain JSON. */
  dump(): Promise<unknown>;
  /** Holds exactly this, or nothing when it is undefined; called after the emulator's `load` and `sync`. */
  load(held: unknown): Promise<void>;
  /** Where their canonical names lead. */
  names(): StoreNames;
  close(): Promise<void>;
}

export interface StoreNames {
  /** `caring-owl-1.upstash.io:6379` → `127.0.0.1:40123`. */
  routes: Readonly<Record<string, string>>;
  records: readonly DnsRecord[];
}

/** What the world gives to stores. */
export interface Ground {
  clock: Clock;
  random: Random;
  faults: Faults;
  /** Absolute path of a folder for data; undefined: they live in memory. */
  folder: string | undefined;
  /** A certificate for these names that whoever trusts the world's authority accepts. */
  certificate(names: readonly string[]): Promise<Certificate>;
  /** Somebody used one of them. */
  touch(): void;
  log(line: string): void;
}

export interface Kernel {
  emulator: Emulator;
  faults: Faults;
  clock: Clock;
  /** Lets its stores follow and makes the state durable; resolves when everything up to now is. */
  save(): Promise<void>;
  /** Somebody used it who knows its address on this machine: k77, or a person. */
  touch(): void;
  /** Somebody came by its canonical name, which the services of this world do as well; `touch` unless told. */
  passing?(): void;
  log(line: string): void;
  signal: AbortSignal;
}

/** Answers one request to an emulator. */
export async function serve(kernel: Kernel, incoming: Incoming): Promise<Reply> {
  const { emulator, faults, clock } = kernel;
  if (!isKnownHost(incoming.headers.host, emulator.hosts)) return wrongHost;
  used(kernel, incoming.headers.host);
  const isPage = incoming.path.startsWith('/dashboard');
  const method = emulator.asks?.(incoming) ? 'QUERY' : incoming.method;
  const fault = isPage ? undefined : faults.strike(emulator.vendor, method, incoming.path);
  await pause(kernel, (isPage ? 0 : faults.settings.latencyMs) + (fault?.do === 'slow' ? (fault.ms ?? 1000) : 0));
  const instead = fault && faulty(emulator, fault);
  if (instead) {
    kernel.log(`${incoming.method} ${incoming.path} fault ${fault.do}`);
    return dated(kernel, instead);
  }
  const before = emulator.version();
  const answer = emulator.answer(incoming);
  if (emulator.version() !== before) await kernel.save();
  kernel.log(`${incoming.method} ${incoming.path} ${answer.status}${fault ? ` fault ${fault.do}` : ''}`);
  return fault?.do === 'reset-after-commit' ? 'reset' : dated({ faults, clock }, answer);
}

/** Hands a WebSocket to an emulator. Faults strike the `GET` of its path. */
export function serveUpgrade(kernel: Omit<Kernel, 'save'>, ...[request, socket, head]: Parameters<UpgradeHandler>): void {
  const { emulator, faults } = kernel;
  const { method, path, headers } = incoming(request);
  const known = isKnownHost(headers.host, emulator.hosts);
  const fault = known ? faults.strike(emulator.vendor, method, path) : undefined;
  const refusal = known ? fault && refusals[fault.do] : '421 Misdirected Request';
  if (known) used(kernel, headers.host);
  kernel.log(`upgrade ${path}${refusal ? ` ${refusal}` : ''}${fault ? ` fault ${fault.do}` : ''}`);
  if (refusal) socket.end(`HTTP/1.1 ${refusal}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  else if (fault?.do.startsWith('reset')) socket.destroy();
  else if (fault?.do !== 'timeout') emulator.upgrade?.(request, socket, head);
}

function used(kernel: Pick<Kernel, 'touch' | 'passing'>, host: string | undefined): void {
  if (kernel.passing && !isKnownHost(host, [])) kernel.passing();
  else kernel.touch();
}

const refusals: Readonly<Partial<Record<FaultKind, string>>> = {
  429: '429 Too Many Requests',
  500: '500 Internal Server Error',
  html: '502 Bad Gateway',
};

/** The answer of a fault that keeps the request from being served; undefined when it is served all the same. */
function faulty(emulator: Emulator, fault: Fault): Reply | undefined {
  if (fault.do === 'timeout') return 'silence';
  if (fault.do === 'reset-before') return 'reset';
  if (fault.do === 'html')
    return { status: 502, headers: { 'content-type': 'text/html' }, body: '<html><body><h1>502 Bad Gateway</h1></body></html>' };
  if (fault.do === '500') return emulator.trouble(500);
  if (fault.do !== '429') return undefined;
  const answer = emulator.trouble(429);
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(fault.retryAfter ?? 1) } };
}

async function pause({ clock, signal }: Kernel, ms: number): Promise<void> {
  if (ms > 0) await clock.sleep(ms, signal).catch(() => {});
}

function dated({ faults, clock }: Pick<Kernel, 'faults' | 'clock'>, reply: Reply): Reply {
  if (typeof reply === 'string') return reply;
  const date = structuredClone(clock.now());
  date.setTime(date.getTime() + faults.settings.clockSkewSeconds * 1000);
  return { ...reply, headers: { date: date.toUTCString(), ...reply.headers } };
}

/** A page of another site could resolve its own name to 127.0.0.1 (DNS rebinding); such requests carry that name. */
export function isKnownHost(host: string | undefined, hosts: readonly string[]): boolean {
  const name = (host ?? '').replace(/:\d+$/, '').toLowerCase();
  return (
    name === '127.0.0.1' ||
    name === 'localhost' ||
    hosts.some((known) => (known.startsWith('*.') ? name.endsWith(known.slice(1)) : known === name))
  );
}

const wrongHost: Outgoing = {
  status: 421,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: 'This emulator answers only to 127.0.0.1 and to the name of the vendor that it stands for.\n',
};
