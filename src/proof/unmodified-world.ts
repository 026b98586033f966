/**
 * A world for a program that knows nothing of it: `node unmodified-world.ts <folder> <program>` opens it, runs the program with what an emulated host injects,
 * and ends with it. One process and its child, so that both can be shut into a network namespace.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { argv, execPath } from 'node:process';
import { Secret } from '../core/secret.ts';
import type { OpenDoor } from '../core/vendor.ts';
import { systemClock } from '../ports/clock.ts';
import { openFiles } from '../ports/files.ts';
import { edgeNetwork } from '../ports/network.ts';
import { systemRandom } from '../ports/random.ts';
import { acceptSocket } from '../ports/websocket.ts';
import { place } from '../sandbox/place.ts';
import { serviceEnvironment } from '../sandbox/preload-environment.ts';
import { nameVendor } from '../sandbox/web/fixture.ts';
import { openWorld, type World } from '../sandbox/world.ts';
import { atlas } from '../vendors/atlas.ts';

const password = 'long-enough-password';

/** A project with a Flex cluster and a user who may write. @returns the address of its database */
async function database(world: World): Promise<string> {
  const minted = (name: string): Secret => new Secret(name, world.credentials()[name] ?? '');
  const door = Object.assign(
    (url: string | URL, init?: RequestInit) => {
      const { pathname, search } = new URL(url);
      return fetch(`${world.endpoints.atlas}${pathname}${search}`, init);
    },
    {
      gate: <T>(_: unknown, send: () => Promise<T>) => send(),
      share: <T>(_: string, open: () => Promise<T>) => open(),
      network: edgeNetwork(() => world.edge()),
    },
  );
  const api = atlas.connect(door as OpenDoor, {
    ATLAS_CLIENT_ID: minted('atlas.clientId'),
    ATLAS_CLIENT_SECRET: minted('atlas.clientSecret'),
  });
  const [organization] = await api.organizations();
  const { id } = await api.createProject('kingdom77-test', organization?.id ?? '');
  await api.createFlexCluster(id, { name: 'kingdom77-test', providerSettings: { backingProviderName: 'AWS', regionName: 'US_EAST_1' } });
  await api.createUser(id, { username: 'bot', databaseName: 'admin', password, roles: [{ roleName: 'readWrite', databaseName: 'app' }] });
  await api.addAccess(id, [{ cidrBlock: '0.0.0.0/0' }]);
  const [cluster] = await api.flexClusters(id);
  return `mongodb+srv://bot:${password}@${cluster?.connectionStrings?.standardSrv?.replace('mongodb+srv://', '')}/app`;
}

async function cache(world: World): Promise<string> {
  const authorization = `Basic ${Buffer.from(`owner@kingdom77.test:${world.credentials()['upstash.apiKey']}`).toString('base64')}`;
  const body = JSON.stringify({ database_name: 'cache', platform: 'aws', primary_region: 'us-east-1', plan: 'payg', tls: true });
  const made = (await (
    await fetch(`${world.endpoints.upstash}/v2/redis/database`, { method: 'POST', headers: { authorization }, body })
  ).json()) as {
    endpoint: string;
    password: string;
  };
  return `rediss://default:${made.password}@${made.endpoint}.upstash.io:6379`;
}

const [root = '', program = ''] = argv.slice(2);
const files = openFiles(root);
const gateway = nameVendor('fly', () => ({}), {
  hosts: ['gateway.fly.io'],
  upgrade: (...asked) => acceptSocket(asked, false, (link) => ({ message: (text) => link.send(`heard ${text}`), closed: () => {} })),
});
const world = await openWorld({ clock: systemClock, random: systemRandom, clusterBuildMs: 0, more: [gateway] });
const [MONGODB_URI, REDIS_URL] = await Promise.all([database(world), cache(world)]);
await files.write(place.world, JSON.stringify({ edge: world.edge() }), 0o600);
await files.write(place.ca, world.edge().ca ?? '', 0o644);
const { PATH, HOME } = process.env;
const env = { PATH, HOME, MONGODB_URI, REDIS_URL, ...(await serviceEnvironment({ root })) };
const child = spawn(execPath, [program], { env, stdio: ['ignore', 'inherit', 'inherit'] });
const [code] = (await once(child, 'exit')) as [number];
await world.close();
process.exitCode = code;
