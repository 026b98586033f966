/** Users of the server, and what their roles let them do. */
import { ServerError } from '../errors.ts';
import { type Credentials, credentialsFor } from './scram.ts';

export interface Role {
  /** `readWrite`, `read`, `dbAdmin`, `dbOwner`, `readAnyDatabase`, `readWriteAnyDatabase`, `dbAdminAnyDatabase`, `clusterMonitor`, `atlasAdmin`, `root`, `backup`. */
  role: string;
  db: string;
}

export interface NewUser {
  name: string;
  password: string;
  roles: readonly Role[];
}

export interface User {
  name: string;
  roles: readonly Role[];
  credentials: Credentials;
}

/** What a command does: read, write, change the shape of collections, administer a database, look at the whole server. */
export type Action = 'read' | 'write' | 'shape' | 'administer' | 'monitor';

const everywhere: Readonly<Record<string, readonly Action[]>> = {
  root: ['read', 'write', 'shape', 'administer', 'monitor'],
  atlasAdmin: ['read', 'write', 'shape', 'administer', 'monitor'],
  readAnyDatabase: ['read'],
  readWriteAnyDatabase: ['read', 'write', 'shape'],
  dbAdminAnyDatabase: ['shape', 'administer'],
  clusterMonitor: ['monitor'],
  backup: ['read', 'monitor'],
};
const here: Readonly<Record<string, readonly Action[]>> = {
  read: ['read'],
  readWrite: ['read', 'write', 'shape'],
  dbAdmin: ['shape', 'administer'],
  dbOwner: ['read', 'write', 'shape', 'administer'],
};

export function allows(roles: readonly Role[], action: Action, db: string): boolean {
  return roles.some((role) => everywhere[role.role]?.includes(action) || (role.db === db && here[role.role]?.includes(action)));
}

/** Whether a role counts in all databases or in its own; undefined for one that gives nothing. */
export function reachOf(role: string): 'everywhere' | 'here' | undefined {
  return everywhere[role] ? 'everywhere' : here[role] ? 'here' : undefined;
}

/** Databases that a user may read; undefined for all. */
export function readable(roles: readonly Role[]): Set<string> | undefined {
  if (roles.some(({ role }) => everywhere[role]?.includes('read'))) return undefined;
  return new Set(roles.filter(({ role }) => here[role]?.length).map(({ db }) => db));
}

export class Users {
  readonly #users = new Map<string, User>();
  readonly #salt: () => Buffer;

  constructor(salt: () => Buffer) {
    this.#salt = salt;
  }

  /** Without any user everybody may do everything, as on a server without access control. */
  get open(): boolean {
    return this.#users.size === 0;
  }

  add({ name, password, roles }: NewUser): void {
    this.#users.set(name, { name, roles: [...roles], credentials: credentialsFor(password, this.#salt()) });
  }

  remove(name: string): boolean {
    return this.#users.delete(name);
  }

  find(name: string): User | undefined {
    return this.#users.get(name);
  }

  /** @throws ServerError 11 UserNotFound */
  setPassword(name: string, password: string): void {
    const user = this.#users.get(name);
    if (!user) throw new ServerError(11, `User '${name}@admin' not found`);
    user.credentials = credentialsFor(password, this.#salt());
  }

  setRoles(name: string, roles: readonly Role[]): void {
    const user = this.#users.get(name);
    if (!user) throw new ServerError(11, `User '${name}@admin' not found`);
    user.roles = [...roles];
  }
}
