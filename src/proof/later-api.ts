/**
 * A stand-in for the API, with the worker behind it: what strangers and probes see, a login, servers, the way to Stripe's page, and what becomes of events.
 */
import { systemClock } from '../ports/clock.ts';
import type { Incoming, Outgoing } from '../ports/listen.ts';
import { type ErrorMaker, testErrorAnswer } from './later-errors.ts';
import type { Ground } from './later-legal.ts';
import type { Person, Privacy } from './later-privacy.ts';
import { describedRoutes } from './later-site.ts';
import type { Mischief } from './mischief.ts';

/** What the API asks of the world around it. */
export interface Surroundings {
  /** Of the Discord application. */
  clientId(): string;
  /** Opens a page for paying. @returns its address; undefined: there is no Stripe here */
  checkout?(): Promise<string | undefined>;
  /** An event about a subscription of ours, as the worker reads it. */
  subscribed?(subscription: Subscription, mischief: Mischief): Promise<void>;
  /** What becomes of errors on purpose. */
  errors?: ErrorMaker;
  /** Who logs in, and what becomes of requests about their data. */
  privacy?: Privacy;
  /** What the legal pages are made from; undefined: there are none. */
  ground?(): Ground;
}

export interface Subscription {
  id: string;
  status: string;
  metadata: Readonly<Record<string, string>>;
}

const session = '__Host-session=s77';
/** Whose the sessions are, by what the cookie says. */
type Sessions = Map<string, Person>;
const perMinute = 60;

/** @returns what answers at api.<domain> */
export function openApi(domain: string, around: Surroundings, mischief: Mischief): (incoming: Incoming) => Promise<Outgoing> {
  const crowd = { asked: 0 };
  const sessions: Sessions = new Map();
  return async (incoming) => {
    const { method, path } = incoming;
    if (mischief.slowApi) await systemClock.sleep(mischief.slowApi);
    const lost = crowded(crowd, mischief);
    if (lost) return lost;
    if (mischief.down) return { status: 503, body: 'down' };
    if (mischief.bot === 'away' && path === '/health/bot') return { status: 503, body: '{"status":"down","check":"bot"}' };
    const headers = { ...corsOf(domain, incoming, mischief), 'strict-transport-security': 'max-age=300' };
    if (method === 'OPTIONS') return { status: 204, headers: { ...headers, ...allowed }, body: '' };
    if (path === '/api/stripe/webhook') return heard(incoming, around, mischief);
    if (around.errors && path.startsWith('/api/test-error/')) return testErrorAnswer(incoming, around.errors, mischief);
    if (path.startsWith('/api/')) return visited(incoming, domain, around, mischief, headers, sessions);
    if (path === '/openapi.json')
      return mischief.describes === 'nothing' ? json({ title: 'Not found' }, headers, 404) : json(describedRoutes(mischief), headers);
    if (path === '/gone' || (path === '/docs' && mischief.describes === 'no page')) return json({ title: 'Not found' }, headers, 404);
    if (path === '/docs') return { status: 200, headers: { ...headers, 'content-type': 'text/html' }, body: '<h1>Kingdom-77 API</h1>' };
    if (path === '/') return counted(mischief, headers);
    if (path === '/health' && mischief.health !== undefined) return json({ status: mischief.health }, headers);
    return json({ status: 'healthy' }, headers);
  };
}

/** More requests than this are a crowd. */
const fewRequests = 15;

function crowded(crowd: { asked: number }, { crowded: how }: Mischief): Outgoing | undefined {
  crowd.asked = how === undefined ? 0 : crowd.asked + 1;
  if (crowd.asked <= fewRequests) return undefined;
  if (how === 'fails') return crowd.asked % 3 === 0 ? { status: 503, body: 'busy' } : undefined;
  return crowd.asked % 2 === 0 ? { status: 429, body: 'slow down' } : undefined;
}

const allowed = {
  'access-control-allow-methods': 'GET, POST, DELETE',
  'access-control-allow-headers': 'content-type, x-csrf-token',
};

function corsOf(domain: string, { headers }: Incoming, { allows }: Mischief): Record<string, string> {
  const ours = [`https://${domain}`, `https://www.${domain}`];
  const origin = headers.origin ?? '';
  const admitted = allows === 'any' ? origin !== '' : ours.includes(origin) && allows !== 'nobody';
  return admitted
    ? { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true', vary: 'origin' }
    : { 'access-control-allow-origin': `https://${domain}`, vary: 'origin' };
}

function json(body: unknown, headers: Readonly<Record<string, string>>, status = 200): Outgoing {
  return { status, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function counted(mischief: Mischief, headers: Readonly<Record<string, string>>): Outgoing {
  const { limits } = mischief;
  mischief.strangers ??= { began: 0, count: 0 };
  const window = mischief.strangers;
  if (limits === 'silent') return json({ name: 'API' }, headers);
  const now = performance.now();
  if (window.count === 0 || now - window.began > 60_000) Object.assign(window, { began: now, count: 0 });
  window.count += 1;
  const limit = limits === 'wide' ? perMinute * 10 : perMinute;
  const told = { ...headers, 'x-ratelimit-limit': String(limit), 'x-ratelimit-remaining': String(Math.max(0, limit - window.count)) };
  if (window.count <= limit || limits === 'none') return json({ name: 'API' }, told);
  return json({ title: 'Too many requests' }, { ...told, ...(limits === 'curt' ? {} : { 'retry-after': '30' }) }, 429);
}

async function heard({ body }: Incoming, { subscribed }: Surroundings, mischief: Mischief): Promise<Outgoing> {
  const { type, data } = JSON.parse(body || '{}') as { type?: string; data?: { object?: Subscription } };
  const subscription = data?.object;
  const ours = type?.startsWith('customer.subscription.') && subscription?.metadata?.guild_id;
  if (ours && mischief.payments !== 'unread') await subscribed?.(subscription as Subscription, mischief);
  return json({ received: true }, {});
}

async function visited(
  incoming: Incoming,
  domain: string,
  around: Surroundings,
  mischief: Mischief,
  headers: Readonly<Record<string, string>>,
  sessions: Sessions,
): Promise<Outgoing> {
  const { method, path, headers: sent } = incoming;
  const { clientId, checkout } = around;
  const { journey } = mischief;
  if (path === '/api/auth/login') return login(domain, mischief, clientId());
  if (path === '/api/auth/callback')
    return journey === 'login'
      ? { status: 302, headers: { location: `https://${domain}/?login=failed` }, body: '' }
      : {
          status: 302,
          headers: { location: `https://${domain}/servers`, 'set-cookie': `${await begun(incoming, around, sessions)}; ${safe}` },
          body: '',
        };
  if (path.startsWith('/api/privacy/export/')) return { status: 200, headers: { 'content-type': 'application/gzip' }, body: 'packed' };
  if (
    method === 'POST' &&
    foreign(incoming, domain) &&
    mischief.forgery !== 'elsewhere' &&
    !(mischief.forgery === 'form' && isForm(incoming))
  )
    return json({ title: 'This request does not come from a page of ours.' }, headers, 403);
  const [own = ''] = sent.cookie?.match(/__Host-session=s77[\w-]*/) ?? [];
  const person = sessions.get(own);
  if (own === '' || (own !== session && person === undefined)) return json({ title: 'Log in first' }, headers, 401);
  if (method === 'POST' && !hasToken(incoming, mischief)) return json({ title: 'The token is missing.' }, headers, 403);
  if (path === '/api/auth/logout' && method === 'POST') {
    sessions.delete(own);
    return { status: 204, headers: { ...headers, 'set-cookie': '__Host-session=; Path=/; Secure; HttpOnly; Max-Age=0' }, body: '' };
  }
  if (path.startsWith('/api/privacy/') && person !== undefined && around.privacy !== undefined)
    return asked(incoming, person, around.privacy, mischief, headers, () => sessions.delete(own));
  if (path === '/api/auth/me')
    return json(journey === 'unknown' ? { user: null } : { user: { name: 'owner', ...person }, csrfToken: 't77' }, headers);
  const server = { id: '1', name: 'Kingdom-77 Support', bot: journey !== 'botless', premium: false };
  if (path === '/api/servers') return json({ servers: journey === 'servers' ? [] : [server] }, headers);
  if (path === '/api/stripe/checkout' && method === 'POST') {
    const url = journey === 'checkout' ? undefined : await checkout?.();
    return url === undefined ? json({ title: 'Stripe refuses' }, headers, 502) : json({ url }, headers);
  }
  return json({}, headers);
}

function foreign({ headers }: Incoming, domain: string): boolean {
  return ![`https://${domain}`, `https://www.${domain}`].includes(headers.origin ?? '');
}

function isForm({ headers }: Incoming): boolean {
  return /^application\/x-www-form-urlencoded/.test(headers['content-type'] ?? '');
}

function hasToken(incoming: Incoming, { forgery }: Mischief): boolean {
  return incoming.headers['x-csrf-token'] === 't77' || forgery === 'token' || (forgery === 'form' && isForm(incoming));
}

/** @returns the cookie */
async function begun({ query }: Incoming, { privacy }: Surroundings, sessions: Sessions): Promise<string> {
  const code = new URLSearchParams(query).get('code') ?? '';
  const person = await privacy?.arrives(code);
  if (person === undefined) return session;
  const own = `${session}-${code.replaceAll(/[^\w-]/g, '')}`;
  sessions.set(own, person);
  return own;
}

async function asked(
  { method, path }: Incoming,
  person: Person,
  privacy: Privacy,
  mischief: Mischief,
  headers: Readonly<Record<string, string>>,
  logOut: () => void,
): Promise<Outgoing> {
  if (mischief.privacy === 'refused' && method === 'POST') return json({ title: 'Not now' }, headers, 500);
  if (path === '/api/privacy/requests') return json({ requests: await privacy.requests(person) }, headers);
  if (path === '/api/privacy/export') return json(await privacy.ask(person, 'export', mischief), headers, 202);
  if (path === '/api/privacy/delete/cancel') {
    const cancelled = await privacy.cancel(person);
    return cancelled ? json(cancelled, headers) : json({ title: 'No deletion is scheduled.' }, headers, 404);
  }
  const opened = await privacy.ask(person, 'delete', mischief);
  if (mischief.privacy !== 'loggedIn') logOut();
  return json(opened, headers, 202);
}

const safe = 'Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600';

function login(domain: string, { cookie = safe, login: leads }: Mischief, clientId: string): Outgoing {
  const back = encodeURIComponent(`https://api.${domain}/api/auth/callback`);
  const to = `https://discord.com/oauth2/authorize?response_type=code&client_id=${clientId}&scope=identify+guilds&redirect_uri=${back}&state=s77`;
  return { status: 302, headers: { location: leads ?? to, 'set-cookie': `__Host-oauth=sealed; ${cookie}` }, body: '' };
}
