/**
 * Brings what we know of a subscription to what Stripe says: the one way in which Premium begins, changes and ends. The webhook's worker, the page after the
 * payment and the daily comparison all come here; doing it twice, or late, does no harm.
 */
import { type Premium, type PremiumRules, premiumOf } from '@k77/core';
import type { Clock, Premiums, Repositories } from '@k77/data';
import type { Stripe } from './stripe.ts';
import { type PriceIds, type ReadSubscription, readSubscription } from './subscription.ts';

export interface SyncTools {
  stripe: Stripe;
  prices: PriceIds;
  repositories: Pick<Repositories, 'subscriptions' | 'entitlements' | 'audit'>;
  premiums: Pick<Premiums, 'changed'>;
  rules: PremiumRules;
  clock: Clock;
}

export type Synced =
  | { kind: 'synced'; read: ReadSubscription; premium: Premium; changed: boolean }
  /** The server had Premium already: this second subscription was ended and its money sent back. */
  | { kind: 'second'; read: ReadSubscription }
  | { kind: 'missing' | 'foreign' };

export async function syncSubscription(tools: SyncTools, id: string): Promise<Synced> {
  const { stripe, prices, repositories, premiums, rules, clock } = tools;
  const read = await readSubscription(stripe, id, prices, () => clock.now());
  if (typeof read === 'string') return { kind: read };
  if ((await repositories.subscriptions.save(read.subscription)) === 'second' && (await isSecond(tools, read.subscription))) {
    await endSecond(tools, read);
    return { kind: 'second', read };
  }
  const { entitlement, changed } = await repositories.entitlements.add(read.fact, rules, clock.now());
  // Also when nothing changed: a process that died between the two lines left the others with what they knew.
  await premiums.changed(read.subscription.guildId);
  return { kind: 'synced', read, premium: premiumOf(entitlement, clock.now(), rules), changed };
}

/** The one that stands in the way may have ended without our having heard of it: it is looked at before this one has to go. */
async function isSecond(tools: SyncTools, subscription: ReadSubscription['subscription']): Promise<boolean> {
  const { subscriptions } = tools.repositories;
  const others = (await subscriptions.ofGuild(subscription.guildId)).filter(
    ({ id, status }) => id !== subscription.id && status === 'active',
  );
  for (const { id } of others) await syncSubscription(tools, id);
  return (await subscriptions.save(subscription)) === 'second';
}

/** Two people paid for one server at the same moment. The later one gets everything back, once. */
async function endSecond({ stripe, repositories, clock }: SyncTools, { subscription, payment }: ReadSubscription): Promise<void> {
  if (subscription.status !== 'canceled')
    await stripe.subscriptions.cancel(subscription.id, {}, { idempotencyKey: `second-${subscription.id}` });
  const left = payment ? payment.paid - payment.refunded : 0;
  if (payment && left > 0)
    await stripe.refunds.create(
      { payment_intent: payment.paymentIntentId, amount: left, reason: 'duplicate', metadata: { why: 'the server had Premium already' } },
      { idempotencyKey: `second-refund-${payment.invoiceId}` },
    );
  await repositories.audit.write({
    at: clock.now(),
    action: 'subscription.second-ended',
    userId: subscription.userId,
    guildId: subscription.guildId,
    details: { subscription: subscription.id, refunded: left },
  });
}
