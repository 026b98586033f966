/**
 * Whether a server has Premium, for the bot and the API: from the cache, else from the database. Whoever changes an entitlement says so, and every process
 * forgets what it knew: a lifetime alone would leave a refunded server with Premium for an hour.
 */
import { noPremium, type Premium, type PremiumReader, type PremiumRules, premiumOf } from '@k77/core';
import type { Cache } from './cache/cache.ts';
import { createLocalCache } from './cache/local-cache.ts';
import type { Bus } from './ports/bus.ts';
import { type Clock, systemClock } from './ports/clock.ts';
import type { Entitlements } from './ports/entitlements.ts';

export interface Premiums extends PremiumReader {
  /** The entitlement of the server was changed. */
  changed(guildId: string): Promise<void>;
  close(): Promise<void>;
}

export interface PremiumOptions {
  entitlements: Entitlements;
  cache: Cache;
  bus: Bus;
  rules: PremiumRules;
  /** Servers that this process remembers for a moment; 5,000 unless told. */
  maxEntries?: number;
  clock?: Clock;
}

export const premiumChannel = 'premium';

export async function createPremiums(options: PremiumOptions): Promise<Premiums> {
  const { entitlements, cache, bus, rules, maxEntries = 5000, clock = systemClock } = options;
  const local = await createLocalCache<Premium>({ maxEntries, seconds: 10, bus, channel: premiumChannel });
  const load = async (guildId: string) => premiumOf(await entitlements.get(guildId), clock.now(), rules);

  return {
    async of(guildId) {
      const premium = await local.get(
        guildId,
        async () => (await cache.fetch('premium_status', guildId, () => load(guildId))) ?? noPremium,
      );
      // It may have ended since it was cached.
      return premium.until !== undefined && premium.until <= clock.now() ? load(guildId) : premium;
    },
    async changed(guildId) {
      await cache.delete('premium_status', guildId);
      await local.changed(guildId);
    },
    close: () => local.close(),
  };
}
