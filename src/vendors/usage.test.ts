import { describe, expect, test } from 'vitest';
import { sdk, testWorld } from '../sandbox/fixture.ts';
import type { Measurements } from './atlas-types.ts';
import { atlasUsage } from './atlas-usage.ts';
import { usageOf as stripeFigures, stripeUsage } from './stripe-usage.ts';
import { upstashUsage } from './upstash-usage.ts';

const now = new Date('2026-11-16T00:00:00Z');
const values = (figures: readonly { name: string; value: number }[]) => Object.fromEntries(figures.map(({ name, value }) => [name, value]));

describe('Stripe', () => {
  const charge = { amount: 999, refunded: 0, currency: 'usd', cardCountry: 'US' };

  test('subscribers, and shares in per cent', () => {
    const charges = [
      charge,
      { ...charge, cardCountry: 'DE' },
      { ...charge, refunded: 999 },
      { ...charge, amount: 9999, cardCountry: undefined },
    ];
    const found = stripeFigures({ country: 'US', intervals: ['month', 'month', 'year'], charges, disputes: 1 }, now);
    expect(found.at).toBe('2026-11-16T00:00:00.000Z');
    expect(values(found.figures)).toEqual({
      subscribers: 3,
      yearlyShare: 33.33,
      refundShare: 7.69,
      disputeShare: 25,
      internationalShare: 33.33,
      'averageCharge.usd': 3249,
    });
    expect(found.missing).toEqual([]);
  });

  test('a share of nothing is missing, not zero', () => {
    const found = stripeFigures({ country: 'US', intervals: [], charges: [], disputes: 0 }, now);
    expect(values(found.figures)).toEqual({ subscribers: 0 });
    expect(found.missing).toEqual(['no charge of the last 30 days: refunds, disputes and foreign cards are unknown']);
  });
});

describe('Upstash', () => {
  const client = {
    stats: async (id: string) => ({
      requestsThisMonth: id === 'cache' ? 900_000 : 100_000,
      storedBytes: 1_500_000,
      hits: 0,
      misses: 0,
      meanLatencyMs: 1,
      costThisMonth: 0,
    }),
  };

  test('half a month of commands is half of the month', async () => {
    const found = await upstashUsage(client, now, { REDIS_CACHE_DATABASE: 'cache', REDIS_QUEUE_DATABASE: 'queue' });
    expect(values(found.figures)).toEqual({ cacheCommandsK: 2000, cacheMb: 3, cacheDatabases: 2 });
  });

  test('cache and queue in one database count once', async () => {
    const found = await upstashUsage(client, now, { REDIS_CACHE_DATABASE: 'cache', REDIS_QUEUE_DATABASE: 'cache' });
    expect(values(found.figures)).toMatchObject({ cacheCommandsK: 1800, cacheDatabases: 1 });
  });

  test('without a database nothing is made up', async () => {
    expect(await upstashUsage(client, now, {})).toMatchObject({ figures: [], missing: [expect.stringContaining('k77 deploy 6.3')] });
  });
});

describe('Atlas', () => {
  const points = (name: string, ...numbers: (number | null)[]) => ({
    name,
    units: 'x',
    dataPoints: numbers.map((value, index) => ({ timestamp: `2026-11-16T00:0${index}:00Z`, value })),
  });
  const meter = (measurements: Measurements['measurements']) => ({
    processes: async () => [
      { id: 'rook-production-shard-00-00.x.mongodb.net:27017', typeName: 'REPLICA_PRIMARY' },
      { id: 'other-shard:27017', typeName: 'REPLICA_PRIMARY' },
    ],
    measurements: async (_: string, process: string) => {
      if (!process.startsWith('rook')) throw new Error('a cluster of somebody else was asked');
      return { measurements };
    },
  });
  const known = { ATLAS_PROJECT: 'p', ATLAS_CLUSTER: 'rook-production' };

  test('operations are summed moment by moment, and the highest counts', async () => {
    const found = await atlasUsage(
      meter([points('OPCOUNTER_QUERY', 100, 10, null), points('OPCOUNTER_CMD', 5, 200.2, 9), points('DB_DATA_SIZE_TOTAL', 1_200_000_001)]),
      now,
      known,
    );
    expect(values(found.figures)).toEqual({ databaseOps: 211, databaseMb: 1201 });
  });

  test('what Atlas does not measure is missing', async () => {
    expect(await atlasUsage(meter([]), now, known)).toMatchObject({
      figures: [],
      missing: ['Atlas has no figures of operations yet', 'Atlas tells no size of the data'],
    });
    expect((await atlasUsage({ ...meter([]), processes: async () => [] }, now, known)).missing).toEqual([
      'Atlas measures no load of a free or Flex cluster',
    ]);
    expect((await atlasUsage(meter([]), now, {})).missing).toEqual([expect.stringContaining('k77 deploy 6.2')]);
  });
});

test('Stripe is read through the official SDK: what is paid, by whom, and none of it back', { timeout: 20_000 }, async () => {
  const world = await testWorld();
  try {
    const stripe = sdk(world);
    const product = await stripe.products.create({ name: 'Premium' });
    const price = (interval: 'month' | 'year') =>
      stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 999, recurring: { interval } });
    for (const interval of ['month', 'month', 'year'] as const) {
      const customer = await stripe.customers.create();
      const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
      await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: card.id } });
      await stripe.subscriptions.create({ customer: customer.id, items: [{ price: (await price(interval)).id }] });
    }
    const found = await stripeUsage(stripe, new Date());
    expect(values(found.figures)).toEqual({
      subscribers: 3,
      yearlyShare: 33.33,
      refundShare: 0,
      disputeShare: 0,
      internationalShare: 0,
      'averageCharge.usd': 999,
    });
  } finally {
    await world.close();
  }
});
