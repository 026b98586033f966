/**
 * Which servers a person may manage, as Discord says it. Believed for five minutes; where money moves it is asked again.
 */
import { policy } from '@k77/config';
import { canManage } from '@k77/core';
import type { Cache, Clock } from '@k77/data';
import { Problem } from '../errors/problem.ts';
import { fresh } from '../fresh.ts';
import { createRecent } from '../recent.ts';
import type { AccountTokens } from './account-tokens.ts';
import type { Discord } from './discord.ts';

export interface ManagedGuild {
  id: string;
  name: string;
  icon: string | undefined;
  owner: boolean;
}

export interface GuildLists {
  managed(userId: string): Promise<readonly ManagedGuild[]>;
  /** @throws Problem 403 when the person may not manage the server; `live` asks Discord now */
  require(userId: string, guildId: string, how?: 'live'): Promise<ManagedGuild>;
  forget(userId: string): Promise<void>;
}

export interface GuildListsOptions {
  discord: Discord;
  tokens: AccountTokens;
  cache: Cache;
  clock: Clock;
}

/** A page asks several times at once; so long this process does not even ask Redis. */
const recentMs = 5000;
const mostRecent = 10_000;

export function createGuildLists({ discord, tokens, cache, clock }: GuildListsOptions): GuildLists {
  const lists = fresh<readonly ManagedGuild[]>({ cache, clock, category: 'api_response', seconds: policy.guildListSeconds });
  const recent = createRecent<Promise<readonly ManagedGuild[]>>(clock, mostRecent);
  const keyOf = (userId: string) => `managed-guilds:${userId}`;

  const ask = async (userId: string): Promise<readonly ManagedGuild[]> => {
    const guilds = await tokens.use(userId, (token) => discord.guilds(token));
    return guilds.filter(canManage).map(({ id, name, icon, owner }) => ({ id, name, icon, owner }));
  };

  const managed = async (userId: string) => {
    const known = recent.get(userId);
    if (known !== undefined) return known;
    const list = lists.get(keyOf(userId), () => ask(userId));
    recent.set(userId, list, clock.now().getTime() + recentMs);
    list.catch(() => recent.forget(userId));
    return list;
  };
  const askAgain = async (userId: string) => {
    const found = await ask(userId);
    recent.forget(userId);
    await lists.set(keyOf(userId), found);
    return found;
  };

  return {
    managed,
    async require(userId, guildId, how) {
      const found = await (how === 'live' ? askAgain(userId) : managed(userId));
      const guild = found.find(({ id }) => id === guildId);
      if (guild === undefined) throw new Problem(403, 'not-allowed', 'You may not manage this server.');
      return guild;
    },
    async forget(userId) {
      recent.forget(userId);
      await lists.forget(keyOf(userId));
    },
  };
}
