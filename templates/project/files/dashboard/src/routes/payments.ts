/** Buying, changing, ending Premium, and getting money back. Cards are seen by Stripe's pages alone. */
import { randomUUID } from 'node:crypto';
import { syncSubscription } from '@k77/payments';
import { z } from 'zod';
import type { Api } from '../api.ts';
import { identityOf } from '../auth/identity.ts';
import { hasPremium, isLive, ownSubscription, requireSales, syncTools } from '../billing/billing.ts';
import { openCheckout } from '../billing/checkout.ts';
import { withCustomer } from '../billing/customers.ts';
import { readPurchase } from '../billing/purchases.ts';
import { requestRefund } from '../billing/refund-request.ts';
import type { Dependencies } from '../dependencies.ts';
import { loginNeeded, Problem } from '../errors/problem.ts';
import type { Services } from '../services.ts';
import { planName, refundAsked, refundAskedView, snowflake, subscriptionField, subscriptionView } from './fields.ts';

const tags = ['payments'];
const visitorField = z
  .string()
  .regex(/^\d{1,20}(\.\d{1,20}){1,2}$/)
  .optional()
  .describe('Pseudonym at Google Analytics, of those who allow measuring now');
const page = z.object({ url: z.url() });

export function paymentRoutes(app: Api, dependencies: Dependencies, services: Services): void {
  buying(app, dependencies, services);
  changing(app, dependencies);
  refunding(app, dependencies);
}

function buying(app: Api, dependencies: Dependencies, { guildLists, logins }: Services): void {
  const { repositories } = dependencies;
  const body = z.object({
    guildId: snowflake,
    plan: planName,
    renewalAgreed: z.boolean().default(false).describe('The buyer ticked that it renews until it is cancelled; kept as proof'),
    visitor: visitorField,
  });
  const response = { 200: page.extend({ id: z.string() }) };
  app.post('/api/stripe/checkout', { schema: { tags, summary: 'Go to the page for paying', body, response } }, async (request) => {
    requireSales(dependencies);
    const { userId } = identityOf(request);
    const { guildId, plan, renewalAgreed, visitor } = request.body;
    await guildLists.require(userId, guildId, 'live');
    const account = await repositories.accounts.get(userId);
    if (account === undefined) throw loginNeeded();
    if (account.frozen)
      throw new Problem(403, 'account-frozen', 'There is an open dispute about a payment of yours. Write to the support.');
    if (await hasPremium(dependencies, guildId)) throw new Problem(409, 'has-premium', 'This server has Premium already.');
    return openCheckout(dependencies, { account, guildId, plan, renewalAgreed, visitor });
  });

  const params = z.object({ id: z.string().regex(/^cs_\w{1,120}$/) });
  const purchase = z.object({
    status: z.enum(['open', 'complete', 'expired']),
    paid: z.boolean(),
    guildId: snowflake,
    premium: z.boolean(),
    amount: z.int(),
    currency: z.string(),
    transactionId: z.string().nullable(),
  });
  const schema = { tags, summary: 'What came of a payment', params, response: { 200: purchase } };
  app.get('/api/stripe/session/:id', { schema }, async (request) => {
    const { userId } = identityOf(request);
    const found = await readPurchase(dependencies, request.params.id, userId);
    await logins.changed(userId);
    return found;
  });
}

function changing(app: Api, dependencies: Dependencies): void {
  const { env, repositories, stripe } = dependencies;
  app.post(
    '/api/stripe/portal',
    { schema: { tags, summary: 'Go to your cards and invoices', response: { 200: page } } },
    async (request) => {
      requireSales(dependencies);
      const account = await repositories.accounts.get(identityOf(request).userId);
      if (account?.stripeCustomerId === undefined) throw new Problem(409, 'no-customer', 'You have not bought anything yet.');
      return withCustomer(dependencies, account, async (customer) => {
        const { url } = await stripe.billingPortal.sessions.create(
          { customer, return_url: `${env.DASHBOARD_URL}/billing`, ...configured(env.STRIPE_PORTAL_CONFIGURATION) },
          { idempotencyKey: `portal-${randomUUID()}` },
        );
        return { url };
      });
    },
  );

  const body = z.object({ guildId: snowflake, undo: z.boolean().default(false).describe('Go on after all') });
  const schema = { tags, summary: 'End Premium with the period that is paid', body, response: { 200: subscriptionField } };
  app.post('/api/stripe/cancel', { schema }, async (request) => {
    const { userId } = identityOf(request);
    const { guildId, undo } = request.body;
    const own = await ownSubscription(dependencies, guildId, userId);
    if (!isLive(own)) throw new Problem(409, 'ended', 'This subscription has ended already.');
    // A key of its own each time: the third of "cancel, undo, cancel" must not be answered with the memory of the first.
    await stripe.subscriptions.update(own.id, { cancel_at_period_end: !undo }, { idempotencyKey: `cancel-${randomUUID()}` });
    const synced = await syncSubscription(syncTools(dependencies), own.id);
    await audit(dependencies, userId, guildId, undo ? 'subscription.resumed' : 'subscription.cancelled');
    return subscriptionView('read' in synced ? synced.read.subscription : own, userId);
  });
}

function refunding(app: Api, dependencies: Dependencies): void {
  const body = z.object({ guildId: snowflake, reason: z.string().trim().max(1000).default(''), visitor: visitorField });
  const schema = { tags, summary: 'Ask for your money back', body, response: { 202: refundAsked } };
  app.post('/api/stripe/refund', { config: { budget: 'refund' }, schema }, async (request, reply) => {
    requireSales(dependencies);
    const { userId } = identityOf(request);
    const own = await ownSubscription(dependencies, request.body.guildId, userId);
    return reply.status(202).send(refundAskedView(await requestRefund(dependencies, own, request.body)));
  });
}

function configured(configuration: string | undefined) {
  return configuration === undefined ? {} : { configuration };
}

async function audit({ repositories, clock }: Dependencies, userId: string, guildId: string, action: string): Promise<void> {
  await repositories.audit.write({ at: clock.now(), action, userId, guildId });
}
