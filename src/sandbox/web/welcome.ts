/**
 * What a visitor of a web host is told: a redirect to HTTPS, the server behind it, the page of its vendor, or the vendor's word that there is nothing.
 */
import type { Pass, Visit } from '../../ports/front-door.ts';
import type { Outgoing } from '../../ports/listen.ts';
import { seemsFrom } from '../atlas/servers.ts';
import type { WebHost } from '../names/names.ts';
import { errorPage, placeholder } from './placeholder.ts';
import { claimOf, type Landing, type Sites, siteOf, vendorServer } from './sites.ts';

/** Proxies in front of proxies; more of them are a loop. */
const longestChain = 8;

export function welcome(sites: Sites, visit: Visit): Outgoing | Pass {
  const own = vendorServer(sites, visit.host);
  if (own) return visit.secure ? { to: own.server, requestHeaders: {}, headers: {} } : toHttps(visit, 301, {});
  const landing = siteOf(sites, visit.host);
  if (!landing) return errorPage('nobody', 421, visit.host);
  return visitAt(sites, landing, visit, 0);
}

/** As one vendor's edge answers; behind it may stand another's. */
function visitAt(sites: Sites, { vendor, host }: Landing, visit: Visit, depth: number): Outgoing | Pass {
  if (!host) return errorPage(vendor, 404, visit.host);
  const headers = headersOf(host, visit);
  if (host.alwaysHttps && !visit.secure) return toHttps(visit, vendor === 'vercel' ? 308 : 301, headers);
  const said = atTheDoor(host, visit);
  if (said) return { ...said, headers: { ...said.headers, ...headers } };
  const server = sites.servers[visit.host];
  const edge = within(sites, host, visit, vendor);
  if (edge) return { ...edge, headers };
  const told = behind(sites, { vendor, host }, visit, depth) ?? (server ? passTo(server, visit, vendor) : placeholder(vendor, visit.host));
  return { ...told, headers: { ...told.headers, ...headers } };
}

/** What an edge says by itself, before anything behind it is asked. */
function atTheDoor({ redirect, instead, guard }: WebHost, { path, query, headers }: Visit): Outgoing | undefined {
  const location = `https://${redirect?.to}${path}${query ? `?${query}` : ''}`;
  if (redirect) return { status: redirect.status, headers: { location }, body: '' };
  const brought = guard && (headers[guard.bypass.name] ?? new URLSearchParams(query).get(guard.bypass.name));
  if (guard && !guard.bypass.values.includes(brought ?? '')) return guard.answer;
  return instead;
}

/** A path that the vendor's edge answers, whatever stands behind it: its emulator is asked under its own name, and told for whom. */
function within(sites: Sites, host: WebHost, visit: Visit, vendor: string): Pass | undefined {
  const [, name] = Object.entries(host.within ?? {}).find(([start]) => visit.path.startsWith(start)) ?? [];
  const own = name === undefined ? undefined : vendorServer(sites, name);
  if (!own || name === undefined) return undefined;
  const { requestHeaders, ...pass } = passTo(own.server, visit, vendor);
  return { ...pass, requestHeaders: { ...requestHeaders, host: name } };
}

/** What stands behind a host, if it is anything in this world. */
function behind(sites: Sites, { vendor, host }: Landing & { host: WebHost }, visit: Visit, depth: number): Outgoing | Pass | undefined {
  const upstream = oneOf(sites, host);
  if (upstream === undefined) return undefined;
  if (upstream.startsWith('http://127.0.0.1:')) return passTo(sites.servers[visit.host] ?? upstream, visit, vendor);
  const [, scheme = 'https', where = ''] = /^(?:(https?):\/\/)?(.*)$/.exec(upstream) ?? [];
  const next = edgeAt(sites, where.toLowerCase());
  if (next === undefined) return undefined;
  if (depth >= longestChain) return errorPage(vendor, 508, visit.host);
  const secure = scheme === 'https';
  const theirs = claimOf(sites.claims, visit.host, next)?.host;
  if (secure && !theirs?.certificate) return errorPage(vendor, 525, visit.host);
  if (secure && host.strict && !covers(theirs?.certificate?.names ?? [], visit.host)) return errorPage(vendor, 526, visit.host);
  return visitAt(sites, { vendor: next, host: theirs }, { ...visit, secure }, depth + 1);
}

/** Instances of a service are asked in turns. */
function oneOf({ turns }: Sites, { name, upstream, upstreams = [] }: WebHost): string | undefined {
  if (upstreams.length === 0) return upstream;
  const turn = turns?.get(name) ?? 0;
  turns?.set(name, turn + 1);
  return upstreams[turn % upstreams.length];
}

/** The vendor that answers at a name or an address. */
function edgeAt({ claims }: Sites, where: string): string | undefined {
  return claims.find(({ host }) => host.name === where || host.addresses?.includes(where))?.vendor;
}

export function covers(names: readonly string[], name: string): boolean {
  // A wildcard of a certificate stands for one label (RFC 9525, 6.3).
  return names.some((one) => one === name || (one.startsWith('*.') && name.slice(name.indexOf('.')) === one.slice(1)));
}

/** A header of HTTPS alone: over HTTP browsers ignore HSTS, and honest servers do not say it (RFC 6797, 7.2). */
function headersOf(host: WebHost, { secure }: Visit): Record<string, string> {
  return { ...host.headers, server: host.server, ...(host.hsts !== undefined && secure ? { 'strict-transport-security': host.hsts } : {}) };
}

/** Without a port: names of this world are reached under the usual ones. */
function toHttps({ host, path, query }: Visit, status: 301 | 308, headers: Readonly<Record<string, string>>): Outgoing {
  return { status, headers: { location: `https://${host}${path}${query ? `?${query}` : ''}`, ...headers }, body: '' };
}

function passTo(server: string, visit: Visit, vendor: string): Pass {
  const came = visit.headers['x-forwarded-for'];
  const requestHeaders = {
    'x-forwarded-for': came ? `${came}, ${seemsFrom}` : seemsFrom,
    'x-forwarded-proto': visit.secure ? 'https' : 'http',
    'x-forwarded-host': visit.host,
  };
  return { to: server, requestHeaders, headers: {}, otherwise: errorPage(vendor, vendor === 'cloudflare' ? 521 : 502, visit.host) };
}
