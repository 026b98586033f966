import { describe, expect, test } from 'vitest';
import { estimate } from './estimate.ts';
import { inputsOf, type Wish } from './fixture.ts';
import { prices202611 } from './prices.ts';
import { breakEven, revenueOf } from './revenue.ts';

const perCharge = (wish: Wish = {}) => estimate(inputsOf({ servers: 100, subscribers: 10, ...wish })).revenue.perCharge;
const fees = (wish: Wish) =>
  Object.fromEntries(estimate(inputsOf({ servers: 100, ...wish })).revenue.fees.map(({ what, cents }) => [what, cents]));

describe('what one charge leaves', () => {
  test('9.99 in the US: every fee is rounded by itself', () => {
    expect(perCharge().monthly).toEqual({ price: 999, fee: 66, net: 933, international: 918, converted: 908 });
    expect(perCharge().yearly).toMatchObject({ price: 9999, fee: 390, net: 9609 });
    expect(perCharge().discordMonthly).toMatchObject({ fee: 150, net: 849 });
  });

  test('with Stripe Tax half a per cent less', () => {
    expect(perCharge({ collectsTax: true }).monthly.net).toBe(928);
  });

  test('by the country of the merchant, its flat fee in its own currency', () => {
    // 1.5 % + 0.25 EUR (at 1.15), and 0.7 % Billing.
    expect(perCharge({ country: 'DE' }).monthly).toMatchObject({ fee: 44 + 7, net: 948 });
    expect(perCharge({ country: 'gb' }).monthly.fee).toBe(41 + 7);
    expect(perCharge({ country: 'CA' }).monthly.fee).toBe(51 + 7);
  });

  test('a price in euros is counted in dollars', () => {
    expect(perCharge({ country: 'DE', currency: 'eur', monthlyPrice: '10.00' }).monthly.price).toBe(1150);
  });

  test("Discord's share doubles at a million dollars", () => {
    expect(perCharge({ discordLifetimeUsd: 1_000_000 }).discordMonthly).toMatchObject({ fee: 300, net: 699 });
  });
});

describe('a month of payments', () => {
  test('who pays yearly is charged once in twelve months', () => {
    const { revenue } = estimate(inputsOf({ servers: 100, subscribers: 24, yearlyShare: 50 }));
    expect(revenue.income).toEqual([
      { what: 'Subscriptions, monthly', cents: 12 * 999 },
      { what: 'Subscriptions, yearly', cents: 9999 },
    ]);
    expect(revenue.fees.find(({ what }) => what === 'Card fees, yearly')?.cents).toBe(320);
  });

  test('a refund gives the price back and keeps the fees', () => {
    expect(fees({ subscribers: 100, refundShare: 10 })).toMatchObject({
      'Card fees, monthly': 5900,
      'Refunds (their fees are kept), monthly': 9990,
    });
  });

  test('a dispute costs its fee, and the price and a second fee when it is answered and lost', () => {
    expect(fees({ subscribers: 100, disputeShare: 1 })).toMatchObject({ 'Disputes lost, monthly': 999, 'Dispute fees, monthly': 1500 });
    expect(fees({ subscribers: 100, disputeShare: 1, counteredShare: 100 })).toMatchObject({ 'Dispute answers lost, monthly': 1500 });
    const won = fees({ subscribers: 100, disputeShare: 1, counteredShare: 100, wonShare: 100 });
    expect([won['Dispute fees, monthly'], won['Disputes lost, monthly'], won['Dispute answers lost, monthly']]).toEqual([
      1500,
      undefined,
      undefined,
    ]);
  });

  test('foreign cards and conversion cost their share', () => {
    expect(fees({ subscribers: 100, internationalShare: 40, conversionShare: 20 })).toMatchObject({
      'Foreign cards, monthly': 600,
      'Currency conversion, monthly': 200,
    });
  });

  test('whoever buys through Discord pays no Stripe fee', () => {
    const found = fees({ subscribers: 10, discordShare: 100 });
    expect(found).toEqual({ "Discord's share": 1500 });
  });
});

describe('breaking even', () => {
  const merchant = { country: 'US', currency: 'usd', monthly: 999, yearly: 9999, collectsTax: false };
  const payers = inputsOf({ servers: 0, subscribers: 0 }).payers;

  test.each([
    [0, 0],
    [933, 1],
    [934, 2],
    [2728, 3],
    [3528, 4],
    [10_000, 11],
    [22_000, 24],
  ])('%i cents need %i subscribers', (cost, many) => {
    expect(breakEven(prices202611.payments, merchant, payers, cost)).toBe(many);
  });

  test('a price below its fees never does', () => {
    expect(breakEven(prices202611.payments, { ...merchant, monthly: 30, yearly: 30 }, payers, 100)).toBeUndefined();
  });

  test('nothing is earned by nobody', () => {
    expect(revenueOf(prices202611.payments, merchant, payers)).toMatchObject({ gross: 0, feesCents: 0, net: 0, income: [], fees: [] });
  });
});
