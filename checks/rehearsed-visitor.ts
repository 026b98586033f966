/**
 * Somebody who uses the dashboard, in a rehearsal: logs in at the emulated Discord, looks at servers, goes to the page for paying. Nobody does this with a real
 * account: Discord forbids programs that act as people.
 */
import type { CheckContext } from '../src/core/check.ts';
import type { Values } from '../src/core/keys.ts';
import { hostsOf } from '../src/phases/6.4-domain/hosts.ts';
import { type Asking, ask, headerValue, headerValues } from '../src/probes/http/ask.ts';
import { CookieJar } from '../src/probes/http/cookie-jar.ts';
import { internet } from '../src/vendors/internet.ts';
import { webOptions } from './domain-seen.ts';

type Visiting = Pick<CheckContext, 'client' | 'clock' | 'signal'> & { values: Partial<Values> & Values<'domain'> };

/** What each step showed; `wrong` where it did not go on, undefined `saw` where it was not come to. */
export interface Visit {
  login: Step;
  servers: Step;
  checkout: Step;
}
export interface Step {
  saw?: string;
  wrong?: string;
  /** Of the facts of this step, the part that was seen to be wrong; absent: none of it was seen. */
  part?: 'session' | 'bot';
}

interface Answer {
  status: number;
  location: string;
  json: Record<string, unknown>;
}

/** The visit does not go on. */
export class Stop extends Error {
  readonly part: Step['part'];

  constructor(saw: string, part?: Step['part']) {
    super(saw);
    this.part = part;
  }
}

/** Once for each deployment. */
export function visit(context: Visiting): Promise<Visit> {
  const { API_DEPLOYED, DASHBOARD_DEPLOYED } = context.values;
  return context.client(internet).once(`visit ${API_DEPLOYED} ${DASHBOARD_DEPLOYED}`, () => visiting(context));
}

async function visiting(context: Visiting): Promise<Visit> {
  const seen: Visit = { login: {}, servers: {}, checkout: {} };
  const browser = openBrowser(context);
  const api = `https://${hostsOf(context.values.domain).api}`;
  const step = async <T>(name: keyof Visit, work: () => Promise<[saw: string, T]>): Promise<T> => {
    try {
      const [saw, result] = await work();
      seen[name] = { saw };
      return result;
    } catch (error) {
      if (error instanceof Stop) seen[name] = { wrong: error.message, ...(error.part === undefined ? {} : { part: error.part }) };
      throw error;
    }
  };
  try {
    const token = await step('login', () => logIn(browser, api, context.values.domain, 'owner'));
    const server = await step('servers', () => listServers(browser, api));
    await step('checkout', () => openCheckout(browser, api, token, server));
    await browser('POST', `${api}/api/auth/logout`, { json: {}, token });
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
  return seen;
}

/** @param who one of the emulated people @returns what was seen, and the token against forgery */
export async function logIn(browser: Browser, api: string, domain: string, who: string): Promise<[string, string]> {
  const begun = await browser('GET', `${api}/api/auth/login`);
  must(
    /^https:\/\/discord\.com\//.test(begun.location),
    `${api}/api/auth/login answers ${begun.status} and leads to ${begun.location || 'nowhere'}`,
  );
  const allowed = await browser('POST', begun.location, { form: { user: who, action: 'authorize' } });
  must(allowed.location.startsWith(`${api}/`), `Discord answers ${allowed.status} and leads to ${allowed.location || 'nowhere'}`);
  const back = await browser('GET', allowed.location);
  must(back.location.startsWith(`https://${domain}/`), `the API answers ${back.status} and leads to ${back.location || 'nowhere'}`);
  must(!/[?&]login=/.test(back.location), `the API does not finish the login: ${back.location}`);
  const arrived = await browser('GET', back.location);
  must(arrived.status < 400, `${back.location} answers ${arrived.status}`);
  const { status, json } = await browser('GET', `${api}/api/auth/me`);
  const { user, csrfToken } = json as { user?: { name?: string } | null; csrfToken?: string };
  must(status === 200 && user?.name === who, `after the login the API does not know who it is (${status})`, 'session');
  return [`${user?.name} logged in at Discord and came back to ${back.location}`, csrfToken ?? ''];
}

interface Server {
  id: string;
  name: string;
  bot: boolean;
  premium: boolean;
}

async function listServers(browser: Browser, api: string): Promise<[string, readonly Server[]]> {
  const { status, json } = await browser('GET', `${api}/api/servers`);
  const servers = (Array.isArray(json.servers) ? json.servers : []) as Server[];
  must(status === 200, `GET /api/servers answers ${status}`);
  must(servers.length > 0, 'the owner of a server with the bot is shown none');
  must(
    servers.some(({ bot }) => bot),
    `the API does not know that the bot is in ${servers.map(({ name }) => name).join(', ')}`,
    'bot',
  );
  return [servers.map(({ name, bot }) => `${name}${bot ? ', with the bot' : ''}`).join('; '), servers];
}

async function openCheckout(browser: Browser, api: string, token: string, servers: readonly Server[]): Promise<[string, undefined]> {
  const server = servers.find(({ bot, premium }) => bot && !premium);
  if (!server) return ['every server has Premium already', undefined];
  const { status, json } = await browser('POST', `${api}/api/stripe/checkout`, { json: { guildId: server.id, plan: 'monthly' }, token });
  const url = typeof json.url === 'string' ? json.url : '';
  must(
    status === 200 && /^https:\/\/checkout\.stripe\.com\//.test(url),
    `POST /api/stripe/checkout answers ${status} ${String(json.title ?? json.detail ?? '')}`,
  );
  const page = await browser('GET', url);
  must(page.status === 200, `Stripe’s page for paying answers ${page.status}`);
  // It is left to close by itself after a day: the API gives the same page to whoever asks again within a minute.
  return [`Stripe’s page for paying opened for ${server.name}; nothing was paid`, undefined];
}

export function must(good: boolean, saw: string, part?: Step['part']): void {
  if (!good) throw new Stop(saw, part);
}

export type Browser = (
  method: 'GET' | 'POST',
  url: string,
  /** `from`: the origin of a page elsewhere that has it sent. */
  sent?: { json?: unknown; form?: Readonly<Record<string, string>>; token?: string; from?: string },
) => Promise<Answer>;

export function openBrowser(context: Visiting): Browser {
  const jar = new CookieJar(context.clock);
  const origin = `https://${context.values.domain}`;
  return async (method, url, { json, form, token, from } = {}) => {
    const cookie = jar.header(new URL(url));
    const own = from ?? (form === undefined ? origin : new URL(url).origin);
    const asking: Asking = {
      method,
      headers: {
        ...(cookie === '' ? {} : { cookie }),
        ...(method === 'GET' ? {} : { origin: own, 'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json' }),
        ...(from !== undefined ? { 'sec-fetch-site': 'cross-site' } : form ? { 'sec-fetch-site': 'same-origin' } : {}),
        ...(token === undefined ? {} : { 'x-csrf-token': token }),
      },
      ...(form ? { body: new URLSearchParams(form).toString() } : {}),
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    };
    const answer = await ask(url, webOptions(context), asking);
    if (answer.state === 'failed') throw new Stop(`${new URL(url).host} does not answer: ${answer.failure}`);
    jar.keep(new URL(url), headerValues(answer.headers, 'set-cookie'));
    return { status: answer.status, location: headerValue(answer.headers, 'location') ?? '', json: parsed(answer.body) };
  };
}

function parsed(body: string): Record<string, unknown> {
  try {
    const found: unknown = JSON.parse(body);
    return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
