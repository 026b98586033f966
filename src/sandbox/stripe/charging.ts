/** Charging: a payment intent is made, confirmed with a card, and leaves a charge and a line on the balance. */
import { cardError } from './cards.ts';
import { openDispute } from './disputes.ts';
import type { Charge, Customer, Decline, PaymentIntent, PaymentMethod } from './model.ts';
import { Refusal } from './refusal.ts';
import { render } from './render.ts';
import { type Space, visible } from './space.ts';

export interface Payment {
  amount: number;
  currency: string;
  customer: string | null;
  description?: string | null;
  metadata?: Record<string, string>;
  at: number;
}

export function newIntent(space: Space, payment: Payment): PaymentIntent {
  const id = space.id('pi_');
  const intent = space.add<PaymentIntent>({
    id,
    object: 'payment_intent',
    amount: payment.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: { allow_redirects: 'always', enabled: true },
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic',
    client_secret: `${id}_secret_${space.letters(25)}`,
    confirmation_method: 'automatic',
    created: payment.at,
    currency: payment.currency,
    customer: payment.customer,
    customer_account: null,
    description: payment.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: space.livemode,
    managed_payments: null,
    metadata: payment.metadata ?? {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: { card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' } },
    payment_method_types: ['card'],
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
  });
  space.emit('payment_intent.created', intent);
  return intent;
}

export type Outcome =
  | { paid: true; charge: Charge }
  | { paid: false; decline: Decline; charge: string | undefined }
  | { paid: false; action: true };

/** Charges a card for an intent. @param authenticated the customer passed the bank's challenge */
export function confirm(space: Space, intent: PaymentIntent, method: PaymentMethod, at: number, authenticated = false): Outcome {
  const will = method.$charge;
  intent.payment_method = method.id;
  space.version++;
  if (will === 'action' && !authenticated) {
    Object.assign(intent, {
      status: 'requires_action',
      next_action: { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect' } },
    });
    space.emit('payment_intent.requires_action', intent);
    return { paid: false, action: true };
  }
  const decline = typeof will === 'object' ? will : undefined;
  const charge = newCharge(space, intent, method, decline, at);
  intent.latest_charge = charge.id;
  intent.next_action = null;
  if (decline) {
    const { message, ...codes } = decline;
    intent.status = 'requires_payment_method';
    intent.payment_method = null;
    intent.last_payment_error = { type: 'card_error', charge: charge.id, message, ...codes, payment_method: visible(method) };
    space.emit('charge.failed', charge);
    space.emit('payment_intent.payment_failed', intent);
    return { paid: false, decline, charge: charge.id };
  }
  Object.assign(intent, { status: 'succeeded', amount_received: intent.amount, last_payment_error: null });
  space.emit('charge.succeeded', charge);
  space.emit('payment_intent.succeeded', intent);
  if (will === 'dispute') openDispute(space, charge, 'fraudulent', at);
  return { paid: true, charge };
}

function newCharge(space: Space, intent: PaymentIntent, method: PaymentMethod, decline: Decline | undefined, at: number): Charge {
  const id = space.id('ch_');
  const card = method.card as Record<string, unknown>;
  const { amount, currency: money } = intent;
  return space.add<Charge>({
    id,
    object: 'charge',
    amount,
    amount_captured: decline ? 0 : amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: decline ? null : book(space, { type: 'charge', source: id, amount, currency: money, fee: fee(amount), at }),
    billing_details: method.billing_details,
    calculated_statement_descriptor: decline ? null : 'K77 SANDBOX',
    captured: !decline,
    created: at,
    currency: money,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: space.livemode,
    metadata: { ...(intent.metadata as Record<string, string>) },
    on_behalf_of: null,
    outcome: outcome(decline),
    paid: !decline,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: { card: charged(card, amount), type: 'card' },
    receipt_email: intent.receipt_email ?? null,
    receipt_number: null,
    receipt_url: decline ? null : `https://pay.stripe.com/receipts/payment/${space.letters(40)}`,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: decline ? 'failed' : 'succeeded',
    transfer_data: null,
    transfer_group: null,
  });
}

function outcome(decline: Decline | undefined): Record<string, unknown> {
  return {
    advice_code: decline ? 'try_again_later' : null,
    network_advice_code: null,
    network_decline_code: decline ? '01' : null,
    network_status: decline ? 'declined_by_network' : 'approved_by_network',
    reason: decline ? (decline.decline_code ?? decline.code) : null,
    risk_level: 'normal',
    risk_score: 20,
    seller_message: decline ? 'The bank did not return any further details with this decline.' : 'Payment complete.',
    type: decline ? 'issuer_declined' : 'authorized',
  };
}

function charged(card: Record<string, unknown>, amount: number): Record<string, unknown> {
  const { brand, checks, country, exp_month, exp_year, fingerprint, funding, last4 } = card;
  return {
    amount_authorized: amount,
    authorization_code: null,
    brand,
    checks,
    country,
    exp_month,
    exp_year,
    extended_authorization: { status: 'disabled' },
    fingerprint,
    funding,
    incremental_authorization: { status: 'unavailable' },
    installments: null,
    last4,
    mandate: null,
    multicapture: { status: 'unavailable' },
    network: brand,
    network_token: { used: false },
    network_transaction_id: null,
    overcapture: { maximum_amount_capturable: amount, status: 'unavailable' },
    regulated_status: 'unregulated',
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  };
}

/** 2.9 % + 30 cents: domestic cards, https://stripe.com/pricing */
function fee(amount: number): number {
  return amount === 0 ? 0 : Math.round(amount * 0.029) + 30;
}

/** Writes one line on the account's balance. Returns its id. */
export function book(
  space: Space,
  line: { type: string; source: string; amount: number; currency: string; fee: number; at: number },
): string {
  const description = line.type === 'charge' ? 'Stripe processing fees' : 'Dispute fee';
  return space.add({
    id: space.id('txn_'),
    object: 'balance_transaction',
    amount: line.amount,
    available_on: line.at + 2 * 86400,
    balance_type: 'payments',
    created: line.at,
    currency: line.currency,
    description: null,
    exchange_rate: null,
    fee: line.fee,
    fee_details: line.fee ? [{ amount: line.fee, application: null, currency: line.currency, description, type: 'stripe_fee' }] : [],
    net: line.amount - line.fee,
    reporting_category: line.type === 'adjustment' ? 'dispute' : line.type,
    source: line.source,
    status: 'pending',
    type: line.type,
  }).id;
}

/** The card that pays when none is named: the subscription's, else the customer's default. */
export function methodOf(space: Space, customer: Customer, chosen: string | null | undefined): PaymentMethod | undefined {
  const method = space.find<PaymentMethod>(chosen ?? customer.invoice_settings.default_payment_method, 'payment_method');
  return method?.customer === customer.id ? method : undefined;
}

export function failure(space: Space, intent: PaymentIntent, result: Exclude<Outcome, { paid: true }>): Refusal {
  if ('action' in result) {
    return new Refusal(402, 'Your card was declined. This transaction requires authentication.', {
      type: 'card_error',
      code: 'authentication_required',
      decline_code: 'authentication_required',
      payment_intent: render(space, intent),
    });
  }
  return cardError(result.decline, { ...(result.charge ? { charge: result.charge } : {}), payment_intent: render(space, intent) });
}
