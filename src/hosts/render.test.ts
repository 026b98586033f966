/** The host against the emulated Render, through real doors. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Exchange } from '../core/doors.ts';
import type { HostContext, Place, ServiceSettings } from '../core/host.ts';
import { Secret } from '../core/secret.ts';
import { plainSettings, type Walk } from '../sandbox/host-fixture.ts';
import { openRender, openWalk, type RenderDesk } from '../sandbox/render-fixture.ts';
import { render } from '../vendors/render.ts';
import { renderHost } from './render.ts';
import { notYet } from './render-settings.ts';

const { api } = renderHost;
const repository = 'ann/shop';
const wanted = { project: 'kingdom77', environment: 'production' };
const connection = { repository, branch: 'main', autoDeploy: true };
const settings: ServiceSettings = { ...plainSettings, buildCommand: 'npm ci --include=dev && npm run build', region: 'virginia' };

let desk: RenderDesk;
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
  desk = await openRender();
  commit = desk.push(repository, 'main', 'first');
  desk.edit('open-repository', { repository });
});
afterEach(async () => {
  await Promise.all(walks.map(({ doors }) => doors.close()));
  await desk.close();
});

async function made(name: string, more: Partial<ServiceSettings> = {}): Promise<{ place: Place; id: string }> {
  const place = await api.makePlace(walk(), wanted);
  return { place, id: await api.makeService(walk(), place, name, { ...settings, ...more }, connection) };
}
const bot = (more: Partial<ServiceSettings> = {}) => made('bot', more);
const web = (more: Partial<ServiceSettings> = {}) => made('api', { web: true, startCommand: 'node dashboard/dist/main.js', ...more });

async function live(of: { place: Place; id: string }): Promise<string> {
  return api.deploy(walk(), of.place, of.id, commit, 'main');
}

describe('the place', () => {
  test('is absent, made once, found by its names, and not made twice', async () => {
    expect(await api.place(walk('no'), wanted)).toBeUndefined();
    const place = await api.makePlace(walk(), wanted);
    expect(Object.keys(place).sort()).toEqual(['environment', 'name', 'owner', 'project']);
    expect(await api.place(walk('no'), wanted)).toEqual(place);
    expect(await writesOf((context) => api.makePlace(context, wanted))).toBe(0);
  });

  test('gets another environment in the project that is there', async () => {
    const first = await api.makePlace(walk(), wanted);
    const staging = await api.makePlace(walk(), { ...wanted, environment: 'staging' });
    expect(staging.project).toBe(first.project);
    expect(staging.environment).not.toBe(first.environment);
    expect(staging.name).toBe('kingdom77-staging');
  });

  test('is not guessed where the key opens two workspaces; a project made by hand says which one', async () => {
    desk.edit('add-workspace', { name: 'Second' });
    await expect(api.makePlace(walk(), wanted)).rejects.toMatchObject({
      what: 'the Render key opens 2 workspaces: Kingdom-77, Second',
      fix: expect.stringContaining('make a project called kingdom77 by hand'),
    });
    desk.edit('create-project', { name: 'kingdom77', owner: 'Second' });
    const place = await api.makePlace(walk(), wanted);
    expect(await api.place(walk('no'), wanted)).toEqual(place);
  });

  test('is not guessed where two projects have its name', async () => {
    desk.edit('create-project', { name: 'kingdom77' });
    desk.edit('create-project', { name: 'kingdom77' });
    await expect(api.place(walk('no'), wanted)).rejects.toMatchObject({
      what: expect.stringContaining('Render has 2 projects called kingdom77'),
    });
  });
});

describe('a service', () => {
  test('is made with every setting, deploys no push, and runs nothing before it has its variables', async () => {
    const { place, id } = await bot();
    const found = await api.service(walk('no'), place, 'bot');
    const {
      healthPath: _path,
      healthTimeoutSeconds: _wait,
      restart: _restart,
      restartRetries: _times,
      framework: _framework,
      ...known
    } = settings;
    expect(found).toEqual({ id, name: 'bot', settings: known, repository: { ...connection, autoDeploy: false } });
    await desk.later(5);
    expect((await api.deployments(walk('no'), place, id)).map(({ status, says }) => [status, says])).toEqual([['removed', 'canceled']]);
  });

  test('of the API is a web service with its health path', async () => {
    const { place } = await web();
    expect((await api.service(walk('no'), place, 'api'))?.settings).toMatchObject({ web: true, healthPath: '/health' });
  });

  test('is made once: the second time nothing is sent but questions', async () => {
    const { place, id } = await bot();
    expect(await writesOf((context) => api.makeService(context, place, 'bot', settings, connection))).toBe(0);
    expect(await api.makeService(walk(), place, 'bot', settings, connection)).toBe(id);
  });

  test('that was left half made is recognised, never runs, and is set up without a second one', async () => {
    const place = await api.makePlace(walk(), wanted);
    desk.faults.set({ faults: [{ vendor: 'render', match: { method: 'POST', path: '/cancel$' }, do: '500' }] });
    await expect(api.makeService(walk(), place, 'bot', settings, connection)).rejects.toThrow();
    desk.faults.clear();
    expect((await api.service(walk('no'), place, 'bot'))?.settings.buildCommand).toBe(notYet);
    // Nobody called the first deploy off: Render begins it, and it fails instead of running without variables.
    await desk.later(5);
    const half = (await api.service(walk('no'), place, 'bot'))?.id ?? '';
    expect((await api.deployments(walk('no'), place, half)).map(({ says }) => says)).toEqual(['build_failed']);
    expect(await api.makeService(walk(), place, 'bot', settings, connection)).toBe(half);
    expect((await api.service(walk('no'), place, 'bot'))?.settings.buildCommand).toBe(settings.buildCommand);
  });

  test('is changed only where it differs, without a deploy', async () => {
    const { place, id } = await bot();
    expect(await writesOf((context) => api.configure(context, place, id, settings))).toBe(0);
    const change = { startCommand: 'node other.js', root: 'project', memoryMb: 2048, preDeployCommand: null, buildCommand: null };
    expect(await writesOf((context) => api.configure(context, place, id, change))).toBe(1);
    expect((await api.service(walk('no'), place, 'bot'))?.settings).toMatchObject(change);
    expect(await api.deployments(walk('no'), place, id)).toHaveLength(1);
  });

  test('shows what somebody changed in the dashboard, and is set right again', async () => {
    const { place, id } = await web();
    desk.edit('change-setting', { service: 'api', setting: 'healthCheckPath', value: '' });
    desk.edit('change-setting', { service: 'api', setting: 'plan', value: 'free' });
    const seen = await api.service(walk('no'), place, 'api');
    expect(seen?.settings.healthPath).toBeNull();
    expect(seen?.settings.memoryMb).toBeUndefined();
    expect(seen?.notes).toEqual(['kingdom77-api is a free instance: it sleeps after 15 min without a visitor']);
    await api.configure(walk(), place, id, { healthPath: '/health', memoryMb: 512 });
    expect((await api.service(walk('no'), place, 'api'))?.settings).toMatchObject({ healthPath: '/health', memoryMb: 512 });
  });

  test.each([
    [{ memoryMb: 1024 }, 'Render has no instance type with 1024 MB', 'choose 512 MB ($7 a month), 2048 MB ($25 a month)'],
    [{ region: 'oregon' }, 'Render runs kingdom77-bot in virginia, not in oregon, and moves no service', 'delete kingdom77-bot yourself'],
    [{ web: true }, 'is a background worker at Render, not a web service', 'delete kingdom77-bot yourself'],
  ])('refuses what Render cannot do (%o), with the way out', async (change, what, fix) => {
    const { place, id } = await bot();
    await expect(api.configure(walk(), place, id, change)).rejects.toMatchObject({
      what: expect.stringContaining(what),
      fix: expect.stringContaining(fix),
    });
  });

  test('in Python has its runtime and its usual build', async () => {
    const { place } = await bot({ startCommand: 'python main.py', buildCommand: null, preDeployCommand: null });
    expect((await api.service(walk('no'), place, 'bot'))?.settings).toMatchObject({ startCommand: 'python main.py', buildCommand: null });
    expect(JSON.stringify(desk.emulator.dump())).toContain('pip install -r requirements.txt');
  });

  test('is connected, and followed by pushes, only when asked for', async () => {
    const { place, id } = await bot();
    desk.push(repository, 'main', 'second');
    expect(await api.deployments(walk('no'), place, id)).toHaveLength(1);
    await api.connect(walk(), place, id, connection);
    expect(await writesOf((context) => api.connect(context, place, id, connection))).toBe(0);
    const third = desk.push(repository, 'main', 'third');
    desk.push(repository, 'main', '[skip render] fourth');
    expect((await api.deployments(walk('no'), place, id)).map((one) => [one.commit, one.status])).toEqual([
      [third, 'live'],
      [commit, 'removed'],
    ]);
  });

  test('has a disk only while it runs once, and loses none', async () => {
    const { place, id } = await bot();
    await api.configure(walk(), place, id, { volume: '/data' });
    await api.configure(walk(), place, id, { volume: '/more' });
    expect((await api.service(walk('no'), place, 'bot'))?.settings.volume).toBe('/more');
    await expect(api.scale(walk(), place, id, 2)).rejects.toMatchObject({ what: 'Render runs a service with a disk once, not 2 times' });
    await expect(api.configure(walk(), place, id, { volume: null })).rejects.toMatchObject({
      fix: expect.stringContaining('k77 deletes no data'),
    });
  });

  test('that runs twice gets no disk, and one that Render scales gets no number', async () => {
    const { place, id } = await bot();
    await api.scale(walk(), place, id, 2);
    expect((await api.service(walk('no'), place, 'bot'))?.settings.replicas).toBe(2);
    await expect(api.configure(walk(), place, id, { volume: '/data' })).rejects.toMatchObject({ what: expect.stringContaining('no disk') });
    desk.edit('autoscale', { service: 'bot', min: '1', max: '4' });
    await expect(api.scale(walk(), place, id, 3)).rejects.toMatchObject({ what: expect.stringContaining('between 1 and 4 instances') });
  });

  test('of two with one name neither is taken', async () => {
    const { place } = await bot();
    await made('api', { web: true });
    desk.edit('rename', { service: 'api', to: 'kingdom77-bot' });
    await expect(api.service(walk('no'), place, 'bot')).rejects.toMatchObject({ what: 'Render has 2 services called kingdom77-bot' });
  });

  test('that somebody deleted is told by name of the remedy', async () => {
    const { place, id } = await bot();
    desk.edit('delete', { service: 'bot' });
    expect(await api.service(walk('no'), place, 'bot')).toBeUndefined();
    await expect(api.deployments(walk('no'), place, id)).rejects.toMatchObject({
      fix: expect.stringContaining('k77 deploy makes what is missing'),
    });
  });
});

describe('variables', () => {
  test('are set in one batch beside those that are there, without a deploy, and shown', async () => {
    const at = await bot();
    desk.edit('set-variable', { service: 'bot', name: 'BY_HAND', value: 'stays' });
    const set = { DISCORD_TOKEN: new Secret('DISCORD_TOKEN', 'a-discord-token-of-the-bot'), LOG_LEVEL: 'info' };
    expect(await writesOf((context) => api.setVariables(context, at.place, at.id, { set, remove: [], target: 'production' }))).toBe(1);
    const seen = await api.variables(walk('no'), at.place, at.id);
    expect(Object.fromEntries(seen.map(({ name, value }) => [name, value?.reveal()]))).toEqual({
      BY_HAND: 'stays',
      DISCORD_TOKEN: 'a-discord-token-of-the-bot',
      LOG_LEVEL: 'info',
    });
    expect(await writesOf((context) => api.setVariables(context, at.place, at.id, { set, remove: ['GONE'], target: 'production' }))).toBe(
      0,
    );
    await api.setVariables(walk(), at.place, at.id, { set: {}, remove: ['LOG_LEVEL'], target: 'production' });
    expect((await api.variables(walk('no'), at.place, at.id)).map(({ name }) => name)).toEqual(['BY_HAND', 'DISCORD_TOKEN']);
    expect(await api.deployments(walk('no'), at.place, at.id)).toHaveLength(1);
  });

  test('of more than one page are all seen, and none is lost', async () => {
    const at = await bot();
    const set = Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`NAME_${index}`, String(index)]));
    await api.setVariables(walk(), at.place, at.id, { set, remove: [], target: 'production' });
    await api.setVariables(walk(), at.place, at.id, { set: { ONE_MORE: '1' }, remove: [], target: 'production' });
    expect(await api.variables(walk('no'), at.place, at.id)).toHaveLength(131);
  });

  test('leave no value in what is recorded, whoever set it', async () => {
    const at = await bot();
    desk.edit('set-variable', { service: 'bot', name: 'BY_HAND', value: 'a-secret-that-k77-never-heard-of' });
    await api.setVariables(walk(), at.place, at.id, { set: { LOG_LEVEL: 'quiet-as-a-mouse' }, remove: [], target: 'production' });
    await api.variables(walk('no'), at.place, at.id);
    const told = JSON.stringify(exchanges);
    expect(told).toContain('BY_HAND');
    expect(told).not.toContain('never-heard-of');
    expect(told).not.toContain('quiet-as-a-mouse');
  });
});

describe('deploys', () => {
  test('one goes live with the variables of then, and the first one that Render began is history', async () => {
    const at = await bot();
    await api.setVariables(walk(), at.place, at.id, { set: { LOG_LEVEL: 'info' }, remove: [], target: 'production' });
    const id = await live(at);
    const all = await api.deployments(walk('no'), at.place, at.id);
    expect(all.map(({ status, current }) => [status, current])).toEqual([
      ['live', true],
      ['removed', false],
    ]);
    expect(all[0]).toMatchObject({ id, commit, branch: 'main', preview: false, canRollback: false });
    expect(desk.emulator.desk?.wanted().map(({ variables }) => variables.LOG_LEVEL)).toEqual(['info']);
    expect(await api.deployment(walk('no'), at.place, at.id, 'dep-gone')).toBeUndefined();
  });

  test('go back to an earlier one, once', async () => {
    const at = await web();
    const first = await live(at);
    commit = desk.push(repository, 'main', 'second');
    await live(at);
    expect((await api.deployment(walk('no'), at.place, at.id, first))?.canRollback).toBe(true);
    await api.rollback(walk(), at.place, at.id, first);
    const [newest] = await api.deployments(walk('no'), at.place, at.id);
    expect(newest).toMatchObject({ status: 'live', current: true });
    expect(newest?.commit).not.toBe(commit);
    expect(await writesOf((context) => api.rollback(context, at.place, at.id, newest?.id ?? ''))).toBe(0);
  });

  test('that crashed for good are told as crashed, and come back by resuming', async () => {
    const at = await bot();
    await live(at);
    desk.edit('crash', { service: 'bot', message: 'Error: TOKEN_INVALID' });
    const [seen] = await api.deployments(walk('no'), at.place, at.id);
    expect(seen).toMatchObject({ status: 'crashed', current: true, says: 'deactivated, service suspended by stuck_crashlooping' });
    const lines = await api.logs(walk('no'), at.place, at.id, seen?.id ?? '', 'run', 50);
    expect(lines.map(({ text }) => text)).toContain('Error: TOKEN_INVALID');
    await expect(live(at)).rejects.toMatchObject({ what: expect.stringContaining('has suspended kingdom77-bot (stuck_crashlooping)') });
    await api.resume(walk(), at.place, at.id);
    expect((await api.deployments(walk('no'), at.place, at.id))[0]).toMatchObject({ status: 'live', current: true, commit });
  });

  test('are suspended and resumed, each once', async () => {
    const at = await bot();
    await live(at);
    await api.suspend(walk(), at.place, at.id);
    expect(await writesOf((context) => api.suspend(context, at.place, at.id))).toBe(0);
    expect((await api.deployments(walk('no'), at.place, at.id))[0]).toMatchObject({ status: 'suspended', current: true });
    await api.resume(walk(), at.place, at.id);
    expect(await writesOf((context) => api.resume(context, at.place, at.id))).toBe(0);
  });

  test('are restarted without a new one', async () => {
    const at = await bot();
    const id = await live(at);
    await api.restart(walk(), at.place, at.id, id);
    expect(desk.emulator.desk?.wanted().find((one) => one.id === id)?.attempt).toBe(1);
    expect(await api.deployments(walk('no'), at.place, at.id)).toHaveLength(2);
  });

  test.each([
    ['build', 'build_failed', 'build'],
    ['pre-deploy', 'pre_deploy_failed', 'build'],
    ['start', 'update_failed', 'run'],
  ] as const)('that fail at the %s are told with the end of their log', async (of, says, where) => {
    const at = await bot();
    const id = await live(at);
    desk.edit('fail', { service: 'bot', of, message: 'Error: it is broken' });
    expect(await api.deployment(walk('no'), at.place, at.id, id)).toMatchObject({ status: 'failed', says });
    const lines = await api.logs(walk('no'), at.place, at.id, id, where, 300);
    expect(lines.find(({ text }) => text === 'Error: it is broken')).toMatchObject({ severity: 'error' });
  });

  test('log more lines than a page has, oldest first, and only their own', async () => {
    const at = await bot();
    const id = await live(at);
    const begun = desk.clock.now().getTime();
    const line = (index: number) => ({ at: new Date(begun + index).toISOString(), text: `line ${index}`, stream: 'stdout' as const });
    desk.says(
      id,
      'run',
      Array.from({ length: 250 }, (_, index) => line(index)),
    );
    await desk.later(1);
    const lines = await api.logs(walk('no'), at.place, at.id, id, 'run', 220);
    expect(lines).toHaveLength(220);
    expect(lines.at(-1)?.text).toBe('line 249');
    expect(lines.map(({ at: when }) => when)).toEqual([...lines.map(({ at: when }) => when)].sort());
  });
});

describe('a custom domain', () => {
  test('demands its alias, is added once, and taken away', async () => {
    const at = await web();
    await api.addDomain?.(walk(), at.place, at.id, 'api.kingdom77.test');
    expect(await writesOf((context) => api.addDomain?.(context, at.place, at.id, 'api.kingdom77.test') as Promise<void>)).toBe(0);
    expect(await api.domain?.(walk('no'), at.place, at.id, 'api.kingdom77.test')).toEqual({
      name: 'api.kingdom77.test',
      records: [{ type: 'CNAME', name: 'api.kingdom77.test', content: 'kingdom77-api.onrender.com', proxied: false }],
      verified: false,
      certificate: 'none',
      trouble: 'Render has not seen api.kingdom77.test lead to it yet',
    });
    await api.verifyDomain?.(walk(), at.place, at.id, 'api.kingdom77.test');
    await api.removeDomain?.(walk(), at.place, at.id, 'api.kingdom77.test');
    expect(await api.domain?.(walk('no'), at.place, at.id, 'api.kingdom77.test')).toBeUndefined();
    expect(await writesOf((context) => api.removeDomain?.(context, at.place, at.id, 'api.kingdom77.test') as Promise<void>)).toBe(0);
  });

  test('of the apex demands an address, and brings its www, which is sent on', async () => {
    const at = await web();
    await api.addDomain?.(walk(), at.place, at.id, 'kingdom77.test');
    await api.addDomain?.(walk(), at.place, at.id, 'www.kingdom77.test', 'kingdom77.test');
    expect((await api.domain?.(walk('no'), at.place, at.id, 'kingdom77.test'))?.records[0]).toMatchObject({
      type: 'A',
      content: '216.24.57.1',
    });
    expect((await api.domain?.(walk('no'), at.place, at.id, 'www.kingdom77.test'))?.redirectTo).toBe('kingdom77.test');
    await expect(api.addDomain?.(walk(), at.place, at.id, 'old.kingdom77.test', 'kingdom77.test')).rejects.toMatchObject({
      what: 'Render does not send the visitors of old.kingdom77.test to kingdom77.test',
    });
  });
});

describe('a log', () => {
  const to = new Secret('LOG_DRAIN_URL', 'syslog+tls://logs.test:6514');

  test('is sent to one address, and what somebody else decided stays', async () => {
    const { place, id } = await web();
    await api.addDrain?.(walk(), place, id, to);
    expect((await api.drains?.(walk('no'), place, id))?.map((one) => one.reveal())).toEqual([to.reveal()]);
    const other = new Secret('LOG_DRAIN_URL', 'syslog+tls://other.test:6514');
    await expect(api.addDrain?.(walk(), place, id, other)).rejects.toThrow('sends the log of this service elsewhere');
    await api.removeDrain?.(walk(), place, id, other);
    expect(await api.drains?.(walk('no'), place, id)).toHaveLength(1);
    await api.removeDrain?.(walk(), place, id, to);
    expect(await api.drains?.(walk('no'), place, id)).toEqual([]);
  });
});

describe('money', () => {
  test('is what runs by the price list, and what is missing is said', async () => {
    const at = await bot();
    await made('api', { web: true, memoryMb: 2048 });
    await api.configure(walk(), at.place, at.id, { volume: '/data' });
    const bill = await api.bill(walk('no'), at.place);
    expect(bill).toMatchObject({ projectedCents: 700 + 25 + 2500, services: { [at.id]: { projectedCents: 725 } } });
    expect(bill.monthToDateCents).toBeUndefined();
    expect(bill.missing[0]).toContain('tells no bill');
  });

  test('use is measured where something runs', async () => {
    const at = await bot();
    expect((await api.usage(walk('no'), at.place, at.id)).missing).toHaveLength(1);
    await live(at);
    desk.edit('measure', { service: 'bot', cpuPercent: '10', memoryMb: '180' });
    // Half a core is the whole of a starter instance.
    expect(await api.usage(walk('no'), at.place, at.id)).toEqual({ cpuPercent: 20, memoryMb: 180, memoryLimitMb: 512, missing: [] });
  });

  test('has no alerts in the API, so that none are offered', () => {
    expect(api.alerts).toBeUndefined();
    expect(api.setAlerts).toBeUndefined();
    expect(api.previews).toBeUndefined();
  });
});

describe('a refusal ends in one message with its remedy', () => {
  /** As the operator is told. */
  const message = async (act: () => Promise<unknown>) => act().catch((error: unknown) => render.explain(error, '') ?? error);

  test('a repository that Render cannot read', async () => {
    desk.edit('close-repository', { repository });
    const place = await api.makePlace(walk(), wanted);
    expect(await message(() => api.makeService(walk(), place, 'bot', settings, connection))).toMatchObject({
      message: expect.stringContaining('invalid or unfetchable: https://github.com/ann/shop'),
      advice: expect.stringContaining('https://github.com/apps/render/installations/new'),
      exit: 6,
    });
    expect(await api.repositories(walk('no'))).toBe('unseen');
  });

  test('no card on file', async () => {
    desk.edit('card', { value: 'off' });
    const place = await api.makePlace(walk(), wanted);
    expect(await message(() => api.makeService(walk(), place, 'bot', settings, connection))).toMatchObject({
      status: 402,
      advice: expect.stringContaining('add a card at https://dashboard.render.com/billing'),
    });
  });

  test('a commit that was not pushed, and a branch that is not there', async () => {
    const at = await bot();
    expect(await message(() => api.deploy(walk(), at.place, at.id, '0'.repeat(40), 'main'))).toMatchObject({
      code: 'commit',
      advice: expect.stringContaining('push it first'),
    });
  });

  test('a key that was revoked', async () => {
    const old = desk.token();
    desk.edit('revoke-key');
    const late = openWalk({ ...desk, token: () => old });
    walks.push(late);
    expect(await message(() => api.place(late.context, wanted))).toMatchObject({
      status: 401,
      advice: expect.stringContaining('make a new one'),
      exit: 6,
    });
  });

  test('a domain that belongs to another service, and one too many for the plan', async () => {
    const first = await web();
    await api.addDomain?.(walk(), first.place, first.id, 'api.kingdom77.test');
    const second = await made('other', { web: true });
    expect(await message(async () => api.addDomain?.(walk(), second.place, second.id, 'api.kingdom77.test'))).toMatchObject({
      status: 409,
      advice: expect.stringContaining('belongs to another service'),
    });
    await api.addDomain?.(walk(), first.place, first.id, 'b.kingdom77.test');
    expect(await message(async () => api.addDomain?.(walk(), first.place, first.id, 'c.kingdom77.test'))).toMatchObject({
      code: 'plan',
      advice: expect.stringContaining('https://render.com/pricing'),
    });
  });
});
