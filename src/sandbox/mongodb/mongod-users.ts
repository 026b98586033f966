/** Users of a `mongod`, kept in its `admin` database as Atlas keeps them. */
import type { MongoClient } from 'mongodb';
import { type NewUser, type Role, reachOf } from './access/users.ts';

const mechanisms = ['SCRAM-SHA-256'];

/** Roles as a server knows them: those for all databases are `admin`'s, Atlas' own is the next one there is, and what gives nothing is left out. */
function known(roles: readonly Role[]): Role[] {
  return roles
    .filter(({ role }) => reachOf(role) !== undefined)
    .map(({ role, db }) => ({ role: role === 'atlasAdmin' ? 'root' : role, db: reachOf(role) === 'everywhere' ? 'admin' : db }));
}

export async function createUser(client: MongoClient, { name, password, roles }: NewUser): Promise<void> {
  await client.db('admin').command({ createUser: name, pwd: password, roles: known(roles), mechanisms });
}

export async function hasUser(client: MongoClient, name: string): Promise<boolean> {
  const { users } = await client.db('admin').command({ usersInfo: name });
  return users.length > 0;
}

/** A user who is there already gets this password and these roles. */
export async function putUser(client: MongoClient, user: NewUser): Promise<void> {
  if (!(await hasUser(client, user.name))) return createUser(client, user);
  await client.db('admin').command({ updateUser: user.name, pwd: user.password, roles: known(user.roles), mechanisms });
}

export async function setPassword(client: MongoClient, name: string, password: string): Promise<void> {
  await client.db('admin').command({ updateUser: name, pwd: password, mechanisms });
}

export async function setRoles(client: MongoClient, name: string, roles: readonly Role[]): Promise<void> {
  await client.db('admin').command({ updateUser: name, roles: known(roles) });
}

/** False when there was no such user. */
export async function removeUser(client: MongoClient, name: string): Promise<boolean> {
  if (!(await hasUser(client, name))) return false;
  await client.db('admin').command({ dropUser: name });
  return true;
}
