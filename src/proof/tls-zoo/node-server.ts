/** Servers by Node's OpenSSL with every safety catch off, that answer GET with a page. */
import { getDiffieHellman } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer, type ServerOptions } from 'node:https';
import { createSecureContext, type TlsOptions } from 'node:tls';
import { type Cage, caged } from './cage.ts';
import { der } from './ocsp-response.ts';
import { type Paper, zooName } from './papers.ts';

export interface Wishes extends Pick<TlsOptions, 'minVersion' | 'maxVersion' | 'ciphers' | 'honorCipherOrder' | 'ecdhCurve' | 'sigalgs'> {
  paper: Paper;
  /** Sent after the leaf, in this order. */
  chain?: readonly Paper[];
  hsts?: string;
  location?: string;
  /** Field of DHE suites: `modp2` has 1024 bits, `modp14` 2048. */
  dh?: 'modp2' | 'modp14';
  staple?: Buffer;
  demandsCertificate?: boolean;
  /** Another leaf for clients that ask for no name or another one. */
  otherwise?: Paper;
  /** HTTP/2 alone. */
  onlyHttp2?: boolean;
}

export async function openNodeServer(wishes: Wishes): Promise<Cage> {
  const { paper, chain = [], staple, otherwise, demandsCertificate, dh, onlyHttp2 } = wishes;
  const answer = (_request: IncomingMessage, response: Pick<ServerResponse, 'setHeader' | 'writeHead' | 'end'>): void => {
    if (wishes.hsts) response.setHeader('Strict-Transport-Security', wishes.hsts);
    if (wishes.location) response.setHeader('Location', wishes.location);
    response.writeHead(wishes.location ? 301 : 200, { 'Content-Type': 'text/plain' });
    response.end('zoo\n');
  };
  const byName = otherwise && {
    own: createSecureContext({ cert: pemOf([paper, ...chain]), key: paper.key }),
    other: createSecureContext({ cert: otherwise.certificate, key: otherwise.key }),
  };
  const options: ServerOptions = {
    minVersion: wishes.minVersion ?? 'TLSv1.2',
    maxVersion: wishes.maxVersion ?? 'TLSv1.3',
    // Weak keys and hashes need the level even where the suites are modern.
    ciphers: `${wishes.ciphers ?? modernCiphers}:@SECLEVEL=0`,
    cert: pemOf([paper, ...chain]),
    key: paper.key,
    honorCipherOrder: wishes.honorCipherOrder ?? true,
    ...(wishes.ecdhCurve ? { ecdhCurve: wishes.ecdhCurve } : {}),
    ...(dh ? { dhparam: dhParameters(dh) } : {}),
    ...(demandsCertificate ? { requestCert: true, rejectUnauthorized: true } : {}),
    ...(byName ? { SNICallback: (name: string, done) => done(null, name === zooName ? byName.own : byName.other) } : {}),
  };
  // Without a name there is no SNICallback: then the main certificate must be the other one.
  if (otherwise) Object.assign(options, { cert: otherwise.certificate, key: otherwise.key });
  const server = onlyHttp2
    ? createSecureServer({ ...options, allowHTTP1: false }, (_request, response) => void response.end('zoo\n'))
    : createServer(options, answer);
  if (staple)
    server.on('OCSPRequest', (_certificate: Buffer, _issuer: Buffer, done: (error: null, response: Buffer) => void) => done(null, staple));
  return caged(server);
}

export const modernCiphers =
  'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256';

function pemOf(papers: readonly Paper[]): string {
  return papers.map(({ certificate }) => certificate).join('');
}

/** `DH PARAMETERS`: the prime of RFC 2409 or RFC 3526, generator 2. */
function dhParameters(group: 'modp2' | 'modp14'): string {
  const prime = getDiffieHellman(group).getPrime();
  const bytes = der(0x30, der(0x02, Buffer.from([0]), prime), der(0x02, Buffer.from([2])));
  return `-----BEGIN DH PARAMETERS-----\n${bytes.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END DH PARAMETERS-----\n`;
}
