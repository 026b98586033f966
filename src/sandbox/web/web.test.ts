import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request as requestHttp } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { request as requestHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { askDns } from '../../ports/dns.ts';
import { edgeNetwork } from '../../ports/network.ts';
import { acceptSocket } from '../../ports/websocket.ts';
import { testWorld } from '../fixture.ts';
import type { Names, WebHost } from '../names/names.ts';
import type { World } from '../world.ts';
import { nameVendor } from './fixture.ts';

const proxyAddress = '203.0.113.10';
const platformAddress = '203.0.113.20';
const nameservers = ['ns1.heroku.test', 'ns2.heroku.test'];

/** `heroku` plays the proxy with the zone, `netlify` the platform behind it. */
let proxied: WebHost[] = [];
let platform: WebHost[] = [];
let records: NonNullable<Names['zones']>[number]['records'] = [];
let changed: () => Promise<void> = async () => {};
let world: World;
let service: { url: string; close(): void; seen: IncomingMessage[] };

const own = (name: string, more: Partial<WebHost> = {}): WebHost => ({
  name,
  server: 'heroku',
  addresses: [proxyAddress],
  certificate: { names: ['kingdom77.test', '*.kingdom77.test'] },
  ...more,
});
const theirs = (name: string, more: Partial<WebHost> = {}): WebHost => ({ name, server: 'netlify', addresses: [platformAddress], ...more });
const a = (name: string, value: string) => ({ type: 'A' as const, name, value });
const cname = (name: string, value: string) => ({ type: 'CNAME' as const, name, value });

/** The world as it is from now on. */
async function given(next: { proxied?: WebHost[]; platform?: WebHost[]; records?: typeof records }): Promise<void> {
  ({ proxied = [], platform = [], records = [] } = next);
  await changed();
}

beforeAll(async () => {
  world = await testWorld({
    more: [
      nameVendor(
        'heroku',
        () => ({
          zones: [{ name: 'kingdom77.test', nameservers, records }],
          delegations: [{ domain: 'kingdom77.test', nameservers }],
          web: proxied,
        }),
        {
          begin: ({ changed: tell }) => {
            changed = tell;
          },
          hosts: ['api.heroku.com', '*.gateway.heroku.com'],
          upgrade: echo,
        },
      ),
      nameVendor('netlify', () => ({
        web: platform,
        zones: [{ name: 'netlify.test', nameservers: ['ns.netlify.test'], records: [a('shop.netlify.test', platformAddress)] }],
        delegations: [{ domain: 'netlify.test', nameservers: ['ns.netlify.test'] }],
      })),
    ],
  });
  service = await openService();
});
afterAll(async () => {
  service.close();
  await world.close();
});

/** Says every message back. */
function echo(...asked: Parameters<NonNullable<ReturnType<typeof nameVendor>['upgrade']>>): void {
  acceptSocket(asked, false, (link) => ({ message: (text) => link.send(`${asked[0].headers.host} ${text}`), closed: () => {} }));
}

async function openService(): Promise<typeof service> {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    response.setHeader('server', 'next');
    if (request.url === '/slow') {
      response.write('first ');
      setTimeout(() => response.end('last'), 300);
      return;
    }
    let size = 0;
    request.on('data', (part: Buffer) => {
      size += part.length;
    });
    request.on('end', () => response.setHeader('set-cookie', ['a=1', 'b=2']).end(`${request.method} ${request.headers.host} ${size}`));
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (client) => client.on('message', (text) => client.send(`service ${String(text)}`)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, close: () => server.close().closeAllConnections() };
}

interface Seen {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
}

/** One request to a canonical address, through the world's edge. @throws Error where the edge ends the handshake */
function visit(url: string, options: { method?: string; body?: string; headers?: Record<string, string> } = {}): Promise<Seen> {
  const { protocol, hostname, pathname, search } = new URL(url);
  const secure = protocol === 'https:';
  const { routes, ca } = world.edge();
  const route = routes[`${hostname}:${secure ? 443 : 80}`] ?? routes[`*.${hostname.split('.').slice(1).join('.')}:${secure ? 443 : 80}`];
  if (!route) return Promise.reject(new Error(`${hostname} is not routed`));
  const port = Number(route.split(':')[1]);
  const about = {
    host: '127.0.0.1',
    port,
    path: pathname + search,
    method: options.method ?? 'GET',
    headers: { host: hostname, ...options.headers },
    agent: false as const,
  };
  return new Promise((resolve, reject) => {
    const sent = secure ? requestHttps({ ...about, servername: hostname, ca: ca ?? '' }) : requestHttp(about);
    sent.once('error', reject);
    sent.once('response', async (answer) => {
      const parts: Buffer[] = [];
      for await (const part of answer as AsyncIterable<Buffer>) parts.push(part);
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts).toString() });
    });
    sent.end(options.body);
  });
}

/** The versions of TLS that a name is served with. */
async function versions(name: string): Promise<string[]> {
  const spoken = (version: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'): Promise<string[]> =>
    new Promise((resolve) => {
      const socket = connectTls({
        host: '127.0.0.1',
        port: world.ports.https ?? 0,
        servername: name,
        ca: world.edge().ca ?? '',
        minVersion: version,
        maxVersion: version,
        ciphers: 'DEFAULT@SECLEVEL=0',
      });
      socket.once('secureConnect', () => {
        resolve([socket.getProtocol() ?? '']);
        socket.destroy();
      });
      socket.once('error', () => resolve([]));
    });
  return (await Promise.all((['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const).map(spoken))).flat();
}

describe('which names are on the web', () => {
  test('those that DNS leads to the edge of the vendor that claims them', async () => {
    await given({
      proxied: [own('kingdom77.test'), own('stray.kingdom77.test'), own('absent.kingdom77.test')],
      records: [a('kingdom77.test', proxyAddress), a('stray.kingdom77.test', '192.0.2.9')],
    });
    const routes = Object.keys(world.edge().routes);
    expect(routes).toContain('kingdom77.test:443');
    expect(routes).toContain('kingdom77.test:80');
    expect(routes).not.toContain('stray.kingdom77.test:443');
    expect(routes).not.toContain('absent.kingdom77.test:443');
  });

  test('a name whose aliases end at a platform is served by the platform: with a certificate only once the platform knows the name', async () => {
    const alias = { proxied: [], records: [cname('www.kingdom77.test', 'shop.netlify.test')] };
    await given({ ...alias, platform: [theirs('shop.netlify.test', { certificate: { names: ['*.netlify.test'] } })] });
    await expect(visit('https://www.kingdom77.test/')).rejects.toThrow(/handshake failure/);
    expect((await visit('http://www.kingdom77.test/')).status).toBe(404);
    await given({
      ...alias,
      platform: [theirs('shop.netlify.test'), theirs('www.kingdom77.test', { certificate: { names: ['www.kingdom77.test'] } })],
    });
    expect((await visit('https://www.kingdom77.test/')).headers.server).toBe('netlify');
  });

  test('a wildcard record leads every name below it to the edge', async () => {
    await given({ proxied: [own('*.kingdom77.test')], records: [a('*.kingdom77.test', proxyAddress)] });
    expect((await visit('https://any.kingdom77.test/')).status).toBe(200);
  });

  test('a server of this machine is a web host by itself when nobody claims its name', async () => {
    await given({});
    await world.setHosts({ 'api.kingdom77.test': service.url });
    expect(await visit('https://api.kingdom77.test/x', { method: 'POST', body: 'abc' })).toMatchObject({
      status: 200,
      body: 'POST api.kingdom77.test 3',
    });
    expect((await visit('http://api.kingdom77.test/x?y=1')).headers.location).toBe('https://api.kingdom77.test/x?y=1');
    await world.setHosts({ 'api.kingdom77.test': null });
    await expect(visit('https://api.kingdom77.test/')).rejects.toThrow('not routed');
  });
});

test('a public resolver sees a change when its delay is over, or never', async () => {
  const at = async (server: string): Promise<string[]> => {
    const { answers } = await askDns({ name: 'late.kingdom77.test', type: 'A', server, network: edgeNetwork(() => world.edge()) });
    return answers.flatMap((one) => (one.type === 'A' ? [one.data] : []));
  };
  await given({ records: [a('late.kingdom77.test', '203.0.113.1')] });
  world.flushNames();
  world.faults.set({ names: { propagationSeconds: { '8.8.8.8': 600 }, never: ['9.9.9.9'] } });
  await given({ records: [a('late.kingdom77.test', '203.0.113.2')] });
  expect(await Promise.all(['1.1.1.1', '8.8.8.8', '9.9.9.9'].map(at))).toEqual([['203.0.113.2'], ['203.0.113.1'], ['203.0.113.1']]);
  world.flushNames();
  expect(await at('8.8.8.8')).toEqual(['203.0.113.2']);
  world.faults.clear();
  expect(await at('9.9.9.9')).toEqual(['203.0.113.2']);
});

describe('TLS of a host', () => {
  test('offers the versions of its vendor, each host its own on one port', async () => {
    const hosts = { old: { minTls: '1.0' }, usual: {}, capped: { tls13: false }, newest: { minTls: '1.3' } } as const;
    await given({
      proxied: Object.entries(hosts).map(([name, more]) => own(`${name}.kingdom77.test`, more)),
      records: [a('*.kingdom77.test', proxyAddress)].concat(Object.keys(hosts).map((name) => a(`${name}.kingdom77.test`, proxyAddress))),
    });
    expect(await versions('old.kingdom77.test')).toEqual(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']);
    expect(await versions('usual.kingdom77.test')).toEqual(['TLSv1.2', 'TLSv1.3']);
    expect(await versions('capped.kingdom77.test')).toEqual(['TLSv1.2']);
    expect(await versions('newest.kingdom77.test')).toEqual(['TLSv1.3']);
  });

  test('has no certificate before its vendor issued one, and none for a name that nobody knows', async () => {
    const { certificate: _, ...without } = own('kingdom77.test');
    await given({ proxied: [without], records: [a('kingdom77.test', proxyAddress)] });
    await expect(visit('https://kingdom77.test/')).rejects.toThrow(/handshake failure/);
    expect(await versions('other.test')).toEqual([]);
    await given({ proxied: [own('kingdom77.test')], records });
    expect((await visit('https://kingdom77.test/')).status).toBe(200);
  });

  test('speaks HTTP/2 with whoever can: several requests at once, a body, and many cookies', async () => {
    await given({});
    await world.setHosts({ 'api.kingdom77.test': service.url });
    const { routes, ca = '' } = world.edge();
    const session = connectHttp2('https://api.kingdom77.test', {
      ca,
      createConnection: (_, options) =>
        connectTls({
          ...options,
          host: '127.0.0.1',
          port: Number(routes['api.kingdom77.test:443']?.split(':')[1]),
          servername: 'api.kingdom77.test',
          ALPNProtocols: ['h2'],
        }),
    });
    const ask = (path: string, body: string): Promise<[unknown, unknown, string]> =>
      new Promise((resolve, reject) => {
        const stream = session.request({ ':path': path, ':method': 'POST', ':authority': 'api.kingdom77.test' });
        const parts: Buffer[] = [];
        let [status, cookies]: unknown[] = [];
        stream.on('response', (headers) => {
          [status, cookies] = [headers[':status'], headers['set-cookie']];
        });
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('end', () => resolve([status, cookies, Buffer.concat(parts).toString()])).on('error', reject);
        stream.end(body);
      });
    const cookies = ['a=1', 'b=2'];
    expect(await Promise.all([ask('/x', 'abc'), ask('/y', 'abcd')])).toEqual([
      [200, cookies, 'POST api.kingdom77.test 3'],
      [200, cookies, 'POST api.kingdom77.test 4'],
    ]);
    expect(service.seen.at(-1)?.headers).toMatchObject({ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'api.kingdom77.test' });
    session.destroy();
    await world.setHosts({ 'api.kingdom77.test': null });
  });

  test('curl reaches it with the authority alone, by a port in the address', async () => {
    await given({ proxied: [own('kingdom77.test')], records: [a('kingdom77.test', proxyAddress)] });
    const { ports } = world;
    const folder = await mkdtemp(join(tmpdir(), 'k77-curl-'));
    await writeFile(join(folder, 'ca.pem'), world.edge().ca ?? '');
    const where = `kingdom77.test:${ports.https}`;
    const wanted = ['-sS', '--cacert', join(folder, 'ca.pem'), '--resolve', `${where}:127.0.0.1`, `https://${where}/`];
    const { stdout } = await promisify(execFile)('curl', wanted).finally(() => rm(folder, { recursive: true }));
    expect(stdout).toContain('<h1>kingdom77.test</h1>');
  });
});

describe('what a visitor is told', () => {
  test('Always HTTPS, HSTS on HTTPS alone, the server and other headers of the vendor', async () => {
    await given({
      proxied: [own('kingdom77.test', { alwaysHttps: true, hsts: 'max-age=300', headers: { 'cf-ray': '1' } })],
      records: [a('kingdom77.test', proxyAddress)],
    });
    const plain = await visit('http://kingdom77.test/a?b=c');
    expect([plain.status, plain.headers.location, plain.headers['strict-transport-security']]).toEqual([
      301,
      'https://kingdom77.test/a?b=c',
      undefined,
    ]);
    const secure = await visit('https://kingdom77.test/');
    expect(secure.headers).toMatchObject({ server: 'heroku', 'strict-transport-security': 'max-age=300', 'cf-ray': '1' });
    expect(secure.body).toContain('No service is deployed behind it yet');
  });

  test('the server behind it answers, streamed, with what the edge adds', async () => {
    await given({ proxied: [own('kingdom77.test', { hsts: 'max-age=300' })], records: [a('kingdom77.test', proxyAddress)] });
    await world.setHosts({ 'kingdom77.test': service.url });
    const big = 'x'.repeat(3_000_000);
    const answer = await visit('https://kingdom77.test/upload', {
      method: 'PUT',
      body: big,
      headers: { 'x-forwarded-for': '198.51.100.9' },
    });
    expect(answer).toMatchObject({ status: 200, body: `PUT kingdom77.test ${big.length}` });
    expect(answer.headers).toMatchObject({ server: 'heroku', 'strict-transport-security': 'max-age=300', 'set-cookie': ['a=1', 'b=2'] });
    expect(service.seen.at(-1)?.headers).toMatchObject({ 'x-forwarded-proto': 'https', 'x-forwarded-for': '198.51.100.9, 203.0.113.7' });
    expect(await firstPart('https://kingdom77.test/slow')).toBeLessThan(250);
    await world.setHosts({ 'kingdom77.test': 'http://127.0.0.1:1' });
    expect((await visit('https://kingdom77.test/')).status).toBe(502);
    await world.setHosts({ 'kingdom77.test': null });
  });

  test('a proxy in front of a platform asks it with TLS, and says what is wrong there', async () => {
    const before = { records: [a('www.kingdom77.test', proxyAddress)], platform: [theirs('shop.netlify.test')] };
    const inFront = (more: Partial<WebHost>) => [own('www.kingdom77.test', { upstream: 'https://shop.netlify.test', ...more })];
    await given({ ...before, proxied: inFront({}) });
    expect((await visit('https://www.kingdom77.test/')).status).toBe(525);
    const issued = (names: string[]) => [
      ...before.platform,
      theirs('www.kingdom77.test', { certificate: { names }, alwaysHttps: true, headers: { 'x-behind': 'yes' } }),
    ];
    await given({ ...before, platform: issued(['*.netlify.test']), proxied: inFront({}) });
    expect((await visit('https://www.kingdom77.test/')).headers).toMatchObject({ server: 'heroku', 'x-behind': 'yes' });
    await given({ ...before, platform: issued(['*.netlify.test']), proxied: inFront({ strict: true }) });
    expect((await visit('https://www.kingdom77.test/')).status).toBe(526);
    await given({ ...before, platform: issued(['www.kingdom77.test']), proxied: inFront({ strict: true }) });
    expect((await visit('https://www.kingdom77.test/')).status).toBe(200);
  });

  test('without TLS to a platform that redirects to HTTPS, the redirect leads to itself', async () => {
    await given({
      records: [a('www.kingdom77.test', proxyAddress)],
      platform: [theirs('shop.netlify.test'), theirs('www.kingdom77.test', { alwaysHttps: true })],
      proxied: [own('www.kingdom77.test', { upstream: 'http://shop.netlify.test' })],
    });
    expect(await visit('https://www.kingdom77.test/')).toMatchObject({ status: 301, headers: { location: 'https://www.kingdom77.test/' } });
  });

  test('what stands behind a host and is not of this world leaves the page of its vendor', async () => {
    for (const upstream of ['https://abc.up.railway.app', 'https://2001:db8::1', 'http://'])
      expect.soft([upstream, await statusBehind(upstream)]).toEqual([upstream, 200]);
  });

  test('a name that leads back to itself ends', async () => {
    await given({
      records: [a('www.kingdom77.test', proxyAddress)],
      proxied: [own('www.kingdom77.test', { upstream: 'https://www.kingdom77.test' })],
    });
    expect((await visit('https://www.kingdom77.test/')).status).toBe(508);
  });
});

async function statusBehind(upstream: string): Promise<number> {
  await given({ records: [a('www.kingdom77.test', proxyAddress)], proxied: [own('www.kingdom77.test', { upstream })] });
  return (await visit('https://www.kingdom77.test/')).status;
}

describe('WebSockets', () => {
  test('reach the service behind a name, and an emulator under its own', async () => {
    await given({ proxied: [own('kingdom77.test')], records: [a('kingdom77.test', proxyAddress)] });
    await world.setHosts({ 'kingdom77.test': service.url });
    expect(await said('wss://kingdom77.test/socket')).toBe('service hello');
    expect(await said('wss://eu.gateway.heroku.com/?v=10')).toBe('eu.gateway.heroku.com hello');
    expect((await visit('https://api.heroku.com/')).body).toBe('heroku answers');
    await world.setHosts({ 'kingdom77.test': null });
    await expect(said('wss://kingdom77.test/socket')).rejects.toThrow('Unexpected server response: 200');
  });

  test('meet the faults of their vendor', async () => {
    world.faults.set({
      faults: [
        { vendor: 'heroku', match: {}, do: '500', times: 1 },
        { vendor: 'heroku', match: {}, do: 'reset-before', times: 1 },
      ],
    });
    await expect(said('wss://eu.gateway.heroku.com/')).rejects.toThrow('500');
    await expect(said('wss://eu.gateway.heroku.com/')).rejects.toThrow('hang up');
    expect(await said('wss://eu.gateway.heroku.com/')).toBe('eu.gateway.heroku.com hello');
    world.faults.clear();
  });
});

function said(url: string): Promise<string> {
  const { hostname, pathname, search } = new URL(url);
  return new Promise((resolve, reject) => {
    const about = { servername: hostname, headers: { host: hostname }, ca: world.edge().ca ?? '' };
    const socket = new WebSocket(`wss://127.0.0.1:${world.ports.https}${pathname}${search}`, about);
    socket.once('open', () => socket.send('hello'));
    socket.once('error', reject);
    socket.once('message', (text) => {
      resolve(String(text));
      socket.close();
    });
  });
}

/** Milliseconds until the first part of a body. */
function firstPart(url: string): Promise<number> {
  const { hostname, pathname } = new URL(url);
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    requestHttps(
      {
        host: '127.0.0.1',
        port: world.ports.https,
        servername: hostname,
        path: pathname,
        headers: { host: hostname },
        ca: world.edge().ca ?? '',
        agent: false,
      },
      (answer) => {
        answer.once('data', () => resolve(performance.now() - begun));
        answer.resume();
      },
    )
      .once('error', reject)
      .end();
  });
}

test('a world goes on with the same authority, certificates and ports, and frees them when it closes', async () => {
  const saved: Record<string, string> = {};
  const save = async (part: string, state: string): Promise<void> => {
    saved[part] = state;
  };
  const more = () => [nameVendor('heroku', () => ({}), { hosts: ['api.heroku.com'] })];
  const first = await testWorld({ save, more: more() });
  await first.saveAll();
  const [{ ca, pin, dns }, ports] = [first.edge(), first.ports];
  await first.close();
  const vendors = { edge: JSON.parse(saved.edge ?? '') as unknown };
  const second = await testWorld({ ports, state: { version: 1, hosts: {}, vendors }, more: more() });
  expect(second.edge()).toMatchObject({ ca, pin, dns });
  expect(second.ports).toEqual(ports);
  await second.close();
});
