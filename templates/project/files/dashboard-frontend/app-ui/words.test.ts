import { describe, expect, test } from 'vitest';
import type { ServerPremium } from '../api/answers.ts';
import { faceOf } from './premium-state.ts';
import { durationOf, nextOf, premiumWord, privacyWord } from './words.ts';

describe('Premium of a server', () => {
  const premium = { active: false, reason: 'none', until: null, source: null } as const;
  const subscription = {
    plan: 'monthly',
    status: 'active',
    currentPeriodEnd: '2026-07-01T00:00:00.000Z',
    cancelAtPeriodEnd: false,
    mine: true,
  } as const;
  const of = (state: Partial<ServerPremium>, enabled = true) => faceOf({ premium, subscription: null, ...state }, { enabled });

  test('is had, offered, paused, or paid for without being there', () => {
    expect(of({})).toBe('offer');
    expect(of({}, false)).toBe('off');
    expect(of({ premium: { ...premium, active: true, reason: 'active' } }, false)).toBe('has');
    expect(of({ subscription: { ...subscription, status: 'unpaid' } })).toBe('stuck');
    expect(of({ subscription: { ...subscription, status: 'incomplete' } })).toBe('offer');
  });

  test('says what comes next, whatever Stripe calls it', () => {
    expect(nextOf(subscription)).toBe('Renews every month, next on 1 July 2026, until you cancel.');
    expect(nextOf({ ...subscription, cancelAtPeriodEnd: true })).toContain('nothing more is charged');
    expect(nextOf({ ...subscription, cancelAtPeriodEnd: true, status: 'canceled' })).toBe('It has ended.');
    for (const status of ['past_due', 'unpaid', 'incomplete', 'paused'])
      expect(nextOf({ ...subscription, status })).not.toContain('Renews');
  });

  test('has a word for each of its reasons', () => {
    const until = '2026-07-01T00:00:00.000Z';
    const words = (['active', 'trial', 'grace', 'ending', 'discord'] as const).map(
      (reason) => premiumWord({ active: true, reason, until, source: 'stripe' }).text,
    );
    expect(new Set(words).size).toBe(5);
  });
});

test('durations are rounded up and have their plural', () => {
  expect([1, 40, 90, 91, 3600, 86_000].map(durationOf)).toEqual([
    '1 second',
    '40 seconds',
    '90 seconds',
    '2 minutes',
    '60 minutes',
    '24 hours',
  ]);
});

test('requests about data have a word in every state', () => {
  const base = { id: 'x', createdAt: '', dueAt: '', expiresAt: null, url: null, runsAt: null } as const;
  for (const status of ['requested', 'scheduled', 'ready', 'done', 'cancelled', 'failed'] as const)
    for (const kind of ['export', 'delete'] as const) expect(privacyWord({ ...base, kind, status }).text).not.toBe('');
});
