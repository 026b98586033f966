/**
 * What Stripe counts for `k77 cost --live`: subscribers by interval, refunds, disputes, foreign cards and the average charge of the last 30 days.
 */
import type Stripe from 'stripe';
import type { Usage, UsageFigure } from '../core/vendor.ts';
import { allOf, isRehearsed } from './stripe-money.ts';

const windowDays = 30;

/** What the figures are made of. */
export interface StripeSeen {
  /** Of the account, ISO 3166-1 alpha-2; undefined when it is not told. */
  country: string | undefined;
  /** Month or year of each subscription that brings money. */
  intervals: readonly string[];
  charges: readonly { amount: number; refunded: number; currency: string; cardCountry: string | undefined }[];
  disputes: number;
}

export async function stripeUsage(stripe: Stripe, now: Date): Promise<Usage> {
  return usageOf(await readUsage(stripe, now), now);
}

/** Reads every page; what k77's own rehearsals left behind does not count. */
async function readUsage(stripe: Stripe, now: Date): Promise<StripeSeen> {
  const created = { gte: Math.floor(now.getTime() / 1000) - windowDays * 86_400 };
  const [account, active, pastDue, charges, disputes] = await Promise.all([
    stripe.accounts.retrieveCurrent(),
    allOf(stripe.subscriptions.list({ status: 'active', limit: 100 })),
    allOf(stripe.subscriptions.list({ status: 'past_due', limit: 100 })),
    allOf(stripe.charges.list({ created, limit: 100, expand: ['data.customer'] })),
    allOf(stripe.disputes.list({ created, limit: 100 })),
  ]);
  return {
    country: account.country,
    intervals: [...active, ...pastDue].map(({ items }) => items.data[0]?.price.recurring?.interval ?? 'month'),
    charges: charges
      .filter((charge) => charge.status === 'succeeded' && !isRehearsed(charge))
      .map(({ amount, amount_refunded: refunded, currency, payment_method_details: paid }) => ({
        amount,
        refunded,
        currency,
        cardCountry: paid?.card?.country ?? undefined,
      })),
    disputes: disputes.length,
  };
}

/** Pure. A share of nothing is absent, not zero. */
export function usageOf(seen: StripeSeen, now: Date): Usage {
  const { intervals, charges, disputes, country } = seen;
  const cards = charges.flatMap(({ cardCountry }) => (cardCountry === undefined ? [] : [cardCountry]));
  const paid = charges.reduce((sum, { amount }) => sum + amount, 0);
  const back = charges.reduce((sum, { refunded }) => sum + refunded, 0);
  const figures: UsageFigure[] = [
    { name: 'subscribers', value: intervals.length, unit: 'subscriptions', call: 'GET /v1/subscriptions' },
    ...share('yearlyShare', intervals.filter((interval) => interval === 'year').length, intervals.length, 'GET /v1/subscriptions'),
    ...share('refundShare', back, paid, 'GET /v1/charges'),
    ...share('disputeShare', Math.min(disputes, charges.length), charges.length, 'GET /v1/disputes'),
    ...(country === undefined
      ? []
      : share('internationalShare', cards.filter((card) => card !== country).length, cards.length, 'GET /v1/charges')),
    ...averages(charges),
  ];
  const days = `of the last ${windowDays} days`;
  return {
    at: now.toISOString(),
    figures,
    missing: [
      ...(charges.length === 0 ? [`no charge ${days}: refunds, disputes and foreign cards are unknown`] : []),
      ...(charges.length > 0 && (cards.length === 0 || country === undefined) ? [`no charge ${days} names the country of its card`] : []),
    ],
  };
}

function share(name: string, part: number, of: number, call: string): UsageFigure[] {
  return of === 0 ? [] : [{ name, value: Math.round((part * 10_000) / of) / 100, unit: '%', call }];
}

/** Minor units, by currency. */
function averages(charges: StripeSeen['charges']): UsageFigure[] {
  return [...Map.groupBy(charges, ({ currency }) => currency)].map(([currency, all]) => ({
    name: `averageCharge.${currency}`,
    value: Math.round(all.reduce((sum, { amount }) => sum + amount, 0) / all.length),
    unit: `minor units of ${currency.toUpperCase()}`,
    call: 'GET /v1/charges',
  }));
}
