/** Subscriptions: https://docs.stripe.com/api/subscriptions */
import { cancel, renew, span } from './billing.ts';
import { methodFor } from './cards.ts';
import { attachDiscounts, discountParams } from './coupons.ts';
import type { Customer, Subscription } from './model.ts';
import { atLeast, clearable, flag, hash, list, metadata, moments, oneOf, orWord, required, text, time } from './params.ts';
import { refuse } from './refusal.ts';
import { assign, type Endpoint, endpoint, named, page, referred, resource } from './resource.ts';
import type { Space, Thing } from './space.ts';
import { bill, changeItems, moveTrial, prorated, whenItEnds } from './subscription-changes.ts';
import { start } from './subscription-start.ts';
import { automaticTax } from './tax.ts';

const proration = oneOf('always_invoice', 'create_prorations', 'none');
const cancellation = hash({
  comment: clearable(text),
  feedback: clearable(
    oneOf('customer_service', 'low_quality', 'missing_features', 'other', 'switched_service', 'too_complex', 'too_expensive', 'unused'),
  ),
});
const endBehavior = hash({
  end_behavior: required(hash({ missing_payment_method: required(oneOf('cancel', 'create_invoice', 'pause')) })),
});
const item = { price: text, quantity: atLeast(0), metadata };

const common = {
  automatic_tax: hash({ enabled: required(flag) }),
  cancel_at: clearable(time),
  cancel_at_period_end: flag,
  collection_method: oneOf('charge_automatically', 'send_invoice'),
  days_until_due: atLeast(0),
  default_payment_method: text,
  description: clearable(text),
  discounts: discountParams,
  metadata,
  off_session: flag,
  payment_behavior: oneOf('allow_incomplete', 'default_incomplete', 'error_if_incomplete', 'pending_if_incomplete'),
  payment_settings: hash({ payment_method_types: list(text), save_default_payment_method: oneOf('off', 'on_subscription') }),
  proration_behavior: proration,
  trial_end: orWord('now', time),
  trial_settings: endBehavior,
};

const crud = resource({
  object: 'subscription',
  path: '/v1/subscriptions',
  permission: 'subscription',
  filters: {
    collection_method: common.collection_method,
    created: moments,
    current_period_end: moments,
    current_period_start: moments,
    customer: text,
    price: text,
    status: oneOf('active', 'all', 'canceled', 'ended', 'incomplete', 'incomplete_expired', 'past_due', 'paused', 'trialing', 'unpaid'),
    test_clock: text,
  },
  keep: (subscription: Subscription, wanted) =>
    (wanted.customer === undefined || subscription.customer === wanted.customer) &&
    (wanted.price === undefined || subscription.items.data.some(({ price }) => price.id === wanted.price)) &&
    (wanted.test_clock === undefined || subscription.test_clock === wanted.test_clock) &&
    (wanted.collection_method === undefined || subscription.collection_method === wanted.collection_method) &&
    statusMatches(subscription.status, wanted.status),
  create: {
    params: {
      ...common,
      billing_cycle_anchor: time,
      currency: text,
      customer: required(text),
      items: required(list(hash(item))),
      trial_period_days: atLeast(1),
      billing_mode: hash({ type: required(oneOf('classic', 'flexible')) }),
    },
    build({ space, params }) {
      const customer = referred<Customer>(space, 'customer', params.customer, 'customer');
      const { trial_end, trial_settings, default_payment_method, cancel_at, payment_settings, billing_mode, ...rest } = params;
      if (default_payment_method !== undefined) mustOwn(space, default_payment_method, customer.id);
      const subscription = start(space, {
        ...rest,
        customer,
        at: space.now(customer.test_clock),
        default_payment_method,
        cancel_at: cancel_at ?? undefined,
        trial_end: trial_end === 'now' ? undefined : trial_end,
        missing_payment_method: trial_settings?.end_behavior.missing_payment_method,
      });
      if (payment_settings) subscription.payment_settings = { ...(subscription.payment_settings as object), ...payment_settings };
      if (billing_mode) subscription.billing_mode = { flexible: billing_mode.type === 'flexible' ? {} : null, type: billing_mode.type };
      return subscription;
    },
  },
  update: {
    params: {
      ...common,
      billing_cycle_anchor: oneOf('now', 'unchanged'),
      cancellation_details: cancellation,
      items: list(hash({ ...item, id: text, deleted: flag, clear_usage: flag })),
      pause_collection: clearable(hash({ behavior: required(oneOf('keep_as_draft', 'mark_uncollectible', 'void')), resumes_at: time })),
      proration_date: time,
      default_payment_method: clearable(text),
    },
    change(subscription, { space, params }) {
      const at = space.now(subscription.test_clock);
      if (subscription.status === 'canceled' || subscription.status === 'incomplete_expired')
        throw refuse('A canceled subscription can only update its cancellation_details and metadata.', {
          code: 'resource_missing',
          param: 'id',
        });
      if (params.default_payment_method) mustOwn(space, params.default_payment_method, subscription.customer);
      assign(subscription, { metadata: params.metadata, description: params.description, collection_method: params.collection_method });
      assign(subscription, { days_until_due: params.days_until_due, default_payment_method: params.default_payment_method });
      if (params.payment_settings)
        subscription.payment_settings = { ...(subscription.payment_settings as object), ...params.payment_settings };
      if (params.automatic_tax) subscription.automatic_tax = automaticTax(space, params.automatic_tax.enabled);
      if (params.cancellation_details)
        subscription.cancellation_details = { ...subscription.cancellation_details, ...params.cancellation_details };
      if (params.trial_settings) subscription.trial_settings = params.trial_settings;
      if (params.pause_collection !== undefined)
        subscription.pause_collection = params.pause_collection && { resumes_at: null, ...params.pause_collection };
      if (params.discounts)
        subscription.discounts = attachDiscounts(
          space,
          params.discounts,
          { customer: subscription.customer, subscription: subscription.id },
          at,
        );
      whenItEnds(subscription, params, at);
      if (params.items) changeItems(space, subscription, params.items, params.proration_behavior ?? 'create_prorations', at);
      if (params.trial_end !== undefined) moveTrial(space, subscription, params.trial_end === 'now' ? at : params.trial_end, at);
      if (params.billing_cycle_anchor === 'now') renew(space, Object.assign(subscription, { billing_cycle_anchor: at }), at);
    },
  },
  events: { updated: 'customer.subscription.updated' },
});

function statusMatches(status: Subscription['status'], wanted: string | undefined): boolean {
  if (wanted === undefined) return status !== 'canceled' && status !== 'incomplete_expired';
  if (wanted === 'all') return true;
  if (wanted === 'ended') return status === 'canceled' || status === 'incomplete_expired';
  return status === wanted;
}

function mustOwn(space: Space, method: string, customer: string): void {
  if (methodFor(space, method, 'default_payment_method').customer !== customer)
    throw refuse(
      `The customer does not have a payment method with the ID ${method}. The payment method must be attached to the customer.`,
      {
        code: 'resource_missing',
        param: 'default_payment_method',
      },
    );
}

const cancelNow = endpoint({
  method: 'DELETE',
  path: '/v1/subscriptions/{id}',
  needs: 'subscription_write',
  params: { cancellation_details: cancellation, invoice_now: flag, prorate: flag },
  run({ space, ids, params }) {
    const subscription = named<Subscription>(space, 'subscription', ids.id);
    if (subscription.status === 'canceled' || subscription.status === 'incomplete_expired')
      throw refuse(`No such subscription: '${subscription.id}'`, { code: 'resource_missing', param: 'id' });
    const at = space.now(subscription.test_clock);
    const { start: from, end } = span(subscription);
    if (params.cancellation_details)
      subscription.cancellation_details = { ...subscription.cancellation_details, ...params.cancellation_details };
    if (params.prorate)
      for (const one of subscription.items.data)
        subscription.$pending.push(prorated(space, subscription, one, -(end - at) / (end - from), { start: at, end }));
    if (params.invoice_now && subscription.$pending.length > 0) bill(space, subscription, at, false);
    cancel(space, subscription, at, 'cancellation_requested');
    return subscription;
  },
});

const resume = endpoint({
  method: 'POST',
  path: '/v1/subscriptions/{id}/resume',
  needs: 'subscription_write',
  params: { billing_cycle_anchor: oneOf('now', 'unchanged'), proration_behavior: proration, proration_date: time },
  run({ space, ids }) {
    const subscription = named<Subscription>(space, 'subscription', ids.id);
    if (subscription.status !== 'paused') throw refuse('You can only resume subscriptions that are paused.', { param: 'id' });
    const at = space.now(subscription.test_clock);
    subscription.status = 'active';
    space.version++;
    space.emit('customer.subscription.resumed', subscription);
    renew(space, Object.assign(subscription, { billing_cycle_anchor: at }), at);
    return subscription;
  },
});

const items: Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/v1/subscription_items',
    needs: 'subscription_read',
    params: { subscription: required(text), limit: atLeast(1), starting_after: text, ending_before: text },
    run({ space, params }) {
      const { data } = referred<Subscription>(space, 'subscription', params.subscription, 'subscription').items;
      return page(data, params, `/v1/subscription_items?subscription=${params.subscription}`, 'subscription_item');
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/subscription_items/{id}',
    needs: 'subscription_read',
    params: {},
    run: ({ space, ids }): Thing => {
      const found = space
        .all<Subscription>('subscription')
        .flatMap((one) => one.items.data)
        .find(({ id }) => id === ids.id); // prettier-ignore
      return found ?? named(space, 'subscription_item', ids.id, 'item');
    },
  }),
];

export const subscriptions: readonly Endpoint[] = [...crud, cancelNow, resume, ...items];
