/**
 * Papers of the zoo: one root, one intermediate, and leaves that are right or wrong in one way each. Keys are made once per run; a few RSA keys serve all.
 */
import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { type Key, type KeyPair, systemCrypto } from '../../ports/web-crypto.ts';

export type KeyKind = 'rsa-1024' | 'rsa-2048' | 'rsa-4096' | 'p-256' | 'p-384';

export interface Paper {
  /** PEM. */
  certificate: string;
  /** PEM, PKCS #8. */
  key: string;
  der: Buffer;
  keys: KeyPair;
  subject: string;
  serial: string;
}

export interface LeafWishes {
  names?: readonly string[];
  key?: KeyKind;
  /** Days from now, before and after. */
  from?: number;
  until?: number;
  issuer?: 'root' | 'intermediate' | 'itself' | 'a stranger';
  hash?: 'SHA-1' | 'SHA-256';
  /** Embedded timestamps, made up. */
  timestamps?: number;
}

export interface Papers {
  root: Paper;
  intermediate: Paper;
  leaf(wishes?: LeafWishes): Promise<Paper>;
}

/** The name that every animal is asked for. */
export const zooName = 'kingdom77.test';
const dayMs = 86_400_000;

export async function openPapers(now: Date): Promise<Papers> {
  const kept = new Map<KeyKind, Promise<KeyPair>>();
  const keyOf = (kind: KeyKind): Promise<KeyPair> => {
    const made = kept.get(kind) ?? newKeys(kind);
    kept.set(kind, made);
    return made;
  };
  const authority = async (name: string, issuer?: Paper): Promise<Paper> => {
    const keys = await newKeys('rsa-2048');
    return sign({
      subject: `CN=${name}`,
      keys,
      ...span(now, -10, 3650),
      issuer,
      hash: 'SHA-256',
      extensions: authorityExtensions(issuer === undefined),
    });
  };
  const root = await authority('k77 zoo root');
  const [intermediate, stranger] = await Promise.all([authority('k77 zoo intermediate', root), authority('a stranger')]);
  const issuers = { root, intermediate, itself: undefined, 'a stranger': stranger };
  return {
    root,
    intermediate,
    async leaf({ names = [zooName], key = 'rsa-2048', from = -1, until = 200, issuer = 'root', hash = 'SHA-256', timestamps = 0 } = {}) {
      const extensions = leafExtensions(names, timestamps);
      return sign({
        subject: `CN=${names[0]}`,
        keys: await keyOf(key),
        ...span(now, from, until),
        issuer: issuers[issuer],
        hash,
        extensions,
      });
    },
  };
}

function span(now: Date, from: number, until: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(now.getTime() + from * dayMs), notAfter: new Date(now.getTime() + until * dayMs) };
}

async function newKeys(kind: KeyKind): Promise<KeyPair> {
  const [family = '', size = ''] = kind.split('-');
  const algorithm =
    family === 'rsa'
      ? { name: 'RSASSA-PKCS1-v1_5', modulusLength: Number(size), publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }
      : { name: 'ECDSA', namedCurve: `P-${size}` };
  return (await systemCrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as KeyPair;
}

function authorityExtensions(isRoot: boolean): Extension[] {
  return [
    new BasicConstraintsExtension(true, isRoot ? undefined : 0, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign | KeyUsageFlags.digitalSignature, true),
  ];
}

function leafExtensions(names: readonly string[], timestamps: number): Extension[] {
  return [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment, true),
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    new SubjectAlternativeNameExtension(names.map((value) => ({ type: /^[\d.]+$/.test(value) ? 'ip' : 'dns', value }))),
    ...(timestamps > 0 ? [new Extension('1.3.6.1.4.1.11129.2.4.2', false, timestampList(timestamps))] : []),
  ];
}

/** An OCTET STRING around a list of entries that have the right shape and nobody's signature. */
function timestampList(count: number): Uint8Array<ArrayBuffer> {
  const entry = Buffer.concat([
    Buffer.from([0]),
    randomBytes(32),
    Buffer.alloc(8),
    Buffer.alloc(2),
    Buffer.from([4, 3, 0, 8]),
    randomBytes(8),
  ]);
  const sized = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
  const list = sized(Buffer.concat(Array.from({ length: count }, () => sized(entry))));
  return new Uint8Array([4, ...(list.length < 128 ? [] : [0x81]), list.length, ...list]);
}

interface Signing {
  subject: string;
  keys: KeyPair;
  notBefore: Date;
  notAfter: Date;
  /** Absent signs itself. */
  issuer: Paper | undefined;
  hash: 'SHA-1' | 'SHA-256';
  extensions: Extension[];
}

async function sign({ subject, keys, notBefore, notAfter, issuer, hash, extensions }: Signing): Promise<Paper> {
  const serial = Buffer.concat([Buffer.from([0x45]), randomBytes(17)]).toString('hex');
  const own = issuer?.keys.privateKey ?? keys.privateKey;
  const signer = hash === 'SHA-1' ? await withSha1(own) : own;
  const signingAlgorithm = { name: signer.algorithm.name, hash };
  const made = await X509CertificateGenerator.create(
    {
      serialNumber: serial,
      subject,
      issuer: issuer?.subject ?? subject,
      notBefore,
      notAfter,
      signingAlgorithm,
      publicKey: keys.publicKey,
      signingKey: signer,
      extensions,
    },
    systemCrypto,
  );
  const key = PemConverter.encode(await systemCrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return { certificate: `${made.toString('pem')}\n`, key, der: Buffer.from(made.rawData), keys, subject, serial };
}

/** In Web Crypto an RSA key is tied to one hash. */
async function withSha1(key: Key): Promise<Key> {
  const { subtle } = systemCrypto;
  return subtle.importKey('pkcs8', await subtle.exportKey('pkcs8', key), { name: key.algorithm.name, hash: 'SHA-1' }, true, ['sign']);
}
