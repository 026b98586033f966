import { PremiumRequired } from '@k77/core';
import { createTestErrors } from '@k77/data';
import { openTestWorld, type TestWorld } from '@k77/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { openTestBot, type TestBot, type TestBotOptions } from './bot.fixture.ts';
import { openRest } from './discord/discord.ts';
import { CannotRun } from './gateway/fatal.ts';
import { registerCommands } from './registration/register-commands.ts';
import type { Command } from './registry/command.ts';
import { loadEverything } from './registry/load.ts';

let world: TestWorld;
const bots: TestBot[] = [];
const requests: string[] = [];

/** A command of a test's own, beside those of the bot. */
const own = (name: string, more: Partial<Command> & Pick<Command, 'run'>): Command => ({
  data: { name, description: 'For a test' },
  ...more,
});

let release: (() => void) | undefined;
const slow = own('slow', {
  run: () =>
    new Promise((resolve) => {
      release = () => resolve('Done after all.');
    }),
});
const broken = own('broken', {
  run: async () => {
    throw new Error('mongodb://user:password@secret-host failed');
  },
});
const loud = own('loud', {
  isPublic: true,
  run: async () => {
    throw new Error('loud');
  },
});
const paid = own('paid', { premiumOnly: true, run: async () => 'Only for payers.' });
const paidInside = own('paid_inside', {
  run: async ({ guildId = '' }) => {
    throw new PremiumRequired(guildId);
  },
});

async function everything() {
  const loaded = await loadEverything();
  return { ...loaded, commands: [...loaded.commands, slow, broken, loud, paid, paidInside] };
}

async function open(options: TestBotOptions = {}): Promise<TestBot> {
  const bot = await openTestBot(world, { everything: await everything(), ...options });
  bots.push(bot);
  return bot;
}

async function stopAll(): Promise<void> {
  for (const bot of bots.splice(0)) await bot.stop.stop('the test is over');
}

beforeAll(async () => {
  world = await openTestWorld({ identifyWindowMs: 200, heartbeatMs: 500, log: (line) => void requests.push(line) });
  const { token } = world.discord.secrets();
  await registerCommands({
    rest: openRest({ token, api: world.endpoints.discord }),
    applicationId: world.discord.application.id,
    commands: (await everything()).commands,
    supportGuildId: world.discord.support.id,
  });
});
afterEach(async () => {
  await stopAll();
  // Stored sessions belong to one test.
  await world.redis.flush();
});
afterAll(() => world.close());

describe('a bot', () => {
  test('that hands its shards on while it looks for lost servers does not take all of them for lost', async () => {
    const { id, name } = world.discord.support;
    let handOn = async (): Promise<void> => undefined;
    const bot = await open({
      wrap(adapters) {
        const { guilds } = adapters.repositories;
        const allPresent: typeof guilds.allPresent = async (...page) => {
          await handOn();
          return guilds.allPresent(...page);
        };
        return { ...adapters, repositories: { ...adapters.repositories, guilds: { ...guilds, allPresent } } };
      },
    });
    await bot.adapters.repositories.guilds.joined({ guildId: id, name }, new Date());
    handOn = () => bot.shards.closeAll();
    await bot.ready;
    expect((await bot.adapters.repositories.guilds.get(id))?.leftAt).toBeUndefined();
  });

  test('is healthy when its shard is ready, and answers /ping in time', async () => {
    const bot = await open();
    await bot.ready;
    await vi.waitFor(async () => expect(await bot.health()).toMatchObject({ status: 200, body: { status: 'healthy' } }), 3000);
    const answer = await world.discord.runCommand({ user: 'alice', name: 'ping' });
    expect(answer).toMatchObject({ answered: true, deferred: true, ephemeral: true });
    expect(answer.content).toMatch(/^Pong! Gateway \d+ ms, answer \d+ ms\.$/);
    expect(answer.doneMs).toBeLessThan(3000);
    expect(await bot.adapters.heartbeats.alive()).toMatchObject([{ shardId: 0, guilds: 2 }]);
    expect(bot.log.find(({ msg }) => msg === 'bot ready')).toMatchObject({
      guilds: 2,
      total: 1,
      database: 'connected',
      redis: 'connected',
    });
  });

  test('tells the monitor outside once it hears Discord, and makes a test error when it is asked', async () => {
    const called: string[] = [];
    const elsewhere = globalThis.fetch;
    vi.stubGlobal('fetch', async (...[url, init]: Parameters<typeof fetch>) => {
      if (!String(url).startsWith('https://heartbeat.example.test/')) return elsewhere(url, init);
      called.push(String(url));
      return new Response('ok');
    });
    try {
      const bot = await open({ env: { HEARTBEAT_URL: 'https://heartbeat.example.test/m1-secret' } });
      expect(called).toEqual([]);
      await bot.ready;
      await vi.waitFor(() => expect(called).toEqual(['https://heartbeat.example.test/m1-secret']));
      const desk = await createTestErrors(bot.adapters.bus);
      expect(await desk.ask('bot', 'proof-of-the-bot')).toBe('event-1');
      await desk.close();
      expect(String(bot.captured[0])).toContain('proof-of-the-bot');
      expect(JSON.stringify(bot.log)).not.toMatch(/m1-secret|sk_test_/);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test('writes down the servers that it is in, also those that it was removed from while it was away', async () => {
    const first = await open();
    await first.ready;
    const { guilds } = first.adapters.repositories;
    const { id } = await world.discord.createGuild({ name: 'Late' });
    await vi.waitFor(async () => expect(await guilds.get(id)).toMatchObject({ name: 'Late' }));
    await world.discord.kickBot(id);
    await vi.waitFor(async () => expect((await guilds.get(id))?.purgeAt).toBeInstanceOf(Date));
    await world.discord.inviteBot(id);
    await vi.waitFor(async () => expect((await guilds.get(id))?.purgeAt).toBeUndefined());
    await world.discord.outage(id, true);
    await world.discord.outage(id, false);
    expect((await guilds.get(id))?.leftAt).toBeUndefined();

    await stopAll();
    await world.redis.flush();
    await world.discord.kickBot(id);
    const second = await open();
    await vi.waitFor(async () => expect((await second.adapters.repositories.guilds.get(id))?.leftAt).toBeInstanceOf(Date), 5000);
  });

  test('shows Premium that was bought in Discord, until Discord takes it back', async () => {
    const bot = await open();
    await bot.ready;
    const guild = world.discord.support;
    const ask = async () => (await world.discord.runCommand({ user: 'alice', name: 'premium' })).content;
    expect(await ask()).toBe('This server has no Premium.');
    const { id } = await world.discord.buyPremium({ user: 'alice', guild: guild.id });
    await vi.waitFor(async () => expect(await ask()).toContain('bought in Discord'));
    expect((await bot.adapters.queues.counts()).critical.waiting).toBeGreaterThan(0);
    await world.discord.refundPremium(id);
    await vi.waitFor(async () => expect(await ask()).toBe('This server has no Premium.'));
  });

  test('keeps the gate of what only Premium may do', async () => {
    const bot = await open();
    await bot.ready;
    for (const name of ['paid', 'paid_inside']) {
      const refused = await world.discord.runCommand({ user: 'alice', name });
      expect(refused.content).toBe('This needs Premium.');
      expect(JSON.stringify(refused.components)).toContain(world.discord.skus.guild);
    }
    const { id } = await world.discord.buyPremium({ user: 'alice', guild: world.discord.support.id });
    await vi.waitFor(async () => expect((await world.discord.runCommand({ user: 'bob', name: 'paid' })).content).toBe('Only for payers.'));
    await world.discord.refundPremium(id);
  });
});

describe('what goes wrong', () => {
  test('is reported, and told under its number, to the one who asked and nobody else', async () => {
    const bot = await open();
    await bot.ready;
    const answer = await world.discord.runCommand({ user: 'alice', name: 'broken' });
    expect(answer).toMatchObject({ ephemeral: true });
    expect(answer.content).toContain('`event-1`');
    expect(answer.content).not.toContain('secret-host');
    expect(bot.captured).toHaveLength(1);
    const line = bot.log.find(({ msg }) => msg === 'an interaction failed');
    expect(line).toMatchObject({ reference: 'event-1', command: '/broken' });
    expect(JSON.stringify(line)).not.toContain('password');
    expect(JSON.stringify(line)).not.toContain(world.discord.users.alice.id);

    requests.length = 0;
    await world.discord.runCommand({ user: 'alice', name: 'loud' });
    // The public answer goes, then the private one is sent.
    const sent = () => requests.flatMap((line) => /(DELETE|POST) \S+webhooks/.exec(line)?.[1] ?? []);
    await vi.waitFor(() => expect(sent()).toEqual(['DELETE', 'POST']));
    const messages = await world.discord.channelMessages(world.discord.support.channel);
    expect(messages.filter(({ content }) => content.includes('event-2'))).toMatchObject([{ ephemeral: true }]);
  });

  test('a person who asks too much is told when to go on', async () => {
    const bot = await open({ env: { RATE_LIMIT_FREE: '2' } });
    await bot.ready;
    const ask = async (user: string) => (await world.discord.runCommand({ user, name: 'ping' })).content;
    expect([await ask('alice'), await ask('alice')].every((text) => text.startsWith('Pong'))).toBe(true);
    expect(await ask('alice')).toMatch(/^You are asking too much\. Try again in \d+ seconds\.$/);
    expect(await ask('bob')).toMatch(/^Pong/);
  });

  test('Redis and the database may go away: people are still answered, and health says which is missing', async () => {
    const bot = await open();
    await bot.ready;
    await world.redis.down();
    try {
      expect((await world.discord.runCommand({ user: 'alice', name: 'ping' })).content).toMatch(/^Pong/);
      await vi.waitFor(async () => expect((await bot.health('/health/redis')).body).toEqual({ status: 'down', check: 'redis' }), 4000);
      expect((await bot.health()).status).toBe(200);
    } finally {
      await world.redis.up();
    }
  });
});

describe('stopping', () => {
  test('finishes a command that runs, takes no new one, and lets the next process go on with the session', async () => {
    const first = await open();
    await first.ready;
    const running = world.discord.runCommand({ user: 'alice', name: 'slow' });
    await vi.waitFor(() => expect(release).toBeDefined());
    const [{ guilds = 0 } = {}] = first.shards.states();
    const stopped = first.stop.stop('SIGTERM');
    await vi.waitFor(async () => expect(await first.health()).toMatchObject({ status: 503, body: { status: 'stopping' } }));
    expect((await world.discord.runCommand({ user: 'bob', name: 'ping' })).content).toContain('restarting');
    const before = Date.now();
    release?.();
    expect((await running).content).toBe('Done after all.');
    expect(await stopped).toBe(0);
    expect(Date.now() - before).toBeLessThan(5000);
    bots.splice(0);

    // What happens in between is not missed.
    const { id } = await world.discord.createGuild({ name: 'In between' });
    const second = await open();
    await second.ready;
    expect(await world.discord.sessions()).toMatchObject([{ shard: 0, resumed: 1 }]);
    await vi.waitFor(async () => expect(await second.adapters.repositories.guilds.get(id)).toMatchObject({ name: 'In between' }));
    expect(second.shards.states()).toMatchObject([{ ready: true, guilds: guilds + 1 }]);
    expect((await world.discord.runCommand({ user: 'alice', name: 'ping' })).content).toMatch(/^Pong/);
    // Buyers of Premium come with their entitlements, which discord.js reads by its application.
    const { id: entitlement } = await world.discord.buyPremium({ user: 'alice', guild: world.discord.support.id });
    expect((await world.discord.runCommand({ user: 'alice', name: 'ping' })).content).toMatch(/^Pong/);
    await world.discord.refundPremium(entitlement);
  });

  test('gives up on a command that hangs', async () => {
    const bot = await open({ timing: { drainMs: 200 } });
    await bot.ready;
    release = undefined;
    const running = world.discord.runCommand({ user: 'alice', name: 'slow', timeoutMs: 1500 });
    await vi.waitFor(() => expect(release).toBeDefined());
    const before = Date.now();
    expect(await bot.stop.stop('SIGTERM')).toBe(0);
    expect(Date.now() - before).toBeLessThan(3000);
    expect(bot.log.some(({ msg, left }) => msg === 'interactions were not finished in time' && left === 1)).toBe(true);
    bots.splice(0);
    await running;
  });
});

describe('the gateway', () => {
  test.each(['reconnect', 'break', 'invalidate', 'zombie'] as const)('%s: the bot is back by itself', async (how) => {
    const bot = await open();
    await bot.ready;
    await world.discord.disturb(how);
    await vi.waitFor(() => expect(bot.shards.states()[0]?.ready).toBe(false), { timeout: 3000, interval: 5 });
    await vi.waitFor(() => expect(bot.shards.states()[0]?.ready).toBe(true), 8000);
    expect((await world.discord.runCommand({ user: 'alice', name: 'ping' })).content).toMatch(/^Pong/);
    expect(bot.quits).toEqual([]);
  });

  test('a shard that is closed while it is being opened does not come afterwards', async () => {
    const bot = await open();
    await bot.shards.close(0);
    for (const ms of [20, 60, 150, 300]) {
      void bot.shards.open(0).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, ms));
      await bot.shards.close(0);
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect([bot.shards.states(), await world.discord.sessions()]).toEqual([[], []]);
  });

  test('a stored session that Discord does not know any more costs a login and nothing else', async () => {
    const first = await open();
    await first.ready;
    await stopAll();
    await world.discord.disturb('invalidate');
    const second = await open();
    await second.ready;
    expect(second.shards.states()).toMatchObject([{ ready: true }]);
    expect((await world.discord.runCommand({ user: 'alice', name: 'ping' })).content).toMatch(/^Pong/);
  });

  test('away for too long ends the process with 1', async () => {
    const bot = await open({ timing: { patienceMs: 400, watchMs: 50 } });
    await bot.ready;
    await world.discord.gateway('down');
    try {
      await vi.waitFor(() => expect(bot.quits).toEqual([{ reason: 'the gateway has been away for too long', code: 1 }]), 5000);
      expect(await bot.health()).toMatchObject({ status: 503, body: { check: 'gateway' } });
    } finally {
      await world.discord.gateway('up');
    }
  });

  test('a token that was reset ends the process with 78 and says what to do', async () => {
    const bot = await open();
    await bot.ready;
    await world.discord.resetToken();
    await vi.waitFor(() => expect(bot.quits).toMatchObject([{ code: 78 }]), 5000);
    expect(bot.quits[0]?.reason).toContain('DISCORD_TOKEN');
  });
});

describe('a bot that cannot run says why', () => {
  const failure = async (options: TestBotOptions): Promise<CannotRun> => {
    const error: unknown = await open(options).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error instanceof CannotRun) return error;
    throw new Error(`it did not say why: ${String(error)}`);
  };

  test('a wrong token', async () => {
    expect(await failure({ env: { DISCORD_TOKEN: 'wrong' } })).toMatchObject({
      code: 78,
      message: expect.stringContaining('DISCORD_TOKEN'),
    });
  });

  test('a database or a cache that does not answer', async () => {
    const nobody = '127.0.0.1:9';
    expect((await failure({ env: { MONGODB_URI: `mongodb://${nobody}/x` } })).message).toContain('MONGODB_URI');
    const redis = { REDIS_URL: `redis://${nobody}`, REDIS_HOST: '', REDIS_PORT: '', REDIS_PASSWORD: '' };
    expect((await failure({ env: redis, site: { redis: { connectTimeoutMs: 300 } } })).message).toContain('REDIS_URL');
  });

  test('an intent that is not switched on in the developer portal', async () => {
    const bot = await open({ site: { features: { roleAtJoin: true } } });
    // What comes after the first reason is not listened to any more.
    await vi.waitFor(() => expect(bot.quits[0]).toMatchObject({ code: 78, reason: expect.stringContaining('Server Members') }), 5000);
  });

  test('a feature whose key is missing stays off', async () => {
    const bot = await open({ site: { features: { youtube: true } } });
    await bot.ready;
    expect(bot.log.find(({ feature }) => feature === 'youtube')).toMatchObject({ keys: ['YOUTUBE_API_KEY'] });
  });
});
