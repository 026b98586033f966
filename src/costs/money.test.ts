import { describe, expect, test } from 'vitest';
import { centsOf, dollars, exact, nano, rounded, share, usd } from './money.ts';

describe('money', () => {
  test('unit prices below a cent are exact, and a line is rounded once', () => {
    expect(nano('0.0001875')).toBe(187_500n);
    // 2.7 errors of 0.0001875 would be lost one by one; 60,000 of 0.0003625 are 21.75 dollars.
    expect(rounded(exact(nano('0.0003625'), 60_000))).toBe(2175);
    expect(rounded(exact(nano('11.17'), 1, 12))).toBe(93);
  });

  test('halves go up, below zero too', () => {
    expect([rounded(share(5, 1, 10)), rounded(share(4, 1, 10)), rounded(share(-5, 1, 10))]).toEqual([1, 0, -1]);
  });

  test('what is no amount is refused', () => {
    for (const text of ['', 'x', '1.', '.5', '1e3', '1,5', ' 1', '0.0000000001', 'NaN', 'Infinity'])
      expect(() => nano(text), text).toThrow('is not an amount');
  });

  test('is written for people with thousands and sign', () => {
    expect([dollars(175_075), dollars(-5), usd(175_075), usd(-320), dollars(0), dollars(100_000_000)]).toEqual([
      '1,750.75',
      '-0.05',
      '$1,750.75',
      '-$3.20',
      '0.00',
      '1,000,000.00',
    ]);
    expect(centsOf('9.99')).toBe(999);
  });
});
