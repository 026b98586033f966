/**
 * Guide 6.1/5: the two prices, known by lookup key. Stripe never changes an amount: another amount makes a new price, moves the key and archives the old one;
 * who has subscribed stays on the old price. https://docs.stripe.com/products-prices/manage-prices#lookup-keys
 */
import type Stripe from 'stripe';
import type { Values } from '../../core/keys.ts';
import { type Context, task } from '../../core/task.ts';
import { stripe } from '../../vendors/stripe.ts';
import { minorUnits, type PlanName, planNames, premium, tag } from './premium.ts';

interface Price {
  id?: string;
  product: string;
  amount: number;
  currency: string;
  interval: string;
  lookupKey: string | null;
  active: boolean;
  /** Prices of ours that this one has replaced and that can still be bought. */
  superseded: readonly string[];
}
type Prices = Partial<Record<PlanName, Price>>;

const needs = ['monthlyPrice', 'yearlyPrice', 'currency', 'STRIPE_PRODUCT_PREMIUM_MONTHLY', 'STRIPE_PRODUCT_PREMIUM_YEARLY'] as const;
type Needs = (typeof needs)[number];
type Gives = 'STRIPE_PRICE_PREMIUM_MONTHLY' | 'STRIPE_PRICE_PREMIUM_YEARLY';
const givenAs = { monthly: 'STRIPE_PRICE_PREMIUM_MONTHLY', yearly: 'STRIPE_PRICE_PREMIUM_YEARLY' } as const;

export const prices = task({
  id: 'stripe.prices',
  guide: ['6.1/5', '6.1#018', 'post#119'],
  settings: [
    { id: '6.1/5:monthly-price', says: '9.99 USD a month, unless another price is answered' },
    { id: '6.1/5:yearly-price', says: '99.99 USD a year, unless another price is answered' },
  ],
  title: 'Set the Premium prices',
  uses: [stripe],
  needs,
  createOnly: ['product', 'amount', 'currency', 'interval'],
  want: (values) => ({ monthly: wanted('monthly', values), yearly: wanted('yearly', values) }),

  async read(context): Promise<Prices | undefined> {
    const client = context.client(stripe);
    const lookup_keys = planNames.map((name) => premium[name].lookupKey);
    const [keyed, ...ofProduct] = await Promise.all([
      all(client.prices.list({ lookup_keys, limit: 100 })),
      ...planNames.map((name) => all(client.prices.list({ product: productOf(name, context.values), active: true, limit: 100 }))),
    ]);
    const found = Object.fromEntries(
      planNames.flatMap((name, index) => seen(wanted(name, context.values), keyed, ofProduct[index] ?? []).map((price) => [name, price])),
    );
    return Object.keys(found).length > 0 ? found : undefined;
  },

  async apply(context, want, have) {
    const made: Prices = {};
    for (const name of planNames) {
      const there = have?.[name];
      const right =
        there?.id && sameForEver(there, want[name])
          ? await touchUp(context, there, want[name])
          : await make(context, name, want[name], there);
      for (const id of there?.superseded ?? []) await archive(context, id, right.id);
      made[name] = { ...shape(right), superseded: [] };
    }
    return made;
  },

  async undo(context, have) {
    for (const name of planNames) {
      const id = have[name]?.id;
      if (id) await context.client(stripe).prices.update(id, { active: false });
    }
  },
  gives: {
    STRIPE_PRICE_PREMIUM_MONTHLY: (have: Prices) => have.monthly?.id,
    STRIPE_PRICE_PREMIUM_YEARLY: (have: Prices) => have.yearly?.id,
  },
});

type Here = Context<Needs, Gives>;

/** Makes the price, keeps its id, then takes the one that it replaces off sale. */
async function make(context: Here, name: PlanName, want: Price, old: Price | undefined): Promise<Stripe.Price> {
  const price = await context.client(stripe).prices.create({
    product: want.product,
    unit_amount: want.amount,
    currency: want.currency,
    recurring: { interval: premium[name].interval },
    lookup_key: premium[name].lookupKey,
    transfer_lookup_key: true,
    metadata: { [tag]: premium[name].lookupKey, ...(old?.id ? { replaces: old.id } : {}) },
  });
  await context.keep(givenAs[name], price.id);
  if (old?.id) {
    await archive(context, old.id, price.id);
    const stay = await context.client(stripe).subscriptions.list({ price: old.id, status: 'active', limit: 100 });
    const count = `${stay.data.length}${stay.has_more ? '+' : ''}`;
    context.note(
      `${name}: new price ${price.id}; ${count} subscribers stay on ${old.id}. Before moving them, tell them at least 30 days ahead: renewal laws ask for it`,
    );
  }
  return price;
}

async function touchUp(context: Here, there: Price, want: Price): Promise<Stripe.Price> {
  const client = context.client(stripe);
  if (there.lookupKey === want.lookupKey && there.active) return client.prices.retrieve(String(there.id));
  return client.prices.update(String(there.id), { lookup_key: String(want.lookupKey), transfer_lookup_key: true, active: true });
}

/** A product's default price cannot be archived: the new one takes its place first. */
async function archive(context: Here, id: string, instead: string): Promise<void> {
  const client = context.client(stripe);
  const price = await client.prices.retrieve(id, { expand: ['product'] });
  const product = price.product as Stripe.Product;
  if (product.default_price === id) await client.products.update(product.id, { default_price: instead });
  await client.prices.update(id, { active: false });
}

function productOf(name: PlanName, values: Values<Needs>): string {
  return name === 'monthly' ? values.STRIPE_PRODUCT_PREMIUM_MONTHLY : values.STRIPE_PRODUCT_PREMIUM_YEARLY;
}

function wanted(name: PlanName, values: Values<Needs>): Price {
  const amount = minorUnits(name === 'monthly' ? values.monthlyPrice : values.yearlyPrice, values.currency) ?? 0;
  const { interval, lookupKey } = premium[name];
  return { product: productOf(name, values), amount, currency: values.currency, interval, lookupKey, active: true, superseded: [] };
}

/** By lookup key; else a price of the product that is exactly what is wanted, made by hand. */
function seen(want: Price, keyed: Stripe.Price[], ofProduct: Stripe.Price[]): Price[] {
  const price = keyed.find((one) => one.lookup_key === want.lookupKey) ?? ofProduct.find((one) => sameForEver(shape(one), want));
  if (!price) return [];
  const superseded = ofProduct.filter(
    (one) => one.id !== price.id && (one.metadata[tag] === want.lookupKey || one.id === price.metadata.replaces),
  );
  return [{ ...shape(price), superseded: superseded.map((one) => one.id) }];
}

function sameForEver(a: Price, b: Price): boolean {
  return a.product === b.product && a.amount === b.amount && a.currency === b.currency && a.interval === b.interval;
}

function shape(price: Stripe.Price): Price {
  const product = typeof price.product === 'string' ? price.product : price.product.id;
  const interval =
    price.recurring?.interval_count === 1
      ? price.recurring.interval
      : `${price.recurring?.interval_count ?? 0} ${price.recurring?.interval ?? 'once'}`;
  return {
    id: price.id,
    product,
    amount: price.unit_amount ?? 0,
    currency: price.currency,
    interval,
    lookupKey: price.lookup_key,
    active: price.active,
    superseded: [],
  };
}

function all<T extends { id: string }>(list: Stripe.ApiListPromise<T>): Promise<T[]> {
  return list.autoPagingToArray({ limit: 10_000 });
}
