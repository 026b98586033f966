import { beforeEach, describe, expect, test } from 'vitest';
import { alice, ask, call, channel, givePremium, guild, owner, press, start, type TestTools, testTools } from '../bot.fixture.ts';
import { component as enter } from '../components/giveaway-enter.ts';
import { component as leave } from '../components/giveaway-leave.ts';
import { parseDuration } from '../features/giveaways/duration.ts';
import { startGiveaway } from '../features/giveaways/start-giveaway.ts';
import { command } from './giveaway.ts';

let bot: TestTools;
beforeEach(async () => {
  bot = await testTools();
});

const begin = (options = {}) => ask(command, call('giveaway start', { prize: 'Nitro', duration: '2h', ...options }), bot.tools);
const only = async () => {
  const [giveaway] = await bot.tools.repositories.giveaways.ofGuild(guild, 1);
  if (giveaway === undefined) throw new Error('there is none');
  return giveaway;
};
const hours = (count: number) => new Date(start.getTime() + count * 3_600_000);

describe('/giveaway start', () => {
  test('posts the message with its button, and queues the end', async () => {
    expect(await begin()).toContain('**Nitro** has started');
    const giveaway = await only();
    expect(giveaway).toMatchObject({ prize: 'Nitro', winners: 1, hostId: alice, endsAt: hours(2), messageId: '600000000000000001' });
    expect(bot.posted).toMatchObject([{ channelId: channel }]);
    expect(JSON.stringify(bot.posted)).toContain(`giveaway-enter:${giveaway.id}`);
    expect(bot.tools.queues.named('giveaway-end')).toMatchObject([{ data: { giveawayId: giveaway.id }, delayMs: 2 * 3_600_000 }]);
  });

  test('keeps the limits of the plan, and says that Premium raises them', async () => {
    await begin();
    expect(await begin()).toBe('This server may have 1 running at the same time. Premium allows more.');
    await bot.tools.repositories.giveaways.cancel((await only()).id);
    expect(await begin({ winners: 2 })).toContain('1 winner. Premium allows more.');
    expect(await begin({ duration: '8d' })).toContain('7 days');

    await givePremium(bot);
    expect(await begin({ winners: 20, duration: '60d' })).toContain('has started');
    expect(await begin({ winners: 21 })).toBe('A giveaway in this server may have 20 winners.');
  });

  test('of two at once in one server starts one', async () => {
    const wish = { guildId: guild, channelId: channel, hostId: alice, prize: 'x', winners: 1, endsAt: hours(1) };
    const kinds = (await Promise.all([startGiveaway(wish, bot.tools), startGiveaway(wish, bot.tools)])).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'started')).toHaveLength(1);
  });

  test('goes by what managers chose on the dashboard, and the command wins over that', async () => {
    const { guilds } = bot.tools.repositories;
    await guilds.joined({ guildId: guild, name: 'Castle' }, start);
    const { revision = 0 } = (await guilds.get(guild)) ?? {};
    await guilds.saveSettings(guild, { giveawayChannel: '300000000000000077', giveawayWinners: 3 }, revision);
    await givePremium(bot);
    await begin();
    expect([(await only()).winners, bot.posted[0]?.channelId]).toEqual([3, '300000000000000077']);
    await bot.tools.repositories.giveaways.cancel((await only()).id);
    await begin({ winners: 2, channel });
    expect(bot.posted[1]?.channelId).toBe(channel);
  });

  test('takes no nonsense from settings', async () => {
    const { guilds } = bot.tools.repositories;
    await guilds.joined({ guildId: guild, name: 'Castle' }, start);
    const { revision = 0 } = (await guilds.get(guild)) ?? {};
    await guilds.saveSettings(guild, { giveawayChannel: 'lobby', giveawayWinners: -2 }, revision);
    await begin();
    expect([(await only()).winners, bot.posted[0]?.channelId]).toEqual([1, channel]);
  });

  test('refuses a time that is none', async () => {
    expect(await begin({ duration: 'soon' })).toContain('such as');
    expect(bot.posted).toEqual([]);
  });

  test('leaves nothing running where the bot may not write', async () => {
    bot.closed.add(channel);
    expect(await begin()).toContain('I may not write');
    expect(await bot.tools.repositories.giveaways.countRunning(guild)).toBe(0);
  });

  test('starts although the queue is away: the row in the database says when it ends', async () => {
    bot.tools.queues.breakDown(true);
    expect(await begin()).toContain('has started');
    expect(await bot.tools.repositories.giveaways.due(hours(2), 10)).toHaveLength(1);
  });
});

describe('the button', () => {
  test('takes everybody once, lets them leave, and is closed at the end', async () => {
    await begin();
    const { id } = await only();
    expect(await press(enter, id, bot.tools)).toContain('Good luck');
    expect(await press(enter, id, bot.tools)).toContain('already');
    expect((await only()).entrants).toEqual([alice]);
    expect(await press(leave, id, bot.tools)).toContain('not take part any more');
    expect((await only()).entrants).toEqual([]);
    await bot.tools.repositories.giveaways.end(id, []);
    expect(await press(enter, id, bot.tools)).toBe('This giveaway is over.');
  });

  test('says when there is no more room', async () => {
    bot = await testTools({ site: { giveaways: { free: { running: 1, winners: 1, days: 7, entrants: 1 } } } });
    await begin();
    const { id } = await only();
    await press(enter, id, bot.tools, owner);
    expect(await press(enter, id, bot.tools)).toBe('This giveaway is full.');
  });
});

describe('/giveaway end, list, cancel', () => {
  test('end lets the worker draw now', async () => {
    await begin();
    const { id } = await only();
    expect(await ask(command, call('giveaway end', { giveaway: id }), bot.tools)).toContain('ends now');
    expect((await only()).endsAt.getTime()).toBeLessThan(start.getTime());
    expect(bot.tools.queues.named('giveaway-end')).toMatchObject([{ delayMs: 0 }]);
  });

  test('cancel takes the button off and the job back', async () => {
    await begin();
    const { id } = await only();
    expect(await ask(command, call('giveaway cancel', { giveaway: id }), bot.tools)).toContain('was cancelled');
    expect(bot.edited).toMatchObject([{ channelId: channel, message: { components: [] } }]);
    expect(bot.tools.queues.named('giveaway-end')).toEqual([]);
    expect(await ask(command, call('giveaway cancel', { giveaway: id }), bot.tools)).toContain('no such giveaway');
  });

  test('another server can do nothing with it', async () => {
    await begin();
    const { id } = await only();
    const elsewhere = { guildId: '200000000000000002' };
    for (const word of ['end', 'cancel'])
      expect(await ask(command, call(`giveaway ${word}`, { giveaway: id }, elsewhere), bot.tools)).toContain('no such giveaway');
    expect((await only()).status).toBe('running');
  });

  test('list and suggestions name what runs', async () => {
    expect(await ask(command, call('giveaway list'), bot.tools)).toContain('No giveaway');
    await begin();
    expect(await ask(command, call('giveaway list'), bot.tools)).toContain('**Nitro**');
    const suggest = (typed: string) => command.suggest?.({ ...call('giveaway end', { giveaway: typed }), focused: 'giveaway' }, bot.tools);
    expect(await suggest('nit')).toEqual([{ name: 'Nitro', value: (await only()).id }]);
    expect(await suggest('other')).toEqual([]);
  });
});

describe('a duration', () => {
  test.each([
    ['30m', 30 * 60_000],
    ['2d 6h', 54 * 3_600_000],
    ['1h30m', 90 * 60_000],
    ['1 H', 3_600_000],
    ['', undefined],
    ['0m', undefined],
    ['-5m', undefined],
    ['5', undefined],
    ['1y', undefined],
  ])('"%s" is %s ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });
});
