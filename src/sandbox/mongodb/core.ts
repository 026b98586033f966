/**
 * What all connections of a server share.
 */
import { ObjectId } from 'bson';
import type { Clock, Random } from '../../core/ports.ts';
import type { Conversation } from './access/scram.ts';
import type { User, Users } from './access/users.ts';
import { ServerError } from './errors.ts';
import type { Scope } from './expressions/types.ts';
import type { Faults, Limits } from './options.ts';
import type { Cursors } from './sessions/cursors.ts';
import type { Sessions } from './sessions/sessions.ts';
import type { Transactions } from './sessions/transactions.ts';
import type { Store } from './storage/space.ts';

export interface Core {
  clock: Clock;
  random: Random;
  store: Store;
  users: Users;
  sessions: Sessions;
  transactions: Transactions;
  cursors: Cursors;
  limits: Limits;
  faults: Faults;
  replicaSet: string | undefined;
  /** `host:port`, the first is this server. */
  hosts: readonly string[];
  startedAt: number;
  counters: Record<'insert' | 'query' | 'update' | 'delete' | 'getmore' | 'command', number>;
  connections: { current: number; total: number };
}

/** One connection. */
export interface Client {
  id: number;
  /** `127.0.0.1:51234` */
  remote: string;
  user: User | undefined;
  conversation: Conversation | undefined;
  conversationId: number;
}

export const version = '8.0.12';
export const maxDocumentBytes = 16 * 1024 * 1024;

export function scopeOf(core: Core, variables: Readonly<Record<string, unknown>> = {}): Scope {
  return { now: core.clock.now(), fraction: () => core.random.fraction(), variables };
}

export function newObjectId(core: Core): ObjectId {
  const bytes = Buffer.from(core.random.token(12), 'base64url');
  bytes.writeUInt32BE(Math.floor(core.clock.now().getTime() / 1000), 0);
  return new ObjectId(bytes);
}

/** @throws ServerError 8000 AtlasError, in Atlas' words */
export function needSpace(core: Core): void {
  const { storageBytes } = core.limits;
  if (storageBytes === undefined && !core.faults.quotaExhausted) return;
  const used = core.store.bytes();
  if (!core.faults.quotaExhausted && (storageBytes === undefined || used < storageBytes)) return;
  const [have, may] = [used, storageBytes ?? 512 * 1024 * 1024].map((bytes) => Math.round(bytes / 1024 / 1024));
  throw new ServerError(8000, `you are over your space quota, using ${core.faults.quotaExhausted ? may : have} MB of ${may} MB`);
}
