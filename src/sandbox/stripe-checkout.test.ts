import Stripe from 'stripe';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Incoming, type Listener, listen, type Reply } from '../ports/listen.ts';
import { raw, refusal, sdk, testWorld } from './fixture.ts';
import type { WorldState } from './state.ts';
import type { World } from './world.ts';

let world: World;
let fresh: WorldState;
let stripe: Stripe;

beforeAll(async () => {
  world = await testWorld({ webhookPauses: [20, 20, 20] });
  fresh = await world.snapshot();
  stripe = sdk(world);
});
beforeEach(() => world.restore(fresh));
afterAll(() => world.close());

async function session(more: Partial<Stripe.Checkout.SessionCreateParams> = {}): Promise<Stripe.Checkout.Session> {
  const product = await stripe.products.create({ name: 'Premium' });
  const price = await stripe.prices.create({ product: product.id, unit_amount: 999, currency: 'usd', recurring: { interval: 'month' } });
  return stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: price.id, quantity: 1 }],
    success_url: 'https://kingdom77.test/payment/success?session_id={CHECKOUT_SESSION_ID}',
    cancel_url: 'https://kingdom77.test/payment/cancel',
    client_reference_id: 'guild-1',
    metadata: { guild_id: '1' },
    subscription_data: { metadata: { guild_id: '1' } },
    ...more,
  });
}

function press(id: string, body: string, headers: Record<string, string> = { origin: world.endpoints.stripe ?? '' }) {
  return raw(world, 'POST', `/c/pay/${id}`, { body, headers });
}
const payment = 'action=pay&email=buyer%40example.test&card=4242+4242+4242+4242&name=Jenny';

describe('the checkout page', () => {
  test('takes the payment, starts the subscription and leads to the success page', async () => {
    const open = await session();
    expect(open).toMatchObject({
      status: 'open',
      payment_status: 'unpaid',
      url: `https://checkout.stripe.com/c/pay/${open.id}`,
      amount_total: 999,
    });
    const page = await raw(world, 'GET', `/c/pay/${open.id}`);
    expect(page.body).toContain('$9.99');
    const answer = await press(open.id, payment);
    expect([answer.status, answer.headers.location]).toEqual([303, `https://kingdom77.test/payment/success?session_id=${open.id}`]);
    const done = await stripe.checkout.sessions.retrieve(open.id, { expand: ['subscription', 'customer', 'line_items'] });
    expect(done).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      client_reference_id: 'guild-1',
      customer: { email: 'buyer@example.test' },
    });
    expect(done.subscription).toMatchObject({ status: 'active', metadata: { guild_id: '1' } });
    expect(done.line_items?.data[0]).toMatchObject({ quantity: 1, amount_total: 999 });
    const types = (await stripe.events.list({ limit: 50 })).data.map(({ type }) => type);
    expect(types[0]).toBe('checkout.session.completed');
    expect(types).toEqual(expect.arrayContaining(['customer.created', 'customer.subscription.created', 'invoice.paid']));
    expect((await press(open.id, payment)).body).toContain('already paid');
  });

  test('stays open when the card is declined, and says why', async () => {
    const open = await session();
    const answer = await press(open.id, payment.replace('4242+4242+4242+4242', '4000+0000+0000+0002'));
    expect([answer.status, answer.body]).toEqual([402, expect.stringContaining('Your card was declined.')]);
    expect((await press(open.id, payment.replace('action=pay', 'action=decline'))).status).toBe(402);
    expect((await stripe.checkout.sessions.retrieve(open.id)).status).toBe('open');
    expect((await stripe.subscriptions.list({ status: 'all' })).data).toEqual([]);
    expect((await press(open.id, payment)).status).toBe(303);
  });

  test('takes no form from another site', async () => {
    const open = await session();
    for (const headers of [{}, { origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }])
      expect((await press(open.id, payment, headers as Record<string, string>)).status).toBe(403);
    expect((await stripe.checkout.sessions.retrieve(open.id)).status).toBe('open');
  });

  test('takes no test card in live mode, and no session there before the account is activated', async () => {
    const live = sdk(world, 'liveSecretKey');
    const product = await live.products.create({ name: 'Premium' });
    const price = await live.prices.create({ product: product.id, unit_amount: 999, currency: 'usd', recurring: { interval: 'month' } });
    const open = () =>
      live.checkout.sessions.create({
        mode: 'subscription',
        line_items: [{ price: price.id, quantity: 1 }],
        success_url: 'https://a.test/',
      });
    expect(await refusal(open())).toMatchObject({ code: 'testmode_charges_only' });
    await world.perform('stripe.account');
    const { id } = await open();
    expect(id).toMatch(/^cs_live_/);
    expect((await press(id, payment)).body).toContain('used a known test card');
  });

  test('wants consent to terms only when the dashboard knows their address', async () => {
    const consent_collection = { terms_of_service: 'required' } as const;
    expect((await refusal(session({ consent_collection }))).message).toContain('unless a URL is set in the Stripe Dashboard');
    await world.perform('stripe.account');
    const open = await session({ consent_collection });
    expect((await press(open.id, payment)).body).toContain('Please agree to the terms of service.');
    expect((await press(open.id, `${payment}&terms=on`)).status).toBe(303);
    expect((await stripe.checkout.sessions.retrieve(open.id)).consent).toMatchObject({ terms_of_service: 'accepted' });
  });
});

test('a session can be expired, once', async () => {
  const open = await session();
  expect(await stripe.checkout.sessions.expire(open.id)).toMatchObject({ status: 'expired', url: null });
  expect(await refusal(stripe.checkout.sessions.expire(open.id))).toMatchObject({ param: 'session' });
  expect((await raw(world, 'GET', `/c/pay/${open.id}`)).status).toBe(410);
});

test('a session refuses prices that do not fit its mode', async () => {
  const product = await stripe.products.create({ name: 'Once' });
  const once = await stripe.prices.create({ product: product.id, unit_amount: 100, currency: 'usd' });
  expect((await refusal(session({ line_items: [{ price: once.id, quantity: 1 }] }))).message).toContain('at least one recurring price');
  const url = { success_url: 'https://a.test/' };
  expect(
    await refusal(stripe.checkout.sessions.create({ mode: 'payment', line_items: [{ price: 'price_gone', quantity: 1 }], ...url })),
  ).toMatchObject({ code: 'resource_missing' });
});

describe('webhooks', () => {
  const seen: Incoming[] = [];
  let answers: Reply[] = [];
  let receiver: Listener;
  beforeEach(async () => {
    seen.length = 0;
    answers = [];
    receiver = await listen(async (incoming) => {
      seen.push(incoming);
      return answers.shift() ?? { status: 200, body: '' };
    });
  });
  afterEach(() => receiver.close());
  const arrives = async (count: number) => expect.poll(() => seen.length, { timeout: 3000, interval: 10 }).toBe(count);
  const endpoint = (enabled_events: Stripe.WebhookEndpointCreateParams.EnabledEvent[] = ['product.created']) =>
    stripe.webhookEndpoints.create({
      url: 'https://api.kingdom77.test/api/stripe/webhook',
      enabled_events,
      api_version: '2026-10-28.endive',
    });
  const serveHost = () => world.setHosts({ 'api.kingdom77.test': `http://127.0.0.1:${receiver.port}` });

  test('wait until somebody serves their host, then arrive signed', async () => {
    const { secret } = await endpoint();
    const product = await stripe.products.create({ name: 'Premium' });
    await world.settle();
    const [waiting] = (await stripe.events.list({ type: 'product.created' })).data;
    expect([waiting?.pending_webhooks, world.waiting(), seen.length]).toEqual([1, 1, 0]);
    expect((await stripe.events.list({ delivery_success: false })).data).toHaveLength(1);
    await serveHost();
    await arrives(1);
    const [sent] = seen;
    expect(sent).toMatchObject({ method: 'POST', path: '/api/stripe/webhook', headers: { host: 'api.kingdom77.test' } });
    const signature = sent?.headers['stripe-signature'] ?? '';
    const event = await stripe.webhooks.constructEventAsync(sent?.body ?? '', signature, secret ?? '');
    expect(event).toMatchObject({
      id: waiting?.id,
      type: 'product.created',
      data: { object: { id: product.id } },
      api_version: '2026-10-28.endive',
    });
    expect(() => stripe.webhooks.constructEvent(`${sent?.body} `, signature, secret ?? '')).toThrow(
      Stripe.errors.StripeSignatureVerificationError,
    );
    expect((await stripe.events.retrieve(event.id)).pending_webhooks).toBe(0);
  });

  test('are tried again when they are not taken', async () => {
    await serveHost();
    await endpoint();
    answers = [{ status: 500, body: '' }, 'reset'];
    await stripe.products.create({ name: 'Premium' });
    await arrives(3);
    await world.settle();
    expect(new Set(seen.map(({ body }) => JSON.parse(body).id)).size).toBe(1);
    expect(world.waiting()).toBe(0);
  });

  test('are given up after the last pause, and the event keeps saying so', async () => {
    await serveHost();
    await endpoint();
    answers = Array.from({ length: 9 }, () => ({ status: 400, body: '' }));
    await stripe.products.create({ name: 'Premium' });
    await arrives(4);
    await expect.poll(() => world.waiting()).toBe(0);
    expect((await stripe.events.list({ type: 'product.created' })).data[0]?.pending_webhooks).toBe(1);
  });

  test('go only to endpoints that are enabled and listen', async () => {
    await serveHost();
    const deaf = await endpoint(['invoice.paid']);
    const off = await endpoint();
    await stripe.webhookEndpoints.update(off.id, { disabled: true });
    await stripe.products.create({ name: 'Premium' });
    await world.settle();
    expect([seen.length, world.waiting(), deaf.status]).toEqual([0, 0, 'enabled']);
  });

  test('can be sent again by hand', async () => {
    await serveHost();
    await endpoint();
    await stripe.products.create({ name: 'Premium' });
    await arrives(1);
    const [event] = (await stripe.events.list({ type: 'product.created' })).data;
    await world.edit('stripe', 'resend', { id: event?.id ?? '' });
    await arrives(2);
  });
});

describe('the dashboard', () => {
  const post = (body: string, headers: Record<string, string> = { origin: world.endpoints.stripe ?? '' }) =>
    raw(world, 'POST', '/dashboard', { body, headers });

  test('shows the account and activates it', async () => {
    expect((await raw(world, 'GET', '/dashboard')).body).toContain('Not activated');
    expect((await stripe.accounts.retrieveCurrent()).charges_enabled).toBe(false);
    expect((await post('action=activate&name=Kingdom-77')).status).toBe(303);
    const account = await sdk(world, 'liveSecretKey').accounts.retrieveCurrent();
    expect(account).toMatchObject({
      charges_enabled: true,
      payouts_enabled: true,
      details_submitted: true,
      business_profile: { name: 'Kingdom-77' },
    });
    expect(account.requirements?.currently_due).toEqual([]);
    expect((await raw(world, 'GET', '/dashboard')).body).toContain('Activated: charges and payouts are on');
  });

  test('really changes things, and shows what it was told without running it', async () => {
    const product = await stripe.products.create({ name: '<script>alert(1)</script>' });
    await post(`action=archive&object=product&id=${product.id}&active=false`);
    expect((await stripe.products.retrieve(product.id)).active).toBe(false);
    const { body } = await raw(world, 'GET', '/dashboard');
    expect(body).not.toContain('<script>');
    expect(body).toContain('&lt;script&gt;');
    await post('action=setting&name=alert_disputes&value=on');
    expect((await raw(world, 'GET', '/dashboard')).body).toMatch(/alert disputes<\/td><td>on/);
  });

  test('takes no form from another site', async () => {
    expect((await post('action=activate', { origin: 'https://evil.example' })).status).toBe(403);
    expect((await post('action=activate', {})).status).toBe(403);
    expect((await stripe.accounts.retrieveCurrent()).charges_enabled).toBe(false);
  });
});
