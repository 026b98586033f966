import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Fault, parseFaults } from './faults.ts';
import { raw, refusal, sdk, testWorld } from './fixture.ts';
import { Saver, type WorldState } from './state.ts';
import type { World } from './world.ts';

let world: World;
let fresh: WorldState;

beforeAll(async () => {
  world = await testWorld();
  fresh = await world.snapshot();
});
beforeEach(async () => {
  world.faults.clear();
  await world.restore(fresh);
});
afterAll(() => world.close());

const strike = (fault: Partial<Fault> & Pick<Fault, 'do'>) =>
  world.faults.set({ faults: [{ vendor: 'stripe', match: {}, times: 1, ...fault }] });
const count = async () => (await sdk(world).products.list()).data.length;

describe('faults', () => {
  test('a reset after the commit loses the answer, not the change; the same key gets it again', async () => {
    strike({ do: 'reset-after-commit', match: { method: 'POST', path: '^/v1/webhook_endpoints$' } });
    const body = 'url=https://api.kingdom77.test/h&enabled_events[0]=*';
    const make = () => raw(world, 'POST', '/v1/webhook_endpoints', { body, headers: { 'idempotency-key': 'lost' } });
    await expect(make()).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect((await sdk(world).webhookEndpoints.list()).data).toHaveLength(1);
    const found = await make();
    expect([JSON.parse(found.body).secret, found.headers['idempotent-replayed']]).toEqual([expect.stringMatching(/^whsec_/), 'true']);
    expect((await sdk(world).webhookEndpoints.list()).data).toHaveLength(1);
  });

  test('the SDK itself asks once more after a reset, with the same key: one thing is made', async () => {
    strike({ do: 'reset-after-commit', match: { method: 'POST' } });
    const made = await sdk(world).products.create({ name: 'P' });
    expect(made.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(await count()).toBe(1);
  });

  test('a reset before changes nothing', async () => {
    strike({ do: 'reset-before', match: { method: 'POST' }, times: 2 });
    await refusal(sdk(world).products.create({ name: 'P' }));
    expect(await count()).toBe(0);
  });

  test('429 says when to come back, 500 and HTML change nothing', async () => {
    strike({ do: '429', retryAfter: 7 });
    const limited = await raw(world, 'GET', '/v1/products');
    expect([limited.status, limited.headers['retry-after'], JSON.parse(limited.body).error.code]).toEqual([429, '7', 'rate_limit']);
    strike({ do: '500' });
    expect((await refusal(sdk(world).products.create({ name: 'P' }))).status).toBe(500);
    strike({ do: 'html' });
    expect((await raw(world, 'GET', '/v1/products')).body).toContain('<h1>502 Bad Gateway</h1>');
    expect(await count()).toBe(0);
  });

  test('a time-out never answers', async () => {
    strike({ do: 'timeout' });
    const client = sdk(world);
    const error = await refusal(client.products.list({}, { timeout: 60 }));
    expect(error.message).toMatch(/aborted|timed out|timeout/i);
    expect(await count()).toBe(0);
  });

  test('strike after some and for a number of times', async () => {
    strike({ do: '500', after: 1, times: 2, match: { path: '/v1/products' } });
    const statuses = [];
    for (let n = 0; n < 5; n++) statuses.push((await raw(world, 'GET', '/v1/products')).status);
    expect(statuses).toEqual([200, 500, 500, 200, 200]);
  });

  test('latency slows every answer, and the clock can be off', async () => {
    world.faults.set({ latencyMs: 60, clockSkewSeconds: -3600 });
    const before = performance.now();
    const answer = await raw(world, 'GET', '/v1/products');
    expect(performance.now() - before).toBeGreaterThanOrEqual(55);
    expect(Math.round((Date.now() - Date.parse(answer.headers.date ?? '')) / 60_000)).toBe(60);
  });

  test('a file that makes no sense is refused with the remedy', () => {
    expect(() => parseFaults('[')).toThrow('not JSON');
    expect(() => parseFaults('[{"vendor":"stripe","match":{},"do":"explode"}]')).toThrow('cannot do explode');
    expect(() => parseFaults('[{"vendor":"stripe","match":{"path":"("},"do":"500"}]')).toThrow('no regular expression');
    expect(parseFaults('{"latencyMs":5,"faults":[]}')).toEqual({ latencyMs: 5, faults: [] });
  });
});

test('a request under a foreign name is refused: DNS rebinding', async () => {
  for (const host of ['evil.example', 'kingdom77.test', '127.0.0.1.evil.example'])
    expect((await raw(world, 'GET', '/v1/products', { headers: { host } })).status).toBe(421);
  for (const host of ['api.stripe.com', 'localhost:9', '127.0.0.1'])
    expect((await raw(world, 'GET', '/v1/products', { headers: { host } })).status).toBe(200);
});

test('a snapshot is plain JSON, and restoring it forgets what came later', async () => {
  const product = await sdk(world).products.create({ name: 'P' });
  const kept = JSON.parse(JSON.stringify(await world.snapshot())) as WorldState;
  await sdk(world).products.update(product.id, { name: 'Q' });
  await sdk(world).products.create({ name: 'R' });
  await world.restore(kept);
  expect((await sdk(world).products.list()).data.map(({ name }) => name)).toEqual(['P']);
  await sdk(world).products.update(product.id, { name: 'S' });
  await world.restore(kept);
  expect((await sdk(world).products.retrieve(product.id)).name).toBe('P');
  expect(await world.snapshot()).toEqual(kept);
});

test('a reset makes a new world with new keys', async () => {
  const before = world.credentials();
  await sdk(world).products.create({ name: 'P' });
  await world.reset('stripe');
  expect(world.credentials()['stripe.secretKey']).not.toBe(before['stripe.secretKey']);
  expect(await count()).toBe(0);
});

test('hosts are served by this machine only', async () => {
  await expect(world.setHosts({ 'api.kingdom77.test': 'http://192.168.1.4:80' })).rejects.toThrow('cannot be served by');
  await expect(world.setHosts({ 'api.kingdom77.test': 'https://127.0.0.1:80' })).rejects.toThrow('cannot be served by');
});

test('the operator does what is scripted and says when there is nothing to do', async () => {
  expect(await world.perform('stripe.account', { name: 'Castle' })).toMatchObject({ performed: true });
  expect((await sdk(world).accounts.retrieveCurrent()).business_profile?.name).toBe('Castle');
  expect(await world.perform('stripe.prices')).toEqual({ performed: false, note: expect.stringContaining('nothing to do') });
});

test('a change is saved before its answer is sent, a read saves nothing', async () => {
  const order: string[] = [];
  const saving = await testWorld({
    save: async () => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      order.push('saved');
    },
  });
  await sdk(saving).products.list();
  expect(order).toEqual([]);
  await sdk(saving).products.create({ name: 'P' });
  order.push('answered');
  expect(order).toEqual(['saved', 'answered']);
  await saving.close();
});

test('changes that wait together are saved together', async () => {
  let writes = 0;
  const saver = new Saver(async () => {
    writes++;
    await new Promise((resolve) => setTimeout(resolve, 20));
  });
  await Promise.all([saver.save(), saver.save(), saver.save(), saver.save()]);
  expect(writes).toBe(2);
});

test('a world goes on from its saved state', async () => {
  const product = await sdk(world).products.create({ name: 'P' });
  const next = await testWorld({ state: JSON.parse(JSON.stringify(await world.snapshot())) as WorldState });
  expect((await sdk(next).products.retrieve(product.id)).name).toBe('P');
  await next.close();
});
