/**
 * Signatures and denials of a signed zone, made when they are asked for. RFC 4034 and 4035
 */
import { compareNames, plainName } from '../../ports/dns-canonical.ts';
import type { Resource, ResourceOf } from '../../ports/dns-message.ts';
import { signRecords } from '../../ports/dns-security.ts';
import { cutAbove, type ServedZone } from './served-zone.ts';

/** How long a signature counts before and after it was made, seconds. Half a lifetime later it is made anew. */
const [before, after] = [3600, 7 * 86_400];

const made = new WeakMap<readonly Resource[], { signature: ResourceOf<'RRSIG'>; until: number }>();

/** The records with their signature behind them; a zone without a key, and what it does not sign, stay bare. @param now Unix seconds */
export function signed(zone: ServedZone, set: readonly Resource[], now: number): Resource[] {
  const [first] = set;
  if (!first || zone.key === undefined || !isSigned(zone, first)) return [...set];
  return [...set, signatureOf(zone, zone.key, set, now)];
}

/** Of a delegation only the signers and the denial are the parent's own word. */
function isSigned(zone: ServedZone, { name, type }: Resource): boolean {
  return type === 'DS' || type === 'NSEC' || cutAbove(zone, name) === undefined;
}

function signatureOf(zone: ServedZone, key: string, set: readonly Resource[], now: number): ResourceOf<'RRSIG'> {
  const known = made.get(set);
  if (known && known.until > now) return known.signature;
  const { inception, expiration } = zone.signatures ?? { inception: now - before, expiration: now + after };
  const signature = signRecords(set, { zone: zone.name, key, inception, expiration });
  made.set(set, { signature, until: now + after / 2 });
  return signature;
}

/** What a wildcard answers for a name: its records, and its signature, under that name. */
export function renamed(records: readonly Resource[], name: string): Resource[] {
  return records.map((one) => ({ ...one, name }));
}

/** Proof that none of these names exists or has more than it says: the records of the chain that match or cover them. */
export function denial(zone: ServedZone, names: readonly string[], now: number): Resource[] {
  if (zone.key === undefined) return [];
  const owners = new Set(names.map((name) => holderOf(zone, name)));
  return [...owners].flatMap((owner) => signed(zone, [linkAt(zone, owner)], now));
}

/** The last name of the chain that does not come after this one. */
function holderOf(zone: ServedZone, name: string): string {
  const plain = plainName(name);
  return zone.chain.findLast((own) => compareNames(own, plain) <= 0) ?? zone.name;
}

function linkAt(zone: ServedZone, owner: string): ResourceOf<'NSEC'> {
  const next = zone.chain[zone.chain.indexOf(owner) + 1] ?? zone.name;
  const types = [...(zone.sets.get(owner)?.keys() ?? [])];
  const own = cutAbove(zone, owner) === owner ? types.filter((type) => type === 'NS' || type === 'DS') : types;
  return { name: owner, type: 'NSEC', ttl: zone.soa.data.minimum, data: { nextDomain: next, rrtypes: [...own, 'RRSIG', 'NSEC'] } };
}
