/**
 * DNSSEC of one answer: signed and valid, signed and broken (and why), or unsigned. Validated here, from the root down, with nobody's word for it.
 */

import type { DnsReply } from '../../ports/dns.ts';
import { compareNames, plainName } from '../../ports/dns-canonical.ts';
import type { DnsKey, DnsQuestion, DnsSigner, Resource } from '../../ports/dns-message.ts';
import { keyTagOf } from '../../ports/dns-security.ts';
import { isSilence } from './ask.ts';
import { problemWith, setsOf, timeOf } from './signatures.ts';
import { follow, type Source } from './source.ts';
import { rootAnchors, type SignerFacts, type Trust, Trusting } from './trust.ts';

export interface SecurityFacts {
  /** `unknown`: a server on the way did not answer. */
  state: 'valid' | 'broken' | 'unsigned' | 'unknown';
  /** Why it is not valid. */
  why?: string;
  /** The zone whose signatures decide. */
  zone: string;
  /** What the parent of the name's zone keeps: its DS records. */
  signers: SignerFacts[];
  /** Keys that the zone shows, whether or not anybody vouches for them. */
  keys: { keyTag: number; flags: number; algorithm: number }[];
  /** When the first signature of the answer ends to count. */
  expires?: string;
  /** `IANA`: the published keys of the root · `the root itself`: a rehearsal, or roots that were named. */
  anchor: 'IANA' | 'the root itself';
}

/** @param about.zone nearest zone of the name. @param about.now Unix seconds. @param about.ownRoot believes the root that answers instead of the published keys */
export async function measureSecurity(
  source: Source,
  question: DnsQuestion,
  about: { zone: string; now: number; ownRoot: boolean },
): Promise<SecurityFacts> {
  const { zone, now, ownRoot } = about;
  const trusting = new Trusting(source, now, ownRoot ? undefined : rootAnchors);
  const [ds, dnskey, replies] = await Promise.all([
    source({ name: zone, type: 'DS' }),
    source({ name: zone, type: 'DNSKEY' }),
    follow(source, question),
  ]);
  const told = {
    signers: isSilence(ds) ? [] : ds.answers.flatMap((one) => (one.type === 'DS' ? [shown(one.data)] : [])),
    keys: isSilence(dnskey) ? [] : dnskey.answers.flatMap((one) => (one.type === 'DNSKEY' ? [named(one.data)] : [])),
    anchor: ownRoot ? ('the root itself' as const) : ('IANA' as const),
  };
  let worst: Judged = { state: 'valid', zone };
  for (const reply of replies) {
    if (isSilence(reply)) worst = weaker(worst, { state: 'unknown', zone, why: reply.message });
    else for (const judged of await judge(reply, question, trusting, now)) worst = weaker(worst, judged);
  }
  return { ...worst, ...told, ...(worst.state === 'valid' ? expiryOf(replies.flatMap((one) => (isSilence(one) ? [] : [one]))) : {}) };
}

interface Judged {
  state: SecurityFacts['state'];
  zone: string;
  why?: string;
}

/** One verdict for each set of records, or one for the proof that there are none. */
async function judge(reply: DnsReply, question: DnsQuestion, trusting: Trusting, now: number): Promise<Judged[]> {
  if (reply.rcode !== 'NOERROR' && reply.rcode !== 'NXDOMAIN')
    return [{ state: 'unknown', zone: question.name, why: `${reply.server} answered ${reply.rcode}` }];
  const signatures = reply.answers.filter(({ type }) => type === 'RRSIG');
  const sets = setsOf(reply.answers);
  const verdicts = await Promise.all(
    sets.map(async (set) => {
      const [first] = set;
      const trust = await trusting.reaching(first?.name ?? question.name, first?.type === 'DS');
      return verdict(trust, () => problemWith([...set, ...signatures], signersOf(trust), now));
    }),
  );
  const complete = sets.some((set) => set[0]?.type === question.type) || (sets.length > 0 && !hasSoa(reply));
  return complete ? verdicts : [...verdicts, await judgeDenial(reply, question, trusting, now)];
}

/** The name that is denied is where the aliases end. */
async function judgeDenial(reply: DnsReply, question: DnsQuestion, trusting: Trusting, now: number): Promise<Judged> {
  const name = endOf(reply.answers, question.name);
  const trust = await trusting.reaching(name, question.type === 'DS');
  return verdict(
    trust,
    () =>
      problemWith(
        reply.authorities.filter((one) => one.type !== 'NS'),
        signersOf(trust),
        now,
      ) ?? gapIn(reply, name, question.type),
  );
}

/** Whether NSEC records say what the reply says. NSEC3 hides names behind hashes; its signatures are all that is checked. RFC 4035, section 5.4 */
function gapIn({ authorities }: DnsReply, name: string, type: string): string | undefined {
  const links = authorities.flatMap((one) => (one.type === 'NSEC' ? [one] : []));
  if (links.length === 0) return authorities.some((one) => one.type === 'NSEC3') ? undefined : `nothing proves that ${name} has no ${type}`;
  const match = links.find((one) => plainName(one.name) === plainName(name));
  if (match) return match.data.rrtypes.includes(type) ? `the proof says that ${name} has ${type}` : undefined;
  const covered = links.some(
    ({ name: own, data: { nextDomain: next } }) =>
      compareNames(own, name) < 0 && (compareNames(name, next) < 0 || compareNames(next, own) <= 0),
  );
  return covered ? undefined : `nothing proves that ${name} does not exist`;
}

function verdict(trust: Trust, look: () => string | undefined): Judged {
  const { zone } = trust;
  if (trust.state !== 'trusted') return { state: trust.state, zone, why: `${zone}: ${trust.why}` };
  const why = look();
  return why === undefined ? { state: 'valid', zone } : { state: 'broken', zone, why };
}

function signersOf(trust: Trust): { zone: string; keys: readonly DnsKey[] } {
  return { zone: trust.zone, keys: trust.state === 'trusted' ? trust.keys : [] };
}

function endOf(answers: readonly Resource[], name: string): string {
  let at = plainName(name);
  for (const _ of answers) {
    const alias = answers.find((one) => one.type === 'CNAME' && plainName(one.name) === at);
    if (alias?.type === 'CNAME') at = plainName(alias.data);
  }
  return at;
}

function hasSoa({ authorities }: DnsReply): boolean {
  return authorities.some(({ type }) => type === 'SOA');
}

const order = ['broken', 'unknown', 'unsigned', 'valid'] as const;
function weaker(a: Judged, b: Judged): Judged {
  return order.indexOf(b.state) < order.indexOf(a.state) ? b : a;
}

function expiryOf(replies: readonly DnsReply[]): { expires?: string } {
  const times = replies.flatMap(({ answers, authorities }) =>
    [...answers, ...authorities].flatMap((one) => (one.type === 'RRSIG' ? [one.data.expiration] : [])),
  );
  return times.length === 0 ? {} : { expires: timeOf(Math.min(...times)) };
}

function shown({ digest, ...signer }: DnsSigner): SignerFacts {
  return { ...signer, digest: digest.toString('hex').toUpperCase() };
}

function named(key: DnsKey): { keyTag: number; flags: number; algorithm: number } {
  return { keyTag: keyTagOf(key), flags: key.flags, algorithm: key.algorithm };
}
