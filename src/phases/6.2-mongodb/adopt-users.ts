/**
 * The user of the services and its database, as somebody made them by hand: Atlas never shows a password again, so that the connection string is found deployed or asked for.
 */
import { bestFirst, type Candidate, proof, survey } from '../../core/adoption.ts';
import { atlas } from '../../vendors/atlas.ts';
import { isLoginRefused, mongodb, readMongoUri } from '../../vendors/mongodb.ts';
import { cloud, deployed } from './adopt-clusters.ts';
import { namesFor } from './tiers.ts';
import { uriFor } from './user.ts';

/** As the check of the user wants it. */
const leastPassword = 24;

export const user = survey({
  id: 'atlas.user',
  task: 'atlas.user',
  guide: ['6.2/2', '6.2/3'],
  title: 'Database user of the services',
  uses: [atlas],
  needs: ['project', 'ENVIRONMENT', 'ATLAS_PROJECT', 'ATLAS_CLUSTER_HOST'],
  tolerates: ['databaseUser', 'MONGODB_URI'],
  gives: ['databaseUser'],
  pick: 'one',
  async candidates(context) {
    const { values } = context;
    const derived = namesFor({ project: values.project, ENVIRONMENT: values.ENVIRONMENT });
    const known = deployed(context);
    const users = await context.client(atlas).users(values.ATLAS_PROJECT);
    return bestFirst(
      users.map(({ username, roles: held, scopes = [] }): Candidate => {
        const roles = held.map((role) => `${role.roleName}@${role.databaseName}`);
        const sure = [
          values.databaseUser === username && 'k77.json names it',
          known?.host === values.ATLAS_CLUSTER_HOST && known.username === username && 'the deployed MONGODB_URI logs in as it',
          username === derived.user && `it is called ${derived.user}`,
        ].filter((text) => text !== false);
        const wide = roles.filter((role) => !role.startsWith('readWrite@'));
        return {
          id: username,
          name: username,
          about: roles.join(', ') || 'no role',
          where: `${cloud}/${values.ATLAS_PROJECT}#/security/database/users`,
          confidence: sure.length > 0 ? 'certain' : users.length === 1 ? 'likely' : 'possible',
          because: [...sure, ...(users.length === 1 ? ['it is the only user of the project'] : [])],
          differs: [
            ...(username === derived.user ? [] : [`its name is "${username}", k77's would be "${derived.user}"; it stays`]),
            ...(wide.length > 0 ? [`it may do more than the services need: ${wide.join(', ')}`] : []),
            ...(scopes.length > 0 ? [] : ['it may enter every cluster of the project']),
            ...(known?.username === username && (known.password ?? '').length < leastPassword
              ? [
                  `its password has ${known.password?.length ?? 0} characters, fewer than ${leastPassword}; it stays: another one is yours to set`,
                ]
              : []),
          ],
          answers: username === derived.user ? {} : { databaseUser: username },
          asks: [
            {
              key: 'MONGODB_URI',
              ask: `the connection string with which the services log in as ${username}`,
              why: 'Atlas never shows a password again; it is a variable of your bot at its host',
              where: `${cloud}/${values.ATLAS_PROJECT}#/clusters/connect`,
              check: (text) => uriVerdict(text, username, values.ATLAS_CLUSTER_HOST),
            },
          ],
        };
      }),
    );
  },
});

function uriVerdict(text: string, username: string, host: string): true | string {
  const about = readMongoUri(text);
  if (!about?.password) return `mongodb+srv://${username}:password@${host}/database`;
  if (about.host !== host) return `it leads to ${about.host}, not to ${host}`;
  return about.username === username || `it logs in as ${about.username}, not as ${username}`;
}

/** The database is known from the connection string alone; what stands in it is counted, so that the operator knows it again. */
export const database = survey({
  id: 'mongodb.database',
  task: 'atlas.user',
  guide: ['6.2/3'],
  title: 'Database',
  uses: [mongodb],
  needs: ['project', 'ENVIRONMENT', 'MONGODB_URI', 'ATLAS_CLUSTER_HOST'],
  tolerates: ['databaseName', 'databaseUser'],
  gives: ['databaseName', 'MONGODB_DATABASE', 'MONGODB_URI', 'databaseMigration'],
  pick: 'one',
  async candidates(context): Promise<readonly Candidate[]> {
    const { values } = context;
    const about = deployed(context);
    if (!about?.password || about.host !== values.ATLAS_CLUSTER_HOST) return [];
    const name = values.databaseName || about.database || 'test';
    const derived = namesFor({ project: values.project, ENVIRONMENT: values.ENVIRONMENT }).database;
    const collections = await context.client(mongodb).collections();
    const uri = uriFor({ username: about.username ?? '', password: about.password, host: about.host, database: name });
    const same = values.MONGODB_URI.reveal() === uri;
    return [
      {
        id: name,
        name,
        about: collections.length === 0 ? 'no collections yet' : `${collections.length} collections: ${collections.slice(0, 6).join(', ')}`,
        where: `${cloud}/${values.ATLAS_PROJECT ?? ''}#/metrics/replicaSet/explorer`,
        confidence: 'certain',
        because: ['the deployed MONGODB_URI names it'],
        differs: [
          ...(name === derived ? [] : [`its name is "${name}", k77's would be "${derived}"; it stays`]),
          ...(same ? [] : ['retryWrites and w=majority are written into the connection string; user and password stay']),
        ],
        answers: { ...(name === derived ? {} : { databaseName: name }), databaseMigration: 'fresh' },
        values: { MONGODB_DATABASE: name, MONGODB_URI: uri },
      },
    ];
  },
});

export const loginProof = proof({
  key: 'MONGODB_URI',
  title: 'the database lets its user in',
  uses: [mongodb],
  needs: ['MONGODB_URI'],
  async prove(context) {
    try {
      await context.client(mongodb).ping();
      const about = readMongoUri(context.values.MONGODB_URI.reveal());
      return { state: 'proved', saw: `${about?.host ?? 'the server'} answered a ping of ${about?.username ?? 'the user'}` };
    } catch (error) {
      if (isLoginRefused(error)) return { state: 'refuted', saw: 'the server refuses this user and password' };
      throw error;
    }
  },
});
