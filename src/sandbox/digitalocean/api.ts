/** The API: routes by method and path, and the rules that all of them obey. */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { fittingRoutes, jsonIn } from '../routing.ts';
import { isSame } from '../same.ts';
import { accountRoutes } from './account.ts';
import { appRoutes } from './apps.ts';
import type { Books } from './books.ts';
import { deploymentRoutes } from './deployments.ts';
import { answerLog, logRoutes } from './logs.ts';
import type { Json, Token } from './model.ts';
import { absent, bad, json, Refusal } from './refusal.ts';
import { rollbackRoutes } from './rollback.ts';
import { seenRoutes } from './seen.ts';

export interface Call {
  books: Books;
  /** Parts of the path, decoded. */
  at: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: Json;
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `/apps/:app` */
  path: string;
  /** 200 unless told. */
  status?: number;
  /** It only asks although it is a POST. */
  asks?: true;
  /** Undefined: an answer without a body. */
  run(call: Call): unknown;
}

const version = '/v2';
const routes: readonly Route[] = [...accountRoutes, ...seenRoutes, ...appRoutes, ...rollbackRoutes, ...deploymentRoutes, ...logRoutes];

export function answerApi(books: Books, incoming: Incoming): Outgoing {
  if (incoming.path.startsWith('/logs/')) return answerLog(books, incoming);
  const id = books.tools.random.uuid();
  const outgoing = refusing(id, () => answered(books, incoming));
  const reset = String(Math.ceil(books.ms() / 3_600_000) * 3600);
  // What a window has. Refusals for the rate are made by faults only.
  const rate = { 'ratelimit-limit': '5000', 'ratelimit-remaining': '4999', 'ratelimit-reset': reset, 'x-request-id': id };
  return { ...outgoing, headers: { ...rate, ...outgoing.headers } };
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
  const token = authorized(books, incoming.headers.authorization ?? '');
  if (!incoming.path.startsWith(`${version}/`)) throw absent();
  const path = incoming.path.slice(version.length);
  const fitting = fittingRoutes(routes, path);
  if (fitting.length === 0) throw absent();
  const found = fitting.find(({ route }) => route.method === incoming.method);
  if (!found) throw new Refusal(405, 'method not allowed');
  const changes = incoming.method !== 'GET' && !found.route.asks;
  if (changes && token.readOnly) throw new Refusal(403, 'You are not authorized to perform this operation');
  const query = new URLSearchParams(incoming.query);
  const result = found.route.run({ books, at: found.at, query, body: bodyOf(incoming.body) });
  if (changes) books.changed();
  const status = found.route.status ?? 200;
  return result === undefined ? { status, body: '' } : json(status, result);
}

function authorized({ state }: Books, header: string): Token {
  const found = state.tokens.find(({ $secret }) => isSame(header, `Bearer ${$secret}`));
  if (!found) throw new Refusal(401, 'Unable to authenticate you');
  return found;
}

function bodyOf(text: string): Json {
  const value = jsonIn(text);
  if (value === undefined || Array.isArray(value)) throw bad('error parsing request body');
  return value as Json;
}
