/**
 * What the rules look at: the page over https and http with everything on the way, and the page once more as another origin asks for it.
 */
import { type HeaderList, headerValue, headerValues, type WebAnswer, type WebOutcome } from '../../ports/web.ts';
import { ask, type HttpProbeOptions, isHtml } from '../http/ask.ts';
import { followRedirects, type Redirects, type Walk } from '../http/redirects.ts';
import { type Document, readDocument } from './document.ts';

export interface Observed {
  /** The name that was asked for. */
  host: string;
  /** The answer that is scored: that of https, or of http where there is no https. Absent when neither answers. */
  page?: Page;
  /** The walk from `http://host/`. */
  http: Redirects;
  /** The walk from `https://host/`. */
  https: Redirects;
  /** OpenSSL's code when a certificate on the way from https is not trusted. */
  untrusted?: string;
  /** … and on the way from http. */
  untrustedFromHttp?: string;
  /** The headers of the page as a foreign origin gets them: those of its preflight, and those of a plain GET. */
  foreign: { origin: string; preflight: HeaderList; simple: HeaderList };
}

export interface Page {
  url: URL;
  status: number;
  headers: HeaderList;
  /** `Set-Cookie` of every hop, with the address that set it. */
  cookies: readonly { header: string; from: URL }[];
  /** Read when the answer is HTML. */
  document?: Document;
}

/** An origin that belongs to nobody: https://www.rfc-editor.org/rfc/rfc6761#section-6.4 */
const stranger = 'https://k77-stranger.invalid';

/** Where a site stands when it is not at 80 and 443; a scheme that is left out is not asked. */
export interface SitePorts {
  http?: number;
  https?: number;
}

/** @param url its host, path and query count; both schemes are asked */
export async function observe(url: URL, options: HttpProbeOptions & { ports?: SitePorts }): Promise<Observed> {
  const { ports } = options;
  const walk = async (scheme: 'http' | 'https'): Promise<Walk> => {
    const address = new URL(url.pathname + url.search, `${scheme}://${url.hostname}`);
    if (ports && ports[scheme] === undefined) return notAsked(address);
    if (ports) address.port = String(ports[scheme]);
    const asking = { verify: false, acceptEncoding: 'gzip, br', headers: { accept: 'text/html,*/*' } };
    return followRedirects(address, { ...options, asking });
  };
  const [http, https] = await Promise.all([walk('http'), walk('https')]);
  const chosen = https.answer ? https : http;
  const page = chosen.answer && pageOf(chosen.answer, chosen.answers);
  const [untrusted, untrustedFromHttp] = [untrustedIn(https), untrustedIn(http)];
  return {
    host: url.hostname,
    http: http.redirects,
    https: https.redirects,
    ...(page ? { page } : {}),
    ...(untrusted === undefined ? {} : { untrusted }),
    ...(untrustedFromHttp === undefined ? {} : { untrustedFromHttp }),
    foreign: await asStranger(page?.url, options),
  };
}

function notAsked({ href }: URL): Walk {
  const redirects: Redirects = { from: href, hops: [], end: 'failed', final: href, redirects: 0, secure: false, downgrades: false };
  return { redirects, answers: [] };
}

async function asStranger(url: URL | undefined, options: HttpProbeOptions): Promise<Observed['foreign']> {
  if (url === undefined) return { origin: stranger, preflight: [], simple: [] };
  const [preflight, simple] = await Promise.all([
    ask(url, options, { verify: false, method: 'OPTIONS', headers: { origin: stranger, 'access-control-request-method': 'GET' } }),
    ask(url, options, { verify: false, headers: { origin: stranger } }),
  ]);
  const headersOf = (outcome: WebOutcome): HeaderList => (outcome.state === 'answered' ? outcome.headers : []);
  return { origin: stranger, preflight: headersOf(preflight), simple: headersOf(simple) };
}

function pageOf(answer: WebAnswer, answers: readonly WebAnswer[]): Page {
  return {
    url: new URL(answer.url),
    status: answer.status,
    headers: answer.headers,
    cookies: answers.flatMap((each) => headerValues(each.headers, 'set-cookie').map((header) => ({ header, from: new URL(each.url) }))),
    ...(isHtml(headerValue(answer.headers, 'content-type')) ? { document: readDocument(answer.body) } : {}),
  };
}

function untrustedIn({ answers }: Walk): string | undefined {
  return answers.map((answer) => answer.tls?.untrusted).find((code) => code !== undefined);
}
