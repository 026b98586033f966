import { describe, expect, test } from 'vitest';
import { ApiFailure, asFailure } from './failure.ts';
import { loginLink, loginPage, ownPath } from './login-link.ts';
import { createRequests } from './request.ts';

interface Sent {
  url: string;
  method: string;
  headers: Headers;
  body: unknown;
}

/** Answers in turn; the last one again and again. */
function scripted(...answers: (() => Response | Promise<Response>)[]) {
  const sent: Sent[] = [];
  const ask: typeof fetch = async (url, { method = 'GET', headers, body, signal } = {}) => {
    sent.push({ url: String(url), method, headers: new Headers(headers), body });
    signal?.throwIfAborted();
    const next = answers[Math.min(sent.length, answers.length) - 1];
    if (next === undefined) throw new Error('nothing was scripted');
    return next();
  };
  return { sent, requests: createRequests({ apiUrl: 'https://api.test', fetch: ask }) };
}

const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  () =>
    new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json', ...headers } });
const me = json({ csrfToken: 'token-1' });
const failure = (asked: Promise<unknown>) => asked.then(() => undefined, asFailure);

describe('a request', () => {
  test('that changes something fetches the token first, once, and sends it', async () => {
    const { sent, requests } = scripted(me, json({ ok: 1 }), json({ ok: 2 }));
    await requests.send('POST', '/a', { body: { x: 1 } });
    await requests.send('POST', '/b');
    expect(sent.map(({ method, url }) => `${method} ${url.slice(16)}`)).toEqual(['GET /api/auth/me', 'POST /a', 'POST /b']);
    expect(sent.map(({ headers }) => headers.get('x-csrf-token'))).toEqual([null, 'token-1', 'token-1']);
    expect(sent[1]?.body).toBe('{"x":1}');
    expect(sent[2]?.headers.has('content-type')).toBe(false);
  });

  test('whose token is no longer taken asks for a new one and goes out once more, not for ever', async () => {
    const stale = json({ code: 'csrf' }, 403);
    const renewed = scripted(me, stale, json({ csrfToken: 'token-2' }), json({ done: true }));
    expect(await renewed.requests.send('POST', '/a')).toEqual({ done: true });
    expect(renewed.sent.at(-1)?.headers.get('x-csrf-token')).toBe('token-2');
    const stuck = scripted(me, stale, me, stale);
    expect((await failure(stuck.requests.send('POST', '/a')))?.code).toBe('csrf');
    expect(stuck.sent).toHaveLength(4);
  });

  test('of somebody who is not logged in still goes out: the API decides', async () => {
    const { requests } = scripted(json({ code: 'login-needed' }, 401), json({ reference: 'W-1' }, 201));
    expect(await requests.send('POST', '/api/withdrawals', { body: {} })).toEqual({ reference: 'W-1' });
  });

  test('is not sent when even the token cannot be fetched', async () => {
    const { sent, requests } = scripted(json({ code: 'database-away' }, 503));
    expect((await failure(requests.send('POST', '/pay')))?.kind).toBe('away');
    expect(sent).toHaveLength(1);
  });

  test('without an answer is told as such; one that the page gave up stays an abort', async () => {
    const gone = scripted(() => Promise.reject(new TypeError('network')));
    expect(await failure(gone.requests.send('GET', '/a'))).toMatchObject({ kind: 'away', code: 'unreachable' });
    const aborted = AbortSignal.abort();
    await expect(gone.requests.send('GET', '/a', { signal: aborted })).rejects.not.toBeInstanceOf(ApiFailure);
  });

  test('answered with half a document is no success', async () => {
    const { requests } = scripted(() => new Response('{"ser', { headers: { 'content-type': 'application/json' } }));
    expect((await failure(requests.send('GET', '/a')))?.kind).toBe('away');
  });
});

describe('a refusal', () => {
  test.each([
    [401, 'login-needed', 'login'],
    [403, 'login-too-old', 'again'],
    [403, 'not-allowed', 'refused'],
    [409, 'changed-meanwhile', 'refused'],
    [429, 'too-many-requests', 'limited'],
    [503, 'payments-off', 'off'],
    [503, 'database-away', 'away'],
    [500, 'internal', 'away'],
  ])('%i %s is told as "%s"', async (status, code, kind) => {
    const { requests } = scripted(json({ code, detail: 'Words.', requestId: 'r-1' }, status, { 'retry-after': '7' }));
    expect(await failure(requests.send('GET', '/a'))).toMatchObject({
      kind,
      code,
      message: 'Words.',
      requestId: 'r-1',
      retryAfterSeconds: 7,
    });
  });

  test('by a proxy in between has words of ours', async () => {
    const { requests } = scripted(() => new Response('<h1>502</h1>', { status: 502, headers: { 'content-type': 'text/html' } }));
    const told = await failure(requests.send('GET', '/a'));
    expect([told?.kind, told?.message.includes('<')]).toEqual(['away', false]);
  });
});

describe('the way to the login', () => {
  test('keeps where somebody wanted to go', () => {
    expect(loginPage('/billing?from=mail#x')).toBe('/login?next=%2Fbilling%3Ffrom%3Dmail%23x');
    expect(loginLink('https://api.test', '/a', true)).toBe('https://api.test/api/auth/login?next=%2Fa&again=true');
  });

  test.each([
    '//evil.test',
    '/\\evil.test',
    'https://evil.test',
    'javascript:alert(1)',
    '',
    '/%2e%2e//evil.test',
    '/..//evil.test',
    `/${'a'.repeat(600)}`,
  ])('leads nobody to %s', (wanted) => {
    expect(ownPath(wanted, '/servers')).toMatch(/^\/(servers$|[^/\\])/);
    expect(new URL(ownPath(wanted, '/servers'), 'https://own.test').origin).toBe('https://own.test');
  });
});
