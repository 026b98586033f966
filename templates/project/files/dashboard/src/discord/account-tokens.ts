/**
 * A person's tokens of Discord: opened when they are needed, renewed by one process at a time, ended when the last session ends.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock, Locks, Repositories } from '@k77/data';
import type { Logger } from '@k77/observability';
import type { DiscordTokens, TokenSeal } from '../auth/sealed-tokens.ts';
import { type Discord, DiscordAway, TokensGone } from './discord.ts';

export interface AccountTokens {
  keep(userId: string, tokens: DiscordTokens): Promise<void>;
  /** Runs the work with a token that is valid. @throws TokensGone when the person has to log in again @throws DiscordAway */
  use<T>(userId: string, work: (accessToken: string) => Promise<T>): Promise<T>;
  /** Ends them at Discord, and forgets them even when Discord does not answer. */
  end(userId: string): Promise<void>;
}

export interface AccountTokensOptions {
  accounts: Repositories['accounts'];
  discord: Discord;
  seal: TokenSeal;
  locks: Locks;
  clock: Clock;
  logger: Pick<Logger, 'warn'>;
}

/** Renewed so long before their end, so that none ends on its way. */
const marginMs = 60_000;
const lockMs = 15_000;
const tries = 20;
const betweenTriesMs = 150;

export function createAccountTokens({ accounts, discord, seal, locks, clock, logger }: AccountTokensOptions): AccountTokens {
  const keep = async (userId: string, tokens: DiscordTokens) => accounts.setTokens(userId, await seal.seal(userId, tokens));

  const read = async (userId: string): Promise<DiscordTokens | undefined> => {
    const sealed = (await accounts.get(userId))?.tokens;
    return sealed === undefined ? undefined : seal.open(userId, sealed);
  };

  const valid = async (userId: string): Promise<DiscordTokens> => {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const tokens = await read(userId);
      if (tokens === undefined) throw new TokensGone('no tokens are kept');
      if (tokens.expiresAt.getTime() - marginMs > clock.now().getTime()) return tokens;
      const renewed = await locks.hold(`discord-tokens:${userId}`, lockMs, () => renew(userId));
      if (renewed.held) return renewed.result;
      // Somebody else renews them: theirs will do.
      await pause(betweenTriesMs);
    }
    throw new DiscordAway('the tokens are being renewed for too long');
  };

  /** A refresh token works once, so what is in the database counts and not what was read before the lock. */
  const renew = async (userId: string): Promise<DiscordTokens> => {
    const tokens = await read(userId);
    if (tokens === undefined) throw new TokensGone('no tokens are kept');
    if (tokens.expiresAt.getTime() - marginMs > clock.now().getTime()) return tokens;
    const renewed = await discord.refresh(tokens.refresh).catch((error: unknown) => refused(userId, tokens, error));
    await keep(userId, renewed);
    return renewed;
  };

  /** What Discord refuses is forgotten, unless the person has logged in again meanwhile. */
  const refused = async (userId: string, used: DiscordTokens, error: unknown): Promise<never> => {
    if (error instanceof TokensGone && (await read(userId))?.access === used.access) await accounts.setTokens(userId, undefined);
    throw error;
  };

  return {
    keep,
    async use(userId, work) {
      const used = await valid(userId);
      return work(used.access).catch((error: unknown) => refused(userId, used, error));
    },
    async end(userId) {
      const tokens = await read(userId);
      await accounts.setTokens(userId, undefined);
      if (tokens !== undefined)
        await discord.revoke(tokens).catch((error: unknown) => logger.warn({ err: error }, 'tokens of Discord were not revoked'));
    },
  };
}
