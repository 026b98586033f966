/**
 * A MongoDB server for the offline sandbox, used when there is no `mongod` on PATH: speaks the wire protocol to official drivers, keeps its data in
 * memory and, when told, on disk. What it cannot do it refuses by name.
 */
import { resolve } from 'node:path';
import { type ByteLog, openByteLog } from '../../ports/byte-log.ts';
import { listenTcp, type Peer } from '../../ports/tcp.ts';
import { listed } from './access/addresses.ts';
import { type NewUser, type Role, Users } from './access/users.ts';
import { serve } from './connection.ts';
import type { Core } from './core.ts';
import { type AccessList, type Faults, type MongoOptions, noFaults } from './options.ts';
import { Cursors } from './sessions/cursors.ts';
import { Sessions } from './sessions/sessions.ts';
import { Transactions } from './sessions/transactions.ts';
import { Keeper } from './storage/keeper.ts';
import { frame, recordsIn, recordsOf, replay } from './storage/records.ts';
import { Store } from './storage/space.ts';
import { startSweeping, sweep } from './sweeper.ts';

export type { NewUser, Role } from './access/users.ts';
export type { AccessList, Failure, Faults, Limits, MongoOptions } from './options.ts';

export interface MongoServer {
  port: number;
  /** Switches; change them while it runs. */
  faults: Faults;
  addUser(user: NewUser): void;
  /** Connections that are open stay open, as on Atlas. False when there was no such user. */
  removeUser(name: string): boolean;
  setPassword(name: string, password: string): void;
  setRoles(name: string, roles: readonly Role[]): void;
  hasUser(name: string): boolean;
  /** Connections from elsewhere are dropped right after they are accepted. Undefined: everybody may connect. */
  setAccessList(list: AccessList | undefined): void;
  /** Changes the `host:port` names that `hello` tells, for names that hold the port. */
  advertise(hosts: readonly string[]): void;
  /** All data, as bytes that `restore` takes. */
  snapshot(): Buffer;
  restore(snapshot: Buffer): Promise<void>;
  /** Does now what is done once a minute. Returns how many documents expired. */
  sweep(): number;
  /** Everything written so far is on disk. */
  flush(): Promise<void>;
  stats(): Stats;
  close(): Promise<void>;
}

export interface Stats {
  connections: { current: number; total: number };
  operations: Readonly<Core['counters']>;
  bytes: number;
  collections: number;
  documents: number;
}

/** @throws OperatorError when the port is taken or the data folder cannot be read */
export async function openMongoServer(options: MongoOptions): Promise<MongoServer> {
  const { clock, random } = options;
  const bytes = (count: number): Buffer => Buffer.from(random.token(count), 'base64url');
  const log: ByteLog | undefined = options.dataFolder === undefined ? undefined : openByteLog(resolve(options.dataFolder, 'mongodb.log'));
  const keeper = log && new Keeper({ log, clock, delayMs: options.flushMs ?? 100 });
  const store = new Store({ uuid: () => uuid(bytes(16)), keep: (change) => keeper?.note(change) });
  await keeper?.load(store);
  const transactions = new Transactions(store);
  const users = new Users(() => bytes(28));
  for (const user of options.users) users.add(user);
  const core: Core = {
    clock,
    random,
    store,
    users,
    transactions,
    sessions: new Sessions(transactions),
    cursors: new Cursors(() => bytes(8).readBigInt64LE(0) & 0x7fffffffffffffffn || 1n),
    limits: options.limits ?? {},
    faults: { ...noFaults(), ...options.faults },
    replicaSet: options.replicaSet,
    hosts: [],
    startedAt: clock.now().getTime(),
    counters: { insert: 0, query: 0, update: 0, delete: 0, getmore: 0, command: 0 },
    connections: { current: 0, total: 0 },
  };
  let access: AccessList | undefined;
  const admit = (): boolean => {
    if (core.faults.refuseConnections || (access && !listed(access.entries, access.from))) return false;
    return core.connections.current < (core.limits.connections ?? Number.POSITIVE_INFINITY);
  };
  const peers = new Set<Peer>();
  const connected = (peer: Peer): void => {
    peers.add(peer);
    peer.onEnd(() => peers.delete(peer));
    serve(core, peer);
  };
  const server = await listenTcp({ port: options.port, tls: options.tls, admit, connected });
  core.hosts = options.advertisedHosts ?? [`127.0.0.1:${server.port}`];
  const stopSweeping = startSweeping(core);

  return {
    port: server.port,
    faults: core.faults,
    addUser: (user) => users.add(user),
    removeUser: (name) => users.remove(name),
    setPassword: (name, password) => users.setPassword(name, password),
    setRoles: (name, roles) => users.setRoles(name, roles),
    hasUser: (name) => users.find(name) !== undefined,
    setAccessList: (list) => {
      access = list;
      // Atlas closes what is open to an address that is not listed any more; it takes its time, which nobody here has.
      if (list && !listed(list.entries, list.from)) for (const peer of peers) peer.drop();
    },
    advertise: (hosts) => {
      core.hosts = hosts;
    },
    snapshot: () => frame(recordsOf(store)),
    async restore(snapshot) {
      const records = recordsIn(snapshot);
      store.clear();
      for (const record of records) replay(store, record);
      await keeper?.rewrite(store);
    },
    sweep: () => sweep(core),
    flush: async () => await keeper?.flush(),
    stats: () => statsOf(core),
    async close() {
      stopSweeping();
      await server.close();
      await keeper?.close();
    },
  };
}

function statsOf({ store, connections, counters }: Core): Stats {
  const all = store.every();
  return {
    connections: { ...connections },
    operations: { ...counters },
    bytes: store.bytes(),
    collections: all.length,
    documents: all.reduce((sum, { count }) => sum + count, 0),
  };
}

/** Random bytes as a version 4 UUID. */
function uuid(bytes: Buffer): Buffer {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes;
}
