/**
 * Infrastructure · MongoDB Atlas: the cluster, who may use it, and whether it is backed up. What is measured on a connection stands in `database-live.ts`.
 */
import { type AnyCheck, type CheckContext, check } from '../src/core/check.ts';
import { infoOf } from '../src/core/keys.ts';
import { hostVendors } from '../src/hosts/hosts.ts';
import { anywhere, cidrOf, entriesOf, reviewMark } from '../src/phases/6.2-mongodb/access.ts';
import { atlasRegion, namesFor, namesThere, type Tier, tierOf, tiers } from '../src/phases/6.2-mongodb/tiers.ts';
import { nearOf } from '../src/phases/6.5-bot/host-questions.ts';
import { at, keysAt } from '../src/phases/6.5-bot/hosted-service.ts';
import { nameKeys } from '../src/phases/6.5-bot/names.ts';
import { atlas } from '../src/vendors/atlas.ts';
import { readMongoUri } from '../src/vendors/mongodb.ts';
import { held } from './held.ts';
import { isMade, serviceOf } from './hosting-seen.ts';
import { judge, later, unknown } from './verdict.ts';

interface Found {
  tier: string;
  region: string;
  state: string;
  created: number | undefined;
}

const clusterRunning = check({
  id: 'mongodb.cluster-running',
  section: 'Infrastructure',
  phase: '6.2',
  title: 'The database cluster runs, in the size and place that were agreed',
  guide: ['6.2/1', '6.2#001', 'post#008'],
  settings: held('6.2/1:tier', '6.2/1:provider', '6.2/1:name', '6.2/1:ready'),
  weight: 'blocker',
  uses: [atlas],
  needs: ['ATLAS_PROJECT', 'ATLAS_CLUSTER', 'databaseTier', 'databaseRegion'],
  async probe(context) {
    const { values } = context;
    const tier = tierOf(values);
    const found = await clusterOf(context);
    return judge(context, {
      wrong: found
        ? [
            found.state !== 'IDLE' && `${values.ATLAS_CLUSTER} is ${found.state}`,
            found.tier !== tier && `it is ${found.tier}, not ${tier}`,
            found.region !== atlasRegion(values.databaseRegion) && `it stands in ${found.region}`,
          ]
        : [`there is no cluster ${values.ATLAS_CLUSTER}`],
      saw: `${values.ATLAS_CLUSTER}, ${tiers[tier].title} in ${values.databaseRegion}, IDLE`,
      want: `${tiers[tier].title} in ${values.databaseRegion}, IDLE`,
      from: 'Atlas GET /groups/{id}/clusters and /flexClusters',
      fix: 'k77 deploy --only atlas.cluster, or wait while Atlas works on it',
    });
  },
});

/** Services that ask the database again and again. */
const askers = ['bot', 'worker', 'api'] as const;

const regionNear = check({
  id: 'mongodb.region',
  section: 'Infrastructure',
  phase: '6.2',
  title: 'The database stands in the region of the hosts',
  guide: ['6.2/1'],
  settings: held('6.2/1:region'),
  weight: 'warning',
  uses: [atlas, ...hostVendors(...askers)],
  needs: ['ATLAS_PROJECT', 'ATLAS_CLUSTER', 'databaseRegion'],
  tolerates: [...new Set(askers.flatMap((service) => [...keysAt(service), nameKeys[service]]))],
  async probe(context) {
    const { values } = context;
    const made = askers.filter((service) => isMade(service, values));
    if (made.length === 0) return later('6.5', `the database stands in ${values.databaseRegion}; no service is at a host yet`);
    const stands = (await clusterOf(context))?.region;
    const near = nearOf(stands?.toLowerCase().replaceAll('_', '-') ?? String(values.databaseRegion));
    const seen = await Promise.all(
      made.map(async (service) => {
        const { host } = at(service, values);
        const region = (await serviceOf(context, service))?.settings.region;
        return { service, region, near: Object.entries(host.regions).find(([, name]) => name === region)?.[0] };
      }),
    );
    const untold = seen.filter(({ region }) => region === undefined);
    if (untold.length > 0) return unknown(`its host does not tell where it runs: ${untold.map(({ service }) => service).join(', ')}`);
    return judge(context, {
      wrong: seen.map((one) => one.near !== near && `the ${one.service} runs in ${one.region}, the database is in ${stands ?? 'no place'}`),
      saw: `database in ${stands}, ${seen.map(({ service, region }) => `${service} in ${region}`).join(', ')}`,
      want: `bot, worker and API in ${near}, next to the database: each question to it crosses the way between them`,
      from: 'Atlas GET /groups/{id}/clusters, and the services at their hosts',
      fix: `--set hostNear=${near}, then k77 deploy 6.5 6.6 moves the services; a database is moved by hand`,
    });
  },
});

const userLeast = check({
  id: 'mongodb.user-least',
  section: 'Infrastructure',
  phase: '6.2',
  title: 'The services have a database user of their own, with a strong password, who may do no more than they need',
  guide: ['6.2/2', '6.2#002'],
  settings: held('6.2/2:authentication', '6.2/2:username', '6.2/2:password', '6.2/2:role'),
  weight: 'blocker',
  uses: [atlas],
  needs: ['ATLAS_PROJECT', 'MONGODB_URI', 'MONGODB_DATABASE'],
  async probe(context) {
    const { values } = context;
    const kept = readMongoUri(values.MONGODB_URI.reveal());
    const found = await context.client(atlas).user(values.ATLAS_PROJECT, kept?.username ?? '');
    const roles = found?.roles.map((role) => `${role.roleName}@${role.databaseName}`) ?? [];
    const wanted = `readWrite@${values.MONGODB_DATABASE}`;
    const password = kept?.password ?? '';
    return judge(context, {
      wrong: found
        ? [
            !roles.includes(wanted) && `${found.username} lacks ${wanted}`,
            ...roles.filter((role) => role !== wanted).map((role) => `${found.username} also has ${role}`),
            (password.length < 24 || new Set(password).size < 12) &&
              `the password has ${password.length} characters of ${new Set(password).size} kinds`,
          ]
        : [`Atlas knows no user ${kept?.username ?? '(none in MONGODB_URI)'}`],
      saw: `${kept?.username ?? ''}: ${wanted}, a password of ${password.length} random characters`,
      want: `one user with ${wanted} alone (the guide's "Atlas admin" could drop every database) and a password of 24 characters or more`,
      from: 'Atlas GET /groups/{id}/databaseUsers/admin/{name}',
      fix: 'k77 deploy --only atlas.user',
    });
  },
});

const accessConfigured = check({
  id: 'mongodb.access',
  section: 'Infrastructure',
  phase: '6.2',
  title: 'The addresses of the services may reach the database',
  guide: ['6.2/2', '6.2#003'],
  settings: held('6.2/2:access-list'),
  weight: 'blocker',
  task: 'atlas.access',
  uses: [atlas],
  needs: ['ATLAS_PROJECT', 'databaseAccess'],
  async probe(context) {
    const there = (await context.client(atlas).accessList(context.values.ATLAS_PROJECT)).map(cidrOf);
    const wanted = entriesOf(context.values.databaseAccess);
    const missing = wanted.filter((entry) => !there.includes(entry));
    return judge(context, {
      wrong: [missing.length > 0 && `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not on the access list`],
      saw: wanted.join(', '),
      want: `on the access list: ${wanted.join(', ')}`,
      from: 'Atlas GET /groups/{id}/accessList',
      fix: 'k77 deploy --only atlas.access',
    });
  },
});

const accessReviewed = check({
  id: 'mongodb.access-reviewed',
  section: 'Infrastructure',
  phase: '6.2',
  title: 'The database is not open to every address, or somebody looks at that again in time',
  guide: ['6.2/2'],
  weight: 'warning',
  uses: [atlas],
  needs: ['ATLAS_PROJECT'],
  async probe(context) {
    const open = (await context.client(atlas).accessList(context.values.ATLAS_PROJECT)).find((entry) => cidrOf(entry) === anywhere);
    const date = new RegExp(`${reviewMark} (\\d{4}-\\d{2}-\\d{2})`).exec(open?.comment ?? '')?.[1];
    const today = context.clock.now().toISOString().slice(0, 10);
    return judge(context, {
      wrong: [
        open !== undefined &&
          (date === undefined || date <= today) &&
          `${anywhere} lets every address knock${date ? `, to be reviewed by ${date}` : ''}`,
      ],
      saw: open ? `${anywhere} for now, to be reviewed by ${date}` : 'only listed addresses',
      want: `no ${anywhere}, or a date for looking again that is not over`,
      from: 'Atlas GET /groups/{id}/accessList',
      fix: `answer databaseAccess with the addresses of your host, then k77 deploy 6.2, and delete ${anywhere} in Atlas → Network Access`,
    });
  },
});

const uriRight = check({
  id: 'mongodb.uri',
  section: 'Infrastructure',
  phase: '6.2',
  title: 'The connection string leads to this cluster and database, and nothing in it can be misread',
  guide: ['6.2/3', '6.2#004'],
  settings: held('6.2/3:uri', '6.2/3:encoded', '6.2/3:database'),
  weight: 'blocker',
  uses: [],
  needs: ['MONGODB_URI', 'MONGODB_DATABASE', 'ATLAS_CLUSTER_HOST', 'project', 'ENVIRONMENT'],
  tolerates: namesThere,
  async probe(context) {
    const { values } = context;
    const uri = values.MONGODB_URI.reveal();
    const about = readMongoUri(uri);
    const [address = '', query = ''] = uri.split('?');
    const elsewhere = about?.host !== values.ATLAS_CLUSTER_HOST;
    // What cannot be read is not shown either: a piece of it may be a piece of the password.
    const misread = (address.match(/@/g) ?? []).length !== 1 || /[#[\]]|:\/\/[^@]*\//.test(address);
    return judge(context, {
      wrong: misread
        ? ['a character in user or password is not percent-encoded']
        : [
            !uri.startsWith('mongodb+srv://') && 'it does not begin with mongodb+srv://',
            elsewhere && 'it leads to another host, or a character in user or password is not percent-encoded',
            !elsewhere && about?.database !== values.MONGODB_DATABASE && `it names the database ${about?.database || '(none)'}`,
            values.MONGODB_DATABASE !== namesFor(values).database && `MONGODB_DATABASE is ${values.MONGODB_DATABASE}`,
            !/(^|&)retryWrites=true(&|$)/.test(query) && 'retryWrites=true is missing',
            !/(^|&)w=majority(&|$)/.test(query) && 'w=majority is missing',
          ],
      saw: `mongodb+srv://…@${values.ATLAS_CLUSTER_HOST}/${values.MONGODB_DATABASE}, retryWrites, w=majority`,
      want: `mongodb+srv, host ${values.ATLAS_CLUSTER_HOST}, database ${values.MONGODB_DATABASE}, percent-encoded, retryWrites=true, w=majority`,
      from: 'MONGODB_URI and MONGODB_DATABASE in the env files',
      fix: 'k77 deploy --only atlas.user',
    });
  },
});

const variables = check({
  id: 'mongodb.variables',
  section: 'Infrastructure',
  phase: '6.2',
  title: 'Bot, worker and API have the values of the database',
  guide: ['6.2/3', '6.2#005'],
  settings: held('6.2/3:files'),
  weight: 'blocker',
  task: 'env.files',
  uses: [],
  needs: ['MONGODB_URI', 'MONGODB_DATABASE'],
  async probe(context) {
    const files = await context.envFiles();
    const ofDatabase = (keys: readonly Parameters<typeof infoOf>[0][]): string[] => keys.filter((key) => infoOf(key).phase === '6.2');
    return judge(context, {
      wrong: files.flatMap(({ path, missing, different }) => [
        ofDatabase(missing).length > 0 && `${path} lacks ${ofDatabase(missing).join(', ')}`,
        ofDatabase(different).length > 0 && `${path} has another ${ofDatabase(different).join(', ')}`,
      ]),
      saw: 'MONGODB_URI and MONGODB_DATABASE in the files of bot, worker and API',
      want: 'MONGODB_URI and MONGODB_DATABASE as they are kept, in the files of bot, worker and API',
      from: 'the env files against the table of values (k77 env diff)',
      fix: 'k77 deploy --only env.files',
    });
  },
});

/** Hours after which the newest snapshot should have a successor, with two in reserve. */
const newest: Readonly<Record<'flex' | 'm10', number>> = { flex: 26, m10: 14 };

const backedUp = check({
  id: 'mongodb.backups',
  section: 'Infrastructure',
  phase: '6.2',
  title: 'The database is backed up by itself',
  guide: ['6.2/4', '6.2#006', 'post#009', '6.5#015'],
  settings: held('6.2/4:frequency', '6.2/4:retention', '6.2/4:point-in-time', '6.2/4:free'),
  weight: 'blocker',
  uses: [atlas],
  needs: ['ATLAS_PROJECT', 'ATLAS_CLUSTER', 'databaseTier'],
  tolerates: ['databaseBackups'],
  async probe(context) {
    const tier = tierOf(context.values);
    if (tier === 'free')
      return {
        state: 'impossible',
        why: 'Atlas keeps no backups of an M0',
        instead:
          'Flex, from $8 a month, has one every day; or run mongodump every day on a machine of yours (a folder of a host is lost at its next deploy)',
      };
    const { ATLAS_PROJECT: group, ATLAS_CLUSTER: name } = context.values;
    const client = context.client(atlas);
    const found = await clusterOf(context);
    const on = await isOn(context, tier);
    const snapshots =
      tier === 'flex'
        ? (await client.flexSnapshots(group, name)).flatMap((one) => (one.status === 'COMPLETED' && one.finishTime ? [one.finishTime] : []))
        : on &&
          (await client.snapshots(group, name)).flatMap((one) => (one.status === 'completed' && one.createdAt ? [one.createdAt] : []));
    const times = (snapshots || []).map((time) => Date.parse(time));
    const last = times.length > 0 ? Math.max(...times) : undefined;
    const hours = Math.round((context.clock.now().getTime() - (last ?? found?.created ?? 0)) / 3_600_000);
    const drift = tier === 'm10' ? await context.drift('atlas.backups') : [];
    return judge(context, {
      wrong: [
        !on && 'backups are switched off',
        on &&
          hours > newest[tier] &&
          (last ? `the newest snapshot is ${hours} h old` : `there is no snapshot, ${hours} h after the cluster was made`),
        ...('waits' in drift
          ? []
          : drift.filter(({ path }) => path !== '' && path !== 'enabled').map(({ path, from }) => `${path} is ${String(from)}`)),
      ],
      saw: last ? `${times.length} snapshots, the newest ${hours} h old` : `on; the first snapshot is due in ${newest[tier] - 2 - hours} h`,
      want:
        tier === 'flex' ? 'a snapshot every day, as Flex makes it by itself' : 'every 12 hours, kept 7 days, any moment of the last day',
      from:
        tier === 'flex' ? 'Atlas GET /flexClusters/{name}/backup/snapshots' : 'Atlas GET /clusters/{name}/backup/schedule and /snapshots',
      fix:
        tier === 'flex'
          ? 'look at Atlas → Clusters → Backup; Flex backups cannot be set'
          : 'answer databaseBackups=yes, then k77 deploy --only atlas.backups',
    });
  },
});

type ClusterContext = Pick<CheckContext<'ATLAS_PROJECT' | 'ATLAS_CLUSTER'>, 'client' | 'values'>;

async function clusterOf({ client, values }: ClusterContext): Promise<Found | undefined> {
  const [flex, dedicated] = await Promise.all([
    client(atlas).flexClusters(values.ATLAS_PROJECT),
    client(atlas).clusters(values.ATLAS_PROJECT),
  ]);
  const small = flex.find((one) => one.name === values.ATLAS_CLUSTER);
  if (small) return { tier: 'flex', region: small.providerSettings.regionName, state: small.stateName, created: made(small) };
  const large = dedicated.find((one) => one.name === values.ATLAS_CLUSTER);
  const config = large?.replicationSpecs[0]?.regionConfigs[0];
  const size = config?.electableSpecs?.instanceSize ?? '';
  return (
    large && {
      tier: size === 'M0' ? 'free' : size.toLowerCase(),
      region: config?.regionName ?? '',
      state: large.stateName,
      created: made(large),
    }
  );
}

function made(cluster: { createDate?: string }): number | undefined {
  return cluster.createDate === undefined ? undefined : Date.parse(cluster.createDate);
}

async function isOn({ client, values }: ClusterContext, tier: Tier): Promise<boolean> {
  if (tier === 'flex') {
    const found = (await client(atlas).flexClusters(values.ATLAS_PROJECT)).find((one) => one.name === values.ATLAS_CLUSTER);
    return found?.backupSettings?.enabled === true;
  }
  const found = (await client(atlas).clusters(values.ATLAS_PROJECT)).find((one) => one.name === values.ATLAS_CLUSTER);
  return found?.backupEnabled === true;
}

export const database: readonly AnyCheck[] = [
  clusterRunning,
  regionNear,
  userLeast,
  accessConfigured,
  accessReviewed,
  uriRight,
  variables,
  backedUp,
];
