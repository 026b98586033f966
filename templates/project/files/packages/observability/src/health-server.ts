/**
 * Health over HTTP for processes that serve nothing else (bot, worker). Platforms restart what answers 503, and some kill what listens on no port.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HealthAnswer } from './health.ts';

export interface HealthServerOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** By path: `/health`, `/health/live`, `/health/ready`. */
  routes: Readonly<Record<string, () => HealthAnswer | Promise<HealthAnswer>>>;
}

export interface HealthServer {
  port: number;
  close(): Promise<void>;
}

export async function startHealthServer({ host, port, routes }: HealthServerOptions): Promise<HealthServer> {
  const server = createServer(async (request, response) => {
    const path = request.url?.split('?')[0] ?? '/';
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, { status: 'GET and HEAD only' }, false);
    if (route === undefined) return send(response, 404, { status: 'not found' }, request.method === 'GET');
    const { status, body } = await Promise.resolve(route()).catch((): HealthAnswer => ({ status: 503, body: { status: 'down' } }));
    send(response, status, body, request.method === 'GET');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, status: number, body: object, withBody: boolean): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(withBody ? text : undefined);
}
