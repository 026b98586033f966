/**
 * Phases 6.5 and 6.6 with bot, worker and API at the emulated Render, which records what it would run: services made once, variables before anything runs, one deploy
 * of each commit, also where k77 was interrupted. Values of the phases before are given.
 */
import { expect, test } from 'vitest';
import { changed, hostPhases, runningAt } from './host-phases-fixture.ts';
import type { RenderState } from './render/model.ts';

// Render's API does not tell which repositories it may read, so that nobody is asked: somebody has opened it before.
const { state, press, deployUnheard, commit, deployAll, planned, alerts } = hostPhases<RenderState>('render', runningAt('render'));

/** By service: what became of its deploys, newest first. Those that Render began by itself never ran. */
async function deploys(): Promise<Record<string, string[]>> {
  const { services: all, deploys: made } = await state();
  const of = (id: string): string[] =>
    made.filter(({ service }) => service === id).map((one) => `${one.status} ${one.served ? 'ran' : 'never ran'}`);
  return Object.fromEntries(all.map(({ id, name }) => [name, of(id).reverse()]));
}

test('a service whose making was answered by silence is found again, not made twice', async () => {
  const first = await deployUnheard('POST', '/v1/services$');
  expect(first.errors).toHaveLength(1);
  expect((await state()).services.map(({ name }) => name).sort()).toEqual(['kingdom77-bot', 'kingdom77-worker']);
}, 60_000);

test('three services run, with their variables, each deployed once, and there is nothing to do afterwards', async () => {
  const done = await deployAll();
  expect(done.errors).toEqual([]);
  expect(done.tasks.filter(({ outcome }) => outcome === 'waits' || outcome === 'open')).toEqual([]);
  const all = await deploys();
  expect(Object.keys(all).sort()).toEqual(['kingdom77-api', 'kingdom77-bot', 'kingdom77-worker']);
  for (const [name, found] of Object.entries(all)) {
    expect(found[0], name).toBe('live ran');
    expect(
      found.slice(1).filter((one) => one.endsWith(' ran') && !one.endsWith('never ran')),
      name,
    ).toEqual([]);
  }
  const { services: made, deploys: begun } = await state();
  for (const { status, $variables } of begun) expect(status !== 'live' || Object.keys($variables).length > 3).toBe(true);
  expect(made.map(({ type }) => type).sort()).toEqual(['background_worker', 'background_worker', 'web_service']);
  expect(made.every(({ autoDeploy }) => autoDeploy)).toBe(true);
  const again = await deployAll();
  expect([changed(again), again.writes]).toEqual([[], 0]);
}, 60_000);

test('the task of usage alerts says that Render has none', async () => {
  expect(await alerts()).toMatchObject({ why: 'Render has no such alert in its API: look at https://dashboard.render.com/billing' });
}, 60_000);

test('a commit is deployed once by each', async () => {
  await commit();
  const before = await deploys();
  expect((await deployAll()).errors).toEqual([]);
  for (const [name, found] of Object.entries(await deploys())) expect(found.length, name).toBe((before[name]?.length ?? 0) + 1);
  expect(await planned()).toEqual([]);
}, 60_000);

test('a variable that somebody changed is told by its name, repaired, and deployed once; one of their own stays', async () => {
  await press('set-variable', { service: 'bot', name: 'LOG_LEVEL', value: 'debug' });
  await press('set-variable', { service: 'bot', name: 'THEIRS', value: 'keep me' });
  const drift = await planned();
  expect(drift.map(({ task, changes }) => [task.id, changes.map(({ path }) => path)])).toEqual([
    ['bot.variables', ['set.LOG_LEVEL']],
    ['bot.deployed', []],
  ]);
  const done = await deployAll();
  expect(changed(done)).toEqual(['bot.variables', 'bot.deployed']);
  expect((await state()).services.find(({ name }) => name.endsWith('-bot'))?.variables.THEIRS).toBe('keep me');
  expect(await planned()).toEqual([]);
}, 60_000);

test('a setting that somebody changed is repaired, and a suspended service is resumed', async () => {
  await press('change-setting', { service: 'worker', setting: 'startCommand', value: 'sleep 1' });
  expect((await planned()).map(({ task }) => task.id)).toEqual(['worker.service']);
  expect((await deployAll()).errors).toEqual([]);
  await press('suspend', { service: 'worker' });
  expect((await planned()).map(({ task }) => task.id)).toEqual(['worker.deployed']);
  expect((await deployAll()).errors).toEqual([]);
  expect((await deploys())['kingdom77-worker']?.[0]).toBe('live ran');
  expect(await planned()).toEqual([]);
}, 60_000);
