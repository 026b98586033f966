/** A bot for tests: its tools in memory with a clock that the test moves, or the whole bot in this process against an emulated Discord. */
import { type BotEnv, parseSiteConfig, readEnv, type SiteConfig } from '@k77/config';
import { createCache, createLimiter, createPremiums, memoryBus, memoryCacheStore, memoryLocks, memoryRepositories } from '@k77/data';
import { createLogger, createStop, type ErrorReporter, type Stop } from '@k77/observability';
import { type FakeQueues, fakeQueues } from '@k77/queue';
import type { TestWorld } from '@k77/testkit';
import type { APIEntitlement } from 'discord.js';
import { type Adapters, openAdapters } from './adapters.ts';
import { createArrivals } from './guilds/arrivals.ts';
import { limiterOptions } from './interactions/budgets.ts';
import type { AnswerBody, Call, Command } from './registry/command.ts';
import type { Component } from './registry/component.ts';
import { createRegistry, type Everything } from './registry/registry.ts';
import { type BotOptions, type RunningBot, startBot } from './start-bot.ts';
import type { BotTools } from './tools.ts';

const domain = 'kingdom77.test';

export function siteWith(change: Record<string, unknown> = {}): SiteConfig {
  const names = ['support', 'contact', 'privacy', 'billing', 'emergency'];
  const mailboxes = Object.fromEntries(names.map((name) => [name, `${name}@${domain}`]));
  return parseSiteConfig({ project: 'Kingdom-77', domain, mailboxes, ...change });
}

export const owner = '100000000000000001';
export const alice = '100000000000000002';
export const guild = '200000000000000001';
export const supportGuild = '200000000000000077';
export const channel = '300000000000000001';
export const sku = '400000000000000001';
export const start = new Date('2026-06-01T12:00:00Z');

export interface Posted {
  channelId: string;
  message: AnswerBody;
}

export interface TestTools {
  tools: BotTools & { repositories: ReturnType<typeof memoryRepositories>; queues: FakeQueues };
  posted: Posted[];
  edited: (Posted & { messageId: string })[];
  /** What Discord says it sold. */
  sold: Map<string, APIEntitlement>;
  /** Channels that the bot may not write in. */
  closed: Set<string>;
  setNow(at: Date): void;
}

export async function testTools(
  change: { site?: Record<string, unknown>; env?: Partial<BotTools['env']>; everything?: Everything } = {},
): Promise<TestTools> {
  const site = siteWith(change.site);
  let now = start;
  const clock = { now: () => now };
  const repositories = memoryRepositories();
  const cache = createCache({ store: memoryCacheStore(clock), policy: site.cache, environment: 'test', clock });
  const rules = { graceDays: site.premium.graceDays };
  const posted: Posted[] = [];
  const edited: (Posted & { messageId: string })[] = [];
  const sold = new Map<string, APIEntitlement>();
  const closed = new Set<string>();
  const limits = { RATE_LIMIT_FREE: 60, RATE_LIMIT_BASIC: 120, RATE_LIMIT_PREMIUM: 300, RATE_LIMIT_ADMIN: 1000, REPLICAS: 1 };
  const tools = {
    env: {
      DASHBOARD_URL: `https://${domain}`,
      OWNER_IDS: [owner],
      SUPPORT_GUILD_ID: supportGuild,
      PREMIUM_ROLE_ID: '500000000000000001',
      SENTRY_DSN: undefined,
      ...change.env,
    },
    site,
    repositories,
    premiums: await createPremiums({ entitlements: repositories.entitlements, cache, bus: memoryBus(), rules, clock }),
    queues: fakeQueues(),
    limiter: createLimiter({ ...limiterOptions(limits, site), environment: 'test' }),
    locks: memoryLocks(clock),
    discord: {
      gateway: async () => {
        throw new Error('not asked in these tests');
      },
      async post(channelId: string, message: AnswerBody) {
        if (closed.has(channelId)) return undefined;
        posted.push({ channelId, message });
        return `60000000000000000${posted.length}`;
      },
      edit: async (channelId: string, messageId: string, message: AnswerBody) => void edited.push({ channelId, messageId, message }),
      entitlement: async (id: string) => sold.get(id),
      entitlements: async (_sku: string, after = '0') => [...sold.values()].filter(({ id }) => BigInt(id) > BigInt(after)),
    },
    arrivals: createArrivals({ guilds: repositories.guilds, clock, keptDays: site.retention.deletedDays }),
    registry: createRegistry(change.everything ?? { commands: [], components: [], events: [] }, new Set(['giveaways'])),
    logger: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    clock,
  };
  return {
    tools,
    posted,
    edited,
    sold,
    closed,
    setNow: (at) => {
      now = at;
    },
  };
}

/** What somebody typed: `call('giveaway start', { prize: 'x' })`. */
export function call(words: string, options: Call['options'] = {}, change: Partial<Call> = {}): Call {
  return { userId: alice, guildId: guild, channelId: channel, words: words.split(' '), options, askedAt: start, gatewayMs: 42, ...change };
}

/** The answer's text, whatever its form. */
export async function ask(command: Command, asked: Call, tools: BotTools): Promise<string> {
  const answer = await command.run(asked, tools);
  return typeof answer === 'string' ? answer : (answer.content ?? '');
}

export async function press(component: Component, argument: string, tools: BotTools, userId = alice): Promise<string> {
  const answer = await component.run({ userId, guildId: guild, channelId: channel, argument, values: [] }, tools);
  return typeof answer === 'string' ? answer : (answer.content ?? '');
}

/** The server has Premium, bought with Stripe. */
export async function givePremium({ tools }: TestTools, guildId = guild, userId = alice): Promise<void> {
  const periodEnd = new Date(tools.clock.now().getTime() + 30 * 86_400_000);
  const fact = {
    source: 'stripe',
    id: `sub_${guildId}`,
    guildId,
    userId,
    status: 'active',
    periodEnd,
    cancelAtPeriodEnd: false,
    observedAt: tools.clock.now(),
  } as const;
  await tools.repositories.entitlements.add(fact, { graceDays: 7 }, tools.clock.now());
  await tools.premiums.changed(guildId);
}

export interface TestBot extends RunningBot {
  env: BotEnv;
  adapters: Adapters;
  stop: Stop;
  /** Errors as Sentry would get them. */
  captured: unknown[];
  /** Log lines. */
  log: Record<string, unknown>[];
  /** Why the process ended itself. */
  quits: { reason: string; code: number }[];
  health(path?: string): Promise<{ status: number; body: Record<string, string> }>;
}

export interface TestBotOptions {
  env?: Record<string, string>;
  site?: Record<string, unknown>;
  timing?: BotOptions['timing'];
  everything?: Everything;
  /** Put something between the bot and what is outside. */
  wrap?(adapters: Adapters): Adapters;
}

/** As `main.ts` does it, in this process. */
export async function openTestBot(
  world: TestWorld,
  { env: more = {}, site: siteChange = {}, timing, everything, wrap = (same) => same }: TestBotOptions = {},
): Promise<TestBot> {
  const env = readEnv('bot', world.environment('bot', more));
  const site = siteWith({ premium: { discordSkuId: world.discord.skus.guild }, ...siteChange });
  const log: Record<string, unknown>[] = [];
  const captured: unknown[] = [];
  const quits: TestBot['quits'] = [];
  const destination = { write: (line: string) => void log.push(JSON.parse(line)) };
  const logger = createLogger({ service: 'bot', level: 'debug', version: 'test', destination });
  const reporter: ErrorReporter = {
    capture(error) {
      captured.push(error);
      return `event-${captured.length}`;
    },
    flush: async () => undefined,
  };
  const stop = createStop({ logger, timeoutMs: 10_000 });
  const quit = (reason: string, code: number) => void quits.push({ reason, code });
  const adapters = wrap(await openAdapters(env, site));
  try {
    const options = { env, site, adapters, logger, reporter, stop, quit, timing: { identifyWindowMs: 250, ...timing } };
    const bot = await startBot(everything === undefined ? options : { ...options, everything });
    stop.add('adapters', () => adapters.close());
    const health = async (path = '/health') => {
      const answer = await fetch(`http://127.0.0.1:${bot.port}${path}`);
      return { status: answer.status, body: (await answer.json()) as Record<string, string> };
    };
    return { ...bot, env, adapters, stop, captured, log, quits, health };
  } catch (error) {
    await stop.stop('did not start');
    await adapters.close();
    throw error;
  }
}
