/** The REST half, through the official client and by hand. */
import { type APIMessage, PermissionFlagsBits, Routes, SlashCommandBuilder } from 'discord.js';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { discordInventory } from './discord/inventory.ts';
import { type Discord, openDiscord, refusalOf, restFor } from './discord-fixture.ts';
import type { WorldState } from './state.ts';

let discord: Discord;
let fresh: WorldState;
let number = 0;

beforeAll(async () => {
  discord = await openDiscord();
  fresh = await discord.world.snapshot();
});
beforeEach(async () => {
  discord.world.faults.clear();
  await discord.world.restore(fresh);
  // The official client counts limits by itself.
  discord.rest = restFor(discord.api, discord.token);
});
afterAll(() => discord.world.close());

/** A channel of its own, whose rate limits nobody else uses up. */
const newChannel = () => discord.edit<string>('create-channel', { name: `c${number++}` });
const send = async (body: unknown, channel?: string) =>
  (await discord.rest.post(Routes.channelMessages(channel ?? (await newChannel())), { body })) as APIMessage;

describe('who asks', () => {
  test('a bot sees itself and its application', async () => {
    const { rest, ids } = discord;
    expect(await rest.get(Routes.user())).toMatchObject({ id: ids.application, username: 'Kingdom-77', bot: true });
    await discord.edit('redirects', { redirects: 'https://a.test/callback\nhttps://b.test/callback' });
    expect(await rest.get(Routes.currentApplication())).toMatchObject({
      id: ids.application,
      redirect_uris: ['https://a.test/callback', 'https://b.test/callback'],
      approximate_guild_count: 1,
      bot_public: true,
      owner: { id: ids.owner },
    });
  });

  test('the first part of a token is the id of the application', () => {
    expect(Buffer.from(discord.token.split('.')[0] ?? '', 'base64').toString()).toBe(discord.ids.application);
  });

  test.each([
    ['no token', ''],
    ['a wrong token', 'Bot MTIz.abc.def'],
    ['a bot token as a bearer token', `Bearer x`],
  ])('%s is answered 401', async (_, authorization) => {
    const answer = await discord.raw('GET', '/api/v10/users/@me', undefined, authorization);
    expect([answer.status, answer.body]).toEqual([401, { message: '401: Unauthorized', code: 0 }]);
  });

  test('an unknown path is 404, a known one with another method 405, another version 400', async () => {
    expect((await discord.raw('GET', '/api/v10/nothing')).status).toBe(404);
    expect((await discord.raw('DELETE', '/api/v10/gateway')).status).toBe(405);
    expect((await discord.raw('GET', '/api/v6/gateway')).body).toMatchObject({ code: 50041 });
  });

  test('the application can be changed, but not its redirects', async () => {
    const body = { description: 'new', tags: ['fun'], redirect_uris: ['https://evil.test'] };
    const changed = await discord.rest.patch(Routes.currentApplication(), { body });
    expect(changed).toMatchObject({ description: 'new', tags: ['fun'], redirect_uris: [] });
    expect(await refusalOf(discord.rest.patch(Routes.currentApplication(), { body: { description: 'x'.repeat(401) } }))).toMatchObject({
      status: 400,
      code: 50035,
    });
  });

  test("another application's commands are not ours to write", async () => {
    const other = restFor(discord.api, discord.world.credentials()['discord.otherBotToken'] ?? '');
    expect(await refusalOf(other.get(Routes.applicationCommands(discord.ids.application)))).toMatchObject({ status: 403, code: 20012 });
    expect(await refusalOf(other.get(Routes.guild(discord.ids.guild)))).toMatchObject({ status: 403, code: 50001 });
  });
});

describe('roles of members', () => {
  const role = (user: string, id: string) => Routes.guildMemberRole(discord.ids.guild, user, id);

  test('are given and taken; doing it twice changes nothing; the answer has no content type', async () => {
    const { rest, ids } = discord;
    await rest.put(role(ids.alice, ids.premium));
    await rest.put(role(ids.alice, ids.premium));
    expect(await rest.get(Routes.guildMember(ids.guild, ids.alice))).toMatchObject({ roles: [ids.premium] });
    const answer = await discord.raw('DELETE', `/api/v10${role(ids.alice, ids.premium)}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([204, null]);
    expect(await discord.edit('roles', { user: 'alice' })).toEqual([]);
  });

  test('a role above the bot, a missing permission, a stranger and an unknown role are refused, each with its code', async () => {
    const { rest, ids } = discord;
    const high = await discord.edit<string>('create-role', { name: 'Admin', position: '9' });
    expect(await refusalOf(rest.put(role(ids.alice, high)))).toMatchObject({ status: 403, code: 50013 });
    const stranger = (await discord.state()).users.find(({ username }) => username === 'stranger')?.id ?? '';
    expect(await refusalOf(rest.put(role(stranger, ids.premium)))).toMatchObject({ status: 404, code: 10007 });
    expect(await refusalOf(rest.put(role('1', ids.premium)))).toMatchObject({ status: 404, code: 10013 });
    expect(await refusalOf(rest.put(role(ids.alice, '1')))).toMatchObject({ status: 404, code: 10011 });
    expect(await refusalOf(rest.put(role(ids.alice, ids.botRole)))).toMatchObject({ status: 403, code: 50013 });
    await discord.edit('bot-permissions', { permissions: String(PermissionFlagsBits.ViewChannel) });
    expect(await refusalOf(rest.put(role(ids.alice, ids.premium)))).toMatchObject({ status: 403, code: 50013 });
    await discord.edit('kick-bot');
    expect(await refusalOf(rest.put(role(ids.alice, ids.premium)))).toMatchObject({ status: 403, code: 50001 });
  });

  test('dragging the bot below the role takes its power over it', async () => {
    const { rest, ids } = discord;
    await discord.edit('move-role', { role: ids.botRole, position: '0' });
    expect(await refusalOf(rest.put(role(ids.alice, ids.premium)))).toMatchObject({ code: 50013 });
  });

  test('listing members needs the privileged intent, searching does not', async () => {
    const { rest, ids } = discord;
    expect(await refusalOf(rest.get(Routes.guildMembers(ids.guild)))).toMatchObject({ code: 50001 });
    await discord.edit('intents', { intents: 'guild-members' });
    const all = (await rest.get(Routes.guildMembers(ids.guild), { query: new URLSearchParams({ limit: '1000' }) })) as {
      user: { id: string };
    }[];
    expect(all.map(({ user }) => user.id).sort()).toEqual([ids.owner, ids.alice, ids.bob, ids.application].sort());
    const query = new URLSearchParams({ query: 'ali' });
    expect(await rest.get(Routes.guildMembersSearch(ids.guild), { query })).toMatchObject([{ user: { username: 'alice' } }]);
  });

  test('a role can be made, changed and removed; whoever had it has it no more', async () => {
    const { rest, ids } = discord;
    const made = (await rest.post(Routes.guildRoles(ids.guild), { body: { name: 'VIP', color: 5 } })) as { id: string };
    await rest.patch(Routes.guildRole(ids.guild, made.id), { body: { name: 'VIP 2' } });
    await rest.put(role(ids.bob, made.id));
    await rest.delete(Routes.guildRole(ids.guild, made.id));
    expect(await discord.edit('roles', { user: 'bob' })).toEqual([]);
    const names = ((await rest.get(Routes.guildRoles(ids.guild))) as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(['@everyone', 'Premium', 'Kingdom-77']);
  });
});

describe('messages', () => {
  test('are sent, changed, found, listed newest first, and removed', async () => {
    const { rest } = discord;
    const channel = await newChannel();
    const first = await send({ content: 'one' }, channel);
    const second = await send({ content: 'two', message_reference: { message_id: first.id } }, channel);
    expect(second.referenced_message?.content).toBe('one');
    await rest.patch(Routes.channelMessage(channel, first.id), { body: { content: 'uno' } });
    const listed = (await rest.get(Routes.channelMessages(channel))) as APIMessage[];
    expect(listed.map(({ content }) => content)).toEqual(['two', 'uno']);
    await rest.delete(Routes.channelMessage(channel, second.id));
    expect(await refusalOf(rest.get(Routes.channelMessage(channel, second.id)))).toMatchObject({ status: 404, code: 10008 });
  });

  test('the limits of embeds and components are told field by field', async () => {
    const refused = async (body: unknown) => {
      const answer = await discord.raw('POST', `/api/v10/channels/${await newChannel()}/messages`, body);
      return [answer.status, answer.body];
    };
    expect(await refused({ embeds: [{ title: 'x'.repeat(257) }] })).toEqual([
      400,
      {
        message: 'Invalid Form Body',
        code: 50035,
        errors: { embeds: { 0: { title: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 256 or fewer in length.' }] } } } },
      },
    ]);
    expect(await refused({ embeds: Array(3).fill({ description: 'x'.repeat(2500) }) })).toMatchObject([
      400,
      { errors: { embeds: { _errors: [{ code: 'MAX_EMBED_SIZE_EXCEEDED' }] } } },
    ]);
    expect(await refused({ content: 'x'.repeat(2001) })).toMatchObject([400, { errors: { content: {} } }]);
    expect(await refused({ content: ' ' })).toEqual([400, { message: 'Cannot send an empty message', code: 50006 }]);
    const row = (count: number) => ({
      type: 1,
      components: Array.from({ length: count }, (_, n) => ({ type: 2, style: 1, label: 'b', custom_id: `b${n}` })),
    });
    expect(await refused({ content: 'a', components: [row(6)] })).toMatchObject([400, { code: 50035 }]);
    expect((await send({ content: 'a', components: [row(5)] })).components).toHaveLength(1);
    expect((await discord.raw('POST', `/api/v10/channels/${await newChannel()}/messages`, '{')).body).toMatchObject({ code: 50109 });
  });

  test('a nonce that is enforced makes a repeat harmless', async () => {
    const channel = await newChannel();
    const one = await send({ content: 'winner', nonce: 'g1', enforce_nonce: true }, channel);
    const two = await send({ content: 'winner', nonce: 'g1', enforce_nonce: true }, channel);
    expect(two.id).toBe(one.id);
    expect((await send({ content: 'winner', nonce: 'g1' }, channel)).id).not.toBe(one.id);
  });

  test('reactions are counted, listed and taken back', async () => {
    const { rest, ids } = discord;
    const message = await send({ content: 'vote' });
    const emoji = encodeURIComponent('🎉');
    await rest.put(Routes.channelMessageOwnReaction(message.channel_id, message.id, emoji));
    await discord.edit('react', { user: 'alice', message: message.id, emoji: '🎉' });
    const users = (await rest.get(Routes.channelMessageReaction(message.channel_id, message.id, emoji))) as { id: string }[];
    expect(users.map(({ id }) => id).sort()).toEqual([ids.alice, ids.application].sort());
    await rest.delete(Routes.channelMessageUserReaction(message.channel_id, message.id, emoji, ids.alice));
    expect(await rest.get(Routes.channelMessage(message.channel_id, message.id))).toMatchObject({ reactions: [{ count: 1, me: true }] });
  });

  test('a private message arrives, unless the user takes none', async () => {
    const { rest, ids } = discord;
    const channel = (await rest.post(Routes.userChannels(), { body: { recipient_id: ids.alice } })) as { id: string };
    await rest.post(Routes.channelMessages(channel.id), { body: { content: 'psst' } });
    expect(await discord.edit('direct-messages', { user: 'alice' })).toMatchObject([{ content: 'psst', author: ids.application }]);
    await discord.edit('close-direct-messages', { user: 'alice' });
    expect(await refusalOf(rest.post(Routes.channelMessages(channel.id), { body: { content: 'again' } }))).toMatchObject({
      status: 403,
      code: 50007,
    });
  });

  test('a file travels with a message and can be fetched', async () => {
    const data = Buffer.from('{"id":1}');
    const files = [{ name: 'export.json', data, contentType: 'application/json' }];
    const message = (await discord.rest.post(Routes.channelMessages(await newChannel()), {
      body: { content: 'yours' },
      files,
    })) as APIMessage;
    expect(message.attachments).toMatchObject([{ filename: 'export.json', size: 8, content_type: 'application/json' }]);
    expect((await discord.raw('GET', new URL(message.attachments[0]?.url ?? '').pathname)).body).toEqual({ id: 1 });
  });
});

describe('webhooks', () => {
  test('are made in a channel, written to by address, and gone when they are removed', async () => {
    const { rest } = discord;
    const channel = await newChannel();
    const made = (await rest.post(Routes.channelWebhooks(channel), { body: { name: 'Alerts' } })) as {
      id: string;
      token: string;
      url: string;
    };
    expect(made.url).toBe(`https://discord.com/api/webhooks/${made.id}/${made.token}`);
    const path = `/api/webhooks/${made.id}/${made.token}`;
    expect((await discord.raw('POST', path, { content: 'a' }, '')).status).toBe(204);
    const told = await discord.raw('POST', `${path}?wait=true`, { embeds: [{ title: 'ERROR' }], username: 'Log' }, '');
    expect([told.status, told.body]).toMatchObject([200, { webhook_id: made.id, author: { username: 'Log', bot: true } }]);
    expect(await rest.get(Routes.channelWebhooks(channel))).toHaveLength(1);
    expect((await discord.raw('POST', `/api/webhooks/${made.id}/wrong`, { content: 'a' }, '')).body).toMatchObject({ code: 50027 });
    expect((await discord.raw('POST', path, { content: 'a', username: 'discord' }, '')).body).toMatchObject({ code: 50035 });
    expect((await discord.raw('DELETE', path, undefined, '')).status).toBe(204);
    expect((await discord.raw('POST', path, { content: 'a' }, '')).body).toMatchObject({ code: 10015 });
  });

  test('the sixth message within two seconds is too much, and the answer says when to come back', async () => {
    const { id, token } = await discord.edit<{ id: string; token: string }>('create-webhook', { channel: await newChannel() });
    const answers = [];
    for (let n = 0; n < 6; n++) answers.push(await discord.raw('POST', `/api/webhooks/${id}/${token}`, { content: `${n}` }, ''));
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204, 429]);
    const last = answers.at(-1);
    expect(last?.body).toMatchObject({ message: 'You are being rate limited.', global: false });
    expect(last?.headers.get('retry-after')).toMatch(/^[12]$/);
    expect(answers[0]?.headers.get('x-ratelimit-limit')).toBe('5');
    expect(answers[0]?.headers.get('x-ratelimit-remaining')).toBe('4');
  });
});

describe('rate limits', () => {
  test('the official client waits for its bucket and gets everything through', async () => {
    const channel = await newChannel();
    const waits: number[] = [];
    discord.rest.on('rateLimited', ({ timeToReset }) => waits.push(timeToReset));
    const emoji = ['😀', '😁', '😂', '😃', '😄', '😅'].map(encodeURIComponent);
    const message = await send({ content: 'x' }, channel);
    await Promise.all(emoji.map((one) => discord.rest.put(Routes.channelMessageOwnReaction(channel, message.id, one))));
    expect(waits.length).toBeGreaterThan(0);
    const listed = (await discord.edit<{ reactions: unknown[] }[]>('channel-messages', { channel }))[0];
    expect(listed?.reactions).toHaveLength(6);
  });

  test('more than fifty a second in all are too many', async () => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) => discord.raw('GET', n % 2 ? '/api/v10/users/@me' : '/api/v10/applications/@me')),
    );
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThanOrEqual(8);
    expect(limited[0]?.headers.get('x-ratelimit-global')).toBe('true');
    expect(limited[0]?.body).toMatchObject({ global: true });
    await new Promise((resolve) => setTimeout(resolve, 1050));
  });

  test('a fault answers 429 and 500 as Discord words them', async () => {
    discord.world.faults.set({ faults: [{ vendor: 'discord', match: { path: '/gateway$' }, do: '429', retryAfter: 3, times: 1 }] });
    const limited = await discord.raw('GET', '/api/v10/gateway');
    expect([limited.status, limited.headers.get('retry-after'), limited.body]).toMatchObject([
      429,
      '3',
      { message: 'You are being rate limited.' },
    ]);
    discord.world.faults.set({ faults: [{ vendor: 'discord', match: { path: '/gateway$' }, do: '500', times: 1 }] });
    expect((await discord.raw('GET', '/api/v10/gateway')).body).toEqual({ message: '500: Internal Server Error', code: 0 });
  });
});

describe('commands', () => {
  const ping = new SlashCommandBuilder().setName('ping').setDescription('Pong').toJSON();
  const all = () => Routes.applicationCommands(discord.ids.application);

  test('a bulk write replaces all, keeps the ids of those that stay, and a version changes with its command only', async () => {
    const { rest } = discord;
    const premium = { ...ping, name: 'premium' };
    type Known = { id: string; version: string; name: string };
    const first = (await rest.put(all(), { body: [ping, premium] })) as Known[];
    const second = (await rest.put(all(), { body: [ping, { ...premium, description: 'Better' }] })) as Known[];
    expect(second.map(({ id }) => id)).toEqual(first.map(({ id }) => id));
    expect(second[0]?.version).toBe(first[0]?.version);
    expect(second[1]?.version).not.toBe(first[1]?.version);
    await rest.put(all(), { body: [ping] });
    expect(await rest.get(all())).toMatchObject([{ name: 'ping' }]);
  });

  test('one can be added, changed and removed; those of a server stand beside those of all', async () => {
    const { rest, ids } = discord;
    const made = (await rest.post(all(), { body: ping })) as { id: string };
    await rest.patch(Routes.applicationCommand(ids.application, made.id), { body: { description: 'Pong!' } });
    expect(await rest.get(Routes.applicationCommand(ids.application, made.id))).toMatchObject({ description: 'Pong!', name: 'ping' });
    await rest.put(Routes.applicationGuildCommands(ids.application, ids.guild), { body: [{ ...ping, name: 'sentry_test' }] });
    expect(await rest.get(all())).toHaveLength(1);
    await rest.delete(Routes.applicationCommand(ids.application, made.id));
    expect(await refusalOf(rest.get(Routes.applicationCommand(ids.application, made.id)))).toMatchObject({ status: 404, code: 10063 });
    expect(await rest.get(Routes.applicationGuildCommands(ids.application, ids.guild))).toMatchObject([
      { name: 'sentry_test', guild_id: ids.guild },
    ]);
  });

  test.each([
    ['upper case', { name: 'Ping', description: 'x' }, 'name'],
    ['no description', { name: 'ping' }, 'description'],
    ['a description that is too long', { name: 'ping', description: 'x'.repeat(101) }, 'description'],
    ['an option without a description', { name: 'ping', description: 'x', options: [{ type: 3, name: 'a' }] }, 'options'],
    [
      'a required option after one that is not',
      {
        name: 'p',
        description: 'x',
        options: [
          { type: 3, name: 'a', description: 'a' },
          { type: 3, name: 'b', description: 'b', required: true },
        ],
      },
      'options',
    ],
  ])('%s is refused with the place', async (_, body, field) => {
    const answer = await discord.raw('PUT', `/api/v10${all()}`, [body]);
    expect([answer.status, answer.body]).toMatchObject([400, { code: 50035, errors: { 0: { [field]: expect.anything() } } }]);
    expect(await discord.rest.get(all())).toEqual([]);
  });

  test('two of the same name are refused as a whole', async () => {
    expect(await refusalOf(discord.rest.put(all(), { body: [ping, ping] }))).toMatchObject({ status: 400, code: 50035 });
  });
});

describe('Premium Apps', () => {
  test('SKUs are listed; a test entitlement is made, found and removed', async () => {
    const { rest, ids } = discord;
    const skus = (await rest.get(Routes.skus(ids.application))) as { id: string; flags: number }[];
    expect(skus).toHaveLength(2);
    const path = Routes.entitlements(ids.application);
    const body = { sku_id: skus[0]?.id, owner_id: ids.guild, owner_type: 1 };
    const made = (await rest.post(path, { body })) as { id: string };
    expect(made).toMatchObject({ guild_id: ids.guild, type: 4, deleted: false });
    expect(await rest.get(path, { query: new URLSearchParams({ guild_id: ids.guild }) })).toHaveLength(1);
    expect(await rest.get(path, { query: new URLSearchParams({ user_id: ids.alice }) })).toHaveLength(0);
    await rest.delete(Routes.entitlement(ids.application, made.id));
    expect(await rest.get(path)).toHaveLength(0);
    expect(await rest.get(path, { query: new URLSearchParams({ exclude_deleted: 'false' }) })).toMatchObject([{ deleted: true }]);
    expect(await refusalOf(rest.post(path, { body: { ...body, sku_id: '1' } }))).toMatchObject({ status: 404, code: 10027 });
  });

  test('what somebody bought cannot be removed by the API, and ended ones can be left out', async () => {
    const { rest, ids } = discord;
    const bought = await discord.edit<{ id: string }>('buy-premium', { user: 'alice' });
    expect(await refusalOf(rest.delete(Routes.entitlement(ids.application, bought.id)))).toMatchObject({ code: 50013 });
    await discord.edit('end-premium', { id: bought.id });
    const query = new URLSearchParams({ exclude_ended: 'true' });
    expect(await rest.get(Routes.entitlements(ids.application), { query })).toEqual([]);
    expect(await rest.get(Routes.entitlements(ids.application))).toMatchObject([
      { user_id: ids.alice, ends_at: expect.stringContaining('T') },
    ]);
  });
});

test('two worlds alike have the same inventory, and a change shows', async () => {
  const another = await openDiscord();
  const before = discordInventory(await discord.state());
  expect(discordInventory(await another.state())).toEqual(before);
  expect(before.length).toBeGreaterThan(8);
  await another.edit('redirects', { redirects: 'https://a.test/callback' });
  await another.edit('set-role', { user: 'alice', role: 'Premium' });
  const after = discordInventory(await another.state());
  await another.world.close();
  expect(after.filter((line) => !before.includes(line))).toEqual([
    'discord redirect Kingdom-77 https://a.test/callback',
    'discord member Kingdom-77 Support alice Premium',
  ]);
});
