import { answerTestErrors, memoryBus, memoryLocks } from '@k77/data';
import { describe, expect, test, vi } from 'vitest';
import { dashboard, envOf, openApi } from '../api.fixture.ts';
import { createErrorTickets } from '../auth/error-ticket.ts';
import { operatorSignature } from '../auth/operator.ts';
import type { Dependencies } from '../dependencies.ts';

const secure = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '198.51.100.7' };
const marker = 'proof-of-the-api-77';

async function open(change: Partial<Dependencies> = {}) {
  const lines: string[] = [];
  const api = await openApi(change, { log: (line) => lines.push(line) });
  const secret = String(api.dependencies.env.OPERATOR_SECRET);
  const ask = (service: string, payload: object = { marker }, signature?: string) => {
    const url = `/api/test-error/${service}`;
    const signed = signature ?? operatorSignature(secret, 'POST', url, api.clock.now());
    return api.app.inject({ method: 'POST', url, headers: { ...secure, 'x-operator-signature': signed }, payload });
  };
  const redeem = (ticket: string) =>
    api.app.inject({ method: 'POST', url: '/api/test-error/ticket', headers: secure, payload: { ticket } });
  return { ...api, lines, ask, redeem };
}

describe('a test error', () => {
  test('of the API is made at once, and its id is told', async () => {
    const { ask, reported, lines } = await open();
    const answer = await ask('api');
    expect([answer.statusCode, answer.json()]).toEqual([200, { eventId: '1' }]);
    expect(String(reported[0])).toContain(marker);
    expect(lines.filter((line) => line.includes('"level":50'))).toHaveLength(1);
    expect(lines.join('')).not.toContain('sk_test_');
  });

  test('of the bot and the worker is made by them', async () => {
    const bus = memoryBus();
    const { ask } = await open({ bus });
    const common = { bus, locks: memoryLocks(), logger: { warn: () => undefined } };
    await answerTestErrors({ ...common, service: 'bot', make: async (text) => `bot-${text}` });
    await answerTestErrors({ ...common, service: 'worker', make: async () => undefined });
    expect((await ask('bot')).json()).toEqual({ eventId: `bot-${marker}` });
    expect((await ask('worker')).json()).toEqual({ eventId: null });
  });

  test('of a service that does not answer is 504, which is no error of the API', async () => {
    const { ask, reported } = await open();
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const asked = ask('worker');
    await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0));
    await vi.advanceTimersByTimeAsync(5000);
    vi.useRealTimers();
    const answer = await asked;
    expect([answer.statusCode, answer.json().code]).toEqual([504, 'service-silent']);
    expect(reported).toEqual([]);
  });

  test('exists for nobody but the operator, whatever they send', async () => {
    const { ask, reported, clock } = await open();
    const stale = operatorSignature(
      'fake-operator-secret-of-the-fixture-012',
      'POST',
      '/api/test-error/api',
      new Date(clock.now().getTime() - 301_000),
    );
    const forged = operatorSignature('x'.repeat(32), 'POST', '/api/test-error/api', clock.now());
    const read = operatorSignature('fake-operator-secret-of-the-fixture-012', 'GET', '/api/test-error/api', clock.now());
    for (const signature of ['', 't=1,v1=', stale, forged, read])
      for (const payload of [{ marker }, { marker: '?' }, {}]) expect((await ask('api', payload, signature)).statusCode).toBe(404);
    expect((await ask('somebody', {}, '')).statusCode).toBe(404);
    expect(reported).toEqual([]);
    const without = await open({ env: { ...envOf(), OPERATOR_SECRET: undefined } });
    expect(
      (await without.ask('api', { marker }, operatorSignature('undefined', 'POST', '/api/test-error/api', clock.now()))).statusCode,
    ).toBe(404);
  });

  test('needs a service that there is and a right marker', async () => {
    const { ask, reported } = await open();
    expect((await ask('database')).statusCode).toBe(400);
    for (const wrong of [undefined, 'short', 'With-Capitals-In', 'x'.repeat(41), 'a b c d e f g'])
      expect((await ask('api', { marker: wrong })).statusCode).toBe(400);
    expect(reported).toEqual([]);
  });

  test('cannot be asked for more than sixty times a minute', async () => {
    const { ask } = await open();
    const answers = await Promise.all(Array.from({ length: 70 }, () => ask('api')));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(60);
  });
});

describe('a test error of the dashboard', () => {
  const heard: { url: string; ticket: string }[] = [];
  const dashboardSays =
    (answer: (ticket: string) => Promise<Response>): typeof fetch =>
    async (url, init) => {
      const { ticket } = JSON.parse(String(init?.body)) as { ticket: string };
      heard.push({ url: String(url), ticket });
      return answer(ticket);
    };

  test('is asked for with a ticket that the dashboard hands back, good for once', async () => {
    let redeem: (ticket: string) => Promise<{ statusCode: number; json(): unknown }> = async () =>
      Promise.reject(new Error('not open yet'));
    const answers: unknown[] = [];
    const fetch = dashboardSays(async (ticket) => {
      for (const _ of [1, 2]) {
        const redeemed = await redeem(ticket);
        answers.push([redeemed.statusCode, redeemed.statusCode === 200 ? redeemed.json() : undefined]);
      }
      return Response.json({ eventId: 'f'.repeat(32) });
    });
    const api = await open({ fetch });
    redeem = api.redeem;
    expect((await api.ask('dashboard')).json()).toEqual({ eventId: 'f'.repeat(32) });
    expect(heard.at(-1)?.url).toBe(`${dashboard}/test-error`);
    expect(answers).toEqual([
      [200, { marker }],
      [404, undefined],
    ]);
    expect(api.lines.join('')).not.toContain(heard.at(-1)?.ticket);
  });

  test('a ticket is worth nothing after a minute, changed, or of another secret', async () => {
    const { clock, redeem, dependencies } = await open();
    const tools = { limiter: dependencies.limiter, clock };
    const ours = createErrorTickets(dependencies.env.SESSION_SECRET, tools);
    const foreign = await createErrorTickets('another-session-secret-0123456789012', tools).make(marker);
    const [head, , signature] = foreign.split('.');
    const old = await ours.make(marker);
    clock.advance(61_000);
    for (const ticket of [old, foreign, `${head}..${signature}`, 'nonsense', '']) expect((await redeem(ticket)).statusCode).toBe(404);
    expect((await redeem(await ours.make(marker))).statusCode).toBe(200);
  });

  test.each([
    ['is away', async () => Promise.reject(new TypeError('fetch failed'))],
    ['knows no such page', async () => new Response(null, { status: 404 })],
    ['says something else', async () => Response.json({ hello: 'there' })],
  ])('is 504 when the dashboard %s', async (_what, answer) => {
    const { ask } = await open({ fetch: dashboardSays(answer as () => Promise<Response>) });
    expect((await ask('dashboard')).statusCode).toBe(504);
  });
});
