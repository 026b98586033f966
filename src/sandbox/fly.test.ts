/** What the emulated Fly.io does, as Fly.io does it; and what GitHub does beside it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { flyHost } from '../hosts/fly.ts';
import { flyInventory } from './fly/inventory.ts';
import type { FlyState } from './fly/model.ts';
import { type FlyDesk, openFly } from './fly-fixture.ts';
import type { FixtureOptions } from './host-fixture.ts';

const repository = 'ann/shop';
const images = 'shop-images-3f9a2c';
let desk: FlyDesk;

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, looked at by field.
  body: any;
  headers: Headers;
}

async function ask(method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<Answer> {
  const answer = await fetch(`${desk.endpoint}${path}`, {
    method,
    headers: { authorization: desk.token(), ...more },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: /^[[{]/.test(text) ? JSON.parse(text) : text, headers: answer.headers };
}

const state = () => desk.emulator.dump() as FlyState;
const wanted = () => desk.emulator.desk?.wanted() ?? [];
const runs = () => wanted().filter((one) => !one.id.startsWith('image-'));
const login = () => ({ authorization: `Basic ${Buffer.from(`x:${desk.token().replace('FlyV1 ', '')}`).toString('base64')}` });

async function open(options: FixtureOptions = {}): Promise<void> {
  await desk?.close();
  desk = await openFly({ runner: 'by hand', ...options });
  for (const name of ['shop-bot', images]) await ask('POST', '/v1/apps', { name, org_slug: 'kingdom77' });
  desk.edit('open-repository', { repository });
}

function tell(deployment: string, ...events: string[]): void {
  for (const what of events)
    desk.report({
      deployment,
      what,
      ...(what === 'built' ? { ms: 1200 } : {}),
      ...(what === 'live' ? { upstreams: ['http://127.0.0.1:40001'] } : {}),
    } as never);
}

/** Pushed, built, and brought. */
function image(): string {
  const commit = desk.push(repository, 'main', 'a change');
  tell(`image-${state().runs.at(-1)?.id}`, 'building', 'built');
  return `registry.fly.io/${images}:${commit}`;
}

const config = (more: Record<string, unknown> = {}) => ({
  image: image(),
  init: { exec: ['node', 'main.js'] },
  restart: { policy: 'always' },
  ...more,
});
const create = (body: Record<string, unknown>, app = 'shop-bot') => ask('POST', `/v1/apps/${app}/machines`, body);
const at = (id: string, rest = '') => `/v1/apps/shop-bot/machines/${id}${rest}`;
const look = async (id: string) => (await ask('GET', at(id))).body;

/** One that is up. */
async function running(more: Record<string, unknown> = {}): Promise<string> {
  const { body } = await create({ name: 'bot-1', config: config(more) });
  tell(`${body.id}-1`, 'building', 'built', 'starting', 'live');
  return body.id;
}

beforeEach(() => open());
afterEach(() => desk.close());

describe('the door', () => {
  test('opens for the token in either scheme, and names each request', async () => {
    const bare = desk.token().replace('FlyV1 ', '');
    for (const authorization of [`FlyV1 ${bare}`, `Bearer ${bare}`, `Bearer ${desk.token()}`])
      expect((await ask('GET', '/v1/tokens/current', undefined, { authorization })).status).toBe(200);
    expect(await ask('GET', '/v1/tokens/current', undefined, { authorization: 'Bearer wrong' })).toMatchObject({
      status: 401,
      body: { error: 'Authenticate: token validation error' },
    });
    expect((await ask('GET', '/v1/tokens/current')).headers.get('fly-request-id')).toMatch(/-iad$/);
  });

  test('refuses what it does not know, and what is no JSON', async () => {
    expect((await ask('GET', '/v1/paint')).status).toBe(404);
    expect((await ask('PUT', '/v1/apps')).status).toBe(405);
    expect((await ask('POST', '/v1/apps', '{')).status).toBe(400);
    expect(await ask('GET', '/v1/apps/gone')).toMatchObject({ status: 404, body: { error: 'app not found' } });
    expect((await ask('GET', '/v1/apps?org_slug=other')).body.error).toBe('organization not found');
  });
});

describe('an app', () => {
  test.each([
    [{ name: 'No', org_slug: 'kingdom77' }, 422, /lowercase letters/],
    [{ name: 'ok', org_slug: 'other' }, 404, /organization not found/],
    [{ name: 'ok', org_slug: 'kingdom77', colour: 'red' }, 400, /unknown field "colour"/],
    [{ name: 'shop-bot', org_slug: 'kingdom77' }, 422, /already been taken/],
  ])('is refused with %o', async (body, status, message) => {
    expect(await ask('POST', '/v1/apps', body)).toMatchObject({ status, body: { error: expect.stringMatching(message) } });
  });

  test('tells digests of its secrets, and no values; null takes one away', async () => {
    const set = (values: unknown) => ask('POST', '/v1/apps/shop-bot/secrets', { values });
    const [first] = (await set({ A: '1', B: '2' })).body.secrets;
    expect(first).toMatchObject({ name: 'A', digest: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(first.value).toBeUndefined();
    const again = (await set({ A: '1', B: null })).body.secrets;
    expect(again).toMatchObject([{ name: 'A', digest: first.digest }]);
    expect((await set({ A: 'other' })).body.secrets[0].digest).not.toBe(first.digest);
    expect((await set({ '9 lives': 'x' })).status).toBe(400);
    expect((await ask('DELETE', '/v1/apps/shop-bot/secrets/GONE')).status).toBe(404);
  });

  test('has one shared address', async () => {
    const add = (type: string) => ask('POST', '/v1/apps/shop-bot/ip_assignments', { type });
    expect((await add('shared_v4')).body).toMatchObject({ shared: true });
    expect((await add('v6')).body.ip).toContain(':');
    expect([(await add('shared_v4')).status, (await add('house number')).status]).toEqual([422, 400]);
  });
});

describe('the workflow', () => {
  test('brings an image of each push, with the labels that say of which commit; the machine tells them', async () => {
    const commit = desk.push(repository, 'main', 'first');
    expect(wanted()).toMatchObject([
      { repository, commit, state: 'run', buildCommand: 'npm run build --if-present', variables: {}, builtWith: {} },
    ]);
    expect((await ask('HEAD', `/v2/${images}/manifests/${commit}`, undefined, login())).status).toBe(404);
    tell(wanted()[0]?.id ?? '', 'building', 'built');
    expect(wanted().map((one) => one.state)).toEqual(['stopped']);
    const head = await ask('HEAD', `/v2/${images}/manifests/${commit}`, undefined, login());
    expect([head.status, head.headers.get('docker-content-digest')]).toEqual([200, expect.stringMatching(/^sha256:/)]);
    expect((await ask('GET', `/v2/${images}/tags/list`, undefined, login())).body.tags).toEqual([commit]);
    const { body } = await create({ config: { image: `registry.fly.io/${images}:${commit}` } });
    expect(body.image_ref).toMatchObject({
      repository: images,
      tag: commit,
      digest: head.headers.get('docker-content-digest'),
      labels: { 'org.opencontainers.image.revision': commit, 'org.opencontainers.image.source': `https://github.com/${repository}` },
    });
  });

  test('fails without the secret, without the app, and with a build that fails', async () => {
    desk.edit('close-repository', { repository });
    desk.push(repository, 'main', 'first');
    expect(state().runs.at(-1)).toMatchObject({ state: 'failed', message: 'The secret FLY_API_TOKEN is not set' });
    desk.edit('open-repository', { repository });
    expect(state().runs.map((one) => one.state)).toEqual(['failed', 'building']);
    desk.report({ deployment: `image-${state().runs.at(-1)?.id}`, what: 'build-failed', why: 'build', message: 'error TS2322' } as never);
    expect(state().runs.at(-1)).toMatchObject({ state: 'failed', message: 'error TS2322' });
    desk.edit('delete', { service: images });
    desk.edit('run-again', { repository });
    tell(`image-${state().runs.at(-1)?.id}`, 'built');
    expect(state().runs.at(-1)?.message).toContain('repository not found');
    expect(state().images).toEqual([]);
  });

  test('runs for its own branch, where the commit has it, and brings the image to the app that it names', async () => {
    const file = flyHost.imageWorkflow?.({ project: 'shop', environment: 'production', repository, branch: 'trunk' });
    await open({ files: { [file?.path ?? '']: file?.text ?? '' } });
    desk.push(repository, 'main', 'elsewhere');
    expect(state().runs).toEqual([]);
    desk.push(repository, 'trunk', 'first');
    expect(state().runs).toMatchObject([{ app: expect.stringMatching(/^shop-images-[0-9a-f]{6}$/), branch: 'trunk' }]);
    await open({ files: {} });
    desk.push(repository, 'main', 'no workflow');
    expect(state().runs).toEqual([]);
  });

  test('is for the registry, which opens for a login only', async () => {
    expect((await ask('GET', `/v2/${images}/tags/list`)).headers.get('www-authenticate')).toContain('Basic');
    expect((await ask('GET', '/v2/gone/tags/list', undefined, login())).body.errors[0].code).toBe('NAME_UNKNOWN');
    expect((await ask('POST', `/v2/${images}/blobs/uploads/`, undefined, login())).status).toBe(405);
  });
});

describe('a machine', () => {
  test.each([
    [{ config: {} }, 400, /image is required/],
    [{ config: { image: `registry.fly.io/${images}:gone` } }, 400, /failed to get manifest/],
    [{ config: { image: 'alpine', guest: { cpu_kind: 'shared', cpus: 1, memory_mb: 4096 } } }, 400, /memory_mb/],
    [{ config: { image: 'alpine' }, region: 'mars' }, 400, /region mars/],
    [{ config: { image: 'alpine', mounts: [{ volume: 'vol_gone', path: '/data' }] } }, 404, /volume not found/],
    [{ config: { image: 'alpine' }, colour: 'red' }, 400, /unknown field/],
  ])('is refused with %o', async (body, status, message) => {
    expect(await create(body)).toMatchObject({ status, body: { error: expect.stringMatching(message) } });
  });

  test('that is not to be launched waits; one with a public image ends at once', async () => {
    const { body } = await create({ config: config(), skip_launch: true });
    expect([body.state, runs()]).toEqual(['created', []]);
    const other = await create({ config: { image: 'registry-1.docker.io/library/busybox:stable' } });
    expect((await look(other.body.id)).state).toBe('stopped');
  });

  test('starts with the secrets of then, and passes its checks when it is up', async () => {
    await ask('POST', '/v1/apps/shop-bot/secrets', { values: { LOG_LEVEL: 'info' } });
    const checks = { health: { type: 'http', port: 8080, path: '/health', interval: '30s', timeout: '5s', grace_period: '90s' } };
    const { body } = await create({ name: 'bot-1', config: config({ checks, env: { PORT: '8080', A: '1' } }) });
    expect([body.state, body.checks[0].status]).toEqual(['starting', 'critical']);
    const [unit] = runs();
    expect(unit).toMatchObject({
      state: 'run',
      startCommand: 'node main.js',
      health: { path: '/health', timeoutSeconds: 90 },
      restart: { policy: 'always' },
      variables: { LOG_LEVEL: 'info', A: '1', NODE_ENV: 'production', FLY_APP_NAME: 'shop-bot' },
    });
    expect(unit?.variables.PORT).toBeUndefined();
    tell(unit?.id ?? '', 'starting', 'live');
    await ask('POST', '/v1/apps/shop-bot/secrets', { values: { LOG_LEVEL: 'debug' } });
    const now = await look(body.id);
    expect([now.state, now.checks[0].status, runs()[0]?.variables.LOG_LEVEL]).toEqual(['started', 'passing', 'info']);
  });

  test('is updated in place: the old one ends before the new one begins', async () => {
    const id = await running();
    await ask('POST', '/v1/apps/shop-bot/secrets', { values: { LOG_LEVEL: 'debug' } });
    const { body } = await ask('POST', at(id), { config: config() });
    expect([body.state, runs().map((one) => [one.id, one.state])]).toEqual(['replacing', [[`${id}-1`, 'stopped']]]);
    tell(`${id}-1`, 'stopped');
    expect(runs().map((one) => [one.id, one.state, one.variables.LOG_LEVEL])).toEqual([[`${id}-2`, 'run', 'debug']]);
    tell(`${id}-2`, 'live');
    expect((await look(id)).state).toBe('started');
    const versions = (await ask('GET', at(id, '/versions'))).body;
    expect(versions.map(({ version }: { version: string }) => version)).toEqual([
      body.instance_id,
      expect.stringMatching(/^[0-9A-Z]{26}$/),
    ]);
  });

  test('is updated twice at once, and the first is never begun', async () => {
    const id = await running();
    for (let count = 0; count < 2; count++) await ask('POST', at(id), { config: config() });
    tell(`${id}-1`, 'stopped');
    expect(runs().map((one) => one.id)).toEqual([`${id}-3`]);
  });

  test('keeps its place, its disk and its version', async () => {
    const id = await running();
    const update = (body: unknown) => ask('POST', at(id), body);
    expect((await update({ config: config(), region: 'fra' })).status).toBe(400);
    expect((await update({ config: config(), current_version: 'other' })).status).toBe(409);
    const { body: volume } = await ask('POST', '/v1/apps/shop-bot/volumes', { name: 'data', region: 'iad', size_gb: 1 });
    const mounts = [{ volume: volume.id, path: '/data' }];
    expect((await update({ config: config({ mounts }) })).body.error).toContain('create another machine');
    expect((await create({ name: 'bot-2', config: config({ mounts }), region: 'fra' })).status).toBe(400);
    expect((await create({ name: 'bot-2', config: config({ mounts }) })).status).toBe(200);
    expect((await create({ name: 'bot-3', config: config({ mounts }) })).status).toBe(412);
    expect((await create({ name: 'bot-2', config: config() })).status).toBe(409);
  });

  test('has metadata that change without waking it', async () => {
    const id = await running();
    expect((await ask('PATCH', at(id, '/metadata'), { metadata: { a: '1', b: '2' } })).status).toBe(204);
    await ask('PATCH', at(id, '/metadata'), { metadata: { a: null, c: '3' } });
    expect((await ask('GET', at(id, '/metadata'))).body).toEqual({ b: '2', c: '3' });
    expect([(await look(id)).state, runs()[0]?.id]).toEqual(['started', `${id}-1`]);
  });

  test('is stopped, started and restarted as it is asked to', async () => {
    const id = await running();
    await ask('POST', at(id, '/stop'), {});
    expect([(await look(id)).state, runs()[0]?.state]).toEqual(['stopping', 'stopped']);
    tell(`${id}-1`, 'stopped');
    expect((await look(id)).events[0]).toMatchObject({ type: 'exit', request: { exit_event: { requested_stop: true } } });
    await ask('POST', at(id, '/start'));
    tell(`${id}-1`, 'live');
    await ask('POST', at(id, '/restart'));
    expect(runs()).toMatchObject([{ id: `${id}-1`, state: 'run', attempt: 2 }]);
    await ask('POST', at(id, '/stop'), {});
    tell(`${id}-1`, 'stopped');
    await ask('POST', '/v1/apps/shop-bot/secrets', { values: { NEW: '1' } });
    await ask('POST', at(id, '/start'));
    expect(runs()).toMatchObject([{ id: `${id}-2`, variables: { NEW: '1' } }]);
  });

  test('that runs is destroyed by force only, and its disk stays', async () => {
    const id = await running();
    expect((await ask('DELETE', at(id))).status).toBe(412);
    expect((await ask('DELETE', `${at(id)}?force=true`)).status).toBe(200);
    expect([(await ask('GET', at(id))).status, runs()]).toEqual([404, []]);
  });

  test('for one order runs it once, and tells how it ended', async () => {
    const order = config({ restart: { policy: 'no' }, init: { exec: ['sh', '-c', 'exec node first.js "$A"'] } });
    const { body } = await create({ name: 'first', config: order });
    expect(runs()).toMatchObject([{ state: 'run', startCommand: 'true', preDeployCommand: `sh -c 'exec node first.js "$A"'` }]);
    tell(`${body.id}-1`, 'building', 'built');
    expect(runs().map((one) => one.state)).toEqual(['stopped']);
    expect((await look(body.id)).events[0]).toMatchObject({ type: 'exit', request: { exit_event: { exit_code: 0 } } });
    const { body: again } = await create({ name: 'second', config: order });
    desk.report({ deployment: `${again.id}-1`, what: 'build-failed', why: 'pre-deploy', message: 'no database' } as never);
    expect((await look(again.id)).events[0].request.exit_event.exit_code).toBe(1);
    const said = await ask('GET', `/api/v1/apps/shop-bot/logs?instance=${again.id}&next_token=`);
    expect(said.body.data.map(({ attributes }: { attributes: { message: string } }) => attributes.message)).toContain('no database');
  });

  test.each([
    [{ what: 'start-failed', why: 'unhealthy', message: '503' }, 'started', 'critical'],
    [{ what: 'start-failed', why: 'exited', message: 'no token' }, 'stopped', 'critical'],
    [{ what: 'crashed', code: 7, restarts: 10, message: 'again' }, 'stopped', 'critical'],
  ])('that does not come up is told as it is: %o', async (event, now, check) => {
    const checks = { health: { type: 'http', path: '/health', grace_period: '90s' } };
    const { body } = await create({ config: config({ checks }) });
    desk.report({ deployment: `${body.id}-1`, ...event } as never);
    const seen = await look(body.id);
    expect([seen.state, seen.checks[0].status]).toEqual([now, check]);
    if (event.what === 'crashed') expect(seen.events[0].request.exit_event).toMatchObject({ exit_code: 7, requested_stop: false });
  });

  test('speaks, page by page, of what it and the platform say', async () => {
    const id = await running();
    const lines = Array.from({ length: 150 }, (_, index) => ({
      at: new Date(1e12 + index).toISOString(),
      text: `line ${index}`,
      stream: 'stdout' as const,
    }));
    desk.says(`${id}-1`, 'run', lines);
    const first = (await ask('GET', '/api/v1/apps/shop-bot/logs?next_token=')).body;
    expect([first.data.length, first.data[0].attributes]).toEqual([
      100,
      expect.objectContaining({ message: 'line 0', meta: { instance: id, region: 'iad' } }),
    ]);
    const rest = (await ask('GET', `/api/v1/apps/shop-bot/logs?next_token=${first.meta.next_token}`)).body;
    expect(rest.data.some(({ attributes }: { attributes: { message: string } }) => attributes.message === 'line 149')).toBe(true);
    expect((await ask('GET', `/api/v1/apps/shop-bot/logs?next_token=${rest.meta.next_token}`)).body.data).toEqual([]);
    expect((await ask('GET', '/prometheus/kingdom77/api/v1/query?query=up')).body.data.result).toEqual([]);
  });
});

describe('a certificate', () => {
  test('demands its records, belongs to one app, and is gone when it is removed', async () => {
    const add = (app: string, hostname: string) => ask('POST', `/v1/apps/${app}/certificates/acme`, { hostname });
    expect((await add('shop-bot', 'api.shop.test')).body).toMatchObject({
      configured: false,
      dns_requirements: { cname: 'shop-bot.fly.dev', acme_challenge: { name: '_acme-challenge.api.shop.test' } },
    });
    expect((await add(images, 'api.shop.test')).body.error).toContain('already exists on another app');
    expect((await add('shop-bot', 'no name')).status).toBe(422);
    expect((await ask('POST', '/v1/apps/shop-bot/certificates/api.shop.test/check')).body.dns_records).toBeDefined();
    expect((await ask('DELETE', '/v1/apps/shop-bot/certificates/api.shop.test')).status).toBe(204);
    expect((await ask('GET', '/v1/apps/shop-bot/certificates/api.shop.test')).status).toBe(404);
  });
});

describe('the emulator', () => {
  test('is as it was when it is loaded, and as new when it is reset', async () => {
    await running();
    const dump = JSON.parse(JSON.stringify(desk.emulator.dump())) as FlyState;
    desk.emulator.reset();
    expect(state().apps).toEqual([]);
    desk.emulator.load(dump);
    expect(flyInventory(state())).toEqual(flyInventory(dump));
    expect(flyInventory(dump)).toContain('fly machine shop-bot bot-1 iad started undefined MB services=0 code');
  });

  test('knows its secrets: the token, and values that look like some', async () => {
    await ask('POST', '/v1/apps/shop-bot/secrets', {
      values: { DISCORD_TOKEN: 'a-discord-token-of-the-bot', LOG_LEVEL: 'information-please' },
    });
    const secrets = desk.emulator.secrets();
    for (const secret of ['a-discord-token-of-the-bot', desk.token(), desk.token().replace('FlyV1 ', '')])
      expect(secrets).toContain(secret);
    expect(secrets).not.toContain('information-please');
  });

  test('has a page with its buttons, which strangers do not press', async () => {
    const id = await running();
    await ask('POST', '/v1/apps/shop-bot/secrets', { values: { DISCORD_TOKEN: 'a-discord-token-of-the-bot' } });
    const page = await (await fetch(`${desk.endpoint}/dashboard`)).text();
    for (const text of ['shop-bot', 'DISCORD_TOKEN', 'Set the secret FLY_API_TOKEN', 'Crash it', 'succeeded']) expect(page).toContain(text);
    expect(page).not.toContain('a-discord-token');
    const press = (headers: Record<string, string>) =>
      fetch(`${desk.endpoint}/dashboard`, {
        method: 'POST',
        headers,
        body: new URLSearchParams({ action: 'crash', service: 'shop-bot' }),
        redirect: 'manual',
      });
    expect((await press({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await press({ 'sec-fetch-site': 'same-origin' })).status).toBe(303);
    expect((await look(id)).state).toBe('stopped');
  });

  test('says which buttons it has', () => {
    expect(() => desk.edit('paint')).toThrow('no button paint');
    expect(() => desk.edit('crash', { service: 'gone' })).toThrow('no app gone');
    expect(() => desk.edit('crash', { service: images })).toThrow('no machine of');
  });
});
