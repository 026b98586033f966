import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideRefund, type Purchase } from './refunds.ts';

const day = 86_400_000;
const paidAt = new Date(Date.UTC(2026, 2, 28, 23, 59, 59, 999));
const policy = { fullDays: 7, partialDays: 14, partialPercent: 50, euWithdrawalDays: 14 };
const after = (ms: number) => new Date(paidAt.getTime() + ms);

function purchase(change: Partial<Purchase> = {}): Purchase {
  return { paidAt, paid: 999, refunded: 0, firstPurchase: true, euConsumer: false, withdrawalWaived: false, ...change };
}

describe('the windows', () => {
  test('all of it to the last millisecond of the seventh day, then half', () => {
    expect(decideRefund(policy, purchase(), after(7 * day))).toMatchObject({ kind: 'refund', rule: 'full', amount: 999, cancels: true });
    const reason = { reason: 'too expensive' };
    expect(decideRefund(policy, purchase(reason), after(7 * day + 1))).toMatchObject({
      kind: 'refund',
      rule: 'partial',
      amount: 500,
      cancels: false,
    });
    expect(decideRefund(policy, purchase(reason), after(14 * day))).toMatchObject({ kind: 'refund', rule: 'partial' });
    expect(decideRefund(policy, purchase(reason), after(14 * day + 1))).toEqual({ kind: 'refused', why: 'too late' });
  });

  test('half of it needs a reason', () => {
    expect(decideRefund(policy, purchase({ reason: '  ' }), after(8 * day))).toEqual({ kind: 'reason-needed', amount: 500 });
  });

  test('a request before the payment is none', () => {
    expect(decideRefund(policy, purchase(), after(-1))).toEqual({ kind: 'refused', why: 'not paid yet' });
  });
});

describe('who decides', () => {
  test('a person decides about renewals, second purchases and disputes', () => {
    expect(decideRefund(policy, purchase({ firstPurchase: false }), after(day))).toMatchObject({ kind: 'manual' });
    expect(decideRefund(policy, purchase({ frozen: true }), after(day))).toEqual({ kind: 'manual', why: 'frozen' });
  });

  test('consumers in the EU withdraw for fourteen days unless they waived it', () => {
    const eu = { euConsumer: true };
    expect(decideRefund(policy, purchase(eu), after(14 * day))).toMatchObject({ rule: 'withdrawal', amount: 999 });
    expect(decideRefund(policy, purchase({ ...eu, withdrawalWaived: true, reason: 'x' }), after(10 * day))).toMatchObject({
      rule: 'partial',
    });
    expect(decideRefund({ ...policy, euWithdrawalDays: 0 }, purchase(eu), after(10 * day))).toMatchObject({ kind: 'reason-needed' });
  });
});

describe('the amount', () => {
  test('nothing is given back twice', () => {
    expect(decideRefund(policy, purchase({ refunded: 999 }), after(day))).toEqual({ kind: 'refused', why: 'already refunded' });
    expect(decideRefund(policy, purchase({ refunded: 500, reason: 'x' }), after(8 * day))).toEqual({
      kind: 'refused',
      why: 'already refunded',
    });
    expect(decideRefund(policy, purchase({ refunded: 400 }), after(day))).toMatchObject({ amount: 599, cancels: true });
  });

  test('a purchase that cost nothing gives nothing back', () => {
    expect(decideRefund(policy, purchase({ paid: 0 }), after(day))).toEqual({ kind: 'refused', why: 'nothing was paid' });
  });

  test('for any purchase: never more than is left, never less as time goes on the other way', () => {
    const any = fc.record({
      paid: fc.integer({ min: 0, max: 100_000 }),
      refunded: fc.integer({ min: 0, max: 100_000 }),
      firstPurchase: fc.boolean(),
      euConsumer: fc.boolean(),
      withdrawalWaived: fc.boolean(),
      reason: fc.constantFrom(undefined, '', 'x'),
    });
    const amount = (one: Partial<Purchase>, ms: number) => {
      const decision = decideRefund(policy, purchase(one), after(ms));
      return decision.kind === 'refund' || decision.kind === 'reason-needed' ? decision.amount : 0;
    };
    const age = fc.integer({ min: 0, max: 20 * day });
    fc.assert(
      fc.property(any, age, age, (one, a, b) => {
        const [early, late] = [amount(one, Math.min(a, b)), amount(one, Math.max(a, b))];
        expect(early).toBeLessThanOrEqual(Math.max(0, one.paid - one.refunded));
        expect(late).toBeLessThanOrEqual(early);
        expect(early >= 0 && Number.isInteger(early)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
