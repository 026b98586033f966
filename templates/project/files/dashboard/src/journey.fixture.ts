/** The API and the worker as they run, over the emulated Discord and Stripe and real stores; only time and the queue are in the test's hand. */
import { readEnv } from '@k77/config';
import { createIndexes, type Mongo, mongoRepositories, openMongo, type Repositories } from '@k77/data';
import { openStripe } from '@k77/payments';
import { type FakeQueues, fakeQueues } from '@k77/queue';
import type { TestWorld } from '@k77/testkit';
import { openDiscord as openBotDiscord } from '../../worker/src/discord/discord.ts';
import { createHandlers } from '../../worker/src/handlers.ts';
import { noMeasurement } from '../../worker/src/measurement.ts';
import { type Browser, createBrowser, openApi, siteOf } from './api.fixture.ts';
import { openDiscord } from './discord/open-discord.ts';

export interface Journey {
  api: Awaited<ReturnType<typeof openApi>>;
  repositories: Repositories;
  queues: FakeQueues;
  /** The worker does what waits. */
  work(): Promise<void>;
  /** Where Stripe's webhooks go. */
  url: string;
  /** Presses "Authorize" in the emulated Discord. */
  login(user: string, next?: string, deny?: boolean): Promise<{ browser: Browser; location: string }>;
  close(): Promise<void>;
}

export async function openJourney(world: TestWorld, more: Record<string, string> = {}): Promise<Journey> {
  const env = readEnv(
    'api',
    world.environment('api', { LOG_LEVEL: 'fatal', OPERATOR_SECRET: 'operator-secret-of-the-journey-012345', ...more }),
  );
  const mongo: Mongo = await openMongo({ uri: env.MONGODB_URI, database: env.MONGODB_DATABASE, appName: 'test', maxPoolSize: 5 });
  await createIndexes(mongo.db);
  const repositories = mongoRepositories(mongo.db);
  const queues = fakeQueues();
  const clock = { now: () => new Date() };
  const site = siteOf({ checkout: { termsRequired: true } });
  const stripe = openStripe({ secretKey: env.STRIPE_SECRET_KEY, apiBase: env.STRIPE_API_BASE });
  const api = await openApi({ env, site, repositories, queues, stripe, clock, discord: openDiscord(env, clock) });
  const handlers = createHandlers({
    env: readEnv('worker', world.environment('worker')),
    site,
    repositories,
    premiums: api.dependencies.premiums,
    queues,
    bus: api.dependencies.bus,
    stripe,
    discord: openBotDiscord({ token: String(world.environment('worker').DISCORD_TOKEN), api: env.DISCORD_API_BASE }),
    measurement: noMeasurement,
    logger: api.dependencies.logger,
    clock,
    draw: () => 0,
    post: async () => undefined,
  });
  const url = await api.app.listen({ host: '127.0.0.1', port: 0 });
  await world.serve(`api.${world.domain}`, url);

  return {
    api,
    repositories,
    queues,
    url: `${url}/api/stripe/webhook`,
    work: () => queues.run(handlers),
    async login(user, next, deny = false) {
      const browser = createBrowser(api.app);
      const started = await browser.send('GET', `/api/auth/login${next === undefined ? '' : `?next=${encodeURIComponent(next)}`}`);
      const back = new URL(await world.discord.authorize(String(started.headers.location), user, { deny }));
      const answer = await browser.send('GET', `${back.pathname}${back.search}`);
      browser.csrf = (await browser.send('GET', '/api/auth/me')).json().csrfToken;
      return { browser, location: String(answer.headers.location) };
    },
    async close() {
      await api.app.close();
      await mongo.close();
    },
  };
}
