/**
 * Certificates of the sandbox: an authority of its own, and leaves for the names that the sandbox serves.
 * Nothing outside trusts them; clients are given the authority's certificate.
 */
import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { Clock, Random } from '../core/ports.ts';
import { type Key, type KeyPair, systemCrypto } from '../ports/web-crypto.ts';

/** A certificate with its private key, both PEM. */
export interface Certificate {
  certificate: string;
  key: string;
}

export interface Authority extends Certificate {
  /**
   * A certificate for names (`*.example.test`) and addresses (`127.0.0.1`). The first is its common name.
   * @param like another leaf, whose key is used again; absent makes a new key
   */
  issue(names: readonly string[], days?: number, like?: Certificate): Promise<Certificate>;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 86_400_000;

/** @param kept an authority made before; absent makes a new one */
export async function openAuthority(about: { clock: Clock; random: Random; kept?: Certificate | undefined }): Promise<Authority> {
  const { clock, random, kept } = about;
  const keys = kept ? { privateKey: await readKey(kept.key) } : await newKeys();
  const self = kept ? new X509Certificate(kept.certificate) : await selfSigned(keys as KeyPair, clock, random);
  return {
    certificate: self.toString('pem'),
    key: kept?.key ?? (await keyText(keys.privateKey)),
    async issue(names, days = 90, like) {
      const leaf = like ? undefined : await newKeys();
      const publicKey = like ? await new X509Certificate(like.certificate).publicKey.export(systemCrypto) : (leaf as KeyPair).publicKey;
      const certificate = await X509CertificateGenerator.create(
        {
          serialNumber: serial(random),
          subject: `CN=${names[0] ?? 'sandbox'}`,
          issuer: self.subject,
          ...validity(clock, days),
          signingAlgorithm: algorithm,
          publicKey,
          signingKey: keys.privateKey,
          extensions: [
            new BasicConstraintsExtension(false, undefined, true),
            new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
            new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
            new SubjectAlternativeNameExtension(names.map((value) => ({ type: /^[\d.]+$/.test(value) ? 'ip' : 'dns', value }))),
            await SubjectKeyIdentifierExtension.create(publicKey, false, systemCrypto),
          ],
        },
        systemCrypto,
      );
      return { certificate: certificate.toString('pem'), key: like?.key ?? (await keyText((leaf as KeyPair).privateKey)) };
    },
  };
}

async function selfSigned(keys: KeyPair, clock: Clock, random: Random): Promise<X509Certificate> {
  return await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serial(random),
      name: 'CN=k77 sandbox authority',
      ...validity(clock, 3650),
      signingAlgorithm: algorithm,
      keys,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, systemCrypto),
      ],
    },
    systemCrypto,
  );
}

/** Eighteen bytes; a leading 7 or less keeps the number positive. */
function serial(random: Random): string {
  const bytes = Buffer.from(random.token(18), 'base64url');
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

/** From an hour ago, so that a clock that is a little behind accepts it. */
function validity(clock: Clock, days: number): { notBefore: Date; notAfter: Date } {
  const now = clock.now().getTime();
  return { notBefore: new Date(now - 3_600_000), notAfter: new Date(now + days * dayMs) };
}

async function newKeys(): Promise<KeyPair> {
  return (await systemCrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as KeyPair;
}

async function keyText(key: Key): Promise<string> {
  return PemConverter.encode(await systemCrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

async function readKey(pem: string): Promise<Key> {
  return await systemCrypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(pem), algorithm, true, ['sign']);
}
