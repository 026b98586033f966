/** Whether the bot lives, as told by its shards: every shard that there should be has been heard of lately. */
import type { Heartbeats } from './ports/heartbeats.ts';

/** @throws Error when a shard is silent, or none was ever heard of */
export async function botProbe(heartbeats: Pick<Heartbeats, 'alive' | 'total'>): Promise<void> {
  const [alive, total] = await Promise.all([heartbeats.alive(), heartbeats.total()]);
  if (total === undefined || total === 0) throw new Error('the bot has not started yet');
  if (alive.length < total) throw new Error(`${total - alive.length} of ${total} shards are silent`);
}
