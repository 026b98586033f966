/**
 * A Redis for the sandbox: the real one where there is one on this machine, else the built-in one.
 */
import type { Clock, Random, Shell } from '../../core/ports.ts';
import { openBuiltIn } from './built-in.ts';
import { findRealServer, openReal } from './real-server.ts';
import type { Frame } from './resp.ts';

export interface RedisStats {
  keys: number;
  /** About what the data take, without the server itself. */
  bytes: number;
  connections: number;
  commands: number;
}

export type RedisKind = 'redis-server' | 'valkey-server' | 'built-in';

export interface RedisServer {
  port: number;
  kind: RedisKind;
  version: string;
  /** New connections need this one; present ones stay logged in, as in Redis. */
  setPassword(password: string): Promise<void>;
  /** All databases as text, for `restore` of a server of the same kind. */
  snapshot(): Promise<string>;
  /** Replaces all databases by those of a snapshot. @throws Error when it is of another kind */
  restore(snapshot: string): Promise<void>;
  stats(): Promise<RedisStats>;
  /** One command as the owner of the server. @throws RedisError with its error line */
  ask(...words: readonly string[]): Promise<Frame>;
  close(): Promise<void>;
}

export interface RedisOptions {
  clock: Clock;
  random: Random;
  shell: Shell;
  /** May be empty: no login needed. */
  password: string;
  /** PEM. */
  tls?: { certificate: string; key: string } | undefined;
  /** An absolute path, for the files of a real server and for data that outlive it; without it data end with the server. */
  dataFolder?: string | undefined;
  /** 0 or absent takes a free one. */
  port?: number | undefined;
  /** `real` takes redis-server or valkey-server when one is on PATH. */
  prefer: 'real' | 'built-in';
}

/** @throws OperatorError when the port is taken or a real server does not start */
export async function openRedis(options: RedisOptions): Promise<RedisServer> {
  const found = options.prefer === 'real' ? await findRealServer(options.shell) : undefined;
  return found ? openReal(found, options) : openBuiltIn(options);
}
