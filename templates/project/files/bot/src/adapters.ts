/** Everything outside this process but the gateway: opened once, closed in order. Whoever does not answer at the start is named, and the process ends. */
import { type BotEnv, cachePolicy, type SiteConfig } from '@k77/config';
import {
  type Bus,
  closeRedis,
  createBus,
  createCache,
  createHeartbeats,
  createLimiter,
  createLocks,
  createPremiums,
  type Heartbeats,
  type Limiter,
  type Locks,
  type Mongo,
  mongoRepositories,
  openMongo,
  openRedis,
  openSubscriber,
  type Premiums,
  pingRedis,
  type Redis,
  type Repositories,
  redisCacheStore,
  redisReady,
} from '@k77/data';
import { openQueues, type Queues } from '@k77/queue';
import { CannotRun } from './gateway/fatal.ts';
import { redisSessionStore, type SessionStore } from './gateway/session-store.ts';
import { limiterOptions } from './interactions/budgets.ts';

export interface Adapters {
  repositories: Repositories;
  premiums: Premiums;
  queues: Queues;
  limiter: Limiter;
  locks: Locks;
  bus: Bus;
  heartbeats: Heartbeats;
  /** @param intents a bit field: sessions with other intents are others */
  sessions(intents: number): SessionStore;
  /** @throws Error when it does not answer */
  pingDatabase(): Promise<void>;
  /** @throws Error when it does not answer */
  pingRedis(): Promise<void>;
  close(): Promise<void>;
}

/** @throws CannotRun naming what does not answer */
export async function openAdapters(env: BotEnv, site: SiteConfig): Promise<Adapters> {
  const mongo = await openDatabase(env);
  const redis = openRedis({ url: env.REDIS_URL, name: 'bot-cache', settings: site.redis });
  if (!(await redisReady(redis, site.redis.connectTimeoutMs))) {
    await Promise.all([closeRedis(redis), mongo.close()]);
    throw new CannotRun('Redis does not answer: look at REDIS_URL (rediss:// for Upstash) and whether the database is there', 69);
  }
  return assemble(env, site, mongo, redis);
}

async function openDatabase(env: BotEnv): Promise<Mongo> {
  try {
    return await openMongo({ uri: env.MONGODB_URI, database: env.MONGODB_DATABASE, appName: 'bot', maxPoolSize: 10 });
  } catch (error) {
    const hint = 'MongoDB does not answer: look at MONGODB_URI, its user and password, and whether its access list lets this host in';
    throw new CannotRun(hint, 69, error);
  }
}

async function assemble(env: BotEnv, site: SiteConfig, mongo: Mongo, redis: Redis): Promise<Adapters> {
  const { ENVIRONMENT: environment } = env;
  const subscriber = openSubscriber({ url: env.REDIS_URL, name: 'bot-subscriber', settings: site.redis });
  const repositories = mongoRepositories(mongo.db);
  const bus = createBus({ publisher: redis, subscriber, environment });
  const policy = cachePolicy(site, env);
  const cache = createCache({ store: redisCacheStore(redis), policy, environment });
  const rules = { graceDays: site.premium.graceDays };
  const premiums = await createPremiums({ entitlements: repositories.entitlements, cache, bus, rules, maxEntries: policy.maxEntries });
  const queues = openQueues({ url: env.REDIS_QUEUE_URL, settings: site.redis });
  return {
    repositories,
    premiums,
    queues,
    limiter: createLimiter({ ...limiterOptions(env, site), redis, environment }),
    locks: createLocks(redis, environment),
    bus,
    heartbeats: createHeartbeats(redis, environment),
    sessions: (intents) => redisSessionStore({ redis, environment, applicationId: env.DISCORD_CLIENT_ID, intents }),
    pingDatabase: () => mongo.ping(),
    pingRedis: () => pingRedis(redis),
    async close() {
      await queues.close();
      await premiums.close();
      await Promise.all([closeRedis(redis), closeRedis(subscriber)]);
      await mongo.close();
    },
  };
}
