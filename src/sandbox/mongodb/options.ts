/**
 * What the owner of a server says about it, and can change while it runs.
 */
import type { Clock, Random } from '../../core/ports.ts';
import type { ServerTls } from '../../ports/tcp.ts';
import type { NewUser } from './access/users.ts';

export interface MongoOptions {
  clock: Clock;
  random: Random;
  /** 0 or absent takes a free one. */
  port?: number;
  /** PEM texts. Absent: no TLS. */
  tls?: ServerTls;
  /** Without users everybody may do everything. */
  users: readonly NewUser[];
  /** Name of the replica set. Absent: a standalone server, on which transactions are refused with code 20. */
  replicaSet?: string;
  /** `host:port` of the members as `hello` names them; the first is this server. Absent: 127.0.0.1 and its port. */
  advertisedHosts?: readonly string[];
  /** Where the data are kept between runs. Absent: in memory only. */
  dataFolder?: string;
  /** How long a change may wait before it is on disk, in milliseconds; 100 unless told. */
  flushMs?: number;
  limits?: Limits;
  faults?: Partial<Faults>;
}

export interface Limits {
  /** Bytes of data and indexes; above it writes are refused with Atlas' code 8000. Atlas' free tier has 512 MB. */
  storageBytes?: number;
  connections?: number;
  /** Operations per second; more are slowed down, as Atlas does on shared tiers. */
  operationsPerSecond?: number;
}

/** Switched on and off while the server runs. */
export interface Faults {
  /** Every answer is late by this many milliseconds. */
  answerDelayMs: number;
  /** New connections are dropped right after they are accepted. */
  refuseConnections: boolean;
  /** Every login fails with code 18. */
  refuseLogins: boolean;
  /** Writes are refused as if the storage quota were used up. */
  quotaExhausted: boolean;
  /** The next commands of these names fail. */
  fail: Failure | undefined;
  /** Asked before every command; it may take its time, which makes the answer late. */
  each: ((command: string) => Promise<Failure['how'] | undefined>) | undefined;
}

export interface Failure {
  commands: readonly string[];
  /** How often; it counts down. */
  times: number;
  /** `lost answer`: the command is carried out and the connection dropped. `dropped`: dropped before. A number: refused with this code. */
  how: 'lost answer' | 'dropped' | number;
  message?: string;
  labels?: readonly string[];
}

export function noFaults(): Faults {
  return { answerDelayMs: 0, refuseConnections: false, refuseLogins: false, quotaExhausted: false, fail: undefined, each: undefined };
}

/** What the switched-on failure does to this command, counted down. */
export function failureOf({ fail }: Faults, command: string): Failure['how'] | undefined {
  if (!fail || fail.times < 1 || !fail.commands.includes(command)) return undefined;
  fail.times--;
  return fail.how;
}

/** What Atlas' connection has: where the client seems to come from, and who may. */
export interface AccessList {
  entries: readonly string[];
  /** The address that this machine pretends to connect from. */
  from: string;
}
