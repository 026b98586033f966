import { expect, test } from 'vitest';
import { VendorError } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';
import { missingCredentials } from '../core/vendor.ts';
import { realNetwork } from '../ports/network.ts';
import { netlify } from './netlify.ts';
import type { NetlifyClient } from './netlify-client.ts';

type Answers = Readonly<Record<string, unknown>>;
interface Asked {
  method: string;
  host: string;
  path: string;
  query: URLSearchParams;
  authorization: string | null;
  body: unknown;
}

const team = { id: 'team1', slug: 'kingdom-77', name: 'Kingdom-77', type_name: 'Pro' };

/** A client whose door answers from a table; a function answers from the question. */
function clientFor(answers: Answers, status = 200, headers: Record<string, string> = {}): { client: NetlifyClient; asked: Asked[] } {
  const asked: Asked[] = [];
  const all: Answers = { '/api/v1/accounts': [team], ...answers };
  const door = async (url: string | URL, init?: RequestInit): Promise<Response> => {
    const { hostname: host, pathname: path, searchParams: query } = new URL(url);
    const body: unknown = init?.body ? JSON.parse(String(init.body)) : undefined;
    asked.push({ method: init?.method ?? 'GET', host, path, query, authorization: new Headers(init?.headers).get('authorization'), body });
    const found = all[path];
    if (found instanceof Error) throw found;
    const said = typeof found === 'function' ? (found as (query: URLSearchParams) => unknown)(query) : found;
    const text = typeof said === 'string' ? said : JSON.stringify(said ?? { code: 404, message: 'Not Found' });
    return new Response(text, { status: said === undefined ? 404 : path in answers ? status : 200, headers });
  };
  const open = Object.assign(door, {
    gate: <T>(_: unknown, send: () => Promise<T>): Promise<T> => send(),
    share: <T>(_: string, run: () => Promise<T>): Promise<T> => run(),
    network: realNetwork,
  });
  return { client: netlify.connect(open, { NETLIFY_TOKEN: new Secret('NETLIFY_TOKEN', 'nfp_token-0000') }), asked };
}

async function refusal(call: Promise<unknown>): Promise<VendorError> {
  const error = await call.catch((thrown: unknown) => netlify.explain(thrown, 'PATCH /sites/shop'));
  if (!(error instanceof VendorError)) throw new Error(`not explained: ${String(error)}`);
  return error;
}

test('a token is enough, and only where the dashboard is to be at Netlify', () => {
  expect(missingCredentials(netlify, { dashboardHost: 'netlify' })).toEqual(['NETLIFY_TOKEN']);
  expect(missingCredentials(netlify, { dashboardHost: 'netlify', NETLIFY_TOKEN: new Secret('NETLIFY_TOKEN', 't') })).toEqual([]);
  expect(missingCredentials(netlify, { dashboardHost: 'vercel', apiHost: 'railway', botHost: 'railway', workerHost: 'railway' })).toEqual(
    [],
  );
});

test('says whose token it is, and what the free plan means', async () => {
  const { client, asked } = clientFor({});
  expect(await netlify.whoami(client)).toEqual({ account: 'team1', name: 'Kingdom-77', mode: 'none', plan: 'Pro' });
  expect(asked.map(({ authorization }) => authorization)).toEqual(['Bearer nfp_token-0000']);
  const free = clientFor({ '/api/v1/accounts': [{ ...team, type_name: 'Free' }] }).client;
  expect((await netlify.whoami(free)).plan).toContain('300 credits a month');
});

test('reads every page of a list', async () => {
  const many = Array.from({ length: 130 }, (_, index) => ({ id: String(index), name: `site-${index}` }));
  const { client, asked } = clientFor({
    '/api/v1/kingdom-77/sites': (query: URLSearchParams) => {
      const start = (Number(query.get('page')) - 1) * 100;
      return many.slice(start, start + 100);
    },
  });
  expect(await client.sites()).toHaveLength(130);
  expect(asked.filter(({ path }) => path.endsWith('/sites')).map(({ query }) => query.get('page'))).toEqual(['1', '2']);
});

test('a site is the one of exactly that name', async () => {
  const { client } = clientFor({
    '/api/v1/kingdom-77/sites': [
      { id: '1', name: 'shop-dashboard-staging' },
      { id: '2', name: 'shop-dashboard' },
    ],
  });
  expect((await client.siteNamed('shop-dashboard'))?.id).toBe('2');
  expect(await client.siteNamed('shop')).toBeUndefined();
});

test('what functions said is asked of the host that has it, page by page, with the same token', async () => {
  const { client, asked } = clientFor({
    '/v2/sites/s1/function_logs/___netlify-server-handler': (query: URLSearchParams) =>
      query.get('cursor') === 'b'
        ? { logs: [{ ts: 2, message: 'two' }], pagination: {} }
        : { logs: [{ ts: 1, message: 'one' }], pagination: { next: 'b' } },
  });
  expect((await client.functionLog('s1', 'd1', 0, 9)).map(({ message }) => message)).toEqual(['one', 'two']);
  expect([...new Set(asked.map(({ host }) => host))]).toEqual(['analytics.services.netlify.com']);
  expect(netlify.also).toContain('analytics.services.netlify.com');
});

test('several teams are told, and none is guessed', async () => {
  const two = [team, { ...team, id: 'team2', slug: 'other' }];
  await expect(clientFor({ '/api/v1/accounts': two }).client.scope()).rejects.toMatchObject({
    what: 'the Netlify token opens 2 teams: kingdom-77, other',
    exit: 6,
  });
});

test.each<[what: string, status: number, body: unknown, advice: string, exit: number]>([
  ['a wrong token', 401, { code: 401, message: 'Access Denied' }, 'personal-access-tokens', 6],
  ['a right that is missing', 403, { code: 403, message: 'Forbidden' }, 'Owner or Developer', 6],
  ['a payment', 402, { code: 402, message: 'The credits of this team are used up' }, 'credits are used up', 1],
  ['a name that somebody has', 422, { errors: { subdomain: ['must be unique'] } }, 'unique in the whole of Netlify', 1],
  ['a domain that somebody has', 422, { errors: { custom_domain: ['must be unique'] } }, 'in use by another site', 1],
  ['a repository', 422, { code: 422, message: 'Unable to access repository a/b' }, 'NETLIFY_INSTALLATION', 6],
  ['DNS', 422, { code: 422, message: 'bad dns for custom domain' }, 'k77 deploy 6.4', 1],
  ['stopped builds', 422, { code: 422, message: 'Builds are stopped for this site' }, 'activates them', 1],
  ['a plan', 422, { errors: { password: ['is not available on your plan: upgrade to Pro'] } }, 'part of the Pro plan', 1],
  ['a plan, told of variables', 422, { code: 422, msg: 'Please upgrade your plan to set scopes' }, 'part of the Pro plan', 1],
  ['its own trouble', 503, 'upstream error', 'netlifystatus.com', 1],
  ['something else', 422, { errors: ['no'] }, 'k77 plan shows what k77 wants', 1],
])('a refusal because of %s says what to do', async (_what, status, body, advice, exit) => {
  const { client } = clientFor({ '/api/v1/sites/shop': body }, status, { 'x-request-id': 'req-1' });
  const error = await refusal(client.updateSite('shop', {}));
  expect(error).toMatchObject({ vendor: 'Netlify', status, requestId: 'req-1', exit });
  expect(error.advice).toContain(advice);
});

test('a rate limit tells when it ends', async () => {
  const reset = Math.round(Date.parse('2026-11-23T12:00:00Z') / 1000);
  const { client } = clientFor({ '/api/v1/sites/shop': { code: 429, message: 'slow' } }, 429, { 'x-ratelimit-reset': String(reset) });
  expect((await refusal(client.updateSite('shop', {}))).advice).toContain('2026-11-23T12:00:00.000Z');
});

test('silence is a refusal of its own, and what is no refusal is nobody’s', async () => {
  const { client } = clientFor({ '/api/v1/sites/shop': new TypeError('fetch failed') });
  expect(await refusal(client.updateSite('shop', {}))).toMatchObject({ status: 0, message: expect.stringContaining('no answer') });
  expect(netlify.explain(new Error('other'), 'GET /user')).toBeUndefined();
});
