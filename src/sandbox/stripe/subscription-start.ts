/** How a subscription begins: its items, its first invoice, and what the first payment makes of it. */
import { begin, collect, finalize, linesFor, span } from './billing.ts';
import { day } from './calendar.ts';
import { failure, methodOf } from './charging.ts';
import { attachDiscounts, type DiscountParam } from './coupons.ts';
import type { Customer, Invoice, Item, PaymentIntent, Subscription } from './model.ts';
import { newInvoice } from './new-invoice.ts';
import type { Price } from './prices.ts';
import { badParam, Refusal, refuse } from './refusal.ts';
import { listOf } from './render.ts';
import { mergeMetadata, referred } from './resource.ts';
import type { Space } from './space.ts';
import { automaticTax } from './tax.ts';

export interface Start {
  customer: Customer;
  items: readonly { price?: string | undefined; quantity?: number | undefined; metadata?: Record<string, string> | null | undefined }[];
  at: number;
  automatic_tax?: { enabled: boolean } | undefined;
  billing_cycle_anchor?: number | undefined;
  cancel_at?: number | undefined;
  cancel_at_period_end?: boolean | undefined;
  collection_method?: Subscription['collection_method'] | undefined;
  days_until_due?: number | undefined;
  default_payment_method?: string | undefined;
  description?: string | null | undefined;
  discounts?: readonly DiscountParam[] | undefined;
  metadata?: Record<string, string> | null | undefined;
  payment_behavior?: 'allow_incomplete' | 'default_incomplete' | 'error_if_incomplete' | 'pending_if_incomplete' | undefined;
  trial_end?: number | undefined;
  trial_period_days?: number | undefined;
  missing_payment_method?: 'cancel' | 'create_invoice' | 'pause' | undefined;
}

/** Starts a subscription. @throws Refusal when the prices do not go together, there is no card, or the payment fails and may not */
export function start(space: Space, wanted: Start): Subscription {
  const { customer, at } = wanted;
  const prices = wanted.items.map((item, index) => priceOf(space, item.price, `items[${index}][price]`));
  const [first] = prices;
  if (!first) throw badParam('Missing required param: items.', 'items', 'parameter_missing');
  goTogether(prices);
  if (customer.currency !== null && customer.currency !== first.currency)
    throw refuse(
      `You cannot combine currencies on a single customer. This customer has an active subscription, subscription schedule, discount, quote, or invoice item with currency ${customer.currency}.`,
    );
  const trialEnd = wanted.trial_end ?? (wanted.trial_period_days ? at + wanted.trial_period_days * day : null);
  const method = methodOf(space, customer, wanted.default_payment_method);
  const charges = wanted.collection_method !== 'send_invoice';
  const free = prices.every(({ unit_amount }) => unit_amount === 0);
  if (charges && !method && trialEnd === null && !free && wanted.payment_behavior !== 'default_incomplete')
    throw refuse(
      'This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.',
      {
        code: 'resource_missing',
      },
    );
  const subscription = blank(space, wanted, first, trialEnd, automaticTax(space, wanted.automatic_tax?.enabled ?? false));
  for (const [index, item] of wanted.items.entries())
    subscription.items.data.push(newItem(space, subscription, prices[index] ?? first, item, at));
  for (const item of subscription.items.data) beginFirst(item, subscription, trialEnd, at);
  if (subscription.cancel_at_period_end) Object.assign(subscription, { cancel_at: span(subscription).end, canceled_at: at });
  subscription.discounts = attachDiscounts(space, wanted.discounts, { customer: customer.id, subscription: subscription.id }, at);
  space.add(subscription);
  firstInvoice(space, subscription, customer, at, wanted.payment_behavior);
  return subscription;
}

function firstInvoice(space: Space, subscription: Subscription, customer: Customer, at: number, behavior: Start['payment_behavior']): void {
  const lines = linesFor(space, subscription);
  const { currency } = subscription;
  const invoice = newInvoice(space, {
    customer,
    subscription,
    lines,
    reason: 'subscription_create',
    currency,
    at,
    period: { start: at, end: at },
  });
  subscription.latest_invoice = invoice.id;
  const byCard = subscription.collection_method === 'charge_automatically';
  if (byCard && invoice.amount_due > 0) subscription.status = 'incomplete';
  space.emit('customer.subscription.created', subscription);
  space.emit('invoice.created', invoice);
  finalize(space, invoice, at);
  if (!byCard || invoice.status === 'paid' || behavior === 'default_incomplete') return;
  const result = collect(space, invoice, at);
  if (result.paid || behavior !== 'error_if_incomplete') return;
  const refusal =
    'noMethod' in result ? refuse('No card.') : failure(space, space.must<PaymentIntent>(invoice.$intent ?? '', 'payment_intent'), result);
  undo(space, subscription, invoice);
  throw refusal;
}

/** `error_if_incomplete`: nothing of the subscription remains. */
function undo(space: Space, subscription: Subscription, invoice: Invoice): void {
  for (const payment of space.all('invoice_payment').filter((one) => one.invoice === invoice.id)) space.remove(payment);
  space.remove(invoice);
  space.remove(subscription);
}

export function priceOf(space: Space, id: string | undefined, param: string): Price {
  if (id === undefined) throw badParam(`Missing required param: ${param}.`, param, 'parameter_missing');
  const price = referred<Price>(space, 'price', id, param);
  if (!price.active) throw refuse(`The price specified is inactive. This field only accepts active prices.`, { param });
  if (!price.recurring)
    throw refuse(`The price specified is set to \`type=one_time\` but this field only accepts prices with \`type=recurring\`.`, { param });
  return price;
}

export function goTogether(prices: readonly Price[]): void {
  const [first] = prices;
  for (const price of prices) {
    if (price.currency !== first?.currency) throw refuse('All prices on a subscription must use the same currency.');
    if (price.recurring?.interval !== first.recurring?.interval || price.recurring?.interval_count !== first.recurring?.interval_count)
      throw refuse(
        'Currently, all prices on a subscription must have the same `recurring.interval` and `recurring.interval_count`. (k77 sandbox: mixed intervals are not emulated.)',
      );
  }
}

export function newItem(space: Space, subscription: Subscription, price: Price, given: Start['items'][number], at: number): Item {
  const item: Item = {
    id: space.id('si_'),
    object: 'subscription_item',
    billing_thresholds: null,
    created: at,
    current_period_end: at,
    current_period_start: at,
    discounts: [],
    metadata: mergeMetadata({}, given.metadata ?? {}),
    plan: planOf(price),
    price: structuredClone(price),
    quantity: given.quantity ?? 1,
    subscription: subscription.id,
    tax_rates: [],
  };
  return item;
}

/** The older name of a price, still shown on items. */
export function planOf(price: Price): Record<string, unknown> {
  return {
    id: price.id,
    object: 'plan',
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: price.billing_scheme,
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval,
    interval_count: price.recurring?.interval_count,
    livemode: price.livemode,
    metadata: price.metadata,
    meter: null,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: price.recurring?.usage_type,
  };
}

function beginFirst(item: Item, subscription: Subscription, trialEnd: number | null, at: number): void {
  begin(item, subscription.billing_cycle_anchor, at);
  if (trialEnd !== null) item.current_period_end = trialEnd;
}

function blank(space: Space, wanted: Start, price: Price, trialEnd: number | null, tax: Record<string, unknown>): Subscription {
  const { customer, at } = wanted;
  const id = space.id('sub_');
  if (wanted.billing_cycle_anchor !== undefined && wanted.billing_cycle_anchor < at)
    throw new Refusal(400, 'billing_cycle_anchor cannot be in the past', { param: 'billing_cycle_anchor' });
  return {
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: tax,
    billing_cycle_anchor: trialEnd ?? wanted.billing_cycle_anchor ?? at,
    billing_cycle_anchor_config: null,
    billing_mode: { flexible: null, type: 'classic' },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: wanted.cancel_at ?? null,
    cancel_at_period_end: wanted.cancel_at_period_end ?? false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, reason: null },
    collection_method: wanted.collection_method ?? 'charge_automatically',
    created: at,
    currency: price.currency,
    customer: customer.id,
    customer_account: null,
    days_until_due: wanted.days_until_due ?? null,
    default_payment_method: wanted.default_payment_method ?? null,
    default_source: null,
    default_tax_rates: [],
    description: wanted.description ?? null,
    discounts: [],
    ended_at: null,
    invoice_settings: { account_tax_ids: null, custom_fields: null, description: null, footer: null, issuer: { type: 'self' } },
    items: listOf<Item>([], `/v1/subscription_items?subscription=${id}`),
    latest_invoice: null,
    livemode: space.livemode,
    managed_payments: null,
    metadata: mergeMetadata({}, wanted.metadata ?? {}),
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: { payment_method_options: null, payment_method_types: null, save_default_payment_method: 'off' },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: at,
    status: trialEnd === null ? 'active' : 'trialing',
    test_clock: customer.test_clock,
    transfer_data: null,
    trial_end: trialEnd,
    trial_settings: { end_behavior: { missing_payment_method: wanted.missing_payment_method ?? 'create_invoice' } },
    trial_start: trialEnd === null ? null : at,
    $pending: [],
  };
}
