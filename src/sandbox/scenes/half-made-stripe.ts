/**
 * What somebody clicked together at Stripe: one product with two prices, seven of nineteen events, a portal that nobody has looked at; and things of another trade.
 */
import type { Part, Scene } from './half-made.ts';
import type { Hand } from './hand.ts';

/** The guide's seven. */
const events = [
  'checkout.session.completed',
  'customer.subscription.created',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'invoice.payment_succeeded',
  'invoice.payment_failed',
  'charge.refunded',
];

export async function atStripe(hand: Hand, { project, domain }: Scene): Promise<Part> {
  const made = <T = { id: string }>(path: string, fields: Readonly<Record<string, string>>): Promise<T> =>
    hand.form<T>(`/v1/${path}`, fields);
  await hand.edit('stripe', 'activate', { url: `https://${domain}` });
  const premium = await made('products', { name: `${project.replaceAll('-', ' ')} premium`, 'metadata[feature]': 'premium' });
  const price = (fields: Readonly<Record<string, string>>): Promise<{ id: string }> => made('prices', { currency: 'usd', ...fields });
  const monthly = await price({ product: premium.id, unit_amount: '799', 'recurring[interval]': 'month', nickname: 'Monthly' });
  const yearly = await price({
    product: premium.id,
    unit_amount: '7900',
    'recurring[interval]': 'year',
    nickname: 'Yearly (2 months free)',
  });
  const donation = await made('products', { name: 'Buy me a coffee' });
  await price({ product: donation.id, unit_amount: '500' });
  await made('coupons', { percent_off: '50', duration: 'once', name: 'LAUNCH50' });
  for (const email of ['alice@example.test', 'bob@example.test']) await made('customers', { email });
  const listed = Object.fromEntries(events.map((event, index) => [`enabled_events[${index}]`, event]));
  const webhook = await made<{ id: string; secret: string }>('webhook_endpoints', {
    url: `https://api.${domain}/api/stripe/webhook`,
    description: 'bot backend',
    ...listed,
  });
  await made('webhook_endpoints', { url: 'https://hooks.zapier.test/catch/123456/', 'enabled_events[0]': 'charge.succeeded' });
  await hand.edit('stripe', 'portal-default', {});
  return {
    things: [
      'Stripe product, paid by the month and by the year',
      'Stripe price 7.99 USD a month',
      'Stripe price 79 USD a year',
      'Stripe product Buy me a coffee',
      'Stripe price 5 USD once',
      'Stripe coupon LAUNCH50',
      'Stripe customer alice',
      'Stripe customer bob',
      `Stripe webhook to api.${domain}, ${events.length} events`,
      'Stripe webhook to Zapier',
      'Stripe customer portal',
    ],
    given: {
      STRIPE_SECRET_KEY: hand.credential('stripe.secretKey'),
      STRIPE_PUBLISHABLE_KEY: hand.credential('stripe.publishableKey'),
      STRIPE_WEBHOOK_SECRET: webhook.secret,
      STRIPE_PRICE_PREMIUM_MONTHLY: monthly.id,
      STRIPE_PRICE_PREMIUM_YEARLY: yearly.id,
    },
  };
}
