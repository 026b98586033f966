import { describe, expect, test } from 'vitest';
import { estimate } from './estimate.ts';
import { inputsOf, type Wish } from './fixture.ts';
import { loadOf } from './load.ts';
import type { Slot } from './price-types.ts';

const item = (slot: Slot, wish: Wish) =>
  estimate(inputsOf({ servers: 100, subscribers: 1, ...wish })).items.find((one) => one.slot === slot);

describe('the assumed load', () => {
  test('is a straight line between the sizes of the guide, rounded up, and goes on above them', () => {
    expect([0, 1, 100, 101, 3000, 10_000, 17_000].map((servers) => loadOf(servers).botMemoryMb)).toEqual([
      120, 121, 220, 221, 500, 2700, 4900,
    ]);
  });

  test('has steps where nothing in between makes sense', () => {
    expect([9999, 10_000, 90_000].map((servers) => loadOf(servers).checksPerHour)).toEqual([12, 60, 60]);
  });
});

describe('every form of price', () => {
  test.each([
    [50_000, 2900],
    [50_001, 2900],
    [60_000, 2900 + 363],
    [250_000, 2900 + 1813 + 3282],
    [600_000, 2900 + 1813 + 8752 + 1875],
  ])('tiers: Sentry with %i errors costs %i cents', (errors, cents) => {
    expect(item('errors', { usage: { errors } })).toMatchObject({ plan: 'team', cents });
  });

  test.each([
    [500, 5, 'free', 0],
    [501, 5, 'payg', 100],
    [9_000, 5, 'payg', 1800],
    // Two databases of $10 are the same as 10 million commands; above that they are cheaper.
    [10_100, 5, 'fixed-250mb', 2000],
    [30_000, 600, 'fixed-1gb', 4000],
    [600, 3000, 'payg', 120 + 50],
  ])('use or fixed, whatever is less: Upstash with %i thousand commands and %i MB', (cacheCommandsK, cacheMb, plan, cents) => {
    expect(item('cache', { usage: { cacheCommandsK, cacheMb } })).toMatchObject({ plan, cents });
  });

  test.each([
    [99, 800],
    [100, 800],
    [101, 1500],
    [201, 2100],
    [301, 2600],
    [500, 3000],
    [501, 5840 + 14],
  ])('limits: Atlas with %i operations/s costs %i cents', (databaseOps, cents) => {
    expect(item('database', { usage: { databaseOps, backupGb: 1 } })?.cents).toBe(cents);
  });

  test.each([
    // 1,000 credits are in the plan; a pack of 500 more is $5.
    [{ deploys: 20, dashboardGb: 34, dashboardRequestsK: 100, dashboardMemoryGbHours: 0 }, 'personal', 900],
    [{ deploys: 20, dashboardGb: 35, dashboardRequestsK: 100, dashboardMemoryGbHours: 0 }, 'personal', 1400],
    [{ deploys: 20, dashboardGb: 130, dashboardRequestsK: 100, dashboardMemoryGbHours: 0 }, 'pro', 2000],
  ])('credits and packs: Netlify with %o', (usage, plan, cents) => {
    expect(item('dashboard', { usage, vendors: { dashboard: 'netlify' } })).toMatchObject({ plan, cents });
  });

  test('machines: the guide leaves 112 of 512 MB free, and one service gets several of the largest', () => {
    const worker = (workerMemoryMb: number) =>
      item('hosting', { usage: { workerMemoryMb }, vendors: { hosting: 'render' } })?.lines.find(({ what }) => what.startsWith('Worker'));
    expect(worker(400)).toMatchObject({ what: 'Worker: Starter', cents: 700 });
    expect(worker(401)).toMatchObject({ what: 'Worker: Standard', cents: 2500 });
    expect(worker(60_000)).toMatchObject({ what: 'Worker: 3 × Pro Ultra', cents: 135_000 });
  });

  test('a plan on which the bot would sleep is never chosen', () => {
    expect(item('hosting', { vendors: { hosting: 'heroku' } })).toMatchObject({ plan: 'basic', cents: 2100 });
    expect(item('hosting', { vendors: { hosting: 'heroku' }, plans: { hosting: 'eco' } })?.problem).toContain(
      'forbids a bot that never sleeps',
    );
  });

  test('seats: everybody who develops pays for Vercel, and one person fills Sentry', () => {
    expect(item('dashboard', { usage: { seats: 3 } })?.cents).toBe(6000);
    expect(item('errors', { usage: { seats: 2 } })?.plan).toBe('team');
  });

  test("Vercel's metered use is paid by its credit first", () => {
    const usage = {
      dashboardGb: 1200,
      dashboardRequestsK: 12_000,
      dashboardInvocationsK: 10_000,
      dashboardCpuHours: 0,
      dashboardMemoryGbHours: 0,
    };
    // 200 GB are $30, 2 million requests $4, 10 million calls $6; 20 of these 40 are in the fee.
    expect(item('dashboard', { usage })).toMatchObject({ plan: 'pro', cents: 2000 + 4000 - 2000 });
  });
});
