import { beforeEach, describe, expect, test } from 'vitest';
import { alice, ask, call, givePremium, guild, owner, sku, start, supportGuild, type TestTools, testTools } from '../bot.fixture.ts';
import { command as help } from './help.ts';
import { command as ping } from './ping.ts';
import { command as premium } from './premium.ts';
import { command as privacy } from './privacy.ts';
import { command as sentryTest } from './sentry-test.ts';

let bot: TestTools;
beforeEach(async () => {
  bot = await testTools();
});

const day = 86_400_000;
const later = (days: number) => new Date(start.getTime() + days * day);

describe('/ping', () => {
  test('says how long the gateway and the answer take', async () => {
    bot.setNow(new Date(start.getTime() + 120));
    expect(await ask(ping, call('ping'), bot.tools)).toBe('Pong! Gateway 42 ms, answer 120 ms.');
  });
});

describe('/premium', () => {
  test('leads to the dashboard while there is none, and to the offer in Discord where there is one', async () => {
    const plain = await premium.run(call('premium'), bot.tools);
    expect(plain).toMatchObject({ content: 'This server has no Premium.' });
    expect(JSON.stringify(plain)).toContain(`https://kingdom77.test/servers/${guild}/premium`);
    expect(JSON.stringify(plain)).not.toContain('sku_id');
    const sold = await testTools({ site: { premium: { discordSkuId: sku } } });
    expect(JSON.stringify(await premium.run(call('premium'), sold.tools))).toContain(sku);
  });

  test('says so when there is', async () => {
    await givePremium(bot);
    expect(await ask(premium, call('premium'), bot.tools)).toBe('This server has Premium.');
  });

  test('says until when a cancelled one lasts', async () => {
    const fact = {
      source: 'stripe',
      id: 'sub_1',
      guildId: guild,
      userId: alice,
      status: 'active',
      periodEnd: later(3),
      cancelAtPeriodEnd: true,
      observedAt: start,
    } as const;
    await bot.tools.repositories.entitlements.add(fact, { graceDays: 7 }, start);
    expect(await ask(premium, call('premium'), bot.tools)).toContain(`<t:${later(3).getTime() / 1000}:D>`);
  });

  test('in the support server looks after the role of the one who asks', async () => {
    await ask(premium, call('premium'), bot.tools);
    expect(bot.tools.queues.named('role-sync')).toHaveLength(0);
    await ask(premium, call('premium', {}, { guildId: supportGuild }), bot.tools);
    expect(bot.tools.queues.named('role-sync')).toMatchObject([{ data: { userId: alice } }]);
  });

  test('in private has no server to talk about', async () => {
    expect(await ask(premium, call('premium', {}, { guildId: undefined }), bot.tools)).toContain('ask there');
  });
});

describe('/help', () => {
  test('names what everybody can use, and where rules and support are', async () => {
    const everything = { commands: [ping, premium, sentryTest], components: [], events: [] };
    const text = await ask(help, call('help'), (await testTools({ everything })).tools);
    expect(text).toContain('**/ping**');
    expect(text).not.toContain('sentry_test');
    for (const page of ['/legal/terms', '/legal/privacy', 'support@kingdom77.test']) expect(text).toContain(page);
  });
});

describe('/privacy', () => {
  const requests = () => bot.tools.repositories.privacyRequests.ofUser(alice);

  test('export asks for a copy once a day, and queues it', async () => {
    expect(await ask(privacy, call('privacy export'), bot.tools)).toContain('https://kingdom77.test/account/privacy');
    const [request] = await requests();
    expect(request).toMatchObject({ kind: 'export', status: 'requested', dueAt: later(30) });
    expect(bot.tools.queues.named('privacy-export')).toMatchObject([{ data: { requestId: request?.id } }]);

    expect(await ask(privacy, call('privacy export'), bot.tools)).toContain('already');
    await bot.tools.repositories.privacyRequests.move(request?.id ?? '', 'requested', 'ready');
    expect(await ask(privacy, call('privacy export'), bot.tools)).toContain('ready');
    await bot.tools.repositories.privacyRequests.move(request?.id ?? '', 'ready', 'done');
    expect(await ask(privacy, call('privacy export'), bot.tools)).toContain('The next one');
    bot.setNow(later(1));
    await ask(privacy, call('privacy export'), bot.tools);
    expect(await requests()).toHaveLength(2);
  });

  test('export is written down although the queue is away', async () => {
    bot.tools.queues.breakDown(true);
    await ask(privacy, call('privacy export'), bot.tools);
    expect(await requests()).toMatchObject([{ status: 'requested' }]);
  });

  test('delete waits thirty days, is not asked for twice, and can be taken back', async () => {
    expect(await ask(privacy, call('privacy delete'), bot.tools)).toContain(`<t:${later(30).getTime() / 1000}:D>`);
    await ask(privacy, call('privacy delete'), bot.tools);
    expect(await requests()).toMatchObject([{ kind: 'delete', status: 'scheduled', runsAt: later(30) }]);
    expect(bot.tools.queues.named('privacy-delete')).toMatchObject([{ delayMs: 30 * day }]);
    expect(await ask(privacy, call('privacy keep'), bot.tools)).toBe('Your data will not be deleted.');
    expect(bot.tools.queues.named('privacy-delete')).toEqual([]);
    expect(await requests()).toMatchObject([{ status: 'cancelled' }]);
    expect(await ask(privacy, call('privacy keep'), bot.tools)).toBe('No deletion is waiting.');
  });
});

describe('/sentry_test', () => {
  const asOwner = { userId: owner, guildId: supportGuild };
  const withSentry = () => testTools({ env: { SENTRY_DSN: 'https://key@sentry.test/1' } });

  test('is for owners, in the support server', async () => {
    const { tools } = await withSentry();
    expect(sentryTest.scope).toBe('support');
    expect(await ask(sentryTest, call('sentry_test', {}, { userId: alice, guildId: supportGuild }), tools)).toContain('owners');
    expect(await ask(sentryTest, call('sentry_test', {}, { userId: owner }), tools)).toContain('owners');
  });

  test('makes an error, three times an hour', async () => {
    const { tools } = await withSentry();
    for (let time = 0; time < 3; time += 1)
      await expect(sentryTest.run(call('sentry_test', {}, asOwner), tools)).rejects.toThrow('test error');
    expect(await ask(sentryTest, call('sentry_test', {}, asOwner), tools)).toBe('That was enough for an hour.');
  });

  test('without Sentry makes none', async () => {
    expect(await ask(sentryTest, call('sentry_test', {}, asOwner), bot.tools)).toContain('no SENTRY_DSN');
  });
});
