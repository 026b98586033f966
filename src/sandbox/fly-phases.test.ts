/**
 * Phases 6.5 and 6.6 with bot, worker and API at the emulated Fly.io, which records what it would run: apps made once, the workflow committed and its image brought, variables before anything
 * runs, one release of each commit, also where k77 was interrupted. Values of the phases before are given.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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
import type { FlyState } from './fly/model.ts';
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

const state = async (): Promise<FlyState> => (await world.snapshot()).vendors.fly as FlyState;

/** By service: releases of code, oldest first. */
async function deploys(): Promise<Record<string, string[]>> {
  const { machines } = await state();
  const releases = (versions: FlyState['machines'][number]['versions']): string[] => [
    ...new Set(versions.flatMap(({ config }) => (config.metadata as Record<string, string>).k77_release ?? [])),
  ];
  return Object.fromEntries(machines.map(({ app, versions }) => [serviceIn(app), releases(versions).reverse()]));
}
const serviceIn = (name: string): string => name.split('-')[1] ?? '';
const counts = async () => Object.fromEntries(Object.entries(await deploys()).map(([name, found]) => [name, found.length]));
const running = async () => (await state()).machines.filter((one) => one.state === 'started').length;

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
  root = await mkdtemp(join(tmpdir(), 'k77-fly-'));
  world = await openWorld({ clock: systemClock, random: systemRandom, certificateMs: 0, hosting: { mode: 'record', root } });
  await mkdir(join(root, '.k77/base'), { recursive: true });
  await writeFile(join(root, 'package.json'), '{}\n');
  await writeFile(join(root, 'notes.txt'), 'my own\n');
  await writeFile(join(root, '.k77/base/written.json'), `${JSON.stringify({ 'package.json': 'unknown' })}\n`);
  await play((walk) => answerAll(walk, world, { botHost: 'fly', workerHost: 'fly', apiHost: 'fly' }));
  await play(earlierPhases);
}, 60_000);
afterAll(async () => {
  await world.close();
  await rm(root, { recursive: true, force: true });
});

test('an app whose making was answered by silence is found again, not made twice', async () => {
  world.faults.set({
    faults: [{ vendor: 'fly', match: { method: 'POST', path: '/apps$' }, times: 1, do: 'reset-after-commit' }],
  });
  const first = await deployAll();
  world.faults.clear();
  expect(first.errors).toHaveLength(1);
  const names = (await state()).apps.map(({ name }) => name).sort();
  expect(names).toEqual([expect.stringMatching(/^kingdom77-images-[0-9a-f]{6}$/)]);
}, 60_000);

test('three services run the image that GitHub brought, with their variables, and there is nothing to do afterwards', async () => {
  const done = await deployAll();
  expect(done.errors).toEqual([]);
  expect(done.tasks.filter(({ outcome }) => outcome === 'waits' || outcome === 'open')).toEqual([]);
  expect(await counts()).toEqual({ bot: 1, worker: 1, api: 1 });
  const { apps, machines, images, runs } = await state();
  expect(runs.map((one) => one.state)).toEqual(['succeeded']);
  expect(images).toMatchObject([
    { app: expect.stringMatching(/^kingdom77-images-/), tag: runs[0]?.commit, repository: 'kingdom77/kingdom77' },
  ]);
  expect(machines.map((one) => [serviceIn(one.app), one.state, (one.config.guest as { memory_mb: number }).memory_mb]).sort()).toEqual([
    ['api', 'started', 512],
    ['bot', 'started', 512],
    ['worker', 'started', 512],
  ]);
  for (const { $secrets } of machines) expect(Object.keys($secrets).length).toBeGreaterThan(6);
  expect(apps.map(({ name, ips }) => [serviceIn(name), ips.length]).sort()).toEqual([
    ['api', 2],
    ['bot', 0],
    ['images', 0],
    ['worker', 0],
  ]);
  const again = await deployAll();
  expect([changed(again), again.writes]).toEqual([[], 0]);
}, 60_000);

test('the workflow is committed with the rest, and is the operator’s once its first line is gone', async () => {
  const path = join(root, '.github/workflows/fly.yml');
  const text = await readFile(path, 'utf8');
  expect(text).toContain('branches: ["main"]');
  await writeFile(path, text.replace('timeout-minutes: 20', 'timeout-minutes: 7'));
  expect((await planned()).map(({ task }) => task.id)).toContain('ci.image-workflow');
  await writeFile(path, text.replace(/^# Written by k77/, '# Mine now'));
  expect((await planned()).map(({ task }) => task.id)).not.toContain('ci.image-workflow');
  await writeFile(path, text);
  expect(await planned()).toEqual([]);
}, 60_000);

test('the task of usage alerts says that Fly.io has none', async () => {
  const alerts = await play(async (walk) =>
    (await plan(walk, { phases: ['6.5'], only: [] })).planned.find(({ task }) => task.id === 'host.alerts'),
  );
  expect(alerts).toMatchObject({ why: expect.stringContaining('Fly.io has no such alert in its API') });
}, 60_000);

test('a commit is deployed once by each', async () => {
  await writeFile(join(root, 'notes.txt'), 'again\n');
  git('add', 'notes.txt');
  git('commit', '--quiet', '--message', 'mine');
  const before = await counts();
  expect((await deployAll()).errors).toEqual([]);
  expect(await counts()).toEqual(Object.fromEntries(Object.entries(before).map(([name, count]) => [name, count + 1])));
  expect((await state()).images).toHaveLength(2);
  expect(await planned()).toEqual([]);
}, 60_000);

test('a secret that somebody changed is told by its name though nobody can read it, repaired, and released once; one of their own stays', async () => {
  await world.edit('fly', 'set-variable', { service: 'bot', name: 'LOG_LEVEL', value: 'debug' });
  await world.edit('fly', 'set-variable', { service: 'bot', name: 'THEIRS', value: 'keep me' });
  const before = await counts();
  const drift = await planned();
  expect(drift.map(({ task }) => task.id)).toEqual(['bot.variables', 'bot.deployed']);
  expect(drift[0]?.changes.map(({ path }) => path)).toEqual(['set.LOG_LEVEL']);
  const done = await deployAll();
  expect(changed(done)).toEqual(['bot.variables', 'bot.deployed']);
  expect(await counts()).toEqual({ ...before, bot: (before.bot ?? 0) + 1 });
  const { apps } = await state();
  expect(apps.find(({ name }) => serviceIn(name) === 'bot')?.secrets.THEIRS?.$value).toBe('keep me');
  expect(await planned()).toEqual([]);
}, 60_000);

test('a setting that somebody changed is repaired, and what was stopped is started again', async () => {
  await world.edit('fly', 'update', { service: 'worker', memory: '1024' });
  expect((await planned()).map(({ task }) => task.id)).toEqual(['worker.service']);
  expect((await deployAll()).errors).toEqual([]);
  await world.edit('fly', 'stop', { service: 'worker' });
  expect((await planned()).map(({ task }) => task.id)).toEqual(['worker.deployed']);
  expect((await deployAll()).errors).toEqual([]);
  expect(await running()).toBe(3);
  expect(await planned()).toEqual([]);
}, 60_000);

test('a machine that somebody destroyed is made again and runs the same image', async () => {
  await world.edit('fly', 'destroy-machines', { service: 'worker' });
  expect((await planned()).map(({ task }) => task.id)).toContain('worker.service');
  expect((await deployAll()).errors).toEqual([]);
  expect(await running()).toBe(3);
  expect(await planned()).toEqual([]);
}, 60_000);
