/** Channels that not everybody sees, in the emulated Discord, and what k77's own words for them make of it. */
import { Routes } from 'discord.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  bitsOf,
  isHidden,
  lackedBy,
  makeHiddenChannel,
  makeWebhook,
  openTo,
  serverOf,
  setOverwrite,
  webhooksIn,
} from '../vendors/discord-servers.ts';
import { type Discord, openDiscord, refusalOf } from './discord-fixture.ts';

let discord: Discord;
beforeAll(async () => {
  discord = await openDiscord();
});
afterAll(() => discord.world.close());

const may = ['ViewChannel', 'ReadMessageHistory', 'ManageWebhooks'] as const;
const seen = async () => {
  const server = await serverOf(discord.rest, discord.ids.guild);
  if (!server) throw new Error('the bot is in its own server');
  return server;
};
const named = async (name: string) => {
  const server = await seen();
  const channel = server.channels.find((one) => one.name === name);
  if (!channel) throw new Error(`no channel ${name}`);
  return { server, channel };
};

test('the bot as it is invited may make no channel, and says what it lacks', async () => {
  const server = await seen();
  expect(lackedBy(server, [...may, 'ManageChannels'])).toEqual(['ManageChannels']);
  expect(await refusalOf(makeHiddenChannel(discord.rest, server, { name: 'quiet', topic: '', may }))).toMatchObject({
    status: 403,
    code: 50013,
  });
});

test('a hidden channel is seen by the bot and by nobody without a role', async () => {
  await discord.edit('allow-bot', { permissions: bitsOf(['ManageChannels']) });
  await makeHiddenChannel(discord.rest, await seen(), { name: 'quiet', topic: 'for few', may });
  const { server, channel } = await named('quiet');
  expect([isHidden(server, channel), lackedBy(server, may, channel), openTo(server, channel)]).toEqual([true, [], []]);
  const made = await makeWebhook(discord.rest, channel.id, 'k77 logs');
  expect(await webhooksIn(discord.rest, channel.id)).toMatchObject([
    { id: made.id, application_id: discord.ids.application, token: made.token },
  ]);
  await discord.edit('remove-channel', { channel: channel.id });
  expect((await discord.state()).webhooks, 'a webhook goes with its channel').toEqual([]);
});

test('an open channel is closed behind the bot, and what others were allowed stays', async () => {
  await discord.edit('create-channel', { name: 'open' });
  const before = await named('open');
  expect(isHidden(before.server, before.channel)).toBe(false);
  await setOverwrite(discord.rest, before.channel, { id: discord.ids.premium, type: 0 }, { allow: ['ViewChannel'] });
  await setOverwrite(discord.rest, before.channel, { id: before.server.bot, type: 1 }, { allow: may });
  await setOverwrite(discord.rest, before.channel, { id: before.server.id, type: 0 }, { deny: ['ViewChannel'] });
  const { server, channel } = await named('open');
  expect([isHidden(server, channel), lackedBy(server, may, channel), openTo(server, channel)]).toEqual([true, [], ['Premium']]);
});

test('a person closes a channel, and opens it again', async () => {
  await discord.edit('create-channel', { name: 'door' });
  const hidden = async () => {
    const { server, channel } = await named('door');
    return isHidden(server, channel);
  };
  await discord.edit('open-channel', { channel: 'door', open: 'no' });
  expect(await hidden()).toBe(true);
  await discord.edit('open-channel', { channel: 'door', open: 'yes' });
  expect(await hidden()).toBe(false);
});

test('nobody gives what they may not do themselves, and whoever does not see a channel changes nothing in it', async () => {
  const { server, channel } = await named('general');
  const put = (bits: readonly ('ManageChannels' | 'ViewChannel')[]) =>
    discord.rest.put(Routes.channelPermission(channel.id, server.id), { body: { type: 0, allow: '0', deny: bitsOf(bits) } });
  await discord.edit('bot-permissions', { permissions: bitsOf([...may, 'ManageRoles']) });
  // Kicking members is not among what the bot may do; `@everyone` may manage no channels either.
  expect(await refusalOf(put(['ManageChannels']))).toMatchObject({ status: 403, code: 50013 });
  await put(['ViewChannel']);
  expect(await refusalOf(put([]))).toMatchObject({ status: 403, code: 50001 });
});

test('a server without the bot is no error', async () => {
  await discord.edit('kick-bot', {});
  expect(await serverOf(discord.rest, discord.ids.guild)).toBeUndefined();
  expect(await serverOf(discord.rest, '123456789012345678')).toBeUndefined();
});
