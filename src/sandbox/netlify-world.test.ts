/** Addresses and custom domains of the emulated Netlify, in a world with DNS and an edge. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import { type Listener, listen } from '../ports/listen.ts';
import { edgeNetwork } from '../ports/network.ts';
import { askWeb, headerValue } from '../ports/web.ts';
import { domain as apex, type Desk, makeZone, openDesk } from './cloudflare-fixture.ts';
import { commit, repository, tools } from './host-world-fixture.ts';
import type { Emulator } from './kernel.ts';
import type { NetlifyState } from './netlify/model.ts';
import { netlifyEmulator } from './netlify.ts';

let desk: Desk;
let netlify: Emulator;
let service: Listener;
let zone_id: string;
let site: string;

beforeAll(async () => {
  service = await listen(async ({ path, headers }) => ({
    status: 200,
    headers: { 'content-type': 'text/plain' },
    body: `${headers.host} was asked for ${path}`,
  }));
  netlify = netlifyEmulator({ ...tools, certificateMs: 0, resolver: () => desk?.world.edge().dns });
  desk = await openDesk({ more: [netlify] });
  zone_id = await makeZone(desk, apex);
  await desk.world.edit('netlify', 'open-repository', { repository });
  const repo = {
    provider: 'github',
    repo_path: repository,
    repo_branch: 'main',
    allowed_branches: [],
    dir: '.next',
    installation_id: Number(desk.world.credentials()['netlify.installation']),
  };
  const made = await ask('POST', '/kingdom-77/sites', { name: 'shop', repo, sso_login: true, sso_login_context: 'non_production' });
  site = String(made.id);
  await live(commit);
});
afterAll(async () => {
  await desk.world.close();
  await service.close();
});

async function ask(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`${desk.world.endpoints.netlify}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${desk.world.credentials()['netlify.token']}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

/** The world only records that it runs, and is told what stands behind it. */
async function live(id: string): Promise<void> {
  await followed();
  const deployment = netlify.desk?.wanted().find((other) => other.commit === id)?.id ?? '';
  netlify.desk?.report({ deployment, at: '', what: 'live', upstreams: [`http://127.0.0.1:${service.port}`] });
  await followed();
}

/** The world looks at Netlify again: any change of its state does that. */
const followed = () => desk.world.edit('netlify', 'use-credits', { credits: '0' });
const state = () => netlify.dump() as NetlifyState;
const network = edgeNetwork(() => desk.world.edge());
const visit = (url: string) => askWeb(url, { clock: systemClock, timeoutMs: 5000, network });

async function answered(url: string) {
  const seen = await visit(url);
  if (seen.state !== 'answered') throw new Error(`${url}: ${JSON.stringify(seen)}`);
  const header = (name: string): string | undefined => headerValue(seen.headers, name);
  return { status: seen.status, body: seen.body.toString(), location: header('location'), server: header('server') };
}

async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await systemClock.sleep(50);
}

describe('addresses at netlify.app', () => {
  test('lead to production, over HTTPS, from the edge of Netlify', async () => {
    expect(await answered('https://shop.netlify.app/pricing')).toMatchObject({
      status: 200,
      server: 'Netlify',
      body: 'shop.netlify.app was asked for /pricing',
    });
    expect(await answered('http://shop.netlify.app/a?b=1')).toMatchObject({ status: 301, location: 'https://shop.netlify.app/a?b=1' });
  });

  test('of branches keep strangers out while previews are protected, and only then', async () => {
    netlify.desk?.pushed({ repository, branch: 'feature/login', commit: 'b'.repeat(40) });
    await live('b'.repeat(40));
    const address = 'https://feature-login--shop.netlify.app/';
    expect(await answered(address)).toMatchObject({ status: 401, body: expect.stringContaining('Log in with Netlify') });
    await desk.world.edit('netlify', 'visibility', { value: 'public' });
    expect(await answered(address)).toMatchObject({ status: 200 });
    await desk.world.edit('netlify', 'visibility', { value: 'all' });
    expect(await answered('https://shop.netlify.app/')).toMatchObject({ status: 401 });
    await desk.world.edit('netlify', 'visibility', { value: 'non_production' });
    expect(await answered('https://shop.netlify.app/')).toMatchObject({ status: 200 });
  });

  test('pause when the credits are used up, and come back when more are bought', async () => {
    await desk.world.edit('netlify', 'use-credits', { credits: '3000' });
    expect(await answered('https://shop.netlify.app/')).toMatchObject({ status: 503, body: expect.stringContaining('credits') });
    await desk.world.edit('netlify', 'buy-credits', {});
    await live(commit);
    expect(await answered('https://shop.netlify.app/')).toMatchObject({ status: 200 });
  });

  test('say that the site is disabled', async () => {
    await ask('PUT', `/sites/${site}/disable?reason=test`);
    expect((await answered('https://shop.netlify.app/')).body).toContain('disabled by its owner');
    await ask('PUT', `/sites/${site}/enable`);
    await live(commit);
    expect((await answered('https://shop.netlify.app/')).status).toBe(200);
  });
});

describe('a custom domain', () => {
  test('answers nobody before DNS leads there', async () => {
    await ask('PATCH', `/sites/${site}`, { custom_domain: apex });
    expect(await ask('POST', `/sites/${site}/ssl`)).toMatchObject({ message: 'bad dns for custom domain' });
    expect((await visit(`https://${apex}/`)).state).not.toBe('answered');
  });

  test('that Cloudflare flattens to the balancer gets its certificate, and leads to production', async () => {
    const about = { proxied: false, ttl: 60 } as const;
    await desk.client.dns.records.create({ zone_id, type: 'CNAME', name: apex, content: 'apex-loadbalancer.netlify.com', ...about });
    await until(() => state().sites[0]?.certificate.names.includes(apex) === true && state().sites[0]?.certificate.state === 'issued');
    await followed();
    expect(await answered(`https://${apex}/`)).toMatchObject({ status: 200, server: 'Netlify', body: `${apex} was asked for /` });
    expect(await ask('GET', `/sites/${site}/ssl`)).toMatchObject({ state: 'issued', domains: [apex] });
  });

  test('has a www that sends its visitors on, with path and question', async () => {
    const about = { proxied: false, ttl: 60 } as const;
    await desk.client.dns.records.create({ zone_id, type: 'CNAME', name: 'www', content: 'shop.netlify.app', ...about });
    await until(
      () => state().sites[0]?.certificate.names.includes(`www.${apex}`) === true && state().sites[0]?.certificate.state === 'issued',
    );
    await followed();
    expect(await answered(`https://www.${apex}/a?b=1`)).toMatchObject({
      status: 301,
      location: `https://${apex}/a?b=1`,
      server: 'Netlify',
    });
  });

  test('ends with its removal', async () => {
    await ask('PATCH', `/sites/${site}`, { custom_domain: null });
    await followed();
    expect((await visit(`https://${apex}/`)).state).not.toBe('answered');
  });
});
