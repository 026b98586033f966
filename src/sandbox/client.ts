/** The sandbox as the command line sees it: start it, talk to it, stop it. The typed twin of `control.ts`. */
import { join } from 'node:path';
import { messageOf, OperatorError } from '../core/errors.ts';
import type { Clock, Files } from '../core/ports.ts';
import type { VendorId } from '../core/vendor.ts';
import { openFiles } from '../ports/files.ts';
import { callLoopback } from '../ports/listen.ts';
import { isAlive, spawnDetached } from '../ports/spawn.ts';
import type { SandboxStatus, ServiceLines } from './control.ts';
import type { FaultSettings } from './faults.ts';
import type { Performed } from './operator.ts';
import { place, readWorldFile, type WorldFile, whoHolds } from './place.ts';
import type { WorldState } from './state.ts';

export interface StartOptions {
  /** Absolute path of the workspace. */
  root: string;
  /** Absolute path of the entry: `dist/sandbox.js`, or `src/sandbox/entry.ts` from source. */
  entry: string;
  clock: Clock;
  /** The k77 that asks; a sandbox of another version is replaced, its state kept. */
  version?: string;
  idleMinutes?: number;
  /** Milliseconds to wait for its first answer; 20 s unless told. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

export interface Started {
  /** False when one was running already. */
  started: boolean;
  endpoints: Partial<Record<VendorId, string>>;
  client: SandboxClient;
}

/** Makes sure that the sandbox of a workspace runs. @throws OperatorError when it does not come up */
export async function startSandbox(options: StartOptions): Promise<Started> {
  const files = openFiles(options.root);
  const running = await answering(files);
  const outdated = running && options.version !== undefined && running.status.version !== options.version;
  if (running && !outdated) return { started: false, endpoints: running.status.endpoints, client: running.client };
  if (running) await stopSandbox(options.root, options.clock);
  const args = [options.entry, '--dir', options.root, '--idle-minutes', String(options.idleMinutes ?? 30), '--k77', options.version ?? ''];
  const pid = await spawnDetached(args, { cwd: options.root, output: join(options.root, place.output) });
  const up = await waitForAnswer(files, options, pid);
  return { started: up.status.pid === pid, endpoints: up.status.endpoints, client: up.client };
}

interface Answering {
  client: SandboxClient;
  status: SandboxStatus;
}

async function waitForAnswer(files: Files, { clock, timeoutMs = 20_000, signal }: StartOptions, pid: number): Promise<Answering> {
  const since = clock.tick();
  for (;;) {
    const up = await answering(files);
    const waited = clock.tick() - since;
    // One that lost the race is waited for, lest it starts after a stop that follows at once.
    if (up && (up.status.pid === pid || !isAlive(pid) || waited > timeoutMs)) return up;
    // A starter that lost the race leaves at once; the winner may need another moment.
    if (waited > timeoutMs || (!isAlive(pid) && waited > 5000)) throw await didNotStart(files);
    await clock.sleep(25, signal);
  }
}

async function didNotStart(files: Files): Promise<OperatorError> {
  const output = ((await files.read(place.output)) ?? '').trim().split('\n').slice(-12).join('\n');
  return new OperatorError({
    what: 'The sandbox did not start',
    fix: `Look into ${place.output}, then run k77 sandbox start again; if its state is damaged, remove ${place.state}`,
    cause: output,
  });
}

async function answering(files: Files): Promise<Answering | undefined> {
  const known = await readWorldFile(files);
  // Who is there says so first: the token goes to nobody else.
  if (!known || known.pid === null || !isAlive(known.pid) || (await whoHolds(known)) !== 'ours') return undefined;
  try {
    const client = await clientFor(files, known);
    return { client, status: await client.status() };
  } catch {
    return undefined;
  }
}

/** A client for the sandbox that runs now. @throws OperatorError when none does */
export async function sandboxClient(root: string): Promise<SandboxClient> {
  const running = await answering(openFiles(root));
  if (running) return running.client;
  throw new OperatorError({ what: 'The sandbox of this workspace is not running', fix: 'Start it with: k77 sandbox start' });
}

/** Stops it and waits until it is gone. Returns false when none was running. */
export async function stopSandbox(root: string, clock: Clock): Promise<boolean> {
  const running = await answering(openFiles(root));
  if (!running) return false;
  await running.client.stop();
  for (let tries = 0; tries < 400 && isAlive(running.status.pid); tries++) await clock.sleep(25);
  return true;
}

export interface SandboxClient {
  status(): Promise<SandboxStatus>;
  stop(): Promise<void>;
  reset(vendor?: VendorId): Promise<void>;
  snapshot(): Promise<WorldState>;
  restore(state: WorldState): Promise<void>;
  faults(): Promise<FaultSettings>;
  setFaults(settings: Partial<FaultSettings>): Promise<void>;
  clearFaults(): Promise<void>;
  /** Minted keys by name: `stripe.secretKey`. */
  credentials(): Promise<Record<string, string>>;
  perform(task: string, want?: unknown): Promise<Performed>;
  /** What a person does in a vendor's dashboard. */
  edit(vendor: VendorId, action: string, fields?: Readonly<Record<string, string>>): Promise<unknown>;
  hosts(): Promise<Record<string, string>>;
  setHosts(change: Readonly<Record<string, string | null>>): Promise<void>;
  /** Public resolvers forget what they know. */
  flushNames(): Promise<void>;
  /** Waits until every webhook that can be delivered now was tried. */
  settle(): Promise<void>;
  log(lines?: number): Promise<string>;
  /** What a hosted service printed, or its build. @throws OperatorError when there is none of that name */
  serviceLog(service: string, of?: 'build' | 'run', lines?: number): Promise<ServiceLines>;
  /** Ends its process as a crash would. False: none runs. */
  killService(service: string): Promise<boolean>;
}

async function clientFor(files: Files, known: WorldFile): Promise<SandboxClient> {
  const token = ((await files.read(place.token)) ?? '').trim();
  const base = `http://127.0.0.1:${known.ports.control}`;
  const call = async <T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const answer = await callLoopback(base + path, {
      method,
      headers: { authorization: `Bearer ${token}` },
      body: text,
      timeoutMs: 60_000,
    }).catch((cause: unknown) => {
      throw new OperatorError({ what: `The sandbox does not answer: ${messageOf(cause)}`, fix: 'Start it with: k77 sandbox start', cause });
    });
    const said = JSON.parse(answer.body) as { result?: T; error?: string; fix?: string };
    if (answer.status === 200) return said.result as T;
    throw new OperatorError({ what: said.error ?? `The sandbox answered ${answer.status}`, fix: said.fix ?? 'Try: k77 sandbox status' });
  };
  return {
    status: () => call('GET', '/status'),
    stop: () => call('POST', '/stop'),
    reset: (vendor) => call('POST', '/reset', { vendor }),
    snapshot: () => call('GET', '/snapshot'),
    restore: (state) => call('POST', '/restore', state),
    faults: () => call('GET', '/faults'),
    setFaults: (settings) => call('POST', '/faults', settings),
    clearFaults: () => call('DELETE', '/faults'),
    credentials: () => call('GET', '/credentials'),
    perform: (task, want) => call('POST', '/operator/perform', { task, want }),
    edit: (vendor, action, fields = {}) => call('POST', '/dashboard', { ...fields, vendor, action }),
    hosts: () => call('GET', '/hosts'),
    setHosts: (change) => call('POST', '/hosts', change),
    flushNames: () => call('POST', '/names/flush'),
    settle: () => call('POST', '/settle'),
    log: (lines = 50) => call('GET', `/log?lines=${lines}`),
    serviceLog: (service, of = 'run', lines = 200) =>
      call('GET', `/services/log?${new URLSearchParams({ service, of, lines: String(lines) })}`),
    killService: (service) => call('POST', '/services/kill', { service }),
  };
}
