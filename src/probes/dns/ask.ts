/**
 * One question to one server, and what came of it as a value: servers that do not answer are findings, not failures of the probe.
 */
import type { Clock, Network } from '../../core/ports.ts';
import { askDns, DnsError, type DnsQuery, type DnsReply, type DnsSilence } from '../../ports/dns.ts';
import { plainName } from '../../ports/dns-canonical.ts';
import type { DnsQuestion, Resource } from '../../ports/dns-message.ts';
import { joinedText, textOf } from '../../ports/dns-text.ts';

export interface DnsOptions {
  clock: Clock;
  /** How addresses of name servers are reached; as they are unless told. */
  network?: Network;
  /** For each question, milliseconds; 2000 unless told. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Recursive resolvers, `1.1.1.1` or `127.0.0.1:5533`; four public ones unless told. */
  servers?: readonly string[];
  /** Where the search for authorities begins; the root servers unless told. None: authorities are not asked. */
  roots?: readonly string[];
  /** Believes the keys of whatever root answers, instead of those that IANA publishes. In a rehearsal, and with `roots`, that is so anyway. */
  anchors?: 'own root';
}

/** No answer. `message` says it in a sentence. */
export interface Silence {
  server: string;
  why: DnsSilence;
  message: string;
}

/** A record as measured. The name without a dot at the end, `ttl` in seconds, `text` as `dig` prints it. */
export interface RecordFacts {
  name: string;
  type: string;
  ttl: number;
  text: string;
}

/** What one server answered. */
export interface AnswerFacts {
  server: string;
  rcode: string;
  authoritative: boolean;
  /** The resolver says that it validated the signatures. */
  authentic: boolean;
  records: RecordFacts[];
  /** What the records of the asked type say, sorted; the text of a TXT record is joined and without quotes. */
  values: string[];
  /** Aliases on the way: `['www.example.test', 'example.test']`; one name when there are none. */
  chain: string[];
  /** How long an answer "there is none" may be remembered, seconds; absent when there is one. */
  negativeTtl?: number;
  transport: 'udp' | 'tcp';
  /** Too long for UDP, so that TCP was used. */
  retriedOverTcp: boolean;
  ms: number;
}

/** Types of records that are worth a question. */
export const questionTypes = ['A', 'AAAA', 'CAA', 'CNAME', 'DNSKEY', 'DS', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT'] as const;

const usualTimeoutMs = 2000;
const longestChain = 16;

export async function ask(query: DnsQuery, { network, timeoutMs = usualTimeoutMs, signal }: DnsOptions): Promise<DnsReply | Silence> {
  try {
    return await askDns({ network, timeoutMs, signal, ...query });
  } catch (error) {
    if (!(error instanceof DnsError)) throw error;
    return { server: error.server, why: error.why, message: error.message };
  }
}

export function isSilence<Answer extends object>(answer: Answer | Silence): answer is Silence {
  return 'why' in answer;
}

export function factsOf(reply: DnsReply, { name, type }: DnsQuestion): AnswerFacts {
  const { server, rcode, answers, flags, transport, retriedOverTcp, ms } = reply;
  const chain = chainFrom(answers, name);
  const values = answers
    .filter((one) => one.type === type && plainName(one.name) === (type === 'CNAME' ? plainName(name) : chain.at(-1)))
    .map(plainValue);
  const soa = values.length === 0 ? reply.authorities.find((one) => one.type === 'SOA') : undefined;
  return {
    server,
    rcode,
    authoritative: flags.authoritative,
    authentic: flags.authentic,
    records: answers
      .filter((one) => one.type !== 'RRSIG')
      .map((one) => ({ name: one.name, type: one.type, ttl: one.ttl, text: textOf(one) })),
    values: values.sort(),
    chain,
    ...(soa?.type === 'SOA' ? { negativeTtl: Math.min(soa.ttl, soa.data.minimum) } : {}),
    transport,
    retriedOverTcp,
    ms,
  };
}

/** For comparison: names in lower case, TXT joined. */
export function plainValue(resource: Resource): string {
  if (resource.type === 'TXT') return joinedText(resource.data);
  if (resource.type === 'CAA') return textOf(resource);
  return textOf(resource).toLowerCase();
}

/** From a name through its aliases to where they end. */
export function chainFrom(answers: readonly Resource[], name: string): string[] {
  const chain = [plainName(name)];
  while (chain.length < longestChain) {
    const alias = answers.find((one) => one.type === 'CNAME' && plainName(one.name) === chain.at(-1));
    if (alias?.type !== 'CNAME' || chain.includes(plainName(alias.data))) break;
    chain.push(plainName(alias.data));
  }
  return chain;
}
