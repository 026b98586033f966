import { decodeProtectedHeader, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { alice, dashboard, envOf, guild, openApi } from '../api.fixture.ts';
import { DiscordAway, LoginRefused, TokensGone } from '../discord/discord.ts';

const day = 86_400_000;

describe('cookies', () => {
  test('are bound to this host, read by no script but the one against forgery, and live as long as the cookie policy says', async () => {
    const api = await openApi();
    const browser = api.browser();
    const started = await browser.send('GET', '/api/auth/login');
    expect(String(started.headers['set-cookie'])).toMatch(/^__Host-oauth=[\w.-]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    const back = await browser.login();
    const set = [back.headers['set-cookie']].flat().map(String);
    const attributes = (name: string) => set.find((one) => one.startsWith(`${name}=`))?.replace(/^[^;]+; /, '');
    expect(attributes('__Host-session')).toBe(`Max-Age=${30 * 86_400}; Path=/; HttpOnly; Secure; SameSite=Lax`);
    expect(attributes('__Host-auth_token')).toBe('Max-Age=86400; Path=/; HttpOnly; Secure; SameSite=Lax');
    const me = await api.browser().send('GET', '/api/auth/me', undefined, {
      cookie: [...browser.cookies]
        .filter(([name]) => name !== '__Host-csrf_token')
        .map((pair) => pair.join('='))
        .join('; '),
    });
    expect(String(me.headers['set-cookie'])).toMatch(/^__Host-csrf_token=[\w-]+; Path=\/; Secure; SameSite=Lax$/);
    expect(set.join()).not.toMatch(/domain=/i);
  });

  test('the database holds neither the session cookie nor a readable token of Discord', async () => {
    const api = await openApi();
    const browser = api.browser();
    await browser.login();
    const kept = JSON.stringify([api.repositories.store.all('sessions'), api.repositories.store.all('accounts')]);
    expect(kept).not.toContain(String(browser.cookies.get('__Host-session')));
    expect(kept).not.toMatch(/access-1|refresh-1/);
    const [account] = api.repositories.store.all('accounts');
    expect(decodeProtectedHeader(String(account?.tokens))).toMatchObject({ alg: 'dir', enc: 'A256GCM', kid: expect.any(String) });
  });
});

describe('the way to Discord and back', () => {
  test('nobody is led to a stranger: what is no path of the dashboard becomes the usual page', async () => {
    const api = await openApi();
    for (const next of [
      'https://evil.test',
      '//evil.test',
      '/\\evil.test',
      '\\\\evil.test',
      'javascript:alert(1)',
      '/\t/evil.test',
      '/..//evil.test',
      `/${'a'.repeat(600)}`,
    ]) {
      const { headers } = await api.browser().login(next);
      expect([next, headers.location]).toEqual([next, `${dashboard}/dashboard`]);
    }
    expect((await api.browser().login('/servers/1?tab=premium#buy')).headers.location).toBe(`${dashboard}/servers/1?tab=premium#buy`);
  });

  test('a code without the cookie of this browser, or with one that was changed or is older than ten minutes, gives no login', async () => {
    const api = await openApi();
    const browser = api.browser();
    expect((await browser.send('GET', '/api/auth/callback?code=stolen&state=x')).headers.location).toBe(`${dashboard}/?login=expired`);
    await browser.send('GET', '/api/auth/login');
    browser.cookies.set('__Host-oauth', `${browser.cookies.get('__Host-oauth')?.slice(0, -2)}xx`);
    expect((await browser.send('GET', '/api/auth/callback?code=c&state=x')).headers.location).toBe(`${dashboard}/?login=expired`);
    await browser.send('GET', '/api/auth/login');
    api.clock.advance(601_000);
    expect((await browser.send('GET', '/api/auth/callback?code=c&state=x')).headers.location).toBe(`${dashboard}/?login=expired`);
    expect(api.discord.log).toEqual([]);
  });

  test('a refusal, a strange answer and a silent Discord each have their own end', async () => {
    for (const [error, how] of [
      [new LoginRefused('access_denied', true), 'cancelled'],
      [new LoginRefused('invalid_grant', false), 'failed'],
      [new DiscordAway('silent'), 'away'],
    ] as const) {
      const api = await openApi();
      api.discord.exchange = async () => Promise.reject(error);
      expect((await api.browser().login()).headers.location).toBe(`${dashboard}/?login=${how}`);
      expect(api.repositories.store.all('sessions')).toHaveLength(0);
    }
  });

  test('every login has a session of its own, and the one that the browser brought is gone', async () => {
    const api = await openApi();
    const browser = api.browser();
    browser.cookies.set('__Host-session', 'prepared-by-somebody');
    await browser.login();
    const first = browser.cookies.get('__Host-session');
    await browser.login();
    expect([first, browser.cookies.get('__Host-session')]).not.toContain('prepared-by-somebody');
    expect(first).not.toBe(browser.cookies.get('__Host-session'));
    expect(api.repositories.store.all('sessions')).toHaveLength(1);
  });

  test('logins are limited by address, and refused when nobody can count them', async () => {
    const api = await openApi();
    const answers = await Promise.all(Array.from({ length: 50 }, () => api.browser().send('GET', '/api/auth/login')));
    expect(answers.filter(({ statusCode }) => statusCode === 302)).toHaveLength(30);
    const closed = { allowed: false, limit: 30, remaining: 0, resetSeconds: 60, counted: 'closed' } as const;
    const away = await openApi({ limiter: { take: async () => closed, reset: async () => undefined } });
    const refused = await away.browser().send('GET', '/api/auth/login');
    expect([refused.statusCode, refused.json().code, refused.headers['retry-after']]).toEqual([503, 'limits-away', '10']);
  });
});

describe('sessions', () => {
  test('when the token of a day has ended, the session gives a new one; after thirty idle days it is over', async () => {
    const api = await openApi();
    const browser = api.browser();
    await browser.login();
    const before = browser.cookies.get('__Host-auth_token');
    api.clock.advance(day + 1000);
    expect((await browser.send('GET', '/api/auth/me')).statusCode).toBe(200);
    expect(browser.cookies.get('__Host-auth_token')).not.toBe(before);
    api.clock.advance(29 * day);
    expect((await browser.send('GET', '/api/auth/me')).statusCode).toBe(200);
    api.clock.advance(31 * day);
    expect((await browser.send('GET', '/api/auth/me')).statusCode).toBe(401);
    expect([...browser.cookies.keys()]).not.toContain('__Host-session');
  });

  test('a token alone is worth nothing once its session was ended, here or everywhere', async () => {
    const api = await openApi();
    const [laptop, phone] = [api.browser(), api.browser()];
    await laptop.login();
    await phone.login();
    const stolen = { cookie: `__Host-auth_token=${laptop.cookies.get('__Host-auth_token')}` };
    expect((await api.browser().send('GET', '/api/auth/me', undefined, stolen)).statusCode).toBe(200);
    expect((await laptop.send('POST', '/api/auth/logout')).statusCode).toBe(204);
    expect((await api.browser().send('GET', '/api/auth/me', undefined, stolen)).statusCode).toBe(401);
    expect((await phone.send('GET', '/api/auth/me')).statusCode).toBe(200);
    expect(api.discord.log.filter((line) => line.startsWith('revoke'))).toEqual([]);
    await phone.send('POST', '/api/auth/logout/everywhere');
    expect(api.discord.log).toContain('revoke refresh-2');
    expect(phone.cookies.size).toBe(0);
  });

  test('logging out everywhere ends every session, with or without a token', async () => {
    const api = await openApi();
    const [laptop, phone] = [api.browser(), api.browser()];
    await laptop.login();
    await phone.login();
    await laptop.send('POST', '/api/auth/logout/everywhere');
    expect((await phone.send('GET', '/api/auth/me')).statusCode).toBe(401);
    phone.cookies.delete('__Host-auth_token');
    expect((await phone.send('GET', '/api/auth/me')).statusCode).toBe(401);
  });

  test('people see where they are logged in, and end one of them, but never one of somebody else', async () => {
    const api = await openApi();
    const [laptop, phone] = [api.browser(), api.browser()];
    await laptop.login();
    await phone.login();
    const { sessions } = (await laptop.send('GET', '/api/auth/sessions')).json();
    expect(sessions).toMatchObject([{ device: 'Firefox on Linux' }, { device: 'Firefox on Linux' }]);
    const other = sessions.find(({ current }: { current: boolean }) => !current).id;
    api.discord.answer.user = { id: '200000000000000002', name: 'Bob', avatar: undefined };
    const bob = api.browser();
    await bob.login();
    expect((await bob.send('DELETE', `/api/auth/sessions/${other}`)).statusCode).toBe(404);
    expect((await laptop.send('DELETE', `/api/auth/sessions/${other}`)).statusCode).toBe(204);
    expect((await phone.send('GET', '/api/auth/me')).statusCode).toBe(401);
  });

  test('tokens that were forged, unsigned, for somebody else or with another algorithm are refused', async () => {
    const api = await openApi();
    const browser = api.browser();
    await browser.login();
    const real = String(browser.cookies.get('__Host-auth_token'));
    const claims = JSON.parse(Buffer.from(String(real.split('.')[1]), 'base64url').toString());
    const { kid } = decodeProtectedHeader(real);
    const env = envOf();
    const sign = (change: object, alg = 'HS256', secret = env.JWT_SECRET, key = kid) =>
      new SignJWT({ ...claims, ...change }).setProtectedHeader({ alg, kid: String(key) }).sign(new TextEncoder().encode(secret));
    const ask = async (token: string) =>
      (await api.browser().send('GET', '/api/auth/me', undefined, { cookie: `__Host-auth_token=${token}` })).statusCode;
    expect(await ask(await sign({}))).toBe(200);
    const forged = [
      new UnsecuredJWT(claims).encode(),
      await sign({}, 'HS512', env.JWT_SECRET.repeat(2)),
      await sign({}, 'HS256', 'x'.repeat(32)),
      await sign({}, 'HS256', env.JWT_SECRET, 'other'),
      await sign({ aud: 'https://evil.test' }),
      await sign({ iss: 'https://evil.test' }),
      await sign({ ver: 7 }),
      await sign({ sid: 'f'.repeat(64) }),
      await sign({ sub: '200000000000000002' }),
      await sign({ exp: 1 }),
    ];
    for (const token of forged) expect(await ask(token)).toBe(401);
  });

  test('after the secret is changed, tokens signed with the previous one hold until it is taken away', async () => {
    const old = await openApi();
    const browser = old.browser();
    await browser.login();
    const headers = { cookie: `__Host-auth_token=${browser.cookies.get('__Host-auth_token')}` };
    const shared = { repositories: old.repositories };
    const secret = 'a-new-secret-for-tokens-0123456789ab';
    const rotated = await openApi({ ...shared, env: envOf({ JWT_SECRET: secret, JWT_SECRET_PREVIOUS: envOf().JWT_SECRET }) });
    expect((await rotated.browser().send('GET', '/api/auth/me', undefined, headers)).statusCode).toBe(200);
    const breach = await openApi({ ...shared, env: envOf({ JWT_SECRET: secret }) });
    expect((await breach.browser().send('GET', '/api/auth/me', undefined, headers)).statusCode).toBe(401);
  });
});

describe('tokens of Discord', () => {
  test('are renewed once however many requests need them, and a login that Discord has ended is asked for again', async () => {
    const api = await openApi();
    const browser = api.browser();
    await browser.login();
    api.clock.advance(7 * day);
    await browser.send('GET', '/api/auth/me');
    await Promise.all([1, 2, 3, 4].map(() => browser.send('GET', `/api/servers/${guild.id}/subscription`)));
    expect(api.discord.log.filter((line) => line.startsWith('refresh'))).toEqual(['refresh refresh-1']);
    api.discord.guilds = async () => Promise.reject(new TokensGone('401'));
    api.clock.advance(301_000);
    const gone = await browser.send('GET', '/api/servers');
    expect([gone.statusCode, gone.json().code]).toEqual([401, 'login-again']);
    expect((await api.repositories.accounts.get(alice.id))?.tokens).toBeUndefined();
  });

  test('a Discord that does not answer is 503, and nobody loses their login', async () => {
    const api = await openApi();
    const browser = api.browser();
    await browser.login();
    api.discord.guilds = async () => Promise.reject(new DiscordAway('silent', 3));
    const answer = await browser.send('GET', '/api/servers');
    expect([answer.statusCode, answer.headers['retry-after'], answer.json().code]).toEqual([503, '3', 'discord-away']);
    expect((await api.repositories.accounts.get(alice.id))?.tokens).toBeDefined();
  });
});
