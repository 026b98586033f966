import type { Customer } from './model.ts';
import { newProduct } from './new-product.ts';
import { newPrice, type Price } from './prices.ts';
import { badParam, refuse } from './refusal.ts';
import { mergeMetadata, referred } from './resource.ts';
import type { Space, Thing } from './space.ts';
import { goTogether } from './subscription-start.ts';
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

type Given = Record<string, unknown> & { mode: 'payment' | 'subscription' };
interface LineParam {
  price?: string;
  price_data?: Parameters<typeof newPrice>[2] & { product?: string; product_data?: { name: string } };
  quantity?: number;
}

export function openSession(space: Space, given: Given, wanted: readonly LineParam[], expires: number): Session {
  if (wanted.length === 0) throw badParam('Missing required param: line_items.', 'line_items', 'parameter_missing');
  const prices = wanted.map((line, index) => linePrice(space, line, `line_items[${index}]`));
  const recurring = prices.filter((price) => price.recurring);
  if (given.mode === 'subscription' && recurring.length === 0)
    throw refuse('You must provide at least one recurring price in `subscription` mode when using prices.', { param: 'line_items' });
  if (given.mode === 'payment' && recurring.length > 0)
    throw refuse(
      'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.',
      { param: 'mode' },
    );
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
    if (!price.active)
      throw refuse(`The price specified is inactive. This field only accepts active prices.`, { param: `${param}[price]` });
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
    automatic_tax: {
      enabled: tax.enabled,
      liability: tax.liability,
      provider: tax.enabled ? 'stripe' : null,
      status: tax.enabled ? 'requires_location_inputs' : null,
    },
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
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
      ...(given.custom_text as object | undefined),
    },
    customer: customer?.id ?? null,
    customer_account: null,
    customer_creation: customer ? null : isPayment ? (given.customer_creation ?? 'if_required') : 'always',
    customer_details: address
      ? {
          address: null,
          business_name: null,
          email: address,
          individual_name: null,
          name: customer?.name ?? null,
          phone: null,
          tax_exempt: 'none',
          tax_ids: null,
        }
      : null,
    customer_email: (given.customer_email as string | undefined) ?? null,
    discounts: [],
    expires_at: sum.expires,
    invoice: null,
    invoice_creation: isPayment
      ? {
          enabled: false,
          invoice_data: {
            account_tax_ids: null,
            custom_fields: null,
            description: null,
            footer: null,
            issuer: null,
            metadata: {},
            rendering_options: null,
          },
        }
      : null,
    integration_identifier: null,
    livemode: space.livemode,
    locale: given.locale ?? null,
    managed_payments: null,
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
