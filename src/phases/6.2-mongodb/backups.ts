/**
 * Guide 6.2/4: backups, as the size allows. Free has none; Flex takes one every day by itself; an M10 keeps the guide's schedule, at extra cost.
 * https://www.mongodb.com/docs/atlas/backup/cloud-backup/overview/
 */
import { type Context, notWanted, task } from '../../core/task.ts';
import { atlas } from '../../vendors/atlas.ts';
import type { PolicyItem } from '../../vendors/atlas-types.ts';
import { tierOf } from './tiers.ts';

interface Backups {
  enabled: boolean;
  pointInTime: boolean;
  /** Hours between snapshots. */
  everyHours: number | undefined;
  keepDays: number | undefined;
  /** Days back to which any moment can be restored. */
  restoreWindowDays: number | undefined;
}
export const guideBackups: Backups = { enabled: true, pointInTime: true, everyHours: 12, keepDays: 7, restoreWindowDays: 1 };

export const backups = task({
  id: 'atlas.backups',
  guide: ['6.2/4', '6.2#006', 'post#009'],
  settings: [
    { id: '6.2/4:frequency', says: 'Every 12 hours on an M10; once a day on Flex, which cannot be changed' },
    { id: '6.2/4:retention', says: '7 days on an M10' },
    { id: '6.2/4:point-in-time', says: 'Any moment of the last 24 hours on an M10' },
    { id: '6.2/4:free', says: 'None on M0: k77 says so instead of ticking the box; mongodump from a machine of yours' },
  ],
  title: 'Let Atlas back the database up',
  uses: [atlas],
  needs: ['databaseTier', 'databaseBackups', 'ATLAS_PROJECT', 'ATLAS_CLUSTER'],
  want: (values) => {
    const tier = tierOf(values);
    if (tier === 'flex') return notWanted('Flex takes a snapshot every day by itself, and nothing about it can be set');
    if (tier === 'free') return notWanted('an M0 has no backups; Flex is the smallest size that has');
    return values.databaseBackups === 'no' ? notWanted('you answered that Atlas shall keep no paid backups') : guideBackups;
  },

  async read(context): Promise<Backups | undefined> {
    const { ATLAS_PROJECT: group, ATLAS_CLUSTER: name } = context.values;
    const client = context.client(atlas);
    const found = (await client.clusters(group)).find((one) => one.name === name);
    if (!found) return undefined;
    const off = { enabled: false, pointInTime: false, everyHours: undefined, keepDays: undefined, restoreWindowDays: undefined };
    if (!found.backupEnabled) return off;
    const schedule = await client.schedule(group, name);
    const hourly = itemsOf(schedule).find((item) => item.frequencyType === 'hourly');
    return {
      enabled: true,
      pointInTime: found.pitEnabled === true,
      everyHours: hourly?.frequencyInterval,
      keepDays: hourly?.retentionUnit === 'days' ? hourly.retentionValue : undefined,
      restoreWindowDays: schedule.restoreWindowDays,
    };
  },

  async apply(context, want, have): Promise<Backups> {
    const { ATLAS_PROJECT: group, ATLAS_CLUSTER: name } = context.values;
    const client = context.client(atlas);
    if (!have?.enabled || !have.pointInTime) {
      await client.updateCluster(group, name, { backupEnabled: true, pitEnabled: true });
      await context.wait('Atlas to switch backups on', () => idle(context), 15);
    }
    const schedule = await client.schedule(group, name);
    const others = itemsOf(schedule).filter((item) => item.frequencyType !== 'hourly');
    const hourly: PolicyItem = { frequencyType: 'hourly', frequencyInterval: 12, retentionUnit: 'days', retentionValue: 7 };
    const [policy] = schedule.policies;
    // The list is replaced as a whole: what is there besides stays in it.
    const policies = [{ ...(policy?.id ? { id: policy.id } : {}), policyItems: [hourly, ...others] }];
    await client.updateSchedule(group, name, { policies, restoreWindowDays: guideBackups.restoreWindowDays ?? 1 });
    return want;
  },
  undo: { never: 'k77 switches no backups off; do it in Atlas → Clusters → Edit if you must' },
  gives: {},
});

async function idle(context: Pick<Context<'ATLAS_PROJECT' | 'ATLAS_CLUSTER'>, 'client' | 'values'>): Promise<true | undefined> {
  const found = (await context.client(atlas).clusters(context.values.ATLAS_PROJECT)).find(
    (one) => one.name === context.values.ATLAS_CLUSTER,
  );
  return found?.stateName === 'IDLE' ? true : undefined;
}

function itemsOf(schedule: { policies: readonly { policyItems: PolicyItem[] }[] }): PolicyItem[] {
  return schedule.policies.flatMap((policy) => policy.policyItems);
}
