/**
 * An event from the inbox. Its text is never believed: it leads to a subscription, which is read from Stripe, so that order and repetition do not matter.
 */
import type { Subscription } from '@k77/data';
import { idOf, isMissing, isSettled, type Stripe, settleRefund } from '@k77/payments';
import type { RunningJob } from '@k77/queue';
import { measurePurchase } from '../sales.ts';
import type { WorkerTools } from '../tools.ts';
import { refundTools, sync } from './payments.ts';

export async function stripeEvent(tools: WorkerTools, eventId: string, job: Pick<RunningJob, 'last'>): Promise<void> {
  const { inbox } = tools.repositories;
  const event = await inbox.get(eventId);
  if (event === undefined || event.status === 'done') return;
  try {
    for (const subscription of await follow(tools, event.type, event.objectId)) await sync(tools, subscription);
    await inbox.done(eventId);
  } catch (error) {
    await inbox.failed(eventId, error instanceof Error ? error.message : String(error), job.last);
    throw error;
  }
  await measurePurchase(tools, event);
}

/** The subscriptions that an event is about; what it means besides is done on the way. */
async function follow(tools: WorkerTools, type: string, objectId: string): Promise<readonly string[]> {
  try {
    const [family = ''] =
      /^(checkout\.session|customer\.subscription|customer|invoice|charge\.dispute|charge|refund)(?=\.)/.exec(type) ?? [];
    return (await followers[family]?.(tools, objectId, type)) ?? [];
  } catch (error) {
    // Deleted since: the event about that comes too.
    if (isMissing(error)) return [];
    throw error;
  }
}

type Follower = (tools: WorkerTools, id: string, type: string) => Promise<readonly string[]>;

const followers: Readonly<Record<string, Follower>> = {
  'checkout.session': async ({ stripe }, id) => some(idOf((await stripe.checkout.sessions.retrieve(id)).subscription)),
  'customer.subscription': async (_tools, id) => [id],
  invoice: async ({ stripe }, id) => some(subscriptionOf(await stripe.invoices.retrieve(id))),
  charge: async ({ stripe }, id) => await ofPayment(stripe, idOf((await stripe.charges.retrieve(id)).payment_intent)),
  'charge.dispute': async (tools, id) => {
    const dispute = await tools.stripe.disputes.retrieve(id);
    const subscriptions = await ofPayment(tools.stripe, idOf(dispute.payment_intent));
    await freeze(tools, subscriptions, !isSettled(dispute));
    return subscriptions;
  },
  refund: async (tools, id) => {
    const told = await tools.stripe.refunds.retrieve(id);
    const settled = await settleRefund(refundTools(tools), told);
    if (settled?.status === 'failed') tools.logger.error({ refund: settled.id }, notArrived);
    return await ofPayment(tools.stripe, idOf(told.payment_intent));
  },
  customer: async ({ repositories }, id, type) => {
    if (type !== 'customer.deleted') return [];
    const account = await repositories.accounts.byCustomer(id);
    await repositories.accounts.forgetCustomer(id);
    return account ? (await repositories.subscriptions.ofUser(account.userId)).map((one) => one.id) : [];
  },
};

const notArrived = 'a refund did not reach the buyer: send the money another way, Stripe shows why';

function some(id: string | undefined): readonly string[] {
  return id === undefined ? [] : [id];
}

function subscriptionOf(invoice: Stripe.Invoice): string | undefined {
  return idOf(invoice.parent?.subscription_details?.subscription);
}

/** From a payment to its invoices, from those to their subscriptions. */
async function ofPayment(stripe: Stripe, paymentIntent: string | undefined): Promise<readonly string[]> {
  if (paymentIntent === undefined) return [];
  const payment = { type: 'payment_intent', payment_intent: paymentIntent } as const;
  const { data } = await stripe.invoicePayments.list({ payment, limit: 10 });
  const invoices = await Promise.all(data.flatMap(({ invoice }) => idOf(invoice) ?? []).map((id) => stripe.invoices.retrieve(id)));
  return [...new Set(invoices.flatMap((invoice) => subscriptionOf(invoice) ?? []))];
}

/** While money is disputed a person decides about the account's refunds; a dispute that was won ends that. */
async function freeze(tools: WorkerTools, subscriptions: readonly string[], frozen: boolean): Promise<void> {
  const { repositories, clock } = tools;
  for (const id of subscriptions) {
    const found = await known(tools, id);
    if (!found) continue;
    await repositories.accounts.setFrozen(found.userId, frozen);
    await repositories.audit.write({
      at: clock.now(),
      action: frozen ? 'account.frozen' : 'account.unfrozen',
      userId: found.userId,
      guildId: found.guildId,
      details: { subscription: id },
    });
  }
}

/** What happened to a payment may be heard of before the subscription itself. */
async function known(tools: WorkerTools, id: string): Promise<Subscription | undefined> {
  const { subscriptions } = tools.repositories;
  const found = await subscriptions.get(id);
  if (found) return found;
  await sync(tools, id);
  return await subscriptions.get(id);
}
