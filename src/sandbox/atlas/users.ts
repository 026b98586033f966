/** Database users. A password goes in and never comes out. */
import { page, type Route } from './api.ts';
import { badAttribute, missing, Refusal } from './refusal.ts';
import type { Books, User } from './state.ts';

const date = '2023-01-01';
const role = 'GROUP_DATABASE_ACCESS_ADMIN';
const base = '/groups/{groupId}/databaseUsers';

export const userRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: base,
    date,
    role: 'GROUP_READ_ONLY',
    run: (call) => page(call, call.books.state.users.filter((one) => one.groupId === call.at.groupId).map(shown)),
  },
  {
    method: 'GET',
    path: `${base}/{databaseName}/{username}`,
    date,
    role: 'GROUP_READ_ONLY',
    run: ({ books, at }) => ({ body: shown(find(books, at)) }),
  },
  {
    method: 'POST',
    path: base,
    date,
    role,
    run: ({ books, at, body }) => {
      if (typeof body.username !== 'string' || body.username === '') throw badAttribute('username', 'it is required');
      if (body.databaseName !== 'admin') throw badAttribute('databaseName', 'users with a password belong to admin');
      if (typeof body.password !== 'string') throw badAttribute('password', 'it is required');
      if (books.state.users.some((one) => one.groupId === at.groupId && one.username === body.username))
        throw new Refusal(409, 'USER_ALREADY_EXISTS', `A database user with username ${body.username} already exists.`, [body.username]);
      const made: User = { groupId: String(at.groupId), username: body.username, $password: '', roles: [], scopes: [] };
      change(made, { roles: [], ...body });
      books.state.users.push(made);
      books.changed();
      return { status: 201, body: shown(made) };
    },
  },
  {
    method: 'PATCH',
    path: `${base}/{databaseName}/{username}`,
    date,
    role,
    run: ({ books, at, body }) => {
      const found = find(books, at);
      change(found, body);
      books.changed();
      return { body: shown(found) };
    },
  },
  {
    method: 'DELETE',
    path: `${base}/{databaseName}/{username}`,
    date,
    role,
    run: ({ books, at }) => {
      const found = find(books, at);
      books.state.users = books.state.users.filter((one) => one !== found);
      books.changed();
      return { status: 204, body: {} };
    },
  },
];

function find(books: Books, at: Readonly<Record<string, string>>): User {
  const found = books.state.users.find((one) => one.groupId === at.groupId && one.username === at.username && at.databaseName === 'admin');
  if (!found) throw missing('user', 'USERNAME_NOT_FOUND', String(at.username));
  return found;
}

function change(user: User, body: Record<string, unknown>): void {
  const roles = body.roles as User['roles'] | undefined;
  if (roles !== undefined && (!Array.isArray(roles) || roles.length === 0)) throw badAttribute('roles', 'at least one role');
  for (const one of roles ?? [])
    if (!one.roleName || !one.databaseName) throw badAttribute('roles', 'roleName and databaseName are required');
  if (body.password !== undefined && String(body.password).length < 8) throw badAttribute('password', 'at least 8 characters');
  if (roles)
    user.roles = roles.map(({ roleName, databaseName, collectionName }) => ({
      roleName,
      databaseName,
      ...(collectionName ? { collectionName } : {}),
    }));
  if (Array.isArray(body.scopes)) user.scopes = (body.scopes as User['scopes']).map(({ name, type }) => ({ name, type }));
  if (typeof body.password === 'string') user.$password = body.password;
  if (typeof body.description === 'string') user.description = body.description;
  if (typeof body.deleteAfterDate === 'string') user.deleteAfterDate = body.deleteAfterDate;
}

function shown(user: User): Record<string, unknown> {
  const { username, roles, scopes, groupId, description, deleteAfterDate } = user;
  return {
    awsIAMType: 'NONE',
    databaseName: 'admin',
    ...(description === undefined ? {} : { description }),
    ...(deleteAfterDate === undefined ? {} : { deleteAfterDate }),
    groupId,
    labels: [],
    ldapAuthType: 'NONE',
    links: [],
    oidcAuthType: 'NONE',
    roles,
    scopes,
    username,
    x509Type: 'NONE',
  };
}
