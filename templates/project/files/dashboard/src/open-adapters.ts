/**
 * Opens everything outside this process that the API works with, as its environment says.
 */
import { type ApiEnv, cachePolicy, type SiteConfig } from '@k77/config';
import {
  botProbe,
  closeRedis,
  createBus,
  createCache,
  createHeartbeats,
  createLimiter,
  createLocks,
  createPremiums,
  mongoRepositories,
  openMongo,
  openRedis,
  openSubscriber,
  pingRedis,
  redisCacheStore,
  redisReady,
  systemClock,
} from '@k77/data';
import { createHealth, type ErrorReporter, type Health, type Logger } from '@k77/observability';
import { openStripe } from '@k77/payments';
import { openQueues } from '@k77/queue';
import type { Dependencies } from './dependencies.ts';
import { openDiscord } from './discord/open-discord.ts';
import { rateBudgets } from './rate-budgets.ts';

export interface Adapters {
  dependencies: Dependencies;
  /** In the order in which they are to be closed. */
  closing: readonly [name: string, close: () => Promise<void>][];
}

export interface AdapterOptions {
  env: ApiEnv;
  site: SiteConfig;
  logger: Logger;
  errors: ErrorReporter;
  /** How long an answer about health is repeated; see `HealthOptions`. */
  keepHealthMs?: number;
}

/** Small clusters allow few connections, and every process has its own. */
const connectionsOfAll = 60;

/** @throws Error when the database cannot be reached; without Redis the API starts and says so */
export async function openAdapters({ env, site, logger, errors, keepHealthMs }: AdapterOptions): Promise<Adapters> {
  const clock = systemClock;
  const environment = env.ENVIRONMENT;
  const mongo = await openMongo({
    uri: env.MONGODB_URI,
    database: env.MONGODB_DATABASE,
    appName: 'api',
    maxPoolSize: Math.max(5, Math.floor(connectionsOfAll / env.REPLICAS)),
  });
  const redis = openRedis({ url: env.REDIS_URL, name: 'api', settings: site.redis });
  const subscriber = openSubscriber({ url: env.REDIS_URL, name: 'api-subscriber', settings: site.redis });
  if (!(await redisReady(redis))) logger.error('the cache does not answer; limits are counted by this process alone, logins are refused');
  const queues = openQueues({ url: env.REDIS_QUEUE_URL, settings: site.redis });
  const repositories = mongoRepositories(mongo.db);
  const bus = createBus({ publisher: redis, subscriber, environment });
  const policy = cachePolicy(site, env);
  const cache = createCache({ store: redisCacheStore(redis), policy, environment });
  const premiums = await createPremiums({
    entitlements: repositories.entitlements,
    cache,
    bus,
    rules: { graceDays: site.premium.graceDays },
    maxEntries: policy.maxEntries,
  });
  const heartbeats = createHeartbeats(redis, environment);
  const health: Health = createHealth({
    version: env.VERSION,
    essential: ['database'],
    ...(keepHealthMs === undefined ? {} : { keepMs: keepHealthMs }),
    checks: {
      database: { word: 'connected', probe: () => mongo.ping() },
      redis: { word: 'connected', probe: async () => void (await Promise.all([pingRedis(redis), queues.ping()])) },
      bot: { word: 'ready', probe: () => botProbe(heartbeats) },
    },
    onDown: (check, error) => logger.warn({ err: error, check }, 'health check failed'),
  });
  const dependencies: Dependencies = {
    env,
    site,
    logger,
    errors,
    repositories,
    cache,
    bus,
    limiter: createLimiter({ redis, ...limiterSettings(env, site) }),
    locks: createLocks(redis, environment),
    premiums,
    heartbeats,
    queues,
    health,
    discord: openDiscord(env, clock),
    stripe: openStripe({ secretKey: env.STRIPE_SECRET_KEY, apiBase: env.STRIPE_API_BASE }),
    fetch: (...asked) => fetch(...asked),
    clock,
  };
  const closing: Adapters['closing'] = [
    ['premiums', () => premiums.close()],
    ['queues', () => queues.close()],
    ['redis', async () => void (await Promise.all([closeRedis(redis), closeRedis(subscriber)]))],
    ['database', () => mongo.close()],
  ];
  return { dependencies, closing };
}

export function limiterSettings(env: ApiEnv, site: SiteConfig) {
  return {
    requests: { free: env.RATE_LIMIT_FREE, basic: env.RATE_LIMIT_BASIC, premium: env.RATE_LIMIT_PREMIUM, admin: env.RATE_LIMIT_ADMIN },
    windowSeconds: site.rateLimits.windowSeconds,
    replicas: env.REPLICAS,
    closed: site.rateLimits.closedWithoutRedis,
    budgets: rateBudgets,
    environment: env.ENVIRONMENT,
  };
}
