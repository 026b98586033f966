/**
 * The worker: does what may take longer. Any number of these processes share the queues; starting another one is all there is to scaling out.
 */
import { randomInt } from 'node:crypto';
import { cachePolicy, loadEnv, readSiteConfig } from '@k77/config';
import {
  answerTestErrors,
  closeRedis,
  createBus,
  createCache,
  createLocks,
  createPremiums,
  mongoRepositories,
  openMongo,
  openRedis,
  openSubscriber,
  pingRedis,
  redisCacheStore,
  systemClock,
} from '@k77/data';
import { createHealth, createLogger, createStop, flushLogger, makeTestError, openSentry, startHealthServer } from '@k77/observability';
import { openStripe } from '@k77/payments';
import { openQueues, startWorkers } from '@k77/queue';
import { openDiscord } from './discord/discord.ts';
import { createHandlers } from './handlers.ts';
import { openMeasurement } from './measurement.ts';
import { sayDead } from './processors/upkeep.ts';
import { postWebhook } from './webhook.ts';

const env = loadEnv('worker');
const site = readSiteConfig();
const logger = createLogger({ service: 'worker', level: env.LOG_LEVEL, version: env.VERSION, webhookUrl: env.LOG_WEBHOOK_URL });
const stop = createStop({ logger });
stop.listen();
const sentry = await openSentry({ dsn: env.SENTRY_DSN, environment: env.ENVIRONMENT, service: 'worker', version: env.VERSION });

const mongo = await openMongo({ uri: env.MONGODB_URI, database: env.MONGODB_DATABASE, appName: 'worker', maxPoolSize: 10 });
const redis = openRedis({ url: env.REDIS_URL, name: 'worker-cache', settings: site.redis });
const subscriber = openSubscriber({ url: env.REDIS_URL, name: 'worker-subscriber', settings: site.redis });
const repositories = mongoRepositories(mongo.db);
const bus = createBus({ publisher: redis, subscriber, environment: env.ENVIRONMENT });
const policy = cachePolicy(site, env);
const cache = createCache({ store: redisCacheStore(redis), policy, environment: env.ENVIRONMENT });
const rules = { graceDays: site.premium.graceDays };
const premiums = await createPremiums({ entitlements: repositories.entitlements, cache, bus, rules, maxEntries: policy.maxEntries });
const connection = { url: env.REDIS_QUEUE_URL, settings: site.redis };
const queues = openQueues(connection);
await queues.schedule();

const handlers = createHandlers({
  env,
  site,
  repositories,
  premiums,
  queues,
  bus,
  stripe: openStripe({ secretKey: env.STRIPE_SECRET_KEY, apiBase: env.STRIPE_API_BASE }),
  discord: openDiscord({ token: env.DISCORD_TOKEN, api: env.DISCORD_API_BASE }),
  measurement: openMeasurement({ id: env.GA_MEASUREMENT_ID, secret: env.GA_API_SECRET, logger }),
  logger,
  clock: systemClock,
  draw: (below) => randomInt(below),
  post: postWebhook,
});
const workers = startWorkers({
  ...connection,
  handlers,
  onDead(job) {
    const about = { job: job.name, id: job.id, attempts: job.attempts, err: new Error(job.error) };
    logger.error({ ...about, told: job.name !== 'log-webhook' }, 'a job has failed for good');
    sentry.capture(new Error(`${job.name}: ${job.error}`), { tags: { job: job.name } });
    sayDead(queues, job).catch((error: unknown) => logger.error({ err: error }, 'a dead job could not be told'));
  },
  onTrouble: (queue, error) => logger.warn({ queue, err: error }, 'the queue has trouble'),
});
await workers.ready();

const deaf = await answerTestErrors({
  service: 'worker',
  bus,
  locks: createLocks(redis, env.ENVIRONMENT),
  make: (marker) => makeTestError(marker, { logger, errors: sentry }),
  logger,
});

const health = createHealth({
  version: env.VERSION,
  checks: {
    database: { word: 'connected', probe: () => mongo.ping() },
    redis: { word: 'connected', probe: () => pingRedis(redis) },
    queue: { word: 'connected', probe: () => queues.ping() },
  },
  essential: ['database', 'queue'],
  onDown: (check, error) => logger.warn({ check, err: error }, 'health check failed'),
});
const server = await startHealthServer({
  host: env.HOST,
  port: env.PORT,
  routes: {
    '/health': () => health.ready(),
    '/health/live': () => health.live(),
    '/health/database': () => health.check('database'),
    '/health/redis': () => health.check('redis'),
    '/health/queue': () => health.check('queue'),
  },
});
logger.info({ port: server.port }, 'worker ready');

stop.add('health says no', () => health.stopping());
stop.add('test errors', deaf);
stop.add('workers', () => workers.close());
stop.add('queues', () => queues.close());
stop.add('premium', () => premiums.close());
stop.add('redis', () => Promise.all([closeRedis(redis), closeRedis(subscriber)]));
stop.add('mongo', () => mongo.close());
stop.add('health server', () => server.close());
stop.add('sentry', () => sentry.flush());
stop.add('log', () => flushLogger(logger));
