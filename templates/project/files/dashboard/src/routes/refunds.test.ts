import { describe, expect, test } from 'vitest';
import { alice, guild, openApi, owner, type TestApi } from '../api.fixture.ts';

const waiting = (change = {}) => ({
  invoiceId: 'in_1',
  userId: alice.id,
  guildId: guild.id,
  subscriptionId: 'sub_1',
  amount: 999,
  currency: 'usd',
  percent: 100,
  rule: 'manual' as const,
  reason: 'bought twice',
  status: 'review' as const,
  cancels: true,
  requestedAt: new Date('2026-06-01T10:00:00Z'),
  decidedBy: 'nobody yet',
  ...change,
});

async function browserOf(api: TestApi, user: typeof alice) {
  api.discord.answer.user = user;
  const browser = api.browser();
  await browser.login();
  return browser;
}

describe('refunds that wait for a person', () => {
  test('are a list for owners, and nothing at all for others', async () => {
    const api = await openApi();
    const { id } = (await api.repositories.refunds.open(waiting())) ?? {};
    await api.repositories.refunds.open(waiting({ invoiceId: 'in_2', status: 'requested' }));
    const member = await browserOf(api, alice);
    expect((await member.send('GET', '/api/admin/refunds')).statusCode).toBe(404);
    const boss = await browserOf(api, owner);
    const { refunds } = (await boss.send('GET', '/api/admin/refunds')).json();
    expect(refunds).toMatchObject([{ id, userId: alice.id, userName: 'Alice', reason: 'bought twice', amount: 999, endsPremium: true }]);
    expect((await boss.send('POST', `/api/admin/refunds/${id}`, { decision: 'send' })).json()).toEqual({ id, status: 'requested' });
    expect((await boss.send('GET', '/api/admin/refunds')).json()).toEqual({ refunds: [] });
  });
});

describe('my refunds', () => {
  test('are mine alone, the newest first, without the name of who decided', async () => {
    const api = await openApi();
    await api.repositories.refunds.open(waiting());
    await api.repositories.refunds.open(waiting({ invoiceId: 'in_2', requestedAt: new Date('2026-06-02T10:00:00Z') }));
    await api.repositories.refunds.open(waiting({ invoiceId: 'in_3', userId: owner.id }));
    const browser = await browserOf(api, alice);
    const { refunds } = (await browser.send('GET', '/api/billing/refunds')).json();
    expect(refunds.map(({ id }: { id: string }) => id)).toEqual(['in_2-1', 'in_1-1']);
    expect(refunds[0]).not.toHaveProperty('decidedBy');
    expect((await api.browser().send('GET', '/api/billing/refunds')).statusCode).toBe(401);
  });

  test('without a subscription there is no offer', async () => {
    const browser = await browserOf(await openApi(), alice);
    expect((await browser.send('GET', `/api/servers/${guild.id}/refund`)).json().code).toBe('no-subscription');
  });
});

describe('my subscriptions', () => {
  test('name their servers, the live one first', async () => {
    const api = await openApi();
    await api.repositories.guilds.joined({ guildId: guild.id, name: guild.name }, new Date());
    const one = {
      id: 'sub_old',
      guildId: '300000000000000009',
      userId: alice.id,
      customerId: 'cus_1',
      status: 'canceled' as const,
      plan: 'yearly' as const,
      priceId: 'price_yearly',
      currentPeriodEnd: new Date('2030-01-01'),
      cancelAtPeriodEnd: false,
      syncedAt: new Date(),
    };
    await api.repositories.subscriptions.save(one);
    await api.repositories.subscriptions.save({ ...one, id: 'sub_new', guildId: guild.id, status: 'active', plan: 'monthly' });
    const browser = await browserOf(api, alice);
    const { subscriptions, customer } = (await browser.send('GET', '/api/billing/subscriptions')).json();
    expect(customer).toBe(false);
    expect(subscriptions).toMatchObject([
      { guildId: guild.id, guildName: 'Castle', live: true, plan: 'monthly', mine: true },
      { guildId: one.guildId, guildName: null, live: false, status: 'canceled' },
    ]);
  });

  test('who never bought has no invoices, and Stripe is not asked', async () => {
    const browser = await browserOf(await openApi(), alice);
    expect((await browser.send('GET', '/api/billing/invoices')).json()).toEqual({ invoices: [] });
  });

  test('when Stripe is away that is said, and nothing else breaks', async () => {
    const api = await openApi();
    const browser = await browserOf(api, alice);
    await api.repositories.accounts.bindCustomer(alice.id, 'cus_1');
    const answer = await browser.send('GET', '/api/billing/invoices');
    expect([answer.statusCode, answer.json().code]).toEqual([503, 'stripe-away']);
    expect((await browser.send('GET', '/api/billing/subscriptions')).json()).toEqual({ subscriptions: [], customer: true });
  });
});
