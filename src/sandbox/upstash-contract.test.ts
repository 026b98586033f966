import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Exchange } from '../core/doors.ts';
import type { Door } from '../core/vendor.ts';
import { UpstashClient } from '../vendors/upstash-client.ts';
import { recordingDoor } from './contract-fixture.ts';
import { jsonFindings, judgeJson, type OpenApi } from './contract-openapi.ts';
import { testWorld } from './fixture.ts';
import { upstashDifferences } from './upstash-differences.ts';
import type { World } from './world.ts';

const path = fileURLToPath(new URL('../../../shared/vendor-specs/upstash.yaml', import.meta.url));
const absent = !existsSync(path);
const why = absent ? ` (skipped: ${path} is not there)` : '';
const spec = absent ? ({ paths: {}, components: { schemas: {} } } as OpenApi) : (parse(readFileSync(path, 'utf8')) as OpenApi);

let world: World;
beforeAll(async () => {
  world = await testWorld();
});
afterAll(() => world.close());

function recording(exchanges: Exchange[]): Door {
  return recordingDoor({ vendor: 'upstash', endpoint: world.endpoints.upstash ?? '', record: (one) => void exchanges.push(one) });
}

/** Every call that phase 6.3 and its checks make. */
async function drive(client: UpstashClient): Promise<void> {
  const { id } = await client.create({ name: 'k77-cache', region: 'us-east-1', plan: 'payg', budget: 20, eviction: false });
  await client.databases();
  await client.database(id);
  await client.open(id);
  await client.evict(id, true);
  await client.evict(id, false);
  await client.enableTls(id);
  await client.budget(id, 40);
  await client.changePlan(id, 'fixed_250mb');
  await client.dailyBackup(id, true);
  await world.edit('upstash', 'backup', { database: id, label: 'now' });
  await client.backups(id);
  await client.dailyBackup(id, false);
  await client.stats(id);
}

describe.skipIf(absent)(`the emulated Upstash and the document that Upstash published${why}`, () => {
  test('agree in every exchange, but for the known differences, each with its source', async () => {
    const exchanges: Exchange[] = [];
    await drive(new UpstashClient(recording(exchanges), 'owner@kingdom77.test', world.credentials()['upstash.apiKey'] ?? ''));
    const judged = judgeJson(exchanges, spec, '/v2', upstashDifferences);
    process.stdout.write(
      `contract: ${judged.valid} valid, ${judged.known} known differences, ${judged.defects.length} defects in ${exchanges.length} exchanges\n`,
    );
    const distinct = new Map(judged.defects.map(({ exchange, finding }) => [`${finding.of} ${finding.path} ${finding.what}`, exchange]));
    expect([...distinct]).toEqual([]);
    expect(judged.unused).toEqual([]);
    expect(judged.valid).toBeGreaterThan(8);
  });

  test('a request or an answer that is not in the document is seen', () => {
    const exchange = (more: Partial<Exchange>): Exchange => ({
      at: '',
      vendor: 'upstash',
      method: 'PATCH',
      path: '/v2/redis/update-budget/1',
      query: '',
      requestHeaders: {},
      requestBody: '{"budget":20}',
      status: 200,
      responseBody: '"OK"',
      ...more,
    });
    const found = (more: Partial<Exchange>): unknown[] => jsonFindings(exchange(more), spec, '/v2').map(({ path: at, what }) => [at, what]);
    expect(found({})).toEqual([]);
    expect(found({ path: '/v2/redis/paint/1' })).toEqual([['', 'unknown operation']]);
    expect(found({ requestBody: '{"budget":"20","colour":1}' })).toEqual([
      ['budget', 'other type'],
      ['colour', 'unknown parameter'],
    ]);
    expect(found({ requestBody: '{}' })).toEqual([['budget', 'missing']]);
    expect(found({ query: 'verbose=1' })).toEqual([['verbose', 'unknown parameter']]);
    expect(found({ responseBody: '17' })).toEqual([['', 'other type']]);
    expect(found({ responseBody: '<html>' })).toEqual([['', 'not JSON']]);
  });
});
