/** The shards that a process wants: all, when it is alone; those of SHARD_LIST; or what the plan gives the place that it takes among several. */
import { planShards } from '@k77/core';
import type { Lease, Locks } from '@k77/data';

export interface Home {
  /** One process for all of them. */
  isWhole: boolean;
  /** Renews the hold on its place, or takes one that is free. @throws Error of Redis */
  keep(): Promise<void>;
  shards(): readonly number[];
  /** False: all places are taken. */
  hasPlace(): boolean;
  leave(): Promise<void>;
}

export interface HomeOptions {
  applicationId: string;
  total: number;
  replicas: number;
  list?: readonly number[] | undefined;
  locks: Pick<Locks, 'lease'>;
  leaseMs: number;
}

export function createHome(options: HomeOptions): Home {
  const { total, replicas, list } = options;
  if (list !== undefined) return fixed(list, false);
  return replicas === 1 ? fixed(planShards({ total, replicas, index: 0 }), true) : shared(options);
}

function fixed(shards: readonly number[], isWhole: boolean): Home {
  return {
    isWhole,
    keep: async () => undefined,
    shards: () => shards,
    hasPlace: () => true,
    leave: async () => undefined,
  };
}

function shared({ applicationId, total, replicas, locks, leaseMs }: HomeOptions): Home {
  let place: { index: number; lease: Lease } | undefined;
  return {
    isWhole: false,
    async keep() {
      if (place !== undefined && (await place.lease.renew(leaseMs))) return;
      place = undefined;
      for (let index = 0; index < replicas && place === undefined; index += 1) {
        const lease = await locks.lease(`bot-place:${applicationId}:${index}`, leaseMs);
        if (lease !== undefined) place = { index, lease };
      }
    },
    shards: () => (place === undefined ? [] : planShards({ total, replicas, index: place.index })),
    hasPlace: () => place !== undefined,
    async leave() {
      await place?.lease.release().catch(() => undefined);
    },
  };
}
