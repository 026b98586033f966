/** Disputes: a bank takes a payment back. Opened by the test card or in the emulated dashboard. https://docs.stripe.com/api/disputes */

import { book } from './charging.ts';
import type { Charge } from './model.ts';
import { flag, hash, metadata, moments, text } from './params.ts';
import { refuse } from './refusal.ts';
import { assign, type Endpoint, endpoint, named, resource } from './resource.ts';
import type { Space, Thing } from './space.ts';

export interface Dispute extends Thing {
  amount: number;
  charge: string;
  currency: string;
  status: 'needs_response' | 'under_review' | 'won' | 'lost';
  evidence: Record<string, unknown>;
  evidence_details: { due_by: number; has_evidence: boolean; past_due: boolean; submission_count: number; enhanced_eligibility: object };
}

/** Evidence texts that Stripe takes. */
const evidenceFields = (
  'access_activity_log billing_address cancellation_policy cancellation_policy_disclosure cancellation_rebuttal customer_communication ' +
  'customer_email_address customer_name customer_purchase_ip customer_signature duplicate_charge_documentation duplicate_charge_explanation ' +
  'duplicate_charge_id product_description receipt refund_policy refund_policy_disclosure refund_refusal_explanation service_date ' +
  'service_documentation shipping_address shipping_carrier shipping_date shipping_documentation shipping_tracking_number uncategorized_file uncategorized_text'
).split(' ');

/** Fifteen dollars, kept whatever the outcome: https://stripe.com/pricing */
const disputeFee = 1500;

export function openDispute(space: Space, charge: Charge, reason: string, at: number): Dispute {
  if (charge.disputed) throw refuse(`Charge ${charge.id} has already been charged back.`, { code: 'charge_disputed' });
  if (charge.status !== 'succeeded') throw refuse(`Charge ${charge.id} did not succeed.`);
  const id = space.id('du_');
  const amount = charge.amount - charge.amount_refunded;
  const taken = book(space, { type: 'adjustment', source: id, amount: -amount, currency: charge.currency, fee: disputeFee, at });
  const dispute = space.add<Dispute>({
    id,
    object: 'dispute',
    amount,
    balance_transactions: [structuredClone(space.must(taken, 'balance_transaction'))],
    charge: charge.id,
    created: at,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: { ...Object.fromEntries(evidenceFields.map((name) => [name, null])), enhanced_evidence: {} },
    evidence_details: { due_by: at + 7 * 86400, enhanced_eligibility: {}, has_evidence: false, past_due: false, submission_count: 0 },
    is_charge_refundable: false,
    livemode: space.livemode,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: { brand: 'visa', case_type: 'chargeback', network: 'visa', network_reason_code: '10.4' },
      type: 'card',
    },
    reason,
    status: 'needs_response',
  });
  space.change(charge, 'charge.updated', (disputed) => {
    disputed.disputed = true;
  });
  space.emit('charge.dispute.created', dispute);
  space.emit('charge.dispute.funds_withdrawn', dispute);
  return dispute;
}

export function closeDispute(space: Space, dispute: Dispute, status: 'won' | 'lost', at: number): Dispute {
  if (dispute.status === 'won' || dispute.status === 'lost') throw refuse('This dispute is already closed');
  dispute.status = status;
  space.version++;
  if (status === 'won') {
    book(space, { type: 'adjustment', source: dispute.id, amount: dispute.amount, currency: dispute.currency, fee: 0, at });
    space.emit('charge.dispute.funds_reinstated', dispute);
  }
  space.emit('charge.dispute.closed', dispute);
  return dispute;
}

export const disputes: readonly Endpoint[] = [
  ...resource({
    object: 'dispute',
    path: '/v1/disputes',
    permission: 'dispute',
    events: { updated: 'charge.dispute.updated' },
    filters: { charge: text, created: moments, payment_intent: text },
    update: {
      params: { evidence: hash(Object.fromEntries(evidenceFields.map((name) => [name, text]))), metadata, submit: flag },
      change(dispute: Dispute, { params }) {
        assign(dispute, { metadata: params.metadata });
        if (params.evidence) {
          dispute.evidence = { ...dispute.evidence, ...params.evidence };
          dispute.evidence_details = { ...dispute.evidence_details, has_evidence: true };
        }
        if (params.submit === false) return;
        dispute.evidence_details = { ...dispute.evidence_details, submission_count: dispute.evidence_details.submission_count + 1 };
        dispute.status = 'under_review';
      },
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/disputes/{id}/close',
    needs: 'dispute_write',
    params: {},
    run: ({ space, ids }) => closeDispute(space, named(space, 'dispute', ids.id, 'dispute'), 'lost', space.wall()),
  }),
];
