import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Exchange } from '../core/doors.ts';
import { answerFindings, type Examples, judge, requestFindings, type Spec, summary } from './contract.ts';
import { testWorld } from './fixture.ts';
import { stripeDifferences } from './stripe-differences.ts';
import type { World } from './world.ts';

const folder = fileURLToPath(new URL('../../../shared/vendor-specs/', import.meta.url));
const absent = !existsSync(`${folder}stripe.json`);
const why = absent ? ` (skipped: ${folder} is not there)` : '';

let world: World;
beforeAll(async () => {
  world = await testWorld();
});
afterAll(() => world.close());

/** The SDK with a fetch that writes down what passes. */
function recording(key: string, exchanges: Exchange[]): Stripe {
  const { port } = new URL(world.endpoints.stripe ?? '');
  const write = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const response = await fetch(input, init);
    const { pathname, search } = new URL(String(input));
    const responseBody = await response.clone().text();
    const request = {
      method: init?.method ?? 'GET',
      path: pathname,
      query: search.slice(1),
      requestHeaders: {},
      requestBody: String(init?.body ?? ''),
    };
    exchanges.push({ at: '', vendor: 'stripe', ...request, status: response.status, responseBody });
    return response;
  };
  const httpClient = Stripe.createFetchHttpClient(write as typeof fetch);
  return new Stripe(key, { host: '127.0.0.1', port, protocol: 'http', telemetry: false, maxNetworkRetries: 0, httpClient });
}

const day = 86_400;

/** Every kind of call that k77 and the services it generates make. */
async function drive(stripe: Stripe): Promise<void> {
  await stripe.accounts.retrieveCurrent();
  await stripe.balance.retrieve();
  const product = await stripe.products.create({
    id: 'premium_monthly',
    name: 'Premium Monthly',
    description: 'All of it',
    metadata: { k77: 'premium' },
  });
  await stripe.products.update(product.id, { name: 'Kingdom-77 Premium Monthly', active: true, metadata: { k77: 'monthly' } });
  await stripe.products.list({ limit: 100, active: true });
  const price = await stripe.prices.create({
    product: product.id,
    unit_amount: 999,
    currency: 'usd',
    recurring: { interval: 'month', interval_count: 1 },
    lookup_key: 'premium_monthly',
    transfer_lookup_key: true,
    nickname: 'Monthly',
    metadata: { k77: 'monthly' },
    tax_behavior: 'exclusive',
  });
  await stripe.prices.list({ lookup_keys: ['premium_monthly'], expand: ['data.product'], active: true });
  await stripe.prices.update(price.id, { nickname: 'Month' });
  await stripe.prices.retrieve(price.id);
  const endpoint = await stripe.webhookEndpoints.create({
    url: 'https://api.kingdom77.test/api/stripe/webhook',
    enabled_events: ['checkout.session.completed', 'invoice.paid', 'customer.subscription.deleted'],
    api_version: '2026-10-28.endive' as Stripe.WebhookEndpointCreateParams.ApiVersion,
    description: 'k77',
    metadata: { k77: 'webhook' },
  });
  await stripe.webhookEndpoints.update(endpoint.id, { enabled_events: ['invoice.paid'], disabled: false });
  await stripe.webhookEndpoints.list({ limit: 100 });
  const configuration = await stripe.billingPortal.configurations.create({
    business_profile: {
      headline: 'Kingdom-77',
      privacy_policy_url: 'https://kingdom77.test/privacy',
      terms_of_service_url: 'https://kingdom77.test/terms',
    },
    default_return_url: 'https://kingdom77.test/account',
    features: {
      customer_update: { enabled: true, allowed_updates: ['email', 'tax_id'] },
      invoice_history: { enabled: true },
      payment_method_update: { enabled: true },
      subscription_cancel: {
        enabled: true,
        mode: 'at_period_end',
        cancellation_reason: { enabled: true, options: ['too_expensive', 'other'] },
      },
      subscription_update: {
        enabled: true,
        default_allowed_updates: ['price'],
        proration_behavior: 'create_prorations',
        products: [{ product: product.id, prices: [price.id] }],
      },
    },
    metadata: { k77: 'portal' },
  });
  await stripe.billingPortal.configurations.update(configuration.id, { active: true, features: { invoice_history: { enabled: true } } });
  await stripe.billingPortal.configurations.list({ active: true, limit: 100 });
  await stripe.tax.settings.update({
    defaults: { tax_behavior: 'exclusive', tax_code: 'txcd_10000000' },
    head_office: { address: { country: 'US', state: 'CA' } },
  });
  await stripe.tax.settings.retrieve();
  await stripe.tax.registrations.create({
    country: 'US',
    active_from: 'now',
    country_options: { us: { state: 'CA', type: 'state_sales_tax' } },
  });
  await stripe.tax.registrations.list({ status: 'active' });
  await life(stripe, price.id);
  await shop(stripe, price.id, configuration.id);
  await mistakes(stripe, price.id);
  for (const type of ['invoice.paid', 'charge.refunded'] as const) await stripe.events.list({ type, limit: 100, created: { gte: 1 } });
  await stripe.events.list({ types: ['invoice.payment_failed'], delivery_success: false });
  await stripe.webhookEndpoints.del(endpoint.id);
}

/** Paid, renewed, failed, cancelled, refunded on a test clock. */
async function life(stripe: Stripe, price: string): Promise<void> {
  const start = 1_790_000_000;
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start, name: 'k77' });
  const customer = await stripe.customers.create({
    test_clock: clock.id,
    email: 'k77@example.test',
    name: 'k77',
    payment_method: 'pm_card_visa',
    metadata: { k77: 'life' },
  });
  const [card] = (await stripe.paymentMethods.list({ customer: customer.id, type: 'card' })).data;
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: card?.id ?? '' } });
  const made = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price }],
    expand: ['latest_invoice.payments'],
    metadata: { guild_id: '1' },
    payment_behavior: 'error_if_incomplete',
  });
  await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: start + 32 * day });
  await stripe.testHelpers.testClocks.retrieve(clock.id);
  const invoices = await stripe.invoices.list({ subscription: made.id, status: 'paid', expand: ['data.payments'] });
  const [payment] = (await stripe.invoicePayments.list({ invoice: invoices.data[0]?.id ?? '', status: 'paid' })).data;
  const refund = await stripe.refunds.create({
    payment_intent: String(payment?.payment.payment_intent),
    amount: 500,
    reason: 'requested_by_customer',
    metadata: { why: 'k77' },
  });
  await stripe.refunds.retrieve(refund.id);
  await stripe.charges.retrieve(String(refund.charge));
  await stripe.paymentIntents.retrieve(String(payment?.payment.payment_intent), { expand: ['latest_charge'] });
  const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id });
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: bad.id } });
  await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: start + 63 * day });
  await stripe.subscriptions.retrieve(made.id, { expand: ['customer', 'items.data.price.product'] });
  await stripe.subscriptions.update(made.id, { cancel_at_period_end: true, cancellation_details: { comment: 'k77' } });
  await stripe.subscriptions.cancel(made.id);
  await stripe.subscriptions.list({ customer: customer.id, status: 'all' });
  await stripe.testHelpers.testClocks.list();
  await stripe.testHelpers.testClocks.del(clock.id);
}

/** What the generated API does for a buyer. */
async function shop(stripe: Stripe, price: string, configuration: string): Promise<void> {
  const customer = await stripe.customers.create({ email: 'buyer@example.test', metadata: { user_id: '1' } });
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    customer: customer.id,
    client_reference_id: 'guild-1',
    line_items: [{ price, quantity: 1 }],
    success_url: 'https://kingdom77.test/payment/success?session_id={CHECKOUT_SESSION_ID}',
    cancel_url: 'https://kingdom77.test/payment/cancel',
    metadata: { guild_id: '1' },
    subscription_data: { metadata: { guild_id: '1' } },
    automatic_tax: { enabled: true },
    customer_update: { address: 'auto' },
    allow_promotion_codes: true,
  });
  await stripe.checkout.sessions.retrieve(session.id, { expand: ['line_items', 'subscription'] });
  await stripe.checkout.sessions.list({ customer: customer.id });
  await stripe.checkout.sessions.listLineItems(session.id);
  await stripe.checkout.sessions.expire(session.id);
  await stripe.billingPortal.sessions.create({ customer: customer.id, configuration, return_url: 'https://kingdom77.test/account' });
  const paid = await stripe.paymentIntents.create({
    amount: 999,
    currency: 'usd',
    customer: customer.id,
    payment_method: 'pm_card_createDispute',
    confirm: true,
  });
  await stripe.paymentIntents.list({ customer: customer.id });
  await stripe.charges.list({ payment_intent: paid.id, created: { gte: 1 } });
  await stripe.disputes.list({ limit: 100, created: { gte: 1 } });
  const coupon = await stripe.coupons.create({ percent_off: 25.5, duration: 'forever', name: '25.5% off' });
  await stripe.coupons.retrieve(coupon.id);
  await stripe.balanceTransactions.list();
  await stripe.customers.list({ email: 'buyer@example.test' });
  await stripe.customers.del(customer.id);
}

async function mistakes(stripe: Stripe, price: string): Promise<void> {
  const refused: readonly (() => Promise<unknown>)[] = [
    () => stripe.prices.retrieve('price_gone'),
    () => stripe.prices.update(price, { lookup_key: 'k'.repeat(5001) }),
    () => stripe.customers.retrieve('cus_gone'),
    () => stripe.paymentIntents.create({ amount: 999, currency: 'usd', payment_method: 'pm_card_chargeDeclined', confirm: true }),
  ];
  for (const call of refused) await expect(call()).rejects.toThrow();
}

describe.skipIf(absent)(`the emulated Stripe and the documents that Stripe published${why}`, () => {
  const load = <T>(name: string): T => JSON.parse(readFileSync(`${folder}${name}`, 'utf8')) as T;
  const spec = absent ? ({ paths: {} } as Spec) : load<Spec>('stripe.json');
  const examples = absent ? ({ resources: {} } as Examples) : load<Examples>('stripe-fixtures.json');

  test('agree in every exchange, but for the known differences, each with its source', async () => {
    const exchanges: Exchange[] = [];
    const key = world.credentials()['stripe.secretKey'] ?? '';
    await drive(recording(key, exchanges));
    const judged = judge(exchanges, spec, examples, stripeDifferences);
    process.stdout.write(`${summary(judged)} in ${exchanges.length} exchanges\n`);
    const distinct = new Map(judged.defects.map(({ exchange, finding }) => [`${finding.of} ${finding.path} ${finding.what}`, exchange]));
    expect([...distinct]).toEqual([]);
    expect(judged.unused).toEqual([]);
    expect(judged.valid + judged.known).toBeGreaterThan(60);
  });

  const exchange = (more: Partial<Exchange>): Exchange => ({
    at: '',
    vendor: 'stripe',
    method: 'POST',
    path: '/v1/prices',
    query: '',
    requestHeaders: {},
    requestBody: '',
    status: 200,
    responseBody: '{}',
    ...more,
  });

  test('a request with an unknown, ill-typed or misplaced parameter is seen', () => {
    const found = (requestBody: string) => requestFindings(exchange({ requestBody }), spec).map(({ path, what }) => [path, what]);
    expect(found('currency=usd&unit_amount=999&recurring[interval]=month')).toEqual([]);
    expect(found('currency=usd&colour=blue')).toEqual([['colour', 'unknown parameter']]);
    expect(found('unit_amount=9.99')).toEqual([['unit_amount', 'wrong value']]);
    expect(found('recurring[interval]=fortnight')).toEqual([['recurring.interval', 'wrong value']]);
    expect(requestFindings(exchange({ path: '/v1/widgets' }), spec)).toMatchObject([{ what: 'unknown operation' }]);
  });

  test('an answer that lacks a property, has one too many or of another type is seen', () => {
    const { metadata: _, ...price } = examples.resources.price ?? {};
    const found = answerFindings(exchange({ responseBody: JSON.stringify({ ...price, active: 'yes', colour: 'blue' }) }), examples);
    expect(found).toEqual([
      { of: 'price', path: 'metadata', what: 'missing' },
      { of: 'price', path: 'colour', what: 'extra' },
      { of: 'price', path: 'active', what: 'other type' },
    ]);
    expect(answerFindings(exchange({ responseBody: '<html>' }), examples)).toMatchObject([{ what: 'not JSON' }]);
    expect(answerFindings(exchange({ status: 400, responseBody: '{"message":"no"}' }), examples)).toMatchObject([{ of: 'error' }]);
  });
});
