/** Leases in Redis: SET NX PX with a token, and a fencing number that grows with every holder. */
import type { Redis } from 'ioredis';
import type { Lease, Locks } from '../ports/locks.ts';
import { holdWith } from './hold.ts';

/** Only the holder may release. */
const releaseScript = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end`;

/** @throws Error of Redis when it is away: what needs a lock must not run without */
export function createLocks(redis: Redis, environment: string): Locks {
  // One hash tag, so that both keys of a lock are on one node of a cluster.
  const keyOf = (name: string) => `k77:${environment}:{lock:${name}}`;

  const lease = async (name: string, ms: number): Promise<Lease | undefined> => {
    const key = keyOf(name);
    const token = crypto.randomUUID();
    if ((await redis.set(key, token, 'PX', ms, 'NX')) !== 'OK') return undefined;
    const fence = await redis.incr(`${key}:fence`);
    return {
      fence,
      // One command and no script: hosts that bill commands bill those inside a script too, and leases are renewed day and night.
      // Who lost its lease gives that of the next one this length, once; then it knows.
      renew: async (forMs) => (await redis.getex(key, 'PX', forMs)) === token,
      async release() {
        await redis.eval(releaseScript, 1, key, token);
      },
    };
  };
  return {
    lease,
    hold: (name, ms, work) => holdWith(lease, name, ms, work),
    holder: async (name) => (await redis.get(keyOf(name))) ?? undefined,
    async revoke(name, holder) {
      await redis.eval(releaseScript, 1, keyOf(name), holder);
    },
  };
}
