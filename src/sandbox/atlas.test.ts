/** The emulated Atlas as the client of k77 and the official driver see it. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Secret } from '../core/secret.ts';
import type { Door, OpenDoor } from '../core/vendor.ts';
import { openMongo } from '../ports/mongo.ts';
import { edgeNetwork } from '../ports/network.ts';
import { type Atlas, atlas } from '../vendors/atlas.ts';
import { AtlasError } from '../vendors/atlas-door.ts';
import { testWorld } from './fixture.ts';
import type { World, WorldOptions } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await testWorld({ clusterBuildMs: 0 });
});
afterEach(() => world.close());

/** A door without memory, limits or journal. */
function doorTo(at: World): OpenDoor {
  const shared = new Map<string, Promise<unknown>>();
  const door: Door = (url, init) => {
    const { pathname, search } = new URL(url);
    return fetch(`${at.endpoints.atlas}${pathname}${search}`, init);
  };
  return Object.assign(door, {
    gate: <T>(_command: unknown, send: () => Promise<T>) => send(),
    share: <T>(name: string, open: () => Promise<T>): Promise<T> => {
      const known = shared.get(name) ?? open();
      shared.set(name, known);
      return known as Promise<T>;
    },
    network: edgeNetwork(() => at.edge()),
  });
}

function client(form: 'service account' | 'API key' = 'service account', wrong: Record<string, string> = {}): Atlas {
  const minted: Record<string, string> = { ...world.credentials(), ...wrong };
  const secret = (name: string): Secret => new Secret(name, minted[name] ?? '');
  return atlas.connect(
    doorTo(world),
    form === 'API key'
      ? { ATLAS_PUBLIC_KEY: secret('atlas.publicKey'), ATLAS_PRIVATE_KEY: secret('atlas.privateKey') }
      : { ATLAS_CLIENT_ID: secret('atlas.clientId'), ATLAS_CLIENT_SECRET: secret('atlas.clientSecret') },
  );
}

async function refusal(call: Promise<unknown>): Promise<{ status: number; code: string | undefined; advice: string | undefined }> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AtlasError)) throw new Error(`not refused by Atlas: ${String(error)}`);
  return { status: error.status, code: error.errorCode, advice: atlas.explain(error, '')?.advice };
}

const flex = { name: 'kingdom77-test', providerSettings: { backingProviderName: 'AWS', regionName: 'US_EAST_1' } } as const;
const user = {
  username: 'bot',
  databaseName: 'admin',
  password: 'long-enough-password',
  roles: [{ roleName: 'readWrite', databaseName: 'app' }],
} as const;

/** A project with a Flex cluster and a user; the address of its database. */
async function database(): Promise<{ api: Atlas; project: string; uri: (password?: string) => Secret }> {
  const api = client();
  const [organization] = await api.organizations();
  const { id: project } = await api.createProject('kingdom77-test', organization?.id ?? '');
  await api.createFlexCluster(project, { ...flex });
  await api.createUser(project, { ...user, roles: [...user.roles] });
  await api.addAccess(project, [{ cidrBlock: '203.0.113.0/24' }]);
  const [cluster] = await api.flexClusters(project);
  const host = cluster?.connectionStrings?.standardSrv?.replace('mongodb+srv://', '') ?? '';
  return {
    api,
    project,
    uri: (password = user.password) => new Secret('MONGODB_URI', `mongodb+srv://bot:${password}@${host}/app?retryWrites=true`),
  };
}
const open = (uri: Secret, of = world) =>
  openMongo(
    uri,
    edgeNetwork(() => of.edge()),
    { selectMs: 1500 },
  );

describe('who may ask', () => {
  test('a service account, and an API key by digest, see the same organization', async () => {
    const [one, other] = await Promise.all([client().organizations(), client('API key').organizations()]);
    expect(one).toEqual(other);
    expect(await atlas.whoami(client('API key'))).toMatchObject({ name: 'Kingdom-77', mode: 'none' });
  });

  test('wrong secrets are refused in both forms, with what to do', async () => {
    const service = await refusal(client('service account', { 'atlas.clientSecret': 'mdb_sa_sk_wrong' }).organizations());
    expect(service).toMatchObject({ status: 401, code: 'invalid_client', advice: expect.stringContaining('make a new secret') });
    expect(await refusal(client('API key', { 'atlas.privateKey': 'wrong' }).organizations())).toMatchObject({
      status: 401,
      code: 'NOT_AUTHENTICATED',
    });
  });

  test('a token that has ended is fetched anew', async () => {
    const api = client();
    await api.organizations();
    await world.edit('atlas', 'end-tokens');
    expect(await api.organizations()).toHaveLength(1);
  });

  test('a missing role, an address that is not listed and a missing payment method are told apart', async () => {
    const [organization] = await client().organizations();
    await world.edit('atlas', 'role', { name: 'ORG_GROUP_CREATOR', on: 'false' });
    expect(await refusal(client().createProject('x', organization?.id ?? ''))).toMatchObject({
      status: 403,
      code: 'NOT_ORG_GROUP_CREATOR',
    });
    await world.edit('atlas', 'role', { name: 'ORG_GROUP_CREATOR' });
    const { id } = await client().createProject('x', organization?.id ?? '');
    await world.edit('atlas', 'trouble', { name: 'payment' });
    expect(await refusal(client().createFlexCluster(id, { ...flex }))).toMatchObject({
      status: 402,
      advice: expect.stringContaining('Billing'),
    });
    await world.edit('atlas', 'trouble', { name: 'apiAccess' });
    expect(await refusal(client().organizations())).toMatchObject({ status: 403, code: 'IP_ADDRESS_NOT_ON_ACCESS_LIST' });
  });

  test('a media type without a date, or older than the operation, is not acceptable', async () => {
    const token = await doorTo(world)('https://cloud.mongodb.com/api/oauth/token', {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${world.credentials()['atlas.clientId']}:${world.credentials()['atlas.clientSecret']}`)}` },
      body: 'grant_type=client_credentials',
    });
    const { access_token } = (await token.json()) as { access_token: string };
    const ask = async (accept: string): Promise<[number, string]> => {
      const answer = await doorTo(world)('https://cloud.mongodb.com/api/atlas/v2/rateLimits', {
        headers: { accept, authorization: `Bearer ${access_token}` },
      });
      return [answer.status, answer.headers.get('content-type') ?? ''];
    };
    expect(await ask('application/json')).toEqual([406, 'application/json']);
    expect(await ask('application/vnd.atlas.2023-01-01+json')).toEqual([406, 'application/json']);
    expect(await ask('application/vnd.atlas.2026-01-01+json')).toEqual([200, 'application/vnd.atlas.2025-03-12+json;charset=utf-8']);
  });
});

describe('clusters', () => {
  test('M2 is refused, a second free one too, and names are taken once', async () => {
    const { api, project } = await database();
    const sized = (name: string, instanceSize: string) => ({
      name,
      clusterType: 'REPLICASET' as const,
      replicationSpecs: [
        {
          regionConfigs: [
            {
              providerName: 'TENANT' as const,
              backingProviderName: 'AWS' as const,
              regionName: 'US_EAST_1',
              electableSpecs: { instanceSize },
            },
          ],
        },
      ],
    });
    expect(await refusal(api.createCluster(project, sized('small', 'M2')))).toMatchObject({ code: 'CLUSTER_INSTANCE_SIZE_UNSUPPORTED' });
    await api.createCluster(project, sized('free', 'M0'));
    expect(await refusal(api.createCluster(project, sized('another', 'M0')))).toMatchObject({ code: 'OVER_FREE_TIER_LIMIT' });
    expect(await refusal(api.createFlexCluster(project, { ...flex }))).toMatchObject({ status: 409, code: 'DUPLICATE_CLUSTER_NAME' });
    expect(await refusal(api.schedule(project, 'free'))).toMatchObject({ code: 'TENANT_CLUSTER_BACKUP_UNSUPPORTED' });
  });

  test('take their time, and have an address when they are there', async () => {
    const slow = await testWorld({ clusterBuildMs: 3_600_000 });
    const before = world;
    world = slow;
    const { api, project } = await database();
    const [building] = await api.flexClusters(project);
    expect(building).toMatchObject({ stateName: 'CREATING', connectionStrings: {} });
    await slow.edit('atlas', 'rebuild', { seconds: '0.2' });
    await expect.poll(async () => (await api.flexClusters(project))[0]?.stateName, { timeout: 5000 }).toBe('IDLE');
    world = before;
    await slow.close();
  });

  test('the password never comes back', async () => {
    const { api, project } = await database();
    expect(JSON.stringify([await api.user(project, 'bot'), await api.flexClusters(project)])).not.toContain(user.password);
  });
});

describe('the database behind a cluster', () => {
  test('is reached by mongodb+srv over TLS, as the user of the project and as nobody else', async () => {
    const { uri } = await database();
    const mongo = await open(uri());
    await mongo.db().collection('guilds').insertOne({ guild_id: '1' });
    expect(await mongo.db().collection('guilds').countDocuments()).toBe(1);
    await expect(mongo.db('other').collection('x').insertOne({})).rejects.toThrow(/not authorized/);
    await mongo.close();
    await expect(open(uri('wrong-password'))).rejects.toThrow(/Authentication failed/i);
  });

  test('lets nobody in from an address that is not listed', async () => {
    const { api, project, uri } = await database();
    await api.removeAccess(project, '203.0.113.0/24');
    await expect(open(uri())).rejects.toThrow();
    await api.addAccess(project, [{ cidrBlock: '203.0.113.7/32' }]);
    await (await open(uri())).close();
    await world.edit('atlas', 'trouble', { name: 'elsewhere' });
    await expect(open(uri())).rejects.toThrow();
    await api.addAccess(project, [{ cidrBlock: '0.0.0.0/0' }]);
    await (await open(uri())).close();
  });

  test('loses an answer, refuses logins and writes, and is slow, when it is told to', async () => {
    const { uri } = await database();
    const mongo = await open(uri());
    const guilds = mongo.db().collection('guilds');
    world.faults.set({ faults: [{ vendor: 'mongodb', match: { method: 'POST', path: '^/insert$' }, times: 1, do: 'reset-after-commit' }] });
    await expect(guilds.insertOne({ guild_id: 'lost' })).rejects.toThrow();
    expect(await guilds.countDocuments({ guild_id: 'lost' })).toBe(1);
    world.faults.set({ faults: [{ vendor: 'mongodb', match: {}, times: 1, do: 'slow', ms: 300 }] });
    const started = performance.now();
    await guilds.findOne();
    expect(performance.now() - started).toBeGreaterThan(280);
    world.faults.clear();
    await world.edit('atlas', 'trouble', { name: 'quota' });
    await expect(guilds.insertOne({})).rejects.toThrow(/over your space quota/);
    await mongo.close();
    await world.edit('atlas', 'trouble', { name: 'passwords' });
    await expect(open(uri())).rejects.toThrow(/Authentication failed/i);
  });

  test('is part of snapshots, and an emptied world has none', async () => {
    const { uri } = await database();
    const empty = await world.snapshot();
    const mongo = await open(uri());
    await mongo.db().collection('guilds').insertOne({ guild_id: '1' });
    const full = await world.snapshot();
    await world.restore(empty);
    expect(await mongo.db().collection('guilds').countDocuments()).toBe(0);
    await world.restore(full);
    expect(await mongo.db().collection('guilds').countDocuments()).toBe(1);
    await mongo.close();
    await world.reset('atlas');
    expect(Object.keys(world.edge().routes).filter((name) => name.includes('.mongodb.net:'))).toEqual([]);
    await expect(open(uri())).rejects.toThrow();
  });

  test('keeps what its snapshots hold over a restart, and restores them into another cluster', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'k77-atlas-'));
    const parts: Record<string, unknown> = {};
    const save = async (part: string, state: string): Promise<void> => {
      parts[part] = JSON.parse(state);
    };
    const before = world;
    world = await testWorld({ clusterBuildMs: 0, folder, save });
    const { project, uri } = await database();
    const mongo = await open(uri());
    await mongo.db().collection('guilds').insertOne({ guild_id: 'then' });
    await world.edit('atlas', 'last-snapshot', { hours: '3' });
    await mongo.db().collection('guilds').deleteMany({});
    await mongo.close();
    await world.close();
    world = await testWorld({ clusterBuildMs: 0, folder, save, state: { version: 1, hosts: {}, vendors: parts } });
    const api = client();
    await api.createFlexCluster(project, { ...flex, name: 'copy' });
    const [snapshot] = await api.flexSnapshots(project, flex.name);
    const { id } = await api.restoreFlex(project, flex.name, String(snapshot?.id), 'copy');
    expect((await api.flexRestore(project, flex.name, id)).status).toBe('COMPLETED');
    const { standardSrv = '' } = (await api.flexCluster(project, 'copy'))?.connectionStrings ?? {};
    const copy = await open(
      new Secret(
        'MONGODB_URI',
        uri()
          .reveal()
          .replace(/@[^/]+/, `@${standardSrv.replace('mongodb+srv://', '')}`),
      ),
    );
    expect(await copy.db().collection('guilds').countDocuments({ guild_id: 'then' })).toBe(1);
    await copy.close();
    await api.deleteFlexCluster(project, 'copy');
    expect((await api.flexClusters(project)).map(({ name }) => name)).toEqual([flex.name]);
    // Of the copy nothing stays on the disk.
    expect(await readdir(join(folder, 'mongodb'))).toHaveLength(2);
    await world.close();
    world = before;
    await rm(folder, { recursive: true });
  });

  test('keeps its data, its port and its authority over a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'k77-atlas-'));
    const parts: Record<string, unknown> = {};
    const save = async (part: string, state: string): Promise<void> => {
      parts[part] = JSON.parse(state);
    };
    const before = world;
    world = await testWorld({ clusterBuildMs: 0, folder, save });
    const { uri } = await database();
    const mongo = await open(uri());
    await mongo.db().collection('guilds').insertOne({ guild_id: 'kept' });
    await mongo.close();
    const edge = world.edge();
    await world.close();
    world = await testWorld({ clusterBuildMs: 0, folder, save, state: { version: 1, hosts: {}, vendors: parts } });
    expect(world.edge()).toEqual(edge);
    const again = await open(uri());
    expect(await again.db().collection('guilds').countDocuments({ guild_id: 'kept' })).toBe(1);
    await again.close();
    await world.close();
    world = before;
    await rm(folder, { recursive: true });
  });
});

test('a mongod on PATH runs the clusters when the world is told so, and keeps their data over a restart', async () => {
  const [bin, folder] = await Promise.all([mkdtemp(join(tmpdir(), 'k77-bin-')), mkdtemp(join(tmpdir(), 'k77-atlas-'))]);
  const standIn = join(import.meta.dirname, 'mongodb/mongod-stand-in.ts');
  const script = `#!/bin/sh\n[ "$1" = --version ] && echo 'db version v8.0.4' && exit\nexec '${process.execPath}' '${standIn}' "$@"\n`;
  await writeFile(join(bin, 'mongod'), script, { mode: 0o755 });
  const path = process.env.PATH;
  process.env.PATH = `${bin}:${path}`;
  try {
    const parts: Record<string, unknown> = {};
    const lines: string[] = [];
    const options: Partial<WorldOptions> = {
      clusterBuildMs: 0,
      folder,
      mongodb: 'real',
      log: (line) => void lines.push(line),
      save: async (part, state) => {
        parts[part] = JSON.parse(state);
      },
    };
    await world.close();
    world = await testWorld(options);
    const { uri } = await database();
    const before = await open(uri());
    await before.db('app').collection<{ _id: number }>('kept').insertOne({ _id: 1 });
    await before.close();
    const { vendors } = await world.snapshot();
    expect(Object.values(vendors.mongodb as object)).toEqual([
      expect.objectContaining({ told: ['app.kept 1 documents', 'app.kept index _id_'] }),
    ]);
    await world.close();
    world = await testWorld({ ...options, state: { version: 1, hosts: {}, vendors: parts } });
    const after = await open(uri());
    expect(await after.db('app').collection('kept').find().toArray()).toEqual([{ _id: 1 }]);
    await after.close();
    expect(lines.filter((line) => line.startsWith('mongodb '))).toEqual(Array(2).fill(expect.stringMatching(/\(mongod\)$/)));
  } finally {
    process.env.PATH = path;
    await world.close();
    world = await testWorld();
    await Promise.all([bin, folder].map((one) => rm(one, { recursive: true, force: true })));
  }
});
