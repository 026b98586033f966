/** Plans, and what a server has of them. */
import { z } from 'zod';
import type { Api } from '../api.ts';
import { identityOf } from '../auth/identity.ts';
import { isLive } from '../billing/billing.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Services } from '../services.ts';
import { planName, premiumField, premiumView, serverParams, subscriptionField, subscriptionView } from './fields.ts';

const tags = ['billing'];
const plans = z.object({
  currency: z.string(),
  /** Minor units, as pages show them; what is charged stands on Stripe's page. */
  plans: z.array(z.object({ plan: planName, amount: z.int() })),
  /** False: nothing is sold for the moment. */
  enabled: z.boolean(),
  publishableKey: z.string(),
  /** The same offer in Discord's own store. */
  discordSkuId: z.string().nullable(),
  refunds: z.object({ fullDays: z.int(), partialDays: z.int(), partialPercent: z.int(), euWithdrawalDays: z.int() }),
});
const subscription = z.object({ premium: premiumField, subscription: subscriptionField.nullable() });

export function billingRoutes(app: Api, { env, site, premiums, repositories }: Dependencies, { guildLists }: Services): void {
  const config = { callers: 'anybody' } as const;
  app.get('/api/billing/plans', { config, schema: { tags, summary: 'What Premium costs', response: { 200: plans } } }, async () => ({
    currency: site.plans.currency,
    plans: [
      { plan: 'monthly' as const, amount: site.plans.monthly.amount },
      { plan: 'yearly' as const, amount: site.plans.yearly.amount },
    ],
    enabled: env.STRIPE_ENABLED,
    publishableKey: env.STRIPE_PUBLISHABLE_KEY,
    discordSkuId: site.premium.discordSkuId ?? null,
    refunds: site.refunds,
  }));

  const schema = { tags, summary: 'Premium of a server', params: serverParams, response: { 200: subscription } };
  app.get('/api/servers/:id/subscription', { schema }, async (request) => {
    const { userId } = identityOf(request);
    const { id } = request.params;
    await guildLists.require(userId, id);
    const [premium, found] = await Promise.all([premiums.of(id), repositories.subscriptions.ofGuild(id)]);
    const current = found.find(isLive);
    return { premium: premiumView(premium), subscription: current === undefined ? null : subscriptionView(current, userId) };
  });
}
