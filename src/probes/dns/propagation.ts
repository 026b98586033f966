/**
 * How far a change has spread: what the authorities say, then what every resolver says, and how long those that still say otherwise may keep saying it.
 * Resolvers are asked only after the authorities agree: asking for a name that is not there yet makes a resolver remember that it is not.
 */
import { publicResolvers } from '../../ports/dns.ts';
import { plainName } from '../../ports/dns-canonical.ts';
import type { DnsQuestion } from '../../ports/dns-message.ts';
import { type AnswerFacts, ask, type DnsOptions, factsOf, isSilence } from './ask.ts';
import { Walker } from './walk.ts';
import { zoneOf } from './zone.ts';

/** What shall be answered: these values and no others, at least these values, or none at all. TXT without quotes, names in any case. */
export type Want = { values: readonly string[]; others?: 'allowed' } | 'absent';

export interface PropagationRow {
  /** Of a resolver the address, of an authority its name. */
  server: string;
  address: string | undefined;
  /** What it says; undefined: not asked yet, or no answer (`why`). */
  answer: string[] | undefined;
  rcode?: string;
  /** How long a resolver may keep saying so, seconds. */
  ttlLeft: number | undefined;
  agrees: boolean;
  why?: string;
  ms?: number;
}

export interface Propagation {
  question: DnsQuestion;
  zone: string;
  authorities: PropagationRow[];
  /** Why authorities could not be asked; then the resolvers are asked at once. */
  noAuthorities?: string;
  /** Every authority says what is wanted; where none can be asked: one of the resolvers does. */
  published: boolean;
  /** Not asked before it is published. */
  resolvers: PropagationRow[];
  /** Published, and every resolver agrees. */
  agrees: boolean;
  /** Until everything agrees: 0 when it does; undefined when nobody can tell (not published yet, or a server that does not answer). */
  secondsLeft: number | undefined;
}

/** One sample. @param question.at `parent` asks those who delegate the name: for NS, and for DS without being told */
export async function propagation(question: DnsQuestion & { at?: 'parent' }, want: Want, about: DnsOptions): Promise<Propagation> {
  const asked = { name: plainName(question.name), type: question.type.toUpperCase() };
  const walker = new Walker(about);
  const noAuthorities = await walker.blocked();
  if (noAuthorities !== undefined) return withoutAuthorities(asked, want, about, noAuthorities);
  const atParent = question.at === 'parent' || asked.type === 'DS';
  const { zone, servers } = await sourcesOf(walker, asked, atParent);
  const authorities = await Promise.all(servers.map((server) => authorityRow(server, asked, want, about, atParent)));
  const published = authorities.length > 0 && authorities.every(({ agrees }) => agrees);
  const addresses = about.servers ?? publicResolvers;
  const resolvers = published ? await askAll(asked, want, about) : addresses.map(notAsked);
  const agrees = published && resolvers.every((row) => row.agrees);
  return { question: asked, zone, authorities, published, resolvers, agrees, secondsLeft: published ? longest(resolvers) : undefined };
}

async function withoutAuthorities(question: DnsQuestion, want: Want, about: DnsOptions, noAuthorities: string): Promise<Propagation> {
  const resolvers = await askAll(question, want, about);
  const published = resolvers.some(({ agrees }) => agrees);
  const agrees = resolvers.length > 0 && resolvers.every((row) => row.agrees);
  return { question, zone: question.name, authorities: [], noAuthorities, published, resolvers, agrees, secondsLeft: longest(resolvers) };
}

function askAll(question: DnsQuestion, want: Want, about: DnsOptions): Promise<PropagationRow[]> {
  return Promise.all((about.servers ?? publicResolvers).map((server) => resolverRow(server, question, want, about)));
}

interface Authority {
  name: string;
  address: string | undefined;
}

/** The servers that the parent names for the zone; or the servers of the parent. */
async function sourcesOf(walker: Walker, { name }: DnsQuestion, atParent: boolean): Promise<{ zone: string; servers: Authority[] }> {
  const found = await zoneOf(walker, name);
  // A domain without a delegation is answered for by the zone that would delegate it.
  const above = atParent && found.zone === name && found.cut.parent !== undefined ? walker.cutOf(found.cut.parent) : undefined;
  const cut = above ?? found.cut;
  const hosts = await Promise.all(cut.nameservers.map(({ data }) => walker.host(data, cut)));
  const servers = hosts.map((host) => ({ name: host.name, address: host.addresses[0] }));
  return { zone: cut.zone, servers };
}

async function authorityRow(
  { name, address }: Authority,
  question: DnsQuestion,
  want: Want,
  about: DnsOptions,
  atParent: boolean,
): Promise<PropagationRow> {
  const nobody = { server: name, address, answer: undefined, ttlLeft: undefined, agrees: false };
  if (address === undefined) return { ...nobody, why: 'its name has no address' };
  const reply = await ask({ ...question, server: address, recurse: false }, about);
  if (isSilence(reply)) return { ...nobody, why: reply.message };
  // The parent delegates: what it says of name servers stands beside the answer.
  const referral = atParent && question.type === 'NS' && reply.answers.length === 0;
  const facts = factsOf(referral ? { ...reply, answers: reply.authorities.filter(({ type }) => type === 'NS') } : reply, question);
  if (!facts.authoritative && !(referral && facts.values.length > 0))
    return { ...nobody, rcode: facts.rcode, why: `it is no authority (${facts.rcode})`, ms: facts.ms };
  return {
    server: name,
    address,
    answer: facts.values,
    rcode: facts.rcode,
    ttlLeft: undefined,
    agrees: isWanted(facts, want),
    ms: facts.ms,
  };
}

async function resolverRow(server: string, question: DnsQuestion, want: Want, about: DnsOptions): Promise<PropagationRow> {
  const reply = await ask({ ...question, server }, about);
  if (isSilence(reply)) return { server, address: server, answer: undefined, ttlLeft: undefined, agrees: false, why: reply.message };
  const facts = factsOf(reply, question);
  const ttls = facts.records.map(({ ttl }) => ttl);
  const ttlLeft = facts.values.length > 0 ? Math.max(...ttls) : facts.negativeTtl;
  const agrees = isWanted(facts, want);
  return { server, address: server, answer: facts.values, rcode: facts.rcode, ttlLeft, agrees, ms: facts.ms };
}

function notAsked(server: string): PropagationRow {
  return { server, address: server, answer: undefined, ttlLeft: undefined, agrees: false, why: 'not asked before it is published' };
}

function isWanted({ values, rcode }: AnswerFacts, want: Want): boolean {
  if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') return false;
  if (want === 'absent') return values.length === 0;
  const has = new Set(values.map(comparable));
  const wanted = new Set(want.values.map(comparable));
  return [...wanted].every((value) => has.has(value)) && (want.others === 'allowed' || has.size === wanted.size);
}

/** Names count without regard to case and to the dot at their end; so do, harmlessly, all other values. */
function comparable(value: string): string {
  return value.toLowerCase().replace(/\.$/, '');
}

function longest(rows: readonly PropagationRow[]): number | undefined {
  const open = rows.filter(({ agrees }) => !agrees);
  if (open.some(({ ttlLeft }) => ttlLeft === undefined)) return undefined;
  return Math.max(0, ...open.map(({ ttlLeft }) => ttlLeft ?? 0));
}
