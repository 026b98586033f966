/**
 * Which sales are measured: the first payment of a subscription, and its refund. Told after the work about the money is done and written down, so that no trouble here
 * touches it; better never than twice.
 */
import type { Refund } from '@k77/data';
import { idOf } from '@k77/payments';
import type { WorkerTools } from './tools.ts';

type Tools = Pick<WorkerTools, 'stripe' | 'measurement' | 'logger'>;

const paid: readonly string[] = ['checkout.session.completed', 'checkout.session.async_payment_succeeded'];

/** @param event one that was handled */
export async function measurePurchase(tools: Tools, event: { type: string; objectId: string }): Promise<void> {
  if (!paid.includes(event.type)) return;
  await harmless(tools, async () => {
    const session = await tools.stripe.checkout.sessions.retrieve(event.objectId);
    const { visitor, plan } = session.metadata ?? {};
    const transaction = idOf(session.subscription);
    // Not told of those who allowed nothing, and not before the money is there: a bank may take days.
    if (visitor === undefined || transaction === undefined || session.payment_status !== 'paid') return;
    const sale = { visitor, transaction, amount: session.amount_total ?? 0, currency: session.currency ?? 'usd' };
    await tools.measurement.purchase({ ...sale, plan: plan === 'monthly' || plan === 'yearly' ? plan : undefined });
  });
}

/** @param visitor undefined: measuring is not allowed now, whatever was allowed at the purchase */
export async function measureRefund(tools: Tools, refund: Refund, visitor: string | undefined): Promise<void> {
  if (visitor === undefined) return;
  await harmless(tools, async () => {
    const { billing_reason: reason } = await tools.stripe.invoices.retrieve(refund.invoiceId);
    // A renewal was not told of as a purchase either.
    if (reason !== 'subscription_create') return;
    const { amount, currency, subscriptionId: transaction } = refund;
    await tools.measurement.refund({ visitor, transaction, amount, currency });
  });
}

async function harmless({ logger }: Tools, tell: () => Promise<void>): Promise<void> {
  await tell().catch((error: unknown) => logger.warn({ err: error }, 'a sale was not measured'));
}
