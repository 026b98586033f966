/** The rating guide's rules, one by one, on a server that is otherwise perfect. */
import { describe, expect, test } from 'vitest';
import { gradeOf, letterOf } from './grade.ts';
import { capRules } from './grade-rules.ts';
import { trustRules } from './grade-trust.ts';
import type { ChainSeen, KeyExchange, ProtocolSeen, SuiteSeen, TlsSeen, TlsVersion } from './seen.ts';
import { versions } from './seen.ts';
import { suiteWith } from './suites.ts';

const codes = {
  gcm13: 0x1301,
  chacha13: 0x1303,
  ecdheGcm: 0xc02f,
  ecdheCbc: 0xc027,
  rsaGcm: 0x009c,
  rc4: 0x0005,
  triple: 0x000a,
  dhe: 0x009e,
} as const;
const x25519: KeyExchange = { kind: 'ECDHE', bits: 253, rsaBits: 3072, group: 'X25519' };
const plain: KeyExchange = { kind: 'RSA', bits: undefined, rsaBits: undefined, group: undefined };

function suite(code: number, keyExchange = suiteWith(code).exchange === 'RSA' ? plain : x25519): SuiteSeen {
  return { ...suiteWith(code), keyExchange };
}

function protocols(offers: Partial<Record<TlsVersion, readonly SuiteSeen[]>>): ProtocolSeen[] {
  return versions.map((version) => {
    const suites = offers[version];
    return { version, offered: suites !== undefined, suites: suites ?? [], preference: undefined, why: undefined };
  });
}

const modern = { 'TLS 1.2': [suite(codes.ecdheGcm)], 'TLS 1.3': [suite(codes.gcm13), suite(codes.chacha13)] };
const leaf = {
  subject: 'CN=a.test',
  issuer: 'CN=root',
  commonName: 'a.test',
  names: ['a.test'],
  addresses: [],
  notBefore: '2026-01-01T00:00:00.000Z',
  notAfter: '2027-01-01T00:00:00.000Z',
  serial: '01',
  fingerprint: 'AA',
  key: { type: 'EC' as const, bits: 256, rsaBits: 3072, curve: 'prime256v1' },
  signature: 'ecdsa-with-SHA256',
  selfSigned: false,
  authority: false,
  scts: 2,
  mustStaple: false,
  ocsp: [],
};
const chain: ChainSeen = {
  sent: [leaf],
  leaf,
  ordered: true,
  extra: 0,
  anchorSent: false,
  incomplete: false,
  selfSigned: false,
  trusted: true,
  path: ['CN=a.test', 'CN=root'],
  openssl: 'ok',
  daysLeft: 39,
  expired: false,
  notYetValid: false,
};
const features = {
  secureRenegotiation: true,
  clientRenegotiation: false,
  compression: false,
  fallbackScsv: true,
  alpn: ['h2'],
  groups: { 'TLS 1.2': [], 'TLS 1.3': [] },
  withoutSni: 'same' as const,
  clientCertificate: false,
};
const hsts = { header: 'max-age=31536000', valid: true, maxAge: 31_536_000, includeSubDomains: false, preload: false };

const perfect: TlsSeen = {
  host: 'a.test',
  port: 443,
  servername: 'a.test',
  address: 'a.test:443',
  at: '2026-11-23T00:00:00.000Z',
  state: 'tls',
  why: '',
  tookMs: 1,
  connections: 1,
  protocols: protocols(modern),
  forwardSecrecy: { suites: 3, of: 3, preferred: true },
  chain,
  names: { asked: 'a.test', matches: true, by: 'a.test', onlyCommonName: false },
  stapling: undefined,
  transparency: undefined,
  features,
  http: { status: 200, server: undefined, location: undefined, hsts },
  httpWhy: undefined,
};
const offering = (offers: Partial<Record<TlsVersion, readonly SuiteSeen[]>>): Partial<TlsSeen> => ({ protocols: protocols(offers) });
const withKey = (rsaBits: number): Partial<TlsSeen> => ({
  chain: { ...chain, leaf: { ...leaf, key: { type: 'RSA', bits: rsaBits, rsaBits, curve: undefined } } },
});
const withHsts = (maxAge: number): Partial<TlsSeen> => ({
  http: { status: 200, server: undefined, location: undefined, hsts: { ...hsts, maxAge } },
});
const dhe = (bits: number): SuiteSeen => suite(codes.dhe, { kind: 'DHE', bits, rsaBits: bits, group: undefined });

test('a good server with HSTS for six months and no warning is A+', () => {
  expect(gradeOf(perfect)).toMatchObject({ letter: 'A+', ignoringTrust: 'A+', caps: [], notPlus: undefined, score: 93 });
  expect(gradeOf(perfect)?.guide).toContain('2009r');
});

test('a server that agreed on nothing has no grade', () => {
  expect(gradeOf({ ...perfect, state: 'no-tls' })).toBeUndefined();
});

describe('each rule', () => {
  const cases: readonly [id: string, letter: string, change: Partial<TlsSeen>][] = [
    ['unknown-chain', 'T', { chain: undefined, names: undefined }],
    ['self-signed', 'T', { chain: { ...chain, selfSigned: true, trusted: false } }],
    ['untrusted', 'T', { chain: { ...chain, trusted: false } }],
    ['expired', 'T', { chain: { ...chain, expired: true } }],
    ['not-yet-valid', 'T', { chain: { ...chain, notYetValid: true } }],
    ['sha1-signature', 'T', { chain: { ...chain, sent: [{ ...leaf, signature: 'sha1WithRSAEncryption' }] } }],
    ['name-mismatch', 'M', { names: { asked: 'b.test', matches: false, by: undefined, onlyCommonName: false } }],
    ['ssl2', 'F', offering({ ...modern, 'SSL 2': [] })],
    ['ssl3-only', 'F', offering({ 'SSL 3': [suite(codes.triple)] })],
    ['insecure-renegotiation', 'F', { features: { ...features, secureRenegotiation: false, clientRenegotiation: true } }],
    ['tiny-key', 'F', withKey(512)],
    ['md-signature', 'F', { chain: { ...chain, sent: [{ ...leaf, signature: 'md5WithRSAEncryption' }] } }],
    ['tiny-dh', 'F', offering({ ...modern, 'TLS 1.2': [suite(codes.ecdheGcm), dhe(768)] })],
    ['rc4-only', 'F', offering({ 'TLS 1.2': [suite(codes.rc4)] })],
    ['anonymous', 'F', offering({ ...modern, 'TLS 1.2': [suite(codes.ecdheGcm), suite(0xc018)] })],
    ['tiny-cipher', 'F', offering({ ...modern, 'TLS 1.2': [suite(codes.ecdheGcm), suite(0x0009)] })],
    ['revoked', 'F', { stapling: { stapled: true, status: 'revoked', thisUpdate: undefined, nextUpdate: undefined, current: true } }],
    ['poodle', 'C', offering({ ...modern, 'SSL 3': [suite(codes.triple)] })],
    ['no-tls12', 'C', offering({ 'TLS 1.1': [suite(0xc013)] })],
    ['crime', 'C', { features: { ...features, compression: true } }],
    ['rc4-modern', 'C', offering({ ...modern, 'TLS 1.2': [suite(codes.rc4), suite(codes.ecdheGcm)] })],
    ['small-blocks', 'C', offering({ ...modern, 'TLS 1.2': [suite(codes.triple), suite(codes.ecdheGcm)] })],
    ['ssl3', 'B', offering({ ...modern, 'SSL 3': [suite(codes.rc4)] })],
    ['rc4', 'B', offering({ ...modern, 'TLS 1.2': [suite(codes.ecdheGcm), suite(codes.rc4)] })],
    ['incomplete-chain', 'B', { chain: { ...chain, incomplete: true } }],
    ['weak-key', 'B', withKey(1024)],
    ['weak-dh', 'B', offering({ ...modern, 'TLS 1.2': [suite(codes.ecdheGcm), dhe(1024)] })],
    ['old-tls', 'B', offering({ ...modern, 'TLS 1.1': [suite(0xc013)] })],
    ['no-forward-secrecy', 'B', offering({ 'TLS 1.2': [suite(codes.rsaGcm), suite(codes.ecdheGcm)] })],
    ['no-aead', 'B', offering({ 'TLS 1.2': [suite(codes.ecdheCbc)] })],
    ['no-tls13', 'A-', offering({ 'TLS 1.2': modern['TLS 1.2'] })],
    ['no-hsts', 'A-', { http: undefined }],
    ['no-secure-renegotiation', 'A-', { features: { ...features, secureRenegotiation: false } }],
  ];

  test.each(cases)('%s makes it %s', (id, letter, change) => {
    const grade = gradeOf({ ...perfect, ...change });
    expect(grade?.letter).toBe(letter);
    const cap = grade?.caps.find((one) => one.id === id);
    expect(cap?.to).toBe(letter);
    expect(cap?.why).not.toMatch(/undefined|NaN/);
    expect(cap?.see).toMatch(/^https:\/\//);
  });

  test('there is a case for every rule', () => {
    expect(cases.map(([id]) => id).sort()).toEqual([...trustRules, ...capRules].map(({ id }) => id).sort());
  });
});

describe('what does not cost anything', () => {
  test.each<[string, Partial<TlsSeen>]>([
    ['3DES at the end of the list', offering({ ...modern, 'TLS 1.2': [suite(codes.ecdheGcm), suite(codes.triple)] })],
    ['suites without secrecy behind better ones', offering({ ...modern, 'TLS 1.2': [suite(codes.ecdheGcm), suite(codes.rsaGcm)] })],
    ['no TLS_FALLBACK_SCSV, since 2009r', { features: { ...features, fallbackScsv: false } }],
    ['TLS 1.3 alone', offering({ 'TLS 1.3': modern['TLS 1.3'] })],
    ['a root signed with SHA-1', { chain: { ...chain, sent: [leaf, { ...leaf, selfSigned: true, signature: 'sha1WithRSAEncryption' }] } }],
    ['exactly 180 days of HSTS', withHsts(15_552_000)],
  ])('%s', (_what, change) => {
    expect(gradeOf({ ...perfect, ...change })?.letter).toBe('A+');
  });
});

describe('the letter', () => {
  test('short HSTS is A and says why, none is A-', () => {
    expect(gradeOf({ ...perfect, ...withHsts(15_551_999) })).toMatchObject({ letter: 'A', notPlus: 'HSTS lasts 179 days, A+ takes 180' });
    expect(gradeOf({ ...perfect, ...withHsts(0) })?.letter).toBe('A-');
  });

  test('trust decides over everything but tells what would be', () => {
    const both = gradeOf({
      ...perfect,
      chain: { ...chain, trusted: false },
      names: { asked: 'b.test', matches: false, by: undefined, onlyCommonName: false },
    });
    expect(both).toMatchObject({ letter: 'T', ignoringTrust: 'A+' });
    expect(both?.caps.map(({ to }) => to)).toEqual(['T', 'M']);
    expect(
      gradeOf({ ...perfect, ...withKey(1024), names: { asked: 'b.test', matches: false, by: undefined, onlyCommonName: false } }),
    ).toMatchObject({
      letter: 'M',
      ignoringTrust: 'B',
    });
  });

  test('the strictest cap comes first, and all are told', () => {
    const bad = gradeOf({ ...perfect, ...offering({ 'SSL 2': [], 'TLS 1.0': [suite(codes.rc4)] }), http: undefined });
    expect(bad?.letter).toBe('F');
    expect(bad?.caps[0]?.to).toBe('F');
    expect(bad?.caps.at(-1)?.to).toBe('A-');
    expect(bad?.caps.map(({ id }) => id)).toEqual(expect.arrayContaining(['ssl2', 'no-tls12', 'rc4', 'old-tls', 'no-tls13', 'no-hsts']));
  });

  test.each([
    [100, 'A'],
    [80, 'A'],
    [79, 'B'],
    [65, 'B'],
    [64, 'C'],
    [50, 'C'],
    [35, 'D'],
    [20, 'E'],
    [19, 'F'],
  ])('%i points are %s', (score, letter) => {
    expect(letterOf(score)).toBe(letter);
  });
});

describe('the score', () => {
  test('weighs protocol, key exchange and cipher 30, 30, 40', () => {
    expect(gradeOf(perfect)?.scores).toEqual({ protocol: 100, keyExchange: 90, cipher: 90 });
    const old = gradeOf({ ...perfect, ...withKey(4096), ...offering({ 'TLS 1.0': [suite(0x0035)], 'TLS 1.2': [suite(0x009d)] }) });
    expect(old?.scores).toEqual({ protocol: 95, keyExchange: 90 + 10, cipher: 100 });
    expect(old?.score).toBe(99);
  });

  test('the weaker of key and exchange counts', () => {
    expect(gradeOf({ ...perfect, ...withKey(1024) })?.scores.keyExchange).toBe(80);
    expect(gradeOf({ ...perfect, ...withKey(4096), ...offering({ 'TLS 1.2': [dhe(1024)] }) })?.scores.keyExchange).toBe(80);
    expect(gradeOf({ ...perfect, ...withKey(4096), ...offering({ 'TLS 1.2': [dhe(511)] }) })?.scores.keyExchange).toBe(20);
    expect(gradeOf({ ...perfect, ...offering({ 'TLS 1.2': [suite(0x0003)] }) })?.scores.keyExchange).toBe(40);
  });

  test('a zero in one category makes the whole zero', () => {
    const anonymous = gradeOf({ ...perfect, ...offering({ 'TLS 1.2': [suite(0xc018)] }) });
    expect(anonymous).toMatchObject({ score: 0, letter: 'F', scores: { keyExchange: 0 } });
    expect(gradeOf({ ...perfect, ...offering({ 'TLS 1.2': [suite(0x0002)] }) })).toMatchObject({ score: 0, scores: { cipher: 0 } });
  });
});
