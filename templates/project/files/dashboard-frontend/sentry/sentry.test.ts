/** What reaches Sentry from the dashboard, and what never does. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

let received = '';
const server = createServer((request, response) => {
  request.on('data', (part) => {
    received += String(part);
  });
  request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  vi.stubEnv('NEXT_PUBLIC_SENTRY_DSN', `http://public@127.0.0.1:${(server.address() as AddressInfo).port}/7`);
  vi.stubEnv('NEXT_PUBLIC_ENVIRONMENT', 'production');
  vi.stubEnv('NEXT_PUBLIC_VERSION', '1.2.3');
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
});

test('an error of the server arrives with its release, and without tokens, queries and people', async () => {
  const { startServer } = await import('./server.ts');
  const sentry = await import('@sentry/nextjs');
  startServer();
  // Built here, because Sentry is also sent the lines of the source around an error.
  const [hidden, address] = [['hide', 'me'].join('-'), [203, 0, 113, 9].join('.')];
  sentry.withScope((scope) => {
    scope.setUser({ id: 'a1', email: `${hidden}@x.test`, ip_address: address });
    scope.setExtra('cookie', hidden);
    scope.addBreadcrumb({ category: 'fetch', data: { url: `https://api.x.test/api/auth/callback?code=${hidden}` } });
    sentry.captureException(new Error(`GET https://x.test/payment/success?session_id=${hidden} failed: Bearer ${hidden}`));
  });
  await sentry.flush(5000);
  expect(received).toContain('dashboard@1.2.3');
  expect(received).toContain('"service":"dashboard"');
  expect(received).toContain('https://x.test/payment/success?[hidden]');
  expect(received).not.toMatch(new RegExp(`${hidden}|${address}`));
});

test('the browser has nothing that sends without an error', async () => {
  const { withoutTalkative } = await import('./browser.ts');
  const named = ['GlobalHandlers', 'BrowserSession', 'BrowserTracing', 'Breadcrumbs'].map((name) => ({ name }));
  expect(withoutTalkative(named).map(({ name }) => name)).toEqual(['GlobalHandlers', 'Breadcrumbs']);
});

test('source maps are made and uploaded only with all three variables, and are deleted afterwards', async () => {
  const { withSentry } = await import('./with-sentry.ts');
  // As `next build` says it.
  vi.stubEnv('TURBOPACK', '1');
  const config = { poweredByHeader: false };
  expect(await withSentry(config, {})).toBe(config);
  expect(await withSentry(config, { SENTRY_AUTH_TOKEN: 'sntrys_x', SENTRY_ORG: 'o' })).toBe(config);
  const wrapped = await withSentry(
    { ...config },
    { SENTRY_AUTH_TOKEN: 'sntrys_x', SENTRY_ORG: 'o', SENTRY_PROJECT: 'p', VERSION: '1.2.3' },
  );
  expect(wrapped.compiler?.runAfterProductionCompile).toBeTypeOf('function');
  expect(JSON.stringify(wrapped)).not.toContain('sntrys_x');
});
