/**
 * What the API works with. Everything is handed in, so that tests decide what is behind it.
 */
import type { ApiEnv, SiteConfig } from '@k77/config';
import type { Bus, Cache, Clock, Heartbeats, Limiter, Locks, Premiums, Repositories } from '@k77/data';
import type { ErrorReporter, Health, Logger } from '@k77/observability';
import type { Stripe } from '@k77/payments';
import type { Queues } from '@k77/queue';
import type { Discord } from './discord/discord.ts';

export interface Dependencies {
  env: ApiEnv;
  site: SiteConfig;
  logger: Logger;
  errors: ErrorReporter;
  repositories: Repositories;
  cache: Cache;
  bus: Bus;
  limiter: Limiter;
  locks: Locks;
  premiums: Premiums;
  heartbeats: Heartbeats;
  queues: Queues;
  health: Health;
  discord: Discord;
  stripe: Stripe;
  /** To the dashboard, and to nobody else. */
  fetch: typeof globalThis.fetch;
  clock: Clock;
}
