/** The gateway: unmodified clients of discord.js, and a bare WebSocket for what they never do. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createInflate } from 'node:zlib';
import { WebSocketManager, WebSocketShardEvents } from '@discordjs/ws';
import { Client, Events, GatewayDispatchEvents, GatewayIntentBits, Routes } from 'discord.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Discord, openDiscord, restFor } from './discord-fixture.ts';
import type { WorldState } from './state.ts';

let discord: Discord;
let fresh: WorldState;
const undo: (() => unknown)[] = [];

beforeAll(async () => {
  discord = await openDiscord();
  await discord.edit('gateway', { maxConcurrency: '16', identifyWindowMs: '0' });
  fresh = await discord.world.snapshot();
});
beforeEach(async () => {
  discord.world.faults.clear();
  await discord.world.restore(fresh);
  discord.rest = restFor(discord.api, discord.token);
});
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});
afterAll(() => discord.world.close());

function client(intents: number[] = [GatewayIntentBits.Guilds], more: object = {}): Client {
  const made = new Client({ intents, rest: { api: discord.api }, ...more });
  made.on('error', () => {});
  undo.push(() => made.destroy());
  return made;
}

async function ready(made: Client): Promise<Client<true>> {
  const event = once(made, Events.ClientReady);
  await made.login(discord.token);
  await event;
  return made as Client<true>;
}

interface Bare {
  socket: WebSocket;
  /** The next message with this opcode (and type). */
  next(op: number, type?: string): Promise<{ op: number; s: number | null; t: string | null; d: Record<string, unknown> }>;
  send(op: number, d: unknown): void;
  closed: Promise<number>;
}

/** A client that does exactly what a test says. */
async function bare(query = 'v=10&encoding=json'): Promise<Bare> {
  const socket = new WebSocket(`${discord.world.endpoints.discord?.replace('http', 'ws')}/?${query}`);
  undo.push(() => socket.terminate());
  const seen: Awaited<ReturnType<Bare['next']>>[] = [];
  socket.on('message', (data) => seen.push(JSON.parse(String(data))));
  const closed = once(socket, 'close').then(([code]) => Number(code));
  await once(socket, 'open');
  return {
    socket,
    closed,
    send: (op, d) => socket.send(JSON.stringify({ op, d })),
    async next(op, type) {
      for (;;) {
        const at = seen.findIndex((one) => one.op === op && (type === undefined || one.t === type));
        const [found] = at < 0 ? [] : seen.splice(at, 1);
        if (found) return found;
        await once(socket, 'message', { signal: AbortSignal.timeout(3000) });
      }
    },
  };
}

const identity = (more: object = {}) => ({
  token: discord.token,
  intents: 1,
  properties: { os: 'linux', browser: 'x', device: 'x' },
  ...more,
});

function all(to: Bare, ...messages: [number, unknown][]): void {
  for (const [op, d] of messages) to.send(op, d);
}

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = performance.now() + 4000; !(await holds()); ) {
    if (performance.now() > end) throw new Error('it never came true');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('an unmodified discord.js', () => {
  test('is ready with 1,000 servers within five seconds', async () => {
    await discord.edit('create-guilds', { count: '1000' });
    const before = performance.now();
    const bot = await ready(client());
    expect(performance.now() - before).toBeLessThan(5000);
    expect(bot.guilds.cache.size).toBe(1001);
    expect(bot.guilds.cache.get(discord.ids.guild)).toMatchObject({ name: 'Kingdom-77 Support', memberCount: 4 });
    expect(bot.user.id).toBe(discord.ids.application);
  });

  test('hears of members, roles, servers and messages', async () => {
    await discord.edit('intents', { intents: 'guild-members message-content' });
    const bot = await ready(
      client([GatewayIntentBits.Guilds, GatewayIntentBits.GuildMembers, GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent]),
    );
    const joined = once(bot, Events.GuildMemberAdd);
    await discord.edit('add-member', { user: 'stranger' });
    expect((await joined)[0].user.username).toBe('stranger');
    const gone = once(bot, Events.GuildMemberRemove);
    await discord.edit('remove-member', { user: 'stranger' });
    expect((await gone)[0].user.username).toBe('stranger');
    const created = once(bot, Events.GuildCreate);
    const { id } = await discord.edit<{ id: string }>('create-guild', { name: 'Another' });
    expect((await created)[0].id).toBe(id);
    const said = once(bot, Events.MessageCreate);
    await discord.edit('say', { user: 'alice', channel: discord.ids.channel, content: 'hello' });
    expect((await said)[0]).toMatchObject({ content: 'hello', author: { username: 'alice' } });
    const lost = once(bot, Events.GuildUnavailable);
    await discord.edit('outage', { guild: id, unavailable: 'true' });
    expect((await lost)[0].id).toBe(id);
    await discord.edit('outage', { guild: id, unavailable: 'false' });
    const kicked = once(bot, Events.GuildDelete);
    await discord.edit('kick-bot', { guild: id });
    expect((await kicked)[0].id).toBe(id);
  });

  test('hears of purchases without any intent', async () => {
    const bot = await ready(client());
    const bought = once(bot, Events.EntitlementCreate);
    const { id } = await discord.edit<{ id: string }>('buy-premium', { user: 'alice', guild: discord.ids.guild });
    expect((await bought)[0]).toMatchObject({ id, guildId: discord.ids.guild });
    const ended = once(bot, Events.EntitlementUpdate);
    await discord.edit('end-premium', { id });
    expect((await ended)[1].isActive()).toBe(false);
    const refunded = once(bot, Events.EntitlementDelete);
    await discord.edit('refund-premium', { id });
    expect((await refunded)[0].id).toBe(id);
  });

  test('fetches members by id without the privileged intent', async () => {
    const bot = await ready(client());
    const guild = bot.guilds.cache.get(discord.ids.guild);
    const found = await guild?.members.fetch({ user: [discord.ids.alice, discord.ids.bob] });
    expect(found?.map(({ user }) => user.username).sort()).toEqual(['alice', 'bob']);
  });

  test('with a wrong token is refused, with a disallowed intent is closed with 4014', async () => {
    await expect(client().login('MTIz.abc.def')).rejects.toThrow(/invalid token/i);
    await expect(client([GatewayIntentBits.GuildMembers]).login(discord.token)).rejects.toThrow(/disallowed intents/i);
  });

  test('resumes after its connection broke, and misses nothing', async () => {
    const bot = await ready(client());
    const heard: string[] = [];
    bot.on(Events.GuildCreate, ({ name }) => heard.push(name));
    let resumed = false;
    bot.on(Events.ShardResume, () => {
      resumed = true;
    });
    await discord.edit('disturb', { how: 'break' });
    await discord.edit('create-guild', { name: 'Meanwhile' });
    await until(() => resumed && heard.includes('Meanwhile'));
    expect(await discord.edit('sessions')).toMatchObject([{ resumed: 1 }]);
  });

  test('follows a request to reconnect, and starts anew when its session is void', async () => {
    // The client would wait five seconds between two identifies.
    const buildIdentifyThrottler = async () => ({ waitForIdentify: async () => {} });
    const bot = await ready(client([GatewayIntentBits.Guilds], { ws: { buildIdentifyThrottler } }));
    const resumed = once(bot, Events.ShardResume);
    await discord.edit('disturb', { how: 'reconnect' });
    await resumed;
    const again = once(bot, Events.ShardReady);
    await discord.edit('disturb', { how: 'invalidate' });
    await again;
    expect(await discord.edit('sessions')).toMatchObject([{ resumed: 0 }]);
  });

  // On a busy machine the client may give up a connection that lives, again and again.
  test('notices a dead connection by its heartbeats', { retry: 3, timeout: 10_000 }, async () => {
    await discord.edit('gateway', { heartbeatMs: '150' });
    const bot = await ready(client());
    const resumed = once(bot, Events.ShardResume);
    await discord.edit('disturb', { how: 'zombie' });
    await resumed;
  });

  test('is closed for good when its token is reset, and reconnects after the gateway was down', async () => {
    const bot = await ready(client());
    await discord.edit('gateway', { state: 'down' });
    expect(await discord.edit('sessions')).toEqual([]);
    const back = once(bot, Events.ShardResume);
    await discord.edit('gateway', { state: 'up' });
    await back;
    const closed = once(bot, Events.ShardDisconnect);
    const token = await discord.edit<string>('reset-token');
    expect((await closed)[0].code).toBe(4004);
    expect((await discord.raw('GET', '/api/v10/users/@me')).status).toBe(401);
    expect((await discord.raw('GET', '/api/v10/users/@me', undefined, `Bot ${token}`)).status).toBe(200);
  });

  test('is led back to the loopback port, and others to the real name', async () => {
    expect((await discord.raw('GET', '/api/v10/gateway')).body).toEqual({ url: discord.world.endpoints.discord?.replace('http', 'ws') });
    expect(await discord.rest.get(Routes.gatewayBot())).toMatchObject({
      shards: 1,
      session_start_limit: { total: 1000, max_concurrency: 16 },
    });
  });
});

describe('shards', () => {
  test('two processes share eight shards and all servers', async () => {
    await discord.edit('create-guilds', { count: '79' });
    const children = [
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ].map((shards) => {
      const child = fork(new URL('./discord-shards-child.ts', import.meta.url).pathname, { stdio: 'inherit' });
      undo.push(() => child.kill('SIGKILL'));
      child.send({ api: discord.api, token: discord.token, shards, total: 8 });
      return once(child, 'message').then(([guilds]) => Number(guilds));
    });
    const guilds = await Promise.all(children);
    expect(guilds[0] ?? 0).toBeGreaterThan(20);
    expect((guilds[0] ?? 0) + (guilds[1] ?? 0)).toBe(80);
    const sessions = await discord.edit<{ shard: number; guilds: number }[]>('sessions');
    expect(sessions.map(({ shard }) => shard).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(Math.max(...sessions.map(({ guilds: count }) => count)) - Math.min(...sessions.map(({ guilds: count }) => count))).toBeLessThan(
      3,
    );
  });

  test('an interaction reaches the shard of its server alone', async () => {
    const manager = new WebSocketManager({ token: discord.token, intents: 1, rest: discord.rest, shardCount: 4 });
    undo.push(() => manager.destroy());
    const heard: number[] = [];
    manager.on(WebSocketShardEvents.Dispatch, ({ data, shardId }) => {
      if (data.t === GatewayDispatchEvents.EntitlementCreate) heard.push(shardId);
    });
    await manager.connect();
    await until(async () => (await discord.edit<unknown[]>('sessions')).length === 4);
    await discord.edit('buy-premium', { user: 'alice', guild: discord.ids.guild });
    await until(() => heard.length > 0);
    expect(heard).toEqual([Number((BigInt(discord.ids.guild) >> 22n) % 4n)]);
  });

  test('the identify gate turns the second one of a window away, and the client comes again', async () => {
    await discord.edit('gateway', { maxConcurrency: '1', identifyWindowMs: '600' });
    // Whoever identified before is forgotten.
    await new Promise((resolve) => setTimeout(resolve, 650));
    const [one, two] = [await bare(), await bare()];
    one.send(2, identity({ shard: [0, 2] }));
    await one.next(0, 'READY');
    two.send(2, identity({ shard: [1, 2] }));
    expect((await two.next(9)).d).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 650));
    two.send(2, identity({ shard: [1, 2] }));
    expect((await two.next(0, 'READY')).d.shard).toEqual([1, 2]);
    const identifies = await discord.edit<{ refused: boolean }[]>('identifies');
    expect(identifies.slice(-3).map(({ refused }) => refused)).toEqual([false, true, false]);
  });

  test('whoever starts too often loses the token, as at Discord', async () => {
    const { session_start_limit: limit } = (await discord.rest.get(Routes.gatewayBot())) as {
      session_start_limit: { remaining: number; total: number };
    };
    await discord.edit('gateway', { sessionStarts: String(limit.total - limit.remaining) });
    const one = await bare();
    one.send(2, identity());
    expect(await one.closed).toBe(4004);
    expect((await discord.raw('GET', '/api/v10/users/@me')).status).toBe(401);
  });
});

describe('a bare connection', () => {
  test('is greeted, answered to heartbeats and told its servers', async () => {
    const { next, send } = await bare();
    expect((await next(10)).d.heartbeat_interval).toBe(41_250);
    send(1, null);
    await next(11);
    send(2, identity());
    const { d: told } = await next(0, 'READY');
    expect(told).toMatchObject({
      v: 10,
      guilds: [{ id: discord.ids.guild, unavailable: true }],
      application: { id: discord.ids.application },
    });
    expect(told.resume_gateway_url).toBe(discord.world.endpoints.discord?.replace('http', 'ws'));
    expect((await next(0, 'GUILD_CREATE')).s).toBe(2);
  });

  test.each([
    ['something that is no JSON', 4002, (b: Bare) => b.socket.send('{')],
    ['an unknown opcode', 4001, (b: Bare) => all(b, [2, identity()], [77, null])],
    ['an early request', 4003, (b: Bare) => b.send(8, {})],
    ['a wrong token', 4004, (b: Bare) => b.send(2, identity({ token: 'x' }))],
    ['identifying twice', 4005, (b: Bare) => all(b, [2, identity()], [2, identity()])],
    ['a shard that cannot be', 4010, (b: Bare) => b.send(2, identity({ shard: [2, 2] }))],
    ['intents that mean nothing', 4013, (b: Bare) => b.send(2, identity({ intents: 1 << 30 }))],
    ['an intent that is not switched on', 4014, (b: Bare) => b.send(2, identity({ intents: 1 << 8 }))],
    ['more than 120 messages a minute', 4008, (b: Bare) => Array.from({ length: 121 }, () => b.send(1, null))],
  ])('%s closes it with %i', async (_, code, act) => {
    const one = await bare();
    await act(one);
    expect(await one.closed).toBe(code);
  });

  test('another version is closed with 4012, another path is not found', async () => {
    expect(await (await bare('v=5')).closed).toBe(4012);
    const socket = new WebSocket(`${discord.world.endpoints.discord?.replace('http', 'ws')}/elsewhere`);
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    expect(response.statusCode).toBe(404);
    socket.on('error', () => {});
    socket.terminate();
  });

  test('without heartbeats it is closed with 4009', async () => {
    await discord.edit('gateway', { heartbeatMs: '100' });
    expect(await (await bare()).closed).toBe(4009);
  });

  test('a resume brings what was missed; with an unknown session it is refused', async () => {
    const one = await bare();
    one.send(2, identity());
    const { d: told } = await one.next(0, 'READY');
    await one.next(0, 'GUILD_CREATE');
    one.socket.terminate();
    await discord.edit('create-guild', { name: 'Missed' });
    const two = await bare();
    two.send(6, { token: discord.token, session_id: told.session_id, seq: 2 });
    expect((await two.next(0, 'GUILD_CREATE')).d.name).toBe('Missed');
    expect((await two.next(0, 'RESUMED')).s).toBe(4);
    const three = await bare();
    three.send(6, { token: discord.token, session_id: 'nobody', seq: 2 });
    expect((await three.next(9)).d).toBe(false);
  });

  test('without the intent for contents the texts of others are empty', async () => {
    const one = await bare();
    one.send(2, identity({ intents: 1 | (1 << 9) }));
    await one.next(0, 'READY');
    await discord.edit('say', { user: 'alice', channel: discord.ids.channel, content: 'secret' });
    expect((await one.next(0, 'MESSAGE_CREATE')).d).toMatchObject({ content: '', author: { username: 'alice' } });
    await discord.edit('say', { user: 'alice', channel: discord.ids.channel, content: `hi <@${discord.ids.application}>` });
    expect((await one.next(0, 'MESSAGE_CREATE')).d.content).toContain('hi');
  });

  test('is compressed in one stream when it asks for it', async () => {
    const socket = new WebSocket(`${discord.world.endpoints.discord?.replace('http', 'ws')}/?v=10&encoding=json&compress=zlib-stream`);
    undo.push(() => socket.terminate());
    const inflate = createInflate();
    let text = '';
    inflate.on('data', (part: Buffer) => {
      text += part.toString();
    });
    socket.on('message', (data: Buffer, isBinary) => isBinary && inflate.write(data));
    await once(socket, 'open');
    socket.send(JSON.stringify({ op: 2, d: identity() }));
    await until(() => text.includes('"heartbeat_interval"') && text.includes('"READY"') && text.includes('"GUILD_CREATE"'));
  });
});
