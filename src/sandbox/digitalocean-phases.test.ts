/**
 * Phases 6.5 and 6.6 with bot, worker and API at the emulated DigitalOcean, which records what it would run: services made once, variables before anything runs, one deploy
 * of each commit, also where k77 was interrupted. Values of the phases before are given.
 */
import { expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import type { DigitalOceanState } from './digitalocean/model.ts';
import { changed, hostPhases, runningAt } from './host-phases-fixture.ts';

// DigitalOcean's API does not tell which repositories it may read, so that nobody is asked: somebody has opened it before.
const { state, press, deployUnheard, commit, deployAll, planned, alerts } = hostPhases<DigitalOceanState>(
  'digitalocean',
  runningAt('digitalocean'),
);

/** By app: what became of its deployments, newest first. Those that only saved a change never ran. */
async function deployments(): Promise<Record<string, string[]>> {
  const { apps, deployments: made } = await state();
  const of = (id: string): string[] =>
    made.filter(({ app }) => app === id).map(({ phase, served }) => `${phase} ${served ? 'ran' : 'never ran'}`);
  return Object.fromEntries(apps.map(({ id, spec }) => [spec.name, of(id).reverse()]));
}
const ran = (found: readonly string[] | undefined): number => (found ?? []).filter((one) => !one.endsWith('never ran')).length;

test('an app whose making was answered by silence is found again, not made twice', async () => {
  const first = await deployUnheard('POST', '/v2/apps$');
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
  expect(await alerts()).toMatchObject({
    why: 'DigitalOcean has no such alert in its API: look at https://cloud.digitalocean.com/account/billing',
  });
}, 60_000);

test('a commit is deployed once by each', async () => {
  await commit();
  const before = await deployments();
  expect((await deployAll()).errors).toEqual([]);
  for (const [name, found] of Object.entries(await deployments())) expect(ran(found), name).toBe(ran(before[name]) + 1);
  expect(await planned()).toEqual([]);
}, 60_000);

test('a variable that somebody changed is told by its name, repaired, and deployed once; one of their own stays', async () => {
  await press('set-variable', { app: 'bot', name: 'LOG_LEVEL', value: 'debug' });
  await press('set-variable', { app: 'bot', name: 'THEIRS', value: 'keep me' });
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
  await press('set-variable', { app: 'bot', name: 'DISCORD_TOKEN', value: 'of-somebody-else' });
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
  await press('change-setting', { app: 'worker', setting: 'run_command', value: 'sleep 1' });
  await settled();
  expect((await planned()).map(({ task }) => task.id)).toEqual(['worker.service']);
  expect((await deployAll()).errors).toEqual([]);
  await settled();
  expect(
    (await state()).deployments.find(({ phase, spec }) => phase === 'ACTIVE' && JSON.stringify(spec).includes('sleep 1')),
  ).toBeUndefined();
  await press('archive', { app: 'worker' });
  expect((await planned()).map(({ task }) => task.id)).toEqual(['worker.deployed']);
  expect((await deployAll()).errors).toEqual([]);
  await settled();
  expect((await deployments())['kingdom77-worker']?.[0]).toBe('ACTIVE ran');
  expect(await planned()).toEqual([]);
}, 60_000);
