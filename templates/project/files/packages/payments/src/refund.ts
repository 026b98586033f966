/**
 * Refunds: what a buyer may have back, and sending it. A refund is written down before Stripe hears of it; its number is part of the idempotency key, so
 * that no crash, repetition or double click sends it twice.
 */
import type { RefundPolicy } from '@k77/config';
import { decideRefund, type RefundDecision } from '@k77/core';
import type { Clock, Refund, Repositories, Subscription } from '@k77/data';
import { lastPayment, type Payment, paidInvoices, paymentOfInvoice } from './payment.ts';
import { isRefused, type Stripe } from './stripe.ts';

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
    newContract: payment.beginsContract,
    euConsumer: payment.country !== undefined && withdrawal.has(payment.country),
    withdrawalWaived: false,
    reason,
    frozen: account?.frozen ?? false,
  };
  return { decision: decideRefund(policy, purchase, at), payment };
}

/**
 * Sends a refund that was written down, and ends the subscription where all of it goes back. Does nothing when it was sent already; it has failed when Stripe
 * refuses it for good.
 */
export async function sendRefund(tools: RefundTools, id: string): Promise<Refund | undefined> {
  const { stripe, repositories, clock } = tools;
  const refund = await repositories.refunds.get(id);
  if (refund === undefined || (refund.status !== 'requested' && refund.status !== 'sent')) return refund;
  const sent = await sendOnce(stripe, refund).catch((error: unknown) => {
    if (refund.status === 'requested' && isRefused(error)) return error;
    throw error;
  });
  const at = clock.now();
  if (sent instanceof Error) return (await repositories.refunds.move(id, 'requested', 'failed', { at, error: sent.message })) ?? refund;
  if (refund.cancels) await cancelNow(stripe, refund.subscriptionId);
  await repositories.refunds.move(id, 'requested', 'sent', { at, stripeRefundId: sent.id });
  await repositories.audit.write({
    at,
    action: 'refund.sent',
    userId: refund.userId,
    guildId: refund.guildId,
    details: { refund: id, amount: refund.amount, currency: refund.currency, stripe: sent.id },
  });
  // Read again: its end may have been told before it was written down that it was sent.
  await settleRefund(tools, sent.status === 'succeeded' ? sent : await stripe.refunds.retrieve(sent.id));
  return repositories.refunds.get(id);
}

/** The key keeps two processes from sending it at once. Stripe forgets keys after a day: after that its own list tells whether it was sent. */
async function sendOnce(stripe: Stripe, { id, status, stripeRefundId, invoiceId, n, ...refund }: Refund): Promise<Stripe.Refund> {
  if (status === 'sent' && stripeRefundId !== undefined) return stripe.refunds.retrieve(stripeRefundId);
  // Of the invoice that it was asked for: by now there may be a later one.
  const payment = await paymentOfInvoice(stripe, invoiceId);
  if (payment === undefined) throw new Error(`refund ${id}: the payment of ${invoiceId} is not to be found`);
  const { data: known } = await stripe.refunds.list({ payment_intent: payment.paymentIntentId, limit: 100 });
  const before = known.find(({ metadata }) => metadata?.refund === id);
  if (before !== undefined) return before;
  return stripe.refunds.create(
    {
      payment_intent: payment.paymentIntentId,
      amount: refund.amount,
      reason: 'requested_by_customer',
      // Stripe takes three reasons only; the buyer's words go with it as a note.
      metadata: { refund: id, user_id: refund.userId, guild_id: refund.guildId, reason: refund.reason.slice(0, 450) },
    },
    { idempotencyKey: `refund-${invoiceId}-${n}` },
  );
}

/** What Stripe says of a refund that we sent; others are not ours. A bank may send back what had succeeded: then it has failed after all. */
export async function settleRefund(
  { repositories, clock }: Pick<RefundTools, 'repositories' | 'clock'>,
  told: Pick<Stripe.Refund, 'id' | 'status' | 'failure_reason'>,
): Promise<Refund | undefined> {
  const refund = await repositories.refunds.byStripeId(told.id);
  if (refund?.status !== 'sent' && refund?.status !== 'done') return refund;
  const { id, status } = refund;
  if (told.status === 'succeeded') return (await repositories.refunds.move(id, 'sent', 'done', { at: clock.now() })) ?? refund;
  if (told.status !== 'failed' && told.status !== 'canceled') return refund;
  const change = { at: clock.now(), error: told.failure_reason ?? told.status };
  return (await repositories.refunds.move(id, status, 'failed', change)) ?? refund;
}

async function cancelNow(stripe: Stripe, subscriptionId: string): Promise<void> {
  const { status } = await stripe.subscriptions.retrieve(subscriptionId);
  if (status !== 'canceled') await stripe.subscriptions.cancel(subscriptionId, {}, { idempotencyKey: `refunded-${subscriptionId}` });
}
