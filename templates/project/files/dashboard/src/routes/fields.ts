/** Parts of requests and answers that several routes share. */
import { isSnowflake, type Premium } from '@k77/core';
import type { Refund, Subscription } from '@k77/data';
import { z } from 'zod';

/** Ids of Discord are text: they do not fit into a number. */
export const snowflake = z.string().refine(isSnowflake, 'is no Discord id').meta({ pattern: '^\\d{17,20}$' });
export const serverParams = z.object({ id: snowflake });
export const timestamp = z.iso.datetime();
export const planName = z.enum(['monthly', 'yearly']);

export const premiumField = z.object({
  active: z.boolean(),
  reason: z.enum(['active', 'trial', 'grace', 'ending', 'discord', 'none']),
  until: timestamp.nullable(),
  source: z.enum(['stripe', 'discord']).nullable(),
});

export function premiumView({ active, reason, until, source }: Premium): z.input<typeof premiumField> {
  return { active, reason, until: until === undefined ? null : new Date(until).toISOString(), source: source ?? null };
}

export const subscriptionField = z.object({
  plan: planName,
  status: z.string(),
  currentPeriodEnd: timestamp,
  cancelAtPeriodEnd: z.boolean(),
  /** The one who asks pays for it, and may end it. */
  mine: z.boolean(),
});

export function subscriptionView(subscription: Subscription, userId: string): z.input<typeof subscriptionField> {
  const { plan, status, currentPeriodEnd, cancelAtPeriodEnd } = subscription;
  return { plan, status, currentPeriodEnd: currentPeriodEnd.toISOString(), cancelAtPeriodEnd, mine: subscription.userId === userId };
}

export const refundRule = z.enum(['full', 'partial', 'withdrawal', 'manual']);

export const refundAsked = z.object({
  id: z.string(),
  amount: z.int(),
  currency: z.string(),
  percent: z.int(),
  rule: refundRule,
  status: z.string().describe('`review`: a person decides'),
  endsPremium: z.boolean(),
});

export function refundAskedView({ id, amount, currency, percent, rule, status, cancels }: Refund): z.input<typeof refundAsked> {
  return { id, amount, currency, percent, rule, status, endsPremium: cancels };
}

export const refundField = refundAsked.extend({
  guildId: snowflake,
  status: z.enum(['requested', 'review', 'sent', 'done', 'failed', 'refused']),
  requestedAt: timestamp,
  updatedAt: timestamp,
});
