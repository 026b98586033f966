/**
 * Money: payment intents, their charges and what they leave on the balance. https://docs.stripe.com/api/payment_intents
 */
import { attach, cardError, methodFor } from './cards.ts';
import { openDispute } from './disputes.ts';
import type { Charge, Customer, Decline, PaymentIntent, PaymentMethod } from './model.ts';
import { atLeast, clearable, currency, email, flag, hash, list, metadata, moments, oneOf, required, text, url } from './params.ts';
import { Refusal, refuse } from './refusal.ts';
import { assign, type Endpoint, endpoint, named, referred, resource } from './resource.ts';
import { render } from './render.ts';
import { type Space, type Thing, visible } from './space.ts';

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

export type Outcome = { paid: true; charge: Charge } | { paid: false; decline: Decline; charge: string | undefined } | { paid: false; action: true };

/** Charges a card for an intent. @param authenticated the customer passed the bank's challenge */
export function confirm(space: Space, intent: PaymentIntent, method: PaymentMethod, at: number, authenticated = false): Outcome {
  const will = method.$charge;
  intent.payment_method = method.id;
  space.version++;
  if (will === 'action' && !authenticated) {
    Object.assign(intent, { status: 'requires_action', next_action: { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect' } } });
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

const described = {
  amount: atLeast(1),
  currency,
  customer: text,
  description: clearable(text),
  metadata,
  payment_method: text,
  payment_method_types: list(text),
  receipt_email: clearable(email),
  setup_future_usage: clearable(oneOf('off_session', 'on_session')),
  statement_descriptor: clearable(text),
  statement_descriptor_suffix: clearable(text),
};
const confirming = { payment_method: text, return_url: url, off_session: flag, error_on_requires_action: flag };

const intents: Endpoint[] = [
  ...resource({
    object: 'payment_intent',
    path: '/v1/payment_intents',
    permission: 'payment_intent',
    filters: { created: moments, customer: text },
    create: {
      params: {
        ...described,
        ...confirming,
        amount: required(described.amount),
        currency: required(currency),
        confirm: flag,
        automatic_payment_methods: hash({ enabled: required(flag), allow_redirects: oneOf('always', 'never') }),
        capture_method: oneOf('automatic', 'automatic_async'),
      },
      build({ space, params }) {
        if (params.customer !== undefined) referred(space, 'customer', params.customer, 'customer');
        const method = params.payment_method === undefined ? undefined : methodFor(space, params.payment_method);
        const intent = newIntent(space, { amount: params.amount, currency: params.currency, customer: params.customer ?? null, at: space.wall() });
        assign(intent, { description: params.description, metadata: params.metadata, receipt_email: params.receipt_email });
        assign(intent, { setup_future_usage: params.setup_future_usage });
        if (method) Object.assign(intent, { payment_method: method.id, status: 'requires_confirmation' });
        if (params.confirm) {
          if (!method) throw refuse('You must provide a payment method to confirm this PaymentIntent.', { code: 'parameter_missing', param: 'payment_method' });
          settle(space, intent, method, params.error_on_requires_action);
        }
        return intent;
      },
    },
    update: {
      params: described,
      change(intent, { space, params }) {
        if (intent.status === 'succeeded' && (params.amount !== undefined || params.currency !== undefined))
          throw unexpected(intent, 'updated');
        if (params.payment_method !== undefined) params.payment_method = methodFor(space, params.payment_method).id;
        assign(intent, params);
        if (params.payment_method !== undefined && intent.status === 'requires_payment_method') intent.status = 'requires_confirmation';
      },
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/payment_intents/{id}/confirm',
    needs: 'payment_intent_write',
    params: confirming,
    run({ space, ids, params }) {
      const intent = named<PaymentIntent>(space, 'payment_intent', ids.id, 'intent');
      if (intent.status === 'succeeded' || intent.status === 'canceled') throw unexpected(intent, 'confirmed');
      const chosen = params.payment_method ?? intent.payment_method;
      if (!chosen) throw refuse('You must provide a payment method to confirm this PaymentIntent.', { code: 'parameter_missing', param: 'payment_method' });
      settle(space, intent, methodFor(space, chosen), params.error_on_requires_action);
      return intent;
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/payment_intents/{id}/cancel',
    needs: 'payment_intent_write',
    params: { cancellation_reason: oneOf('abandoned', 'duplicate', 'fraudulent', 'requested_by_customer') },
    run({ space, ids, params }) {
      const intent = named<PaymentIntent>(space, 'payment_intent', ids.id, 'intent');
      if (intent.status === 'succeeded' || intent.status === 'canceled') throw unexpected(intent, 'canceled');
      space.change(intent, undefined, (changed) =>
        Object.assign(changed, { status: 'canceled', canceled_at: space.wall(), cancellation_reason: params.cancellation_reason ?? null }),
      );
      space.emit('payment_intent.canceled', intent);
      return intent;
    },
  }),
];

function unexpected(intent: PaymentIntent, verb: string): Refusal {
  return refuse(`This PaymentIntent's status is ${intent.status}, so it cannot be ${verb}.`, { code: 'payment_intent_unexpected_state' });
}

/** Confirms for a caller who wants to hear of a decline. */
function settle(space: Space, intent: PaymentIntent, method: PaymentMethod, refuseAction: boolean | undefined): void {
  if (intent.setup_future_usage && intent.customer) attach(space, method, intent.customer);
  const result = confirm(space, intent, method, space.wall());
  if (!result.paid && (!('action' in result) || refuseAction)) throw failure(space, intent, result);
}

const charges = resource({
  object: 'charge',
  path: '/v1/charges',
  permission: 'charge',
  events: { updated: 'charge.updated' },
  filters: { created: moments, customer: text, payment_intent: text, transfer_group: text },
  update: {
    params: { customer: text, description: text, metadata, receipt_email: text, fraud_details: hash({ user_report: oneOf('fraudulent', 'safe') }) },
    change: (charge: Charge, { params }) => assign(charge, params),
  },
});

const transactions = resource({
  object: 'balance_transaction',
  path: '/v1/balance_transactions',
  permission: 'balance_transaction_source',
  filters: { created: moments, currency, source: text, type: text },
});

const balance = endpoint({
  method: 'GET',
  path: '/v1/balance',
  needs: 'balance_read',
  params: {},
  run({ space }) {
    const now = space.wall();
    const lines = space.all('balance_transaction');
    const sum = (chosen: readonly Thing[]) => {
      const monies = [...new Set(['usd', ...chosen.map(({ currency: money }) => String(money))])];
      return monies.map((money) => {
        const amount = chosen.filter((line) => line.currency === money).reduce((total, line) => total + Number(line.net), 0);
        return { amount, currency: money, source_types: { card: amount } };
      });
    };
    const available = lines.filter((line) => Number(line.available_on) <= now);
    const pending = lines.filter((line) => Number(line.available_on) > now);
    return { object: 'balance', available: sum(available), livemode: space.livemode, pending: sum(pending) };
  },
});

export const payments: readonly Endpoint[] = [...intents, ...charges, ...transactions, balance];
