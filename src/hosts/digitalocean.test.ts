/** The host against the emulated DigitalOcean, through real doors. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Exchange } from '../core/doors.ts';
import type { HostContext, Place, ServiceSettings } from '../core/host.ts';
import { Secret } from '../core/secret.ts';
import type { DigitalOceanState } from '../sandbox/digitalocean/model.ts';
import { type DigitalOceanDesk, openDigitalOcean, openWalk } from '../sandbox/digitalocean-fixture.ts';
import { plainSettings, type Walk } from '../sandbox/host-fixture.ts';
import { digitalocean } from '../vendors/digitalocean.ts';
import { digitaloceanHost } from './digitalocean.ts';
import { hostedDomain } from './digitalocean-domains.ts';
import { appName } from './digitalocean-place.ts';

const { api } = digitaloceanHost;
const repository = 'ann/shop';
const wanted = { project: 'kingdom77', environment: 'production' };
const connection = { repository, branch: 'main', autoDeploy: true };
const settings: ServiceSettings = { ...plainSettings, region: 'nyc' };

let desk: DigitalOceanDesk;
let last: Walk | undefined;
let walks: Walk[];
let exchanges: Exchange[];
let commit: string;

/** What a task has; a new walk each time, so that nothing is remembered. */
function walk(writes: 'yes' | 'no' = 'yes'): HostContext {
  last = openWalk(desk, { writes, record: (exchange) => void exchanges.push(exchange) });
  walks.push(last);
  return last.context;
}

async function writesOf(act: (context: HostContext) => Promise<unknown>): Promise<number> {
  await act(walk());
  return last?.doors.sent().writes ?? -1;
}

beforeEach(async () => {
  [exchanges, walks, last] = [[], [], undefined];
  desk = await openDigitalOcean();
  commit = desk.push(repository, 'main', 'first');
  desk.edit('open-repository', { repository });
});
afterEach(async () => {
  await Promise.all(walks.map(({ doors }) => doors.close()));
  await desk.close();
});

async function made(name: string, more: Partial<ServiceSettings> = {}): Promise<{ place: Place; id: string }> {
  const place = await api.makePlace(walk(), wanted);
  return { place, id: await api.makeService(walk(), place, name, { ...settings, ...more }, { ...connection, autoDeploy: false }) };
}
const bot = (more: Partial<ServiceSettings> = {}) => made('bot', more);
const web = (more: Partial<ServiceSettings> = {}) => made('api', { web: true, startCommand: 'node dashboard/dist/main.js', ...more });
const state = () => desk.emulator.dump() as DigitalOceanState;
const ran = (): number => state().deployments.filter(({ served }) => served).length;
const seen = (at: { place: Place; id: string }) => api.deployments(walk('no'), at.place, at.id);

async function live(of: { place: Place; id: string }): Promise<string> {
  const connects = (await writesOf((context) => api.connect(context, of.place, of.id, { ...connection, autoDeploy: false }))) > 0;
  const id = connects ? (state().deployments.at(-1)?.id ?? '') : await api.deploy(walk(), of.place, of.id, commit, 'main');
  await desk.later(2);
  return id;
}

describe('the place', () => {
  test('is absent, made once, found by its name, and not made twice', async () => {
    expect(await api.place(walk('no'), wanted)).toBeUndefined();
    const place = await api.makePlace(walk(), wanted);
    expect(Object.keys(place).sort()).toEqual(['name', 'project']);
    expect(await api.place(walk('no'), wanted)).toEqual(place);
    expect(await writesOf((context) => api.makePlace(context, wanted))).toBe(0);
  });

  test('of another environment is a project of its own', async () => {
    const first = await api.makePlace(walk(), wanted);
    const staging = await api.makePlace(walk(), { ...wanted, environment: 'staging' });
    expect(staging.project).not.toBe(first.project);
    expect(staging.name).toBe('kingdom77-staging');
  });

  test('is not guessed where two projects have its name', async () => {
    desk.edit('create-project', { name: 'kingdom77' });
    desk.edit('create-project', { name: 'kingdom77' });
    await expect(api.place(walk('no'), wanted)).rejects.toMatchObject({ what: 'DigitalOcean has 2 projects called kingdom77' });
  });

  test.each([
    ['Kingdom-77', 'bot', 'kingdom-77-bot'],
    ['77 Kingdoms!', 'api', 'a77-kingdoms-api'],
    ['the-longest-name-that-anybody-could-think-of', 'worker', 'the-longest-name-that-any-worker'],
  ])('gives apps names that DigitalOcean takes: %s and %s', (name, service, expected) => {
    expect(appName({ name }, service)).toBe(expected);
    expect(appName({ name }, service)).toMatch(/^[a-z][a-z0-9-]{0,30}[a-z0-9]$/);
  });
});

describe('a service', () => {
  test('is an app with every setting, of nobody’s code yet, deploys no push, and runs nothing before it has its variables', async () => {
    const { place, id } = await bot();
    const { healthPath: _p, healthTimeoutSeconds: _t, restart: _r, restartRetries: _n, framework: _f, volume: _v, ...known } = settings;
    expect(await api.service(walk('no'), place, 'bot')).toEqual({
      id,
      name: 'bot',
      settings: known,
      repository: undefined,
      notes: ['kingdom77-bot is archived: nothing of it runs until it is deployed'],
    });
    await desk.later(5);
    // What it is made of until then is nobody's code.
    expect((await seen({ place, id })).map(({ status, says, commit: of }) => [status, says, of])).toEqual([
      ['suspended', 'ACTIVE, archived', undefined],
    ]);
    expect([ran(), desk.emulator.desk?.wanted().map(({ state: one }) => one)]).toEqual([0, ['stopped']]);
    expect(state().apps[0]?.project).toBe(place.project);
  });

  test('of the API waits for its health path, so long as is wanted', async () => {
    const { place, id } = await web();
    expect((await api.service(walk('no'), place, 'api'))?.settings).toMatchObject({
      web: true,
      healthPath: '/health',
      healthTimeoutSeconds: 120,
    });
    await live({ place, id });
    expect(desk.emulator.desk?.wanted()[0]).toMatchObject({ web: true, health: { path: '/health', timeoutSeconds: 120 } });
  });

  test('is made once: the second time nothing is sent but questions', async () => {
    const { place, id } = await bot();
    const again = { ...connection, autoDeploy: false };
    expect(await writesOf((context) => api.makeService(context, place, 'bot', settings, again))).toBe(0);
    expect(await api.makeService(walk(), place, 'bot', settings, again)).toBe(id);
  });

  test('whose making was answered by silence is found, not made twice, and runs nothing without variables', async () => {
    const place = await api.makePlace(walk(), wanted);
    desk.faults.set({ faults: [{ vendor: 'digitalocean', match: { method: 'POST', path: '/v2/apps$' }, do: 'reset-after-commit' }] });
    await expect(api.makeService(walk(), place, 'bot', settings, connection)).rejects.toThrow();
    desk.faults.clear();
    const { id } = await bot();
    await desk.later(5);
    expect([state().apps.map((one) => one.id), ran()]).toEqual([[id], 0]);
  });

  test('that runs goes on with what runs when only its variables are saved, and says so when it is too late for that', async () => {
    const at = await bot();
    await live(at);
    desk.faults.set({ faults: [{ vendor: 'digitalocean', match: { method: 'POST', path: '/cancel$' }, do: '500' }] });
    const change = { set: { LOG_LEVEL: 'debug' }, remove: [], target: 'production' as const };
    await expect(api.setVariables(walk(), at.place, at.id, change)).rejects.toThrow();
    desk.faults.clear();
    expect((await api.variables(walk('no'), at.place, at.id))[0]?.value?.reveal()).toBe('debug');
    await api.setVariables(walk(), at.place, at.id, { ...change, set: { LOG_LEVEL: 'warn' } });
    await desk.later(5);
    expect(ran()).toBe(1);
  });

  test('is changed only where it differs; what never ran waits on, what runs goes on with it', async () => {
    const at = await bot();
    expect(await writesOf((context) => api.configure(context, at.place, at.id, settings))).toBe(0);
    const change = { startCommand: 'node other.js', root: 'project', memoryMb: 2048, preDeployCommand: null, buildCommand: null };
    await api.configure(walk(), at.place, at.id, change);
    expect((await api.service(walk('no'), at.place, 'bot'))?.settings).toMatchObject(change);
    await desk.later(5);
    expect(ran()).toBe(0);
    await live(at);
    await api.configure(walk(), at.place, at.id, { startCommand: 'node third.js', preDeployCommand: 'node first.js' });
    await desk.later(5);
    expect(desk.emulator.desk?.wanted().filter((one) => one.state === 'run')).toMatchObject([
      { startCommand: 'node third.js', preDeployCommand: 'node first.js', root: 'project', commit },
    ]);
  });

  test('shows what somebody changed in the panel, and is set right again', async () => {
    const { place, id } = await web();
    desk.edit('change-setting', { app: 'api', setting: 'health_path', value: '' });
    desk.edit('change-setting', { app: 'api', setting: 'instance_size_slug', value: 'basic-s' });
    expect((await api.service(walk('no'), place, 'api'))?.settings).toMatchObject({ healthPath: null, memoryMb: 2048 });
    await api.configure(walk(), place, id, { healthPath: '/health', memoryMb: 512 });
    expect((await api.service(walk('no'), place, 'api'))?.settings).toMatchObject({ healthPath: '/health', memoryMb: 512 });
  });

  test.each([
    [{ memoryMb: 700 }, 'DigitalOcean has no shared instance with 700 MB', 'choose 512 MB ($5 a month)'],
    [{ replicas: 2 }, 'DigitalOcean runs an instance with 512 MB once only, not 2 times', '1024 MB ($12 a month each)'],
  ])('refuses what DigitalOcean cannot do (%o), with the way out', async (change, what, fix) => {
    const { place, id } = await bot();
    await expect(api.configure(walk(), place, id, change)).rejects.toMatchObject({ what, fix: expect.stringContaining(fix) });
  });

  test('moves to another region, and goes back to no deployment that ran where it was', async () => {
    const at = await bot();
    const first = await live(at);
    await api.configure(walk(), at.place, at.id, { region: 'fra' });
    await desk.later(5);
    expect((await api.service(walk('no'), at.place, 'bot'))?.settings.region).toBe('fra');
    expect((await seen(at)).map(({ status, canRollback }) => [status, canRollback]).slice(0, 2)).toEqual([
      ['live', false],
      ['removed', false],
    ]);
    await expect(api.rollback(walk(), at.place, at.id, first)).rejects.toMatchObject({
      fix: expect.stringContaining('it ran in another region'),
    });
  });

  test('becomes one with visitors, or without, when that is wanted', async () => {
    const { place, id } = await bot();
    await api.configure(walk(), place, id, { web: true });
    expect(state().apps[0]?.spec).toMatchObject({ services: [{ name: 'bot' }], ingress: { rules: [{ component: { name: 'bot' } }] } });
    await api.configure(walk(), place, id, { web: false });
    expect(state().apps[0]?.spec).toMatchObject({ workers: [{ name: 'bot' }] });
    expect(state().apps[0]?.spec.services).toBeUndefined();
  });

  test('is connected by the one change that deploys, of the newest commit, with everything that was saved before', async () => {
    const at = await bot();
    await api.setVariables(walk(), at.place, at.id, { set: { LOG_LEVEL: 'info' }, remove: [], target: 'production' });
    commit = desk.push(repository, 'main', 'second');
    await api.connect(walk(), at.place, at.id, connection);
    expect(await writesOf((context) => api.connect(context, at.place, at.id, connection))).toBe(0);
    await desk.later(5);
    expect((await seen(at)).filter(({ current }) => current)).toMatchObject([{ status: 'live', commit }]);
    expect(ran()).toBe(1);
    const third = desk.push(repository, 'main', 'third');
    expect((await seen(at))[0]).toMatchObject({ commit: third, status: 'live' });
  });

  test('is scaled where its size allows it, and not while DigitalOcean does so', async () => {
    const at = await web({ memoryMb: 1024 });
    await live(at);
    await api.scale(walk(), at.place, at.id, 2);
    await desk.later(5);
    expect((await api.service(walk('no'), at.place, 'api'))?.settings).toMatchObject({ replicas: 2, memoryMb: 1024 });
    expect(desk.emulator.desk?.wanted().find((one) => one.state === 'run')?.instances).toBe(2);
    desk.edit('autoscale', { app: 'api', min: '1', max: '4' });
    await expect(api.scale(walk(), at.place, at.id, 3)).rejects.toMatchObject({ what: expect.stringContaining('between 1 and 4') });
  });

  test('loses nothing when several things of it change side by side', async () => {
    const at = await web();
    await live(at);
    const { place, id } = at;
    const set = (name: string) => api.setVariables(walk(), place, id, { set: { [name]: 'on' }, remove: [], target: 'production' });
    await Promise.all([set('FIRST'), api.configure(walk(), place, id, { startCommand: 'node other.js' }), set('SECOND')]);
    await Promise.all([api.addDomain?.(walk(), place, id, 'api.kingdom77.test'), set('THIRD')]);
    expect((await api.variables(walk('no'), place, id)).map(({ name }) => name)).toEqual(['FIRST', 'SECOND', 'THIRD']);
    expect((await api.service(walk('no'), place, 'api'))?.settings.startCommand).toBe('node other.js');
    expect(await api.domain?.(walk('no'), place, id, 'api.kingdom77.test')).toBeDefined();
  });

  test('tells what else somebody put into its app', async () => {
    const { place } = await bot();
    desk.edit('add-component', { app: 'bot' });
    expect((await api.service(walk('no'), place, 'bot'))?.notes?.[0]).toContain('2 components');
  });

  test('in another project is not taken, and one that somebody deleted is told by name of the remedy', async () => {
    const { place, id } = await bot();
    desk.edit('move-app', { app: 'bot', project: 'first-project' });
    await expect(api.service(walk('no'), place, 'bot')).rejects.toMatchObject({ fix: expect.stringContaining('Move Resources') });
    desk.edit('delete', { app: 'bot' });
    expect(await api.service(walk('no'), place, 'bot')).toBeUndefined();
    await expect(seen({ place, id })).rejects.toMatchObject({ fix: expect.stringContaining('k77 deploy makes what is missing') });
  });
});

describe('what somebody made by hand', () => {
  test('is found: projects, and in each of them apps with what they run', async () => {
    const { place, id } = await web({ root: 'project' });
    await api.connect(walk(), place, id, connection);
    await desk.later(5);
    await api.makePlace(walk(), { ...wanted, environment: 'staging' });
    const found = (await api.places?.(walk('no'))) ?? [];
    expect(found.map(({ project, environment }) => [project, environment])).toEqual([
      ['first-project', 'production'],
      ['kingdom77', 'production'],
      ['kingdom77', 'staging'],
    ]);
    for (const one of found) expect(await api.place(walk('no'), one)).toEqual(one.place);
    const [first, second] = found.map((one) => one.place) as [Place, Place];
    expect(await api.services?.(walk('no'), first)).toEqual([]);
    expect(await api.services?.(walk('no'), second)).toEqual([
      {
        id,
        name: 'kingdom77-api',
        repository,
        startCommand: 'node dashboard/dist/main.js',
        root: 'project',
        url: expect.stringMatching(/^https:.*ondigitalocean\.app$/),
      },
    ]);
  });

  test('is taken by the name that it has', async () => {
    const { place, id } = await bot();
    const exactly = { ...place, exactly: 'kingdom77-bot' };
    expect((await api.service(walk('no'), exactly, 'kingdom77-bot'))?.id).toBe(id);
    expect(await writesOf((context) => api.makeService(context, exactly, 'kingdom77-bot', settings, connection))).toBe(0);
    expect(await api.service(walk('no'), { ...place, exactly: 'bot' }, 'bot')).toBeUndefined();
  });
});

describe('variables', () => {
  const token = new Secret('DISCORD_TOKEN', 'a-discord-token-of-the-bot');
  const set = { DISCORD_TOKEN: token, LOG_LEVEL: 'info' };

  test('are set in one change beside those that are there, which runs nothing; secrets are encrypted, the others shown', async () => {
    const at = await bot();
    desk.edit('set-variable', { app: 'bot', name: 'BY_HAND', value: 'stays' });
    await api.setVariables(walk(), at.place, at.id, { set, remove: [], target: 'production' });
    const found = await api.variables(walk('no'), at.place, at.id);
    expect(found.map(({ name, value }) => [name, value?.reveal()]).sort()).toEqual([
      ['BY_HAND', 'stays'],
      ['DISCORD_TOKEN', undefined],
      ['LOG_LEVEL', 'info'],
    ]);
    await desk.later(5);
    expect(ran()).toBe(0);
    expect(JSON.stringify(exchanges)).not.toContain(token.reveal());
    expect(JSON.stringify(state().apps[0]?.spec)).not.toContain(token.reveal());
    await live(at);
    expect(desk.emulator.desk?.wanted()[0]?.variables).toMatchObject({
      DISCORD_TOKEN: token.reveal(),
      BY_HAND: 'stays',
      LOG_LEVEL: 'info',
      // Nobody set it, and it is shown to nobody.
      COMMIT_HASH: commit,
    });
  });

  test('that are the same are not sent again, and those that nobody wants are taken away', async () => {
    const at = await bot();
    await api.setVariables(walk(), at.place, at.id, { set, remove: [], target: 'production' });
    const same = { set: { LOG_LEVEL: 'info' }, remove: ['GONE'], target: 'production' as const };
    expect(await writesOf((context) => api.setVariables(context, at.place, at.id, same))).toBe(0);
    await api.setVariables(walk(), at.place, at.id, { set: {}, remove: ['LOG_LEVEL'], target: 'production' });
    expect((await api.variables(walk('no'), at.place, at.id)).map(({ name }) => name)).toEqual(['DISCORD_TOKEN']);
  });

  test('that are encrypted keep their mark until somebody sets them, here or in the job that runs before', async () => {
    const at = await bot();
    await api.setVariables(walk(), at.place, at.id, { set, remove: [], target: 'production' });
    const mark = async () => (await api.variables(walk('no'), at.place, at.id)).find(({ name }) => name === 'DISCORD_TOKEN')?.updatedAt;
    const first = await mark();
    await api.setVariables(walk(), at.place, at.id, { set: { LOG_LEVEL: 'debug' }, remove: [], target: 'production' });
    await api.configure(walk(), at.place, at.id, { startCommand: 'node other.js' });
    expect(await mark()).toBe(first);
    desk.edit('set-variable', { app: 'bot', name: 'DISCORD_TOKEN', value: 'another', of: 'job' });
    const second = await mark();
    expect(second).not.toBe(first);
    await api.setVariables(walk(), at.place, at.id, { set, remove: [], target: 'production' });
    expect([first, second]).not.toContain(await mark());
  });

  test('of the job that somebody changed are told, so that they are set right', async () => {
    const at = await bot();
    await api.setVariables(walk(), at.place, at.id, { set, remove: [], target: 'production' });
    desk.edit('set-variable', { app: 'bot', name: 'LOG_LEVEL', value: 'debug', of: 'job' });
    const level = async () => (await api.variables(walk('no'), at.place, at.id)).find(({ name }) => name === 'LOG_LEVEL')?.value?.reveal();
    expect(await level()).toBe('debug');
    await api.setVariables(walk(), at.place, at.id, { set: { LOG_LEVEL: 'info' }, remove: [], target: 'production' });
    expect(await level()).toBe('info');
  });

  test('leave no value in what is recorded, whoever set it', async () => {
    const at = await bot();
    desk.edit('set-variable', { app: 'bot', name: 'BY_HAND', value: 'a-secret-that-k77-never-heard-of' });
    await api.setVariables(walk(), at.place, at.id, { set: { LOG_LEVEL: 'quiet-as-a-mouse' }, remove: [], target: 'production' });
    await api.variables(walk('no'), at.place, at.id);
    const told = JSON.stringify(exchanges);
    expect(told).not.toContain('never-heard-of');
    expect(told).not.toContain('quiet-as-a-mouse');
    expect(told).not.toContain('EV[1:');
  });
});

describe('deployments', () => {
  test('one goes live with the variables of then', async () => {
    const at = await web();
    await api.setVariables(walk(), at.place, at.id, { set: { LOG_LEVEL: 'info' }, remove: [], target: 'production' });
    const id = await live(at);
    const [newest] = await seen(at);
    expect(newest).toMatchObject({ id, commit, branch: 'main', status: 'live', current: true, preview: false, canRollback: false });
    expect(newest?.url).toMatch(/^https:\/\/kingdom77-api-.....\.ondigitalocean\.app$/);
    expect(ran()).toBe(1);
    expect(await api.deployment(walk('no'), at.place, at.id, 'gone')).toBeUndefined();
  });

  test('of a commit that is not the newest is called off', async () => {
    const at = await bot();
    await live(at);
    desk.push(repository, 'main', 'by somebody else');
    await expect(live(at)).rejects.toMatchObject({ what: expect.stringContaining(`and not ${commit.slice(0, 7)}`) });
  });

  test('go back to an earlier one with its settings, once, and the app is not held there', async () => {
    const at = await web();
    await api.setVariables(walk(), at.place, at.id, { set: { LOG_LEVEL: 'info' }, remove: [], target: 'production' });
    const first = await live(at);
    await api.setVariables(walk(), at.place, at.id, { set: { LOG_LEVEL: 'debug' }, remove: [], target: 'production' });
    commit = desk.push(repository, 'main', 'second');
    await live(at);
    expect((await api.deployment(walk('no'), at.place, at.id, first))?.canRollback).toBe(true);
    await api.rollback(walk(), at.place, at.id, first);
    const [newest] = await seen(at);
    expect(newest).toMatchObject({ status: 'live', current: true });
    expect(newest?.commit).not.toBe(commit);
    expect((await api.variables(walk('no'), at.place, at.id))[0]?.value?.reveal()).toBe('info');
    expect(await writesOf((context) => api.rollback(context, at.place, at.id, newest?.id ?? ''))).toBe(0);
    await live(at);
    expect((await seen(at))[0]).toMatchObject({ commit, status: 'live' });
  });

  test('are not gone back to where DigitalOcean keeps them no more', async () => {
    const at = await bot();
    const first = await live(at);
    await live(at);
    desk.edit('forget-builds', { app: 'bot' });
    await expect(api.rollback(walk(), at.place, at.id, first)).rejects.toMatchObject({
      what: expect.stringContaining('cannot take kingdom77-bot back'),
    });
  });

  test('are left alone while somebody holds the app at a rollback', async () => {
    const at = await bot();
    await live(at);
    await live(at);
    desk.edit('roll-back', { app: 'bot' });
    await expect(live(at)).rejects.toMatchObject({ fix: expect.stringContaining('commit or revert') });
    expect((await api.service(walk('no'), at.place, 'bot'))?.notes?.[0]).toContain('held there');
    desk.edit('commit-rollback', { app: 'bot' });
    await live(at);
  });

  test('that do nothing but crash are told as crashed once they had time to come up, and come back when they are restarted', async () => {
    const at = await bot();
    const id = await live(at);
    desk.edit('crash', { app: 'bot', message: 'Error: TOKEN_INVALID' });
    expect((await seen(at))[0]?.status).toBe('live');
    await desk.later(5);
    expect((await seen(at))[0]).toMatchObject({ status: 'crashed', current: true, says: 'ACTIVE, none of its instances is ready' });
    const lines = await api.logs(walk('no'), at.place, at.id, id, 'run', 50);
    expect(lines.map(({ text }) => text)).toContain('Error: TOKEN_INVALID');
    await api.restart(walk(), at.place, at.id, id);
    expect(desk.emulator.desk?.wanted().find((one) => one.id === id)?.attempt).toBe(1);
    expect((await seen(at))[0]?.status).toBe('live');
  });

  test('are archived and restored, each once', async () => {
    const at = await bot();
    await live(at);
    await api.suspend(walk(), at.place, at.id);
    expect(await writesOf((context) => api.suspend(context, at.place, at.id))).toBe(0);
    expect((await seen(at))[0]).toMatchObject({ status: 'suspended', current: true });
    expect(desk.emulator.desk?.wanted().filter((one) => one.state === 'run')).toEqual([]);
    await api.resume(walk(), at.place, at.id);
    expect(await writesOf((context) => api.resume(context, at.place, at.id))).toBe(0);
    await desk.later(5);
    expect((await seen(at))[0]).toMatchObject({ status: 'live', current: true, commit });
  });

  test('of an archived app restore it with the newest commit', async () => {
    const at = await bot();
    await live(at);
    await api.suspend(walk(), at.place, at.id);
    commit = desk.push(repository, 'main', 'second');
    const id = await live(at);
    await desk.later(5);
    expect((await seen(at))[0]).toMatchObject({ id, status: 'live', commit });
  });

  test.each([
    ['build', 'build', 'Error: it is broken'],
    ['pre-deploy', 'build', 'Error: it is broken'],
    ['start', 'run', 'Error: it is broken'],
  ] as const)('that fail at the %s are told with the end of their log', async (of, where, message) => {
    const at = await bot();
    const id = await live(at);
    desk.edit('fail', { app: 'bot', of, message });
    const told = await api.deployment(walk('no'), at.place, at.id, id);
    expect(told?.status).toBe('failed');
    expect(told?.says).toMatch(/^ERROR: .+/);
    const lines = await api.logs(walk('no'), at.place, at.id, id, where, 300);
    expect(lines.map(({ text }) => text)).toContain(message);
  });

  test('log oldest first, each line with its time, the last so many', async () => {
    const at = await bot();
    const id = await live(at);
    const begun = desk.clock.now().getTime();
    const line = (index: number) => ({ at: new Date(begun + index).toISOString(), text: `line ${index}`, stream: 'stdout' as const });
    desk.says(
      id,
      'run',
      Array.from({ length: 250 }, (_, index) => line(index)),
    );
    const lines = await api.logs(walk('no'), at.place, at.id, id, 'run', 220);
    expect(lines).toHaveLength(220);
    expect(lines.at(-1)).toEqual({ at: new Date(begun + 249).toISOString(), text: 'line 249' });
  });
});

describe('a name of its own', () => {
  const name = 'api.kingdom77.test';

  test('demands its alias, is added once, and taken away', async () => {
    const at = await web();
    await live(at);
    await api.addDomain?.(walk(), at.place, at.id, name);
    expect(await writesOf((context) => api.addDomain?.(context, at.place, at.id, name) as Promise<void>)).toBe(0);
    expect(await api.domain?.(walk('no'), at.place, at.id, name)).toEqual({
      name,
      records: [{ type: 'CNAME', name, content: expect.stringMatching(/^kingdom77-api-.....\.ondigitalocean\.app$/), proxied: false }],
      verified: false,
      certificate: 'none',
      trouble: `DigitalOcean has not seen ${name} lead to it yet`,
    });
    await api.removeDomain?.(walk(), at.place, at.id, name);
    expect(await api.domain?.(walk('no'), at.place, at.id, name)).toBeUndefined();
    expect(await writesOf((context) => api.removeDomain?.(context, at.place, at.id, name) as Promise<void>)).toBe(0);
  });

  test('of the apex demands two addresses; it is part of the first deployment, before which nobody knows where it leads', async () => {
    const at = await web();
    const adding = api.addDomain?.(walk(), at.place, at.id, 'kingdom77.test');
    while (state().domains.length === 0) await desk.clock.sleep(1);
    expect(await api.domain?.(walk('no'), at.place, at.id, 'kingdom77.test')).toBeUndefined();
    await live(at);
    await adding;
    expect(ran()).toBe(1);
    const found = await api.domain?.(walk('no'), at.place, at.id, 'kingdom77.test');
    expect(found?.records.map(({ type, content }) => [type, content])).toEqual([
      ['A', '162.159.140.98'],
      ['A', '172.66.0.96'],
    ]);
    await expect(api.addDomain?.(walk(), at.place, at.id, 'www.kingdom77.test', 'kingdom77.test')).rejects.toMatchObject({
      fix: expect.stringContaining('Redirect rules'),
    });
  });

  test('waits while the first deployment is on its way, and calls nothing off', async () => {
    const at = await web();
    await api.connect(walk(), at.place, at.id, connection);
    const adding = api.addDomain?.(walk(), at.place, at.id, name);
    await desk.clock.sleep(20);
    expect(state().domains).toEqual([]);
    await desk.later(2);
    await adding;
    await desk.later(2);
    expect((await seen(at)).map(({ status }) => status)).toEqual(['live', 'removed', 'removed']);
    expect(ran()).toBe(2);
  });

  test('stays: nothing goes back to a deployment that had it not', async () => {
    const at = await web();
    const first = await live(at);
    await api.addDomain?.(walk(), at.place, at.id, name);
    await desk.later(2);
    expect((await api.deployment(walk('no'), at.place, at.id, first))?.canRollback).toBe(false);
    await expect(api.rollback(walk(), at.place, at.id, first)).rejects.toMatchObject({
      what: `DigitalOcean would take ${name} away from kingdom77-api, which had no such name when that was deployed`,
    });
  });

  test('that a signed zone has no certificate for is told with what to mend', () => {
    const spec = { name: 'kingdom77-api', domains: [{ domain: name }] };
    const steps = [{ status: 'ERROR', reason: { message: 'no certificate' } }] as const;
    const told = {
      id: 'a',
      spec,
      default_ingress: 'https://a.ondigitalocean.app',
      domains: [{ spec: { domain: name }, phase: 'ERROR', progress: { steps } }],
    } as const;
    expect(hostedDomain(told, { domain: name })).toMatchObject({
      verified: false,
      certificate: 'failed',
      trouble: expect.stringMatching(/^no certificate: .*DNSSEC.*letsencrypt\.org and pki\.goog$/),
    });
  });

  test('is not added where the first deployment has failed', async () => {
    const at = await web();
    await api.connect(walk(), at.place, at.id, connection);
    desk.edit('fail', { app: 'api' });
    await expect(api.addDomain?.(walk(), at.place, at.id, name)).rejects.toMatchObject({ what: expect.stringContaining('has failed') });
  });
});

describe('money', () => {
  test('is what runs by the list of prices, and what is missing is said', async () => {
    const at = await bot();
    const other = await made('api', { web: true, memoryMb: 2048 });
    expect((await api.bill(walk('no'), at.place)).projectedCents).toBe(0);
    for (const one of [at, other]) await live(one);
    const bill = await api.bill(walk('no'), at.place);
    expect(bill).toMatchObject({ projectedCents: 500 + 2500, services: { [at.id]: { projectedCents: 500 } } });
    expect(bill.monthToDateCents).toBeUndefined();
    expect(bill.missing[0]).toContain('the whole account only');
    await api.suspend(walk(), at.place, at.id);
    expect((await api.bill(walk('no'), at.place)).projectedCents).toBe(2500);
  });

  test('use is measured where something runs', async () => {
    const at = await bot();
    expect((await api.usage(walk('no'), at.place, at.id)).missing).toHaveLength(1);
    await live(at);
    desk.edit('measure', { app: 'bot', cpuPercent: '10', memoryMb: '180' });
    expect(await api.usage(walk('no'), at.place, at.id)).toEqual({ cpuPercent: 10, memoryMb: 180, memoryLimitMb: 512, missing: [] });
  });

  test('has no alerts for money in the API, but mails about failures in each app', async () => {
    expect(api.alerts).toBeUndefined();
    await bot();
    expect(state().apps[0]?.spec.alerts).toEqual([{ rule: 'DEPLOYMENT_FAILED' }, { rule: 'DOMAIN_FAILED' }]);
    expect(state().apps[0]?.spec.workers?.[0]?.alerts?.map(({ rule }) => rule)).toEqual(['RESTART_COUNT', 'MEM_UTILIZATION']);
  });
});

describe('a refusal ends in one message with its remedy', () => {
  /** As the operator is told. */
  const message = async (act: () => Promise<unknown>) => act().catch((error: unknown) => digitalocean.explain(error, '') ?? error);
  const make = async () => {
    const place = await api.makePlace(walk(), wanted);
    const id = await api.makeService(walk(), place, 'bot', settings, connection);
    await api.connect(walk(), place, id, connection);
  };

  test('a repository that DigitalOcean cannot read', async () => {
    desk.edit('close-repository', { repository });
    expect(await message(make)).toMatchObject({
      message: 'GitHub user does not have access to ann/shop',
      advice: expect.stringContaining('https://cloud.digitalocean.com/apps/github/install'),
      exit: 6,
    });
    expect(await api.repositories(walk('no'))).toBe('unseen');
  });

  test.each([
    [() => desk.edit('card'), { status: 402, advice: expect.stringContaining('add one at') }],
    [() => desk.edit('lock'), { status: 403, code: 'locked' }],
    [() => desk.edit('limit-token'), { status: 403, advice: expect.stringContaining('scopes') }],
  ])('trouble with the account (%#)', async (act, expected) => {
    act();
    expect(await message(make)).toMatchObject({ ...expected, exit: 6 });
  });

  test('a token that was revoked', async () => {
    const old = desk.token();
    desk.edit('revoke-token');
    const late = openWalk({ ...desk, token: () => old });
    walks.push(late);
    expect(await message(() => api.place(late.context, wanted))).toMatchObject({ status: 401, exit: 6 });
  });

  test('a name that belongs to another app', async () => {
    const first = await web();
    await live(first);
    await api.addDomain?.(walk(), first.place, first.id, 'api.kingdom77.test');
    const second = await made('other', { web: true });
    await live(second);
    expect(await message(async () => api.addDomain?.(walk(), second.place, second.id, 'api.kingdom77.test'))).toMatchObject({
      code: 'domain',
      advice: expect.stringContaining('belongs to another app'),
    });
  });
});
