/**
 * How long a Redis takes to let us in and to answer PING. `rediss://` means TLS, which Upstash always speaks.
 */
import { Redis } from 'ioredis';
import { messageOf, OperatorError } from '../core/errors.ts';
import type { Clock } from '../core/ports.ts';
import type { Secret } from '../core/secret.ts';
import type { Pinged } from './mongo.ts';
import { withoutPassword } from './url.ts';

/** @throws OperatorError when it cannot be reached or refuses the login within `timeoutMs` */
export async function pingRedis(url: Secret, options: { clock: Clock; timeoutMs: number }): Promise<Pinged> {
  const { clock, timeoutMs } = options;
  const at = withoutPassword(url.reveal());
  const redis = new Redis(url.reveal(), {
    lazyConnect: true,
    // The older protocol: a PING needs no more, and every Redis speaks it.
    protocol: 2,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let reason: Error | undefined;
  // Without a listener ioredis prints errors itself; the one given here says more than "Connection is closed".
  redis.on('error', (error: Error) => {
    reason ??= error;
  });
  try {
    const start = clock.tick();
    await redis.connect();
    const connected = clock.tick();
    await redis.ping();
    return { at, tls: at.startsWith('rediss:'), connectMs: Math.round(connected - start), pingMs: Math.round(clock.tick() - connected) };
  } catch (error) {
    throw new OperatorError({
      what: `Redis at ${at}: ${messageOf(reason ?? error).replaceAll(url.reveal(), at)}`,
      fix: 'copy the address again from https://console.upstash.com; it begins with rediss:// and ends with the port 6379',
      cause: error,
    });
  } finally {
    redis.disconnect();
  }
}
