/**
 * A `Set-Cookie` header, attribute by attribute, as browsers read it. https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#section-5.6
 */

export interface CookieFacts {
  name: string;
  /** Characters of the value; the value itself may be a secret and is not kept. */
  valueLength: number;
  secure: boolean;
  httpOnly: boolean;
  /** `lax`, `strict`, `none`; `other` is a word that nobody knows; absent means that browsers choose (Chromium: Lax). */
  sameSite?: 'lax' | 'strict' | 'none' | 'other';
  /** Without the leading dot; absent means this host alone. */
  domain?: string;
  path: string;
  /** Seconds from now; absent means until the browser is closed; 0 deletes it. */
  lifetimeSeconds?: number;
  partitioned: boolean;
  /** `__Host-` or `__Secure-`. */
  prefix?: '__Host-' | '__Secure-';
  /** Why a browser would not keep it; empty when it would. */
  refused: readonly string[];
}

/**
 * @param from the address that set it
 * @param now to tell a lifetime from `Expires`
 */
export function readCookie(header: string, from: URL, now: Date): CookieFacts {
  const [pair = '', ...rest] = header.split(';');
  const at = pair.indexOf('=');
  const name = at < 0 ? '' : pair.slice(0, at).trim();
  const value = (at < 0 ? pair : pair.slice(at + 1)).trim();
  const attributes = new Map<string, string>();
  for (const attribute of rest) {
    const [key = '', ...words] = attribute.split('=');
    attributes.set(key.trim().toLowerCase(), words.join('=').trim());
  }
  const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase();
  const path = attributes.get('path');
  const lifetime = lifetimeOf(attributes, now);
  const sameSite = sameSiteOf(attributes.get('samesite'));
  const prefix: CookieFacts['prefix'] = /^__Host-/i.test(name) ? '__Host-' : /^__Secure-/i.test(name) ? '__Secure-' : undefined;
  const facts: Omit<CookieFacts, 'refused'> = {
    name,
    valueLength: value.length,
    secure: attributes.has('secure'),
    httpOnly: attributes.has('httponly'),
    ...(sameSite ? { sameSite } : {}),
    ...(domain ? { domain } : {}),
    path: path?.startsWith('/') ? path : defaultPath(from),
    ...(lifetime === undefined ? {} : { lifetimeSeconds: lifetime }),
    partitioned: attributes.has('partitioned'),
    ...(prefix ? { prefix } : {}),
  };
  return { ...facts, refused: refusals(facts, { from, givenPath: path, valueLength: value.length }) };
}

function refusals(facts: Omit<CookieFacts, 'refused'>, about: { from: URL; givenPath: string | undefined; valueLength: number }): string[] {
  const { from, givenPath, valueLength } = about;
  const host = from.hostname.toLowerCase();
  const encrypted = from.protocol === 'https:' || host === 'localhost' || host === '127.0.0.1';
  const { name, secure, domain, sameSite, prefix, partitioned } = facts;
  return [
    ...(name === '' && valueLength === 0 ? ['it has neither name nor value'] : []),
    ...(name.length + valueLength > 4096 ? ['name and value are longer than 4096 characters'] : []),
    ...(secure && !encrypted ? ['Secure over http'] : []),
    ...(domain && !within(host, domain) ? [`Domain ${domain} is not ${host} or above it`] : []),
    ...(sameSite === 'none' && !secure ? ['SameSite=None without Secure'] : []),
    ...(partitioned && !secure ? ['Partitioned without Secure'] : []),
    ...(prefix && !secure ? [`${prefix} without Secure`] : []),
    ...(prefix === '__Host-' && domain ? ['__Host- with a Domain'] : []),
    ...(prefix === '__Host-' && givenPath !== '/' ? ['__Host- without Path=/'] : []),
  ];
}

function within(host: string, domain: string): boolean {
  return host === domain || (host.endsWith(`.${domain}`) && !/^[\d.]+$/.test(host));
}

function sameSiteOf(word: string | undefined): CookieFacts['sameSite'] {
  if (word === undefined) return undefined;
  const lower = word.toLowerCase();
  return lower === 'lax' || lower === 'strict' || lower === 'none' ? lower : 'other';
}

/** `Max-Age` wins over `Expires`; what cannot be read is as if it were not there. */
function lifetimeOf(attributes: ReadonlyMap<string, string>, now: Date): number | undefined {
  const age = attributes.get('max-age');
  if (age !== undefined && /^-?\d+$/.test(age)) return Math.max(0, Number(age));
  const until = Date.parse(attributes.get('expires') ?? '');
  return Number.isNaN(until) ? undefined : Math.max(0, Math.round((until - now.getTime()) / 1000));
}

/** https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#section-5.1.4 */
function defaultPath(from: URL): string {
  const at = from.pathname.lastIndexOf('/');
  return at <= 0 ? '/' : from.pathname.slice(0, at);
}
