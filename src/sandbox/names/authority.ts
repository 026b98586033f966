/**
 * What an authoritative server answers from the zones that it holds. RFC 1034 (section 4.3.2), RFC 4592 for wildcards, RFC 4035 (section 3.1) for proofs.
 */
import { isWithin, labelsOf, plainName } from '../../ports/dns-canonical.ts';
import type { DnsQuestion, Resource } from '../../ports/dns-message.ts';
import { closestEncloser, cutAbove, exists, type ServedZone } from './served-zone.ts';
import { denial, renamed, signed } from './signing.ts';

export interface Told {
  rcode: 'NOERROR' | 'NXDOMAIN' | 'REFUSED' | 'SERVFAIL';
  authoritative: boolean;
  /** The zone that it comes from. */
  zone: string | undefined;
  answers: Resource[];
  authorities: Resource[];
  additionals: Resource[];
}

const longestChain = 8;
export const nothing: Told = { rcode: 'NOERROR', authoritative: false, zone: undefined, answers: [], authorities: [], additionals: [] };

/** With signatures and proofs where the zone is signed; `bare` takes them away. @param now Unix seconds */
export function answerFrom(zones: readonly ServedZone[], question: DnsQuestion, now: number): Told {
  const name = plainName(question.name);
  const { type } = question;
  const zone = zoneFor(zones, name, type);
  return zone ? answerIn(zone, name, type, now, 0) : { ...nothing, rcode: 'REFUSED' };
}

/** The nearest zone; for signers, which the parent keeps, the nearest that does not begin here. */
function zoneFor(zones: readonly ServedZone[], name: string, type: string): ServedZone | undefined {
  const near = zones.filter((zone) => isWithin(name, zone.name)).sort((a, b) => labelsOf(b.name).length - labelsOf(a.name).length);
  return (type === 'DS' ? near.find((zone) => zone.name !== name) : undefined) ?? near[0];
}

function answerIn(zone: ServedZone, name: string, type: string, now: number, depth: number): Told {
  const cut = cutAbove(zone, name);
  if (cut !== undefined && !(cut === name && type === 'DS')) return referral(zone, cut, now);
  const own = zone.sets.get(name);
  if (own) return fromSets(zone, { name, type, own, proof: [] }, now, depth);
  if (exists(zone, name)) return negative(zone, 'NOERROR', [name], now);
  const star = starOf(closestEncloser(zone, name));
  const wild = zone.sets.get(star);
  if (!wild) return negative(zone, 'NXDOMAIN', [name, star], now);
  return fromSets(zone, { name, type, own: wild, star, proof: [name] }, now, depth);
}

interface Found {
  name: string;
  type: string;
  own: ReadonlyMap<string, readonly Resource[]>;
  /** The wildcard that `own` belongs to. */
  star?: string;
  /** Names whose absence is to be proved besides. */
  proof: readonly string[];
}

function fromSets(zone: ServedZone, { name, type, own, star, proof }: Found, now: number, depth: number): Told {
  const take = (set: readonly Resource[]): Resource[] => renamed(signed(zone, set, now), name);
  const authorities = denial(zone, proof, now);
  const told: Told = { ...nothing, zone: zone.name, authoritative: true, authorities };
  if (type === 'ANY') return { ...told, answers: [...own.values()].flatMap(take) };
  const direct = own.get(type);
  if (direct) return { ...told, answers: take(direct) };
  const alias = own.get('CNAME');
  const [to] = alias ?? [];
  if (!alias || to?.type !== 'CNAME') return negative(zone, 'NOERROR', [star ?? name, ...proof], now);
  const answers = take(alias);
  if (depth >= longestChain || !isWithin(to.data, zone.name)) return { ...told, answers };
  const rest = answerIn(zone, to.data, type, now, depth + 1);
  // A target below a delegation is left to the resolver.
  if (!rest.authoritative) return { ...told, answers };
  return { ...rest, answers: [...answers, ...rest.answers], authorities: [...authorities, ...rest.authorities] };
}

function negative(zone: ServedZone, rcode: 'NOERROR' | 'NXDOMAIN', proof: readonly string[], now: number): Told {
  return {
    ...nothing,
    zone: zone.name,
    rcode,
    authoritative: true,
    authorities: [...signed(zone, soaSet(zone), now), ...denial(zone, proof, now)],
  };
}

function soaSet(zone: ServedZone): readonly Resource[] {
  return zone.sets.get(zone.name)?.get('SOA') ?? [zone.soa];
}

/** Where to ask on: name servers, signers or the proof that there are none, and addresses of servers that lie within. */
function referral(zone: ServedZone, cut: string, now: number): Told {
  const servers = zone.sets.get(cut)?.get('NS') ?? [];
  const signers = zone.sets.get(cut)?.get('DS');
  const security = signers ? signed(zone, signers, now) : denial(zone, [cut], now);
  const glue = servers.flatMap((one) => (one.type === 'NS' ? (zone.sets.get(one.data)?.get('A') ?? []) : []));
  return { ...nothing, zone: zone.name, authorities: [...servers, ...security], additionals: [...glue] };
}

function starOf(name: string): string {
  return name === '.' ? '*' : `*.${name}`;
}

/** Records of security that only those want who asked for them. */
export function bare(records: readonly Resource[], asked: string): Resource[] {
  return records.filter(({ type }) => type === asked || !['RRSIG', 'NSEC', 'NSEC3'].includes(type));
}

/** DS of a referral too goes only to those who want it. */
export function withoutSecurity(told: Told, asked: string): Told {
  const authorities = bare(told.authorities, asked).filter(({ type }) => type !== 'DS');
  return { ...told, answers: bare(told.answers, asked), authorities, additionals: bare(told.additionals, asked) };
}
