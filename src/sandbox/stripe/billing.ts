/**
 * Billing: what happens to invoices and subscriptions when they are paid, are not paid, or time passes. Every function is told the time,
 * because a customer may live on a test clock. https://docs.stripe.com/billing/subscriptions/overview
 */
import { day, hour, periodEnd } from './calendar.ts';
import { confirm, methodOf, newIntent, type Outcome } from './charging.ts';
import type { Customer, Invoice, Item, Line, PaymentIntent, PaymentMethod, Subscription } from './model.ts';
import { lineFor, newInvoice, total } from './new-invoice.ts';
import type { Space, Thing } from './space.ts';

/** Days after the first failed attempt at which a renewal is tried again; then the subscription ends as the account's settings say. */
export const retryDays = [3, 8, 15] as const;

export type AfterRetries = 'cancel' | 'unpaid' | 'past_due';

/** Gives a draft its number and opens it; nothing due means paid. */
export function finalize(space: Space, invoice: Invoice, at: number): void {
  const customer = space.must<Customer>(invoice.customer, 'customer');
  const number = `${customer.invoice_prefix}-${String(customer.next_invoice_sequence).padStart(4, '0')}`;
  customer.next_invoice_sequence++;
  customer.currency ??= invoice.currency;
  invoice.starting_balance = customer.balance;
  total(space, invoice);
  const ending = Math.min(0, invoice.starting_balance + invoice.total);
  customer.balance = ending;
  const page = `https://invoice.stripe.com/i/${space.data.account}/${space.livemode ? 'live' : 'test'}_${space.letters(24)}`;
  Object.assign(invoice, { status: 'open', number, effective_at: at, ending_balance: ending, automatically_finalizes_at: null });
  Object.assign(invoice, { hosted_invoice_url: `${page}?s=ap`, invoice_pdf: `${page}/pdf?s=ap` });
  invoice.status_transitions = { ...invoice.status_transitions, finalized_at: at };
  space.version++;
  if (invoice.amount_due > 0) billFor(space, invoice, customer, at);
  space.emit('invoice.finalized', invoice);
  if (invoice.amount_due === 0) markPaid(space, invoice, at);
}

function billFor(space: Space, invoice: Invoice, customer: Customer, at: number): void {
  const intent = newIntent(space, {
    amount: invoice.amount_due,
    currency: invoice.currency,
    customer: customer.id,
    description: invoice.billing_reason === 'subscription_create' ? 'Subscription creation' : 'Subscription update',
    at,
  });
  invoice.$intent = intent.id;
  space.add({
    id: space.id('inpay_'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: at,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: space.livemode,
    payment: { payment_intent: intent.id, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  });
}

export type Collected = Outcome | { paid: false; noMethod: true };

/** Tries to charge an open invoice once. */
export function collect(space: Space, invoice: Invoice, at: number, chosen?: PaymentMethod): Collected {
  if (invoice.status === 'paid') return { paid: false, noMethod: true };
  const customer = space.must<Customer>(invoice.customer, 'customer');
  const subscription = subscriptionOf(space, invoice);
  const method = chosen ?? methodOf(space, customer, invoice.default_payment_method ?? subscription?.default_payment_method);
  invoice.attempted = true;
  invoice.attempt_count++;
  space.version++;
  const intent = space.must<PaymentIntent>(invoice.$intent ?? '', 'payment_intent');
  const result: Collected = method ? confirm(space, intent, method, at) : { paid: false, noMethod: true };
  if (result.paid) markPaid(space, invoice, at);
  else missed(space, invoice, customer, subscription, at, result);
  return result;
}

export function markPaid(space: Space, invoice: Invoice, at: number): void {
  const due = invoice.amount_due;
  Object.assign(invoice, {
    status: 'paid',
    attempted: true,
    amount_paid: due,
    amount_remaining: 0,
    next_payment_attempt: null,
    auto_advance: false,
  });
  invoice.status_transitions = { ...invoice.status_transitions, paid_at: at };
  space.version++;
  const payment = space.all('invoice_payment').find((one) => one.invoice === invoice.id);
  if (payment) {
    Object.assign(payment, { status: 'paid', amount_paid: due, status_transitions: { canceled_at: null, paid_at: at } });
    space.emit('invoice_payment.paid', payment);
  }
  space.emit('invoice.paid', invoice);
  space.emit('invoice.payment_succeeded', invoice);
  const subscription = subscriptionOf(space, invoice);
  if (subscription?.latest_invoice === invoice.id && ['incomplete', 'past_due', 'unpaid'].includes(subscription.status))
    space.change(subscription, 'customer.subscription.updated', (changed) => {
      changed.status = 'active';
    });
  const customer = space.find<Customer>(invoice.customer, 'customer');
  if (customer?.delinquent) space.change(customer, 'customer.updated', (changed) => Object.assign(changed, { delinquent: false }));
}

function missed(
  space: Space,
  invoice: Invoice,
  customer: Customer,
  subscription: Subscription | undefined,
  at: number,
  result: Collected,
): void {
  const first = invoice.billing_reason === 'subscription_create';
  const wait = retryDays[invoice.attempt_count - 1];
  const since = invoice.status_transitions.finalized_at ?? at;
  const last = !first && wait === undefined;
  invoice.next_payment_attempt = first || wait === undefined ? null : since + wait * day;
  space.emit('invoice.payment_failed', invoice);
  if ('action' in result) space.emit('invoice.payment_action_required', invoice);
  space.change(customer, 'customer.updated', (changed) => Object.assign(changed, { delinquent: true }));
  if (!subscription || first || subscription.status === 'canceled') return;
  if (last) giveUp(space, subscription, at);
  else if (subscription.status === 'active' || subscription.status === 'trialing') become(space, subscription, 'past_due');
}

/** All retries failed: the account's settings decide. */
function giveUp(space: Space, subscription: Subscription, at: number): void {
  const then = (space.find('dunning')?.outcome ?? 'cancel') as AfterRetries;
  if (then === 'cancel') cancel(space, subscription, at, 'payment_failed');
  else become(space, subscription, then);
}

function become(space: Space, subscription: Subscription, status: Subscription['status']): void {
  space.change(subscription, 'customer.subscription.updated', (changed) => {
    changed.status = status;
  });
}

export function subscriptionOf(space: Space, invoice: Invoice): Subscription | undefined {
  return space.find<Subscription>(invoice.parent?.subscription_details.subscription, 'subscription');
}

/** Ends a subscription now. Its unpaid invoices stay, but are not collected by themselves any more. */
export function cancel(
  space: Space,
  subscription: Subscription,
  at: number,
  reason: 'cancellation_requested' | 'payment_failed' | null,
): void {
  for (const invoice of invoicesOf(space, subscription)) {
    if (invoice.status === 'draft' || invoice.status === 'open')
      Object.assign(invoice, { auto_advance: false, next_payment_attempt: null });
  }
  space.change(subscription, undefined, (ended) => {
    ended.status = ended.status === 'incomplete' ? 'incomplete_expired' : 'canceled';
    ended.canceled_at ??= at;
    ended.ended_at = at;
    ended.cancel_at_period_end = ended.cancel_at_period_end && ended.cancel_at !== null && ended.cancel_at <= at;
    ended.cancellation_details = { ...ended.cancellation_details, reason: ended.cancellation_details.reason ?? reason };
  });
  space.emit(subscription.status === 'canceled' ? 'customer.subscription.deleted' : 'customer.subscription.updated', subscription);
}

export function invoicesOf(space: Space, subscription: Subscription): Invoice[] {
  return space.all<Invoice>('invoice').filter((invoice) => invoice.parent?.subscription_details.subscription === subscription.id);
}

/** A new period begins: lines, a draft that is finalised an hour later, and what a pause makes of it. */
export function renew(space: Space, subscription: Subscription, at: number): void {
  const customer = space.must<Customer>(subscription.customer, 'customer');
  const wasTrial = subscription.status === 'trialing';
  const noCard = wasTrial && !methodOf(space, customer, subscription.default_payment_method);
  const instead = noCard ? subscription.trial_settings.end_behavior.missing_payment_method : 'create_invoice';
  if (instead !== 'create_invoice') {
    if (instead === 'cancel') cancel(space, subscription, at, 'payment_failed');
    else pause(space, subscription);
    return;
  }
  const before = span(subscription);
  const anchor = wasTrial ? at : subscription.billing_cycle_anchor;
  space.change(subscription, undefined, (changed) => {
    if (wasTrial) Object.assign(changed, { status: 'active', billing_cycle_anchor: at });
    for (const item of changed.items.data) begin(item, anchor, at);
  });
  const lines = [...linesFor(space, subscription), ...takePending(subscription)];
  const invoice = newInvoice(space, {
    customer,
    subscription,
    lines,
    reason: 'subscription_cycle',
    currency: subscription.currency,
    at,
    period: wasTrial ? { start: before.start, end: at } : before,
  });
  subscription.latest_invoice = invoice.id;
  const paused = subscription.pause_collection?.behavior;
  invoice.auto_advance = paused !== 'keep_as_draft';
  invoice.automatically_finalizes_at = invoice.auto_advance ? at + hour : null;
  const { start, end } = before;
  const previous = {
    items: { data: [{ current_period_start: start, current_period_end: end }] },
    ...(wasTrial ? { status: 'trialing' } : {}),
  };
  space.emit('customer.subscription.updated', subscription, previous);
  space.emit('invoice.created', invoice);
}

export function begin(item: Item, anchor: number, start: number): void {
  const { interval, interval_count } = item.price.recurring ?? { interval: 'month' as const, interval_count: 1 };
  item.current_period_start = start;
  item.current_period_end = periodEnd(anchor, start, interval, interval_count);
}

export function linesFor(space: Space, subscription: Subscription): Line[] {
  const trial = subscription.status === 'trialing';
  return subscription.items.data.map((item) => {
    const period = { start: item.current_period_start, end: item.current_period_end };
    return lineFor(space, subscription, item, period, trial);
  });
}

export function takePending(subscription: Subscription): Line[] {
  const lines = subscription.$pending;
  subscription.$pending = [];
  return lines;
}

export function span(subscription: Subscription): { start: number; end: number } {
  const [first] = subscription.items.data;
  return { start: first?.current_period_start ?? 0, end: first?.current_period_end ?? 0 };
}

function pause(space: Space, subscription: Subscription): void {
  space.change(subscription, undefined, (changed) => {
    changed.status = 'paused';
  });
  space.emit('customer.subscription.paused', subscription);
}

/** A draft's hour is over: finalise it, then charge it or send it. */
export function advance(space: Space, invoice: Invoice, at: number): void {
  const subscription = subscriptionOf(space, invoice);
  const paused = subscription?.pause_collection?.behavior;
  finalize(space, invoice, at);
  if (invoice.status !== 'open') return;
  if (paused === 'void' || paused === 'mark_uncollectible') setAside(space, invoice, paused === 'void' ? 'void' : 'uncollectible', at);
  else if (subscription?.status === 'unpaid') invoice.auto_advance = false;
  else if (invoice.collection_method === 'send_invoice') space.emit('invoice.sent', invoice);
  else collect(space, invoice, at);
}

export function setAside(space: Space, invoice: Invoice, status: 'void' | 'uncollectible', at: number): void {
  Object.assign(invoice, { status, auto_advance: false, next_payment_attempt: null });
  const name = status === 'void' ? 'voided_at' : 'marked_uncollectible_at';
  invoice.status_transitions = { ...invoice.status_transitions, [name]: at };
  space.version++;
  const intent = space.find<PaymentIntent>(invoice.$intent, 'payment_intent');
  if (status === 'void' && intent && intent.status !== 'succeeded')
    Object.assign(intent, { status: 'canceled', canceled_at: at } satisfies Partial<Thing>);
  space.emit(status === 'void' ? 'invoice.voided' : 'invoice.marked_uncollectible', invoice);
}
