/**
 * Phases 6.5 and 6.6 with bot, worker and API at the emulated Heroku, which records what it would run: apps made once, variables before anything runs, one build of each
 * commit, also where k77 was interrupted. Values of the phases before are given.
 */
import { expect, test } from 'vitest';
import type { HerokuState } from './heroku/model.ts';
import { changed, hostPhases, runningAt } from './host-phases-fixture.ts';

const { state, press, deployUnheard, commit, deployAll, planned, alerts } = hostPhases<HerokuState>('heroku', runningAt('heroku'));

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

test('an app whose making was answered by silence is found again, not made twice', async () => {
  const first = await deployUnheard('POST', '/apps$');
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
  for (const { commit: of, told } of units) expect(told).toMatchObject({ HEROKU_BUILD_COMMIT: of, HEROKU_SLUG_COMMIT: of });
  const again = await deployAll();
  expect([changed(again), again.writes]).toEqual([[], 0]);
}, 60_000);

test('the task of usage alerts says that Heroku has none', async () => {
  expect(await alerts()).toMatchObject({
    why: 'Heroku has no such alert in its API: look at https://dashboard.heroku.com/account/billing',
  });
}, 60_000);

test('a commit is deployed once by each', async () => {
  await commit();
  const before = await deploys();
  expect((await deployAll()).errors).toEqual([]);
  for (const [name, found] of Object.entries(await deploys())) expect(found.length, name).toBe((before[name]?.length ?? 0) + 1);
  expect(await planned()).toEqual([]);
}, 60_000);

test('a variable that somebody changed is told by its name, repaired, and released once without a build; one of their own stays', async () => {
  await press('set-variable', { service: 'bot', name: 'LOG_LEVEL', value: 'debug' });
  await press('set-variable', { service: 'bot', name: 'THEIRS', value: 'keep me' });
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

test('a feature that somebody switched off is told, switched on again, and nothing is deployed for it', async () => {
  await press('labs', { service: 'api', feature: 'runtime-dyno-build-metadata' });
  const before = await deploys();
  const drift = await planned();
  expect(drift.map(({ task, changes }) => [task.id, changes.map(({ path }) => path)])).toEqual([['api.service', ['settings.tellsCommit']]]);
  const done = await deployAll();
  expect([done.errors, changed(done), done.writes]).toEqual([[], ['api.service'], 1]);
  expect([await planned(), await deploys()]).toEqual([[], before]);
}, 60_000);

test('a setting that somebody changed is repaired, and what was scaled to nothing is started again', async () => {
  await press('set-variable', { service: 'worker', name: 'K77_START', value: 'sleep 1' });
  expect((await planned()).map(({ task }) => task.id)).toEqual(['worker.service']);
  expect((await deployAll()).errors).toEqual([]);
  await press('scale', { service: 'worker', quantity: '0' });
  expect((await planned()).map(({ task }) => task.id)).toEqual(['worker.deployed']);
  expect((await deployAll()).errors).toEqual([]);
  expect((await state()).units.filter((one) => one.state === 'up')).toHaveLength(3);
  expect(await planned()).toEqual([]);
}, 60_000);
