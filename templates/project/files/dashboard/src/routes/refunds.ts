/** What a refund would be, what became of those that were asked for, and which ones wait for a person. */
import { z } from 'zod';
import type { Api } from '../api.ts';
import { identityOf } from '../auth/identity.ts';
import { ownSubscription } from '../billing/billing.ts';
import { readOffer, refundView } from '../billing/refund-offer.ts';
import type { Dependencies } from '../dependencies.ts';
import { notFound } from '../errors/problem.ts';
import { refundField, refundRule, serverParams, timestamp } from './fields.ts';

const mostShown = 100;

const offer = z.object({
  decision: z.enum(['refund', 'reason-needed', 'manual', 'refused']),
  amount: z.int().nullable(),
  percent: z.int().nullable(),
  rule: refundRule.nullable(),
  endsPremium: z.boolean(),
  why: z.string().nullable().describe('Why a person decides, or why nothing goes back'),
  paid: z.int(),
  paidAt: timestamp.nullable(),
  currency: z.string(),
  until: timestamp.nullable().describe('Until when this answer holds'),
  request: refundField.nullable().describe('The last one that was asked for'),
});

export function refundRoutes(app: Api, dependencies: Dependencies): void {
  const { repositories } = dependencies;
  const asked = { tags: ['payments'], summary: 'What you would get back now', params: serverParams, response: { 200: offer } };
  app.get('/api/servers/:id/refund', { schema: asked }, async (request) =>
    readOffer(dependencies, await ownSubscription(dependencies, request.params.id, identityOf(request).userId)),
  );

  const list = z.object({ refunds: z.array(refundField) });
  app.get('/api/billing/refunds', { schema: { tags: ['billing'], summary: 'Your refunds', response: { 200: list } } }, async (request) => {
    const found = await repositories.refunds.ofUser(identityOf(request).userId);
    const newestFirst = [...found].sort((a, b) => b.requestedAt.getTime() - a.requestedAt.getTime());
    return { refunds: newestFirst.slice(0, mostShown).map(refundView) };
  });

  const waiting = z.object({
    refunds: z.array(refundField.extend({ userId: z.string(), userName: z.string().nullable(), reason: z.string() })),
  });
  const review = { tags: ['operator'], summary: 'Refunds that wait for a person', response: { 200: waiting } };
  app.get('/api/admin/refunds', { config: { budget: 'admin' }, schema: review }, async (request) => {
    if (!identityOf(request).isOwner) throw notFound();
    const found = await repositories.refunds.inReview(mostShown);
    const named = found.map(async (refund) => {
      const account = await repositories.accounts.get(refund.userId);
      return { ...refundView(refund), userId: refund.userId, userName: account?.name ?? null, reason: refund.reason };
    });
    return { refunds: await Promise.all(named) };
  });
}
