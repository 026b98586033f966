/**
 * What a server lets scripts of other origins do. https://fetch.spec.whatwg.org/#http-cors-protocol
 */
import { type HeaderList, headerValue, headerValues } from '../../ports/web.ts';
import type { WebFailure } from '../../ports/web-failure.ts';
import { ask, type HttpProbeOptions } from './ask.ts';

/** What one answer allows the origin that asked. */
export interface CorsAnswer {
  status?: number;
  failure?: WebFailure;
  /** `Access-Control-Allow-Origin` as sent. */
  allowOrigin?: string;
  /** A browser would hand the answer to a script of this origin. */
  allowed: boolean;
  /** … and to a script that sent cookies. */
  withCredentials: boolean;
  /** `Access-Control-Allow-Credentials: true`, whether or not it counts. */
  credentials: boolean;
  /** True when the answer is for this origin alone and caches are told so by `Vary: Origin`. */
  varies: boolean;
}

export interface Preflight extends CorsAnswer {
  methods: readonly string[];
  headers: readonly string[];
  maxAgeSeconds?: number;
  /** A browser would send the request that it asked about: origin, method and headers are all allowed. */
  admits: boolean;
  /** The same for a request with cookies, where `*` is no wildcard. */
  admitsWithCredentials: boolean;
}

export interface OriginAnswer {
  origin: string;
  preflight: Preflight;
  simple: CorsAnswer & { exposed: readonly string[] };
}

export interface Cors {
  url: string;
  /** The method and headers that the preflights asked about. */
  asked: { method: string; headers: readonly string[] };
  origins: readonly OriginAnswer[];
  /** An origin that nobody can own is allowed as well: whoever asks is told yes. */
  reflectsAny: boolean;
  /** … even with cookies, so that any page can act as its visitor. */
  reflectsAnyWithCredentials: boolean;
  /** `null`, the origin of sandboxed frames and local files, is allowed. */
  allowsNull: boolean;
}

export interface CorsOptions extends HttpProbeOptions {
  /** `https://dashboard.kingdom77.com` */
  origins: readonly string[];
  /** Of the preflights; POST unless told. */
  method?: string;
  /** Of the preflights; `content-type` and `authorization` unless told. */
  headers?: readonly string[];
}

/** `.invalid` belongs to nobody: https://www.rfc-editor.org/rfc/rfc6761#section-6.4 */
const strangers = { anybody: 'https://k77-stranger.invalid', nobody: 'null' } as const;

/** For each origin one preflight and one simple GET; besides them the same for an origin that nobody owns and for `null`. */
export async function probeCors(url: string | URL, options: CorsOptions): Promise<Cors> {
  const { method = 'POST', headers = ['content-type', 'authorization'] } = options;
  const asked = { method: method.toUpperCase(), headers: headers.map((name) => name.toLowerCase()) };
  const probe = async (origin: string): Promise<OriginAnswer> => {
    const [preflight, simple] = await Promise.all([preflightOf(url, origin, asked, options), simpleOf(url, origin, options)]);
    return { origin, preflight, simple };
  };
  const [anybody, nobody, ...origins] = await Promise.all([strangers.anybody, strangers.nobody, ...options.origins].map(probe));
  const some = (answer: OriginAnswer | undefined, of: (part: CorsAnswer) => boolean): boolean =>
    answer !== undefined && (of(answer.preflight) || of(answer.simple));
  return {
    url: new URL(url).href,
    asked,
    origins,
    reflectsAny: some(anybody, (part) => part.allowed && part.allowOrigin !== '*'),
    reflectsAnyWithCredentials: some(anybody, (part) => part.withCredentials),
    allowsNull: some(nobody, (part) => part.allowOrigin === 'null'),
  };
}

async function preflightOf(url: string | URL, origin: string, asked: Cors['asked'], options: CorsOptions): Promise<Preflight> {
  const outcome = await ask(url, options, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': asked.method,
      ...(asked.headers.length > 0 ? { 'access-control-request-headers': [...asked.headers].sort().join(',') } : {}),
    },
  });
  if (outcome.state === 'failed')
    return { ...silent(outcome.failure), methods: [], headers: [], admits: false, admitsWithCredentials: false };
  const answer = allowanceOf(outcome.headers, origin);
  const methods = list(outcome.headers, 'access-control-allow-methods').map((name) => name.toUpperCase());
  const headers = list(outcome.headers, 'access-control-allow-headers').map((name) => name.toLowerCase());
  const age = headerValue(outcome.headers, 'access-control-max-age');
  const fine = outcome.status >= 200 && outcome.status < 300;
  return {
    status: outcome.status,
    ...answer,
    methods,
    headers,
    ...(age !== undefined && /^\d+$/.test(age.trim()) ? { maxAgeSeconds: Number(age) } : {}),
    admits: fine && answer.allowed && covers(methods, headers, asked, true),
    admitsWithCredentials: fine && answer.withCredentials && covers(methods, headers, asked, false),
  };
}

/** GET, HEAD and POST need no leave; `*` never covers `authorization` (https://fetch.spec.whatwg.org/#cors-preflight-fetch). */
function covers(methods: readonly string[], headers: readonly string[], asked: Cors['asked'], wildcard: boolean): boolean {
  const method = ['GET', 'HEAD', 'POST'].includes(asked.method) || methods.includes(asked.method) || (wildcard && methods.includes('*'));
  return method && asked.headers.every((name) => headers.includes(name) || (wildcard && name !== 'authorization' && headers.includes('*')));
}

async function simpleOf(url: string | URL, origin: string, options: CorsOptions): Promise<OriginAnswer['simple']> {
  const outcome = await ask(url, options, { headers: { origin } });
  if (outcome.state === 'failed') return { ...silent(outcome.failure), exposed: [] };
  return {
    status: outcome.status,
    ...allowanceOf(outcome.headers, origin),
    exposed: list(outcome.headers, 'access-control-expose-headers'),
  };
}

function allowanceOf(headers: HeaderList, origin: string): Omit<CorsAnswer, 'status' | 'failure'> {
  // Two headers are joined and then match nothing, as in browsers.
  const allowOrigin = headerValue(headers, 'access-control-allow-origin');
  const credentials = headerValue(headers, 'access-control-allow-credentials') === 'true';
  return {
    ...(allowOrigin === undefined ? {} : { allowOrigin }),
    allowed: allowOrigin === '*' || allowOrigin === origin,
    withCredentials: allowOrigin === origin && credentials,
    credentials,
    varies: list(headers, 'vary').some((name) => name === '*' || name.toLowerCase() === 'origin'),
  };
}

function silent(failure: WebFailure): CorsAnswer {
  return { failure, allowed: false, withCredentials: false, credentials: false, varies: false };
}

function list(headers: HeaderList, name: string): string[] {
  return headerValues(headers, name)
    .flatMap((value) => value.split(','))
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
