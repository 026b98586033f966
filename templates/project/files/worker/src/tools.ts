/**
 * What processors work with. Everything is handed in, so that tests decide what is behind it.
 */
import type { SiteConfig, WorkerEnv } from '@k77/config';
import type { Bus, Clock, Premiums, Repositories } from '@k77/data';
import type { Logger } from '@k77/observability';
import type { Stripe } from '@k77/payments';
import type { Queues } from '@k77/queue';
import type { Discord } from './discord/discord.ts';
import type { Measurement } from './measurement.ts';

export interface WorkerTools {
  env: Pick<
    WorkerEnv,
    | 'STRIPE_PRICE_PREMIUM_MONTHLY'
    | 'STRIPE_PRICE_PREMIUM_YEARLY'
    | 'SUPPORT_GUILD_ID'
    | 'PREMIUM_ROLE_ID'
    | 'DASHBOARD_URL'
    | 'LOG_WEBHOOK_URL'
  >;
  site: SiteConfig;
  repositories: Repositories;
  premiums: Pick<Premiums, 'changed'>;
  queues: Pick<Queues, 'add'>;
  bus: Pick<Bus, 'publish'>;
  stripe: Stripe;
  discord: Discord;
  measurement: Measurement;
  logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  clock: Clock;
  /** A whole number from 0, less than `below`: `crypto.randomInt`. */
  draw(below: number): number;
  /** Sends a JSON body to a webhook of Discord. @throws Error when it is refused */
  post(url: string, body: unknown): Promise<void>;
}
