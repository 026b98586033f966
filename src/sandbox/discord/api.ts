/** One request to `/api/v10/…`: version, route, token, rate limit, body, effect, answer. In this order, as Discord does it. */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { readBody } from './body.ts';
import type { Books } from './books.ts';
import type { RateLimits } from './rate-limits.ts';
import { json, notFound, Refusal, refuse, wrongMethod } from './refusal.ts';
import { Answer, type Endpoint, type Who } from './resource.ts';
import { applications } from './routes/applications.ts';
import { channels } from './routes/channels.ts';
import { commands } from './routes/commands.ts';
import { entitlements } from './routes/entitlements.ts';
import { gateway } from './routes/gateway.ts';
import { guilds } from './routes/guilds.ts';
import { interactions } from './routes/interactions.ts';
import { invites } from './routes/invites.ts';
import { members } from './routes/members.ts';
import { messages } from './routes/messages.ts';
import { oauth } from './routes/oauth.ts';
import { users } from './routes/users.ts';
import { webhooks } from './routes/webhooks.ts';

/** Every call that is understood. Fixed steps (`@me`) come before those that vary. */
export const endpoints: readonly Endpoint[] = [
  ...gateway,
  ...oauth,
  ...users,
  ...applications,
  ...commands,
  ...entitlements,
  ...guilds,
  ...invites,
  ...members,
  ...channels,
  ...messages,
  ...interactions,
  ...webhooks,
];

export function answerApi(books: Books, limits: RateLimits, incoming: Incoming): Outgoing {
  try {
    return served(books, limits, incoming);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return json(error.status, error.body);
  }
}

function served(books: Books, limits: RateLimits, incoming: Incoming): Outgoing {
  const { endpoint, ids } = route(incoming);
  const who = authenticate(books, endpoint, incoming.headers.authorization);
  const { headers, refusal } = limits.take(endpoint, ids, who.kind === 'nobody' ? '' : who.application.id, books.now());
  if (refusal) return refusal;
  try {
    const sent = readBody(incoming);
    const { host = '', authorization = '' } = incoming.headers;
    const result = endpoint.run({ books, ids, query: new URLSearchParams(incoming.query), ...sent, who, host, authorization });
    if (result instanceof Answer) return { ...result.outgoing, headers: { ...headers, ...result.outgoing.headers } };
    return result === undefined ? json(204, undefined, headers) : json(200, result, headers);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return json(error.status, error.body, headers);
  }
}

/** @throws Refusal 401 */
function authenticate(books: Books, { needs }: Endpoint, header: string | undefined): Who {
  if (needs === 'nobody') return { kind: 'nobody' };
  const [scheme, token] = (header ?? '').split(' ');
  const { applications: all, grants } = books.state;
  if (scheme === 'Bot' && needs !== 'bearer') {
    const application = all.find(({ botToken }) => botToken === token);
    if (application) return { kind: 'bot', application };
  }
  if (scheme === 'Bearer' && needs !== 'bot') {
    const grant = grants.find(({ access, until }) => access === token && until > books.now());
    const application = grant && books.application(grant.application);
    if (grant && application) return { kind: 'bearer', grant, application };
  }
  throw refuse(0);
}

function route(incoming: Incoming): { endpoint: Endpoint; ids: Record<string, string> } {
  const [, version, rest] = /^\/api(?:\/v(\d+))?(\/.*)$/.exec(incoming.path) ?? [];
  if (rest === undefined) throw notFound;
  if (version !== undefined && version !== '10' && version !== '9') throw new Refusal(400, 50041, 'Invalid API version specified');
  const steps = rest.split('/');
  let isElsewhere = false;
  for (const endpoint of endpoints) {
    const ids = match(endpoint.path.split('/'), steps);
    if (ids && endpoint.method === incoming.method) return { endpoint, ids };
    isElsewhere ||= ids !== undefined;
  }
  throw isElsewhere ? wrongMethod : notFound;
}

function match(pattern: readonly string[], steps: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== steps.length) return undefined;
  const ids: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const step = steps[index] ?? '';
    if (!part.startsWith('{')) {
      if (part !== step) return undefined;
    } else if (step === '') return undefined;
    else ids[part.slice(1, -1)] = decodeURIComponent(step);
  }
  return ids;
}
