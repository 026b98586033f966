/** What each service of a generated project finds in its environment: the keys of `core/keys.ts`, with values of a test's world. */
import type { Random } from '../../core/ports.ts';
import type { TestDiscord, TestMongodb, TestRedis, TestService, TestStripe } from './face.ts';

interface Things {
  domain: string;
  discordBase: string;
  stripeBase: string;
  discord: TestDiscord;
  stripe: TestStripe & { portal: string };
  mongodb: TestMongodb;
  redis: TestRedis & { password: string; port: number };
  queue: TestRedis;
  random: Random;
}

/** Returns the environment of a service; secrets of sessions are made once per world. */
export function environmentOf(things: Things): (service: TestService, more?: Readonly<Record<string, string>>) => Record<string, string> {
  const sealed = { JWT_SECRET: things.random.token(48), SESSION_SECRET: things.random.token(48) };
  return (service, more = {}) => ({
    ENVIRONMENT: 'rehearsal',
    ...(service === 'dashboard' ? dashboard(things) : running(things)),
    ...(service === 'api' || service === 'worker' ? payments(things) : {}),
    ...(service === 'api' ? { ...api(things), ...sealed } : {}),
    ...more,
  });
}

function running({ domain, discordBase, discord, mongodb, redis, queue }: Things): Record<string, string> {
  return {
    LOG_LEVEL: 'warn',
    HOST: '127.0.0.1',
    PORT: '0',
    MONGODB_URI: mongodb.uri,
    MONGODB_DATABASE: mongodb.database,
    REDIS_URL: redis.url,
    REDIS_HOST: '127.0.0.1',
    REDIS_PORT: String(redis.port),
    REDIS_PASSWORD: redis.password,
    REDIS_DB: '0',
    REDIS_SSL: 'false',
    REDIS_QUEUE_URL: queue.url,
    CACHE_TTL: '300',
    CACHE_MAX_ENTRIES: '10000',
    RATE_LIMIT_FREE: '60',
    RATE_LIMIT_BASIC: '120',
    RATE_LIMIT_PREMIUM: '300',
    RATE_LIMIT_ADMIN: '1000',
    DISCORD_TOKEN: discord.secrets().token,
    DISCORD_CLIENT_ID: discord.application.id,
    DISCORD_API_BASE: discordBase,
    DASHBOARD_URL: `https://${domain}`,
    SUPPORT_GUILD_ID: discord.support.id,
    PREMIUM_ROLE_ID: discord.support.premiumRole,
    OWNER_IDS: discord.application.owner,
  };
}

function payments({ stripeBase, stripe }: Things): Record<string, string> {
  return {
    STRIPE_SECRET_KEY: stripe.secretKey,
    STRIPE_API_BASE: stripeBase,
    STRIPE_PRICE_PREMIUM_MONTHLY: stripe.prices.monthly,
    STRIPE_PRICE_PREMIUM_YEARLY: stripe.prices.yearly,
    STRIPE_ENABLED: 'true',
  };
}

function api({ domain, discord, stripe }: Things): Record<string, string> {
  return {
    STRIPE_PUBLISHABLE_KEY: stripe.publishableKey,
    STRIPE_WEBHOOK_SECRET: stripe.webhook.secret,
    STRIPE_PORTAL_CONFIGURATION: stripe.portal,
    DISCORD_CLIENT_SECRET: discord.secrets().clientSecret,
    DISCORD_REDIRECT_URI: redirectOf(domain),
    API_URL: `https://api.${domain}`,
    CORS_ORIGINS: `https://${domain}`,
    JWT_ALGORITHM: 'HS256',
    JWT_EXPIRATION: '86400',
  };
}

function dashboard({ domain, discord, stripe }: Things): Record<string, string> {
  return {
    NEXT_PUBLIC_API_URL: `https://api.${domain}`,
    NEXT_PUBLIC_DASHBOARD_URL: `https://${domain}`,
    NEXT_PUBLIC_DISCORD_CLIENT_ID: discord.application.id,
    NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY: stripe.publishableKey,
    NEXT_PUBLIC_ENVIRONMENT: 'rehearsal',
  };
}

/** Where Discord sends people back to. */
export function redirectOf(domain: string): string {
  return `https://api.${domain}/api/auth/callback`;
}
