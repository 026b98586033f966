/** The API: routes by method and path, and the rules that all of them obey. */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { fittingRoutes, jsonIn } from '../routing.ts';
import { isSame } from '../same.ts';
import { accountRoutes } from './accounts.ts';
import { appRoutes } from './apps.ts';
import type { Books } from './books.ts';
import { buildRoutes } from './builds.ts';
import { domainRoutes } from './domains.ts';
import { drainRoutes } from './drains.ts';
import { dynoRoutes } from './dynos.ts';
import { featureRoutes } from './features.ts';
import { ranged } from './fields.ts';
import { answerText, logRoutes } from './logs.ts';
import type { Json } from './model.ts';
import { absent, json, Refusal } from './refusal.ts';
import { releaseRoutes } from './releases.ts';
import { answerGithub } from './source.ts';

export interface Call {
  books: Books;
  /** Parts of the path, decoded. */
  at: Readonly<Record<string, string>>;
  body: Json;
}

export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** `/apps/:app` */
  path: string;
  /** 200 unless told. */
  status?: number;
  /** What a list may be counted by; absent: it is no list. */
  by?: readonly string[];
  run(call: Call): unknown;
}

const routes: readonly Route[] = [
  ...accountRoutes,
  ...appRoutes,
  ...buildRoutes,
  ...releaseRoutes,
  ...dynoRoutes,
  ...domainRoutes,
  ...drainRoutes,
  ...featureRoutes,
  ...logRoutes,
];

export function answerApi(books: Books, incoming: Incoming): Outgoing {
  try {
    const outgoing = elsewhere(books, incoming) ?? answered(books, incoming);
    return { ...outgoing, headers: { 'request-id': books.tools.random.uuid(), 'ratelimit-remaining': '4499', ...outgoing.headers } };
  } catch (error) {
    if (error instanceof Refusal) return error.toOutgoing();
    throw error;
  }
}

/** Other hosts, to which k77 comes by the same door. */
function elsewhere(books: Books, incoming: Incoming): Outgoing | undefined {
  if (incoming.path.startsWith('/repos/')) return answerGithub(books, incoming);
  return incoming.path.startsWith('/stream') ? answerText(books, incoming.path) : undefined;
}

function answered(books: Books, { method, path, headers, body }: Incoming): Outgoing {
  if (!isSame(headers.authorization ?? '', `Bearer ${books.state.token.$secret}`))
    throw new Refusal(401, 'unauthorized', 'Invalid credentials provided.');
  if (!/vnd\.heroku\+json; ?version=3/.test(headers.accept ?? ''))
    throw new Refusal(406, 'not_acceptable', 'Set the header Accept: application/vnd.heroku+json; version=3.');
  const fitting = fittingRoutes(routes, path);
  const found = fitting.find(({ route }) => route.method === method);
  if (!found) throw fitting.length === 0 ? absent('resource') : new Refusal(405, 'method_not_allowed', 'Method not allowed.');
  const result = found.route.run({ books, at: found.at, body: bodyOf(body) });
  if (method !== 'GET') books.changed();
  if (found.route.by) return ranged(result as readonly Json[], headers.range, found.route.by);
  return json(found.route.status ?? 200, result);
}

function bodyOf(text: string): Json {
  const value = jsonIn(text);
  if (value === undefined || Array.isArray(value)) throw new Refusal(400, 'bad_request', 'Unable to parse the JSON of the body.');
  return value as Json;
}
