/** The host against the emulated Heroku, through real doors. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Exchange } from '../core/doors.ts';
import type { HostContext, Place, ServiceSettings } from '../core/host.ts';
import { Secret } from '../core/secret.ts';
import { herokuInventory } from '../sandbox/heroku/inventory.ts';
import type { HerokuState } from '../sandbox/heroku/model.ts';
import { type HerokuDesk, openHeroku, openWalk } from '../sandbox/heroku-fixture.ts';
import { plainSettings, type Walk } from '../sandbox/host-fixture.ts';
import { heroku } from '../vendors/heroku.ts';
import type { HerokuApp } from '../vendors/heroku-types.ts';
import { herokuHost } from './heroku.ts';
import { hostedDomain } from './heroku-domains.ts';
import { runLines } from './heroku-logs.ts';
import { notesOf, settingsOf } from './heroku-settings.ts';

const { api } = herokuHost;
const repository = 'ann/shop';
const wanted = { project: 'kingdom77', environment: 'production' };
const connection = { repository, branch: 'main', autoDeploy: false };
const settings: ServiceSettings = { ...plainSettings, region: 'us', tellsCommit: true };

let desk: HerokuDesk;
let last: Walk | undefined;
let walks: Walk[];
let exchanges: Exchange[];
let commit: string;

/** What a task has; a new walk each time, so that nothing is remembered. */
function walk(writes: 'yes' | 'no' = 'yes', github = true): HostContext {
  last = openWalk(desk, { writes, github, record: (exchange) => void exchanges.push(exchange) });
  walks.push(last);
  return last.context;
}

async function writesOf(act: (context: HostContext) => Promise<unknown> | undefined): Promise<number> {
  await act(walk());
  return last?.doors.sent().writes ?? -1;
}

beforeEach(async () => {
  [exchanges, walks, last] = [[], [], undefined];
  desk = await openHeroku();
  commit = desk.push(repository, 'main', 'first');
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
const live = (of: { place: Place; id: string }): Promise<string> => api.deploy(walk(), of.place, of.id, commit, 'main');
const newest = async (of: { place: Place; id: string }) => (await api.deployments(walk('no'), of.place, of.id))[0];

describe('the place', () => {
  test('is a name for apps: nothing is made, and it is the same each time', async () => {
    const place = await api.place(walk('no'), wanted);
    expect(place).toEqual({ name: 'kingdom77', suffix: expect.stringMatching(/^[0-9a-f]{6}$/) });
    expect(await writesOf((context) => api.makePlace(context, wanted))).toBe(0);
    expect(await api.makePlace(walk(), wanted)).toEqual(place);
    expect((await api.place(walk('no'), { ...wanted, environment: 'staging' }))?.name).toBe('kingdom77-staging');
  });

  test('is where its apps are, also when another team is the usual one by now', async () => {
    const { place } = await bot();
    desk.edit('add-team', { name: 'other', default: 'yes' });
    expect(await api.place(walk('no'), wanted)).toEqual(place);
  });

  test('is the usual team of the account, where it has one', async () => {
    desk.edit('add-team', { name: 'crew', default: 'yes' });
    const { place } = await bot();
    expect(place.team).toBe('crew');
    expect(await api.place(walk('no'), wanted)).toEqual(place);
  });

  test('is not guessed where there are apps of two', async () => {
    const { id } = await bot();
    await made('worker');
    desk.edit('rename', { service: 'worker', to: 'kingdom77-worker-aaaaaa' });
    await expect(api.place(walk('no'), wanted)).rejects.toMatchObject({ what: expect.stringContaining(`${id}, kingdom77-worker-aaaaaa`) });
  });
});

describe('a service', () => {
  test('is made with every setting that Heroku has, and runs nothing', async () => {
    const { place, id } = await bot();
    expect(id).toMatch(/^kingdom77-bot-[0-9a-f]{6}$/);
    expect(await api.service(walk('no'), place, 'bot')).toEqual({
      id,
      name: 'bot',
      settings: {
        root: '',
        startCommand: settings.startCommand,
        preDeployCommand: settings.preDeployCommand,
        region: 'us',
        memoryMb: 512,
        replicas: 1,
        web: false,
        tellsCommit: true,
      },
      repository: connection,
    });
    expect(await api.deployments(walk('no'), place, id)).toEqual([]);
    expect(desk.emulator.desk?.wanted()).toEqual([]);
  });

  test('is made once: the second time nothing is sent but questions', async () => {
    const { place, id } = await bot();
    expect(await writesOf((context) => api.makeService(context, place, 'bot', settings, connection))).toBe(0);
    expect(await writesOf((context) => api.configure(context, place, id, settings))).toBe(0);
    expect(await writesOf((context) => api.connect(context, place, id, connection))).toBe(0);
  });

  test('that was left half made is finished, not made twice', async () => {
    const place = await api.makePlace(walk(), wanted);
    desk.faults.set({ faults: [{ vendor: 'heroku', match: { method: 'PUT', path: '/buildpack-installations$' }, do: '500' }] });
    await expect(api.makeService(walk(), place, 'bot', settings, connection)).rejects.toThrow();
    desk.faults.clear();
    const id = await api.makeService(walk(), place, 'bot', settings, connection);
    expect(desk.log.filter((line) => /POST .*\/apps 201/.test(line)).length).toBeLessThanOrEqual(1);
    expect(await live({ place, id })).toMatch(/^\S+$/);
  });

  test('is changed only where it differs', async () => {
    const { place, id } = await bot();
    expect(await writesOf((context) => api.configure(context, place, id, { startCommand: 'node other.js', preDeployCommand: null }))).toBe(
      1,
    );
    expect((await api.service(walk('no'), place, 'bot'))?.settings).toMatchObject({
      startCommand: 'node other.js',
      preDeployCommand: null,
    });
    await live({ place, id });
    await api.configure(walk(), place, id, { memoryMb: 1024 });
    expect((await api.service(walk('no'), place, 'bot'))?.settings.memoryMb).toBe(1024);
    expect(JSON.stringify(desk.emulator.dump())).toContain('Standard-2X');
  });

  test('shows what somebody changed in the dashboard, and is set right again', async () => {
    const { place, id } = await bot();
    await live({ place, id });
    desk.edit('delete-variable', { service: 'bot', name: 'K77_START' });
    desk.edit('delete-variable', { service: 'bot', name: 'PROCFILE' });
    const seen = await api.service(walk('no'), place, 'bot');
    expect([seen?.settings.startCommand, seen?.settings.web]).toEqual([null, undefined]);
    await api.configure(walk(), place, id, { startCommand: settings.startCommand, web: false });
    expect((await api.service(walk('no'), place, 'bot'))?.settings).toMatchObject({ startCommand: settings.startCommand, web: false });
  });

  test('is told its commit by two features of its app, which are switched on where they are not, and by nothing else', async () => {
    const { place, id } = await bot();
    const tells = async () => (await api.service(walk('no'), place, 'bot'))?.settings.tellsCommit;
    desk.edit('labs', { service: 'bot', feature: 'log-runtime-metrics', value: 'on' });
    for (const feature of ['runtime-dyno-metadata', 'runtime-dyno-build-metadata']) {
      desk.edit('labs', { service: 'bot', feature });
      expect(await tells()).toBe(false);
      expect(await writesOf((context) => api.configure(context, place, id, { startCommand: settings.startCommand }))).toBe(0);
      expect(await writesOf((context) => api.configure(context, place, id, { tellsCommit: true }))).toBe(1);
      expect(await tells()).toBe(true);
    }
    const features = 'log-runtime-metrics,runtime-dyno-build-metadata,runtime-dyno-metadata';
    expect(herokuInventory(desk.emulator.dump() as HerokuState)).toContain(`heroku features kingdom77-bot ${features}`);
    await live({ place, id });
    expect(desk.emulator.desk?.wanted()).toMatchObject([{ variables: { HEROKU_BUILD_COMMIT: commit, HEROKU_SLUG_COMMIT: commit } }]);
    expect((await api.variables(walk('no'), place, id)).filter(({ name }) => name.startsWith('HEROKU_'))).toEqual([]);
  });

  test('that Heroku can tell no more which commit it is has nothing to mend, and a note', async () => {
    const { place, id } = await bot();
    const client = walk('no').client(heroku);
    expect(await client.feature(id, 'a-feature-that-ended')).toBeUndefined();
    const app = (await client.app(id)) as HerokuApp;
    const seen = { app, kept: {}, formation: [], telling: [] };
    expect(settingsOf(seen).tellsCommit).toBe(true);
    expect(notesOf(seen)).toEqual([`Heroku has no dyno metadata any more: ${id} calls its version 0.0.0 where VERSION is not set`]);
    expect((await api.service(walk('no'), place, 'bot'))?.notes).toBeUndefined();
  });

  test('tells what is not quite as wanted', async () => {
    const { place, id } = await web();
    await live({ place, id });
    desk.edit('eco');
    desk.edit('scale', { service: 'api', size: 'eco' });
    desk.edit('maintenance', { service: 'api' });
    const seen = await api.service(walk('no'), place, 'api');
    expect(seen?.settings.memoryMb).toBeUndefined();
    expect(seen?.notes).toEqual([expect.stringContaining('Eco dyno: it sleeps'), expect.stringContaining('maintenance mode')]);
  });

  test.each([
    [{ memoryMb: 2048 }, 'Heroku has no dyno with 2048 MB that runs once', 'choose 512 MB (basic, $7 a month)'],
    [{ region: 'eu' }, 'in us, not in eu, and moves no app', 'yourself (app → Settings → Delete app)'],
    [{ root: 'project' }, 'Heroku builds the top of a repository', 'another host'],
    [{ volume: '/data' }, 'Heroku has no disks', 'keep what must stay in the database'],
  ])('refuses what Heroku cannot do (%o), with the way out', async (change, what, fix) => {
    const { place, id } = await bot();
    await expect(api.configure(walk(), place, id, change)).rejects.toMatchObject({
      what: expect.stringContaining(what),
      fix: expect.stringContaining(fix),
    });
  });

  test('in Python has its buildpack and no Procfile of k77’s', async () => {
    const { place, id } = await bot({ startCommand: 'python main.py', preDeployCommand: null });
    expect((await api.service(walk('no'), place, 'bot'))?.settings).toMatchObject({ startCommand: 'python main.py', web: false });
    await live({ place, id });
    expect(await newest({ place, id })).toMatchObject({ status: 'live' });
    expect(JSON.stringify(desk.emulator.dump())).not.toContain('deploy/heroku');
  });

  test('that belongs to another team is not taken', async () => {
    const { place } = await bot();
    desk.edit('add-team', { name: 'other' });
    desk.edit('transfer', { service: 'bot', to: 'other' });
    await expect(api.service(walk('no'), place, 'bot')).rejects.toMatchObject({
      what: expect.stringContaining('belongs to the team other'),
    });
  });

  test('that somebody deleted is told with the remedy', async () => {
    const { place, id } = await bot();
    desk.edit('delete', { service: 'bot' });
    expect(await api.service(walk('no'), place, 'bot')).toBeUndefined();
    await expect(api.deployments(walk('no'), place, id)).rejects.toMatchObject({
      fix: expect.stringContaining('k77 deploy makes what is missing'),
    });
  });
});

describe('variables', () => {
  test('are set in one call beside those that are there, and shown without k77’s own', async () => {
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
    await api.setVariables(walk(), at.place, at.id, { set: {}, remove: ['LOG_LEVEL', 'K77_START'], target: 'production' });
    expect((await api.variables(walk('no'), at.place, at.id)).map(({ name }) => name)).toEqual(['BY_HAND', 'DISCORD_TOKEN']);
    expect((await api.service(walk('no'), at.place, 'bot'))?.settings.startCommand).toBe(settings.startCommand);
  });

  test('that change restart what runs, and are no deployment of their own', async () => {
    const at = await bot();
    const id = await live(at);
    await api.setVariables(walk(), at.place, at.id, { set: { LOG_LEVEL: 'debug' }, remove: [], target: 'production' });
    expect((await api.deployments(walk('no'), at.place, at.id)).map((one) => [one.id, one.status, one.current])).toEqual([
      [id, 'live', true],
    ]);
    expect(desk.emulator.desk?.wanted().map(({ variables }) => variables.LOG_LEVEL)).toEqual(['debug']);
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

describe('deployments', () => {
  test('one is built, released, scaled and live, with the variables of then', async () => {
    const at = await bot();
    await api.setVariables(walk(), at.place, at.id, { set: { LOG_LEVEL: 'info' }, remove: [], target: 'production' });
    const id = await live(at);
    expect(await api.deployments(walk('no'), at.place, at.id)).toMatchObject([
      { id, commit, branch: 'main', status: 'live', current: true, preview: false, canRollback: false },
    ]);
    expect(desk.emulator.desk?.wanted()).toMatchObject([
      { state: 'run', web: false, startCommand: settings.startCommand, preDeployCommand: settings.preDeployCommand },
    ]);
    expect(await api.deployment(walk('no'), at.place, at.id, 'gone')).toBeUndefined();
  });

  test('of a commit that was built already are released again, not built again', async () => {
    const at = await bot();
    await live(at);
    await api.setVariables(walk(), at.place, at.id, { set: { LOG_LEVEL: 'info' }, remove: [], target: 'production' });
    const again = await live(at);
    expect((await newest(at))?.id).toBe(again);
    expect(await newest(at)).toMatchObject({ commit, status: 'live', current: true });
    expect(desk.log.filter((line) => line.includes('POST') && line.includes('/builds'))).toHaveLength(1);
  });

  test('follow a build whose answer was lost, and begin no second one', async () => {
    const at = await bot();
    desk.faults.set({
      faults: [{ vendor: 'heroku', match: { method: 'POST', path: '/builds$' }, times: 1, do: 'reset-after-commit' }],
    });
    await expect(live(at)).rejects.toThrow();
    desk.faults.clear();
    // It was built and released meanwhile; nobody scaled it.
    expect(await newest(at)).toMatchObject({ commit, status: 'suspended', current: true });
    await api.resume(walk(), at.place, at.id);
    expect(await newest(at)).toMatchObject({ commit, status: 'live', current: true });
  });

  test('go back to an earlier one, once', async () => {
    const at = await web();
    const first = await live(at);
    const before = commit;
    commit = desk.push(repository, 'main', 'second');
    await live(at);
    expect((await api.deployment(walk('no'), at.place, at.id, first))?.canRollback).toBe(true);
    await api.rollback(walk(), at.place, at.id, first);
    expect(await newest(at)).toMatchObject({
      status: 'live',
      current: true,
      commit: before,
      url: expect.stringContaining('herokuapp.com'),
    });
    const now = await newest(at);
    expect(await writesOf((context) => api.rollback(context, at.place, at.id, now?.id ?? ''))).toBe(0);
  });

  test('that crashed are told as crashed, with their log', async () => {
    const at = await bot();
    const id = await live(at);
    desk.edit('crash', { service: 'bot', message: 'Error: TOKEN_INVALID' });
    expect(await newest(at)).toMatchObject({ id, status: 'crashed', current: true });
    const lines = await api.logs(walk('no'), at.place, at.id, id, 'run', 50);
    expect(lines.map(({ text }) => text)).toContain('Error: TOKEN_INVALID');
    await api.restart(walk(), at.place, at.id, id);
    desk.edit('log', { service: 'bot', message: 'once more' });
    expect(await newest(at)).toMatchObject({ status: 'live' });
  });

  test('are suspended and resumed, each once, and scaled', async () => {
    const at = await bot();
    await live(at);
    await api.suspend(walk(), at.place, at.id);
    expect(await writesOf((context) => api.suspend(context, at.place, at.id))).toBe(0);
    expect(await newest(at)).toMatchObject({ status: 'suspended', current: true });
    expect((await api.service(walk('no'), at.place, 'bot'))?.settings.replicas).toBe(1);
    await api.resume(walk(), at.place, at.id);
    expect(await writesOf((context) => api.resume(context, at.place, at.id))).toBe(0);
    await api.scale(walk(), at.place, at.id, 2);
    expect((await api.service(walk('no'), at.place, 'bot'))?.settings).toMatchObject({ replicas: 2, memoryMb: 512 });
  });

  test.each([
    ['build', 'failed', 'build failed', 'build'],
    ['pre-deploy', 'failed', 'release failed', 'build'],
    ['start', 'crashed', 'crashed', 'run'],
  ] as const)('that fail at the %s are told with the end of their log', async (of, status, says, where) => {
    const at = await bot();
    const id = await live(at);
    desk.edit('fail', { service: 'bot', of, message: 'Error: it is broken' });
    expect(await api.deployment(walk('no'), at.place, at.id, id)).toMatchObject({ status, says: expect.stringContaining(says) });
    const lines = await api.logs(walk('no'), at.place, at.id, id, where, 300);
    expect(lines.some(({ text }) => text.includes('Error: it is broken'))).toBe(true);
  });

  test('leave the borrowed address in nothing that is recorded', async () => {
    const at = await bot();
    await live(at);
    const lent = desk.emulator.secrets().filter((secret) => /^[0-9a-f]{32}$/.test(secret));
    expect(lent).toHaveLength(1);
    const told = JSON.stringify(exchanges);
    expect(told).toContain('source_blob');
    expect(told).not.toContain(lent[0]);
    expect(told).not.toContain(desk.githubToken());
  });

  test('read their log anew each time', async () => {
    const at = await bot();
    const id = await live(at);
    const context = walk('no');
    const before = await api.logs(context, at.place, at.id, id, 'run', 300);
    desk.edit('log', { service: 'bot', message: 'bot ready' });
    const after = await api.logs(context, at.place, at.id, id, 'run', 300);
    expect([before, after].map((lines) => lines.some(({ text }) => text === 'bot ready'))).toEqual([false, true]);
  });

  test('log only what is theirs, without those who pressed buttons', () => {
    const text = [
      '2026-07-01T12:00:00.000000+00:00 app[worker.1]: too early',
      '2026-07-01T12:00:02.000000+00:00 app[api]: Scaled to worker@1:Basic by user a',
      '2026-07-01T12:00:03.500000+00:00 app[worker.1]: {"msg":"bot ready"}',
      '2026-07-01T12:00:04.000000+00:00 heroku[worker.1]: State changed from up to crashed',
      '2026-07-01T12:00:09.000000+00:00 app[worker.1]: of the next one',
    ].join('\n');
    expect(runLines(text, '2026-07-01T12:00:01.000Z', '2026-07-01T12:00:09.000Z')).toEqual([
      { at: '2026-07-01T12:00:03.500Z', text: '{"msg":"bot ready"}' },
      { at: '2026-07-01T12:00:04.000Z', text: 'State changed from up to crashed', severity: 'error' },
    ]);
  });
});

describe('a custom domain', () => {
  const name = 'api.kingdom77.test';

  test('demands its alias, is added once with its certificate, and taken away', async () => {
    const at = await web();
    await api.addDomain?.(walk(), at.place, at.id, name);
    expect(await writesOf((context) => api.addDomain?.(context, at.place, at.id, name))).toBe(0);
    expect(await api.domain?.(walk('no'), at.place, at.id, name)).toMatchObject({
      name,
      records: [{ type: 'CNAME', name, content: expect.stringMatching(/\.herokudns\.com$/), proxied: false }],
      verified: false,
      certificate: 'none',
      trouble: expect.stringContaining('does not lead to'),
    });
    await api.verifyDomain?.(walk(), at.place, at.id, name);
    await api.removeDomain?.(walk(), at.place, at.id, name);
    expect(await api.domain?.(walk('no'), at.place, at.id, name)).toBeUndefined();
    expect(await writesOf((context) => api.removeDomain?.(context, at.place, at.id, name))).toBe(0);
  });

  test('is not sent on elsewhere', async () => {
    const at = await web();
    await expect(api.addDomain?.(walk(), at.place, at.id, `www.${name}`, name)).rejects.toMatchObject({
      what: expect.stringContaining('does not send the visitors'),
    });
  });

  test.each([
    ['cert issued', 'valid'],
    ['Cert issued', 'valid'],
    ['dns-verified', 'issuing'],
    ['failed', 'failed'],
    ['something new', 'none'],
    [null, 'none'],
  ])('whose certificate is said to be %o', (acm_status, certificate) => {
    const about = {
      id: '1',
      hostname: name,
      kind: 'custom' as const,
      cname: 'x.herokudns.com',
      acm_status,
      acm_status_reason: null,
      status: '',
    };
    expect(hostedDomain(about).certificate).toBe(certificate);
  });
});

describe('a log', () => {
  const to = new Secret('LOG_DRAIN_URL', 'https://logs.test/drain/token-of-ours');

  test('is sent to an address beside those that are there, and no token of anybody stands in an exchange', async () => {
    const { place, id } = await bot();
    const theirs = new Secret('LOG_DRAIN_URL', 'https://logs.test/drain/token-of-theirs');
    await api.addDrain?.(walk(), place, id, theirs);
    await api.addDrain?.(walk(), place, id, to);
    exchanges = [];
    const there = async () => ((await api.drains?.(walk('no'), place, id)) ?? []).map((one) => one.reveal()).sort();
    expect(await there()).toEqual([to.reveal(), theirs.reveal()].sort());
    expect(JSON.stringify(exchanges)).toContain('log-drains');
    expect(JSON.stringify(exchanges)).not.toMatch(/token-of/);
    await api.removeDrain?.(walk(), place, id, to);
    expect(await there()).toEqual([theirs.reveal()]);
  });
});

describe('money', () => {
  test('is what runs by the price list, and what is missing is said', async () => {
    const at = await bot();
    const other = await web({ memoryMb: 1024 });
    for (const one of [at, other]) await live(one);
    const bill = await api.bill(walk('no'), at.place);
    expect(bill).toMatchObject({ projectedCents: 700 + 5000, services: { [at.id]: { projectedCents: 700 } } });
    expect(bill.monthToDateCents).toBeUndefined();
    await api.suspend(walk(), at.place, at.id);
    expect((await api.bill(walk('no'), at.place)).projectedCents).toBe(5000);
  });

  test('use is not told', async () => {
    const at = await bot();
    await live(at);
    expect(await api.usage(walk('no'), at.place, at.id)).toMatchObject({
      memoryLimitMb: 512,
      missing: [expect.stringContaining('no CPU and no memory')],
    });
    expect([api.alerts, api.setAlerts, api.previews]).toEqual([undefined, undefined, undefined]);
  });
});

describe('a refusal ends in one message with its remedy', () => {
  /** As the operator is told. */
  const message = async (act: () => Promise<unknown> | undefined) =>
    Promise.resolve(act()).catch((error: unknown) => heroku.explain(error, '') ?? error);

  test('a repository that the token does not read', async () => {
    const at = await bot();
    desk.edit('close-repository', { repository });
    expect(await message(() => live(at))).toMatchObject({
      code: 'github_repository',
      advice: expect.stringContaining('Contents: Read-only'),
      exit: 6,
    });
    desk.edit('revoke-github-token');
    expect(await api.repositories(walk('no'))).toBe('unseen');
  });

  test('a private repository and no token: the build says so', async () => {
    const at = await bot();
    const id = await api.deploy(walk('yes', false), at.place, at.id, commit, 'main');
    expect(await newest(at)).toMatchObject({ id, status: 'failed' });
    const lines = await api.logs(walk('no'), at.place, at.id, id, 'build', 50);
    expect(lines.map(({ text }) => text).join()).toContain('repository ann/shop was not found');
    desk.edit('publish-repository', { repository });
    await api.deploy(walk('yes', false), at.place, at.id, commit, 'main');
    expect(await newest(at)).toMatchObject({ status: 'live' });
  });

  test('no card on file, an unpaid bill, a name that somebody else has', async () => {
    const place = await api.makePlace(walk(), wanted);
    const make = () => api.makeService(walk(), place, 'bot', settings, connection);
    desk.edit('card', { value: 'off' });
    expect(await message(make)).toMatchObject({ code: 'verification', exit: 6 });
    desk.edit('card', { value: 'on' });
    desk.edit('leave-unpaid');
    expect(await message(make)).toMatchObject({ status: 402, advice: expect.stringContaining('owes Heroku money') });
    desk.edit('leave-unpaid', { value: 'off' });
    desk.edit('take-name', { name: `kingdom77-bot-${place.suffix}` });
    expect(await message(make)).toMatchObject({ code: 'taken', advice: expect.stringContaining('unique among everybody') });
  });

  test('a token that was revoked', async () => {
    const old = desk.token();
    desk.edit('revoke-token');
    const late = openWalk({ ...desk, token: () => old });
    walks.push(late);
    expect(await message(() => api.place(late.context, wanted))).toMatchObject({ status: 401, exit: 6 });
  });

  test('a domain that belongs to another app', async () => {
    const [first, second] = [await web(), await bot()];
    await api.addDomain?.(walk(), first.place, first.id, 'api.kingdom77.test');
    expect(await message(() => api.addDomain?.(walk(), second.place, second.id, 'api.kingdom77.test'))).toMatchObject({
      code: 'domain',
      advice: expect.stringContaining('belongs to another app'),
    });
  });
});
