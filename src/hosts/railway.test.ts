/** The host against the emulated Railway, through real doors. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Exchange } from '../core/doors.ts';
import type { HostContext, Place, ServiceSettings } from '../core/host.ts';
import { Secret } from '../core/secret.ts';
import type { Walk } from '../sandbox/host-fixture.ts';
import { openRailway, openWalk, type RailwayDesk, type TokenKind } from '../sandbox/railway-fixture.ts';
import { railwayHost } from './railway.ts';

const { api } = railwayHost;
const repository = 'ann/shop';
const wanted = { project: 'kingdom77', environment: 'production' };
const settings: ServiceSettings = {
  root: '',
  buildCommand: 'npm run build -w bot',
  startCommand: 'npm start -w bot',
  preDeployCommand: null,
  healthPath: null,
  healthTimeoutSeconds: 300,
  region: 'us-east4-eqdc4a',
  memoryMb: 512,
  replicas: 1,
  restart: 'always',
  restartRetries: 10,
  volume: null,
  framework: 'node',
  web: false,
};

let desk: RailwayDesk;
let doors: Walk['doors'];
let exchanges: Exchange[];
let token: TokenKind;

/** What a task has; a new walk each time, so that nothing is remembered. */
function walk(writes: 'yes' | 'no' = 'yes'): HostContext {
  const open = openWalk(desk, { writes, token, record: (exchange) => void exchanges.push(exchange) });
  doors = open.doors;
  return open.context;
}

async function writesOf(act: (context: HostContext) => Promise<unknown>): Promise<number> {
  await act(walk());
  return doors.sent().writes;
}

beforeEach(async () => {
  [exchanges, token] = [[], 'token'];
  desk = await openRailway();
  desk.push(repository, 'main', 'first');
  desk.edit('open-repository', { repository });
});
afterEach(async () => {
  await doors?.close();
  await desk.close();
});

async function bot(more: Partial<ServiceSettings> = {}): Promise<{ place: Place; id: string }> {
  const place = await api.makePlace(walk(), wanted);
  return { place, id: await api.makeService(walk(), place, 'bot', { ...settings, ...more }, connection) };
}
const connection = { repository, branch: 'main', autoDeploy: true };

describe('the place', () => {
  test('is absent, made once, found by its names, and not made twice', async () => {
    expect(await api.place(walk('no'), wanted)).toBeUndefined();
    const made = await api.makePlace(walk(), wanted);
    expect(Object.keys(made).sort()).toEqual(['environment', 'project', 'workspace']);
    expect(await api.place(walk('no'), wanted)).toEqual(made);
    expect(await writesOf((context) => api.makePlace(context, wanted))).toBe(0);
  });

  test('gets another environment in the project that is there', async () => {
    const first = await api.makePlace(walk(), wanted);
    const staging = await api.makePlace(walk(), { ...wanted, environment: 'staging' });
    expect(staging.project).toBe(first.project);
    expect(staging.environment).not.toBe(first.environment);
  });

  test('is found with a token of the workspace, which belongs to no person', async () => {
    token = 'workspaceToken';
    const made = await api.makePlace(walk(), wanted);
    expect(await api.place(walk('no'), wanted)).toEqual(made);
  });

  test('is not guessed where two workspaces could have it', async () => {
    desk.edit('add-workspace', { name: 'Second' });
    await expect(api.makePlace(walk(), wanted)).rejects.toMatchObject({
      what: expect.stringContaining('opens 2 workspaces: Kingdom-77, Second'),
    });
  });

  test('is not guessed where two projects have its name', async () => {
    await api.makePlace(walk(), wanted);
    await api.makePlace(walk(), { ...wanted, project: 'other' });
    desk.edit('rename-project', { project: 'other', to: wanted.project });
    await expect(api.place(walk('no'), wanted)).rejects.toMatchObject({ what: 'Railway has 2 projects called kingdom77' });
  });
});

describe('a service', () => {
  test('is made empty, with every setting, and deploys nothing', async () => {
    const { place, id } = await bot({ preDeployCommand: 'npm run migrate', healthPath: '/health', volume: '/data' });
    const found = await api.service(walk('no'), place, 'bot');
    const { framework: _framework, web: _web, ...known } = settings;
    expect(found).toEqual({
      id,
      name: 'bot',
      settings: { ...known, preDeployCommand: 'npm run migrate', healthPath: '/health', volume: '/data' },
    });
    expect(await api.deployments(walk('no'), place, id)).toEqual([]);
    expect(await api.service(walk('no'), place, 'worker')).toBeUndefined();
  });

  test('is not made or configured twice', async () => {
    const { place, id } = await bot();
    expect(await writesOf((context) => api.makeService(context, place, 'bot', settings, connection))).toBe(0);
    expect(await writesOf((context) => api.configure(context, place, id, settings))).toBe(0);
  });

  test('is brought back where a person changed it, with one write', async () => {
    const { place, id } = await bot();
    desk.edit('change-setting', { service: 'bot', setting: 'startCommand', value: 'python main.py' });
    desk.edit('change-setting', { service: 'bot', setting: 'regions', value: '{"us-west2":{"numReplicas":2}}' });
    expect((await api.service(walk('no'), place, 'bot'))?.settings).toMatchObject({
      startCommand: 'python main.py',
      region: 'us-west2',
      replicas: 2,
    });
    expect(await writesOf((context) => api.configure(context, place, id, settings))).toBe(1);
    expect((await api.service(walk('no'), place, 'bot'))?.settings).toMatchObject({
      startCommand: 'npm start -w bot',
      region: 'us-east4-eqdc4a',
      replicas: 1,
    });
  });

  test('restarts as often as the Free plan lets it, and says so', async () => {
    desk.edit('set-plan', { plan: 'FREE' });
    const { place } = await bot();
    const found = await api.service(walk('no'), place, 'bot');
    expect(found?.settings.restart).toBe('always');
    expect(found?.notes).toEqual([expect.stringContaining('"always" is not part of the Free plan')]);
    expect(await writesOf((context) => api.makeService(context, place, 'bot', settings, connection))).toBe(0);
    desk.edit('set-plan', { plan: 'HOBBY' });
    expect((await api.service(walk('no'), place, 'bot'))?.settings.restart).toBe('on-failure');
  });

  test('keeps its volume when none is wanted any more: k77 deletes no data', async () => {
    const { place, id } = await bot({ volume: '/data' });
    await expect(api.configure(walk(), place, id, { volume: null })).rejects.toMatchObject({
      fix: expect.stringContaining('k77 deletes no data'),
    });
    await api.configure(walk(), place, id, { volume: '/var/data' });
    expect((await api.service(walk('no'), place, 'bot'))?.settings.volume).toBe('/var/data');
    await expect(api.scale(walk(), place, id, 2)).rejects.toMatchObject({ what: expect.stringContaining('with a volume once') });
  });

  test('that is gone is told as gone', async () => {
    const { place } = await bot();
    await expect(api.configure(walk(), place, 'nobody', settings)).rejects.toMatchObject({ fix: expect.stringContaining('k77 plan') });
  });
});

describe('variables', () => {
  const change = {
    set: { DISCORD_TOKEN: new Secret('DISCORD_TOKEN', 'a-token-of-discord'), LOG_LEVEL: 'info' },
    remove: [],
    target: 'production' as const,
  };
  const shown = async (place: Place, id: string) =>
    Object.fromEntries((await api.variables(walk('no'), place, id)).map(({ name, value }) => [name, value?.reveal()]));

  test('are set in one batch, merged, and not set again', async () => {
    const { place, id } = await bot();
    desk.edit('set-variable', { service: 'bot', name: 'BY_HAND', value: 'mine' });
    expect(await writesOf((context) => api.setVariables(context, place, id, change))).toBe(1);
    expect(await shown(place, id)).toEqual({ DISCORD_TOKEN: 'a-token-of-discord', LOG_LEVEL: 'info', BY_HAND: 'mine' });
    expect(await writesOf((context) => api.setVariables(context, place, id, change))).toBe(0);
  });

  test('deploy nothing when they are set, also where something runs', async () => {
    const { place, id } = await bot();
    await api.connect(walk(), place, id, connection);
    await api.setVariables(walk(), place, id, change);
    expect(await api.deployments(walk('no'), place, id)).toHaveLength(1);
  });

  test('are removed by name only', async () => {
    const { place, id } = await bot();
    await api.setVariables(walk(), place, id, change);
    await api.setVariables(walk(), place, id, { set: {}, remove: ['LOG_LEVEL', 'NEVER_SET'], target: 'production' });
    expect(await shown(place, id)).toEqual({ DISCORD_TOKEN: 'a-token-of-discord' });
  });

  test('that a person sealed are named without a value', async () => {
    const { place, id } = await bot();
    await api.setVariables(walk(), place, id, change);
    desk.edit('seal-variable', { service: 'bot', name: 'DISCORD_TOKEN' });
    expect(await api.variables(walk('no'), place, id)).toContainEqual({ name: 'DISCORD_TOKEN', target: 'production' });
  });

  test('leave no value in the exchanges, neither sent nor read, known or not', async () => {
    const { place, id } = await bot();
    desk.edit('set-variable', { service: 'bot', name: 'BY_HAND', value: 'nobody-knows-this-one' });
    desk.edit('set-variable', { service: 'bot', name: 'SHORT', value: 'pin77' });
    await api.setVariables(walk(), place, id, change);
    await api.variables(walk('no'), place, id);
    const all = JSON.stringify(exchanges);
    for (const secret of ['a-token-of-discord', 'nobody-knows-this-one', 'pin77', desk.token()]) expect(all).not.toContain(secret);
    expect(all).toContain('‹railway.DISCORD_TOKEN›');
    expect(all).toContain('‹railway.BY_HAND›');
  });
});

describe('a repository', () => {
  test('is listed once it was opened; a token without a person cannot tell', async () => {
    expect(await api.repositories(walk('no'))).toEqual([repository]);
    token = 'workspaceToken';
    expect(await api.repositories(walk('no'))).toBe('unseen');
  });

  test('that was not opened is refused, and the remedy is named', async () => {
    const { place, id } = await bot();
    desk.edit('close-repository', { repository });
    const refused = await api.connect(walk(), place, id, connection).catch((error: unknown) => error);
    expect(railwayHost.vendor.explain(refused, '')).toMatchObject({
      message: 'User does not have access to the repo',
      call: 'serviceConnect',
      advice: expect.stringContaining('https://github.com/apps/railway-app'),
    });
  });

  test('is connected once and deployed once by that', async () => {
    const { place, id } = await bot();
    await api.connect(walk(), place, id, connection);
    expect((await api.service(walk('no'), place, 'bot'))?.repository).toEqual(connection);
    expect(await writesOf((context) => api.connect(context, place, id, connection))).toBe(0);
    expect(await api.deployments(walk('no'), place, id)).toHaveLength(1);
  });

  test('that must not deploy by itself does not, and a push then changes nothing', async () => {
    const { place, id } = await bot();
    await api.connect(walk(), place, id, { ...connection, autoDeploy: false });
    expect((await api.service(walk('no'), place, 'bot'))?.repository).toEqual({ ...connection, autoDeploy: false });
    desk.push(repository, 'main', 'second');
    expect(await api.deployments(walk('no'), place, id)).toHaveLength(1);
    expect(await writesOf((context) => api.connect(context, place, id, { ...connection, autoDeploy: false }))).toBe(0);
  });

  test('follows another branch when that is wanted', async () => {
    const { place, id } = await bot();
    await api.connect(walk(), place, id, connection);
    desk.push(repository, 'live', 'on another branch');
    await api.connect(walk(), place, id, { ...connection, branch: 'live' });
    expect((await api.service(walk('no'), place, 'bot'))?.repository?.branch).toBe('live');
  });

  test('is connected in the environment that is meant, where the project has several', async () => {
    const { place: first } = await bot();
    const place = await api.makePlace(walk(), { ...wanted, environment: 'staging' });
    const id = await api.makeService(walk(), place, 'staging-bot', settings, connection);
    await api.connect(walk(), place, id, connection);
    expect((await api.service(walk('no'), place, 'staging-bot'))?.repository).toEqual(connection);
    expect((await api.service(walk('no'), first, 'bot'))?.repository).toBeUndefined();
  });
});

describe('deployments', () => {
  async function deployed() {
    const made = await bot();
    await api.connect(walk(), made.place, made.id, connection);
    const [first] = await api.deployments(walk('no'), made.place, made.id);
    return { ...made, first: String(first?.id) };
  }

  test('are begun for a commit and seen until they serve', async () => {
    const { place, id, first } = await deployed();
    const commit = desk.push('ann/shop', 'other', 'not on the branch');
    const second = await api.deploy(walk(), place, id, commit, 'main');
    const all = await api.deployments(walk('no'), place, id);
    expect(all.map((one) => [one.id, one.status, one.says, one.current])).toEqual([
      [second, 'live', 'SUCCESS', true],
      [first, 'removed', 'REMOVED', false],
    ]);
    expect(all[0]).toMatchObject({ commit, branch: 'main', preview: false });
    expect(await api.deployment(walk('no'), place, id, first)).toMatchObject({ id: first, canRollback: true });
    expect(await api.deployment(walk('no'), place, id, 'nothing')).toBeUndefined();
  });

  test('of a commit that nobody pushed are refused', async () => {
    const { place, id } = await deployed();
    const refused = await api.deploy(walk(), place, id, 'f'.repeat(40), 'main').catch((error: unknown) => error);
    expect(railwayHost.vendor.explain(refused, '')?.advice).toContain('push it first');
  });

  test('are told line by line, errors as errors', async () => {
    const { place, id, first } = await deployed();
    desk.edit('log', { service: 'bot', message: 'Logged in as Kingdom-77#0001' });
    desk.edit('log', { service: 'bot', message: 'TokenInvalid', severity: 'error' });
    const run = await api.logs(walk('no'), place, id, first, 'run', 2);
    expect(run.map(({ text, severity }) => [severity, text])).toEqual([
      ['info', 'Logged in as Kingdom-77#0001'],
      ['error', 'TokenInvalid'],
    ]);
    expect((await api.logs(walk('no'), place, id, first, 'build', 100)).map(({ text }) => text)[0]).toContain('railpack');
  });

  test('are taken back with the variables of then', async () => {
    const { place, id, first } = await deployed();
    await api.setVariables(walk(), place, id, { set: { FEATURE: 'new' }, remove: [], target: 'production' });
    const commit = desk.push(repository, 'main', 'second');
    expect((await api.deployments(walk('no'), place, id))[0]).toMatchObject({ commit, current: true });
    await api.rollback(walk(), place, id, first);
    const [now] = await api.deployments(walk('no'), place, id);
    expect(now).toMatchObject({ status: 'live', current: true });
    expect(now?.commit).not.toBe(commit);
    expect((await api.variables(walk('no'), place, id)).map(({ name }) => name)).toEqual([]);
  });

  test('can be taken back no further than the plan keeps images', async () => {
    const { place, id, first } = await deployed();
    desk.push(repository, 'main', 'second');
    expect(await api.deployment(walk('no'), place, id, first)).toMatchObject({ canRollback: true });
    await desk.later(73 * 60);
    expect(await api.deployment(walk('no'), place, id, first)).toMatchObject({ canRollback: false });
    desk.edit('set-plan', { plan: 'PRO' });
    expect(await api.deployment(walk('no'), place, id, first)).toMatchObject({ canRollback: true });
  });

  test('are restarted, stopped and brought back, each order once', async () => {
    const { place, id, first } = await deployed();
    await api.restart(walk(), place, id, first);
    expect(await api.deployment(walk('no'), place, id, first)).toMatchObject({ status: 'live' });
    await api.suspend(walk(), place, id);
    expect(await api.deployment(walk('no'), place, id, first)).toMatchObject({ status: 'suspended', says: 'SUCCESS, stopped' });
    expect(await writesOf((context) => api.suspend(context, place, id))).toBe(0);
    await api.resume(walk(), place, id);
    expect((await api.deployments(walk('no'), place, id))[0]).toMatchObject({ status: 'live', current: true });
    expect(await writesOf((context) => api.resume(context, place, id))).toBe(0);
  });

  test('run as many times as wanted, with the image that is there', async () => {
    const { place, id } = await deployed();
    await api.scale(walk(), place, id, 2);
    expect((await api.service(walk('no'), place, 'bot'))?.settings.replicas).toBe(2);
    expect(desk.emulator.desk?.wanted()).toMatchObject([{ instances: 2 }]);
    expect(await writesOf((context) => api.scale(context, place, id, 2))).toBe(0);
  });
});

describe('a custom domain', () => {
  test('demands an alias and the record that proves who owns the name', async () => {
    const { place, id } = await bot();
    expect(await api.domain?.(walk('no'), place, id, 'api.kingdom77.test')).toBeUndefined();
    await api.addDomain?.(walk(), place, id, 'api.kingdom77.test');
    expect(await writesOf(async (context) => api.addDomain?.(context, place, id, 'api.kingdom77.test'))).toBe(0);
    const found = await api.domain?.(walk('no'), place, id, 'api.kingdom77.test');
    expect(found).toMatchObject({ verified: false, certificate: 'none' });
    expect(found?.records).toEqual([
      { type: 'CNAME', name: 'api.kingdom77.test', content: expect.stringMatching(/^\w{8}\.up\.railway\.app$/), proxied: false },
      {
        type: 'TXT',
        name: '_railway-verify.api.kingdom77.test',
        content: expect.stringMatching(/^railway-verify=\w{64}$/),
        proxied: false,
      },
    ]);
    await api.removeDomain?.(walk(), place, id, 'api.kingdom77.test');
    expect(await api.domain?.(walk('no'), place, id, 'api.kingdom77.test')).toBeUndefined();
  });

  test('whose certificate failed says why, and is tried again on request', async () => {
    const { place, id } = await bot();
    await api.addDomain?.(walk(), place, id, 'api.kingdom77.test');
    desk.edit('fail-certificate', { domain: 'api.kingdom77.test' });
    expect(await api.domain?.(walk('no'), place, id, 'api.kingdom77.test')).toMatchObject({
      certificate: 'failed',
      trouble: expect.stringContaining('failed to validate'),
    });
    await api.verifyDomain?.(walk(), place, id, 'api.kingdom77.test');
    expect((await api.domain?.(walk('no'), place, id, 'api.kingdom77.test'))?.certificate).toBe('none');
  });

  test('cannot send visitors elsewhere', async () => {
    const { place, id } = await bot();
    await expect(api.addDomain?.(walk(), place, id, 'www.kingdom77.test', 'kingdom77.test')).rejects.toMatchObject({
      fix: expect.stringContaining('Redirect'),
    });
  });
});

describe('use and money', () => {
  test('are undefined with a reason where nothing was measured, and numbers where it was', async () => {
    const { place, id } = await bot();
    await api.connect(walk(), place, id, connection);
    expect(await api.usage(walk('no'), place, id)).toEqual({ missing: [expect.stringContaining('measured nothing')] });
    desk.edit('measure', { service: 'bot', cpuPercent: '12.5', memoryMb: '256' });
    expect(await api.usage(walk('no'), place, id)).toEqual({ cpuPercent: 12.5, memoryMb: 256, memoryLimitMb: 512, missing: [] });
    await desk.later(60);
    const bill = await api.bill(walk('no'), place);
    // One hour of 0.25 GB at $10 and 0.125 of a core at $20 a month (43,200 minutes).
    expect(bill.monthToDateCents).toBe(Math.round((60 / 43_200) * (0.25 * 10 + 0.125 * 20) * 100));
    expect(bill.projectedCents).toBeGreaterThanOrEqual(bill.monthToDateCents ?? 0);
    expect(bill.services?.[id]?.monthToDateCents).toBe(bill.monthToDateCents);
  });

  test('an alert is set once; a hard limit of a person stays', async () => {
    const { place } = await bot();
    expect(await api.alerts?.(walk('no'), place)).toEqual({});
    await api.setAlerts?.(walk(), place, { soft: 20 });
    expect(await api.alerts?.(walk('no'), place)).toEqual({ soft: 20 });
    expect(await writesOf(async (context) => api.setAlerts?.(context, place, { soft: 20 }))).toBe(0);
    await api.setAlerts?.(walk(), place, { soft: 20, hard: 60 });
    await api.setAlerts?.(walk(), place, { soft: 50 });
    expect(await api.alerts?.(walk('no'), place)).toEqual({ soft: 50, hard: 60 });
    await expect(api.setAlerts?.(walk(), place, { soft: 50, hard: 5 })).rejects.toMatchObject({
      what: expect.stringContaining('$10 and more'),
    });
  });
});
