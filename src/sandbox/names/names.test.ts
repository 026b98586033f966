import { Resolver } from 'node:dns/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../ports/clock.ts';
import { askDns, type DnsReply } from '../../ports/dns.ts';
import { newSigningKey } from '../../ports/dns-security.ts';
import { textOf } from '../../ports/dns-text.ts';
import { edgeNetwork } from '../../ports/network.ts';
import { systemRandom } from '../../ports/random.ts';
import { delegationSigner } from './delegations.ts';
import type { DnsRecord, Zone } from './names.ts';
import { type NameSystem, openNameSystem } from './open.ts';

const start = new Date('2026-11-22T12:00:00Z');
let now = start;
const clock = { ...systemClock, now: () => now };
const later = (seconds: number): void => {
  now = new Date(now.getTime() + seconds * 1000);
};
const ns = ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'];
const a = (name: string, value: string, ttl = 300): DnsRecord => ({ type: 'A', name, value, ttl });
const zone = (name: string, records: DnsRecord[], more: Partial<Zone> = {}): Zone => ({ name, nameservers: ns, records, ...more });
const long = 'v=DKIM1; p='.padEnd(400, 'k');

let names: NameSystem;
const network = () => edgeNetwork({ routes: names.routes(), dns: names.resolver, ca: undefined });
const ask = (server: string, name: string, type = 'A', more: object = {}): Promise<DnsReply> =>
  askDns({ server, name, type, network: network(), timeoutMs: 1000, ...more });
const said = async (server: string, name: string, type = 'A'): Promise<string[]> => (await ask(server, name, type)).answers.map(textOf);
const addressOf = async (server: string): Promise<string> => (await said('1.1.1.1', server))[0] ?? '';

const good = newSigningKey();
const content = {
  zones: [
    zone('example.test', [
      a('example.test', '203.0.113.1'),
      a('*.wild.example.test', '203.0.113.2'),
      { type: 'CNAME', name: 'www.example.test', value: 'example.test' },
      { type: 'TXT', name: 'example.test', value: long },
      { type: 'MX', name: 'example.test', exchange: 'mail.example.test', preference: 5 },
      { type: 'CAA', name: 'example.test', tag: 'issue', value: 'letsencrypt.org' },
      { type: 'NS', name: 'sub.example.test', value: 'ns1.elsewhere.test' },
      a('a.b.c.example.test', '203.0.113.3'),
    ]),
    zone('signed.test', [a('signed.test', '203.0.113.4')], { signingKey: good }),
    zone('bogus.test', [a('bogus.test', '203.0.113.5')], { signingKey: newSigningKey() }),
    zone('undelegated.test', [a('undelegated.test', '203.0.113.6')]),
  ],
  delegations: [
    { domain: 'example.test', nameservers: ns },
    { domain: 'signed.test', nameservers: ns, signers: [delegationSigner('signed.test', good)] },
    { domain: 'bogus.test', nameservers: ns, signers: [delegationSigner('bogus.test', good)] },
    { domain: 'parked.test', nameservers: ['ns1.registrar.test'] },
  ],
  extra: [{ type: 'SRV', name: '_mongodb._tcp.c.abcde.mongodb.net', target: 'h.abcde.mongodb.net', port: 27017 }] satisfies DnsRecord[],
};

beforeAll(async () => {
  names = await openNameSystem({ clock, random: systemRandom });
  await names.set(content);
});
afterAll(() => names.close());

describe('the resolver of the world', () => {
  test("answers every kind of record to Node's own resolver", async () => {
    const resolver = new Resolver({ timeout: 1_000, tries: 1 });
    resolver.setServers([names.resolver]);
    expect(await resolver.resolve4('WWW.Example.Test')).toEqual(['203.0.113.1']);
    expect(await resolver.resolveCname('www.example.test')).toEqual(['example.test']);
    expect(await resolver.resolveSrv('_mongodb._tcp.c.abcde.mongodb.net')).toMatchObject([{ name: 'h.abcde.mongodb.net', port: 27017 }]);
    expect((await resolver.resolveTxt('example.test'))[0]?.join('')).toBe(long);
    expect(await resolver.resolveMx('example.test')).toMatchObject([{ exchange: 'mail.example.test', priority: 5 }]);
    expect(await resolver.resolveCaa('example.test')).toMatchObject([{ issue: 'letsencrypt.org' }]);
    expect(await resolver.resolve4('x.y.wild.example.test')).toEqual(['203.0.113.2']);
    await expect(resolver.resolve4('nope.example.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(resolver.resolve6('example.test')).rejects.toMatchObject({ code: 'ENODATA' });
    await expect(resolver.resolve4('b.c.example.test')).rejects.toMatchObject({ code: 'ENODATA' });
    expect(names.asked()).toContain('resolver A x.y.wild.example.test');
  });

  test('finds a zone only by its delegation', async () => {
    expect((await ask('1.1.1.1', 'undelegated.test')).rcode).toBe('NXDOMAIN');
    expect((await ask('1.1.1.1', 'parked.test')).rcode).toBe('SERVFAIL');
    const ada = await addressOf('ada.ns.cloudflare.com');
    expect(await said(ada, 'undelegated.test')).toEqual(['203.0.113.6']);
  });

  test('validates: what is signed is marked, what does not fit is withheld unless asked for unchecked', async () => {
    expect((await ask('8.8.8.8', 'signed.test')).flags.authentic).toBe(true);
    expect((await ask('8.8.8.8', 'example.test')).flags.authentic).toBe(false);
    expect((await ask('8.8.8.8', 'bogus.test')).rcode).toBe('SERVFAIL');
    expect((await ask('8.8.8.8', 'bogus.test', 'A', { checkingDisabled: true })).answers).toHaveLength(1);
  });
});

describe('authorities', () => {
  test('answer with authority for their zones, refer below a delegation, and refuse the rest', async () => {
    const ada = await addressOf('ada.ns.cloudflare.com');
    expect((await ask(ada, 'example.test')).flags).toMatchObject({ authoritative: true, recursionAvailable: false });
    const referral = await ask(ada, 'x.sub.example.test');
    expect([referral.flags.authoritative, referral.answers.length, referral.authorities.map(textOf)]).toEqual([
      false,
      0,
      ['ns1.elsewhere.test'],
    ]);
    expect((await ask(ada, 'other.test')).rcode).toBe('REFUSED');
    expect((await ask('198.51.100.1', 'parked.test', 'NS')).authorities.map(textOf)).toEqual(['ns1.registrar.test']);
    expect((await ask('198.41.0.4', 'parked.test')).authorities.map(({ name }) => name)).toEqual(['test']);
  });

  test('stand on addresses that documentation uses', () => {
    const outside = Object.keys(names.routes()).filter((address) => !/^(192\.0\.2|198\.51\.100|203\.0\.113)\./.test(address));
    expect(outside).toContain('1.1.1.1:53');
    expect(outside).toContain('198.41.0.4:53');
    expect(outside).toHaveLength(17);
    expect(Object.values(names.routes()).every((target) => target.startsWith('127.0.0.1:'))).toBe(true);
  });

  test('sign only for those who ask', async () => {
    const ada = await addressOf('ada.ns.cloudflare.com');
    expect((await ask(ada, 'signed.test')).answers.map(({ type }) => type)).toEqual(['A']);
    expect((await ask(ada, 'signed.test', 'A', { dnssec: true })).answers.map(({ type }) => type)).toEqual(['A', 'RRSIG']);
    const denied = await ask(ada, 'nope.signed.test', 'A', { dnssec: true });
    expect(denied.rcode).toBe('NXDOMAIN');
    expect(new Set(denied.authorities.map(({ type }) => type))).toEqual(new Set(['SOA', 'RRSIG', 'NSEC']));
  });

  test('count the serial number up when the zone changes, and only then', async () => {
    const serial = async () => (await said('1.1.1.1', 'example.test', 'SOA'))[0]?.split(' ')[2];
    names.settings({ cacheSeconds: 0 });
    const before = await serial();
    later(10);
    await names.set({ ...content, delegations: [...content.delegations, { domain: 'new.test', nameservers: ns }] });
    expect(await serial()).toBe(before);
    const [first, ...others] = content.zones;
    await names.set({ ...content, zones: [{ ...(first as Zone), records: [a('example.test', '203.0.113.50')] }, ...others] });
    expect(Number(await serial())).toBeGreaterThan(Number(before));
    await names.set(content);
    names.settings({ cacheSeconds: 2 });
  });
});

describe('public resolvers', () => {
  const world = (address: string, ttl = 300) => ({
    zones: [zone('live.test', [a('live.test', address, ttl)], { minimum: 120 })],
    delegations: [{ domain: 'live.test', nameservers: ns }],
  });

  test('keep what they found until its time is over', async () => {
    names.settings({ cacheSeconds: 3600 });
    await names.set(world('203.0.113.10'));
    names.flushed();
    expect(await said('1.1.1.1', 'live.test')).toEqual(['203.0.113.10']);
    await names.set(world('203.0.113.11'));
    later(299);
    expect((await ask('1.1.1.1', 'live.test')).answers).toMatchObject([{ data: '203.0.113.10', ttl: 1 }]);
    expect(await said('8.8.8.8', 'live.test')).toEqual(['203.0.113.11']);
    later(1);
    expect(await said('1.1.1.1', 'live.test')).toEqual(['203.0.113.11']);
  });

  test('remember that a name did not exist for as long as its zone says', async () => {
    await names.set(world('203.0.113.10'));
    expect((await ask('1.1.1.1', 'new.live.test')).rcode).toBe('NXDOMAIN');
    const [first] = world('203.0.113.10').zones;
    await names.set({ ...world('203.0.113.10'), zones: [{ ...(first as Zone), records: [a('new.live.test', '203.0.113.12')] }] });
    later(119);
    expect((await ask('1.1.1.1', 'new.live.test')).rcode).toBe('NXDOMAIN');
    later(1);
    expect(await said('1.1.1.1', 'new.live.test')).toEqual(['203.0.113.12']);
  });

  test('see a change only after their own delay, or never', async () => {
    names.settings({ cacheSeconds: 0, propagationSeconds: { '8.8.8.8': 60 }, never: [] });
    await names.set(world('203.0.113.20'));
    later(100);
    names.settings({ never: ['9.9.9.9'] });
    await names.set(world('203.0.113.21'));
    const all = () => Promise.all(['1.1.1.1', '8.8.8.8', '9.9.9.9'].map(async (server) => (await said(server, 'live.test'))[0]));
    expect(await all()).toEqual(['203.0.113.21', '203.0.113.20', '203.0.113.20']);
    later(59);
    expect(await all()).toEqual(['203.0.113.21', '203.0.113.20', '203.0.113.20']);
    later(1);
    expect(await all()).toEqual(['203.0.113.21', '203.0.113.21', '203.0.113.20']);
    later(100_000);
    expect((await all())[2]).toBe('203.0.113.20');
    names.settings({ never: [], propagationSeconds: {} });
    expect((await all())[2]).toBe('203.0.113.21');
  });

  test('forget everything when they are flushed, delay or not', async () => {
    names.settings({ cacheSeconds: 3600, propagationSeconds: { '8.8.8.8': 60 } });
    await names.set(world('203.0.113.30'));
    names.flushed();
    await said('8.8.8.8', 'live.test');
    await names.set(world('203.0.113.31'));
    expect(await said('8.8.8.8', 'live.test')).toEqual(['203.0.113.30']);
    names.flushed();
    expect(await said('8.8.8.8', 'live.test')).toEqual(['203.0.113.31']);
    names.settings({ cacheSeconds: 2, propagationSeconds: {} });
  });

  test('keep silent when they are told to', async () => {
    names.settings({ silent: ['1.1.1.1'] });
    await expect(ask('1.1.1.1', 'live.test', 'A', { timeoutMs: 150 })).rejects.toMatchObject({ why: 'timeout' });
    names.settings({ silent: [] });
  });
});

test('ports, addresses and answers are the same in the next run', async () => {
  const first = await openNameSystem({ clock, random: systemRandom });
  await first.set(content);
  const [ports, routes] = [first.ports(), first.routes()];
  await first.close();
  const second = await openNameSystem({ clock, random: systemRandom, ports });
  await second.set(content);
  expect(second.ports()).toEqual(ports);
  expect(second.routes()).toEqual(routes);
  const third = await openNameSystem({ clock, random: systemRandom, ports });
  expect(third.resolver).not.toBe(second.resolver);
  await Promise.all([second.close(), third.close()]);
});
