/** Checkout sessions: https://docs.stripe.com/api/checkout/sessions. The customer pays on a page of ours, `checkout-page.ts`. */
import { attach, cardError, emptyAddress, newMethod, type TestCard } from './cards.ts';
import { discountParams } from './coupons.ts';
import { newCustomer } from './customers.ts';
import type { Customer, PaymentIntent, Subscription } from './model.ts';
import { atLeast, clearable, currency, email, flag, hash, list, metadata, moments, oneOf, required, text, time, url } from './params.ts';
import { confirm, failure, newIntent } from './payments.ts';
import { newPrice, type Price, priceParams } from './prices.ts';
import { newProduct } from './new-product.ts';
import { badParam, refuse } from './refusal.ts';
import { assign, type Endpoint, endpoint, mergeMetadata, named, page, referred, resource } from './resource.ts';
import type { Space, Thing } from './space.ts';
import { goTogether, start } from './subscription-start.ts';
import { automaticTax } from './tax.ts';

export interface Session extends Thing {
  status: 'open' | 'complete' | 'expired';
  mode: 'payment' | 'subscription';
  customer: string | null;
  customer_email: string | null;
  expires_at: number;
  success_url: string | null;
  cancel_url: string | null;
  amount_total: number;
  currency: string;
  consent_collection: { payment_method_reuse_agreement: unknown; promotions: unknown; terms_of_service: string | null } | null;
  metadata: Record<string, string>;
  $subscription: SubscriptionData;
  $payment: { description?: string; metadata?: Record<string, string> | null };
  $discounts: { coupon?: string }[];
}

export interface SessionLine extends Thing {
  price: Price;
  quantity: number;
  $session: string;
}

interface SubscriptionData {
  description?: string;
  metadata?: Record<string, string> | null;
  trial_end?: number;
  trial_period_days?: number;
  billing_cycle_anchor?: number;
  trial_settings?: { end_behavior: { missing_payment_method: 'cancel' | 'create_invoice' | 'pause' } };
}

const terms = oneOf('none', 'required');
const endBehavior = hash({ end_behavior: required(hash({ missing_payment_method: required(oneOf('cancel', 'create_invoice', 'pause')) })) });
const note = clearable(hash({ message: required(text) }));

const params = {
  allow_promotion_codes: flag,
  automatic_tax: hash({ enabled: required(flag) }),
  billing_address_collection: oneOf('auto', 'required'),
  cancel_url: url,
  client_reference_id: text,
  consent_collection: hash({ promotions: oneOf('auto', 'none'), terms_of_service: terms, payment_method_reuse_agreement: hash({ position: required(oneOf('auto', 'hidden')) }) }),
  currency,
  custom_text: hash({ after_submit: note, shipping_address: note, submit: note, terms_of_service_acceptance: note }),
  customer: text,
  customer_creation: oneOf('always', 'if_required'),
  customer_email: email,
  customer_update: hash({ address: oneOf('auto', 'never'), name: oneOf('auto', 'never'), shipping: oneOf('auto', 'never') }),
  discounts: discountParams,
  expires_at: time,
  line_items: list(
    hash({
      adjustable_quantity: hash({ enabled: required(flag), maximum: atLeast(0), minimum: atLeast(0) }),
      price: text,
      price_data: hash({ ...priceParams, product: text, product_data: hash({ name: required(text), description: text, metadata }) }),
      quantity: atLeast(1),
    }),
  ),
  locale: text,
  metadata,
  mode: required(oneOf('payment', 'setup', 'subscription')),
  payment_intent_data: hash({ description: text, metadata, setup_future_usage: oneOf('off_session', 'on_session') }),
  payment_method_collection: oneOf('always', 'if_required'),
  payment_method_types: list(text),
  phone_number_collection: hash({ enabled: required(flag) }),
  saved_payment_method_options: hash({ payment_method_save: oneOf('disabled', 'enabled') }),
  submit_type: oneOf('auto', 'book', 'donate', 'pay', 'subscribe'),
  subscription_data: hash({
    billing_cycle_anchor: time,
    description: text,
    metadata,
    trial_end: time,
    trial_period_days: atLeast(1),
    trial_settings: endBehavior,
  }),
  success_url: url,
  tax_id_collection: hash({ enabled: required(flag), required: oneOf('if_supported', 'never') }),
  ui_mode: oneOf('elements', 'embedded_page', 'form', 'hosted_page'),
};

const crud = resource({
  object: 'checkout.session',
  path: '/v1/checkout/sessions',
  permission: 'checkout_session',
  filters: {
    created: moments,
    customer: text,
    customer_details: hash({ email: required(text) }),
    payment_intent: text,
    status: oneOf('complete', 'expired', 'open'),
    subscription: text,
  },
  keep: (session: Session, wanted) =>
    (wanted.customer === undefined || session.customer === wanted.customer) &&
    (wanted.status === undefined || session.status === wanted.status) &&
    (wanted.payment_intent === undefined || session.payment_intent === wanted.payment_intent) &&
    (wanted.subscription === undefined || session.subscription === wanted.subscription) &&
    (wanted.customer_details === undefined || session.customer_email === wanted.customer_details.email),
  create: {
    params,
    build({ space, params: given }) {
      if (given.mode === 'setup') throw refuse('k77 sandbox: mode=setup is not emulated.', { param: 'mode' });
      if ((given.ui_mode ?? 'hosted_page') !== 'hosted_page') throw refuse('k77 sandbox: only ui_mode=hosted_page is emulated.', { param: 'ui_mode' });
      if (given.success_url === undefined) throw badParam('Missing required param: success_url.', 'success_url', 'parameter_missing');
      if (given.customer !== undefined && given.customer_email !== undefined)
        throw badParam('You may only specify one of these parameters: customer, customer_email.', 'customer');
      if (given.customer !== undefined) referred(space, 'customer', given.customer, 'customer');
      if (given.consent_collection?.terms_of_service === 'required' && !space.find('business')?.terms_url)
        throw refuse(
          'You cannot collect consent to your terms of service unless a URL is set in the Stripe Dashboard. Update your public business details in the Dashboard https://dashboard.stripe.com/settings/public with a Terms of service URL to collect terms of service consent.',
          { param: 'consent_collection[terms_of_service]' },
        );
      const now = space.wall();
      const expires = given.expires_at ?? now + 86400;
      if (expires < now + 1800 || expires > now + 86400)
        throw refuse('The `expires_at` timestamp must be less than 24 hours and at least 30 minutes from Checkout Session creation.', { param: 'expires_at' });
      return open(space, { ...given, mode: given.mode }, given.line_items ?? [], expires);
    },
  },
});

type Given = Record<string, unknown> & { mode: 'payment' | 'subscription' };
interface LineParam {
  price?: string;
  price_data?: Parameters<typeof newPrice>[2] & { product?: string; product_data?: { name: string } };
  quantity?: number;
}

function open(space: Space, given: Given, wanted: readonly LineParam[], expires: number): Session {
  if (wanted.length === 0) throw badParam('Missing required param: line_items.', 'line_items', 'parameter_missing');
  const prices = wanted.map((line, index) => linePrice(space, line, `line_items[${index}]`));
  const recurring = prices.filter((price) => price.recurring);
  if (given.mode === 'subscription' && recurring.length === 0)
    throw refuse('You must provide at least one recurring price in `subscription` mode when using prices.', { param: 'line_items' });
  if (given.mode === 'payment' && recurring.length > 0)
    throw refuse('You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.', { param: 'mode' });
  goTogether(recurring);
  const id = `cs_${space.livemode ? 'live' : 'test'}_a1${space.letters(56)}`;
  const amount = prices.reduce((sum, price, index) => sum + (price.unit_amount ?? 0) * (wanted[index]?.quantity ?? 1), 0);
  const session = newSession(space, id, given, { amount, currency: prices[0]?.currency ?? 'usd', expires });
  for (const [index, price] of prices.entries()) space.add(newLine(space, id, price, wanted[index]?.quantity ?? 1));
  return session;
}

function linePrice(space: Space, line: LineParam, param: string): Price {
  if (line.price !== undefined) {
    const price = referred<Price>(space, 'price', line.price, `${param}[price]`);
    if (!price.active) throw refuse(`The price specified is inactive. This field only accepts active prices.`, { param: `${param}[price]` });
    return price;
  }
  if (!line.price_data) throw badParam(`Missing required param: ${param}[price].`, `${param}[price]`, 'parameter_missing');
  const product = line.price_data.product ?? space.add(newProduct(space, undefined, line.price_data.product_data?.name ?? 'Product')).id;
  return space.add({ ...newPrice(space, product, line.price_data), active: false });
}

function newLine(space: Space, session: string, price: Price, quantity: number): SessionLine {
  const amount = (price.unit_amount ?? 0) * quantity;
  return {
    id: space.id('li_'),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description: String(space.find(price.product)?.name ?? price.product),
    metadata: {},
    price: structuredClone(price),
    quantity,
    $session: session,
  };
}

function newSession(space: Space, id: string, given: Given, sum: { amount: number; currency: string; expires: number }): Session {
  const customer = space.find<Customer>(given.customer as string | undefined, 'customer');
  const address = customer?.email ?? (given.customer_email as string | undefined) ?? null;
  const tax = automaticTax(space, (given.automatic_tax as { enabled: boolean } | undefined)?.enabled ?? false);
  const consent = given.consent_collection as Record<string, unknown> | undefined;
  const isPayment = given.mode === 'payment';
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: isPayment ? { enabled: true } : null,
    after_expiration: null,
    allow_promotion_codes: given.allow_promotion_codes ?? null,
    amount_subtotal: sum.amount,
    amount_total: sum.amount,
    automatic_tax: { enabled: tax.enabled, liability: tax.liability, provider: tax.enabled ? 'stripe' : null, status: tax.enabled ? 'requires_location_inputs' : null },
    billing_address_collection: given.billing_address_collection ?? null,
    cancel_url: (given.cancel_url as string | undefined) ?? null,
    client_reference_id: given.client_reference_id ?? null,
    client_secret: null,
    collected_information: { business_name: null, individual_name: null, shipping_details: null },
    consent: null,
    consent_collection: consent ? { payment_method_reuse_agreement: null, promotions: null, terms_of_service: null, ...consent } : null,
    created: space.wall(),
    currency: sum.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null, ...(given.custom_text as object | undefined) },
    customer: customer?.id ?? null,
    customer_account: null,
    customer_creation: customer ? null : isPayment ? (given.customer_creation ?? 'if_required') : 'always',
    customer_details: address ? { address: null, business_name: null, email: address, individual_name: null, name: customer?.name ?? null, phone: null, tax_exempt: 'none', tax_ids: null } : null,
    customer_email: (given.customer_email as string | undefined) ?? null,
    discounts: [],
    expires_at: sum.expires,
    invoice: null,
    invoice_creation: isPayment ? { enabled: false, invoice_data: { account_tax_ids: null, custom_fields: null, description: null, footer: null, issuer: null, metadata: {}, rendering_options: null } } : null,
    livemode: space.livemode,
    locale: given.locale ?? null,
    metadata: mergeMetadata({}, (given.metadata as Record<string, string> | undefined) ?? {}),
    mode: given.mode,
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: given.payment_method_collection ?? (isPayment ? 'if_required' : 'always'),
    payment_method_configuration_details: null,
    payment_method_options: { card: { request_three_d_secure: 'automatic' } },
    payment_method_types: (given.payment_method_types as string[] | undefined) ?? ['card'],
    payment_status: 'unpaid',
    permissions: null,
    phone_number_collection: (given.phone_number_collection as object | undefined) ?? { enabled: false },
    recovered_from: null,
    saved_payment_method_options: { allow_redisplay_filters: ['always'], payment_method_remove: 'disabled', payment_method_save: null },
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: given.submit_type ?? null,
    subscription: null,
    success_url: (given.success_url as string | undefined) ?? null,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: `https://checkout.stripe.com/c/pay/${id}`,
    wallet_options: null,
    $subscription: (given.subscription_data as SubscriptionData | undefined) ?? {},
    $payment: (given.payment_intent_data as Session['$payment'] | undefined) ?? {},
    $discounts: (given.discounts as { coupon?: string }[] | undefined) ?? [],
  };
}

export function expire(space: Space, session: Session): void {
  Object.assign(session, { status: 'expired', url: null });
  space.version++;
  space.emit('checkout.session.expired', session);
}

export interface Payer {
  card: TestCard;
  email: string;
  name: string;
  /** The box under "I agree to the terms". */
  agreed: boolean;
}

/** The customer presses "pay". @throws Refusal: the page shows its message and stays open */
export function pay(space: Space, session: Session, payer: Payer): Session {
  if (session.status !== 'open') throw refuse('This Checkout Session is no longer open.');
  if (session.consent_collection?.terms_of_service === 'required' && !payer.agreed) throw refuse('Please agree to the terms of service.');
  const known = space.find<Customer>(session.customer, 'customer');
  const at = space.now(known?.test_clock);
  if (payer.card.attach) throw cardError(payer.card.attach, {});
  const method = newMethod(space, payer.card);
  method.billing_details = { address: emptyAddress(), email: payer.email, name: payer.name, phone: null, tax_id: null };
  if (session.mode === 'payment' || typeof method.$charge === 'object') chargeOnce(space, session, method, known, at);
  const customer = known ?? (session.mode === 'subscription' || session.customer_creation === 'always' ? makeCustomer(space, payer) : undefined);
  if (session.mode === 'subscription' && customer) {
    // The page has taken the customer through the bank's challenge, so that the first payment passes.
    const later = method.$charge;
    if (later === 'action') delete method.$charge;
    subscribe(space, session, customer, attach(space, method, customer.id).id, at);
    if (later === 'action') method.$charge = later;
  }
  finish(space, session, customer, payer);
  return session;
}

function chargeOnce(space: Space, session: Session, method: ReturnType<typeof newMethod>, customer: Customer | undefined, at: number): void {
  const { amount_total: amount, currency: money } = session;
  const { description, metadata: noted } = session.$payment;
  const intent = newIntent(space, { amount, currency: money, customer: customer?.id ?? null, description: description ?? null, metadata: mergeMetadata({}, noted ?? {}), at });
  const result = confirm(space, intent, method, at, true);
  if (!result.paid) throw failure(space, intent as PaymentIntent, result);
  session.payment_intent = intent.id;
}

function makeCustomer(space: Space, payer: Payer): Customer {
  const customer = space.add(newCustomer(space, null));
  Object.assign(customer, { email: payer.email, name: payer.name || null });
  space.emit('customer.created', customer);
  return customer;
}

function subscribe(space: Space, session: Session, customer: Customer, method: string, at: number): void {
  const lines = space.all<SessionLine>('item').filter((line) => line.$session === session.id && line.price.recurring);
  const { trial_settings, ...data } = session.$subscription;
  const made: Subscription = start(space, {
    ...data,
    customer,
    at,
    items: lines.map((line) => ({ price: line.price.id, quantity: line.quantity })),
    default_payment_method: method,
    automatic_tax: session.automatic_tax as { enabled: boolean },
    discounts: session.$discounts,
    missing_payment_method: trial_settings?.end_behavior.missing_payment_method,
  });
  Object.assign(session, { subscription: made.id, invoice: made.latest_invoice, customer: customer.id });
}

function finish(space: Space, session: Session, customer: Customer | undefined, payer: Payer): void {
  const trial = session.mode === 'subscription' && space.find<Subscription>(session.subscription as string)?.status === 'trialing';
  Object.assign(session, {
    status: 'complete',
    url: null,
    payment_status: trial ? 'no_payment_required' : 'paid',
    customer: customer?.id ?? null,
    customer_details: { address: null, business_name: null, email: payer.email, individual_name: null, name: payer.name || null, phone: null, tax_exempt: 'none', tax_ids: [] },
  });
  if (session.consent_collection) session.consent = { promotions: null, terms_of_service: payer.agreed ? 'accepted' : null };
  space.version++;
  space.emit('checkout.session.completed', session);
}

const more: Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/v1/checkout/sessions/{id}',
    needs: 'checkout_session_write',
    params: { metadata },
    run({ space, ids, params: given }) {
      const session = named<Session>(space, 'checkout.session', ids.id, 'session');
      return space.change(session, undefined, (changed) => assign(changed, given));
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/checkout/sessions/{id}/expire',
    needs: 'checkout_session_write',
    params: {},
    run({ space, ids }) {
      const session = named<Session>(space, 'checkout.session', ids.id, 'session');
      if (session.status !== 'open')
        throw refuse(`Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`, { param: 'session' });
      expire(space, session);
      return session;
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/checkout/sessions/{id}/line_items',
    needs: 'checkout_session_read',
    params: { limit: atLeast(1), starting_after: text, ending_before: text },
    run({ space, ids, params: given }) {
      const session = named<Session>(space, 'checkout.session', ids.id, 'session');
      const lines = space.all<SessionLine>('item').filter((line) => line.$session === session.id);
      return page(lines, given, `/v1/checkout/sessions/${session.id}/line_items`, 'item');
    },
  }),
];

export const checkout: readonly Endpoint[] = [...crud, ...more];
