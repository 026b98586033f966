import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../ports/clock.ts';
import { type Incoming, type Listener, listen, type Outgoing } from '../../ports/listen.ts';
import { probeServed, type Served } from './served.ts';

const html = (body: string): Outgoing => ({
  status: 200,
  headers: { 'content-type': 'text/html', 'content-security-policy': "default-src 'self'" },
  body,
});
const script = (body: string): Outgoing => ({
  status: 200,
  headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'max-age=60' },
  body,
});
const site: Readonly<Record<string, Outgoing>> = {
  '/': html(
    '<script src="/_next/static/chunks/a.js"></script><img src="/gone.png"><a href="/about?from=start#top">About</a><a href="/">Here</a>',
  ),
  '/old': { status: 302, headers: { location: '/about' }, body: '' },
  '/about': html('<link rel="stylesheet" href="/site.css">'),
  '/_next/static/chunks/a.js': script('load("static/chunks/b.js")'),
  '/_next/static/chunks/b.js': script('secret()'),
  '/site.css': { status: 200, headers: { 'content-type': 'text/css' }, body: 'h1 {}' },
};
const asked: string[] = [];
let server: Listener;
let seen: Served;

beforeAll(async () => {
  server = await listen(async ({ path }: Incoming) => {
    asked.push(path);
    return site[path] ?? { status: 404, body: '' };
  });
  seen = await probeServed(`http://127.0.0.1:${server.port}`, ['/', '/old'], { clock: systemClock, timeoutMs: 5000 });
});
afterAll(() => server?.close());

const pathOf = (url: string): string => new URL(url).pathname;

test('pages that were asked for and those that they link to are fetched, redirects followed', () => {
  const found = seen.pages.map(({ path, url, status, policy }) => [path, pathOf(url), status, policy]);
  expect(found).toEqual([
    ['/', '/', 200, "default-src 'self'"],
    ['/old', '/about', 200, "default-src 'self'"],
  ]);
});

test('every file that they load is fetched once, with the scripts that scripts name', () => {
  const found = seen.files.map(({ url, kind, page, status, type, cache, text }) => [pathOf(url), kind, page, status, type, cache, text]);
  expect(found.sort()).toEqual([
    ['/_next/static/chunks/a.js', 'script', '/', 200, 'text/javascript', 'max-age=60', 'load("static/chunks/b.js")'],
    ['/_next/static/chunks/b.js', 'script', '/', 200, 'text/javascript', 'max-age=60', 'secret()'],
    ['/gone.png', 'image', '/', 404, '', '', ''],
    ['/site.css', 'style', '/old', 200, 'text/css', '', 'h1 {}'],
  ]);
  expect(asked.filter((path) => path.endsWith('.js'))).toHaveLength(2);
});

test('a site that nobody serves is told, not thrown', async () => {
  const { pages, files } = await probeServed('http://127.0.0.1:1', ['/'], { clock: systemClock, timeoutMs: 2000 });
  expect([pages.map(({ status, failure }) => [status, failure]), files]).toEqual([[[undefined, 'refused']], []]);
});
