/** The Admin API: routes with their date, the role that each takes, and the rules that all of them obey. */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { accessRoutes } from './access.ts';
import { alertRoutes } from './alerts.ts';
import { backupRoutes } from './backup.ts';
import { clusterRoutes } from './clusters.ts';
import { groupRoutes } from './groups.ts';
import { answerToken, challenge, checkLogin, checkRole } from './login.ts';
import { processRoutes } from './processes.ts';
import { Refusal } from './refusal.ts';
import { restoreRoutes } from './restores.ts';
import type { Books } from './state.ts';
import { userRoutes } from './users.ts';

export interface Call {
  books: Books;
  /** Parts of the path, decoded. */
  at: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: Record<string, unknown>;
  /** The body where it is a list. */
  list: readonly Record<string, unknown>[];
}

export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** `/groups/{groupId}/accessList/{entry}` */
  path: string;
  /** Since when this shape exists. */
  date: string;
  role: string;
  run(call: Call): { status?: number; body: unknown };
}

const prefix = '/api/atlas/v2';
const routes: readonly Route[] = [
  ...groupRoutes,
  ...clusterRoutes,
  ...userRoutes,
  ...accessRoutes,
  ...backupRoutes,
  ...restoreRoutes,
  ...alertRoutes,
  ...processRoutes,
].map((route) => ({ ...route, path: `${prefix}${route.path}` }));

export function answerApi(books: Books, incoming: Incoming): Outgoing {
  if (incoming.path === '/api/oauth/token') return answerToken(books, incoming);
  try {
    checkLogin(books, incoming);
    return answered(books, incoming);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.toOutgoing(error.status === 401 ? challenge(books) : {});
  }
}

function answered(books: Books, incoming: Incoming): Outgoing {
  const here = routes.flatMap((route) => {
    const at = match(route.path, incoming.path);
    return at ? [{ route, at }] : [];
  });
  const found = here.find(({ route }) => route.method === incoming.method);
  if (!found && here.length > 0) throw new Refusal(405, 'METHOD_NOT_ALLOWED', `${incoming.method} is not allowed here.`);
  if (!found) throw new Refusal(404, 'RESOURCE_NOT_FOUND', `Cannot find resource ${incoming.path}.`, [incoming.path]);
  const { route, at } = found;
  const date = acceptedDate(incoming, route);
  checkRole(books, route.role);
  if (at.groupId !== undefined && !books.state.groups.some((group) => group.id === at.groupId))
    throw new Refusal(404, 'GROUP_NOT_FOUND', `No group with ID ${at.groupId} exists.`, [at.groupId]);
  const sent = parsed(incoming, route);
  const query = new URLSearchParams(incoming.query);
  const { status = 200, body } = route.run({
    books,
    at,
    query,
    body: Array.isArray(sent) ? {} : sent,
    list: Array.isArray(sent) ? sent : [],
  });
  return {
    status,
    headers: { 'content-type': `application/vnd.atlas.${date}+json;charset=utf-8` },
    body: status === 204 ? '' : JSON.stringify(body),
  };
}

/** The newest shape that is not newer than what was asked for. @throws Refusal 406 */
function acceptedDate(incoming: Incoming, route: Route): string {
  const asked = /application\/vnd\.atlas\.(\d{4}-\d{2}-\d{2})\+json/.exec(incoming.headers.accept ?? '')?.[1];
  if (asked !== undefined && asked >= route.date) return route.date;
  throw new Refusal(
    406,
    'INVALID_VERSION_DATE',
    asked === undefined
      ? 'The Accept header must name a version of the resource, application/vnd.atlas.YYYY-MM-DD+json.'
      : `The version ${asked} of this resource does not exist; the first one is ${route.date}.`,
    [asked ?? ''],
  );
}

function parsed(incoming: Incoming, route: Route): Record<string, unknown> | Record<string, unknown>[] {
  if (!['POST', 'PATCH', 'PUT'].includes(route.method)) return {};
  const type = /^application\/vnd\.atlas\.(\d{4}-\d{2}-\d{2})\+json/.exec(incoming.headers['content-type'] ?? '')?.[1];
  if (type === undefined || type < route.date)
    throw new Refusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'The Content-Type header must name a version of the resource.');
  try {
    return JSON.parse(incoming.body === '' ? '{}' : incoming.body) as Record<string, unknown>;
  } catch {
    throw new Refusal(400, 'INVALID_JSON', 'Received JSON is malformed.');
  }
}

function match(pattern: string, path: string): Record<string, string> | undefined {
  const names: string[] = [];
  const expression = pattern.replace(/\{(\w+)\}/g, (_, name: string) => {
    names.push(name);
    return '([^/]+)';
  });
  const found = new RegExp(`^${expression}$`).exec(path);
  return found ? Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? '')])) : undefined;
}

/** One page of a list, as Atlas cuts it: 100 unless told, at most 500. */
export function page<T>(call: Call, all: readonly T[]): { body: { links: unknown[]; results: T[]; totalCount: number } } {
  const size = Math.min(Math.max(Number(call.query.get('itemsPerPage') ?? 100), 1), 500);
  const number = Math.max(Number(call.query.get('pageNum') ?? 1), 1);
  return { body: { links: [], results: all.slice((number - 1) * size, number * size), totalCount: all.length } };
}
