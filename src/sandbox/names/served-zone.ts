/**
 * One copy of a zone, indexed so that questions can be answered from it.
 */
import { compareNames, isWithin, labelsOf, parentOf, plainName } from '../../ports/dns-canonical.ts';
import type { Resource, ResourceOf } from '../../ports/dns-message.ts';
import { publicKeyOf } from '../../ports/dns-security.ts';

export interface ServedZone {
  name: string;
  /** Names of the servers that hold this copy. */
  servers: readonly string[];
  soa: ResourceOf<'SOA'>;
  /** Private key (PEM) of a signed zone. */
  key: string | undefined;
  signatures: { inception: number; expiration: number } | undefined;
  /** Name → type → records. */
  sets: ReadonlyMap<string, ReadonlyMap<string, readonly Resource[]>>;
  /** Owners of NSEC records, in canonical order: every name with data of this zone or a delegation. */
  chain: readonly string[];
}

export interface ZoneContent {
  name: string;
  servers: readonly string[];
  serial: number;
  minimum: number;
  key: string | undefined;
  signatures: { inception: number; expiration: number } | undefined;
  /** All records but SOA and DNSKEY; name servers at the zone's own name included. */
  records: readonly Resource[];
}

const keyTtl = 3600;

export function servedZone(content: ZoneContent): ServedZone {
  const { servers, key, signatures } = content;
  const name = plainName(content.name);
  const soa: ResourceOf<'SOA'> = {
    name,
    type: 'SOA',
    ttl: content.minimum,
    data: {
      mname: content.records.flatMap((one) => (one.type === 'NS' && one.name === name ? [one.data] : []))[0] ?? servers[0] ?? '.',
      rname: name === '.' ? 'hostmaster' : `hostmaster.${name}`,
      serial: content.serial,
      refresh: 10_000,
      retry: 2400,
      expire: 604_800,
      minimum: content.minimum,
    },
  };
  const keys: Resource[] = key === undefined ? [] : [{ name, type: 'DNSKEY', ttl: keyTtl, data: publicKeyOf(key) }];
  const sets = indexed([soa, ...keys, ...content.records.filter((one) => isWithin(one.name, name))]);
  const zone = { name, servers, soa, key, signatures, sets, chain: [] as string[] };
  zone.chain = [...sets.keys()].filter((own) => !isBelowCut(zone, own)).sort(compareNames);
  return zone;
}

/** Records of one name and type share one TTL (RFC 2181, section 5.2) and are no two alike. */
function indexed(records: readonly Resource[]): Map<string, Map<string, Resource[]>> {
  const sets = new Map<string, Map<string, Resource[]>>();
  const seen = new Set<string>();
  for (const one of records) {
    const mark = JSON.stringify([one.name, one.type, one.data]);
    if (seen.has(mark)) continue;
    seen.add(mark);
    const types = sets.get(one.name) ?? new Map<string, Resource[]>();
    sets.set(one.name, types);
    const set = types.get(one.type) ?? [];
    types.set(one.type, set);
    set.push({ ...one, ttl: set[0]?.ttl ?? one.ttl });
  }
  return sets;
}

/** The delegation that a name lies at or below, the nearest to the zone's own name. */
export function cutAbove(zone: Pick<ServedZone, 'name' | 'sets'>, name: string): string | undefined {
  const below = labelsOf(name).length - labelsOf(zone.name).length;
  const ancestors = Array.from({ length: below }, (_, up) => labelsOf(name).slice(up).join('.')).reverse();
  return ancestors.find((ancestor) => zone.sets.get(ancestor)?.has('NS'));
}

export function isBelowCut(zone: Pick<ServedZone, 'name' | 'sets'>, name: string): boolean {
  const cut = cutAbove(zone, name);
  return cut !== undefined && cut !== name;
}

/** Whether the name has records or lies above a name that has some. */
export function exists(zone: ServedZone, name: string): boolean {
  return zone.sets.has(name) || [...zone.sets.keys()].some((own) => own.endsWith(`.${name}`));
}

/** The longest existing name at or above this one. */
export function closestEncloser(zone: ServedZone, name: string): string {
  let at = name;
  while (at !== zone.name && !exists(zone, at)) at = parentOf(at);
  return at;
}
