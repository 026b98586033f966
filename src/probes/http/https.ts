/**
 * What happens to somebody who types a name without `https://`.
 */
import type { Hop, RedirectOptions, Redirects } from './redirects.ts';
import { followRedirects } from './redirects.ts';

export interface HttpsEnforcement {
  /**
   * What plain HTTP does: `redirects`: its first answer leads to https on the same host · `redirects-elsewhere`: to https, but first to another host or by way of another http address ·
   * `serves`: it answers in the clear · `refuses`: it answers 426 and nothing else · `closed`: nothing listens there · `broken`: a loop, or a redirect that leads nowhere or fails.
   */
  http: 'redirects' | 'redirects-elsewhere' | 'serves' | 'refuses' | 'closed' | 'broken';
  /** True when nobody can stay on plain HTTP: it is closed, refuses, or leads to https and stays there. */
  enforced: boolean;
  /** 301 and 308 are remembered by browsers. */
  permanent: boolean;
  /** Whether the https address answers, with a trusted certificate. */
  https: 'answers' | Exclude<Hop['failure'], undefined> | 'broken';
  /** `Strict-Transport-Security` of the https address. */
  hsts?: string;
  plain: Redirects;
  encrypted: Redirects;
}

/** @param host `kingdom77.com`, or an address of it; the path is kept, a port is not. `ports` are for servers that stand elsewhere. */
export async function probeHttps(
  host: string | URL,
  options: RedirectOptions & { ports?: { http: number; https: number } },
): Promise<HttpsEnforcement> {
  const address = typeof host === 'string' && !host.includes('://') ? new URL(`http://${host}`) : new URL(host);
  const { ports } = options;
  const at = (scheme: 'http' | 'https') => {
    const url = new URL(address.pathname + address.search, `${scheme}://${address.hostname}`);
    if (ports) url.port = String(ports[scheme]);
    return url;
  };
  const [plain, encrypted] = await Promise.all([followRedirects(at('http'), options), followRedirects(at('https'), options)]);
  const http = verdictOf(plain.redirects);
  const hsts = encrypted.redirects.hops.find((hop) => hop.hsts !== undefined)?.hsts;
  const first = plain.redirects.hops[0]?.status;
  return {
    http,
    enforced:
      http === 'closed' || http === 'refuses' || ((http === 'redirects' || http === 'redirects-elsewhere') && plain.redirects.secure),
    permanent: first === 301 || first === 308,
    https: httpsOf(encrypted.redirects),
    ...(hsts === undefined ? {} : { hsts }),
    plain: plain.redirects,
    encrypted: encrypted.redirects,
  };
}

function verdictOf({ hops, end, secure }: Redirects): HttpsEnforcement['http'] {
  const [first] = hops;
  if (hops.length === 1 && end === 'failed') return first?.failure === 'refused' || first?.failure === 'unreachable' ? 'closed' : 'broken';
  // A redirect to an https address that then fails is a fault of that address.
  if (end !== 'answered' && !(end === 'failed' && secure)) return 'broken';
  // https://www.rfc-editor.org/rfc/rfc9110.html#name-426-upgrade-required
  if (!secure) return hops.at(-1)?.status === 426 ? 'refuses' : 'serves';
  return first?.schemeChange?.to === 'https' && sameName(first.url, first.to) ? 'redirects' : 'redirects-elsewhere';
}

function httpsOf({ hops, end }: Redirects): HttpsEnforcement['https'] {
  if (end === 'answered') return 'answers';
  return end === 'failed' ? (hops.at(-1)?.failure ?? 'broken') : 'broken';
}

function sameName(a: string, b: string | undefined): boolean {
  return b !== undefined && new URL(a).hostname === new URL(b).hostname;
}
