/** What a database holds that has been in use for weeks, and a backup of this morning: for what has to tell old documents from young ones. */
import { Secret } from '../core/secret.ts';
import { openMongo } from '../ports/mongo.ts';
import { edgeNetwork } from '../ports/network.ts';
import type { World } from '../sandbox/world.ts';

const guild = '770000000000000770';
const day = 86_400_000;

/** @param known values of k77, as text */
export async function pretendHistory(world: World, known: Readonly<Record<string, string>>): Promise<void> {
  const client = await openMongo(new Secret('MONGODB_URI', known.MONGODB_URI ?? ''), edgeNetwork(world.edge()));
  const people = Array.from({ length: 24 }, (_, nth) => `77000000000000${1000 + nth}`);
  const since = (nth: number): Date => new Date(Date.now() - (30 + nth) * day);
  try {
    const db = client.db();
    await db
      .collection('user_levels')
      .insertMany(people.map((user_id, nth) => ({ user_id, guild_id: guild, xp: 100 * nth, created_at: since(nth) })));
    await db
      .collection('mod_logs')
      .insertMany(people.map((user_id, nth) => ({ user_id, guild_id: guild, action: 'warn', created_at: since(nth) })));
  } finally {
    await client.close();
  }
  await world.edit('atlas', 'last-snapshot', { hours: '6' });
}
