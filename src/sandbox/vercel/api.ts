/** The API: routes by version and path, and the rules that all of them obey. A version that the specification has and newer ones of the same path are one. */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { jsonIn } from '../routing.ts';
import { isSame } from '../same.ts';
import { accountRoutes } from './accounts.ts';
import { billingRoutes } from './billing.ts';
import type { Books } from './books.ts';
import { clientRoutes } from './client-routes.ts';
import { deploymentRoutes } from './deployments.ts';
import { domainRoutes } from './domains.ts';
import { drainRoutes } from './drains.ts';
import { gitRoutes } from './git.ts';
import { logRoutes } from './logs.ts';
import type { Json, Token } from './model.ts';
import { moveRoutes } from './moves.ts';
import { projectRoutes } from './projects.ts';
import { bad, forbidden, json, Refusal } from './refusal.ts';
import { Stream } from './stream.ts';
import { variableRoutes } from './variables.ts';

export interface Call {
  books: Books;
  /** Whose things are asked for: a team, or the person. */
  account: string;
  /** Parts of the path, decoded. */
  at: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: Json;
  /** The body, where it is a list. */
  list: readonly Json[] | undefined;
}

export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';
  /** `/v9/projects/:project` */
  path: string;
  status?: number;
  run(call: Call): unknown;
}

const routes: readonly Route[] = [
  ...accountRoutes,
  ...projectRoutes,
  ...variableRoutes,
  ...gitRoutes,
  ...deploymentRoutes,
  ...logRoutes,
  ...moveRoutes,
  ...domainRoutes,
  ...drainRoutes,
  ...billingRoutes,
  ...clientRoutes,
];

export function answerApi(books: Books, incoming: Incoming): Outgoing {
  const outgoing = refusing(() => answered(books, incoming));
  return { ...outgoing, headers: { ...limits(books), ...outgoing.headers, 'x-vercel-id': `iad1::${books.id('k77').slice(4, 17)}` } };
}

/** https://vercel.com/docs/rest-api#rate-limits */
function limits(books: Books): Record<string, string> {
  const reset = Math.ceil(books.ms() / 1000) + 60;
  return { 'x-ratelimit-limit': '500', 'x-ratelimit-remaining': '499', 'x-ratelimit-reset': String(reset) };
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
  const token = tokenOf(books, incoming.headers.authorization ?? '');
  const query = new URLSearchParams(incoming.query);
  const fitting = routes.flatMap((route) => {
    const at = match(route.path, incoming.path);
    return at ? [{ route, at }] : [];
  });
  const found = fitting.find(({ route }) => route.method === incoming.method);
  if (!found) throw new Refusal(404, 'not_found', 'The requested API endpoint could not be found.');
  const parsed = bodyOf(incoming.body);
  const list = Array.isArray(parsed) ? (parsed as readonly Json[]) : undefined;
  const body = list ? {} : (parsed as Json);
  const call: Call = { books, account: accountOf(books, token, query), at: found.at, query, body, list };
  const result = found.route.run(call);
  if (incoming.method !== 'GET') books.changed();
  if (result instanceof Stream) return { status: 200, headers: { 'content-type': result.type }, body: result.text };
  const status = found.route.status ?? 200;
  return result === undefined ? { status, body: '' } : json(status, result);
}

function tokenOf({ state }: Books, header: string): Token {
  if (header === '') throw new Refusal(403, 'forbidden', 'The request is missing an authentication token', { missingToken: true });
  const found = state.tokens.find(({ $secret }) => isSame(header, `Bearer ${$secret}`));
  if (!found) throw new Refusal(403, 'forbidden', 'Not authorized', { invalidToken: true });
  return found;
}

/** `teamId` or `slug` names a team; without one it is the person's first team, as for everybody who signed up since 2024. */
function accountOf({ state }: Books, token: Token, query: URLSearchParams): string {
  const wanted = query.get('teamId') || query.get('slug');
  if (!wanted) return token.team ?? state.teams[0]?.id ?? state.user.id;
  const team = state.teams.find(({ id, slug }) => id === wanted || slug === wanted);
  if (!team && wanted === state.user.id) return state.user.id;
  if (!team || (token.team !== undefined && token.team !== team.id)) throw forbidden('Not authorized');
  return team.id;
}

function bodyOf(text: string): object {
  const value = jsonIn(text);
  if (value === undefined) throw bad('Invalid JSON');
  return value;
}

function match(wanted: string, given: string): Record<string, string> | undefined {
  const [pattern, path] = [wanted.split('/'), given.replace(/\/$/, '').split('/')];
  if (pattern.length !== path.length) return undefined;
  const at: Record<string, string> = {};
  for (const [index, step] of pattern.entries()) {
    const part = decodeURIComponent(path[index] ?? '');
    if (step.startsWith(':')) at[step.slice(1)] = part;
    // Newer and older versions of a call that do the same: `v9`, `v10`.
    else if (/^v\d+$/.test(step) && /^v\d+$/.test(part)) at.version = part;
    else if (step !== part) return undefined;
  }
  return at;
}
