/**
 * How a Redis address becomes options of a connection: which loopback port stands in for its host, and whose certificates are trusted.
 */
import { rootCertificates } from 'node:tls';
import type { RedisOptions } from 'ioredis';
import { OperatorError } from '../core/errors.ts';
import type { Network } from '../core/ports.ts';
import type { Secret } from '../core/secret.ts';

export interface RedisAddress {
  host: string;
  port: number;
  tls: boolean;
  user: string;
  password: string;
  database: number;
}

/** `rediss://default:<password>@<host>:6379/0` in its parts. @throws OperatorError when it is no such address; it is not shown */
export function redisAddress(url: Secret): RedisAddress {
  const text = url.reveal();
  const address = URL.canParse(text) ? new URL(text) : undefined;
  if (!address || !/^rediss?:$/.test(address.protocol) || address.hostname === '')
    throw new OperatorError({
      what: `${url.name} is no Redis address`,
      fix: 'it looks like rediss://default:<password>@<host>:6379; k77 deploy 6.3 writes it',
    });
  return {
    host: address.hostname,
    port: Number(address.port || 6379),
    tls: address.protocol === 'rediss:',
    user: decodeURIComponent(address.username) || 'default',
    password: decodeURIComponent(address.password),
    database: Number(address.pathname.slice(1) || 0),
  };
}

/** Options of ioredis: one attempt, no queue while offline, no retries behind our back. */
export function redisOptions(url: Secret, network: Network, timeoutMs: number): RedisOptions & { replyMapping?: 'legacy' } {
  const { host, port, tls, user, password, database } = redisAddress(url);
  return {
    ...network.route(host, port),
    ...(tls ? { tls: { servername: host, ...(network.ca === undefined ? {} : { ca: [...rootCertificates, network.ca] }) } } : {}),
    ...(password === '' ? {} : { username: user, password }),
    db: database,
    // RESP2: every Redis speaks it, and no check needs more.
    protocol: 2,
    lazyConnect: true,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    enableOfflineQueue: false,
  };
}
