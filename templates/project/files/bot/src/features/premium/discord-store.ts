/**
 * Premium that is sold in Discord itself. An event only says where to look: the entitlement is read from Discord, so that order and repetition do not matter.
 * Without `premium.discordSkuId` nothing is sold there, and nothing happens here.
 */
import type { DiscordFact } from '@k77/core';
import type { APIEntitlement } from 'discord.js';
import type { BotTools } from '../../tools.ts';

type Tools = Pick<BotTools, 'site' | 'discord' | 'repositories' | 'premiums' | 'queues' | 'logger' | 'clock' | 'locks'>;

/** @param told what the event said; the last word has Discord's API */
export async function takeEntitlement(told: APIEntitlement, tools: Tools): Promise<void> {
  if (told.sku_id !== tools.site.premium.discordSkuId) return;
  const observedAt = tools.clock.now();
  const present = await tools.discord.entitlement(told.id);
  await take(present ?? { ...told, deleted: true }, observedAt, tools);
}

const pageSize = 100;
/** All processes together read the list once in this time. */
const syncEveryMs = 10 * 60_000;

/** Events that were missed while the bot was away. Returns how many were looked at. */
export async function syncEntitlements(tools: Tools): Promise<number> {
  const sku = tools.site.premium.discordSkuId;
  if (sku === undefined || (await tools.locks.lease('discord-entitlements', syncEveryMs)) === undefined) return 0;
  let seen = 0;
  for (let after: string | undefined; ; ) {
    const observedAt = tools.clock.now();
    const page = await tools.discord.entitlements(sku, after);
    for (const entitlement of page) await take(entitlement, observedAt, tools);
    seen += page.length;
    after = page.at(-1)?.id;
    if (page.length < pageSize) return seen;
  }
}

async function take(entitlement: APIEntitlement, observedAt: Date, tools: Tools): Promise<void> {
  const { repositories, premiums, queues, site, clock, logger } = tools;
  if (entitlement.guild_id === undefined) {
    logger.warn({ entitlement: entitlement.id }, 'the offer in Discord must be a server subscription: this one names no server');
    return;
  }
  const fact = factOf(entitlement, entitlement.guild_id, observedAt);
  const { changed } = await repositories.entitlements.add(fact, { graceDays: site.premium.graceDays }, clock.now());
  if (!changed) return;
  await premiums.changed(fact.guildId);
  await queues.add('role-sync', { userId: fact.userId }, { key: fact.userId });
}

/** Test entitlements of a server name nobody: such a payer gets no role. */
const nobody = 'nobody';

function factOf({ id, sku_id, user_id, starts_at, ends_at, deleted }: APIEntitlement, guildId: string, observedAt: Date): DiscordFact {
  return {
    source: 'discord',
    id,
    guildId,
    userId: user_id ?? nobody,
    skuId: sku_id,
    startsAt: dateOf(starts_at),
    endsAt: dateOf(ends_at),
    deleted,
    observedAt,
  };
}

function dateOf(text: string | null | undefined): Date | undefined {
  return text ? new Date(text) : undefined;
}
