/** What happened on the page for paying. Asked when the buyer comes back, so that Premium is there before the webhook is. */
import { idOf, isMissing, type Stripe, syncSubscription } from '@k77/payments';
import type { Dependencies } from '../dependencies.ts';
import { notFound } from '../errors/problem.ts';
import { hasPremium, syncTools } from './billing.ts';

export interface PurchaseView {
  status: 'open' | 'complete' | 'expired';
  paid: boolean;
  guildId: string;
  /** The server has Premium now. */
  premium: boolean;
  amount: number;
  currency: string;
  /** The invoice: the same purchase is counted once. */
  transactionId: string | null;
}

/** @throws Problem 404 when there is no such session, or it is somebody else's */
export async function readPurchase(tools: Dependencies, sessionId: string, userId: string): Promise<PurchaseView> {
  const session = await retrieve(tools.stripe, sessionId);
  if (session === undefined || session.client_reference_id !== userId || session.metadata?.user_id !== userId) throw notFound();
  const subscriptionId = idOf(session.subscription);
  if (subscriptionId !== undefined) {
    await syncSubscription(syncTools(tools), subscriptionId);
    // The webhook does so as well; the buyer has not to wait for it.
    await tools.queues
      .add('role-sync', { userId }, { key: userId })
      .catch((error: unknown) => tools.logger.warn({ err: error }, 'role-sync not queued'));
  }
  const guildId = session.metadata.guild_id ?? '';
  return {
    status: statusOf(session),
    paid: session.payment_status !== 'unpaid',
    guildId,
    premium: await hasPremium(tools, guildId),
    amount: session.amount_total ?? 0,
    currency: session.currency ?? tools.site.plans.currency,
    transactionId: idOf(session.invoice) ?? null,
  };
}

/** Whatever Stripe may add one day is not complete. */
function statusOf({ status }: Stripe.Checkout.Session): PurchaseView['status'] {
  return (['complete', 'expired'] as const).find((known) => known === status) ?? 'open';
}

async function retrieve(stripe: Stripe, id: string): Promise<Stripe.Checkout.Session | undefined> {
  return stripe.checkout.sessions.retrieve(id).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
}
