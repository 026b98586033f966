/**
 * Phases 6.5 and 6.6 with bot, worker and API at the emulated Heroku, which records what it would run: apps made once, variables before anything runs, one build of each
 * commit, also where k77 was interrupted. Values of the phases before are given.
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
import type { HerokuState } from './heroku/model.ts';
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

const state = async (): Promise<HerokuState> => (await world.snapshot()).vendors.heroku as HerokuState;

/** By service: releases of code, oldest first. */
async function deploys(): Promise<Record<string, string[]>> {
  const { apps, releases } = await state();
  const of = (id: string): string[] =>
    releases
      .filter(({ app, description }) => app === id && /^Deploy/.test(description))
      .map(({ description, status }) => `${description} ${status}`);
  return Object.fromEntries(apps.map(({ id, name }) => [serviceIn(name), of(id)]));
}
const serviceIn = (name: string): string => name.split('-')[1] ?? '';

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
  root = await mkdtemp(join(tmpdir(), 'k77-heroku-'));
  world = await openWorld({ clock: systemClock, random: systemRandom, certificateMs: 0, hosting: { mode: 'record', root } });
  await mkdir(join(root, '.k77/base'), { recursive: true });
  await writeFile(join(root, 'package.json'), '{}\n');
  await writeFile(join(root, 'notes.txt'), 'my own\n');
  await writeFile(join(root, '.k77/base/written.json'), `${JSON.stringify({ 'package.json': 'unknown' })}\n`);
  await play((walk) => answerAll(walk, world, { botHost: 'heroku', workerHost: 'heroku', apiHost: 'heroku' }));
  await play(earlierPhases);
}, 60_000);
afterAll(async () => {
  await world.close();
  await rm(root, { recursive: true, force: true });
});

test('an app whose making was answered by silence is found again, not made twice', async () => {
  world.faults.set({
    faults: [{ vendor: 'heroku', match: { method: 'POST', path: '/apps$' }, times: 1, do: 'reset-after-commit' }],
  });
  const first = await deployAll();
  world.faults.clear();
  expect(first.errors).toHaveLength(1);
  const names = (await state()).apps.map(({ name }) => name).sort();
  expect(names).toEqual([expect.stringMatching(/^kingdom77-bot-[0-9a-f]{6}$/), expect.stringMatching(/^kingdom77-worker-[0-9a-f]{6}$/)]);
}, 60_000);

test('three services run, with their variables, each built once, and there is nothing to do afterwards', async () => {
  const done = await deployAll();
  expect(done.errors).toEqual([]);
  expect(done.tasks.filter(({ outcome }) => outcome === 'waits' || outcome === 'open')).toEqual([]);
  expect(Object.fromEntries(Object.entries(await deploys()).map(([name, found]) => [name, found.length]))).toEqual({
    bot: 1,
    worker: 1,
    api: 1,
  });
  const { apps, units, builds } = await state();
  expect(builds).toHaveLength(3);
  expect(apps.flatMap(({ formation }) => formation.map(({ type, quantity, size }) => `${quantity} ${type} ${size}`)).sort()).toEqual([
    '1 web Basic',
    '1 worker Basic',
    '1 worker Basic',
  ]);
  expect(units.filter((one) => one.state === 'up')).toHaveLength(3);
  for (const { $variables } of units) expect(Object.keys($variables).length).toBeGreaterThan(6);
  const again = await deployAll();
  expect([changed(again), again.writes]).toEqual([[], 0]);
}, 60_000);

test('the task of usage alerts says that Heroku has none', async () => {
  const alerts = await play(async (walk) =>
    (await plan(walk, { phases: ['6.5'], only: [] })).planned.find(({ task }) => task.id === 'host.alerts'),
  );
  expect(alerts).toMatchObject({ why: 'Heroku has no such alert in its API: look at https://dashboard.heroku.com/account/billing' });
}, 60_000);

test('a commit is deployed once by each', async () => {
  await writeFile(join(root, 'notes.txt'), 'again\n');
  git('add', 'notes.txt');
  git('commit', '--quiet', '--message', 'mine');
  const before = await deploys();
  expect((await deployAll()).errors).toEqual([]);
  for (const [name, found] of Object.entries(await deploys())) expect(found.length, name).toBe((before[name]?.length ?? 0) + 1);
  expect(await planned()).toEqual([]);
}, 60_000);

test('a variable that somebody changed is told by its name, repaired, and released once without a build; one of their own stays', async () => {
  await world.edit('heroku', 'set-variable', { service: 'bot', name: 'LOG_LEVEL', value: 'debug' });
  await world.edit('heroku', 'set-variable', { service: 'bot', name: 'THEIRS', value: 'keep me' });
  const before = (await state()).builds.length;
  const drift = await planned();
  expect(drift.map(({ task }) => task.id)).toEqual(['bot.variables', 'bot.deployed']);
  expect(drift[0]?.changes.map(({ path }) => path)).toEqual(['set.LOG_LEVEL']);
  const done = await deployAll();
  expect(changed(done)).toEqual(['bot.variables', 'bot.deployed']);
  const { apps, builds } = await state();
  expect(builds).toHaveLength(before);
  expect(apps.find(({ name }) => serviceIn(name) === 'bot')?.$variables.THEIRS).toBe('keep me');
  expect(await planned()).toEqual([]);
}, 60_000);

test('a setting that somebody changed is repaired, and what was scaled to nothing is started again', async () => {
  await world.edit('heroku', 'set-variable', { service: 'worker', name: 'K77_START', value: 'sleep 1' });
  expect((await planned()).map(({ task }) => task.id)).toEqual(['worker.service']);
  expect((await deployAll()).errors).toEqual([]);
  await world.edit('heroku', 'scale', { service: 'worker', quantity: '0' });
  expect((await planned()).map(({ task }) => task.id)).toEqual(['worker.deployed']);
  expect((await deployAll()).errors).toEqual([]);
  expect((await state()).units.filter((one) => one.state === 'up')).toHaveLength(3);
  expect(await planned()).toEqual([]);
}, 60_000);
