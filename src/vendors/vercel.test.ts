import { expect, test } from 'vitest';
import { VendorError } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';
import { missingCredentials } from '../core/vendor.ts';
import { realNetwork } from '../ports/network.ts';
import { vercel } from './vercel.ts';
import type { VercelClient } from './vercel-client.ts';
import { buildLog, deploymentOf, runtimeLog } from './vercel-shapes.ts';

type Answers = Readonly<Record<string, unknown>>;
interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  authorization: string | null;
  body: unknown;
}

const team = { id: 'team_1', slug: 'kingdom-77', name: 'Kingdom-77', billing: { plan: 'pro' } };
const user = { id: 'user_1', username: 'owner', name: 'Owner', billing: { plan: 'hobby' } };

/** A client whose door answers from a table; a function answers from the question. */
function clientFor(answers: Answers, status = 200, headers: Record<string, string> = {}): { client: VercelClient; asked: Asked[] } {
  const asked: Asked[] = [];
  const all: Answers = { '/v2/user': { user }, '/v2/teams': { teams: [team], pagination: { next: null } }, ...answers };
  const door = async (url: string | URL, init?: RequestInit): Promise<Response> => {
    const { pathname: path, searchParams: query } = new URL(url);
    const body: unknown = init?.body ? JSON.parse(String(init.body)) : undefined;
    asked.push({ method: init?.method ?? 'GET', path, query, authorization: new Headers(init?.headers).get('authorization'), body });
    const found = all[path];
    if (found instanceof Error) throw found;
    const said = typeof found === 'function' ? (found as (query: URLSearchParams) => unknown)(query) : found;
    const text = typeof said === 'string' ? said : JSON.stringify(said ?? { error: { code: 'not_found', message: 'Not found' } });
    return new Response(text, { status: said === undefined ? 404 : path in answers ? status : 200, headers });
  };
  const open = Object.assign(door, {
    gate: <T>(_: unknown, send: () => Promise<T>): Promise<T> => send(),
    share: <T>(_: string, run: () => Promise<T>): Promise<T> => run(),
    network: realNetwork,
  });
  return { client: vercel.connect(open, { VERCEL_TOKEN: new Secret('VERCEL_TOKEN', 'vercel-token-0000') }), asked };
}

async function refusal(call: Promise<unknown>): Promise<VendorError> {
  const error = await call.catch((thrown: unknown) => vercel.explain(thrown, 'GET /v9/projects/shop'));
  if (!(error instanceof VendorError)) throw new Error(`not explained: ${String(error)}`);
  return error;
}

test('a token is enough, and only where the dashboard is to be at Vercel', () => {
  expect(missingCredentials(vercel, { dashboardHost: 'vercel' })).toEqual(['VERCEL_TOKEN']);
  expect(missingCredentials(vercel, { dashboardHost: 'vercel', VERCEL_TOKEN: new Secret('VERCEL_TOKEN', 't') })).toEqual([]);
  expect(missingCredentials(vercel, { dashboardHost: 'railway', apiHost: 'railway', botHost: 'railway', workerHost: 'railway' })).toEqual(
    [],
  );
});

test('says whose token it is, and the team goes into every call', async () => {
  const { client, asked } = clientFor({ '/v9/projects/shop': { id: 'prj_1' } });
  expect(await vercel.whoami(client)).toEqual({ account: 'team_1', name: 'Kingdom-77', mode: 'none', plan: 'pro' });
  await client.project('shop');
  expect(asked.at(-1)?.query.get('teamId')).toBe('team_1');
  expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer vercel-token-0000']));
});

test('says of Hobby that a bot that sells something may not use it', async () => {
  const { client } = clientFor({ '/v2/teams': { teams: [{ ...team, billing: { plan: 'hobby' } }], pagination: { next: null } } });
  expect((await vercel.whoami(client)).plan).toMatch(/^hobby: .*non-commercial.*needs Pro/);
});

test('reads every page of a list', async () => {
  const pages = (query: URLSearchParams): unknown =>
    query.get('until') === '5'
      ? { teams: [{ ...team, id: 'team_2', slug: 'second' }], pagination: { next: null } }
      : { teams: [team], pagination: { next: 5 } };
  const { client } = clientFor({ '/v2/teams': pages });
  expect((await client.teams()).map(({ slug }) => slug)).toEqual(['kingdom-77', 'second']);
  await expect(client.scope()).rejects.toMatchObject({ what: 'the Vercel token opens 2 teams: kingdom-77, second' });
});

test.each([
  [400, { code: 'bad_request', message: 'Invalid request' }, 'its own words', 1],
  [402, { code: 'payment_required', message: 'Pay' }, 'plan of the account', 1],
  [403, { code: 'forbidden', message: 'Not authorized', invalidToken: true }, 'make a new one', 6],
  [403, { code: 'forbidden', message: 'No' }, 'may not do this in this team', 6],
  [400, { code: 'bad_request', message: 'Install', action: 'Install GitHub App' }, 'github.com/apps/vercel', 6],
  [409, { code: 'domain_already_in_use', message: 'Taken' }, 'another project or team', 1],
  [500, { code: 'internal_server_error', message: 'Oops' }, 'vercel-status.com', 1],
])('a refusal with %i %o is told with what to do', async (status, error, words, exit) => {
  const { client } = clientFor({ '/v9/projects/shop': { error } }, status, { 'x-vercel-id': 'iad1::1' });
  const told = await refusal(client.project('shop'));
  expect(told).toMatchObject({ vendor: 'Vercel', status, message: error.message, exit, requestId: 'iad1::1' });
  expect(told.advice).toContain(words);
});

test('a rate limit says when it ends', async () => {
  const { client } = clientFor({ '/v9/projects/shop': { error: { code: 'rate_limited', message: 'Too many' } } }, 429, {
    'x-ratelimit-reset': '1790000000',
  });
  expect((await refusal(client.project('shop'))).advice).toContain('the limit ends at 2026-09-21T14:13:20.000Z');
});

test('no answer is an answer of its own, and what a door throws stays as it is', async () => {
  expect(await refusal(clientFor({ '/v9/projects/shop': new TypeError('fetch failed') }).client.project('shop'))).toMatchObject({
    status: 0,
  });
  await expect(clientFor({ '/v9/projects/shop': new RangeError('the door is shut') }).client.project('shop')).rejects.toThrow(
    'the door is shut',
  );
  expect(vercel.explain(new Error('something else'), 'GET /')).toBeUndefined();
});

test('a project that is not there is no error, and one variable that is refused is one', async () => {
  expect(await clientFor({}).client.project('gone')).toBeUndefined();
  const failed = [{ error: { code: 'ENV_CONFLICT', message: 'already exists' } }];
  const { client } = clientFor({ '/v10/projects/p/env': { created: [], failed } });
  expect(await refusal(client.upsertVariables('p', []))).toMatchObject({ code: 'ENV_CONFLICT', message: 'already exists' });
});

test('a person without a GitHub login sees no repositories; two accounts are two lists', async () => {
  const none = clientFor({ '/v1/integrations/git-namespaces': { error: { code: 'bad_request', message: 'No login' } } }, 400);
  expect(await none.client.repositories()).toBeUndefined();
  const two = clientFor({
    '/v1/integrations/git-namespaces': [
      { id: 1, slug: 'ann' },
      { id: 2, slug: 'club' },
    ],
    '/v1/integrations/search-repo': (query: URLSearchParams) => ({ repos: [{ name: query.get('namespaceId') === '1' ? 'shop' : 'site' }] }),
  });
  expect(await two.client.repositories()).toEqual(['ann/shop', 'club/site']);
});

test('an open stream of logs tells nothing, and is no error', async () => {
  const path = '/v1/projects/p/deployments/d/runtime-logs';
  const late = Object.assign(new Error('too late'), { name: 'TimeoutError' });
  expect(await clientFor({ [path]: late }).client.runtimeLogs('p', 'd')).toEqual([]);
  const lines = '{"timestampInMs":1,"message":"one","level":"info"}\n{"timestampInMs":2,"mess';
  expect((await clientFor({ [path]: lines }).client.runtimeLogs('p', 'd')).map(({ text }) => text)).toEqual(['one']);
});

test('what was charged is summed over all lines', async () => {
  const { client, asked } = clientFor({ '/v1/billing/charges': '{"BilledCost":20}\n{"BilledCost":1.25}\n' });
  expect(await client.charges('2026-11-01T00:00:00.000Z', '2026-11-23T00:00:00.000Z')).toBe(21.25);
  expect(asked.at(-1)?.query.get('from')).toBe('2026-11-01T00:00:00.000Z');
});

test('both shapes of a deployment, of a build log and of a log while it runs are read', () => {
  const list = {
    uid: 'dpl_1',
    url: 'a.vercel.app',
    state: 'READY',
    created: 5,
    target: 'production',
    meta: { githubCommitSha: 'abc', githubCommitRef: 'main' },
  } as const;
  const whole = {
    id: 'dpl_1',
    url: 'a.vercel.app',
    readyState: 'READY',
    createdAt: 5,
    target: 'production',
    gitSource: { sha: 'abc', ref: 'main' },
  } as const;
  expect(deploymentOf(whole)).toEqual(deploymentOf(list));
  expect(deploymentOf({ ...list, isRollbackCandidate: false, aliasAssigned: 9 })).toMatchObject({
    rollbackCandidate: false,
    aliased: true,
  });
  const flat = { type: 'stdout', created: 1, text: 'built' };
  const nested = { type: 'stderr', created: 2, payload: { text: 'warned' } };
  expect(buildLog([flat, nested, { type: 'delimiter', created: 3, text: 'x' }]).map(({ text }) => text)).toEqual(['built', 'warned']);
  expect(runtimeLog('')).toEqual([]);
});
