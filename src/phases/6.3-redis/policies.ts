/**
 * Guide 6.3/5: how long each kind of entry lives. Written for the generated project; its `cache.get('guild_settings', id)` knows these kinds and no others.
 */
import { task } from '../../core/task.ts';
import { readSection, writeSection } from '../site-config.ts';

/** Seconds. The guide's seven kinds, and what anything else gets. */
export const lifetimes = {
  translation: 86_400,
  guild_settings: 3600,
  user_data: 1800,
  leaderboard: 300,
  api_response: 300,
  premium_status: 3600,
  rate_limit: 60,
  default: 300,
} as const;

export interface CachePolicy {
  ttlSeconds: Readonly<Record<keyof typeof lifetimes, number>>;
  /** Lifetimes differ by this much, so that entries made together do not end together. */
  jitterPercent: number;
  /** Entries that a process keeps in its own memory besides Redis. */
  maxEntries: number;
}

export const policy: CachePolicy = { ttlSeconds: lifetimes, jitterPercent: 10, maxEntries: 10_000 };

export const cachePolicies = task({
  id: 'redis.cache-policies',
  guide: ['6.3/5', '6.3/3', '6.3#006', 'post#017'],
  settings: [
    { id: '6.3/5:translation', says: 'translation: 86,400 s' },
    { id: '6.3/5:guild-settings', says: 'guild_settings: 3,600 s' },
    { id: '6.3/5:user-data', says: 'user_data: 1,800 s' },
    { id: '6.3/5:leaderboard', says: 'leaderboard: 300 s' },
    { id: '6.3/5:api-response', says: 'api_response: 300 s' },
    { id: '6.3/5:premium-status', says: 'premium_status: 3,600 s; a refund clears it at once' },
    { id: '6.3/5:rate-limit', says: 'rate_limit: 60 s' },
    { id: '6.3/5:default', says: 'anything else: 300 s; each lifetime ±10 %, so that they do not end together' },
    { id: '6.3/3:cache-ttl', says: 'CACHE_TTL=300, in the env files of bot, worker and API' },
    { id: '6.3/3:cache-max-entries', says: "CACHE_MAX_ENTRIES=10000: a process's own memory; Redis itself is bounded by its plan" },
  ],
  title: 'Record how long entries of the cache live',
  uses: [],
  needs: [],
  want: () => policy,
  read: async (context) => (await readSection(context, 'cache')) as CachePolicy | undefined,
  async apply(context, want) {
    await writeSection(context, 'cache', want);
    return want;
  },
  undo: (context) => writeSection(context, 'cache', undefined),
  gives: {
    CACHE_TTL: (have: CachePolicy) => text(have.ttlSeconds?.default),
    CACHE_MAX_ENTRIES: (have: CachePolicy) => text(have.maxEntries),
  },
});

/** What a person has written into the file may lack anything. */
function text(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
