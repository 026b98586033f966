/**
 * The world: every emulated vendor, each on its own loopback port, with one list of faults and one map of hosts.
 * Used in process by tests, and by `main.ts` as the detached process of a workspace.
 */
import { OperatorError } from '../core/errors.ts';
import type { Clock, Random } from '../core/ports.ts';
import type { VendorId } from '../core/vendor.ts';
import { callLoopback, type Incoming, type Listener, listen } from '../ports/listen.ts';
import type { Edge } from '../ports/network.ts';
import { atlasEmulator } from './atlas.ts';
import { WorldEdge } from './edge.ts';
import { Faults } from './faults.ts';
import { type Emulator, type Post, serve } from './kernel.ts';
import { type Performed, performTask } from './operator.ts';
import { Saver, type WorldState } from './state.ts';
import { stripeEmulator } from './stripe.ts';
import { upstashEmulator } from './upstash.ts';

export interface WorldOptions {
  clock: Clock;
  random: Random;
  /** Where it goes on from; a new world without it. */
  state?: WorldState;
  /** Fixed ports; free ones are taken where none is named. */
  ports?: Readonly<Record<string, number>>;
  /** Makes a vendor's state durable (and the edge's, named `edge`). Nothing is written without it. */
  save?(part: string, state: string): Promise<void>;
  /** Absolute path of a folder for what databases hold; without it they live in memory. */
  folder?: string;
  log?(line: string): void;
  /** Called when somebody uses an emulator. */
  touch?(): void;
  /** Called when the map of hosts changed. */
  hostsChanged?(hosts: Readonly<Record<string, string>>): Promise<void>;
  /** Called when names lead elsewhere, or begin or end to lead somewhere. */
  edgeChanged?(edge: Edge): Promise<void>;
  webhookPauses?: readonly number[];
  /** How long an emulated Atlas builds a cluster, milliseconds. */
  clusterBuildMs?: number;
  /** `real`: a mongod that is on PATH runs the clusters. The built-in server unless told: it starts at once and its snapshots cost nothing. */
  mongodb?: 'real' | 'built-in';
}

export interface World {
  /** Base addresses: `{ stripe: 'http://127.0.0.1:4701' }`. */
  endpoints: Readonly<Record<string, string>>;
  ports: Readonly<Record<string, number>>;
  vendors: readonly VendorId[];
  /** Minted keys by name: `stripe.secretKey`. */
  credentials(): Record<string, string>;
  secrets(): string[];
  /** Where canonical names lead, as it is now. */
  edge(): Edge;
  snapshot(): Promise<WorldState>;
  restore(state: WorldState): Promise<void>;
  /** New, empty worlds of one vendor or of all; credentials are minted anew. */
  reset(vendor?: VendorId): Promise<void>;
  faults: Faults;
  /** The scripted operator does a by-hand task in the emulated dashboard. */
  perform(task: string, want?: unknown): Promise<Performed>;
  edit(vendor: VendorId, action: string, fields?: Readonly<Record<string, string>>): Promise<unknown>;
  hosts(): Readonly<Record<string, string>>;
  /** Names the servers behind canonical hosts; null takes one away. */
  setHosts(change: Readonly<Record<string, string | null>>): Promise<void>;
  /** Resolves when every webhook that could be delivered now was tried. */
  settle(): Promise<void>;
  /** Webhooks not delivered yet. */
  waiting(): number;
  saveAll(): Promise<void>;
  close(): Promise<void>;
}

/** How often the world looks whether something is due, milliseconds. */
const heartbeat = 250;

export async function openWorld(options: WorldOptions): Promise<World> {
  const { clock } = options;
  const emulators: Emulator[] = [stripeEmulator(options), atlasEmulator(options), upstashEmulator(options)];
  const faults = new Faults();
  const closing = new AbortController();
  let hosts: Record<string, string> = { ...options.state?.hosts };
  for (const emulator of emulators) {
    const state = options.state?.vendors[emulator.vendor];
    if (state !== undefined) emulator.load(state);
  }
  const savers = new Map(emulators.map((emulator) => [emulator.vendor, new Saver(() => write(emulator, options))]));
  const stores = emulators.flatMap((emulator) => emulator.stores ?? []);
  const edge = new WorldEdge(options, stores, options.state?.vendors.edge);
  const saveAll = async () => void (await Promise.all([...[...savers.values()].map((saver) => saver.save()), edge.save()]));
  /** Lets the servers of a vendor follow its state, then makes that durable. */
  const follow = async (vendor: VendorId): Promise<void> => {
    const own = emulators.find((emulator) => emulator.vendor === vendor)?.stores;
    if (own) {
      await own.sync();
      await edge.update();
    }
    await savers.get(vendor)?.save();
  };
  const post: Post = (url, headers, body) => send(hosts, url, headers, body);
  const worker = new Worker(emulators, post, follow);
  const listeners = await listenAll(emulators, options, faults, closing.signal, follow, worker);
  const ports = Object.fromEntries([...listeners].map(([vendor, { port }]) => [vendor, port]));
  for (const own of stores) {
    await own.open({
      ...options,
      faults,
      folder: options.folder,
      touch: options.touch ?? (() => {}),
      log: options.log ?? (() => {}),
      certificate: (names) => edge.certificate(names),
    });
    await own.sync();
    if (options.state?.vendors[own.id] !== undefined) await own.load(options.state.vendors[own.id]);
  }
  await edge.update();
  void beat(worker, clock, closing.signal, options.log);

  const must = (vendor: VendorId): Emulator => {
    const found = emulators.find((emulator) => emulator.vendor === vendor);
    if (!found)
      throw new OperatorError({
        what: `The sandbox does not emulate ${vendor}`,
        fix: `Use one of: ${emulators.map((one) => one.vendor).join(', ')}`,
      });
    return found;
  };
  const edit: World['edit'] = async (vendor, action, fields = {}) => {
    const result = must(vendor).edit(action, fields);
    await follow(vendor);
    worker.poke();
    return result;
  };
  return {
    endpoints: Object.fromEntries(Object.entries(ports).map(([vendor, port]) => [vendor, `http://127.0.0.1:${port}`])),
    ports,
    vendors: emulators.map(({ vendor }) => vendor),
    credentials: () =>
      Object.fromEntries(
        emulators.flatMap((one) => Object.entries(one.credentials()).map(([name, key]) => [`${one.vendor}.${name}`, key])),
      ),
    secrets: () => emulators.flatMap((emulator) => [...emulator.secrets()]),
    edge: () => edge.now(),
    async snapshot() {
      const held = await Promise.all(stores.map(async (own) => [own.id, await own.dump()] as const));
      const vendors = Object.fromEntries([...emulators.map((one) => [one.vendor, one.dump()] as const), ...held]);
      return structuredClone({ version: 1, hosts, vendors });
    },
    async restore(state) {
      const copy = structuredClone(state);
      hosts = copy.hosts;
      for (const emulator of emulators) if (copy.vendors[emulator.vendor] !== undefined) emulator.load(copy.vendors[emulator.vendor]);
      for (const own of stores) {
        await own.sync();
        await own.load(copy.vendors[own.id]);
      }
      await edge.update();
      await saveAll();
      await options.hostsChanged?.(hosts);
    },
    async reset(vendor) {
      for (const emulator of vendor ? [must(vendor)] : emulators) {
        emulator.reset();
        await follow(emulator.vendor);
      }
    },
    faults,
    perform: (task, want) => performTask(task, want, edit),
    edit,
    hosts: () => hosts,
    async setHosts(change) {
      for (const [name, target] of Object.entries(change)) if (target !== null) checkTarget(name, target);
      hosts = Object.fromEntries(
        Object.entries({ ...hosts, ...change }).flatMap(([name, target]) => (target === null ? [] : [[name, target]])),
      );
      await options.hostsChanged?.(hosts);
      worker.poke();
    },
    settle: () => worker.settle(),
    waiting: () => emulators.reduce((sum, emulator) => sum + emulator.waiting(), 0),
    saveAll,
    async close() {
      closing.abort();
      await Promise.all([...listeners.values()].map((listener) => listener.close()));
      await worker.idle();
      await saveAll();
      await Promise.all(stores.map((own) => own.close()));
      await edge.close();
    },
  };
}

async function write(emulator: Emulator, { save }: WorldOptions): Promise<void> {
  await save?.(emulator.vendor, JSON.stringify(emulator.dump()));
}

async function listenAll(
  emulators: readonly Emulator[],
  { clock, ports = {}, log = () => {}, touch = () => {} }: WorldOptions,
  faults: Faults,
  signal: AbortSignal,
  follow: (vendor: VendorId) => Promise<void>,
  worker: Worker,
): Promise<Map<VendorId, Listener>> {
  const listeners = new Map<VendorId, Listener>();
  for (const emulator of emulators) {
    const { vendor } = emulator;
    const save = () => follow(vendor);
    const kernel = { emulator, faults, clock, save, touch, log: (line: string) => log(`${vendor} ${line}`), signal };
    const handler = async (incoming: Incoming) => {
      const reply = await serve(kernel, incoming);
      if (emulator.waiting() > 0) worker.poke();
      return reply;
    };
    try {
      listeners.set(vendor, await listen(handler, ports[vendor] ?? 0));
    } catch (error) {
      await Promise.all([...listeners.values()].map((listener) => listener.close()));
      throw error;
    }
  }
  return listeners;
}

/** Lets emulators do what is due, saves what that changed, and knows when all of it is done. */
class Worker {
  readonly #emulators: readonly Emulator[];
  readonly #post: Post;
  readonly #save: (vendor: VendorId) => Promise<void>;
  readonly #running = new Set<Promise<void>>();

  constructor(emulators: readonly Emulator[], post: Post, save: (vendor: VendorId) => Promise<void>) {
    this.#emulators = emulators;
    this.#post = post;
    this.#save = save;
  }

  /** Begins one round; rounds may overlap, deliveries do not. */
  poke(): void {
    const round = this.#round().finally(() => this.#running.delete(round));
    this.#running.add(round);
  }

  async #round(): Promise<void> {
    await Promise.resolve();
    for (const emulator of this.#emulators) {
      const before = emulator.version();
      await emulator.work(this.#post);
      if (emulator.version() !== before) await this.#save(emulator.vendor).catch(() => {});
    }
  }

  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled([...this.#running]);
  }

  /** Rounds until one of them changes nothing. */
  async settle(): Promise<void> {
    for (let before = -1; before !== this.#version(); ) {
      before = this.#version();
      this.poke();
      await this.idle();
    }
  }

  #version(): number {
    return this.#emulators.reduce((sum, emulator) => sum + emulator.version(), 0);
  }
}

async function beat(worker: Worker, clock: Clock, signal: AbortSignal, log: ((line: string) => void) | undefined): Promise<void> {
  while (!signal.aborted) {
    try {
      await clock.sleep(heartbeat, signal);
      worker.poke();
    } catch (error) {
      if (!signal.aborted) log?.(`heartbeat: ${String(error)}`);
    }
  }
}

/** Delivers to the server that stands behind a name; the name stays in the `Host` header. */
async function send(
  hosts: Readonly<Record<string, string>>,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<number | 'no host'> {
  const { host, pathname, search } = new URL(url);
  const target = hosts[host];
  if (target === undefined) return 'no host';
  try {
    const answer = await callLoopback(new URL(pathname + search, target).href, {
      method: 'POST',
      headers: { ...headers, host },
      body,
      timeoutMs: 10_000,
    });
    return answer.status;
  } catch {
    return 0;
  }
}

function checkTarget(name: string, target: string): void {
  const address = URL.canParse(target) ? new URL(target) : undefined;
  if (address?.protocol === 'http:' && address.hostname === '127.0.0.1') return;
  throw new OperatorError({ what: `${name} cannot be served by ${target}`, fix: 'Name a server on this machine: http://127.0.0.1:PORT' });
}
