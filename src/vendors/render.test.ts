/** The vendor and its client, against answers that are written down here. */
import { describe, expect, test } from 'vitest';
import type { Door, OpenDoor } from '../core/vendor.ts';
import { render } from './render.ts';
import { RenderClient } from './render-client.ts';
import { RenderRefusal } from './render-http.ts';

interface Asked {
  method: string;
  url: URL;
  headers: Headers;
  body: string;
}

/** Answers one after the other; the last one for ever. */
function clientOf(...answers: (Response | Error)[]): { client: RenderClient; asked: Asked[] } {
  const asked: Asked[] = [];
  const door: Door = async (url, init = {}) => {
    asked.push({ method: init.method ?? 'GET', url: new URL(url), headers: new Headers(init.headers), body: String(init.body ?? '') });
    const answer = answers[Math.min(asked.length, answers.length) - 1] ?? new Response('');
    if (answer instanceof Error) throw answer;
    return answer.clone();
  };
  return { client: new RenderClient(door, 'rnd_77'), asked };
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });
const refused = (about: { status: number; message: string; until?: string }) => render.explain(new RenderRefusal(about), 'GET /v1/x');
const owner = (name: string) => ({ owner: { id: `tea-${name}`, name, email: '', type: 'team' }, cursor: name });

describe('the client', () => {
  test('shows its key, and follows the cursor while a page is full', async () => {
    const full = Array.from({ length: 100 }, (_, index) => owner(`w${index}`));
    const { client, asked } = clientOf(json(full), json([owner('last')]));
    expect((await client.owners()).map(({ name }) => name).slice(-2)).toEqual(['w99', 'last']);
    expect(asked.map(({ url }) => url.pathname + url.search)).toEqual(['/v1/owners?limit=100', '/v1/owners?limit=100&cursor=w99']);
    expect(asked[0]?.headers.get('authorization')).toBe('Bearer rnd_77');
  });

  test('finds no service where only a longer name is there', async () => {
    const { client } = clientOf(json([{ service: { id: 'srv-1', name: 'shop-bot-2' }, cursor: 'c' }]));
    expect(await client.services('tea-1', 'shop-bot')).toEqual([]);
  });

  test('takes what is gone, and what was deleted, for absent', async () => {
    for (const status of [404, 410]) expect(await clientOf(json({ message: 'gone' }, status)).client.service('srv-1')).toBeUndefined();
  });

  test('sorts deploys by time, whatever the order of the answer', async () => {
    const deploys = ['1', '3', '2'].map((day) => ({ deploy: { id: `dep-${day}`, createdAt: `2026-01-0${day}T00:00:00Z` }, cursor: day }));
    expect((await clientOf(json(deploys)).client.deploys('srv-1')).map(({ id }) => id)).toEqual(['dep-3', 'dep-2', 'dep-1']);
  });

  test('knows no deploy where Render only put it into a queue', async () => {
    expect(await clientOf(new Response('', { status: 202 })).client.createDeploy('srv-1', 'abc')).toBeUndefined();
  });

  test('stops asking for logs when a page brings nothing new', async () => {
    const line = { id: 'l1', message: 'a', timestamp: '2026-01-01T00:00:00Z', labels: [] };
    const page = { hasMore: true, nextStartTime: '2026-01-01T00:00:00Z', nextEndTime: '2026-01-01T00:00:00Z', logs: [line] };
    const { client, asked } = clientOf(json(page));
    const lines = await client.logs({ owner: 'tea-1', service: 'srv-1', type: 'app', from: '', to: '' }, 50);
    expect([lines.length, asked.length]).toEqual([1, 2]);
  });

  test.each([
    [new TypeError('fetch failed'), { status: 0, message: 'no answer' }],
    [json({ id: 'r77', message: 'no such thing' }, 400), { status: 400, message: 'no such thing', requestId: 'r77' }],
    [new Response('<html>502</html>', { status: 502 }), { status: 502, message: '<html>502</html>' }],
    [new Response('', { status: 500 }), { status: 500, message: 'refused without a word' }],
    [json({ message: 'slow down' }, 429, { 'ratelimit-reset': '1790000000' }), { status: 429, until: '2026-09-21T14:13:20.000Z' }],
    [json({ message: 'slow down' }, 429, { 'ratelimit-reset': '45' }), { status: 429, until: undefined }],
  ])('says in one refusal what went wrong (%#)', async (answer, expected) => {
    await expect(clientOf(answer).client.owners()).rejects.toMatchObject({ name: 'RenderRefusal', ...expected });
  });
});

describe('a refusal', () => {
  test.each([
    [{ status: 401, message: 'Unauthorized' }, /wrong or was revoked/, 6],
    [{ status: 402, message: 'Payment information is required to complete this request.' }, /add a card/, 6],
    [{ status: 400, message: 'Payment information is required' }, /add a card/, 6],
    [{ status: 403, message: 'forbidden' }, /admin of the workspace/, 6],
    [{ status: 404, message: 'not found: service' }, /k77 plan shows/, 1],
    [{ status: 409, message: 'conflict' }, /it looks first/, 1],
    [{ status: 409, message: 'name kingdom77-bot is already in use' }, /rename it there/, 1],
    [{ status: 409, message: 'custom domain api.x.com already exists' }, /belongs to another service/, 1],
    [
      { status: 400, message: 'passed in repository URL is invalid or unfetchable: https://github.com/a/b' },
      /github\.com\/apps\/render/,
      6,
    ],
    [{ status: 400, message: 'branch main not found' }, /branch in the repository: push/, 1],
    [{ status: 400, message: 'commit 77 not found' }, /commit in the repository: push/, 1],
    [{ status: 400, message: 'a service with an attached disk cannot be scaled' }, /one instance/, 1],
    [{ status: 400, message: 'service x is suspended' }, /resume it/, 1],
    [{ status: 400, message: 'limit of 25 services reached: upgrade' }, /render\.com\/pricing/, 1],
    [{ status: 400, message: 'region must be one of oregon' }, /name the field/, 1],
    [{ status: 429, message: 'limit reached', until: '2026-01-01T00:00:00.000Z' }, /limits the rate.*ends at 2026-01-01/, 1],
    [{ status: 500, message: 'branch main not found' }, /status\.render\.com/, 1],
    [{ status: 0, message: 'no answer' }, /status\.render\.com/, 1],
  ])('comes with its remedy: %o', (about, advice, exit) => {
    const told = refused(about);
    expect(told).toMatchObject({ vendor: 'Render', status: about.status, message: about.message, exit });
    expect(told?.advice).toMatch(advice);
  });

  test('of somebody else is not explained', () => {
    expect(render.explain(new Error('other'), '')).toBeUndefined();
  });
});

describe('the vendor', () => {
  test('is involved where an answer names it, and only then', () => {
    expect(render.involved?.({ botHost: 'railway', apiHost: 'render' })).toBe(true);
    expect(render.involved?.({ botHost: 'railway', dashboardHost: 'vercel' })).toBe(false);
  });

  test('says whose workspaces the key opens, and that it opens none', async () => {
    const two = render.connect(Object.assign(async () => json([owner('A'), owner('B')]), {}) as unknown as OpenDoor, {});
    expect(await render.whoami(two)).toEqual({ account: 'tea-A', name: 'A and 1 more', mode: 'none' });
    const none = render.connect(Object.assign(async () => json([]), {}) as unknown as OpenDoor, {});
    await expect(render.whoami(none)).rejects.toMatchObject({ what: 'the Render key opens no workspace', exit: 6 });
  });
});
