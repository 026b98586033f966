/** Logging in with Discord: the consent page, codes, PKCE, refresh and revocation, with nothing but fetch. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Discord, openDiscord, press } from './discord-fixture.ts';

let discord: Discord;
const target = 'https://api.kingdom77.test/api/auth/callback';
const verifier = 'v'.repeat(64);
const challenge = createHash('sha256').update(verifier).digest('base64url');

beforeAll(async () => {
  discord = await openDiscord();
  await discord.edit('redirects', { redirects: `${target}\nhttps://kingdom77.test/auth/callback` });
});
afterAll(() => discord.world.close());

const secret = () => discord.world.credentials()['discord.clientSecret'] ?? '';

function address(more: Record<string, string | undefined> = {}): string {
  const usual = { client_id: discord.ids.application, redirect_uri: target, response_type: 'code', scope: 'identify guilds', state: 's1' };
  const fields = Object.entries({ ...usual, code_challenge: challenge, code_challenge_method: 'S256', ...more });
  return `/oauth2/authorize?${new URLSearchParams(fields.filter((field): field is [string, string] => field[1] !== undefined))}`;
}

async function consent(more: Record<string, string | undefined> = {}, form: Record<string, string> = {}): Promise<URL> {
  const answer = await press(discord.world, address(more), { user: 'alice', action: 'authorize', ...form });
  expect(answer.status).toBe(303);
  return new URL(answer.headers.location ?? '');
}

async function token(fields: Record<string, string>, headers: Record<string, string> = {}) {
  const own: Record<string, string> = headers.authorization ? {} : { client_id: discord.ids.application, client_secret: secret() };
  const answer = await fetch(`${discord.api}/oauth2/token`, { method: 'POST', headers, body: new URLSearchParams({ ...own, ...fields }) });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
}

const byCode = (code: string | null, more: Record<string, string> = {}) =>
  token({ grant_type: 'authorization_code', code: code ?? '', redirect_uri: target, code_verifier: verifier, ...more });

describe('the consent page', () => {
  test('shows who wants what, and where one is sent', async () => {
    const page = await discord.raw('GET', address(), undefined, '');
    expect([page.status, page.body]).toEqual([200, expect.stringContaining('Kingdom-77 wants to access your account')]);
    expect(page.body).toContain('Know what servers');
    expect(page.body).toContain('https://api.kingdom77.test');
  });

  test.each([
    ['another application', { client_id: '1' }, 'Unknown Application'],
    ['a redirect with a slash more', { redirect_uri: `${target}/` }, 'Invalid OAuth2 redirect_uri'],
    ['no redirect where there are two', { redirect_uri: undefined }, 'Invalid OAuth2 redirect_uri'],
    ['an unknown scope', { scope: 'everything' }, 'The requested scope is invalid'],
    ['no scope', { scope: undefined }, 'The requested scope is invalid'],
    ['an implicit grant', { response_type: 'token' }, 'response_type is invalid'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'Invalid code_challenge_method'],
  ])('refuses %s', async (_, more, text) => {
    const page = await discord.raw('GET', address(more), undefined, '');
    expect([page.status, page.body]).toEqual([400, expect.stringContaining(text)]);
  });

  test('sends back with a code and the state, or with a refusal', async () => {
    const allowed = await consent();
    expect([allowed.origin + allowed.pathname, allowed.searchParams.get('state')]).toEqual([target, 's1']);
    expect(allowed.searchParams.get('code')).toHaveLength(30);
    const denied = await consent({}, { action: 'cancel' });
    expect(Object.fromEntries(denied.searchParams)).toMatchObject({ error: 'access_denied', state: 's1' });
  });

  test('a form of another site is refused', async () => {
    expect((await discord.raw('POST', address(), undefined, '')).status).toBe(403);
  });

  test('with prompt=none whoever allowed it before is not asked again', async () => {
    const first = await consent();
    await byCode(first.searchParams.get('code'));
    const visit = (cookie: string) =>
      fetch(`${discord.world.endpoints.discord}${address({ prompt: 'none' })}`, { redirect: 'manual', headers: cookie ? { cookie } : {} });
    expect((await visit('')).status).toBe(200);
    const again = await visit(`k77_discord_user=${discord.ids.alice}`);
    expect([again.status, again.headers.get('location')]).toEqual([303, expect.stringContaining(`${target}?code=`)]);
    expect((await visit(`k77_discord_user=${discord.ids.bob}`)).status).toBe(200);
  });

  test('adds a bot to a server, and a private bot only for its owner', async () => {
    const guild = await discord.edit<{ id: string }>('create-guild', { name: 'Mine', bot: 'no', owner: 'alice' });
    const more = { scope: 'bot applications.commands', response_type: undefined, redirect_uri: undefined };
    const path = address({ ...more, permissions: '8' });
    await discord.edit('public', { value: 'off' });
    expect((await press(discord.world, path, { user: 'alice', action: 'authorize', guild: guild.id })).status).toBe(400);
    await discord.edit('public', { value: 'on' });
    const added = await press(discord.world, path, { user: 'alice', action: 'authorize', guild: guild.id });
    expect([added.status, added.body]).toEqual([200, expect.stringContaining('Authorized')]);
    const roles = (await discord.state()).guilds.find(({ id }) => id === guild.id)?.roles;
    expect(roles?.find(({ bot }) => bot === discord.ids.application)?.permissions).toBe('8');
  });
});

describe('tokens', () => {
  test('a code with its verifier gives a token that tells who it is and in which servers', async () => {
    const { status, body } = await byCode((await consent()).searchParams.get('code'));
    expect([status, body]).toMatchObject([200, { token_type: 'Bearer', expires_in: 604_800, scope: 'identify guilds' }]);
    const bearer = `Bearer ${body.access_token}`;
    const me = await discord.raw('GET', '/api/v10/users/@me', undefined, bearer);
    expect(me.body).toMatchObject({ id: discord.ids.alice, username: 'alice' });
    expect(me.body).not.toHaveProperty('email');
    expect((await discord.raw('GET', '/api/v10/users/@me/guilds', undefined, bearer)).body).toMatchObject([
      { id: discord.ids.guild, owner: false },
      { name: 'Mine', owner: true },
    ]);
    expect((await discord.raw('GET', '/api/v10/oauth2/@me', undefined, bearer)).body).toMatchObject({
      scopes: ['identify', 'guilds'],
      user: { id: discord.ids.alice },
      application: { id: discord.ids.application },
    });
    expect((await discord.raw('GET', `/api/v10/users/@me/guilds/${discord.ids.guild}/member`, undefined, bearer)).body).toMatchObject({
      code: 50026,
    });
    expect((await discord.raw('GET', `/api/v10/guilds/${discord.ids.guild}`, undefined, bearer)).status).toBe(401);
  });

  test.each([
    ['another verifier', { code_verifier: 'w'.repeat(64) }, 'invalid_grant'],
    ['another redirect', { redirect_uri: 'https://kingdom77.test/auth/callback' }, 'invalid_grant'],
    ['a wrong secret', { client_secret: 'x' }, 'invalid_client'],
    ['an unknown grant', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['an unknown code', { code: 'x' }, 'invalid_grant'],
  ])('%s is refused', async (_, more, error) => {
    const answer = await byCode((await consent()).searchParams.get('code'), more);
    expect([answer.status, answer.body.error]).toEqual([error === 'invalid_client' ? 401 : 400, error]);
  });

  test('JSON is no form: nothing in it is read', async () => {
    const body = { client_id: discord.ids.application, client_secret: secret(), grant_type: 'client_credentials' };
    expect((await discord.raw('POST', '/api/oauth2/token', body, '')).body).toEqual({ error: 'invalid_client' });
  });

  test('a code is good once', async () => {
    const code = (await consent()).searchParams.get('code');
    expect((await byCode(code)).status).toBe(200);
    expect((await byCode(code)).body.error).toBe('invalid_grant');
  });

  test('a secret in the header is as good as one in the form; e-mail comes with its scope', async () => {
    const code = (await consent({ scope: 'identify email', code_challenge: undefined, code_challenge_method: undefined })).searchParams.get(
      'code',
    );
    const authorization = `Basic ${Buffer.from(`${discord.ids.application}:${secret()}`).toString('base64')}`;
    const { body } = await token({ grant_type: 'authorization_code', code: code ?? '', redirect_uri: target }, { authorization });
    expect((await discord.raw('GET', '/api/users/@me', undefined, `Bearer ${body.access_token}`)).body).toMatchObject({
      email: 'alice@example.test',
    });
  });

  test('a refresh gives a new pair and ends the old one; revoking ends both', async () => {
    const { body: first } = await byCode((await consent()).searchParams.get('code'));
    const refresh = (refresh_token = '') => token({ grant_type: 'refresh_token', refresh_token });
    const { body: second } = await refresh(first.refresh_token);
    expect(second.access_token).not.toBe(first.access_token);
    expect((await refresh(first.refresh_token)).body.error).toBe('invalid_grant');
    const who = async (access = '') => (await discord.raw('GET', '/api/v10/users/@me', undefined, `Bearer ${access}`)).status;
    expect([await who(first.access_token), await who(second.access_token)]).toEqual([401, 200]);
    const fields = { client_id: discord.ids.application, client_secret: secret(), token: second.refresh_token ?? '' };
    const revoked = await fetch(`${discord.api}/v10/oauth2/token/revoke`, { method: 'POST', body: new URLSearchParams(fields) });
    expect([revoked.status, await revoked.json()]).toEqual([200, {}]);
    expect(await who(second.access_token)).toBe(401);
  });

  test('client credentials stand for the owner, without a refresh token', async () => {
    const { body } = await token({ grant_type: 'client_credentials', scope: 'identify' });
    expect(body).not.toHaveProperty('refresh_token');
    expect((await discord.raw('GET', '/api/v10/users/@me', undefined, `Bearer ${body.access_token}`)).body).toMatchObject({
      id: discord.ids.owner,
    });
  });

  test('with guilds.join somebody can be put into a server, without it nobody', async () => {
    await discord.edit('create-user', { username: 'dave' });
    const granted = async (scope: string) => (await byCode((await consent({ scope }, { user: 'dave' })).searchParams.get('code'))).body;
    const [body, less] = [await granted('identify guilds.join'), await granted('identify')];
    const dave = (await discord.state()).users.find(({ username }) => username === 'dave')?.id;
    const put = ({ access_token } = body) => discord.raw('PUT', `/api/v10/guilds/${discord.ids.guild}/members/${dave}`, { access_token });
    expect((await put(less)).body).toMatchObject({ code: 50026 });
    expect((await put()).status).toBe(201);
    expect((await put()).status).toBe(204);
  });
});
