import { describe, expect, test } from 'vitest';
import type { Purchase } from '../api/answers.ts';
import { ApiFailure, type FailureKind } from '../api/failure.ts';
import { type Answer, giveUpAfterMs, lateAfterMs, nextPause, shownFor } from './purchase-state.ts';

const purchase = (change: Partial<Purchase> = {}): Answer => ({
  purchase: {
    status: 'complete',
    paid: true,
    guildId: '300000000000000001',
    premium: false,
    amount: 999,
    currency: 'usd',
    transactionId: 'in_1',
    ...change,
  },
});
const failed = (kind: FailureKind, retryAfterSeconds?: number): Answer => ({
  failure: new ApiFailure({ kind, code: 'x', detail: 'x', retryAfterSeconds }),
});

describe('after a payment', () => {
  test.each([
    ['before the first answer', undefined, 0, 'waiting'],
    ['paid, Premium not there', purchase(), 0, 'waiting'],
    ['the same after a while', purchase(), lateAfterMs, 'late'],
    ['Premium is there', purchase({ premium: true }), 0, 'active'],
    ['a bank transfer that is under way', purchase({ paid: false }), 0, 'waiting'],
    ['the page of the payment was left', purchase({ status: 'open', paid: false }), 0, 'unpaid'],
    ['left, while somebody else bought it', purchase({ status: 'open', paid: false, premium: true }), 0, 'unpaid'],
    ['expired', purchase({ status: 'expired', paid: false }), 0, 'expired'],
    ['expired, while somebody else bought it', purchase({ status: 'expired', paid: false, premium: true }), 0, 'expired'],
    ['not mine', failed('refused'), 0, 'unknown'],
    ['the login has ended', failed('login'), 0, 'login'],
    ['the API is away for a moment', failed('away'), 0, 'waiting'],
    ['the API is away for long', failed('away'), lateAfterMs, 'away'],
    ['too many questions', failed('limited'), 0, 'waiting'],
  ] as const)('%s', (_name, answer, elapsed, shown) => {
    expect(shownFor(answer, elapsed)).toBe(shown);
  });

  test('it is asked often, then seldom, then no more; and never about what is settled', () => {
    expect(nextPause('waiting', 0)).toBe(1000);
    expect(nextPause('waiting', 20_000)).toBe(3000);
    expect(nextPause('late', lateAfterMs)).toBe(10_000);
    expect(nextPause('late', giveUpAfterMs)).toBeUndefined();
    for (const shown of ['active', 'unpaid', 'expired', 'unknown', 'login'] as const) expect(nextPause(shown, 0)).toBeUndefined();
  });

  test('never sooner than the API allows, and never later than a minute', () => {
    expect(nextPause('waiting', 0, failed('limited', 20))).toBe(20_000);
    expect(nextPause('waiting', 0, failed('off', 600))).toBe(60_000);
    expect(nextPause('waiting', 0, purchase())).toBe(1000);
  });

  test('the number of questions of one page stays below the limit of a minute', () => {
    let [elapsed, asked] = [0, 1];
    for (;;) {
      const pause = nextPause('waiting', elapsed);
      if (pause === undefined || elapsed + pause > 60_000) break;
      elapsed += pause;
      asked += 1;
    }
    expect(asked).toBeLessThan(60);
  });
});
