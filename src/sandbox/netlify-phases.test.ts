/**
 * Phases 6.5 and 6.6 with the dashboard at the emulated Netlify, which records what it would run: a site made once, variables before anything is built, one deploy of
 * each commit, also where k77 was interrupted. Values of the phases before are given; bot, worker and API are at Railway.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue as everything } from '../catalogue.ts';
import type { Catalogue } from '../core/catalogue.ts';
import { infoOf, type Key, keys, services } from '../core/keys.ts';
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
import type { NetlifyState } from './netlify/model.ts';
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
    // Bot and worker say nothing where nothing runs: k77 waits for a word of theirs.
    clock: hurriedClock(20),
  });
  try {
    return await scene(open.walk, open.seen);
  } finally {
    await open.close();
  }
}

interface Played {
  tasks: readonly TaskResult[];
  writes: number;
  errors: unknown[];
}

function deployAll(): Promise<Played> {
  return play(async (walk, seen) => {
    const done = await deploy(walk, { phases: ['6.5', '6.6'], only: [], yes: true, replace: [], command: 'a scene' });
    const errors = seen.events.flatMap((event) => (event.kind === 'failed' ? [event.error] : []));
    return { tasks: done.phases.flatMap(({ tasks }) => tasks), writes: done.writes, errors };
  });
}
const changed = ({ tasks }: Played): string[] =>
  tasks.filter(({ outcome }) => outcome !== 'unchanged' && outcome !== 'skipped').map(({ task }) => task);
const planned = () =>
  play(async (walk) =>
    [...(await plan(walk, { phases: ['6.5', '6.6'], only: [] })).planned].filter(
      ({ action, task }) => action !== 'unchanged' && task.id !== 'host.alerts',
    ),
  );

const state = async (): Promise<NetlifyState> => (await world.snapshot()).vendors.netlify as NetlifyState;

/** What became of the deploys to production, newest first. */
async function deploys(): Promise<string[]> {
  const { sites, deploys: made } = await state();
  return made
    .filter(({ context }) => context === 'production')
    .map((one) => `${one.state}${sites.some(({ published }) => published === one.id) ? ' published' : ''}`)
    .reverse();
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

function git(...args: string[]): void {
  const identity = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com'];
  execFileSync('git', [...identity, ...args], { cwd: root, encoding: 'utf8', env: { PATH: process.env.PATH, HOME: root } });
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'k77-netlify-'));
  world = await openWorld({ clock: systemClock, random: systemRandom, certificateMs: 0, hosting: { mode: 'record', root } });
  await mkdir(join(root, '.k77/base'), { recursive: true });
  await writeFile(join(root, 'package.json'), '{}\n');
  await writeFile(join(root, 'notes.txt'), 'my own\n');
  await writeFile(join(root, '.k77/base/written.json'), `${JSON.stringify({ 'package.json': 'unknown' })}\n`);
  await play((walk) => answerAll(walk, world, { dashboardHost: 'netlify' }));
  await play(earlierPhases);
}, 60_000);
afterAll(async () => {
  await world.close();
  await rm(root, { recursive: true, force: true });
});

test('a site whose making was answered by silence is found again, not made twice', async () => {
  world.faults.set({
    faults: [{ vendor: 'netlify', match: { method: 'POST', path: '/sites$' }, times: 1, do: 'reset-after-commit' }],
  });
  const first = await deployAll();
  world.faults.clear();
  expect(first.errors).toHaveLength(1);
  expect((await state()).sites.map(({ name }) => name)).toEqual(['kingdom77-dashboard']);
  expect((await state()).deploys).toEqual([]);
}, 60_000);

test('the dashboard runs, with its variables, deployed once, and there is nothing to do afterwards', async () => {
  const done = await deployAll();
  expect(done.errors).toEqual([]);
  expect(done.tasks.filter(({ outcome }) => outcome === 'waits' || outcome === 'open')).toEqual([]);
  expect(await deploys()).toEqual(['ready published']);
  const { sites, deploys: made, variables } = await state();
  expect(sites).toHaveLength(1);
  expect(sites[0]).toMatchObject({
    base: '',
    packagePath: 'dashboard-frontend',
    cmd: 'cd dashboard-frontend && npm run build',
    dir: 'dashboard-frontend/.next',
    primary: 'kingdom77.test',
    guarded: true,
    guardContext: 'non_production',
    repo: { stopped: false, allowed: [] },
  });
  expect(Object.keys(made[0]?.$variables ?? {}).length).toBeGreaterThan(3);
  const environment = variables.find(({ key }) => key === 'ENVIRONMENT');
  expect(environment?.values.map(({ context }) => context).sort()).toEqual(['branch-deploy', 'deploy-preview', 'production']);
  const again = await deployAll();
  expect([changed(again), again.writes]).toEqual([[], 0]);
}, 60_000);

test('a commit is deployed once', async () => {
  await writeFile(join(root, 'notes.txt'), 'again\n');
  git('add', 'notes.txt');
  git('commit', '--quiet', '--message', 'mine');
  const before = await deploys();
  expect((await deployAll()).errors).toEqual([]);
  expect((await deploys()).length).toBe(before.length + 1);
  expect(await planned()).toEqual([]);
}, 60_000);

test('a variable that somebody changed is told by its name, repaired, and deployed once; one of their own stays', async () => {
  await world.edit('netlify', 'set-variable', { name: 'NEXT_PUBLIC_API_URL', value: 'https://elsewhere.test', context: 'production' });
  await world.edit('netlify', 'set-variable', { name: 'THEIRS', value: 'keep me' });
  const drift = await planned();
  expect(drift.map(({ task, changes }) => [task.id, changes.map(({ path }) => path)])).toEqual([
    ['dashboard.variables', ['set.NEXT_PUBLIC_API_URL']],
    ['dashboard.deployed', []],
  ]);
  const before = await deploys();
  expect(changed(await deployAll())).toEqual(['dashboard.variables', 'dashboard.deployed']);
  expect((await deploys()).length).toBe(before.length + 1);
  expect((await state()).variables.find(({ key }) => key === 'THEIRS')?.values[0]?.$value).toBe('keep me');
  expect(await planned()).toEqual([]);
}, 60_000);

test('settings, previews and names that somebody changed are repaired, and a site that was disabled is seen', async () => {
  await world.edit('netlify', 'build-command', { command: 'sleep 1' });
  await world.edit('netlify', 'visibility', { value: 'public' });
  await world.edit('netlify', 'primary-domain', { domain: 'www.kingdom77.test' });
  expect((await planned()).map(({ task }) => task.id)).toEqual(['dashboard.service', 'dashboard.previews', 'dashboard.domains']);
  expect((await deployAll()).errors).toEqual([]);
  expect((await state()).sites[0]).toMatchObject({
    cmd: 'cd dashboard-frontend && npm run build',
    primary: 'kingdom77.test',
    guarded: true,
  });
  expect(await planned()).toEqual([]);
  await world.edit('netlify', 'disable', {});
  expect((await planned()).map(({ task }) => task.id)).toEqual(['dashboard.deployed']);
  expect((await deployAll()).errors).toEqual([]);
  expect((await state()).sites[0]?.disabled).toBe(false);
  expect(await planned()).toEqual([]);
}, 60_000);

test('builds that somebody stopped are activated again', async () => {
  await world.edit('netlify', 'stop-builds', {});
  expect((await planned()).map(({ task }) => task.id)).toEqual(['dashboard.deployed']);
  const before = await deploys();
  expect((await deployAll()).errors).toEqual([]);
  expect((await state()).sites[0]?.repo?.stopped).toBe(false);
  expect((await deploys()).length).toBe(before.length);
  expect(await planned()).toEqual([]);
}, 60_000);
