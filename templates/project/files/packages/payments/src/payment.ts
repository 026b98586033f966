/**
 * What was really paid for a subscription: read from its invoices and their payments, because plans, coupons, tax and proration say different things.
 */
import { idOf } from './ids.ts';
import type { Stripe } from './stripe.ts';

export interface Payment {
  invoiceId: string;
  paymentIntentId: string;
  paidAt: Date;
  /** Minor units. */
  paid: number;
  /** What has gone back already. */
  refunded: number;
  currency: string;
  /** The bank has taken the money back, or is about to. */
  disputed: boolean;
  /** Country of the buyer's address as given at the checkout, ISO 3166-1 alpha-2. */
  country: string | undefined;
}

/** The latest paid invoice of a subscription; undefined while nothing was paid, as in a trial. */
export async function lastPayment(stripe: Stripe, subscriptionId: string): Promise<Payment | undefined> {
  const { data } = await stripe.invoices.list({ subscription: subscriptionId, status: 'paid', limit: 10, expand: ['data.payments'] });
  const invoice = data.find(({ amount_paid }) => amount_paid > 0);
  return invoice && (await paymentOf(stripe, invoice));
}

/** How many invoices this customer has paid, counted up to two: the first purchase is told from renewals and returning customers by it. */
export async function paidInvoices(stripe: Stripe, customerId: string): Promise<number> {
  const { data } = await stripe.invoices.list({ customer: customerId, status: 'paid', limit: 5 });
  return Math.min(2, data.filter(({ amount_paid }) => amount_paid > 0).length);
}

async function paymentOf(stripe: Stripe, invoice: Stripe.Invoice): Promise<Payment | undefined> {
  const made = invoice.payments?.data.find(({ payment }) => payment.type === 'payment_intent')?.payment.payment_intent;
  const paymentIntentId = idOf(made);
  if (paymentIntentId === undefined) return undefined;
  const intent = await stripe.paymentIntents.retrieve(paymentIntentId, { expand: ['latest_charge'] });
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
  return {
    invoiceId: String(invoice.id),
    paymentIntentId,
    paidAt: new Date((invoice.status_transitions.paid_at ?? invoice.created) * 1000),
    paid: invoice.amount_paid,
    refunded: charge?.amount_refunded ?? 0,
    currency: invoice.currency,
    disputed: charge?.disputed ?? false,
    country: invoice.customer_address?.country ?? charge?.billing_details.address?.country ?? undefined,
  };
}
