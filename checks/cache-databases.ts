/**
 * The two databases of phase 6.3, as checks look at them.
 */
import type { CheckContext } from '../src/core/check.ts';
import { upstash } from '../src/vendors/upstash.ts';
import type { UpstashDatabase } from '../src/vendors/upstash-client.ts';

export const both = ['REDIS_CACHE_DATABASE', 'REDIS_QUEUE_DATABASE'] as const;
type Both = (typeof both)[number];

/** The two databases; on the free plan one in both places. */
export async function databases(context: CheckContext<Both, never>): Promise<{ cache: UpstashDatabase; queue: UpstashDatabase }> {
  const client = context.client(upstash);
  const { REDIS_CACHE_DATABASE: first, REDIS_QUEUE_DATABASE: second } = context.values;
  const [cache, queue] = await Promise.all([client.database(first), client.database(second)]);
  return { cache, queue };
}
