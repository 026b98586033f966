/**
 * How long a MongoDB takes to let us in and to answer. Uses the official driver, as the services do; says nothing about good or bad.
 */
import type { MongoClient } from 'mongodb';
import { messageOf, OperatorError } from '../core/errors.ts';
import type { Clock, Network } from '../core/ports.ts';
import type { Secret } from '../core/secret.ts';
import { openMongo, tlsVersionOf } from '../ports/mongo.ts';
import { realNetwork } from '../ports/network.ts';
import { type Latency, latencyOf } from './statistics.ts';
import { withoutPassword } from './url.ts';

export interface Pinged {
  /** The address without user, password and options. */
  at: string;
  tls: boolean;
  /** Name look-up, TLS and login, in milliseconds. */
  connectMs: number;
  pingMs: number;
}

/** What `k77 probe mongo --json` prints. */
export interface MongoProbe {
  at: string;
  tls: boolean;
  /** `TLSv1.3`. */
  tlsVersion?: string;
  connectMs: number;
  ping: Latency;
  server: { version: string };
  /** A document that was written, read back and deleted again; only when asked for. */
  document?: { writeMs: number; readMs: number; deleteMs: number; same: boolean; left: number };
}

export interface MongoProbeOptions {
  clock: Clock;
  timeoutMs: number;
  /** How names are found; the machine's own way unless told. */
  network?: Network;
}

/** Where a document of a probe is written; it deletes itself after an hour should nobody else. */
const testCollection = 'k77_tests';

/** @throws OperatorError when it cannot be reached or refuses the login within `timeoutMs` */
export async function pingMongo(uri: Secret, options: MongoProbeOptions): Promise<Pinged> {
  const { clock } = options;
  return connected(uri, options, async (client, about) => {
    const before = clock.tick();
    await client.db().command({ ping: 1 });
    return { ...about, pingMs: Math.round(clock.tick() - before) };
  });
}

/**
 * `samples` pings one after the other, the version, and with `write` one document of its own, written, read and deleted.
 * @throws OperatorError as `pingMongo`
 */
export async function probeMongo(uri: Secret, options: MongoProbeOptions & { samples?: number; write?: string }): Promise<MongoProbe> {
  const { clock, network = realNetwork, samples = 20, write, timeoutMs } = options;
  const timed = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
    const before = clock.tick();
    return [await work(), Math.round((clock.tick() - before) * 100) / 100];
  };
  return connected(uri, options, async (client, about) => {
    const times: number[] = [];
    for (let nth = 0; nth < samples; nth++) times.push((await timed(() => client.db().command({ ping: 1 })))[1]);
    const { version } = (await client.db().command({ buildInfo: 1 })) as { version: string };
    const tlsVersion = await tlsVersionOf(client, network, timeoutMs);
    const seen = { ...about, ...(tlsVersion ? { tlsVersion } : {}), ping: latencyOf(times), server: { version } };
    if (write === undefined) return seen;
    const collection = client.db().collection<{ _id: string; at: Date; test: boolean }>(testCollection);
    const [, writeMs] = await timed(() => collection.insertOne({ _id: write, at: clock.now(), test: true }));
    const [found, readMs] = await timed(() => collection.findOne({ _id: write }));
    const [, deleteMs] = await timed(() => collection.deleteOne({ _id: write }));
    const left = await collection.countDocuments({ _id: write });
    return { ...seen, document: { writeMs, readMs, deleteMs, same: found?.test === true, left } };
  });
}

async function connected<T>(
  uri: Secret,
  { clock, timeoutMs, network = realNetwork }: MongoProbeOptions,
  use: (client: MongoClient, about: { at: string; tls: boolean; connectMs: number }) => Promise<T>,
): Promise<T> {
  const at = withoutPassword(uri.reveal());
  let client: MongoClient | undefined;
  try {
    const start = clock.tick();
    client = await openMongo(uri, network, { selectMs: timeoutMs, appName: 'k77 probe' });
    return await use(client, { at, tls: client.options.tls === true, connectMs: Math.round(clock.tick() - start) });
  } catch (error) {
    throw new OperatorError({
      what: `MongoDB at ${at}: ${messageOf(error).replaceAll(uri.reveal(), at)}`,
      fix: 'compare user and password with Atlas → Database Access, and this machine’s address with Network Access',
      see: 'https://www.mongodb.com/docs/atlas/troubleshoot-connection/',
      cause: error,
    });
  } finally {
    await client?.close();
  }
}
