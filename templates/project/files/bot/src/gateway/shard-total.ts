/** How many shards there are: decided once, for all processes. Processes that each asked Discord could get different answers. */
import type { Heartbeats } from '@k77/data';
import type { Logger } from '@k77/observability';

/** @param wanted TOTAL_SHARDS, which always counts; @param recommended what Discord says now */
export async function decideTotal(
  heartbeats: Pick<Heartbeats, 'decideTotal'>,
  wanted: number | undefined,
  recommended: number,
  logger: Pick<Logger, 'warn'>,
): Promise<number> {
  const total = await heartbeats.decideTotal(wanted ?? recommended, wanted !== undefined);
  if (recommended > total)
    logger.warn({ total, recommended }, 'Discord recommends more shards: set TOTAL_SHARDS and restart all processes of the bot');
  return total;
}
