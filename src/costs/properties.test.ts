/**
 * What holds for any numbers.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cheapestLawful } from './alternatives.ts';
import { offersOf, vendorsOf } from './choose.ts';
import { billOf, estimate } from './estimate.ts';
import { inputsOf } from './fixture.ts';
import { loadOf, type Unit, units } from './load.ts';
import { sum } from './money.ts';
import { slots } from './price-types.ts';
import { catalogues, prices202611 } from './prices.ts';
import { breakEven, revenueOf } from './revenue.ts';

const servers = fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 5_000_000 }));
const subscribers = fc.integer({ min: 0, max: 50_000 });
const share = fc.integer({ min: 0, max: 100 });
const declarable = (Object.keys(units) as Unit[]).filter((unit) => !['servers', 'memoryMb', 'cpuMilli', 'services'].includes(unit));
const use = fc.integer({ min: 0, max: 200_000 });

describe('cost never falls when use grows', () => {
  test('with servers', () => {
    fc.assert(
      fc.property(servers, fc.integer({ min: 0, max: 100_000 }), fc.constantFrom(...catalogues), (some, more, catalogue) => {
        const total = (many: number): number => billOf(inputsOf({ catalogue, servers: many, subscribers: 10 })).total;
        expect(total(some + more)).toBeGreaterThanOrEqual(total(some));
      }),
      { numRuns: 300 },
    );
  });

  test('with any single number, at any vendor, item by item', () => {
    const slot = fc
      .constantFrom(...slots)
      .chain((one) => fc.record({ slot: fc.constant(one), vendor: fc.constantFrom(...vendorsOf(prices202611, one)) }));
    fc.assert(
      fc.property(servers, fc.constantFrom(...declarable), use, use, slot, (many, unit, some, more, choice) => {
        const at = (value: number) =>
          billOf(inputsOf({ servers: many, subscribers: 10, usage: { [unit]: value }, vendors: { [choice.slot]: choice.vendor } }));
        const [less, greater] = [at(some), at(some + more)];
        for (const item of less.items)
          expect(greater.items.find((other) => other.slot === item.slot)?.cents, `${item.slot} by ${unit}`).toBeGreaterThanOrEqual(
            item.cents,
          );
      }),
      { numRuns: 300 },
    );
  });

  test('with the memory of a service around the largest machines', () => {
    const host = fc.constantFrom(...vendorsOf(prices202611, 'hosting'));
    fc.assert(
      fc.property(host, fc.integer({ min: 0, max: 80_000 }), fc.integer({ min: 1, max: 40_000 }), (hosting, some, more) => {
        const cents = (botMemoryMb: number): number | undefined =>
          billOf(inputsOf({ servers: 100, subscribers: 1, usage: { botMemoryMb }, vendors: { hosting } })).items.find(
            ({ slot }) => slot === 'hosting',
          )?.cents;
        expect(cents(some + more)).toBeGreaterThanOrEqual(cents(some) ?? 0);
      }),
      { numRuns: 300 },
    );
  });

  test('of one plan neither, and where a declared plan is dearer than another the cheaper one is named', () => {
    const database = offersOf(prices202611, 'atlas', 'database').map(({ plan }) => plan);
    fc.assert(
      fc.property(servers, fc.constantFrom(...database), (many, plan) => {
        const free = estimate(inputsOf({ servers: many, subscribers: 1 })).items.find(({ slot }) => slot === 'database');
        const own = estimate(inputsOf({ servers: many, subscribers: 1, plans: { database: plan } })).items.find(
          ({ slot }) => slot === 'database',
        );
        if (own && free && !free.problem && own.cents > free.cents) expect(own.cheaper?.plan).toBe(free.plan);
        else expect(own?.cheaper).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });

  test('and no assumed load does', () => {
    fc.assert(
      fc.property(servers, fc.integer({ min: 0, max: 100_000 }), (some, more) => {
        const [less, greater] = [loadOf(some), loadOf(some + more)];
        for (const unit of Object.keys(units) as Unit[]) {
          expect(greater[unit], unit).toBeGreaterThanOrEqual(less[unit]);
          expect(Number.isSafeInteger(less[unit]), unit).toBe(true);
        }
      }),
    );
  });
});

test('totals equal the sums of their lines', () => {
  fc.assert(
    fc.property(
      servers,
      subscribers,
      share,
      share,
      fc.constantFrom(...catalogues),
      (many, payers, yearlyShare, internationalShare, catalogue) => {
        const found = estimate(
          inputsOf({ catalogue, servers: many, subscribers: payers, yearlyShare, internationalShare, refundShare: 3, disputeShare: 1 }),
        );
        for (const item of found.items) expect(sum(item.lines.map(({ cents }) => cents))).toBe(item.cents);
        expect(sum(found.items.map(({ cents }) => cents))).toBe(found.total);
        expect(sum(found.categories.map(({ cents }) => cents))).toBe(found.total);
        expect(sum(found.revenue.income.map(({ cents }) => cents))).toBe(found.revenue.gross);
        expect(sum(found.revenue.fees.map(({ cents }) => cents))).toBe(found.revenue.feesCents);
        expect(found.profit).toBe(found.revenue.gross - found.revenue.feesCents - found.total);
        for (const cents of [found.total, found.profit, ...found.items.map((item) => item.cents)])
          expect(Number.isSafeInteger(cents)).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
});

test('break-even is the smallest number of subscribers with a profit that is not negative', () => {
  const price = fc.integer({ min: 40, max: 5000 });
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 60_000 }),
      price,
      share,
      share,
      fc.integer({ min: 0, max: 5 }),
      (cost, monthly, yearlyShare, discordShare, refundShare) => {
        const { payers, catalogue } = inputsOf({ servers: 0, subscribers: 0, yearlyShare, discordShare, refundShare });
        const merchant = { country: 'US', currency: 'usd', monthly, yearly: monthly * 10, collectsTax: true };
        const profit = (many: number): number => revenueOf(catalogue.payments, merchant, { ...payers, subscribers: many }).net - cost;
        const found = breakEven(catalogue.payments, merchant, payers, cost);
        if (found === undefined) return;
        expect(profit(found)).toBeGreaterThanOrEqual(0);
        for (let fewer = 0; fewer < found; fewer += Math.max(1, Math.floor(found / 200))) expect(profit(fewer)).toBeLessThan(0);
        if (found > 0) expect(profit(found - 1)).toBeLessThan(0);
      },
    ),
    { numRuns: 150 },
  );
});

test('the cheapest lawful combination never costs more than the estimate, and carries the load lawfully', () => {
  fc.assert(
    fc.property(servers, fc.integer({ min: 1, max: 500 }), (many, payers) => {
      const inputs = inputsOf({ servers: many, subscribers: payers });
      const now = estimate(inputs);
      const { bill } = cheapestLawful(inputs, now);
      expect(bill.total).toBeLessThanOrEqual(now.total);
      const dashboard = bill.items.find(({ slot }) => slot === 'dashboard');
      expect(`${dashboard?.vendor} ${dashboard?.plan}`).not.toBe('vercel hobby');
      if (bill.total < now.total) for (const { problem } of bill.items) expect(problem).toBeUndefined();
    }),
    { numRuns: 40 },
  );
});
