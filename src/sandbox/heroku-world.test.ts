/** Addresses and domains of the emulated Heroku, in a world with DNS and an edge. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import { type Listener, listen } from '../ports/listen.ts';
import { edgeNetwork } from '../ports/network.ts';
import { askWeb, headerValue } from '../ports/web.ts';
import { type Desk, makeZone, openDesk, domain as zone } from './cloudflare-fixture.ts';
import { herokuEmulator } from './heroku.ts';
import { commit, repository, tools } from './host-world-fixture.ts';
import type { Emulator } from './kernel.ts';

const name = `api.${zone}`;

let desk: Desk;
let heroku: Emulator;
let service: Listener;
let zone_id: string;

beforeAll(async () => {
  service = await listen(async ({ path }) => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: `asked for ${path}` }));
  heroku = herokuEmulator({ ...tools, certificateMs: 0, resolver: () => desk?.world.edge().dns });
  desk = await openDesk({ more: [heroku] });
  zone_id = await makeZone(desk, zone);
  await desk.world.edit('heroku', 'publish-repository', { repository });
  await ask('POST', '/apps', { name: 'shop-api' });
  await ask('PATCH', '/apps/shop-api/config-vars', { PROCFILE: 'deploy/heroku.web.Procfile', K77_START: 'npm start' });
  await ask('POST', '/apps/shop-api/builds', {
    source_blob: { url: `https://github.com/${repository}/archive/${commit}.tar.gz`, version: commit },
  });
  await live();
});
afterAll(async () => {
  await desk.world.close();
  await service.close();
});

async function ask(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`${desk.world.endpoints.heroku}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${desk.world.credentials()['heroku.apiKey']}`,
      accept: 'application/vnd.heroku+json; version=3',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as Record<string, unknown>;
}

/** The world only records that it runs, and is told what stands behind it. */
async function live(): Promise<void> {
  const deployment = heroku.desk?.wanted().find(({ state }) => state === 'run')?.id ?? '';
  heroku.desk?.report({ deployment, at: '', what: 'live', upstreams: [`http://127.0.0.1:${service.port}`] });
  await desk.world.edit('heroku', 'log', { service: 'shop-api', message: 'the world looks again' });
}

const visit = (url: string) => askWeb(url, { clock: systemClock, timeoutMs: 5000, network: edgeNetwork(() => desk.world.edge()) });
const domain = () => ask('GET', `/apps/shop-api/domains/${name}`);

async function until(wanted: string): Promise<void> {
  while ((await domain()).acm_status !== wanted) {
    await ask('PATCH', '/apps/shop-api/acm');
    await systemClock.sleep(50);
  }
}

test('a web app is reached under its name at herokuapp.com', async () => {
  const { web_url } = await ask('GET', '/apps/shop-api');
  const seen = await visit(`${String(web_url)}health`);
  expect(seen).toMatchObject({ state: 'answered', status: 200, body: 'asked for /health' });
  expect(seen.state === 'answered' && headerValue(seen.headers, 'via')).toBe('2.0 heroku-router');
});

describe('a domain', () => {
  test('has no certificate, and answers nobody, before its record stands', async () => {
    await ask('POST', '/apps/shop-api/domains', { hostname: name, sni_endpoint: null });
    await ask('POST', '/apps/shop-api/acm');
    expect((await domain()).acm_status).toBe('failing');
    expect((await visit(`https://${name}/`)).state).not.toBe('answered');
  });

  test('gets its certificate and is served once it leads to the app', async () => {
    const { cname } = await domain();
    await desk.client.dns.records.create({ zone_id, type: 'CNAME', name: 'api', content: String(cname), proxied: false, ttl: 60 });
    await until('cert issued');
    expect(await visit(`https://${name}/health`)).toMatchObject({ state: 'answered', status: 200, body: 'asked for /health' });
  });

  test('shows a page of Heroku’s in maintenance mode and while nothing runs', async () => {
    await ask('PATCH', '/apps/shop-api', { maintenance: true });
    expect(await visit(`https://${name}/`)).toMatchObject({ state: 'answered', status: 503 });
    await ask('PATCH', '/apps/shop-api', { maintenance: false });
    await ask('PATCH', '/apps/shop-api/formation/web', { quantity: 0 });
    expect(await visit(`https://${name}/`)).toMatchObject({ state: 'answered', status: 503 });
    await ask('PATCH', '/apps/shop-api/formation/web', { quantity: 1 });
    await live();
    expect(await visit(`https://${name}/`)).toMatchObject({ state: 'answered', status: 200 });
  });

  test('is gone when it is removed', async () => {
    await desk.world.edit('heroku', 'remove-domain', { domain: name });
    expect((await visit(`https://${name}/`)).state).not.toBe('answered');
  });
});
