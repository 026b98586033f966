/**
 * Money: payment intents, their charges and what they leave on the balance. https://docs.stripe.com/api/payment_intents
 */
import { attach, methodFor } from './cards.ts';
import { confirm, failure, newIntent } from './charging.ts';
import type { Charge, PaymentIntent, PaymentMethod } from './model.ts';
import { atLeast, clearable, currency, email, flag, hash, list, metadata, moments, oneOf, required, text, url } from './params.ts';
import { type Refusal, refuse } from './refusal.ts';
import { assign, type Endpoint, endpoint, named, referred, resource } from './resource.ts';
import type { Space, Thing } from './space.ts';

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
        const intent = newIntent(space, {
          amount: params.amount,
          currency: params.currency,
          customer: params.customer ?? null,
          at: space.wall(),
        });
        assign(intent, { description: params.description, metadata: params.metadata, receipt_email: params.receipt_email });
        assign(intent, { setup_future_usage: params.setup_future_usage });
        if (method) Object.assign(intent, { payment_method: method.id, status: 'requires_confirmation' });
        if (params.confirm) {
          if (!method)
            throw refuse('You must provide a payment method to confirm this PaymentIntent.', {
              code: 'parameter_missing',
              param: 'payment_method',
            });
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
      if (!chosen)
        throw refuse('You must provide a payment method to confirm this PaymentIntent.', {
          code: 'parameter_missing',
          param: 'payment_method',
        });
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
    params: {
      customer: text,
      description: text,
      metadata,
      receipt_email: text,
      fraud_details: hash({ user_report: oneOf('fraudulent', 'safe') }),
    },
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
