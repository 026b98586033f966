/** The cache as `site.config.json` describes it, with the two figures that the environment of a process decides. */
import type { BotEnv } from './env-schemas.ts';
import type { CachePolicy, SiteConfig } from './site-schema.ts';

export function cachePolicy({ cache }: Pick<SiteConfig, 'cache'>, env: Pick<BotEnv, 'CACHE_TTL' | 'CACHE_MAX_ENTRIES'>): CachePolicy {
  return { ...cache, maxEntries: env.CACHE_MAX_ENTRIES, ttlSeconds: { ...cache.ttlSeconds, default: env.CACHE_TTL } };
}
