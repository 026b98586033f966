/**
 * Refunds: what a buyer may have back, and sending it. A refund is written down before Stripe hears of it; its number is part of the idempotency key, so
 * that no crash, repetition or double click sends it twice.
 */
import type { RefundPolicy } from '@k77/config';
import { decideRefund, type RefundDecision } from '@k77/core';
import type { Clock, Refund, Repositories, Subscription } from '@k77/data';
import { lastPayment, type Payment, paidInvoices } from './payment.ts';
import type { Stripe } from './stripe.ts';

export interface RefundTools {
  stripe: Stripe;
  repositories: Pick<Repositories, 'refunds' | 'accounts' | 'audit'>;
  policy: RefundPolicy;
  clock: Clock;
}

export interface Offer {
  decision: RefundDecision;
  payment: Payment;
}

/** Where consumers may withdraw by law: the European Union, and the United Kingdom. */
const withdrawal = new Set('AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE GB'.split(' '));

/** What the policy gives for this subscription now. Undefined: nothing was paid. Asks only. */
export async function offerRefund(tools: RefundTools, subscription: Subscription, reason: string, at: Date): Promise<Offer | undefined> {
  const { stripe, repositories, policy } = tools;
  const payment = await lastPayment(stripe, subscription.id);
  if (payment === undefined) return undefined;
  const [paid, account] = await Promise.all([
    paidInvoices(stripe, subscription.customerId),
    repositories.accounts.get(subscription.userId),
  ]);
  const purchase = {
    paidAt: payment.paidAt,
    paid: payment.paid,
    refunded: payment.refunded,
    firstPurchase: paid <= 1,
    euConsumer: payment.country !== undefined && withdrawal.has(payment.country),
    withdrawalWaived: false,
    reason,
    frozen: account?.frozen ?? false,
  };
  return { decision: decideRefund(policy, purchase, at), payment };
}

/** Sends a refund that was written down, and ends the subscription where all of it goes back. Does nothing when it was sent already. */
export async function sendRefund({ stripe, repositories, clock }: RefundTools, id: string): Promise<Refund | undefined> {
  const refund = await repositories.refunds.get(id);
  if (refund === undefined || (refund.status !== 'requested' && refund.status !== 'sent')) return refund;
  const payment = await lastPayment(stripe, refund.subscriptionId);
  if (payment === undefined) throw new Error(`refund ${id}: the payment of ${refund.invoiceId} is not to be found`);
  const sent = await stripe.refunds.create(
    {
      payment_intent: payment.paymentIntentId,
      amount: refund.amount,
      reason: 'requested_by_customer',
      // Stripe takes three reasons only; the buyer's words go with it as a note.
      metadata: { refund: id, user_id: refund.userId, guild_id: refund.guildId, reason: refund.reason.slice(0, 450) },
    },
    { idempotencyKey: `refund-${refund.invoiceId}-${refund.n}` },
  );
  if (refund.cancels) await cancelNow(stripe, refund.subscriptionId);
  const at = clock.now();
  const moved =
    refund.status === 'sent' ? refund : await repositories.refunds.move(id, 'requested', 'sent', { at, stripeRefundId: sent.id });
  await repositories.audit.write({
    at,
    action: 'refund.sent',
    userId: refund.userId,
    guildId: refund.guildId,
    details: { refund: id, amount: refund.amount, currency: refund.currency, stripe: sent.id },
  });
  return sent.status === 'succeeded' ? await settleRefund({ repositories, clock }, sent) : moved;
}

/** What Stripe says of a refund that we sent; others are not ours. */
export async function settleRefund(
  { repositories, clock }: Pick<RefundTools, 'repositories' | 'clock'>,
  told: Pick<Stripe.Refund, 'id' | 'status' | 'failure_reason'>,
): Promise<Refund | undefined> {
  const refund = await repositories.refunds.byStripeId(told.id);
  if (refund?.status !== 'sent') return refund;
  if (told.status === 'succeeded') return await repositories.refunds.move(refund.id, 'sent', 'done', { at: clock.now() });
  if (told.status !== 'failed' && told.status !== 'canceled') return refund;
  return await repositories.refunds.move(refund.id, 'sent', 'failed', { at: clock.now(), error: told.failure_reason ?? told.status });
}

async function cancelNow(stripe: Stripe, subscriptionId: string): Promise<void> {
  const { status } = await stripe.subscriptions.retrieve(subscriptionId);
  if (status !== 'canceled') await stripe.subscriptions.cancel(subscriptionId, {}, { idempotencyKey: `refunded-${subscriptionId}` });
}
