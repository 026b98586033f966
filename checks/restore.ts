/**
 * Infrastructure · the newest backup, restored. That there is one, young enough, is `mongodb.backups`; that it is of use is seen here.
 * Atlas gives snapshots away as the raw files of a data folder, which only a mongod of the same version reads; so they are restored where Atlas restores them, into
 * another cluster: https://www.mongodb.com/docs/atlas/backup/cloud-backup/flex-cluster-backup/
 */
import { type AnyCheck, type CheckContext, check, type Verdict } from '../src/core/check.ts';
import { tierOf } from '../src/phases/6.2-mongodb/tiers.ts';
import { atlas } from '../src/vendors/atlas.ts';
import type { FlexCluster, FlexSnapshot } from '../src/vendors/atlas-types.ts';
import { mongodb } from '../src/vendors/mongodb.ts';
import { compareBackup } from './restore-compare.ts';
import { NotRestored, withRestored } from './restore-copy.ts';
import { judge, unknown } from './verdict.ts';

const needs = ['ATLAS_PROJECT', 'ATLAS_CLUSTER', 'MONGODB_URI', 'MONGODB_DATABASE', 'databaseTier'] as const;
type Here = CheckContext<(typeof needs)[number]>;

const restores = check({
  id: 'backups.restores',
  section: 'Infrastructure',
  phase: '6.2',
  title: 'The newest backup can be restored, and holds what the database holds',
  guide: ['post#009'],
  weight: 'warning',
  uses: [atlas, mongodb],
  needs,
  touches: 'test data',
  makes:
    'a Flex cluster k77-restore-… in your Atlas project with the newest backup in it, and a user who may read it; both are deleted when it was compared (minutes to an hour, about 1 cent an hour)',
  // Restoring takes minutes, and comparing reads the database: it waits until all others have looked.
  lane: 'quiet',
  async probe(context) {
    const { ATLAS_PROJECT: group, ATLAS_CLUSTER: name, databaseTier } = context.values;
    const other = withoutCopy[tierOf({ databaseTier })];
    if (other) return { state: 'impossible', ...other };
    const client = context.client(atlas);
    const from = (await client.flexClusters(group)).find((one) => one.name === name);
    if (!from) return unknown(`there is no Flex cluster ${name}: k77 verify --check mongodb.cluster-running says more`);
    const newest = newestOf(await client.flexSnapshots(group, name));
    if (!newest) return unknown('there is no backup yet; Atlas takes the first one 24 h after it made the cluster');
    return rehearse(context, from, newest);
  },
});

/** What a person can do where k77 restores nothing. */
const withoutCopy: Readonly<Record<'free' | 'flex' | 'm10', { why: string; instead: string } | undefined>> = {
  flex: undefined,
  free: {
    why: 'Atlas keeps no backups of an M0: there is nothing to restore',
    instead:
      'Flex, from $8 a month, has one every day; until then mongodump to a machine of yours, and mongorestore into an empty M0 of another project',
  },
  m10: {
    why: 'a backup of an M10 goes into a second dedicated cluster only, at $0.08 an hour and more; k77 makes none',
    instead:
      'once a quarter: make an M10 in the same project, Atlas → Clusters → Backup → the newest snapshot → Restore → that cluster; compare the counts of its collections, and delete it',
  },
};

function newestOf(all: readonly FlexSnapshot[]): (FlexSnapshot & { finishTime: string }) | undefined {
  return all
    .flatMap((one) => (one.status === 'COMPLETED' && one.finishTime !== undefined ? [{ ...one, finishTime: one.finishTime }] : []))
    .sort((one, other) => Date.parse(other.finishTime) - Date.parse(one.finishTime))[0];
}

async function rehearse(context: Here, from: FlexCluster, newest: FlexSnapshot & { finishTime: string }): Promise<Verdict> {
  const began = context.clock.tick();
  const source = context.client(mongodb);
  const at = new Date(newest.startTime ?? newest.finishTime);
  const seen = await withRestored(context, from, newest, (copy) => compareBackup(source, copy, at)).catch((error: unknown) => {
    if (error instanceof NotRestored) return { wrong: [error.message] };
    throw error;
  });
  const hours = Math.round((context.clock.now().getTime() - at.getTime()) / 3_600_000);
  const minutes = Math.max(1, Math.ceil((context.clock.tick() - began) / 60_000));
  return judge(context, {
    wrong: seen.wrong.slice(0, 6),
    saw:
      'collections' in seen
        ? `the backup of ${hours} h ago, restored and compared within ${minutes} min: ${seen.collections} collections, ${seen.documents} documents, ${seen.indexes} indexes; compared byte by byte: ${seen.same} of ${seen.compared} the same${seen.same < seen.compared ? ', the others changed since' : ''}; the copy is deleted`
        : '',
    want: 'every index, and every document that is older than the backup, in a copy that Atlas made of it',
    from: 'Atlas POST /flexClusters/{name}/backup/restoreJobs into a cluster of its own, then count, listIndexes and find on both',
    fix: 'Atlas → Clusters → Backup: restore an older snapshot into a cluster made for it, and ask Atlas’ support; an index that was made today is in the next backup',
  });
}

export const restore: readonly AnyCheck[] = [restores];
