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
  /** The first invoice of its subscription; later ones renew it. */
  beginsContract: boolean;
  /** Country of the buyer's address as given at the checkout, ISO 3166-1 alpha-2. */
  country: string | undefined;
}

/** The latest paid invoice of a subscription; undefined while nothing was paid, as in a trial. */
export async function lastPayment(stripe: Stripe, subscriptionId: string): Promise<Payment | undefined> {
  const { data } = await stripe.invoices.list({ subscription: subscriptionId, status: 'paid', limit: 10, expand: ['data.payments'] });
  const invoice = data.find(({ amount_paid }) => amount_paid > 0);
  return invoice && (await paymentOf(stripe, invoice));
}

/** The payment of one invoice; undefined where it was not paid through Stripe. */
export async function paymentOfInvoice(stripe: Stripe, invoiceId: string): Promise<Payment | undefined> {
  return paymentOf(stripe, await stripe.invoices.retrieve(invoiceId, { expand: ['payments'] }));
}

/** How many invoices this customer has paid, counted up to two: the first purchase is told from renewals and returning customers by it. */
export async function paidInvoices(stripe: Stripe, customerId: string): Promise<number> {
  const { data } = await stripe.invoices.list({ customer: customerId, status: 'paid', limit: 5 });
  return Math.min(2, data.filter(({ amount_paid }) => amount_paid > 0).length);
}

async function paymentOf(stripe: Stripe, invoice: Stripe.Invoice): Promise<Payment | undefined> {
  const tried = invoice.payments?.data.filter(({ payment }) => payment.type === 'payment_intent') ?? [];
  // An attempt that was given up stands there too.
  const made = tried.find(({ status }) => status === 'paid') ?? tried[0];
  const paymentIntentId = idOf(made?.payment.payment_intent);
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
    disputed: charge?.disputed === true && (await isDisputed(stripe, paymentIntentId)),
    beginsContract: invoice.billing_reason === 'subscription_create',
    country: invoice.customer_address?.country ?? charge?.billing_details.address?.country ?? undefined,
  };
}

/** Won, or only asked about: the money is here. */
const returned: ReadonlySet<Stripe.Dispute['status']> = new Set(['won', 'warning_closed', 'prevented'] as const);

export function isSettled({ status }: Pick<Stripe.Dispute, 'status'>): boolean {
  return returned.has(status);
}

/** The charge says for ever that it was disputed, also when the dispute was won: its disputes say how they ended. */
async function isDisputed(stripe: Stripe, paymentIntentId: string): Promise<boolean> {
  const { data } = await stripe.disputes.list({ payment_intent: paymentIntentId, limit: 100 });
  return data.length === 0 || data.some((dispute) => !isSettled(dispute));
}
