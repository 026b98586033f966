import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../ports/clock.ts';
import { openZoo, type Zoo, type ZooAnswer, type ZooAnswerer, type ZooRequest } from '../../proof/http-zoo/serve.ts';
import { probeCors } from './cors.ts';

const dashboard = 'https://dashboard.test';
const granting = (origin: string, more: ZooAnswer['headers'] = []): ZooAnswer => ({
  headers: [
    ['access-control-allow-origin', origin],
    ['access-control-allow-methods', 'GET, post,DELETE'],
    ['access-control-allow-headers', 'Content-Type, Authorization'],
    ...more,
  ],
});
const withCookies = [['access-control-allow-credentials', 'true']] as const;
const originOf = ({ headers }: ZooRequest): string => String(headers.origin ?? '');
const strict: ZooAnswerer = (request) =>
  originOf(request) === dashboard
    ? {
        status: 204,
        ...granting(dashboard, [
          ...withCookies,
          ['vary', 'Accept, Origin'],
          ['access-control-max-age', '600'],
          ['access-control-expose-headers', 'X-Total'],
        ]),
      }
    : { body: 'no cors' };

let zoo: Zoo;
const asked: ZooRequest[] = [];
beforeAll(async () => {
  zoo = await openZoo({
    'strict.test': {
      https: (request) => {
        asked.push(request);
        return strict(request);
      },
    },
    'open.test': { https: () => granting('*') },
    'open-with-cookies.test': { https: () => granting('*', withCookies) },
    'reflecting.test': { https: (request) => granting(originOf(request), withCookies) },
    'reflecting-without-cookies.test': { https: (request) => granting(originOf(request)) },
    'null.test': { https: () => granting('null', withCookies) },
    'wild-headers.test': {
      https: () => ({
        headers: [
          ['access-control-allow-origin', '*'],
          ['access-control-allow-headers', '*'],
          ['access-control-allow-methods', '*'],
        ],
      }),
    },
    'refusing-preflights.test': {
      https: (request) => (request.method === 'OPTIONS' ? { ...granting(dashboard), status: 405 } : granting(dashboard)),
    },
    'twice.test': { https: () => granting(dashboard, [['access-control-allow-origin', dashboard]]) },
    'closed.test': {},
  });
});
afterAll(() => zoo.close());

const probe = (host: string, more: { method?: string; headers?: readonly string[] } = {}) =>
  probeCors(`https://${host}/api`, { clock: systemClock, timeoutMs: 3_000, network: zoo.network, origins: [dashboard], ...more });

test('an origin that is named is allowed, with cookies, and nobody else is', async () => {
  asked.length = 0;
  const seen = await probe('strict.test', { method: 'delete', headers: ['Authorization', 'content-type'] });
  expect(seen).toMatchObject({
    asked: { method: 'DELETE', headers: ['authorization', 'content-type'] },
    reflectsAny: false,
    reflectsAnyWithCredentials: false,
    allowsNull: false,
  });
  expect(seen.origins[0]?.preflight).toEqual({
    status: 204,
    allowOrigin: dashboard,
    allowed: true,
    withCredentials: true,
    credentials: true,
    varies: true,
    methods: ['GET', 'POST', 'DELETE'],
    headers: ['content-type', 'authorization'],
    maxAgeSeconds: 600,
    admits: true,
    admitsWithCredentials: true,
  });
  expect(seen.origins[0]?.simple).toMatchObject({ allowed: true, withCredentials: true, exposed: ['X-Total'] });
  const preflight = asked.find(({ method, headers }) => method === 'OPTIONS' && headers.origin === dashboard);
  expect(preflight?.headers).toMatchObject({
    'access-control-request-method': 'DELETE',
    'access-control-request-headers': 'authorization,content-type',
  });
});

test('an origin that is not named is not allowed', async () => {
  const seen = await probeCors('https://strict.test/', {
    clock: systemClock,
    timeoutMs: 3_000,
    network: zoo.network,
    origins: ['https://other.test'],
  });
  expect(seen.origins[0]).toMatchObject({ preflight: { allowed: false, admits: false }, simple: { allowed: false } });
});

test('a method or a header that is not listed is not admitted', async () => {
  expect((await probe('strict.test', { method: 'PUT' })).origins[0]?.preflight).toMatchObject({ allowed: true, admits: false });
  expect((await probe('strict.test', { headers: ['x-mine'] })).origins[0]?.preflight).toMatchObject({ allowed: true, admits: false });
});

test('everybody is allowed by a star, and never with cookies', async () => {
  const seen = await probe('open-with-cookies.test');
  expect(seen).toMatchObject({ reflectsAny: false, reflectsAnyWithCredentials: false });
  expect(seen.origins[0]).toMatchObject({
    simple: { allowed: true, credentials: true, withCredentials: false },
    preflight: { admits: true, admitsWithCredentials: false },
  });
});

test('an origin that is reflected whoever asks is told, and so are its cookies', async () => {
  expect(await probe('reflecting.test')).toMatchObject({ reflectsAny: true, reflectsAnyWithCredentials: true, allowsNull: true });
  expect(await probe('reflecting-without-cookies.test')).toMatchObject({ reflectsAny: true, reflectsAnyWithCredentials: false });
  expect(await probe('open.test')).toMatchObject({ reflectsAny: false, allowsNull: false });
});

test('the origin of sandboxed frames is told when it is allowed', async () => {
  expect(await probe('null.test')).toMatchObject({ allowsNull: true, reflectsAny: false });
});

test('a star for headers does not cover authorization', async () => {
  expect((await probe('wild-headers.test', { method: 'PUT', headers: ['x-mine'] })).origins[0]?.preflight.admits).toBe(true);
  expect((await probe('wild-headers.test', { method: 'PUT', headers: ['authorization'] })).origins[0]?.preflight.admits).toBe(false);
});

test('a preflight that is answered with an error admits nothing', async () => {
  expect((await probe('refusing-preflights.test')).origins[0]).toMatchObject({
    preflight: { status: 405, allowed: true, admits: false },
    simple: { allowed: true },
  });
});

test('two headers allow nobody, as in browsers', async () => {
  expect((await probe('twice.test')).origins[0]?.simple.allowed).toBe(false);
});

test('a server that does not answer allows nothing', async () => {
  expect((await probe('closed.test')).origins[0]).toMatchObject({
    preflight: { failure: 'refused', admits: false },
    simple: { failure: 'refused', allowed: false },
  });
});
