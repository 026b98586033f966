import { describe, expect, test } from 'vitest';
import { money } from './money.ts';
import { pricesOf } from './prices.ts';
import { refundWords } from './refund-words.ts';

const plans = (currency: string, monthly: number, yearly: number) => ({
  currency,
  monthly: { amount: monthly },
  yearly: { amount: yearly },
});

describe('money', () => {
  test.each([
    [999, 'usd', '$9.99'],
    [99_900, 'eur', '€999.00'],
    [150_000, 'jpy', '¥150,000'],
    [12_345, 'kwd', 'KWD 12.345'],
    [50_000, 'isk', 'kr 500'],
    [0, 'usd', '$0.00'],
  ])('%i of %s is %s', (minor, currency, text) => {
    expect(money(minor, currency).replaceAll('\u00a0', ' ')).toBe(text);
  });
});

describe('prices', () => {
  test('say how much, how often and until when, before anybody clicks', () => {
    const [month, year] = pricesOf(plans('usd', 999, 9999));
    expect(month).toMatchObject({ amount: '$9.99', renews: 'Renews for $9.99 every month, until you cancel.' });
    expect(year).toMatchObject({ amount: '$99.99', renews: 'Renews for $99.99 every year, until you cancel.' });
  });

  test('promise no more saving than there is', () => {
    expect(pricesOf(plans('usd', 999, 9999))[1]?.saving).toBe('Saves $19.89 (16 %)');
    expect(pricesOf(plans('usd', 500, 5990))[1]).not.toHaveProperty('saving');
    expect(pricesOf(plans('usd', 500, 6500))[1]).not.toHaveProperty('saving');
  });
});

describe('refunds in words', () => {
  const all = { fullDays: 7, partialDays: 14, partialPercent: 50, euWithdrawalDays: 14 };

  test('say what the configuration says', () => {
    expect(refundWords(all)).toHaveLength(3);
    expect(refundWords({ ...all, fullDays: 0, partialPercent: 0, euWithdrawalDays: 0 })).toEqual([]);
    expect(refundWords({ ...all, fullDays: 1 })[0]).toContain('1 day ');
  });
});
