/** What the emulated Heroku does, as Heroku does it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { herokuInventory } from './heroku/inventory.ts';
import type { HerokuState } from './heroku/model.ts';
import { type HerokuDesk, openHeroku } from './heroku-fixture.ts';

const repository = 'ann/shop';
let desk: HerokuDesk;
let commit: string;

beforeEach(async () => {
  desk = await openHeroku({ runner: 'by hand' });
  commit = desk.push(repository, 'main', 'first');
  desk.edit('publish-repository', { repository });
});
afterEach(() => desk.close());

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, looked at by field.
  body: any;
  headers: Headers;
}

const version = 'application/vnd.heroku+json; version=3';
async function ask(method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<Answer> {
  const answer = await fetch(`${desk.endpoint}${path}`, {
    method,
    headers: { authorization: `Bearer ${desk.token()}`, accept: version, ...more },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text, headers: answer.headers };
}

const state = () => desk.emulator.dump() as HerokuState;
const wanted = () => desk.emulator.desk?.wanted() ?? [];
const address = () => `https://github.com/${repository}/archive/${commit}.tar.gz`;

async function app(name = 'shop-bot', type = 'worker'): Promise<string> {
  await ask('POST', '/apps', { name });
  await ask('PUT', `/apps/${name}/buildpack-installations`, {
    updates: [{ buildpack: 'heroku-community/multi-procfile' }, { buildpack: 'heroku/nodejs' }],
  });
  await ask('PATCH', `/apps/${name}/config-vars`, { PROCFILE: `deploy/heroku.${type}.Procfile`, K77_START: 'node main.js' });
  return name;
}
const build = async (name: string): Promise<string> =>
  (await ask('POST', `/apps/${name}/builds`, { source_blob: { url: address(), version: commit } })).body.id;

function tell(deployment: string, ...events: string[]): void {
  for (const what of events)
    desk.report({
      deployment,
      what,
      ...(what === 'built' ? { ms: 1200 } : {}),
      ...(what === 'live' ? { upstreams: ['http://127.0.0.1:40001'] } : {}),
    } as never);
}
const dynos = async (name: string): Promise<string[]> =>
  (await ask('GET', `/apps/${name}/dynos`)).body.map((one: { name: string; state: string }) => `${one.name} ${one.state}`);

async function running(name = 'shop-bot'): Promise<string> {
  await app(name);
  const id = await build(name);
  tell(id, 'building', 'built');
  await ask('PATCH', `/apps/${name}/formation/worker`, { quantity: 1 });
  tell(id, 'starting', 'live');
  return id;
}

describe('the door', () => {
  test('opens for the token and version 3 only, and names each request', async () => {
    expect(await ask('GET', '/account', undefined, { authorization: 'Bearer wrong' })).toMatchObject({
      status: 401,
      body: { id: 'unauthorized' },
    });
    expect(await ask('GET', '/account', undefined, { accept: 'application/json' })).toMatchObject({
      status: 406,
      body: { id: 'not_acceptable' },
    });
    const { headers } = await ask('GET', '/account');
    expect(headers.get('request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('ratelimit-remaining')).toBe('4499');
  });

  test('refuses what it does not know, and what is no JSON', async () => {
    expect((await ask('GET', '/paint')).status).toBe(404);
    expect((await ask('PUT', '/account')).status).toBe(405);
    expect((await ask('POST', '/apps', '{')).status).toBe(400);
    expect(await ask('GET', '/apps/gone')).toMatchObject({ status: 404, body: { id: 'not_found', message: "Couldn't find that app." } });
  });

  test('gives lists by range, in the order that is asked for', async () => {
    for (const name of ['app-a', 'app-b', 'app-c']) await ask('POST', '/apps', { name });
    const first = await ask('GET', '/apps', undefined, { range: 'name ..; max=2' });
    expect([first.status, first.body.length, first.headers.get('next-range')]).toEqual([206, 2, 'name ]app-b..; max=2']);
    const rest = await ask('GET', '/apps', undefined, { range: first.headers.get('next-range') ?? '' });
    expect([rest.status, rest.body.map(({ name }: { name: string }) => name)]).toEqual([200, ['app-c']]);
    const newest = await ask('GET', '/apps', undefined, { range: 'name ..; order=desc,max=1' });
    expect(newest.body[0].name).toBe('app-c');
    expect((await ask('GET', '/apps', undefined, { range: 'colour ..' })).status).toBe(416);
  });
});

describe('an app', () => {
  test.each([
    [{ name: 'No' }, /must start with a letter/],
    [{ name: 'ok-name', region: 'mars' }, /Region mars/],
    [{ name: 'ok-name', colour: 'red' }, /Unknown param: colour/],
  ])('is refused with %o', async (body, message) => {
    expect(await ask('POST', '/apps', body)).toMatchObject({ status: 422, body: { message: expect.stringMatching(message) } });
  });

  test('has a name that nobody else has, and is not made without a card', async () => {
    desk.edit('take-name', { name: 'shop-bot' });
    expect((await ask('POST', '/apps', { name: 'shop-bot' })).body.message).toBe('Name shop-bot is already taken');
    desk.edit('card', { value: 'off' });
    expect(await ask('POST', '/apps', { name: 'shop-api' })).toMatchObject({ status: 402, body: { id: 'verification_required' } });
  });

  test('has a release for each change of its variables, and none for none', async () => {
    const name = await app();
    const versions = async () => (await ask('GET', `/apps/${name}/releases`)).body.length;
    expect(await versions()).toBe(2);
    await ask('PATCH', `/apps/${name}/config-vars`, { K77_START: 'node main.js' });
    expect(await versions()).toBe(2);
    expect((await ask('PATCH', `/apps/${name}/config-vars`, { K77_START: null, A: '1' })).body).toEqual({
      A: '1',
      PROCFILE: 'deploy/heroku.worker.Procfile',
    });
    expect(await versions()).toBe(3);
    expect((await ask('PATCH', `/apps/${name}/config-vars`, { 'a b': '1' })).status).toBe(422);
  });
});

describe('a build', () => {
  test('becomes a release when it is built, and a worker waits to be scaled', async () => {
    const name = await app();
    const id = await build(name);
    expect((await ask('GET', `/apps/${name}/formation`)).body).toEqual([]);
    expect(wanted()).toMatchObject([{ id, state: 'run', commit, repository, web: false, buildCommand: 'npm run build --if-present' }]);
    tell(id, 'building', 'built');
    expect((await ask('GET', `/apps/${name}/builds/${id}`)).body).toMatchObject({
      status: 'succeeded',
      release: { id: expect.any(String) },
    });
    expect((await ask('GET', `/apps/${name}/formation`)).body).toMatchObject([{ type: 'worker', quantity: 0, size: 'Basic' }]);
    expect(wanted()).toMatchObject([{ id, state: 'stopped' }]);
    await ask('PATCH', `/apps/${name}/formation/worker`, { quantity: 1 });
    tell(id, 'starting', 'live');
    expect(await dynos(name)).toEqual(['worker.1 up']);
  });

  test('of a web app starts one at once', async () => {
    const name = await app('shop-api', 'web');
    const id = await build(name);
    tell(id, 'building', 'built', 'starting', 'live');
    expect(await dynos(name)).toEqual(['web.1 up']);
    expect(desk.emulator.names?.().web?.find((one) => one.name.startsWith('shop-api-'))?.upstream).toBe('http://127.0.0.1:40001');
  });

  test('of code that nobody may fetch fails, and says so', async () => {
    const name = await app();
    desk.edit('publish-repository', { repository, value: 'off' });
    const id = await build(name);
    const { body } = await ask('GET', `/apps/${name}/builds/${id}`);
    expect([body.status, wanted()]).toEqual(['failed', []]);
    expect((await ask('GET', `/streams/${id}`)).body).toContain('repository ann/shop was not found');
    expect((await ask('POST', `/apps/${name}/builds`, { source_blob: { url: 'http://x.test/a.tgz' } })).body.message).toContain(
      'https is required',
    );
  });

  test('of what GitHub lends works for five minutes', async () => {
    desk.edit('publish-repository', { repository, value: 'off' });
    const name = await app();
    const path = `/repos/${repository}/tarball/${commit}`;
    const lend = (token: string) => fetch(`${desk.endpoint}${path}`, { headers: { authorization: `Bearer ${token}` }, redirect: 'manual' });
    expect((await lend('wrong')).status).toBe(401);
    const url = (await lend(desk.githubToken())).headers.get('location') ?? '';
    const begin = async () => (await ask('POST', `/apps/${name}/builds`, { source_blob: { url, version: commit } })).body.id;
    const status = async (id: string) => (await ask('GET', `/apps/${name}/builds/${id}`)).body.status;
    expect(await status(await begin())).toBe('pending');
    await desk.later(6);
    expect(await status(await begin())).toBe('failed');
    desk.edit('close-repository', { repository });
    expect((await lend(desk.githubToken())).status).toBe(404);
  });

  test.each([
    [{ what: 'build-failed', why: 'build', message: 'npm error' }, 'failed', undefined],
    [{ what: 'build-failed', why: 'pre-deploy', message: 'no database' }, 'succeeded', 'failed'],
  ])('that ends in %o', async (event, status, released) => {
    const name = await app();
    const id = await build(name);
    desk.report({ deployment: id, ...event } as never);
    expect((await ask('GET', `/apps/${name}/builds/${id}`)).body.status).toBe(status);
    const [newest] = (await ask('GET', `/apps/${name}/releases`, undefined, { range: 'version ..; order=desc,max=1' })).body;
    if (released) expect([newest.status, newest.current]).toEqual([released, false]);
    expect(wanted().filter((one) => one.state === 'run')).toEqual([]);
  });
});

describe('a release', () => {
  test('with other variables takes over from the one before when it is up', async () => {
    const first = await running();
    await ask('PATCH', '/apps/shop-bot/config-vars', { LOG_LEVEL: 'debug' });
    const [, second] = wanted();
    expect(wanted().map(({ id }) => id)).toEqual([first, second?.id]);
    expect(second).toMatchObject({ state: 'run', variables: { LOG_LEVEL: 'debug' } });
    tell(second?.id ?? '', 'building', 'built', 'starting', 'live');
    expect(wanted().map(({ id }) => id)).toEqual([second?.id]);
  });

  test('waits for its command, and keeps the one before where that fails', async () => {
    const first = await running();
    await ask('PATCH', '/apps/shop-bot/config-vars', { K77_RELEASE: 'node first.js' });
    const second = wanted().find(({ id }) => id !== first)?.id ?? '';
    const newest = async () => (await ask('GET', '/apps/shop-bot/releases', undefined, { range: 'version ..; order=desc,max=1' })).body[0];
    expect(await newest()).toMatchObject({ status: 'pending', current: false });
    desk.report({ deployment: second, what: 'build-failed', why: 'pre-deploy', message: 'no' } as never);
    expect(await newest()).toMatchObject({ status: 'failed', current: false });
    expect(wanted().map(({ id }) => id)).toEqual([first]);
  });

  test('goes back with the variables of then', async () => {
    await running();
    const [current] = (await ask('GET', '/apps/shop-bot/releases', undefined, { range: 'version ..; order=desc,max=1' })).body;
    await ask('PATCH', '/apps/shop-bot/config-vars', { LATER: '1' });
    const back = await ask('POST', '/apps/shop-bot/releases', { release: current.id });
    expect(back.body.description).toBe(`Rollback to v${current.version}`);
    expect((await ask('GET', '/apps/shop-bot/config-vars')).body.LATER).toBeUndefined();
    const [initial] = (await ask('GET', '/apps/shop-bot/releases', undefined, { range: 'version ..; max=1' })).body;
    expect((await ask('POST', '/apps/shop-bot/releases', { release: initial.id })).body.message).toContain('not eligible for rollback');
  });
});

describe('features of Heroku Labs', () => {
  const first = 'runtime-dyno-metadata';
  const second = 'runtime-dyno-build-metadata';
  const put = (name: string, enabled: unknown) => ask('PATCH', `/apps/shop-bot/features/${name}`, { enabled });
  /** Of the newest release, what Heroku adds. */
  const told = () => Object.keys(wanted().at(-1)?.variables ?? {}).filter((name) => /^HEROKU_.*_COMMIT$/.test(name));
  const again = (word: string) => ask('PATCH', '/apps/shop-bot/config-vars', { WORD: word });

  test('are off, listed, and switched by name or id', async () => {
    await app();
    const { body } = await ask('GET', '/apps/shop-bot/features');
    expect(body.map(({ enabled }: { enabled: boolean }) => enabled)).toEqual([false, false, false]);
    const { id } = body.find(({ name }: { name: string }) => name === first);
    expect((await put(id, true)).body).toMatchObject({ name: first, enabled: true });
    expect((await ask('GET', `/apps/shop-bot/features/${first}`)).body.enabled).toBe(true);
    expect((await put(first, false)).body.enabled).toBe(false);
    expect(await put('paint', true)).toMatchObject({ status: 404, body: { message: "Couldn't find that feature." } });
    expect((await put(first, 'yes')).status).toBe(422);
  });

  test('tell what runs its commit from the next release on, and no build; the second not without the first', async () => {
    await running();
    const releases = async () => (await ask('GET', '/apps/shop-bot/releases')).body.length;
    const before = await releases();
    await put(second, true);
    await again('one');
    expect(told()).toEqual([]);
    await put(first, true);
    expect([told(), await releases()]).toEqual([[], before + 1]);
    await again('two');
    expect(told()).toEqual(['HEROKU_SLUG_COMMIT', 'HEROKU_BUILD_COMMIT']);
    expect(wanted().at(-1)?.variables).toMatchObject({ HEROKU_BUILD_COMMIT: commit, HEROKU_APP_NAME: 'shop-bot' });
    expect(Object.keys(wanted().at(-1)?.builtWith ?? {})).toEqual(['NODE_ENV', 'DYNO', 'PROCFILE', 'K77_START', 'WORD']);
    expect((await ask('GET', '/apps/shop-bot/config-vars')).body.HEROKU_BUILD_COMMIT).toBeUndefined();
    await put(second, false);
    await again('three');
    expect(told()).toEqual(['HEROKU_SLUG_COMMIT']);
  });
});

describe('what runs', () => {
  test('is scaled within what its dynos allow, restarted and stopped', async () => {
    const id = await running();
    expect((await ask('PATCH', '/apps/shop-bot/formation/worker', { quantity: 2 })).body.message).toContain('Basic runs at most 1');
    expect((await ask('PATCH', '/apps/shop-bot/formation/worker', { quantity: 2, dyno_size: { name: 'standard-1x' } })).body.size).toBe(
      'Standard-1X',
    );
    tell(id, 'starting', 'live');
    expect(await dynos('shop-bot')).toEqual(['worker.1 up', 'worker.2 up']);
    expect((await ask('DELETE', '/apps/shop-bot/dynos')).status).toBe(202);
    expect(await dynos('shop-bot')).toEqual(['worker.1 starting', 'worker.2 starting']);
    await ask('PATCH', '/apps/shop-bot/formation/worker', { quantity: 0 });
    expect([await dynos('shop-bot'), wanted().map(({ state }) => state)]).toEqual([[], ['stopped']]);
    expect((await ask('PATCH', '/apps/shop-bot/formation/web', { quantity: 1 })).body.message).toBe("Couldn't find that process type.");
    expect((await ask('PATCH', '/apps/shop-bot/formation/worker', { quantity: 1, dyno_size: { name: 'eco' } })).body.message).toContain(
      'subscription',
    );
  });

  test('is told as crashed, and why', async () => {
    const id = await running();
    desk.report({ deployment: id, what: 'crashed', code: 1, restarts: 10, message: 'Error: no token' } as never);
    expect(await dynos('shop-bot')).toEqual(['worker.1 crashed']);
    const session = await ask('POST', '/apps/shop-bot/log-sessions', { lines: 10, source: 'app', type: 'worker' });
    expect((await ask('GET', new URL(session.body.logplex_url).pathname)).body).toMatch(/app\[worker\.1\]: Error: no token/);
  });
});

describe('the emulator', () => {
  test('is as it was when it is loaded, and as new when it is reset', async () => {
    await running();
    const dump = JSON.parse(JSON.stringify(desk.emulator.dump())) as HerokuState;
    desk.emulator.reset();
    expect(state().apps).toEqual([]);
    desk.emulator.load(dump);
    expect(herokuInventory(state())).toEqual(herokuInventory(dump));
    expect(herokuInventory(dump)).toContain('heroku release shop-bot up');
  });

  test('knows its secrets: tokens, and variables that look like some', async () => {
    const name = await app();
    await ask('PATCH', `/apps/${name}/config-vars`, { DISCORD_TOKEN: 'a-discord-token-of-the-bot', LOG_LEVEL: 'information-please' });
    const secrets = desk.emulator.secrets();
    for (const secret of ['a-discord-token-of-the-bot', desk.token(), desk.githubToken()]) expect(secrets).toContain(secret);
    expect(secrets).not.toContain('information-please');
  });

  test('has a page with its buttons, which strangers do not press', async () => {
    await running();
    await ask('PATCH', '/apps/shop-bot/config-vars', { DISCORD_TOKEN: 'a-discord-token-of-the-bot' });
    const page = await (await fetch(`${desk.endpoint}/dashboard`)).text();
    for (const text of ['shop-bot', 'DISCORD_TOKEN', 'Make public', 'Crash it', 'Restart all dynos']) expect(page).toContain(text);
    expect(page).not.toContain('a-discord-token');
    const press = (headers: Record<string, string>) =>
      fetch(`${desk.endpoint}/dashboard`, {
        method: 'POST',
        headers,
        body: new URLSearchParams({ action: 'maintenance', service: 'shop-bot', value: 'on' }),
        redirect: 'manual',
      });
    expect((await press({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await press({ 'sec-fetch-site': 'same-origin' })).status).toBe(303);
    expect((await ask('GET', '/apps/shop-bot')).body.maintenance).toBe(true);
  });

  test('says which buttons it has', () => {
    expect(() => desk.edit('paint')).toThrow('no button paint');
    expect(() => desk.edit('crash', { service: 'gone' })).toThrow('no app gone');
  });
});
