/**
 * How a recursive resolver finds an answer: from the root downward, through aliases, validating what is signed. It asks the world's servers directly.
 */
import { isWithin, labelsOf, plainName } from '../../ports/dns-canonical.ts';
import type { DnsKey, DnsQuestion, Resource } from '../../ports/dns-message.ts';
import { isKeyOf, isSignedBy, publicKeyOf } from '../../ports/dns-security.ts';
import { answerFrom, nothing, type Told } from './authority.ts';
import { rootServer, type Universe } from './universe.ts';

export interface Asking {
  universe: Universe;
  /** Unix seconds. */
  now: number;
  /** Servers that do not answer. */
  silent: ReadonlySet<string>;
  /** Which of several servers is asked first. */
  first: number;
}

/** `bogus`: signed, but the signatures do not hold. */
export type Security = 'secure' | 'insecure' | 'bogus';
export interface Resolved extends Told {
  security: Security;
}

const deepest = 16;
const longestChain = 10;

export function resolve(question: DnsQuestion, asking: Asking, depth = 0): Resolved {
  const told = walk(question, asking);
  if (told.rcode === 'SERVFAIL') return { ...told, security: 'insecure' };
  const security = securityOf(told, asking);
  const target = question.type === 'CNAME' || question.type === 'ANY' ? undefined : openAlias(told.answers, question);
  if (target === undefined || depth >= longestChain) return { ...told, security };
  const rest = resolve({ name: target, type: question.type }, asking, depth + 1);
  return { ...rest, answers: [...told.answers, ...rest.answers], security: weaker(security, rest.security) };
}

/** One answer, from the root down to a server that is an authority for the name. */
function walk(question: DnsQuestion, asking: Asking): Told {
  let servers: readonly string[] = [rootServer];
  let zone = '.';
  for (let depth = 0; depth < deepest; depth++) {
    const told = firstAnswer(servers, question, asking);
    if (!told || told.authoritative) return told ?? { ...nothing, rcode: 'SERVFAIL' };
    const onward = told.authorities.flatMap((one) => (one.type === 'NS' ? [one] : []));
    const cut = onward[0]?.name ?? '.';
    if (cut === zone || !isWithin(cut, zone)) break;
    zone = cut;
    servers = onward.map((one) => one.data);
  }
  return { ...nothing, rcode: 'SERVFAIL' };
}

function firstAnswer(servers: readonly string[], question: DnsQuestion, { universe, now, silent, first }: Asking): Told | undefined {
  for (let nth = 0; nth < servers.length; nth++) {
    const server = servers[(nth + first) % servers.length] ?? '';
    const zones = universe.servers.get(server);
    if (!zones || silent.has(server)) continue;
    const told = answerFrom(zones, question, now);
    if (told.rcode !== 'REFUSED') return told;
  }
  return undefined;
}

/** The last alias of a chain, when what it stands for was not told. */
function openAlias(answers: readonly Resource[], { name, type }: DnsQuestion): string | undefined {
  let at = plainName(name);
  let moved = false;
  for (let step = 0; step < longestChain; step++) {
    const alias = answers.find((one) => one.type === 'CNAME' && plainName(one.name) === at);
    if (alias?.type !== 'CNAME') break;
    at = plainName(alias.data);
    moved = true;
  }
  return moved && !answers.some((one) => one.type === type && plainName(one.name) === at) ? at : undefined;
}

function securityOf({ zone, answers, authorities }: Told, asking: Asking): Security {
  const trust = zone === undefined ? undefined : trustIn(zone, asking);
  if (trust === undefined || trust === 'insecure') return 'insecure';
  if (trust === 'bogus') return 'bogus';
  const claims = answers.length > 0 ? answers : authorities;
  return holds(claims, trust, asking.now) ? 'secure' : 'bogus';
}

/** The keys of a zone, when the parents vouch for them all the way from the root. */
function trustIn(zone: string, asking: Asking): readonly DnsKey[] | 'insecure' | 'bogus' {
  const own = asking.universe.servers.get(rootServer)?.find(({ name }) => name === '.')?.key;
  if (own === undefined) return 'insecure';
  let keys: readonly DnsKey[] = [publicKeyOf(own)];
  const labels = labelsOf(zone);
  for (let count = 1; count <= labels.length; count++) {
    const name = labels.slice(labels.length - count).join('.');
    const atParent = walk({ name, type: 'DS' }, asking);
    const signers = atParent.answers.flatMap((one) => (one.type === 'DS' ? [one.data] : []));
    if (signers.length === 0) {
      if (walk({ name, type: 'SOA' }, asking).zone === name) return 'insecure';
      continue;
    }
    if (!holds(atParent.answers, keys, asking.now)) return 'bogus';
    const { answers } = walk({ name, type: 'DNSKEY' }, asking);
    keys = answers.flatMap((one) => (one.type === 'DNSKEY' ? [one.data] : []));
    const vouched = keys.filter((key) => signers.some((signer) => isKeyOf(name, key, signer)));
    if (!holds(answers, vouched, asking.now)) return 'bogus';
  }
  return keys;
}

/** Whether every set of records has a signature that counts now. */
function holds(records: readonly Resource[], keys: readonly DnsKey[], now: number): boolean {
  const sets = Map.groupBy(
    records.filter(({ type }) => type !== 'RRSIG'),
    ({ name, type }) => `${plainName(name)} ${type}`,
  );
  const signatures = records.flatMap((one) => (one.type === 'RRSIG' ? [one] : []));
  return [...sets.values()].every((set) =>
    signatures.some(
      ({ name, data }) =>
        plainName(name) === plainName(set[0]?.name ?? '') &&
        data.typeCovered === set[0]?.type &&
        data.inception <= now &&
        data.expiration >= now &&
        keys.some((key) => isSignedBy(set, data, key)),
    ),
  );
}

function weaker(a: Security, b: Security): Security {
  const order = ['bogus', 'insecure', 'secure'] as const;
  return order[Math.min(order.indexOf(a), order.indexOf(b))] ?? 'bogus';
}
