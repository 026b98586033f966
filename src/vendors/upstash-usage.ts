/**
 * What Upstash counts for `k77 cost --live`: commands, storage and databases of this deployment.
 */
import type { Values } from '../core/keys.ts';
import type { Usage } from '../core/vendor.ts';
import type { UpstashClient, UpstashStats } from './upstash-client.ts';

export async function upstashUsage(client: Pick<UpstashClient, 'stats'>, now: Date, values: Partial<Values>): Promise<Usage> {
  const ids = [...new Set([values.REDIS_CACHE_DATABASE, values.REDIS_QUEUE_DATABASE].filter((id) => id !== undefined))];
  if (ids.length === 0)
    return { at: now.toISOString(), figures: [], missing: ['no database of this deployment is known yet: k77 deploy 6.3 makes them'] };
  return usageOf(await Promise.all(ids.map((id) => client.stats(id))), now);
}

/** Pure. Upstash counts since the first of the month (UTC); the month goes on as it began. */
export function usageOf(all: readonly Pick<UpstashStats, 'requestsThisMonth' | 'storedBytes'>[], now: Date): Usage {
  const total = (of: 'requestsThisMonth' | 'storedBytes'): number => all.reduce((sum, stats) => sum + stats[of], 0);
  const start = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
  const month = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1) - start;
  // The first hours tell nothing about thirty days.
  const elapsed = Math.max(now.getTime() - start, 86_400_000);
  const call = 'GET /v2/redis/stats/{id}';
  return {
    at: now.toISOString(),
    figures: [
      {
        name: 'cacheCommandsK',
        value: Math.ceil((total('requestsThisMonth') * month) / elapsed / 1000),
        unit: 'thousand commands, this month to its end',
        call,
      },
      { name: 'cacheMb', value: Math.ceil(total('storedBytes') / 1_000_000), unit: 'MB', call },
      { name: 'cacheDatabases', value: all.length, unit: 'databases', call },
    ],
    missing: [],
  };
}
