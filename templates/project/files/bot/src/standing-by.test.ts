/** Two processes of one bot: one answers, the other stands by. */
import { openTestWorld, type TestWorld } from '@k77/testkit';
import { GatewayDispatchEvents } from 'discord.js';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Adapters } from './adapters.ts';
import { openTestBot, type TestBot, type TestBotOptions } from './bot.fixture.ts';
import { openRest } from './discord/discord.ts';
import { registerCommands } from './registration/register-commands.ts';
import type { Command } from './registry/command.ts';

let world: TestWorld;
const bots: TestBot[] = [];
/** What each bot dealt with, by the number of the bot. */
const answered: number[] = [];
const joined: [bot: number, guild: string][] = [];

const who = (bot: number): Command => ({
  data: { name: 'who', description: 'For a test' },
  async run() {
    answered.push(bot);
    return `bot ${bot}`;
  },
});

async function open(options: TestBotOptions = {}): Promise<TestBot> {
  const number = bots.length;
  const events = [
    { on: GatewayDispatchEvents.GuildCreate, run: async (data: { id: string }) => void joined.push([number, data.id]) } as never,
  ];
  const bot = await openTestBot(world, { everything: { commands: [who(number)], components: [], events }, ...options });
  bots.push(bot);
  return bot;
}

const ask = async () => world.discord.runCommand({ user: 'alice', name: 'who', timeoutMs: 1500 });
const stopped = { timing: { askMs: 100, saveMs: 100 } };

/** Ends without a word to anybody: nothing is renewed, given back, answered or published any more. */
function mortal() {
  const state = { isDead: false };
  const unlessDead = <T extends object>(whole: T): T =>
    new Proxy(whole, {
      get(target, name) {
        const part: unknown = Reflect.get(target, name);
        if (typeof part !== 'function') return part;
        return async (...words: unknown[]) => {
          if (state.isDead) throw new Error('dead');
          const listener = words.at(-1);
          if (typeof listener === 'function') words[words.length - 1] = (message: string) => (state.isDead ? undefined : listener(message));
          const result: unknown = await part.apply(target, words);
          return name === 'lease' && result !== undefined ? unlessDead(result as object) : result;
        };
      },
    });
  const wrap = (adapters: Adapters): Adapters => ({ ...adapters, locks: unlessDead(adapters.locks), bus: unlessDead(adapters.bus) });
  return { state, wrap };
}

beforeAll(async () => {
  world = await openTestWorld({ identifyWindowMs: 200, heartbeatMs: 500 });
  await registerCommands({
    rest: openRest({ token: world.discord.secrets().token, api: world.endpoints.discord }),
    applicationId: world.discord.application.id,
    commands: [who(0)],
    supportGuildId: world.discord.support.id,
  });
});
afterEach(async () => {
  for (const bot of bots.splice(0)) await bot.stop.stop('the test is over');
  answered.splice(0);
  joined.splice(0);
  await world.redis.flush();
});
afterAll(() => world.close());

test('the second is healthy while it stands by, and goes on with the session in the moment in which the first stops', async () => {
  const first = await open(stopped);
  await first.ready;
  const second = await open({ timing: { ...stopped.timing, patienceMs: 200, watchMs: 20 } });
  expect(await second.health()).toEqual({ status: 200, body: { status: 'standing by', version: '0.0.0' } });
  expect((await second.health('/health/gateway')).body.status).toBe('standing by');
  expect((await first.health()).body.status).toBe('healthy');
  expect(second.log.filter(({ msg }) => msg === 'bot stands by')).toMatchObject([
    { shards: [0], waitsFor: 'the process that has its shards' },
  ]);

  // Whatever happens to the first, and however long the second waits.
  await world.discord.disturb('reconnect');
  await vi.waitFor(() => expect(first.log.some(({ msg }) => msg === 'shard resumed')).toBe(true), 5000);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect([second.assignment.standsBy(), second.quits, await world.discord.sessions()]).toMatchObject([true, [], [{ shard: 0 }]]);
  expect((await ask()).content).toBe('bot 0');

  const most = watchSessions();
  const asked = Array.from({ length: 3 }, () => ask());
  await Promise.all(asked);
  const stopping = first.stop.stop('SIGTERM');
  const { id } = await world.discord.createGuild({ name: 'In between' });
  expect(await stopping).toBe(0);
  const begun = Date.now();
  await second.ready;
  const handover = Date.now() - begun;
  expect((await ask()).content).toBe('bot 1');
  await vi.waitFor(() => expect(joined.filter(([, guild]) => guild === id)).toHaveLength(1));
  expect(await world.discord.sessions()).toMatchObject([{ shard: 0, resumed: 2 }]);
  expect(answered).toEqual([0, 0, 0, 0, 1]);
  expect(await most()).toBe(1);
  expect(handover).toBeLessThan(2000);
  expect(second.log.filter(({ msg }) => msg === 'bot ready' || msg === 'bot stands by').map(({ msg }) => msg)).toEqual([
    'bot stands by',
    'bot ready',
  ]);
  expect((await second.health()).body).toEqual({ status: 'healthy', version: '0.0.0' });
});

test('the second has the session of one that was killed, with what happened since', async () => {
  const { state, wrap } = mortal();
  const first = await open({ ...stopped, wrap });
  await first.ready;
  const second = await open(stopped);
  // Written down at least once more.
  await new Promise((resolve) => setTimeout(resolve, 300));
  state.isDead = true;
  await first.shards.closeAll();
  const { id } = await world.discord.createGuild({ name: 'After the end' });
  await second.ready;
  expect((await ask()).content).toBe('bot 1');
  expect(joined.filter(([, guild]) => guild === id)).toEqual([[1, id]]);
  expect(await world.discord.sessions()).toMatchObject([{ resumed: 1 }]);
});

test('a command that runs is finished before the second answers', async () => {
  const release = Promise.withResolvers<void>();
  const slow: Command = { ...who(0), run: () => release.promise.then(() => 'done after all') };
  const first = await open({ ...stopped, everything: { commands: [slow], components: [], events: [] } });
  await first.ready;
  const second = await open(stopped);
  const running = ask();
  await vi.waitFor(async () => expect((await world.discord.sessions()).length).toBe(1));
  await new Promise((resolve) => setTimeout(resolve, 200));
  const stopping = first.stop.stop('SIGTERM');
  // Longer than the second believes a silent one: the first still says that it has its shards.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(second.assignment.standsBy()).toBe(true);
  release.resolve();
  expect((await running).content).toBe('done after all');
  expect(await stopping).toBe(0);
  await second.ready;
  expect((await ask()).content).toBe('bot 1');
});

test('while Redis is away the first goes on, the second waits, and no host is told that it could take over', async () => {
  const first = await open(stopped);
  await first.ready;
  const second = await open(stopped);
  await world.redis.down();
  try {
    await vi.waitFor(async () => expect(await second.health()).toMatchObject({ status: 503, body: { check: 'redis' } }), 5000);
    expect((await ask()).content).toBe('bot 0');
    expect((await first.health()).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect([second.assignment.mine(), await world.discord.sessions()]).toMatchObject([[], [{ shard: 0 }]]);
  } finally {
    await world.redis.up();
  }
  await vi.waitFor(async () => expect((await second.health()).body.status).toBe('standing by'), 5000);
  await first.stop.stop('SIGTERM');
  await second.ready;
  expect((await ask()).content).toBe('bot 1');
});

/** The most sessions that were ready at one moment, from now on. */
function watchSessions(): () => Promise<number> {
  let [most, isOver] = [0, false];
  const watching = (async () => {
    while (!isOver) {
      most = Math.max(most, (await world.discord.sessions()).length);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  return async () => {
    isOver = true;
    await watching;
    return most;
  };
}
