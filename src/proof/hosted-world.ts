/**
 * The whole catalogue deployed once at emulated hosts, which record what they would run; and the hands of persons and of fate, which break it. For the broken worlds
 * of phases 6.5 and 6.6: each scene starts from `right`.
 */
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Db } from 'mongodb';
import type { BrokenRow } from '../../checks/broken-row.ts';
import type { Finding } from '../core/check.ts';
import { Secret } from '../core/secret.ts';
import type { VendorId } from '../core/vendor.ts';
import { deploy } from '../engine/deploy.ts';
import { type VerifyOptions, verify } from '../engine/verify.ts';
import type { Verified, Walk } from '../engine/walk.ts';
import { openMongo } from '../ports/mongo.ts';
import { edgeNetwork } from '../ports/network.ts';
import type { DiscordState } from '../sandbox/discord/model.ts';
import type { Fault } from '../sandbox/faults.ts';
import type { RailwayState } from '../sandbox/railway/model.ts';
import type { VercelState } from '../sandbox/vercel/model.ts';
import { standInBrowser } from './later-browser.ts';
import { pretendHeartbeats } from './later-heartbeats.ts';
import { pretendHistory } from './later-history.ts';
import { type LaterServices, type Mischief, openLaterServices } from './later-hosts.ts';
import { surroundings } from './later-worker.ts';
import { hurriedClock, type Seen } from './scene.ts';
import { type Kept, openStage, type Stage, type StageOptions } from './stage.ts';

export interface HostedHands {
  /** What k77 knows, secrets too, as text. */
  values: Readonly<Record<string, string>>;
  /** Paths from the top of the workspace. */
  write(path: string, text: string): Promise<void>;
  /** @throws Error when the edit changes nothing */
  change(path: string, edit: (text: string) => string): Promise<void>;
  chmod(path: string, mode: number): Promise<void>;
  remove(path: string): Promise<void>;
  /** In the workspace, as its owner. */
  git(...args: string[]): string;
  /** Somebody commits a file here and pushes it to the emulated GitHub; the hosts have seen the push when it resolves. @returns the commit */
  push(path: string, text: string, branch?: string): Promise<string>;
  /** A button of a vendor's dashboard. */
  press(vendor: VendorId, action: string, fields?: Readonly<Record<string, string>>): Promise<unknown>;
  /** Changes what an emulator holds, as only the vendor itself could. */
  railway(edit: (state: RailwayState) => void): Promise<void>;
  vercel(edit: (state: VercelState) => void): Promise<void>;
  vendor<State>(id: VendorId, edit: (state: State) => void): Promise<void>;
  /** Until everything that waits at the vendors was delivered. */
  settle(): Promise<void>;
  /** Stand-in services behind the domain, www and api, doing this wrong. */
  serve(mischief: Mischief): Promise<void>;
  /** What goes wrong at vendors and databases. */
  faults(faults: readonly Fault[]): void;
  /** The database as somebody with its connection string can change it. */
  mongo(work: (db: Db) => Promise<unknown>): Promise<void>;
  /** Shards of the bot, with milliseconds to Discord and back; -1: none measured yet. */
  heartbeats(latencies: readonly number[]): Promise<void>;
}

export type HostedRow = BrokenRow<HostedHands>;

export interface HostedWorld {
  stage: Stage;
  /** After the deploy of everything, with the stand-in services behind the names. */
  right: Kept;
  services: LaterServices;
  /** What the gates of that deploy found, and what failed in it. */
  deployed: Pick<Seen, 'gates' | 'events'>;
  /** The world as it was after the deploy, and services that do nothing wrong. */
  back(): Promise<void>;
  /** Breaks what there is now. */
  break(breakIt: (hands: HostedHands) => Promise<unknown>): Promise<void>;
  find(check: string): Promise<Finding>;
  /** Several checks side by side. */
  look(checks: readonly string[]): Promise<readonly Finding[]>;
  /** Long values that nobody may read. Emulated hosts hide every variable, also those that are no secret. */
  secrets(): Promise<readonly string[]>;
  /** Of one phase, or of all. */
  findAll(phase?: string): Promise<readonly Finding[]>;
  close(): Promise<void>;
}

/** For checks that wait for what never comes: the stand-in services answer at once. */
const haste = 4;

export async function openHostedWorld(options: Omit<StageOptions, 'hosts'> = {}): Promise<HostedWorld> {
  const stage = await openStage({ ...options, hosts: 'emulated' });
  let walking: Walk | undefined;
  const known = (): Readonly<Record<string, string>> => (walking ? textsOf(walking) : {});
  const services = await openLaterServices(surroundings(() => stage.world, known, stage.root));
  await stage.world.setHosts(services.hosts);
  const phases = stage.catalogue.phases.map(({ number }) => number);
  const deployed = await stage.play(async (walk, seen) => {
    walking = walk;
    await deploy(walk, { phases, only: [], yes: true, replace: [], command: 'k77 deploy' });
    return { gates: seen.gates, events: seen.events };
  });
  await pretendRunning(stage);
  await pretendHistory(stage.world, known());
  await pretendHeartbeats(stage.world, known(), [31, 42]);
  const right = await stage.keep();
  return {
    stage,
    right,
    services,
    deployed,
    async back() {
      await stage.back(right);
      stage.world.faults.clear();
      for (const name of Object.keys(services.mischief)) Object.assign(services.mischief, { [name]: undefined });
    },
    break: (breakIt) => stage.play(async (walk) => void (await breakIt(handsOf(stage, services, walk)))),
    secrets: () =>
      stage.play(async (walk) => {
        const open = new Set(Object.values(walk.workspace.values()).filter((value) => typeof value === 'string'));
        return stage.world.secrets().filter((secret) => secret.length > 8 && !open.has(secret));
      }),
    find: (check) => stage.play((walk) => findingOf(walk, check, services), { clock: hurriedClock(haste) }),
    look: (checks) =>
      stage.play(async (walk) => (await look(walk, services, { sections: [], checks })).findings, { clock: hurriedClock(haste) }),
    findAll: (phase) => stage.play(async (walk) => (await look(walk, services, { sections: phase === undefined ? [] : [phase] })).findings),
    async close() {
      await stage.close();
      await services.close();
    },
  };
}

/** What services do that run, and that emulated hosts only record: they say that they are ready, are measured, and the bot has told Discord its commands. */
async function pretendRunning({ root, world }: Stage): Promise<void> {
  const press = (action: string, fields: Readonly<Record<string, string>>): Promise<unknown> => world.edit('railway', action, fields);
  const ready = (service: string, msg: string, more: object = {}): Promise<unknown> =>
    press('log', { service, message: JSON.stringify({ level: 'info', service, database: 'connected', redis: 'connected', ...more, msg }) });
  await ready('bot', 'bot ready', { guilds: 3 });
  await press('log', { service: 'bot', message: 'Restarting bot in 1 s (signal SIGKILL, restart 1)' });
  await ready('bot', 'bot ready', { guilds: 3 });
  await ready('worker', 'worker ready');
  await ready('api', 'the API is ready');
  for (const service of ['bot', 'worker', 'api']) await press('measure', { service, cpuPercent: '4', memoryMb: '150' });
  const { commands } = JSON.parse(await readFile(join(root, 'docs/commands.json'), 'utf8')) as { commands: { name: string }[] };
  const snapshot = structuredClone(await world.snapshot());
  const discord = snapshot.vendors.discord as DiscordState;
  const application = discord.applications[0]?.id ?? '';
  discord.commands = commands.map(({ name }, index) => ({
    id: `7700000000000000${10 + index}`,
    application,
    version: '770000000000000001',
    type: 1,
    name,
    description: name,
    more: {},
  }));
  await world.restore(snapshot);
}

/** With a browser that is none: a real one would take longer than all else. */
async function look(walk: Walk, { mischief }: LaterServices, options: VerifyOptions): Promise<Verified> {
  await standInBrowser(walk, mischief.browser);
  return verify(walk, options);
}

async function findingOf(walk: Walk, id: string, services: LaterServices): Promise<Finding> {
  const [found] = (await look(walk, services, { sections: [], checks: [id] })).findings;
  if (!found) throw new Error(`no check ${id}`);
  return found;
}

/** Secrets, too. */
function textsOf(walk: Walk): Readonly<Record<string, string>> {
  const known = Object.entries(walk.workspace.values());
  return Object.fromEntries(known.map(([key, value]) => [key, typeof value === 'string' ? value : value.reveal()]));
}

function handsOf(stage: Stage, services: LaterServices, walk: Walk): HostedHands {
  const { root, world } = stage;
  const known = walk.workspace.values();
  const at = (path: string): string => join(root, path);
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(at(path)), { recursive: true });
    await writeFile(at(path), text);
  };
  const git = (...args: string[]): string => {
    const identity = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com'];
    return execFileSync('git', [...identity, ...args], { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
  };
  const vendor = async <State>(id: VendorId, edit: (state: State) => void): Promise<void> => {
    const snapshot = structuredClone(await world.snapshot());
    edit(snapshot.vendors[id] as State);
    await world.restore(snapshot);
    world.flushNames();
  };
  return {
    values: textsOf(walk),
    write,
    async change(path, edit) {
      const before = await readFile(at(path), 'utf8');
      const after = edit(before);
      if (after === before) throw new Error(`${path} was to be changed`);
      await write(path, after);
    },
    chmod: (path, mode) => chmod(at(path), mode),
    remove: (path) => rm(at(path)),
    git,
    async push(path, text, branch = String(known.branch)) {
      await write(path, text);
      git('add', '-f', path);
      git('commit', '-qm', `somebody: ${path}`);
      git('push', '-q', at(`.k77/sandbox/git/${known.repository}.git`), `HEAD:refs/heads/${branch}`);
      await world.look();
      return git('rev-parse', 'HEAD');
    },
    press: (id, action, fields = {}) => world.edit(id, action, fields),
    railway: (edit) => vendor('railway', edit),
    vercel: (edit) => vendor('vercel', edit),
    vendor,
    settle: () => world.settle(),
    faults: (faults) => world.faults.set({ faults }),
    async mongo(work) {
      const client = await openMongo(new Secret('MONGODB_URI', textsOf(walk).MONGODB_URI ?? ''), edgeNetwork(world.edge()));
      await work(client.db()).finally(() => client.close());
    },
    heartbeats: (latencies) => pretendHeartbeats(world, textsOf(walk), latencies),
    async serve(mischief) {
      Object.assign(services.mischief, mischief);
      await world.setHosts(services.hosts);
    },
  };
}
