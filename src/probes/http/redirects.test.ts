import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../ports/clock.ts';
import { openZoo, type Zoo, type ZooAnswerer } from '../../proof/http-zoo/serve.ts';
import { probeHttps } from './https.ts';
import { probeRedirects } from './redirects.ts';

const to =
  (location: string, status = 302): ZooAnswerer =>
  () => ({ status, headers: [['location', location]] });
const page: ZooAnswerer = () => ({ headers: [['strict-transport-security', 'max-age=63072000']], body: 'here' });

let zoo: Zoo;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'k77-redirects-'));
  zoo = await openZoo({
    'good.test': { http: to('https://good.test/', 308), https: page },
    'www.test': {
      http: to('https://www.test/', 301),
      https: ({ url }) => (url.pathname === '/' ? { status: 302, headers: [['location', '//good.test/in?x=1#top']] } : { body: 'here' }),
    },
    'loop.test': { http: to('https://loop.test/', 301), https: to('http://loop.test/') },
    'self.test': { https: to('/') },
    'cookie.test': {
      https: ({ headers }) =>
        headers.cookie === 'seen=1'
          ? { body: 'in' }
          : {
              status: 302,
              headers: [
                ['location', '/'],
                ['set-cookie', 'seen=1; Secure; Path=/'],
              ],
            },
    },
    'endless.test': { https: ({ url }) => ({ status: 302, headers: [['location', `/${Number(url.pathname.slice(1)) + 1}`]] }) },
    'nowhere.test': { http: to('https://closed.test/'), https: page },
    'closed.test': {},
    'mute.test': { https: () => ({ status: 301 }) },
    'mail.test': { https: to('mailto:a@b.test') },
    'clear.test': { http: page, https: page },
    'refusing.test': { http: () => ({ status: 426 }), https: page },
    'detour.test': {
      http: ({ url }) =>
        url.pathname === '/'
          ? { status: 301, headers: [['location', '/go']] }
          : { status: 301, headers: [['location', 'https://detour.test/']] },
      https: page,
    },
    'away.test': { http: to('https://good.test/', 301), https: page },
    'only-https.test': { https: page },
    'bad-certificate.test': { http: to('https://bad-certificate.test/', 301), https: page, certificate: 'wrong-name' },
  });
  writeFileSync(join(folder, 'ca.pem'), zoo.ca);
});
afterAll(async () => {
  await zoo.close();
  rmSync(folder, { recursive: true, force: true });
});

const about = () => ({ clock: systemClock, timeoutMs: 3_000, network: zoo.network });
const probe = (url: string) => probeRedirects(url, about());

describe('redirects', () => {
  test('every hop is told with status, location, and what changes', async () => {
    const seen = await probe('http://www.test/');
    expect(seen).toMatchObject({
      end: 'answered',
      final: 'https://good.test/in?x=1',
      status: 200,
      redirects: 2,
      secure: true,
      downgrades: false,
    });
    expect(seen.hops).toMatchObject([
      {
        url: 'http://www.test/',
        status: 301,
        location: 'https://www.test/',
        to: 'https://www.test/',
        schemeChange: { from: 'http', to: 'https' },
      },
      {
        url: 'https://www.test/',
        status: 302,
        location: '//good.test/in?x=1#top',
        to: 'https://good.test/in?x=1',
        hostChange: { from: 'www.test', to: 'good.test' },
      },
      { url: 'https://good.test/in?x=1', status: 200, hsts: 'max-age=63072000' },
    ]);
    expect(seen.hops[0]).not.toHaveProperty('hostChange');
    expect(seen.hops[1]).not.toHaveProperty('schemeChange');
  });

  test('a loop is told with the addresses that go round', async () => {
    expect(await probe('http://loop.test/')).toMatchObject({
      end: 'loop',
      downgrades: true,
      loop: ['http://loop.test/', 'https://loop.test/', 'http://loop.test/'],
    });
    expect(await probe('https://self.test/')).toMatchObject({ end: 'loop', loop: ['https://self.test/', 'https://self.test/'] });
  });

  test('a site that redirects to itself until its cookie comes back is no loop', async () => {
    expect(await probe('https://cookie.test/')).toMatchObject({ end: 'answered', status: 200, redirects: 1 });
  });

  test('an endless chain ends where browsers end it', async () => {
    const seen = await probe('https://endless.test/0');
    expect([seen.end, seen.redirects, seen.final]).toEqual(['too-many', 21, 'https://endless.test/20']);
  });

  test.each([
    ['http://nowhere.test/', { end: 'failed', final: 'https://closed.test/', redirects: 1 }],
    ['https://mute.test/', { end: 'no-location', status: 301 }],
    ['https://mail.test/', { end: 'bad-location', status: 302 }],
    ['https://closed.test/', { end: 'failed', redirects: 0 }],
  ])('%s ends as it should', async (url, expected) => {
    expect(await probe(url)).toMatchObject(expected);
  });

  test('agrees with curl on every status and address of every chain', async () => {
    for (const url of ['http://good.test/', 'http://www.test/', 'http://detour.test/', 'http://away.test/', 'https://only-https.test/']) {
      const { hops } = await probe(url);
      expect(hops.map(({ status, location }) => [status, location])).toEqual(await curl(url));
    }
  });

  test('agrees with curl that a loop never ends', async () => {
    expect((await probe('http://loop.test/')).end).toBe('loop');
    await expect(curl('http://loop.test/')).rejects.toThrow(/Maximum .*redirects followed/);
  });
});

describe('https', () => {
  test.each([
    ['good.test', { http: 'redirects', enforced: true, permanent: true, https: 'answers', hsts: 'max-age=63072000' }],
    ['clear.test', { http: 'serves', enforced: false, permanent: false, https: 'answers' }],
    ['refusing.test', { http: 'refuses', enforced: true, permanent: false, https: 'answers' }],
    ['detour.test', { http: 'redirects-elsewhere', enforced: true }],
    ['away.test', { http: 'redirects-elsewhere', enforced: true }],
    ['only-https.test', { http: 'closed', enforced: true, https: 'answers' }],
    ['loop.test', { http: 'broken', enforced: false, https: 'broken' }],
    ['bad-certificate.test', { http: 'redirects', enforced: true, https: 'untrusted' }],
    ['closed.test', { http: 'closed', https: 'refused' }],
  ])('%s', async (host, expected) => {
    expect(await probeHttps(host, about())).toMatchObject(expected);
  });
});

/** Status and location of every hop, as curl sees them. */
async function curl(url: string): Promise<[number, string | undefined][]> {
  const mapped = Object.entries(zoo.routes).flatMap(([name, at]) => ['--connect-to', `${name}:${at}`]);
  const { stdout } = await promisify(execFile)('curl', ['-sSIL', '--max-redirs', '20', '--cacert', join(folder, 'ca.pem'), ...mapped, url]);
  return stdout
    .split('\r\n\r\n')
    .filter((block) => block.startsWith('HTTP/'))
    .map((block) => [Number(block.split(' ')[1]), /^location: (.*)$/im.exec(block)?.[1]?.trim()]);
}
