/** Changes to a running subscription: when it ends, its trial, its items, and what is invoiced for the difference. */
import { begin, collect, finalize, renew, span, takePending } from './billing.ts';
import type { Customer, Item, Subscription } from './model.ts';
import { newInvoice, newLine } from './new-invoice.ts';
import { refuse } from './refusal.ts';
import { mergeMetadata } from './resource.ts';
import type { Space } from './space.ts';
import { goTogether, newItem, planOf, priceOf } from './subscription-start.ts';

export function whenItEnds(
  subscription: Subscription,
  params: { cancel_at?: number | null; cancel_at_period_end?: boolean },
  at: number,
): void {
  const { cancel_at, cancel_at_period_end } = params;
  if (cancel_at !== undefined && cancel_at_period_end !== undefined)
    throw refuse('You cannot set both `cancel_at` and `cancel_at_period_end`.', { param: 'cancel_at' });
  if (cancel_at === undefined && cancel_at_period_end === undefined) return;
  const end = cancel_at_period_end ? span(subscription).end : (cancel_at ?? null);
  const requested = { ...subscription.cancellation_details, reason: end === null ? null : 'cancellation_requested' };
  Object.assign(subscription, {
    cancel_at: end,
    cancel_at_period_end: cancel_at_period_end ?? false,
    canceled_at: end === null ? null : at,
  });
  subscription.cancellation_details = requested;
}

export function moveTrial(space: Space, subscription: Subscription, end: number, at: number): void {
  if (end <= at && subscription.status === 'trialing') {
    subscription.trial_end = at;
    renew(space, subscription, at);
    return;
  }
  Object.assign(subscription, {
    status: 'trialing',
    trial_end: end,
    trial_start: subscription.trial_start ?? at,
    billing_cycle_anchor: end,
    $warned: false,
  });
  for (const one of subscription.items.data) one.current_period_end = end;
}

type ItemChange = { id?: string; price?: string; quantity?: number; deleted?: boolean; metadata?: Record<string, string> | null };

export function changeItems(space: Space, subscription: Subscription, changes: readonly ItemChange[], behavior: string, at: number): void {
  const before = structuredClone(subscription.items.data);
  for (const [index, change] of changes.entries()) changeItem(space, subscription, change, `items[${index}]`, at);
  if (subscription.items.data.length === 0) throw refuse('A subscription must have at least one active item.', { param: 'items' });
  goTogether(subscription.items.data.map(({ price }) => price));
  const newRhythm = before[0]?.price.recurring?.interval !== subscription.items.data[0]?.price.recurring?.interval;
  if (subscription.status === 'trialing' || behavior === 'none') {
    if (newRhythm && subscription.status !== 'trialing') bill(space, subscription, at, newRhythm);
    return;
  }
  const { start: from, end } = newRhythm
    ? { start: before[0]?.current_period_start ?? at, end: before[0]?.current_period_end ?? at }
    : span(subscription);
  const share = end > from ? (end - at) / (end - from) : 0;
  for (const old of before) subscription.$pending.push(prorated(space, subscription, old, -share, { start: at, end }));
  if (!newRhythm)
    for (const one of subscription.items.data) subscription.$pending.push(prorated(space, subscription, one, share, { start: at, end }));
  if (newRhythm || behavior === 'always_invoice') bill(space, subscription, at, newRhythm);
}

function changeItem(space: Space, subscription: Subscription, change: ItemChange, param: string, at: number): void {
  const items = subscription.items.data;
  const old = change.id === undefined ? undefined : items.find(({ id }) => id === change.id);
  if (change.id !== undefined && !old)
    throw refuse(`No such subscription item: '${change.id}'`, { code: 'resource_missing', param: `${param}[id]` });
  if (old && change.deleted) {
    subscription.items.data = items.filter((one) => one !== old);
    return;
  }
  const price = old && change.price === undefined ? old.price : priceOf(space, change.price, `${param}[price]`);
  if (!old) {
    const added = newItem(space, subscription, price, change, at);
    begin(added, subscription.billing_cycle_anchor, at);
    Object.assign(added, { current_period_end: items[0]?.current_period_end ?? added.current_period_end });
    items.push(added);
    return;
  }
  Object.assign(old, { price: structuredClone(price), plan: planOf(price), quantity: change.quantity ?? old.quantity });
  if (change.metadata !== undefined) old.metadata = mergeMetadata(old.metadata as Record<string, string>, change.metadata);
}

export function prorated(space: Space, subscription: Subscription, one: Item, share: number, period: { start: number; end: number }) {
  const name = String(space.find(one.price.product)?.name ?? one.price.product);
  return newLine(space, {
    amount: Math.round((one.price.unit_amount ?? 0) * one.quantity * share),
    currency: one.price.currency,
    description: `${share < 0 ? 'Unused' : 'Remaining'} time on ${name}`,
    period,
    quantity: one.quantity,
    unitAmount: one.price.unit_amount_decimal as string | null,
    price: one.price,
    proration: true,
    subscription: subscription.id,
    item: one.id,
  });
}

/** Invoices a change at once; another rhythm also begins a new period now. */
export function bill(space: Space, subscription: Subscription, at: number, newRhythm: boolean): void {
  if (newRhythm) {
    renew(space, Object.assign(subscription, { billing_cycle_anchor: at }), at);
    return;
  }
  const customer = space.must<Customer>(subscription.customer, 'customer');
  const invoice = newInvoice(space, {
    customer,
    subscription,
    lines: takePending(subscription),
    reason: 'subscription_update',
    currency: subscription.currency,
    at,
    period: { start: at, end: at },
    discounts: [],
  });
  subscription.latest_invoice = invoice.id;
  space.emit('invoice.created', invoice);
  finalize(space, invoice, at);
  if (invoice.status === 'open' && subscription.collection_method === 'charge_automatically') collect(space, invoice, at);
}
