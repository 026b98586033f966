import { describe, expect, test } from 'vitest';
import { OperatorError } from '../core/errors.ts';
import { vendorIds } from '../core/vendor.ts';
import { catalogueFrom } from './catalogue-file.ts';
import { estimate } from './estimate.ts';
import { inputsOf } from './fixture.ts';
import { catalogues, prices202611 } from './prices.ts';

interface Loose {
  prices: Record<string, unknown>[];
}
const copy = () => JSON.parse(JSON.stringify(prices202611)) as Loose;

function refusal(edit: (catalogue: ReturnType<typeof copy>) => unknown): string {
  const catalogue = copy();
  const value = edit(catalogue) ?? catalogue;
  try {
    catalogueFrom(value, 'my.json');
  } catch (error) {
    if (error instanceof OperatorError && error.exit === 64) return error.what;
    throw error;
  }
  throw new Error('was accepted');
}

describe('a catalogue in a file', () => {
  test('what is shipped is accepted as it is printed, and gives the same bill', () => {
    for (const catalogue of catalogues) {
      const read = catalogueFrom(JSON.parse(JSON.stringify({ ...catalogue, $stale: [] })), 'my.json');
      expect(estimate(inputsOf({ catalogue: read, servers: 4000, subscribers: 9 }))).toEqual(
        estimate(inputsOf({ catalogue, servers: 4000, subscribers: 9 })),
      );
    }
  });

  test('another price gives another bill', () => {
    const catalogue = copy();
    const hobby = catalogue.prices.find(({ vendor, plan }) => vendor === 'cloudflare-registrar' && plan === 'com');
    Object.assign(hobby ?? {}, { fees: [{ what: '.com', usd: '24', every: 'year' }] });
    const bill = estimate(inputsOf({ catalogue: catalogueFrom(catalogue, 'my.json'), servers: 100, subscribers: 10 }));
    expect(bill.items.find(({ slot }) => slot === 'domain')?.cents).toBe(200);
  });

  test('what is wrong is told with its place and the reason', () => {
    const first = (edit: object) => refusal((catalogue) => void Object.assign(catalogue.prices[2] ?? {}, edit));
    expect(refusal(() => [])).toBe('my.json must be an object, not a list');
    expect(refusal((catalogue) => ({ ...catalogue, schema: 'x' }))).toContain('my.json: schema must be "k77/price-catalogue@2"');
    expect(refusal((catalogue) => ({ ...catalogue, extra: 1 }))).toContain('my.json: extra is not known');
    expect(refusal((catalogue) => ({ ...catalogue, vendors: { ...prices202611.vendors, hosting: 'nobody' } }))).toContain(
      'my.json: vendors.hosting names nobody',
    );
    expect(first({ fees: [{ what: 'x', usd: 5, every: 'month' }] })).toBe('my.json: prices[2].fees[0].usd must be text, not number 5');
    expect(first({ fees: [{ what: 'x', usd: '-5', every: 'month' }] })).toContain('prices[2].fees[0].usd must be an amount as text');
    expect(first({ fees: [{ what: 'x', usd: '5', every: 'week' }] })).toContain('prices[2].fees[0].every must be month or year');
    expect(first({ meters: [{ what: 'x', unit: 'ram', usd: '5', per: 1 }] })).toContain('prices[2].meters[0].unit must be a unit of use');
    expect(first({ meters: [{ what: 'x', unit: 'egressGb', usd: '5', per: 0 }] })).toContain(
      'prices[2].meters[0].per must be a whole number of at least 1',
    );
    expect(first({ limits: { servers: -1 } })).toContain('prices[2].limits.servers must be a whole number');
    expect(first({ limits: { sheep: 1 } })).toContain('prices[2].limits.sheep is no unit of use');
    expect(first({ sizes: [] })).toContain('prices[2].sizes must not be empty');
    expect(first({ asOf: 'yesterday' })).toContain('prices[2].asOf must be a date');
    expect(first({ confidence: 'sure' })).toContain('prices[2].confidence must be high, medium or low');
    expect(first({ for: ['lunch'] })).toContain('prices[2].for[0] must be one of hosting');
    expect(first({ forbids: ['fun'] })).toContain('prices[2].forbids[0]');
    expect(first({ colour: 'red' })).toContain('prices[2].colour is not known');
    expect(refusal((catalogue) => ({ ...catalogue, payments: {} }))).toContain('my.json: payments.cards must be a list');
  });
});

describe('what is shipped', () => {
  test('has a row for every vendor of the guide', () => {
    const sold = new Set([...prices202611.prices.map(({ vendor }) => vendor), 'stripe', 'discord']);
    for (const vendor of vendorIds) expect(sold, vendor).toContain(vendor);
    expect([prices202611.payments.cards.length, prices202611.payments.discord?.percent]).toEqual([4, '15']);
  });

  test('names no plan twice, and every price has a source, a date and a confidence', () => {
    for (const { prices } of catalogues) {
      const names = prices.map(({ vendor, plan }) => `${vendor} ${plan}`);
      expect(new Set(names).size).toBe(names.length);
      for (const price of prices)
        expect([price.source, price.asOf, price.confidence].every(Boolean), `${price.vendor} ${price.plan}`).toBe(true);
    }
  });
});
