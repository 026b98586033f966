/**
 * One certificate as it is shown: Node's reading of it, and the few fields that Node does not tell. RFC 5280.
 */
import type { X509 } from '../../ports/tls-certificates.ts';
import { curveAsRsa } from './code-points.ts';
import { at, type Der, oidOf, readDer, tags } from './der.ts';
import type { CertificateSeen, KeySeen } from './seen.ts';
import { read, Truncated } from './wire.ts';

/** https://www.rfc-editor.org/rfc/rfc8017#appendix-C, RFC 5758, RFC 8410 */
const signatures: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.2': 'md2WithRSAEncryption',
  '1.2.840.113549.1.1.4': 'md5WithRSAEncryption',
  '1.2.840.113549.1.1.5': 'sha1WithRSAEncryption',
  '1.2.840.113549.1.1.10': 'rsassaPss',
  '1.2.840.113549.1.1.11': 'sha256WithRSAEncryption',
  '1.2.840.113549.1.1.12': 'sha384WithRSAEncryption',
  '1.2.840.113549.1.1.13': 'sha512WithRSAEncryption',
  '1.2.840.113549.1.1.14': 'sha224WithRSAEncryption',
  '1.2.840.10040.4.3': 'dsa-with-SHA1',
  '2.16.840.1.101.3.4.3.2': 'dsa_with_SHA256',
  '1.2.840.10045.4.1': 'ecdsa-with-SHA1',
  '1.2.840.10045.4.3.1': 'ecdsa-with-SHA224',
  '1.2.840.10045.4.3.2': 'ecdsa-with-SHA256',
  '1.2.840.10045.4.3.3': 'ecdsa-with-SHA384',
  '1.2.840.10045.4.3.4': 'ecdsa-with-SHA512',
  '1.3.101.112': 'Ed25519',
  '1.3.101.113': 'Ed448',
};

const oids = {
  timestamps: '1.3.6.1.4.1.11129.2.4.2',
  feature: '1.3.6.1.5.5.7.1.24',
  access: '1.3.6.1.5.5.7.1.1',
  ocsp: '1.3.6.1.5.5.7.48.1',
};
/** Sizes by OpenSSL's names; a curve that is not here tells its size by its name. */
const curveBits: Readonly<Record<string, number>> = { prime256v1: 256, prime192v1: 192 };

export function certificateSeen(x509: X509): CertificateSeen {
  const tree = readDer(x509.der);
  const extra = extensionsOf(tree);
  const feature = extra.get(oids.feature);
  return {
    subject: x509.subject,
    issuer: x509.issuer,
    commonName: x509.commonName,
    names: x509.names,
    addresses: x509.addresses,
    notBefore: x509.notBefore.toISOString(),
    notAfter: x509.notAfter.toISOString(),
    serial: x509.serial,
    fingerprint: x509.fingerprint,
    key: keySeen(x509),
    signature: signatureOf(tree),
    selfSigned: x509.selfSigned,
    authority: x509.authority,
    scts: timestampsIn(octetsIn(extra.get(oids.timestamps))),
    // status_request (5) among the features: RFC 7633.
    mustStaple: feature !== undefined && (readDer(feature)?.inside.some(({ body }) => body.equals(Buffer.from([5]))) ?? false),
    ocsp: respondersIn(extra.get(oids.access)),
  };
}

function keySeen({ key: { type, modulusBits, curve } }: X509): KeySeen {
  if (type === 'rsa' || type === 'rsa-pss') return { type: 'RSA', bits: modulusBits, rsaBits: modulusBits, curve: undefined };
  if (type === 'dsa') return { type: 'DSA', bits: modulusBits, rsaBits: modulusBits, curve: undefined };
  if (type === 'ed25519') return { type: 'Ed25519', bits: 253, rsaBits: curveAsRsa(253), curve: 'Ed25519' };
  if (type === 'ed448') return { type: 'Ed448', bits: 448, rsaBits: curveAsRsa(448), curve: 'Ed448' };
  if (type !== 'ec') return { type: 'other', bits: undefined, rsaBits: undefined, curve: undefined };
  const bits = curve === undefined ? undefined : (curveBits[curve] ?? (Number(/\d{3}/.exec(curve)?.[0]) || undefined));
  return { type: 'EC', bits, rsaBits: bits === undefined ? undefined : curveAsRsa(bits), curve };
}

function signatureOf(tree: Der | undefined): string {
  const oid = oidOf(at(tree, 1, 0));
  return (oid && signatures[oid]) ?? oid ?? 'unreadable';
}

/** `[3]` of the part that is signed: what each extension's octets hold, by OID. */
function extensionsOf(tree: Der | undefined): ReadonlyMap<string, Buffer> {
  const list = at(
    at(tree, 0)?.inside.find(({ tag }) => tag === 0xa3),
    0,
  );
  return new Map(
    (list?.inside ?? []).flatMap((entry): [string, Buffer][] => {
      const [oid, value] = [oidOf(at(entry, 0)), entry.inside.at(-1)];
      return oid && value?.tag === tags.octets ? [[oid, value.body]] : [];
    }),
  );
}

function octetsIn(bytes: Buffer | undefined): Buffer | undefined {
  const value = bytes && readDer(bytes);
  return value?.tag === tags.octets ? value.body : undefined;
}

/** How many a SignedCertificateTimestampList holds: RFC 6962 section 3.3. */
export function timestampsIn(list: Buffer | undefined): number {
  if (!list) return 0;
  let found = 0;
  try {
    for (const all = read(list).vector(2); all.left > 0; found++) all.vector(2);
  } catch (error) {
    if (!(error instanceof Truncated)) throw error;
  }
  return found;
}

function respondersIn(bytes: Buffer | undefined): string[] {
  const list = bytes ? (readDer(bytes)?.inside ?? []) : [];
  return list.flatMap((entry) => (oidOf(at(entry, 0)) === oids.ocsp ? [at(entry, 1)?.body.toString('latin1') ?? ''] : []));
}
