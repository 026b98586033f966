/**
 * What a buyer gets back. One pure function: the API refunds by it and the refund page is printed from the same policy.
 * Days are exact milliseconds after the payment of the invoice, so that nobody's last day depends on the hour or the time zone.
 */
import type { RefundPolicy } from '@k77/config';

export interface Purchase {
  /** `status_transitions.paid_at` of the invoice. */
  paidAt: Date;
  /** What was really paid, after coupons, credit and proration; minor units. */
  paid: number;
  /** What has gone back already. */
  refunded: number;
  /** The buyer's first paid invoice here: renewals and second purchases are decided by a person. */
  firstPurchase: boolean;
  /** It began a contract, whatever was bought before: the law's days to withdraw run from every new one. Absent: as `firstPurchase`. */
  newContract?: boolean | undefined;
  /** Consumers in the EU and the UK. */
  euConsumer: boolean;
  /** The buyer agreed at the checkout that Premium starts at once and the right of withdrawal ends with it. */
  withdrawalWaived: boolean;
  /** In the buyer's words. */
  reason?: string | undefined;
  /** A dispute is open or was lost, or the account broke the terms. */
  frozen?: boolean | undefined;
}

export type RefundDecision =
  | { kind: 'refund'; rule: 'full' | 'partial' | 'withdrawal'; percent: number; amount: number; cancels: boolean }
  | { kind: 'reason-needed'; amount: number }
  | { kind: 'manual'; why: 'not the first purchase' | 'frozen' }
  | { kind: 'refused'; why: 'too late' | 'nothing was paid' | 'already refunded' | 'not paid yet' };

const day = 86_400_000;

/** The request counts as made at `requestedAt`, however long the answer takes. */
export function decideRefund(policy: RefundPolicy, purchase: Purchase, requestedAt: Date): RefundDecision {
  const age = requestedAt.getTime() - purchase.paidAt.getTime();
  if (purchase.paid <= 0) return { kind: 'refused', why: 'nothing was paid' };
  if (purchase.refunded >= purchase.paid) return { kind: 'refused', why: 'already refunded' };
  if (age < 0) return { kind: 'refused', why: 'not paid yet' };
  if (purchase.frozen) return { kind: 'manual', why: 'frozen' };
  if (mayWithdraw(policy, purchase, age)) return refund('withdrawal', 100, purchase);
  if (age > policy.partialDays * day) return { kind: 'refused', why: 'too late' };
  if (!purchase.firstPurchase) return { kind: 'manual', why: 'not the first purchase' };
  return age <= policy.fullDays * day ? refund('full', 100, purchase) : partial(policy, purchase);
}

function mayWithdraw({ euWithdrawalDays }: RefundPolicy, purchase: Purchase, age: number): boolean {
  const { euConsumer, withdrawalWaived, firstPurchase, newContract = firstPurchase } = purchase;
  return euConsumer && !withdrawalWaived && newContract && age <= euWithdrawalDays * day;
}

function partial({ partialPercent }: RefundPolicy, purchase: Purchase): RefundDecision {
  const decision = refund('partial', partialPercent, purchase);
  if (decision.kind !== 'refund') return decision;
  return purchase.reason?.trim() ? decision : { kind: 'reason-needed', amount: decision.amount };
}

/** Rounded in the buyer's favour; never more than is left. */
function refund(rule: 'full' | 'partial' | 'withdrawal', percent: number, { paid, refunded }: Purchase): RefundDecision {
  const amount = Math.ceil((paid * percent) / 100) - refunded;
  if (amount <= 0) return { kind: 'refused', why: 'already refunded' };
  return { kind: 'refund', rule, percent, amount, cancels: amount + refunded >= paid };
}
