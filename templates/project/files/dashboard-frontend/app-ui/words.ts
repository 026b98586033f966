/** Dates and states as people read them. */
import type { Invoice, OwnSubscription, Premium, PrivacyRequest, RefundRequest, RefundStatus, Subscription } from '../api/answers.ts';
import type { BadgeTone } from '../components/badge.tsx';

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

export function dayOf(iso: string): string {
  return day.format(new Date(iso));
}

/** With the time, where minutes decide. */
export function momentOf(iso: string): string {
  return `${moment.format(new Date(iso))} UTC`;
}

/** "40 seconds", "3 minutes", "23 hours": rounded up, so that nobody comes too early. */
export function durationOf(seconds: number): string {
  const [size, name] = seconds > 5400 ? [3600, 'hour'] : seconds > 90 ? [60, 'minute'] : [1, 'second'];
  const count = Math.ceil(seconds / Number(size));
  return `${count} ${name}${count === 1 ? '' : 's'}`;
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
  if (reason === 'trial') return { text: `Premium, on trial${end}`, tone: 'good' };
  if (reason === 'discord') return { text: 'Premium, bought in Discord', tone: 'good' };
  return { text: 'Premium', tone: 'good' };
}

/** What happens next with a subscription, as one sentence. */
export function nextOf({ cancelAtPeriodEnd, currentPeriodEnd, status, plan }: Subscription): string {
  if (status === 'canceled' || status === 'incomplete_expired') return 'It has ended.';
  if (status === 'incomplete') return 'The first payment is not through yet.';
  if (status === 'unpaid') return 'The last payments failed, so Premium is off until one goes through. You can change the card.';
  if (cancelAtPeriodEnd) return `Cancelled. Premium stays until ${dayOf(currentPeriodEnd)}, nothing more is charged.`;
  if (status === 'past_due') return 'The last payment failed. Stripe tries again; you can change the card.';
  if (status === 'paused') return 'It is paused: nothing is charged and there is no Premium.';
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

/** What happens next with a refund. */
export function refundNext({ status, updatedAt, endsPremium }: RefundRequest): string {
  const sentences: Record<RefundStatus, string> = {
    requested: `It is sent to Stripe within minutes.${endsPremium ? ' Premium ends with it.' : ''}`,
    review: 'Somebody of ours reads it and decides. You need not do anything.',
    sent: 'Your bank has it within 5 to 10 working days.',
    done: `Sent back on ${dayOf(updatedAt)}. Banks take up to 10 working days to show it.`,
    failed: 'Your bank did not take the money. Write to us: there is another way.',
    refused: 'Somebody of ours decided against it. Write to us when you see it differently.',
  };
  return sentences[status];
}

export function invoiceWord(status: Invoice['status']): Word {
  const words: Record<Invoice['status'], Word> = {
    draft: { text: 'In preparation', tone: 'plain' },
    open: { text: 'Not paid', tone: 'warn' },
    paid: { text: 'Paid', tone: 'good' },
    uncollectible: { text: 'Given up', tone: 'plain' },
    void: { text: 'Void', tone: 'plain' },
  };
  return words[status];
}

export function privacyWord({ kind, status, runsAt }: PrivacyRequest): Word {
  if (status === 'scheduled') return { text: runsAt ? `Runs on ${dayOf(runsAt)}` : 'Scheduled', tone: 'warn' };
  if (status === 'ready') return { text: 'Ready', tone: 'good' };
  if (status === 'done') return { text: kind === 'delete' ? 'Deleted' : 'Link has ended', tone: 'plain' };
  if (status === 'cancelled') return { text: 'Called off', tone: 'plain' };
  return status === 'failed' ? { text: 'Failed: ask once more', tone: 'bad' } : { text: 'Being prepared', tone: 'brand' };
}

export function serverName({ guildName, guildId }: Pick<OwnSubscription, 'guildName' | 'guildId'>): string {
  return guildName ?? `Server ${guildId}`;
}
