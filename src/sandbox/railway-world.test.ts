/** A custom domain at the emulated Railway, and the DNS of the world around it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import { callLoopback, type Listener, listen } from '../ports/listen.ts';
import { edgeNetwork } from '../ports/network.ts';
import { askWeb, headerValue } from '../ports/web.ts';
import { type Desk, makeZone, openDesk, domain as zone } from './cloudflare-fixture.ts';
import { repository, tools } from './host-world-fixture.ts';
import type { Emulator } from './kernel.ts';
import { railwayEmulator } from './railway.ts';

const name = `api.${zone}`;
let desk: Desk;
let railway: Emulator;
let service: Listener;
let zone_id: string;
let made: { projectId: string; environmentId: string; serviceId: string };
beforeAll(async () => {
  service = await listen(async ({ path }) => ({
    status: 200,
    headers: { 'content-type': 'text/plain' },
    body: `the service was asked for ${path}`,
  }));
  railway = railwayEmulator({
    ...tools,
    certificateMs: 0,
    resolver: () => desk?.world.edge().dns,
  });
  desk = await openDesk({ more: [railway] });
  zone_id = await makeZone(desk, zone);
  made = await deployed();
});
afterAll(async () => {
  await desk.world.close();
  await service.close();
});

async function ask(query: string, variables: Record<string, unknown> = {}) {
  const { body } = await callLoopback(`${desk.world.endpoints.railway}/graphql/v2`, {
    method: 'POST',
    headers: { authorization: `Bearer ${desk.world.credentials()['railway.token']}` },
    body: JSON.stringify({ query, variables }),
    timeoutMs: 5000,
  });
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, looked at by field.
  return (JSON.parse(body) as { data: any }).data;
}

/** A service that runs: the machine behind it is told, not started. */
async function deployed() {
  await desk.world.edit('railway', 'open-repository', { repository });
  const { projectCreate } = await ask('mutation { projectCreate(input: { name: "p" }) { id environments { edges { node { id } } } } }');
  const place = { projectId: projectCreate.id, environmentId: projectCreate.environments.edges[0].node.id };
  const { serviceCreate } = await ask('mutation($input: ServiceCreateInput!) { serviceCreate(input: $input) { id } }', {
    input: { ...place, name: 'api', source: { repo: repository }, branch: 'main' },
  });
  const [one] = railway.desk?.wanted() ?? [];
  railway.desk?.report({ deployment: one?.id ?? '', at: '', what: 'live', upstreams: [`http://127.0.0.1:${service.port}`] });
  return { ...place, serviceId: serviceCreate.id as string };
}

async function status() {
  const { domains } = await ask(
    `query($projectId: String!, $environmentId: String!, $serviceId: String!) {
      domains(projectId: $projectId, environmentId: $environmentId, serviceId: $serviceId) {
        customDomains { id status {
          verified certificateStatus cdnProvider verificationDnsHost verificationToken dnsRecords { requiredValue currentValue status }
        } }
      }
    }`,
    made,
  );
  return domains.customDomains[0].status;
}

/** Until Railway has looked again. */
async function until(reached: (seen: Awaited<ReturnType<typeof status>>) => boolean): Promise<void> {
  for (;;) {
    if (reached(await status())) return;
    await systemClock.sleep(50);
  }
}
const visit = (url: string) => askWeb(url, { clock: systemClock, timeoutMs: 5000, network: edgeNetwork(() => desk.world.edge()) });
const { VALIDATING, VALID } = { VALIDATING: 'CERTIFICATE_STATUS_TYPE_VALIDATING_OWNERSHIP', VALID: 'CERTIFICATE_STATUS_TYPE_VALID' };

describe('a custom domain', () => {
  test('has no certificate, and answers nobody, before its records stand', async () => {
    await ask('mutation($input: CustomDomainCreateInput!) { customDomainCreate(input: $input) { id } }', {
      input: { ...made, domain: name },
    });
    expect(await status()).toMatchObject({ verified: false, certificateStatus: VALIDATING, verificationDnsHost: '_railway-verify.api' });
    expect((await visit(`https://${name}/`)).state).not.toBe('answered');
  });

  test('is not served with the alias alone: Railway wants to know whose it is', async () => {
    const { dnsRecords } = await status();
    await desk.client.dns.records.create({
      zone_id,
      type: 'CNAME',
      name: 'api',
      content: dnsRecords[0].requiredValue,
      proxied: false,
      ttl: 60,
    });
    await until(({ dnsRecords: seen }) => seen[0].status === 'DNS_RECORD_STATUS_PROPAGATED');
    expect(await status()).toMatchObject({ verified: false, certificateStatus: VALIDATING });
    expect((await visit(`https://${name}/`)).state).not.toBe('answered');
  });

  test('gets its certificate, and leads to the service, once both stand', async () => {
    const { verificationToken } = await status();
    await desk.client.dns.records.create({ zone_id, type: 'TXT', name: '_railway-verify.api', content: `"${verificationToken}"`, ttl: 60 });
    await until(({ certificateStatus }) => certificateStatus === VALID);
    expect((await status()).verified).toBe(true);
    const seen = await visit(`https://${name}/health`);
    expect(seen).toMatchObject({ state: 'answered', status: 200, body: 'the service was asked for /health' });
    expect(seen.state === 'answered' && headerValue(seen.headers, 'server')).toBe('railway-edge');
  });

  test('is gone when it is removed', async () => {
    await desk.world.edit('railway', 'remove-domain', { domain: name });
    expect((await visit(`https://${name}/`)).state).not.toBe('answered');
  });
});

test('behind the proxy of the DNS provider it is recognised as such', async () => {
  const proxied = `proxied.${zone}`;
  await ask('mutation($input: CustomDomainCreateInput!) { customDomainCreate(input: $input) { id } }', {
    input: { ...made, domain: proxied },
  });
  const { verificationToken, dnsRecords } = await status();
  await desk.client.dns.records.create({
    zone_id,
    type: 'CNAME',
    name: 'proxied',
    content: dnsRecords[0].requiredValue,
    proxied: true,
    ttl: 1,
  });
  await desk.client.dns.records.create({
    zone_id,
    type: 'TXT',
    name: '_railway-verify.proxied',
    content: `"${verificationToken}"`,
    ttl: 60,
  });
  await until(({ certificateStatus }) => certificateStatus === VALID);
  expect(await status()).toMatchObject({ verified: true, cdnProvider: 'DETECTED_CDN_PROVIDER_CLOUDFLARE' });
});
