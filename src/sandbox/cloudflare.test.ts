import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloudflareSdk, type Desk, makeZone, openDesk, refused } from './cloudflare-fixture.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.world.close());

const withToken = async (fields: Record<string, string>) =>
  cloudflareSdk(desk.world, { token: await desk.edit<string>('mint-token', fields) });
const raw = (path: string, headers: Record<string, string>, init: RequestInit = {}) =>
  fetch(`${desk.world.endpoints.cloudflare}/client/v4${path}`, { ...init, headers });
const bearer = () => ({ authorization: `Bearer ${desk.world.credentials()['cloudflare.apiToken']}` });

describe('tokens', () => {
  test('the token of the world is active, and says whose it is', async () => {
    expect(await desk.client.user.tokens.verify()).toMatchObject({ status: 'active' });
    expect(await desk.client.user.get()).toMatchObject({ email: 'owner@kingdom77.test' });
    const { result } = await desk.client.accounts.list();
    expect(result).toMatchObject([{ id: desk.account_id, name: 'Kingdom-77' }]);
    expect(await desk.client.accounts.get({ account_id: desk.account_id })).toMatchObject({ name: 'Kingdom-77' });
  });

  test('no header, a header of another shape and an unknown token are told apart', async () => {
    const codeOf = async (headers: Record<string, string>, path: string) => {
      const response = await raw(path, headers);
      const { errors } = (await response.json()) as { errors: { code: number; error_chain?: { code: number }[] }[] };
      return [response.status, errors[0]?.code, errors[0]?.error_chain?.[0]?.code];
    };
    const wrong = { authorization: `Bearer ${'x'.repeat(40)}` };
    expect(await codeOf({}, '/zones')).toEqual([400, 9106, undefined]);
    expect(await codeOf({ authorization: 'Bearer short' }, '/zones')).toEqual([400, 6003, 6111]);
    expect(await codeOf(wrong, '/user/tokens/verify')).toEqual([401, 1000, undefined]);
    expect(await codeOf(wrong, '/zones')).toEqual([403, 9109, undefined]);
    expect(await codeOf(wrong, `/zones/${'0'.repeat(32)}/dns_records`)).toEqual([401, 10000, undefined]);
  });

  test('a token that an account owns is verified by its account and not by a person', async () => {
    const client = await withToken({ of: 'account' });
    expect(await refused(client.user.tokens.verify())).toMatchObject({ status: 401, code: 1000 });
    expect(await client.accounts.tokens.verify({ account_id: desk.account_id })).toMatchObject({ status: 'active' });
    expect(await refused(desk.client.accounts.tokens.verify({ account_id: desk.account_id }))).toMatchObject({ code: 1000 });
  });

  test('a disabled token says so when it is verified, and opens nothing', async () => {
    const client = await withToken({ status: 'disabled' });
    expect(await client.user.tokens.verify()).toMatchObject({ status: 'disabled' });
    expect(await refused(client.zones.list())).toMatchObject({ status: 403, code: 9109 });
  });

  test('a rolled token opens nothing any more', async () => {
    const own = await openDesk();
    await own.edit('roll-token');
    expect(await refused(own.client.zones.list())).toMatchObject({ code: 9109 });
    expect((await cloudflareSdk(own.world).zones.list()).result).toEqual([]);
    await own.world.close();
  });

  test('what a permission is missing for is refused in words that name nothing', async () => {
    const zone_id = await makeZone(desk, 'permissions.test');
    const account_id = desk.account_id;
    const calls: Record<string, (client: ReturnType<typeof cloudflareSdk>) => Promise<unknown>> = {
      zone: (client) => client.zones.get({ zone_id }),
      dns: async (client) => client.dns.records.list({ zone_id }),
      'zone-settings': (client) => client.zones.settings.get('ssl', { zone_id }),
      ssl: (client) => client.ssl.universal.settings.get({ zone_id }),
      'config-rules': (client) => client.rulesets.phases.update('http_config_settings', { zone_id, rules: [] }),
      'cache-purge': (client) => client.cache.purge({ zone_id, purge_everything: true }),
      'email-rules': (client) => client.emailRouting.get({ zone_id }),
      'email-addresses': async (client) => client.emailRouting.addresses.list({ account_id }),
      'account-settings': (client) => client.accounts.get({ account_id }),
      registrar: async (client) => client.registrar.check({ account_id, domains: ['free.test'] }),
      'user-details': (client) => client.user.get(),
    };
    for (const [group, call] of Object.entries(calls)) {
      await call(await withToken({}));
      const answer = await refused(call(await withToken({ without: group })));
      expect([group, answer.status, [9109, 10000].includes(answer.code), /permission|scope|dns|ssl/i.test(answer.message)]).toEqual([
        group,
        403,
        true,
        false,
      ]);
    }
  });

  test('reading is not writing', async () => {
    const zone_id = await makeZone(desk, 'readers.test');
    const client = await withToken({ permissions: 'zone:read dns:read zone-settings:read' });
    expect((await client.dns.records.list({ zone_id })).result).toEqual([]);
    const made = client.dns.records.create({ zone_id, type: 'A', name: '@', content: '203.0.113.7', ttl: 1 });
    expect(await refused(made)).toMatchObject({ status: 403, code: 10000, message: 'Authentication error' });
    expect(await refused(client.zones.settings.edit('ssl', { zone_id, value: 'full' }))).toMatchObject({ code: 9109 });
  });

  test('a token for one zone sees no other, adds none, and without Account Settings sees no account', async () => {
    const [mine, other] = [await makeZone(desk, 'one-of-two.test'), await makeZone(desk, 'two-of-two.test')];
    const client = await withToken({ zones: 'one-of-two.test', permissions: 'zone:edit dns:edit' });
    expect((await client.zones.list()).result.map(({ id }) => id)).toEqual([mine]);
    expect(await refused(client.zones.get({ zone_id: other }))).toMatchObject({ status: 403, code: 9109 });
    expect(await refused(client.zones.create({ account: { id: desk.account_id }, name: 'third.test' }))).toMatchObject({
      status: 403,
      code: 0,
    });
    expect((await client.accounts.list()).result).toEqual([]);
  });

  test('a token for one account reaches nothing of the person’s other account', async () => {
    const second = await desk.edit<string>('add-account', { name: 'Second' });
    const client = await withToken({ accounts: second });
    expect((await client.accounts.list()).result.map(({ name }) => name)).toEqual(['Second']);
    expect((await client.zones.list({ per_page: 50 })).result).toEqual([]);
    expect(await refused(client.accounts.get({ account_id: desk.account_id }))).toMatchObject({ status: 403 });
    const made = await client.zones.create({ account: { id: second }, name: 'second-account.test' });
    expect(made.account).toMatchObject({ id: second, name: 'Second' });
  });
});

describe('zones', () => {
  test('begin as pending with two name servers, and become active when the parent names exactly these', async () => {
    const zone_id = await makeZone(desk, 'begins.test', false);
    const zone = await desk.client.zones.get({ zone_id });
    expect(zone).toMatchObject({
      status: 'pending',
      activated_on: null,
      name_servers: ['dana.ns.cloudflare.com', 'rob.ns.cloudflare.com'],
    });
    await desk.edit('parent-delegates', { zone: 'begins.test', nameservers: 'dana.ns.cloudflare.com ns1.elsewhere.test' });
    expect((await desk.client.zones.get({ zone_id })).status).toBe('pending');
    await desk.edit('parent-delegates', { zone: 'begins.test', nameservers: 'ROB.ns.cloudflare.com dana.ns.cloudflare.com'.toLowerCase() });
    const active = await desk.client.zones.get({ zone_id });
    expect(active.status).toBe('active');
    expect(active.activated_on).toMatch(/^\d{4}-/);
  });

  test('are moved when the parent names other servers, and active again when it comes back', async () => {
    const zone_id = await makeZone(desk, 'moves.test');
    await desk.edit('parent-delegates', { zone: 'moves.test', nameservers: 'ns1.elsewhere.test' });
    expect((await desk.client.zones.get({ zone_id })).status).toBe('moved');
    await desk.edit('parent-delegates', { zone: 'moves.test' });
    expect((await desk.client.zones.get({ zone_id })).status).toBe('active');
  });

  test('what the domain had before is told as its original name servers', async () => {
    await desk.edit('parent-delegates', { zone: 'before.test', nameservers: 'ns1.registrar.test ns2.registrar.test' });
    const zone_id = await makeZone(desk, 'before.test', false);
    expect((await desk.client.zones.get({ zone_id })).original_name_servers).toEqual(['ns1.registrar.test', 'ns2.registrar.test']);
  });

  test('are found by name, status and account, page by page', async () => {
    const own = await openDesk();
    for (const name of ['b.test', 'a.test', 'c.test']) await makeZone(own, name, name === 'c.test');
    const names = async (query: Parameters<typeof own.client.zones.list>[0]) =>
      (await own.client.zones.list(query)).result.map(({ name }) => name);
    expect(await names({})).toEqual(['a.test', 'b.test', 'c.test']);
    expect(await names({ direction: 'desc' })).toEqual(['c.test', 'b.test', 'a.test']);
    expect(await names({ name: 'b.test' })).toEqual(['b.test']);
    expect(await names({ status: 'active' })).toEqual(['c.test']);
    expect(await names({ account: { id: 'f'.repeat(32) } })).toEqual([]);
    expect(await names({ per_page: 2, page: 2 })).toEqual(['c.test']);
    const all: string[] = [];
    for await (const { name } of own.client.zones.list({ per_page: 2 })) all.push(name);
    expect(all).toEqual(['a.test', 'b.test', 'c.test']);
    expect(await refused(Promise.resolve(own.client.zones.list({ per_page: 51 })))).toMatchObject({ status: 400, code: 6003 });
    await own.world.close();
  });

  test('of one name there is one; subdomains, foreign endings and nonsense are refused', async () => {
    await makeZone(desk, 'once.test', false);
    const create = (name: string, type: 'full' | 'partial' = 'full') =>
      refused(desk.client.zones.create({ account: { id: desk.account_id }, name, type }));
    expect(await create('once.test')).toMatchObject({ status: 400, code: 1061, message: 'once.test already exists' });
    expect(await create('www.once.test')).toMatchObject({ code: 1116 });
    expect(await create('free.tk')).toMatchObject({ code: 1099 });
    expect(await create('no domain')).toMatchObject({ code: 1001 });
    expect(await create('partial.test', 'partial')).toMatchObject({ code: 1054 });
  });

  test('of somebody else are seen by nobody; an active one holds its name, a pending one does not', async () => {
    await desk.edit('zone-of-another-account', { zone: 'held.test' });
    expect((await desk.client.zones.list({ name: 'held.test' })).result).toEqual([]);
    const create = (name: string) => desk.client.zones.create({ account: { id: desk.account_id }, name });
    expect(await refused(create('held.test'))).toMatchObject({ status: 400, code: 1117 });
    await desk.edit('zone-of-another-account', { zone: 'begun.test', status: 'pending' });
    expect((await create('begun.test')).name_servers).not.toContain('else.ns.cloudflare.com');
  });

  test('an activation check is free once an hour as long as the zone is pending', async () => {
    const zone_id = await makeZone(desk, 'checks.test', false);
    expect(await desk.client.zones.activationCheck.trigger({ zone_id })).toEqual({ id: zone_id });
    expect(await refused(desk.client.zones.activationCheck.trigger({ zone_id }))).toMatchObject({ status: 429 });
    await desk.edit('parent-delegates', { zone: 'checks.test' });
    expect(await desk.client.zones.activationCheck.trigger({ zone_id })).toEqual({ id: zone_id });
  });

  test('may be paused, and take nothing that the free plan lacks', async () => {
    const zone_id = await makeZone(desk, 'pauses.test');
    expect((await desk.client.zones.edit({ zone_id, paused: true })).paused).toBe(true);
    expect(await refused(desk.client.zones.edit({ zone_id, vanity_name_servers: ['ns1.pauses.test'] }))).toMatchObject({ code: 1102 });
    expect(await refused(desk.client.cache.purge({ zone_id, files: [] }))).toMatchObject({ code: 1012 });
    expect(await desk.client.cache.purge({ zone_id, purge_everything: true })).toEqual({ id: zone_id });
  });

  test('an id of another shape, an unknown route and broken JSON are told apart', async () => {
    expect(await refused(desk.client.zones.get({ zone_id: 'short' }))).toMatchObject({ status: 404, code: 7003 });
    expect(await refused(desk.client.get('/castles'))).toMatchObject({ status: 404, code: 7003 });
    expect(await refused(desk.client.delete('/zones'))).toMatchObject({ status: 405 });
    const response = await raw('/zones', bearer(), { method: 'POST', body: '{' });
    expect([response.status, await response.json()]).toMatchObject([400, { errors: [{ code: 6007 }] }]);
    expect(response.headers.get('cf-ray')).toMatch(/^[0-9a-f]{16}-/);
    expect(response.headers.get('ratelimit-policy')).toContain('q=1200');
  });

  test('a world that is saved and loaded has the same zones and the same token', async () => {
    const own = await openDesk();
    const zone_id = await makeZone(own, 'kept.test');
    const state = await own.world.snapshot();
    await own.world.reset('cloudflare');
    expect(await refused(own.client.zones.get({ zone_id }))).toMatchObject({ code: 9109 });
    await own.world.restore(state);
    expect((await own.client.zones.get({ zone_id })).status).toBe('active');
    await own.world.close();
  });

  test('too many requests and inner trouble are worded as Cloudflare does', async () => {
    const strike = (kind: '429' | '500') =>
      desk.world.faults.set({ faults: [{ vendor: 'cloudflare', match: { path: '/client/v4/zones' }, do: kind, times: 1, retryAfter: 3 }] });
    strike('429');
    expect(await refused(Promise.resolve(desk.client.zones.list()))).toMatchObject({ status: 429, code: 971 });
    strike('500');
    expect(await refused(Promise.resolve(desk.client.zones.list()))).toMatchObject({ status: 500, code: 10001 });
    desk.world.faults.clear();
  });
});
