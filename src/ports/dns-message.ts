/**
 * Messages of the domain name system: what is asked and what is answered, as values and as bytes. `dns-packet` is the codec.
 * Used by the client (`dns.ts`) and by the sandbox's name servers.
 */
import {
  type Answer,
  AUTHENTIC_DATA,
  AUTHORITATIVE_ANSWER,
  CHECKING_DISABLED,
  DNSSEC_OK,
  decode,
  encode,
  type Packet,
  RECURSION_AVAILABLE,
  RECURSION_DESIRED,
  TRUNCATED_RESPONSE,
} from 'dns-packet';

/** A key of a zone. RFC 4034, section 2 */
export interface DnsKey {
  flags: number;
  algorithm: number;
  key: Buffer;
}

/** A digest of a key, kept by the parent zone. RFC 4034, section 5 */
export interface DnsSigner {
  keyTag: number;
  algorithm: number;
  digestType: number;
  digest: Buffer;
}

/** A signature over all records of one name and type. Times in Unix seconds. RFC 4034, section 3 */
export interface DnsSignature {
  typeCovered: string;
  algorithm: number;
  labels: number;
  originalTTL: number;
  expiration: number;
  inception: number;
  keyTag: number;
  signersName: string;
  signature: Buffer;
}

/** Start of authority. `minimum` is how long, in seconds, resolvers remember that something does not exist. RFC 2308 */
export interface Authority {
  mname: string;
  rname: string;
  serial: number;
  refresh: number;
  retry: number;
  expire: number;
  minimum: number;
}

/** What a record says, by type. Types that nobody here reads keep their data as the codec gives it. */
export type ResourceData =
  | Plain<'A' | 'AAAA' | 'CNAME' | 'NS' | 'PTR' | 'DNAME'>
  | { type: 'TXT'; data: readonly Buffer[] }
  | { type: 'MX'; data: { preference: number; exchange: string } }
  | { type: 'SRV'; data: { priority: number; weight: number; port: number; target: string } }
  | { type: 'CAA'; data: { flags: number; tag: string; value: string } }
  | { type: 'SOA'; data: Authority }
  | { type: 'DS'; data: DnsSigner }
  | { type: 'DNSKEY'; data: DnsKey }
  | { type: 'RRSIG'; data: DnsSignature }
  | { type: 'NSEC'; data: { nextDomain: string; rrtypes: readonly string[] } }
  | { type: 'NSEC3' | 'NAPTR' | 'TLSA' | 'SSHFP' | 'HINFO' | 'RP' | 'NULL'; data: unknown }
  | { type: `TYPE${number}`; data: Buffer };

type Plain<Type extends string> = Type extends string ? { type: Type; data: string } : never;

/** One record. The name has no dot at the end; the root is `.`. `ttl` in seconds. */
export type Resource = { name: string; ttl: number } & ResourceData;
export type ResourceOf<Type extends ResourceData['type']> = Extract<Resource, { type: Type }>;

export interface DnsQuestion {
  name: string;
  /** `A`, `CAA`, `TYPE65` */
  type: string;
}

export interface DnsFlags {
  /** The server is an authority for the name. */
  authoritative: boolean;
  truncated: boolean;
  recursionDesired: boolean;
  recursionAvailable: boolean;
  /** The resolver says that it validated the signatures. */
  authentic: boolean;
  /** The asker does not want the resolver to validate. */
  checkingDisabled: boolean;
}

export interface DnsMessage {
  id: number;
  kind: 'query' | 'response';
  opcode: string;
  /** `NOERROR NXDOMAIN SERVFAIL REFUSED …` */
  rcode: string;
  flags: DnsFlags;
  question: DnsQuestion | undefined;
  answers: Resource[];
  authorities: Resource[];
  additionals: Resource[];
  /** Extended DNS (RFC 6891): largest datagram that the sender takes, in bytes, and whether signatures are wanted. */
  edns: { udpSize: number; dnssec: boolean } | undefined;
}

const bits = {
  authoritative: AUTHORITATIVE_ANSWER,
  truncated: TRUNCATED_RESPONSE,
  recursionDesired: RECURSION_DESIRED,
  recursionAvailable: RECURSION_AVAILABLE,
  authentic: AUTHENTIC_DATA,
  checkingDisabled: CHECKING_DISABLED,
} as const satisfies Record<keyof DnsFlags, number>;
const rcodes = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];
/** How the codec names types that it does not know. */
const foreign = 'UNKNOWN_';

export const noFlags: DnsFlags = {
  authoritative: false,
  truncated: false,
  recursionDesired: false,
  recursionAvailable: false,
  authentic: false,
  checkingDisabled: false,
};

/** @throws Error when the bytes are no message */
export function decodeMessage(bytes: Buffer): DnsMessage {
  const packet = decode(bytes);
  const opt = packet.additionals?.find(({ type }) => type === 'OPT');
  const [question] = packet.questions ?? [];
  const high = opt?.extendedRcode ?? 0;
  const flags = packet.flags ?? 0;
  return {
    id: packet.id ?? 0,
    kind: packet.type ?? 'query',
    opcode: packet.opcode ?? 'QUERY',
    rcode: high > 0 ? `RCODE_${high * 16 + (flags & 15)}` : (packet.rcode ?? 'NOERROR'),
    flags: Object.fromEntries(Object.entries(bits).map(([name, bit]) => [name, (flags & bit) !== 0])) as unknown as DnsFlags,
    question: question && { name: question.name, type: ours(question.type) },
    answers: (packet.answers ?? []).map(resourceFrom),
    authorities: (packet.authorities ?? []).map(resourceFrom),
    additionals: (packet.additionals ?? []).filter(({ type }) => type !== 'OPT').map(resourceFrom),
    edns: opt && { udpSize: opt.udpPayloadSize ?? 512, dnssec: ((opt.flags ?? 0) & DNSSEC_OK) !== 0 },
  };
}

/** @param limit largest size in bytes; a longer message is sent without its records and marked as truncated */
export function encodeMessage(message: DnsMessage, limit = 65_535): Buffer {
  const bytes = encode(packetOf(message));
  if (bytes.length <= limit) return bytes;
  const flags = { ...message.flags, truncated: true };
  return encode(packetOf({ ...message, flags, answers: [], authorities: [], additionals: [] }));
}

function packetOf(message: DnsMessage): Packet {
  const { id, kind, rcode, flags, question, edns } = message;
  const set = Object.entries(bits).reduce((sum, [name, bit]) => sum | (flags[name as keyof DnsFlags] ? bit : 0), 0);
  const opt: Answer[] = edns
    ? [{ type: 'OPT', name: '.', udpPayloadSize: edns.udpSize, flags: edns.dnssec ? DNSSEC_OK : 0, options: [] }]
    : [];
  return {
    id,
    type: kind,
    flags: set | Math.max(0, rcodes.indexOf(rcode)),
    questions: question ? [{ name: question.name, type: theirs(question.type) }] : [],
    answers: message.answers.map(answerFrom),
    authorities: message.authorities.map(answerFrom),
    additionals: [...message.additionals.map(answerFrom), ...opt],
  };
}

function resourceFrom(answer: Answer): Resource {
  return { name: answer.name, type: ours(answer.type), ttl: answer.ttl ?? 0, data: answer.data } as Resource;
}

function answerFrom({ name, type, ttl, data }: Resource): Answer {
  return { name, type: theirs(type), ttl, data };
}

function ours(type: string): string {
  return type.startsWith(foreign) ? `TYPE${type.slice(foreign.length)}` : type;
}

/** The codec's name of a type, `UNKNOWN_65` for `TYPE65`. */
export function theirs(type: string): string {
  return /^TYPE\d+$/.test(type) ? foreign + type.slice(4) : type;
}
