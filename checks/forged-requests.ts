/**
 * Requests that another page has a browser send, with the cookies of whoever is logged in. Tried on `POST /api/auth/logout`: it changes something that can be seen at
 * once, belongs to the one who tries, and cleans up after itself.
 */
import type { CheckContext } from '../src/core/check.ts';
import type { Values } from '../src/core/keys.ts';
import { hostsOf } from '../src/phases/6.4-domain/hosts.ts';
import { ask } from '../src/probes/http/ask.ts';
import { webOptions } from './domain-seen.ts';
import { type Browser, logIn, openBrowser, Stop } from './rehearsed-visitor.ts';

export type Forging = Pick<CheckContext, 'client' | 'clock' | 'signal'> & { values: Partial<Values> & Values<'domain'> };

/** Belongs to nobody (RFC 2606). */
const elsewhere = 'https://somewhere-else.example';

export interface Forged {
  /** What was refused, and how, for the evidence. */
  refused: readonly string[];
  wrong: readonly string[];
  /** Why it did not go on: nobody could log in, or nobody answered. */
  stopped?: string;
}

/** With a session of its own, in a rehearsal. */
export async function forgeWithSession(context: Forging): Promise<Forged> {
  const { domain } = context.values;
  const api = `https://${hostsOf(domain).api}`;
  const refused: string[] = [];
  const wrong: string[] = [];
  const begin = async (): Promise<Session> => {
    const browser = openBrowser(context);
    const [, token] = await logIn(browser, api, domain, 'owner');
    return { browser, token };
  };
  try {
    let session = await begin();
    for (const [what, sent] of attempts) {
      const { status } = await session.browser('POST', `${api}/api/auth/logout`, sent(session.token));
      const still = await isLoggedIn(session.browser, api);
      if (still && status >= 400 && status < 500) refused.push(`${what} (${status})`);
      else wrong.push(still ? `${what} answers ${status}` : `${what} is carried out (${status})`);
      // One that was ended by a forged request must not hide the next.
      if (!still) session = await begin();
    }
    const bad = await logOut(session, api);
    if (bad) wrong.push(bad);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return { refused, wrong, stopped: error.message };
  }
  return { refused, wrong };
}

interface Session {
  browser: Browser;
  token: string;
}

const attempts: readonly (readonly [what: string, sent: (token: string) => Parameters<Browser>[2]])[] = [
  ['a request from another site, with cookie and token', (token) => ({ json: {}, token, from: elsewhere })],
  ['a form of another site, with the cookie', () => ({ form: { now: 'yes' }, from: elsewhere })],
  ['a request without the token', () => ({ json: {} })],
  ['a request with a token that was made up', () => ({ json: {}, token: 'k77-made-this-up' })],
];

async function isLoggedIn(browser: Browser, api: string): Promise<boolean> {
  const { status, json } = await browser('GET', `${api}/api/auth/me`);
  return status === 200 && (json.user ?? null) !== null;
}

/** The same request, done rightly: it is taken. @returns what is wrong with that */
async function logOut({ browser, token }: Session, api: string): Promise<string | undefined> {
  const { status } = await browser('POST', `${api}/api/auth/logout`, { json: {}, token });
  if (status >= 300) return `the same request from a page of yours, with its token, answers ${status}`;
  return (await isLoggedIn(browser, api)) ? 'who logged out is still logged in' : undefined;
}

/** What can be tried without being anybody: how the API answers pages of other sites and pages of its own. Neither changes anything. */
export async function forgeWithoutSession(context: Forging): Promise<{ elsewhere: number | undefined; here: number | undefined }> {
  const { domain } = context.values;
  const statusFrom = async (origin: string): Promise<number | undefined> => {
    const headers = { origin, 'content-type': 'application/json', 'sec-fetch-site': origin === elsewhere ? 'cross-site' : 'same-site' };
    const url = `https://${hostsOf(domain).api}/api/auth/logout`;
    const answer = await ask(url, webOptions(context), { method: 'POST', headers, body: '{}' });
    return answer.state === 'answered' ? answer.status : undefined;
  };
  const [there, here] = await Promise.all([statusFrom(elsewhere), statusFrom(`https://${domain}`)]);
  return { elsewhere: there, here };
}
