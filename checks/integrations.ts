/**
 * Integrations · Stripe: what the services sell, what Stripe tells them, what customers may do themselves.
 */
import type Stripe from 'stripe';
import { type AnyCheck, check } from '../src/core/check.ts';
import { minorUnits, type PlanName, planNames, premium } from '../src/phases/6.1-stripe/premium.ts';
import { stripe, stripeApiVersion } from '../src/vendors/stripe.ts';
import { stripeEvents } from '../src/vendors/stripe-events.ts';
import { money } from '../src/vendors/stripe-money.ts';
import { held } from './held.ts';
import { judge, wrongFor } from './verdict.ts';

const productsRight = check({
  id: 'stripe.products-right',
  section: 'Integrations',
  phase: '6.1',
  title: 'Both products are for sale under their names',
  guide: ['6.1/5', '6.1#018', 'post#118'],
  settings: held('6.1/5:monthly-product', '6.1/5:yearly-product'),
  weight: 'blocker',
  uses: [stripe],
  needs: ['STRIPE_SECRET_KEY', 'project', 'STRIPE_PRODUCT_PREMIUM_MONTHLY', 'STRIPE_PRODUCT_PREMIUM_YEARLY'],
  async probe(context) {
    const { values } = context;
    const ids = { monthly: values.STRIPE_PRODUCT_PREMIUM_MONTHLY, yearly: values.STRIPE_PRODUCT_PREMIUM_YEARLY };
    const products = await Promise.all(planNames.map((plan) => found(context.client(stripe).products.retrieve(ids[plan]))));
    // One that was made by hand may have both prices; then it has one name.
    const one = ids.monthly === ids.yearly;
    const names = planNames.map((plan) => `${values.project} Premium${one ? '' : ` ${premium[plan].word}`}`);
    return judge(context, {
      wrong: products.flatMap((product, index) => {
        if (!product) return [`${ids[planNames[index] as PlanName]} does not exist`];
        return [
          !product.active && `${product.id} is archived`,
          product.name !== names[index] && `${product.id} is called "${product.name}", not "${names[index]}"`,
          !product.description && `${product.id} has no description`,
        ];
      }),
      saw: [...new Set(names)].join(', '),
      want: one ? `an active product: ${names[0]}` : `two active products: ${names.join(', ')}`,
      from: 'Stripe GET /v1/products/{id}',
      fix: 'k77 deploy 6.1',
    });
  },
});

const pricesRight = check({
  id: 'stripe.prices-right',
  section: 'Integrations',
  phase: '6.1',
  title: 'Both prices have the agreed amount, currency and interval',
  guide: ['6.1/5', '6.1#018', 'post#119'],
  settings: held('6.1/5:monthly-price', '6.1/5:yearly-price'),
  weight: 'blocker',
  uses: [stripe],
  needs: [
    'STRIPE_SECRET_KEY',
    'currency',
    'monthlyPrice',
    'yearlyPrice',
    'STRIPE_PRICE_PREMIUM_MONTHLY',
    'STRIPE_PRICE_PREMIUM_YEARLY',
    'STRIPE_PRODUCT_PREMIUM_MONTHLY',
    'STRIPE_PRODUCT_PREMIUM_YEARLY',
  ],
  async probe(context) {
    const { values } = context;
    const client = context.client(stripe);
    const wanted = planNames.map((plan) => ({
      plan,
      id: plan === 'monthly' ? values.STRIPE_PRICE_PREMIUM_MONTHLY : values.STRIPE_PRICE_PREMIUM_YEARLY,
      product: plan === 'monthly' ? values.STRIPE_PRODUCT_PREMIUM_MONTHLY : values.STRIPE_PRODUCT_PREMIUM_YEARLY,
      amount: minorUnits(plan === 'monthly' ? values.monthlyPrice : values.yearlyPrice, values.currency) ?? 0,
    }));
    const prices = await Promise.all(wanted.map(({ id }) => found(client.prices.retrieve(id))));
    const says = wanted.map(({ plan, amount }) => `${money(amount, values.currency)} ${plan}`).join(', ');
    return judge(context, {
      wrong: wanted.flatMap((want, index) => wrongPrice(prices[index], want, values.currency)),
      saw: says,
      want: `${says}, active, with the lookup keys premium_monthly and premium_yearly`,
      from: 'Stripe GET /v1/prices/{id}',
      fix: 'k77 deploy 6.1',
    });
  },
});

function wrongPrice(
  price: Stripe.Price | undefined,
  want: { plan: PlanName; id: string; product: string; amount: number },
  currency: string,
): (string | false)[] {
  if (!price) return [`${want.id} does not exist`];
  const { interval, lookupKey } = premium[want.plan];
  const cycle = price.recurring ? `${price.recurring.interval_count} ${price.recurring.interval}` : 'once';
  const product = typeof price.product === 'string' ? price.product : price.product.id;
  return [
    !price.active && `${price.id} is archived`,
    (price.unit_amount !== want.amount || price.currency !== currency) &&
      `${price.id} costs ${money(price.unit_amount ?? 0, price.currency)}, not ${money(want.amount, currency)}`,
    cycle !== `1 ${interval}` && `${price.id} is charged per ${cycle}, not per ${interval}`,
    price.lookup_key !== lookupKey && `${price.id} has the lookup key ${price.lookup_key ?? '(none)'}, not ${lookupKey}`,
    product !== want.product && `${price.id} belongs to ${product}, not ${want.product}`,
  ];
}

/** Boxes that say that the webhook is set up, besides where it points. */
const said = ['6.1#016', 'post#120'] as const;

const webhookRight = check({
  id: 'stripe.webhook-right',
  section: 'Integrations',
  phase: '6.1',
  title: 'The webhook points at the API, with all nineteen events, in the version that the code was written for',
  guide: ['6.1/3', '6.4/7', '6.1#016', '6.4#016', 'post#120'],
  settings: held('6.1/3:url', '6.1/3:events', '6.1/3:signing-secret', '6.4/7:url'),
  weight: 'blocker',
  task: 'stripe.webhook',
  uses: [stripe],
  needs: ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_ENDPOINT', 'STRIPE_WEBHOOK_SECRET', 'domain'],
  async probe(context) {
    const { values } = context;
    const endpoint = await found(context.client(stripe).webhookEndpoints.retrieve(values.STRIPE_WEBHOOK_ENDPOINT));
    const url = `https://api.${values.domain}/api/stripe/webhook`;
    const events = new Set(endpoint?.enabled_events);
    const missing = stripeEvents.filter((event) => !events.has(event));
    const extra = [...events].filter((event) => !(stripeEvents as readonly string[]).includes(event));
    const drift = await context.drift('stripe.webhook');
    return judge(context, {
      wrong: endpoint
        ? [
            wrongFor(['6.1#016', '6.4#016'], endpoint.url !== url && `it points at ${endpoint.url}`),
            wrongFor(said, endpoint.status !== 'enabled' && `it is ${endpoint.status}`),
            wrongFor(said, missing.length > 0 && `it lacks ${missing.join(', ')}`),
            wrongFor(said, extra.length > 0 && `it also sends ${extra.join(', ')}`),
            wrongFor(
              said,
              endpoint.api_version !== stripeApiVersion && `it speaks ${endpoint.api_version ?? "the account's default version"}`,
            ),
            wrongFor(
              said,
              !/^whsec_./.test(values.STRIPE_WEBHOOK_SECRET.reveal()) && 'the signing secret that is kept does not begin with whsec_',
            ),
            // Stripe shows the signing secret once; whether the kept one is the one it gave is known by fingerprint only.
            wrongFor(
              said,
              !('waits' in drift) &&
                drift.some((change) => String(change.from).includes('STRIPE_WEBHOOK_SECRET')) &&
                'the kept signing secret is not the one that Stripe gave',
            ),
          ]
        : [`${values.STRIPE_WEBHOOK_ENDPOINT} does not exist`],
      saw: `${url}, ${stripeEvents.length} events, ${stripeApiVersion}, signing secret kept`,
      want: `${url}, enabled, exactly ${stripeEvents.length} events, API ${stripeApiVersion}, its signing secret kept`,
      from: 'Stripe GET /v1/webhook_endpoints/{id}',
      fix: 'k77 deploy --only stripe.webhook',
    });
  },
});

const portalRight = check({
  id: 'stripe.portal-right',
  section: 'Integrations',
  phase: '6.1',
  title: 'Customers can change their card, see invoices and cancel at the end of the period',
  guide: ['post#121'],
  weight: 'blocker',
  task: 'stripe.portal',
  uses: [stripe],
  needs: ['STRIPE_SECRET_KEY', 'STRIPE_PORTAL_CONFIGURATION'],
  async probe(context) {
    const id = context.values.STRIPE_PORTAL_CONFIGURATION;
    const portal = await found(context.client(stripe).billingPortal.configurations.retrieve(id));
    const features = portal?.features;
    return judge(context, {
      wrong: features
        ? [
            !portal.active && 'the configuration is inactive',
            !features.payment_method_update.enabled && 'the card cannot be changed',
            !features.invoice_history.enabled && 'invoices are hidden',
            !features.subscription_cancel.enabled && 'subscriptions cannot be cancelled',
            features.subscription_cancel.mode !== 'at_period_end' && `a cancellation takes effect ${features.subscription_cancel.mode}`,
            features.subscription_update.enabled && 'customers can switch plans by themselves',
          ]
        : [`${id} does not exist`],
      saw: 'card, invoices and cancelling at period end are on; switching plans is off',
      want: 'card, invoices and cancelling at period end on; switching plans off',
      from: 'Stripe GET /v1/billing_portal/configurations/{id}',
      fix: 'k77 deploy --only stripe.portal',
    });
  },
});

/** What a vendor knows by this id; undefined when it says that there is no such thing. */
async function found<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'resource_missing') return undefined;
    throw error;
  }
}

export const integrations: readonly AnyCheck[] = [productsRight, pricesRight, webhookRight, portalRight];
