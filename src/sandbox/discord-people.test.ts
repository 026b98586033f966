/** What people do in Discord, and what a real bot makes of it. */

import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  Client,
  Events,
  GatewayIntentBits,
  type Interaction,
  LabelBuilder,
  ModalBuilder,
  Routes,
  SlashCommandBuilder,
  StringSelectMenuBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actions } from './discord/desk.ts';
import { type Discord, openDiscord, refusalOf } from './discord-fixture.ts';

let discord: Discord;
let bot: Client;
/** Actions that a test has pressed. */
const pressed = new Set<string>();

interface Answer {
  answered: boolean;
  kind: string;
  deferred: boolean;
  ephemeral: boolean;
  content: string;
  message: string;
  modal?: { customId: string; components: unknown[] };
  choices: { name: string; value: string }[];
  followups: { content: string; ephemeral: boolean }[];
  afterMs: number;
  doneMs: number;
}
const edit = <T = Answer>(action: string, fields: Record<string, string> = {}): Promise<T> => {
  pressed.add(action);
  return discord.edit<T>(action, fields);
};
const run = (name: string, more: Record<string, string> = {}) => edit('run-command', { user: 'alice', name, ...more });

const commands = [
  new SlashCommandBuilder().setName('ping').setDescription('Pong'),
  new SlashCommandBuilder().setName('slow').setDescription('Takes its time'),
  new SlashCommandBuilder().setName('silent').setDescription('Says nothing'),
  new SlashCommandBuilder().setName('panel').setDescription('Buttons'),
  new SlashCommandBuilder().setName('form').setDescription('A form'),
  new SlashCommandBuilder().setName('twice').setDescription('Answers twice'),
  new SlashCommandBuilder().setName('admin').setDescription('For managers').setDefaultMemberPermissions(32),
  new SlashCommandBuilder()
    .setName('giveaway')
    .setDescription('Giveaways')
    .addSubcommand((sub) =>
      sub
        .setName('start')
        .setDescription('Start')
        .addStringOption((option) =>
          option.setName('prize').setDescription('Prize').setRequired(true).setMaxLength(20).setAutocomplete(true),
        )
        .addIntegerOption((option) => option.setName('winners').setDescription('Winners').setMinValue(1).setMaxValue(10))
        .addUserOption((option) => option.setName('host').setDescription('Host')),
    ),
].map((one) => one.toJSON());

const handlers: Record<string, (interaction: Interaction) => Promise<unknown>> = {
  ping: async (i) => i.isRepliable() && i.reply({ content: `pong ${i.locale} ${i.inGuild() ? 'server' : 'private'}`, flags: 64 }),
  slow: async (i) => {
    if (!i.isChatInputCommand()) return;
    await i.deferReply();
    await pause(60);
    await i.editReply('done');
    await i.followUp({ content: 'and more', flags: 64 });
  },
  silent: async () => {},
  panel: async (i) => {
    if (!i.isChatInputCommand()) return;
    const button = new ButtonBuilder().setCustomId('join').setLabel('Join').setStyle(ButtonStyle.Primary);
    const menu = new StringSelectMenuBuilder().setCustomId('pick').addOptions({ label: 'A', value: 'a' }, { label: 'B', value: 'b' });
    const rows = [
      new ActionRowBuilder<ButtonBuilder>().addComponents(button),
      new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(menu),
    ];
    await i.reply({ content: '0 entries', components: rows });
  },
  join: async (i) => i.isButton() && i.update({ content: `1 entry: ${i.user.username}` }),
  pick: async (i) => i.isStringSelectMenu() && i.reply({ content: `picked ${i.values.join()}`, flags: 64 }),
  form: async (i) => {
    if (!i.isChatInputCommand()) return;
    const input = new TextInputBuilder().setCustomId('why').setStyle(TextInputStyle.Short);
    await i.showModal(
      new ModalBuilder()
        .setCustomId('apply')
        .setTitle('Apply')
        .addLabelComponents(new LabelBuilder().setLabel('Why?').setTextInputComponent(input)),
    );
  },
  apply: async (i) => i.isModalSubmit() && i.reply(`because ${i.fields.getTextInputValue('why')}`),
  twice: async (i) => {
    if (!i.isChatInputCommand()) return;
    await i.reply('one');
    const path = Routes.interactionCallback(i.id, i.token);
    const refused = await refusalOf(i.client.rest.post(path, { body: { type: 4, data: { content: 'two' } }, auth: false }));
    await i.followUp(`${refused.status} ${refused.code}`);
  },
  giveaway: async (i) => {
    if (i.isAutocomplete()) return i.respond([{ name: `Nitro (${i.options.getFocused()})`, value: 'nitro' }]);
    if (!i.isChatInputCommand()) return;
    const { options } = i;
    return i.reply(
      `${options.getSubcommand()} ${options.getString('prize')} ${options.getInteger('winners') ?? 1} ${options.getUser('host')?.username ?? 'nobody'}`,
    );
  },
  admin: async (i) => i.isRepliable() && i.reply('ok'),
};

beforeAll(async () => {
  discord = await openDiscord();
  await discord.rest.put(Routes.applicationCommands(discord.ids.application), { body: commands });
  bot = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: discord.api } });
  bot.on(Events.InteractionCreate, (i) => {
    const name = 'commandName' in i ? i.commandName : i.customId;
    void handlers[name]?.(i);
  });
  const ready = once(bot, Events.ClientReady);
  await bot.login(discord.token);
  await ready;
});
afterAll(async () => {
  await bot.destroy();
  await discord.world.close();
});

describe('a slash command', () => {
  test('is answered, and how long that took is told', async () => {
    const answer = await run('ping', { locale: 'de' });
    expect(answer).toMatchObject({ answered: true, kind: 'message', ephemeral: true, deferred: false, content: 'pong de server' });
    expect(answer.afterMs).toBeGreaterThan(0);
    expect(answer.afterMs).toBeLessThan(1000);
    expect(await run('ping', { guild: 'none' })).toMatchObject({ content: 'pong en-US private' });
  });

  test('that is deferred is waited for', async () => {
    const answer = await run('slow');
    expect(answer).toMatchObject({ deferred: true, content: 'done' });
    expect(answer.doneMs - answer.afterMs).toBeGreaterThanOrEqual(50);
    const shown = await edit<{ content: string; ephemeral: boolean }[]>('channel-messages', { channel: discord.ids.channel });
    expect(shown.find(({ content }) => content === 'done')).toMatchObject({ ephemeral: false, edited: false });
  });

  test('that nobody answers fails after three seconds', async () => {
    const before = performance.now();
    expect(await run('silent')).toMatchObject({ answered: false, kind: 'none', content: '' });
    expect(performance.now() - before).toBeGreaterThan(2900);
  });

  test('is answered once: the second answer is refused', async () => {
    expect(await run('twice')).toMatchObject({ content: 'one' });
    await pause(50);
    const shown = await edit<{ content: string }[]>('channel-messages', { channel: 'general' });
    expect(shown.at(-1)?.content).toBe('400 40060');
  });

  test('takes options by name, with what they stand for', async () => {
    const options = JSON.stringify({ prize: 'Nitro', winners: 3, host: discord.ids.bob });
    expect(await run('giveaway start', { options })).toMatchObject({ content: 'start Nitro 3 bob' });
  });

  test.each([
    ['giveaway', {}, 'is not complete'],
    ['giveaway stop', {}, 'has no stop'],
    ['giveaway start', {}, 'needs the option prize'],
    ['giveaway start', { prize: 'x'.repeat(21) }, 'has to be 20 or less'],
    ['giveaway start', { prize: 'x', winners: 0 }, 'has to be 1 or more'],
    ['giveaway start', { prize: 'x', winners: 'two' }, 'has to be a whole number'],
    ['giveaway start', { prize: 'x', colour: 'red' }, 'has no option colour'],
    ['nothing', {}, 'has no command /nothing'],
    ['admin', {}, 'is not shown to this member'],
  ])('%s %j is stopped by the client: it %s', async (name, options, why) => {
    await expect(run(name, { options: JSON.stringify(options) })).rejects.toThrow(why);
  });

  test('offers choices while somebody types', async () => {
    const offered = await edit('autocomplete', { user: 'alice', name: 'giveaway start', options: '{"prize":"ni"}', focused: 'prize' });
    expect(offered.choices).toEqual([{ name: 'Nitro (ni)', value: 'nitro' }]);
  });

  test('is shown to the owner of the server, whatever it needs', async () => {
    expect(await run('admin', { user: 'owner' })).toMatchObject({ content: 'ok' });
  });

  test('is listed as it was registered', async () => {
    expect((await edit<{ name: string }[]>('commands')).map(({ name }) => name)).toContain('giveaway');
  });
});

describe('components', () => {
  test('a button changes its message, a menu tells what was chosen, what is not there cannot be pressed', async () => {
    const { message } = await run('panel');
    expect(await edit('click-button', { user: 'bob', message, press: 'Join' })).toMatchObject({
      kind: 'update',
      content: '1 entry: bob',
      message,
    });
    expect(await edit('choose', { user: 'bob', message, press: 'pick', values: '["b"]' })).toMatchObject({
      content: 'picked b',
      ephemeral: true,
    });
    await expect(edit('click-button', { user: 'bob', message, press: 'Leave' })).rejects.toThrow('nothing called Leave');
  });

  test('a form is shown, filled in and sent', async () => {
    const { modal, kind } = await run('form');
    expect([kind, modal?.customId]).toEqual(['modal', 'apply']);
    const sent = { user: 'alice', customId: 'apply', modal: JSON.stringify(modal?.components), fields: '{"why":"fun"}' };
    expect(await edit('submit-modal', sent)).toMatchObject({ content: 'because fun' });
  });
});

describe('after the answer', () => {
  test('the token of an interaction is good for its messages, and for nobody else', async () => {
    const { message } = await run('ping');
    const interaction = (await discord.state()).interactions.findLast(({ original }) => original === message);
    const path = `/api/v10/webhooks/${discord.ids.application}/${interaction?.token}`;
    expect((await discord.raw('GET', `${path}/messages/@original`, undefined, '')).body).toMatchObject({ id: message, flags: 64 });
    expect((await discord.raw('PATCH', `${path}/messages/@original`, { content: 'new' }, '')).body).toMatchObject({ content: 'new' });
    const more = (await discord.raw('POST', path, { content: 'more' }, '')).body as { id: string };
    expect((await discord.raw('DELETE', `${path}/messages/${more.id}`, undefined, '')).status).toBe(204);
    expect((await discord.raw('DELETE', `${path}/messages/@original`, undefined, '')).status).toBe(204);
    expect((await discord.raw('GET', `${path}/messages/@original`, undefined, '')).body).toMatchObject({ code: 10008 });
    expect((await discord.raw('POST', `/api/v10/webhooks/${discord.ids.application}/wrong`, { content: 'x' }, '')).body).toMatchObject({
      code: 50027,
    });
    const late = `/api/v10/interactions/${interaction?.id}/${interaction?.token}/callback`;
    expect((await discord.raw('POST', late, { type: 4, data: { content: 'x' } }, '')).body).toMatchObject({ code: 40060 });
    expect((await discord.raw('POST', '/api/v10/interactions/1/x/callback', { type: 4, data: { content: 'x' } }, '')).body).toMatchObject({
      code: 10062,
    });
  });
});

describe('servers and people', () => {
  test('come and go', async () => {
    const user = await edit<{ id: string; username: string }>('create-user', { username: 'carol' });
    await expect(edit('create-user', { username: 'carol' })).rejects.toThrow('already');
    const made = await edit<{ id: string; channel: string }>('create-guild', { name: 'New', members: '["carol"]', bot: 'no' });
    expect(bot.guilds.cache.has(made.id)).toBe(false);
    const joined = once(bot, Events.GuildCreate);
    await edit('invite-bot', { guild: 'New' });
    await joined;
    await expect(run('ping', { guild: 'New' })).rejects.toThrow('no member');
    expect(await run('ping', { guild: 'New', user: 'carol' })).toMatchObject({ answered: true });
    await edit('add-member', { guild: 'New', user: 'alice' });
    await edit('remove-member', { guild: 'New', user: 'carol' });
    expect((await edit<{ name: string }[]>('guilds')).map(({ name }) => name)).toContain('New');
    expect(await edit<string[]>('create-guilds', { count: '2' })).toHaveLength(2);
    expect(user.id).toMatch(/^\d{17,20}$/);
    await edit('outage', { guild: 'New', unavailable: 'true' });
    expect((await discord.raw('GET', `/api/v10/guilds/${made.id}`)).body).toMatchObject({ code: 50001 });
    await edit('outage', { guild: 'New', unavailable: 'false' });
    await edit('kick-bot', { guild: 'New' });
  });

  test('roles are made, moved, given and removed', async () => {
    const id = await edit<string>('create-role', { name: 'VIP', position: '2' });
    await edit('set-role', { user: 'alice', role: 'VIP' });
    expect(await edit<string[]>('roles', { user: 'alice' })).toEqual([id]);
    await edit('set-role', { user: 'alice', role: 'VIP', has: 'no' });
    expect(await edit<number>('move-role', { role: 'VIP', position: '5' })).toBe(5);
    await edit('remove-role', { role: 'VIP' });
    expect(await edit<string>('bot-permissions', { permissions: '8' })).toBe('8');
    await expect(edit('set-role', { user: 'alice', role: 'VIP' })).rejects.toThrow('no role');
  });

  test('messages, reactions and webhooks', async () => {
    const channel = await edit<string>('create-channel', { name: 'chat' });
    const said = await edit<{ id: string }>('say', { user: 'alice', channel, content: 'hi' });
    await edit('react', { user: 'bob', message: said.id, emoji: '👍' });
    const hook = await edit<{ id: string; token: string; url: string }>('create-webhook', { channel });
    await discord.raw('POST', new URL(hook.url).pathname, { content: 'log' }, '');
    const shown = await edit<{ content: string; author: string; reactions: unknown[] }[]>('channel-messages', { channel });
    expect(shown).toMatchObject([
      { content: 'hi', reactions: [{ emoji: '👍' }] },
      { content: 'log', author: hook.id },
    ]);
    await edit('remove-webhook', { id: hook.id });
    expect((await discord.raw('POST', new URL(hook.url).pathname, { content: 'log' }, '')).status).toBe(404);
    await edit('close-direct-messages', { user: 'bob' });
    await edit('close-direct-messages', { user: 'bob', closed: 'false' });
    const user = await bot.users.fetch(discord.ids.bob);
    await user.send('hello');
    expect(await edit<{ content: string }[]>('direct-messages', { user: 'bob' })).toMatchObject([{ content: 'hello' }]);
  });

  test('buy, renew, end and get back', async () => {
    const { id } = await edit<{ id: string }>('buy-premium', { user: 'alice', guild: discord.ids.guild });
    const renewed = await edit<{ endsAt: string }>('renew-premium', { id });
    expect(Date.parse(renewed.endsAt)).toBeGreaterThan(Date.now() + 29 * 86_400_000);
    await edit('end-premium', { id, at: '2026-12-24T00:00:00.000Z' });
    await edit('refund-premium', { id });
    expect(await edit<unknown[]>('entitlements')).toMatchObject([{ id, deleted: true, test: false }]);
    await expect(edit('buy-premium', { user: 'alice', sku: 'premium-server' })).rejects.toThrow('bought for a server');
  });
});

describe('the developer portal', () => {
  test('keeps redirects, addresses and switches', async () => {
    await edit('redirects', { redirects: 'https://a.test/callback\n\nhttps://b.test/x https://a.test/callback' });
    await edit('information', {
      terms: 'https://a.test/terms',
      privacy: 'https://a.test/privacy',
      name: 'Kingdom',
      description: 'd',
      tags: 'a,b',
    });
    await edit('intents', { intents: 'guild-members' });
    await edit('public', { value: 'off' });
    const application = await discord.rest.get(Routes.currentApplication());
    expect(application).toMatchObject({
      name: 'Kingdom',
      redirect_uris: ['https://a.test/callback', 'https://b.test/x'],
      terms_of_service_url: 'https://a.test/terms',
      privacy_policy_url: 'https://a.test/privacy',
      bot_public: false,
      flags: 1 << 15,
      tags: ['a', 'b'],
    });
    await expect(edit('redirects', { redirects: 'a.test/callback' })).rejects.toThrow('cannot be a redirect');
    await expect(edit('intents', { intents: 'everything' })).rejects.toThrow('no privileged intent');
    await expect(edit('information', { terms: 'nowhere' })).rejects.toThrow('no address');
    await expect(edit('fly')).rejects.toThrow('no action fly');
  });

  test('the scripted operator pastes the redirects', async () => {
    const did = await discord.world.perform('discord.redirects', {
      dashboard: 'https://k.test/auth/callback',
      api: 'https://api.k.test/cb',
    });
    expect(did.performed).toBe(true);
    expect((await discord.state()).applications[0]?.redirects).toEqual(['https://k.test/auth/callback', 'https://api.k.test/cb']);
  });

  test('shows all of it on one page, keeps foreign forms out, and shows a new token once', async () => {
    const { press } = await import('./discord-fixture.ts');
    const page = await discord.raw('GET', '/developers/applications', undefined, '');
    expect(page.body).toContain('online, 1 of 1 shards');
    expect(page.body).toContain('https://api.k.test/cb');
    expect(page.body).not.toContain(discord.token);
    expect((await discord.raw('POST', '/dashboard', undefined, '')).status).toBe(403);
    expect((await press(discord.world, '/dashboard', { action: 'redirects', redirects: 'https://new.test/cb' })).status).toBe(303);
    expect((await press(discord.world, '/dashboard', { action: 'redirects', redirects: 'nonsense' })).body).toContain(
      'cannot be a redirect',
    );
    expect((await press(discord.world, '/dashboard', { action: 'buy-premium', user: 'alice' })).status).toBe(400);
    pressed.add('reset-secret');
    const shown = await press(discord.world, '/dashboard', { action: 'reset-secret' });
    expect(shown.body).toContain(discord.world.credentials()['discord.clientSecret']);
  });

  test('a reset token ends the old one and its sessions', async () => {
    const closed = once(bot, Events.ShardDisconnect);
    const token = await edit<string>('reset-token');
    await closed;
    expect(token).toBe(discord.world.credentials()['discord.botToken']);
    expect(await run('ping')).toMatchObject({ answered: false });
  });
});

test('every action has been tried here or in the tests of the gateway and of channels', () => {
  const elsewhere = ['gateway', 'disturb', 'sessions', 'identifies', 'allow-bot', 'open-channel', 'remove-channel'];
  expect(Object.keys(actions).filter((name) => !pressed.has(name) && !elsewhere.includes(name))).toEqual([]);
});
