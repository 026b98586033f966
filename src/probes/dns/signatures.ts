/**
 * Whether records carry signatures that hold: made by a key of their zone, over exactly these records, and valid now. RFC 4035, section 5.3
 */
import { isWithin, labelsOf, plainName } from '../../ports/dns-canonical.ts';
import type { DnsKey, DnsSignature, Resource, ResourceOf } from '../../ports/dns-message.ts';
import { isKnown, isSignedBy } from '../../ports/dns-security.ts';

/** What is wrong with the first set of records that nothing vouches for; undefined when all of them are signed well. @param now Unix seconds */
export function problemWith(records: readonly Resource[], by: { zone: string; keys: readonly DnsKey[] }, now: number): string | undefined {
  const signatures = records.flatMap((one): ResourceOf<'RRSIG'>[] => (one.type === 'RRSIG' ? [one] : []));
  const sets = setsOf(records);
  if (sets.length === 0) return 'there is nothing that is signed';
  for (const set of sets) {
    const problem = problemWithSet(set, signatures, by, now);
    if (problem) return problem;
  }
  return undefined;
}

/** Records of one name and type. */
export function setsOf(records: readonly Resource[]): Resource[][] {
  const signed = records.filter(({ type }) => type !== 'RRSIG');
  return [...Map.groupBy(signed, ({ name, type }) => `${plainName(name)} ${type}`).values()];
}

function problemWithSet(
  set: readonly Resource[],
  signatures: readonly ResourceOf<'RRSIG'>[],
  { zone, keys }: { zone: string; keys: readonly DnsKey[] },
  now: number,
): string | undefined {
  const { name = '.', type = 'A' } = set[0] ?? {};
  const own = signatures.filter((one) => plainName(one.name) === plainName(name) && one.data.typeCovered === type).map(({ data }) => data);
  if (own.length === 0) return `${type} of ${name} has no signature`;
  const problems = own.map((signature) => problemWithSignature(set, signature, zone, keys, now));
  const [first] = problems;
  return problems.includes(undefined) ? undefined : `the signature of ${type} of ${name} ${first}`;
}

function problemWithSignature(
  set: readonly Resource[],
  signature: DnsSignature,
  zone: string,
  keys: readonly DnsKey[],
  now: number,
): string | undefined {
  const { signersName, inception, expiration, keyTag, algorithm, labels } = signature;
  const name = set[0]?.name ?? '.';
  if (plainName(signersName) !== plainName(zone) || !isWithin(name, zone)) return `was made by ${signersName}, not by ${zone}`;
  if (labels > labelsOf(name).length) return 'belongs to a longer name';
  if (!isKnown(algorithm)) return `has the algorithm ${algorithm}, which is not known here`;
  const candidates = keys.filter((key) => key.algorithm === algorithm);
  if (!candidates.some((key) => isSignedBy(set, signature, key))) return `does not fit any key of ${zone} (it names key ${keyTag})`;
  if (now > expiration) return `expired at ${timeOf(expiration)}`;
  if (now < inception) return `is valid only from ${timeOf(inception)}`;
  return undefined;
}

/** `2026-11-22T14:30:00Z` */
export function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000', '');
}
