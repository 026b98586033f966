/**
 * For tests of phases 6.5 and 6.6 played alone: a new workspace beside emulated hosts, which record what they would run. Values of the phases before are given. One
 * workspace and one world for a whole test file: each test goes on where the one before it ended.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { catalogue as everything } from '../catalogue.ts';
import type { Catalogue } from '../core/catalogue.ts';
import type { HostId } from '../core/host.ts';
import { infoOf, type Key, keys, services } from '../core/keys.ts';
import type { Planned } from '../core/plan.ts';
import { deploy } from '../engine/deploy.ts';
import { plan } from '../engine/plan.ts';
import type { TaskResult, Walk } from '../engine/walk.ts';
import { botPhase } from '../phases/6.5-bot/index.ts';
import { dashboardPhase } from '../phases/6.6-dashboard/index.ts';
import { systemClock } from '../ports/clock.ts';
import { edgeNetwork } from '../ports/network.ts';
import { systemRandom } from '../ports/random.ts';
import { hurriedClock, openScene, type Seen } from '../proof/scene.ts';
import { answerAll } from '../proof/stage.ts';
import { openWorld, type World } from './world.ts';

/** Names wait for the domain, which is phase 6.4's. */
const leftOut = ['api.domain-live', 'dashboard.domain-live', 'release.record'];
const catalogue: Catalogue = {
  ...everything,
  phases: [botPhase, { ...dashboardPhase, tasks: dashboardPhase.tasks.filter(({ id }) => !leftOut.includes(id)) }].map((phase) => ({
    ...phase,
    gate: [],
  })),
};
const phases = ['6.5', '6.6'] as const;

export interface Played {
  tasks: readonly TaskResult[];
  writes: number;
  errors: unknown[];
}

export interface HostingPhases {
  /** Known once the tests have begun. */
  root(): string;
  world(): World;
  play<T>(scene: (walk: Walk, seen: Seen) => Promise<T>): Promise<T>;
  deployAll(): Promise<Played>;
  /** What a deploy would change. */
  planned(): Promise<Planned[]>;
  /** In the workspace, as its owner. */
  git(...args: string[]): string;
}

export interface PhasesOptions {
  /** In the name of the workspace's folder. */
  name: string;
  answers: Readonly<Record<string, string>>;
  /** How many times faster k77 waits. */
  haste?: number;
}

/** For the top of a test file: opens workspace and world before its tests, and removes them afterwards. */
export function hostingPhases({ name, answers, haste }: PhasesOptions): HostingPhases {
  let root: string;
  let world: World;

  async function play<T>(scene: (walk: Walk, seen: Seen) => Promise<T>): Promise<T> {
    const open = await openScene({
      root,
      environment: 'sandbox',
      catalogue,
      endpoints: world.endpoints,
      network: edgeNetwork(() => world.edge()),
      perform: (task, want) => world.perform(task, want),
      ...(haste === undefined ? {} : { clock: hurriedClock(haste) }),
    });
    try {
      return await scene(open.walk, open.seen);
    } finally {
      await open.close();
    }
  }

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), `k77-${name}-`));
    world = await openWorld({
      clock: systemClock,
      random: systemRandom,
      certificateMs: 0,
      pendingMs: 600,
      hosting: { mode: 'record', root },
    });
    await mkdir(join(root, '.k77/base'), { recursive: true });
    await writeFile(join(root, 'package.json'), '{}\n');
    await writeFile(join(root, 'notes.txt'), 'my own\n');
    await writeFile(join(root, '.k77/base/written.json'), `${JSON.stringify({ 'package.json': 'unknown' })}\n`);
    await play((walk) => answerAll(walk, world, answers));
    await play(earlierPhases);
  }, 60_000);
  afterAll(async () => {
    await world.close();
    await rm(root, { recursive: true, force: true });
  });

  return {
    root: () => root,
    world: () => world,
    play,
    deployAll: () =>
      play(async (walk, seen) => {
        const done = await deploy(walk, { phases, only: [], yes: true, replace: [], command: 'a scene' });
        const errors = seen.events.flatMap((event) => (event.kind === 'failed' ? [event.error] : []));
        return { tasks: done.phases.flatMap(({ tasks }) => tasks), writes: done.writes, errors };
      }),
    planned: () =>
      play(async (walk) => [...(await plan(walk, { phases, only: [] })).planned].filter(({ action }) => action !== 'unchanged')),
    git(...args) {
      const identity = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com'];
      const env = { PATH: process.env.PATH, HOME: root };
      return execFileSync('git', [...identity, ...args], { cwd: root, encoding: 'utf8', env }).trim();
    },
  };
}

/** Values that the phases before give. */
async function earlierPhases(walk: Walk): Promise<void> {
  const given = new Set(catalogue.phases.flatMap(({ tasks }) => tasks).flatMap(({ gives }) => Object.keys(gives)));
  const asked = new Set<string>(catalogue.phases.flatMap(({ questions }) => questions).map(({ key }) => key));
  const derived = ['ENVIRONMENT', 'STRIPE_ENABLED'];
  const more: Partial<Record<Key, string>> = {
    project: 'Kingdom-77',
    domain: 'kingdom77.test',
    STRIPE_PUBLISHABLE_KEY: 'pk_test_kingdom77',
  };
  const needed = (Object.keys(keys) as Key[]).filter((key) => services.some((service) => infoOf(key).services.includes(service)));
  for (const key of new Set([...needed, ...(Object.keys(more) as Key[])])) {
    if (given.has(key) || asked.has(key) || derived.includes(key) || infoOf(key).optional) continue;
    const text = more[key] ?? `value-of-${key.toLowerCase()}`;
    if (infoOf(key).kept === 'env') await walk.workspace.keep('earlier', key, text);
    else await walk.workspace.answer(key, text);
  }
}

export interface HostPhases<State> extends Omit<HostingPhases, 'world' | 'git'> {
  /** What the emulated host holds. */
  state(): Promise<State>;
  /** A button of the host's dashboard. */
  press(action: string, fields: Readonly<Record<string, string>>): Promise<unknown>;
  /** A deploy in which the host does what it is asked by the first such request (`/apps$`), and nobody hears its answer. */
  deployUnheard(method: string, path: string): Promise<Played>;
  /** The operator changes a file of theirs and commits it. */
  commit(): Promise<void>;
  /** The task of usage alerts in the plan. It is not among what is `planned`. */
  alerts(): Promise<Planned | undefined>;
}

/**
 * The same at one host.
 * @param answers which services are there; the others are where k77 puts them by itself
 */
export function hostPhases<State>(host: HostId, answers: Readonly<Record<string, string>>): HostPhases<State> {
  // Bot and worker say nothing where nothing runs: k77 waits for a word of theirs.
  const { world, git, ...about } = hostingPhases({ name: host, answers, haste: 20 });
  return {
    ...about,
    planned: async () => (await about.planned()).filter(({ task }) => task.id !== 'host.alerts'),
    state: async () => (await world().snapshot()).vendors[host] as State,
    press: (action, fields) => world().edit(host, action, fields),
    async deployUnheard(method, path) {
      world().faults.set({ faults: [{ vendor: host, match: { method, path }, times: 1, do: 'reset-after-commit' }] });
      const played = await about.deployAll();
      world().faults.clear();
      return played;
    },
    async commit() {
      await writeFile(join(about.root(), 'notes.txt'), 'again\n');
      git('add', 'notes.txt');
      git('commit', '--quiet', '--message', 'mine');
    },
    alerts: () =>
      about.play(async (walk) => (await plan(walk, { phases: ['6.5'], only: [] })).planned.find(({ task }) => task.id === 'host.alerts')),
  };
}

/** Tasks that did something. */
export function changed({ tasks }: Played): string[] {
  return tasks.filter(({ outcome }) => outcome !== 'unchanged' && outcome !== 'skipped').map(({ task }) => task);
}

/** Services that run at a host for processes. */
export function runningAt(host: HostId): Readonly<Record<string, string>> {
  return { botHost: host, workerHost: host, apiHost: host };
}
