/** The things that billing works with: the properties that logic reads or writes; the rest is only shown. */

import type { Price } from './prices.ts';
import type { List } from './render.ts';
import type { Thing } from './space.ts';

export interface Customer extends Thing {
  balance: number;
  email: string | null;
  name: string | null;
  currency: string | null;
  invoice_prefix: string;
  next_invoice_sequence: number;
  invoice_settings: { default_payment_method: string | null; custom_fields: null; footer: null; rendering_options: null };
  discount: Thing | null;
  test_clock: string | null;
  delinquent: boolean;
}

export interface Decline {
  code: string;
  decline_code?: string;
  message: string;
}

export interface PaymentMethod extends Thing {
  customer: string | null;
  /** What happens when it is charged. */
  $charge?: Decline | 'action' | 'dispute';
  $attach?: Decline;
}

export interface Charge extends Thing {
  amount: number;
  amount_refunded: number;
  currency: string;
  customer: string | null;
  payment_intent: string | null;
  refunded: boolean;
  disputed: boolean;
  status: 'succeeded' | 'failed';
}

export interface PaymentIntent extends Thing {
  amount: number;
  currency: string;
  customer: string | null;
  latest_charge: string | null;
  payment_method: string | null;
  status: 'requires_payment_method' | 'requires_confirmation' | 'requires_action' | 'succeeded' | 'canceled';
}

export interface Item extends Thing {
  price: Price;
  quantity: number;
  current_period_start: number;
  current_period_end: number;
  subscription: string;
}

export interface Subscription extends Thing {
  status: 'incomplete' | 'incomplete_expired' | 'trialing' | 'active' | 'past_due' | 'unpaid' | 'canceled' | 'paused';
  customer: string;
  items: List<Item>;
  created: number;
  currency: string;
  metadata: Record<string, string>;
  description: string | null;
  billing_cycle_anchor: number;
  cancel_at: number | null;
  cancel_at_period_end: boolean;
  canceled_at: number | null;
  cancellation_details: { comment: string | null; feedback: string | null; reason: string | null };
  collection_method: 'charge_automatically' | 'send_invoice';
  days_until_due: number | null;
  default_payment_method: string | null;
  discounts: string[];
  ended_at: number | null;
  latest_invoice: string | null;
  pause_collection: { behavior: 'keep_as_draft' | 'mark_uncollectible' | 'void'; resumes_at: number | null } | null;
  test_clock: string | null;
  trial_start: number | null;
  trial_end: number | null;
  trial_settings: { end_behavior: { missing_payment_method: 'cancel' | 'create_invoice' | 'pause' } };
  /** The trial's end was announced. */
  $warned?: boolean;
  /** Lines that the next invoice carries. */
  $pending: Line[];
}

export interface Line extends Thing {
  amount: number;
  currency: string;
  description: string | null;
}

export interface Invoice extends Thing {
  status: 'draft' | 'open' | 'paid' | 'uncollectible' | 'void';
  customer: string;
  created: number;
  currency: string;
  amount_due: number;
  amount_paid: number;
  amount_remaining: number;
  attempt_count: number;
  attempted: boolean;
  auto_advance: boolean;
  automatically_finalizes_at: number | null;
  billing_reason: string;
  collection_method: 'charge_automatically' | 'send_invoice';
  default_payment_method: string | null;
  lines: List<Line>;
  next_payment_attempt: number | null;
  number: string | null;
  parent: {
    quote_details: null;
    subscription_details: { metadata: Record<string, string>; subscription: string };
    type: 'subscription_details';
  } | null;
  status_transitions: {
    finalized_at: number | null;
    marked_uncollectible_at: number | null;
    paid_at: number | null;
    voided_at: number | null;
  };
  total: number;
  ending_balance: number | null;
  starting_balance: number;
  $intent: string | null;
}
