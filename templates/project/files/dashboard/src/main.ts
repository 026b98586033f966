/** Process 3 of the project: the API. Reads its environment, opens what it works with, listens, and stops in order. */
import { loadEnv, policy, readSiteConfig } from '@k77/config';
import { createLogger, createStop, flushLogger, openSentry } from '@k77/observability';
import { buildApp } from './app.ts';
import { openAdapters } from './open-adapters.ts';

const env = loadEnv('api');
const site = readSiteConfig();
const logger = createLogger({ service: 'api', level: env.LOG_LEVEL, version: env.VERSION, webhookUrl: env.LOG_WEBHOOK_URL });
const errors = await openSentry({ dsn: env.SENTRY_DSN, environment: env.ENVIRONMENT, service: 'api', version: env.VERSION });
const stop = createStop({ logger, timeoutMs: policy.stopMs + 5000 });
stop.listen();

try {
  const { dependencies, closing } = await openAdapters({ env, site, logger, errors });
  const app = await buildApp(dependencies);
  stop.add('health', () => dependencies.health.stopping());
  stop.add('server', () => app.close());
  for (const [name, close] of closing) stop.add(name, close);
  stop.add('error reports', () => errors.flush());
  stop.add('log', () => flushLogger(logger));
  const address = await app.listen({ host: env.HOST, port: env.PORT });
  logger.info({ address, version: env.VERSION, environment: env.ENVIRONMENT }, 'the API is ready');
} catch (error) {
  logger.fatal({ err: error }, 'the API cannot start');
  errors.capture(error);
  await errors.flush();
  await flushLogger(logger);
  process.exit(1);
}
