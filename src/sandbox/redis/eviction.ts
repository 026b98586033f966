/**
 * Making room as Upstash does: "optimistic-volatile". Keys with an expiry go first, at random; others only when those are not enough.
 * https://upstash.com/docs/redis/features/eviction
 */
import type { Random } from '../../core/ports.ts';
import type { RedisServer } from './open.ts';

const sampleSize = 16;
const pageSize = '100';

/** Removes keys until the data take `limit` bytes or less. Returns how many went. */
export async function makeRoom(server: RedisServer, random: Random, limit: number): Promise<number> {
  let evicted = 0;
  for (let { bytes, keys } = await server.stats(); bytes > limit && keys > 0; { bytes, keys } = await server.stats()) {
    const volatile = await someVolatile(server, random);
    const chosen = volatile.length > 0 ? volatile : await someKeys(server);
    if (chosen.length === 0) return evicted;
    // One at a time near the limit, so that no more goes than must.
    const needed = Math.max(1, Math.ceil(((bytes - limit) / bytes) * keys));
    const gone = chosen.slice(0, needed);
    await server.ask('DEL', ...gone);
    evicted += gone.length;
  }
  return evicted;
}

/** Keys with an expiry from a place of the keyspace that chance decides; from all of it when they are rare. */
async function someVolatile(server: RedisServer, random: Random): Promise<string[]> {
  const info = (await server.ask('INFO', 'keyspace')).text ?? '';
  if (!/^db0:.*expires=[1-9]/m.test(info)) return [];
  const found: string[] = [];
  for (let cursor = '0'; ; ) {
    const { items } = await server.ask('SCAN', cursor, 'COUNT', pageSize);
    const keys = items[1]?.items.map(({ text }) => text ?? '') ?? [];
    const times = await Promise.all(keys.map((key) => server.ask('PTTL', key)));
    found.push(...keys.filter((_, at) => Number(times[at]?.text) >= 0));
    cursor = items[0]?.text ?? '0';
    const enough = found.length >= sampleSize && random.fraction() < 0.5;
    if (cursor === '0' || enough) return shuffled(found, random).slice(0, sampleSize);
  }
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, place: random.fraction() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

async function someKeys(server: RedisServer): Promise<string[]> {
  const keys = await Promise.all(Array.from({ length: sampleSize }, () => server.ask('RANDOMKEY')));
  return [...new Set(keys.flatMap(({ text }) => (text === null ? [] : [text])))];
}
