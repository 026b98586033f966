import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addFact, noEntitlement } from './entitlement.ts';
import type { DiscordFact, Entitlement, Fact, StripeFact, StripeStatus } from './facts.ts';
import { expiresAt, payersOf, premiumOf } from './premium.ts';

const guildId = '100000000000000001';
const rules = { graceDays: 7 };
const day = 86_400_000;
const start = Date.UTC(2026, 5, 1);
const at = (days: number) => new Date(start + days * day);

function stripe(change: Partial<StripeFact> = {}): StripeFact {
  const base = { source: 'stripe', id: 'sub_1', guildId, userId: 'u1', status: 'active', cancelAtPeriodEnd: false } as const;
  return { ...base, periodEnd: at(30), observedAt: at(0), ...change };
}

function discord(change: Partial<DiscordFact> = {}): DiscordFact {
  return { source: 'discord', id: '9', guildId, userId: 'u2', skuId: '7', deleted: false, observedAt: at(0), ...change };
}

const of = (...facts: Fact[]): Entitlement => facts.reduce(addFact, noEntitlement(guildId));

const statuses: StripeStatus[] = ['active', 'trialing', 'past_due', 'unpaid', 'canceled', 'incomplete', 'incomplete_expired', 'paused'];
const moment = fc.integer({ min: 0, max: 6 }).map(at);
const anyFact: fc.Arbitrary<Fact> = fc.oneof(
  fc.record({
    source: fc.constant('stripe' as const),
    id: fc.constantFrom('sub_1', 'sub_2'),
    guildId: fc.constant(guildId),
    userId: fc.constantFrom('u1', 'u2'),
    status: fc.constantFrom(...statuses),
    periodEnd: moment,
    cancelAtPeriodEnd: fc.boolean(),
    revoked: fc.constantFrom(undefined, 'refund' as const, 'dispute' as const),
    observedAt: moment,
  }),
  fc.record({
    source: fc.constant('discord' as const),
    id: fc.constantFrom('9', '10'),
    guildId: fc.constant(guildId),
    userId: fc.constantFrom('u1', 'u3'),
    skuId: fc.constant('7'),
    endsAt: fc.option(moment, { nil: undefined }),
    deleted: fc.boolean(),
    observedAt: moment,
  }),
);

describe('adding facts', () => {
  test('any order and any repetition ends in the same entitlement', () => {
    const shuffled = fc
      .array(anyFact, { maxLength: 12 })
      .chain((facts) => fc.tuple(fc.constant(facts), fc.shuffledSubarray([...facts, ...facts], { minLength: facts.length * 2 })));
    fc.assert(
      fc.property(shuffled, ([facts, again]) => {
        const [once, often] = [of(...facts), of(...again)];
        expect(often.facts).toEqual(once.facts);
        expect(premiumOf(often, at(3), rules)).toEqual(premiumOf(once, at(3), rules));
      }),
      { numRuns: 500 },
    );
  });

  test('the later observation counts, whenever it arrives', () => {
    const ended = stripe({ status: 'canceled', observedAt: at(2) });
    expect(of(ended, stripe({ observedAt: at(1) })).facts).toEqual({ 'stripe:sub_1': ended });
  });

  test('what teaches nothing new is the same object', () => {
    const before = of(stripe());
    expect(addFact(before, stripe())).toBe(before);
  });
});

describe("what Stripe's states mean", () => {
  const cases: [StripeStatus, boolean][] = [
    ['active', true],
    ['trialing', true],
    ['unpaid', false],
    ['canceled', false],
    ['incomplete', false],
    ['incomplete_expired', false],
    ['paused', false],
  ];
  test.each(cases)('%s: premium is %s', (status, premium) => {
    expect(premiumOf(of(stripe({ status })), at(1), rules).active).toBe(premium);
  });

  test('a failed payment is waited for exactly seven days', () => {
    const late = of(stripe({ status: 'past_due', pastDueSince: at(2) }));
    expect(premiumOf(late, new Date(at(9).getTime() - 1), rules)).toMatchObject({ active: true, reason: 'grace', until: at(9) });
    expect(premiumOf(late, at(9), rules).active).toBe(false);
  });

  test('a cancelled subscription lasts to the end of the paid period', () => {
    const ending = of(stripe({ cancelAtPeriodEnd: true }));
    expect(premiumOf(ending, new Date(at(30).getTime() - 1), rules)).toMatchObject({ active: true, reason: 'ending', until: at(30) });
    expect(premiumOf(ending, at(30), rules).active).toBe(false);
    expect(expiresAt(ending, at(1), rules)).toEqual(at(30));
  });

  test('money that went back ends it at once', () => {
    expect(premiumOf(of(stripe({ revoked: 'refund' })), at(1), rules).active).toBe(false);
    expect(premiumOf(of(stripe({ status: 'trialing', revoked: 'dispute' })), at(1), rules).active).toBe(false);
  });
});

describe('two sources', () => {
  test('one that ended does not take what the other gives', () => {
    const both = of(stripe({ status: 'canceled' }), discord({ endsAt: at(20) }));
    expect(premiumOf(both, at(1), rules)).toMatchObject({ active: true, reason: 'discord', until: at(20), userId: 'u2' });
    expect(premiumOf(both, at(20), rules).active).toBe(false);
  });

  test('what lasts longest is told, and everybody who pays is known', () => {
    const both = of(stripe({ cancelAtPeriodEnd: true }), discord({ endsAt: at(20) }));
    expect(premiumOf(both, at(1), rules)).toMatchObject({ source: 'stripe', until: at(30) });
    expect(payersOf(both, at(1), rules)).toEqual(['u1', 'u2']);
    expect(payersOf(both, at(25), rules)).toEqual(['u1']);
  });

  test('an entitlement of Discord that was deleted or has not begun gives nothing', () => {
    expect(premiumOf(of(discord({ deleted: true })), at(1), rules).active).toBe(false);
    expect(premiumOf(of(discord({ startsAt: at(2) })), at(1), rules).active).toBe(false);
  });
});
