/** One look at what a monitor watches, as a stranger on the internet makes it: by name, over TLS, through the edge. */
import { askWeb, headerValue, type WebAnswer, type WebOutcome } from '../../ports/web.ts';
import { userAgent, type Wrong } from './alarms.ts';
import type { Books, Monitor } from './model.ts';

export type Look = { right: true; certificateEnds?: string } | { right: false; wrong: Wrong; answered: boolean; certificateEnds?: string };

const mostRedirects = 5;
/** Milliseconds. Never shortened with the pace: a service is not faster because it is looked at more often. */
const usualTimeout = 30_000;

export async function lookAt(books: Books, one: Monitor, signal: AbortSignal): Promise<Look> {
  const seen = await follow(books, one, one.url, signal, 0);
  if (seen.state === 'failed')
    return { right: false, answered: false, wrong: { cause: 0, reason: reasons[seen.failure] ?? 'Connection failed', httpCode: null } };
  const ends = seen.tls?.certificateEnds;
  const about = ends === undefined ? {} : { certificateEnds: ends };
  const reason = wrongWith(one, seen);
  return reason === undefined
    ? { right: true, ...about }
    : { right: false, answered: true, wrong: { cause: seen.status, reason, httpCode: seen.status }, ...about };
}

const reasons: Readonly<Record<string, string>> = {
  timeout: 'Connection timeout',
  refused: 'Connection refused',
  tls: 'SSL error',
  certificate: 'SSL error: the certificate is not valid',
  'name-not-found': 'DNS resolving problem',
};

async function follow(books: Books, one: Monitor, url: string, signal: AbortSignal, redirects: number): Promise<WebOutcome> {
  const { clock, network } = books.tools;
  const seen = await askWeb(url, {
    clock,
    network: network(),
    timeoutMs: one.timeout === null ? usualTimeout : one.timeout * 1000,
    method: one.httpMethodType,
    headers: { 'user-agent': userAgent, 'cache-control': 'no-cache', ...one.customHttpHeaders },
    acceptEncoding: 'gzip',
    verify: one.checkSSLErrors,
    certificate: true,
    signal,
  });
  if (seen.state !== 'answered' || !one.followRedirections || redirects >= mostRedirects) return seen;
  const location = seen.status >= 300 && seen.status < 400 ? headerValue(seen.headers, 'location') : undefined;
  return location === undefined || !URL.canParse(location, url)
    ? seen
    : follow(books, one, new URL(location, url).href, signal, redirects + 1);
}

/** What makes an answer an alarm; undefined when it is right. */
function wrongWith(one: Monitor, { status, reason, body }: WebAnswer): string | undefined {
  const codes = one.successHttpResponseCodes;
  if (!codes.some((code) => code === String(status) || code === `${Math.floor(status / 100)}xx`)) return `HTTP ${status} ${reason}`.trim();
  if (one.type !== 'KEYWORD') return undefined;
  const fold = (text: string): string => (one.keywordCaseType === 0 ? text : text.toLowerCase());
  const there = fold(body).includes(fold(one.keywordValue ?? ''));
  if (one.keywordType === 'ALERT_NOT_EXISTS') return there ? undefined : 'Keyword not found';
  return there ? 'Keyword found' : undefined;
}
