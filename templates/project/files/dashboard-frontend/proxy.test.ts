import { NextRequest } from 'next/server';
import { afterEach, describe, expect, test, vi } from 'vitest';

const page = (headers: Record<string, string> = {}) => new NextRequest('https://crown.example/pricing', { headers });
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

/** The proxy as it is built for an environment: values of NEXT_PUBLIC_ are part of it. */
async function proxyIn(variables: Record<string, string>): Promise<typeof import('./proxy.ts').proxy> {
  vi.resetModules();
  for (const [name, value] of Object.entries({
    NEXT_PUBLIC_API_URL: 'https://api.crown.example',
    NEXT_PUBLIC_DASHBOARD_URL: 'https://crown.example',
    ...variables,
  }))
    vi.stubEnv(name, value);
  return (await import('./proxy.ts')).proxy;
}
afterEach(() => vi.unstubAllEnvs());

describe('every page', () => {
  test('gets a policy with a nonce of its own, and knows its path', async () => {
    const proxy = await proxyIn({ NEXT_PUBLIC_ENVIRONMENT: 'production' });
    const [one, other] = [proxy(page()), proxy(page())].map((answer) => answer.headers.get('content-security-policy') ?? '');
    const nonces = [one, other].map((policy) => /'nonce-([^']+)'/.exec(policy ?? '')?.[1]);
    expect(nonces[0]).toMatch(/^[\w+/]{24}$/);
    expect(nonces[0]).not.toBe(nonces[1]);
    expect(one).toContain("connect-src 'self' https://api.crown.example");
    expect(proxy(page()).headers.get('x-middleware-request-x-path')).toBe('/pricing');
  });

  test('may tell Sentry of its errors where there is a DSN, at its host and without the key', async () => {
    const proxy = await proxyIn({ NEXT_PUBLIC_SENTRY_DSN: 'https://key@o1.ingest.de.sentry.io/2' });
    const sources = /connect-src ([^;]+)/.exec(proxy(page()).headers.get('content-security-policy') ?? '')?.[1]?.split(' ');
    expect(sources).toEqual(["'self'", 'https://api.crown.example', 'https://o1.ingest.de.sentry.io']);
  });

  test('cannot choose its own nonce or path from outside', async () => {
    const proxy = await proxyIn({ NEXT_PUBLIC_ENVIRONMENT: 'production' });
    const answer = proxy(page({ 'x-nonce': 'evil', 'x-path': '/evil', 'content-security-policy': "script-src 'nonce-evil'" }));
    expect(JSON.stringify([...answer.headers])).not.toContain('evil');
  });

  test('may be indexed in production and not in a preview', async () => {
    expect((await proxyIn({ NEXT_PUBLIC_ENVIRONMENT: 'production' }))(page()).headers.has('x-robots-tag')).toBe(false);
    expect((await proxyIn({ NEXT_PUBLIC_ENVIRONMENT: 'preview' }))(page()).headers.get('x-robots-tag')).toBe('noindex, nofollow');
  });
});

describe('a preview', () => {
  const closed = { NEXT_PUBLIC_ENVIRONMENT: 'preview', PREVIEW_USER: 'guest', PREVIEW_PASSWORD: 'wine' };

  test('asks for the name and password that are set', async () => {
    const proxy = await proxyIn(closed);
    const refused = proxy(page());
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="preview", charset="UTF-8"']);
    expect(proxy(page({ authorization: basic('guest:beer') })).status).toBe(401);
    expect(proxy(page({ authorization: basic('guest:wine') })).status).toBe(200);
  });

  test('with half a key is shut', async () => {
    expect((await proxyIn({ ...closed, PREVIEW_USER: '' }))(page({ authorization: basic(':wine') })).status).toBe(503);
  });

  test('does not guard production', async () => {
    expect((await proxyIn({ ...closed, NEXT_PUBLIC_ENVIRONMENT: 'production' }))(page()).status).toBe(200);
  });
});
