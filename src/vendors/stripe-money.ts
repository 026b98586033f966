/**
 * What Stripe knows about the business: payments, failures, disputes, churn and MRR of the last 30 days. `k77 status` shows it, `checks/payments.ts` judges it.
 */
import type Stripe from 'stripe';

/** A share of failed payments above which the guide (6.1/10) asks to investigate. */
export const failureLimit = 0.05;
const windowDays = 30;

/** What was read: only the properties that the figures are made of. */
export interface MoneySeen {
  charges: readonly Pick<Stripe.Charge, 'status' | 'amount' | 'currency'>[];
  disputes: readonly Pick<Stripe.Dispute, 'status'>[];
  /** Subscriptions that bring money now: active and past due. */
  subscriptions: readonly SubscriptionSeen[];
  /** Subscriptions that ended within the window; `created` in seconds. */
  ended: readonly { created: number }[];
}

export interface SubscriptionSeen {
  created: number;
  items: readonly {
    quantity: number;
    /** Minor units; null for tiered or metered prices, which count as nothing. */
    amount: number | null;
    currency: string;
    /** day, week, month or year. */
    interval: string;
    every: number;
  }[];
}

export interface MoneyFigures {
  days: number;
  payments: { succeeded: number; failed: number; failureRate: number | null };
  disputes: { total: number; open: number };
  subscriptions: number;
  /** Ended in the window, as a share of those that ran when it began; null when none ran. */
  churn: { ended: number; rate: number | null };
  /** Monthly recurring revenue before discounts and tax, minor units by currency. */
  mrr: Readonly<Record<string, number>>;
  warnings: readonly string[];
}

/** Reads every page of the last 30 days. */
export async function readMoney(stripe: Stripe, now: Date): Promise<MoneySeen> {
  const since = windowStart(now);
  const created = { gte: since };
  const [charges, disputes, active, pastDue, ended] = await Promise.all([
    allOf(stripe.charges.list({ created, limit: 100, expand: ['data.customer'] })),
    allOf(stripe.disputes.list({ created, limit: 100 })),
    allOf(stripe.subscriptions.list({ status: 'active', limit: 100 })),
    allOf(stripe.subscriptions.list({ status: 'past_due', limit: 100 })),
    // Stripe cannot list subscriptions by the date of their end; it keeps events for exactly these 30 days.
    allOf(stripe.events.list({ type: 'customer.subscription.deleted', created, limit: 100 })),
  ]);
  return {
    charges: charges.filter((charge) => !isRehearsed(charge)),
    disputes,
    subscriptions: [...active, ...pastDue].map(seen),
    ended: ended.map((event) => event.data.object as Stripe.Subscription).filter((subscription) => !subscription.test_clock),
  };
}

/** Made on a test clock, or left by one that is deleted: k77's own rehearsals, not customers. There are none in live mode. */
export function isRehearsed({ livemode, customer }: Stripe.Charge): boolean {
  if (livemode || customer === null || typeof customer === 'string') return false;
  return customer.deleted === true || Boolean(customer.test_clock);
}

/** The figures; pure. */
export function figures(money: MoneySeen, now: Date): MoneyFigures {
  const succeeded = money.charges.filter((charge) => charge.status === 'succeeded').length;
  const failed = money.charges.filter((charge) => charge.status === 'failed').length;
  const failureRate = succeeded + failed === 0 ? null : failed / (succeeded + failed);
  const open = money.disputes.filter((dispute) => dispute.status.endsWith('needs_response')).length;
  return {
    days: windowDays,
    payments: { succeeded, failed, failureRate },
    disputes: { total: money.disputes.length, open },
    subscriptions: money.subscriptions.length,
    churn: churn(money, windowStart(now)),
    mrr: mrr(money.subscriptions),
    warnings: [
      ...(failureRate !== null && failureRate > failureLimit
        ? [`${percent(failureRate)} of payments failed, more than ${percent(failureLimit)}: see why they were declined`]
        : []),
      ...(open > 0 ? [`${open} dispute${open === 1 ? '' : 's'} need an answer before Stripe's deadline`] : []),
    ],
  };
}

/** `4.2 %` */
export function percent(share: number): string {
  return `${(share * 100).toFixed(share === 0 || share >= 0.1 ? 0 : 1).replace(/\.0$/, '')} %`;
}

/** Currencies whose smallest unit is the whole, and those with a thousandth: https://docs.stripe.com/currencies */
const decimals: Readonly<Record<string, number>> = {
  ...Object.fromEntries('bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf'.split(' ').map((currency) => [currency, 0])),
  ...Object.fromEntries('bhd jod kwd omr tnd'.split(' ').map((currency) => [currency, 3])),
};

/** `9.99 USD` from minor units. */
export function money(minor: number, currency: string): string {
  const places = decimals[currency.toLowerCase()] ?? 2;
  return `${(minor / 10 ** places).toFixed(places)} ${currency.toUpperCase()}`;
}

function windowStart(now: Date): number {
  return Math.floor(now.getTime() / 1000) - windowDays * 86_400;
}

function churn(seenMoney: MoneySeen, since: number): MoneyFigures['churn'] {
  const stayed = seenMoney.subscriptions.filter((subscription) => subscription.created < since).length;
  const left = seenMoney.ended.filter((subscription) => subscription.created < since).length;
  return { ended: seenMoney.ended.length, rate: stayed + left === 0 ? null : left / (stayed + left) };
}

/** Counted in twelfths of a minor unit, so that twelve yearly subscriptions lose no cent to rounding. */
const perYear: Readonly<Record<string, number>> = { day: 365, week: 52, month: 12, year: 1 };

function mrr(subscriptions: readonly SubscriptionSeen[]): Record<string, number> {
  const twelfths = new Map<string, number>();
  for (const { amount, quantity, interval, every, currency } of subscriptions.flatMap((subscription) => subscription.items))
    twelfths.set(currency, (twelfths.get(currency) ?? 0) + ((amount ?? 0) * quantity * (perYear[interval] ?? 0)) / every);
  return Object.fromEntries([...twelfths].sort().map(([currency, sum]) => [currency, Math.round(sum / 12)]));
}

function seen(subscription: Stripe.Subscription): SubscriptionSeen {
  return {
    created: subscription.created,
    items: subscription.items.data.map(({ price, quantity }) => ({
      quantity: quantity ?? 1,
      amount: price.unit_amount,
      currency: price.currency,
      interval: price.recurring?.interval ?? 'month',
      every: price.recurring?.interval_count ?? 1,
    })),
  };
}

/** Every page of a list. */
export async function allOf<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of pages) found.push(item);
  return found;
}
