/**
 * DNSSEC's arithmetic: keys, digests and signatures. Verifies every algorithm in use on the public internet, signs with ECDSA P-256 (algorithm 13).
 * Says nothing about trust: which keys are believed is for the caller to decide.
 */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { dataBytes, labelsOf, nameBytes, plainName, signedBytes } from './dns-canonical.ts';
import type { DnsKey, DnsSignature, DnsSigner, Resource, ResourceOf } from './dns-message.ts';

/** Names of algorithms, https://www.iana.org/assignments/dns-sec-alg-numbers */
export const algorithms: Readonly<Record<number, string>> = {
  5: 'RSASHA1',
  7: 'RSASHA1-NSEC3-SHA1',
  8: 'RSASHA256',
  10: 'RSASHA512',
  13: 'ECDSAP256SHA256',
  14: 'ECDSAP384SHA384',
  15: 'ED25519',
  16: 'ED448',
};
const hashes: Readonly<Record<number, string | null>> = {
  5: 'sha1',
  7: 'sha1',
  8: 'sha256',
  10: 'sha512',
  13: 'sha256',
  14: 'sha384',
  15: null,
  16: null,
};
const digests: Readonly<Record<number, string>> = { 1: 'sha1', 2: 'sha256', 4: 'sha384' };
const curves: Readonly<Record<number, [kty: 'EC' | 'OKP', crv: string]>> = {
  13: ['EC', 'P-256'],
  14: ['EC', 'P-384'],
  15: ['OKP', 'Ed25519'],
  16: ['OKP', 'Ed448'],
};

/** A new private key (PEM, ECDSA P-256) for a signed zone. */
export function newSigningKey(): string {
  return generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** The public half as a zone publishes it: a single key that signs everything (flags 257). */
export function publicKeyOf(pem: string): DnsKey {
  const known = published.get(pem);
  if (known) return known;
  const made = publishedBy(pem);
  if (published.size > 1000) published.clear();
  published.set(pem, made);
  return made;
}

/** Reading a key costs more than everything else about a signature, and zones have one key each. */
const published = new Map<string, DnsKey>();

function publishedBy(pem: string): DnsKey {
  const { x = '', y = '' } = createPublicKey(pem).export({ format: 'jwk' });
  return { flags: 257, algorithm: 13, key: Buffer.concat([Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]) };
}

/** RFC 4034, appendix B */
export function keyTagOf(key: DnsKey): number {
  const bytes = dataBytes({ name: '.', type: 'DNSKEY', ttl: 0, data: key });
  let sum = 0;
  for (const [at, byte] of bytes.entries()) sum += at % 2 === 0 ? byte << 8 : byte;
  return (sum + ((sum >> 16) & 0xffff)) & 0xffff;
}

/** What the parent of a zone keeps of its key; undefined for a digest that is not known. @param digestType 2 is SHA-256 */
export function signerOf(zone: string, key: DnsKey, digestType = 2): DnsSigner | undefined {
  const hash = digests[digestType];
  if (hash === undefined) return undefined;
  const bytes = dataBytes({ name: '.', type: 'DNSKEY', ttl: 0, data: key });
  const digest = createHash(hash).update(nameBytes(zone)).update(bytes).digest();
  return { keyTag: keyTagOf(key), algorithm: key.algorithm, digestType, digest };
}

export function isKeyOf(zone: string, key: DnsKey, signer: DnsSigner): boolean {
  const made = signerOf(zone, key, signer.digestType);
  return made !== undefined && made.keyTag === signer.keyTag && made.algorithm === signer.algorithm && made.digest.equals(signer.digest);
}

/** Whether this program can check a signature of this kind at all. */
export function isKnown(algorithm: number, digestType?: number): boolean {
  return algorithm in hashes && (digestType === undefined || digestType in digests);
}

/** @param records all of one name and type; a name with a leading `*` is signed as the wildcard that it is */
export function signRecords(
  records: readonly Resource[],
  about: { zone: string; key: string; inception: number; expiration: number },
): ResourceOf<'RRSIG'> {
  const [first] = records;
  if (!first) throw new Error('nothing to sign');
  const labels = labelsOf(first.name).filter((label) => label !== '*').length;
  const unsigned = {
    typeCovered: first.type,
    algorithm: 13,
    labels,
    originalTTL: first.ttl,
    expiration: about.expiration,
    inception: about.inception,
    keyTag: keyTagOf(publicKeyOf(about.key)),
    signersName: plainName(about.zone),
  };
  const signature = sign('sha256', signedBytes(records, unsigned), { key: createPrivateKey(about.key), dsaEncoding: 'ieee-p1363' });
  return { name: first.name, type: 'RRSIG', ttl: first.ttl, data: { ...unsigned, signature } };
}

/** Whether this key made this signature over these records. Times are not looked at. False also for a key that cannot be read. */
export function isSignedBy(records: readonly Resource[], signature: DnsSignature, key: DnsKey): boolean {
  const hash = hashes[signature.algorithm];
  if (hash === undefined || key.algorithm !== signature.algorithm || keyTagOf(key) !== signature.keyTag) return false;
  try {
    return verify(hash, signedBytes(records, signature), { key: readKey(key), dsaEncoding: 'ieee-p1363' }, signature.signature);
  } catch {
    return false;
  }
}

function readKey({ algorithm, key }: DnsKey): KeyObject {
  const text = (from: number, to?: number): string => key.subarray(from, to).toString('base64url');
  const curve = curves[algorithm];
  if (curve) {
    const [kty, crv] = curve;
    const half = key.length / 2;
    const jwk = kty === 'EC' ? { kty, crv, x: text(0, half), y: text(half) } : { kty, crv, x: text(0) };
    return createPublicKey({ key: jwk, format: 'jwk' });
  }
  // RFC 3110: the length of the exponent in one byte, or in three of which the first is zero.
  const long = key[0] === 0;
  const start = long ? 3 : 1;
  const end = start + (long ? key.readUInt16BE(1) : (key[0] ?? 0));
  return createPublicKey({ key: { kty: 'RSA', e: text(start, end), n: text(end) }, format: 'jwk' });
}
