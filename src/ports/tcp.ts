/**
 * Raw TCP and TLS on loopback: servers of the sandbox that speak a database's own protocol, and connections to them.
 * Binds and calls 127.0.0.1 only.
 */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { OperatorError } from '../core/errors.ts';
import type { Listener } from './listen.ts';

/** One connection, either side of it. Text is written byte for byte (latin1). */
export interface Pipe {
  /** `127.0.0.1:51234`, the other side's address. */
  readonly remote: string;
  /** Returns false when the other side reads too slowly; see `drained`. */
  write(bytes: string | Uint8Array): boolean;
  onData(listener: (chunk: Buffer) => void): void;
  /** Called once, whoever ended it; after it nothing arrives. */
  onClose(listener: () => void): void;
  drained(listener: () => void): void;
  pause(): void;
  resume(): void;
  /** Sends what is written, then closes. */
  end(): void;
  /** Closes at once; the other side sees a reset. */
  reset(): void;
}

/** A certificate with its private key, both PEM. */
export interface ServerTls {
  cert: string;
  key: string;
}

/**
 * Accepts connections on 127.0.0.1.
 * @param options.port 0 takes a free one
 * @throws OperatorError when the port is taken (its cause has `code: 'EADDRINUSE'`)
 */
export function listenTcp(options: { port?: number; tls?: ServerTls | undefined }, accept: (pipe: Pipe) => void): Promise<Listener> {
  const sockets = new Set<Socket>();
  const opened = (socket: Socket): void => {
    sockets.add(socket);
    socket.setNoDelay(true);
    // A client that breaks off is its own business; `close` follows every error.
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    accept(pipeOf(socket));
  };
  const server = options.tls ? createTlsServer({ ...options.tls, minVersion: 'TLSv1.2' }, opened) : createServer(opened);
  server.on('tlsClientError', () => {});
  const port = options.port ?? 0;
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new OperatorError({
          what: `Port ${port} on 127.0.0.1 cannot be opened`,
          fix: 'Stop the program that uses it, then try again',
          cause,
        }),
      ),
    );
    server.listen(port, '127.0.0.1', () => resolve({ port: (server.address() as AddressInfo).port, close: () => close(server, sockets) }));
  });
}

/**
 * Connects to a port on this machine.
 * @param options.tls the certificate authority to trust, and the name that the certificate must carry
 * @throws Error when nobody listens, the certificate is not trusted or `timeoutMs` pass
 */
export function connectTcp(options: {
  port: number;
  timeoutMs: number;
  tls?: { ca: string; servername: string } | undefined;
}): Promise<Pipe> {
  const { port, timeoutMs, tls } = options;
  return new Promise((resolve, reject) => {
    const socket = tls ? connectTls({ host: '127.0.0.1', port, ...tls }) : connect({ host: '127.0.0.1', port });
    const late = setTimeout(() => socket.destroy(new Error(`no connection to port ${port} within ${timeoutMs} ms`)), timeoutMs);
    socket.setNoDelay(true);
    socket.once('error', (error) => {
      clearTimeout(late);
      reject(error);
    });
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      clearTimeout(late);
      socket.on('error', () => {});
      resolve(pipeOf(socket));
    });
  });
}

/** A port that was free a moment ago, for programs that must be told one. */
export async function freePort(): Promise<number> {
  const listener = await listenTcp({}, (pipe) => pipe.reset());
  await listener.close();
  return listener.port;
}

function pipeOf(socket: Socket): Pipe {
  return {
    remote: `${socket.remoteAddress ?? '127.0.0.1'}:${socket.remotePort ?? 0}`,
    write: (bytes) => (socket.writable ? socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes) : true),
    onData: (listener) => void socket.on('data', listener),
    onClose: (listener) => void socket.once('close', () => listener()),
    drained: (listener) => void socket.once('drain', listener),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    end: () => void socket.end(),
    reset: () => void socket.destroy(),
  };
}

function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}
