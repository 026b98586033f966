/**
 * TLS for many names on one port, each with its own versions and certificate, as the edge of a hosting provider has it. Visitors that can speak HTTP/2 do.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSecureServer, type Http2SecureServer, type Http2ServerRequest, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { readHello } from './client-hello.ts';
import type { UpgradeHandler } from './listen.ts';
import type { ServerTls } from './tcp.ts';

export type TlsVersion = '1.0' | '1.1' | '1.2' | '1.3';

export interface TlsTerms {
  min: TlsVersion;
  max: '1.2' | '1.3';
  certificate: ServerTls;
}

/** Who is there for a name; or the alert that ends the handshake (RFC 8446, 6.2). */
export type Greeting = TlsTerms | 'handshake_failure' | 'unrecognized_name';
export type Greet = (name: string | undefined) => Promise<Greeting>;

const alerts = { handshake_failure: 40, unrecognized_name: 112 } as const;
/** Milliseconds in which a client must have said hello. */
const patience = 10_000;

export class FrontTls {
  readonly #greet: Greet;
  readonly #answer: (request: IncomingMessage, response: ServerResponse) => void;
  readonly #upgrade: UpgradeHandler;
  /** One server per pair of versions; none of them listens. */
  readonly #servers = new Map<string, Http2SecureServer>();
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #contexts = new WeakMap<ServerTls, SecureContext>();

  constructor(greet: Greet, answer: (request: IncomingMessage, response: ServerResponse) => void, upgrade: UpgradeHandler) {
    this.#greet = greet;
    this.#answer = answer;
    this.#upgrade = upgrade;
  }

  /** Takes a fresh connection: waits for its hello, then hands it to the server of the name that it asks for. */
  take(socket: Socket): void {
    let seen = Buffer.alloc(0);
    socket.setTimeout(patience, () => socket.destroy());
    const read = (bytes: Buffer): void => {
      seen = Buffer.concat([seen, bytes]);
      const hello = readHello(seen);
      if (hello.is === 'incomplete') return;
      socket.off('data', read);
      socket.pause();
      socket.setTimeout(0);
      socket.removeAllListeners('timeout');
      if (hello.is === 'something else') socket.destroy();
      else if (hello.is === 'plain HTTP') socket.end(plainHttp);
      else void this.#pass(socket, seen, hello.name);
    };
    socket.on('data', read);
  }

  async #pass(socket: Socket, seen: Buffer, name: string | undefined): Promise<void> {
    const greeting = await this.#greet(name).catch(() => 'handshake_failure' as const);
    if (socket.destroyed) return;
    if (typeof greeting === 'string') {
      socket.end(Buffer.from([21, 3, 1, 0, 2, 2, alerts[greeting]]));
      return;
    }
    socket.unshift(seen);
    this.#server(greeting).emit('connection', socket);
  }

  /** Ends what goes on over HTTP/2: its connections are not the listener's any more. */
  close(): void {
    for (const session of this.#sessions) session.destroy();
  }

  #server({ min, max }: TlsTerms): Http2SecureServer {
    const key = `${min}-${max}`;
    const known = this.#servers.get(key);
    if (known) return known;
    const server = createSecureServer(
      {
        ...versions(min, max),
        allowHTTP1: true,
        SNICallback: (name, done) => {
          this.#greet(name).then(
            (terms) => (typeof terms === 'string' ? done(new Error(terms)) : done(null, this.#context(terms))),
            (error: unknown) => done(error as Error),
          );
        },
      },
      (request, response) => this.#answer(likeHttp1(request), response as unknown as ServerResponse),
    );
    server.on('upgrade', this.#upgrade);
    server.on('tlsClientError', (_, socket) => socket.destroy());
    server.on('session', (session) => {
      this.#sessions.add(session);
      session.once('close', () => this.#sessions.delete(session));
      session.on('error', () => session.destroy());
    });
    // Of HTTP/1.1; the types of HTTP/2's server do not have it.
    Object.assign(server, { keepAliveTimeout: 5_000 });
    this.#servers.set(key, server);
    return server;
  }

  #context({ min, max, certificate }: TlsTerms): SecureContext {
    const context =
      this.#contexts.get(certificate) ??
      createSecureContext({ ...versions(min, max), cert: certificate.certificate, key: certificate.key });
    this.#contexts.set(certificate, context);
    return context;
  }
}

/** OpenSSL 3 offers TLS 1.0 and 1.1 on security level 0 only. */
function versions(min: TlsVersion, max: '1.2' | '1.3') {
  return {
    minVersion: `TLSv${min === '1.0' ? '1' : min}` as 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3',
    maxVersion: `TLSv${max}` as 'TLSv1.2' | 'TLSv1.3',
    ...(min === '1.0' || min === '1.1' ? { ciphers: 'DEFAULT@SECLEVEL=0' } : {}),
  };
}

/** HTTP/2 calls the host authority (RFC 9113, 8.3.1). Whoever is behind the edge speaks HTTP/1.1. */
function likeHttp1(request: Http2ServerRequest): IncomingMessage {
  request.headers.host ??= request.headers[':authority'];
  return request as unknown as IncomingMessage;
}

const said = 'This port speaks HTTPS. Ask with https:// instead.\n';
const plainHttp = `HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\ncontent-length: ${said.length}\r\n\r\n${said}`;
