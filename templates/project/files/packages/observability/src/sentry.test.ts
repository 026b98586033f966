import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { hidePath } from './redact.ts';
import { scrub } from './scrub.ts';
import { openSentry } from './sentry.ts';

test('headers, cookies, query, body, breadcrumbs and people are hidden in any spelling', () => {
  const event = {
    message: 'mongodb://bot:hide-me@host refused',
    request: {
      url: 'https://api.kingdom77.test/api/auth/callback?code=hide-me&state=hide-me',
      headers: {
        Authorization: 'Bearer hide-me',
        cookie: 'hide-me',
        'X-CSRF-Token': 'hide-me',
        'stripe-signature': 'hide-me',
        accept: 'text/html',
      },
      cookies: { '__Host-session': 'hide-me' },
      query_string: 'code=hide-me',
      data: { clientSecret: 'hide-me', nested: [{ password: 'hide-me', plan: 'monthly' }] },
    },
    user: { id: 'a1b2', ip_address: 'hide-me', email: 'hide-me', username: 'hide-me' },
    breadcrumbs: [{ message: 'GET https://x.test/?token=hide-me', data: { url: 'https://x.test/?a=hide-me' } }],
  };
  const clean = scrub(event);
  expect(JSON.stringify(clean)).not.toContain('hide-me');
  expect(clean.request.headers.accept).toBe('text/html');
  expect(clean.request.data.nested).toMatchObject([{ plan: 'monthly' }]);
  expect(clean.user).toEqual({ id: 'a1b2' });
  expect(event.request.headers.Authorization).toBe('Bearer hide-me');
});

test('an address whose path is a secret is hidden by its path, with and without a query', () => {
  hidePath('https://heartbeat.example.test/m1-hide-me');
  hidePath('https://short.example.test/ok');
  const clean = scrub({
    breadcrumbs: [{ data: { url: 'https://heartbeat.example.test/m1-hide-me?x=1' } }],
    message: 'GET /m1-hide-me /ok',
  });
  expect(JSON.stringify(clean)).not.toContain('hide-me');
  expect(clean.message).toBe('GET /[hidden] /ok');
});

test('without a DSN nothing is loaded and nothing is told', async () => {
  const reporter = await openSentry({ dsn: undefined, environment: 'test', service: 'api', version: '1' });
  expect(reporter.capture(new Error('x'))).toBeUndefined();
  await expect(reporter.flush()).resolves.toBeUndefined();
});

test('what reaches Sentry has an id, a release and only the hash of a person', async () => {
  let received = '';
  const server = createServer((request, response) => {
    request.on('data', (chunk) => {
      received += String(chunk);
    });
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Built here, because Sentry is also sent the lines of the source around an error.
  const [secret, userId] = ['hide me'.replace(' ', '-'), `2${'0'.repeat(16)}1`];
  const dsn = `http://public@127.0.0.1:${(server.address() as AddressInfo).port}/7`;
  const reporter = await openSentry({ dsn, environment: 'production', service: 'bot', version: '1.2.3' });
  const id = reporter.capture(new Error(`redis://:${secret}@host is away`), { userId, tags: { command: 'ping' } });
  await reporter.flush(5000);
  server.close();
  expect(id).toMatch(/^[\da-f]{32}$/);
  expect(received).toContain(id);
  expect(received).toContain('bot@1.2.3');
  expect(received).toContain('"command":"ping"');
  expect(received).not.toMatch(new RegExp(`${secret}|${userId}`));
});
