/**
 * What somebody clicked together at Atlas and Upstash: a cluster with its usual name, an admin for the services, a door open to everybody, a cache that refuses writes.
 */
import type { Part } from './half-made.ts';
import type { Hand } from './hand.ts';

/** Not a good one. */
const password = 'SuperSecret123';

export async function atAtlas(hand: Hand): Promise<Part> {
  const root = '/api/atlas/v2';
  const type = (date: string): string => `application/vnd.atlas.${date}+json`;
  const common = type('2023-01-01');
  const flex = type('2024-11-13');
  const [organization] = (await hand.json<{ results: { id: string }[] }>('atlas', 'GET', `${root}/orgs`, undefined, common)).results;
  const project = await hand.json<{ id: string }>('atlas', 'POST', `${root}/groups`, { name: 'my-bot', orgId: organization?.id }, common);
  const group = `${root}/groups/${project.id}`;
  const cluster = { name: 'Cluster0', providerSettings: { backingProviderName: 'AWS', regionName: 'US_EAST_1' } };
  await hand.json('atlas', 'POST', `${group}/flexClusters`, cluster, flex);
  const user = (username: string, roleName: string, secret: string): Promise<unknown> =>
    hand.json(
      'atlas',
      'POST',
      `${group}/databaseUsers`,
      { groupId: project.id, username, password: secret, databaseName: 'admin', roles: [{ roleName, databaseName: 'admin' }] },
      common,
    );
  await user('botuser', 'atlasAdmin', password);
  await user('denis', 'readWriteAnyDatabase', 'my-own-login-77');
  const entries = [
    { cidrBlock: '0.0.0.0/0', comment: 'allow all, TODO lock down' },
    { cidrBlock: '198.51.100.77/32', comment: 'home' },
  ];
  await hand.json('atlas', 'POST', `${group}/accessList`, entries, common);
  return {
    things: [
      'Atlas project my-bot',
      'Atlas cluster Cluster0',
      'Atlas user botuser, an admin',
      'Atlas user denis',
      'Atlas access 0.0.0.0/0',
      'Atlas access from home',
    ],
    given: { MONGODB_URI: `mongodb+srv://botuser:${password}@${await hostOf(hand, group, flex)}/kingdom?appName=Cluster0` },
  };
}

/** Atlas needs a moment to build it. */
async function hostOf(hand: Hand, group: string, type: string): Promise<string> {
  interface Seen {
    stateName: string;
    connectionStrings?: { standardSrv?: string };
  }
  for (let tries = 0; tries < 400; tries++) {
    const { connectionStrings, stateName } = await hand.json<Seen>('atlas', 'GET', `${group}/flexClusters/Cluster0`, undefined, type);
    const srv = connectionStrings?.standardSrv;
    if (stateName === 'IDLE' && srv) return srv.replace('mongodb+srv://', '');
    await hand.clock.sleep(50);
  }
  return 'cluster0.invalid';
}

export async function atUpstash(hand: Hand): Promise<Part> {
  await hand.edit('upstash', 'create', { name: 'bot-cache', region: 'us-east-1' });
  await hand.edit('upstash', 'create', { name: 'old-test', region: 'eu-west-1' });
  interface Seen {
    database_id: string;
    database_name: string;
    endpoint: string;
    port: number;
    password: string;
  }
  const all = await hand.json<Seen[]>('upstash', 'GET', '/v2/redis/databases');
  const id = all.find((one) => one.database_name === 'bot-cache')?.database_id ?? '';
  const { endpoint, port, password: secret } = await hand.json<Seen>('upstash', 'GET', `/v2/redis/database/${id}`);
  const host = endpoint.includes('.') ? endpoint : `${endpoint}.upstash.io`;
  return {
    things: ['Upstash database bot-cache', 'Upstash database old-test'],
    given: { REDIS_URL: `rediss://default:${secret}@${host}:${port}` },
  };
}
