/**
 * How long a MongoDB takes to let us in and to answer a ping. Uses the official driver, as the services do; says nothing about good or bad.
 */
import { MongoClient } from 'mongodb';
import { messageOf, OperatorError } from '../core/errors.ts';
import type { Clock } from '../core/ports.ts';
import type { Secret } from '../core/secret.ts';
import { withoutPassword } from './url.ts';

export interface Pinged {
  /** The address without user, password and options. */
  at: string;
  tls: boolean;
  /** Name look-up, TLS and login, in milliseconds. */
  connectMs: number;
  pingMs: number;
}

/** @throws OperatorError when it cannot be reached or refuses the login within `timeoutMs` */
export async function pingMongo(uri: Secret, options: { clock: Clock; timeoutMs: number }): Promise<Pinged> {
  const { clock, timeoutMs } = options;
  const at = withoutPassword(uri.reveal());
  let client: MongoClient | undefined;
  try {
    client = new MongoClient(uri.reveal(), {
      serverSelectionTimeoutMS: timeoutMs,
      connectTimeoutMS: timeoutMs,
      appName: 'k77 doctor',
      maxPoolSize: 1,
    });
    const start = clock.tick();
    await client.connect();
    const connected = clock.tick();
    await client.db('admin').command({ ping: 1 });
    return { at, tls: client.options.tls === true, connectMs: Math.round(connected - start), pingMs: Math.round(clock.tick() - connected) };
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
