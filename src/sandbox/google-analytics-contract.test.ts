import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Exchange } from '../core/doors.ts';
import { nobody, purchaseHit } from '../vendors/google-analytics-events.ts';
import { type Discovery, fromDiscovery, isMissed, spread } from './contract-discovery.ts';
import { refusing } from './contract-fixture.ts';
import { jsonFindings, type OpenApi } from './contract-openapi.ts';
import { testWorld } from './fixture.ts';
import { googleClient, letIn, wanted } from './google-analytics-fixture.ts';
import type { World } from './world.ts';

const at = (name: string): string => fileURLToPath(new URL(`../../../shared/vendor-specs/google-analytics-${name}.json`, import.meta.url));
const absent = !existsSync(at('admin'));
const why = absent ? ` (skipped: ${at('admin')} is not there)` : '';
const read = (name: string): Discovery => JSON.parse(readFileSync(at(name), 'utf8')) as Discovery;
const spec: OpenApi = absent ? { paths: {}, components: { schemas: {} } } : fromDiscovery(read('admin'), read('data'));

let world: World;
beforeAll(async () => {
  world = await testWorld();
});
afterAll(() => world.close());

/** Every call that phase 6.7 and its checks make, and some that are refused. Those to the collectors and for tokens stand in no such document. */
async function drive(): Promise<Exchange[]> {
  const exchanges: Exchange[] = [];
  const client = googleClient(world, (one) => void exchanges.push(one));
  await client.accounts();
  const account = await letIn(world, client);
  await refusing(client.createProperty('accounts/1', wanted));
  const { name } = await client.createProperty(account, wanted);
  await refusing(client.createProperty(account, { ...wanted, timeZone: 'Nowhere/At_All' }));
  await client.accounts();
  await client.sharing(account);
  await client.properties(account);
  await client.updateProperty(name, { timeZone: 'America/New_York' });
  const stream = await client.createStream(name, 'Kingdom-77', 'https://kingdom77.test');
  await client.streams(name);
  await client.updateRetention(name, {
    eventDataRetention: 'TWO_MONTHS',
    userDataRetention: 'TWO_MONTHS',
    resetUserDataOnNewActivity: false,
  });
  await client.retention(name);
  await refusing(client.createSecret(stream.name, 'too early'));
  await client.acknowledge(name);
  const secret = await client.createSecret(stream.name, 'k77 worker');
  await client.secrets(stream.name);
  const event = await client.createKeyEvent(name, { eventName: 'purchase', countingMethod: 'ONCE_PER_SESSION' });
  await refusing(client.createKeyEvent(name, { eventName: 'purchase', countingMethod: 'ONCE_PER_EVENT' }));
  await client.updateKeyEvent(event.name, { countingMethod: 'ONCE_PER_EVENT' });
  await client.keyEvents(name);
  await client.realtime(name);
  await client.collect(stream.measurementId, secret.value, purchaseHit({ transaction: nobody, amount: 1, currency: 'usd', session: '1' }));
  await client.realtime(name);
  await client.deleteSecret(secret.name);
  return exchanges.filter(({ path }) => path.startsWith('/v1beta/')).map(spread);
}

describe.skipIf(absent)(`the emulated Google Analytics and the documents that Google published${why}`, () => {
  test('agree in every exchange', async () => {
    const exchanges = await drive();
    const all = exchanges.map((one) => jsonFindings(one, spec, '').filter((finding) => isMissed(finding, spec)));
    const valid = all.filter((findings) => findings.length === 0).length;
    process.stdout.write(`contract: ${valid} valid, ${exchanges.length - valid} defects in ${exchanges.length} exchanges\n`);
    expect([...new Set(all.flat().map(({ of, path, what }) => `${of} ${path} ${what}`))]).toEqual([]);
    expect(valid).toBeGreaterThan(20);
  });

  test('a request or an answer that is not in a document is seen', () => {
    const exchange = (more: Partial<Exchange>): Exchange => ({
      at: '',
      vendor: 'google-analytics',
      method: 'PATCH',
      path: '/v1beta/properties/1/dataRetentionSettings',
      query: 'updateMask=event_data_retention',
      requestHeaders: {},
      requestBody: '{"eventDataRetention":"TWO_MONTHS"}',
      status: 200,
      responseBody: '{"name":"properties/1/dataRetentionSettings","eventDataRetention":"TWO_MONTHS","userDataRetention":"TWO_MONTHS"}',
      ...more,
    });
    const found = (more: Partial<Exchange>): unknown[] =>
      jsonFindings(spread(exchange(more)), spec, '')
        .filter((finding) => isMissed(finding, spec))
        .map(({ path, what }) => [path, what]);
    expect(found({})).toEqual([]);
    expect(found({ path: '/v1beta/properties/1:paint', method: 'POST' })).toEqual([['', 'unknown operation']]);
    expect(found({ query: 'mask=1' })).toEqual([['mask', 'unknown parameter']]);
    expect(found({ requestBody: '{"eventDataRetention":"NEVER","colour":1}' })).toEqual([
      ['eventDataRetention', 'wrong value'],
      ['colour', 'unknown parameter'],
    ]);
    expect(
      found({
        responseBody: '{"name":"properties/1/dataRetentionSettings","eventDataRetention":2,"userDataRetention":"TWO_MONTHS","more":true}',
      }),
    ).toEqual([
      ['eventDataRetention', 'other type'],
      ['more', 'extra'],
    ]);
  });
});
