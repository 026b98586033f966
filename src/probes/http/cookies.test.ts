import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../ports/clock.ts';
import { openZoo, type Zoo } from '../../proof/http-zoo/serve.ts';
import { readCookie } from './cookie-facts.ts';
import { CookieJar } from './cookie-jar.ts';
import { probeCookies } from './cookies.ts';

const now = new Date('2026-11-23T00:00:00Z');
const read = (header: string, from = 'https://api.kingdom77.test/in/here') => readCookie(header, new URL(from), now);

describe('a cookie', () => {
  test('is read attribute by attribute, whatever their case and order', () => {
    expect(read('sid=abc; PATH=/api; secure; HTTPONLY; SameSite=Strict; Max-Age=3600; Domain=.Kingdom77.test; Partitioned')).toEqual({
      name: 'sid',
      valueLength: 3,
      secure: true,
      httpOnly: true,
      sameSite: 'strict',
      domain: 'kingdom77.test',
      path: '/api',
      lifetimeSeconds: 3600,
      partitioned: true,
      refused: [],
    });
    expect(read('a=1')).toEqual({
      name: 'a',
      valueLength: 1,
      secure: false,
      httpOnly: false,
      path: '/in',
      partitioned: false,
      refused: [],
    });
  });

  test('never gives away its value', () => {
    expect(JSON.stringify(read('sid=hidden-value; Secure'))).not.toContain('hidden-value');
  });

  test.each([
    ['a=1; Max-Age=60; Expires=Wed, 01 Jan 2031 00:00:00 GMT', 60],
    ['a=1; Expires=Mon, 23 Nov 2026 01:00:00 GMT', 3600],
    ['a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['a=1; Max-Age=-1', 0],
    ['a=1; Max-Age=soon', undefined],
    ['a=1', undefined],
  ])('%s lives %s seconds', (header, seconds) => {
    expect(read(header).lifetimeSeconds).toBe(seconds);
  });

  test.each([
    ['a=1; SameSite=None', 'SameSite=None without Secure'],
    ['a=1; Partitioned', 'Partitioned without Secure'],
    ['a=1; Domain=other.test', 'Domain other.test is not api.kingdom77.test or above it'],
    ['__Secure-a=1', '__Secure- without Secure'],
    ['__Host-a=1; Secure; Path=/; Domain=kingdom77.test', '__Host- with a Domain'],
    ['__Host-a=1; Secure; Path=/in', '__Host- without Path=/'],
    ['__host-a=1; Path=/', '__Host- without Secure'],
    ['=', 'it has neither name nor value'],
    [`a=${'x'.repeat(4096)}`, 'name and value are longer than 4096 characters'],
  ])('%s is refused', (header, why) => {
    expect(read(header).refused).toContain(why);
  });

  test('that is fine is not refused', () => {
    expect(read('__Host-a=1; Secure; Path=/; HttpOnly; SameSite=Lax').refused).toEqual([]);
    expect(read('a=1; Secure', 'http://kingdom77.test/').refused).toEqual(['Secure over http']);
    expect(read('a=1; SameSite=Sometimes').sameSite).toBe('other');
  });
});

test('a jar gives cookies back to whom they belong', () => {
  const jar = new CookieJar(systemClock);
  jar.keep(new URL('https://www.k.test/in/'), [
    'wide=1; Domain=k.test; Path=/',
    'narrow=2; Path=/in',
    'safe=3; Secure; Path=/',
    'bad=4; Domain=x.test',
  ]);
  expect(jar.header(new URL('https://www.k.test/in/deep'))).toBe('wide=1; narrow=2; safe=3');
  expect(jar.header(new URL('http://api.k.test/'))).toBe('wide=1');
  expect(jar.header(new URL('http://www.k.test/inside'))).toBe('wide=1');
  jar.keep(new URL('https://www.k.test/'), ['wide=; Domain=k.test; Path=/; Max-Age=0']);
  expect(jar.header(new URL('http://api.k.test/'))).toBe('');
});

describe('cookies of an address', () => {
  let zoo: Zoo;
  beforeAll(async () => {
    zoo = await openZoo({
      'k.test': {
        http: () => ({
          status: 301,
          headers: [
            ['location', 'https://k.test/'],
            ['set-cookie', 'first=1'],
          ],
        }),
        https: () => ({
          headers: [
            ['set-cookie', 'sid=hidden-value; Secure; HttpOnly; Max-Age=60'],
            ['set-cookie', 'theme=dark'],
          ],
        }),
      },
      'closed.test': {},
    });
  });
  afterAll(() => zoo.close());

  test('are those of every hop, with the address that set them', async () => {
    const about = { clock: systemClock, timeoutMs: 3_000, network: zoo.network };
    const seen = await probeCookies('http://k.test/', about);
    expect(seen).toMatchObject({ answered: true, final: 'https://k.test/' });
    expect(seen.cookies.map(({ name, setBy, secure, lifetimeSeconds }) => [name, setBy, secure, lifetimeSeconds])).toEqual([
      ['first', 'http://k.test/', false, undefined],
      ['sid', 'https://k.test/', true, 60],
      ['theme', 'https://k.test/', false, undefined],
    ]);
    expect(JSON.stringify(seen)).not.toContain('hidden-value');
    expect(await probeCookies('https://closed.test/', about)).toMatchObject({ answered: false, cookies: [] });
  });
});
