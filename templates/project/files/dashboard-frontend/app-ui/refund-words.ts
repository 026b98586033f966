/** What the policy would decide, told before anybody asks. */
import type { RefundOffer, RefundStatus } from '../api/answers.ts';
import { money } from '../site/money.ts';
import { dayOf, momentOf } from './words.ts';

export interface Told {
  title: string;
  lines: readonly string[];
  /** Asking makes sense. */
  canAsk: boolean;
  needsReason: boolean;
}

const underWay: readonly RefundStatus[] = ['requested', 'review', 'sent'];

/** Words of the policy (`packages/core/src/refunds.ts`) as sentences. */
const reasons: Readonly<Record<string, string>> = {
  'too late': 'The time in which a payment can be refunded is over.',
  'nothing was paid': 'Nothing was paid.',
  'already refunded': 'This payment was refunded already.',
  'not paid yet': 'The payment is not through yet.',
  'not the first purchase': 'It is a renewal, or you had Premium before: the policy leaves that to us.',
  frozen: 'There is an open dispute about a payment of yours at your bank.',
};

export function refundTold(offer: RefundOffer): Told {
  const { decision, amount, percent, rule, paid, paidAt, currency, until, endsPremium, why, request } = offer;
  const payment = paidAt === null ? [] : [`The last payment was ${money(paid, currency)} on ${dayOf(paidAt)}.`];
  if (request && underWay.includes(request.status))
    return { title: 'You have asked already', lines: payment, canAsk: false, needsReason: false };
  const ends = endsPremium ? ['Premium ends at once.'] : ['Premium stays.'];
  const soon = until === null ? [] : [`This holds until ${momentOf(until)}.`];
  const back = amount === null ? 'money' : `${money(amount, currency)}${percent !== null && percent < 100 ? ` (${percent} per cent)` : ''}`;
  const because = why === null ? [] : [reasons[why] ?? why];
  const told: Record<RefundOffer['decision'], Told> = {
    refund: {
      title: `You would get ${back} back`,
      lines: [...payment, ...(rule === 'withdrawal' ? ['You have the right to withdraw, without any reason.'] : []), ...ends, ...soon],
      canAsk: true,
      needsReason: false,
    },
    'reason-needed': {
      title: `You can get ${back} back`,
      lines: [...payment, 'Tell us why: a sentence is enough.', ...ends, ...soon],
      canAsk: true,
      needsReason: true,
    },
    manual: {
      title: 'A person decides about this',
      lines: [...payment, ...because, `If we agree, ${back} goes back and Premium ends. Tell us what happened.`],
      canAsk: true,
      needsReason: true,
    },
    refused: { title: 'Nothing can be paid back', lines: [...payment, ...because], canAsk: false, needsReason: false },
  };
  return told[decision];
}
