/**
 * From a folder to a `mongod` that is primary of its one-member replica set and knows us as its owner. Every step may have been done by an earlier start.
 */
import { join } from 'node:path';
import type { Document, MongoClient } from 'mongodb';
import { OperatorError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import { Secret } from '../../core/secret.ts';
import { type Child, startChild } from '../../ports/child.ts';
import { openMongo } from '../../ports/mongo.ts';
import { realNetwork } from '../../ports/network.ts';
import { configFile, type Owner } from './mongod-folder.ts';
import { createUser } from './mongod-users.ts';

export interface Started {
  child: Child;
  /** Logged in as the owner. */
  client: MongoClient;
}

interface Start {
  clock: Clock;
  folder: string;
  owner: Owner;
  replicaSet: string | undefined;
  /** Clock ticks at which patience ends. */
  until: number;
}

const stopMs = 10_000;
const oneTryMs = 1000;
const pauseMs = 50;
/** https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml */
const unauthorized = 13;
const authenticationFailed = 18;
const alreadyInitialized = 23;

/** @throws OperatorError when it is not ready in time; nothing of it runs then */
export async function startMongod(start: Start): Promise<Started> {
  const child = await startChild('mongod', ['--config', join(start.folder, configFile)], { input: '', cwd: start.folder });
  const open: MongoClient[] = [];
  const connect = async (login = ''): Promise<MongoClient> => {
    const uri = new Secret('uri', uriOf(start.owner.port, login));
    const left = Math.max(1, start.until - start.clock.tick());
    // Nobody may listen yet; whoever logs in knows that somebody does.
    const client = await openMongo(uri, realNetwork, { selectMs: login === '' ? Math.min(oneTryMs, left) : left, commandMs: left });
    open.push(client);
    return client;
  };
  try {
    const bare = await patiently(start, child, 'it does not answer', () => connect());
    const client = await own(start, child, bare, () => connect(`${start.owner.name}:${start.owner.password}@`));
    await Promise.all(open.filter((one) => one !== client).map((one) => one.close()));
    return { child, client: await lasting(start.owner, client) };
  } catch (error) {
    await Promise.all(open.map((one) => one.close()));
    await child.stop(stopMs);
    throw error;
  }
}

export async function stopMongod({ child, client }: Started): Promise<void> {
  await client.close();
  await child.stop(stopMs);
}

/** Ends the one that a killed sandbox left running: whoever listens on its port and knows our password is ours. Others are left alone. */
export async function endEarlier({ name, password, port }: Owner): Promise<void> {
  const uri = new Secret('uri', uriOf(port, `${name}:${password}@`));
  const client = await openMongo(uri, realNetwork, { selectMs: oneTryMs, commandMs: stopMs }).catch(() => undefined);
  // It answers by hanging up.
  await client
    ?.db('admin')
    .command({ shutdown: 1, force: true, timeoutSecs: 0 })
    .catch(() => undefined);
  await client?.close();
}

function uriOf(port: number, login: string): string {
  return `mongodb://${login}127.0.0.1:${port}/?directConnection=true&authSource=admin`;
}

/** The same owner with the patience of every day. */
async function lasting({ name, password, port }: Owner, client: MongoClient): Promise<MongoClient> {
  await client.close();
  return openMongo(new Secret('uri', uriOf(port, `${name}:${password}@`)), realNetwork);
}

/** Makes it a replica set and us its owner, through the localhost exception: it lasts until the first user is there. */
async function own(start: Start, child: Child, bare: MongoClient, login: () => Promise<MongoClient>): Promise<MongoClient> {
  const { owner, replicaSet } = start;
  const host = `127.0.0.1:${owner.port}`;
  const admin = bare.db('admin');
  const enter = (): Promise<MongoClient | undefined> => login().catch(unless(authenticationFailed));
  if (replicaSet !== undefined) {
    const initiate = { replSetInitiate: { _id: replicaSet, members: [{ _id: 0, host }] } };
    const fresh = await admin.command(initiate).catch(unless(alreadyInitialized, unauthorized));
    const known = fresh ? undefined : await enter();
    if (known) await patiently(start, child, 'its replica set cannot be read', () => agree(known, host));
  }
  await patiently(start, child, 'it does not become primary', async () => {
    if ((await admin.command({ hello: 1 })).isWritablePrimary !== true) throw new Error('not yet');
  });
  const known = await enter();
  if (known) return known;
  await createUser(bare, { name: owner.name, password: owner.password, roles: [{ role: 'root', db: 'admin' }] });
  return login();
}

/** When its old port was taken meanwhile, it would not find itself in its own set. */
async function agree(client: MongoClient, host: string): Promise<void> {
  const admin = client.db('admin');
  const { config } = (await admin.command({ replSetGetConfig: 1 })) as { config: Document & { version: number; members: Document[] } };
  if (config.members[0]?.host === host) return;
  const members = config.members.map((member) => ({ ...member, host }));
  await admin.command({ replSetReconfig: { ...config, version: config.version + 1, members }, force: true });
}

/** Nothing, when it was refused with one of these codes. */
function unless(...codes: readonly number[]): (error: unknown) => undefined {
  return (error) => {
    if (!codes.includes((error as { code?: number }).code ?? 0)) throw error;
    return undefined;
  };
}

/** Tries until it works. @throws OperatorError when the program ended or the time is over */
async function patiently<T>({ clock, until }: Start, child: Child, trouble: string, attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    const ended = child.ended();
    if (ended !== undefined || clock.tick() > until) {
      const last = child.printed().trim().split('\n').at(-1) ?? '';
      throw new OperatorError({
        what: `mongod did not start (${ended ?? `${trouble} in time`})${last === '' ? '' : `: ${last}`}`,
        fix: 'Look into mongod.log beside its data, or take mongod off PATH: k77 then uses its built-in MongoDB',
      });
    }
    try {
      return await attempt();
    } catch {
      await clock.sleep(pauseMs);
    }
  }
}
