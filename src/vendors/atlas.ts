/**
 * MongoDB Atlas: project, cluster, user, access list, backups and alerts of the database (phase 6.2). A small client over our door: there is no SDK for Node.
 * API reference: https://www.mongodb.com/docs/api/doc/atlas-admin-api-v2/
 */
import { exits, OperatorError, VendorError } from '../core/errors.ts';
import type { Identity, Vendor } from '../core/vendor.ts';
import { AtlasError, atlasBase, authorized, tokenPath } from './atlas-door.ts';
import type {
  AccessEntry,
  AlertConfig,
  BackupSchedule,
  DatabaseUser,
  DedicatedCluster,
  FlexCluster,
  FlexRestore,
  FlexSnapshot,
  Group,
  Measurements,
  NewAlert,
  NewCluster,
  NewFlexCluster,
  Organization,
  Process,
  Snapshot,
} from './atlas-types.ts';
import { atlasUsage } from './atlas-usage.ts';

/** Every operation is dated; this is the date whose shape we read. */
const dates = { common: '2023-01-01', cluster: '2024-08-05', newCluster: '2024-10-23', flex: '2024-11-13' } as const;
const root = '/api/atlas/v2';
const perPage = 100;

export type Atlas = ReturnType<typeof clientOf>;

function clientOf(send: ReturnType<typeof authorized>) {
  const call = async <T>(method: string, path: string, date: string, body?: unknown): Promise<T> => {
    const type = `application/vnd.atlas.${date}+json`;
    const answer = await send(`${atlasBase}${root}${path}`, {
      method,
      headers: { accept: type, ...(body === undefined ? {} : { 'content-type': type }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.status < 300) return (answer.status === 204 ? {} : await answer.json()) as T;
    throw await refusal(answer, `${method} ${root}${path.split('?')[0]}`);
  };
  const get = <T>(path: string, date: string = dates.common): Promise<T> => call<T>('GET', path, date);
  const all = async <T>(path: string, date: string = dates.common): Promise<T[]> => {
    const found: T[] = [];
    for (let page = 1; ; page++) {
      const { results, totalCount } = await get<{ results: T[]; totalCount?: number }>(
        `${path}${path.includes('?') ? '&' : '?'}itemsPerPage=${perPage}&pageNum=${page}`,
        date,
      );
      found.push(...results);
      if (results.length < perPage || found.length >= (totalCount ?? Number.POSITIVE_INFINITY)) return found;
    }
  };
  const in_ = (project: string): string => `/groups/${project}`;
  return {
    organizations: () => all<Organization>('/orgs'),
    projects: () => all<Group>('/groups'),
    project: (name: string) =>
      orAbsent(get<Group>(`/groups/byName/${encodeURIComponent(name)}`), 'GROUP_NOT_FOUND', 'GROUP_NAME_NOT_FOUND'),
    createProject: (name: string, orgId: string) =>
      call<Group>('POST', '/groups', dates.common, { name, orgId, withDefaultAlertsSettings: true }),

    clusters: (project: string) => all<DedicatedCluster>(`${in_(project)}/clusters`, dates.cluster),
    createCluster: (project: string, wanted: NewCluster) =>
      call<DedicatedCluster>('POST', `${in_(project)}/clusters`, dates.newCluster, wanted),
    updateCluster: (project: string, name: string, change: { backupEnabled?: boolean; pitEnabled?: boolean }) =>
      call<DedicatedCluster>('PATCH', `${in_(project)}/clusters/${name}`, dates.newCluster, change),
    flexClusters: (project: string) => all<FlexCluster>(`${in_(project)}/flexClusters`, dates.flex),
    flexCluster: (project: string, name: string) =>
      orAbsent(get<FlexCluster>(`${in_(project)}/flexClusters/${name}`, dates.flex), 'CLUSTER_NOT_FOUND'),
    createFlexCluster: (project: string, wanted: NewFlexCluster) =>
      call<FlexCluster>('POST', `${in_(project)}/flexClusters`, dates.flex, wanted),

    /** Only for a copy that k77 made a moment ago: nothing else that holds data is ever deleted. */
    deleteFlexCluster: (project: string, name: string) => call('DELETE', `${in_(project)}/flexClusters/${name}`, dates.flex),

    users: (project: string) => all<DatabaseUser>(`${in_(project)}/databaseUsers`),
    user: (project: string, username: string) =>
      orAbsent(
        get<DatabaseUser>(`${in_(project)}/databaseUsers/admin/${encodeURIComponent(username)}`),
        'USERNAME_NOT_FOUND',
        'USER_NOT_FOUND',
      ),
    createUser: (project: string, user: DatabaseUser & { password: string }) =>
      call<DatabaseUser>('POST', `${in_(project)}/databaseUsers`, dates.common, { groupId: project, ...user }),
    updateUser: (project: string, username: string, change: Partial<DatabaseUser> & { password?: string }) =>
      call<DatabaseUser>('PATCH', `${in_(project)}/databaseUsers/admin/${encodeURIComponent(username)}`, dates.common, change),

    deleteUser: (project: string, username: string) =>
      orAbsent(call('DELETE', `${in_(project)}/databaseUsers/admin/${encodeURIComponent(username)}`, dates.common), 'USERNAME_NOT_FOUND'),

    accessList: (project: string) => all<AccessEntry>(`${in_(project)}/accessList`),
    addAccess: (project: string, entries: readonly AccessEntry[]) => call('POST', `${in_(project)}/accessList`, dates.common, entries),
    removeAccess: (project: string, entry: string) =>
      call('DELETE', `${in_(project)}/accessList/${encodeURIComponent(entry)}`, dates.common),

    schedule: (project: string, cluster: string) =>
      get<BackupSchedule>(`${in_(project)}/clusters/${cluster}/backup/schedule`, dates.cluster),
    updateSchedule: (project: string, cluster: string, schedule: Partial<BackupSchedule>) =>
      call<BackupSchedule>('PATCH', `${in_(project)}/clusters/${cluster}/backup/schedule`, dates.cluster, schedule),
    snapshots: (project: string, cluster: string) => all<Snapshot>(`${in_(project)}/clusters/${cluster}/backup/snapshots`),
    flexSnapshots: (project: string, cluster: string) =>
      all<FlexSnapshot>(`${in_(project)}/flexClusters/${cluster}/backup/snapshots`, dates.flex),

    /** What is in the target is lost. */
    restoreFlex: (project: string, cluster: string, snapshotId: string, target: string) =>
      call<FlexRestore>('POST', `${in_(project)}/flexClusters/${cluster}/backup/restoreJobs`, dates.flex, {
        snapshotId,
        targetDeploymentItemName: target,
        targetProjectId: project,
      }),
    flexRestore: (project: string, cluster: string, job: string) =>
      get<FlexRestore>(`${in_(project)}/flexClusters/${cluster}/backup/restoreJobs/${job}`, dates.flex),

    alerts: (project: string) => all<AlertConfig>(`${in_(project)}/alertConfigs`),
    createAlert: (project: string, alert: NewAlert) => call<AlertConfig>('POST', `${in_(project)}/alertConfigs`, dates.common, alert),
    /** Replaces the whole configuration. */
    updateAlert: (project: string, id: string, alert: NewAlert) =>
      call<AlertConfig>('PUT', `${in_(project)}/alertConfigs/${id}`, dates.common, alert),
    removeAlert: (project: string, id: string) => call('DELETE', `${in_(project)}/alertConfigs/${id}`, dates.common),

    processes: (project: string) => all<Process>(`${in_(project)}/processes`),
    measurements: (project: string, process: string, names: readonly string[]) =>
      get<Measurements>(
        `${in_(project)}/processes/${encodeURIComponent(process)}/measurements?granularity=PT1M&period=PT10M&${names.map((name) => `m=${name}`).join('&')}`,
      ),
  };
}

async function refusal(answer: Response, call: string): Promise<AtlasError> {
  const said = (await answer.json().catch(() => ({}))) as { errorCode?: string; detail?: string; reason?: string };
  return new AtlasError({
    status: answer.status,
    errorCode: said.errorCode,
    detail: said.detail ?? said.reason ?? `status ${answer.status}`,
    call,
  });
}

async function orAbsent<T>(answer: Promise<T>, ...codes: string[]): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AtlasError && (error.status === 404 || codes.includes(error.errorCode ?? ''))) return undefined;
    throw error;
  }
}

const keysPage = 'https://cloud.mongodb.com/v2#/preferences/organizations';

export const atlas: Vendor<Atlas> = {
  id: 'atlas',
  title: 'MongoDB Atlas',
  base: atlasBase,
  credentials: ['ATLAS_CLIENT_ID', 'ATLAS_CLIENT_SECRET', 'ATLAS_PUBLIC_KEY', 'ATLAS_PRIVATE_KEY'],
  oneOf: [
    ['ATLAS_CLIENT_ID', 'ATLAS_CLIENT_SECRET'],
    ['ATLAS_PUBLIC_KEY', 'ATLAS_PRIVATE_KEY'],
  ],
  token: {
    page: keysPage,
    permissions: [
      { what: 'Organization Read Only', level: 'read', why: 'shows whose account this is' },
      { what: 'Organization Project Creator', level: 'write', why: 'makes the project, once; take it away afterwards' },
      {
        what: 'Project Owner, of this project',
        level: 'write',
        why: 'makes the cluster and switches backups on; whoever makes a project owns it',
      },
      { what: 'Project Database Access Admin', level: 'write', why: 'makes the user of the services; part of Project Owner' },
      { what: 'Project Network Access Manager', level: 'write', why: 'keeps the access list; part of Project Owner' },
      { what: 'Project Alerts Manager', level: 'write', why: 'keeps the alerts; part of Project Owner' },
    ],
    note: 'Organization → Access Manager → Applications → Service accounts → Create. An API key (public and private) does as well. If the organization demands an access list for its API, add this machine.',
  },
  connect: (door, credentials) => clientOf(authorized(door, credentials)),
  whoami,
  usage: atlasUsage,
  reads: ({ path }) => path === tokenPath,
  explain,
  advice: {
    '401':
      'the login is wrong, expired or switched off: make a new secret of the service account, or a new API key, in Atlas → Access Manager',
    '402': 'Atlas wants a payment method for this tier: https://cloud.mongodb.com → Billing',
    '403': 'a role is missing: k77 doctor atlas lists all of them',
    '404': 'it does not exist in this organization: run k77 plan to see what is there',
    '406': 'Atlas no longer speaks this version of its API: update k77',
    '409': 'it exists already or is busy: run the same command again in a minute',
    '429': 'Atlas limits the rate; k77 has waited and tried again: run the same command in a minute',
    invalid_client:
      'the service account or its secret is wrong or has expired (secrets end after at most a year): make a new secret in Atlas → Access Manager',
    IP_ADDRESS_NOT_ON_ACCESS_LIST:
      "this machine is not on the API's own access list: add it in Atlas → Access Manager, at the service account or key",
    ORG_REQUIRES_ACCESS_LIST:
      'the organization demands an access list for its API: add this machine in Atlas → Access Manager, at the service account or key',
    USER_UNAUTHORIZED: 'a role is missing: k77 doctor atlas lists all of them',
    NOT_ORG_GROUP_CREATOR:
      'the role Organization Project Creator is missing; or make the project by hand and give the service account Project Owner in it',
    NO_PAYMENT_INFORMATION_FOUND:
      'Atlas wants a payment method for this tier: https://cloud.mongodb.com → Billing, or answer databaseTier=free',
    CANNOT_CREATE_FREE_CLUSTER_VIA_PUBLIC_API:
      'make the free cluster by hand at https://cloud.mongodb.com with the name that the plan shows, then run the same command again',
    OVER_FREE_TIER_LIMIT: 'a project may have one free cluster: use another project, or answer databaseTier=flex',
    DUPLICATE_CLUSTER_NAME: 'a cluster of that name exists already: run the same command again, it is adopted',
    CLUSTER_INSTANCE_SIZE_UNSUPPORTED: 'this size is not sold any more: answer databaseTier=flex or m10',
    default: 'run the same command again; https://status.mongodb.com tells whether Atlas is having trouble',
  },
  secretFields: ['password', 'access_token', 'privateKey', 'secret', 'clientSecret'],
  // 100 requests per minute and project: https://www.mongodb.com/docs/atlas/api/api-rate-limiting/
  limits: { perSecond: 8, concurrent: 4 },
};

/** A service account and an API key belong to one organization. */
async function whoami(client: Atlas): Promise<Identity> {
  const [first] = await client.organizations();
  if (first) return { account: first.id, name: first.name, mode: 'none' };
  throw new OperatorError({
    what: 'these Atlas credentials see no organization',
    fix: 'give the service account the role Organization Read Only',
    see: keysPage,
    exit: exits.preflight,
  });
}

function explain(error: unknown, call: string): VendorError | undefined {
  if (error instanceof AtlasError)
    return new VendorError({
      vendor: atlas.title,
      call: error.call,
      status: error.status,
      message: error.message,
      code: error.errorCode,
      advice: atlas.advice[error.errorCode ?? ''] ?? atlas.advice[String(error.status)] ?? String(atlas.advice.default),
      exit: [401, 402, 403].includes(error.status) ? exits.preflight : exits.failed,
      cause: error,
    });
  const lost = error instanceof TypeError && error.message === 'fetch failed';
  if (!lost) return undefined;
  return new VendorError({
    vendor: atlas.title,
    call,
    status: 0,
    message: 'no answer',
    advice: String(atlas.advice.default),
    cause: error,
  });
}
