/**
 * Phases 6.5 and 6.6 with bot, worker and API at the emulated DigitalOcean, which records what it would run: services made once, variables before anything runs, one deploy
 * of each commit, also where k77 was interrupted. Values of the phases before are given.
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
import type { DigitalOceanState } from './digitalocean/model.ts';
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

const state = async (): Promise<DigitalOceanState> => (await world.snapshot()).vendors.digitalocean as DigitalOceanState;

/** By app: what became of its deployments, newest first. Those that only saved a change never ran. */
async function deployments(): Promise<Record<string, string[]>> {
  const { apps, deployments: made } = await state();
  const of = (id: string): string[] =>
    made.filter(({ app }) => app === id).map(({ phase, served }) => `${phase} ${served ? 'ran' : 'never ran'}`);
  return Object.fromEntries(apps.map(({ id, spec }) => [spec.name, of(id).reverse()]));
}
const ran = (found: readonly string[] | undefined): number => (found ?? []).filter((one) => !one.endsWith('never ran')).length;

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
  root = await mkdtemp(join(tmpdir(), 'k77-digitalocean-'));
  world = await openWorld({ clock: systemClock, random: systemRandom, certificateMs: 0, hosting: { mode: 'record', root } });
  await mkdir(join(root, '.k77/base'), { recursive: true });
  await writeFile(join(root, 'package.json'), '{}\n');
  await writeFile(join(root, 'notes.txt'), 'my own\n');
  await writeFile(join(root, '.k77/base/written.json'), `${JSON.stringify({ 'package.json': 'unknown' })}\n`);
  // DigitalOcean's API does not tell which repositories it may read, so that nobody is asked: somebody has opened it before.
  await play((walk) => answerAll(walk, world, { botHost: 'digitalocean', workerHost: 'digitalocean', apiHost: 'digitalocean' }));
  await play(earlierPhases);
}, 60_000);
afterAll(async () => {
  await world.close();
  await rm(root, { recursive: true, force: true });
});

test('an app whose making was answered by silence is found again, not made twice', async () => {
  world.faults.set({
    faults: [{ vendor: 'digitalocean', match: { method: 'POST', path: '/v2/apps$' }, times: 1, do: 'reset-after-commit' }],
  });
  const first = await deployAll();
  world.faults.clear();
  expect(first.errors).toHaveLength(1);
  const names = (await state()).apps.map(({ spec }) => spec.name);
  expect([...new Set(names)]).toEqual(names);
  expect(names).toContain('kingdom77-bot');
}, 60_000);

test('three services run, with their variables, each deployed once, and there is nothing to do afterwards', async () => {
  const done = await deployAll();
  expect(done.errors).toEqual([]);
  expect(done.tasks.filter(({ outcome }) => outcome === 'waits' || outcome === 'open')).toEqual([]);
  const all = await deployments();
  expect(Object.keys(all).sort()).toEqual(['kingdom77-api', 'kingdom77-bot', 'kingdom77-worker']);
  // The name of the API is part of its first deployment.
  for (const [name, found] of Object.entries(all)) expect(ran(found), name).toBe(1);
  const { apps, deployments: begun, domains } = await state();
  expect(domains.map(({ name }) => name)).toEqual(['api.kingdom77.test']);
  for (const { served, $variables } of begun) expect(!served || Object.keys($variables).length > 3).toBe(true);
  expect(apps.map(({ spec }) => Object.keys(spec).filter((one) => ['services', 'workers'].includes(one))).sort()).toEqual([
    ['services'],
    ['workers'],
    ['workers'],
  ]);
  const components = apps.flatMap(({ spec }) => [...(spec.services ?? []), ...(spec.workers ?? []), ...(spec.jobs ?? [])]);
  expect(components.every(({ github }) => github?.deploy_on_push)).toBe(true);
  const secrets = components.flatMap(({ envs = [] }) => envs.filter(({ type }) => type === 'SECRET'));
  expect(secrets.some(({ key }) => key === 'DISCORD_TOKEN')).toBe(true);
  expect(secrets.filter(({ value = '' }) => !value.startsWith('EV[1:'))).toEqual([]);
  await settled();
  const again = await deployAll();
  expect([changed(again), again.writes]).toEqual([[], 0]);
}, 60_000);

/** Until nothing is on its way: DigitalOcean goes on by itself. */
async function settled(): Promise<void> {
  const open = async (): Promise<boolean> =>
    (await state()).deployments.some(({ phase }) => !['ACTIVE', 'SUPERSEDED', 'ERROR', 'CANCELED'].includes(phase));
  while (await open()) await systemClock.sleep(100);
}

test('the task of usage alerts says that DigitalOcean has none', async () => {
  const alerts = await play(async (walk) =>
    (await plan(walk, { phases: ['6.5'], only: [] })).planned.find(({ task }) => task.id === 'host.alerts'),
  );
  expect(alerts).toMatchObject({
    why: 'DigitalOcean has no such alert in its API: look at https://cloud.digitalocean.com/account/billing',
  });
}, 60_000);

test('a commit is deployed once by each', async () => {
  await writeFile(join(root, 'notes.txt'), 'again\n');
  git('add', 'notes.txt');
  git('commit', '--quiet', '--message', 'mine');
  const before = await deployments();
  expect((await deployAll()).errors).toEqual([]);
  for (const [name, found] of Object.entries(await deployments())) expect(ran(found), name).toBe(ran(before[name]) + 1);
  expect(await planned()).toEqual([]);
}, 60_000);

test('a variable that somebody changed is told by its name, repaired, and deployed once; one of their own stays', async () => {
  await world.edit('digitalocean', 'set-variable', { app: 'bot', name: 'LOG_LEVEL', value: 'debug' });
  await world.edit('digitalocean', 'set-variable', { app: 'bot', name: 'THEIRS', value: 'keep me' });
  await settled();
  const drift = await planned();
  expect(drift.map(({ task, changes }) => [task.id, changes.map(({ path }) => path)])).toContainEqual(['bot.variables', ['set.LOG_LEVEL']]);
  const before = ran((await deployments())['kingdom77-bot']);
  const done = await deployAll();
  expect(changed(done)).toEqual(['bot.variables', 'bot.deployed']);
  expect(ran((await deployments())['kingdom77-bot'])).toBe(before + 1);
  const active = (await state()).deployments.findLast(({ phase, spec }) => phase === 'ACTIVE' && spec.name.endsWith('-bot'));
  expect(active?.$variables.THEIRS).toBe('keep me');
  expect(active?.$variables.LOG_LEVEL).not.toBe('debug');
  expect(await planned()).toEqual([]);
}, 60_000);

test('a secret that somebody typed anew is seen, although nobody can read it, and set right', async () => {
  await world.edit('digitalocean', 'set-variable', { app: 'bot', name: 'DISCORD_TOKEN', value: 'of-somebody-else' });
  await settled();
  expect((await planned()).map(({ task, changes }) => [task.id, changes.map(({ path }) => path)])).toContainEqual([
    'bot.variables',
    ['set.DISCORD_TOKEN'],
  ]);
  expect((await deployAll()).errors).toEqual([]);
  const active = (await state()).deployments.findLast(({ phase, spec }) => phase === 'ACTIVE' && spec.name.endsWith('-bot'));
  expect(active?.$variables.DISCORD_TOKEN).not.toBe('of-somebody-else');
  expect(await planned()).toEqual([]);
}, 60_000);

test('a setting that somebody changed is repaired, and an archived app is restored', async () => {
  await world.edit('digitalocean', 'change-setting', { app: 'worker', setting: 'run_command', value: 'sleep 1' });
  await settled();
  expect((await planned()).map(({ task }) => task.id)).toEqual(['worker.service']);
  expect((await deployAll()).errors).toEqual([]);
  await settled();
  expect(
    (await state()).deployments.find(({ phase, spec }) => phase === 'ACTIVE' && JSON.stringify(spec).includes('sleep 1')),
  ).toBeUndefined();
  await world.edit('digitalocean', 'archive', { app: 'worker' });
  expect((await planned()).map(({ task }) => task.id)).toEqual(['worker.deployed']);
  expect((await deployAll()).errors).toEqual([]);
  await settled();
  expect((await deployments())['kingdom77-worker']?.[0]).toBe('ACTIVE ran');
  expect(await planned()).toEqual([]);
}, 60_000);
