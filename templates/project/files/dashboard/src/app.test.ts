import { parse } from 'node:querystring';
import { describe, expect, test } from 'vitest';
import { alice, dashboard, envOf, fakeDiscord, foreign, guild, openApi, owner, siteOf } from './api.fixture.ts';

const secure = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '198.51.100.7' };

describe('health', () => {
  test('says that all is well, with the version, to GET and HEAD', async () => {
    const { app } = await openApi();
    const answer = await app.inject({ url: '/health' });
    expect([answer.statusCode, answer.json(), answer.headers['cache-control']]).toEqual([
      200,
      { status: 'healthy', version: '4.0' },
      'no-store',
    ]);
    expect((await app.inject({ method: 'HEAD', url: '/health' })).statusCode).toBe(200);
    expect((await app.inject({ url: '/health/database' })).json()).toEqual({ status: 'healthy', database: 'connected' });
    expect((await app.inject({ url: '/health/redis' })).json()).toEqual({ status: 'healthy', redis: 'connected' });
  });

  test('a broken part is 503, its body has neither the healthy word nor anything of the error, and the process itself still lives', async () => {
    const { app, broken } = await openApi();
    broken.add('database').add('redis');
    for (const url of ['/health/database', '/health/redis', '/health/bot', '/health/ready']) {
      const answer = await app.inject({ url });
      expect([url, answer.statusCode]).toEqual([url, 503]);
      expect(answer.body).not.toMatch(/healthy|password|host/);
    }
    expect((await app.inject({ url: '/health/database' })).json()).toEqual({ status: 'down', check: 'database' });
    expect((await app.inject({ url: '/health' })).statusCode).toBe(200);
  });

  test('a cache that is away does not take the whole API out of service', async () => {
    const { app, broken } = await openApi();
    broken.add('redis');
    expect((await app.inject({ url: '/health/ready' })).statusCode).toBe(200);
  });

  test('the bot is well only while every one of its shards is heard of', async () => {
    const { app, heartbeats, clock } = await openApi();
    await heartbeats.decideTotal(2);
    const beat = (shardId: number) => heartbeats.beat({ shardId, guilds: 1, latencyMs: 20, at: clock.now() });
    await beat(0);
    expect((await app.inject({ url: '/health/bot' })).statusCode).toBe(503);
    await beat(1);
    expect((await app.inject({ url: '/health/bot' })).json()).toEqual({ status: 'healthy', bot: 'ready' });
    clock.advance(46_000);
    expect((await app.inject({ url: '/health/bot' })).statusCode).toBe(503);
  });

  test('is neither limited nor bound to HTTPS, while everything else over HTTP is refused and not redirected', async () => {
    const { app } = await openApi({ env: envOf({ RATE_LIMIT_FREE: '1' }) });
    const plain = { 'x-forwarded-proto': 'http' };
    for (let round = 0; round < 5; round += 1) expect((await app.inject({ url: '/health', headers: plain })).statusCode).toBe(200);
    const refused = await app.inject({ url: '/api/billing/plans', headers: plain });
    expect([refused.statusCode, refused.json().code, refused.headers.location]).toEqual([426, 'https-needed', undefined]);
  });
});

describe('answers', () => {
  test('errors are problem documents with the number under which the log knows them', async () => {
    const lines: string[] = [];
    const { app } = await openApi({}, { log: (line) => lines.push(line) });
    const answer = await app.inject({ url: '/api/nothing?code=secret-code', headers: { ...secure, 'x-request-id': 'proxy-12345678' } });
    expect(answer.headers['content-type']).toMatch('application/problem+json');
    expect(answer.json()).toMatchObject({ type: 'about:blank', status: 404, code: 'not-found', requestId: 'proxy-12345678' });
    expect(answer.headers['x-request-id']).toBe('proxy-12345678');
    expect(lines.join('')).toContain('proxy-12345678');
    expect(lines.join('')).not.toContain('secret-code');
  });

  test('an error of ours tells the caller nothing, and is reported', async () => {
    const broken = async () => {
      throw new Error('A secret of the inside');
    };
    const { app, reported } = await openApi({ discord: { ...fakeDiscord(), authorizeUrl: broken } });
    const answer = await app.inject({ url: '/api/auth/login', headers: secure });
    expect([answer.statusCode, answer.json().code]).toEqual([500, 'internal']);
    expect(answer.body).not.toMatch(/A secret of|stack|\.ts/);
    expect(reported).toHaveLength(1);
  });

  test('a body that is too large, no JSON, or wrong is refused with the fields that are wrong', async () => {
    const api = await openApi();
    const browser = api.browser();
    await browser.login();
    const wrong = await browser.send('POST', '/api/stripe/checkout', { guildId: '12', plan: 'forever' });
    expect([wrong.statusCode, wrong.json().errors.map(({ path }: { path: string }) => path)]).toEqual([400, ['guildId', 'plan']]);
    const large = await browser.send('POST', '/api/stripe/checkout', { guildId: guild.id, plan: 'monthly', more: 'x'.repeat(70_000) });
    expect([large.statusCode, large.json().code]).toEqual([413, 'too-large']);
    const broken = await browser.send('POST', '/api/stripe/checkout', '{"guildId":', { 'content-type': 'application/json' });
    expect([broken.statusCode, broken.headers['content-type']]).toEqual([400, 'application/problem+json']);
  });

  test('every answer carries the headers that browsers are to keep to', async () => {
    const { app } = await openApi();
    const { headers } = await app.inject({ url: '/api/billing/plans', headers: secure });
    expect(headers).toMatchObject({
      'strict-transport-security': 'max-age=86400',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['x-powered-by']).toBeUndefined();
  });

  test('for how long browsers keep to HTTPS is what site.config.json says', async () => {
    const { app } = await openApi({ site: siteOf({ https: { maxAgeSeconds: 604_800, includeSubdomains: true, preload: false } }) });
    const { headers } = await app.inject({ url: '/api/billing/plans', headers: secure });
    expect(headers['strict-transport-security']).toBe('max-age=604800; includeSubDomains');
  });

  test('the numbers do not exist for anybody but the operator', async () => {
    const { app, dependencies } = await openApi();
    const secret = String(dependencies.env.OPERATOR_SECRET);
    expect((await app.inject({ url: '/metrics', headers: secure })).statusCode).toBe(404);
    await app.inject({ url: '/health' });
    const numbers = await app.inject({ url: '/metrics', headers: { ...secure, authorization: `Bearer ${secret}` } });
    expect(numbers.body).toMatch(/http_requests_total\{method="GET",route="\/health",status="200"\} 1\n/);
    expect(numbers.body).toMatch(/http_request_duration_seconds_bucket\{route="\/health",le="\+Inf"\} 1\n/);
  });
});

describe('other pages', () => {
  test('the dashboard may call with cookies; no other page may, and none is reflected', async () => {
    const { app } = await openApi();
    const ask = (origin: string) => app.inject({ url: '/api/billing/plans', headers: { ...secure, origin } });
    const own = await ask(dashboard);
    expect(own.headers).toMatchObject({ 'access-control-allow-origin': dashboard, 'access-control-allow-credentials': 'true' });
    expect(String(own.headers.vary)).toContain('Origin');
    for (const origin of [
      'https://evil.test',
      'https://status.kingdom77.test',
      'http://kingdom77.test',
      'null',
      'https://kingdom77.test.evil.test',
    ])
      expect((await ask(origin)).headers['access-control-allow-origin']).toBeUndefined();
  });

  test('a preflight lists methods and headers, without a star', async () => {
    const { app } = await openApi();
    const answer = await app.inject({
      method: 'OPTIONS',
      url: `/api/servers/${guild.id}/settings`,
      headers: { ...secure, origin: dashboard, 'access-control-request-method': 'PATCH' },
    });
    expect(answer.statusCode).toBe(204);
    expect(answer.headers['access-control-allow-methods']).toBe('GET, HEAD, POST, PATCH, DELETE');
    expect(JSON.stringify(answer.headers)).not.toContain('"*"');
  });

  test('whatever changes something is refused from foreign pages, from sibling hosts and from pages without an origin, token or not', async () => {
    const api = await openApi();
    const browser = api.browser();
    await browser.login();
    for (const headers of [
      { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' },
      { origin: 'https://status.kingdom77.test', 'sec-fetch-site': 'same-site' },
      { origin: 'null', 'sec-fetch-site': 'cross-site' },
    ] as const)
      expect((await browser.send('POST', '/api/auth/logout', undefined, headers)).json().code).toBe('foreign-origin');
    const silent = await api.app.inject({ method: 'POST', url: '/api/auth/logout', headers: { ...secure, 'sec-fetch-site': 'same-site' } });
    expect(silent.json().code).toBe('foreign-origin');
    expect((await browser.send('GET', '/api/auth/me')).statusCode).toBe(200);
  });

  test('a token against forged requests is needed, and that of another session is worth nothing', async () => {
    const api = await openApi();
    const [browser, other] = [api.browser(), api.browser()];
    await browser.login();
    await other.login();
    const right = browser.csrf;
    for (const wrong of [undefined, 'nonsense', other.csrf]) {
      browser.csrf = wrong;
      const answer = await browser.send('POST', '/api/auth/logout');
      expect([answer.statusCode, answer.json().code]).toEqual([403, 'csrf']);
    }
    browser.csrf = right;
    expect((await browser.send('POST', '/api/auth/logout')).statusCode).toBe(204);
  });
});

describe('limits', () => {
  test('of 300 requests at once exactly as many pass as there are in the budget, and answers say what is left', async () => {
    const { app } = await openApi();
    const answers = await Promise.all(Array.from({ length: 300 }, () => app.inject({ url: '/api/billing/plans', headers: secure })));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(60);
    const refused = answers.find(({ statusCode }) => statusCode === 429);
    expect(refused?.json().code).toBe('too-many-requests');
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused?.headers).toMatchObject({
      'x-ratelimit-limit': '60',
      'x-ratelimit-remaining': '0',
      'ratelimit-policy': '"api";q=60;w=60',
    });
  });

  test('nobody chooses a tier or another name: they come from the session, and strangers are counted by the address that the proxy saw', async () => {
    const { app } = await openApi({ env: envOf({ RATE_LIMIT_FREE: '3' }) });
    const ask = (forwarded: string, query = '') =>
      app.inject({ url: `/api/billing/plans${query}`, headers: { ...secure, 'x-forwarded-for': forwarded } });
    for (let round = 0; round < 3; round += 1) await ask(`203.0.113.${round}, 198.51.100.7`);
    expect((await ask('203.0.113.9, 198.51.100.7', '?tier=admin&user_id=1')).statusCode).toBe(429);
    expect((await ask('198.51.100.8')).statusCode).toBe(200);
  });

  test('people have more than strangers, and the owner most', async () => {
    const api = await openApi();
    const browser = api.browser();
    await browser.login();
    expect((await browser.send('GET', '/api/auth/me')).headers['x-ratelimit-limit']).toBe('120');
    api.discord.answer.user = owner;
    const boss = api.browser();
    await boss.login();
    expect((await boss.send('GET', '/api/auth/me')).json()).toMatchObject({ tier: 'admin', isOwner: true });
  });

  test('only the owner gives a budget back, and it is written down', async () => {
    const api = await openApi();
    const browser = api.browser();
    await browser.login();
    const body = { key: `user:${alice.id}`, budget: 'api', tier: 'basic' };
    expect((await browser.send('POST', '/api/admin/limits/reset', body)).statusCode).toBe(404);
    api.discord.answer.user = owner;
    const boss = api.browser();
    await boss.login();
    expect((await boss.send('POST', '/api/admin/limits/reset', body)).statusCode).toBe(204);
    expect(api.repositories.store.all('audit_logs').map(({ action }) => action)).toContain('limit.reset');
  });

  test('a refund in review is decided by an owner, once', async () => {
    const api = await openApi();
    const common = { userId: alice.id, guildId: guild.id, subscriptionId: 'sub_1', amount: 999, currency: 'usd', percent: 100 };
    const open = (invoiceId: string) =>
      api.repositories.refunds.open({
        ...common,
        invoiceId,
        rule: 'manual',
        reason: 'a renewal that I did not want',
        status: 'review',
        cancels: true,
        requestedAt: new Date(),
        decidedBy: 'nobody yet',
      });
    const [granted, refused] = [await open('in_1'), await open('in_2')];
    const browser = api.browser();
    await browser.login();
    expect((await browser.send('POST', `/api/admin/refunds/${granted?.id}`, { decision: 'send' })).statusCode).toBe(404);
    api.discord.answer.user = owner;
    const boss = api.browser();
    await boss.login();
    expect((await boss.send('POST', `/api/admin/refunds/${granted?.id}`, { decision: 'send' })).json()).toMatchObject({
      status: 'requested',
    });
    expect((await boss.send('POST', `/api/admin/refunds/${granted?.id}`, { decision: 'refuse' })).json().code).toBe('not-in-review');
    expect((await boss.send('POST', `/api/admin/refunds/${refused?.id}`, { decision: 'refuse' })).json()).toMatchObject({
      status: 'refused',
    });
    expect((await boss.send('POST', '/api/admin/refunds/nothing', { decision: 'send' })).statusCode).toBe(404);
    expect(api.queues.named('refund').map(({ data }) => data)).toEqual([{ refundId: granted?.id }]);
    expect(await api.repositories.refunds.get(String(granted?.id))).toMatchObject({ decidedBy: owner.id });
  });
});

describe('servers', () => {
  test('only servers that one may manage are listed, and others cannot be read or changed', async () => {
    const api = await openApi();
    await api.repositories.guilds.joined({ guildId: guild.id, name: guild.name }, new Date());
    await api.repositories.guilds.joined({ guildId: foreign.id, name: foreign.name }, new Date());
    const browser = api.browser();
    expect((await browser.send('GET', '/api/servers')).statusCode).toBe(401);
    await browser.login();
    const { servers } = (await browser.send('GET', '/api/servers')).json();
    expect(servers).toEqual([{ id: guild.id, name: 'Castle', icon: null, owner: false, bot: true, premium: false, invite: null }]);
    expect((await browser.send('GET', `/api/servers/${foreign.id}/settings`)).json().code).toBe('not-allowed');
    expect((await browser.send('PATCH', `/api/servers/${foreign.id}/settings`, { revision: 0, settings: {} })).statusCode).toBe(403);
    expect((await browser.send('GET', '/api/servers/1e3/settings')).statusCode).toBe(400);
  });

  test('a server without the bot is listed with the way to add it', async () => {
    const api = await openApi();
    const browser = api.browser();
    await browser.login();
    const [server] = (await browser.send('GET', '/api/servers')).json().servers;
    expect(server.bot).toBe(false);
    expect(parse(server.invite.split('?')[1])).toMatchObject({ guild_id: guild.id, client_id: '100000000000000001' });
  });

  test('settings are changed in part, heard of by the bot, and never overwritten unseen', async () => {
    const api = await openApi();
    await api.repositories.guilds.joined({ guildId: guild.id, name: guild.name }, new Date());
    const heard: string[] = [];
    await api.dependencies.bus.subscribe('guild_settings', (id) => heard.push(id));
    const browser = api.browser();
    await browser.login();
    const url = `/api/servers/${guild.id}/settings`;
    const before = (await browser.send('GET', url)).json();
    const saved = await browser.send('PATCH', url, {
      revision: before.revision,
      settings: { language: 'de', giveaways: { channel: '1', on: true } },
    });
    expect(saved.json()).toEqual({ settings: { language: 'de', giveaways: { channel: '1', on: true } }, revision: before.revision + 1 });
    expect((await browser.send('PATCH', url, { revision: before.revision, settings: { language: 'fr' } })).json().code).toBe(
      'changed-meanwhile',
    );
    await browser.send('PATCH', url, { revision: before.revision + 1, settings: { language: null } });
    expect((await browser.send('GET', url)).json().settings).toEqual({ giveaways: { channel: '1', on: true } });
    expect(heard).toEqual([guild.id, guild.id]);
    for (const settings of [{ $where: 'x' }, { 'a.b': 1 }, { a: { $set: 1 } }, { a: 'x'.repeat(2001) }])
      expect((await browser.send('PATCH', url, { revision: 2, settings })).statusCode).toBe(400);
  });

  test('settings stay small however often they are added to', async () => {
    const api = await openApi();
    await api.repositories.guilds.joined({ guildId: guild.id, name: guild.name }, new Date());
    const browser = api.browser();
    await browser.login();
    const url = `/api/servers/${guild.id}/settings`;
    const add = (name: string, revision: number) =>
      browser.send('PATCH', url, {
        revision,
        settings: Object.fromEntries([1, 2, 3, 4, 5].map((part) => [`${name}${part}`, 'x'.repeat(2000)])),
      });
    expect([(await add('a', 0)).statusCode, (await add('b', 1)).statusCode]).toEqual([200, 400]);
    expect((await add('a', 1)).statusCode).toBe(200);
  });

  test('the list of servers is believed for five minutes', async () => {
    const api = await openApi();
    await api.repositories.guilds.joined({ guildId: guild.id, name: guild.name }, new Date());
    const browser = api.browser();
    await browser.login();
    const url = `/api/servers/${guild.id}/settings`;
    await browser.send('GET', url);
    api.discord.answer.guilds = [];
    expect((await browser.send('GET', url)).statusCode).toBe(200);
    api.clock.advance(301_000);
    expect((await browser.send('GET', url)).statusCode).toBe(403);
  });
});
