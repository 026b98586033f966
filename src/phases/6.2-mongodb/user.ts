/**
 * Guide 6.2/2 and 6.2/3: the user of the services, who may read and write this one database and nothing else, and the connection string with its password.
 * The guide's "Atlas admin" could drop every database of the project; its example password would break the address (`@`, `#`).
 */
import type { Values } from '../../core/keys.ts';
import { type Context, task } from '../../core/task.ts';
import { atlas } from '../../vendors/atlas.ts';
import type { DatabaseUser } from '../../vendors/atlas-types.ts';
import { isLoginRefused, mongodb, readMongoUri } from '../../vendors/mongodb.ts';
import { namesFor, namesThere } from './tiers.ts';

interface User {
  username: string;
  /** `readWrite@kingdom77_prod` */
  roles: readonly string[];
  /** Clusters that it may enter. */
  scopes: readonly string[];
  database: string;
  /** Where the kept connection string leads. */
  host: string | undefined;
}
type Gives = 'MONGODB_URI' | 'MONGODB_DATABASE';
/** 256 random bits in letters, digits, - and _: nothing that an address would have to escape. */
const passwordBytes = 32;

export const user = task({
  id: 'atlas.user',
  guide: ['6.2/2', '6.2/3', '6.2#002', '6.2#004', '6.2#005'],
  settings: [
    { id: '6.2/2:authentication', says: 'By user and password (SCRAM)' },
    { id: '6.2/2:username', says: 'Named after bot and environment: kingdom77_prod' },
    { id: '6.2/2:password', says: 'Made, never asked: 32 random bytes' },
    { id: '6.2/2:role', says: 'readWrite on the one database, not "Atlas admin"' },
    { id: '6.2/3:uri', says: 'mongodb+srv, with retryWrites and w=majority' },
    { id: '6.2/3:encoded', says: 'User and password percent-encoded' },
    { id: '6.2/3:database', says: 'The database stands in the address and in MONGODB_DATABASE' },
    { id: '6.2/3:files', says: 'Both values stand in the env files of bot, worker and API' },
  ],
  title: 'Make the database user of the services',
  uses: [atlas, mongodb],
  needs: ['project', 'ENVIRONMENT', 'ATLAS_PROJECT', 'ATLAS_CLUSTER', 'ATLAS_CLUSTER_HOST', 'ATLAS_ACCESS'],
  tolerates: namesThere,
  want: (values): User => {
    const { user: username, database } = namesFor(values);
    return { username, roles: [`readWrite@${database}`], scopes: [values.ATLAS_CLUSTER], database, host: values.ATLAS_CLUSTER_HOST };
  },

  async read(context, want): Promise<User | undefined> {
    const found = await context.client(atlas).user(context.values.ATLAS_PROJECT, want.username);
    const kept = readMongoUri(context.kept('MONGODB_URI')?.reveal() ?? '');
    return found && { ...shape(found), database: kept?.database ?? want.database, host: kept?.host };
  },

  /** The password is kept before Atlas hears of it: a lost answer loses nothing. */
  async apply(context, want, have): Promise<User> {
    const kept = readMongoUri(context.kept('MONGODB_URI')?.reveal() ?? '');
    const password = kept?.username === want.username && kept.password ? kept.password : context.random.token(passwordBytes);
    await keepUri(context, want, password);
    const wanted = { databaseName: 'admin', username: want.username, roles: rolesOf(want), scopes: scopesOf(want) } as const;
    const client = context.client(atlas);
    if (have) await client.updateUser(context.values.ATLAS_PROJECT, want.username, { ...wanted, password });
    else await client.createUser(context.values.ATLAS_PROJECT, { ...wanted, password });
    await context.wait('the cluster to let the new user in', () => letsIn(context), 3);
    return want;
  },
  undo: { never: 'without it the services lose their database; delete it in Atlas → Database Access when nothing uses it' },
  gives: {
    /** Atlas never shows a password again; `apply` keeps it. */
    MONGODB_URI: () => undefined,
    MONGODB_DATABASE: (have: User) => have.database,
  },
});

/** Every part is escaped, so that no character of a password can be taken for part of the address. */
export function uriFor(about: { username: string; password: string; host: string; database: string }): string {
  const [name, password] = [about.username, about.password].map(encodeURIComponent);
  return `mongodb+srv://${name}:${password}@${about.host}/${encodeURIComponent(about.database)}?retryWrites=true&w=majority`;
}

type Here = Context<'ATLAS_PROJECT' | 'ATLAS_CLUSTER_HOST', Gives>;

async function keepUri(context: Here, want: User, password: string): Promise<void> {
  const uri = uriFor({
    username: want.username,
    password,
    host: (context.values as Values<'ATLAS_CLUSTER_HOST'>).ATLAS_CLUSTER_HOST,
    database: want.database,
  });
  if (context.kept('MONGODB_URI')?.reveal() !== uri) await context.keep('MONGODB_URI', uri);
}

/** Atlas needs a few seconds to tell its servers about a user. */
async function letsIn(context: Here): Promise<true | undefined> {
  try {
    await context.client(mongodb).ping();
    return true;
  } catch (error) {
    if (isLoginRefused(error)) return undefined;
    throw error;
  }
}

function shape(seen: DatabaseUser): Pick<User, 'username' | 'roles' | 'scopes'> {
  return {
    username: seen.username,
    roles: seen.roles.map((role) => `${role.roleName}@${role.databaseName}`),
    scopes: (seen.scopes ?? []).map((scope) => scope.name),
  };
}

function rolesOf(want: User): DatabaseUser['roles'] {
  return want.roles.map((role) => ({ roleName: role.split('@')[0] ?? '', databaseName: role.split('@')[1] ?? '' }));
}

function scopesOf(want: User): NonNullable<DatabaseUser['scopes']> {
  return want.scopes.map((name) => ({ name, type: 'CLUSTER' }));
}
