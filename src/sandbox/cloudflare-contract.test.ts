/**
 * The contract of Cloudflare: every call of the official SDK that k77 makes or may make, and whatever the emulator answers, held against the OpenAPI document
 * that Cloudflare publishes: operations, query parameters, bodies of requests and answers, the shape of refusals.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Cloudflare } from 'cloudflare';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloudflareAmendments, cloudflareDifferences } from './cloudflare-differences.ts';
import { cloudflareSdk, type Desk, openDesk } from './cloudflare-fixture.ts';
import { findings, type Seen, type Spec } from './cloudflare-judge.ts';

const file = fileURLToPath(new URL('../../../shared/vendor-specs/cloudflare.json', import.meta.url));
const absent = !existsSync(file);
const why = absent ? ` (skipped: ${file} is not there)` : '';
/** Every call, refusals included. */
async function drive({ client, account_id, edit }: Desk & { client: Cloudflare }): Promise<void> {
  const refusing = (call: Promise<unknown>): Promise<unknown> => call.catch(() => undefined);
  const { zones, dns, ssl, rulesets, emailRouting, registrar } = client;
  await client.user.tokens.verify();
  await client.user.get();
  await client.accounts.list({ per_page: 50 });
  await client.accounts.get({ account_id });
  await refusing(client.accounts.tokens.verify({ account_id }));
  const { id: zone_id } = await zones.create({ account: { id: account_id }, name: 'kingdom77.test', type: 'full' });
  await refusing(zones.create({ account: { id: account_id }, name: 'kingdom77.test', type: 'full' }));
  await zones.activationCheck.trigger({ zone_id });
  await edit('parent-delegates', { zone: 'kingdom77.test' });
  await zones.list({ name: 'kingdom77.test', per_page: 50 });
  await zones.get({ zone_id });
  await zones.edit({ zone_id, paused: false });
  await records(client, zone_id, refusing);
  for (const [name, value] of [
    ['ssl', 'strict'],
    ['always_use_https', 'on'],
    ['automatic_https_rewrites', 'on'],
    ['min_tls_version', '1.2'],
    ['tls_1_3', 'on'],
  ] as const) {
    await zones.settings.edit(name, { zone_id, value } as never);
    await zones.settings.get(name, { zone_id });
  }
  const strict_transport_security = { enabled: true, max_age: 300, include_subdomains: false, preload: false, nosniff: true };
  await zones.settings.edit('security_header', { zone_id, value: { strict_transport_security } });
  await client.get(`/zones/${zone_id}/settings`);
  await client.patch(`/zones/${zone_id}/settings`, { body: [{ id: 'ssl', value: 'strict' }] });
  await refusing(zones.settings.edit('ssl', { zone_id, value: 'best' } as never));
  await ssl.universal.settings.edit({ zone_id, enabled: true });
  await ssl.universal.settings.get({ zone_id });
  await ssl.verification.get({ zone_id });
  await ssl.certificatePacks.list({ zone_id, status: 'all' });
  await refusing(rulesets.phases.get('http_config_settings', { zone_id }));
  const rule = {
    ref: 'k77',
    action: 'set_config' as const,
    expression: 'http.host eq "api.kingdom77.test"',
    action_parameters: { ssl: 'full' as const },
  };
  await rulesets.phases.update('http_config_settings', { zone_id, rules: [rule] });
  await rulesets.phases.get('http_config_settings', { zone_id });
  await rulesets.list({ zone_id });
  await dns.dnssec.get({ zone_id });
  await dns.dnssec.edit({ zone_id, status: 'active' });
  await dns.dnssec.edit({ zone_id, status: 'disabled' });
  await dns.dnssec.delete({ zone_id });
  await client.cache.purge({ zone_id, purge_everything: true });
  const { id } = await emailRouting.addresses.create({ account_id, email: 'owner@mailbox.test' });
  await emailRouting.addresses.get(String(id), { account_id });
  await edit('verify-address', { email: 'owner@mailbox.test' });
  await emailRouting.addresses.list({ account_id, per_page: 50 });
  await emailRouting.get({ zone_id });
  await emailRouting.enable({ zone_id });
  await emailRouting.dns.create({ zone_id });
  await emailRouting.dns.get({ zone_id });
  const actions = [{ type: 'forward' as const, value: ['owner@mailbox.test'] }];
  const matchers = [{ type: 'literal' as const, field: 'to' as const, value: 'support@kingdom77.test' }];
  const made = await emailRouting.rules.create({ zone_id, name: 'k77: support', enabled: true, priority: 0, matchers, actions });
  await emailRouting.rules.list({ zone_id, per_page: 50 });
  await emailRouting.rules.get(String(made.id), { zone_id });
  await emailRouting.rules.update(String(made.id), { zone_id, name: 'k77', enabled: false, priority: 1, matchers, actions });
  await emailRouting.rules.delete(String(made.id), { zone_id });
  await emailRouting.rules.catchAlls.get({ zone_id });
  await emailRouting.rules.catchAlls.update({ zone_id, enabled: true, matchers: [{ type: 'all' }], actions });
  await emailRouting.unlock({ zone_id });
  await emailRouting.dns.delete({ zone_id });
  await emailRouting.disable({ zone_id });
  await emailRouting.addresses.delete(String(id), { account_id });
  await registrar.check({ account_id, domains: ['free-name.com'] });
  await registrar.registrations.create({ account_id, domain_name: 'bought.test', auto_renew: true, privacy_mode: 'redaction', years: 1 });
  await registrar.registrations.get('bought.test', { account_id });
  await registrar.registrations.edit('bought.test', { account_id, auto_renew: true });
  await registrar.registrationStatus.get('bought.test', { account_id });
  await registrar.registrations.list({ account_id });
  await registrar.domains.list({ account_id });
  await registrar.domains.get('bought.test', { account_id });
  await registrar.domains.update('bought.test', { account_id, auto_renew: true, locked: true, privacy: true });
}

async function records({ dns }: Cloudflare, zone_id: string, refusing: (call: Promise<unknown>) => Promise<unknown>): Promise<void> {
  const a = await dns.records.create({
    zone_id,
    type: 'A',
    name: '@',
    content: '203.0.113.7',
    proxied: true,
    ttl: 1,
    comment: 'k77: apex',
  });
  await refusing(dns.records.create({ zone_id, type: 'CNAME', name: '@', content: 'host.elsewhere.test', ttl: 1 }));
  await dns.records.create({ zone_id, type: 'AAAA', name: '@', content: '2001:db8::7', proxied: false, ttl: 300 });
  const cname = await dns.records.create({ zone_id, type: 'CNAME', name: 'www', content: 'host.elsewhere.test', proxied: true, ttl: 1 });
  await dns.records.create({ zone_id, type: 'TXT', name: '@', content: '"v=spf1 -all"', ttl: 1 });
  const mx = await dns.records.create({ zone_id, type: 'MX', name: 'mail', content: 'mx.elsewhere.test', priority: 10, ttl: 1 });
  await dns.records.create({ zone_id, type: 'CAA', name: '@', data: { flags: 0, tag: 'issue', value: 'letsencrypt.org' }, ttl: 1 });
  await dns.records.create({ zone_id, type: 'NS', name: 'sub', content: 'ns1.elsewhere.test', ttl: 1 });
  const data = { priority: 1, weight: 5, port: 443, target: 'chat.elsewhere.test' };
  await dns.records.create({ zone_id, type: 'SRV', name: '_chat._tcp', data, ttl: 1 });
  await dns.records.list({ zone_id, per_page: 1000 });
  await dns.records.list({ zone_id, type: 'A', page: 1, per_page: 5 });
  await dns.records.get(a.id, { zone_id });
  await dns.records.update(a.id, { zone_id, type: 'A', name: '@', content: '203.0.113.8', proxied: false, ttl: 120 });
  await dns.records.edit(cname.id, { zone_id, type: 'CNAME', name: 'www', content: 'other.elsewhere.test', proxied: false, ttl: 1 });
  await dns.records.export({ zone_id });
  await dns.records.scan({ zone_id });
  await dns.records.batch({ zone_id, posts: [{ type: 'A', name: 'b', content: '203.0.113.9', ttl: 1 }] });
  await dns.records.delete(mx.id, { zone_id });
}

describe.skipIf(absent)(`the emulated Cloudflare and the document that Cloudflare published${why}`, () => {
  let spec: Spec;
  let desk: Desk;
  const exchanges: Seen[] = [];

  beforeAll(async () => {
    spec = { ...(JSON.parse(readFileSync(file, 'utf8')) as Omit<Spec, 'amendments'>), amendments: cloudflareAmendments };
    desk = await openDesk();
    const recording: typeof fetch = async (url, init) => {
      const response = await fetch(url, init);
      const { pathname, search } = new URL(String(url));
      const requestBody = typeof init?.body === 'string' ? init.body : '';
      const responseBody = await response.clone().text();
      exchanges.push({
        method: init?.method ?? 'GET',
        path: pathname,
        query: search.slice(1),
        requestBody,
        status: response.status,
        responseBody,
      });
      return response;
    };
    await drive({ ...desk, client: cloudflareSdk(desk.world, { fetch: recording }) });
  });
  afterAll(() => desk.world.close());

  test('agree in every exchange, but for the known differences, each with its source', () => {
    const judged = exchanges.map((exchange) => findings(exchange, spec));
    const all = judged.flat();
    const defects = [...new Set(all)].filter((text) => !cloudflareDifferences.some(({ what }) => what.test(text)));
    expect(defects).toEqual([]);
    expect(cloudflareDifferences.filter(({ what }) => !all.some((text) => what.test(text)))).toEqual([]);
    const valid = judged.filter((found) => found.length === 0).length;
    process.stdout.write(
      `  Cloudflare: ${exchanges.length} exchanges, ${valid} valid, ${exchanges.length - valid} with known differences, 0 defects\n`,
    );
    expect(valid).toBeGreaterThan(20);
  });

  test.each(cloudflareAmendments)('$schema has to be amended', (amendment) => {
    const known = (text: string): boolean => cloudflareDifferences.some(({ what }) => what.test(text));
    const shown = exchanges.filter(({ method, path, status }) => status < 300 && amendment.seen.test(`${method} ${path}`)).slice(0, 2);
    const without = { ...spec, amendments: cloudflareAmendments.filter((one) => one !== amendment) };
    expect(shown.flatMap((exchange) => findings(exchange, without)).filter((text) => !known(text))).not.toEqual([]);
  });

  test('a wrong path, parameter, body or answer is seen', () => {
    const right = exchanges.find(({ method, path }) => method === 'POST' && path.endsWith('/email/routing/rules')) as Seen;
    const wrong = (more: Partial<Seen>): string => findings({ ...right, ...more }, spec).join('\n');
    expect(wrong({})).toBe('');
    expect(wrong({ path: '/client/v4/castles' })).toContain('no such operation');
    expect(wrong({ query: 'colour=blue' })).toContain('query colour is unknown');
    expect(wrong({ requestBody: right.requestBody.replace('"matchers"', '"colour"') })).toContain("must have required property 'matchers'");
    expect(wrong({ requestBody: right.requestBody.replace('"forward"', '"sing"') })).toContain(
      'must be equal to one of the allowed values',
    );
    expect(wrong({ responseBody: right.responseBody.replace('"success":true', '"success":"yes"') })).toContain('must be boolean');
    expect(wrong({ responseBody: right.responseBody.replace('"enabled"', '"colour"') })).toContain('.colour is unknown');
    expect(wrong({ status: 204 })).toContain('status 204 is not documented');
  });
});
