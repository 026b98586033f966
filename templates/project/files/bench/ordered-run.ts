/** What the events lead to when they come one by one, in the order in which they happened. */
import type { SiteConfig } from '@k77/config';
import { type Mongo, memoryBus, mongoRepositories, systemClock } from '@k77/data';
import { openStripe } from '@k77/payments';
import { fakeQueues } from '@k77/queue';
import type { TestEvent, TestWorld } from '@k77/testkit';
import { openDiscord } from '../worker/dist/discord/discord.js';
import { createHandlers } from '../worker/dist/handlers.js';
import { noMeasurement } from '../worker/dist/measurement.js';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { Buyer } from './purchases.ts';

export interface Ground {
  world: TestWorld;
  mongo: Mongo;
  site: SiteConfig;
}

/** The processors of the worker, in this process, one event after the other. Roles are given by hand: Discord would allow one a second. */
export async function oneByOne({ world, mongo, site }: Ground, buyers: readonly Buyer[], events: readonly TestEvent[]): Promise<Outcome> {
  const queues = fakeQueues();
  const repositories = mongoRepositories(mongo.db);
  const handlers = createHandlers({
    env: {
      STRIPE_PRICE_PREMIUM_MONTHLY: world.stripe.prices.monthly,
      STRIPE_PRICE_PREMIUM_YEARLY: world.stripe.prices.yearly,
      SUPPORT_GUILD_ID: world.discord.support.id,
      PREMIUM_ROLE_ID: world.discord.support.premiumRole,
      DASHBOARD_URL: `https://${world.domain}`,
      LOG_WEBHOOK_URL: undefined,
    },
    site,
    repositories,
    premiums: { changed: async () => undefined },
    queues,
    bus: memoryBus(),
    stripe: openStripe({ secretKey: world.stripe.secretKey, apiBase: world.endpoints.stripe }),
    discord: {
      ...openDiscord({ token: world.discord.secrets().token, api: world.endpoints.discord }),
      async setRole(guild, user, role, has) {
        await world.discord.setRole(guild, user, role, has);
        return 'done';
      },
    },
    measurement: noMeasurement,
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    clock: systemClock,
    draw: () => 0,
    post: async () => undefined,
  });
  await enrol(mongo, buyers);
  for (const { id, type, data } of events) {
    await repositories.inbox.receive({ id, type, objectId: String(data.object.id), livemode: false }, new Date());
    await queues.add('stripe-event', { eventId: id }, { key: id });
  }
  await queues.run(handlers);
  return outcomeOf(world, mongo, buyers);
}

/** Accounts as logins and checkouts left them. */
export async function enrol(mongo: Mongo, buyers: readonly Buyer[]): Promise<void> {
  const { accounts } = mongoRepositories(mongo.db);
  const since = new Date('2026-01-01T00:00:00Z');
  for (const { id, name, customer } of buyers) {
    await accounts.seen({ userId: id, name }, since);
    await accounts.bindCustomer(id, customer);
  }
}
