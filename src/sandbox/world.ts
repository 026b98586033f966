/**
 * The world: every emulated vendor, each on its own loopback port, with one list of faults and one map of hosts.
 * Used in process by tests, and by `main.ts` as the detached process of a workspace.
 */
import { OperatorError } from '../core/errors.ts';
import type { Clock, Random } from '../core/ports.ts';
import type { VendorId } from '../core/vendor.ts';
import { type Edge, edgeNetwork } from '../ports/network.ts';
import { atlasEmulator } from './atlas.ts';
import { elsewhere } from './cloudflare/elsewhere.ts';
import { cloudflareEmulator } from './cloudflare.ts';
import { digitaloceanEmulator } from './digitalocean.ts';
import { discordEmulator } from './discord.ts';
import { WorldEdge } from './edge.ts';
import { Faults } from './faults.ts';
import { flyEmulator } from './fly.ts';
import { godaddyEmulator } from './godaddy.ts';
import { googleAnalyticsEmulator } from './google-analytics.ts';
import { herokuEmulator } from './heroku.ts';
import { type HostedStatus, Hosting, type HostingOptions } from './hosting/hosting.ts';
import { checkTarget, send } from './hosts.ts';
import { internetEmulator, registered } from './internet.ts';
import type { Emulator, Post } from './kernel.ts';
import { listenAll } from './listeners.ts';
import { namecheapEmulator } from './namecheap.ts';
import { netlifyEmulator } from './netlify.ts';
import { type Performed, performTask } from './operator.ts';
import { porkbunEmulator } from './porkbun.ts';
import { railwayEmulator } from './railway.ts';
import { renderEmulator } from './render.ts';
import { sentryEmulator } from './sentry.ts';
import { Saver, type WorldState } from './state.ts';
import { stripeEmulator } from './stripe.ts';
import { upstashEmulator } from './upstash.ts';
import { uptimerobotEmulator } from './uptimerobot.ts';
import { vercelEmulator } from './vercel.ts';
import { type Site, sitesOf } from './web/sites.ts';
import { beat, Worker } from './worker.ts';

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
  /** How long an emulated Atlas waits with the first snapshot of a Flex cluster, milliseconds; a day unless told, as the real one. */
  firstSnapshotMs?: number;
  /** How long an emulated Cloudflare takes to issue a certificate, milliseconds. */
  certificateMs?: number;
  /** As `DigitalOceanOptions.pendingMs`. */
  pendingMs?: number;
  /** `real`: a mongod that is on PATH runs the clusters. The built-in server unless told: it starts at once and its snapshots cost nothing. */
  mongodb?: 'real' | 'built-in';
  /** Emulators besides those of the list below, or instead of those of the same vendor: for tests of what emulators may do. */
  more?: readonly Emulator[];
  /** An emulated UptimeRobot really looks at what it watches. As services really run (`hosting`) unless told; where they do not, monitors are only said to be up. */
  watching?: boolean;
  /** What becomes of deployments; without it they are only said to run, and repositories live in memory. */
  hosting?: HostingOptions;
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
  /** Web hosts that visitors reach: whose they are, what they have and what stands behind them. */
  sites(): readonly Site[];
  /** Public resolvers forget what they know: changes are seen at once, whatever the delay. */
  flushNames(): void;
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
  /** Services that hosting vendors were told to run. */
  services(): readonly HostedStatus[];
  hosting: Pick<Hosting, 'view' | 'lines' | 'kill' | 'settle'>;
  /** Looks whether somebody pushed to a repository, as it does about once a second. */
  look(): Promise<void>;
  saveAll(): Promise<void>;
  close(): Promise<void>;
}

export async function openWorld(options: WorldOptions): Promise<World> {
  const { clock, touch = () => {}, log = () => {} } = options;
  const hosting = new Hosting(options.hosting, options.state?.vendors.hosting);
  /** Traffic that services of this world may have made: it keeps nothing awake while some run. */
  const passing = (): void => {
    if (!hosting.busy()) touch();
  };
  /** For hosting vendors. */
  const told = { ...options, hosting: hosting.view, resolver: () => edge.now().dns };
  const usual: Emulator[] = [
    stripeEmulator(options),
    atlasEmulator(options),
    upstashEmulator(options),
    cloudflareEmulator({ ...options, ...elsewhere(() => emulators) }),
    discordEmulator(options),
    uptimerobotEmulator({
      ...options,
      network: () => edgeNetwork(() => edge.now()),
      watching: options.watching ?? options.hosting?.mode === 'run',
    }),
    railwayEmulator(told),
    renderEmulator(told),
    digitaloceanEmulator(told),
    herokuEmulator(told),
    flyEmulator(told),
    vercelEmulator(told),
    netlifyEmulator(told),
    godaddyEmulator(options),
    namecheapEmulator(options),
    porkbunEmulator(options),
    googleAnalyticsEmulator(options),
    sentryEmulator(options),
    internetEmulator({ ...options, delegations: () => registered(emulators), repositories: hosting.repositories }),
  ];
  const { more = [] } = options;
  const emulators = [...usual.filter(({ vendor }) => !more.some((one) => one.vendor === vendor)), ...more];
  const faults = new Faults(({ names = {} }) => edge.trouble(names));
  const closing = new AbortController();
  let hosts: Record<string, string> = { ...options.state?.hosts };
  for (const emulator of emulators) {
    const state = options.state?.vendors[emulator.vendor];
    if (state !== undefined) emulator.load(state);
  }
  const savers = new Map(emulators.map((emulator) => [emulator.vendor, new Saver(() => write(emulator, options))]));
  const stores = emulators.flatMap((emulator) => emulator.stores ?? []);
  const edge = new WorldEdge(
    {
      ...options,
      edgeChanged: (next) => edgeChanged(next),
      repositories: hosting.repositories.home,
      passing,
      daysLeft: (name) => faults.settings.certificates?.[name],
    },
    emulators,
    options.state?.vendors.edge,
  );
  const edgeChanged = async (next: Edge): Promise<void> => {
    await hosting.edge(next);
    await options.edgeChanged?.(next);
  };
  const hostingSaver = new Saver(async () => options.save?.('hosting', JSON.stringify(hosting.dump())));
  const saveAll = async () =>
    void (await Promise.all([...[...savers.values()].map((saver) => saver.save()), edge.save(), hostingSaver.save()]));
  /** Lets the servers of a vendor follow its state, then makes that durable. */
  const follow = async (vendor: VendorId): Promise<void> => {
    const own = emulators.find((emulator) => emulator.vendor === vendor);
    hosting.follow(vendor);
    await own?.stores?.sync();
    if (own?.stores || own?.names) await edge.update(hosts);
    if (hosting.unsaved()) await hostingSaver.save();
    await savers.get(vendor)?.save();
  };
  const post: Post = (url, headers, body) => send({ servers: hosts, sites: edge.sites() }, url, headers, body);
  const worker = new Worker(emulators, post, follow);
  await edge.open();
  const listeners = await listenAll(
    emulators,
    { ...options, passing, look: () => hosting.look() },
    faults,
    closing.signal,
    follow,
    worker,
  ).catch(async (error: unknown) => {
    await edge.close();
    throw error;
  });
  const ports = Object.fromEntries([...listeners].map(([vendor, { port }]) => [vendor, port]));
  for (const own of stores) {
    await own.open({
      ...options,
      faults,
      folder: options.folder,
      touch: passing,
      log,
      certificate: (names) => edge.certificate(names),
    });
    await own.sync();
    if (options.state?.vendors[own.id] !== undefined) await own.load(options.state.vendors[own.id]);
  }
  await edge.update(hosts, ports);
  for (const emulator of emulators)
    emulator.begin?.({
      changed: () => follow(emulator.vendor),
      touch: passing,
      log: (line) => log(`${emulator.vendor} ${line}`),
      signal: closing.signal,
    });
  hosting.open({ clock, random: options.random, emulators, follow, save: () => hostingSaver.save(), touch, log });
  await hosting.edge(edge.now());
  hosting.followAll();
  void beat(worker, clock, closing.signal, options.log);
  void watchPushes(hosting, clock, closing.signal, log);

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
    ports: { ...ports, ...edge.ports() },
    vendors: emulators.map(({ vendor }) => vendor),
    credentials: () =>
      Object.fromEntries(
        emulators.flatMap((one) => Object.entries(one.credentials()).map(([name, key]) => [`${one.vendor}.${name}`, key])),
      ),
    secrets: () => emulators.flatMap((emulator) => [...emulator.secrets()]),
    edge: () => edge.now(),
    sites: () => sitesOf(edge.sites()),
    flushNames: () => edge.flushNames(),
    async snapshot() {
      const held = await Promise.all(stores.map(async (own) => [own.id, await own.dump()] as const));
      const hosted = await hosting.snapshot();
      const vendors = Object.fromEntries([...emulators.map((one) => [one.vendor, one.dump()] as const), ...held, ['hosting', hosted]]);
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
      hosting.restore(copy.vendors.hosting);
      await edge.update(hosts);
      await saveAll();
      await options.hostsChanged?.(hosts);
    },
    async reset(vendor) {
      if (vendor === undefined || vendor === 'internet') hosting.forget();
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
      await edge.update(hosts);
      await options.hostsChanged?.(hosts);
      worker.poke();
    },
    settle: () => worker.settle(),
    waiting: () => emulators.reduce((sum, emulator) => sum + emulator.waiting(), 0),
    services: () => hosting.services(),
    hosting,
    look: () => hosting.look(),
    saveAll,
    async close() {
      closing.abort();
      // While the world still answers: services say goodbye to their databases.
      await hosting.close();
      for (const emulator of emulators) emulator.end?.();
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

/** Until the world closes. */
async function watchPushes(hosting: Hosting, clock: Clock, signal: AbortSignal, log: (line: string) => void): Promise<void> {
  while (!signal.aborted) {
    try {
      await clock.sleep(1000, signal);
      await hosting.look();
    } catch (error) {
      if (!signal.aborted) log(`repositories: ${String(error)}`);
    }
  }
}
