/**
 * The prices with which a subscription is rehearsed.
 */
import type Stripe from 'stripe';
import type { Values } from '../src/core/keys.ts';
import { minorUnits, type PlanName, premium } from '../src/phases/6.1-stripe/premium.ts';

export type Prices = Record<PlanName, Stripe.Price>;

/** The prices that deploy made, where they are in this mode; else two of the rehearsal's own, which stay in test mode. */
export async function pricesOf(stripe: Stripe, values: Values<'currency' | 'monthlyPrice' | 'yearlyPrice'>): Promise<Prices> {
  const { currency, monthlyPrice, yearlyPrice } = values;
  const wanted = { monthly: minorUnits(monthlyPrice, currency) ?? 0, yearly: minorUnits(yearlyPrice, currency) ?? 0 };
  const known = (await byLookup(stripe, 'premium', wanted, currency)) ?? (await byLookup(stripe, 'k77_rehearsal', wanted, currency));
  if (known) return known;
  const product = await rehearsalProduct(stripe);
  const make = (plan: PlanName): Promise<Stripe.Price> =>
    stripe.prices.create({
      product,
      currency,
      unit_amount: wanted[plan],
      recurring: { interval: premium[plan].interval },
      lookup_key: `k77_rehearsal_${plan}`,
      transfer_lookup_key: true,
    });
  return { monthly: await make('monthly'), yearly: await make('yearly') };
}

async function byLookup(stripe: Stripe, prefix: string, wanted: Record<PlanName, number>, currency: string): Promise<Prices | undefined> {
  const { data } = await stripe.prices.list({ lookup_keys: [`${prefix}_monthly`, `${prefix}_yearly`], active: true, limit: 10 });
  const find = (plan: PlanName): Stripe.Price | undefined =>
    data.find((price) => price.lookup_key === `${prefix}_${plan}` && price.unit_amount === wanted[plan] && price.currency === currency);
  const [monthly, yearly] = [find('monthly'), find('yearly')];
  return monthly && yearly ? { monthly, yearly } : undefined;
}

async function rehearsalProduct(stripe: Stripe): Promise<string> {
  const id = 'k77_rehearsal';
  const known = await stripe.products.list({ ids: [id], limit: 1 });
  return known.data[0]?.id ?? (await stripe.products.create({ id, name: 'k77 rehearsal (test mode)' })).id;
}
