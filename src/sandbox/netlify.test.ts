/** What the emulated Netlify enforces by itself, asked as anybody may ask it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { netlifyInventory } from './netlify/inventory.ts';
import type { NetlifyState } from './netlify/model.ts';
import { type NetlifyDesk, openNetlify } from './netlify-fixture.ts';

const repository = 'ann/shop';
type Json = Record<string, unknown>;

let desk: NetlifyDesk;
beforeEach(async () => {
  desk = await openNetlify();
  desk.push(repository, 'main', 'first');
  desk.edit('open-repository', { repository });
});
afterEach(() => desk.close());

const state = () => desk.emulator.dump() as NetlifyState;

async function ask(method: string, path: string, body?: unknown, token = desk.token()): Promise<{ status: number; said: Json }> {
  const answer = await fetch(`${desk.endpoint}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json');
  return { status: answer.status, said: isJson ? (JSON.parse(text) as Json) : { text } };
}

function repo(more: Json = {}): Json {
  return {
    provider: 'github',
    repo_path: repository,
    repo_branch: 'main',
    allowed_branches: [],
    installation_id: state().installation,
    ...more,
  };
}

async function made(more: Json = {}): Promise<string> {
  return String((await ask('POST', '/kingdom-77/sites', { name: 'shop', repo: repo(), ...more })).said.id);
}

async function env(site: string, method: string, path: string, body?: unknown) {
  return ask(method, `/accounts/${state().accounts[0]?.id}/env${path}?site_id=${site}`, body);
}

describe('who asks', () => {
  test('needs a token', async () => {
    expect(await ask('GET', '/user', undefined, 'wrong')).toEqual({ status: 401, said: { code: 401, message: 'Access Denied' } });
    desk.edit('remove-token');
    expect((await ask('GET', '/accounts')).status).toBe(200);
  });

  test('for what is not there is told in plain text, or in JSON where it is a thing', async () => {
    expect(await ask('GET', '/paint')).toEqual({ status: 404, said: { text: 'Not Found' } });
    expect(await ask('GET', '/sites/none')).toEqual({ status: 404, said: { code: 404, message: 'Not Found' } });
    expect((await ask('PATCH', `/sites/${await made()}`, '{')).status).toBe(422);
  });

  test('gets pages of at most a hundred', async () => {
    for (const index of Array.from({ length: 3 }).keys()) await ask('POST', '/sites', { name: `s-${index}` });
    const { said } = await ask('GET', '/sites?per_page=2&page=2');
    expect((said as unknown as Json[]).map(({ name }) => name)).toEqual(['s-0']);
  });
});

describe('a site', () => {
  test('has a name that nobody else has, and that is a label', async () => {
    await made();
    expect(await ask('POST', '/sites', { name: 'shop' })).toEqual({ status: 422, said: { errors: { subdomain: ['must be unique'] } } });
    expect((await ask('POST', '/sites', { name: 'Not a label' })).status).toBe(422);
  });

  test('is built at once when it is connected, unless builds are stopped', async () => {
    const id = await made();
    expect(state().deploys).toHaveLength(1);
    await ask('POST', '/sites', { name: 'still', repo: repo({ stop_builds: true }) });
    expect(state().deploys.map(({ site }) => site)).toEqual([id]);
  });

  test('is connected only with the number of the app, and to what it may read', async () => {
    expect((await ask('POST', '/sites', { name: 'a', repo: repo({ installation_id: undefined }) })).said).toMatchObject({
      errors: { installation_id: [expect.any(String)] },
    });
    expect((await ask('POST', '/sites', { name: 'a', repo: repo({ installation_id: 1 }) })).said.message).toContain('Unable to access');
    desk.edit('close-repository', { repository });
    expect((await ask('POST', '/sites', { name: 'a', repo: repo() })).status).toBe(422);
    expect(state().sites).toEqual([]);
  });

  test('is as it was after a refusal', async () => {
    const id = await made();
    const before = structuredClone(state().sites[0]);
    expect((await ask('PATCH', `/sites/${id}`, { build_settings: { cmd: 'make' }, sso_login_context: 'moon' })).status).toBe(422);
    expect(state().sites[0]).toEqual(before);
  });

  test('has a password from Pro on, and the login of the team on every plan', async () => {
    const id = await made();
    desk.edit('set-plan', { plan: 'Free' });
    expect((await ask('PATCH', `/sites/${id}`, { password: 'open sesame' })).status).toBe(422);
    expect((await ask('PATCH', `/sites/${id}`, { sso_login: true, sso_login_context: 'non_production' })).said).toMatchObject({
      sso_login: true,
    });
    desk.edit('set-plan', { plan: 'Pro' });
    expect((await ask('PATCH', `/sites/${id}`, { password: 'open sesame' })).status).toBe(200);
    expect(desk.emulator.secrets()).toContain('open sesame');
  });

  test('shares no domain with another site', async () => {
    const id = await made();
    await ask('PATCH', `/sites/${id}`, { custom_domain: 'kingdom77.test' });
    const { said } = await ask('POST', '/sites', { name: 'other' });
    expect((await ask('PATCH', `/sites/${String(said.id)}`, { custom_domain: 'www.kingdom77.test' })).said).toMatchObject({
      errors: { custom_domain: [expect.stringContaining('unique')] },
    });
    expect((await ask('GET', '/sites/kingdom77.test')).said.id).toBe(id);
  });
});

describe('builds', () => {
  test('that are stopped are refused, ordered or pushed', async () => {
    const id = await made();
    desk.edit('stop-builds');
    expect(await ask('POST', `/sites/${id}/builds`)).toMatchObject({ status: 422, said: { message: expect.stringContaining('stopped') } });
    desk.push(repository, 'main', 'second');
    expect(state().deploys).toHaveLength(1);
  });

  test('of a branch that is not there fail, and say so', async () => {
    const id = await made();
    const { said } = await ask('POST', `/sites/${id}/builds?branch=none`);
    expect((await ask('GET', `/deploys/${String(said.deploy_id)}`)).said).toMatchObject({
      state: 'error',
      error_message: expect.stringContaining('does not exist'),
    });
  });

  test('cost credits when they are published, which previews and rollbacks do not', async () => {
    const id = await made();
    const credits = () => state().accounts[0]?.credits.used;
    expect(credits()).toBe(15);
    desk.push(repository, 'feature', 'preview');
    expect(credits()).toBe(15);
    desk.push(repository, 'main', 'second');
    expect(credits()).toBe(30);
    await ask('PUT', `/sites/${id}/rollback`);
    expect(credits()).toBe(30);
    expect(state().deploys.find(({ id: one }) => one === state().sites[0]?.published)?.message).toBe('first');
    desk.edit('set-plan', { plan: 'Free' });
    desk.edit('use-credits', { credits: '300' });
    expect((await ask('POST', `/sites/${id}/builds`)).status).toBe(402);
  });

  test('under way are called off, and what is there is not published over something newer', async () => {
    const slow = await openNetlify({ runner: 'by hand' });
    slow.push(repository, 'main', 'first');
    slow.edit('open-repository', { repository });
    const own = () => slow.emulator.dump() as NetlifyState;
    await fetch(`${slow.endpoint}/api/v1/sites`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slow.token()}` },
      body: JSON.stringify({ name: 'shop', repo: repo({ installation_id: own().installation }) }),
    });
    slow.push(repository, 'main', 'second');
    slow.push(repository, 'main', 'third');
    const [first, second, third] = own().deploys.map(({ id }) => id) as [string, string, string];
    await fetch(`${slow.endpoint}/api/v1/deploys/${first}/cancel`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slow.token()}` },
    });
    slow.report({ deployment: first, what: 'live', upstreams: [] } as never);
    slow.report({ deployment: third, what: 'live', upstreams: [] } as never);
    slow.report({ deployment: second, what: 'live', upstreams: [] } as never);
    expect(own().deploys.map(({ state: one }) => one)).toEqual(['error', 'ready', 'ready']);
    expect(own().sites[0]?.published).toBe(third);
    slow.report({ deployment: third, what: 'stopped' });
    await slow.close();
  });

  test('that fail leave what was published', async () => {
    await made();
    desk.push(repository, 'main', 'second');
    desk.edit('fail-build');
    expect(state().deploys.map(({ state: one }) => one)).toEqual(['ready', 'error']);
    expect(state().sites[0]?.published).toBe(state().deploys[0]?.id);
  });

  test('get the variables of their context, and what Netlify adds', async () => {
    const id = await made();
    const values = [
      { context: 'production', value: 'for-production' },
      { context: 'branch-deploy', value: 'for-branches' },
      { context: 'branch', context_parameter: 'special', value: 'for-special' },
    ];
    await env(id, 'POST', '', [{ key: 'WHICH', values }]);
    for (const branch of ['main', 'feature', 'special']) desk.push(repository, branch, branch);
    const wanted = desk.emulator.desk?.wanted() ?? [];
    const of = (branch: string) => wanted.find(({ variables }) => variables.BRANCH === branch)?.variables;
    expect([of('main')?.WHICH, of('feature')?.WHICH, of('special')?.WHICH]).toEqual(['for-production', 'for-branches', 'for-special']);
    expect(of('feature')).toMatchObject({
      NETLIFY: 'true',
      CONTEXT: 'branch-deploy',
      DEPLOY_PRIME_URL: 'https://feature--shop.netlify.app',
    });
  });
});

describe('variables', () => {
  test('of secrets show nothing, stay secrets, and have no value for all contexts', async () => {
    const id = await made();
    const secret = { key: 'TOKEN', is_secret: true, values: [{ context: 'production', value: 'very-secret-text' }] };
    expect((await env(id, 'POST', '', [{ ...secret, values: [{ context: 'all', value: 'x' }] }])).status).toBe(422);
    expect((await env(id, 'POST', '', [{ ...secret, scopes: ['post-processing'] }])).status).toBe(422);
    expect((await env(id, 'POST', '', [secret])).status).toBe(201);
    expect(JSON.stringify((await env(id, 'GET', '')).said)).not.toContain('very-secret-text');
    expect((await env(id, 'PUT', '/TOKEN', { key: 'TOKEN', is_secret: false, values: [] })).status).toBe(422);
    expect(desk.emulator.secrets()).toContain('very-secret-text');
  });

  test('of secrets may have nothing for local development, and may be made so by the client of Netlify', async () => {
    const id = await made();
    const scopes = ['builds', 'functions', 'runtime', 'post_processing'];
    expect((await env(id, 'POST', '', [{ key: 'A', scopes, values: [{ context: 'dev', value: '' }] }])).status).toBe(422);
    expect((await env(id, 'POST', '', [{ key: 'A', scopes, values: [{ context: 'all', value: 'x' }] }])).status).toBe(201);
    const values = [
      { context: 'production', value: 'x' },
      { context: 'dev', value: '' },
    ];
    const now = await env(id, 'PUT', '/A', { key: 'A', is_secret: true, scopes: scopes.slice(0, 3), values });
    expect(now).toMatchObject({ status: 200, said: { is_secret: true, scopes: ['builds', 'functions', 'runtime'] } });
  });

  test('have scopes of their own on plans that are paid; on Free a secret has to name those of secrets', async () => {
    const id = await made();
    desk.edit('set-plan', { plan: 'Free' });
    const one = { key: 'A', values: [{ context: 'production', value: 'x' }] };
    expect(await env(id, 'POST', '', [{ ...one, scopes: ['builds'] }])).toMatchObject({
      status: 422,
      said: { code: 422, msg: expect.stringContaining('upgrade your plan') },
    });
    expect((await env(id, 'POST', '', [{ ...one, is_secret: true }])).said).toMatchObject({
      msg: expect.stringContaining('post-processing'),
    });
    expect((await env(id, 'POST', '', [{ ...one, is_secret: true, scopes: ['builds', 'functions', 'runtime'] }])).status).toBe(201);
  });

  test('are refused where the name is taken, strange, or kept by Netlify', async () => {
    const id = await made();
    const one = (key: string) => [{ key, values: [{ context: 'all', value: '1' }] }];
    expect((await env(id, 'POST', '', one('A'))).status).toBe(201);
    for (const key of ['A', '1A', 'DEPLOY_URL']) expect((await env(id, 'POST', '', one(key))).status, key).toBe(422);
    expect((await env(id, 'DELETE', '/A')).status).toBe(204);
    expect((await env(id, 'GET', '/A')).status).toBe(404);
  });

  test('of the site are asked for by the path of the specification, too', async () => {
    const id = await made();
    await env(id, 'POST', '', [{ key: 'A', values: [{ context: 'all', value: '1' }] }]);
    expect((await ask('GET', `/api/v1/sites/${id}/env`)).said).toMatchObject([{ key: 'A' }]);
  });
});

test('the dashboard shows what is there without a secret, and its buttons work', async () => {
  const id = await made();
  await env(id, 'POST', '', [{ key: 'TOKEN', is_secret: true, values: [{ context: 'production', value: 'very-secret-text' }] }]);
  const page = await (await fetch(`${desk.endpoint}/dashboard`)).text();
  expect(page).toContain('TOKEN (production, secret)');
  expect(page).not.toContain('very-secret-text');
  const press = (origin: string) =>
    fetch(`${desk.endpoint}/dashboard`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'action=disable&value=on',
    });
  expect((await press('https://evil.test')).status).toBe(403);
  expect((await press(desk.endpoint)).status).toBe(303);
  expect(state().sites[0]?.disabled).toBe(true);
  expect(() => desk.edit('paint')).toThrow('has no paint');
  expect(() => desk.edit('delete-site', { site: 'none' })).toThrow('has no site none');
});

test('its state is plain JSON that another one goes on from, and a reset forgets it', async () => {
  await made();
  const [before, lines] = [structuredClone(state()), netlifyInventory(state())];
  expect(JSON.parse(JSON.stringify(before))).toEqual({ ...before, sites: [expect.objectContaining({ name: 'shop' })] });
  const token = desk.token();
  desk.emulator.reset();
  expect([state().sites, desk.token() === token]).toEqual([[], false]);
  desk.emulator.load(before);
  expect([netlifyInventory(state()), desk.token()]).toEqual([lines, token]);
});

test('a fault strikes what it names', async () => {
  desk.faults.set({ faults: [{ vendor: 'netlify', match: { method: 'GET', path: '/user$' }, times: 1, do: '429', retryAfter: 0 }] });
  const statuses = [await ask('GET', '/user'), await ask('GET', '/user')].map(({ status }) => status);
  expect(statuses).toEqual([429, 200]);
});
