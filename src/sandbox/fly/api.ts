/** The Machines API and, on other hosts, registry, log and numbers: routes by method and path, and the rules that all of them obey. */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { fittingRoutes, jsonIn } from '../routing.ts';
import { isSame } from '../same.ts';
import { appRoutes } from './apps.ts';
import type { Books } from './books.ts';
import { certificateRoutes } from './certificates.ts';
import { answerLog, answerNumbers } from './logs.ts';
import { machineRoutes } from './machines.ts';
import { metadataRoutes } from './metadata.ts';
import type { Json } from './model.ts';
import { absent, bad, json, nothing, Refusal } from './refusal.ts';
import { answerRegistry } from './registry.ts';
import { volumeRoutes } from './volumes.ts';

export interface Call {
  books: Books;
  /** Parts of the path, decoded. */
  at: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: Json;
}

export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** `/apps/:app` */
  path: string;
  /** 200 unless told; 204 has no body. */
  status?: number;
  run(call: Call): unknown;
}

const routes: readonly Route[] = [...appRoutes, ...machineRoutes, ...metadataRoutes, ...volumeRoutes, ...certificateRoutes];

export function answerApi(books: Books, incoming: Incoming): Outgoing {
  try {
    const outgoing = answered(books, incoming);
    return { ...outgoing, headers: { 'fly-request-id': `${books.tools.random.uuid()}-iad`, ...outgoing.headers } };
  } catch (error) {
    if (error instanceof Refusal) return error.toOutgoing();
    throw error;
  }
}

function answered(books: Books, incoming: Incoming): Outgoing {
  const { path } = incoming;
  if (path.startsWith('/v2/')) return answerRegistry(books, incoming);
  opened(books, incoming.headers.authorization ?? '');
  if (path.startsWith('/api/v1/apps/')) return answerLog(books, incoming);
  if (path.startsWith('/prometheus/')) return answerNumbers(books, incoming);
  return routed(books, incoming);
}

/** Both schemes are taken, with and without the word before the token. */
function opened({ state }: Books, authorization: string): void {
  const bare = state.token.$secret.replace(/^FlyV1 /, '');
  const given = authorization.replace(/^(Bearer|FlyV1) +/, '').replace(/^FlyV1 +/, '');
  if (!isSame(given, bare)) throw new Refusal(401, 'Authenticate: token validation error');
}

function routed(books: Books, { method, path, query, body }: Incoming): Outgoing {
  const fitting = fittingRoutes(routes, path, '/v1');
  const found = fitting.find(({ route }) => route.method === method);
  if (!found) throw fitting.length === 0 ? absent('page') : new Refusal(405, 'method not allowed');
  const result = found.route.run({ books, at: found.at, query: new URLSearchParams(query), body: bodyOf(body) });
  if (method !== 'GET') books.changed();
  const { status = 200 } = found.route;
  return status === 204 || result === undefined ? nothing(status) : json(status, result);
}

function bodyOf(text: string): Json {
  const value = jsonIn(text);
  if (value === undefined || Array.isArray(value)) throw bad('invalid json');
  return value as Json;
}
