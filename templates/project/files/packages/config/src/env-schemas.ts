/**
 * What each process needs to start: one schema per process, in the guide's spelling. `read-env.ts` applies them and the rules between values.
 */
import { z } from 'zod';
import { baseUrl, discordId, list, secret, shardList, text, trustedProxies, url, whole, yesNo } from './env-fields.ts';
import { environments } from './environment.ts';

const optionalId = discordId.optional();

const runtime = {
  ENVIRONMENT: z.enum(environments, { error: `is none of ${environments.join(', ')}` }),
  LOG_LEVEL: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'], { error: 'is no log level' }))
    .prefault('info'),
  VERSION: text.prefault('0.0.0'),
  HOST: text.prefault('0.0.0.0'),
  PORT: whole(0, 65_535).prefault('8000'),
  /** How many processes of this kind run; limits that are kept in memory are divided by it. */
  REPLICAS: whole(1).prefault('1'),
  LOG_WEBHOOK_URL: url('https:', 'http:').optional(),
  SENTRY_DSN: url('https:', 'http:').optional(),
};

const redis = {
  REDIS_URL: url('rediss:', 'redis:'),
  REDIS_QUEUE_URL: url('rediss:', 'redis:'),
  REDIS_HOST: text.optional(),
  REDIS_PORT: whole(1, 65_535).optional(),
  REDIS_PASSWORD: text.optional(),
  REDIS_DB: whole(0).optional(),
  REDIS_SSL: yesNo.optional(),
  UPSTASH_REDIS_REST_URL: url('https:', 'http:').optional(),
  UPSTASH_REDIS_REST_TOKEN: text.optional(),
  CACHE_TTL: whole(1).prefault('300'),
  CACHE_MAX_ENTRIES: whole(1).prefault('10000'),
};

/** Bot, worker and API. */
const running = {
  ...runtime,
  ...redis,
  MONGODB_URI: z.string().regex(/^mongodb(\+srv)?:\/\/./, 'is no mongodb:// or mongodb+srv:// address'),
  MONGODB_DATABASE: text,
  DISCORD_API_BASE: baseUrl.prefault('https://discord.com/api'),
  DASHBOARD_URL: baseUrl,
};

/** Who asks for something: bot and API. */
const asked = {
  DISCORD_CLIENT_ID: discordId,
  RATE_LIMIT_FREE: whole(1).prefault('60'),
  RATE_LIMIT_BASIC: whole(1).prefault('120'),
  RATE_LIMIT_PREMIUM: whole(1).prefault('300'),
  RATE_LIMIT_ADMIN: whole(1).prefault('1000'),
  OWNER_IDS: list(discordId).default([]),
};

/** Who gives the role: bot and worker. */
const support = {
  SUPPORT_GUILD_ID: optionalId,
  PREMIUM_ROLE_ID: optionalId,
};

const stripe = {
  STRIPE_SECRET_KEY: z.string().regex(/^(sk|rk)_(live|test)_/, 'is no secret or restricted key of Stripe'),
  STRIPE_API_BASE: baseUrl.prefault('https://api.stripe.com'),
  STRIPE_PRICE_PREMIUM_MONTHLY: z.string().regex(/^price_/, 'is no price id'),
  STRIPE_PRICE_PREMIUM_YEARLY: z.string().regex(/^price_/, 'is no price id'),
};

export const envSchemas = {
  bot: z.object({
    ...running,
    ...asked,
    ...support,
    DISCORD_TOKEN: text,
    TOTAL_SHARDS: whole(1).optional(),
    SHARD_LIST: shardList.optional(),
    HEARTBEAT_URL: url('https:').optional(),
    HEARTBEAT_SECONDS: whole(1, 3600).prefault('60'),
    YOUTUBE_API_KEY: text.optional(),
    TWITCH_CLIENT_ID: text.optional(),
    TWITCH_CLIENT_SECRET: text.optional(),
  }),
  worker: z.object({
    ...running,
    ...support,
    ...stripe,
    DISCORD_TOKEN: text,
    GA_MEASUREMENT_ID: z.string().regex(/^G-/, 'is no GA4 measurement id').optional(),
    GA_API_SECRET: z
      .string()
      .regex(/^[\w-]{10,64}$/, 'is no secret of the Measurement Protocol')
      .optional(),
  }),
  api: z.object({
    ...running,
    ...asked,
    ...stripe,
    STRIPE_ENABLED: yesNo.prefault('true'),
    STRIPE_PUBLISHABLE_KEY: z.string().regex(/^pk_(live|test)_/, 'is no publishable key of Stripe'),
    /** A comma list while the signing secret is rotated. */
    STRIPE_WEBHOOK_SECRET: list(z.string().regex(/^whsec_/, 'is no signing secret of Stripe')),
    STRIPE_PORTAL_CONFIGURATION: z.string().regex(/^bpc_/, 'is no portal configuration').optional(),
    DISCORD_CLIENT_SECRET: text,
    DISCORD_REDIRECT_URI: url('https:', 'http:'),
    API_URL: baseUrl,
    CORS_ORIGINS: list(z.string().refine((value) => URL.canParse(value) && new URL(value).origin === value, 'holds what is no origin')),
    JWT_SECRET: secret,
    JWT_SECRET_PREVIOUS: secret.optional(),
    JWT_ALGORITHM: z.literal('HS256', { error: 'is not HS256' }).prefault('HS256'),
    JWT_EXPIRATION: whole(60, 86_400).prefault('86400'),
    SESSION_SECRET: secret,
    STATUS_PAGE_URL: url('https:').optional(),
    TRUST_PROXY: trustedProxies.prefault('1'),
    OPERATOR_SECRET: secret.optional(),
  }),
  dashboard: z.object({
    ENVIRONMENT: runtime.ENVIRONMENT,
    NEXT_PUBLIC_API_URL: baseUrl,
    NEXT_PUBLIC_DASHBOARD_URL: baseUrl,
    NEXT_PUBLIC_DISCORD_CLIENT_ID: discordId,
    NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY: z.string().regex(/^pk_(live|test)_/, 'is no publishable key of Stripe'),
    NEXT_PUBLIC_ENVIRONMENT: runtime.ENVIRONMENT,
    NEXT_PUBLIC_GA_ID: z.string().regex(/^G-/, 'is no GA4 measurement id').optional(),
    NEXT_PUBLIC_SENTRY_DSN: url('https:').optional(),
    SENTRY_AUTH_TOKEN: text.optional(),
    SENTRY_ORG: text.optional(),
    SENTRY_PROJECT: text.optional(),
    STATUS_PAGE_URL: url('https:').optional(),
    PREVIEW_USER: text.optional(),
    PREVIEW_PASSWORD: text.optional(),
    VERSION: runtime.VERSION,
  }),
};

type Parsed<S extends keyof typeof envSchemas> = z.output<(typeof envSchemas)[S]>;
export type BotEnv = Parsed<'bot'>;
export type WorkerEnv = Parsed<'worker'>;
export type ApiEnv = Omit<Parsed<'api'>, 'STRIPE_WEBHOOK_SECRET'> & { STRIPE_WEBHOOK_SECRETS: readonly string[] };
export type DashboardEnv = Parsed<'dashboard'>;

export interface Envs {
  bot: BotEnv;
  worker: WorkerEnv;
  api: ApiEnv;
  dashboard: DashboardEnv;
}
