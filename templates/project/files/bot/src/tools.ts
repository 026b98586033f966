/**
 * What commands, buttons and events work with. Everything is handed in, so that tests decide what is behind it; none of it knows discord.js.
 */
import type { BotEnv, SiteConfig } from '@k77/config';
import type { PremiumReader } from '@k77/core';
import type { Clock, Limiter, Locks, Premiums, Repositories } from '@k77/data';
import type { Logger } from '@k77/observability';
import type { Queues } from '@k77/queue';
import type { Discord } from './discord/discord.ts';
import type { Arrivals } from './guilds/arrivals.ts';
import type { Registry } from './registry/registry.ts';

export interface BotTools {
  env: Pick<BotEnv, 'DASHBOARD_URL' | 'OWNER_IDS' | 'SUPPORT_GUILD_ID' | 'PREMIUM_ROLE_ID' | 'SENTRY_DSN'>;
  site: SiteConfig;
  repositories: Repositories;
  premiums: PremiumReader & Pick<Premiums, 'changed'>;
  queues: Pick<Queues, 'add' | 'remove'>;
  limiter: Pick<Limiter, 'take'>;
  locks: Locks;
  discord: Discord;
  arrivals: Arrivals;
  /** What is switched on. */
  registry: Registry;
  logger: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
  clock: Clock;
}
