/** The API, version 4: routes with the permission that each takes, and the rules that all of them obey. */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import type { Books } from './books.ts';
import { certificateRoutes } from './certificates.ts';
import { dnssecRoutes } from './dnssec.ts';
import { identityRoutes } from './identity.ts';
import { addressRoutes } from './mail-addresses.ts';
import { mailRoutes } from './mail-routing.ts';
import { mailRuleRoutes } from './mail-rules.ts';
import type { Account, Json, Permission, Token, ZoneState } from './model.ts';
import type { PageInfo } from './pages.ts';
import { batchRoutes } from './record-batch.ts';
import { recordRoutes } from './records.ts';
import { json, noRoute, Refusal, unauthenticated, unauthorized } from './refusal.ts';
import { registrarRoutes } from './registrar.ts';
import { registrationRoutes } from './registrations.ts';
import { rulesetRoutes } from './rulesets.ts';
import { settingRoutes } from './settings.ts';
import { bearerOf, may, reaches, tokenOf } from './tokens.ts';
import { zoneFileRoutes } from './zone-file.ts';
import { zoneRoutes } from './zones.ts';

export interface Call {
  books: Books;
  token: Token;
  /** The zone of a path below `/zones/:zone`. */
  zone: ZoneState;
  /** The account of a path below `/accounts/:account`. */
  account: Account;
  /** Parts of the path, decoded. */
  at: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: Json;
  headers: Readonly<Record<string, string>>;
  path: string;
}

export interface Answer {
  result: unknown;
  info?: PageInfo;
  messages?: readonly unknown[];
  status?: number;
  /** Fields beside the result. */
  more?: Json;
  headers?: Readonly<Record<string, string>>;
  /** Instead of an envelope. */
  text?: string;
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/zones/:zone/dns_records/:record` */
  path: string;
  /** What a token needs; absent: any living token. */
  permission?: Permission;
  /** The oldest part of the API words a refusal in its own way. */
  words?: 'zones';
  run(call: Call): Answer;
}

export const prefix = '/client/v4';
const routes: readonly Route[] = [
  ...identityRoutes,
  ...zoneRoutes,
  ...batchRoutes,
  ...zoneFileRoutes,
  ...recordRoutes,
  ...settingRoutes,
  ...certificateRoutes,
  ...rulesetRoutes,
  ...dnssecRoutes,
  ...mailRoutes,
  ...mailRuleRoutes,
  ...addressRoutes,
  ...registrarRoutes,
  ...registrationRoutes,
];

export function answerApi(books: Books, incoming: Incoming): Outgoing {
  const outgoing = refusing(() => answered(books, incoming));
  return { ...outgoing, headers: { ...outgoing.headers, 'cf-ray': `${books.id().slice(0, 16)}-K77`, ...limits } };
}

/** https://developers.cloudflare.com/fundamentals/api/reference/limits/ */
const limits = { 'ratelimit-policy': '"default";q=1200;w=300', ratelimit: '"default";r=1199;t=300' };

function refusing(run: () => Outgoing): Outgoing {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refusal) return error.toOutgoing();
    throw error;
  }
}

function answered(books: Books, incoming: Incoming): Outgoing {
  const path = incoming.path.slice(prefix.length);
  if (!incoming.path.startsWith(`${prefix}/`)) throw noRoute(incoming.path);
  const secret = bearerOf(incoming.headers.authorization);
  const fitting = routes.flatMap((route) => {
    const at = match(route.path, path);
    return at ? [{ route, at }] : [];
  });
  const found = fitting.find(({ route }) => route.method === incoming.method);
  if (!found && fitting.length > 0) throw new Refusal(405, 10405, 'Method not allowed for this authentication scheme');
  if (!found) throw noRoute(incoming.path);
  const { route, at } = found;
  const token = tokenOf(books, secret, route);
  const call: Call = {
    books,
    token,
    zone: undefined as never,
    account: undefined as never,
    at,
    query: new URLSearchParams(incoming.query),
    body: incoming.method === 'GET' ? {} : parsed(incoming.body),
    headers: incoming.headers,
    path: incoming.path,
  };
  const before = books.version;
  const answer = run(route, call);
  if (incoming.method !== 'GET' && books.version === before) books.changed();
  return outgoing(answer);
}

/** Checks what the route is about, then what the token may do there: neither tells which of the two is wrong. */
function run(route: Route, call: Call): Answer {
  const refused = route.words === 'zones' ? unauthorized : unauthenticated;
  const { token, at } = call;
  if (route.permission && !may(token, route.permission)) throw refused();
  if (at.zone !== undefined) return route.run({ ...call, zone: zoneAt(call, at.zone, refused) });
  if (at.account !== undefined) return route.run({ ...call, account: accountAt(call, at.account, refused) });
  return route.run(call);
}

function zoneAt({ books, token, path }: Call, id: string, refused: () => Refusal): ZoneState {
  if (!isId(id)) throw noRoute(path);
  const zone = books.state.zones.find((one) => one.id === id);
  if (zone && reaches(books, token, zone)) return zone;
  throw refused();
}

function accountAt({ books, token, path }: Call, id: string, refused: () => Refusal): Account {
  if (!isId(id)) throw noRoute(path);
  const account = books.account(id);
  if (account?.mine && (token.accounts === 'all' || token.accounts.includes(id))) return account;
  throw refused();
}

function isId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}

function outgoing({ result, info, messages = [], status = 200, more = {}, headers = {}, text }: Answer): Outgoing {
  if (text !== undefined) return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: text };
  const envelope = { result, success: true, errors: [], messages, ...(info ? { result_info: info } : {}), ...more };
  const made = json(status, envelope);
  return { ...made, headers: { ...made.headers, ...headers } };
}

/** A list is called `items`, as where it stands in an object. */
function parsed(body: string): Json {
  if (body.trim() === '') return {};
  try {
    const value = JSON.parse(body) as unknown;
    if (Array.isArray(value)) return { items: value };
    if (typeof value === 'object' && value !== null) return value as Json;
  } catch {
    // Refused below.
  }
  throw new Refusal(400, 6007, 'Malformed JSON in request body');
}

function match(pattern: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  const at: Record<string, string> = {};
  for (const [index, step] of wanted.entries()) {
    const part = decodeURIComponent(given[index] ?? '');
    if (step.startsWith(':')) at[step.slice(1)] = part;
    else if (step !== part) return undefined;
  }
  return at;
}
