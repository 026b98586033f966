/** Leases in Redis: SET NX PX with a token, and a fencing number that grows with every holder. */
import type { Redis } from 'ioredis';
import type { Lease, Locks } from '../ports/locks.ts';
import { holdWith } from './hold.ts';

/** Only the holder may renew or release. */
const renewScript = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) else return 0 end`;
const releaseScript = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end`;

/** @throws Error of Redis when it is away: what needs a lock must not run without */
export function createLocks(redis: Redis, environment: string): Locks {
  const lease = async (name: string, ms: number): Promise<Lease | undefined> => {
    // One hash tag, so that both keys are on one node of a cluster.
    const key = `k77:${environment}:{lock:${name}}`;
    const token = crypto.randomUUID();
    if ((await redis.set(key, token, 'PX', ms, 'NX')) !== 'OK') return undefined;
    const fence = await redis.incr(`${key}:fence`);
    return {
      fence,
      renew: async (forMs) => (await redis.eval(renewScript, 1, key, token, forMs)) === 1,
      async release() {
        await redis.eval(releaseScript, 1, key, token);
      },
    };
  };
  return { lease, hold: (name, ms, work) => holdWith(lease, name, ms, work) };
}
