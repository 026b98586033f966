/** Backups: a schedule from M10 on, a snapshot a day on Flex, none on M0. */
import { type Call, page, type Route } from './api.ts';
import { named } from './clusters.ts';
import { badAttribute, Refusal } from './refusal.ts';
import type { Books, Cluster } from './state.ts';

const at = '/groups/{groupId}/clusters/{clusterName}/backup';
const dayMs = 86_400_000;

export const backupRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: `${at}/schedule`,
    date: '2024-08-05',
    role: 'GROUP_READ_ONLY',
    run: (call) => ({ body: shown(withBackup(call)) }),
  },
  { method: 'PATCH', path: `${at}/schedule`, date: '2024-08-05', role: 'GROUP_OWNER', run: change },
  {
    method: 'GET',
    path: `${at}/snapshots`,
    date: '2023-01-01',
    role: 'GROUP_READ_ONLY',
    run: (call) => page(call, withBackup(call).snapshots.map(snapshot)),
  },
  {
    method: 'GET',
    path: '/groups/{groupId}/flexClusters/{name}/backup/snapshots',
    date: '2024-11-13',
    role: 'GROUP_READ_ONLY',
    run: (call) => page(call, named(call, 'flex', String(call.at.name)).snapshots.map(flexSnapshot)),
  },
];

function withBackup(call: Call): Cluster {
  const cluster = named(call, 'dedicated', String(call.at.clusterName));
  if (cluster.size === 'M0')
    throw new Refusal(400, 'TENANT_CLUSTER_BACKUP_UNSUPPORTED', 'Backups are not available for M0 clusters.', [cluster.name]);
  return cluster;
}

function change(call: Call): ReturnType<Route['run']> {
  const cluster = withBackup(call);
  if (!cluster.backupEnabled)
    throw new Refusal(400, 'BACKUP_CONFIG_NOT_FOUND', `No backup configuration found for cluster ${cluster.name}.`, [cluster.name]);
  const { policies, restoreWindowDays } = call.body as {
    policies?: { policyItems?: Record<string, unknown>[] }[];
    restoreWindowDays?: number;
  };
  const items = policies?.[0]?.policyItems;
  if (items) {
    for (const item of items) checkItem(item);
    cluster.schedule.items = items.map((item) => ({ id: call.books.id(), ...item }));
  }
  if (restoreWindowDays !== undefined) cluster.schedule.restoreWindowDays = restoreWindowDays;
  call.books.changed();
  return { body: shown(cluster) };
}

function checkItem(item: Record<string, unknown>): void {
  const hours = [1, 2, 4, 6, 8, 12];
  if (item.frequencyType === 'hourly' && !hours.includes(Number(item.frequencyInterval)))
    throw badAttribute('frequencyInterval', `hourly takes ${hours.join(', ')}`);
  for (const name of ['frequencyType', 'frequencyInterval', 'retentionUnit', 'retentionValue'])
    if (item[name] === undefined) throw badAttribute(name, 'it is required');
}

function shown({ id, name, schedule }: Cluster): Record<string, unknown> {
  return {
    autoCopySettingsEnabled: false,
    autoExportEnabled: false,
    clusterId: id,
    clusterName: name,
    copySettings: [],
    extraRetentionSettings: [],
    links: [],
    policies: [{ id: schedule.policyId, policyItems: schedule.items }],
    referenceHourOfDay: 12,
    referenceMinuteOfHour: 0,
    restoreWindowDays: schedule.restoreWindowDays,
    useOrgAndGroupNamesInExportPrefix: false,
  };
}

function snapshot({ id, at: time }: Cluster['snapshots'][number]): Record<string, unknown> {
  return {
    cloudProvider: 'AWS',
    createdAt: new Date(time).toISOString(),
    expiresAt: new Date(time + 7 * dayMs).toISOString(),
    frequencyType: 'hourly',
    id,
    links: [],
    mongodVersion: '8.0.12',
    snapshotType: 'scheduled',
    status: 'completed',
    storageSizeBytes: 0,
    type: 'replicaSet',
  };
}

function flexSnapshot({ id, at: time }: Cluster['snapshots'][number]): Record<string, unknown> {
  const when = new Date(time).toISOString();
  return {
    expiration: new Date(time + 8 * dayMs).toISOString(),
    finishTime: when,
    id,
    links: [],
    mongoDBVersion: '8.0.12',
    scheduledTime: when,
    startTime: when,
    status: 'COMPLETED',
  };
}

/** What is due: a day after the last one on Flex, hours after it on a cluster with a schedule. */
export function takeSnapshots(books: Books): void {
  if (books.state.trouble.snapshots) return;
  for (const cluster of books.state.clusters) {
    const hours = cluster.size === 'FLEX' ? 24 : cluster.backupEnabled ? hoursOf(cluster) : undefined;
    if (hours === undefined || cluster.port === 0) continue;
    const last = cluster.snapshots.at(-1)?.at ?? cluster.readyAt;
    const { firstSnapshotMs = hours * 3_600_000 } = books.tools;
    if (books.now() - last < (cluster.snapshots.length === 0 ? firstSnapshotMs : hours * 3_600_000)) continue;
    cluster.snapshots = [...cluster.snapshots, { id: books.id(), at: books.now() }].slice(-8);
    books.changed();
  }
}

function hoursOf(cluster: Cluster): number {
  return Number(cluster.schedule.items.find((item) => item.frequencyType === 'hourly')?.frequencyInterval ?? 24);
}
