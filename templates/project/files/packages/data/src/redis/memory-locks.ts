/** Leases in memory, for tests. */
import { type Clock, systemClock } from '../ports/clock.ts';
import type { Lease, Locks } from '../ports/locks.ts';
import { holdWith } from './hold.ts';

export function memoryLocks(clock: Clock = systemClock): Locks {
  const holders = new Map<string, { token: string; until: number }>();
  let fence = 0;
  const now = () => clock.now().getTime();
  const present = (name: string) => {
    const holder = holders.get(name);
    return holder !== undefined && holder.until > now() ? holder : undefined;
  };

  const lease = async (name: string, ms: number): Promise<Lease | undefined> => {
    if (present(name) !== undefined) return undefined;
    const token = crypto.randomUUID();
    holders.set(name, { token, until: now() + ms });
    fence += 1;
    const mine = () => {
      const holder = present(name);
      return holder?.token === token ? holder : undefined;
    };
    return {
      fence,
      async renew(forMs) {
        const holder = mine();
        if (holder !== undefined) holder.until = now() + forMs;
        return holder !== undefined;
      },
      async release() {
        if (mine() !== undefined) holders.delete(name);
      },
    };
  };
  return {
    lease,
    hold: (name, ms, work) => holdWith(lease, name, ms, work),
    holder: async (name) => present(name)?.token,
    async revoke(name, holder) {
      if (present(name)?.token === holder) holders.delete(name);
    },
  };
}
