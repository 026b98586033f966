/**
 * TLS from the client's side, for measuring: whole sessions by Node's OpenSSL with every safety catch off. Nothing that goes through here is secret, and nothing that
 * comes back is trusted; callers look at what `verdict` says.
 */
import { constants, createHash, randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext, type SecureContextOptions, type TLSSocket } from 'node:tls';

/** Where a connection goes; made by `Network.route`. */
export interface Address {
  host: string;
  port: number;
}

/** The most that is read of one answer. */
const mostBytes = 512 * 1024;

/** Bytes that look like nobody's: a client's random, which need not be secret here. */
export function clientRandom(): Buffer {
  return randomBytes(32);
}

export interface SessionOptions {
  servername: string | undefined;
  /** Roots to trust (PEM); all of them. */
  ca: readonly string[];
  /** Application protocols to offer. */
  alpn: readonly string[];
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Sent as soon as the session stands; then the answer is read until `enough`. */
  request?: { text: string; enough(bytes: Buffer): boolean };
  /** At most TLS 1.2, and try to agree anew on the session as a client. */
  renegotiate?: boolean;
}

export interface Session {
  /** OpenSSL's verdict on the chain: `ok` or its code. Says nothing of names. */
  verdict: string;
  /** As chosen, e.g. `TLSv1.3`. */
  version: string;
  alpn: string | undefined;
  /** The stapled OCSP response, DER. */
  ocsp: Buffer | undefined;
  answer: Buffer;
  /** Only with `renegotiate`: whether the server did. */
  renegotiated: boolean | undefined;
}

/** Old versions, weak suites and keys, servers that know nothing of RFC 5746: all are let in, because all are to be measured. */
const permissive: SecureContextOptions = {
  minVersion: 'TLSv1',
  ciphers: 'ALL:COMPLEMENTOFALL:@SECLEVEL=0',
  sigalgs:
    'ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384:ecdsa_secp521r1_sha512:ed25519:ed448:rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:rsa_pkcs1_sha256:rsa_pkcs1_sha384:rsa_pkcs1_sha512:ECDSA+SHA1:RSA+SHA1',
  secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT | constants.SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION,
};

/** Reading hundreds of roots takes longer than a handshake: contexts are kept by what was asked. */
const contexts = new Map<string, SecureContext>();
function contextFor(ca: readonly string[], renegotiate: boolean): SecureContext {
  const name = createHash('sha256').update(`${renegotiate}\n`).update(ca.join('\n')).digest('hex');
  const kept = contexts.get(name) ?? createSecureContext({ ...permissive, ca: [...ca], ...(renegotiate ? { maxVersion: 'TLSv1.2' } : {}) });
  contexts.set(name, kept);
  return kept;
}

/**
 * One whole handshake by Node's OpenSSL.
 * @throws Error with the reason when no session comes about within `timeoutMs`; what `signal` was aborted with
 */
export function openSession(address: Address, options: SessionOptions): Promise<Session> {
  const { servername, ca, alpn, timeoutMs, signal, request, renegotiate } = options;
  signal?.throwIfAborted();
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connectTls({
      ...address,
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      secureContext: contextFor(ca, renegotiate === true),
      ...(servername ? { servername } : {}),
      ...(alpn.length > 0 ? { ALPNProtocols: [...alpn] } : {}),
      requestOCSP: true,
    });
    const made: Session = { verdict: '', version: '', alpn: undefined, ocsp: undefined, answer: Buffer.alloc(0), renegotiated: undefined };
    const leave = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', aborted);
      socket.destroy();
    };
    const fail = (error: unknown): void => {
      leave();
      // A session that stands counts, also when the server ends it rudely: it may want a certificate of us.
      if (made.version !== '') resolve(made);
      else reject(error);
    };
    const timer = setTimeout(() => fail(new Error(`no TLS session within ${timeoutMs} ms`)), timeoutMs);
    const aborted = (): void => {
      made.version = '';
      fail(signal?.reason);
    };
    const done = (): void => {
      leave();
      resolve(made);
    };
    signal?.addEventListener('abort', aborted, { once: true });
    socket.on('OCSPResponse', (response: Buffer | null) => {
      if (response && response.length > 0) made.ocsp = response;
    });
    socket.on('error', fail);
    socket.once('close', () => fail(new Error('the server hung up')));
    socket.once('secureConnect', () => {
      Object.assign(made, {
        verdict: socket.authorized ? 'ok' : verdictOf(socket),
        version: socket.getProtocol() ?? '',
        alpn: socket.alpnProtocol || undefined,
      });
      if (renegotiate) renegotiateWith(socket, made, performance.now() - start, done);
      else if (request) exchangeWith(socket, made, request, done);
      else done();
    });
  });
}

/** Typed as an Error, though Node gives OpenSSL's code as a text. */
function verdictOf({ authorizationError }: TLSSocket): string {
  const error: unknown = authorizationError;
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);
}

function exchangeWith(socket: Socket, made: Session, request: NonNullable<SessionOptions['request']>, done: () => void): void {
  socket.on('data', (part: Buffer) => {
    made.answer = Buffer.concat([made.answer, part]);
    if (made.answer.length >= mostBytes || request.enough(made.answer)) done();
  });
  socket.once('end', done);
  socket.write(request.text);
}

/** A server that neither agrees anew nor refuses is given a few times what the first handshake took. */
function renegotiateWith(socket: TLSSocket, made: Session, handshakeMs: number, done: () => void): void {
  const first = socket.getFinished()?.toString('hex');
  made.renegotiated = false;
  const patience = setTimeout(done, Math.max(400, 4 * handshakeMs));
  socket.once('close', () => clearTimeout(patience));
  const asked = socket.renegotiate({ rejectUnauthorized: false }, (error) => {
    made.renegotiated = !error && socket.getFinished()?.toString('hex') !== first;
    done();
  });
  if (!asked) done();
}
