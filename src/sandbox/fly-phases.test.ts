/**
 * Phases 6.5 and 6.6 with bot, worker and API at the emulated Fly.io, which records what it would run: apps made once, the workflow committed and its image brought, variables before anything
 * runs, one release of each commit, also where k77 was interrupted. Values of the phases before are given.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FlyState } from './fly/model.ts';
import { changed, hostPhases, runningAt } from './host-phases-fixture.ts';

const { state, press, deployUnheard, commit, deployAll, planned, alerts, root } = hostPhases<FlyState>('fly', runningAt('fly'));

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

test('an app whose making was answered by silence is found again, not made twice', async () => {
  const first = await deployUnheard('POST', '/apps$');
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
  const path = join(root(), '.github/workflows/fly.yml');
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
  expect(await alerts()).toMatchObject({ why: expect.stringContaining('Fly.io has no such alert in its API') });
}, 60_000);

test('a commit is deployed once by each', async () => {
  await commit();
  const before = await counts();
  expect((await deployAll()).errors).toEqual([]);
  expect(await counts()).toEqual(Object.fromEntries(Object.entries(before).map(([name, count]) => [name, count + 1])));
  expect((await state()).images).toHaveLength(2);
  expect(await planned()).toEqual([]);
}, 60_000);

test('a secret that somebody changed is told by its name though nobody can read it, repaired, and released once; one of their own stays', async () => {
  await press('set-variable', { service: 'bot', name: 'LOG_LEVEL', value: 'debug' });
  await press('set-variable', { service: 'bot', name: 'THEIRS', value: 'keep me' });
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
  await press('update', { service: 'worker', memory: '1024' });
  expect((await planned()).map(({ task }) => task.id)).toEqual(['worker.service']);
  expect((await deployAll()).errors).toEqual([]);
  await press('stop', { service: 'worker' });
  expect((await planned()).map(({ task }) => task.id)).toEqual(['worker.deployed']);
  expect((await deployAll()).errors).toEqual([]);
  expect(await running()).toBe(3);
  expect(await planned()).toEqual([]);
}, 60_000);

test('a machine that somebody destroyed is made again and runs the same image', async () => {
  await press('destroy-machines', { service: 'worker' });
  expect((await planned()).map(({ task }) => task.id)).toContain('worker.service');
  expect((await deployAll()).errors).toEqual([]);
  expect(await running()).toBe(3);
  expect(await planned()).toEqual([]);
}, 60_000);
