/** Clusters of all sizes. A dedicated one and M0 are reached by `/clusters`, Flex by `/flexClusters`; each takes its time to be built. */
import { type Call, page, type Route } from './api.ts';
import { badAttribute, missing, Refusal } from './refusal.ts';
import { type Books, type Cluster, hostOf, letters, type Size, shardOf, stateNameOf } from './state.ts';

const mongoVersion = '8.0.12';
const read = '2024-08-05';
const write = '2024-10-23';
const flexDate = '2024-11-13';
const regions = [
  'US_EAST_1',
  'US_WEST_2',
  'EU_WEST_1',
  'EU_CENTRAL_1',
  'AP_SOUTH_1',
  'AP_SOUTHEAST_1',
  'AP_SOUTHEAST_2',
  'AP_NORTHEAST_1',
  'SA_EAST_1',
];

export const clusterRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/groups/{groupId}/flexClusters',
    date: flexDate,
    role: 'GROUP_READ_ONLY',
    run: (call) =>
      page(
        call,
        ofKind(call, 'flex').map((one) => shownFlex(call.books, one)),
      ),
  },
  {
    method: 'GET',
    path: '/groups/{groupId}/flexClusters/{name}',
    date: flexDate,
    role: 'GROUP_READ_ONLY',
    run: (call) => ({ body: shownFlex(call.books, named(call, 'flex', String(call.at.name))) }),
  },
  {
    method: 'POST',
    path: '/groups/{groupId}/flexClusters',
    date: flexDate,
    role: 'GROUP_OWNER',
    run: (call) => {
      const settings = (call.body.providerSettings ?? {}) as Record<string, unknown>;
      const made = make(call, 'FLEX', String(settings.backingProviderName), String(settings.regionName));
      return { status: 201, body: shownFlex(call.books, made) };
    },
  },
  {
    method: 'DELETE',
    path: '/groups/{groupId}/flexClusters/{name}',
    date: flexDate,
    role: 'GROUP_OWNER',
    run: (call) => {
      const { state } = call.books;
      const gone = named(call, 'flex', String(call.at.name));
      if (gone.protected)
        throw new Refusal(400, 'CANNOT_TERMINATE_CLUSTER_WHEN_TERMINATION_PROTECTION_ENABLED', `${gone.name} is protected.`, [gone.name]);
      state.clusters = state.clusters.filter((one) => one !== gone);
      call.books.changed();
      return { status: 204, body: {} };
    },
  },
  {
    method: 'GET',
    path: '/groups/{groupId}/clusters',
    date: read,
    role: 'GROUP_READ_ONLY',
    run: (call) =>
      page(
        call,
        ofKind(call, 'dedicated').map((one) => shown(call.books, one)),
      ),
  },
  {
    method: 'GET',
    path: '/groups/{groupId}/clusters/{clusterName}',
    date: read,
    role: 'GROUP_READ_ONLY',
    run: (call) => ({ body: shown(call.books, named(call, 'dedicated', String(call.at.clusterName))) }),
  },
  { method: 'POST', path: '/groups/{groupId}/clusters', date: write, role: 'GROUP_OWNER', run: create },
  { method: 'PATCH', path: '/groups/{groupId}/clusters/{clusterName}', date: write, role: 'GROUP_OWNER', run: update },
];

function create(call: Call): ReturnType<Route['run']> {
  const [spec] = (call.body.replicationSpecs ?? []) as { regionConfigs?: Record<string, unknown>[] }[];
  const config = spec?.regionConfigs?.[0];
  const size = String((config?.electableSpecs as Record<string, unknown> | undefined)?.instanceSize ?? '');
  if (call.body.clusterType !== 'REPLICASET') throw badAttribute('clusterType', 'only REPLICASET is offered here');
  if (!config) throw badAttribute('replicationSpecs', 'it is required');
  if (['M2', 'M5'].includes(size))
    throw new Refusal(
      400,
      'CLUSTER_INSTANCE_SIZE_UNSUPPORTED',
      `The instance size ${size} is no longer supported; create a Flex cluster instead.`,
      [size],
    );
  const shared = size === 'M0';
  if (shared !== (config.providerName === 'TENANT'))
    throw badAttribute('providerName', `${size} takes ${shared ? 'TENANT' : 'AWS, AZURE or GCP'}`);
  const provider = String(shared ? config.backingProviderName : config.providerName);
  if (shared && call.books.state.clusters.some((one) => one.groupId === call.at.groupId && one.size === 'M0'))
    throw new Refusal(400, 'OVER_FREE_TIER_LIMIT', 'This project already has a free cluster.');
  if (shared && call.body.backupEnabled === true) throw badAttribute('backupEnabled', 'an M0 cluster has no backups');
  const made = make(call, size as Size, provider, String(config.regionName));
  made.backupEnabled = call.body.backupEnabled === true;
  made.pitEnabled = call.body.pitEnabled === true;
  return { status: 201, body: shown(call.books, made) };
}

function update(call: Call): ReturnType<Route['run']> {
  const cluster = named(call, 'dedicated', String(call.at.clusterName));
  const { backupEnabled, pitEnabled } = call.body;
  if (cluster.size === 'M0' && (backupEnabled === true || pitEnabled === true))
    throw new Refusal(400, 'TENANT_CLUSTER_UPDATE_UNSUPPORTED', 'Cannot update a M0/M2/M5 cluster through the public API.');
  if (pitEnabled === true && backupEnabled !== true && !cluster.backupEnabled) throw badAttribute('pitEnabled', 'it takes backupEnabled');
  if (typeof backupEnabled === 'boolean') cluster.backupEnabled = backupEnabled;
  if (typeof pitEnabled === 'boolean') cluster.pitEnabled = pitEnabled;
  call.books.changed();
  return { body: shown(call.books, cluster) };
}

function make({ books, at, body }: Call, size: Size, provider: string, region: string): Cluster {
  const { state, tools } = books;
  const name = String(body.name ?? '');
  if (!/^[a-zA-Z0-9][a-zA-Z0-9-]{0,63}$/.test(name)) throw badAttribute('name', 'letters, digits and dashes');
  if (state.clusters.some((one) => one.groupId === at.groupId && one.name.slice(0, 23) === name.slice(0, 23)))
    throw new Refusal(409, 'DUPLICATE_CLUSTER_NAME', `A cluster named ${name} is already present in group ${at.groupId}.`, [
      name,
      at.groupId,
    ]);
  if (!['M0', 'FLEX', 'M10', 'M20', 'M30'].includes(size)) throw badAttribute('instanceSize', `${size} is not offered here`);
  if (provider !== 'AWS') throw badAttribute('backingProviderName', `${provider} is not offered here`);
  if (!regions.includes(region)) throw new Refusal(400, 'INVALID_REGION', `No region ${region} exists for provider AWS.`, [region]);
  if (state.trouble.payment && size !== 'M0')
    throw new Refusal(402, 'NO_PAYMENT_INFORMATION_FOUND', `No payment information was found for group ${at.groupId}.`, [at.groupId]);
  const now = books.now();
  const made: Cluster = {
    id: books.id(),
    groupId: String(at.groupId),
    name,
    size,
    provider,
    region,
    createdAt: now,
    readyAt: now + tools.buildMs,
    hash: letters(tools.random, 5),
    port: 0,
    protected: body.terminationProtectionEnabled === true,
    backupEnabled: false,
    pitEnabled: false,
    schedule: {
      policyId: books.id(),
      items: [
        { id: books.id(), frequencyType: 'hourly', frequencyInterval: 6, retentionUnit: 'days', retentionValue: 7 },
        { id: books.id(), frequencyType: 'daily', frequencyInterval: 1, retentionUnit: 'days', retentionValue: 7 },
        { id: books.id(), frequencyType: 'weekly', frequencyInterval: 6, retentionUnit: 'weeks', retentionValue: 4 },
      ],
      restoreWindowDays: 7,
    },
    snapshots: [],
    ...(Array.isArray(body.tags) ? { tags: (body.tags as NonNullable<Cluster['tags']>).map(({ key, value }) => ({ key, value })) } : {}),
  };
  state.clusters.push(made);
  books.changed();
  return made;
}

function ofKind({ books, at }: Call, kind: 'flex' | 'dedicated'): Cluster[] {
  return books.state.clusters.filter((one) => one.groupId === at.groupId && (one.size === 'FLEX') === (kind === 'flex'));
}

export function named(call: Call, kind: 'flex' | 'dedicated', name: string): Cluster {
  const found = ofKind(call, kind).find((one) => one.name === name);
  if (found) return found;
  const other = ofKind(call, kind === 'flex' ? 'dedicated' : 'flex').some((one) => one.name === name);
  if (other)
    throw new Refusal(
      400,
      kind === 'flex' ? 'CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API' : 'CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API',
      `Cluster ${name} cannot be used here.`,
      [name],
    );
  throw missing('cluster', 'CLUSTER_NOT_FOUND', name);
}

function strings(books: Books, cluster: Cluster): Record<string, string> {
  if (stateNameOf(cluster, books.now()) !== 'IDLE') return {};
  return {
    standard: `mongodb://${shardOf(cluster)}:27017/?ssl=true&authSource=admin&replicaSet=atlas-${cluster.hash}-shard-0`,
    standardSrv: `mongodb+srv://${hostOf(cluster)}`,
  };
}

function shownFlex(books: Books, cluster: Cluster): Record<string, unknown> {
  return {
    backupSettings: { enabled: true },
    clusterType: 'REPLICASET',
    connectionStrings: strings(books, cluster),
    createDate: new Date(cluster.createdAt).toISOString(),
    groupId: cluster.groupId,
    id: cluster.id,
    links: [],
    mongoDBVersion: mongoVersion,
    name: cluster.name,
    providerSettings: { backingProviderName: cluster.provider, diskSizeGB: 5, providerName: 'FLEX', regionName: cluster.region },
    stateName: stateNameOf(cluster, books.now()),
    tags: cluster.tags ?? [],
    terminationProtectionEnabled: cluster.protected,
    versionReleaseSystem: 'LTS',
  };
}

function shown(books: Books, cluster: Cluster): Record<string, unknown> {
  const shared = cluster.size === 'M0';
  const region = shared
    ? {
        backingProviderName: cluster.provider,
        electableSpecs: { instanceSize: 'M0' },
        priority: 7,
        providerName: 'TENANT',
        regionName: cluster.region,
      }
    : {
        electableSpecs: { instanceSize: cluster.size, nodeCount: 3, diskSizeGB: 10 },
        priority: 7,
        providerName: cluster.provider,
        regionName: cluster.region,
      };
  return {
    backupEnabled: cluster.backupEnabled,
    clusterType: 'REPLICASET',
    connectionStrings: strings(books, cluster),
    createDate: new Date(cluster.createdAt).toISOString(),
    groupId: cluster.groupId,
    id: cluster.id,
    labels: [],
    links: [],
    mongoDBMajorVersion: '8.0',
    mongoDBVersion: mongoVersion,
    name: cluster.name,
    paused: false,
    pitEnabled: cluster.pitEnabled,
    replicationSpecs: [{ id: cluster.id, regionConfigs: [region], zoneId: cluster.id, zoneName: 'Zone 1' }],
    rootCertType: 'ISRGROOTX1',
    stateName: stateNameOf(cluster, books.now()),
    tags: [],
    terminationProtectionEnabled: cluster.protected,
    versionReleaseSystem: 'LTS',
  };
}
