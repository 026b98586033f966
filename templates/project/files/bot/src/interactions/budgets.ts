/** How much people and servers may ask for: the limits of the API, counted together by all processes. */
import type { BotEnv, SiteConfig } from '@k77/config';
import type { Limiter, LimiterOptions, Tier } from '@k77/data';
import type { Asked } from '../registry/command.ts';
import type { BotTools } from '../tools.ts';

/** So many people of one server may be busy at the same time. */
const peoplePerServer = 20;

type Limits = Pick<BotEnv, 'RATE_LIMIT_FREE' | 'RATE_LIMIT_BASIC' | 'RATE_LIMIT_PREMIUM' | 'RATE_LIMIT_ADMIN' | 'REPLICAS'>;

export function limiterOptions(env: Limits, site: Pick<SiteConfig, 'rateLimits'>): Omit<LimiterOptions, 'redis' | 'environment'> {
  const { RATE_LIMIT_FREE: free, RATE_LIMIT_BASIC: basic, RATE_LIMIT_PREMIUM: premium, RATE_LIMIT_ADMIN: admin } = env;
  return {
    requests: { free, basic, premium, admin },
    windowSeconds: site.rateLimits.windowSeconds,
    replicas: env.REPLICAS,
    closed: site.rateLimits.closedWithoutRedis,
    budgets: { 'command-guild': { requests: free * peoplePerServer }, 'sentry-test': { requests: 3, windowSeconds: 3600 } },
  };
}

/** Why it is refused, to be told to the one who asks; undefined: go on. */
export async function overBudget({ userId, guildId }: Asked, tools: BotTools): Promise<string | undefined> {
  const tier = await tierOf({ userId, guildId }, tools);
  const mine = await tools.limiter.take('command', `user:${userId}`, tier);
  if (!mine.allowed) return wait('You are', mine);
  if (guildId === undefined) return undefined;
  const ours = await tools.limiter.take('command-guild', `guild:${guildId}`, tier);
  return ours.allowed ? undefined : wait('This server is', ours);
}

async function tierOf({ userId, guildId }: Asked, { env, premiums }: BotTools): Promise<Tier> {
  if (env.OWNER_IDS.includes(userId)) return 'admin';
  if (guildId === undefined) return 'free';
  // A database that is away must not keep anybody from asking.
  const premium = await premiums.of(guildId).catch(() => undefined);
  return premium?.active ? 'premium' : 'free';
}

function wait(who: string, { resetSeconds }: Awaited<ReturnType<Limiter['take']>>): string {
  return `${who} asking too much. Try again in ${resetSeconds} seconds.`;
}
