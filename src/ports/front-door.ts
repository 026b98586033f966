/**
 * Two ports of this machine, one for HTTPS and one for HTTP, behind which many hosts live: the edge of a rehearsal. Who lives there and what each visitor is
 * told is decided by whoever opens it. Binds 127.0.0.1 only and passes visitors on to 127.0.0.1 only.
 */
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createProxyServer } from 'httpxy';
import { messageOf, OperatorError } from '../core/errors.ts';
import { FrontTls, type Greet } from './front-tls.ts';
import { type Incoming, incoming, type Outgoing } from './listen.ts';

export interface Visit extends Omit<Incoming, 'body'> {
  /** Came over TLS. */
  secure: boolean;
  /** From the `Host` header: lower case, without port. */
  host: string;
}

/** A visitor that is passed on to a server, with everything streamed in both directions; the `Host` header stays. */
export interface Pass {
  /** `http://127.0.0.1:3000` */
  to: string;
  /** Told to the server. */
  requestHeaders: Readonly<Record<string, string>>;
  /** Said to the visitor, whatever the server says of them. */
  headers: Readonly<Record<string, string>>;
  /** Said when the server does not answer; absent: the connection breaks as the server broke it. */
  otherwise?: Outgoing;
}

export interface FrontDoor {
  ports: { https: number; http: number };
  close(): Promise<void>;
}

export interface House {
  greet: Greet;
  welcome(visit: Visit): Outgoing | Pass;
}

/** @throws OperatorError when a port is taken (its cause has `code: 'EADDRINUSE'`) */
export async function openFrontDoor(ports: { https?: number | undefined; http?: number | undefined }, house: House): Promise<FrontDoor> {
  const proxy = createProxyServer({});
  const passes = new WeakMap<IncomingMessage, Pass>();
  proxy.on('proxyRes', (answer, request) => {
    // What was said of the connection was said of another one; HTTP/2 has no words for it.
    for (const name of ['connection', 'keep-alive', 'upgrade']) delete answer.headers[name];
    Object.assign(answer.headers, passes.get(request)?.headers);
  });
  proxy.on('error', (_, request, response) => {
    const told = request && passes.get(request)?.otherwise;
    if (!request || !response) return;
    if (!told || ('headersSent' in response && response.headersSent)) response.destroy();
    else if ('writeHead' in response) reply(request, response, told);
    else response.end(rawReply(told));
  });
  /** What to tell; undefined once the visitor was passed on. */
  const welcome = (request: IncomingMessage, pass: (told: Pass) => Promise<void>): Outgoing | undefined => {
    try {
      const told = house.welcome(visitOf(request));
      if (!('to' in told)) return told;
      passes.set(request, told);
      // The error was answered above.
      pass(told).catch(() => undefined);
      return undefined;
    } catch (error) {
      return { status: 500, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${messageOf(error)}\n` };
    }
  };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const pass = ({ to, requestHeaders: headers }: Pass) => proxy.web(request, response, { target: loopback(to), headers, agent: false });
    const told = welcome(request, pass);
    if (told) reply(request, response, told);
  };
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    const pass = ({ to, requestHeaders: headers }: Pass) => proxy.ws(request, socket as Socket, { target: loopback(to), headers }, head);
    const told = welcome(request, pass);
    if (told) socket.end(rawReply(told));
  };
  const tls = new FrontTls(house.greet, answer, upgrade);
  const plain = createServer(answer);
  plain.on('upgrade', upgrade);
  plain.keepAliveTimeout = 5_000;
  const https = await accept(ports.https ?? 0, (socket) => tls.take(socket));
  const http = await accept(ports.http ?? 0, (socket) => void plain.emit('connection', socket)).catch(async (error: unknown) => {
    await https.close();
    throw error;
  });
  return {
    ports: { https: https.port, http: http.port },
    async close() {
      tls.close();
      await Promise.all([https.close(), http.close()]);
    },
  };
}

function accept(port: number, take: (socket: Socket) => void): Promise<{ port: number; close(): Promise<void> }> {
  const open = new Set<Socket>();
  const server = createTcpServer((socket) => {
    open.add(socket);
    socket.setNoDelay(true);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    take(socket);
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of open) socket.destroy();
    });
  return new Promise((resolve, reject) => {
    const what = `Port ${port} on 127.0.0.1 cannot be opened`;
    server.once('error', (cause) => reject(new OperatorError({ what, fix: 'Stop the program that uses it, then try again', cause })));
    server.listen(port, '127.0.0.1', () => resolve({ port: (server.address() as AddressInfo).port, close }));
  });
}

function visitOf(request: IncomingMessage): Visit {
  const { method, path, query, headers } = incoming(request);
  const host = (headers.host ?? '').toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
  return { method, path, query, headers, host, secure: 'encrypted' in request.socket };
}

/** @throws Error when it is not on this machine */
function loopback(address: string): string {
  const { protocol, hostname, origin } = new URL(address);
  if (protocol !== 'http:' || hostname !== '127.0.0.1') throw new Error(`${address} is not on this machine`);
  return origin;
}

function reply(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Outgoing): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) } satisfies OutgoingHttpHeaders);
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** To a connection that asked to become a WebSocket and is told otherwise. */
function rawReply({ status, headers = {}, body }: Outgoing): string {
  const all = { ...headers, connection: 'close', 'content-length': String(Buffer.byteLength(body)) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} -\r\n${lines.join('')}\r\n${body}`;
}
