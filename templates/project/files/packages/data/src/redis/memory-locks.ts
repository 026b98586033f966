/** Leases in memory, for tests. */
import { type Clock, systemClock } from '../ports/clock.ts';
import type { Lease, Locks } from '../ports/locks.ts';
import { holdWith } from './hold.ts';

export function memoryLocks(clock: Clock = systemClock): Locks {
  const holders = new Map<string, { token: symbol; until: number }>();
  let fence = 0;
  const now = () => clock.now().getTime();

  const lease = async (name: string, ms: number): Promise<Lease | undefined> => {
    const holder = holders.get(name);
    if (holder !== undefined && holder.until > now()) return undefined;
    const token = Symbol(name);
    holders.set(name, { token, until: now() + ms });
    fence += 1;
    const mine = () => {
      const present = holders.get(name);
      return present?.token === token && present.until > now() ? present : undefined;
    };
    return {
      fence,
      async renew(forMs) {
        const present = mine();
        if (present !== undefined) present.until = now() + forMs;
        return present !== undefined;
      },
      async release() {
        if (mine() !== undefined) holders.delete(name);
      },
    };
  };
  return { lease, hold: (name, ms, work) => holdWith(lease, name, ms, work) };
}
