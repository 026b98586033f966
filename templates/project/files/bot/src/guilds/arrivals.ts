/**
 * Which servers have the bot. At every start Discord names all of them again: only those that the database does not know are written.
 */
import type { Clock, Guilds } from '@k77/data';

export interface Arrivals {
  /** A shard was told its servers: those that are known need not be written again. */
  expected(guildIds: readonly string[]): void;
  /** A server is there: new, back, or named again after a start. */
  here(guild: { id: string; name: string }): Promise<void>;
  /** The bot was removed; the data go after the agreed time unless it comes back. */
  gone(guildId: string): Promise<void>;
  /** Servers in the database that Discord does not name any more: the bot was removed while it was away. Returns how many. */
  compare(isMine: (guildId: string) => boolean, isNamed: (guildId: string) => boolean): Promise<number>;
}

export interface ArrivalsOptions {
  guilds: Guilds;
  clock: Clock;
  /** How long data are kept. */
  keptDays: number;
}

const day = 86_400_000;
const pageSize = 1000;

export function createArrivals({ guilds, clock, keptDays }: ArrivalsOptions): Arrivals {
  /** Named at a start and not seen yet; the answer whether the database has them. */
  const waiting = new Map<string, Promise<ReadonlySet<string>>>();

  const gone = async (guildId: string): Promise<void> => {
    // What the database knew at the start is not so any more.
    waiting.delete(guildId);
    const now = clock.now();
    await guilds.left(guildId, now, new Date(now.getTime() + keptDays * day));
  };

  return {
    expected(guildIds) {
      for (let from = 0; from < guildIds.length; from += pageSize) {
        const page = guildIds.slice(from, from + pageSize);
        // A database that is away: all of them count as unknown, and are written when it is back.
        const known = guilds.present(page).then(
          (ids) => new Set(ids),
          () => new Set<string>(),
        );
        for (const id of page) waiting.set(id, known);
      }
    },
    async here({ id, name }) {
      const known = waiting.get(id);
      waiting.delete(id);
      if (known !== undefined && (await known).has(id)) return;
      await guilds.joined({ guildId: id, name }, clock.now());
    },
    gone,
    async compare(isMine, isNamed) {
      let missing = 0;
      for (let after: string | undefined; ; ) {
        const page = await guilds.allPresent(after, pageSize);
        for (const id of page) {
          if (!isMine(id) || isNamed(id)) continue;
          await gone(id);
          missing += 1;
        }
        after = page.at(-1);
        if (page.length < pageSize) return missing;
      }
    },
  };
}
