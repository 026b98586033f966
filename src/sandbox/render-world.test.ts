/** Addresses and custom domains of the emulated Render, in a world with DNS and an edge. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import { type Listener, listen } from '../ports/listen.ts';
import { edgeNetwork } from '../ports/network.ts';
import { askWeb, headerValue } from '../ports/web.ts';
import { type Desk, makeZone, openDesk, domain as zone } from './cloudflare-fixture.ts';
import { repository, tools } from './host-world-fixture.ts';
import type { Emulator } from './kernel.ts';
import { renderEmulator } from './render.ts';

const name = `api.${zone}`;

let desk: Desk;
let render: Emulator;
let service: Listener;
let zone_id: string;
let made: string;

beforeAll(async () => {
  service = await listen(async ({ path }) => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: `asked for ${path}` }));
  render = renderEmulator({ ...tools, certificateMs: 0, firstDeployMs: 0, resolver: () => desk?.world.edge().dns });
  desk = await openDesk({ more: [render] });
  zone_id = await makeZone(desk, zone);
  await desk.world.edit('render', 'open-repository', { repository });
  const [owner] = (await ask('GET', '/owners')) as { owner: { id: string } }[];
  const serviceDetails = { runtime: 'node', envSpecificDetails: { buildCommand: 'npm run build', startCommand: 'npm start' } };
  const about = {
    type: 'web_service',
    name: 'shop-api',
    ownerId: owner?.owner.id,
    repo: `https://github.com/${repository}`,
    serviceDetails,
  };
  made = ((await ask('POST', '/services', about)) as { service: { id: string } }).service.id;
  await live();
});
afterAll(async () => {
  await desk.world.close();
  await service.close();
});

async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${desk.world.endpoints.render}/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${desk.world.credentials()['render.apiKey']}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return text === '' ? undefined : JSON.parse(text);
}

/** The world only records that it runs, and is told what stands behind it. */
async function live(): Promise<void> {
  const deployment = render.desk?.wanted().find(({ state }) => state === 'run')?.id ?? '';
  render.desk?.report({ deployment, at: '', what: 'live', upstreams: [`http://127.0.0.1:${service.port}`] });
  await desk.world.edit('render', 'log', { service: 'api', message: 'the world looks again' });
}

const visit = (url: string) => askWeb(url, { clock: systemClock, timeoutMs: 5000, network: edgeNetwork(() => desk.world.edge()) });
const status = async () =>
  ((await ask('GET', `/services/${made}/custom-domains/${name}`)) as { verificationStatus: string }).verificationStatus;
const verify = () => ask('POST', `/services/${made}/custom-domains/${name}/verify`);

/** Until Render has looked again. */
async function until(wanted: string): Promise<void> {
  while ((await status()) !== wanted) {
    await verify();
    await systemClock.sleep(50);
  }
}

test('a web service is reached under its name at onrender.com', async () => {
  const seen = await visit('https://shop-api.onrender.com/health');
  expect(seen).toMatchObject({ state: 'answered', status: 200, body: 'asked for /health' });
  expect(seen.state === 'answered' && headerValue(seen.headers, 'x-render-origin-server')).toBe('Render');
});

describe('a custom domain', () => {
  test('has no certificate, and answers nobody, before its record stands', async () => {
    await ask('POST', `/services/${made}/custom-domains`, { name });
    expect(await status()).toBe('unverified');
    expect((await visit(`https://${name}/`)).state).not.toBe('answered');
  });

  test('is verified and served once it leads to the service', async () => {
    await desk.client.dns.records.create({
      zone_id,
      type: 'CNAME',
      name: 'api',
      content: 'shop-api.onrender.com',
      proxied: false,
      ttl: 60,
    });
    await until('verified');
    expect(await visit(`https://${name}/health`)).toMatchObject({ state: 'answered', status: 200, body: 'asked for /health' });
  });

  test('says so while its service is suspended, and leads on when it is resumed', async () => {
    await ask('POST', `/services/${made}/suspend`);
    expect(await visit(`https://${name}/`)).toMatchObject({ state: 'answered', status: 503 });
    await ask('POST', `/services/${made}/resume`);
    await live();
    expect(await visit(`https://${name}/`)).toMatchObject({ state: 'answered', status: 200 });
  });

  test('is gone when it is removed', async () => {
    await desk.world.edit('render', 'remove-domain', { domain: name });
    expect((await visit(`https://${name}/`)).state).not.toBe('answered');
  });
});

test('a name that leads elsewhere is not verified, however often Render is asked', async () => {
  const other = `other.${zone}`;
  await desk.client.dns.records.create({
    zone_id,
    type: 'CNAME',
    name: 'other',
    content: 'somebody-else.onrender.com',
    proxied: false,
    ttl: 60,
  });
  await ask('POST', `/services/${made}/custom-domains`, { name: other });
  const path = `/services/${made}/custom-domains/${other}`;
  const asked = () => (render.dump() as { domains: { name: string; asked: boolean }[] }).domains.find((one) => one.name === other)?.asked;
  for (let times = 0; times < 2; times++) {
    await ask('POST', `${path}/verify`);
    while (asked()) await systemClock.sleep(50);
  }
  expect(await ask('GET', path)).toMatchObject({ verificationStatus: 'unverified' });
});
