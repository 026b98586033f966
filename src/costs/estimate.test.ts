import { describe, expect, test } from 'vitest';
import { estimate } from './estimate.ts';
import { inputsOf } from './fixture.ts';
import { presets } from './load.ts';
import { prices202511 } from './prices-2025-11.ts';

const today = (name: keyof typeof presets) => estimate(inputsOf({ ...presets[name] }));
const guide = (name: keyof typeof presets) => estimate(inputsOf({ catalogue: prices202511, ...presets[name] }));

describe("the guide's own figures", () => {
  test.each([
    ['small', 1525, 9400, 7875],
    ['medium', 8625, 47_000, 38_375],
    ['large', 12_925, 188_000, 175_075],
  ] as const)('%s costs %i cents, earns %i, leaves %i', (name, total, net, profit) => {
    const found = guide(name);
    expect([found.total, found.revenue.net, found.profit]).toEqual([total, net, profit]);
    expect(found.revenue.perCharge.monthly.net).toBe(940);
  });

  test('has the plans that the guide names', () => {
    expect(guide('large').items.map(({ vendor, plan, cents }) => `${vendor} ${plan} ${cents}`)).toEqual([
      'railway 1gb 3000',
      'vercel pro 2000',
      'atlas m5 2500',
      'upstash payg-busy 2000',
      'namecheap com 125',
      'cloudflare free 0',
      'sentry team 2600',
      'uptimerobot pro 700',
      'google-analytics ga4 0',
    ]);
  });
});

describe('the same deployments today', () => {
  test('small: Hobby is not for business, and who is paid has backups', () => {
    const found = today('small');
    expect(found.items.filter(({ cents }) => cents > 0).map(({ vendor, plan, cents }) => `${vendor} ${plan} ${cents}`)).toEqual([
      'railway hobby 635',
      'vercel pro 2000',
      'atlas flex-100 800',
      'cloudflare-registrar com 93',
    ]);
    expect([found.total, found.breakEven, found.margin, found.perServer]).toEqual([3528, 4, 581, 3528]);
  });

  test('medium and large', () => {
    expect([today('medium').total, today('medium').breakEven]).toEqual([9903, 11]);
    expect([today('large').total, today('large').breakEven]).toEqual([22_113, 24]);
  });

  test('without a business the free plans do, and nothing breaks even', () => {
    const found = estimate(inputsOf({ servers: 100, subscribers: 0, commercial: 'no' }));
    expect(found.items.map(({ plan }) => plan)).toEqual(['hobby', 'hobby', 'm0', 'free', 'com', 'free', 'developer', 'free', 'ga4']);
    expect([found.total, found.breakEven, found.margin]).toEqual([728, undefined, undefined]);
  });

  test('the fee of Railway is use paid ahead, not added to it', () => {
    const hosting = (servers: number) => estimate(inputsOf({ servers, subscribers: 1 })).items.find(({ slot }) => slot === 'hosting');
    expect(hosting(0)).toMatchObject({ plan: 'hobby', cents: 500 });
    const lines = hosting(3000)?.lines.map(({ what, cents }) => [what, cents]);
    expect(lines).toEqual([
      ['Pro', 2000],
      ['Memory', 1250],
      ['CPU', 1000],
      ['Traffic', 160],
      ['Use that the fee pays for', -2000],
    ]);
  });
});

describe('what a number is known by', () => {
  test('declared wins over measured, measured over assumed; a price is as sure as its least certain number', () => {
    const measured = [
      { name: 'databaseOps', value: 310.4, unit: 'operations/s', call: 'GET /x', at: '2026-11-22T00:00:00Z', vendor: 'MongoDB Atlas' },
    ];
    const inputs = inputsOf({ servers: 500, subscribers: 5, usage: { databaseMb: 100, backupGb: 1 }, measured });
    const reading = (name: string) => inputs.readings.find((one) => one.name === name);
    expect(reading('databaseOps')).toMatchObject({
      value: 311,
      how: 'measured',
      from: 'MongoDB Atlas, GET /x',
      at: '2026-11-22T00:00:00Z',
    });
    expect(reading('databaseMb')).toMatchObject({ value: 100, how: 'declared', from: 'usage.databaseMb' });
    expect(reading('errors')).toMatchObject({ how: 'assumed', from: 'from 500 servers' });
    const found = estimate(inputs);
    const how = (slot: string) => found.items.find((item) => item.slot === slot)?.how;
    expect([how('database'), how('errors'), how('domain')]).toEqual(['declared', 'assumed', 'fixed']);
    expect(found.items.find(({ slot }) => slot === 'database')?.plan).toBe('flex-400');
  });

  test('a measured share is told in per cent', () => {
    const measured = [
      { name: 'internationalShare', value: 12.5, unit: '%', call: 'GET /v1/charges', at: '2026-11-22T00:00:00Z', vendor: 'Stripe' },
    ];
    const inputs = inputsOf({ servers: 500, subscribers: 100, measured });
    expect(inputs.payers.internationalShare).toBe(1250);
    expect(inputs.readings.find(({ name }) => name === 'internationalShare')).toMatchObject({ value: 12.5, how: 'measured' });
  });
});

describe('a plan that the operator has', () => {
  test('is priced as it is, and the cheaper one is named', () => {
    const found = estimate(inputsOf({ servers: 100, subscribers: 10, plans: { database: 'm10' } }));
    expect(found.items.find(({ slot }) => slot === 'database')).toMatchObject({ plan: 'm10', cheaper: { plan: 'flex-100', cents: 800 } });
  });

  test('that does not carry the load or forbids it says why', () => {
    const found = estimate(inputsOf({ servers: 10_000, subscribers: 10, plans: { database: 'm0', dashboard: 'hobby' } }));
    const problem = (slot: string) => found.items.find((item) => item.slot === slot)?.problem;
    expect(problem('database')).toContain('6000 databaseMb, at most 512');
    expect(problem('dashboard')).toContain('forbids commercial use');
  });

  test('beyond everything that is sold the estimate says that it is a floor', () => {
    const found = estimate(inputsOf({ servers: 1_000_000, subscribers: 10 }));
    expect(found.items.find(({ slot }) => slot === 'database')).toMatchObject({
      plan: 'm10',
      problem: expect.stringContaining('at least this much'),
    });
  });
});
