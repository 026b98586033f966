import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Exchange } from '../core/doors.ts';
import { exits } from '../core/errors.ts';
import type { Entry, Journal, Recorded } from '../core/journal.ts';
import { Redactor, Secret } from '../core/secret.ts';
import { systemClock } from '../ports/clock.ts';
import { openDoors } from '../ports/http.ts';
import { systemRandom } from '../ports/random.ts';
import { testWorld } from '../sandbox/fixture.ts';
import { wanted } from '../sandbox/google-analytics-fixture.ts';
import type { World } from '../sandbox/world.ts';
import { googleAnalytics } from './google-analytics.ts';
import type { GoogleAnalyticsClient } from './google-analytics-client.ts';
import { probeHit } from './google-analytics-events.ts';
import { emailOf, readServiceAccount } from './google-analytics-key.ts';

let world: World;
let doors: ReturnType<typeof openDoors>;
let exchanges: Exchange[];
let client: GoogleAnalyticsClient;
let key: string;

beforeEach(async () => {
  world = await testWorld();
  exchanges = [];
  const redactor = new Redactor();
  const journal = { append: async (entry: Entry) => entry as Recorded, entries: () => [], inFlight: () => [] } as unknown as Journal;
  const record = (one: Exchange): void => void exchanges.push(one);
  doors = openDoors({ endpoints: world.endpoints, clock: systemClock, random: systemRandom, journal, redactor, record });
  key = world.credentials()['google-analytics.serviceAccount'] ?? '';
  redactor.learn(new Secret('GOOGLE_SERVICE_ACCOUNT', key));
  client = connect('yes');
});
afterEach(async () => {
  await doors.close();
  await world.close();
});

function connect(writes: 'no' | 'yes'): GoogleAnalyticsClient {
  const GOOGLE_SERVICE_ACCOUNT = new Secret('GOOGLE_SERVICE_ACCOUNT', key);
  return googleAnalytics.connect(doors.open(googleAnalytics, { by: 'test', writes, signal: AbortSignal.timeout(10_000) }), {
    GOOGLE_SERVICE_ACCOUNT,
  });
}

async function refused(call: Promise<unknown>) {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return googleAnalytics.explain(error, 'GET /v1beta/x');
}

test('one token serves a walk, asking for it is no write, and nothing secret is recorded', async () => {
  expect(await googleAnalytics.whoami(connect('no'))).toEqual({ account: client.email, mode: 'none' });
  const account = `accounts/${String(await world.edit('google-analytics', 'add-user', { email: client.email }))}`;
  const { name } = await client.createProperty(account, wanted);
  const stream = await client.createStream(name, 'Kingdom-77', 'https://kingdom77.test');
  await client.acknowledge(name);
  const { value } = await client.createSecret(stream.name, 'k77 worker');
  await client.collect(stream.measurementId, value, probeHit('1'));
  expect((await client.realtime(name)).get('k77_probe')).toBe(1);
  expect(exchanges.filter(({ path }) => path === '/token')).toHaveLength(1);
  const said = JSON.stringify(exchanges);
  for (const secret of world.secrets()) expect(said.includes(secret), secret.slice(0, 12)).toBe(false);
  expect(said).not.toMatch(/PRIVATE KEY|eyJ[\w-]{20}/);
});

test('a token that is no longer honoured is asked for anew', async () => {
  await client.accounts();
  const snapshot = structuredClone(await world.snapshot());
  (snapshot.vendors['google-analytics'] as { tokens: unknown[] }).tokens = [];
  await world.restore(snapshot);
  doors.forget();
  expect(await client.accounts()).toEqual([]);
  expect(exchanges.filter(({ path }) => path === '/token')).toHaveLength(2);
});

test('each refusal says what to do', async () => {
  expect((await refused(client.sharing('accounts/1')))?.advice).toContain('Editor');
  await world.edit('google-analytics', 'api', { name: 'admin', value: 'off' });
  doors.forget();
  const off = await refused(client.accounts());
  expect([off?.status, off?.code, off?.exit]).toEqual([403, 'SERVICE_DISABLED', exits.preflight]);
  expect(off?.advice).toContain('analyticsadmin.googleapis.com');
  await world.edit('google-analytics', 'delete-key');
  const gone = await refused(client.accounts());
  expect([gone?.code, gone?.exit]).toEqual(['invalid_grant', exits.preflight]);
  expect(googleAnalytics.explain(new Error('other'), 'GET /')).toBeUndefined();
});

test('answers that nobody counts leave it alone', () => {
  expect(googleAnalytics.involved?.({ analytics: 'none' })).toBe(false);
  expect(googleAnalytics.involved?.({ analytics: 'google' })).toBe(true);
});

test('a key is told from everything else that Google hands out, without showing it', () => {
  expect(readServiceAccount(key)).toMatchObject({ email: client.email });
  expect(emailOf(new Secret('x', 'nothing'))).toBe('');
  expect(readServiceAccount('-----BEGIN')).toMatch(/^it is not JSON/);
  expect(readServiceAccount('{"web":{"client_id":"1"}}')).toMatch(/not an OAuth client/);
  expect(readServiceAccount(JSON.stringify({ ...JSON.parse(key), private_key: 'half' }))).toMatch(/private_key is not whole/);
});
