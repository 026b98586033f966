import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callLoopback } from '../ports/listen.ts';
import { type Desk, makeZone, openDesk, refused } from './cloudflare-fixture.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.world.close());

const check = async (...domains: string[]) => (await desk.client.registrar.check({ account_id: desk.account_id, domains })).domains;
const buy = (domain_name: string, more: object = {}) =>
  desk.client.registrar.registrations.create({ account_id: desk.account_id, domain_name, ...more });

describe('the registrar', () => {
  test('says what a free domain costs, first year and renewal, and why another cannot be had', async () => {
    await desk.edit('taken', { zone: 'taken.test' });
    await desk.edit('parent-delegates', { zone: 'delegated.test', nameservers: 'ns1.elsewhere.test' });
    expect(await check('free-name.com', 'taken.test', 'delegated.test', 'gold.sh', 'gold.pizza', 'ab.test', 'no domain')).toEqual([
      {
        name: 'free-name.com',
        registrable: true,
        tier: 'standard',
        pricing: { currency: 'USD', registration_cost: '11.17', renewal_cost: '11.17' },
      },
      { name: 'taken.test', registrable: false, reason: 'domain_unavailable' },
      { name: 'delegated.test', registrable: false, reason: 'domain_unavailable' },
      { name: 'gold.sh', registrable: false, reason: 'extension_not_supported_via_api' },
      { name: 'gold.pizza', registrable: false, reason: 'extension_not_supported' },
      { name: 'ab.test', registrable: false, reason: 'domain_premium', tier: 'premium' },
    ]);
    expect(await refused(check(...Array.from({ length: 21 }, (_, at) => `many-${at}.test`)))).toMatchObject({ status: 400 });
  });

  test('registers a domain once, with a zone that is active and a delegation at the parent', async () => {
    const bought = await buy('bought.test', { auto_renew: true, privacy_mode: 'redaction', years: 2 });
    expect(bought).toMatchObject({
      state: 'succeeded',
      completed: true,
      context: { domain_name: 'bought.test', registration: { status: 'active' } },
    });
    const { result } = await desk.client.zones.list({ name: 'bought.test' });
    expect(result).toMatchObject([{ status: 'active' }]);
    expect(await refused(buy('bought.test'))).toMatchObject({ status: 409 });
    expect(await check('bought.test')).toMatchObject([{ registrable: false, reason: 'domain_unavailable' }]);
    const seen = await desk.client.registrar.registrations.get('bought.test', { account_id: desk.account_id });
    expect(seen).toMatchObject({ auto_renew: true, privacy_mode: 'redaction', locked: true, status: 'active' });
    expect(new Date(String(seen.expires_at)).getUTCFullYear()).toBe(new Date(seen.created_at).getUTCFullYear() + 2);
  });

  test('does not wait where it is asked not to', async () => {
    const { registrar } = desk.client;
    const { account_id } = desk;
    expect(await buy('later.test', { Prefer: 'respond-async' })).toMatchObject({ state: 'in_progress', completed: false });
    expect(await registrar.registrations.get('later.test', { account_id })).toMatchObject({
      status: 'registration_pending',
      expires_at: null,
    });
    await desk.world.settle();
    expect(await registrar.registrationStatus.get('later.test', { account_id })).toMatchObject({ state: 'succeeded', completed: true });
  });

  test('takes no order without a way to pay, for nonsense, or of a name that is not for sale', async () => {
    expect(await refused(buy('gold.pizza'))).toMatchObject({ status: 409 });
    expect(await refused(buy('years.test', { years: 11 }))).toMatchObject({ status: 400 });
    await desk.edit('billing', { value: 'off' });
    expect(await refused(buy('unpaid.test'))).toMatchObject({ status: 402 });
    await desk.edit('billing');
  });

  test('shows and changes what it holds, by the new calls and by the old', async () => {
    await desk.edit('register', { zone: 'held.test' });
    const { registrar } = desk.client;
    const { account_id } = desk;
    await registrar.registrations.edit('held.test', { account_id, auto_renew: true });
    expect(await registrar.domains.get('held.test', { account_id })).toMatchObject({
      auto_renew: true,
      privacy: true,
      current_registrar: 'Cloudflare',
    });
    expect(await registrar.domains.update('held.test', { account_id, auto_renew: false, locked: false, privacy: false })).toMatchObject({
      auto_renew: false,
      locked: false,
      privacy: false,
      registry_statuses: 'ok',
    });
    expect(await registrar.registrations.get('held.test', { account_id })).toMatchObject({ privacy_mode: 'off', locked: false });
    expect(await refused(registrar.domains.update('held.test', { account_id, locked: 'no' as never }))).toMatchObject({ status: 400 });
    expect((await registrar.domains.list({ account_id })).result.at(-1)).toMatchObject({ locked: false, supported_tld: true });
    const all: string[] = [];
    for await (const one of registrar.registrations.list({ account_id, per_page: 50 })) all.push(one.domain_name);
    expect(all).toContain('held.test');
    expect(await refused(registrar.registrations.get('nowhere.test', { account_id }))).toMatchObject({ status: 404 });
  });
});

describe('the dashboard', () => {
  const page = (method: 'GET' | 'POST', body = '', headers: Record<string, string> = {}) =>
    callLoopback(`${desk.world.endpoints.cloudflare}/dashboard`, { method, body, headers: { ...headers }, timeoutMs: 5000 });
  const press = (fields: Record<string, string>, origin?: string) => {
    const { host } = new URL(String(desk.world.endpoints.cloudflare));
    return page('POST', new URLSearchParams(fields).toString(), { origin: origin ?? `http://${host}` });
  };

  test('shows zones, records, settings, mailboxes and tokens, without secrets', async () => {
    const zone_id = await makeZone(desk, 'shown.test');
    await desk.client.dns.records.create({ zone_id, type: 'TXT', name: '@', content: '<b>mark</b>', ttl: 1 });
    await desk.client.emailRouting.addresses.create({ account_id: desk.account_id, email: 'reader@mailbox.test' });
    const { status, body } = await page('GET');
    expect(status).toBe(200);
    for (const text of ['shown.test', '&lt;b&gt;mark', 'min_tls_version', 'Click it as reader@mailbox.test', 'API tokens'])
      expect(body).toContain(text);
    expect(body).not.toContain('<b>mark');
    expect(body).not.toContain(String(desk.world.credentials()['cloudflare.apiToken']));
  });

  test('does by hand what a person does, and says what Cloudflare refuses', async () => {
    const zone_id = await makeZone(desk, 'pressed.test', false);
    expect((await press({ action: 'parent-delegates', zone: 'pressed.test' })).status).toBe(303);
    expect((await desk.client.zones.get({ zone_id })).status).toBe('active');
    await press({ action: 'add-record', zone: 'pressed.test', type: 'A', name: 'www', content: '203.0.113.7', priority: '' });
    const [record] = (await desk.client.dns.records.list({ zone_id })).result;
    await press({ action: 'change-record', zone: 'pressed.test', id: String(record?.id), proxied: 'on' });
    expect(await desk.client.dns.records.get(String(record?.id), { zone_id })).toMatchObject({ proxied: true, content: '203.0.113.7' });
    await press({ action: 'set-setting', zone: 'pressed.test', setting: 'ssl', value: 'flexible' });
    expect(await desk.client.zones.settings.get('ssl', { zone_id })).toMatchObject({ value: 'flexible' });
    const refusal = await press({ action: 'add-record', zone: 'pressed.test', type: 'A', name: 'x', content: 'nonsense' });
    expect([refusal.status, refusal.body.includes('must be a valid IPv4 address')]).toEqual([400, true]);
  });

  test('takes no form from another site', async () => {
    expect((await press({ action: 'billing', value: 'off' }, 'https://evil.test')).status).toBe(403);
  });
});
