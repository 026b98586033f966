import { createContext, runInContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Secret } from '../core/secret.ts';
import type { GoogleAnalyticsClient, WebStream } from '../vendors/google-analytics-client.ts';
import { probeHit, purchaseHit } from '../vendors/google-analytics-events.ts';
import { testWorld } from './fixture.ts';
import { tag } from './google-analytics/tag.ts';
import { validationMessages } from './google-analytics/validation.ts';
import { googleClient, letIn, wanted } from './google-analytics-fixture.ts';
import type { World } from './world.ts';

let world: World;
let client: GoogleAnalyticsClient;
let property: string;
let stream: WebStream;
let secret: Secret;
const endpoint = (): string => world.endpoints['google-analytics'] ?? '';

beforeEach(async () => {
  world = await testWorld();
  client = googleClient(world);
  ({ name: property } = await client.createProperty(await letIn(world, client), wanted));
  stream = await client.createStream(property, 'Kingdom-77', 'https://kingdom77.test');
  await client.acknowledge(property);
  secret = (await client.createSecret(stream.name, 'k77 worker')).value;
});
afterEach(() => world.close());

const count = async (name: string): Promise<number> => (await client.realtime(property)).get(name) ?? 0;

interface Worker {
  openMeasurement(options: object): { purchase(sale: object): Promise<void> };
}
/** The generated worker's own code, as it stands in the template. */
const workerCode = new URL('../../templates/project/files/worker/src/measurement.ts', import.meta.url).href;

describe('events of servers', () => {
  test('the generated worker’s purchase is the one that k77 validates; it is taken and seen in real time', async () => {
    const { openMeasurement } = (await import(workerCode)) as Worker;
    const told: string[] = [];
    const logger = { warn: (...words: unknown[]) => void told.push(JSON.stringify(words)) };
    const sale = { visitor: '77.77.1764000000', transaction: 'sub_1', amount: 999, currency: 'usd', plan: 'monthly' };
    const id = stream.measurementId;
    await openMeasurement({ id, secret: secret.reveal(), logger, collector: endpoint() }).purchase(sale);
    expect([told, await count('purchase')]).toEqual([[], 1]);
    const { events } = (await world.snapshot()).vendors['google-analytics'] as { events: { params: object }[] };
    const ours = purchaseHit({ transaction: 'sub_1', amount: 9.99, currency: 'usd', session: '1764000000' });
    expect(events.at(-1)?.params).toEqual(ours.events[0].params);
    expect(await client.validate(id, secret, ours)).toEqual([]);
  });

  test('a wrong secret, a wrong id and an event that breaks the rules are taken, and forgotten', async () => {
    const hit = probeHit('1');
    await client.collect(stream.measurementId, Object.assign(Object.create(secret) as Secret, { reveal: () => 'wrong' }), hit);
    await client.collect('G-0000000000', secret, hit);
    await client.collect(stream.measurementId, secret, { ...hit, events: [{ name: 'session_start', params: {} }] });
    expect(await client.realtime(property)).toEqual(new Map());
    await client.collect(stream.measurementId, secret, hit);
    expect(await count('k77_probe')).toBe(1);
  });

  test('without a visit an event counts and stands in no real-time report', async () => {
    const [{ name }] = probeHit('1').events;
    await client.collect(stream.measurementId, secret, { ...probeHit('1'), events: [{ name, params: {} }] });
    expect(await count(name)).toBe(0);
  });

  test('the validation server names what is wrong, by Google’s codes', () => {
    const codes = (body: object): string[] =>
      validationMessages(body as never).map(({ fieldPath, validationCode }) => `${fieldPath} ${validationCode}`);
    const strictly = { client_id: '1.1', validation_behavior: 'ENFORCE_RECOMMENDATIONS' };
    expect(codes({ events: [] })).toEqual(['client_id VALUE_REQUIRED', 'events VALUE_REQUIRED']);
    expect(codes({ ...strictly, events: [{ name: '_badEventName' }] })).toEqual(['events NAME_INVALID']);
    expect(codes({ ...strictly, events: [{ name: 'first_visit', params: { ga_x: 1, long: 'x'.repeat(101) } }] })).toEqual([
      'events NAME_RESERVED',
      'events.params NAME_RESERVED',
      'events.params.long VALUE_OUT_OF_BOUNDS',
    ]);
    expect(codes({ ...strictly, events: [{ name: 'purchase', params: { value: '9.99', currency: 'usd' } }] })).toEqual([
      'events.params.transaction_id VALUE_REQUIRED',
      'events.params.value VALUE_INVALID',
      'events.params.currency VALUE_INVALID',
      'events.params.items VALUE_REQUIRED',
    ]);
    expect(codes({ client_id: '1.1', events: [{ name: 'purchase', params: {} }] })).toEqual([]);
  });
});

describe('the tag', () => {
  /** A page as small as the tag needs it. @returns cookies that were set and addresses that were told */
  function page(words: readonly unknown[][]) {
    const jar = new Map<string, string>();
    const told: URL[] = [];
    const dataLayer: unknown[] = [...words];
    const location = { href: 'https://kingdom77.test/pricing?token=1', hostname: 'kingdom77.test' };
    const document = {
      currentScript: { src: `https://www.googletagmanager.com/gtag/js?id=${stream.measurementId}` },
      title: 'Prices',
      referrer: '',
      get cookie() {
        return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      },
      set cookie(text: string) {
        const [name = '', value = ''] = (text.split(';')[0] ?? '').split('=');
        jar.set(name, value);
      },
    };
    const history = {
      pushState: (_: unknown, __: unknown, to: string) => Object.assign(location, { href: `https://kingdom77.test${to}` }),
      replaceState: () => {},
    };
    const window = {
      dataLayer,
      location,
      document,
      history,
      URL,
      crypto,
      URLSearchParams,
      addEventListener: () => {},
      fetch: async (to: string) => void told.push(new URL(to)),
    };
    runInContext(tag, createContext(Object.assign(window, { window })));
    return { jar, told, dataLayer, history };
  }
  const denied = ['consent', 'default', { ad_storage: 'denied', analytics_storage: 'denied' }];
  const granted = ['consent', 'update', { analytics_storage: 'granted' }];

  test('tells of the page that the site names, once it is configured, and what the collector gets is counted', async () => {
    const { jar, told, dataLayer, history } = page([denied, ['set', { page_location: 'https://kingdom77.test/pricing' }], granted]);
    expect(told).toEqual([]);
    dataLayer.push(['config', stream.measurementId]);
    dataLayer.push(['event', 'premium_click', { plan: 'monthly' }]);
    history.pushState(null, '', '/legal/terms');
    expect(told.map(({ searchParams }) => [searchParams.get('en'), searchParams.get('dl'), searchParams.get('gcs')])).toEqual([
      ['page_view', 'https://kingdom77.test/pricing', 'G101'],
      ['premium_click', 'https://kingdom77.test/pricing', 'G101'],
      ['page_view', 'https://kingdom77.test/pricing', 'G101'],
    ]);
    expect([...jar.keys()]).toEqual(['_ga', `_ga_${stream.measurementId.slice(2)}`]);
    for (const one of told) expect((await fetch(`${endpoint()}${one.pathname}${one.search}`, { method: 'POST' })).status).toBe(204);
    expect([await count('page_view'), await count('premium_click')]).toEqual([2, 1]);
  });

  test('keeps no cookie where storage is denied, and takes silence for a yes, as Google’s own does', () => {
    expect(page([denied, ['config', 'x']]).jar.size).toBe(0);
    expect(page([['config', 'x']]).jar.size).toBe(2);
  });

  test('is served for ids that are there, and for no other', async () => {
    const asked = (id: string) => fetch(`${endpoint()}/gtag/js?id=${id}`).then(({ status }) => status);
    expect([await asked(stream.measurementId), await asked('G-0000000000')]).toEqual([200, 404]);
  });
});

test('a claim that somebody else signed, or that is old, opens nothing; a viewer changes nothing', async () => {
  const ask = (assertion: string) =>
    fetch(`${endpoint()}/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }),
    }).then((one) => one.json());
  expect(await ask('a.b.c')).toMatchObject({ error: 'invalid_grant', error_description: 'Invalid JWT Signature.' });
  await world.edit('google-analytics', 'add-user', { email: client.email, role: 'viewer' });
  expect(await client.retention(property)).toMatchObject({ userDataRetention: 'TWO_MONTHS' });
  await expect(client.updateProperty(property, { timeZone: 'Etc/UTC' })).rejects.toThrow('The caller does not have permission');
});
