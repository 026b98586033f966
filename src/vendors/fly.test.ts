/** The vendor and its client, against answers that are written down here. */
import { describe, expect, test } from 'vitest';
import { Secret } from '../core/secret.ts';
import type { Door, OpenDoor } from '../core/vendor.ts';
import { fly, organizationIn } from './fly.ts';
import { FlyClient } from './fly-client.ts';
import { FlyRefusal } from './fly-http.ts';

interface Asked {
  method: string;
  url: URL;
  headers: Headers;
  body: string;
}

/** Answers one after the other; the last one for ever. */
function clientOf(...answers: (Response | Error)[]) {
  return clientWith('FlyV1 fm2_abc,fm2_def', ...answers);
}

function clientWith(token: string, ...answers: (Response | Error)[]): { client: FlyClient; asked: Asked[] } {
  const asked: Asked[] = [];
  const door: Door = async (url, init = {}) => {
    asked.push({ method: init.method ?? 'GET', url: new URL(url), headers: new Headers(init.headers), body: String(init.body ?? '') });
    const answer = answers[Math.min(asked.length, answers.length) - 1] ?? new Response('');
    if (answer instanceof Error) throw answer;
    return answer.clone();
  };
  return { client: new FlyClient(door, token), asked };
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });
const refused = (about: { status: number; message: string; code?: string }) => fly.explain(new FlyRefusal(about), 'GET /apps');

describe('the client', () => {
  test.each([
    ['FlyV1 fm2_abc,fm2_def', 'FlyV1 fm2_abc,fm2_def'],
    ['fm2_abc', 'FlyV1 fm2_abc'],
    ['an-older-token', 'Bearer an-older-token'],
  ])('shows a token with its scheme (%s)', async (token, header) => {
    const { client, asked } = clientWith(token, json({ apps: [{ name: 'a' }] }));
    expect((await client.apps('ann')).map(({ name }) => name)).toEqual(['a']);
    expect(asked[0]?.url.href).toBe('https://api.machines.dev/v1/apps?org_slug=ann');
    expect(asked[0]?.headers.get('authorization')).toBe(header);
  });

  test('logs in at the registry, without the scheme', async () => {
    const { client, asked } = clientOf(new Response(null, { status: 200, headers: { 'docker-content-digest': 'sha256:1' } }));
    expect(await client.image('shop-images', 'abc')).toBe('sha256:1');
    expect([asked[0]?.method, asked[0]?.url.href]).toEqual(['HEAD', 'https://registry.fly.io/v2/shop-images/manifests/abc']);
    const [, word = ''] = (asked[0]?.headers.get('authorization') ?? '').split(' ');
    expect(Buffer.from(word, 'base64').toString()).toBe('x:fm2_abc,fm2_def');
    expect(asked[0]?.headers.get('accept')).toContain('application/vnd.oci.image.index.v1+json');
  });

  test('takes what is gone for absent: a machine, an image, all images', async () => {
    const gone = () => clientOf(json({ errors: [{ code: 'NAME_UNKNOWN' }] }, 404)).client;
    expect([await gone().machine('a', 'b'), await gone().image('a', 'b'), await gone().tags('a')]).toEqual([undefined, undefined, []]);
  });

  test('makes a machine that runs, or one that waits', async () => {
    const { client, asked } = clientOf(json({ id: '1' }));
    const about = { name: 'bot-1', region: 'iad', config: { image: 'x' } };
    await client.createMachine('a', { ...about, launch: true });
    await client.createMachine('a', { ...about, launch: false });
    await client.updateMachine('a', '1', { image: 'y' }, false);
    expect(asked.map(({ body }) => JSON.parse(body))).toEqual([
      about,
      { ...about, skip_launch: true },
      { config: { image: 'y' }, skip_launch: true },
    ]);
  });

  test('reads a log page by page, and nothing where the token may not', async () => {
    const line = (message: string) => ({
      attributes: { timestamp: '2026-01-01T00:00:00Z', message, level: 'info', meta: { instance: 'm1' } },
    });
    const { client, asked } = clientOf(
      json({ data: [line('one')], meta: { next_token: '7' } }),
      json({ data: [line('two')], meta: { next_token: '8' } }),
      json({ data: [], meta: { next_token: '8' } }),
    );
    expect((await client.logs('a', 'm1')).map(({ message, instance }) => `${instance} ${message}`)).toEqual(['m1 one', 'm1 two']);
    expect(asked.map(({ url }) => url.searchParams.get('next_token'))).toEqual(['', '7', '8']);
    expect(await clientOf(json({}, 401)).client.logs('a')).toEqual([]);
    await expect(clientOf(json({}, 500)).client.logs('a')).rejects.toMatchObject({ status: 500 });
  });

  test('measures in numbers, or not at all', async () => {
    const told = (value: unknown) => clientOf(json({ data: { result: value } })).client.measured('ann', 'up');
    expect(await told([{ value: [1, '42.5'] }])).toBe(42.5);
    expect(await told([])).toBeUndefined();
    expect(await clientOf(json({}, 403)).client.measured('ann', 'up')).toBeUndefined();
  });

  test.each([
    [new TypeError('fetch failed'), { status: 0, message: 'no answer' }],
    [
      json({ error: 'no room', status: 'insufficient_capacity' }, 422, { 'fly-request-id': 'r77' }),
      { status: 422, message: 'no room', code: 'insufficient_capacity', requestId: 'r77' },
    ],
    [json({ errors: [{ code: 'UNAUTHORIZED', message: 'log in' }] }, 401), { status: 401, message: 'log in', code: 'UNAUTHORIZED' }],
    [new Response('', { status: 500 }), { status: 500, message: 'refused without a word' }],
  ])('says in one refusal what went wrong (%#)', async (answer, expected) => {
    await expect(clientOf(answer).client.tokens()).rejects.toMatchObject({ name: 'FlyRefusal', ...expected });
  });
});

describe('a refusal', () => {
  test.each([
    [{ status: 401, message: 'Authenticate: token validation error' }, /make a new one/, 6],
    [{ status: 402, message: 'x' }, /unpaid bill/, 6],
    [{ status: 403, message: 'forbidden' }, /whole organisation/, 6],
    [{ status: 403, message: 'organization is suspended' }, /its mails tell why/, 6],
    [{ status: 404, message: 'machine not found' }, /k77 plan shows/, 1],
    [{ status: 404, message: 'organization not found' }, /token of the right one/, 6],
    [{ status: 408, message: 'x' }, /it looks first/, 1],
    [{ status: 409, message: 'lease currently held' }, /somebody else changes this machine/, 1],
    [{ status: 409, message: 'insufficient memory available to fulfill request' }, /no room/, 1],
    [{ status: 412, message: 'volume is already attached' }, /the disk hangs/, 1],
    [{ status: 412, message: 'x' }, /changed by somebody else/, 1],
    [{ status: 422, message: 'x', code: 'name_taken' }, /unique among everybody/, 1],
    [{ status: 422, message: 'Validation failed: Name has already been taken' }, /unique among everybody/, 1],
    [{ status: 422, message: 'x', code: 'insufficient_capacity' }, /another part of the world/, 1],
    [{ status: 422, message: 'please add a payment method' }, /add one at/, 6],
    [{ status: 422, message: 'you have reached the limit of machines' }, /billing@fly\.io/, 1],
    [{ status: 422, message: 'Hostname api.x.test already exists on another app' }, /app → Certificates/, 1],
    [{ status: 400, message: 'failed to get manifest registry.fly.io/x:1' }, /the GitHub workflow brings it/, 1],
    [{ status: 404, message: 'manifest unknown', code: 'MANIFEST_UNKNOWN' }, /the GitHub workflow brings it/, 1],
    [{ status: 400, message: 'colour is wrong' }, /name the field/, 1],
    [{ status: 429, message: 'x' }, /one order a second/, 1],
    [{ status: 500, message: 'x' }, /status\.flyio\.net/, 1],
    [{ status: 0, message: 'no answer' }, /status\.flyio\.net/, 1],
  ])('comes with its remedy: %o', (about, advice, exit) => {
    const told = refused(about);
    expect(told).toMatchObject({ vendor: 'Fly.io', status: about.status, message: about.message, exit });
    expect(told?.advice).toMatch(advice);
  });

  test('of somebody else is not explained', () => {
    expect(fly.explain(new Error('other'), '')).toBeUndefined();
  });
});

describe('the vendor', () => {
  test('is involved where an answer names it, and only then', () => {
    expect(fly.involved?.({ botHost: 'railway', apiHost: 'fly' })).toBe(true);
    expect(fly.involved?.({ botHost: 'railway', dashboardHost: 'vercel' })).toBe(false);
  });

  test('says which organisation the token opens, where it is one', async () => {
    const door = Object.assign(async () => json({ tokens: [{ org_slug: 'ann', organization: 'o1' }] }), {}) as unknown as OpenDoor;
    const client = fly.connect(door, { FLY_API_TOKEN: new Secret('FLY_API_TOKEN', 'FlyV1 fm2_1') });
    expect(await fly.whoami(client)).toEqual({ account: 'o1', name: 'ann', mode: 'none', plan: 'pay as you go' });
    expect([
      organizationIn([{ org_slug: 'a' }, { org_slug: 'a' }]),
      organizationIn([{ org_slug: 'a' }, { org_slug: 'b' }]),
      organizationIn([{}]),
    ]).toEqual(['a', undefined, undefined]);
  });
});
