/** Addresses and custom domains of the emulated Vercel, in a world with DNS and an edge. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import { type Listener, listen } from '../ports/listen.ts';
import { edgeNetwork } from '../ports/network.ts';
import { askWeb, headerValue } from '../ports/web.ts';
import { domain as apex, type Desk, makeZone, openDesk } from './cloudflare-fixture.ts';
import { commit, repository, tools } from './host-world-fixture.ts';
import type { Emulator } from './kernel.ts';
import type { VercelState } from './vercel/model.ts';
import { vercelEmulator } from './vercel.ts';

let desk: Desk;
let vercel: Emulator;
let service: Listener;
let zone_id: string;
let project: string;

beforeAll(async () => {
  service = await listen(async ({ path, headers }) => ({
    status: 200,
    headers: { 'content-type': 'text/plain' },
    body: `${headers.host} was asked for ${path}`,
  }));
  vercel = vercelEmulator({ ...tools, certificateMs: 0, resolver: () => desk?.world.edge().dns });
  desk = await openDesk({ more: [vercel] });
  zone_id = await makeZone(desk, apex);
  await desk.world.edit('vercel', 'open-repository', { repository });
  const made = await ask('POST', '/v11/projects', {
    name: 'shop',
    framework: 'nextjs',
    gitRepository: { type: 'github', repo: repository },
  });
  project = String(made.id);
  // The default of new projects keeps strangers from the generated address of production, too.
  await ask('PATCH', `/v9/projects/${project}`, { ssoProtection: { deploymentType: 'prod_deployment_urls_and_all_previews' } });
  await pushed('main', commit);
});
afterAll(async () => {
  await desk.world.close();
  await service.close();
});

async function ask(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const authorization = `Bearer ${desk.world.credentials()['vercel.token']}`;
  const answer = await fetch(`${desk.world.endpoints.vercel}${path}`, {
    method,
    headers: { authorization },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

/** A push whose deployment runs: the world only records that it does, and is told what stands behind it. */
async function pushed(branch: string, id: string): Promise<void> {
  vercel.desk?.pushed({ repository, branch, commit: id });
  await followed();
  const one = vercel.desk?.wanted().find((other) => other.commit === id);
  const deployment = one?.id ?? '';
  vercel.desk?.report({ deployment, at: '', what: 'live', upstreams: [`http://127.0.0.1:${service.port}`] });
  await followed();
}

/** The world looks at Vercel again: any change of its state does that. */
const followed = () => desk.world.edit('vercel', 'spend', { dollars: '0' });
const state = () => vercel.dump() as VercelState;
const network = edgeNetwork(() => desk.world.edge());
const visit = (url: string, headers: Record<string, string> = {}) => askWeb(url, { clock: systemClock, timeoutMs: 5000, network, headers });

async function answered(url: string, headers: Record<string, string> = {}) {
  const seen = await visit(url, headers);
  if (seen.state !== 'answered') throw new Error(`${url}: ${JSON.stringify(seen)}`);
  const header = (name: string): string | undefined => headerValue(seen.headers, name);
  return { status: seen.status, body: seen.body.toString(), location: header('location'), server: header('server') };
}

async function until(reached: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await reached())) await systemClock.sleep(50);
}

describe('generated addresses', () => {
  test('lead to production, over HTTPS, from the edge of Vercel', async () => {
    expect(await answered('https://shop.vercel.app/pricing')).toMatchObject({
      status: 200,
      server: 'Vercel',
      body: 'shop.vercel.app was asked for /pricing',
    });
    expect(await answered('http://shop.vercel.app/pricing?a=1')).toMatchObject({
      status: 308,
      location: 'https://shop.vercel.app/pricing?a=1',
    });
  });

  test('of previews keep strangers out, and let automation in with its secret', async () => {
    await pushed('feature/login', 'b'.repeat(40));
    const address = 'https://shop-git-feature-login-kingdom-77.vercel.app/';
    expect(await answered(address)).toMatchObject({
      status: 401,
      server: 'Vercel',
      body: expect.stringContaining('Authentication Required'),
    });
    const made = await ask('PATCH', `/v1/projects/${project}/protection-bypass`, { generate: {} });
    await followed();
    const [secret = ''] = Object.keys(made.protectionBypass as object);
    expect(await answered(address, { 'x-vercel-protection-bypass': secret })).toMatchObject({ status: 200 });
    expect(await answered(`${address}?x-vercel-protection-bypass=${secret}`)).toMatchObject({ status: 200 });
    expect(await answered(address, { 'x-vercel-protection-bypass': 'guessed' })).toMatchObject({ status: 401 });
    const own = state().deployments.map(({ url }) => url);
    for (const url of own) expect(await answered(`https://${url}/`)).toMatchObject({ status: 401 });
    expect(await answered('https://shop.vercel.app/')).toMatchObject({ status: 200 });
    await desk.world.edit('vercel', 'protection', { value: 'all_except_custom_domains' });
    expect(await answered('https://shop.vercel.app/')).toMatchObject({ status: 401 });
    await desk.world.edit('vercel', 'protection', { value: 'off' });
    for (const url of own) expect(await answered(`https://${url}/`)).toMatchObject({ status: 200 });
  });
});

describe('what is measured', () => {
  const script = 'https://shop.vercel.app/_vercel/insights/script.js';
  const seen = async () => ((await ask('GET', `/v9/projects/${project}`)).webAnalytics ?? {}) as { enabledAt?: number; hasData?: boolean };

  test('is served by the edge from the next deployment on, and the project tells once somebody was measured', async () => {
    expect((await answered(script)).body).toBe('shop.vercel.app was asked for /_vercel/insights/script.js');
    await desk.world.edit('vercel', 'measure', { what: 'visits' });
    expect((await answered(script)).body).toContain('was asked for');
    await pushed('main', 'c'.repeat(40));
    expect((await answered(script)).body).toContain("fetch('/_vercel/insights/view'");
    expect((await answered('https://shop.vercel.app/_vercel/speed-insights/script.js')).body).toContain('was asked for');
    expect((await seen()).hasData).toBe(false);
    const told = await askWeb('https://shop.vercel.app/_vercel/insights/view', {
      clock: systemClock,
      timeoutMs: 5000,
      network,
      method: 'POST',
      body: '{}',
    });
    expect([told.state === 'answered' && told.status, (await seen()).hasData]).toEqual([200, true]);
    await desk.world.edit('vercel', 'measure', { what: 'visits', value: 'off' });
    const { disabledAt = 0, enabledAt = 0 } = (await seen()) as { disabledAt?: number; enabledAt?: number };
    expect(disabledAt).toBeGreaterThan(enabledAt);
  });
});

describe('a custom domain', () => {
  const config = (name: string) => ask('GET', `/v6/domains/${name}/config`);

  test('has no certificate before DNS leads there', async () => {
    await ask('POST', `/v10/projects/${project}/domains`, { name: apex });
    await ask('POST', `/v10/projects/${project}/domains`, { name: `www.${apex}`, redirect: apex, redirectStatusCode: 308 });
    expect(await config(apex)).toMatchObject({ misconfigured: true, configuredBy: null });
    expect((await visit(`https://${apex}/`)).state).not.toBe('answered');
  });

  test('gets one when its record stands, and leads to production', async () => {
    const [{ value = [] } = {}] = (await config(apex)).recommendedIPv4 as { value: string[] }[];
    for (const content of value) await desk.client.dns.records.create({ zone_id, type: 'A', name: apex, content, proxied: false, ttl: 60 });
    await until(() => state().domains[0]?.certificate.state === 'valid');
    expect(await config(apex)).toMatchObject({ misconfigured: false, configuredBy: 'A' });
    await followed();
    expect(await answered(`https://${apex}/`)).toMatchObject({ status: 200, server: 'Vercel', body: `${apex} was asked for /` });
    expect(await ask('GET', '/v4/certs')).toMatchObject({ certs: [{ cns: [apex] }] });
  });

  test('that is another name for it sends its visitors on, with path and question', async () => {
    const [{ value = '' } = {}] = (await config(`www.${apex}`)).recommendedCNAME as { value: string }[];
    await desk.client.dns.records.create({
      zone_id,
      type: 'CNAME',
      name: 'www',
      content: value.replace(/\.$/, ''),
      proxied: false,
      ttl: 60,
    });
    await until(() => state().domains[1]?.certificate.state === 'valid');
    expect(await config(`www.${apex}`)).toMatchObject({ configuredBy: 'CNAME' });
    await followed();
    expect(await answered(`http://www.${apex}/a`)).toMatchObject({ status: 308, location: `https://www.${apex}/a` });
    expect(await answered(`https://www.${apex}/a?b=1`)).toMatchObject({ status: 308, location: `https://${apex}/a?b=1`, server: 'Vercel' });
  });

  test('says that the project is paused', async () => {
    await ask('POST', `/v1/projects/${project}/pause`);
    await followed();
    expect(await answered(`https://${apex}/`)).toMatchObject({ status: 503, body: expect.stringContaining('DEPLOYMENT_PAUSED') });
    await ask('POST', `/v1/projects/${project}/unpause`);
    await followed();
    expect((await answered(`https://${apex}/`)).status).toBe(200);
  });

  test('that somebody else claims answers nobody until the TXT record proves whose it is', async () => {
    const name = `status.${apex}`;
    await desk.world.edit('vercel', 'claim-domain', { domain: apex });
    const added = await ask('POST', `/v10/projects/${project}/domains`, { name });
    const [proof] = added.verification as { domain: string; value: string }[];
    await desk.client.dns.records.create({ zone_id, type: 'A', name, content: '216.198.79.1', proxied: false, ttl: 60 });
    const verify = () => ask('POST', `/v9/projects/${project}/domains/${name}/verify`);
    expect(await verify()).toMatchObject({ error: { code: 'missing_txt_record' } });
    await desk.client.dns.records.create({ zone_id, type: 'TXT', name: proof?.domain ?? '', content: `"${proof?.value}"`, ttl: 60 });
    await until(async () => (await verify()).verified === true);
    await until(() => state().domains.find((one) => one.name === name)?.certificate.state === 'valid');
    await followed();
    expect((await answered(`https://${name}/`)).status).toBe(200);
  });
});
