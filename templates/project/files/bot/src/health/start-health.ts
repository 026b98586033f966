/**
 * The bot's health over HTTP: 200 only when it hears Discord and answers in time, or stands by to take over from the process that does. Database and cache have
 * addresses of their own: without them it still answers people.
 */
import type { BotEnv } from '@k77/config';
import { createHealth, type HealthAnswer, type Logger, startHealthServer } from '@k77/observability';
import type { Adapters } from '../adapters.ts';
import type { LoopLag } from './loop-lag.ts';

export interface BotHealthOptions {
  env: Pick<BotEnv, 'HOST' | 'PORT' | 'VERSION'>;
  adapters: Pick<Adapters, 'pingDatabase' | 'pingRedis'>;
  /** What is wrong with the gateway; undefined: nothing. */
  trouble(): string | undefined;
  /** Another process has its shards. */
  standsBy(): boolean;
  lag: Pick<LoopLag, 'ms'>;
  logger: Pick<Logger, 'warn'>;
}

/** Milliseconds that the process may be late with its own work. */
const mostLagMs = 500;

export async function startBotHealth({ env, adapters, trouble, standsBy, lag, logger }: BotHealthOptions) {
  const health = createHealth({
    version: env.VERSION,
    checks: {
      gateway: { word: 'ready', probe: async () => refuse(trouble()) },
      loop: { word: 'in time', probe: async () => refuse(lag.ms() > mostLagMs ? `late by ${Math.round(lag.ms())} ms` : undefined) },
      database: { word: 'connected', probe: () => adapters.pingDatabase() },
      redis: { word: 'connected', probe: () => adapters.pingRedis() },
    },
    essential: ['gateway', 'loop'],
    keepMs: 1000,
    onDown: (check, error) => logger.warn({ check, err: error }, 'health check failed'),
  });
  /** Who stands by takes over by Redis: without it the host must keep the process that runs. */
  const standingBy = async (): Promise<HealthAnswer> => {
    const answers = await Promise.all([health.ready(), health.check('redis')]);
    return answers.find(({ status }) => status !== 200) ?? { status: 200, body: { status: 'standing by', version: env.VERSION } };
  };
  const server = await startHealthServer({
    host: env.HOST,
    port: env.PORT,
    routes: {
      '/health': () => (standsBy() ? standingBy() : health.ready()),
      '/health/live': () => health.live(),
      '/health/gateway': () => (standsBy() ? standingBy() : health.check('gateway')),
      '/health/database': () => health.check('database'),
      '/health/redis': () => health.check('redis'),
    },
  });
  return { port: server.port, close: () => server.close(), stopping: () => health.stopping() };
}

function refuse(why: string | undefined): void {
  if (why !== undefined) throw new Error(why);
}
