/** Collection `refunds`. Invoice and number make the document's id and are unique besides. */
import { z } from 'zod';
import type { NewRefund, Refund, Refunds } from '../ports/refunds.ts';
import { type Document, Duplicate, type Store } from '../store/documents.ts';
import { compact, count, decode, id, maybe, time } from './codec.ts';

const schema = z
  .object({
    _id: z.string(),
    invoice_id: z.string(),
    n: count,
    user_id: id,
    guild_id: id,
    subscription_id: z.string(),
    amount: count,
    currency: z.string(),
    percent: count,
    rule: z.enum(['full', 'partial', 'withdrawal', 'manual']),
    reason: z.string(),
    status: z.enum(['requested', 'review', 'sent', 'done', 'failed', 'refused']),
    cancels: z.boolean(),
    stripe_refund_id: maybe(z.string()),
    error: maybe(z.string()),
    requested_at: time,
    updated_at: time,
    decided_by: z.string(),
  })
  .transform(
    (row): Refund => ({
      id: row._id,
      invoiceId: row.invoice_id,
      n: row.n,
      userId: row.user_id,
      guildId: row.guild_id,
      subscriptionId: row.subscription_id,
      amount: row.amount,
      currency: row.currency,
      percent: row.percent,
      rule: row.rule,
      reason: row.reason,
      status: row.status,
      cancels: row.cancels,
      stripeRefundId: row.stripe_refund_id,
      error: row.error,
      requestedAt: row.requested_at,
      updatedAt: row.updated_at,
      decidedBy: row.decided_by,
    }),
  );

const read = (document: Document) => decode('refunds', schema, document);
const underWay: readonly Refund['status'][] = ['requested', 'review', 'sent'];

function toRow(refund: NewRefund, n: number): Document {
  return {
    _id: `${refund.invoiceId}-${n}`,
    invoice_id: refund.invoiceId,
    n,
    user_id: refund.userId,
    guild_id: refund.guildId,
    subscription_id: refund.subscriptionId,
    amount: refund.amount,
    currency: refund.currency,
    percent: refund.percent,
    rule: refund.rule,
    reason: refund.reason,
    status: refund.status,
    cancels: refund.cancels,
    requested_at: refund.requestedAt,
    updated_at: refund.requestedAt,
    decided_by: refund.decidedBy,
  };
}

export function refundsIn(store: Store): Refunds {
  const documents = store.collection('refunds');
  const list = async (filter: Document) => (await documents.list(filter, { sort: { n: 1 } })).map(read);
  const one = async (filter: Document) => {
    const found = await documents.get(filter);
    return found && read(found);
  };

  return {
    async open(refund) {
      const before = await list({ invoice_id: refund.invoiceId });
      if (before.some(({ status }) => underWay.includes(status))) return undefined;
      const row = toRow(refund, before.length + 1);
      try {
        await documents.insert(row);
        return read(row);
      } catch (error) {
        if (error instanceof Duplicate) return undefined;
        throw error;
      }
    },
    get: (refundId) => one({ _id: refundId }),
    byStripeId: (stripeRefundId) => one({ stripe_refund_id: stripeRefundId }),
    ofInvoice: (invoiceId) => list({ invoice_id: invoiceId }),
    ofUser: (userId) => list({ user_id: userId }),
    async move(refundId, from, to, { at, stripeRefundId, error, decidedBy, amount }) {
      const fields = compact({ status: to, updated_at: at, stripe_refund_id: stripeRefundId, error, decided_by: decidedBy, amount });
      const moved = await documents.change({ _id: refundId, status: from }, { $set: fields });
      return moved && read(moved);
    },
    waiting: async (before, limit) =>
      (await documents.list({ status: 'requested', updated_at: { $lt: before } }, { sort: { updated_at: 1 }, limit })).map(read),
    inReview: async (limit) => (await documents.list({ status: 'review' }, { sort: { requested_at: 1 }, limit })).map(read),
  };
}
