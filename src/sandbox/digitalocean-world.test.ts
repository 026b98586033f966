/** Addresses, names and logs of the emulated DigitalOcean, in a world with DNS and an edge. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import { type Listener, listen } from '../ports/listen.ts';
import { edgeNetwork } from '../ports/network.ts';
import { askWeb } from '../ports/web.ts';
import { type Desk, makeZone, openDesk, domain as zone } from './cloudflare-fixture.ts';
import { digitaloceanEmulator } from './digitalocean.ts';
import { repository, tools } from './host-world-fixture.ts';
import type { Emulator } from './kernel.ts';

const name = `api.${zone}`;
const github = { repo: repository, branch: 'main', deploy_on_push: false };
const component = { name: 'api', github, run_command: 'npm start', environment_slug: 'node-js' };
const spec = (more: object = {}) => ({ name: 'shop-api', region: 'nyc', services: [component], ...more });
const withNames = (...names: string[]) => spec({ domains: names.map((domain) => ({ domain })) });

let desk: Desk;
let vendor: Emulator;
let service: Listener;
let zone_id: string;
let made: string;

beforeAll(async () => {
  service = await listen(async ({ path }) => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: `asked for ${path}` }));
  vendor = digitaloceanEmulator({ ...tools, certificateMs: 0, pendingMs: 0, resolver: () => desk?.world.edge().dns });
  desk = await openDesk({ more: [vendor] });
  zone_id = await makeZone(desk, zone);
  await desk.world.edit('digitalocean', 'open-repository', { repository });
  made = (await ask('POST', '/apps', { spec: spec() })).app.id;
  await live();
});
afterAll(async () => {
  await desk.world.close();
  await service.close();
});

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, looked at by field.
async function ask(method: string, path: string, body?: unknown): Promise<any> {
  const answer = await fetch(`${desk.world.endpoints.digitalocean}/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${desk.world.credentials()['digitalocean.token']}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return text === '' ? undefined : JSON.parse(text);
}

/** The world only records that it runs, and is told what stands behind it. */
async function live(): Promise<void> {
  const deployment = vendor.desk?.wanted().find(({ state }) => state === 'run')?.id ?? '';
  vendor.desk?.report({ deployment, at: '', what: 'live', upstreams: [`http://127.0.0.1:${service.port}`] });
  await desk.world.edit('digitalocean', 'log', { app: 'api', message: 'the world looks again' });
}

const network = () => edgeNetwork(() => desk.world.edge());
const visit = (url: string) => askWeb(url, { clock: systemClock, timeoutMs: 5000, network: network() });
const shown = async () => (await ask('GET', `/apps/${made}`)).app;
const phaseOf = async (wanted: string): Promise<string | undefined> =>
  ((await shown()).domains ?? []).find((one: { spec: { domain: string } }) => one.spec.domain === wanted)?.phase;

async function change(next: object): Promise<void> {
  await ask('PUT', `/apps/${made}`, { spec: next });
  await live();
}

test('an app is reached under its name at ondigitalocean.app, which it has after its first deployment', async () => {
  const { default_ingress } = await shown();
  expect(default_ingress).toMatch(/^https:\/\/shop-api-[0-9a-f]{5}\.ondigitalocean\.app$/);
  expect(await visit(`${default_ingress}/health`)).toMatchObject({ state: 'answered', status: 200, body: 'asked for /health' });
});

test('a log is read at an address of its own, with the key in it only', async () => {
  const { active_deployment } = await shown();
  const told = await ask('GET', `/apps/${made}/deployments/${active_deployment.id}/components/api/logs?type=RUN`);
  const [url] = told.historic_urls as [string];
  expect(new URL(url).hostname).toMatch(/\.ondigitalocean\.app$/);
  expect(await visit(url)).toMatchObject({ state: 'answered', status: 200, body: expect.stringContaining('the world looks again') });
  expect(await visit(url.replace(/token=.*/, 'token=wrong'))).toMatchObject({ state: 'answered', status: 403 });
});

describe('a name of its own', () => {
  test('has no certificate, and answers nobody, before its record stands', async () => {
    await change(withNames(name));
    expect(await phaseOf(name)).toBe('PENDING');
    expect((await visit(`https://${name}/`)).state).not.toBe('answered');
  });

  test('is served once it leads to the app, without anybody asking for it', async () => {
    const content = new URL((await shown()).default_ingress).hostname;
    await desk.client.dns.records.create({ zone_id, type: 'CNAME', name: 'api', content, proxied: false, ttl: 60 });
    while ((await phaseOf(name)) !== 'ACTIVE') await systemClock.sleep(50);
    expect(await visit(`https://${name}/health`)).toMatchObject({ state: 'answered', status: 200, body: 'asked for /health' });
  });

  test('says so while its app is archived, and leads on when it is restored', async () => {
    await ask('PUT', `/apps/${made}`, { spec: { ...withNames(name), maintenance: { archive: true } } });
    expect(await visit(`https://${name}/`)).toMatchObject({ state: 'answered', status: 503 });
    await change(withNames(name));
    expect(await visit(`https://${name}/`)).toMatchObject({ state: 'answered', status: 200 });
  });

  test('that leads elsewhere is not taken', async () => {
    const other = `other.${zone}`;
    const content = 'somebody-else.ondigitalocean.app';
    await desk.client.dns.records.create({ zone_id, type: 'CNAME', name: 'other', content, proxied: false, ttl: 60 });
    await change(withNames(name, other));
    await systemClock.sleep(700);
    expect(await phaseOf(other)).toBe('PENDING');
  });

  test('is gone when it is taken out of the spec', async () => {
    await change(spec());
    expect((await visit(`https://${name}/`)).state).not.toBe('answered');
  });

  test('of a signed zone is refused, and taken when the zone is not signed any more', async () => {
    await desk.client.dns.dnssec.edit({ zone_id, status: 'active' });
    await desk.edit('parent-signs', { domain: zone });
    await change(withNames(name));
    while ((await phaseOf(name)) !== 'ERROR') await systemClock.sleep(50);
    const [told] = (await shown()).domains;
    expect(told.progress.steps).toMatchObject([{ status: 'ERROR', reason: { message: expect.stringContaining('DNSSEC') } }]);
    await desk.edit('parent-delegates', { domain: zone, ds: '' });
    while ((await phaseOf(name)) !== 'ACTIVE') await systemClock.sleep(50);
    expect(await visit(`https://${name}/`)).toMatchObject({ state: 'answered', status: 200 });
  });
});
