/** Refunds asked for by buyers. Invoice and number together are unique: none is made twice. */
export interface Refund {
  id: string;
  invoiceId: string;
  /** The how manieth refund of the invoice, from 1; part of Stripe's idempotency key. */
  n: number;
  userId: string;
  guildId: string;
  subscriptionId: string;
  amount: number;
  currency: string;
  percent: number;
  rule: 'full' | 'partial' | 'withdrawal' | 'manual';
  /** The buyer's words. */
  reason: string;
  /** requested → sent (to Stripe) → done | failed; `review`: a person decides. */
  status: 'requested' | 'review' | 'sent' | 'done' | 'failed' | 'refused';
  cancels: boolean;
  stripeRefundId?: string | undefined;
  error?: string | undefined;
  /** The policy counts from here, however long the rest takes. */
  requestedAt: Date;
  updatedAt: Date;
  decidedBy: string;
}

export type NewRefund = Omit<Refund, 'id' | 'n' | 'updatedAt' | 'stripeRefundId' | 'error'>;

export interface Refunds {
  /** Undefined: one for this invoice is under way already. */
  open(refund: NewRefund): Promise<Refund | undefined>;
  get(id: string): Promise<Refund | undefined>;
  byStripeId(stripeRefundId: string): Promise<Refund | undefined>;
  ofInvoice(invoiceId: string): Promise<readonly Refund[]>;
  ofUser(userId: string): Promise<readonly Refund[]>;
  /** Only when it is in that state now; undefined: somebody else moved it. */
  move(id: string, from: Refund['status'], to: Refund['status'], change: RefundChange): Promise<Refund | undefined>;
  waiting(before: Date, limit: number): Promise<readonly Refund[]>;
  /** Those that a person decides, oldest first. */
  inReview(limit: number): Promise<readonly Refund[]>;
}

export type RefundChange = { at: Date } & Partial<Pick<Refund, 'stripeRefundId' | 'error' | 'decidedBy' | 'amount'>>;
