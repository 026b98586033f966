import { gunzipSync } from 'node:zlib';
import { premiumOf } from '@k77/core';
import { openTestWorld, type TestWorld } from '@k77/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { receive, site, subscribe, type TestWorker, testWorker } from './worker.fixture.ts';

let world: TestWorld;
let clean: Awaited<ReturnType<TestWorld['snapshot']>>;
let worker: TestWorker;
let guild: string;
let alice: string;
beforeAll(async () => {
  world = await openTestWorld();
  clean = await world.snapshot();
});
beforeEach(async () => {
  world.faults.clear();
  await world.restore(clean);
  worker = testWorker(world);
  alice = world.discord.users.alice.id;
  guild = '900000000000000001';
  await worker.tools.repositories.accounts.seen({ userId: alice, name: 'alice' }, new Date());
});
afterAll(() => world.close());

const premium = async () => {
  const { repositories, clock } = worker.tools;
  return premiumOf(await repositories.entitlements.get(guild), clock.now(), { graceDays: site.premium.graceDays });
};
const hasRole = async () => (await world.discord.rolesOf(alice)).includes(world.discord.support.premiumRole);

describe('a payment', () => {
  test('gives the server Premium and the payer the role, and both go when the money goes back', async () => {
    const { subscription } = await subscribe(world, guild, alice);
    await receive(world, worker);
    await worker.work();
    expect(await premium()).toMatchObject({ active: true, reason: 'active', userId: alice });
    expect(await hasRole()).toBe(true);
    expect(worker.told).toContain(guild);

    const { data } = await world.stripe.request<{ data: { payments: { data: { payment: { payment_intent: string } }[] } }[] }>(
      'GET',
      '/v1/invoices',
      { subscription, expand: ['data.payments'] },
    );
    await world.stripe.refund(String(data[0]?.payments.data[0]?.payment.payment_intent));
    await receive(world, worker);
    await worker.work();
    expect((await premium()).active).toBe(false);
    expect(await hasRole()).toBe(false);
  });

  test('is told to Google Analytics once, by the pseudonym of somebody who allowed it, and of nobody else', async () => {
    const { subscription } = await subscribe(world, guild, alice, undefined, '12.34');
    await receive(world, worker, 'reversed', 3);
    await worker.work();
    expect(worker.measured).toEqual([
      { event: 'purchase', visitor: '12.34', transaction: subscription, amount: 999, currency: 'usd', plan: 'monthly' },
    ]);
  });

  test('ends in the same state when its events come backwards and three times', async () => {
    const { subscription } = await subscribe(world, guild, alice);
    await receive(world, worker, 'reversed', 3);
    await worker.work();
    expect(await premium()).toMatchObject({ active: true });
    expect(await worker.tools.repositories.subscriptions.get(subscription)).toMatchObject({
      status: 'active',
      plan: 'monthly',
      guildId: guild,
    });
    expect(await worker.tools.repositories.inbox.count('done')).toBe((await world.stripe.events()).length);
  });

  test('is tried again when Stripe is away, and found by the sweep when Redis forgot it', async () => {
    await subscribe(world, guild, alice);
    world.faults.set({ vendor: 'stripe', do: '500', path: '/v1/subscriptions' });
    await receive(world, worker);
    await worker.work();
    world.faults.clear();
    expect((await premium()).active).toBe(false);

    const fresh = testWorker(world, { repositories: worker.tools.repositories });
    fresh.setNow(new Date(Date.now() + 120_000));
    await fresh.tools.repositories.inbox.receive(
      {
        id: 'evt_lost',
        type: 'customer.subscription.updated',
        objectId: (await subscribe(world, guild, alice)).subscription,
        livemode: false,
      },
      new Date(),
    );
    await fresh.tools.queues.add('outbox-sweep', {});
    await fresh.work();
    expect((await worker.tools.repositories.inbox.get('evt_lost'))?.status).toBe('done');
  });

  test('of a second person for the same server is ended and sent back', async () => {
    const bob = world.discord.users.bob.id;
    const first = await subscribe(world, guild, alice);
    const second = await subscribe(world, guild, bob);
    await worker.handlers['sync-subscription']({ subscriptionId: first.subscription }, { id: '1', attempt: 1, last: false });
    await worker.handlers['sync-subscription']({ subscriptionId: second.subscription }, { id: '2', attempt: 1, last: false });
    await worker.handlers['sync-subscription']({ subscriptionId: second.subscription }, { id: '3', attempt: 1, last: false });
    expect(await world.stripe.request('GET', `/v1/subscriptions/${second.subscription}`)).toMatchObject({ status: 'canceled' });
    const { data } = await world.stripe.request<{ data: { amount: number }[] }>('GET', '/v1/refunds');
    expect(data.map(({ amount }) => amount)).toEqual([999]);
    expect(await premium()).toMatchObject({ active: true, userId: alice });
  });

  test('for something else in the same account is left alone', async () => {
    const { subscription } = await subscribe(world, guild, alice);
    await world.stripe.request('POST', `/v1/subscriptions/${subscription}`, { metadata: { guild_id: '', user_id: '' } });
    await worker.handlers['sync-subscription']({ subscriptionId: subscription }, { id: '1', attempt: 1, last: false });
    expect((await premium()).active).toBe(false);
    expect(worker.told).toEqual([]);
  });
});

describe('a dispute', () => {
  test('takes Premium and freezes the account; winning it gives both back', async () => {
    await subscribe(world, guild, alice);
    await receive(world, worker);
    await worker.work();
    const { data } = await world.stripe.request<{ data: { id: string }[] }>('GET', '/v1/charges');
    const dispute = await world.stripe.dispute(String(data[0]?.id));
    await receive(world, worker);
    await worker.work();
    expect((await premium()).active).toBe(false);
    expect((await worker.tools.repositories.accounts.get(alice))?.frozen).toBe(true);
    await world.stripe.closeDispute(String(dispute.id), 'won');
    await receive(world, worker);
    await worker.work();
    expect((await worker.tools.repositories.accounts.get(alice))?.frozen).toBe(false);
  });

  test('freezes the account also when it is heard of before the subscription', async () => {
    await subscribe(world, guild, alice);
    const { data } = await world.stripe.request<{ data: { id: string }[] }>('GET', '/v1/charges');
    await world.stripe.dispute(String(data[0]?.id));
    await receive(world, worker, 'reversed');
    await worker.work();
    expect((await worker.tools.repositories.accounts.get(alice))?.frozen).toBe(true);
  });
});

describe('a refund', () => {
  test('is sent once, however often its job runs, ends the subscription and takes the role', async () => {
    const { subscription } = await subscribe(world, guild, alice);
    await receive(world, worker);
    await worker.work();
    const { data } = await world.stripe.request<{ data: { id: string }[] }>('GET', '/v1/invoices', { subscription });
    const refund = await worker.tools.repositories.refunds.open({
      invoiceId: String(data[0]?.id),
      userId: alice,
      guildId: guild,
      subscriptionId: subscription,
      amount: 999,
      currency: 'usd',
      percent: 100,
      rule: 'full',
      reason: 'not what I expected',
      status: 'requested',
      cancels: true,
      requestedAt: new Date(),
      decidedBy: 'policy',
    });
    for (let time = 0; time < 3; time += 1)
      await worker.handlers.refund({ refundId: String(refund?.id) }, { id: '1', attempt: 1, last: false });
    await worker.work();
    const sent = await world.stripe.request<{ data: { amount: number; reason: string; metadata: Record<string, string> }[] }>(
      'GET',
      '/v1/refunds',
    );
    expect(sent.data).toMatchObject([{ amount: 999, reason: 'requested_by_customer', metadata: { reason: 'not what I expected' } }]);
    expect((await worker.tools.repositories.refunds.get(String(refund?.id)))?.status).toBe('done');
    expect((await premium()).active).toBe(false);
    expect(await hasRole()).toBe(false);
  });
});

describe('the premium role', () => {
  test('is nothing to do for somebody who is not in the server, and hopeless while the bot may not give it', async () => {
    const stranger = await world.discord.createUser('carol');
    await subscribe(world, guild, stranger.id);
    await worker.handlers['role-sync']({ userId: stranger.id }, { id: '1', attempt: 1, last: false });
    await world.discord.setBotPermissions(world.discord.support.id, '0');
    await expect(worker.handlers['role-sync']({ userId: alice }, { id: '2', attempt: 1, last: false })).rejects.toThrow(
      'move its own role above it',
    );
  });
});

describe('people’s data', () => {
  test('are exported whole, for seven days', async () => {
    const { privacyRequests } = worker.tools.repositories;
    const { id } = await privacyRequests.open({
      userId: alice,
      kind: 'export',
      status: 'requested',
      createdAt: new Date(),
      dueAt: new Date(),
    });
    await worker.handlers['privacy-export']({ requestId: id }, { id: '1', attempt: 1, last: false });
    const packed = await privacyRequests.archive(id);
    const content = JSON.parse(gunzipSync(packed ?? new Uint8Array()).toString()) as {
      user: string;
      data: Record<string, { name?: string }[]>;
    };
    expect(content.user).toBe(alice);
    expect(content.data.accounts).toMatchObject([{ name: 'alice' }]);
    expect(await privacyRequests.get(id)).toMatchObject({ status: 'ready' });
    worker.setNow(new Date(Date.now() + 8 * 86_400_000));
    await worker.handlers.retention({}, { id: '2', attempt: 1, last: false });
    expect(await privacyRequests.archive(id)).toBeUndefined();
  });

  test('are gone after the time to change one’s mind, not before; the subscription ends with them', async () => {
    const { privacyRequests, accounts } = worker.tools.repositories;
    const { subscription, customer } = await subscribe(world, guild, alice);
    await accounts.bindCustomer(alice, customer);
    await receive(world, worker);
    await worker.work();
    const runsAt = new Date(Date.now() + 30 * 86_400_000);
    const { id } = await privacyRequests.open({
      userId: alice,
      kind: 'delete',
      status: 'scheduled',
      createdAt: new Date(),
      dueAt: runsAt,
      runsAt,
    });
    await worker.handlers['privacy-delete']({ requestId: id }, { id: '1', attempt: 1, last: false });
    expect(await accounts.get(alice)).toBeDefined();
    worker.setNow(new Date(runsAt.getTime() + 1));
    await worker.handlers['privacy-delete']({ requestId: id }, { id: '2', attempt: 1, last: false });
    await worker.work();
    expect(await accounts.get(alice)).toBeUndefined();
    expect(await world.stripe.request('GET', `/v1/subscriptions/${subscription}`)).toMatchObject({ status: 'canceled' });
    expect(await hasRole()).toBe(false);
  });
});

describe('a deletion that was cut off', () => {
  test('ends the subscription all the same, also when its events come in between', async () => {
    const { privacyRequests } = worker.tools.repositories;
    const { subscription } = await subscribe(world, guild, alice);
    await receive(world, worker);
    await worker.work();
    const at = new Date();
    const { id } = await privacyRequests.open({ userId: alice, kind: 'delete', status: 'scheduled', createdAt: at, dueAt: at, runsAt: at });
    worker.setNow(new Date(Date.now() + 1000));
    world.faults.set({ vendor: 'stripe', do: '500', method: 'DELETE', times: 1 });
    await expect(worker.handlers['privacy-delete']({ requestId: id }, { id: '1', attempt: 1, last: false })).rejects.toThrow();
    worker.setNow(new Date(Date.now() + 2000));
    await receive(world, worker);
    await worker.work();
    worker.setNow(new Date(Date.now() + 3000));
    await worker.handlers['privacy-delete']({ requestId: id }, { id: '2', attempt: 2, last: false });
    expect(await world.stripe.request('GET', `/v1/subscriptions/${subscription}`)).toMatchObject({ status: 'canceled' });
  });
});

describe('a giveaway', () => {
  test('ends once: winners are drawn from those who entered, told, and the buttons go', async () => {
    const { giveaways } = worker.tools.repositories;
    const { channel } = world.discord.support;
    const endsAt = new Date(Date.now() - 1000);
    const made = await giveaways.create({
      guildId: world.discord.support.id,
      channelId: channel,
      hostId: alice,
      prize: 'Nitro',
      winners: 1,
      endsAt,
      createdAt: new Date(),
    });
    await giveaways.enter(made.id, alice, 100);
    for (let time = 0; time < 2; time += 1)
      await worker.handlers['giveaway-end']({ giveawayId: made.id }, { id: '1', attempt: 1, last: false });
    const said = (await world.discord.channelMessages(channel)).filter(({ content }) => content.includes('Nitro'));
    expect(said.map(({ content }) => content)).toEqual([`The giveaway of **Nitro** has ended. Congratulations, <@${alice}>!`]);
    expect((await giveaways.get(made.id))?.winnerIds).toEqual([alice]);
  });

  test('does not end early', async () => {
    const { giveaways } = worker.tools.repositories;
    const endsAt = new Date(Date.now() + 60_000);
    const made = await giveaways.create({
      guildId: guild,
      channelId: world.discord.support.channel,
      hostId: alice,
      prize: 'Nitro',
      winners: 1,
      endsAt,
      createdAt: new Date(),
    });
    await worker.handlers['giveaway-end']({ giveawayId: made.id }, { id: '1', attempt: 1, last: false });
    expect((await giveaways.get(made.id))?.status).toBe('running');
  });
});

describe('upkeep', () => {
  test('the daily comparison finds a subscription whose events never came', async () => {
    await subscribe(world, guild, alice);
    await worker.handlers['reconcile-daily']({}, { id: '1', attempt: 1, last: false });
    await worker.work();
    expect((await premium()).active).toBe(true);
    expect(await hasRole()).toBe(true);
  });

  test('an outage is credited once per subscription', async () => {
    const { customer } = await subscribe(world, guild, alice);
    await worker.handlers['reconcile-daily']({}, { id: '1', attempt: 1, last: false });
    await worker.work();
    for (let time = 0; time < 2; time += 1)
      await worker.handlers['outage-credit']({ outageId: 'o1', days: 3 }, { id: '2', attempt: 1, last: false });
    expect(await world.stripe.request('GET', `/v1/customers/${customer}`)).toMatchObject({ balance: -100 });
  });

  test('a server is forgotten when the bot has been away for the agreed time', async () => {
    const { guilds } = worker.tools.repositories;
    await guilds.joined({ guildId: guild, name: 'Old' }, new Date());
    await guilds.left(guild, new Date(), new Date(Date.now() + 1000));
    await worker.handlers['guild-purge']({ guildId: guild }, { id: '1', attempt: 1, last: false });
    expect(await guilds.get(guild)).toBeDefined();
    worker.setNow(new Date(Date.now() + 2000));
    await worker.handlers['guild-purge']({ guildId: guild }, { id: '2', attempt: 1, last: false });
    expect(await guilds.get(guild)).toBeUndefined();
  });

  test('a digest mentions nobody and holds no secret', async () => {
    const lines = ['@everyone look', 'redis://:hide-me@host refused'];
    await worker.handlers['log-webhook']({ title: 'Trouble', lines }, { id: '1', attempt: 1, last: false });
    expect(worker.posted).toMatchObject([
      {
        body: { embeds: [{ title: 'Trouble', description: expect.stringMatching(/^@everyone look\n/) }], allowed_mentions: { parse: [] } },
      },
    ]);
    expect(JSON.stringify(worker.posted)).not.toContain('hide-me');
  });

  test('a policy change is told once in each server', async () => {
    for (let time = 0; time < 2; time += 1)
      await worker.handlers['notify-policy-change']({ version: '2.0' }, { id: '1', attempt: 1, last: false });
    const said = await world.discord.channelMessages(world.discord.support.channel);
    expect(said.filter(({ content }) => content.includes('(2.0)')).length).toBeLessThanOrEqual(1);
  });
});
