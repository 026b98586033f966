/**
 * `k77 probe http URL`: what a visitor of an address meets: redirects, https, time, compression, cookies, mixed content, and what other origins may do.
 */
import { type Exit, exits, OperatorError } from '../../core/errors.ts';
import type { HttpProbeOptions } from '../../probes/http/ask.ts';
import { type Compression, probeCompression } from '../../probes/http/compression.ts';
import { probeCookies, type SetCookie } from '../../probes/http/cookies.ts';
import { type Cors, type OriginAnswer, probeCors } from '../../probes/http/cors.ts';
import { type HttpsEnforcement, probeHttps } from '../../probes/http/https.ts';
import { crawlMixedContent, type MixedContent } from '../../probes/http/mixed-content.ts';
import { probeRedirects, type Redirects } from '../../probes/http/redirects.ts';
import { probeTiming, type Timing } from '../../probes/http/timing.ts';
import type { GlobalOptions, Io } from '../io.ts';
import { count } from '../text.ts';
import { addressOf, entry, withProbe } from './probe-web.ts';

type Options = GlobalOptions & { target?: string; samples?: string; origin?: readonly string[]; crawl?: string };

/** What `--json` prints. */
interface HttpProbe {
  url: string;
  redirects: Redirects;
  /** Absent for an address with a port of its own, where nobody knows the other one. */
  https?: HttpsEnforcement;
  timing?: Timing;
  compression?: Compression;
  cookies?: readonly SetCookie[];
  mixedContent?: MixedContent;
  cors?: Cors;
}

export async function run(options: Options, io: Io): Promise<Exit> {
  const url = addressOf(options.target, 'http');
  const samples = atMost(options.samples, 10, { what: '--samples', least: 1, most: 1000 });
  const limit = atMost(options.crawl, 5, { what: '--crawl', least: 0, most: 200 });
  const seen = await withProbe(options, io, url, (about) => measure(url, about, { samples, limit, origins: options.origin ?? [] }));
  io.document(seen);
  for (const line of linesOf(io, seen)) io.line(line);
  return seen.redirects.end === 'answered' ? exits.proven : exits.failed;
}

async function measure(
  url: URL,
  about: HttpProbeOptions,
  wanted: { samples: number; limit: number; origins: readonly string[] },
): Promise<HttpProbe> {
  const redirects = await probeRedirects(url, about);
  const https = url.port === '' ? { https: await probeHttps(url, about) } : {};
  if (redirects.end !== 'answered') return { url: url.href, redirects, ...https };
  const { final } = redirects;
  // First and alone, so that nothing else of ours is in its way.
  const timing = await probeTiming(final, { ...about, samples: wanted.samples });
  const [compression, { cookies }, mixedContent, cors] = await Promise.all([
    probeCompression(final, about),
    probeCookies(url, about),
    wanted.limit > 0 ? crawlMixedContent(final, { ...about, limit: wanted.limit }) : undefined,
    wanted.origins.length > 0 ? probeCors(final, { ...about, origins: wanted.origins }) : undefined,
  ]);
  return {
    url: url.href,
    redirects,
    ...https,
    timing,
    compression,
    cookies,
    ...(mixedContent ? { mixedContent } : {}),
    ...(cors ? { cors } : {}),
  };
}

function linesOf(io: Io, seen: HttpProbe): string[] {
  const { redirects, https, timing, compression, cookies, mixedContent, cors } = seen;
  const last = redirects.hops.at(-1);
  const fine = redirects.end === 'answered';
  const mark = fine ? io.paint.accent(io.marks.ok) : io.paint.bad(io.marks.bad);
  return [
    '',
    `  ${mark} ${redirects.final}   ${fine ? redirects.status : last?.failure ? `${last.failure} (${last.code})` : redirects.end}`,
    ...(redirects.redirects > 0 || !fine ? entry(io, 'redirects', wayOf(io, redirects)) : []),
    ...(https ? entry(io, 'https', httpsLine(https)) : []),
    ...(timing ? timingLines(io, timing) : []),
    ...(compression ? entry(io, 'compression', compressionLine(compression)) : []),
    ...(cookies
      ? (cookies.length === 0 ? ['none'] : cookies.map(cookieLine)).flatMap((line, at) => entry(io, at === 0 ? 'cookies' : '', line))
      : []),
    ...(mixedContent ? mixedLines(io, mixedContent) : []),
    ...(cors ? cors.origins.flatMap((origin) => entry(io, 'origin', originLine(origin))) : []),
    ...(cors?.reflectsAny
      ? entry(io, '', `any origin is allowed${cors.reflectsAnyWithCredentials ? ', even with the cookies of the visitor' : ''}`)
      : []),
  ];
}

function wayOf(io: Io, { hops }: Redirects): string {
  return hops.map((hop) => `${hop.url} ${hop.status ?? hop.code ?? ''}`.trim()).join(` ${io.marks.fix} `);
}

const plainly: Readonly<Record<HttpsEnforcement['http'], string>> = {
  redirects: 'http leads to https',
  'redirects-elsewhere': 'http leads to https, by way of another address',
  serves: 'http is answered in the clear',
  refuses: 'http is refused (426)',
  closed: 'http is closed',
  broken: 'http leads nowhere',
};

function httpsLine({ http, permanent, https, hsts, enforced }: HttpsEnforcement): string {
  const kept = hsts === undefined ? 'no HSTS' : `HSTS ${hsts}`;
  return [
    `${enforced ? 'enforced' : 'NOT enforced'}: ${plainly[http]}${permanent ? ' for good' : ''}`,
    https === 'answers' ? kept : `https: ${https}`,
  ].join(', ');
}

function timingLines(io: Io, { asked, dns, connect, tls, firstByte, total, failures }: Timing): string[] {
  const phases = [`dns ${dns.medianMs}`, `connect ${connect.medianMs}`, `TLS ${tls.medianMs}`, `first byte ${firstByte.medianMs}`];
  const failed = Object.entries(failures).map(([failure, times]) => `${times} ${failure}`);
  return [
    ...entry(
      io,
      'time',
      `${total.medianMs} ms in the middle, ${total.p95Ms} ms at 95 % of ${asked}${failed.length > 0 ? `; ${failed.join(', ')}` : ''}`,
    ),
    ...entry(io, '', `${phases.join(` ${io.marks.dot} `)} ms`),
  ];
}

function compressionLine({ chosen, plainBytes, offered }: Compression): string {
  const sizes = offered.map(({ coding, bytes, saved }) => `${coding} ${bytes} (${Math.round(saved * 100)} % saved)`);
  return chosen === 'none' ? `none; ${plainBytes} bytes` : `${chosen}; ${[`plain ${plainBytes} bytes`, ...sizes].join(', ')}`;
}

function cookieLine({ name, secure, httpOnly, sameSite, domain, lifetimeSeconds, refused }: SetCookie): string {
  const life = lifetimeSeconds === undefined ? 'until the browser closes' : daysOf(lifetimeSeconds);
  const words = [secure ? 'Secure' : 'not Secure', httpOnly ? 'HttpOnly' : 'not HttpOnly', `SameSite ${sameSite ?? 'absent'}`];
  const trouble = refused.length > 0 ? `; browsers refuse it: ${refused.join(', ')}` : '';
  return `${name}   ${[...words, ...(domain ? [`Domain ${domain}`] : []), life].join(', ')}${trouble}`;
}

function daysOf(seconds: number): string {
  return count(Math.round(seconds / 8640) / 10, 'day');
}

function mixedLines(io: Io, { pages, active, passive, forms, left }: MixedContent): string[] {
  const looked = `${count(pages.length, 'page')}${left > 0 ? ` (${left} more were found)` : ''}`;
  const all = [...active, ...passive, ...forms];
  if (all.length === 0) return entry(io, 'mixed', `nothing over http on ${looked}`);
  return [
    ...entry(io, 'mixed', `${active.length} active, ${passive.length} passive, ${count(forms.length, 'form')} on ${looked}`),
    ...all.slice(0, 5).flatMap(({ url, where, page }) => entry(io, '', `${where} ${url} on ${page}`)),
  ];
}

function originLine({ origin, preflight, simple }: OriginAnswer): string {
  const may = (allowed: boolean, cookies: boolean): string => (allowed ? `yes${cookies ? ', with cookies' : ''}` : 'no');
  return `${origin}   reads: ${may(simple.allowed, simple.withCredentials)}; preflight: ${may(preflight.admits, preflight.admitsWithCredentials)}`;
}

function atMost(text: string | undefined, usual: number, about: { what: string; least: number; most: number }): number {
  if (text === undefined) return usual;
  const { what, least, most } = about;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new OperatorError({
    what: `${what} ${text} is no number from ${least} to ${most}`,
    fix: `give one, e.g. ${what} ${usual}`,
    exit: exits.usage,
  });
}
