/**
 * X.509 by Node's OpenSSL: reading certificates, who signed whom, and the roots that this machine trusts. Arithmetic on bytes that came from elsewhere.
 */
import { X509Certificate } from 'node:crypto';
import { getCACertificates, rootCertificates } from 'node:tls';

export interface KeyFacts {
  /** As Node names it: `rsa`, `ec`, `ed25519` … */
  type: string;
  /** RSA and DSA. */
  modulusBits: number | undefined;
  /** As OpenSSL names it: `prime256v1`. */
  curve: string | undefined;
}

export interface X509 {
  der: Buffer;
  subject: string;
  issuer: string;
  commonName: string | undefined;
  names: readonly string[];
  addresses: readonly string[];
  notBefore: Date;
  notAfter: Date;
  serial: string;
  fingerprint: string;
  authority: boolean;
  key: KeyFacts;
  /** Its own key signed it, whatever else it may sign. */
  selfSigned: boolean;
  /** Names fit, `other` may sign certificates, and the signature is its. */
  signedBy(other: X509): boolean;
}

/** @returns undefined when the bytes are no certificate */
export function readX509(bytes: Buffer | string): X509 | undefined {
  try {
    return factsOf(new X509Certificate(bytes));
  } catch {
    return undefined;
  }
}

const natives = new WeakMap<X509, X509Certificate>();

function factsOf(native: X509Certificate): X509 {
  const alternatives = splitNames(native.subjectAltName ?? '');
  const facts: X509 = {
    der: native.raw,
    subject: oneLine(native.subject),
    issuer: oneLine(native.issuer),
    commonName: /(?:^|\n)CN=([^\n]*)/.exec(native.subject ?? '')?.[1],
    names: alternatives.filter(([kind]) => kind === 'DNS').map(([, value]) => value),
    addresses: alternatives.filter(([kind]) => kind === 'IP Address').map(([, value]) => value),
    notBefore: new Date(native.validFrom),
    notAfter: new Date(native.validTo),
    serial: native.serialNumber,
    fingerprint: native.fingerprint256.replaceAll(':', ''),
    authority: native.ca,
    key: keyOf(native),
    selfSigned: native.subject === native.issuer && verifies(native, native),
    signedBy(other) {
      const issuer = natives.get(other);
      return issuer !== undefined && native.checkIssued(issuer) && verifies(native, issuer);
    },
  };
  natives.set(facts, native);
  return facts;
}

function verifies(native: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return native.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

function keyOf(native: X509Certificate): KeyFacts {
  try {
    const { asymmetricKeyType: type = 'unknown', asymmetricKeyDetails: details } = native.publicKey;
    return { type, modulusBits: details?.modulusLength, curve: details?.namedCurve };
  } catch {
    return { type: 'unknown', modulusBits: undefined, curve: undefined };
  }
}

/** `DNS:a.test, DNS:"odd, name", IP Address:127.0.0.1`. Odd values are written as JSON texts (CVE-2021-44532). */
function splitNames(text: string): [kind: string, value: string][] {
  return [...text.matchAll(/([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/g)].map(([, kind = '', value = '']) => [
    kind,
    value.startsWith('"') ? unquoted(value) : value,
  ]);
}

function unquoted(value: string): string {
  try {
    return String(JSON.parse(value));
  } catch {
    return value;
  }
}

function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ');
}

/** Every certificate in a PEM text; what is not one is skipped. */
export function readPem(text: string): X509[] {
  return [...text.matchAll(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g)].flatMap(([pem]) => readX509(pem) ?? []);
}

let roots: readonly string[] | undefined;
/** Mozilla's list, which Node brings along, the system's own, and what NODE_EXTRA_CA_CERTS adds; PEM. */
export function trustedRoots(): readonly string[] {
  roots ??= [...new Set([...rootCertificates, ...getCACertificates('system'), ...getCACertificates('extra')])];
  return roots;
}

let bySubject: ReadonlyMap<string, readonly X509[]> | undefined;
/** Roots with this subject. */
export function rootsNamed(subject: string): readonly X509[] {
  bySubject ??= Map.groupBy(
    trustedRoots().flatMap((pem) => readX509(pem) ?? []),
    (root) => root.subject,
  );
  return bySubject.get(subject) ?? [];
}
