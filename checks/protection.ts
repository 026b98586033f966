/**
 * Security · forged requests, data at rest, backups, and who may reach the database.
 */
import { type AnyCheck, type CheckContext, check, type Verdict } from '../src/core/check.ts';
import { anywhere, cidrOf, entriesOf, reviewMark } from '../src/phases/6.2-mongodb/access.ts';
import { tierOf } from '../src/phases/6.2-mongodb/tiers.ts';
import { atlas } from '../src/vendors/atlas.ts';
import type { DatabaseUser } from '../src/vendors/atlas-types.ts';
import { readMongoUri } from '../src/vendors/mongodb.ts';
import { attestable } from './attestable.ts';
import { csrf } from './csrf.ts';
import { judge, unknown } from './verdict.ts';

const atlasSays = 'https://www.mongodb.com/docs/atlas/security-kms-encryption/';
const databaseNeeds = ['ATLAS_PROJECT', 'ATLAS_CLUSTER', 'ATLAS_CLUSTER_HOST', 'MONGODB_URI'] as const;
type Stored = Pick<CheckContext<(typeof databaseNeeds)[number]>, 'client' | 'values'>;

interface Storage {
  /** Who holds keys besides Atlas; `NONE`: nobody. */
  keys: string;
  backedUp: boolean;
}

const encryptedAtRest = check({
  id: 'security.encrypted-at-rest',
  section: 'Security',
  phase: '6.2',
  title: 'The disks of the database are encrypted',
  guide: ['post#077'],
  weight: 'blocker',
  uses: [atlas],
  needs: databaseNeeds,
  async probe(context) {
    const away = elsewhere(context);
    if (away) return away;
    const found = await storageOf(context);
    return judge(context, {
      wrong: [!found && `Atlas has no cluster ${context.values.ATLAS_CLUSTER}: nobody can say where the data lie`],
      saw: `${context.values.ATLAS_CLUSTER} stands at Atlas, which encrypts the storage of every cluster and lets nobody switch that off; ${keysSaid(found)}`,
      want: 'a cluster at Atlas, or a database whose disks are known to be encrypted',
      from: `Atlas GET /groups/{id}/clusters and /flexClusters; what Atlas says of itself: ${atlasSays}`,
      fix: 'k77 verify --check mongodb.cluster-running says where the cluster is; k77 deploy 6.2',
    });
  },
});

const backupsEncrypted = check({
  id: 'security.backups-encrypted',
  section: 'Security',
  phase: '6.2',
  title: 'The backups of the database are encrypted',
  guide: ['post#079'],
  weight: 'warning',
  uses: [atlas],
  needs: [...databaseNeeds, 'databaseTier'],
  async probe(context) {
    if (tierOf(context.values) === 'free')
      return {
        state: 'impossible',
        why: 'Atlas keeps no backups of an M0',
        instead:
          'encrypt what mongodump writes before it leaves the machine: age or gpg; Flex, from $8 a month, has encrypted backups every day',
      };
    const away = elsewhere(context);
    if (away) return away;
    const found = await storageOf(context);
    return judge(context, {
      wrong: [
        !found && `Atlas has no cluster ${context.values.ATLAS_CLUSTER}`,
        found && !found.backedUp && 'Atlas keeps no backups of it: whatever backup there is, Atlas does not encrypt it',
      ],
      saw: `Atlas backs ${context.values.ATLAS_CLUSTER} up and encrypts the volumes of its snapshots; ${keysSaid(found)}. k77 knows of no other backup`,
      want: 'snapshots that Atlas keeps, and none elsewhere that is not encrypted',
      from: `Atlas GET /groups/{id}/clusters and /flexClusters; what Atlas says of itself: ${atlasSays}`,
      fix: 'answer databaseBackups=yes, then k77 deploy --only atlas.backups',
    });
  },
});

function keysSaid(found: Storage | undefined): string {
  return found && found.keys !== 'NONE' ? `with a key of yours at ${found.keys}` : 'with keys of the provider, none of your own';
}

/** The services use a database that is not the one that k77 asks Atlas about. */
function elsewhere({ values }: Stored): Verdict | undefined {
  const host = readMongoUri(values.MONGODB_URI.reveal())?.host ?? '';
  if (host === values.ATLAS_CLUSTER_HOST) return undefined;
  return unknown(
    'MONGODB_URI leads to a database that is not this cluster at Atlas, and no API tells about its disks: look there (LUKS, dm-crypt, or the volumes of your provider), or move back with k77 deploy 6.2',
  );
}

async function storageOf({ client, values }: Stored): Promise<Storage | undefined> {
  const { ATLAS_PROJECT: group, ATLAS_CLUSTER: name } = values;
  const [flex, dedicated] = await Promise.all([client(atlas).flexClusters(group), client(atlas).clusters(group)]);
  const small = flex.find((one) => one.name === name);
  if (small) return { keys: 'NONE', backedUp: small.backupSettings?.enabled === true };
  const large = dedicated.find((one) => one.name === name);
  return large && { keys: large.encryptionAtRestProvider ?? 'NONE', backedUp: large.backupEnabled === true };
}

/** Roles with which somebody could read or drop every database of the project. */
const mighty =
  /^(atlasAdmin|root|readWriteAnyDatabase|readAnyDatabase|dbAdminAnyDatabase|userAdminAnyDatabase|clusterAdmin|backup|restore)$/;
/** A network of more addresses than this many bits leave is no address of a host. */
const narrowest = 16;

const accessLeast = check({
  id: 'security.access',
  section: 'Security',
  phase: '6.2',
  title: 'Nobody may do more with the database than the services need, and from no address that nobody answered',
  guide: ['post#080'],
  weight: 'blocker',
  uses: [atlas],
  needs: ['ATLAS_PROJECT', 'MONGODB_URI', 'MONGODB_DATABASE', 'databaseAccess'],
  async probe(context) {
    const { values } = context;
    const client = context.client(atlas);
    const [users, entries] = await Promise.all([client.users(values.ATLAS_PROJECT), client.accessList(values.ATLAS_PROJECT)]);
    const own = readMongoUri(values.MONGODB_URI.reveal())?.username;
    const today = context.clock.now().toISOString().slice(0, 10);
    const answered = entriesOf(values.databaseAccess);
    const wide = entries.filter((entry) => bitsOf(cidrOf(entry)) < narrowest);
    return judge(context, {
      wrong: [
        ...users.flatMap((user) => tooMuch(user, own, values.MONGODB_DATABASE)),
        ...wide
          .filter((entry) => !answered.includes(cidrOf(entry)))
          .map((entry) => `${cidrOf(entry)} may reach the database, and is in no answer of yours`),
        ...wide
          .filter((entry) => cidrOf(entry) === anywhere && answered.includes(anywhere) && (reviewOf(entry.comment) ?? '') <= today)
          .map(
            ({ comment }) =>
              `every address may still reach it; it was to be looked at again by ${reviewOf(comment) ?? 'nobody knows when'}`,
          ),
      ],
      saw: `${users.length} database user${users.length === 1 ? '' : 's'}, none with more than its database; ${entries.map(cidrOf).join(', ')} may reach it`,
      want: 'readWrite on its own database for the services, no atlasAdmin left over, and the addresses that you answered',
      from: 'Atlas GET /groups/{id}/databaseUsers and /accessList',
      fix: 'Atlas → Database Access: edit or delete the user; Atlas → Network Access: delete the entry; k77 deploy --only atlas.user mends that of the services',
    });
  },
});

function tooMuch(user: DatabaseUser, own: string | undefined, database: string): string[] {
  const roles = user.roles.map(({ roleName, databaseName }) => `${roleName}@${databaseName}`);
  const excess = user.roles.flatMap(({ roleName }, nth) =>
    mighty.test(roleName) || (user.username === own && roles[nth] !== `readWrite@${database}`) ? [roles[nth] ?? roleName] : [],
  );
  return excess.length > 0 ? [`the user ${user.username} has ${excess.join(', ')}`] : [];
}

function bitsOf(cidr: string): number {
  const bits = /\/(\d+)$/.exec(cidr)?.[1];
  return bits === undefined ? 32 : Number(bits);
}

/** Until when somebody wanted to look at it again. */
function reviewOf(comment: string | undefined): string | undefined {
  return new RegExp(`${reviewMark} (\\d{4}-\\d{2}-\\d{2})`).exec(comment ?? '')?.[1];
}

const secondFactor = check({
  id: 'security.two-factor',
  section: 'Security',
  phase: '6.2',
  title: 'Every account behind the deployment asks for a second factor',
  guide: ['post#080'],
  weight: 'warning',
  uses: [],
  needs: [],
  attestable: attestable('security.two-factor'),
  async probe() {
    return unknown(
      'look into Atlas, Stripe, Cloudflare, the registrar, Discord, GitHub, the hosts, Sentry and the mailbox behind them: a second factor at each; then k77 attest security.two-factor',
    );
  },
});

export const protection: readonly AnyCheck[] = [csrf, encryptedAtRest, backupsEncrypted, accessLeast, secondFactor];
