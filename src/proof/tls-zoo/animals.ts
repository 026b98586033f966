/**
 * The zoo: servers on this machine, each different in one thing that a probe must see. Used by the proof that our probe agrees with sslscan and testssl.sh, and by the
 * tests of every trait. What an animal is expected to show is written beside it, and by hand.
 */
import { writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../../ports/tcp-connect.ts';
import type { Letter } from '../../probes/tls/grade.ts';
import type { TlsState, TlsVersion } from '../../probes/tls/seen.ts';
import { type Cage, caged, cagedProgram } from './cage.ts';
import { openNodeServer, type Wishes } from './node-server.ts';
import { ocspResponse } from './ocsp-response.ts';
import { type LeafWishes, type Papers, zooName } from './papers.ts';
import { openResponder } from './responder.ts';

export interface Animal {
  name: string;
  /** What is special about it, in words. */
  trait: string;
  /** The name that it is asked for. */
  asked: string;
  state: TlsState;
  versions: readonly TlsVersion[];
  letter: Letter | undefined;
  /** Ids of the rules that must hold its grade down; others may too. */
  caps: readonly string[];
  open(keeper: Keeper): Promise<Cage>;
}

export interface Keeper {
  papers: Papers;
  now: Date;
  /** For programs that read their papers from files. */
  folder: string;
}

const both: readonly TlsVersion[] = ['TLS 1.2', 'TLS 1.3'];
const longHsts = 'max-age=31536000; includeSubDomains';

type Special = Partial<Omit<Wishes, 'paper'>> & { leaf?: LeafWishes };

/** A good server, changed in one way. */
function node(name: string, trait: string, letter: Letter, caps: readonly string[], special: Special, versions = both): Animal {
  const { leaf, ...wishes } = special;
  return {
    name,
    trait,
    asked: zooName,
    state: 'tls',
    versions,
    letter,
    caps,
    open: async ({ papers }) => openNodeServer({ paper: await papers.leaf(leaf), hsts: longHsts, ...wishes }),
  };
}

function responder(
  name: string,
  trait: string,
  letter: Letter,
  caps: readonly string[],
  versions: readonly TlsVersion[],
  open: Animal['open'],
): Animal {
  return { name, trait, asked: zooName, state: 'tls', versions, letter, caps, open };
}

function stranger(name: string, trait: string, state: TlsState, serve: (socket: Socket) => void): Animal {
  return { name, trait, asked: zooName, state, versions: [], letter: undefined, caps: [], open: () => caged(createServer(serve)) };
}

const rsa = { rc4Md5: 0x0004, rc4Sha: 0x0005, tripleDes: 0x000a, aes128: 0x002f, aes256: 0x0035, dhe3des: 0x0016, dheAes: 0x0033 } as const;
const cbcOnly = 'ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA256:ECDHE-RSA-AES256-SHA:ECDHE-RSA-AES128-SHA';
const oldCiphers = 'ECDHE-RSA-AES256-SHA:ECDHE-RSA-AES128-SHA:AES256-SHA:AES128-SHA';

export const animals: readonly Animal[] = [
  node('modern-p256', 'TLS 1.2 and 1.3, EC P-256, HSTS for a year', 'A+', [], { leaf: { key: 'p-256' } }),
  node('modern-p384', 'EC P-384', 'A+', [], { leaf: { key: 'p-384' } }),
  node('rsa-2048', 'RSA 2048', 'A+', [], {}),
  node('rsa-4096', 'RSA 4096', 'A+', [], { leaf: { key: 'rsa-4096' } }),
  node('rsa-1024', 'a weak key', 'B', ['weak-key'], { leaf: { key: 'rsa-1024' } }),
  node('tls13-only', 'TLS 1.3 alone', 'A+', [], { minVersion: 'TLSv1.3' }, ['TLS 1.3']),
  node('tls13-p384-only', 'TLS 1.3 alone, and no X25519', 'A+', [], { minVersion: 'TLSv1.3', ecdhCurve: 'P-384' }, ['TLS 1.3']),
  node('tls12-only', 'TLS 1.2 alone', 'A-', ['no-tls13'], { maxVersion: 'TLSv1.2' }, ['TLS 1.2']),
  node('tls10-only', 'TLS 1.0 alone', 'C', ['no-tls12', 'old-tls'], { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: oldCiphers }, [
    'TLS 1.0',
  ]),
  node(
    'tls10-tls11',
    'nothing newer than TLS 1.1',
    'C',
    ['no-tls12', 'old-tls'],
    { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: oldCiphers },
    ['TLS 1.0', 'TLS 1.1'],
  ),
  node(
    'old-and-new',
    'TLS 1.0 to 1.3, every suite that this OpenSSL has',
    'F',
    ['old-tls', 'anonymous'],
    { minVersion: 'TLSv1', ciphers: 'ALL' },
    ['TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'],
  ),
  node('expired', 'ended ten days ago', 'T', ['expired'], { leaf: { from: -100, until: -10 } }),
  node('not-yet-valid', 'begins in ten days', 'T', ['not-yet-valid'], { leaf: { from: 10, until: 100 } }),
  node('wrong-name', 'for another name', 'M', ['name-mismatch'], { leaf: { names: ['elsewhere.test'] } }),
  {
    ...node('wildcard', 'for every name below the domain', 'A+', [], { leaf: { names: ['*.kingdom77.test'] } }),
    asked: 'www.kingdom77.test',
  },
  node('wildcard-mismatch', 'a wildcard does not cover its own domain', 'M', ['name-mismatch'], { leaf: { names: ['*.kingdom77.test'] } }),
  node('self-signed', 'signed by itself', 'T', ['self-signed'], { leaf: { issuer: 'itself' } }),
  node('unknown-authority', 'signed by an authority that nobody trusts', 'T', ['untrusted'], { leaf: { issuer: 'a stranger' } }),
  node('sha1', 'signed with SHA-1', 'T', ['sha1-signature'], { leaf: { hash: 'SHA-1' } }),
  node('timestamps', 'two signed certificate timestamps', 'A+', [], { leaf: { timestamps: 2 } }),
  withChain('full-chain', 'leaf and intermediate', 'A+', [], ({ intermediate }) => [intermediate]),
  withChain('missing-intermediate', 'only the leaf, though an intermediate signed it', 'T', ['incomplete-chain', 'untrusted'], () => []),
  withChain('wrong-order', 'the root before the intermediate', 'A+', [], ({ root, intermediate }) => [root, intermediate]),
  node('no-hsts', 'no Strict-Transport-Security', 'A-', ['no-hsts'], { hsts: '' }),
  node('short-hsts', 'HSTS for a day', 'A', [], { hsts: 'max-age=86400' }),
  node('broken-hsts', 'HSTS without max-age', 'A-', ['no-hsts'], { hsts: 'includeSubDomains' }),
  node(
    'no-forward-secrecy',
    'RSA key exchange alone',
    'B',
    ['no-forward-secrecy'],
    { maxVersion: 'TLSv1.2', ciphers: 'AES256-GCM-SHA384:AES128-GCM-SHA256' },
    ['TLS 1.2'],
  ),
  node('cbc-only', 'no AEAD suite', 'B', ['no-aead'], { maxVersion: 'TLSv1.2', ciphers: cbcOnly }, ['TLS 1.2']),
  node(
    'dhe-1024',
    'Diffie-Hellman of 1024 bits',
    'B',
    ['weak-dh'],
    { maxVersion: 'TLSv1.2', ciphers: 'DHE-RSA-AES256-GCM-SHA384', dh: 'modp2' },
    ['TLS 1.2'],
  ),
  node(
    'dhe-2048',
    'Diffie-Hellman of 2048 bits',
    'A-',
    ['no-tls13'],
    { maxVersion: 'TLSv1.2', ciphers: 'DHE-RSA-AES256-GCM-SHA384', dh: 'modp14' },
    ['TLS 1.2'],
  ),
  node('clients-order', "follows the client's order", 'A+', [], { honorCipherOrder: false }),
  node('client-certificate', 'demands a certificate of the client', 'A-', ['no-hsts'], { demandsCertificate: true }),
  node('redirect-loop', 'sends every request to itself', 'A+', [], { location: `https://${zooName}/` }),
  node('http2-only', 'HTTP/2 alone: the GET over HTTP/1.1 fails', 'A-', ['no-hsts'], { onlyHttp2: true }),
  stapled('ocsp-good', 'good', 'A+', []),
  stapled('ocsp-revoked', 'revoked', 'F', ['revoked']),
  {
    ...node('sni', 'another certificate without the name', 'A+', [], {}),
    open: async ({ papers }) =>
      openNodeServer({ paper: await papers.leaf(), otherwise: await papers.leaf({ names: ['default.test'] }), hsts: longHsts }),
  },
  {
    ...node('null-cipher', 'suites without encryption, by openssl s_server', 'F', ['tiny-cipher'], {}, ['TLS 1.2']),
    open: (keeper) =>
      openSslServer(keeper, ['-tls1_2', '-cipher', 'NULL-SHA256:ECDHE-RSA-NULL-SHA:ECDHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0']),
  },
  responder('ssl2', 'SSL 2 beside TLS 1.2 (hand-written)', 'F', ['ssl2'], ['SSL 2', 'TLS 1.2'], async ({ papers }) =>
    openResponder({ paper: await papers.leaf(), accepts: { 771: [rsa.aes128] }, ssl2: [0x010080, 0x0700c0], modern: true }),
  ),
  responder('ssl3-only', 'SSL 3 alone (hand-written)', 'F', ['ssl3-only', 'poodle'], ['SSL 3'], async ({ papers }) =>
    openResponder({ paper: await papers.leaf(), accepts: { 768: [rsa.aes256, rsa.tripleDes, rsa.rc4Sha] } }),
  ),
  responder('ssl3-rc4', 'SSL 3 with RC4 beside TLS 1.2 (hand-written)', 'B', ['ssl3', 'rc4'], ['SSL 3', 'TLS 1.2'], async ({ papers }) =>
    openResponder({ paper: await papers.leaf(), accepts: { 768: [rsa.rc4Sha], 771: [rsa.aes128, rsa.rc4Sha] }, modern: true }),
  ),
  responder('rc4-first', 'RC4 before everything else (hand-written)', 'C', ['rc4-modern', 'rc4'], ['TLS 1.2'], async ({ papers }) =>
    openResponder({ paper: await papers.leaf(), accepts: { 771: [rsa.rc4Sha, rsa.rc4Md5, rsa.aes128] }, modern: true }),
  ),
  responder(
    'triple-des',
    '3DES before everything else, TLS 1.0 to 1.2 (hand-written)',
    'C',
    ['small-blocks', 'old-tls'],
    ['TLS 1.0', 'TLS 1.1', 'TLS 1.2'],
    async ({ papers }) => {
      const suites = [rsa.tripleDes, rsa.aes128];
      return openResponder({ paper: await papers.leaf(), accepts: { 769: suites, 770: suites, 771: suites }, modern: true });
    },
  ),
  responder(
    'logjam',
    'Diffie-Hellman of 512 bits, no secure renegotiation (hand-written)',
    'F',
    ['tiny-dh', 'no-secure-renegotiation'],
    ['TLS 1.2'],
    async ({ papers }) => openResponder({ paper: await papers.leaf(), accepts: { 771: [rsa.dheAes, rsa.dhe3des] }, dhBits: 512 }),
  ),
  responder('crime', 'compression (hand-written)', 'C', ['crime'], ['TLS 1.2'], async ({ papers }) =>
    openResponder({ paper: await papers.leaf(), accepts: { 771: [rsa.aes256, rsa.aes128] }, compression: true, modern: true }),
  ),
  stranger(
    'refuses-all',
    'answers every hello with an alert',
    'no-agreement',
    (socket) => void socket.once('data', () => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 112]))),
  ),
  {
    ...stranger('plain-http', 'HTTP on the port', 'no-tls', () => undefined),
    open: () => caged(createHttpServer((_request, response) => void response.end('zoo'))),
  },
  stranger('closes', 'hangs up at once', 'closed', (socket) => void socket.end()),
  stranger('resets', 'resets every connection', 'reset', (socket) => void socket.once('data', () => socket.resetAndDestroy())),
  stranger(
    'garbage',
    'answers with bytes that are no TLS',
    'no-tls',
    (socket) => void socket.once('data', () => socket.end(Buffer.from('SSH-2.0-zoo\r\n'))),
  ),
];

function withChain(
  name: string,
  trait: string,
  letter: Letter,
  caps: readonly string[],
  chain: (papers: Papers) => readonly Papers['root'][],
): Animal {
  return {
    ...node(name, trait, letter, caps, {}),
    open: async ({ papers }) =>
      openNodeServer({ paper: await papers.leaf({ issuer: 'intermediate' }), chain: chain(papers), hsts: longHsts }),
  };
}

function stapled(name: string, status: 'good' | 'revoked', letter: Letter, caps: readonly string[]): Animal {
  return {
    ...node(name, `a stapled OCSP answer that says ${status}`, letter, caps, {}),
    async open({ papers, now }) {
      const paper = await papers.leaf();
      return openNodeServer({ paper, chain: [papers.root], staple: await ocspResponse(paper, papers.root, status, now), hsts: longHsts });
    },
  };
}

async function openSslServer({ papers, folder }: Keeper, args: readonly string[]): Promise<Cage> {
  const paper = await papers.leaf();
  const [cert, key, port] = [join(folder, 'leaf.pem'), join(folder, 'leaf.key'), await freePort()];
  await Promise.all([writeFile(cert, paper.certificate), writeFile(key, paper.key, { mode: 0o600 })]);
  return cagedProgram('openssl', ['s_server', '-accept', `127.0.0.1:${port}`, '-cert', cert, '-key', key, '-quiet', '-www', ...args], port);
}
