import { describe, expect, test } from 'vitest';
import { figures, type MoneySeen, money, percent, type SubscriptionSeen } from './stripe-money.ts';

const now = new Date('2026-11-22T12:00:00Z');
const day = 86_400;
const today = now.getTime() / 1000;
const nothing: MoneySeen = { charges: [], disputes: [], subscriptions: [], ended: [] };

function charges(succeeded: number, failed: number): MoneySeen['charges'] {
  const one = (status: 'succeeded' | 'failed') => ({ status, amount: 999, currency: 'usd' });
  return [...Array.from({ length: succeeded }, () => one('succeeded')), ...Array.from({ length: failed }, () => one('failed'))];
}

function subscription(
  amount: number,
  interval: string,
  more: Partial<SubscriptionSeen['items'][number]> & { daysAgo?: number } = {},
): SubscriptionSeen {
  const { daysAgo = 100, ...item } = more;
  return { created: today - daysAgo * day, items: [{ amount, interval, quantity: 1, currency: 'usd', every: 1, ...item }] };
}

describe('the money line', () => {
  test('says nothing about rates when nothing happened', () => {
    const seen = figures(nothing, now);
    expect(seen.payments).toEqual({ succeeded: 0, failed: 0, failureRate: null });
    expect(seen.churn).toEqual({ ended: 0, rate: null });
    expect(seen.mrr).toEqual({});
    expect(seen.warnings).toEqual([]);
  });

  test('warns above five per cent of failed payments, and not at five', () => {
    expect(figures({ ...nothing, charges: charges(95, 5) }, now).warnings).toEqual([]);
    const worse = figures({ ...nothing, charges: charges(94, 6) }, now);
    expect(worse.payments.failureRate).toBe(0.06);
    expect(worse.warnings).toEqual([expect.stringContaining('6 % of payments failed')]);
  });

  test('warns of disputes that need an answer, and only of those', () => {
    const seen = figures(
      { ...nothing, disputes: [{ status: 'needs_response' }, { status: 'warning_needs_response' }, { status: 'won' }] },
      now,
    );
    expect(seen.disputes).toEqual({ total: 3, open: 2 });
    expect(seen.warnings).toEqual([expect.stringContaining('2 disputes')]);
  });

  test('adds up recurring revenue per currency without losing cents to rounding', () => {
    const twelveYears = Array.from({ length: 12 }, () => subscription(9999, 'year'));
    expect(figures({ ...nothing, subscriptions: twelveYears }, now).mrr).toEqual({ usd: 9999 });
    const mixed = [
      subscription(999, 'month'),
      subscription(999, 'month', { quantity: 3 }),
      subscription(3000, 'month', { every: 3 }),
      subscription(500, 'month', { currency: 'eur' }),
    ];
    expect(figures({ ...nothing, subscriptions: mixed }, now).mrr).toEqual({ eur: 500, usd: 999 * 4 + 1000 });
  });

  test('counts churn against those who were there when the window began', () => {
    const stayed = [
      subscription(999, 'month'),
      subscription(999, 'month'),
      subscription(999, 'month'),
      subscription(999, 'month', { daysAgo: 3 }),
    ];
    const seen = figures({ ...nothing, subscriptions: stayed, ended: [{ created: today - 60 * day }, { created: today - 2 * day }] }, now);
    expect(seen.churn).toEqual({ ended: 2, rate: 0.25 });
  });
});

test('amounts and shares read as people write them', () => {
  expect([money(999, 'usd'), money(500, 'jpy'), money(1250, 'kwd'), money(-999, 'eur')]).toEqual([
    '9.99 USD',
    '500 JPY',
    '1.250 KWD',
    '-9.99 EUR',
  ]);
  expect([percent(0), percent(0.05), percent(0.0625), percent(0.5)]).toEqual(['0 %', '5 %', '6.3 %', '50 %']);
});
