/** A worker's tools over an emulated Stripe and Discord, with everything else in memory and a clock that the test moves. */
import { parseSiteConfig } from '@k77/config';
import { memoryBus, memoryRepositories } from '@k77/data';
import { openStripe } from '@k77/payments';
import { type FakeQueues, fakeQueues, type Handlers } from '@k77/queue';
import type { TestWorld } from '@k77/testkit';
import { openDiscord } from './discord/discord.ts';
import { createHandlers } from './handlers.ts';
import type { Sale } from './measurement.ts';
import type { WorkerTools } from './tools.ts';

const domain = 'kingdom77.test';
const mailbox = (name: string) => `${name}@${domain}`;
export const site = parseSiteConfig({
  project: 'Kingdom-77',
  domain,
  mailboxes: {
    support: mailbox('support'),
    contact: mailbox('contact'),
    privacy: mailbox('privacy'),
    billing: mailbox('billing'),
    emergency: mailbox('emergency'),
  },
});

export interface TestWorker {
  tools: WorkerTools & { queues: FakeQueues };
  handlers: Handlers;
  /** Runs what waits, and what that adds. */
  work(): Promise<void>;
  /** Servers of which the others were told that their Premium changed. */
  told: string[];
  posted: { url: string; body: unknown }[];
  /** What Google Analytics was told. */
  measured: (Sale & { event: string })[];
  setNow(at: Date): void;
}

export function testWorker(world: TestWorld, change: Partial<WorkerTools> = {}): TestWorker {
  const env = world.environment('worker');
  let now: Date | undefined;
  const clock = { now: () => now ?? new Date() };
  const queues = fakeQueues();
  const told: string[] = [];
  const posted: { url: string; body: unknown }[] = [];
  const measured: (Sale & { event: string })[] = [];
  const tools = {
    env: {
      STRIPE_PRICE_PREMIUM_MONTHLY: world.stripe.prices.monthly,
      STRIPE_PRICE_PREMIUM_YEARLY: world.stripe.prices.yearly,
      SUPPORT_GUILD_ID: world.discord.support.id,
      PREMIUM_ROLE_ID: world.discord.support.premiumRole,
      DASHBOARD_URL: `https://${domain}`,
      LOG_WEBHOOK_URL: 'https://discord.com/api/webhooks/1/t',
    },
    site,
    repositories: memoryRepositories(),
    premiums: { changed: async (guildId: string) => void told.push(guildId) },
    bus: memoryBus(),
    stripe: openStripe({ secretKey: world.stripe.secretKey, apiBase: String(env.STRIPE_API_BASE), retries: 0 }),
    discord: openDiscord({ token: String(env.DISCORD_TOKEN), api: String(env.DISCORD_API_BASE) }),
    measurement: {
      purchase: async (sale: Sale) => void measured.push({ event: 'purchase', ...sale }),
      refund: async (sale: Sale) => void measured.push({ event: 'refund', ...sale }),
    },
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    clock,
    draw: () => 0,
    post: async (url: string, body: unknown) => void posted.push({ url, body }),
    ...change,
    queues,
  };
  const handlers = createHandlers(tools);
  return {
    tools,
    handlers,
    work: () => queues.run(handlers),
    told,
    posted,
    measured,
    setNow: (at) => {
      now = at;
    },
  };
}

/** Somebody subscribes for a server, as the API starts it. Returns the subscription's id. @param clock of Stripe's, for tests in which months pass */
export async function subscribe(
  world: TestWorld,
  guildId: string,
  userId: string,
  clock?: string,
  visitor?: string,
): Promise<{ subscription: string; customer: string }> {
  const metadata = { guild_id: guildId, user_id: userId, env: 'rehearsal' };
  const { id: customer } = await world.stripe.request<{ id: string }>('POST', '/v1/customers', {
    metadata: { user_id: userId },
    ...(clock === undefined ? {} : { test_clock: clock }),
  });
  const session = await world.stripe.request<{ id: string }>('POST', '/v1/checkout/sessions', {
    mode: 'subscription',
    customer,
    line_items: [{ price: world.stripe.prices.monthly, quantity: 1 }],
    metadata: { ...metadata, ...(visitor === undefined ? {} : { visitor, plan: 'monthly' }) },
    subscription_data: { metadata },
    success_url: 'https://kingdom77.test/payment/success?session_id={CHECKOUT_SESSION_ID}',
    cancel_url: 'https://kingdom77.test/payment/cancel',
  });
  const paid = await world.stripe.pay(session.id);
  if (!paid.paid) throw new Error(`the payment was refused: ${paid.problem}`);
  const done = await world.stripe.request<{ subscription: string }>('GET', `/v1/checkout/sessions/${session.id}`);
  return { subscription: done.subscription, customer };
}

/** Writes the world's events into the inbox, as the API does, and queues them. */
export async function receive(
  world: TestWorld,
  { tools }: TestWorker,
  order: 'created' | 'reversed' = 'created',
  times = 1,
): Promise<void> {
  const events = await world.stripe.events();
  const sorted = order === 'created' ? events : [...events].reverse();
  for (let round = 0; round < times; round += 1)
    for (const { id, type, data } of sorted) {
      const objectId = String(data.object.id);
      await tools.repositories.inbox.receive({ id, type, objectId, livemode: false }, tools.clock.now());
      await tools.queues.add('stripe-event', { eventId: id }, { key: id });
    }
}
