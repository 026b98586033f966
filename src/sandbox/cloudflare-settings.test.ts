import type { SettingEditParams } from 'cloudflare/resources/zones/settings';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isKeyOf } from '../ports/dns-security.ts';
import { type Desk, makeZone, openDesk, refused } from './cloudflare-fixture.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.world.close());

describe('settings', () => {
  test('begin as Cloudflare’s defaults, all of them editable but those of other plans', async () => {
    const zone_id = await makeZone(desk, 'defaults.test');
    const { settings } = desk.client.zones;
    expect(await settings.get('ssl', { zone_id })).toEqual({ id: 'ssl', value: 'full', modified_on: null, editable: true });
    expect(await settings.get('min_tls_version', { zone_id })).toMatchObject({ value: '1.0' });
    expect(await settings.get('always_use_https', { zone_id })).toMatchObject({ value: 'off' });
    expect(await settings.get('polish', { zone_id })).toMatchObject({ editable: false });
    const { result } = await desk.client.get<{ result: { id: string }[] }>(`/zones/${zone_id}/settings`);
    expect(result.map(({ id }) => id)).toEqual(expect.arrayContaining(['ssl', 'tls_1_3', 'security_header', 'automatic_https_rewrites']));
  });

  test('are changed to values that they take, and to no others', async () => {
    const zone_id = await makeZone(desk, 'changes.test');
    const { settings } = desk.client.zones;
    const edit = (name: string, value: unknown) => settings.edit(name, { zone_id, value } as unknown as SettingEditParams);
    for (const [name, value] of [
      ['ssl', 'strict'],
      ['always_use_https', 'on'],
      ['min_tls_version', '1.2'],
      ['tls_1_3', 'on'],
      ['automatic_https_rewrites', 'off'],
    ] as const) {
      expect(await edit(name, value)).toMatchObject({ id: name, value, modified_on: expect.stringMatching(/^\d{4}-/) as string });
      expect(await settings.get(name, { zone_id })).toMatchObject({ value });
    }
    expect(await refused(edit('ssl', 'best'))).toMatchObject({ status: 400, code: 1007 });
    expect(await refused(edit('colour', 'blue'))).toMatchObject({ code: 1003 });
    expect(await refused(edit('polish', 'lossy'))).toMatchObject({ code: 1005 });
    expect(await refused(settings.edit('ssl', { zone_id } as never))).toMatchObject({ code: 1006 });
  });

  test('HSTS keeps the parts that are not named, and takes no age beyond two years', async () => {
    const zone_id = await makeZone(desk, 'hsts.test');
    const { settings } = desk.client.zones;
    const edit = (strict_transport_security: object) => settings.edit('security_header', { zone_id, value: { strict_transport_security } });
    expect(await edit({ enabled: true, max_age: 300, nosniff: true })).toMatchObject({
      value: { strict_transport_security: { enabled: true, max_age: 300, include_subdomains: false, preload: false, nosniff: true } },
    });
    expect(await edit({ max_age: 604_800 })).toMatchObject({ value: { strict_transport_security: { enabled: true, max_age: 604_800 } } });
    expect(await refused(edit({ max_age: 63_072_001 }))).toMatchObject({ code: 1007 });
    expect(await refused(edit({ enabled: 'yes' }))).toMatchObject({ code: 1007 });
  });

  test('several are changed at once, or none', async () => {
    const zone_id = await makeZone(desk, 'several.test');
    const patch = (items: object[]) => desk.client.patch(`/zones/${zone_id}/settings`, { body: items });
    await patch([
      { id: 'ssl', value: 'strict' },
      { id: 'brotli', value: 'off' },
    ]);
    expect(
      await refused(
        patch([
          { id: 'ssl', value: 'full' },
          { id: 'brotli', value: 'maybe' },
        ]),
      ),
    ).toMatchObject({ code: 1007 });
    expect(await desk.client.zones.settings.get('ssl', { zone_id })).toMatchObject({ value: 'strict' });
  });

  test('by hand', async () => {
    const zone_id = await makeZone(desk, 'by-hand.test');
    await desk.edit('set-setting', { zone: 'by-hand.test', setting: 'ssl', value: 'flexible' });
    await desk.edit('set-setting', { zone: 'by-hand.test', setting: 'challenge_ttl', value: '900' });
    await desk.edit('set-setting', {
      zone: 'by-hand.test',
      setting: 'security_header',
      value: '{"strict_transport_security":{"enabled":true}}',
    });
    expect(await desk.client.zones.settings.get('ssl', { zone_id })).toMatchObject({ value: 'flexible' });
    expect(await desk.client.zones.settings.get('challenge_ttl', { zone_id })).toMatchObject({ value: 900 });
    await expect(desk.edit('set-setting', { zone: 'by-hand.test', setting: 'ssl', value: 'x' })).rejects.toThrow('Invalid value');
  });
});

describe('universal SSL', () => {
  test('is issued some time after the zone became active', async () => {
    const slow = await openDesk({ certificateMs: 300 });
    const zone_id = await makeZone(slow, 'slow.test', false);
    const stateOf = async () => (await slow.client.ssl.verification.get({ zone_id }))[0]?.certificate_status;
    expect(await stateOf()).toBe('initializing');
    await slow.edit('parent-delegates', { zone: 'slow.test' });
    expect(await stateOf()).toBe('initializing');
    await expect.poll(stateOf, { timeout: 3000 }).toBe('active');
    await slow.world.close();
  });

  test('holds the apex and one label below it, can be switched off, and is made anew', async () => {
    const zone_id = await makeZone(desk, 'universal.test');
    const { ssl } = desk.client;
    const { result } = await ssl.certificatePacks.list({ zone_id });
    expect(result).toMatchObject([{ type: 'universal', status: 'active', hosts: ['universal.test', '*.universal.test'] }]);
    const first = String(result[0]?.id);
    expect(await ssl.certificatePacks.get(first, { zone_id })).toMatchObject({ id: first });
    expect(await ssl.universal.settings.edit({ zone_id, enabled: false })).toMatchObject({ enabled: false });
    expect((await ssl.certificatePacks.list({ zone_id, status: 'all' })).result).toEqual([]);
    expect(await ssl.verification.get({ zone_id })).toEqual([]);
    await ssl.universal.settings.edit({ zone_id, enabled: true });
    expect(await ssl.universal.settings.get({ zone_id })).toMatchObject({ enabled: true });
    expect((await ssl.certificatePacks.list({ zone_id })).result[0]?.id).not.toBe(first);
    expect(await refused(ssl.certificatePacks.get(first, { zone_id }))).toMatchObject({ status: 404 });
  });
});

interface Ruleset {
  id: string;
  version: string;
  rules: { id: string; [field: string]: unknown }[];
}

describe('rules of a phase', () => {
  const phase = 'http_config_settings';
  const rule = { expression: '(http.host eq "api.rules.test")', action: 'set_config', action_parameters: { ssl: 'full' } } as const;

  test('are not there until they are made; then they are written as a whole, and found again by ref', async () => {
    const zone_id = await makeZone(desk, 'rules.test');
    const { phases } = desk.client.rulesets;
    expect(await refused(phases.get(phase, { zone_id }))).toMatchObject({
      status: 404,
      code: 10003,
      message: `could not find entrypoint ruleset in the ${phase} phase`,
    });
    const write = async (rules: object[]) => (await phases.update(phase, { zone_id, rules: rules as never })) as unknown as Ruleset;
    const made = await write([{ ...rule, ref: 'k77', description: 'mine' }]);
    expect(made).toMatchObject({ kind: 'zone', phase, version: '1', rules: [{ ref: 'k77', enabled: true, version: '1' }] });
    const again = await write([{ ...rule, ref: 'k77', enabled: false }, rule]);
    expect(again.version).toBe('2');
    expect(again.rules[0]).toMatchObject({ id: made.rules[0]?.id, version: '2', enabled: false });
    expect(await phases.get(phase, { zone_id })).toMatchObject({ rules: [{ ref: 'k77' }, { action: 'set_config' }] });
    expect((await desk.client.rulesets.list({ zone_id })).result).toMatchObject([{ id: made.id, phase }]);
    expect((await write([])).rules).toEqual([]);
  });

  test('with another action, without or with broken filter, too many, or of an unknown phase are refused', async () => {
    const zone_id = await makeZone(desk, 'wrong-rules.test');
    const write = (rules: object[], of = phase) =>
      refused(desk.client.rulesets.phases.update(of as typeof phase, { zone_id, rules: rules as never }));
    expect(await write([{ ...rule, action: 'block' }])).toMatchObject({ code: 20119 });
    expect(await write([{ ...rule, expression: '' }])).toMatchObject({ code: 20127 });
    expect(await write([{ ...rule, expression: '(http.host eq "a' }])).toMatchObject({ code: 20127 });
    expect(await write(Array.from({ length: 11 }, () => rule))).toMatchObject({ code: 20217 });
    expect(await write([], 'http_paint')).toMatchObject({ code: 10004 });
  });
});

describe('DNSSEC', () => {
  test('shows a signer that really belongs to the key with which the zone is signed, and is active once the parent holds it', async () => {
    const zone_id = await makeZone(desk, 'signed.test');
    const { dnssec } = desk.client.dns;
    expect(await dnssec.get({ zone_id })).toMatchObject({ status: 'disabled', ds: null, key_tag: null, public_key: null });
    const shown = await dnssec.edit({ zone_id, status: 'active' });
    expect(shown).toMatchObject({ status: 'pending', algorithm: '13', flags: 257, digest_type: '2', digest_algorithm: 'SHA256' });
    expect(shown.ds).toBe(`signed.test. 3600 IN DS ${shown.key_tag} 13 2 ${shown.digest}`);
    const key = { flags: 257, algorithm: 13, key: Buffer.from(String(shown.public_key), 'base64') };
    const signer = { keyTag: Number(shown.key_tag), algorithm: 13, digestType: 2, digest: Buffer.from(String(shown.digest), 'hex') };
    expect(isKeyOf('signed.test', key, signer)).toBe(true);
    await desk.edit('parent-delegates', { zone: 'signed.test', ds: `${signer.keyTag} 13 2 ${'0'.repeat(64)}` });
    expect((await dnssec.get({ zone_id })).status).toBe('pending');
    await desk.edit('parent-delegates', { zone: 'signed.test', ds: String(shown.ds) });
    expect((await dnssec.get({ zone_id })).status).toBe('active');
    expect((await dnssec.edit({ zone_id, status: 'active' })).ds).toBe(shown.ds);
  });

  test('stays half on as long as the parent asks for it', async () => {
    const zone_id = await makeZone(desk, 'unsigned.test');
    const { dnssec } = desk.client.dns;
    const { ds } = await dnssec.edit({ zone_id, status: 'active' });
    await desk.edit('parent-signs', { domain: 'unsigned.test' });
    expect((await dnssec.get({ zone_id })).status).toBe('active');
    expect(await dnssec.edit({ zone_id, status: 'disabled' })).toMatchObject({ status: 'pending-disabled', ds });
    expect(await refused(dnssec.delete({ zone_id }))).toMatchObject({ code: 1011 });
    await desk.edit('parent-delegates', { zone: 'unsigned.test', ds: '' });
    expect(await dnssec.get({ zone_id })).toMatchObject({ status: 'disabled', ds: null });
    expect(await dnssec.delete({ zone_id })).toBe('Success');
    expect(await refused(dnssec.edit({ zone_id, status: 'pending' as 'active' }))).toMatchObject({ status: 400 });
  });

  test('no secret key is told', async () => {
    const zone_id = await makeZone(desk, 'secret-key.test');
    const shown = JSON.stringify(await desk.client.dns.dnssec.edit({ zone_id, status: 'active' }));
    expect(shown).not.toContain('PRIVATE');
    expect(desk.world.secrets().some((secret) => secret.includes('PRIVATE KEY'))).toBe(true);
  });
});
