/**
 * Connections to servers on this machine that speak something else than HTTP. Calls 127.0.0.1 only.
 */
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { listenTcp, type Peer } from './tcp.ts';

export interface ConnectOptions {
  port: number;
  timeoutMs: number;
  /** The authority to trust, and the name that the certificate must carry. */
  tls?: { ca: string; servername: string } | undefined;
}

/** @throws Error when nobody listens, the certificate is not trusted or `timeoutMs` pass */
export function connectTcp({ port, timeoutMs, tls }: ConnectOptions): Promise<Peer> {
  return new Promise((resolve, reject) => {
    const socket = tls ? connectTls({ host: '127.0.0.1', port, ...tls }) : connect({ host: '127.0.0.1', port });
    socket.setNoDelay(true);
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no connection to port ${port} within ${timeoutMs} ms`)));
    socket.once('error', reject);
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      socket.setTimeout(0);
      socket.on('error', () => socket.destroy());
      resolve({
        remote: { address: '127.0.0.1', port },
        onData: (take) => void socket.on('data', take),
        onEnd: (hear) => void socket.once('close', () => hear()),
        send: (bytes) => {
          if (socket.writable) socket.write(bytes);
        },
        end: () => void socket.end(),
        drop: () => void socket.destroy(),
      });
    });
  });
}

/** True when a server may listen there now. */
export async function isFreePort(port: number): Promise<boolean> {
  try {
    await (await listenTcp({ port, connected: (peer) => peer.drop() })).close();
    return true;
  } catch {
    return false;
  }
}

/** A port that was free a moment ago, for programs that must be told one. */
export async function freePort(): Promise<number> {
  const server = await listenTcp({ connected: (peer) => peer.drop() });
  await server.close();
  return server.port;
}
