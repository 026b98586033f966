/**
 * Where an address leads, hop by hop, as a browser would follow it. Cookies that were set on the way are sent back, because some sites redirect to themselves until they see one.
 */
import { headerValue, headerValues, type WebAnswer } from '../../ports/web.ts';
import type { WebFailure } from '../../ports/web-failure.ts';
import { type Asking, ask, type HttpProbeOptions, isRedirect } from './ask.ts';
import { CookieJar } from './cookie-jar.ts';

export interface Hop {
  url: string;
  /** Absent when nothing answered. */
  status?: number;
  /** As the header says it. */
  location?: string;
  /** Where that leads to. */
  to?: string;
  schemeChange?: { from: string; to: string };
  /** Names with ports, where they differ. */
  hostChange?: { from: string; to: string };
  /** `Strict-Transport-Security`, as sent. */
  hsts?: string;
  failure?: WebFailure;
  code?: string;
  totalMs: number;
}

/**
 * `answered`: the last hop is no redirect · `loop`: it came back to where it had been · `too-many`: more hops than browsers follow ·
 * `no-location`: a redirect that does not say where to · `bad-location`: one that leads to no web address · `failed`: the last hop did not answer.
 */
export type RedirectEnd = 'answered' | 'loop' | 'too-many' | 'no-location' | 'bad-location' | 'failed';

export interface Redirects {
  from: string;
  hops: readonly Hop[];
  end: RedirectEnd;
  /** The last address that was asked. */
  final: string;
  /** Of the last hop. */
  status?: number;
  /** Redirects that were followed. */
  redirects: number;
  /** True when the last address is `https:`. */
  secure: boolean;
  /** True when any hop went from `https:` to `http:`. */
  downgrades: boolean;
  /** The addresses that go round, when it is a loop. */
  loop?: readonly string[];
}

export interface RedirectOptions extends HttpProbeOptions {
  /** Hops that are followed; 20 unless told, as in browsers (https://fetch.spec.whatwg.org/#http-redirect-fetch). */
  limit?: number;
  /** How each hop is asked, besides. `verify: false` looks on, too, where a certificate is not trusted. */
  asking?: Omit<Asking, 'method' | 'body'>;
}

/** A walk with its last answer, for probes that go on from there. */
export interface Walk {
  redirects: Redirects;
  /** Absent when the last hop did not answer. */
  answer?: WebAnswer;
  /** Every answer on the way, the last one included. */
  answers: readonly WebAnswer[];
}

/** @throws the signal's reason when it is aborted */
export async function probeRedirects(url: string | URL, options: RedirectOptions): Promise<Redirects> {
  return (await followRedirects(url, options)).redirects;
}

export async function followRedirects(url: string | URL, options: RedirectOptions): Promise<Walk> {
  const { limit = 20 } = options;
  const from = new URL(url).href;
  const hops: Hop[] = [];
  const answers: WebAnswer[] = [];
  const seen = new Map<string, number>();
  const jar = new CookieJar(options.clock);
  const done = (end: RedirectEnd, loop?: readonly string[]): Walk => {
    const last = answers.at(-1);
    return {
      redirects: summary(from, hops, end, loop),
      answers,
      ...(last && end !== 'failed' ? { answer: last } : {}),
    };
  };
  for (let at = new URL(from); ; ) {
    const cookie = jar.header(at);
    const mark = `${at.href} ${cookie}`;
    const before = seen.get(mark);
    if (before !== undefined) return done('loop', [...hops.slice(before).map((hop) => hop.url), at.href]);
    if (hops.length > limit) return done('too-many');
    seen.set(mark, hops.length);
    const outcome = await ask(at, options, {
      ...options.asking,
      headers: { ...options.asking?.headers, ...(cookie === '' ? {} : { cookie }) },
    });
    if (outcome.state === 'failed') {
      hops.push({ url: at.href, failure: outcome.failure, code: outcome.code, totalMs: outcome.totalMs });
      return done('failed');
    }
    answers.push(outcome);
    jar.keep(at, headerValues(outcome.headers, 'set-cookie'));
    const hop = hopOf(at, outcome);
    hops.push(hop);
    if (!isRedirect(outcome.status)) return done('answered');
    if (hop.location === undefined) return done('no-location');
    if (hop.to === undefined) return done('bad-location');
    at = new URL(hop.to);
  }
}

function hopOf(at: URL, answer: WebAnswer): Hop {
  const hsts = headerValue(answer.headers, 'strict-transport-security');
  const location = isRedirect(answer.status) ? headerValues(answer.headers, 'location')[0] : undefined;
  const to = location === undefined ? undefined : resolve(location, at);
  return {
    url: at.href,
    status: answer.status,
    ...(location === undefined ? {} : { location }),
    ...(to === undefined ? {} : { to: to.href }),
    ...(to && to.protocol !== at.protocol ? { schemeChange: { from: scheme(at), to: scheme(to) } } : {}),
    ...(to && to.host !== at.host ? { hostChange: { from: at.host, to: to.host } } : {}),
    ...(hsts === undefined ? {} : { hsts }),
    totalMs: answer.timings.totalMs,
  };
}

/** A fragment is inherited and never sent: it does not count. */
function resolve(location: string, at: URL): URL | undefined {
  if (!URL.canParse(location, at.href)) return undefined;
  const to = new URL(location, at);
  to.hash = '';
  return to.protocol === 'http:' || to.protocol === 'https:' ? to : undefined;
}

function summary(from: string, hops: readonly Hop[], end: RedirectEnd, loop: readonly string[] | undefined): Redirects {
  const last = hops.at(-1);
  return {
    from,
    hops,
    end,
    final: last?.url ?? from,
    ...(last?.status === undefined ? {} : { status: last.status }),
    redirects: hops.filter((hop) => hop.to !== undefined).length,
    secure: (last?.url ?? from).startsWith('https:'),
    downgrades: hops.some((hop) => hop.schemeChange?.to === 'http'),
    ...(loop ? { loop } : {}),
  };
}

function scheme(url: URL): string {
  return url.protocol.slice(0, -1);
}
