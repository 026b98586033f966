import type Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { refusal, sdk, testWorld } from './fixture.ts';
import type { WorldState } from './state.ts';
import { after, periodEnd } from './stripe/calendar.ts';
import type { World } from './world.ts';

const day = 86_400;
const start = Date.UTC(2026, 0, 31) / 1000;

let world: World;
let ready: WorldState;
let stripe: Stripe;
let price: string;

beforeAll(async () => {
  world = await testWorld();
  stripe = sdk(world);
  const product = await stripe.products.create({ name: 'Premium' });
  price = (await stripe.prices.create({ product: product.id, unit_amount: 999, currency: 'usd', recurring: { interval: 'month' } })).id;
  ready = await world.snapshot();
});
beforeEach(() => world.restore(ready));
afterAll(() => world.close());

interface Life {
  clock: string;
  customer: string;
  subscription: Stripe.Subscription;
}

async function subscribe(more: Partial<Stripe.SubscriptionCreateParams> = {}, card = 'pm_card_visa'): Promise<Life> {
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start });
  const customer = await stripe.customers.create({ test_clock: clock.id, email: 'buyer@example.test' });
  const method = await stripe.paymentMethods.attach(card, { customer: customer.id });
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method.id } });
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price }], ...more });
  return { clock: clock.id, customer: customer.id, subscription };
}

async function advance(clock: string, seconds: number): Promise<void> {
  const { frozen_time } = await stripe.testHelpers.testClocks.retrieve(clock);
  const answer = await stripe.testHelpers.testClocks.advance(clock, { frozen_time: frozen_time + seconds });
  expect(answer.status).toBe('advancing');
  expect((await stripe.testHelpers.testClocks.retrieve(clock)).status).toBe('ready');
}

async function types(): Promise<string[]> {
  return (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type).reverse();
}

async function invoicesOf(subscription: string): Promise<Stripe.Invoice[]> {
  return (await stripe.invoices.list({ subscription, expand: ['data.payments'] })).data;
}

test('a subscription is paid at once, in the shapes of the current API', async () => {
  const { subscription } = await subscribe({ metadata: { guild_id: '1' } });
  expect(subscription).toMatchObject({ status: 'active' });
  expect(subscription).not.toHaveProperty('current_period_end');
  expect(subscription.items.data[0]).toMatchObject({ current_period_start: start, current_period_end: Date.UTC(2026, 1, 28) / 1000 });
  const [invoice] = await invoicesOf(subscription.id);
  expect(invoice).toMatchObject({ status: 'paid', amount_paid: 999, billing_reason: 'subscription_create' });
  for (const gone of ['payment_intent', 'charge', 'subscription', 'paid']) expect(invoice).not.toHaveProperty(gone);
  expect(invoice?.parent?.subscription_details).toMatchObject({ subscription: subscription.id, metadata: { guild_id: '1' } });
  expect(invoice?.payments?.data[0]).toMatchObject({
    status: 'paid',
    amount_paid: 999,
    payment: { type: 'payment_intent', payment_intent: expect.stringMatching(/^pi_/) },
  });
  const told = await types();
  expect(told).toEqual(
    expect.arrayContaining([
      'customer.subscription.created',
      'invoice.created',
      'invoice.finalized',
      'charge.succeeded',
      'payment_intent.succeeded',
      'invoice.paid',
      'invoice.payment_succeeded',
      'invoice_payment.paid',
      'customer.subscription.updated',
    ]),
  );
  expect(told.indexOf('customer.subscription.created')).toBeLessThan(told.indexOf('invoice.paid'));
});

test('it renews on the anchor: a draft for an hour, then paid', async () => {
  const { clock, subscription } = await subscribe();
  await advance(clock, 28 * day + 60);
  const [draft] = await invoicesOf(subscription.id);
  expect(draft).toMatchObject({ status: 'draft', billing_reason: 'subscription_cycle' });
  await advance(clock, 2 * 3600);
  const [second] = await invoicesOf(subscription.id);
  expect(second).toMatchObject({ status: 'paid', amount_paid: 999 });
  await advance(clock, 31 * day);
  const now = await stripe.subscriptions.retrieve(subscription.id);
  expect(now.items.data[0]).toMatchObject({
    current_period_start: Date.UTC(2026, 2, 31) / 1000,
    current_period_end: Date.UTC(2026, 3, 30) / 1000,
  });
  expect(now.latest_invoice).toBe((await invoicesOf(subscription.id))[0]?.id);
  expect(await invoicesOf(subscription.id)).toHaveLength(3);
});

test('a renewal that fails makes it past due; a new card brings it back', async () => {
  const { clock, customer, subscription } = await subscribe();
  const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: bad.id } });
  await advance(clock, 29 * day);
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('past_due');
  const [failed] = await invoicesOf(subscription.id);
  expect(failed).toMatchObject({ status: 'open', attempt_count: 1, attempted: true, amount_remaining: 999 });
  expect(failed?.next_payment_attempt).toBeGreaterThan(start + 29 * day);
  expect(await types()).toEqual(expect.arrayContaining(['invoice.payment_failed', 'charge.failed', 'payment_intent.payment_failed']));
  const good = await stripe.paymentMethods.attach('pm_card_mastercard', { customer });
  expect(await stripe.invoices.pay(failed?.id ?? '', { payment_method: good.id })).toMatchObject({ status: 'paid' });
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
});

test('when all retries fail, the account settings decide', async () => {
  for (const [outcome, status] of [
    ['cancel', 'canceled'],
    ['unpaid', 'unpaid'],
  ] as const) {
    await world.restore(ready);
    await world.edit('stripe', 'dunning', { outcome });
    const { clock, customer, subscription } = await subscribe();
    const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
    await stripe.subscriptions.update(subscription.id, { default_payment_method: bad.id });
    await advance(clock, 50 * day);
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe(status);
    expect((await invoicesOf(subscription.id)).map(({ attempt_count }) => attempt_count)).toContain(4);
  }
});

test('cancelling at the period end keeps it until then, and can be taken back', async () => {
  const { clock, subscription } = await subscribe();
  const end = subscription.items.data[0]?.current_period_end;
  const leaving = await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
  expect(leaving).toMatchObject({
    status: 'active',
    cancel_at_period_end: true,
    cancel_at: end,
    cancellation_details: { reason: 'cancellation_requested' },
  });
  expect(await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false })).toMatchObject({
    cancel_at: null,
    canceled_at: null,
  });
  await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
  await advance(clock, 40 * day);
  expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'canceled', ended_at: end });
  expect((await types()).filter((type) => type === 'customer.subscription.deleted')).toHaveLength(1);
  expect(await invoicesOf(subscription.id)).toHaveLength(1);
  expect((await stripe.subscriptions.list()).data).toEqual([]);
  expect((await stripe.subscriptions.list({ status: 'all' })).data).toHaveLength(1);
});

test('cancelling now ends it now, once', async () => {
  const { subscription } = await subscribe();
  expect(await stripe.subscriptions.cancel(subscription.id)).toMatchObject({ status: 'canceled' });
  expect(await refusal(stripe.subscriptions.cancel(subscription.id))).toMatchObject({ code: 'resource_missing' });
});

describe('a refund', () => {
  async function paid(): Promise<string> {
    const { subscription } = await subscribe();
    const [payment] = (await stripe.invoicePayments.list({ invoice: String(subscription.latest_invoice) })).data;
    return String(payment?.payment.payment_intent);
  }

  test('gives back part, then the rest, and never more', async () => {
    const payment_intent = await paid();
    const half = await stripe.refunds.create({
      payment_intent,
      amount: 500,
      reason: 'requested_by_customer',
      metadata: { why: 'not needed' },
    });
    expect(half).toMatchObject({ status: 'succeeded', amount: 500, currency: 'usd' });
    const no = await refusal(stripe.refunds.create({ payment_intent, amount: 500 }));
    expect(no.message).toBe('Refund amount ($5.00) is greater than unrefunded amount on charge ($4.99)');
    expect(await stripe.refunds.create({ payment_intent })).toMatchObject({ amount: 499 });
    expect(await refusal(stripe.refunds.create({ payment_intent }))).toMatchObject({ code: 'charge_already_refunded' });
    const charge = await stripe.charges.retrieve(String(half.charge), { expand: ['refunds'] });
    expect(charge).toMatchObject({ refunded: true, amount_refunded: 999 });
    expect(charge.refunds?.data).toHaveLength(2);
    expect(await types()).toEqual(expect.arrayContaining(['refund.created', 'charge.refunded']));
  });

  test('takes one of three reasons', async () => {
    const payment_intent = await paid();
    const no = await refusal(stripe.refunds.create({ payment_intent, reason: 'changed my mind' as 'duplicate' }));
    expect(no).toMatchObject({ status: 400, param: 'reason' });
  });
});

test('a first payment that fails leaves it incomplete, or refuses it when asked to', async () => {
  const { subscription, clock } = await subscribe({}, 'pm_card_chargeCustomerFail');
  expect(subscription.status).toBe('incomplete');
  const customer = String(subscription.customer);
  const no = await refusal(stripe.subscriptions.create({ customer, items: [{ price }], payment_behavior: 'error_if_incomplete' }));
  expect(no).toMatchObject({ status: 402, code: 'card_declined', type: 'card_error' });
  expect((await stripe.subscriptions.list({ status: 'all' })).data).toHaveLength(1);
  await advance(clock, day);
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('incomplete_expired');
});

test('a card that banks decline cannot be attached; a customer without a card cannot subscribe', async () => {
  const customer = await stripe.customers.create({ email: 'a@example.test' });
  expect(await refusal(stripe.paymentMethods.attach('pm_card_chargeDeclined', { customer: customer.id }))).toMatchObject({
    status: 402,
    code: 'card_declined',
  });
  expect(await refusal(stripe.subscriptions.create({ customer: customer.id, items: [{ price }] }))).toMatchObject({
    code: 'resource_missing',
  });
  expect(await refusal(stripe.paymentMethods.attach('pm_card_unheard_of', { customer: customer.id }))).toMatchObject({
    code: 'resource_missing',
  });
});

test('a trial is free, warns three days before its end, then charges', async () => {
  const { clock, subscription } = await subscribe({ trial_period_days: 7 });
  expect(subscription).toMatchObject({ status: 'trialing', trial_end: start + 7 * day });
  expect((await invoicesOf(subscription.id))[0]).toMatchObject({ status: 'paid', total: 0 });
  await advance(clock, 5 * day);
  expect(await types()).toContain('customer.subscription.trial_will_end');
  await advance(clock, 3 * day);
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
  expect((await invoicesOf(subscription.id))[0]).toMatchObject({ status: 'paid', amount_paid: 999 });
});

test('a trial without a card can pause; resuming charges', async () => {
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start });
  const customer = await stripe.customers.create({ test_clock: clock.id });
  const made = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price }],
    trial_period_days: 3,
    trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
  });
  await advance(clock.id, 4 * day);
  expect((await stripe.subscriptions.retrieve(made.id)).status).toBe('paused');
  await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
  expect((await stripe.subscriptions.resume(made.id)).status).toBe('active');
  expect(await types()).toEqual(expect.arrayContaining(['customer.subscription.paused', 'customer.subscription.resumed']));
});

test('pausing collection sets renewals aside', async () => {
  const { clock, subscription } = await subscribe();
  await stripe.subscriptions.update(subscription.id, { pause_collection: { behavior: 'void' } });
  await advance(clock, 30 * day);
  expect((await invoicesOf(subscription.id))[0]).toMatchObject({ status: 'void' });
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
});

test('another price is prorated on the next invoice; another rhythm begins at once', async () => {
  const { clock, subscription } = await subscribe();
  const product = await stripe.products.create({ name: 'Plus' });
  const plus = await stripe.prices.create({ product: product.id, unit_amount: 1999, currency: 'usd', recurring: { interval: 'month' } });
  const yearly = await stripe.prices.create({ product: product.id, unit_amount: 9999, currency: 'usd', recurring: { interval: 'year' } });
  await advance(clock, 14 * day);
  const item = subscription.items.data[0]?.id ?? '';
  await stripe.subscriptions.update(subscription.id, { items: [{ id: item, price: plus.id }] });
  await advance(clock, 15 * day);
  const [second] = await invoicesOf(subscription.id);
  expect(second?.lines.data.map(({ amount }) => amount).sort((a, b) => a - b)).toEqual([-499, 1000, 1999]);
  const now = await stripe.subscriptions.update(subscription.id, { items: [{ id: item, price: yearly.id }] });
  expect(now.items.data[0]?.price.id).toBe(yearly.id);
  expect((now.items.data[0]?.current_period_end ?? 0) - (now.items.data[0]?.current_period_start ?? 0)).toBe(365 * day);
});

test('a coupon makes the invoices smaller', async () => {
  const coupon = await stripe.coupons.create({ percent_off: 25, duration: 'forever' });
  const { subscription } = await subscribe({ discounts: [{ coupon: coupon.id }] });
  expect((await invoicesOf(subscription.id))[0]).toMatchObject({ subtotal: 999, total: 749, amount_paid: 749 });
});

test('clocks go forward, at most two intervals, and take their customers with them', async () => {
  const { clock, customer, subscription } = await subscribe();
  const move = (seconds: number) => refusal(stripe.testHelpers.testClocks.advance(clock, { frozen_time: start + seconds }));
  expect(await move(-day)).toMatchObject({ param: 'frozen_time' });
  expect((await move(70 * day)).message).toContain('two intervals');
  expect(await stripe.testHelpers.testClocks.del(clock)).toMatchObject({ deleted: true });
  expect(await stripe.customers.retrieve(customer)).toMatchObject({ deleted: true });
  expect(await refusal(stripe.subscriptions.retrieve(subscription.id))).toMatchObject({ status: 404 });
});

test('a disputed card pays, then the bank takes it back; the dashboard closes the dispute', async () => {
  const { customer } = await subscribe({}, 'pm_card_createDispute');
  const [dispute] = (await stripe.disputes.list()).data;
  expect(dispute).toMatchObject({ status: 'needs_response', amount: 999 });
  expect((await stripe.charges.list({ customer })).data[0]).toMatchObject({ disputed: true });
  const before = (await stripe.balance.retrieve()).pending.concat((await stripe.balance.retrieve()).available);
  expect(before.reduce((sum, { amount }) => sum + amount, 0)).toBeLessThan(0);
  await world.edit('stripe', 'close-dispute', { id: dispute?.id ?? '', status: 'won' });
  expect((await stripe.disputes.retrieve(dispute?.id ?? '')).status).toBe('won');
  expect(await types()).toEqual(expect.arrayContaining(['charge.dispute.created', 'charge.dispute.closed']));
});

test('a payment intent is declined with the card error of the bank', async () => {
  const pay = (payment_method: string) => stripe.paymentIntents.create({ amount: 500, currency: 'usd', payment_method, confirm: true });
  expect(await pay('pm_card_visa')).toMatchObject({ status: 'succeeded', amount_received: 500 });
  expect(await refusal(pay('pm_card_visa_chargeDeclinedInsufficientFunds'))).toMatchObject({ status: 402, code: 'card_declined' });
  expect(await pay('pm_card_authenticationRequired')).toMatchObject({ status: 'requires_action' });
});

test('months are counted as a calendar does', () => {
  const at = (year: number, month: number, date: number) => Date.UTC(year, month - 1, date, 12) / 1000;
  expect(after(at(2024, 1, 31), 'month', 1)).toBe(at(2024, 2, 29));
  expect(after(at(2026, 12, 15), 'month', 3)).toBe(at(2027, 3, 15));
  expect(after(at(2024, 2, 29), 'year', 1)).toBe(at(2025, 2, 28));
  expect(after(at(2026, 5, 5), 'week', 2)).toBe(at(2026, 5, 19));
  expect(periodEnd(at(2026, 1, 31), at(2026, 2, 28), 'month', 1)).toBe(at(2026, 3, 31));
});
