import { describe, expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import { systemRandom } from '../ports/random.ts';
import { elsewhere } from './cloudflare/elsewhere.ts';
import { cloudflareEmulator } from './cloudflare.ts';
import { domain } from './cloudflare-fixture.ts';
import type { Emulator } from './kernel.ts';
import type { Names, WebHost } from './names/names.ts';

interface Stand {
  emulator: Emulator;
  edit(action: string, fields?: Record<string, string>): unknown;
  record(type: string, name: string, content: string, more?: Record<string, string>): void;
  records(): unknown[];
  host(name: string): WebHost | undefined;
  names(): Names;
}

/** The emulator alone, with a zone that is active unless told otherwise. */
function stand(others: readonly Emulator[] = [], active = true): Stand {
  const emulator = cloudflareEmulator({ clock: systemClock, random: systemRandom, certificateMs: 0, ...elsewhere(() => others) });
  const edit: Stand['edit'] = (action, fields = {}) => emulator.edit(action, { zone: domain, ...fields });
  edit('add-zone');
  if (active) edit('parent-delegates');
  const names = (): Names => emulator.names?.() ?? {};
  return {
    emulator,
    edit,
    names,
    record: (type, name, content, more = {}) => void edit('add-record', { type, name, content, ...more }),
    records: () => names().zones?.flatMap(({ records }) => records) ?? [],
    host: (name) => names().web?.find((one) => one.name === name),
  };
}

const other = (names: Names): Emulator => ({ vendor: 'vercel', names: () => names }) as unknown as Emulator;
const edges = edgeAddresses();

function edgeAddresses(): string[] {
  const { record, records } = stand();
  record('A', 'probe', '192.0.2.1', { proxied: 'on' });
  return records().map((one) => (one as { value: string }).value);
}

describe('a zone as it is served', () => {
  test('has its records as they are, texts without quotes', () => {
    const { record, records, names, edit } = stand();
    record('A', '@', '192.0.2.1');
    record('CNAME', 'www', 'host.elsewhere.test', { ttl: '120' });
    record('TXT', '@', '"v=spf1 " "-all"');
    record('MX', '@', 'mx.elsewhere.test', { priority: '10' });
    edit('add-record', { type: 'CAA', name: '@', data: '{"flags":0,"tag":"issue","value":"letsencrypt.org"}' });
    edit('add-record', { type: 'SRV', name: '_chat._tcp', data: '{"priority":1,"weight":5,"port":443,"target":"chat.elsewhere.test"}' });
    expect(records()).toEqual([
      { type: 'A', name: domain, value: '192.0.2.1', ttl: 300 },
      { type: 'CNAME', name: `www.${domain}`, value: 'host.elsewhere.test', ttl: 120 },
      { type: 'TXT', name: domain, value: 'v=spf1 -all', ttl: 300 },
      { type: 'MX', name: domain, exchange: 'mx.elsewhere.test', preference: 10, ttl: 300 },
      { type: 'CAA', name: domain, tag: 'issue', value: 'letsencrypt.org', flags: 0, ttl: 300 },
      { type: 'SRV', name: `_chat._tcp.${domain}`, target: 'chat.elsewhere.test', port: 443, weight: 5, priority: 1, ttl: 300 },
    ]);
    expect(names().zones?.[0]?.nameservers).toEqual(['dana.ns.cloudflare.com', 'rob.ns.cloudflare.com']);
  });

  test('answers for proxied hosts with addresses of the edge, once for a name, and only while it is active and not paused', () => {
    const { record, records, edit, host } = stand();
    record('A', 'app', '192.0.2.1', { proxied: 'on' });
    record('AAAA', 'app', '2001:db8::1', { proxied: 'on' });
    const atTheEdge = edges.map((value) => ({ type: 'A', name: `app.${domain}`, value, ttl: 300 }));
    expect(edges).toHaveLength(2);
    expect(edges.every((address) => address.startsWith('203.0.113.'))).toBe(true);
    expect(records()).toEqual(atTheEdge);
    edit('pause-zone');
    expect(records()).toMatchObject([{ value: '192.0.2.1' }, { value: '2001:db8::1' }]);
    expect(host(`app.${domain}`)).toBe(undefined);
    edit('pause-zone', { value: 'off' });
    edit('parent-delegates', { nameservers: 'ns1.elsewhere.test' });
    expect(records()).toMatchObject([{ value: '192.0.2.1' }, { value: '2001:db8::1' }]);
  });

  test('flattens an alias at the apex, and no other', () => {
    const names: Names = { web: [{ name: 'host.vercel.test', server: 'Vercel', addresses: ['203.0.113.5'] }] };
    const { record, records, edit } = stand([other(names)]);
    record('CNAME', '@', 'host.vercel.test');
    expect(records()).toEqual([{ type: 'A', name: domain, value: '203.0.113.5', ttl: 300 }]);
    edit('change-record', { type: 'CNAME', name: '@', content: `www.${domain}` });
    record('CNAME', 'www', 'app.elsewhere.test');
    const [apex, www] = records() as { type: string; value: string }[];
    expect(apex).toMatchObject({ type: 'A', value: expect.stringMatching(/^203\.0\.113\.2\d\d$/) as string });
    expect(www).toMatchObject({ type: 'CNAME', value: 'app.elsewhere.test' });
    edit('change-record', { type: 'CNAME', name: 'www', content: domain });
    expect(records()).toMatchObject([{ type: 'CNAME', name: `www.${domain}` }]);
  });

  test('an address that another vendor’s zone has is found, too', () => {
    const zones = [
      { name: 'vercel.test', nameservers: [], records: [{ type: 'A' as const, name: 'host.vercel.test', value: '203.0.113.6' }] },
    ];
    const { record, records } = stand([other({ zones })]);
    record('CNAME', '@', 'host.vercel.test');
    expect(records()).toMatchObject([{ value: '203.0.113.6' }]);
  });
});

describe('Cloudflare’s edge', () => {
  test('holds a certificate for the apex and one label below it, and none for more', () => {
    const { record, host, edit } = stand();
    for (const name of ['@', 'api', 'a.b']) record('A', name, '192.0.2.1', { proxied: 'on' });
    expect(host(domain)?.certificate?.names).toEqual([domain, `*.${domain}`]);
    expect(host(`api.${domain}`)?.certificate).toBeDefined();
    expect(host(`a.b.${domain}`)).toMatchObject({ server: 'cloudflare' });
    expect(host(`a.b.${domain}`)?.certificate).toBe(undefined);
    edit('universal-ssl', { value: 'off' });
    expect(host(domain)?.certificate).toBe(undefined);
  });

  test('does what the settings of the zone say', () => {
    const { record, host, edit } = stand();
    record('CNAME', 'api', 'abc.up.railway.test', { proxied: 'on' });
    const api = `api.${domain}`;
    expect(host(api)).toEqual({
      name: api,
      certificate: { names: [domain, `*.${domain}`] },
      minTls: '1.0',
      tls13: true,
      alwaysHttps: false,
      upstream: 'https://abc.up.railway.test',
      addresses: edges,
      server: 'cloudflare',
    });
    edit('set-setting', { setting: 'min_tls_version', value: '1.2' });
    edit('set-setting', { setting: 'tls_1_3', value: 'off' });
    edit('set-setting', { setting: 'always_use_https', value: 'on' });
    const hsts = { enabled: true, max_age: 604_800, include_subdomains: true, preload: true, nosniff: true };
    edit('set-setting', { setting: 'security_header', value: JSON.stringify({ strict_transport_security: hsts }) });
    expect(host(api)).toMatchObject({
      minTls: '1.2',
      tls13: false,
      alwaysHttps: true,
      hsts: 'max-age=604800; includeSubDomains; preload',
      headers: { 'x-content-type-options': 'nosniff' },
    });
  });

  test('speaks with what stands behind it as the encryption mode says, of the host before that of the zone', () => {
    const { record, host, edit, emulator } = stand();
    record('CNAME', 'api', 'abc.up.railway.test', { proxied: 'on' });
    record('CNAME', 'www', 'abc.vercel.test', { proxied: 'on' });
    const [api, www] = [`api.${domain}`, `www.${domain}`];
    edit('set-setting', { setting: 'ssl', value: 'flexible' });
    expect(host(api)?.upstream).toBe('http://abc.up.railway.test');
    edit('set-setting', { setting: 'ssl', value: 'strict' });
    expect(host(api)).toMatchObject({ upstream: 'https://abc.up.railway.test', strict: true });
    const { apiToken } = emulator.credentials();
    const [zone] = (emulator.dump() as { zones: { id: string }[] }).zones;
    const rules = [
      { action: 'set_config', expression: `(http.host in {"${api}"})`, action_parameters: { ssl: 'full' } },
      { action: 'set_config', expression: `http.host eq "${www}"`, action_parameters: { ssl: 'off' }, enabled: false },
    ];
    const answer = emulator.answer({
      method: 'PUT',
      path: `/client/v4/zones/${zone?.id}/rulesets/phases/http_config_settings/entrypoint`,
      query: '',
      headers: { authorization: `Bearer ${apiToken}` },
      body: JSON.stringify({ rules }),
    });
    expect(answer.status).toBe(200);
    expect(host(api)).toMatchObject({ upstream: 'https://abc.up.railway.test' });
    expect(host(api)?.strict).toBe(undefined);
    expect(host(www)).toMatchObject({ upstream: 'https://abc.vercel.test', strict: true });
  });
});

describe('the parent zone', () => {
  test('is told by Cloudflare’s registrar, with the signer of a signed zone', () => {
    const { names, edit } = stand([], false);
    edit('register', { zone: 'bought.test' });
    const signer = expect.objectContaining({ algorithm: 13, digestType: 2 }) as unknown;
    expect(names().delegations).toEqual([{ domain: 'bought.test', nameservers: ['dana.ns.cloudflare.com', 'rob.ns.cloudflare.com'] }]);
    edit('sign-zone', { zone: 'bought.test' });
    expect(names().delegations).toMatchObject([{ domain: 'bought.test', signers: [signer] }]);
    expect(names().zones?.find(({ name }) => name === 'bought.test')?.signingKey).toContain('PRIVATE KEY');
  });

  test('is told of registrars that nobody stands for, and not where a vendor of the world does', () => {
    const { names, edit } = stand();
    expect(names().delegations).toMatchObject([{ domain, signers: [] }]);
    edit('parent-forgets');
    expect(names().delegations).toEqual([]);
    const registrar = other({ delegations: [{ domain, nameservers: ['ns1.registrar.test'] }] });
    expect(stand([registrar]).names().delegations).toEqual([]);
  });

  test('makes a zone active through another vendor’s delegation, and signs it through its signer', () => {
    const delegations: {
      domain: string;
      nameservers: string[];
      signers: { keyTag: number; algorithm: number; digestType: number; digest: string }[];
    }[] = [];
    const { edit, emulator } = stand([other({ delegations })], false);
    const zone = () => (emulator.dump() as { zones: { status: string; dnssec: { status: string } }[] }).zones[0];
    edit('sign-zone');
    expect(zone()).toMatchObject({ status: 'pending', dnssec: { status: 'pending' } });
    delegations.push({ domain, nameservers: ['Dana.NS.cloudflare.com', 'rob.ns.cloudflare.com'], signers: [] });
    void emulator.work(async () => 'no host');
    expect(zone()).toMatchObject({ status: 'active', dnssec: { status: 'pending' } });
    const signer = edit('show-signer') as (typeof delegations)[number]['signers'][number];
    delegations[0]?.signers.push(signer);
    void emulator.work(async () => 'no host');
    expect(zone()).toMatchObject({ dnssec: { status: 'active' } });
  });
});
