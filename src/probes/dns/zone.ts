/**
 * A zone seen from both sides: what the parent says about its servers, what they say themselves, and whether each of them does its work.
 */
import { isWithin, plainName } from '../../ports/dns-canonical.ts';
import type { DnsQuestion } from '../../ports/dns-message.ts';
import { type AnswerFacts, ask, type DnsOptions, factsOf, isSilence } from './ask.ts';
import type { Cut, Walker } from './walk.ts';

export interface ZoneFacts {
  /** The nearest zone that holds the name. */
  name: string;
  /** The zone that delegates it. */
  parent: string | undefined;
  /** Sorted, in lower case. */
  nameserversAtParent: string[];
  /** As the zone's own servers tell; empty when none of them is an authority. */
  nameserversAtChild: string[];
  /** Both sides name the same servers. */
  delegationAgrees: boolean;
  /** Every server that one of both sides names. */
  servers: ServerFacts[];
  /** Different serial numbers of the zone, ascending; one when all copies are the same. */
  serials: number[];
}

/** `lame`: it answers, but not as an authority · `silent`: it does not answer · `nowhere`: its name has no address. RFC 8499 */
export type ServerState = 'authoritative' | 'lame' | 'silent' | 'nowhere';

export interface ServerFacts {
  name: string;
  address: string | undefined;
  atParent: boolean;
  atChild: boolean;
  state: ServerState;
  /** Why it is no authority: `REFUSED`, `not authoritative`, `timeout`. */
  why?: string;
  serial?: number;
  /** For the SOA record, milliseconds. */
  ms?: number;
  /** To the question that the probe was asked. */
  answer?: AnswerFacts;
}

/** Nearest zone of a name, found by its SOA record; the last delegation on the way when nobody answers. */
export async function zoneOf(walker: Walker, name: string): Promise<{ zone: string; cut: Cut }> {
  const { reply, cut } = await walker.ask({ name, type: 'SOA' });
  const soa = isSilence(reply) ? undefined : [...reply.authorities, ...reply.answers].find((one) => one.type === 'SOA');
  // The SOA record behind an alias belongs to another zone.
  const zone = soa && isWithin(name, soa.name) ? plainName(soa.name) : cut.zone;
  // Servers that hold parent and child hand nothing over; they are the same for both.
  return { zone, cut: walker.cutOf(zone) ?? { ...cut, zone, parent: cut.zone } };
}

export async function measureZone(walker: Walker, question: DnsQuestion, options: DnsOptions): Promise<ZoneFacts> {
  const { zone, cut } = await zoneOf(walker, question.name);
  const atParent = namesIn(cut);
  const first = await Promise.all(atParent.map((name) => measureServer(walker, cut, zone, name, question, options)));
  const atChild = [...new Set(first.flatMap(({ own }) => own))].sort();
  const others = atChild.filter((name) => !atParent.includes(name));
  const rest = await Promise.all(others.map((name) => measureServer(walker, cut, zone, name, question, options)));
  const servers = [...first, ...rest].map(({ facts }) => ({
    ...facts,
    atParent: atParent.includes(facts.name),
    atChild: atChild.includes(facts.name),
  }));
  const serials = [...new Set(servers.flatMap(({ serial }) => (serial === undefined ? [] : [serial])))].sort((a, b) => a - b);
  return {
    name: zone,
    parent: cut.parent,
    nameserversAtParent: atParent,
    nameserversAtChild: atChild,
    delegationAgrees: atParent.join() === atChild.join(),
    servers,
    serials,
  };
}

function namesIn(cut: Cut): string[] {
  return [...new Set(cut.nameservers.map(({ data }) => plainName(data)))].sort();
}

interface Measured {
  facts: ServerFacts;
  /** Name servers as this one tells them. */
  own: string[];
}

async function measureServer(
  walker: Walker,
  cut: Cut,
  zone: string,
  name: string,
  question: DnsQuestion,
  options: DnsOptions,
): Promise<Measured> {
  const [address] = (await walker.host(name, cut)).addresses;
  const nobody = { name, address, atParent: false, atChild: false };
  if (address === undefined) return { facts: { ...nobody, state: 'nowhere', why: 'no address' }, own: [] };
  const put = (asked: DnsQuestion) => ask({ ...asked, server: address, recurse: false }, options);
  const [soa, ns, reply] = await Promise.all([put({ name: zone, type: 'SOA' }), put({ name: zone, type: 'NS' }), put(question)]);
  if (isSilence(soa)) return { facts: { ...nobody, state: 'silent', why: soa.why }, own: [] };
  const answer = isSilence(reply) ? {} : { answer: factsOf(reply, question) };
  const [start] = soa.answers.flatMap((one) => (one.type === 'SOA' ? [one.data] : []));
  const { ms } = soa;
  if (!soa.flags.authoritative || !start) {
    const why = soa.rcode === 'NOERROR' ? 'not authoritative' : soa.rcode;
    return { facts: { ...nobody, state: 'lame', why, ms, ...answer }, own: [] };
  }
  const own = isSilence(ns) ? [] : ns.answers.flatMap((one) => (one.type === 'NS' ? [plainName(one.data)] : []));
  return { facts: { ...nobody, state: 'authoritative', serial: start.serial, ms, ...answer }, own };
}
