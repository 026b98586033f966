import { readEnv } from '@k77/config';
import { openTestWorld, type TestWorld } from '@k77/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { DiscordTokens } from '../auth/sealed-tokens.ts';
import { type Discord, DiscordAway, LoginRefused, TokensGone } from './discord.ts';
import { openDiscord } from './open-discord.ts';

describe('Discord over OAuth and REST', () => {
  let world: TestWorld;
  let discord: Discord;
  const attempt = { state: 'state-of-this-login', verifier: 'v'.repeat(43), again: false };
  const clock = { now: () => new Date() };

  beforeAll(async () => {
    world = await openTestWorld();
    discord = openDiscord(readEnv('api', world.environment('api')), clock);
  });
  afterEach(() => world.faults.clear());
  afterAll(() => world.close());

  const authorized = async () => new URL(await world.discord.authorize(await discord.authorizeUrl(attempt), 'alice')).search;
  const login = async (): Promise<DiscordTokens> => discord.exchange(await authorized(), attempt);

  test('asks for name and servers only, with a state and a challenge, and says it when everybody is to be asked again', async () => {
    const { searchParams } = new URL(await discord.authorizeUrl({ ...attempt, again: true }));
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      scope: 'identify guilds',
      state: attempt.state,
      code_challenge_method: 'S256',
      prompt: 'consent',
      redirect_uri: `https://api.${world.domain}/api/auth/callback`,
    });
    expect(searchParams.get('code_challenge')).not.toBe(attempt.verifier);
  });

  test('a code is worth nothing with another state or verifier, and nothing a second time', async () => {
    await expect(discord.exchange(await authorized(), { ...attempt, state: 'state-of-another' })).rejects.toThrow(LoginRefused);
    await expect(discord.exchange(await authorized(), { ...attempt, verifier: 'w'.repeat(43) })).rejects.toThrow(LoginRefused);
    const query = await authorized();
    await discord.exchange(query, attempt);
    await expect(discord.exchange(query, attempt)).rejects.toThrow(LoginRefused);
  });

  test('tokens are renewed, and end when they are taken back', async () => {
    const tokens = await login();
    const renewed = await discord.refresh(tokens.refresh);
    expect(renewed.access).not.toBe(tokens.access);
    expect((await discord.user(renewed.access)).id).toBe(world.discord.users.alice.id);
    await expect(discord.refresh(tokens.refresh)).rejects.toThrow(TokensGone);
    await discord.revoke(renewed);
    await expect(discord.guilds(renewed.access)).rejects.toThrow(TokensGone);
  });

  test('a short wait is waited, a long one is told with its length', async () => {
    const { access } = await login();
    world.faults.set({ vendor: 'discord', do: '429', path: '/users/@me/guilds', times: 1, retryAfter: 1 });
    expect(Array.isArray(await discord.guilds(access))).toBe(true);
    world.faults.set({ vendor: 'discord', do: '429', path: '/users/@me/guilds', retryAfter: 30 });
    await expect(discord.guilds(access)).rejects.toMatchObject({ name: 'DiscordAway', retryAfterSeconds: 30 });
  });

  test('errors, pages and broken connections are "away" and end nobody\'s login', async () => {
    const tokens = await login();
    for (const fault of ['500', 'html', 'reset-before'] as const) {
      world.faults.set({ vendor: 'discord', do: fault });
      await expect(discord.user(tokens.access), fault).rejects.toThrow(DiscordAway);
      await expect(discord.refresh(tokens.refresh), fault).rejects.toThrow(DiscordAway);
    }
  });

  test("a client secret that was changed in the portal ends nobody's login either", async () => {
    const tokens = await login();
    await world.discord.resetClientSecret();
    await expect(discord.refresh(tokens.refresh)).rejects.toThrow(DiscordAway);
  });
});
