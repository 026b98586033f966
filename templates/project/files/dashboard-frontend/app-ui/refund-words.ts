/** What the policy would decide, told before anybody asks. */
import type { RefundOffer } from '../api/answers.ts';
import { money } from '../site/money.ts';
import { dayOf } from './words.ts';

export interface Told {
  title: string;
  lines: readonly string[];
  /** Asking makes sense. */
  canAsk: boolean;
  needsReason: boolean;
}

export function refundTold({ decision, amount, percent, paid, paidAt, currency, until, endsPremium, why, request }: RefundOffer): Told {
  const payment = paidAt === null ? 'There is no payment.' : `The last payment was ${money(paid, currency)} on ${dayOf(paidAt)}.`;
  if (request) return { title: 'You have asked already', lines: [payment], canAsk: false, needsReason: false };
  const ends = endsPremium ? ['Premium ends at once.'] : [];
  const soon = until === null ? [] : [`This holds until ${dayOf(until)}.`];
  const back = amount === null ? '' : `${money(amount, currency)}${percent !== null && percent < 100 ? ` (${percent} per cent)` : ''}`;
  const answers: Record<RefundOffer['decision'], Told> = {
    refund: { title: `You would get ${back} back`, lines: [payment, ...ends, ...soon], canAsk: true, needsReason: false },
    'reason-needed': {
      title: back ? `You can get ${back} back` : 'You can ask for money back',
      lines: [payment, 'Please tell us why.', ...ends, ...soon],
      canAsk: true,
      needsReason: true,
    },
    manual: {
      title: 'A person decides about this',
      lines: [payment, why ?? '', 'Tell us what happened.'].filter(Boolean),
      canAsk: true,
      needsReason: true,
    },
    refused: { title: 'Nothing can be paid back', lines: [payment, why ?? ''].filter(Boolean), canAsk: false, needsReason: false },
  };
  return answers[decision];
}
