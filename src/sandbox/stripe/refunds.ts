/** Refunds: https://docs.stripe.com/api/refunds. The reason is one of three; free text belongs into metadata. */

import { book } from './charging.ts';
import type { Charge, PaymentIntent } from './model.ts';
import { atLeast, email, flag, metadata, moments, oneOf, text } from './params.ts';
import { badParam, refuse } from './refusal.ts';
import { assign, type Endpoint, endpoint, named, referred, resource } from './resource.ts';
import type { Space, Thing } from './space.ts';

const crud = resource({
  object: 'refund',
  path: '/v1/refunds',
  permission: 'charge',
  events: { updated: 'refund.updated' },
  filters: { charge: text, created: moments, payment_intent: text },
  create: {
    params: {
      amount: atLeast(1),
      charge: text,
      instructions_email: email,
      metadata,
      payment_intent: text,
      reason: oneOf('duplicate', 'fraudulent', 'requested_by_customer'),
      refund_application_fee: flag,
      reverse_transfer: flag,
    },
    build({ space, params }) {
      const charge = chargeOf(space, params.charge, params.payment_intent);
      const left = charge.amount - charge.amount_refunded;
      if (charge.refunded) throw refuse(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
      if (charge.disputed) throw refuse(`Charge ${charge.id} has been charged back; cannot issue a refund.`, { code: 'charge_disputed' });
      if (charge.status !== 'succeeded') throw refuse(`Charge ${charge.id} did not succeed and cannot be refunded.`);
      const amount = params.amount ?? left;
      if (amount > left)
        throw refuse(
          `Refund amount (${money(amount, charge.currency)}) is greater than unrefunded amount on charge (${money(left, charge.currency)})`,
          {
            param: 'amount',
          },
        );
      const refund = newRefund(space, charge, amount, params.reason ?? null);
      assign(refund, { metadata: params.metadata });
      return refund;
    },
  },
  update: { params: { metadata }, change: (refund: Thing, { params }) => assign(refund, params) },
});

/** The creation also tells of the charge, so the events are made here and not by the engine. */
const withEvents: Endpoint[] = crud.map((one) =>
  one.method === 'POST' && one.path === '/v1/refunds'
    ? {
        ...one,
        run(call) {
          const refund = one.run(call) as Thing;
          const charge = call.space.must<Charge>(String(refund.charge), 'charge');
          call.space.emit('refund.created', refund);
          call.space.change(charge, undefined, (refunded) => {
            refunded.amount_refunded += Number(refund.amount);
            refunded.refunded = refunded.amount_refunded === refunded.amount;
          });
          call.space.emit('charge.refunded', charge);
          return refund;
        },
      }
    : one,
);

const nested = endpoint({
  method: 'GET',
  path: '/v1/charges/{id}/refunds',
  needs: 'charge_read',
  params: {},
  run({ space, ids }) {
    const charge = named<Charge>(space, 'charge', ids.id, 'charge');
    const data = space.all('refund').filter((refund) => refund.charge === charge.id);
    return { object: 'list', data: data.reverse(), has_more: false, url: `/v1/charges/${charge.id}/refunds` };
  },
});

function chargeOf(space: Space, charge: string | undefined, intent: string | undefined): Charge {
  if (charge !== undefined) return referred<Charge>(space, 'charge', charge, 'charge');
  if (intent === undefined)
    throw badParam(
      'One of the following params should be provided for this request: payment_intent or charge.',
      'charge',
      'parameter_missing',
    );
  const found = referred<PaymentIntent>(space, 'payment_intent', intent, 'payment_intent');
  const latest = space.find<Charge>(found.latest_charge, 'charge');
  if (found.status !== 'succeeded' || !latest)
    throw refuse(`This PaymentIntent (${found.id}) does not have a successful charge to refund.`, { param: 'payment_intent' });
  return latest;
}

function newRefund(space: Space, charge: Charge, amount: number, reason: string | null): Thing {
  const id = space.id('re_');
  const clock = space.find(charge.customer)?.test_clock;
  const at = space.now(clock);
  return {
    id,
    object: 'refund',
    amount,
    balance_transaction: book(space, { type: 'refund', source: id, amount: -amount, currency: charge.currency, fee: 0, at }),
    charge: charge.id,
    created: at,
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method ?? null,
    reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  };
}

function money(amount: number, currency: string): string {
  return new Intl.NumberFormat('en-US', { style: 'currency', currency }).format(amount / 100);
}

export const refunds: readonly Endpoint[] = [...withEvents, nested];
