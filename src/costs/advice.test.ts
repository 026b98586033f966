/**
 * Alternatives, triggers, tips, the guide's scenarios and doubts: what an estimate is for.
 */
import { describe, expect, test } from 'vitest';
import { cheapestLawful, compareWith } from './alternatives.ts';
import { estimate } from './estimate.ts';
import { inputsOf, type Wish } from './fixture.ts';
import { ageDays, isStale } from './freshness.ts';
import { guideScenarios } from './guide-scenarios.ts';
import { usd } from './money.ts';
import { prices202611 } from './prices.ts';
import { prices202511 } from './prices-2025-11.ts';
import { type CostQuestion, costReport } from './report.ts';
import { againstServers, againstSubscribers } from './series.ts';
import { triggers } from './trigger-list.ts';

const now = new Date('2026-11-23T00:00:00Z');
const report = (wish: Wish, about: Partial<CostQuestion> = {}) =>
  costReport({
    inputs: inputsOf(wish),
    compare: [],
    history: [],
    budget: undefined,
    now,
    today: prices202611,
    measured: [],
    missing: [],
    ...about,
  });

describe('the cheapest lawful combination', () => {
  test('of a small bot says what it gives up, and never uses Vercel Hobby for business', () => {
    const { cheapest } = report({ servers: 100, subscribers: 10 });
    expect(cheapest.bill.total).toBe(728);
    expect(cheapest.givesUp).toEqual(['a dashboard that goes on when its credits are used up', 'database backups']);
    expect(cheapest.changes.map(({ slot, from, to, difference }) => [slot, from, to, difference])).toEqual([
      ['dashboard', 'Vercel Pro', 'Netlify Free', -2000],
      ['database', 'MongoDB Atlas Flex, up to 100 operations/s', 'MongoDB Atlas M0 (free)', -800],
    ]);
  });

  test('without a business Vercel Hobby is lawful', () => {
    const inputs = inputsOf({ servers: 100, subscribers: 0, commercial: 'no' });
    const { bill } = cheapestLawful(inputs, estimate(inputs));
    expect(bill.items.find(({ slot }) => slot === 'dashboard')).toMatchObject({ vendor: 'vercel', plan: 'hobby' });
  });
});

describe('another host', () => {
  const inputs = inputsOf({ servers: 3000, subscribers: 50 });
  const than = estimate(inputs);

  test.each([
    // Bot and API need more than 400 of 512 MB, so a machine of 2 GB each; 27 GB above the 5 GB.
    ['render', 2500 + 700 + 2500 + 405],
    // Standard-1X is too small for two of the three.
    ['heroku', 4 * 700 + 700],
    ['digitalocean', 1200 + 500 + 1200],
  ])('%s costs %i cents for the services', (host, cents) => {
    const { bill } = compareWith(inputs, than, host);
    const hosting = bill.items.find(({ slot }) => slot === 'hosting');
    expect(hosting).toMatchObject({ vendor: host, cents });
    expect(bill.total - than.total).toBe(cents - 2410);
  });

  test('Fly.io bills machines and an address', () => {
    const lines = compareWith(inputs, than, 'fly')
      .bill.items.find(({ slot }) => slot === 'hosting')
      ?.lines.map(({ what, cents }) => [what, cents]);
    expect(lines).toEqual([
      ['IPv4 address', 200],
      ['Bot: shared-4x 1 GB', 876],
      ['Worker: shared-2x 512 MB', 438],
      ['API: shared-4x 1 GB', 876],
      ['Traffic, North America and Europe', 64],
    ]);
  });

  test('Netlify is paid in credits', () => {
    const dashboard = compareWith(inputs, than, 'netlify').bill.items.find(({ slot }) => slot === 'dashboard');
    // 15 deployments, 60 GB, a million requests, 60 GB hours: 225 + 1200 + 200 + 600 credits.
    expect(dashboard).toMatchObject({ plan: 'pro', cents: 2000 });
  });

  test('the host of the services may have the dashboard too', () => {
    const small = inputsOf({ servers: 100, subscribers: 10 });
    const found = compareWith(small, estimate(small), 'railway');
    // Memory 7.50, CPU 2.20, traffic 0.40.
    expect(found.bill.items.filter(({ category }) => category === 'Hosting')).toMatchObject([
      { slot: 'hosting', plan: 'hobby', cents: 1010 },
    ]);
    expect(found.difference).toBe(1010 - 2635);
  });
});

describe('upgrade triggers', () => {
  const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id);

  test('everything that the guide names is there, with its number', () => {
    const guide = triggers.flatMap(({ guide: said }) => (said ? [said] : [])).join('; ');
    for (const words of [
      '512 MB',
      '1000 servers',
      'slow query',
      '10k commands a day',
      '256 MB',
      'faster response',
      '> 400 MB',
      'restarts',
      '5000 servers',
      '100 GB',
      'analytics',
      'passwords',
      '5k errors',
      'retention',
      'collaboration',
    ])
      expect(guide, words).toContain(words);
  });

  test('a small bot: only what its size asks for', () => {
    const { triggers: found } = report({ servers: 60, subscribers: 0, commercial: 'no' });
    expect(ids(found.now)).toEqual([]);
    expect(found.next.find(({ id }) => id === 'discord.verification')).toMatchObject({ value: 60, percent: 80, servers: 75 });
  });

  test('with somebody who pays, backups and a plan for business are due', () => {
    const found = ids(report({ servers: 60, subscribers: 1 }).triggers.now);
    expect(found).toEqual(['database.backups', 'dashboard.commercial']);
  });

  test.each([
    [{ databaseMb: 399 }, { databaseMb: 400 }, 'database.storage'],
    [{ databaseOps: 79 }, { databaseOps: 80 }, 'database.operations'],
    [{ cacheCommandsK: 399 }, { cacheCommandsK: 400 }, 'cache.commands'],
    [{ botMemoryMb: 399 }, { botMemoryMb: 400 }, 'bot.memory'],
    [{ dashboardGb: 99 }, { dashboardGb: 100 }, 'dashboard.traffic'],
    [{ errors: 4999 }, { errors: 5000 }, 'errors.count'],
    [{ users: 9999 }, { users: 10_000 }, 'discord.intents'],
    [{ seats: 1 }, { seats: 2 }, 'errors.seats'],
  ])('%o is fine and %o fires %s', (below, at, id) => {
    const found = (usage: object) => ids(report({ servers: 60, subscribers: 0, usage: { ...usage } }).triggers.now);
    expect(found(below)).not.toContain(id);
    expect(found(at)).toContain(id);
  });

  test('Railway Pro is due at $20 of use, whatever the fee', () => {
    const use = (cpuMilli: number) =>
      report({
        servers: 60,
        subscribers: 0,
        usage: { botMemoryMb: 0, workerMemoryMb: 0, apiMemoryMb: 0, egressGb: 0, workerCpuMilli: 0, apiCpuMilli: 0, botCpuMilli: cpuMilli },
      }).triggers;
    expect(ids(use(999).now)).not.toContain('railway.use');
    expect(use(999).next.find(({ id }) => id === 'railway.use')).toMatchObject({ value: 1998 });
    expect(ids(use(1000).now)).toContain('railway.use');
  });

  test('what the estimate has answered is said to be so', () => {
    const { triggers: found } = report({ servers: 3000, subscribers: 50 });
    expect(found.now.find(({ id }) => id === 'errors.count')?.answered).toBe(true);
    expect(found.now.find(({ id }) => id === 'discord.sharding')?.answered).toBe(false);
    const declared = report({ servers: 3000, subscribers: 50, plans: { errors: 'developer' } }).triggers.now;
    expect(declared.find(({ id }) => id === 'errors.count')?.answered).toBe(false);
  });

  test('the load at which the next one fires is told in servers, at the ratio seen here', () => {
    const at = (errors: number) =>
      report({ servers: 1000, subscribers: 1, usage: { errors } }).triggers.next.find(({ id }) => id === 'errors.count')?.servers ?? 0;
    expect(at(1000)).toBeGreaterThan(at(2000));
    expect(at(2000)).toBeGreaterThan(1000);
  });

  test('with a history, on which day: a straight line through the first and the last measurement', () => {
    const history = [
      { at: '2026-11-01T00:00:00Z', name: 'databaseMb', value: 200 },
      { at: '2026-11-11T00:00:00Z', name: 'databaseMb', value: 250 },
      { at: '2026-11-21T00:00:00Z', name: 'databaseMb', value: 300 },
      { at: '2026-11-21T00:00:00Z', name: 'errors', value: 10 },
    ];
    const next = report({ servers: 60, subscribers: 0, usage: { databaseMb: 300 } }, { history }).triggers.next;
    expect(next.find(({ id }) => id === 'database.storage')?.on).toBe('2026-12-11');
    expect(next.find(({ id }) => id === 'errors.count')?.on).toBeUndefined();
  });
});

describe("the guide's tips, computed", () => {
  const tips = (wish: Wish) => new Map(report(wish).tips.map((tip) => [tip.id, tip]));

  test('name what each saves here', () => {
    const found = tips({ servers: 3000, subscribers: 50 });
    expect(found.get('annual')).toMatchObject({ saves: 300, says: expect.stringContaining('$36.00 a year') });
    expect(found.get('watch-use')).toMatchObject({ saves: 100, says: expect.stringContaining('passes the alerts at $20, $50') });
    expect(found.get('yearly-plan')?.says).toContain('leaves $8.01 a month instead of $9.33');
    expect(found.get('break-even')?.says).toContain('11 subscribers cover it');
    expect(found.get('other-hosts')?.says).toMatch(/DigitalOcean \$\d+\.\d\d/);
  });

  test('say so when there is nothing to save', () => {
    const found = tips({ servers: 60, subscribers: 0, commercial: 'no' });
    expect(found.get('annual')?.saves).toBe(0);
    expect(found.get('watch-use')?.says).toContain('stays below all of the alerts');
  });
});

describe("the guide's scenarios beside today", () => {
  test('every difference of the bill is explained, and they add up', () => {
    for (const { guide, today, differences, title } of guideScenarios(prices202611)) {
      const bill = differences.filter(({ slot }) => slot !== 'profit');
      expect(
        bill.reduce((sum, { difference }) => sum + difference, 0),
        title,
      ).toBe(today.total - guide.total);
      expect(differences.find(({ slot }) => slot === 'profit')?.difference, title).toBe(guide.revenue.net - today.revenue.net);
      for (const { why } of differences) expect(why.length).toBeGreaterThan(20);
    }
    expect(guideScenarios(prices202611).map(({ guide, today }) => [usd(guide.total), usd(today.total)])).toEqual([
      ['$15.25', '$35.28'],
      ['$86.25', '$99.03'],
      ['$129.25', '$221.13'],
    ]);
  });
});

describe('doubts', () => {
  test('a price is old after 90 days by the clock, a month counting from its first day', () => {
    expect([ageDays('2026-11-22', now), ageDays('2026-11', now), ageDays('2026', now)]).toEqual([1, 22, 326]);
    expect([isStale({ asOf: '2026-08-25' }, prices202611, now), isStale({ asOf: '2026-08-24' }, prices202611, now)]).toEqual([false, true]);
  });

  test('only prices that were used count', () => {
    expect(report({ servers: 100, subscribers: 1 }).doubts).toMatchObject({
      stale: ['Railway Hobby', 'Stripe card fees', 'Stripe Billing'],
      low: [],
    });
    expect(report({ servers: 100, subscribers: 1, country: 'DE' }).doubts.low).toEqual(['Stripe card fees', 'exchange rate of EUR']);
    expect(report({ servers: 100, subscribers: 1, catalogue: prices202511 }).doubts.stale).toHaveLength(10);
  });

  test('a budget that is passed is a warning', () => {
    expect(report({ servers: 100, subscribers: 1 }, { budget: 3000 }).warnings).toEqual([
      'this is more than your budget of $30.00 a month',
    ]);
    expect(report({ servers: 100, subscribers: 1 }, { budget: 4000 }).warnings).toEqual([]);
  });
});

test('plots begin with nobody and go past break-even and what there is', () => {
  const inputs = inputsOf({ servers: 3000, subscribers: 50 });
  const found = estimate(inputs);
  const points = againstSubscribers(inputs, found, 40);
  expect(points[0]).toEqual({ subscribers: 0, cost: 9903, net: 0, profit: -9903 });
  expect(points.at(-1)?.subscribers).toBeGreaterThan(50);
  const servers = againstServers(inputs, 13);
  expect(servers.find((point) => point.servers === 3000)?.total).toBe(found.total);
  expect(servers.at(-1)?.servers).toBe(12_000);
});
