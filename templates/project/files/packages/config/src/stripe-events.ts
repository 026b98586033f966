/**
 * The events that Stripe sends to the API: k77 creates the endpoint with exactly these, the worker handles exactly these.
 * Those after the guide's seven are about asynchronous payment methods, pauses, payments that need the buyer, failed refunds and disputes.
 */
export const stripeEvents = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
  'customer.subscription.created',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'customer.subscription.paused',
  'customer.subscription.resumed',
  'customer.deleted',
  'invoice.paid',
  'invoice.payment_succeeded',
  'invoice.payment_failed',
  'invoice.payment_action_required',
  'charge.refunded',
  'charge.dispute.created',
  'charge.dispute.closed',
  'refund.updated',
  'refund.failed',
] as const;

export type StripeEventName = (typeof stripeEvents)[number];

export function isStripeEvent(name: string): name is StripeEventName {
  return (stripeEvents as readonly string[]).includes(name);
}
