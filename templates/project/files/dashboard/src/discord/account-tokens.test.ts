import { memoryLocks, memoryRepositories } from '@k77/data';
import { describe, expect, test } from 'vitest';
import { fakeDiscord, handClock } from '../api.fixture.ts';
import { createTokenSeal } from '../auth/sealed-tokens.ts';
import { createAccountTokens } from './account-tokens.ts';
import { TokensGone } from './discord.ts';

describe('tokens of one person in several processes', () => {
  test('are renewed by one of them, because a refresh token works once', async () => {
    const clock = handClock();
    const { accounts } = memoryRepositories();
    const discord = fakeDiscord();
    const { refresh } = discord;
    discord.refresh = async (token) => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return refresh(token);
    };
    const shared = {
      accounts,
      discord,
      seal: createTokenSeal('s'.repeat(32)),
      locks: memoryLocks(clock),
      clock,
      logger: { warn: () => undefined },
    };
    const processes = [createAccountTokens(shared), createAccountTokens(shared), createAccountTokens(shared)];
    await accounts.seen({ userId: '1', name: 'Alice' }, clock.now());
    await processes[0]?.keep('1', { access: 'old', refresh: 'old', expiresAt: clock.now() });
    const used = await Promise.all(processes.map((tokens) => tokens.use('1', async (access) => access)));
    expect(used).toEqual(['access-1', 'access-1', 'access-1']);
    expect(discord.log).toEqual(['refresh old']);
  });

  test('that are new are kept when Discord refuses the old ones late', async () => {
    const clock = handClock();
    const { accounts } = memoryRepositories();
    const seal = createTokenSeal('s'.repeat(32));
    const discord = fakeDiscord();
    const tokens = createAccountTokens({ accounts, discord, seal, locks: memoryLocks(clock), clock, logger: { warn: () => undefined } });
    await accounts.seen({ userId: '1', name: 'Alice' }, clock.now());
    const expiresAt = new Date(clock.now().getTime() + 3_600_000);
    await tokens.keep('1', { access: 'old', refresh: 'old', expiresAt });
    const late = tokens.use('1', async () => {
      // Meanwhile the person logs in again.
      await tokens.keep('1', { access: 'new', refresh: 'new', expiresAt });
      throw new TokensGone('401');
    });
    await expect(late).rejects.toThrow(TokensGone);
    expect(await tokens.use('1', async (access) => access)).toBe('new');
    await expect(tokens.use('1', () => Promise.reject(new TokensGone('401')))).rejects.toThrow(TokensGone);
    expect((await accounts.get('1'))?.tokens).toBeUndefined();
  });
});
