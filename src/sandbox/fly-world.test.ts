/** Addresses and domains of the emulated Fly.io, in a world with DNS and an edge. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import { type Listener, listen } from '../ports/listen.ts';
import { edgeNetwork } from '../ports/network.ts';
import { askWeb, headerValue } from '../ports/web.ts';
import { type Desk, makeZone, openDesk, domain as zone } from './cloudflare-fixture.ts';
import { flyEmulator } from './fly.ts';
import { commit, repository, tools } from './host-world-fixture.ts';
import type { Emulator } from './kernel.ts';

const name = `api.${zone}`;

let desk: Desk;
let fly: Emulator;
let service: Listener;
let zone_id: string;
let machine: string;

beforeAll(async () => {
  service = await listen(async ({ path }) => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: `asked for ${path}` }));
  fly = flyEmulator({ ...tools, certificateMs: 0, resolver: () => desk?.world.edge().dns });
  desk = await openDesk({ more: [fly] });
  zone_id = await makeZone(desk, zone);
  for (const app of ['shop-api', 'shop-images-3f9a2c']) await ask('POST', '/apps', { name: app, org_slug: 'kingdom77' });
  for (const type of ['shared_v4', 'v6']) await ask('POST', '/apps/shop-api/ip_assignments', { type });
  await desk.world.edit('fly', 'open-repository', { repository });
  fly.desk?.pushed({ repository, branch: 'main', commit });
  await desk.world.edit('fly', 'log', { service: 'shop-api', message: 'the world looks' });
  const image = `registry.fly.io/shop-images-3f9a2c:${commit}`;
  const config = { image, services: [{ protocol: 'tcp', internal_port: 8080, ports: [{ port: 443, handlers: ['tls', 'http'] }] }] };
  machine = String((await ask('POST', '/apps/shop-api/machines', { name: 'api-1', config })).id);
  await live();
});
afterAll(async () => {
  await desk.world.close();
  await service.close();
});

async function ask(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`${desk.world.endpoints.fly}/v1${path}`, {
    method,
    headers: { authorization: String(desk.world.credentials()['fly.token']) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
}

/** The world only records that it runs, and is told what stands behind it. */
async function live(): Promise<void> {
  const deployment = fly.desk?.wanted().find(({ state }) => state === 'run')?.id ?? '';
  fly.desk?.report({ deployment, at: '', what: 'live', upstreams: [`http://127.0.0.1:${service.port}`] });
  await desk.world.edit('fly', 'log', { service: 'shop-api', message: 'the world looks again' });
}

const visit = (url: string) => askWeb(url, { clock: systemClock, timeoutMs: 5000, network: edgeNetwork(() => desk.world.edge()) });
const domain = () => ask('GET', `/apps/shop-api/certificates/${name}`);

async function until(wanted: string): Promise<void> {
  while ((await domain()).status !== wanted) {
    await ask('POST', `/apps/shop-api/certificates/${name}/check`);
    await systemClock.sleep(50);
  }
}

test('an app with addresses is reached under its name at fly.dev', async () => {
  const seen = await visit('https://shop-api.fly.dev/health');
  expect(seen).toMatchObject({ state: 'answered', status: 200, body: 'asked for /health' });
  expect(seen.state === 'answered' && headerValue(seen.headers, 'via')).toBe('2 fly.io');
});

describe('a domain', () => {
  test('has no certificate, and answers nobody, before its record stands', async () => {
    await ask('POST', '/apps/shop-api/certificates/acme', { hostname: name });
    expect((await domain()).status).toBe('Awaiting configuration');
    expect((await visit(`https://${name}/`)).state).not.toBe('answered');
  });

  test('gets its certificate and is served once it leads to the app', async () => {
    const { dns_requirements } = await domain();
    const { cname } = dns_requirements as { cname: string };
    await desk.client.dns.records.create({ zone_id, type: 'CNAME', name: 'api', content: cname, proxied: false, ttl: 60 });
    await until('Ready');
    expect(await visit(`https://${name}/health`)).toMatchObject({ state: 'answered', status: 200, body: 'asked for /health' });
  });

  test('shows a page of Fly.io’s while nothing takes requests', async () => {
    await ask('POST', `/apps/shop-api/machines/${machine}/stop`, {});
    await desk.world.edit('fly', 'log', { service: 'shop-api', message: 'the world looks again' });
    expect(await visit(`https://${name}/`)).toMatchObject({ state: 'answered', status: 503 });
    await ask('POST', `/apps/shop-api/machines/${machine}/start`);
    await live();
    expect(await visit(`https://${name}/`)).toMatchObject({ state: 'answered', status: 200 });
  });

  test('is gone when it is removed', async () => {
    await desk.world.edit('fly', 'remove-domain', { domain: name });
    expect((await visit(`https://${name}/`)).state).not.toBe('answered');
  });
});
