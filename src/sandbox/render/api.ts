/** The API: routes by method and path, and the rules that all of them obey. */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { fittingRoutes, jsonIn } from '../routing.ts';
import { isSame } from '../same.ts';
import type { Books } from './books.ts';
import { deployRoutes } from './deploys.ts';
import { diskRoutes } from './disks.ts';
import { domainRoutes } from './domains.ts';
import { answerHook } from './hook.ts';
import { logRoutes } from './logs.ts';
import { metricRoutes } from './metrics.ts';
import type { Json } from './model.ts';
import { placeRoutes } from './places.ts';
import { absent, bad, json, Refusal } from './refusal.ts';
import { runningRoutes } from './running.ts';
import { serviceRoutes } from './services.ts';
import { streamRoutes } from './streams.ts';
import { variableRoutes } from './variables.ts';

export interface Call {
  books: Books;
  /** Parts of the path, decoded. */
  at: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: Json;
  /** The body, where it is a list. */
  list: readonly Json[] | undefined;
}

export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** `/services/:service` */
  path: string;
  /** 200 unless told. */
  status?: number;
  /** Undefined: an answer without a body. */
  run(call: Call): unknown;
}

const version = '/v1';
const routes: readonly Route[] = [
  ...placeRoutes,
  ...serviceRoutes,
  ...variableRoutes,
  ...deployRoutes,
  ...runningRoutes,
  ...domainRoutes,
  ...diskRoutes,
  ...streamRoutes,
  ...logRoutes,
  ...metricRoutes,
];

export function answerApi(books: Books, incoming: Incoming): Outgoing {
  const id = books.tools.random.uuid();
  const outgoing = refusing(id, () => answered(books, incoming));
  return { ...outgoing, headers: { ...rate(books, incoming), ...outgoing.headers, 'rndr-id': id } };
}

/** What a window has, https://api-docs.render.com/reference/rate-limiting. Refusals for the rate are made by faults only. */
function rate(books: Books, { method, path }: Incoming): Record<string, string> {
  const most = method === 'GET' ? 400 : method === 'POST' && path === `${version}/services` ? 20 : 30;
  const reset = Math.ceil(books.ms() / 60_000) * 60;
  return { 'ratelimit-limit': String(most), 'ratelimit-remaining': String(most - 1), 'ratelimit-reset': String(reset) };
}

function refusing(id: string, run: () => Outgoing): Outgoing {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refusal) return error.toOutgoing(id);
    throw error;
  }
}

function answered(books: Books, incoming: Incoming): Outgoing {
  // A deploy hook carries its secret in its address.
  if (incoming.path.startsWith('/deploy/')) return answerHook(books, incoming);
  authorize(books, incoming.headers.authorization ?? '');
  if (!incoming.path.startsWith(`${version}/`)) throw absent('page');
  const path = incoming.path.slice(version.length);
  const fitting = fittingRoutes(routes, path);
  if (fitting.length === 0) throw absent('page');
  const found = fitting.find(({ route }) => route.method === incoming.method);
  if (!found) throw new Refusal(405, 'method not allowed');
  const parsed = bodyOf(incoming.body);
  const list = Array.isArray(parsed) ? (parsed as readonly Json[]) : undefined;
  const result = found.route.run({
    books,
    at: found.at,
    query: new URLSearchParams(incoming.query),
    body: list ? {} : (parsed as Json),
    list,
  });
  if (incoming.method !== 'GET') books.changed();
  const status = found.route.status ?? 200;
  return result === undefined ? { status, body: '' } : json(status, result);
}

function authorize({ state }: Books, header: string): void {
  if (!state.keys.some(({ $secret }) => isSame(header, `Bearer ${$secret}`))) throw new Refusal(401, 'Unauthorized');
}

function bodyOf(text: string): object {
  const value = jsonIn(text);
  if (value === undefined) throw bad('invalid JSON');
  return value;
}
