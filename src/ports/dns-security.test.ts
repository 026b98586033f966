import { describe, expect, test } from 'vitest';
import type { DnsKey, DnsSignature, Resource } from './dns-message.ts';
import { isKeyOf, isSignedBy, keyTagOf, newSigningKey, publicKeyOf, signerOf, signRecords } from './dns-security.ts';

const key = (flags: number, algorithm: number, text: string): DnsKey => ({ flags, algorithm, key: Buffer.from(text, 'base64') });
const time = (text: string): number => Date.parse(text.replace(/(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/, '$1-$2-$3T$4:$5:$6Z')) / 1000;
const a = (name: string, data: string): Resource => ({ name, type: 'A', ttl: 3600, data });

/** The examples that the standards print. */
const examples: {
  what: string;
  zone: string;
  key: DnsKey;
  tag: number;
  digest?: string;
  records: Resource[];
  signature: Omit<DnsSignature, 'signersName' | 'keyTag'>;
}[] = [
  {
    what: 'ECDSA P-256 (RFC 6605, section 6.1)',
    zone: 'example.net',
    key: key(257, 13, 'GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA=='),
    tag: 55648,
    digest: 'b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17',
    records: [a('www.example.net', '192.0.2.1')],
    signature: {
      typeCovered: 'A',
      algorithm: 13,
      labels: 3,
      originalTTL: 3600,
      expiration: time('20100909100439'),
      inception: time('20100812100439'),
      signature: Buffer.from('qx6wLYqmh+l9oCKTN6qIc+bw6ya+KJ8oMz0YP107epXAyGmt+3SNruPFKG7tZoLBLlUzGGus7ZwmwWep666VCw==', 'base64'),
    },
  },
  {
    what: 'Ed25519 (RFC 8080, section 6.1)',
    zone: 'example.com',
    key: key(257, 15, 'l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4='),
    tag: 3613,
    digest: '3aa5ab37efce57f737fc1627013fee07bdf241bd10f3b1964ab55c78e79a304b',
    records: [{ name: 'example.com', type: 'MX', ttl: 3600, data: { preference: 10, exchange: 'mail.example.com' } }],
    signature: {
      typeCovered: 'MX',
      algorithm: 15,
      labels: 2,
      originalTTL: 3600,
      expiration: 1440021600,
      inception: 1438207200,
      signature: Buffer.from('oL9krJun7xfBOIWcGHi7mag5/hdZrKWw15jPGrHpjQeRAvTdszaPD+QLs3fx8A4M3e23mRZ9VrbpMngwcrqNAg==', 'base64'),
    },
  },
  {
    what: 'RSA with SHA-256 (RFC 5702, section 6.1)',
    zone: 'example.net',
    key: key(256, 8, 'AwEAAcFcGsaxxdgiuuGmCkVImy4h99CqT7jwY3pexPGcnUFtR2Fh36BponcwtkZ4cAgtvd4Qs8PkxUdp6p/DlUmObdk='),
    tag: 9033,
    records: [a('www.example.net', '192.0.2.91')],
    signature: {
      typeCovered: 'A',
      algorithm: 8,
      labels: 3,
      originalTTL: 3600,
      expiration: time('20300101000000'),
      inception: time('20000101000000'),
      signature: Buffer.from('kRCOH6u7l0QGy9qpC9l1sLncJcOKFLJ7GhiUOibu4teYp5VE9RncriShZNz85mwlMgNEacFYK/lPtPiVYP4bwg==', 'base64'),
    },
  },
];

describe.each(examples)('$what', ({ zone, key: own, tag, digest, records, signature }) => {
  const full = { ...signature, signersName: zone, keyTag: tag };

  test('the key has the tag and the digest that are printed', () => {
    expect(keyTagOf(own)).toBe(tag);
    if (digest) expect(signerOf(zone, own)?.digest.toString('hex')).toBe(digest);
  });

  test('the signature holds, and nothing else does', () => {
    expect(isSignedBy(records, full, own)).toBe(true);
    expect(
      isSignedBy(
        records.map((one) => ({ ...one, name: one.name.toUpperCase() })),
        full,
        own,
      ),
    ).toBe(true);
    expect(isSignedBy([...records, a(records[0]?.name ?? '', '192.0.2.99')], full, own)).toBe(false);
    expect(isSignedBy(records, { ...full, expiration: full.expiration + 1 }, own)).toBe(false);
    const altered = Buffer.from(own.key);
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
    expect(isSignedBy(records, { ...full, keyTag: keyTagOf({ ...own, key: altered }) }, { ...own, key: altered })).toBe(false);
  });
});

test('what is signed here is verified here, also under the name that a wildcard made', () => {
  const pem = newSigningKey();
  const star = [a('*.example.test', '192.0.2.1'), a('*.example.test', '192.0.2.2')];
  const { data } = signRecords(star, { zone: 'example.test', key: pem, inception: 1, expiration: 2 });
  const made = star.map((one) => ({ ...one, name: 'any.thing.example.test' })).reverse();
  expect(isSignedBy(made, data, publicKeyOf(pem))).toBe(true);
  expect(isSignedBy(made, data, publicKeyOf(newSigningKey()))).toBe(false);
});

test('a digest belongs to one key of one zone', () => {
  const own = publicKeyOf(newSigningKey());
  const signer = signerOf('example.test', own);
  if (!signer) throw new Error('SHA-256 is known');
  expect(isKeyOf('Example.Test', own, signer)).toBe(true);
  expect(isKeyOf('other.test', own, signer)).toBe(false);
  expect(isKeyOf('example.test', publicKeyOf(newSigningKey()), signer)).toBe(false);
  expect(isKeyOf('example.test', own, { ...signer, digestType: 99 })).toBe(false);
});
