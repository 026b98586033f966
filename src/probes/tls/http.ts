/**
 * The one GET that a TLS probe makes, for the sake of Strict-Transport-Security. RFC 6797.
 */
import type { HstsSeen, HttpSeen } from './seen.ts';

export function requestFor(servername: string, port: number): string {
  const host = servername.includes(':') ? `[${servername}]` : servername;
  const lines = [
    `GET / HTTP/1.1`,
    `Host: ${host}${port === 443 ? '' : `:${port}`}`,
    'User-Agent: k77-probe',
    'Accept: */*',
    'Connection: close',
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

export function headIsWhole(bytes: Buffer): boolean {
  return bytes.includes('\r\n\r\n');
}

/** @returns undefined when it is not the head of an HTTP/1 answer */
export function readHead(bytes: Buffer): HttpSeen | undefined {
  const [first = '', ...lines] = (bytes.toString('latin1').split('\r\n\r\n')[0] ?? '').split('\r\n');
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1];
  if (status === undefined) return undefined;
  const fields = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
  });
  const field = (name: string): string | undefined => fields.find(([found]) => found === name)?.[1];
  // Section 8.1: only the first such header counts.
  return {
    status: Number(status),
    server: field('server'),
    location: field('location'),
    hsts: readHsts(field('strict-transport-security')),
  };
}

/** Section 6.1: max-age is required, a directive comes once, values may be quoted, unknown directives are ignored. */
export function readHsts(header: string | undefined): HstsSeen {
  const pairs = (header ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part): [string, string | undefined] => {
      const [name = '', value] = part.split(/\s*=\s*/, 2);
      return [name.toLowerCase(), value?.replace(/^"(.*)"$/, '$1')];
    });
  const directives = new Map(pairs);
  const age = directives.get('max-age');
  const valid = header !== undefined && directives.size === pairs.length && age !== undefined && /^\d+$/.test(age);
  return {
    header,
    valid,
    maxAge: valid ? Number(age) : undefined,
    includeSubDomains: valid && directives.has('includesubdomains'),
    preload: valid && directives.has('preload'),
  };
}
