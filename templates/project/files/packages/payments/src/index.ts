/** Table of contents of @k77/payments. */
export { idOf } from './ids.ts';
export { isSettled, lastPayment, type Payment, paidInvoices } from './payment.ts';
export { type Offer, offerRefund, type RefundTools, sendRefund, settleRefund } from './refund.ts';
export { isMissing, openStripe, type Stripe, type StripeOptions } from './stripe.ts';
export { type PriceIds, type Reading, type ReadSubscription, readSubscription } from './subscription.ts';
export { type Synced, type SyncTools, syncSubscription } from './sync.ts';
