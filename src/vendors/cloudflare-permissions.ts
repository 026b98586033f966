/**
 * What a Cloudflare token must be allowed, and which permission each call stands on, so that a refusal names the one that is missing.
 * Names as the dashboard shows them: https://developers.cloudflare.com/fundamentals/api/reference/permissions/
 */
import type { Permission } from '../core/vendor.ts';

export const cloudflarePermissions = [
  { what: 'Account · Account Settings', level: 'read', why: 'shows whose account this is' },
  { what: 'Zone · Zone', level: 'write', why: 'finds or adds the zone of your domain' },
  { what: 'Zone · DNS', level: 'write', why: 'creates and corrects records, signs the zone' },
  { what: 'Zone · Zone Settings', level: 'write', why: 'HTTPS redirect, encryption, HSTS' },
  { what: 'Zone · SSL and Certificates', level: 'write', why: 'switches certificates on and waits for them' },
  { what: 'Zone · Config Rules', level: 'write', why: 'only where the API stands behind the proxy' },
  { what: 'Zone · Email Routing Rules', level: 'write', why: 'only where mail is routed' },
  { what: 'Account · Email Routing Addresses', level: 'write', why: 'only where mail is routed' },
  { what: 'Account · Registrar: Domains', level: 'write', why: 'only where the domain is registered at Cloudflare' },
] as const satisfies readonly Permission[];

type Name = (typeof cloudflarePermissions)[number]['what'];

/** Most specific first. */
const stands: readonly (readonly [path: RegExp, on: Name])[] = [
  [/\/accounts\/[^/]+\/registrar\//, 'Account · Registrar: Domains'],
  [/\/accounts\/[^/]+\/email\/routing\/addresses/, 'Account · Email Routing Addresses'],
  [/\/accounts(\/[^/]+)?\/?$/, 'Account · Account Settings'],
  [/\/zones\/[^/]+\/email\/routing/, 'Zone · Email Routing Rules'],
  [/\/zones\/[^/]+\/(dns_records|dnssec)/, 'Zone · DNS'],
  [/\/zones\/[^/]+\/settings/, 'Zone · Zone Settings'],
  [/\/zones\/[^/]+\/ssl/, 'Zone · SSL and Certificates'],
  [/\/zones\/[^/]+\/rulesets/, 'Zone · Config Rules'],
  [/\/zones(\/[^/]+(\/activation_check)?)?\/?$/, 'Zone · Zone'],
];

/** `POST /client/v4/zones/…/dns_records` → `Zone · DNS · Edit`; undefined for a call that stands on nothing in particular. */
export function permissionFor(call: string): string | undefined {
  const [method = 'GET', path = ''] = call.split(' ');
  const found = stands.find(([pattern]) => pattern.test(path.replace(/\?.*$/, '')));
  const onlyReads = method === 'GET' || path.endsWith('/registrar/domain-check');
  return found && `${found[1]} · ${onlyReads ? 'Read' : 'Edit'}`;
}
