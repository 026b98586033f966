/** An OCSP answer made by hand and signed by the issuer itself: RFC 6960 section 4.2.1. */
import { createHash } from 'node:crypto';
import { systemCrypto } from '../../ports/web-crypto.ts';
import { at, readDer } from '../../probes/tls/der.ts';
import type { Paper } from './papers.ts';

export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const length = body.length < 128 ? [body.length] : body.length < 256 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
const nothing = bytes('0500');
const oids = { sha1: '2b0e03021a', sha256WithRsa: '2a864886f70d01010b', basic: '2b0601050507300101' } as const;
const oid = (hex: string): Buffer => der(0x06, bytes(hex));
const time = (when: Date): Buffer => der(0x18, Buffer.from(`${when.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));

export async function ocspResponse(leaf: Paper, issuer: Paper, status: 'good' | 'revoked', now: Date): Promise<Buffer> {
  const [start, end] = [new Date(now.getTime() - 3_600_000), new Date(now.getTime() + 6 * 86_400_000)];
  const certificate = at(readDer(issuer.der), 0);
  const [name, key] = [at(certificate, 5), at(certificate, 6, 1)];
  if (!name || !key) throw new Error('the issuer is no certificate');
  // The key hash leaves out the count of unused bits of the BIT STRING.
  const digest = (of: Buffer): Buffer => der(0x04, createHash('sha1').update(of).digest());
  const subject = sequence(name.body);
  const id = sequence(sequence(oid(oids.sha1), nothing), digest(subject), digest(key.body.subarray(1)), der(0x02, bytes(leaf.serial)));
  const said = status === 'good' ? bytes('8000') : der(0xa1, time(start));
  const data = sequence(der(0xa1, subject), time(start), sequence(sequence(id, said, time(start), der(0xa0, time(end)))));
  const signature = await systemCrypto.subtle.sign('RSASSA-PKCS1-v1_5', issuer.keys.privateKey, new Uint8Array(data));
  const basic = sequence(data, sequence(oid(oids.sha256WithRsa), nothing), der(0x03, Buffer.from([0]), Buffer.from(signature)));
  return sequence(der(0x0a, Buffer.from([0])), der(0xa0, sequence(oid(oids.basic), der(0x04, basic))));
}
