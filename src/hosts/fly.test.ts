/** The host against the emulated Fly.io, through real doors. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Exchange } from '../core/doors.ts';
import type { HostContext, Place, ServiceSettings } from '../core/host.ts';
import { Secret } from '../core/secret.ts';
import type { FlyState } from '../sandbox/fly/model.ts';
import { type FlyDesk, openFly, openWalk } from '../sandbox/fly-fixture.ts';
import { plainSettings, type Walk } from '../sandbox/host-fixture.ts';
import { fly } from '../vendors/fly.ts';
import type { FlyMachine } from '../vendors/fly-types.ts';
import { flyHost } from './fly.ts';
import { deploymentsOf } from './fly-deployments.ts';
import { hostedDomain } from './fly-domains.ts';
import { priceOf } from './fly-facts.ts';
import { commandOf } from './fly-settings.ts';

const { api } = flyHost;
const repository = 'ann/shop';
const wanted = { project: 'kingdom77', environment: 'production', repository };
const connection = { repository, branch: 'main', autoDeploy: false };
const settings: ServiceSettings = { ...plainSettings, startCommand: 'node --enable-source-maps bot/dist/main.js', region: 'iad' };

let desk: FlyDesk;
let last: Walk | undefined;
let walks: Walk[];
let exchanges: Exchange[];
let commit: string;

/** What a task has; a new walk each time, so that nothing is remembered. */
function walk(writes: 'yes' | 'no' = 'yes', rounds = 50): HostContext {
  last = openWalk(desk, { writes, rounds, record: (exchange) => void exchanges.push(exchange) });
  walks.push(last);
  return last.context;
}

async function writesOf(act: (context: HostContext) => Promise<unknown> | undefined): Promise<number> {
  await act(walk());
  return last?.doors.sent().writes ?? -1;
}

beforeEach(async () => {
  [exchanges, walks, last] = [[], [], undefined];
  desk = await openFly();
  desk.edit('open-repository', { repository });
});
afterEach(async () => {
  await Promise.all(walks.map(({ doors }) => doors.close()));
  await desk.close();
});

type At = { place: Place; id: string };
const state = () => desk.emulator.dump() as FlyState;

/** The first commit is pushed when the service is there, as k77 does. */
async function made(name: string, more: Partial<ServiceSettings> = {}): Promise<At> {
  const place = await api.makePlace(walk(), wanted);
  const id = await api.makeService(walk(), place, name, { ...settings, ...more }, connection);
  commit = desk.push(repository, 'main', 'first');
  return { place, id };
}
const bot = (more: Partial<ServiceSettings> = {}) => made('bot', more);
const web = (more: Partial<ServiceSettings> = {}) =>
  made('api', { web: true, healthPath: '/health/ready', preDeployCommand: null, ...more });
const live = (of: At): Promise<string> => api.deploy(walk(), of.place, of.id, commit, 'main');
const all = (of: At) => api.deployments(walk('no'), of.place, of.id);
const newest = async (of: At) => (await all(of))[0];
const seen = (of: At, name = 'bot') => api.service(walk('no'), of.place, name);
const second = (): void => {
  commit = desk.push(repository, 'main', 'second');
};

describe('the place', () => {
  test('is an app for images, with the letters of the repository, made once', async () => {
    expect(await api.place(walk('no'), wanted)).toBeUndefined();
    const place = await api.makePlace(walk(), wanted);
    expect(place).toEqual({
      name: 'kingdom77',
      suffix: expect.stringMatching(/^[0-9a-f]{6}$/),
      organization: 'kingdom77',
      images: `kingdom77-images-${place.suffix}`,
    });
    expect(await api.place(walk('no'), wanted)).toEqual(place);
    expect(await writesOf((context) => api.makePlace(context, wanted))).toBe(0);
    expect((await api.makePlace(walk(), { ...wanted, environment: 'staging' })).images).toMatch(/^kingdom77-staging-images-/);
  });

  test('follows a repository that is called otherwise now: the apps stay, images are brought to a new one', async () => {
    const { place, id } = await bot();
    const renamed = { ...wanted, repository: 'ann/store' };
    expect(await api.place(walk('no'), renamed)).toBeUndefined();
    const next = await api.makePlace(walk(), renamed);
    expect([next.suffix, next.images === place.images]).toEqual([place.suffix, false]);
    expect((await api.service(walk('no'), next, 'bot'))?.id).toBe(id);
  });

  test('is as the workflow says', async () => {
    const { images } = await api.makePlace(walk(), wanted);
    const file = flyHost.imageWorkflow?.({ ...wanted, branch: 'trunk' });
    expect(file?.path).toBe('.github/workflows/fly.yml');
    expect(file?.text).toContain(`IMAGE: registry.fly.io/${images}:\${{ github.sha }}`);
    expect(file?.text).toContain('branches: ["trunk"]');
    expect(file?.text).toContain('--label "org.opencontainers.image.revision=$GITHUB_SHA"');
  });
});

describe('a service', () => {
  test('is made with every setting, and runs nothing', async () => {
    const { place, id } = await bot();
    expect(id).toBe(`kingdom77-bot-${place.suffix}`);
    const { buildCommand: _build, restartRetries: _retries, framework: _framework, ...known } = settings;
    expect(await seen({ place, id })).toMatchObject({ id, name: 'bot', settings: known, repository: connection });
    expect(await all({ place, id })).toEqual([]);
    expect(desk.emulator.desk?.wanted().filter(({ service }) => !service.startsWith('images'))).toEqual([]);
    expect(Object.keys(known).sort()).toEqual([...flyHost.settings].sort());
  });

  test('for visitors has a shared address and one of its own, and its check decides who is served', async () => {
    const at = await web();
    expect((await seen(at, 'api'))?.settings).toMatchObject({ web: true, healthPath: '/health/ready' });
    expect(state().apps.find(({ name }) => name === at.id)?.ips).toHaveLength(2);
    expect(JSON.stringify(state().machines[0]?.config)).toContain('"autostart":false');
    await live(at);
    expect((await newest(at))?.url).toBe(`https://${at.id}.fly.dev`);
  });

  test('is made once: the second time nothing is sent but questions', async () => {
    const { place, id } = await web();
    expect(await writesOf((context) => api.makeService(context, place, 'api', { ...settings, web: true }, connection))).toBe(0);
    expect(await writesOf((context) => api.configure(context, place, id, { memoryMb: 512, web: true }))).toBe(0);
    expect(await writesOf((context) => api.connect(context, place, id, connection))).toBe(0);
  });

  test.each(['/apps$', '/ip_assignments$', '/machines$'])(
    'whose making was answered by silence at %s is finished, not made twice',
    async (path) => {
      const place = await api.makePlace(walk(), wanted);
      desk.faults.set({ faults: [{ vendor: 'fly', match: { method: 'POST', path }, times: 1, do: 'reset-after-commit' }] });
      const make = () => api.makeService(walk(), place, 'api', { ...settings, web: true }, connection);
      await expect(make()).rejects.toThrow();
      desk.faults.clear();
      const id = await make();
      expect([state().apps.length, state().machines.length]).toEqual([2, 1]);
      expect(state().apps.find(({ name }) => name === id)?.ips).toHaveLength(2);
    },
  );

  test('is changed only where it differs: what runs before a release without waking anything', async () => {
    const at = await bot();
    await api.configure(walk(), at.place, at.id, { preDeployCommand: null, memoryMb: 1024 });
    expect((await seen(at))?.settings).toMatchObject({ preDeployCommand: null, memoryMb: 1024, healthPath: '/health' });
    expect(state().machines.map(({ state: now }) => now)).toEqual(['created']);
    await live(at);
    expect(await writesOf((context) => api.configure(context, at.place, at.id, { startCommand: 'node other.js' }))).toBe(1);
    expect((await newest(at))?.status).toBe('live');
    expect((await seen(at))?.settings.startCommand).toBe('node other.js');
  });

  test('that somebody changed with Fly’s command line shows it, and is set right again', async () => {
    const at = await bot();
    const id = await live(at);
    desk.edit('update', { service: 'bot', memory: '1024', command: 'node elsewhere.js' });
    expect((await seen(at))?.settings).toMatchObject({ memoryMb: 1024, startCommand: 'node elsewhere.js' });
    await api.configure(walk(), at.place, at.id, { memoryMb: 512, startCommand: settings.startCommand });
    expect((await seen(at))?.settings).toMatchObject({ memoryMb: 512, startCommand: settings.startCommand });
    expect(await all(at)).toMatchObject([{ id, status: 'live', current: true }]);
  });

  test('gets a disk by another machine, which takes its place; two never run at once', async () => {
    const at = await bot();
    await live(at);
    await api.configure(walk(), at.place, at.id, { volume: '/data' });
    expect((await seen(at))?.settings).toMatchObject({ volume: '/data', replicas: 1 });
    expect(await newest(at)).toMatchObject({ status: 'live', current: true, commit });
    expect(state().volumes).toMatchObject([{ name: 'data', region: 'iad', size: 1, attached: state().machines[0]?.id }]);
    const order = desk.log.filter((line) => /\/stop 200|POST \S+\/machines 200|DELETE/.test(line)).slice(-3);
    expect(order.map((line) => line.split(' ').find((word) => /POST|DELETE/.test(word)))).toEqual(['POST', 'POST', 'DELETE']);
    await api.configure(walk(), at.place, at.id, { volume: '/files' });
    expect((await seen(at))?.settings.volume).toBe('/files');
    await expect(api.scale(walk(), at.place, at.id, 2)).rejects.toMatchObject({ what: expect.stringContaining('hangs on one machine') });
  });

  test.each([
    [{ region: 'fra' }, 'in iad, not in fra, and moves no machine', 'destroy the machine'],
    [{ root: 'project' }, 'from the top of a repository', 'another host'],
    [{ memoryMb: 700 }, 'no shared machine with 700 MB', 'multiple of 256'],
    [{ startCommand: 'python main.py' }, 'takes images', 'Railway, Render or Heroku'],
    [{ volume: '/data', replicas: 2 }, 'hangs on one machine', 'run once'],
  ])('refuses what Fly.io cannot do (%o), with the way out', async (change, what, fix) => {
    const { place, id } = await bot();
    await expect(api.configure(walk(), place, id, change)).rejects.toMatchObject({
      what: expect.stringContaining(what),
      fix: expect.stringContaining(fix),
    });
  });

  test('keeps the words of its command, with a shell where only that understands it', () => {
    expect(commandOf(['node', 'main.js'])).toBe('node main.js');
    expect(commandOf(['sh', '-c', 'exec node main.js --port "$PORT"'])).toBe('node main.js --port "$PORT"');
  });

  test('says what GitHub still lacks, until an image was brought', async () => {
    const at = await bot();
    expect((await seen(at))?.notes).toBeUndefined();
    desk.emulator.reset();
    const place = await api.makePlace(walk(), wanted);
    const id = await api.makeService(walk(), place, 'bot', settings, connection);
    expect((await seen({ place, id }))?.notes?.join()).toContain(`a deploy token of the app ${place.images}`);
  });

  test('that somebody deleted is told with the remedy', async () => {
    const { place, id } = await bot();
    desk.edit('destroy-machines', { service: 'bot' });
    expect(await seen({ place, id })).toBeUndefined();
    await expect(all({ place, id })).rejects.toMatchObject({ fix: expect.stringContaining('k77 deploy makes what is missing') });
    await api.makeService(walk(), place, 'bot', settings, connection);
    desk.edit('delete', { service: 'bot' });
    expect(await seen({ place, id })).toBeUndefined();
  });
});

describe('variables', () => {
  const set = { DISCORD_TOKEN: new Secret('DISCORD_TOKEN', 'a-discord-token-of-the-bot'), LOG_LEVEL: 'info' };

  test('are secrets, set in one call beside those that are there; their digests tell of a change', async () => {
    const at = await bot();
    desk.edit('set-variable', { service: 'bot', name: 'BY_HAND', value: 'stays' });
    expect(await writesOf((context) => api.setVariables(context, at.place, at.id, { set, remove: [], target: 'production' }))).toBe(1);
    const before = await api.variables(walk('no'), at.place, at.id);
    expect(before.map(({ name, value }) => [name, value])).toEqual([
      ['BY_HAND', undefined],
      ['DISCORD_TOKEN', undefined],
      ['LOG_LEVEL', undefined],
    ]);
    desk.edit('set-variable', { service: 'bot', name: 'LOG_LEVEL', value: 'debug' });
    const after = await api.variables(walk('no'), at.place, at.id);
    expect(after.map(({ updatedAt }, index) => updatedAt === before[index]?.updatedAt)).toEqual([true, true, false]);
    await api.setVariables(walk(), at.place, at.id, { set: {}, remove: ['LOG_LEVEL', 'GONE'], target: 'production' });
    expect((await api.variables(walk('no'), at.place, at.id)).map(({ name }) => name)).toEqual(['BY_HAND', 'DISCORD_TOKEN']);
  });

  test('restart nothing; the next release has them', async () => {
    const at = await bot();
    await live(at);
    await api.setVariables(walk(), at.place, at.id, { set, remove: [], target: 'production' });
    const level = () => desk.emulator.desk?.wanted().findLast(({ state: now }) => now === 'run')?.variables.LOG_LEVEL;
    expect(level()).toBeUndefined();
    await live(at);
    expect(level()).toBe('info');
    expect((await all(at)).map(({ commit: of }) => of)).toEqual([commit, commit]);
  });

  test('leave no value in what is recorded', async () => {
    const at = await bot();
    const quiet = { LOG_LEVEL: 'quiet-as-a-mouse' };
    await api.setVariables(walk(), at.place, at.id, { set: quiet, remove: [], target: 'production' });
    await api.variables(walk('no'), at.place, at.id);
    await live(at);
    const told = JSON.stringify(exchanges);
    expect(told).toContain('LOG_LEVEL');
    expect(told).not.toContain('quiet-as-a-mouse');
    expect(told).not.toContain(desk.token().replace('FlyV1 ', ''));
    expect(told).not.toContain(Buffer.from(`x:${desk.token().replace('FlyV1 ', '')}`).toString('base64'));
  });
});

describe('deployments', () => {
  test('one runs the image of its commit, after what runs before it', async () => {
    const at = await bot();
    const id = await live(at);
    expect(await all(at)).toMatchObject([
      { id, commit, branch: 'main', status: 'live', current: true, preview: false, canRollback: false },
    ]);
    expect(state().machines).toMatchObject([{ state: 'started', config: { image: `registry.fly.io/${at.place.images}:${commit}` } }]);
    expect(desk.log.filter((line) => line.includes('POST') && line.includes('/machines 200'))).toHaveLength(2);
    expect(await api.deployment(walk('no'), at.place, at.id, 'gone')).toBeUndefined();
  });

  test('wait for the image, which GitHub brings once its secret is set', async () => {
    desk.edit('close-repository', { repository });
    const at = await bot();
    await expect(api.deploy(walk('yes', 3), at.place, at.id, commit, 'main')).rejects.toMatchObject({
      what: expect.stringContaining('brought Fly.io no image yet'),
      fix: expect.stringContaining('Name FLY_API_TOKEN'),
      see: 'https://github.com/ann/shop/actions',
    });
    expect(state().runs).toMatchObject([{ state: 'failed', message: 'The secret FLY_API_TOKEN is not set' }]);
    desk.edit('open-repository', { repository });
    await live(at);
    expect((await newest(at))?.status).toBe('live');
    desk.edit('break-builds', { message: 'error TS2322' });
    second();
    await expect(api.deploy(walk('yes', 3), at.place, at.id, commit, 'main')).rejects.toMatchObject({
      what: expect.stringContaining(`not brought Fly.io the image of ${commit.slice(0, 7)}`),
    });
    expect((await newest(at))?.status).toBe('live');
  });

  test('follow a release whose answer was lost, and begin no second one', async () => {
    const at = await bot({ preDeployCommand: null });
    desk.faults.set({
      faults: [{ vendor: 'fly', match: { method: 'POST', path: '/machines/[0-9a-f]+$' }, times: 1, do: 'reset-after-commit' }],
    });
    await expect(live(at)).rejects.toThrow();
    desk.faults.clear();
    expect(await all(at)).toMatchObject([{ commit, status: 'live', current: true }]);
  });

  test('whose first step was answered by silence leave no machine behind', async () => {
    const at = await bot();
    desk.faults.set({ faults: [{ vendor: 'fly', match: { method: 'POST', path: '/machines$' }, times: 1, do: 'reset-after-commit' }] });
    await expect(live(at)).rejects.toThrow();
    desk.faults.clear();
    expect((await seen(at))?.settings.replicas).toBe(1);
    await live(at);
    expect(state().machines).toHaveLength(1);
  });

  test('do not begin where what runs before them fails; what ran goes on', async () => {
    const at = await bot();
    const before = await live(at);
    second();
    desk.edit('fail', { service: 'bot', of: 'pre-deploy', message: 'DiscordAPIError: 401' });
    await expect(live(at)).rejects.toMatchObject({
      what: expect.stringContaining('(node bot/dist/deploy-commands.js) ended with 1'),
      detail: expect.arrayContaining(['DiscordAPIError: 401']),
    });
    expect(await all(at)).toMatchObject([{ id: before, status: 'live', current: true }]);
    expect(state().machines).toHaveLength(1);
  });

  test.each(['start', 'health'])('that fail at the %s are taken back, and told as failed', async (of) => {
    const at = await bot();
    const before = await live(at);
    second();
    desk.edit('fail', { service: 'bot', of, message: 'Error: it is broken' });
    const after = await api.deploy(walk('yes', 3), at.place, at.id, commit, 'main');
    desk.edit('log', { service: 'bot', message: 'it is well again' });
    expect(await all(at)).toMatchObject([
      { id: after, status: 'failed', current: false, commit },
      { id: before, status: 'live', current: true },
    ]);
    const lines = await api.logs(walk('no'), at.place, at.id, after, 'run', 300);
    expect(lines.some(({ text }) => text.includes('Error: it is broken'))).toBe(true);
    expect(await api.logs(walk('no'), at.place, at.id, after, 'build', 300)).toEqual([]);
  });

  test('the first of all that fails stays, to be looked at', async () => {
    const at = await bot();
    desk.edit('fail', { service: 'bot', of: 'start', message: 'Error: it is broken' });
    const id = await live(at);
    expect(await all(at)).toMatchObject([{ id, status: 'crashed', says: 'stopped, health critical', current: true }]);
  });

  test('go back to an earlier one, once, with the variables of now', async () => {
    const at = await web();
    const first = await live(at);
    const before = commit;
    second();
    await live(at);
    expect((await api.deployment(walk('no'), at.place, at.id, first))?.canRollback).toBe(true);
    await api.rollback(walk(), at.place, at.id, first);
    const now = await newest(at);
    expect(now).toMatchObject({ status: 'live', current: true, commit: before });
    expect(await writesOf((context) => api.rollback(context, at.place, at.id, now?.id ?? ''))).toBe(0);
    await expect(api.rollback(walk(), at.place, at.id, 'gone')).rejects.toThrow('no release gone');
  });

  test('that crashed or do not answer are told so, with their log', async () => {
    const at = await bot();
    const id = await live(at);
    desk.edit('crash', { service: 'bot', message: 'Error: TOKEN_INVALID' });
    expect(await newest(at)).toMatchObject({ id, status: 'crashed', current: true });
    expect((await api.logs(walk('no'), at.place, at.id, id, 'run', 50)).map(({ text }) => text)).toContain('Error: TOKEN_INVALID');
    await api.restart(walk(), at.place, at.id, id);
    desk.edit('log', { service: 'bot', message: 'once more' });
    expect(await newest(at)).toMatchObject({ status: 'live' });
    desk.edit('unhealthy', { service: 'bot' });
    expect(await newest(at)).toMatchObject({ status: 'starting', says: 'started, health critical' });
    await desk.later(3);
    expect(await newest(at)).toMatchObject({ status: 'failed' });
  });

  test('are suspended and resumed, each once, and scaled', async () => {
    const at = await web();
    await live(at);
    await api.suspend(walk(), at.place, at.id);
    expect(await writesOf((context) => api.suspend(context, at.place, at.id))).toBe(0);
    expect(await newest(at)).toMatchObject({ status: 'suspended', current: true });
    await api.resume(walk(), at.place, at.id);
    expect(await writesOf((context) => api.resume(context, at.place, at.id))).toBe(0);
    await api.scale(walk(), at.place, at.id, 3);
    expect((await seen(at, 'api'))?.settings.replicas).toBe(3);
    second();
    await live(at);
    expect(state().machines.map(({ state: now, config }) => [now, String(config.image).endsWith(commit)])).toEqual(
      Array.from({ length: 3 }, () => ['started', true]),
    );
    await api.scale(walk(), at.place, at.id, 1);
    expect(state().machines.map(({ name }) => name)).toEqual(['api-1']);
  });

  test('stop after the first of several machines that does not come up', async () => {
    const at = await web();
    await live(at);
    await api.scale(walk(), at.place, at.id, 2);
    second();
    desk.edit('fail', { service: 'api', of: 'health', message: 'no answer' });
    await api.deploy(walk('yes', 3), at.place, at.id, commit, 'main');
    expect(state().machines.filter(({ config }) => String(config.image).endsWith(commit))).toEqual([]);
  });

  test('of somebody else’s command line are deployments as well, by the label of their image', () => {
    const config = { image: 'registry.fly.io/shop:deployment-01HX' };
    const labels = { 'org.opencontainers.image.revision': 'c0ffee' };
    const machine = {
      ...{ id: 'a', name: 'a', state: 'started', region: 'iad', instance_id: '01J0000000AAAAAAAAAAAAAAAA', image_ref: { labels } },
      ...{ created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z', config },
    } satisfies FlyMachine;
    const version = { version: '01H0000000AAAAAAAAAAAAAAAA', user_config: { image: `registry.fly.io/shop:${'a'.repeat(40)}` } };
    const told = deploymentsOf({ machines: [machine], versions: [version], url: undefined, now: 0 });
    expect(told).toMatchObject([
      { id: '01J0000000AAAAAAAAAAAAAAAA', commit: 'c0ffee', status: 'live', current: true, canRollback: false },
      { commit: 'a'.repeat(40), status: 'removed', canRollback: true },
    ]);
    expect(told[0]?.createdAt.slice(0, 5)).toBe('2024-');
  });
});

describe('a custom domain', () => {
  const name = 'api.kingdom77.test';

  test('demands its alias and the one of its challenge, is added once, and taken away', async () => {
    const at = await web();
    await api.addDomain?.(walk(), at.place, at.id, name);
    expect(await writesOf((context) => api.addDomain?.(context, at.place, at.id, name))).toBe(0);
    expect(await api.domain?.(walk('no'), at.place, at.id, name)).toEqual({
      name,
      records: [
        { type: 'CNAME', name, content: `${at.id}.fly.dev`, proxied: false },
        { type: 'CNAME', name: `_acme-challenge.${name}`, content: expect.stringMatching(/\.flydns\.net$/), proxied: false },
      ],
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

  test('without an alias demands addresses, and a word of its owner where that is pending', () => {
    const told = hostedDomain({
      hostname: name,
      configured: false,
      certificates: [{ source: 'fly', status: 'pending_ownership' }],
      dns_requirements: {
        ...{ a: ['1.2.3.4'], aaaa: ['::1'], acme_challenge: { name: '_acme-challenge.api', target: 'x.flydns.net.' } },
        ...{ ownership: { name: '_fly-ownership.api', app_value: 'app-1' } },
      },
    });
    expect(told.records.map((one) => [one.type, one.name, one.content])).toEqual([
      ['A', name, '1.2.3.4'],
      ['AAAA', name, '::1'],
      ['CNAME', `_acme-challenge.${name}`, 'x.flydns.net'],
      ['TXT', `_fly-ownership.${name}`, 'app-1'],
    ]);
    const leads = { hostname: name, configured: true, validation: { alpn_configured: true } };
    expect(hostedDomain(leads)).toMatchObject({ verified: true, certificate: 'issuing' });
    expect(hostedDomain({ ...leads, certificates: [{ source: 'fly', status: 'active' }] })).toMatchObject({ certificate: 'valid' });
  });
});

describe('money', () => {
  test('is what runs by the price list, and what is missing is said', async () => {
    const at = await bot();
    const other = await web({ memoryMb: 1024, region: 'fra' });
    for (const one of [at, other]) await live(one);
    const bill = await api.bill(walk('no'), at.place);
    expect(bill).toMatchObject({ projectedCents: 369 + 669, services: { [at.id]: { projectedCents: 369 } } });
    expect(bill.monthToDateCents).toBeUndefined();
    expect(bill.missing.join()).toContain('fra may cost more');
    await api.suspend(walk(), at.place, at.id);
    expect((await api.bill(walk('no'), at.place)).projectedCents).toBe(669);
    expect([priceOf(1, 256), flyHost.facts.serviceCents, priceOf(1, 2048)]).toEqual([219, 369, 1269]);
  });

  test('use is told where it is measured; there are no alerts and no previews', async () => {
    const at = await bot();
    await live(at);
    expect(await api.usage(walk('no'), at.place, at.id)).toMatchObject({
      memoryLimitMb: 512,
      missing: [expect.stringContaining('measures nothing of it yet')],
    });
    expect([api.alerts, api.setAlerts, api.previews]).toEqual([undefined, undefined, undefined]);
  });
});

describe('a refusal ends in one message with its remedy', () => {
  /** As the operator is told. */
  const message = async (act: () => Promise<unknown> | undefined) =>
    Promise.resolve(act()).catch((error: unknown) => fly.explain(error, '') ?? error);

  test('a name that somebody else has, no card on file, no room in a region', async () => {
    const place = await api.makePlace(walk(), wanted);
    const make = () => api.makeService(walk(), place, 'bot', settings, connection);
    desk.edit('take-name', { name: `kingdom77-bot-${place.suffix}` });
    expect(await message(make)).toMatchObject({ code: 'name_taken', advice: expect.stringContaining('unique among everybody') });
    const worker = () => api.makeService(walk(), place, 'worker', settings, connection);
    desk.edit('card', { value: 'off' });
    expect(await message(worker)).toMatchObject({ code: 'card', exit: 6 });
    desk.edit('card', { value: 'on' });
    desk.edit('fill-region', { region: 'iad' });
    expect(await message(worker)).toMatchObject({
      code: 'insufficient_capacity',
      advice: expect.stringContaining('another part of the world'),
    });
    desk.edit('fill-region', { region: 'iad', value: 'off' });
    expect(await worker()).toMatch(/^kingdom77-worker-/);
  });

  test('a token that was revoked, and an organisation that is suspended', async () => {
    desk.edit('suspend');
    expect(await message(() => api.makePlace(walk(), wanted))).toMatchObject({ code: 'suspended', exit: 6 });
    const old = desk.token();
    desk.edit('revoke-token');
    const late = openWalk({ ...desk, token: () => old });
    walks.push(late);
    expect(await message(() => api.place(late.context, wanted))).toMatchObject({ status: 401, exit: 6 });
    expect(await api.repositories(walk('no'))).toBe('unseen');
  });

  test('a domain that belongs to another app', async () => {
    const [first, other] = [await web(), await bot()];
    await api.addDomain?.(walk(), first.place, first.id, 'api.kingdom77.test');
    expect(await message(() => api.addDomain?.(walk(), other.place, other.id, 'api.kingdom77.test'))).toMatchObject({ code: 'hostname' });
  });
});
