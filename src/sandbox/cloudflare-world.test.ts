/** What the emulated Cloudflare says is what the world's names and edge do. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import { askDns } from '../ports/dns.ts';
import { edgeNetwork } from '../ports/network.ts';
import { askWeb, headerValue } from '../ports/web.ts';
import { type Desk, domain, makeZone, openDesk } from './cloudflare-fixture.ts';

let desk: Desk;
let zone_id: string;
beforeAll(async () => {
  desk = await openDesk();
  zone_id = await makeZone(desk, domain);
});
afterAll(() => desk.world.close());

const ask = async (name: string, type: string) =>
  (await askDns({ name, type, server: String(desk.world.edge().dns), dnssec: true })).answers;
const visit = (url: string) => askWeb(url, { clock: systemClock, timeoutMs: 5000, network: edgeNetwork(() => desk.world.edge()) });
const set = (setting: string, value: string) => desk.edit('set-setting', { zone: domain, setting, value });

describe('a name', () => {
  test('is answered as soon as its record is made, and no more when it is gone', async () => {
    const { records } = desk.client.dns;
    const { id } = await records.create({ zone_id, type: 'TXT', name: 'hello', content: '"world"', ttl: 60 });
    expect(await ask(`hello.${domain}`, 'TXT')).toMatchObject([{ type: 'TXT', ttl: 60 }]);
    await records.delete(id, { zone_id });
    expect(await ask(`hello.${domain}`, 'TXT')).toEqual([]);
  });

  test('is signed once the zone is, with the key that the API shows', async () => {
    await desk.client.dns.records.create({ zone_id, type: 'A', name: 'signed', content: '203.0.113.9', ttl: 60 });
    expect((await ask(`signed.${domain}`, 'A')).map(({ type }) => type)).toEqual(['A']);
    const { public_key } = await desk.client.dns.dnssec.edit({ zone_id, status: 'active' });
    expect((await ask(`signed.${domain}`, 'A')).map(({ type }) => type)).toEqual(['A', 'RRSIG']);
    const keys = (await ask(domain, 'DNSKEY')).flatMap((one) => (one.type === 'DNSKEY' ? [one.data.key.toString('base64')] : []));
    expect(keys).toEqual([public_key]);
    await desk.edit('parent-signs', { domain });
    expect((await ask(domain, 'DS')).map(({ type }) => type)).toContain('DS');
    expect((await desk.client.dns.dnssec.get({ zone_id })).status).toBe('active');
  });
});

describe('a proxied host', () => {
  test('answers with Cloudflare’s certificate and name, as its settings say', async () => {
    await desk.client.dns.records.create({ zone_id, type: 'CNAME', name: 'www', content: 'nowhere.elsewhere.test', proxied: true, ttl: 1 });
    const before = await visit(`http://www.${domain}/`);
    expect(before.state === 'answered' && headerValue(before.headers, 'server')).toBe('cloudflare');
    await set('always_use_https', 'on');
    const redirected = await visit(`http://www.${domain}/a?b=c`);
    expect(redirected).toMatchObject({ state: 'answered', status: 301 });
    expect(redirected.state === 'answered' && headerValue(redirected.headers, 'location')).toBe(`https://www.${domain}/a?b=c`);
    await set('security_header', '{"strict_transport_security":{"enabled":true,"max_age":300}}');
    const secure = await visit(`https://www.${domain}/`);
    expect(secure.state === 'answered' && headerValue(secure.headers, 'strict-transport-security')).toBe('max-age=300');
  });

  test('two labels below the apex has no certificate', async () => {
    await desk.client.dns.records.create({ zone_id, type: 'A', name: 'a.b', content: '203.0.113.9', proxied: true, ttl: 1 });
    expect((await visit(`https://a.b.${domain}/`)).state).not.toBe('answered');
  });
});

test('its edge has the certificate of an active zone before any name leads there, for the domain and one label below it', async () => {
  const { https } = desk.world.ports;
  const edge = { routes: {}, dns: undefined, ca: desk.world.edge().ca };
  const at = (name: string) =>
    askWeb(`https://${name}/`, {
      clock: systemClock,
      timeoutMs: 5000,
      network: { ...edgeNetwork(edge), route: () => ({ host: '127.0.0.1', port: Number(https) }) },
    });
  expect(await ask(domain, 'A')).toEqual([]);
  for (const name of [domain, `not-made-yet.${domain}`]) {
    const seen = await at(name);
    expect(seen).toMatchObject({ state: 'answered', status: 200 });
    expect(seen.state === 'answered' && seen.body, name).toContain('No service is deployed behind it yet');
  }
  expect((await at(`two.labels.${domain}`)).state).not.toBe('answered');
  expect((await at('somebody.else.test')).state).not.toBe('answered');
});

test('a domain bought at Cloudflare is delegated, served and active at once', async () => {
  await desk.client.registrar.registrations.create({ account_id: desk.account_id, domain_name: 'bought.test' });
  const nameservers = (await ask('bought.test', 'NS')).flatMap((one) => (one.type === 'NS' ? [one.data] : []));
  expect(nameservers.sort()).toEqual(['dana.ns.cloudflare.com', 'rob.ns.cloudflare.com']);
});
