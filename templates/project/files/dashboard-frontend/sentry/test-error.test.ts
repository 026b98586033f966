/** An error on purpose in the dashboard's server: made only with a ticket that the API redeems. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';

const marker = 'proof-of-the-dashboard';
const ticket = 'aaaaaaaaaa.bbbbbbbbbb.cccccccccc';
const asked: string[] = [];
let reported = '';
const said: string[] = [];

const api = createServer(async (request, response) => {
  let text = '';
  for await (const part of request) text += String(part);
  asked.push(`${request.method} ${request.url} ${text}`);
  const known = text.includes(ticket);
  response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' }).end(known ? JSON.stringify({ marker }) : '{}');
});
const sentry = createServer(async (request, response) => {
  for await (const part of request) reported += String(part);
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
});

async function address(server: Server): Promise<string> {
  if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => said.push(String(line)) > 0);
  vi.stubEnv('NEXT_PUBLIC_API_URL', `http://${await address(api)}`);
  vi.stubEnv('NEXT_PUBLIC_VERSION', '0123456789ab');
});
beforeEach(() => {
  vi.resetModules();
  for (const list of [asked, said]) list.length = 0;
  reported = '';
});
afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  for (const server of [api, sentry]) server.close();
});

async function post(body: string): Promise<Response> {
  const { POST } = await import('../app/test-error/route.ts');
  return POST(new Request('https://crown.example/test-error', { method: 'POST', body }));
}

test('without a ticket of the API’s there is nothing here, and what is no ticket is not asked about', async () => {
  vi.stubEnv('NEXT_PUBLIC_SENTRY_DSN', '');
  for (const body of ['', 'null', '{}', '{"ticket":7}', '{"ticket":"a.b"}', '{"ticket":"https://evil.example/?x=.aaaaaaaaaa.bbbbbbbbbb"}'])
    expect((await post(body)).status).toBe(404);
  expect(asked).toEqual([]);
  expect((await post(JSON.stringify({ ticket: ticket.replaceAll('a', 'x') }))).status).toBe(404);
  expect(asked).toHaveLength(1);
  expect(said).toEqual([]);
});

test('without Sentry it is logged, and its id is nothing', async () => {
  vi.stubEnv('NEXT_PUBLIC_SENTRY_DSN', '');
  const answer = await post(JSON.stringify({ ticket }));
  expect([answer.status, await answer.json(), answer.headers.get('cache-control')]).toEqual([200, { eventId: null }, 'no-store']);
  expect(asked).toEqual([`POST /api/test-error/ticket ${JSON.stringify({ ticket })}`]);
  expect(JSON.parse(String(said[0]))).toMatchObject({ level: 50, service: 'dashboard', marker, msg: expect.stringContaining('[hidden]') });
});

test('it is at Sentry when the id is told, with its marker, and what looks like a secret is not', async () => {
  vi.stubEnv('NEXT_PUBLIC_SENTRY_DSN', `http://public@${await address(sentry)}/7`);
  const { startServer } = await import('./server.ts');
  startServer();
  const { eventId } = (await (await post(JSON.stringify({ ticket }))).json()) as { eventId: string };
  expect(eventId).toMatch(/^[\da-f]{32}$/);
  for (const part of [eventId, `"k77_marker":"${marker}"`, 'dashboard@0123456789ab', `A test of the error reports (${marker})`])
    expect(reported).toContain(part);
  expect(reported + said.join('')).not.toContain(`sk_test_${marker.replaceAll('-', '')}`);
});
