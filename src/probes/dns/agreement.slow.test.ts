/**
 * Every fact of the dns probe against what `dig` and `delv` print about the same servers: more than ten deliberately different situations, no disagreement.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Network } from '../../core/ports.ts';
import { systemClock } from '../../ports/clock.ts';
import { publicResolvers } from '../../ports/dns.ts';
import { newSigningKey } from '../../ports/dns-security.ts';
import { edgeNetwork } from '../../ports/network.ts';
import { systemRandom } from '../../ports/random.ts';
import { delegationSigner } from '../../sandbox/names/delegations.ts';
import type { Delegation, DnsRecord, Zone } from '../../sandbox/names/names.ts';
import { type NameSystem, openNameSystem } from '../../sandbox/names/open.ts';
import { isSilence } from './ask.ts';
import { type DnsProbe, probeDns } from './dns.ts';
import { propagation } from './propagation.ts';

const run = promisify(execFile);
const missing = await Promise.all([run('dig', ['-v']), run('delv', ['-v'])]).then(
  () => undefined,
  () => 'dig and delv are not installed (Debian: bind9-dnsutils)',
);

/** Time stands still for the servers, so that TTLs seen one after the other are the same. */
const now = new Date();
const clock = { ...systemClock, now: () => now };
const seconds = Math.floor(now.getTime() / 1000);
const [good, wrong, expired, island] = [newSigningKey(), newSigningKey(), newSigningKey(), newSigningKey()];
const ns = ['ns1.host.test', 'ns2.host.test'];

const a = (name: string, value: string, ttl = 300): DnsRecord => ({ type: 'A', name, value, ttl });
const cname = (name: string, value: string): DnsRecord => ({ type: 'CNAME', name, value, ttl: 120 });
const txt = (name: string, value: string): DnsRecord => ({ type: 'TXT', name, value });
const domain = (name: string, records: DnsRecord[], more: Partial<Zone> = {}): Zone => ({ name, nameservers: ns, records, ...more });
const delegate = (name: string, nameservers: readonly string[] = ns, key?: string): Delegation => ({
  domain: name,
  nameservers,
  ...(key ? { signers: [delegationSigner(name, key)] } : {}),
});

const zones: Zone[] = [
  domain('plain.test', [
    a('plain.test', '203.0.113.1'),
    a('plain.test', '203.0.113.2'),
    { type: 'AAAA', name: 'plain.test', value: '2001:db8:0:0:1::1' },
    { type: 'SRV', name: '_sip._tcp.plain.test', target: 'plain.test', port: 5060, priority: 1, weight: 2 },
    a('deep.below.plain.test', '203.0.113.3'),
    a('*.wild.plain.test', '203.0.113.4', 60),
    txt('big.plain.test', 'x'.repeat(2500)),
    txt('odd.plain.test', 'quote " slash \\ umlaut ü'),
  ]),
  domain('alias.test', [
    cname('www.alias.test', 'two.alias.test'),
    cname('two.alias.test', 'plain.test'),
    cname('dead.alias.test', 'nope.plain.test'),
    cname('a.alias.test', 'b.alias.test'),
    cname('b.alias.test', 'a.alias.test'),
  ]),
  domain('caa.test', [
    a('deep.api.caa.test', '203.0.113.5'),
    { type: 'CAA', name: 'caa.test', tag: 'issue', value: 'letsencrypt.org' },
    { type: 'CAA', name: 'caa.test', tag: 'iodef', value: 'mailto:security@caa.test' },
    cname('moved.caa.test', 'other.mail.test'),
  ]),
  domain('mail.test', [
    { type: 'MX', name: 'mail.test', exchange: 'mx2.mail.test', preference: 20 },
    { type: 'MX', name: 'mail.test', exchange: 'mx1.mail.test', preference: 10 },
    txt('mail.test', 'v=spf1 include:_spf.mx.cloudflare.net ~all'),
    txt('mail.test', 'site-verification=abc'),
    txt('_dmarc.mail.test', 'v=DMARC1; p=reject; rua=mailto:postmaster@mail.test'),
    { type: 'CAA', name: 'other.mail.test', tag: 'issue', value: 'pki.goog' },
  ]),
  domain('lame.test', [a('lame.test', '203.0.113.6')], { servedBy: ['ns1.host.test'] }),
  domain('silent.test', [a('silent.test', '203.0.113.7')], {
    nameservers: ['ns1.host.test', 'mute.host.test'],
    servedBy: ['ns1.host.test'],
  }),
  domain('stale.test', [a('stale.test', '203.0.113.8')], { servedBy: ['ns1.host.test'], serial: 2026112202 }),
  domain('stale.test', [a('stale.test', '203.0.113.9')], { servedBy: ['ns2.host.test'], serial: 2026112101 }),
  domain('moved.test', [a('moved.test', '203.0.113.10')], { nameservers: ['ns1.host.test', 'ns3.host.test'] }),
  domain(
    'signed.test',
    [
      a('signed.test', '203.0.113.11'),
      cname('www.signed.test', 'signed.test'),
      cname('out.signed.test', 'plain.test'),
      a('*.wild.signed.test', '203.0.113.12'),
    ],
    { signingKey: good },
  ),
  domain('wrongds.test', [a('wrongds.test', '203.0.113.13')], { signingKey: wrong }),
  domain('expired.test', [a('expired.test', '203.0.113.14')], {
    signingKey: expired,
    signatures: { inception: seconds - 20 * 86_400, expiration: seconds - 86_400 },
  }),
  domain('island.test', [a('island.test', '203.0.113.15')], { signingKey: island }),
  domain('naked.test', [a('naked.test', '203.0.113.16')]),
];
const delegations: Delegation[] = [
  ...['plain.test', 'alias.test', 'caa.test', 'mail.test', 'lame.test', 'stale.test', 'island.test'].map((name) => delegate(name)),
  delegate('silent.test', ['ns1.host.test', 'mute.host.test']),
  delegate('moved.test', ['ns1.host.test', 'ns2.host.test']),
  delegate('gone.test', ['ns2.host.test']),
  delegate('signed.test', ns, good),
  delegate('wrongds.test', ns, good),
  delegate('expired.test', ns, expired),
  delegate('naked.test', ns, good),
];

const situations: [what: string, name: string, type: string][] = [
  ['a plain name with two addresses', 'plain.test', 'A'],
  ['an IPv6 address', 'plain.test', 'AAAA'],
  ['a service record', '_sip._tcp.plain.test', 'SRV'],
  ['a chain of aliases into another zone', 'www.alias.test', 'A'],
  ['an alias to a name that does not exist', 'dead.alias.test', 'A'],
  ['aliases that run in a circle', 'a.alias.test', 'A'],
  ['a wildcard, two labels below', 'x.y.wild.plain.test', 'A'],
  ['no such name', 'nope.plain.test', 'A'],
  ['no such domain', 'unregistered.test', 'A'],
  ['a name without records of this type', 'plain.test', 'MX'],
  ['a name that only has names below it', 'below.plain.test', 'A'],
  ['CAA two labels above', 'deep.api.caa.test', 'A'],
  ['CAA behind an alias', 'moved.caa.test', 'CNAME'],
  ['mail', 'mail.test', 'MX'],
  ['texts with characters that need care', 'odd.plain.test', 'TXT'],
  ['an answer that needs TCP', 'big.plain.test', 'TXT'],
  ['a lame delegation', 'lame.test', 'A'],
  ['a name server that keeps silent', 'silent.test', 'A'],
  ['a domain whose only server knows nothing of it', 'gone.test', 'A'],
  ['a secondary that lags behind', 'stale.test', 'A'],
  ['parent and child that name different servers', 'moved.test', 'NS'],
  ['a signed zone', 'signed.test', 'A'],
  ['an alias in a signed zone', 'www.signed.test', 'A'],
  ['an alias from a signed into an unsigned zone', 'out.signed.test', 'A'],
  ['a wildcard in a signed zone', 'any.wild.signed.test', 'A'],
  ['no such name in a signed zone', 'nope.signed.test', 'A'],
  ['no such type in a signed zone', 'signed.test', 'MX'],
  ['a DS record that fits no key', 'wrongds.test', 'A'],
  ['signatures that have expired', 'expired.test', 'A'],
  ['a signed zone that its parent does not vouch for', 'island.test', 'A'],
  ['a DS record for a zone without keys', 'naked.test', 'A'],
  ['the signers of a zone', 'signed.test', 'DS'],
  ['a top-level domain', 'test', 'SOA'],
];

let system: NameSystem;
let network: Network;
let folder: string;
let anchor: string;
beforeAll(async () => {
  if (missing) return;
  system = await openNameSystem({ clock, random: systemRandom });
  system.settings({ cacheSeconds: 3600, silent: ['mute.host.test'] });
  await system.set({ zones: [{ ...domain('plain.test', [a('plain.test', '203.0.113.99', 900)]) }], delegations });
  // This one saw the old world, and goes on seeing it.
  system.settings({ never: ['9.9.9.9'] });
  await system.set({ zones, delegations });
  network = edgeNetwork(() => ({ routes: system.routes(), dns: system.resolver, ca: undefined }));
  folder = await mkdtemp(join(tmpdir(), 'k77-dns-'));
  anchor = join(folder, 'anchor');
  await writeFile(anchor, system.anchor());
});
afterAll(async () => {
  if (missing) return;
  await system.close();
  await rm(folder, { recursive: true });
});

interface Dug {
  status: string;
  flags: string[];
  answer: string[];
  authority: string[];
  tcp: boolean;
}

/** `name type ttl data` of every line, names without the dot at the end. */
function recordIn(line: string): string {
  const [name = '', ttl, , type = '', ...data] = line.split(/\s+/);
  const words =
    type === 'TXT' || type === 'CAA'
      ? [line.split(/\s+(?:TXT|CAA)\s+/)[1] ?? '']
      : type === 'DS'
        ? [...data.slice(0, 3), data.slice(3).join('')]
        : data.map(bareName);
  return `${bareName(name)} ${type} ${ttl} ${words.join(' ')}`;
}
const bareName = (name: string): string => (name.length > 1 ? name.replace(/\.$/, '') : name);

async function dig(server: string, name: string, type: string, ...more: string[]): Promise<Dug | 'silent'> {
  const [address = '', given = '53'] = server.split(':');
  const { host, port } = network.route(address, Number(given));
  const args = [
    `@${host}`,
    '-p',
    String(port),
    name,
    type,
    '+noall',
    '+answer',
    '+authority',
    '+comments',
    '+stats',
    '+time=1',
    '+tries=1',
    ...more,
  ];
  const { stdout } = await run('dig', args).catch((error: { stdout: string }) => error);
  const status = /status: (\w+)/.exec(stdout)?.[1];
  if (status === undefined) return 'silent';
  const section = (title: string): string[] => {
    const lines = stdout.split(`;; ${title} SECTION:\n`)[1]?.split('\n\n')[0]?.split('\n') ?? [];
    return lines
      .filter((line) => line !== '' && !line.startsWith(';'))
      .map(recordIn)
      .sort();
  };
  const flags = /flags: ([a-z ]*);/.exec(stdout)?.[1]?.split(' ') ?? [];
  return { status, flags, answer: section('ANSWER'), authority: section('AUTHORITY'), tcp: /SERVER: .*\(TCP\)/.test(stdout) };
}

async function delv(name: string, type: string): Promise<'valid' | 'unsigned' | 'broken'> {
  const [host = '', port = ''] = system.resolver.split(':');
  const { stdout, stderr } = await run('delv', ['-a', anchor, '+root=.', `@${host}`, '-p', port, name, type]).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  const told = stdout + stderr;
  const verdicts = [...told.matchAll(/^; (?:negative response, )?(fully validated|unsigned answer)/gm)].map(([, verdict]) => verdict);
  if (verdicts.includes('unsigned answer')) return 'unsigned';
  if (verdicts.length > 0) return 'valid';
  return 'broken';
}

/** Collects facts that two instruments told; the test fails with the list of those that differ. */
class Agreement {
  readonly differences: string[] = [];
  facts = 0;
  same(what: string, ours: unknown, theirs: unknown): void {
    this.facts += 1;
    const [mine, other] = [JSON.stringify(ours), JSON.stringify(theirs)];
    if (mine !== other) this.differences.push(`${what}: the probe ${mine}, the instrument ${other}`);
  }
}

async function compareResolvers(seen: DnsProbe, agreement: Agreement): Promise<void> {
  for (const { server, udp, tcp } of seen.resolvers) {
    for (const [way, answer] of [
      ['udp', udp],
      ['tcp', tcp],
    ] as const) {
      const dug = await dig(server, seen.name, seen.type, ...(way === 'tcp' ? ['+tcp'] : []));
      const label = `${server} over ${way}`;
      agreement.same(`${label} answers`, !isSilence(answer), dug !== 'silent');
      if (isSilence(answer) || dug === 'silent') continue;
      agreement.same(`${label}: status`, answer.rcode, dug.status);
      agreement.same(`${label}: aa`, answer.authoritative, dug.flags.includes('aa'));
      agreement.same(`${label}: ad`, answer.authentic, dug.flags.includes('ad'));
      agreement.same(`${label}: records`, answer.records.map((one) => `${one.name} ${one.type} ${one.ttl} ${one.text}`).sort(), dug.answer);
      agreement.same(`${label}: transport`, answer.transport, dug.tcp ? 'tcp' : 'udp');
      const soa = dug.authority.find((line) => line.split(' ')[1] === 'SOA')?.split(' ');
      const remembered = answer.values.length === 0 && soa ? Math.min(Number(soa[2]), Number(soa.at(-1))) : undefined;
      agreement.same(`${label}: negative TTL`, answer.negativeTtl, remembered);
    }
  }
}

async function compareZone({ zone, name, type }: DnsProbe, agreement: Agreement): Promise<void> {
  if (!zone) throw new Error('authorities were not asked');
  const parent = zone.parent === '.' ? '198.41.0.4' : '198.51.100.1';
  const referral = await dig(parent, zone.name, 'NS', '+norec');
  const names = (lines: readonly string[]): string[] =>
    lines
      .filter((line) => line.startsWith(`${zone.name} NS `))
      .map((line) => line.split(' ')[3] ?? '')
      .sort();
  agreement.same(
    'NS at the parent',
    zone.nameserversAtParent,
    referral === 'silent' ? [] : names([...referral.authority, ...referral.answer]),
  );
  const children = new Set<string>();
  const serials = new Set<number>();
  for (const server of zone.servers) {
    const glue = await dig(system.resolver, server.name, 'A');
    agreement.same(`${server.name}: address`, server.address, glue === 'silent' ? undefined : glue.answer[0]?.split(' ')[3]);
    const soa = await dig(server.address ?? '', zone.name, 'SOA', '+norec');
    const start = soa === 'silent' || !soa.flags.includes('aa') ? undefined : soa.answer.find((line) => line.split(' ')[1] === 'SOA');
    agreement.same(`${server.name}: state`, server.state, soa === 'silent' ? 'silent' : start ? 'authoritative' : 'lame');
    agreement.same(`${server.name}: serial`, server.serial, start ? Number(start.split(' ')[5]) : undefined);
    if (start) serials.add(Number(start.split(' ')[5]));
    if (soa !== 'silent' && !start)
      agreement.same(`${server.name}: why`, server.why, soa.status === 'NOERROR' ? 'not authoritative' : soa.status);
    const own = await dig(server.address ?? '', zone.name, 'NS', '+norec');
    if (own !== 'silent' && own.flags.includes('aa')) for (const one of names(own.answer)) children.add(one);
    const reply = await dig(server.address ?? '', name, type, '+norec');
    if (reply === 'silent') continue;
    agreement.same(`${server.name}: status`, server.answer?.rcode, reply.status);
    agreement.same(`${server.name}: aa`, server.answer?.authoritative, reply.flags.includes('aa'));
    agreement.same(
      `${server.name}: records`,
      server.answer?.records.map((one) => `${one.name} ${one.type} ${one.ttl} ${one.text}`).sort(),
      reply.answer,
    );
  }
  agreement.same('NS at the child', zone.nameserversAtChild, [...children].sort());
  agreement.same('the serial numbers', zone.serials, [...serials].sort());
}

/** Climbs as RFC 8659 tells, with dig as its eyes. */
async function compareCaa({ name, caa }: DnsProbe, agreement: Agreement): Promise<void> {
  if (caa.unknown)
    return agreement.same(
      'CAA is not known',
      true,
      (await dig(system.resolver, name, 'CAA')) !== 'silent' &&
        ((await dig(system.resolver, name, 'CAA', '+cd')) as Dug).status === 'SERVFAIL',
    );
  for (let at = name; at !== ''; at = at.split('.').slice(1).join('.')) {
    const dug = await dig(system.resolver, at, 'CAA', '+cd');
    const found = dug === 'silent' ? [] : dug.answer.filter((line) => line.split(' ')[1] === 'CAA');
    if (found.length === 0) continue;
    agreement.same('CAA applies from', caa.at, at);
    return agreement.same(
      'CAA',
      caa.records.map((one) => `${one.flags} ${one.tag} "${one.value}"`).sort(),
      found.map((line) => line.split(' ').slice(3).join(' ')).sort(),
    );
  }
  return agreement.same('CAA applies from', caa.at, undefined);
}

async function compareMail({ mail, zone }: DnsProbe, agreement: Agreement): Promise<void> {
  const [mx, texts, dmarc] = await Promise.all([
    dig(system.resolver, zone?.name ?? '', 'MX', '+cd'),
    dig(system.resolver, zone?.name ?? '', 'TXT', '+cd'),
    dig(system.resolver, `_dmarc.${zone?.name}`, 'TXT', '+cd'),
  ]);
  const data = (dug: Dug | 'silent'): string[] =>
    dug === 'silent' ? [] : dug.answer.map((line) => line.split(' ').slice(3).join(' ').replaceAll('"', ''));
  agreement.same(
    'MX',
    mail.mx.map((one) => `${one.preference} ${one.exchange}`),
    data(mx),
  );
  agreement.same(
    'SPF',
    mail.spf,
    data(texts).filter((text) => text.startsWith('v=spf1')),
  );
  agreement.same(
    'DMARC',
    mail.dmarc,
    data(dmarc).filter((text) => text.startsWith('v=DMARC1')),
  );
}

async function compareSecurity({ security, name, type, zone }: DnsProbe, agreement: Agreement, mode: string): Promise<void> {
  // A zone that nobody serves cannot be judged: both instruments say so, each in its way.
  const theirs = await delv(name, type);
  agreement.same(`${mode}: security`, security.state === 'unknown' ? 'broken' : security.state, theirs);
  const [ds, keys] = [
    await dig(system.resolver, zone?.name ?? name, 'DS', '+cd'),
    await dig(system.resolver, zone?.name ?? name, 'DNSKEY', '+cd', '+rrcomments'),
  ];
  if (ds === 'silent' || keys === 'silent') return;
  const lines = (dug: Dug, wanted: string): string[] => dug.answer.filter((line) => line.split(' ')[1] === wanted);
  agreement.same(
    `${mode}: DS`,
    security.signers.map((one) => `${one.keyTag} ${one.algorithm} ${one.digestType} ${one.digest}`),
    lines(ds, 'DS').map((line) => line.split(' ').slice(3).join(' ')),
  );
  agreement.same(
    `${mode}: key tags`,
    security.keys.map(({ keyTag }) => keyTag),
    lines(keys, 'DNSKEY').map((line) => Number(/key id = (\d+)/.exec(line)?.[1])),
  );
}

describe.skipIf(missing)(`the dns probe agrees with dig and delv${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test.each(situations)('%s: %s %s', async (_, name, type) => {
    const about = { clock, network, timeoutMs: 1000, type };
    const agreement = new Agreement();
    const seen = await probeDns(name, about);
    await compareResolvers(seen, agreement);
    await compareZone(seen, agreement);
    await compareCaa(seen, agreement);
    await compareMail(seen, agreement);
    await compareSecurity(seen, agreement, 'from the root');
    const through = await probeDns(name, { ...about, roots: [], servers: [system.resolver] });
    await compareSecurity({ ...through, ...(seen.zone ? { zone: seen.zone } : {}) }, agreement, 'through a resolver');
    expect(agreement.differences).toEqual([]);
    expect(agreement.facts).toBeGreaterThan(50);
  });

  test('a resolver that still sees the old world is told apart, with the time that is left', async () => {
    const seen = await propagation({ name: 'plain.test', type: 'A' }, { values: ['203.0.113.1', '203.0.113.2'] }, { clock, network });
    expect(seen).toMatchObject({ published: true, agrees: false, secondsLeft: 900 });
    for (const row of seen.resolvers) {
      const dug = await dig(row.server, 'plain.test', 'A');
      const answer = dug === 'silent' ? [] : dug.answer.map((line) => line.split(' ')[3]).sort();
      expect({ server: row.server, answer: row.answer, ttl: row.ttlLeft }).toEqual({
        server: row.server,
        answer,
        ttl: dug === 'silent' ? 0 : Number(dug.answer[0]?.split(' ')[2]),
      });
    }
    expect(seen.resolvers.filter(({ agrees }) => !agrees).map(({ server }) => server)).toEqual(['9.9.9.9']);
    expect(seen.resolvers.map(({ server }) => server)).toEqual([...publicResolvers]);
  });
});
