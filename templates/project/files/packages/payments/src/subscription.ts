/**
 * A subscription as Stripe has it now. Events only say that something happened; what is true is read here.
 */
import type { StripeFact, StripeStatus } from '@k77/core';
import type { Subscription } from '@k77/data';
import { idOf } from './ids.ts';
import { lastPayment, type Payment } from './payment.ts';
import { isMissing, type Stripe } from './stripe.ts';

export interface ReadSubscription {
  subscription: Subscription;
  fact: StripeFact;
  payment: Payment | undefined;
}

export interface PriceIds {
  monthly: string;
  yearly: string;
}

/** `missing`: Stripe has none. `foreign`: it belongs to something else in the same account, it names no server. */
export type Reading = ReadSubscription | 'missing' | 'foreign';

export async function readSubscription(stripe: Stripe, id: string, prices: PriceIds, now: () => Date): Promise<Reading> {
  // Before the request: of two readings the one that began later is right.
  const observedAt = now();
  const found = await stripe.subscriptions.retrieve(id).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (found === undefined) return 'missing';
  const { guild_id: guildId, user_id: userId } = found.metadata;
  const item = found.items.data[0];
  if (!guildId || !userId || !item) return 'foreign';
  const payment = await lastPayment(stripe, id);
  const status = found.status as StripeStatus;
  const periodEnd = new Date(item.current_period_end * 1000);
  const cancelAtPeriodEnd = found.cancel_at_period_end || (found.cancel_at !== null && found.cancel_at !== undefined);
  const subscription: Subscription = {
    id,
    guildId,
    userId,
    customerId: idOf(found.customer) ?? '',
    status,
    plan: item.price.id === prices.yearly ? 'yearly' : 'monthly',
    priceId: item.price.id,
    currentPeriodEnd: periodEnd,
    cancelAtPeriodEnd,
    syncedAt: observedAt,
  };
  const fact: StripeFact = {
    source: 'stripe',
    id,
    guildId,
    userId,
    status,
    periodEnd,
    cancelAtPeriodEnd,
    ...(status === 'past_due' ? { pastDueSince: await unpaidSince(stripe, id, item.current_period_start) } : {}),
    ...revoked(payment),
    observedAt,
  };
  return { subscription, fact, payment };
}

/** The oldest invoice that waits for its money: periods go on beginning while nobody pays, and each would begin the days of grace anew. */
async function unpaidSince(stripe: Stripe, subscription: string, periodStart: number): Promise<Date> {
  const { data } = await stripe.invoices.list({ subscription, status: 'open', limit: 100 });
  const since = data.length === 0 ? periodStart : Math.min(...data.map(({ created }) => created));
  return new Date(since * 1000);
}

/** Money that went back whole takes Premium with it; a part does not. */
function revoked(payment: Payment | undefined): Pick<StripeFact, 'revoked'> {
  if (payment === undefined) return {};
  if (payment.disputed) return { revoked: 'dispute' };
  return payment.refunded >= payment.paid ? { revoked: 'refund' } : {};
}
