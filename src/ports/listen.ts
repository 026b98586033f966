/**
 * Loopback HTTP: servers for the sandbox, and the small requests that one process of a workspace sends to another.
 * Binds 127.0.0.1 only and refuses to call any other address.
 */
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { OperatorError } from '../core/errors.ts';
import type { ServerTls } from './tcp.ts';

export interface Incoming {
  method: string;
  /** Decoded by nobody: `/v1/prices`. */
  path: string;
  /** Without the question mark. */
  query: string;
  /** Names in lower case; repeated headers joined. */
  headers: Readonly<Record<string, string>>;
  /** Unpacked, where it was sent packed. */
  body: string;
}

export interface Outgoing {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body: string;
}

/** `reset` destroys the socket; `silence` never answers and waits until the caller gives up. */
export type Reply = Outgoing | 'reset' | 'silence';
export type Handler = (incoming: Incoming) => Promise<Reply>;

/** A request to become a WebSocket, as Node has it: libraries such as `ws` take it with `socket` and `head` (`handleUpgrade`). */
export type UpgradeRequest = IncomingMessage;
/** Takes a connection over: it answers, and closes it when it is done. */
export type UpgradeHandler = (request: UpgradeRequest, socket: Duplex, head: Buffer) => void;

export interface Listener {
  port: number;
  close(): Promise<void>;
}

/** Ten megabytes: more than any call that an emulator understands. */
const largestBody = 10 * 1024 * 1024;

/**
 * Serves `handler` on 127.0.0.1.
 * @param port 0 takes a free one
 * @param tls absent: plain HTTP
 * @param upgrade absent: nothing is upgraded; requests to do so are answered like others
 * @throws OperatorError when the port is taken (its cause has `code: 'EADDRINUSE'`)
 */
export function listen(handler: Handler, port = 0, tls?: ServerTls, upgrade?: UpgradeHandler): Promise<Listener> {
  const answer = (message: IncomingMessage, response: ServerResponse): void => void serve(handler, message, response);
  const server = tls ? createHttpsServer({ cert: tls.certificate, key: tls.key, minVersion: 'TLSv1.2' }, answer) : createServer(answer);
  server.keepAliveTimeout = 5_000;
  const upgraded = upgrade ? acceptUpgrades(server, upgrade) : new Set<Duplex>();
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
    server.listen(port, '127.0.0.1', () => resolve({ port: (server.address() as AddressInfo).port, close: () => close(server, upgraded) }));
  });
}

/** The connections that were taken over: the server itself forgets them. */
function acceptUpgrades(server: Server, upgrade: UpgradeHandler): Set<Duplex> {
  const open = new Set<Duplex>();
  server.on('upgrade', (request: UpgradeRequest, socket: Duplex, head: Buffer) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    upgrade(request, socket, head);
  });
  return open;
}

/** True when `listen` failed because another program holds the port. */
export function isPortTaken(error: unknown): boolean {
  return error instanceof OperatorError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'EADDRINUSE';
}

async function serve(handler: Handler, message: IncomingMessage, response: ServerResponse): Promise<void> {
  let reply: Reply;
  try {
    const body = await bodyOf(message);
    reply = body === undefined ? { status: 413, body: 'request body too large' } : await handler(incoming(message, body));
  } catch (error) {
    reply = {
      status: 500,
      headers: { 'content-type': 'text/plain' },
      body: error instanceof Error ? `${error.name}: ${error.message}` : 'failed',
    };
  }
  if (reply === 'silence') return;
  if (reply === 'reset') {
    message.socket.destroy();
    return;
  }
  response.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) });
  response.end(message.method === 'HEAD' ? undefined : reply.body);
}

/** What a request says, apart from its body. */
export function incoming(message: IncomingMessage, body = ''): Incoming {
  const target = message.url ?? '/';
  const mark = target.indexOf('?');
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
  return {
    method: message.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers,
    body,
  };
}

async function bodyOf(message: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of message as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > largestBody) return undefined;
    parts.push(part);
  }
  return unpacked(Buffer.concat(parts), message.headers['content-encoding'])?.toString('utf8');
}

const packings: Readonly<Record<string, typeof gunzipSync>> = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync };

/** Undefined when it would become too large. @throws Error when it is not packed as it says */
function unpacked(body: Buffer, packing = ''): Buffer | undefined {
  const unpack = packings[packing.toLowerCase()];
  if (!unpack || body.length === 0) return body;
  try {
    return unpack(body, { maxOutputLength: largestBody });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw error;
  }
}

function close(server: Pick<Server, 'close' | 'closeAllConnections'>, upgraded: ReadonlySet<Duplex>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
    for (const socket of upgraded) socket.destroy();
  });
}

export interface Call {
  method: 'GET' | 'POST' | 'DELETE';
  headers?: Readonly<Record<string, string>>;
  body?: string;
  timeoutMs: number;
  signal?: AbortSignal;
}

/**
 * One request to a server on this machine, on a connection of its own. The `Host` header may name whom the server stands for.
 * @throws Error when the address is not loopback, nobody listens, the connection breaks or `timeoutMs` pass
 */
export function callLoopback(
  url: string,
  call: Call,
): Promise<{ status: number; headers: Readonly<Record<string, string>>; body: string }> {
  const address = new URL(url);
  if (address.protocol !== 'http:' || address.hostname !== '127.0.0.1')
    return Promise.reject(new Error(`${address.host} is not a loopback address`));
  return new Promise((resolve, reject) => {
    const body = call.body ?? '';
    const sent = request(
      {
        host: address.hostname,
        port: address.port,
        path: address.pathname + address.search,
        method: call.method,
        headers: { ...call.headers, 'content-length': Buffer.byteLength(body) },
        agent: false,
        timeout: call.timeoutMs,
        ...(call.signal ? { signal: call.signal } : {}),
      },
      (response) => {
        bodyOf(response).then((text) => {
          const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
          resolve({ status: response.statusCode ?? 0, headers, body: text ?? '' });
        }, reject);
      },
    );
    sent.once('timeout', () => sent.destroy(new Error(`no answer within ${call.timeoutMs} ms`)));
    sent.once('error', reject);
    sent.end(body);
  });
}
