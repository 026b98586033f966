import { describe, expect, test } from 'vitest';
import type { RefundOffer, RefundRequest } from '../api/answers.ts';
import { refundTold } from './refund-words.ts';
import { refundNext, refundWord } from './words.ts';

const guildId = '300000000000000001';

const offer = (change: Partial<RefundOffer> = {}): RefundOffer => ({
  decision: 'refund',
  amount: 999,
  percent: 100,
  rule: 'full',
  endsPremium: true,
  why: null,
  paid: 999,
  paidAt: '2026-06-01T10:00:00.000Z',
  currency: 'usd',
  until: '2026-06-08T10:00:00.000Z',
  request: null,
  ...change,
});
const request = (change: Partial<RefundRequest> = {}): RefundRequest => ({
  id: 'in_1-1',
  guildId,
  amount: 999,
  currency: 'usd',
  percent: 100,
  rule: 'full',
  status: 'requested',
  endsPremium: true,
  requestedAt: '2026-06-02T10:00:00.000Z',
  updatedAt: '2026-06-02T10:00:00.000Z',
  ...change,
});

describe('what a refund would be', () => {
  test('all of it: the amount, that Premium ends, and until when that holds', () => {
    const told = refundTold(offer());
    expect(told).toMatchObject({ title: 'You would get $9.99 back', canAsk: true, needsReason: false });
    expect(told.lines.join(' ')).toMatch(/1 June 2026.*Premium ends at once.*8 June 2026 at 10:00 UTC/);
  });

  test('half of it needs a reason, and says how much', () => {
    const told = refundTold(offer({ decision: 'reason-needed', amount: 500, percent: 50, rule: 'partial', endsPremium: false }));
    expect(told).toMatchObject({ title: 'You can get $5.00 (50 per cent) back', canAsk: true, needsReason: true });
    expect(told.lines).toContain('Premium stays.');
  });

  test('a withdrawal needs none', () => {
    expect(refundTold(offer({ rule: 'withdrawal' }))).toMatchObject({ canAsk: true, needsReason: false });
  });

  test.each(['not the first purchase', 'frozen'])('a person decides: %s', (why) => {
    const told = refundTold(offer({ decision: 'manual', rule: 'manual', percent: null, why, until: null }));
    expect([told.canAsk, told.needsReason]).toEqual([true, true]);
    expect(
      told.lines.some((line) => line === why),
      'words of the program are no sentence',
    ).toBe(false);
  });

  test.each(['too late', 'nothing was paid', 'already refunded', 'not paid yet'])('nothing: %s, in a sentence', (why) => {
    const told = refundTold(offer({ decision: 'refused', amount: null, percent: null, rule: null, why, until: null }));
    expect([told.canAsk, told.lines.at(-1)?.endsWith('.'), told.lines.includes(why)]).toEqual([false, true, false]);
  });

  test('while one is under way there is nothing to ask; when it failed or was refused there may be', () => {
    for (const status of ['requested', 'review', 'sent'] as const)
      expect(refundTold(offer({ request: request({ status }) })).canAsk).toBe(false);
    for (const status of ['failed', 'refused'] as const) expect(refundTold(offer({ request: request({ status }) })).canAsk).toBe(true);
  });

  test('every state of a request has a word and a next step', () => {
    for (const status of ['requested', 'review', 'sent', 'done', 'failed', 'refused'] as const) {
      expect(refundWord(status).text).not.toBe('');
      expect(refundNext(request({ status }))).toMatch(/\.$/);
    }
  });
});
