/** What certificates and stapled answers say: names, DER, timestamps, HSTS. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readX509 } from '../../ports/tls-certificates.ts';
import { ocspResponse } from '../../proof/tls-zoo/ocsp-response.ts';
import { openPapers, type Papers } from '../../proof/tls-zoo/papers.ts';
import { certificateSeen, timestampsIn } from './certificate.ts';
import { chainSeen } from './chain.ts';
import { at, oidOf, readDer, timeOf } from './der.ts';
import { readHead, readHsts, requestFor } from './http.ts';
import { covers, namesSeen } from './names.ts';
import { staplingSeen } from './ocsp.ts';

const now = new Date('2026-11-23T12:00:00Z');
let kept: Promise<Papers> | undefined;
const papers = (): Promise<Papers> => {
  kept ??= openPapers(now);
  return kept;
};
async function seenOf(wishes: Parameters<Papers['leaf']>[0]) {
  const x509 = readX509((await (await papers()).leaf(wishes)).der);
  if (!x509) throw new Error('the zoo made no certificate');
  return certificateSeen(x509);
}

describe('a name is covered', () => {
  test.each([
    ['kingdom77.test', 'kingdom77.test', true],
    ['KINGDOM77.test', 'kingdom77.TEST', true],
    ['kingdom77.test', 'kingdom77.test.', true],
    ['*.kingdom77.test', 'api.kingdom77.test', true],
    ['*.kingdom77.test', 'kingdom77.test', false],
    ['*.kingdom77.test', 'a.b.kingdom77.test', false],
    ['*.kingdom77.test', '.kingdom77.test', false],
    ['api*.kingdom77.test', 'api1.kingdom77.test', false],
    ['*.*.test', 'a.b.test', false],
    ['*.test', 'kingdom77.test', false],
    ['*', 'kingdom77', false],
    ['kingdom77.test', 'kingdom77.test.evil.test', false],
    ['api.kingdom77.test', 'www.kingdom77.test', false],
  ])('%s for %s: %s', (pattern, name, expected) => {
    expect(covers(pattern, name)).toBe(expected);
  });

  test('addresses match addresses only, in whatever spelling', () => {
    const about = { names: ['127.0.0.1'], addresses: ['10.0.0.1', 'FE80:0:0:0:0:0:0:1'], commonName: undefined };
    expect(namesSeen('127.0.0.1', about).matches).toBe(false);
    expect(namesSeen('10.0.0.1', about)).toMatchObject({ matches: true, by: '10.0.0.1' });
    expect(namesSeen('fe80::1', about).matches).toBe(true);
  });

  test('a common name alone is told, and does not count', () => {
    expect(namesSeen('old.test', { names: [], addresses: [], commonName: 'old.test' })).toMatchObject({
      matches: false,
      onlyCommonName: true,
    });
    expect(namesSeen('old.test', { names: ['new.test'], addresses: [], commonName: 'old.test' }).onlyCommonName).toBe(false);
  });
});

describe('a certificate', () => {
  test('tells names, dates, key and signature', async () => {
    expect(await seenOf({ names: ['kingdom77.test', '*.kingdom77.test', '127.0.0.1'], key: 'p-384', timestamps: 2 })).toMatchObject({
      subject: 'CN=kingdom77.test',
      issuer: 'CN=k77 zoo root',
      commonName: 'kingdom77.test',
      names: ['kingdom77.test', '*.kingdom77.test'],
      addresses: ['127.0.0.1'],
      notBefore: '2026-11-22T12:00:00.000Z',
      notAfter: '2027-06-11T12:00:00.000Z',
      key: { type: 'EC', bits: 384, rsaBits: 7680, curve: 'secp384r1' },
      signature: 'sha256WithRSAEncryption',
      selfSigned: false,
      authority: false,
      scts: 2,
      mustStaple: false,
    });
    expect((await seenOf({ hash: 'SHA-1' })).signature).toBe('sha1WithRSAEncryption');
    expect(await seenOf({ key: 'rsa-1024', issuer: 'itself' })).toMatchObject({
      key: { type: 'RSA', bits: 1024, rsaBits: 1024 },
      selfSigned: true,
    });
  });

  test('a name that tries to look like two is one', async () => {
    // CVE-2021-44532: Node quotes such names; split by commas they would be two.
    const names = ['kingdom77.test', 'a.test, DNS:evil.test', 'say "hi"'];
    expect((await seenOf({ names })).names).toEqual(names);
  });

  test('what is none is none', () => {
    expect(readX509(Buffer.from('no certificate'))).toBeUndefined();
  });

  test('timestamps are counted by their lengths', () => {
    expect(timestampsIn(Buffer.from([0, 8, 0, 2, 1, 1, 0, 2, 2, 2]))).toBe(2);
    expect(timestampsIn(Buffer.from([0, 8, 0, 2, 1, 1, 0, 9, 2, 2]))).toBe(1);
    expect(timestampsIn(Buffer.from([9, 9]))).toBe(0);
    expect(timestampsIn(undefined)).toBe(0);
  });
});

describe('a chain', () => {
  const ders = async (...names: ('leaf' | 'intermediate' | 'root')[]): Promise<Buffer[]> => {
    const { root, intermediate, leaf } = await papers();
    const own = await leaf({ issuer: 'intermediate' });
    return names.map((name) => ({ leaf: own, intermediate, root })[name].der);
  };
  const trusted = async () => {
    const root = readX509((await papers()).root.der);
    return root ? [root] : [];
  };

  test('leads over what was sent to a root', async () => {
    const chain = chainSeen(await ders('leaf', 'intermediate'), await trusted(), now);
    expect(chain).toMatchObject({ trusted: true, ordered: true, incomplete: false, extra: 0, anchorSent: false, daysLeft: 200 });
    expect(chain?.path).toEqual(['CN=kingdom77.test', 'CN=k77 zoo intermediate', 'CN=k77 zoo root']);
  });

  test('lacks its intermediate, is out of order, or brings too much', async () => {
    expect(chainSeen(await ders('leaf'), await trusted(), now)).toMatchObject({ trusted: false, incomplete: true });
    expect(chainSeen(await ders('leaf', 'root', 'intermediate'), await trusted(), now)).toMatchObject({
      trusted: true,
      ordered: false,
      anchorSent: true,
    });
    expect(chainSeen(await ders('leaf', 'intermediate', 'leaf'), await trusted(), now)).toMatchObject({ ordered: false, trusted: true });
  });

  test('is not trusted without its root, nor by a leaf that plays authority, nor after the intermediate ended', async () => {
    expect(chainSeen(await ders('leaf', 'intermediate'), [], now)).toMatchObject({ trusted: false, incomplete: true });
    expect(chainSeen(await ders('leaf', 'intermediate', 'root'), [], now)).toMatchObject({ trusted: false, incomplete: false });
    const late = new Date(now.getTime() + 4000 * 86_400_000);
    expect(chainSeen(await ders('leaf', 'intermediate'), await trusted(), late)).toMatchObject({ trusted: false, expired: true });
  });

  test('without a certificate there is none', () => {
    expect(chainSeen([], [], now)).toBeUndefined();
    expect(chainSeen([Buffer.from('noise')], [], now)).toBeUndefined();
  });
});

describe('a stapled answer', () => {
  test.each(['good', 'revoked'] as const)('says %s, from when, until when', async (status) => {
    const { root, leaf } = await papers();
    const response = await ocspResponse(await leaf(), root, status, now);
    expect(staplingSeen(response, now)).toEqual({
      stapled: true,
      status,
      thisUpdate: '2026-11-23T11:00:00.000Z',
      nextUpdate: '2026-11-29T12:00:00.000Z',
      current: true,
    });
    expect(staplingSeen(response, new Date('2026-12-24T00:00:00Z')).current).toBe(false);
    expect(staplingSeen(response, new Date('2026-11-01T00:00:00Z')).current).toBe(false);
  });

  test('that nobody can read has no status', () => {
    expect(staplingSeen(Buffer.from('noise'), now)).toMatchObject({ stapled: true, status: undefined, current: false });
    // tryLater
    expect(staplingSeen(Buffer.from('30030a0103', 'hex'), now)).toMatchObject({ stapled: true, status: undefined });
    expect(staplingSeen(undefined, now).stapled).toBe(false);
  });
});

describe('DER', () => {
  test('noise never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (noise) => {
        const bytes = Buffer.from(noise);
        readDer(bytes);
        staplingSeen(bytes, now);
        return true;
      }),
    );
  });

  test('object identifiers, times and paths', () => {
    expect(oidOf(readDer(Buffer.from('06092a864886f70d01010b', 'hex')))).toBe('1.2.840.113549.1.1.11');
    expect(oidOf(readDer(Buffer.from('0603883703', 'hex')))).toBe('2.999.3');
    expect(timeOf(readDer(Buffer.concat([Buffer.from([0x18, 15]), Buffer.from('20261123120000Z')])))).toEqual(now);
    expect(at(readDer(Buffer.from('30053003020107', 'hex')), 0, 0)?.body).toEqual(Buffer.from([7]));
    expect(at(readDer(Buffer.from('3000', 'hex')), 4, 1)).toBeUndefined();
  });

  test('depth and lengths are bounded', () => {
    let deep = Buffer.from([5, 0]);
    for (let nth = 0; nth < 60; nth++) deep = Buffer.concat([Buffer.from([0x30, deep.length]), deep]);
    expect(readDer(deep)?.tag).toBe(0x30);
    expect(readDer(Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff]))).toBeUndefined();
    expect(readDer(Buffer.from([0x30, 0x80, 0, 0]))).toBeUndefined();
  });
});

describe('Strict-Transport-Security', () => {
  test.each([
    ['max-age=31536000; includeSubDomains; preload', { valid: true, maxAge: 31_536_000, includeSubDomains: true, preload: true }],
    ['MAX-AGE="300"', { valid: true, maxAge: 300, includeSubDomains: false, preload: false }],
    ['max-age = 0;;', { valid: true, maxAge: 0 }],
    ['includeSubDomains', { valid: false, maxAge: undefined, includeSubDomains: false }],
    ['max-age=1; max-age=2', { valid: false, maxAge: undefined }],
    ['max-age=-1', { valid: false }],
    ['max-age=soon', { valid: false }],
    ['max-age=1; futureDirective=yes', { valid: true, maxAge: 1 }],
  ])('%s', (header, expected) => {
    expect(readHsts(header)).toMatchObject({ header, ...expected });
  });

  test('absent is neither valid nor there', () => {
    expect(readHsts(undefined)).toEqual({ header: undefined, valid: false, maxAge: undefined, includeSubDomains: false, preload: false });
  });

  test('the first of two headers counts, and what is not HTTP is nothing', () => {
    const head =
      'HTTP/1.1 301 Moved\r\nLocation: https://a.test/\r\nstrict-transport-security: max-age=5\r\nStrict-Transport-Security: max-age=9\r\n\r\n';
    expect(readHead(Buffer.from(head))).toMatchObject({ status: 301, location: 'https://a.test/', hsts: { maxAge: 5 } });
    expect(readHead(Buffer.from('SSH-2.0-x\r\n\r\n'))).toBeUndefined();
  });

  test('the request names host and port as a browser does', () => {
    expect(requestFor('a.test', 443)).toContain('\r\nHost: a.test\r\n');
    expect(requestFor('::1', 8443)).toContain('\r\nHost: [::1]:8443\r\n');
  });
});
