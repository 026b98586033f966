/** The vendor and its client, against answers that are written down here. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Door, OpenDoor } from '../core/vendor.ts';
import { type Listener, listen } from '../ports/listen.ts';
import { realNetwork } from '../ports/network.ts';
import { digitalocean } from './digitalocean.ts';
import { DigitalOceanClient } from './digitalocean-client.ts';
import { DigitalOceanRefusal } from './digitalocean-http.ts';

interface Asked {
  method: string;
  url: URL;
  headers: Headers;
  body: string;
}

/** Answers one after the other; the last one for ever. */
function clientOf(...answers: (Response | Error)[]): { client: DigitalOceanClient; asked: Asked[] } {
  const asked: Asked[] = [];
  const door: Door = async (url, init = {}) => {
    asked.push({ method: init.method ?? 'GET', url: new URL(url), headers: new Headers(init.headers), body: String(init.body ?? '') });
    const answer = answers[Math.min(asked.length, answers.length) - 1] ?? new Response('');
    if (answer instanceof Error) throw answer;
    return answer.clone();
  };
  const never = () => Promise.reject(new Error('DigitalOcean speaks HTTP only'));
  const open: OpenDoor = Object.assign(door, { gate: never, share: never, network: realNetwork });
  return { client: new DigitalOceanClient(open, 'dop_v1_77'), asked };
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });
const refused = (about: { status: number; message: string; until?: string }) =>
  digitalocean.explain(new DigitalOceanRefusal(about), 'GET /v2/x');
const app = (name: string) => ({ id: name, spec: { name } });

describe('the client', () => {
  test('shows its token, and turns pages while they are full', async () => {
    const full = Array.from({ length: 200 }, (_, index) => app(`a${index}`));
    const { client, asked } = clientOf(json({ apps: full, meta: { total: 201 } }), json({ apps: [app('last')], meta: { total: 201 } }));
    expect((await client.apps()).map(({ id }) => id).slice(-2)).toEqual(['a199', 'last']);
    expect(asked.map(({ url }) => url.pathname + url.search)).toEqual([
      '/v2/apps?with_projects=true&page=1&per_page=200',
      '/v2/apps?with_projects=true&page=2&per_page=200',
    ]);
    expect(asked[0]?.headers.get('authorization')).toBe('Bearer dop_v1_77');
  });

  test('knows no app where the account has none, and takes what is gone for absent', async () => {
    expect(await clientOf(json({ links: {}, meta: { total: 0 } })).client.apps()).toEqual([]);
    expect(await clientOf(json({ id: 'not_found', message: 'gone' }, 404)).client.app('x')).toBeUndefined();
    expect(await clientOf(json({ id: 'not_found', message: 'gone' }, 404)).client.health('x')).toEqual([]);
  });

  test('sorts deployments by time, whatever the order of the answer', async () => {
    const deployments = ['1', '3', '2'].map((day) => ({ id: day, created_at: `2026-01-0${day}T00:00:00Z` }));
    expect((await clientOf(json({ deployments })).client.deployments('x')).map(({ id }) => id)).toEqual(['3', '2', '1']);
  });

  test('asks for the newest commit only where it is told to', async () => {
    const { client, asked } = clientOf(json({ app: app('a') }));
    await client.updateApp('a', { name: 'a' }, false);
    await client.updateApp('a', { name: 'a' }, true);
    expect(asked.map(({ body }) => JSON.parse(body))).toEqual([
      { spec: { name: 'a' } },
      { spec: { name: 'a' }, update_all_source_versions: true },
    ]);
  });

  test('goes back without holding the app there', async () => {
    const { client, asked } = clientOf(json({ valid: true }), json({ deployment: {} }));
    expect(await client.checkRollback('a', 'd')).toEqual({ valid: true });
    await client.rollback('a', 'd');
    expect(asked.map(({ body }) => JSON.parse(body))).toEqual(Array(2).fill({ deployment_id: 'd', skip_pin: true }));
  });

  test.each([
    [new TypeError('fetch failed'), { status: 0, message: 'no answer' }],
    [
      json({ id: 'bad_request', message: 'no such thing', request_id: 'r77' }, 400),
      { status: 400, message: 'no such thing', requestId: 'r77' },
    ],
    [new Response('<html>502</html>', { status: 502 }), { status: 502, message: '<html>502</html>' }],
    [new Response('', { status: 500 }), { status: 500, message: 'refused without a word' }],
    [json({ message: 'slow down' }, 429, { 'ratelimit-reset': '1790000000' }), { status: 429, until: '2026-09-21T14:13:20.000Z' }],
    [json({ message: 'slow down' }, 429, { 'ratelimit-reset': '45' }), { status: 429, until: undefined }],
  ])('says in one refusal what went wrong (%#)', async (answer, expected) => {
    await expect(clientOf(answer).client.account()).rejects.toMatchObject({ name: 'DigitalOceanRefusal', ...expected });
  });
});

describe('logs', () => {
  let archive: Listener;
  let shown: (string | undefined)[];
  beforeAll(async () => {
    shown = [];
    archive = await listen(async ({ path, headers }) => {
      shown.push(headers.authorization);
      return path === '/gone' ? { status: 403, body: 'expired' } : { status: 200, body: `said at ${path}` };
    });
  });
  afterAll(() => archive.close());
  const at = (path: string): string => `http://127.0.0.1:${archive.port}${path}`;

  test('are fetched from where they are kept, without the token', async () => {
    const { client, asked } = clientOf(json({ historic_urls: [at('/1'), at('/2')], live_url: at('/live') }));
    expect(await client.logText('a', 'd', 'bot', 'BUILD')).toBe('said at /1\nsaid at /2');
    expect(asked[0]?.url.search).toBe('?type=BUILD&follow=false&pod_connection_timeout=10s');
    expect(shown).toEqual([undefined, undefined]);
  });

  test('are read live where none are kept yet, and are empty where there are none', async () => {
    expect(await clientOf(json({ live_url: at('/live') })).client.logText('a', 'd', 'bot', 'RUN')).toBe('said at /live');
    expect(await clientOf(json({ live_url: 'wss://x.test/' })).client.logText('a', 'd', 'bot', 'RUN')).toBe('');
    expect(await clientOf(json({ historic_urls: [at('/gone')] })).client.logText('a', 'd', 'bot', 'RUN')).toBe('');
    expect(await clientOf(json({ id: 'not_found', message: '' }, 404)).client.logText('a', 'd', 'bot', 'RUN')).toBe('');
  });
});

describe('a refusal', () => {
  test.each([
    [{ status: 401, message: 'Unable to authenticate you' }, /wrong, has ended or was revoked/, 6],
    [{ status: 402, message: 'Please add a payment method' }, /add one at/, 6],
    [{ status: 403, message: 'You are not authorized to perform this operation' }, /full access, or with the scopes/, 6],
    [{ status: 403, message: 'Your account is locked' }, /has locked the account/, 6],
    [{ status: 403, message: 'you have reached the limit of 50 apps' }, /as many apps as it may have/, 6],
    [{ status: 404, message: 'The resource you requested could not be found.' }, /k77 plan shows/, 1],
    [{ status: 409, message: 'conflict' }, /it looks first/, 1],
    [{ status: 409, message: 'app name kingdom77-bot is already in use' }, /delete it if nobody needs it/, 1],
    [{ status: 400, message: 'domain api.x.com is already in use by another app' }, /belongs to another app/, 1],
    [{ status: 400, message: 'domain x.com has DNSSEC enabled, which is not supported' }, /take the DS record away/, 1],
    [{ status: 400, message: 'GitHub user does not have access to a/b' }, /apps\/github\/install/, 6],
    [{ status: 400, message: 'Account does not have access to the repo' }, /apps\/github\/install/, 6],
    [{ status: 400, message: 'GitHub user not authenticated' }, /apps\/github\/install/, 6],
    [{ status: 400, message: 'branch main not found in a/b' }, /push it first/, 1],
    [{ status: 400, message: 'instance_size_slug x does not support an instance_count greater than 1' }, /pricing\/app-platform/, 1],
    [{ status: 400, message: 'the app is pinned to a rollback deployment' }, /commit or revert/, 1],
    [{ status: 400, message: 'rollback is not possible' }, /k77 releases/, 1],
    [{ status: 400, message: 'environment variable A is encrypted for another app' }, /type its value again/, 1],
    [{ status: 400, message: 'unknown region mars' }, /name the field/, 1],
    [{ status: 429, message: 'API Rate limit exceeded.', until: '2026-01-01T00:00:00.000Z' }, /limits the rate.*ends at 2026-01-01/, 1],
    [{ status: 500, message: 'branch main not found' }, /status\.digitalocean\.com/, 1],
    [{ status: 0, message: 'no answer' }, /status\.digitalocean\.com/, 1],
  ])('comes with its remedy: %o', (about, advice, exit) => {
    const told = refused(about);
    expect(told).toMatchObject({ vendor: 'DigitalOcean', status: about.status, message: about.message, exit });
    expect(told?.advice).toMatch(advice);
  });

  test('of somebody else is not explained', () => {
    expect(digitalocean.explain(new Error('other'), '')).toBeUndefined();
  });
});

describe('the vendor', () => {
  test('is involved where an answer names it, and only then', () => {
    expect(digitalocean.involved?.({ botHost: 'railway', apiHost: 'digitalocean' })).toBe(true);
    expect(digitalocean.involved?.({ botHost: 'railway', dashboardHost: 'vercel' })).toBe(false);
  });

  test('says whose token it is, and that the account is locked', async () => {
    const account = { uuid: 'u', email: 'ann@example.com', status: 'active' };
    const whoami = (body: object) => digitalocean.whoami(clientOf(json({ account: body })).client);
    expect(await whoami({ ...account, team: { uuid: 't', name: 'Team' } })).toEqual({ account: 't', name: 'Team', mode: 'none' });
    expect(await whoami(account)).toEqual({ account: 'u', name: 'ann@example.com', mode: 'none' });
    await expect(whoami({ ...account, status: 'locked', status_message: 'unpaid' })).rejects.toMatchObject({
      what: 'DigitalOcean has locked the account ann@example.com: unpaid',
      exit: 6,
    });
  });

  test('takes a question that is a POST for a question', () => {
    const reads = (path: string) => digitalocean.reads?.({ method: 'POST', path, body: '' });
    expect(reads('/v2/apps/a/rollback/validate')).toBe(true);
    expect(reads('/v2/apps/a/rollback')).toBe(false);
  });
});
