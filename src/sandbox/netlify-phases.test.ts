/**
 * Phases 6.5 and 6.6 with the dashboard at the emulated Netlify, which records what it would run: a site made once, variables before anything is built, one deploy of
 * each commit, also where k77 was interrupted. Values of the phases before are given; bot, worker and API are at Railway.
 */
import { expect, test } from 'vitest';
import { changed, hostPhases } from './host-phases-fixture.ts';
import type { NetlifyState } from './netlify/model.ts';

const { state, press, deployUnheard, commit, deployAll, planned } = hostPhases<NetlifyState>('netlify', { dashboardHost: 'netlify' });

/** What became of the deploys to production, newest first. */
async function deploys(): Promise<string[]> {
  const { sites, deploys: made } = await state();
  return made
    .filter(({ context }) => context === 'production')
    .map((one) => `${one.state}${sites.some(({ published }) => published === one.id) ? ' published' : ''}`)
    .reverse();
}

test('a site whose making was answered by silence is found again, not made twice', async () => {
  const first = await deployUnheard('POST', '/sites$');
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
  await commit();
  const before = await deploys();
  expect((await deployAll()).errors).toEqual([]);
  expect((await deploys()).length).toBe(before.length + 1);
  expect(await planned()).toEqual([]);
}, 60_000);

test('a variable that somebody changed is told by its name, repaired, and deployed once; one of their own stays', async () => {
  await press('set-variable', { name: 'NEXT_PUBLIC_API_URL', value: 'https://elsewhere.test', context: 'production' });
  await press('set-variable', { name: 'THEIRS', value: 'keep me' });
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
  await press('build-command', { command: 'sleep 1' });
  await press('visibility', { value: 'public' });
  await press('primary-domain', { domain: 'www.kingdom77.test' });
  expect((await planned()).map(({ task }) => task.id)).toEqual(['dashboard.service', 'dashboard.previews', 'dashboard.domains']);
  expect((await deployAll()).errors).toEqual([]);
  expect((await state()).sites[0]).toMatchObject({
    cmd: 'cd dashboard-frontend && npm run build',
    primary: 'kingdom77.test',
    guarded: true,
  });
  expect(await planned()).toEqual([]);
  await press('disable', {});
  expect((await planned()).map(({ task }) => task.id)).toEqual(['dashboard.deployed']);
  expect((await deployAll()).errors).toEqual([]);
  expect((await state()).sites[0]?.disabled).toBe(false);
  expect(await planned()).toEqual([]);
}, 60_000);

test('builds that somebody stopped are activated again', async () => {
  await press('stop-builds', {});
  expect((await planned()).map(({ task }) => task.id)).toEqual(['dashboard.deployed']);
  const before = await deploys();
  expect((await deployAll()).errors).toEqual([]);
  expect((await state()).sites[0]?.repo?.stopped).toBe(false);
  expect((await deploys()).length).toBe(before.length);
  expect(await planned()).toEqual([]);
}, 60_000);
