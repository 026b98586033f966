/**
 * Loopback TCP and TLS: servers of the sandbox that speak something else than HTTP. Binds 127.0.0.1 only.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { OperatorError } from '../core/errors.ts';

/** One client. Bytes come in through `onData`, in order; `onEnd` is called once, whoever ended it. */
export interface Peer {
  remote: { address: string; port: number };
  onData(take: (bytes: Buffer) => void): void;
  onEnd(hear: () => void): void;
  send(bytes: Uint8Array): void;
  end(): void;
  /** At once, without a word. */
  drop(): void;
}

export interface TcpServer {
  port: number;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

/** A certificate and its key, both PEM. */
export interface ServerTls {
  certificate: string;
  key: string;
}

export interface TcpOptions {
  /** 0 or absent takes a free one. */
  port?: number | undefined;
  tls?: ServerTls | undefined;
  /** Asked before anything is said, also before TLS; false drops the connection right after it was accepted. */
  admit?(remote: { address: string; port: number }): boolean;
  connected(peer: Peer): void;
}

/** @throws OperatorError when the port is taken (its cause has `code: 'EADDRINUSE'`) */
export function listenTcp(options: TcpOptions): Promise<TcpServer> {
  const open = new Set<Socket>();
  const ready = (socket: Socket): void => options.connected(peerOf(socket));
  const tls = options.tls && { cert: options.tls.certificate, key: options.tls.key, minVersion: 'TLSv1.2' as const };
  const server = tls ? createTlsServer(tls, ready) : createServer(ready);
  // 'connection' is the raw socket in both kinds of server.
  server.prependListener('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    if (options.admit?.(remoteOf(socket)) === false) socket.destroy();
  });
  server.on('tlsClientError', () => undefined);
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of open) socket.destroy();
    });
  return new Promise((resolve, reject) => {
    const what = `Port ${options.port ?? 0} on 127.0.0.1 cannot be opened`;
    server.once('error', (cause) => reject(new OperatorError({ what, fix: 'Stop the program that uses it, then try again', cause })));
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve({ port: (server.address() as AddressInfo).port, close }));
  });
}

function remoteOf(socket: Socket): { address: string; port: number } {
  return { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
}

function peerOf(socket: Socket): Peer {
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  return {
    remote: remoteOf(socket),
    onData: (take) => void socket.on('data', take),
    onEnd: (hear) => void socket.once('close', () => hear()),
    send: (bytes) => {
      if (socket.writable) socket.write(bytes);
    },
    end: () => void socket.end(),
    drop: () => void socket.destroy(),
  };
}
