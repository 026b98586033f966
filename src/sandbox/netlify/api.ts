/** The API: routes behind `/api/v1`, and the rules that all of them obey. */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { fittingRoutes, jsonIn } from '../routing.ts';
import { isSame } from '../same.ts';
import { accountRoutes } from './accounts.ts';
import type { Books } from './books.ts';
import { certificateRoutes } from './certificates.ts';
import { deployRoutes } from './deploys.ts';
import type { Account, Json, Token } from './model.ts';
import { json, Refusal, unprocessable } from './refusal.ts';
import { siteRoutes } from './sites.ts';
import { variableRoutes } from './variables.ts';

export interface Call {
  books: Books;
  /** Teams that the token opens. */
  mine: readonly Account[];
  /** Parts of the path, decoded. */
  at: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: Json;
  /** The body, where it is a list. */
  list: readonly Json[] | undefined;
}

export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';
  /** `/sites/:site` */
  path: string;
  status?: number;
  run(call: Call): unknown;
}

/** Those with fixed words go before those that begin with the slug of a team. */
const routes: readonly Route[] = [...accountRoutes, ...variableRoutes, ...deployRoutes, ...certificateRoutes, ...siteRoutes];

export function answerApi(books: Books, incoming: Incoming): Outgoing {
  const outgoing = refusing(() => answered(books, incoming));
  const reset = Math.ceil(books.ms() / 1000) + 60;
  const limits = { 'x-ratelimit-limit': '500', 'x-ratelimit-remaining': '499', 'x-ratelimit-reset': String(reset) };
  return { ...outgoing, headers: { ...limits, ...outgoing.headers, 'x-request-id': books.tools.random.uuid() } };
}

function refusing(run: () => Outgoing): Outgoing {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refusal) return error.toOutgoing();
    throw error;
  }
}

function answered(books: Books, incoming: Incoming): Outgoing {
  // One path of the specification begins with the prefix once more, and Netlify's own client sends it so. Logs of functions are told at another host.
  const path = incoming.path.replace(/^\/(api\/v1(\/api\/v1)?|v2(?=\/sites\/[^/]+\/function_logs\/))/, '');
  const fitting = fittingRoutes(routes, path);
  const found = fitting.find(({ route }) => route.method === incoming.method);
  if (!found || path === incoming.path) return { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'Not Found' };
  const token = tokenOf(books, incoming.headers.authorization ?? '');
  const mine = books.state.accounts.filter(({ id }) => token.account === undefined || token.account === id);
  const parsed = bodyOf(incoming.body);
  const list = Array.isArray(parsed) ? (parsed as readonly Json[]) : undefined;
  const body = list ? {} : (parsed as Json);
  const result = found.route.run({ books, mine, at: found.at, query: new URLSearchParams(incoming.query), body, list });
  if (incoming.method !== 'GET') books.changed();
  const status = found.route.status ?? 200;
  return result === undefined ? { status, body: '' } : json(status, result);
}

function tokenOf({ state }: Books, header: string): Token {
  const found = state.tokens.find(({ $secret }) => isSame(header, `Bearer ${$secret}`));
  if (!found) throw new Refusal(401, 'Access Denied');
  return found;
}

function bodyOf(text: string): object {
  const value = jsonIn(text);
  if (value === undefined) throw unprocessable('The body is no JSON');
  return value;
}
