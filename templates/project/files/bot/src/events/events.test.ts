import type { APIEntitlement } from 'discord.js';
import { beforeEach, describe, expect, test } from 'vitest';
import { alice, guild, sku, start, supportGuild, type TestTools, testTools } from '../bot.fixture.ts';
import { syncEntitlements } from '../features/premium/discord-store.ts';
import { event as entitlementCreate } from './entitlement-create.ts';
import { event as entitlementDelete } from './entitlement-delete.ts';
import { event as guildCreate } from './guild-create.ts';
import { event as guildDelete } from './guild-delete.ts';
import { event as guildUpdate } from './guild-update.ts';
import { event as memberAdd } from './member-add.ts';

let bot: TestTools;
beforeEach(async () => {
  bot = await testTools({ site: { premium: { discordSkuId: sku } } });
});
const at = (days: number) => new Date(start.getTime() + days * 86_400_000);
const created = (name = 'One') => guildCreate.run({ id: guild, name } as never, bot.tools);
const known = () => bot.tools.repositories.guilds.get(guild);

describe('a server', () => {
  test('is written down when the bot arrives, and its data wait thirty days when it leaves', async () => {
    await created();
    expect(await known()).toMatchObject({ name: 'One', joinedAt: start });
    await guildDelete.run({ id: guild } as never, bot.tools);
    expect(await known()).toMatchObject({ leftAt: start, purgeAt: at(30) });
    bot.setNow(at(29));
    await created();
    expect((await known())?.purgeAt).toBeUndefined();
  });

  test('that Discord has lost for a while is not left', async () => {
    await created();
    await guildDelete.run({ id: guild, unavailable: true }, bot.tools);
    expect((await known())?.leftAt).toBeUndefined();
  });

  test('that was known is not written again at a start, an unknown one is', async () => {
    await created('Before');
    bot.tools.arrivals.expected([guild, '200000000000000009']);
    await created('Named again');
    expect((await known())?.name).toBe('Before');
    await guildCreate.run({ id: '200000000000000009', name: 'New' } as never, bot.tools);
    expect(await bot.tools.repositories.guilds.get('200000000000000009')).toMatchObject({ name: 'New' });
    await guildUpdate.run({ id: guild, name: 'Renamed' } as never, bot.tools);
    expect((await known())?.name).toBe('Renamed');
  });

  test('that was away at a start, left and came back is there', async () => {
    await created();
    // Named by Discord, but not told: it had lost the server.
    bot.tools.arrivals.expected([guild]);
    await guildDelete.run({ id: guild } as never, bot.tools);
    await created('Back');
    expect(await known()).toMatchObject({ name: 'Back', purgeAt: undefined, leftAt: undefined });
  });

  test('from which the bot was removed while it was away is found', async () => {
    await created();
    expect(
      await bot.tools.arrivals.compare(
        (id) => id === 'other',
        () => false,
      ),
    ).toBe(0);
    expect(
      await bot.tools.arrivals.compare(
        () => true,
        (id) => id === guild,
      ),
    ).toBe(0);
    expect(
      await bot.tools.arrivals.compare(
        () => true,
        () => false,
      ),
    ).toBe(1);
    expect((await known())?.purgeAt).toEqual(at(30));
  });
});

describe('somebody who joins', () => {
  test('the support server gets the role looked after; another server is nothing to us', async () => {
    await memberAdd.run({ guild_id: guild, user: { id: alice } } as never, bot.tools);
    expect(bot.tools.queues.jobs).toEqual([]);
    await memberAdd.run({ guild_id: supportGuild, user: { id: alice } } as never, bot.tools);
    expect(bot.tools.queues.jobs).toMatchObject([{ name: 'role-sync', data: { userId: alice } }]);
  });

  test('needs a switch of its own, because the intent is privileged', () => {
    expect(memberAdd.feature).toBe('roleAtJoin');
  });
});

describe('Premium that is bought in Discord', () => {
  const bought = (change: Partial<APIEntitlement> = {}) =>
    ({
      id: '700000000000000001',
      sku_id: sku,
      guild_id: guild,
      user_id: alice,
      deleted: false,
      starts_at: start.toISOString(),
      ends_at: at(30).toISOString(),
      ...change,
    }) as APIEntitlement;

  test('counts at once, and not any more when Discord takes it back', async () => {
    bot.sold.set(bought().id, bought());
    await entitlementCreate.run(bought(), bot.tools);
    expect(await bot.tools.premiums.of(guild)).toMatchObject({ active: true, reason: 'discord', userId: alice });
    expect(bot.tools.queues.named('role-sync')).toMatchObject([{ data: { userId: alice } }]);

    bot.sold.delete(bought().id);
    bot.setNow(at(1));
    await entitlementDelete.run(bought(), bot.tools);
    expect((await bot.tools.premiums.of(guild)).active).toBe(false);
  });

  test('is what Discord says now, not what an old event said', async () => {
    bot.sold.set(bought().id, bought({ deleted: true }));
    await entitlementCreate.run(bought(), bot.tools);
    expect((await bot.tools.premiums.of(guild)).active).toBe(false);
  });

  test('of another offer, or for a person, is nothing', async () => {
    await entitlementCreate.run(bought({ sku_id: '400000000000000009' }), bot.tools);
    const { guild_id: _, ...personal } = bought();
    bot.sold.set(personal.id, personal as APIEntitlement);
    await entitlementCreate.run(personal as APIEntitlement, bot.tools);
    expect(await bot.tools.repositories.entitlements.get(guild)).toBeUndefined();
  });

  test('while the bot was away is found, by one process', async () => {
    bot.sold.set(bought().id, bought());
    expect(await Promise.all([syncEntitlements(bot.tools), syncEntitlements(bot.tools)])).toEqual([1, 0]);
    expect((await bot.tools.premiums.of(guild)).active).toBe(true);
  });
});
