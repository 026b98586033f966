/** Dates and states as people read them. */
import type { OwnSubscription, Premium, PrivacyRequest, RefundStatus, Subscription } from '../api/answers.ts';
import type { BadgeTone } from '../components/badge.tsx';

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

export function dayOf(iso: string): string {
  return day.format(new Date(iso));
}

interface Word {
  text: string;
  tone: BadgeTone;
}

export function premiumWord({ active, reason, until }: Premium): Word {
  if (!active) return { text: 'No Premium', tone: 'plain' };
  const end = until === null ? '' : ` until ${dayOf(until)}`;
  if (reason === 'ending') return { text: `Premium${end}, then it ends`, tone: 'warn' };
  if (reason === 'grace') return { text: `Premium${end}: a payment failed`, tone: 'bad' };
  if (reason === 'discord') return { text: 'Premium, bought in Discord', tone: 'good' };
  return { text: 'Premium', tone: 'good' };
}

/** What happens next with a subscription, as one sentence. */
export function nextOf({ cancelAtPeriodEnd, currentPeriodEnd, status, plan }: Subscription): string {
  if (status === 'past_due') return 'The last payment failed. Stripe tries again; you can change the card.';
  if (status === 'canceled' || status === 'incomplete_expired') return 'It has ended.';
  if (cancelAtPeriodEnd) return `Cancelled. Premium stays until ${dayOf(currentPeriodEnd)}, nothing more is charged.`;
  return `Renews ${plan === 'monthly' ? 'every month' : 'every year'}, next on ${dayOf(currentPeriodEnd)}, until you cancel.`;
}

export function refundWord(status: RefundStatus): Word {
  const words: Record<RefundStatus, Word> = {
    requested: { text: 'Asked for', tone: 'brand' },
    review: { text: 'A person decides', tone: 'warn' },
    sent: { text: 'On its way', tone: 'brand' },
    done: { text: 'Paid back', tone: 'good' },
    failed: { text: 'Failed: we look at it', tone: 'bad' },
    refused: { text: 'Refused', tone: 'bad' },
  };
  return words[status];
}

export function privacyWord({ kind, status, runsAt }: PrivacyRequest): Word {
  if (status === 'scheduled') return { text: runsAt ? `Runs on ${dayOf(runsAt)}` : 'Scheduled', tone: 'warn' };
  if (status === 'ready') return { text: 'Ready', tone: 'good' };
  if (status === 'done') return { text: kind === 'delete' ? 'Deleted' : 'Done', tone: 'good' };
  if (status === 'cancelled') return { text: 'Called off', tone: 'plain' };
  return status === 'failed' ? { text: 'Failed: we look at it', tone: 'bad' } : { text: 'Being prepared', tone: 'brand' };
}

export function serverName({ guildName, guildId }: OwnSubscription): string {
  return guildName ?? `Server ${guildId}`;
}
