/**
 * What a TLS server showed of itself, in numbers and words, without a judgement. Made by `probeTls`; graded by `gradeOf`; read by the checks of phase 6.4.
 */
import type { Clock, Network } from '../../core/ports.ts';
import type { Suite } from './suites.ts';

export const versions = ['SSL 2', 'SSL 3', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'] as const;
export type TlsVersion = (typeof versions)[number];

export interface TlsTarget {
  /** A name or an address; where it is really reached is the network's affair. */
  host: string;
  /** 443 unless told. */
  port?: number;
  /** What the server is asked for and what its certificate must carry; `host` unless told. */
  servername?: string;
}

export interface TlsAbout {
  clock: Clock;
  /** For each connection, in milliseconds. */
  timeoutMs: number;
  network?: Network;
  /** Authorities (PEM) to be trusted besides the system's and the network's. */
  ca?: string;
  signal?: AbortSignal;
  /** Connections open at the same time; 8 unless told. */
  parallel?: number;
}

/**
 * `tls`: at least one version was agreed on · `no-agreement`: speaks TLS but refused every hello · `no-tls`: answered something else · `closed`: hung up without a
 * word · `reset` · `refused`: nobody listens · `no-answer`: silent until the time was over · `unreachable`: no such name, no route.
 */
export type TlsState = 'tls' | 'no-agreement' | 'no-tls' | 'closed' | 'reset' | 'refused' | 'no-answer' | 'unreachable';

/** How the secret of a session is agreed on. */
export interface KeyExchange {
  /** `RSA` and static `DH`/`ECDH` have no forward secrecy. */
  kind: 'RSA' | 'DHE' | 'ECDHE' | 'DH' | 'ECDH' | 'none';
  /** Modulus or curve size, in bits; undefined where the server did not show it. */
  bits: number | undefined;
  /** The same strength as RSA, in bits (NIST SP 800-57 part 1, table 2). */
  rsaBits: number | undefined;
  group: string | undefined;
}

export interface SuiteSeen extends Suite {
  keyExchange: KeyExchange;
}

export interface ProtocolSeen {
  version: TlsVersion;
  offered: boolean;
  /** Accepted suites, in the order in which the server takes them when all are offered. */
  suites: readonly SuiteSeen[];
  /** Whose order counts; undefined when there is no choice. */
  preference: 'server' | 'client' | undefined;
  /** Why not, in the server's words: an alert's name, `closed`, `TLS 1.2 instead`. */
  why: string | undefined;
}

export interface KeySeen {
  type: 'RSA' | 'EC' | 'DSA' | 'Ed25519' | 'Ed448' | 'other';
  bits: number | undefined;
  rsaBits: number | undefined;
  curve: string | undefined;
}

export interface CertificateSeen {
  subject: string;
  issuer: string;
  commonName: string | undefined;
  /** DNS names of the subject alternative name; addresses apart. */
  names: readonly string[];
  addresses: readonly string[];
  /** ISO 8601. */
  notBefore: string;
  notAfter: string;
  /** Hexadecimal, upper case. */
  serial: string;
  /** SHA-256 of the DER, hexadecimal. */
  fingerprint: string;
  key: KeySeen;
  /** `sha256WithRSAEncryption`; the OID where the name is not known here. */
  signature: string;
  selfSigned: boolean;
  authority: boolean;
  /** Signed certificate timestamps that the certificate carries. */
  scts: number;
  mustStaple: boolean;
  ocsp: readonly string[];
}

export interface ChainSeen {
  /** As the server sent it. */
  sent: readonly CertificateSeen[];
  leaf: CertificateSeen;
  /** Each certificate is signed by the next one. */
  ordered: boolean;
  /** Certificates that no path from the leaf needs, roots among them. */
  extra: number;
  /** Root included although nobody needs it. */
  anchorSent: boolean;
  /** An intermediate between what was sent and any root is not there. */
  incomplete: boolean;
  selfSigned: boolean;
  /** A path of valid signatures leads to a trusted root; says nothing of names and the leaf's dates. */
  trusted: boolean;
  /** Subjects from the leaf to the root, when trusted. */
  path: readonly string[];
  /** What OpenSSL says of the same chain: `ok` or its code (`CERT_HAS_EXPIRED`); undefined when it was not asked. Names are not in it. */
  openssl: string | undefined;
  /** Whole days; negative when it is over. */
  daysLeft: number;
  expired: boolean;
  notYetValid: boolean;
}

export interface NamesSeen {
  asked: string;
  matches: boolean;
  /** The name that matched. */
  by: string | undefined;
  /** Only the common name matches, which no browser accepts since 2017. */
  onlyCommonName: boolean;
}

export interface StaplingSeen {
  stapled: boolean;
  /** Undefined when nothing was stapled or it cannot be read. */
  status: 'good' | 'revoked' | 'unknown' | undefined;
  thisUpdate: string | undefined;
  nextUpdate: string | undefined;
  /** Stapled, and now lies between its two dates. */
  current: boolean;
}

export interface HstsSeen {
  /** The header as it came; undefined when there is none. */
  header: string | undefined;
  /** RFC 6797: exactly one max-age, no directive twice. */
  valid: boolean;
  maxAge: number | undefined;
  includeSubDomains: boolean;
  preload: boolean;
}

export interface HttpSeen {
  status: number;
  server: string | undefined;
  location: string | undefined;
  hsts: HstsSeen;
}

export interface FeaturesSeen {
  /** RFC 5746; undefined for a server of TLS 1.3 alone, which has no renegotiation. */
  secureRenegotiation: boolean | undefined;
  /** The client may start one; with `secureRenegotiation` false that is the attack of CVE-2009-3555. */
  clientRenegotiation: boolean | undefined;
  /** CRIME. */
  compression: boolean;
  /** RFC 7507; undefined where only one version is offered. */
  fallbackScsv: boolean | undefined;
  /** Protocols that were chosen when offered alone, of `h2` and `http/1.1`. */
  alpn: readonly string[];
  /** Groups for (EC)DHE, in the server's order. */
  groups: { 'TLS 1.2': readonly string[]; 'TLS 1.3': readonly string[] };
  /** Also answers with a certificate when no name is asked for. */
  withoutSni: 'same' | 'other' | 'refused' | undefined;
  /** A client certificate is demanded in the first handshake. */
  clientCertificate: boolean;
}

/** What `k77 probe tls --json` prints, together with the grade. */
export interface TlsSeen {
  host: string;
  port: number;
  servername: string;
  /** Where it was really reached. */
  address: string;
  at: string;
  state: TlsState;
  /** One line for people: what the state rests on. */
  why: string;
  tookMs: number;
  connections: number;
  /** Six, oldest first. */
  protocols: readonly ProtocolSeen[];
  /** Agreed suites with forward secrecy, and of all of them. */
  forwardSecrecy: { suites: number; of: number; preferred: boolean };
  chain: ChainSeen | undefined;
  names: NamesSeen | undefined;
  stapling: StaplingSeen | undefined;
  /** Certificate transparency: timestamps by where they came from. */
  transparency: { certificate: number; handshake: number } | undefined;
  features: FeaturesSeen | undefined;
  /** Undefined when no answer to one GET came; then `httpWhy` says why. */
  http: HttpSeen | undefined;
  httpWhy: string | undefined;
}
