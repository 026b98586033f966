/** The vendor and its client, against answers that are written down here. */
import { describe, expect, test } from 'vitest';
import { Secret } from '../core/secret.ts';
import type { Door, OpenDoor } from '../core/vendor.ts';
import { heroku } from './heroku.ts';
import { HerokuClient } from './heroku-client.ts';
import { HerokuRefusal } from './heroku-http.ts';

interface Asked {
  method: string;
  url: URL;
  headers: Headers;
  body: string;
}

/** Answers one after the other; the last one for ever. */
function clientOf(...answers: (Response | Error)[]): { client: HerokuClient; asked: Asked[]; door: Door } {
  const asked: Asked[] = [];
  const door: Door = async (url, init = {}) => {
    asked.push({ method: init.method ?? 'GET', url: new URL(url), headers: new Headers(init.headers), body: String(init.body ?? '') });
    const answer = answers[Math.min(asked.length, answers.length) - 1] ?? new Response('');
    if (answer instanceof Error) throw answer;
    return answer.clone();
  };
  return { client: new HerokuClient(door, 'HRKU-77', 'github_pat_77'), asked, door };
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });
const refused = (about: { status: number; message: string; id?: string }) => heroku.explain(new HerokuRefusal(about), 'GET /apps');

describe('the client', () => {
  test('shows its token and version, and follows the ranges of a list', async () => {
    const { client, asked } = clientOf(json([{ name: 'a' }], 206, { 'next-range': 'id ]a..; max=1000' }), json([{ name: 'b' }]));
    expect((await client.apps()).map(({ name }) => name)).toEqual(['a', 'b']);
    expect(asked.map(({ headers }) => headers.get('range'))).toEqual(['id ..; max=1000', 'id ]a..; max=1000']);
    expect(asked[0]?.headers.get('authorization')).toBe('Bearer HRKU-77');
    expect(asked[0]?.headers.get('accept')).toBe('application/vnd.heroku+json; version=3');
  });

  test('takes what is gone for absent', async () => {
    expect(await clientOf(json({ id: 'not_found', message: 'no' }, 404)).client.app('a')).toBeUndefined();
  });

  test('makes an app of the person, or of a team', async () => {
    const { client, asked } = clientOf(json({ name: 'a' }, 201));
    await client.createApp({ name: 'a', region: 'us' });
    await client.createApp({ name: 'a', region: 'us', team: 't' });
    expect(asked.map(({ url, body }) => [url.pathname, JSON.parse(body)])).toEqual([
      ['/apps', { name: 'a', region: 'us' }],
      ['/teams/apps', { name: 'a', region: 'us', team: 't' }],
    ]);
  });

  test('borrows an address of GitHub with the token of GitHub, which Heroku never sees', async () => {
    const { client, asked } = clientOf(new Response(null, { status: 302, headers: { location: 'https://codeload.github.com/x?token=1' } }));
    expect(await client.archive({ repository: 'ann/shop', commit: 'abc' })).toBe('https://codeload.github.com/x?token=1');
    expect(asked[0]?.url.href).toBe('https://api.github.com/repos/ann/shop/tarball/abc');
    expect(asked[0]?.headers.get('authorization')).toBe('Bearer github_pat_77');
  });

  test('needs no token of GitHub for a public repository', async () => {
    const { door, asked } = clientOf();
    const address = await new HerokuClient(door, 'HRKU-77').archive({ repository: 'ann/shop', commit: 'abc' });
    expect([address, asked.length]).toEqual(['https://github.com/ann/shop/archive/abc.tar.gz', 0]);
  });

  test('reads logs where an answer leads, without its token, and nowhere else', async () => {
    const { client, asked } = clientOf(json({ logplex_url: 'https://logs-api.heroku.com/stream/1' }), new Response('a line\n'));
    expect(await client.logs('a', 5000)).toBe('a line\n');
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ lines: 1500, tail: false });
    expect(asked[1]?.headers.get('authorization')).toBeNull();
    expect(await clientOf(new Response('secret')).client.output('https://evil.example.com/')).toBe('');
  });

  test.each([
    [new TypeError('fetch failed'), { status: 0, message: 'no answer' }],
    [
      json({ id: 'forbidden', message: 'no' }, 403, { 'request-id': 'r77' }),
      { status: 403, message: 'no', id: 'forbidden', requestId: 'r77' },
    ],
    [new Response('', { status: 500 }), { status: 500, message: 'refused without a word' }],
  ])('says in one refusal what went wrong (%#)', async (answer, expected) => {
    await expect(clientOf(answer).client.account()).rejects.toMatchObject({ name: 'HerokuRefusal', ...expected });
  });

  test.each([
    [401, 'github_token'],
    [404, 'github_repository'],
  ])('says that GitHub lends nothing (%i)', async (status, id) => {
    await expect(clientOf(json({}, status)).client.archive({ repository: 'ann/shop', commit: 'abc' })).rejects.toMatchObject({
      status,
      id,
    });
  });
});

describe('a refusal', () => {
  test.each([
    [{ status: 401, id: 'unauthorized', message: 'Invalid credentials provided.' }, /make a new one/, 6],
    [{ status: 402, id: 'verification_required', message: 'verify your account' }, /add one at/, 6],
    [{ status: 422, id: 'verification_needed', message: 'x' }, /add one at/, 6],
    [{ status: 402, id: 'delinquent', message: 'past due' }, /pay at/, 6],
    [{ status: 403, id: 'forbidden', message: 'no' }, /admin of its team/, 6],
    [{ status: 403, id: 'suspended', message: 'no' }, /help\.heroku\.com/, 6],
    [{ status: 404, id: 'not_found', message: "Couldn't find that app." }, /k77 plan shows/, 1],
    [{ status: 404, id: 'not_found', message: "Couldn't find that process type." }, /Procfile/, 1],
    [{ status: 406, id: 'not_acceptable', message: 'x' }, /update k77/, 1],
    [{ status: 409, id: 'conflict', message: 'x' }, /it looks first/, 1],
    [{ status: 410, id: 'gone', message: 'x' }, /update k77/, 1],
    [{ status: 422, id: 'invalid_params', message: 'Name kingdom77-bot is already taken' }, /unique among everybody/, 1],
    [{ status: 422, id: 'invalid_params', message: 'reached the limit of 100 apps' }, /delete some/, 1],
    [{ status: 422, id: 'invalid_params', message: 'Domain x is currently in use by another app.' }, /Settings → Domains/, 1],
    [{ status: 422, id: 'invalid_params', message: 'Cannot scale to 2: the dyno size Basic' }, /Basic runs once/, 1],
    [{ status: 422, id: 'invalid_params', message: 'Eco dynos need a subscription' }, /k77 takes Basic/, 1],
    [{ status: 422, id: 'invalid_params', message: 'not eligible for rollback' }, /k77 releases/, 1],
    [{ status: 422, id: 'invalid_params', message: 'https is required for source_blob:url' }, /git push/, 1],
    [{ status: 422, id: 'invalid_params', message: 'colour is wrong' }, /name the field/, 1],
    [{ status: 429, id: 'rate_limit', message: 'x' }, /4,500 questions an hour/, 1],
    [{ status: 404, id: 'github_repository', message: 'x' }, /Contents: Read-only/, 6],
    [{ status: 401, id: 'github_token', message: 'x' }, /HEROKU_GITHUB_TOKEN/, 6],
    [{ status: 500, id: 'internal_server_error', message: 'x' }, /status\.heroku\.com/, 1],
    [{ status: 0, message: 'no answer' }, /status\.heroku\.com/, 1],
  ])('comes with its remedy: %o', (about, advice, exit) => {
    const told = refused(about);
    expect(told).toMatchObject({ vendor: 'Heroku', status: about.status, message: about.message, exit });
    expect(told?.advice).toMatch(advice);
  });

  test('of somebody else is not explained', () => {
    expect(heroku.explain(new Error('other'), '')).toBeUndefined();
  });
});

describe('the vendor', () => {
  test('is involved where an answer names it, and only then', () => {
    expect(heroku.involved?.({ botHost: 'railway', apiHost: 'heroku' })).toBe(true);
    expect(heroku.involved?.({ botHost: 'railway', dashboardHost: 'vercel' })).toBe(false);
  });

  test('says whose account the token opens', async () => {
    const door = Object.assign(async () => json({ id: 'a1', email: 'ann@example.com', verified: false }), {}) as unknown as OpenDoor;
    const client = heroku.connect(door, { HEROKU_API_KEY: new Secret('HEROKU_API_KEY', 'HRKU-1') });
    expect(await heroku.whoami(client)).toEqual({ account: 'a1', name: 'ann@example.com', mode: 'none', plan: 'no card on file' });
  });
});
