/**
 * A MongoDB for the sandbox: `mongod` where there is one on this machine and it works, else the built-in one.
 */
import { join } from 'node:path';
import { messageOf } from '../../core/errors.ts';
import type { Shell } from '../../core/ports.ts';
import { kindOf } from '../../ports/folders.ts';
import { isPortTaken } from '../../ports/listen.ts';
import { findMongod, openMongod, ownerFile } from './mongod.ts';
import type { AccessList, Faults, MongoOptions } from './options.ts';
import { type NewUser, openMongoServer, type Role, type Stats } from './server.ts';

/** What both kinds can do. */
export interface MongoStore {
  port: number;
  kind: 'mongod' | 'built-in';
  /** Switches; change them while it runs. */
  faults: Faults;
  /** Also gives a user who is there already this password and these roles. */
  addUser(user: NewUser): Promise<void>;
  /** False when there was no such user. */
  removeUser(name: string): Promise<boolean>;
  setPassword(name: string, password: string): Promise<void>;
  setRoles(name: string, roles: readonly Role[]): Promise<void>;
  hasUser(name: string): Promise<boolean>;
  /** Connections from elsewhere are dropped right after they are accepted. Undefined: everybody may connect. */
  setAccessList(list: AccessList | undefined): void;
  /** Changes the `host:port` names that `hello` tells. */
  advertise(hosts: readonly string[]): void;
  /** How many clients are connected. */
  connections(): number;
  /** All data, as bytes that `restore` of either kind takes. */
  snapshot(): Promise<Buffer>;
  restore(snapshot: Buffer): Promise<void>;
  stats(): Promise<Stats>;
  close(): Promise<void>;
}

export interface StoreOptions extends MongoOptions {
  shell: Shell;
  /** `real` takes mongod when one is on PATH, there is a data folder, and the built-in one has not begun it. */
  prefer: 'real' | 'built-in';
  /** Told in one line why a mongod that is on PATH is not used. */
  log(line: string): void;
  /** How long mongod may take to be ready, milliseconds; 20 000 unless told. */
  startMs?: number;
}

/** @throws OperatorError when the port is taken */
export async function openMongoStore(options: StoreOptions): Promise<MongoStore> {
  const { dataFolder } = options;
  const found = options.prefer === 'real' && dataFolder !== undefined && !(await begunByUs(dataFolder)) && (await findMongod(options));
  if (!found || dataFolder === undefined) return openBuiltIn(options);
  try {
    return await openMongod(found, { ...options, dataFolder });
  } catch (error) {
    if (isPortTaken(error)) throw error;
    options.log(`mongod ${found.version} is not used: ${messageOf(error)}. The built-in MongoDB stands in for it.`);
    return openBuiltIn(options);
  }
}

/** Data that the built-in one has kept are not left behind because somebody installed mongod. */
async function begunByUs(dataFolder: string): Promise<boolean> {
  const [ours, theirs] = await Promise.all(['mongodb.log', ownerFile].map((name) => kindOf(join(dataFolder, name))));
  return ours === 'file' && theirs !== 'file';
}

async function openBuiltIn(options: MongoOptions): Promise<MongoStore> {
  const server = await openMongoServer(options);
  return {
    port: server.port,
    kind: 'built-in',
    faults: server.faults,
    addUser: async (user) => server.addUser(user),
    removeUser: async (name) => server.removeUser(name),
    setPassword: async (name, password) => server.setPassword(name, password),
    setRoles: async (name, roles) => server.setRoles(name, roles),
    hasUser: async (name) => server.hasUser(name),
    setAccessList: (list) => server.setAccessList(list),
    advertise: (hosts) => server.advertise(hosts),
    connections: () => server.stats().connections.current,
    snapshot: async () => server.snapshot(),
    restore: (snapshot) => server.restore(snapshot),
    stats: async () => server.stats(),
    close: () => server.close(),
  };
}
