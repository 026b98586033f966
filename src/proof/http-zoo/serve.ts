/**
 * Web servers on loopback, each different on purpose, for the tests of the HTTP probes: one pair of ports (http, https) for every site, with certificates of an authority made for the run.
 */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Network } from '../../core/ports.ts';
import { systemClock } from '../../ports/clock.ts';
import { edgeNetwork } from '../../ports/network.ts';
import { systemRandom } from '../../ports/random.ts';
import { openAuthority } from '../../sandbox/certificates.ts';

export interface ZooAnswer {
  status?: number;
  /** In this order, repeated ones repeated. */
  headers?: readonly (readonly [name: string, value: string])[];
  body?: string | Uint8Array;
}

export interface ZooRequest {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
}

/** `reset` breaks the connection off; `silence` never answers. */
export type ZooAnswerer = (request: ZooRequest) => ZooAnswer | 'reset' | 'silence';

export interface ZooSite {
  /** Absent: nobody listens. */
  https?: ZooAnswerer;
  http?: ZooAnswerer;
  /** `trusted` unless told; the others are a self-signed one, one for another name, one that has expired. */
  certificate?: 'trusted' | 'stranger' | 'wrong-name' | 'expired';
}

export interface Zoo {
  /** `site.test:443` → `127.0.0.1:40001` */
  routes: Readonly<Record<string, string>>;
  network: Network;
  /** The authority's certificate, PEM. */
  ca: string;
  close(): Promise<void>;
}

/** @param sites by host name */
export async function openZoo(sites: Readonly<Record<string, ZooSite>>): Promise<Zoo> {
  const about = { clock: systemClock, random: systemRandom };
  const [authority, foreign] = await Promise.all([openAuthority(about), openAuthority(about)]);
  const routes: Record<string, string> = {};
  const servers: Server[] = [];
  const start = async (server: Server, name: string): Promise<void> => {
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    routes[name] = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const leafFor = async (host: string, kind: ZooSite['certificate']) => {
    if (kind === 'stranger') return foreign.issue([host]);
    if (kind === 'wrong-name') return authority.issue([`other-than-${host}`]);
    return authority.issue([host], kind === 'expired' ? -0.01 : 90);
  };
  for (const [host, site] of Object.entries(sites)) {
    const leaf = site.https && (await leafFor(host, site.certificate));
    if (site.https && leaf)
      await start(createHttpsServer({ cert: leaf.certificate, key: leaf.key }, listener(site.https, 'https')), `${host}:443`);
    else routes[`${host}:443`] = closedPort;
    if (site.http) await start(createServer(listener(site.http, 'http')), `${host}:80`);
    else routes[`${host}:80`] = closedPort;
  }
  const close = async (): Promise<void> => {
    for (const server of servers) server.closeAllConnections();
    await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  };
  return { routes, network: edgeNetwork({ routes, dns: undefined, ca: authority.certificate }), ca: authority.certificate, close };
}

/** Port 1 (tcpmux) is held by nobody. */
const closedPort = '127.0.0.1:1';

function listener(answerer: ZooAnswerer, scheme: 'http' | 'https'): RequestListener {
  return (message: IncomingMessage, response: ServerResponse) => {
    const url = new URL(message.url ?? '/', `${scheme}://${message.headers.host ?? 'nobody.test'}`);
    const reply = answerer({ method: message.method ?? 'GET', url, headers: message.headers });
    if (reply === 'silence') return;
    if (reply === 'reset') return void message.socket.destroy();
    const { status = 200, headers = [], body = '' } = reply;
    response.writeHead(status, [...headers, ['content-length', String(Buffer.byteLength(body))]].flat() as string[]);
    response.end(message.method === 'HEAD' ? undefined : body);
  };
}
