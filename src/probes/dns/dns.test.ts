import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../ports/clock.ts';
import { askDns } from '../../ports/dns.ts';
import type { DnsMessage, Resource } from '../../ports/dns-message.ts';
import { newSigningKey } from '../../ports/dns-security.ts';
import { edgeNetwork } from '../../ports/network.ts';
import { systemRandom } from '../../ports/random.ts';
import { delegationSigner } from '../../sandbox/names/delegations.ts';
import { openNameServer, responseTo } from '../../sandbox/names/name-server.ts';
import type { Delegation, DnsRecord, Zone } from '../../sandbox/names/names.ts';
import { type NameSystem, openNameSystem } from '../../sandbox/names/open.ts';
import { probeDns } from './dns.ts';
import { propagation } from './propagation.ts';

let now = new Date('2026-11-22T12:00:00Z');
const clock = { ...systemClock, now: () => now };
const ns = ['ns1.host.test', 'ns2.host.test'];
const [good, other] = [newSigningKey(), newSigningKey()];
const a = (name: string, value: string, ttl = 300): DnsRecord => ({ type: 'A', name, value, ttl });
const zone = (name: string, records: DnsRecord[], more: Partial<Zone> = {}): Zone => ({ name, nameservers: ns, records, ...more });
const delegation = (domain: string, nameservers = ns, key?: string): Delegation => ({
  domain,
  nameservers,
  ...(key ? { signers: [delegationSigner(domain, key)] } : {}),
});

let names: NameSystem;
const about = () => ({ clock, timeoutMs: 300, network: edgeNetwork({ routes: names.routes(), dns: names.resolver, ca: undefined }) });
beforeAll(async () => {
  names = await openNameSystem({ clock, random: systemRandom });
});
afterAll(() => names.close());

describe('a zone', () => {
  test('is seen from both sides, and each of its servers for itself', async () => {
    names.settings({ silent: ['mute.host.test'] });
    await names.set({
      zones: [
        zone('shop.test', [a('shop.test', '203.0.113.1')], {
          nameservers: ['ns1.host.test', 'ns4.host.test'],
          servedBy: ['ns1.host.test'],
          serial: 7,
        }),
        zone('shop.test', [a('shop.test', '203.0.113.2')], {
          nameservers: ['ns1.host.test', 'ns4.host.test'],
          servedBy: ['ns4.host.test'],
          serial: 6,
        }),
      ],
      delegations: [delegation('shop.test', ['ns1.host.test', 'lame.host.test', 'mute.host.test'])],
    });
    const { zone: seen, resolvers } = await probeDns('shop.test', about());
    expect(seen).toMatchObject({
      name: 'shop.test',
      parent: 'test',
      nameserversAtParent: ['lame.host.test', 'mute.host.test', 'ns1.host.test'],
      nameserversAtChild: ['ns1.host.test', 'ns4.host.test'],
      delegationAgrees: false,
      serials: [6, 7],
    });
    expect(
      Object.fromEntries(seen?.servers.map((one) => [one.name, [one.state, one.why, one.atParent, one.atChild, one.answer?.values]]) ?? []),
    ).toEqual({
      'ns1.host.test': ['authoritative', undefined, true, true, ['203.0.113.1']],
      'lame.host.test': ['lame', 'REFUSED', true, false, []],
      'mute.host.test': ['silent', 'timeout', true, false, undefined],
      'ns4.host.test': ['authoritative', undefined, false, true, ['203.0.113.2']],
    });
    expect(resolvers).toHaveLength(4);
    names.settings({ silent: [] });
  });

  test('is not asked when only resolvers shall be', async () => {
    const seen = await probeDns('shop.test', { ...about(), roots: [], servers: [names.resolver] });
    expect(seen.zone).toBeUndefined();
    expect(seen.resolvers).toMatchObject([{ server: names.resolver, udp: { values: ['203.0.113.1'] }, tcp: { transport: 'tcp' } }]);
  });

  test('cannot be asked where something on the way answers in the place of every server', async () => {
    const liar = await openNameServer((query) =>
      responseTo(query, { rcode: 'NXDOMAIN', flags: { ...query.flags, recursionAvailable: true } }),
    );
    const routes = Object.fromEntries(Object.keys(names.routes()).map((address) => [address, `127.0.0.1:${liar.port}`]));
    const network = edgeNetwork({ routes, dns: names.resolver, ca: undefined });
    const seen = await probeDns('shop.test', { ...about(), network });
    expect(seen.zone).toBeUndefined();
    expect(seen.noAuthorities).toContain('something on the way answers in its place');
    const spread = await propagation({ name: 'shop.test', type: 'A' }, { values: ['203.0.113.1'] }, { ...about(), network });
    expect(spread).toMatchObject({ authorities: [], published: false, agrees: false });
    expect(spread.resolvers.map(({ rcode }) => rcode)).toEqual(Array(4).fill('NXDOMAIN'));
    await liar.close();
  });
});

describe('signatures', () => {
  test('are valid, broken for a reason, or absent', async () => {
    const seconds = Math.floor(now.getTime() / 1000);
    await names.set({
      zones: [
        zone('good.test', [a('good.test', '203.0.113.1')], { signingKey: good }),
        zone('wrong.test', [a('wrong.test', '203.0.113.1')], { signingKey: other }),
        zone('old.test', [a('old.test', '203.0.113.1')], {
          signingKey: good,
          signatures: { inception: seconds - 9000, expiration: seconds - 60 },
        }),
        zone('early.test', [a('early.test', '203.0.113.1')], {
          signingKey: good,
          signatures: { inception: seconds + 60, expiration: seconds + 9000 },
        }),
        zone('bare.test', [a('bare.test', '203.0.113.1')]),
        zone('island.test', [a('island.test', '203.0.113.1')], { signingKey: good }),
      ],
      delegations: [
        ...['good.test', 'wrong.test', 'old.test', 'early.test', 'bare.test'].map((name) => delegation(name, ns, good)),
        delegation('island.test'),
      ],
    });
    const of = async (name: string, type = 'A') => (await probeDns(name, { ...about(), type })).security;
    expect(await of('good.test')).toMatchObject({
      state: 'valid',
      zone: 'good.test',
      anchor: 'the root itself',
      expires: '2026-11-29T12:00:00Z',
    });
    expect(await of('nope.good.test')).toMatchObject({ state: 'valid', zone: 'good.test' });
    expect(await of('good.test', 'MX')).toMatchObject({ state: 'valid' });
    expect((await of('wrong.test')).why).toMatch(/no key of the zone \(\d+\) matches the DS record of the parent \(\d+\)/);
    expect((await of('old.test')).why).toContain('expired at 2026-11-22T11:59:00Z');
    expect((await of('early.test')).why).toContain('is valid only from 2026-11-22T12:01:00Z');
    expect(await of('bare.test')).toMatchObject({ state: 'broken', keys: [], why: expect.stringContaining('the zone shows no key') });
    expect(await of('island.test')).toMatchObject({
      state: 'unsigned',
      signers: [],
      keys: [{ algorithm: 13 }],
      why: 'island.test: the parent has no DS record',
    });
  });

  test('of a root that IANA does not vouch for are not believed', async () => {
    const real = { route: (host: string, port: number) => ({ host, port }), dnsServers: [], ca: undefined };
    const seen = await probeDns('good.test', { ...about(), network: real, roots: [], servers: [names.resolver] });
    expect(seen.security).toMatchObject({ state: 'broken', zone: '.', anchor: 'IANA' });
    const own = await probeDns('good.test', { ...about(), network: real, roots: [], servers: [names.resolver], anchors: 'own root' });
    expect(own.security).toMatchObject({ state: 'valid', anchor: 'the root itself' });
  });
});

describe('servers that do something else than they should', () => {
  /** The network with one server in front of all name servers of a zone, which changes what they answer to these questions. */
  async function tampered(change: (message: DnsMessage) => DnsMessage, questions: readonly [name: string, type: string][]) {
    const { network } = about();
    const server = '198.51.100.75';
    expect(names.routes()).toHaveProperty(`${server}:53`);
    const told = new Map<string, DnsMessage>();
    for (const [name, type] of questions) {
      told.set(`${name} ${type}`, change(await askDns({ server, network, name, type, recurse: false, dnssec: true })));
    }
    const answered = (query: DnsMessage) => told.get(`${query.question?.name} ${query.question?.type}`);
    const liar = await openNameServer((query) => {
      const known = answered(query);
      return known && responseTo(query, { ...known, id: query.id, edns: query.edns });
    });
    const routes = { ...names.routes(), [`${server}:53`]: `127.0.0.1:${liar.port}` };
    return { close: () => liar.close(), about: { ...about(), network: edgeNetwork({ routes, dns: names.resolver, ca: undefined }) } };
  }
  const questions = (name: string): [string, string][] => [
    ...['A', 'MX', 'NS', 'SOA', 'DNSKEY', 'CAA', 'TXT', 'DS'].map((type): [string, string] => [name, type]),
    [`_dmarc.${name}`, 'TXT'],
    [`nope.${name}`, 'A'],
    [`nope.${name}`, 'SOA'],
    [`nope.${name}`, 'DS'],
    [`nope.${name}`, 'CAA'],
  ];
  const one = ['ns1.host.test'];
  const world = {
    zones: [zone('odd.test', [a('odd.test', '203.0.113.1')], { nameservers: one, signingKey: good })],
    delegations: [delegation('odd.test', one, good)],
  };

  test('a denial without proof is broken, one with proof is valid', async () => {
    await names.set(world);
    const honest = await tampered((message) => message, questions('odd.test'));
    expect((await probeDns('nope.odd.test', honest.about)).security).toMatchObject({ state: 'valid' });
    await honest.close();
    const isProof = ({ type, data }: Resource) => type === 'NSEC' || (type === 'RRSIG' && data.typeCovered === 'NSEC');
    const liar = await tampered(
      (message) => ({ ...message, authorities: message.authorities.filter((record) => !isProof(record)) }),
      questions('odd.test'),
    );
    const seen = await probeDns('nope.odd.test', liar.about);
    expect(seen.security).toMatchObject({ state: 'broken', why: 'nothing proves that nope.odd.test has no A' });
    await liar.close();
  });

  test('an altered answer is broken', async () => {
    await names.set(world);
    const change = (record: Resource): Resource => (record.type === 'A' ? { ...record, data: '203.0.113.66' } : record);
    const liar = await tampered((message) => ({ ...message, answers: message.answers.map(change) }), questions('odd.test'));
    expect((await probeDns('odd.test', liar.about)).security.why).toMatch(/does not fit any key of odd.test/);
    await liar.close();
  });

  test('a server that only passes on what others say is lame', async () => {
    await names.set(world);
    const liar = await tampered((message) => ({ ...message, flags: { ...message.flags, authoritative: false } }), questions('odd.test'));
    expect((await probeDns('odd.test', liar.about)).zone?.servers).toMatchObject([
      { name: 'ns1.host.test', state: 'lame', why: 'not authoritative' },
    ]);
    await liar.close();
  });
});

describe('CAA and mail', () => {
  test('CAA climbs to the parents, and stops where something is found', async () => {
    await names.set({
      zones: [
        zone('shop.test', [
          { type: 'CAA', name: 'shop.test', tag: 'issue', value: 'letsencrypt.org' },
          { type: 'CAA', name: 'api.shop.test', tag: 'issue', value: ';' },
          a('x.y.shop.test', '203.0.113.1'),
          { type: 'MX', name: 'shop.test', exchange: 'b.mx.test', preference: 20 },
          { type: 'MX', name: 'shop.test', exchange: 'a.mx.test', preference: 10 },
          { type: 'TXT', name: 'shop.test', value: 'v=spf1 -all' },
          { type: 'TXT', name: 'shop.test', value: 'v=spf10 is something else' },
          { type: 'TXT', name: '_dmarc.shop.test', value: 'v=DMARC1; p=none' },
        ]),
      ],
      delegations: [delegation('shop.test')],
    });
    const caa = async (name: string) => (await probeDns(name, about())).caa;
    expect(await caa('x.y.shop.test')).toMatchObject({
      at: 'shop.test',
      records: [{ tag: 'issue', value: 'letsencrypt.org' }],
      climbed: ['x.y.shop.test', 'y.shop.test', 'shop.test'],
    });
    expect(await caa('v1.api.shop.test')).toMatchObject({ at: 'api.shop.test', records: [{ value: ';' }] });
    expect(await caa('free.test')).toMatchObject({ at: undefined, records: [], climbed: ['free.test', 'test'] });
    const { mail } = await probeDns('x.y.shop.test', about());
    expect(mail).toEqual({
      mx: [
        { preference: 10, exchange: 'a.mx.test', ttl: 300 },
        { preference: 20, exchange: 'b.mx.test', ttl: 300 },
      ],
      spf: ['v=spf1 -all'],
      dmarc: ['v=DMARC1; p=none'],
    });
  });
});

describe('spreading', () => {
  const world = (address: string | undefined, nameservers = ns) => ({
    zones: [
      zone(
        'live.test',
        address === undefined ? [] : [a('live.test', address, 600), { type: 'TXT', name: 'live.test', value: 'v=spf1 -all' }],
        { minimum: 90 },
      ),
    ],
    delegations: [delegation('live.test', nameservers)],
  });
  const question = { name: 'live.test', type: 'A' };

  test('resolvers are not asked before the authorities agree', async () => {
    await names.set(world(undefined));
    names.flushed();
    const before = names.asked().filter((line) => line.startsWith('1.1.1.1 ')).length;
    const seen = await propagation(question, { values: ['203.0.113.9'] }, about());
    expect(seen).toMatchObject({ zone: 'live.test', published: false, agrees: false, secondsLeft: undefined });
    expect(seen.authorities.map(({ server, answer, agrees }) => [server, answer, agrees])).toEqual(ns.map((server) => [server, [], false]));
    expect(seen.resolvers[0]).toMatchObject({ server: '1.1.1.1', answer: undefined, why: 'not asked before it is published' });
    expect(names.asked().filter((line) => line.startsWith('1.1.1.1 ')).length).toBe(before);
  });

  test('a resolver that remembers something else is waited for as long as it may remember', async () => {
    names.settings({ cacheSeconds: 3600 });
    await probeDns('live.test', { ...about(), servers: ['9.9.9.9'] });
    await names.set(world('203.0.113.9'));
    const missing = await propagation(question, { values: ['203.0.113.9'] }, about());
    expect(missing).toMatchObject({ published: true, agrees: false, secondsLeft: 90 });
    expect(missing.resolvers.map(({ agrees }) => agrees)).toEqual([true, true, false, true]);
    now = new Date(now.getTime() + 90_000);
    expect(await propagation(question, { values: ['203.0.113.9'] }, about())).toMatchObject({ agrees: true, secondsLeft: 0 });
    await names.set(world('203.0.113.10'));
    now = new Date(now.getTime() + 200_000);
    const stale = await propagation(question, { values: ['203.0.113.10'] }, about());
    expect(stale).toMatchObject({
      published: true,
      secondsLeft: 400,
      resolvers: [{ answer: ['203.0.113.9'], ttlLeft: 310 }, {}, { ttlLeft: 400 }, {}],
    });
    names.settings({ cacheSeconds: 0 });
  });

  test('nobody can tell how long a silent resolver takes', async () => {
    names.settings({ silent: ['8.8.8.8'] });
    const seen = await propagation(question, { values: ['203.0.113.10'] }, about());
    expect(seen).toMatchObject({ published: true, agrees: false, secondsLeft: undefined });
    expect(seen.resolvers[1]).toMatchObject({ agrees: false, why: '8.8.8.8 did not answer within 300 ms' });
    names.settings({ silent: [] });
  });

  test('wanting one text among others, nothing at all, or other values', async () => {
    const agrees = async (type: string, want: Parameters<typeof propagation>[1]) =>
      (await propagation({ name: 'LIVE.test', type }, want, about())).agrees;
    expect(await agrees('TXT', { values: ['v=spf1 -all'] })).toBe(true);
    expect(await agrees('TXT', { values: ['v=spf1 -all', 'more'], others: 'allowed' })).toBe(false);
    expect(await agrees('TXT', { values: [], others: 'allowed' })).toBe(true);
    expect(await agrees('TXT', { values: [] })).toBe(false);
    expect(await agrees('MX', 'absent')).toBe(true);
    expect(await agrees('A', 'absent')).toBe(false);
  });

  test('name servers and signers are waited for at the parent', async () => {
    const wanted = { values: ['NS3.host.test.', 'ns4.host.test'] };
    const before = await propagation({ name: 'live.test', type: 'NS', at: 'parent' }, wanted, about());
    expect(before).toMatchObject({ zone: 'test', published: false, authorities: [{ server: 'a.nic.test', answer: ns, agrees: false }] });
    const moved = zone('live.test', [], { nameservers: ['ns3.host.test', 'ns4.host.test'], signingKey: good });
    await names.set({ zones: [moved], delegations: [delegation('live.test', ['ns3.host.test', 'ns4.host.test'], good)] });
    expect(await propagation({ name: 'live.test', type: 'NS', at: 'parent' }, wanted, about())).toMatchObject({
      published: true,
      agrees: true,
    });
    const { keyTag, algorithm, digestType, digest } = delegationSigner('live.test', good);
    const signers = { values: [`${keyTag} ${algorithm} ${digestType} ${digest}`] };
    expect(await propagation({ name: 'live.test', type: 'DS' }, signers, about())).toMatchObject({
      zone: 'test',
      published: true,
      agrees: true,
    });
    expect(await propagation({ name: 'nobody.test', type: 'NS', at: 'parent' }, wanted, about())).toMatchObject({
      published: false,
      agrees: false,
    });
  });
});
