/** The worked example from end to end: people in an emulated Discord, the bot, the worker's job. */
import { openTestWorld, type TestWorld } from '@k77/testkit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { testWorker } from '../../../../worker/src/worker.fixture.ts';
import { openTestBot, type TestBot } from '../../bot.fixture.ts';
import { openRest } from '../../discord/discord.ts';
import { registerCommands } from '../../registration/register-commands.ts';
import { loadEverything } from '../../registry/load.ts';

let world: TestWorld;
let bot: TestBot;
beforeAll(async () => {
  world = await openTestWorld();
  const { commands } = await loadEverything();
  const rest = openRest({ token: world.discord.secrets().token, api: world.endpoints.discord });
  await registerCommands({ rest, applicationId: world.discord.application.id, commands });
  bot = await openTestBot(world);
  await bot.ready;
});
afterAll(async () => {
  await bot.stop.stop('the test is over');
  await world.close();
});

const run = (name: string, options: Record<string, string | number> = {}) => world.discord.runCommand({ user: 'owner', name, options });

test('a giveaway is started, entered, ended early and told', async () => {
  const { support, users } = world.discord;
  const { repositories } = bot.adapters;
  expect((await run('giveaway start', { prize: 'Nitro', duration: '1h' })).content).toContain('**Nitro** has started');
  expect((await run('giveaway start', { prize: 'More', duration: '1h' })).content).toContain('Premium allows more');

  const [message] = (await world.discord.channelMessages(support.channel)).filter(({ content }) => content.startsWith('**Nitro**\n'));
  if (message === undefined) throw new Error('it was not posted');
  for (const user of ['alice', 'bob', 'alice'])
    expect((await world.discord.clickButton({ user, message: message.id, press: 'Take part' })).ephemeral).toBe(true);
  const [giveaway] = await repositories.giveaways.ofGuild(support.id, 1);
  if (giveaway === undefined) throw new Error('it was not written down');
  expect(giveaway.entrants).toEqual([users.alice.id, users.bob.id]);

  const [offered] = await world.discord.autocomplete({
    user: 'owner',
    name: 'giveaway end',
    focused: 'giveaway',
    options: { giveaway: 'ni' },
  });
  expect(offered).toEqual({ name: 'Nitro', value: giveaway.id });
  expect((await run('giveaway end', { giveaway: giveaway.id })).content).toContain('ends now');
  expect((await bot.adapters.queues.counts()).critical).toMatchObject({ delayed: 0 });

  const worker = testWorker(world, { repositories });
  const job = { id: '1', attempt: 1, last: false };
  await worker.handlers['giveaway-end']({ giveawayId: giveaway.id }, job);
  await worker.handlers['giveaway-end']({ giveawayId: giveaway.id }, job);
  expect(await repositories.giveaways.get(giveaway.id)).toMatchObject({ status: 'ended', winnerIds: [users.alice.id] });
  const told = (await world.discord.channelMessages(support.channel)).filter(
    ({ content }) => content.includes(`<@${users.alice.id}>`) && !content.startsWith('**Nitro**'),
  );
  expect(told).toHaveLength(1);
  expect((await world.discord.channelMessages(support.channel)).find(({ id }) => id === message.id)?.components).toEqual([]);
});

test('Premium raises the limit, and a cancelled giveaway has no button any more', async () => {
  const { id } = await world.discord.buyPremium({ user: 'alice', guild: world.discord.support.id });
  await vi.waitFor(async () => expect((await run('premium')).content).toContain('bought in Discord'));
  for (const prize of ['One', 'Two'])
    expect((await run('giveaway start', { prize, duration: '30d', winners: 3 })).content).toContain('has started');
  const running = await bot.adapters.repositories.giveaways.ofGuild(world.discord.support.id, 10);
  for (const giveaway of running.filter(({ status }) => status === 'running')) await run('giveaway cancel', { giveaway: giveaway.id });
  const messages = await world.discord.channelMessages(world.discord.support.channel);
  expect(messages.filter(({ content }) => content.endsWith('This giveaway was cancelled.'))).toHaveLength(2);
  expect((await run('giveaway list')).content).toContain('No giveaway');
  await world.discord.refundPremium(id);
});
