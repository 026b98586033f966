/**
 * Whether a server has Premium, and why. Active and trial count; a missing payment is waited for; a subscription that was cancelled lasts to the end
 * of the period that was paid; money that went back ends it at once.
 */
import type { DiscordFact, Entitlement, Fact, StripeFact } from './facts.ts';

export interface PremiumRules {
  /** How many days a failed payment is waited for. */
  graceDays: number;
}

export type PremiumReason = 'active' | 'trial' | 'ending' | 'grace' | 'discord' | 'none';

export interface Premium {
  active: boolean;
  reason: PremiumReason;
  /** When it ends unless something happens; absent where it has no known end. */
  until?: Date | undefined;
  source?: Fact['source'] | undefined;
  /** Who pays. */
  userId?: string | undefined;
}

export const noPremium: Premium = { active: false, reason: 'none' };
const day = 86_400_000;

/** Of several the one that lasts longest is told; of equals the first by key, so that the answer does not depend on what arrived first. */
export function premiumOf(entitlement: Entitlement | undefined, now: Date, rules: PremiumRules): Premium {
  const running = Object.entries(entitlement?.facts ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, fact]) => premiumOfFact(fact, now, rules))
    .filter(({ active }) => active);
  return running.sort((a, b) => endOf(b) - endOf(a))[0] ?? noPremium;
}

/** When the stored answer must be looked at again, because Premium may end without any event. */
export function expiresAt(entitlement: Entitlement, now: Date, rules: PremiumRules): Date | undefined {
  return premiumOf(entitlement, now, rules).until;
}

/** Users whose payment gives the server Premium now: they get the premium role. */
export function payersOf(entitlement: Entitlement | undefined, now: Date, rules: PremiumRules): readonly string[] {
  const paying = Object.values(entitlement?.facts ?? {}).filter((fact) => premiumOfFact(fact, now, rules).active);
  return [...new Set(paying.map(({ userId }) => userId))].sort();
}

function premiumOfFact(fact: Fact, now: Date, rules: PremiumRules): Premium {
  return fact.source === 'stripe' ? ofStripe(fact, now, rules) : ofDiscord(fact, now);
}

function ofStripe(fact: StripeFact, now: Date, { graceDays }: PremiumRules): Premium {
  if (fact.revoked !== undefined) return noPremium;
  const { userId, source, periodEnd } = fact;
  if (fact.status === 'past_due') {
    const until = new Date((fact.pastDueSince ?? periodEnd).getTime() + graceDays * day);
    return now < until ? { active: true, reason: 'grace', until, userId, source } : noPremium;
  }
  if (fact.status !== 'active' && fact.status !== 'trialing') return noPremium;
  if (fact.cancelAtPeriodEnd) return now < periodEnd ? { active: true, reason: 'ending', until: periodEnd, userId, source } : noPremium;
  // Stripe renews a little after the end of the period; between the two nobody loses anything.
  return { active: true, reason: fact.status === 'trialing' ? 'trial' : 'active', until: undefined, userId, source };
}

function ofDiscord(fact: DiscordFact, now: Date): Premium {
  const begun = fact.startsAt === undefined || fact.startsAt <= now;
  const ended = fact.deleted || (fact.endsAt !== undefined && fact.endsAt <= now);
  return begun && !ended ? { active: true, reason: 'discord', until: fact.endsAt, userId: fact.userId, source: 'discord' } : noPremium;
}

function endOf({ until }: Premium): number {
  return until?.getTime() ?? Number.MAX_SAFE_INTEGER;
}
