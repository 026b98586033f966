/** A buyer asks for their money back: the policy answers at once, the worker sends it. What the policy leaves to a person waits for one. */
import type { NewRefund, Refund, Subscription } from '@k77/data';
import { type Offer, offerRefund } from '@k77/payments';
import type { Dependencies } from '../dependencies.ts';
import { Problem } from '../errors/problem.ts';
import { refundTools } from './billing.ts';

const refusals = {
  'too late': 'The time in which a payment can be refunded is over.',
  'nothing was paid': 'Nothing was paid.',
  'already refunded': 'This payment was refunded already.',
  'not paid yet': 'The payment is not through yet.',
} as const;

export interface RefundWords {
  reason: string;
  /** Pseudonym at Google Analytics, of those who allow measuring now; it is told to the worker and not written down. */
  visitor?: string | undefined;
}

/** @throws Problem when there is nothing to refund, a reason is missing, or a refund is under way */
export async function requestRefund(tools: Dependencies, subscription: Subscription, { reason, visitor }: RefundWords): Promise<Refund> {
  const now = tools.clock.now();
  const offer = await offerRefund(refundTools(tools), subscription, reason, now);
  if (offer === undefined) throw new Problem(409, 'nothing-paid', refusals['nothing was paid']);
  const refund = await tools.repositories.refunds.open(refundFrom(offer, subscription, reason, now));
  if (refund === undefined) throw new Problem(409, 'refund-under-way', 'A refund of this payment is under way.');
  await tools.repositories.audit.write({
    at: now,
    action: 'refund.requested',
    userId: subscription.userId,
    guildId: subscription.guildId,
    details: { refund: refund.id, amount: refund.amount, rule: refund.rule },
  });
  await queue(tools, refund, visitor);
  return refund;
}

function refundFrom({ decision, payment }: Offer, { id, guildId, userId }: Subscription, reason: string, requestedAt: Date): NewRefund {
  const common = { invoiceId: payment.invoiceId, userId, guildId, subscriptionId: id, currency: payment.currency, reason, requestedAt };
  switch (decision.kind) {
    case 'refund':
      return {
        ...common,
        amount: decision.amount,
        percent: decision.percent,
        rule: decision.rule,
        cancels: decision.cancels,
        status: 'requested',
        decidedBy: 'policy',
      };
    case 'manual':
      return {
        ...common,
        amount: payment.paid - payment.refunded,
        percent: 100,
        rule: 'manual',
        cancels: true,
        status: 'review',
        decidedBy: 'nobody yet',
      };
    case 'reason-needed':
      throw new Problem(422, 'reason-needed', 'Tell us why you want the money back.', {
        more: { amount: decision.amount, currency: payment.currency },
      });
    case 'refused':
      throw new Problem(409, `refund-${decision.why.replaceAll(' ', '-')}`, refusals[decision.why]);
  }
}

/** The refund is written down: should the queue be away, the worker's sweep finds it. */
async function queue(
  { queues, logger }: Dependencies,
  { id, status, amount, currency }: Refund,
  visitor: string | undefined,
): Promise<void> {
  const job =
    status === 'requested'
      ? queues.add('refund', { refundId: id, ...(visitor === undefined ? {} : { visitor }) }, { key: id })
      : queues.add(
          'log-webhook',
          { title: 'A refund waits for your decision', lines: [`${id}: ${amount} ${currency} (minor units)`] },
          { key: id },
        );
  await job.catch((error: unknown) => logger.warn({ err: error, refund: id }, 'refund not queued'));
}
