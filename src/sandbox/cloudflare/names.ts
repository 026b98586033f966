/** What Cloudflare makes of names: zones as its servers answer for them, its edge in front of proxied hosts, domains that it registered. */
import { createHash } from 'node:crypto';
import type { Delegation, DnsRecord, Names, WebHost, Zone } from '../names/names.ts';
import type { Books } from './books.ts';
import { hostsOf } from './certificates.ts';
import { signerOf } from './dnssec.ts';
import type { ZoneRecord, ZoneState } from './model.ts';
import { plainText } from './record-rules.ts';
import { hostsOf as hostsOfFilter } from './rulesets.ts';
import { settingOf } from './settings.ts';

/** What "automatic" means, seconds. */
const automaticTtl = 300;

export function namesOf(books: Books): Names {
  const zones = books.state.zones;
  return {
    zones: zones.map((zone) => served(books, zone)),
    web: zones.flatMap((zone) => (isProxying(zone) ? proxied(zone).map((record) => webHost(zone, record)) : [])),
    standby: zones
      .filter((zone) => isProxying(zone) && isCovered(zone, zone.name))
      .flatMap((zone) => hostsOf(zone).map((name) => edgeHost(zone, name))),
    delegations: [...registered(books), ...toldOf(books)],
  };
}

/** Domains of Cloudflare's own registrar: it enters name servers and signers by itself. */
function registered(books: Books): Delegation[] {
  return books.state.registrations.flatMap(({ domain, state }) => {
    const zone = books.zoneNamed(domain);
    if (state !== 'succeeded' || !zone) return [];
    const signer = ['disabled', 'pending-disabled'].includes(zone.dnssec.status) ? undefined : signerOf(zone);
    return [{ domain, nameservers: zone.nameservers, ...(signer ? { signers: [signer] } : {}) }];
  });
}

/** What was told of registrars that no vendor of this world stands for. */
function toldOf({ state, tools }: Books): Delegation[] {
  const own = state.registrations.map(({ domain }) => domain);
  return Object.entries(state.parents).flatMap(([domain, about]) =>
    own.includes(domain) || tools.delegated(domain) !== undefined ? [] : [{ domain, ...about }],
  );
}

/** A pending or paused zone is served, but nothing stands in front of its hosts. */
function isProxying({ status, paused }: ZoneState): boolean {
  return status === 'active' && !paused;
}

/** One record a host is enough: A and AAAA of a name share the edge. */
function proxied({ records }: ZoneState): ZoneRecord[] {
  const on = records.filter((one) => one.proxied);
  return on.filter((one, at) => on.findIndex(({ name }) => name === one.name) === at);
}

function served(books: Books, zone: ZoneState): Zone {
  const { name, nameservers, dnssec } = zone;
  const records = zone.records.flatMap((record) => answersOf(books, zone, record));
  return { name, nameservers, records, ...(dnssec.status === 'disabled' || dnssec.$key === '' ? {} : { signingKey: dnssec.$key }) };
}

function answersOf(books: Books, zone: ZoneState, record: ZoneRecord): DnsRecord[] {
  const { name, type, content } = record;
  const ttl = record.ttl === 1 ? automaticTtl : record.ttl;
  if (record.proxied && isProxying(zone))
    return proxied(zone).includes(record) ? edgeAddresses(zone).map((value) => ({ type: 'A', name, value, ttl: automaticTtl })) : [];
  if (type === 'CNAME') {
    const flat = name === zone.name ? flattened(books, content, []) : undefined;
    return flat
      ? flat.map((value) => ({ type: value.includes(':') ? 'AAAA' : 'A', name, value, ttl }))
      : [{ type, name, value: content, ttl }];
  }
  if (type === 'TXT') return [{ type, name, value: plainText(content), ttl }];
  if (type === 'MX') return [{ type, name, exchange: content, preference: record.priority ?? 0, ttl }];
  const data = (record.data ?? {}) as { target: string; port: number; weight: number; flags: number; tag: 'issue'; value: string };
  if (type === 'SRV')
    return [{ type, name, target: data.target, port: data.port, weight: data.weight, priority: record.priority ?? 0, ttl }];
  if (type === 'CAA') return [{ type, name, tag: data.tag, value: data.value, flags: data.flags, ttl }];
  return [{ type, name, value: content, ttl }];
}

/** Addresses that an alias at the apex leads to: the apex must hold other records, so that it cannot hold the alias itself. */
function flattened(books: Books, name: string, seen: readonly string[]): readonly string[] {
  if (seen.includes(name)) return [];
  const zone = books.state.zones.find((one) => name === one.name || name.endsWith(`.${one.name}`));
  if (!zone) return books.tools.addresses(name) ?? [documentationAddress(name)];
  const own = zone.records.filter((one) => one.name === name && ['A', 'AAAA', 'CNAME'].includes(one.type));
  if (own.some((one) => one.proxied) && isProxying(zone)) return edgeAddresses(zone);
  return own.flatMap(({ type, content }) => (type === 'CNAME' ? flattened(books, content, [...seen, name]) : [content]));
}

/** For a name outside that nothing in this world knows: always the same address of the block for documentation. */
function documentationAddress(name: string): string {
  const [byte = 0] = createHash('sha256').update(name).digest();
  return `203.0.113.${200 + (byte % 50)}`;
}

/** Two addresses of Cloudflare's edge, the same for a zone for ever. */
export function edgeAddresses({ name }: Pick<ZoneState, 'name'>): string[] {
  const [byte = 0] = createHash('sha256').update(name).digest();
  const first = 100 + 2 * (byte % 40);
  return [`203.0.113.${first}`, `203.0.113.${first + 1}`];
}

function webHost(zone: ZoneState, { name, content }: ZoneRecord): WebHost {
  const mode = modeOf(zone, name);
  const scheme = mode === 'off' || mode === 'flexible' ? 'http' : 'https';
  return { ...edgeHost(zone, name), upstream: `${scheme}://${content}`, ...(mode === 'strict' ? { strict: true } : {}) };
}

/** What the edge does by itself, whatever stands behind it. */
function edgeHost(zone: ZoneState, name: string): WebHost {
  const header = hstsOf(zone);
  return {
    name,
    ...(isCovered(zone, name) ? { certificate: { names: hostsOf(zone) } } : {}),
    minTls: settingOf(zone, 'min_tls_version') as '1.0' | '1.1' | '1.2' | '1.3',
    tls13: settingOf(zone, 'tls_1_3') !== 'off',
    alwaysHttps: settingOf(zone, 'always_use_https') === 'on',
    ...(header.hsts === undefined ? {} : { hsts: header.hsts }),
    ...(header.nosniff ? { headers: { 'x-content-type-options': 'nosniff' } } : {}),
    addresses: edgeAddresses(zone),
    server: 'cloudflare',
  };
}

/** Universal SSL holds the apex and one label below it. */
function isCovered({ name, certificate }: ZoneState, host: string): boolean {
  const below = host === name ? '' : host.slice(0, -name.length - 1);
  return certificate.universal && certificate.status === 'active' && !below.includes('.');
}

function hstsOf(zone: ZoneState): { hsts?: string; nosniff: boolean } {
  const { strict_transport_security: about } = settingOf(zone, 'security_header') as {
    strict_transport_security: { enabled?: boolean; max_age?: number; include_subdomains?: boolean; preload?: boolean; nosniff?: boolean };
  };
  const flags = `${about.include_subdomains ? '; includeSubDomains' : ''}${about.preload ? '; preload' : ''}`;
  return { ...(about.enabled ? { hsts: `max-age=${about.max_age ?? 0}${flags}` } : {}), nosniff: about.nosniff === true };
}

/** The encryption mode of a host: the last Configuration Rule that is about it, else the zone's. */
export function modeOf(zone: ZoneState, host: string): string {
  const rules = zone.rulesets.http_config_settings?.rules ?? [];
  const own = rules.filter((rule) => rule.enabled !== false && (hostsOfFilter(String(rule.expression))?.includes(host) ?? true));
  const modes = own.flatMap((rule) => (rule.action_parameters as { ssl?: string } | undefined)?.ssl ?? []);
  return modes.at(-1) ?? String(settingOf(zone, 'ssl'));
}
