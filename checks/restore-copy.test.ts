/** What a restore rehearsal leaves behind: nothing, whatever happens; and nothing of anybody else is touched. */
import { beforeEach, expect, test } from 'vitest';
import type { Vendor } from '../src/core/vendor.ts';
import { systemClock } from '../src/ports/clock.ts';
import { systemRandom } from '../src/ports/random.ts';
import type { DatabaseUser, FlexCluster, NewFlexCluster } from '../src/vendors/atlas-types.ts';
import { withRestored } from './restore-copy.ts';

const placed = { providerSettings: { backingProviderName: 'AWS', regionName: 'US_EAST_1' }, stateName: 'IDLE' } as const;
const tags = [{ key: 'k77', value: 'restore-rehearsal' }];
const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();
const live: FlexCluster = { ...placed, id: '1', name: 'kingdom77-production', createDate: hoursAgo(900) };
const snapshot = { id: 's1', status: 'COMPLETED', finishTime: hoursAgo(5) } as const;

let clusters: FlexCluster[];
let users: DatabaseUser[];
let restored: string;

beforeEach(() => {
  clusters = [live];
  users = [];
  restored = 'COMPLETED';
});

const atlasDouble = {
  flexClusters: async () => clusters,
  flexCluster: async (_group: string, name: string) => clusters.find((one) => one.name === name),
  createFlexCluster: async (_group: string, made: NewFlexCluster) => {
    const connectionStrings = { standardSrv: `mongodb+srv://${made.name}.abcde.mongodb.net` };
    clusters.push({ ...made, id: made.name, stateName: 'IDLE', createDate: hoursAgo(0), connectionStrings });
  },
  deleteFlexCluster: async (_group: string, name: string) => {
    clusters = clusters.filter((one) => one.name !== name);
  },
  restoreFlex: async () => ({ id: 'job', status: 'PENDING' }),
  flexRestore: async () => ({ id: 'job', status: restored }),
  createUser: async (_group: string, user: DatabaseUser) => void users.push(user),
  deleteUser: async (_group: string, username: string) => {
    users = users.filter((one) => one.username !== username);
  },
};
const addresses: string[] = [];
const mongoDouble = {
  at: (uri: { reveal(): string }) => {
    addresses.push(uri.reveal());
    return { ping: async () => undefined };
  },
};

function rehearsed<T>(work: () => Promise<T>): Promise<T> {
  const context = {
    client: <C>(vendor: Vendor<C>): C => (vendor.id === 'atlas' ? atlasDouble : mongoDouble) as unknown as C,
    clock: systemClock,
    random: systemRandom,
    wait: async <V>(_what: string, poll: () => Promise<V | undefined>): Promise<V> => (await poll()) as V,
    values: { ATLAS_PROJECT: 'p', MONGODB_DATABASE: 'kingdom77_prod' },
  };
  return withRestored(context, live, snapshot, work);
}

test('while the copy is looked at there are a cluster and a user that may only read it and ends by itself; afterwards neither', async () => {
  const during = await rehearsed(async () => ({ clusters: clusters.slice(1), users: [...users] }));
  expect(during.clusters).toMatchObject([{ name: expect.stringMatching(/^k77-restore-[0-9a-f]{8}$/), tags }]);
  expect(during.users).toMatchObject([
    {
      roles: [{ roleName: 'read', databaseName: 'kingdom77_prod' }],
      scopes: [{ name: during.clusters[0]?.name, type: 'CLUSTER' }],
      deleteAfterDate: expect.stringMatching(/^20/),
    },
  ]);
  expect(addresses.at(-1)).toContain(`@${during.clusters[0]?.name}.abcde.mongodb.net/kingdom77_prod`);
  expect(clusters).toEqual([live]);
  expect(users).toEqual([]);
});

test('they are gone as well when comparing fails, and when Atlas cannot restore', async () => {
  await expect(rehearsed(() => Promise.reject(new Error('the copy went away')))).rejects.toThrow('the copy went away');
  restored = 'FAILED';
  await expect(rehearsed(async () => 'never')).rejects.toThrow('Atlas says that restoring failed');
  expect(clusters).toEqual([live]);
  expect(users).toEqual([]);
});

test('what a killed run left behind is deleted; a run that goes on elsewhere, and whatever has another mark or none, stays', async () => {
  const left: FlexCluster = { ...placed, id: '2', name: 'k77-restore-00000000', createDate: hoursAgo(9), tags };
  const others: FlexCluster[] = [
    { ...placed, id: '3', name: 'k77-restore-11111111', createDate: hoursAgo(1), tags },
    { ...placed, id: '4', name: 'k77-restore-22222222', createDate: hoursAgo(9) },
    { ...placed, id: '5', name: 'my-k77-restore-33333333', createDate: hoursAgo(9), tags },
  ];
  clusters.push(left, ...others);
  await rehearsed(async () => 'compared');
  expect(clusters).toEqual([live, ...others]);
});
