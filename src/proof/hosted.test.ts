/**
 * Phases 6.5 and 6.6 played alone against the emulated hosts, which record what they would run: one deployment for each commit and set of variables, whoever began it;
 * drift shown by name and repaired; what the operator has to do said once, with its remedy. Values of the phases before are given.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isSecret, type Key } from '../core/keys.ts';
import { plan } from '../engine/plan.ts';
import { hostingPhases, type Played } from '../sandbox/host-phases-fixture.ts';
import type { RailwayState } from '../sandbox/railway/model.ts';
import type { VercelState } from '../sandbox/vercel/model.ts';

const repository = 'kingdom77/kingdom77';
const { root, world, play, deployAll, planned, git } = hostingPhases({ name: 'hosted', answers: {} });

const changed = ({ tasks }: Played): string[] => tasks.filter(({ outcome }) => outcome !== 'unchanged').map(({ task }) => task);
const railway = async (): Promise<RailwayState> => (await world().snapshot()).vendors.railway as RailwayState;
const vercel = async (): Promise<VercelState> => (await world().snapshot()).vendors.vercel as VercelState;
/** By service: commits of its deployments to production, oldest first. */
async function deployments(): Promise<Record<string, number>> {
  const [state, front] = [await railway(), await vercel()];
  const counted = state.services.map(({ id, name }) => [name, state.deployments.filter((one) => one.service === id).length] as const);
  return { ...Object.fromEntries(counted), dashboard: front.deployments.length };
}
const one = { bot: 1, worker: 1, api: 1, dashboard: 1 };

describe('an empty account', () => {
  test('has four services that run, each deployed once, and nothing to do afterwards', async () => {
    const first = await deployAll();
    expect(first.errors).toEqual([]);
    expect(first.tasks.filter(({ outcome }) => outcome === 'waits' || outcome === 'open')).toEqual([]);
    expect(await deployments()).toEqual(one);
    const again = await deployAll();
    expect([changed(again), again.writes]).toEqual([[], 0]);
    expect(await deployments()).toEqual(one);
  }, 60_000);

  test('has in its repository what k77 wrote, and not what the operator has lying about', () => {
    expect(git('ls-files').split('\n')).toEqual(expect.arrayContaining(['package.json', '.gitignore', '.k77/base/written.json']));
    expect(git('ls-files')).not.toMatch(/notes\.txt|credentials|\.env\.sandbox/);
  });

  test('has every variable at its host, secrets of Stripe not in the bot, and no live key in previews', async () => {
    const state = await railway();
    const variablesOf = (name: string): Record<string, string> => {
      const id = state.services.find((service) => service.name === name)?.id;
      return state.instances.find(({ service }) => service === id)?.variables ?? {};
    };
    expect(variablesOf('bot')).toMatchObject({ DISCORD_TOKEN: expect.anything(), NODE_ENV: 'production', ENVIRONMENT: 'rehearsal' });
    expect(Object.keys(variablesOf('bot')).filter((name) => name.startsWith('STRIPE'))).toEqual([]);
    const front = (await vercel()).variables;
    expect(front.filter(({ key }) => !key.startsWith('NEXT_PUBLIC_')).map(({ key }) => key)).toEqual(['ENVIRONMENT', 'ENVIRONMENT']);
  });
});

describe('a commit of the operator', () => {
  test('that they push is deployed by the hosts alone; k77 follows and repeats nothing', async () => {
    await writeFile(join(root(), 'notes.txt'), 'committed now\n');
    git('add', 'notes.txt');
    git('commit', '--quiet', '--message', 'mine');
    git('push', '--quiet', join(root(), `.k77/sandbox/git/${repository}.git`), 'HEAD:main');
    await world().look();
    const before = await deployments();
    const done = await deployAll();
    expect([done.errors, done.writes]).toEqual([[], 0]);
    expect(await deployments()).toEqual(before);
    expect(await planned()).toEqual([]);
  }, 60_000);

  test('that k77 pushes is shown in the plan for every service, and deployed once', async () => {
    await writeFile(join(root(), 'notes.txt'), 'again\n');
    git('commit', '--quiet', '--all', '--message', 'mine too');
    const waiting = await planned();
    expect(waiting.map(({ task }) => task.id)).toEqual(
      expect.arrayContaining(['code.pushed', 'bot.deployed', 'worker.deployed', 'api.deployed', 'dashboard.deployed']),
    );
    const before = await deployments();
    expect((await deployAll()).errors).toEqual([]);
    expect(await deployments()).toEqual(Object.fromEntries(Object.entries(before).map(([name, count]) => [name, count + 1])));
  }, 60_000);

  test('that stands on GitHub and not here is neither overwritten nor deployed over', async () => {
    git('reset', '--quiet', '--hard', 'HEAD~1');
    await writeFile(join(root(), 'notes.txt'), 'another way\n');
    git('commit', '--quiet', '--all', '--message', 'elsewhere');
    const { errors } = await deployAll();
    expect(errors).toEqual([expect.objectContaining({ fix: expect.stringContaining('git pull --rebase') })]);
    git('reset', '--quiet', '--hard', 'HEAD@{2}');
    expect((await deployAll()).errors).toEqual([]);
  }, 60_000);
});

describe('a variable that somebody changed at the host', () => {
  test('is told by its name, repaired, and deployed once; one of their own stays', async () => {
    await world().edit('railway', 'set-variable', { service: 'bot', name: 'LOG_LEVEL', value: 'debug' });
    await world().edit('railway', 'set-variable', { service: 'bot', name: 'THEIRS', value: 'keep me' });
    const drift = await planned();
    expect(drift.map(({ task, changes }) => [task.id, changes.map(({ path }) => path)])).toEqual([
      ['bot.variables', ['set.LOG_LEVEL']],
      ['bot.deployed', []],
    ]);
    expect(JSON.stringify(drift.map(({ changes }) => changes))).not.toContain('debug');
    const before = await deployments();
    const done = await deployAll();
    expect(changed(done)).toEqual(['bot.variables', 'bot.deployed']);
    expect(done.tasks.find(({ task }) => task === 'bot.variables')?.notes.join()).toContain('left alone: THEIRS');
    expect(await deployments()).toEqual({ ...before, bot: (before.bot ?? 0) + 1 });
    expect(await planned()).toEqual([]);
  }, 60_000);

  test('and that the host never shows again is said to be unknowable, and set anew', async () => {
    await world().edit('vercel', 'set-variable', { name: 'ENVIRONMENT', value: 'production', target: 'production', type: 'sensitive' });
    const [drift] = await planned();
    expect([drift?.task.id, drift?.changes.map(({ path, from }) => [path, String(from)])]).toEqual([
      'dashboard.variables',
      [['set.ENVIRONMENT', expect.stringContaining('changed outside of k77')]],
    ]);
    expect((await deployAll()).errors).toEqual([]);
    expect(await planned()).toEqual([]);
  }, 60_000);
});

test('a new answer reaches its services alone', async () => {
  await play((walk) => walk.workspace.answer('OWNER_IDS', '123456789012345678'));
  const waiting = await planned();
  expect(waiting.map(({ task }) => task.id)).toEqual(
    expect.arrayContaining(['bot.variables', 'api.variables', 'bot.deployed', 'api.deployed']),
  );
  expect(waiting.map(({ task }) => task.id)).not.toContain('worker.variables');
  const before = await deployments();
  expect((await deployAll()).errors).toEqual([]);
  expect(await deployments()).toEqual({ ...before, bot: (before.bot ?? 0) + 1, api: (before.api ?? 0) + 1 });
}, 60_000);

test('a host that lost the repository says where it is opened again, and it is a person who does so', async () => {
  await world().edit('railway', 'close-repository', { repository });
  const waiting = await planned();
  expect(waiting.map(({ task, action }) => [task.id, action])).toEqual([['host.repository-access', 'by-hand']]);
  const done = await deployAll();
  expect(done.tasks.find(({ task }) => task === 'host.repository-access')?.outcome).toBe('by hand');
}, 60_000);

test('no secret stands in what was told', async () => {
  const told = await play(async (walk) =>
    JSON.stringify([walk.workspace.journal.entries(), await plan(walk, { phases: ['6.5', '6.6'], only: [] })]),
  );
  const values = await play(async (walk) => walk.workspace.values());
  for (const key of (Object.keys(values) as Key[]).filter(isSecret)) expect(told.includes(values[key]?.reveal() ?? '?'), key).toBe(false);
}, 60_000);
