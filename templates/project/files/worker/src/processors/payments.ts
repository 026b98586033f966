/**
 * Subscriptions and roles: an event only says where to look. Whatever Stripe says there is written down, told to the other processes, and shown as a role.
 */
import { isSnowflake, type PremiumRules, payersOf } from '@k77/core';
import { type RefundTools, type Synced, type SyncTools, sendRefund, syncSubscription } from '@k77/payments';
import { Hopeless } from '@k77/queue';
import { measureRefund } from '../sales.ts';
import type { WorkerTools } from '../tools.ts';

export function syncTools({ env, site, stripe, repositories, premiums, clock }: WorkerTools): SyncTools {
  const prices = { monthly: env.STRIPE_PRICE_PREMIUM_MONTHLY, yearly: env.STRIPE_PRICE_PREMIUM_YEARLY };
  return { stripe, prices, repositories, premiums, rules: rulesOf(site), clock };
}

export function refundTools({ stripe, repositories, site, clock }: WorkerTools): RefundTools {
  return { stripe, repositories, policy: site.refunds, clock };
}

export function rulesOf({ premium }: WorkerTools['site']): PremiumRules {
  return { graceDays: premium.graceDays };
}

/** Reads the subscription anew; then the payer's role is looked at, however little changed. */
export async function sync(tools: WorkerTools, subscriptionId: string): Promise<Synced> {
  const synced = await syncSubscription(syncTools(tools), subscriptionId);
  if (synced.kind === 'foreign') tools.logger.info({ subscriptionId }, 'the subscription names no server: it is not ours');
  if (synced.kind === 'second') tools.logger.warn({ subscriptionId }, 'a second subscription for one server was ended and sent back');
  if (synced.kind === 'synced' || synced.kind === 'second') {
    const { userId } = synced.read.subscription;
    await tools.queues.add('role-sync', { userId }, { key: userId });
  }
  return synced;
}

/** The premium role in the support server: everybody has it who pays for some server now, nobody else. */
export async function syncRole(tools: WorkerTools, userId: string): Promise<void> {
  const { env, repositories, discord, site, clock, logger } = tools;
  if (env.SUPPORT_GUILD_ID === undefined || env.PREMIUM_ROLE_ID === undefined) return;
  // Somebody who was forgotten: a pseudonym has no role.
  if (!isSnowflake(userId)) return;
  const now = clock.now();
  const entitlements = await repositories.entitlements.ofUser(userId);
  const pays = entitlements.some((entitlement) => payersOf(entitlement, now, rulesOf(site)).includes(userId));
  const result = await discord.setRole(env.SUPPORT_GUILD_ID, userId, env.PREMIUM_ROLE_ID, pays);
  if (result === 'not allowed')
    throw new Hopeless('the bot may not give the premium role: move its own role above it and allow Manage Roles in the support server');
  if (result === 'done') logger.info({ userId, role: pays }, 'premium role set');
}

export async function refund(tools: WorkerTools, refundId: string, visitor?: string): Promise<void> {
  const before = await tools.repositories.refunds.get(refundId);
  const sent = await sendRefund(refundTools(tools), refundId);
  if (sent === undefined) throw new Hopeless(`there is no refund ${refundId}`);
  if (sent.status === 'failed') tools.logger.error({ refund: refundId, why: sent.error }, 'Stripe refuses a refund');
  await sync(tools, sent.subscriptionId);
  if (before?.status === 'requested' && (sent.status === 'sent' || sent.status === 'done')) await measureRefund(tools, sent, visitor);
}

/** Premium ended by the clock alone: the role goes, and the others hear of it. */
export async function expire(tools: WorkerTools, guildId: string): Promise<void> {
  const { repositories, premiums, queues, site, clock } = tools;
  const entitlement = await repositories.entitlements.get(guildId);
  const users = new Set(Object.values(entitlement?.facts ?? {}).map((fact) => fact.userId));
  // First, because it may fail: what is settled is not found again.
  for (const userId of users) await queues.add('role-sync', { userId }, { key: userId });
  await repositories.entitlements.settle(guildId, rulesOf(site), clock.now());
  await premiums.changed(guildId);
}
