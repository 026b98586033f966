/** What one person pays for: subscriptions of all their servers, and Stripe's invoices. */
import type { Stripe } from '@k77/payments';
import { z } from 'zod';
import type { Api } from '../api.ts';
import { identityOf } from '../auth/identity.ts';
import { isLive } from '../billing/billing.ts';
import type { Dependencies } from '../dependencies.ts';
import { unavailable } from '../errors/problem.ts';
import { premiumField, premiumView, snowflake, subscriptionField, subscriptionView, timestamp } from './fields.ts';

const tags = ['billing'];
const mostInvoices = 24;

const subscriptions = z.object({
  subscriptions: z.array(
    subscriptionField.extend({ guildId: snowflake, guildName: z.string().nullable(), live: z.boolean(), premium: premiumField }),
  ),
  /** Stripe knows this person: there are cards and invoices to look at. */
  customer: z.boolean(),
});
const invoiceStatus = z.enum(['draft', 'open', 'paid', 'uncollectible', 'void']);
const invoices = z.object({
  invoices: z.array(
    z.object({
      id: z.string(),
      number: z.string().nullable(),
      createdAt: timestamp,
      total: z.int(),
      paid: z.int(),
      currency: z.string(),
      status: invoiceStatus,
      url: z.string().nullable(),
      pdf: z.string().nullable(),
    }),
  ),
});

export function ownBillingRoutes(app: Api, dependencies: Dependencies): void {
  const { repositories, premiums, stripe, logger } = dependencies;
  const own = { tags, summary: 'What you pay for', response: { 200: subscriptions } };
  app.get('/api/billing/subscriptions', { schema: own }, async (request) => {
    const { userId } = identityOf(request);
    const [found, account] = await Promise.all([repositories.subscriptions.ofUser(userId), repositories.accounts.get(userId)]);
    const newestFirst = [...found].sort(
      (a, b) => Number(isLive(b)) - Number(isLive(a)) || b.currentPeriodEnd.getTime() - a.currentPeriodEnd.getTime(),
    );
    const list = newestFirst.map(async (one) => {
      const [guild, premium] = await Promise.all([repositories.guilds.get(one.guildId), premiums.of(one.guildId)]);
      const server = { guildId: one.guildId, guildName: guild?.name ?? null, live: isLive(one), premium: premiumView(premium) };
      return { ...subscriptionView(one, userId), ...server };
    });
    return { subscriptions: await Promise.all(list), customer: account?.stripeCustomerId !== undefined };
  });

  const schema = { tags, summary: 'Your invoices', response: { 200: invoices } };
  app.get('/api/billing/invoices', { schema }, async (request) => {
    const account = await repositories.accounts.get(identityOf(request).userId);
    if (account?.stripeCustomerId === undefined) return { invoices: [] };
    const { data } = await stripe.invoices.list({ customer: account.stripeCustomerId, limit: mostInvoices }).catch((error: unknown) => {
      logger.warn({ err: error }, 'invoices not read');
      throw unavailable('stripe-away', 'Stripe does not answer for the moment. Your invoices are safe there.');
    });
    return { invoices: data.filter(({ status }) => status !== 'draft').map(invoiceView) };
  });
}

function invoiceView({ id, number, created, total, amount_paid, currency, status, hosted_invoice_url, invoice_pdf }: Stripe.Invoice) {
  return {
    id: String(id),
    number: number ?? null,
    createdAt: new Date(created * 1000).toISOString(),
    total,
    paid: amount_paid,
    currency,
    // A word that Stripe may add one day is shown as what it certainly is not yet: settled.
    status: invoiceStatus.catch('open').parse(status),
    url: hosted_invoice_url ?? null,
    pdf: invoice_pdf ?? null,
  };
}
