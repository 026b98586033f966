/** What everything about money shares. */
import { premiumOf } from '@k77/core';
import type { Subscription } from '@k77/data';
import type { RefundTools, SyncTools } from '@k77/payments';
import type { Dependencies } from '../dependencies.ts';
import { Problem, unavailable } from '../errors/problem.ts';

export type Plan = 'monthly' | 'yearly';

export function pricesOf({ env }: Pick<Dependencies, 'env'>): Readonly<Record<Plan, string>> {
  return { monthly: env.STRIPE_PRICE_PREMIUM_MONTHLY, yearly: env.STRIPE_PRICE_PREMIUM_YEARLY };
}

export function syncTools(dependencies: Dependencies): SyncTools {
  const { stripe, repositories, premiums, site, clock } = dependencies;
  return { stripe, prices: pricesOf(dependencies), repositories, premiums, rules: { graceDays: site.premium.graceDays }, clock };
}

export function refundTools({ stripe, repositories, site, clock }: Dependencies): RefundTools {
  return { stripe, repositories, policy: site.refunds, clock };
}

/** @throws Problem 503 while sales are switched off; webhooks and cancellations go on */
export function requireSales({ env }: Pick<Dependencies, 'env'>): void {
  if (!env.STRIPE_ENABLED) throw unavailable('payments-off', 'Payments are switched off for maintenance.', 600);
}

const over: readonly string[] = ['canceled', 'incomplete_expired'];

export function isLive({ status }: Pick<Subscription, 'status'>): boolean {
  return !over.includes(status);
}

/** From the database and not from a cache: this decides whether somebody pays twice. */
export async function hasPremium({ repositories, site, clock }: Dependencies, guildId: string): Promise<boolean> {
  const [entitlement, subscriptions] = await Promise.all([
    repositories.entitlements.get(guildId),
    repositories.subscriptions.ofGuild(guildId),
  ]);
  const paying = subscriptions.some(({ status }) => status !== 'incomplete' && isLive({ status }));
  return paying || premiumOf(entitlement, clock.now(), { graceDays: site.premium.graceDays }).active;
}

/**
 * The latest subscription that this person bought for the server. Whoever pays may end it, whatever they may do in the server by now.
 * @throws Problem 404
 */
export async function ownSubscription(
  { repositories }: Pick<Dependencies, 'repositories'>,
  guildId: string,
  userId: string,
): Promise<Subscription> {
  const found = (await repositories.subscriptions.ofGuild(guildId)).filter((one) => one.userId === userId);
  const [latest] = found.sort(
    (a, b) => Number(isLive(b)) - Number(isLive(a)) || b.currentPeriodEnd.getTime() - a.currentPeriodEnd.getTime(),
  );
  if (latest === undefined) throw new Problem(404, 'no-subscription', 'You have no subscription for this server.');
  return latest;
}
