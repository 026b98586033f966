/**
 * Products and prices that somebody made by hand at Stripe: known by ids that deployed services use, by our tag and lookup keys, and by what people call such things.
 */
import type Stripe from 'stripe';
import { type AnySurvey, bestFirst, type Candidate, type SurveyContext, soundsLike, survey } from '../../core/adoption.ts';
import { stripe } from '../../vendors/stripe.ts';
import { amountText, type PlanName, planNames, premium, productsThere, tag } from './premium.ts';

const dashboard = 'https://dashboard.stripe.com';

const given = {
  monthly: {
    product: 'STRIPE_PRODUCT_PREMIUM_MONTHLY',
    price: 'STRIPE_PRICE_PREMIUM_MONTHLY',
    amount: 'monthlyPrice',
    paid: 'by the month',
  },
  yearly: { product: 'STRIPE_PRODUCT_PREMIUM_YEARLY', price: 'STRIPE_PRICE_PREMIUM_YEARLY', amount: 'yearlyPrice', paid: 'by the year' },
} as const;

export function productSurvey(plan: PlanName): AnySurvey {
  const { product: key, price, paid } = given[plan];
  return survey({
    id: `stripe.products/${plan}`,
    task: 'stripe.products',
    guide: ['6.1/5'],
    title: `Product that is paid ${paid}`,
    uses: [stripe],
    needs: ['project'],
    tolerates: [productsThere[plan], key, price],
    gives: [key, productsThere[plan]],
    pick: 'one',
    async candidates(context) {
      const { products, prices } = await catalogueOf(context);
      const found = products.map((product) => productCandidate(context, plan, product, prices));
      return bestFirst(found);
    },
  });
}

/** Every active product and recurring price; the door remembers the answers, so that both surveys share them. */
async function catalogueOf(context: Pick<SurveyContext, 'client'>): Promise<{ products: Stripe.Product[]; prices: Stripe.Price[] }> {
  const client = context.client(stripe);
  const [products, prices] = await Promise.all([
    client.products.list({ active: true, limit: 100 }).autoPagingToArray({ limit: 10_000 }),
    client.prices.list({ active: true, type: 'recurring', limit: 100 }).autoPagingToArray({ limit: 10_000 }),
  ]);
  return { products, prices };
}

function isPaid(price: Stripe.Price, product: Stripe.Product, plan: PlanName): boolean {
  const { recurring } = price;
  return idOf(price.product) === product.id && recurring?.interval === premium[plan].interval && recurring.interval_count === 1;
}

function idOf(product: Stripe.Price['product']): string {
  return typeof product === 'string' ? product : product.id;
}

function productCandidate(
  { values }: Pick<SurveyContext, 'values'>,
  plan: PlanName,
  product: Stripe.Product,
  all: readonly Stripe.Price[],
): Candidate | undefined {
  const prices = all.filter((one) => isPaid(one, product, plan));
  const both = planNames.every((name) => all.some((one) => isPaid(one, product, name)));
  const { product: key, price: priceKey, paid } = given[plan];
  const ours =
    product.id === premium[plan].productId || product.metadata[tag] === premium[plan].lookupKey || product.metadata[tag] === 'premium';
  const sure = [
    values[productsThere[plan]] === product.id && `k77.json names it`,
    ours && 'k77 made or marked it',
    values[key] === product.id && `a deployed service uses it as ${key}`,
    prices.some(({ id }) => id === values[priceKey]) && `a deployed service sells its price as ${priceKey}`,
    prices.some(({ lookup_key }) => lookup_key === premium[plan].lookupKey) && `its price has the lookup key ${premium[plan].lookupKey}`,
  ].filter((one) => one !== false);
  const words = wordsOf(product.name);
  const named = soundsLike(product.name, values.project ?? '');
  const premiumly = words.some((word) => ['premium', 'pro', 'plus', 'vip'].includes(word));
  if (prices.length === 0 && sure.length === 0) return undefined;
  const likely = [named && `it is called "${product.name}"`, premiumly && 'it sounds like the paid plan', `it has a price paid ${paid}`];
  const wanted = `${values.project} Premium${both ? '' : ` ${premium[plan].word}`}`;
  return {
    id: product.id,
    name: product.name,
    about: prices.map(amountOf).join(', ') || `no price paid ${paid}`,
    where: `${dashboard}/products/${product.id}`,
    confidence: sure.length > 0 ? 'certain' : named && premiumly ? 'likely' : 'possible',
    because: [...sure, ...likely.filter((one) => one !== false)],
    differs: [
      ...(product.name === wanted ? [] : [`its name is "${product.name}", k77's would be "${wanted}"`]),
      ...(product.description ? [] : ['it has no description']),
    ],
    answers: ours && product.metadata[tag] !== 'premium' ? {} : { [productsThere[plan]]: product.id },
    values: { [key]: product.id },
  };
}

export function priceSurvey(plan: PlanName): AnySurvey {
  const { product: productKey, price: key, amount, paid } = given[plan];
  return survey({
    id: `stripe.prices/${plan}`,
    task: 'stripe.prices',
    guide: ['6.1/5'],
    title: `Price ${paid}`,
    uses: [stripe],
    needs: [productKey],
    tolerates: [key, amount, 'currency'],
    gives: [key, amount, 'currency'],
    pick: 'one',
    async candidates(context) {
      const { products, prices } = await catalogueOf(context);
      const product = products.find(({ id }) => id === context.values[productKey]);
      const mine = product === undefined ? [] : prices.filter((price) => isPaid(price, product, plan));
      return bestFirst(mine.map((price) => priceCandidate(context, plan, price, mine.length)));
    },
  });
}

function priceCandidate({ values }: Pick<SurveyContext, 'values'>, plan: PlanName, price: Stripe.Price, of: number): Candidate {
  const { price: key, amount, paid } = given[plan];
  const text = amountText(price.unit_amount ?? 0, price.currency);
  const sure = [
    price.lookup_key === premium[plan].lookupKey && `its lookup key is ${premium[plan].lookupKey}`,
    values[key] === price.id && `a deployed service sells it as ${key}`,
    values[amount] === text && values.currency === price.currency && 'k77.json names its amount',
    of === 1 && `it is the only price of the product that is paid ${paid}`,
  ].filter((one) => one !== false);
  return {
    id: price.id,
    name: amountOf(price),
    about: price.nickname ?? `made ${new Date(price.created * 1000).toISOString().slice(0, 10)}`,
    where: `${dashboard}/prices/${price.id}`,
    confidence: sure.length > 0 ? 'certain' : 'likely',
    because: sure.length > 0 ? sure : [`it is paid ${paid}`],
    differs:
      price.lookup_key === premium[plan].lookupKey
        ? []
        : [
            `${price.lookup_key ? `its lookup key is ${price.lookup_key}` : 'it has no lookup key'}; the API looks for ${premium[plan].lookupKey}`,
          ],
    answers: { [amount]: text, currency: price.currency },
    values: { [key]: price.id },
  };
}

function amountOf(price: Stripe.Price): string {
  return `${amountText(price.unit_amount ?? 0, price.currency)} ${price.currency.toUpperCase()} a ${price.recurring?.interval ?? 'time'}`;
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}
