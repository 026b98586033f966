/**
 * Kinds of cached value, each with its type and the version of its shape: a kind that is not here does not compile, and a value of an older shape is a miss.
 * Add your own kinds here and their lifetime to `cache.ttlSeconds` of `site.config.json`; what has no lifetime there gets the default.
 */
import type { CachePolicy } from '@k77/config';
import type { Premium } from '@k77/core';

export interface CacheCategories {
  translation: string;
  guild_settings: { settings: Readonly<Record<string, unknown>>; revision: number };
  user_data: unknown;
  leaderboard: unknown;
  api_response: unknown;
  premium_status: Premium;
  rate_limit: unknown;
}

export type CacheCategory = keyof CacheCategories;

/** Raise a number when the shape of its kind changes. */
export const shapes: Readonly<Record<CacheCategory, number>> = {
  translation: 1,
  guild_settings: 1,
  user_data: 1,
  leaderboard: 1,
  api_response: 1,
  premium_status: 1,
  rate_limit: 1,
};

/** Kinds of which an old value is better than none when its source does not answer. */
export const staleIsFine: ReadonlySet<CacheCategory> = new Set(['guild_settings', 'translation']);

export function lifetimeOf(category: CacheCategory, { ttlSeconds }: CachePolicy): number {
  return ttlSeconds[category] ?? ttlSeconds.default;
}
