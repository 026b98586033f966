/**
 * Who answers for a name on the web: what vendors claim, and where the world's DNS really leads. Pure.
 */
import type { WebHost } from '../names/names.ts';

/** A web host together with the vendor that answers for it. */
export interface Claim {
  vendor: string;
  host: WebHost;
}

/** Where a name leads, as a resolver tells it: the aliases that were followed, then addresses. */
export interface Trace {
  aliases: readonly string[];
  addresses: readonly string[];
}

/** A vendor's edge that visitors of a name come to. It knows the name, or it does not: then it has no certificate and no page for it. */
export interface Landing {
  vendor: string;
  host: WebHost | undefined;
}

export interface Sites {
  claims: readonly Claim[];
  /** Hosts that an edge answers for although no name leads there. */
  standby: readonly Claim[];
  landings: ReadonlyMap<string, Landing>;
  /** Servers of this machine behind names: `api.kingdom77.test` → `http://127.0.0.1:4701`. */
  servers: Readonly<Record<string, string>>;
  /** Vendors' own names: `api.stripe.com`, `*.discord.gg` → `http://127.0.0.1:4701`. */
  vendors: Readonly<Record<string, string>>;
  /** How many visitors each name with several servers behind it has had. */
  turns?: Map<string, number>;
}

/** What stands for a server that nobody else answers for: a host that does what every platform does. */
export const ownVendor = 'k77 sandbox';

function ownHost(name: string, server: string): WebHost {
  return { name, certificate: { names: [name] }, alwaysHttps: true, upstream: server, server: ownVendor };
}

/** Which vendor's edge the visitors of a name reach; undefined when DNS leads to none. */
export function landingOf(name: string, { aliases, addresses }: Trace, claims: readonly Claim[]): Landing | undefined {
  const vendor = vendorAt([...aliases].reverse(), addresses, claims);
  if (vendor !== undefined) return { vendor, host: claimOf(claims, name, vendor)?.host };
  if (addresses.length === 0) return undefined;
  return claims.find(({ host }) => matches(host.name, name) && host.addresses === undefined);
}

/** The vendor of the last alias that somebody answers for, else of an address. */
function vendorAt(aliases: readonly string[], addresses: readonly string[], claims: readonly Claim[]): string | undefined {
  for (const alias of aliases) {
    const found = claims.find(({ host }) => matches(host.name, alias));
    if (found) return found.vendor;
  }
  return claims.find(({ host }) => host.addresses?.some((address) => addresses.includes(address)))?.vendor;
}

/** Names are led to the web: those that DNS leads to a vendor's edge, then servers of this machine whose names nobody claims. */
export function withServers(
  landings: ReadonlyMap<string, Landing>,
  claims: readonly Claim[],
  servers: Sites['servers'],
): Map<string, Landing> {
  const all = new Map(landings);
  for (const [name, server] of Object.entries(servers))
    if (!all.has(name) && !claims.some(({ host }) => matches(host.name, name)))
      all.set(name, { vendor: ownVendor, host: ownHost(name, server) });
  return all;
}

/** The host that a vendor has for a name: its own first, then one that stands for many (`*.kingdom77.test`). */
export function claimOf(claims: readonly Claim[], name: string, vendor: string): Claim | undefined {
  const own = claims.filter((claim) => claim.vendor === vendor);
  return own.find(({ host }) => host.name === name) ?? own.find(({ host }) => matches(host.name, name));
}

/** Where visitors of a name land: the name itself, or the wildcard that covers it; else whose edge has a certificate for it. */
export function siteOf(sites: Sites, name: string): Landing | undefined {
  const exact = sites.landings.get(name);
  if (exact) return exact;
  const star = starsOver(name).find((one) => sites.landings.has(one));
  const landing = star === undefined ? undefined : sites.landings.get(star);
  if (landing) return { vendor: landing.vendor, host: claimOf(sites.claims, name, landing.vendor)?.host };
  // A wildcard of a certificate stands for one label.
  return sites.standby.find(({ host }) => host.name === name || host.name === name.replace(/^[^.]+/, '*'));
}

/** The emulator behind a vendor's own name. */
export function vendorServer(sites: Sites, name: string): { known: string; server: string } | undefined {
  const known = [name, ...starsOver(name)].find((one) => sites.vendors[one] !== undefined);
  return known === undefined ? undefined : { known, server: sites.vendors[known] as string };
}

export function matches(pattern: string, name: string): boolean {
  return pattern === name || (pattern.startsWith('*.') && name.length > pattern.length - 1 && name.endsWith(pattern.slice(1)));
}

/** `a.b.c` → `*.b.c`, `*.c`. */
function starsOver(name: string): string[] {
  const labels = name.split('.');
  return labels.slice(1).map((_, at) => `*.${labels.slice(at + 1).join('.')}`);
}

/** A web host as it is shown. */
export interface Site {
  name: string;
  vendor: string;
  certificate: boolean;
  /** What answers: a server of this machine, another web host, or nothing but the page of its vendor. */
  behind?: string;
}

export function sitesOf(sites: Sites | undefined): Site[] {
  return [...(sites?.landings ?? [])].map(([name, { vendor, host }]) => {
    const behind = sites?.servers[name] ?? (host?.upstreams?.join(', ') || host?.upstream);
    return { name, vendor, certificate: host?.certificate !== undefined, ...(behind === undefined ? {} : { behind }) };
  });
}
