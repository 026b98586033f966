import { expect, test } from 'vitest';
import { VendorError } from '../core/errors.ts';
import { upstash } from './upstash.ts';
import type { UpstashClient } from './upstash-client.ts';
import { seenPlan, upstashPlan, upstashPlans } from './upstash-plans.ts';

const network = { route: (host: string, port: number) => ({ host, port }), dnsServers: [], ca: undefined };

/** A client whose door gives one answer, or throws. */
function clientFor(
  status: number,
  body: unknown,
  thrown?: Error,
): { client: UpstashClient; asked: { url: string; init: RequestInit | undefined }[] } {
  const asked: { url: string; init: RequestInit | undefined }[] = [];
  const door = async (url: string | URL, init?: RequestInit): Promise<Response> => {
    asked.push({ url: String(url), init });
    if (thrown) throw thrown;
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
  };
  const gate = <T>(_: unknown, send: () => Promise<T>): Promise<T> => send();
  const share = <T>(_: string, open: () => Promise<T>): Promise<T> => open();
  return { client: upstash.connect(Object.assign(door, { gate, share, network }), {}), asked };
}

async function refusal(call: Promise<unknown>): Promise<VendorError> {
  const error = await call.catch((thrown: unknown) => upstash.explain(thrown, 'GET /v2/redis/databases'));
  if (!(error instanceof VendorError)) throw new Error('not explained');
  return error;
}

test('an endpoint may be a host or its first label', async () => {
  const { client } = clientFor(200, [{ endpoint: 'apt-crane-1' }, { endpoint: 'eu2-apt-crane-1.upstash.io' }]);
  expect((await client.databases()).map(({ host }) => host)).toEqual(['apt-crane-1.upstash.io', 'eu2-apt-crane-1.upstash.io']);
});

test('looking does not fetch credentials, opening does', async () => {
  const { client, asked } = clientFor(200, { database_id: '1', endpoint: 'a', password: 'hush-hush-hush', rest_token: 'token-token' });
  await client.database('1');
  const opened = await client.open('1');
  expect(asked.map(({ url }) => url.slice('https://api.upstash.com/v2'.length))).toEqual([
    '/redis/database/1?credentials=hide',
    '/redis/database/1',
  ]);
  expect(opened.password.reveal()).toBe('hush-hush-hush');
  expect(JSON.stringify(opened)).not.toContain('hush');
});

test.each([
  [401, '"Unauthorized"', 'Unauthorized', 6],
  [400, { message: 'invalid plan' }, 'invalid plan', 1],
  [404, { error: 'database not found' }, 'database not found', 1],
  [500, 'Internal Server Error', 'Internal Server Error', 1],
])('a refusal with %i is told in the words of Upstash, with what to do', async (status, body, words, exit) => {
  const error = await refusal(clientFor(status, body).client.databases());
  expect(error).toMatchObject({ vendor: 'Upstash', status, message: words, exit });
  expect(error.advice.length).toBeGreaterThan(20);
});

test('no answer is an answer of its own, and what a door throws stays as it is', async () => {
  expect(await refusal(clientFor(0, '', new TypeError('fetch failed')).client.databases())).toMatchObject({
    status: 0,
    message: 'no answer',
  });
  await expect(clientFor(0, '', new RangeError('the door is shut')).client.databases()).rejects.toThrow('the door is shut');
});

test('the plan of a database is told by its kind, else by its storage, else it is not judged', () => {
  const GB = 1024 ** 3;
  const seen = (type: string, storage: number): Parameters<typeof seenPlan>[0] => ({ type, limits: { storage } });
  expect(seenPlan(seen('free', 0.25 * GB), 'payg')).toBe('free');
  expect(seenPlan(seen('paid', 100 * GB), 'payg')).toBe('payg');
  expect(seenPlan(seen('paid', GB), 'payg')).toBe('fixed_1gb');
  expect(seenPlan(seen('paid', GB), 'free')).toBe('fixed_1gb');
  expect(seenPlan(seen('', 0), 'payg')).toBe('payg');
  expect(seenPlan(seen('paid', 7 * GB), 'fixed_5gb')).toBe('fixed_5gb');
  expect(upstashPlans.map(({ name }) => upstashPlan(name).name)).toEqual(upstashPlans.map(({ name }) => name));
});
