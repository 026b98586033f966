/**
 * A throw-away copy of a Flex cluster's newest backup: a cluster and a user of its own, which exist for minutes. Deleted again whatever happens; what a killed run left
 * behind is deleted by the next one. Nothing that does not carry k77's mark is ever deleted.
 */
import type { CheckContext } from '../src/core/check.ts';
import { Secret } from '../src/core/secret.ts';
import { uriFor } from '../src/phases/6.2-mongodb/user.ts';
import { type Atlas, atlas } from '../src/vendors/atlas.ts';
import type { FlexCluster, FlexSnapshot } from '../src/vendors/atlas-types.ts';
import { isLoginRefused, type MongoDb, mongodb } from '../src/vendors/mongodb.ts';

type Copying = Pick<CheckContext<'ATLAS_PROJECT' | 'MONGODB_DATABASE'>, 'client' | 'clock' | 'random' | 'wait' | 'values'>;

const mark = { key: 'k77', value: 'restore-rehearsal' } as const;
const ours = /^k77-restore-[0-9a-f]{8}$/;
const userPrefix = 'k77_restore_';
/** A run that is still going on is left alone. */
const staleMs = 3 * 3_600_000;
/** Minutes. Atlas makes a Flex cluster in a few; how long a restore takes goes by its size. */
const patience = { make: 20, restore: 60, letIn: 5 };

/** Restoring did not succeed; what Atlas said of it. */
export class NotRestored extends Error {}

/** @throws NotRestored where Atlas itself could not restore it */
export async function withRestored<T>(
  context: Copying,
  from: FlexCluster,
  snapshot: FlexSnapshot,
  work: (copy: MongoDb) => Promise<T>,
): Promise<T> {
  const client = context.client(atlas);
  const { ATLAS_PROJECT: group, MONGODB_DATABASE: database } = context.values;
  await sweep(context, client);
  const id = context.random.uuid().replaceAll('-', '').slice(0, 8);
  const name = `k77-restore-${id}`;
  const username = `${userPrefix}${id}`;
  try {
    const { providerSettings } = from;
    const place = { backingProviderName: providerSettings.backingProviderName, regionName: providerSettings.regionName };
    await client.createFlexCluster(group, { name, terminationProtectionEnabled: false, providerSettings: place, tags: [mark] });
    const host = await context.wait(`Atlas to make ${name}`, () => hostOf(client, group, name), patience.make);
    const job = await client.restoreFlex(group, from.name, snapshot.id, name);
    await context.wait('Atlas to restore the backup', () => finished(client, group, from.name, job.id), patience.restore);
    const password = context.random.token(32);
    await client.createUser(group, {
      databaseName: 'admin',
      username,
      password,
      roles: [{ roleName: 'read', databaseName: database }],
      scopes: [{ name, type: 'CLUSTER' }],
      deleteAfterDate: new Date(context.clock.now().getTime() + staleMs).toISOString(),
    });
    const copy = context.client(mongodb).at(new Secret('MONGODB_URI', uriFor({ username, password, host, database })));
    await context.wait('the copy to let k77 in', () => letsIn(copy), patience.letIn);
    return await work(copy);
  } finally {
    await takeBack(client, group, name, username);
  }
}

/** Both, even if one of them fails. */
async function takeBack(client: Atlas, group: string, name: string, username: string): Promise<void> {
  const gone = await Promise.allSettled([client.deleteUser(group, username), deleteCopy(client, group, name)]);
  for (const one of gone) if (one.status === 'rejected') throw one.reason;
}

async function deleteCopy(client: Atlas, group: string, name: string): Promise<void> {
  const found = await client.flexCluster(group, name);
  if (found && isOurs(found)) await client.deleteFlexCluster(group, name);
}

function isOurs({ name, tags = [] }: FlexCluster): boolean {
  return ours.test(name) && tags.some(({ key, value }) => key === mark.key && value === mark.value);
}

/** What a run that was killed left behind. */
async function sweep({ clock, values }: Copying, client: Atlas): Promise<void> {
  const { ATLAS_PROJECT: group } = values;
  const now = clock.now().getTime();
  for (const one of (await client.flexClusters(group)).filter(isOurs))
    if (one.createDate !== undefined && now - Date.parse(one.createDate) > staleMs) await client.deleteFlexCluster(group, one.name);
}

/** When it is there. */
async function hostOf(client: Atlas, group: string, name: string): Promise<string | undefined> {
  const found = await client.flexCluster(group, name);
  const address = found?.stateName === 'IDLE' ? found.connectionStrings?.standardSrv : undefined;
  return address?.replace('mongodb+srv://', '');
}

async function finished(client: Atlas, group: string, name: string, id: string): Promise<true | undefined> {
  const { status } = await client.flexRestore(group, name, id);
  if (status === 'FAILED') throw new NotRestored('Atlas says that restoring failed');
  return status === 'COMPLETED' ? true : undefined;
}

/** Atlas needs a moment to tell its servers about a user. */
async function letsIn(copy: MongoDb): Promise<true | undefined> {
  try {
    await copy.ping();
    return true;
  } catch (error) {
    if (isLoginRefused(error)) return undefined;
    throw error;
  }
}
