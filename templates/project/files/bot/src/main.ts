/**
 * The bot: hears Discord and answers. Any number of these processes share the shards (REPLICAS); starting another one is all there is to scaling out.
 */
import { loadEnv, readSiteConfig } from '@k77/config';
import { createLogger, createStop, flushLogger, openSentry } from '@k77/observability';
import { openAdapters } from './adapters.ts';
import { CannotRun } from './gateway/fatal.ts';
import { startBot } from './start-bot.ts';

const env = loadEnv('bot');
const site = readSiteConfig();
const logger = createLogger({ service: 'bot', level: env.LOG_LEVEL, version: env.VERSION, webhookUrl: env.LOG_WEBHOOK_URL });
const stop = createStop({ logger, timeoutMs: 10_000 });
stop.listen();
const quit = (reason: string, code: number) => void stop.stop(reason, code).then((exitCode) => process.exit(exitCode));

try {
  const reporter = await openSentry({ dsn: env.SENTRY_DSN, environment: env.ENVIRONMENT, service: 'bot', version: env.VERSION });
  const adapters = await openAdapters(env, site);
  await startBot({ env, site, adapters, logger, reporter, stop, quit });
  stop.add('queues, Redis and MongoDB', () => adapters.close());
  stop.add('sentry', () => reporter.flush());
  stop.add('log', () => flushLogger(logger));
} catch (error) {
  stop.add('log', () => flushLogger(logger));
  if (!(error instanceof CannotRun)) throw error;
  logger.fatal(error.cause === undefined ? {} : { err: error.cause }, error.message);
  quit(error.message, error.code);
}
