import { openTestWorld, type TestGuild, type TestWorld } from '@k77/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from './api.fixture.ts';
import { type Journey, openJourney } from './journey.fixture.ts';

describe('from the login to the refund, with an emulated Discord and Stripe', () => {
  let world: TestWorld;
  let journey: Journey;
  let castle: TestGuild;
  let alice: Browser;
  let session: string;

  beforeAll(async () => {
    world = await openTestWorld();
    castle = await world.discord.createGuild({ name: 'Castle', owner: world.discord.users.alice.id });
    await world.discord.createGuild({ name: 'Village', members: [world.discord.users.alice.id] });
    journey = await openJourney(world);
    await journey.repositories.guilds.joined({ guildId: castle.id, name: castle.name }, new Date());
  });
  afterAll(async () => {
    await journey.close();
    await world.close();
  });

  const money = async (path: string, body: unknown) => alice.send('POST', `/api/stripe/${path}`, body);
  /** Stripe delivers, the worker works. */
  const arrive = async () => {
    await world.stripe.settle();
    await journey.work();
  };

  test('a person who says no at Discord comes back to the dashboard without a login', async () => {
    const { browser, location } = await journey.login('alice', '/billing', true);
    expect(location).toBe(`https://${world.domain}/?login=cancelled`);
    expect((await browser.send('GET', '/api/auth/me')).statusCode).toBe(401);
  });

  test('a login ends where it began, with cookies for this host alone', async () => {
    const { browser, location } = await journey.login('alice', '/servers/1/premium?from=mail');
    alice = browser;
    expect(location).toBe(`https://${world.domain}/servers/1/premium?from=mail`);
    expect([...browser.cookies.keys()].sort()).toEqual(['__Host-auth_token', '__Host-csrf_token', '__Host-session']);
    expect((await alice.send('GET', '/api/auth/me')).json()).toMatchObject({
      user: { id: world.discord.users.alice.id },
      tier: 'basic',
      isOwner: false,
    });
  });

  test('of all her servers she sees the one that she manages', async () => {
    const { servers } = (await alice.send('GET', '/api/servers')).json();
    expect(servers).toMatchObject([{ id: castle.id, name: 'Castle', owner: true, bot: true, premium: false }]);
  });

  test('the checkout has the price, the server and the buyer that this side chose', async () => {
    const answer = await money('checkout', { guildId: castle.id, plan: 'monthly', price: 'price_of_mine', amount: 1 });
    expect(answer.statusCode).toBe(200);
    session = answer.json().id;
    const made = await world.stripe.request('GET', `/v1/checkout/sessions/${session}`, { expand: ['line_items'] });
    expect(made).toMatchObject({
      mode: 'subscription',
      client_reference_id: world.discord.users.alice.id,
      metadata: { guild_id: castle.id, user_id: world.discord.users.alice.id, env: 'rehearsal' },
      line_items: { data: [{ price: { id: world.stripe.prices.monthly } }] },
      success_url: `https://${world.domain}/payment/success?session_id={CHECKOUT_SESSION_ID}`,
    });
    expect((await money('checkout', { guildId: castle.id, plan: 'monthly' })).json().id).toBe(session);
  });

  test('an unpaid purchase gives nothing', async () => {
    const { paid, premium, status } = (await alice.send('GET', `/api/stripe/session/${session}`)).json();
    expect([paid, premium, status]).toEqual([false, false, 'open']);
  });

  test('who comes back from paying has Premium at once, before any webhook', async () => {
    await world.stripe.hold(true);
    expect((await world.stripe.pay(session, { agree: true })).paid).toBe(true);
    const { paid, premium, amount, currency, transactionId } = (await alice.send('GET', `/api/stripe/session/${session}`)).json();
    expect([paid, premium, amount, currency]).toEqual([true, true, 999, 'usd']);
    expect(transactionId).toMatch(/^in_/);
    expect((await alice.send('GET', '/api/servers')).json().servers[0].premium).toBe(true);
    expect((await alice.send('GET', '/api/auth/me')).json().tier).toBe('premium');
  });

  test('nobody else may look at the purchase', async () => {
    const { browser: bob } = await journey.login('bob');
    expect((await bob.send('GET', `/api/stripe/session/${session}`)).statusCode).toBe(404);
    expect((await bob.send('GET', `/api/servers/${castle.id}/subscription`)).statusCode).toBe(403);
    expect((await bob.send('POST', '/api/stripe/checkout', { guildId: castle.id, plan: 'yearly' })).statusCode).toBe(403);
    expect((await bob.send('POST', '/api/stripe/portal')).json().code).toBe('no-customer');
    expect((await bob.send('POST', '/api/stripe/cancel', { guildId: castle.id })).json().code).toBe('no-subscription');
    expect((await bob.send('POST', '/api/stripe/refund', { guildId: castle.id })).json().code).toBe('no-subscription');
  });

  test('webhooks that come twice and shuffled, several at a time, leave the same state, and the role is there', async () => {
    const shuffled = await world.stripe.deliver(journey.url, { order: 'shuffled', times: 3, seed: 7, concurrency: 8 });
    expect(new Set(shuffled)).toEqual(new Set([200]));
    await journey.work();
    await world.stripe.hold(false);
    await arrive();
    const { premium, subscription } = (await alice.send('GET', `/api/servers/${castle.id}/subscription`)).json();
    expect(premium).toMatchObject({ active: true, reason: 'active', source: 'stripe' });
    expect(subscription).toMatchObject({ plan: 'monthly', status: 'active', cancelAtPeriodEnd: false, mine: true });
    expect(await world.discord.rolesOf('alice')).toContain(world.discord.support.premiumRole);
    expect(await journey.repositories.inbox.count('failed')).toBe(0);
  });

  test('a second purchase for the same server is refused', async () => {
    expect((await money('checkout', { guildId: castle.id, plan: 'yearly' })).json().code).toBe('has-premium');
  });

  test('the portal is the one of her own customer', async () => {
    const { url } = (await money('portal', {})).json();
    expect(url).toMatch(/^https?:\/\//);
  });

  test('cancelling ends Premium with the period, and can be undone, and done again', async () => {
    const cancel = async (undo: boolean) => (await money('cancel', { guildId: castle.id, undo })).json().cancelAtPeriodEnd;
    expect([await cancel(false), await cancel(true), await cancel(false)]).toEqual([true, false, true]);
    expect((await alice.send('GET', `/api/servers/${castle.id}/subscription`)).json().premium).toMatchObject({
      active: true,
      reason: 'ending',
    });
    expect(await cancel(true)).toBe(false);
  });

  test('what she pays for, her invoices, and what she would get back are shown before anybody asks', async () => {
    const { subscriptions, customer } = (await alice.send('GET', '/api/billing/subscriptions')).json();
    expect(subscriptions).toMatchObject([{ guildId: castle.id, guildName: 'Castle', live: true, mine: true, premium: { active: true } }]);
    expect(customer).toBe(true);
    const { invoices } = (await alice.send('GET', '/api/billing/invoices')).json();
    expect(invoices).toMatchObject([{ total: 999, paid: 999, currency: 'usd', status: 'paid', url: expect.stringMatching(/^https?:/) }]);
    const offer = (await alice.send('GET', `/api/servers/${castle.id}/refund`)).json();
    expect(offer).toMatchObject({
      decision: 'refund',
      amount: 999,
      percent: 100,
      rule: 'full',
      endsPremium: true,
      paid: 999,
      request: null,
    });
    expect(Date.parse(offer.until) - Date.parse(offer.paidAt)).toBe(7 * 86_400_000);
    const { browser: bob } = await journey.login('bob');
    expect((await bob.send('GET', `/api/servers/${castle.id}/refund`)).json().code).toBe('no-subscription');
  });

  test('a refund in the first week is whole, is made once, and takes Premium and role with it', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => money('refund', { guildId: castle.id, reason: 'changed my mind' })));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([202, 409, 409]);
    expect(answers.find(({ statusCode }) => statusCode === 202)?.json()).toMatchObject({
      amount: 999,
      percent: 100,
      rule: 'full',
      status: 'requested',
      endsPremium: true,
    });
    await journey.work();
    await arrive();
    const refunds = await world.stripe.request<{ data: { amount: number }[] }>('GET', '/v1/refunds', {});
    expect(refunds.data.map(({ amount }) => amount)).toEqual([999]);
    expect((await alice.send('GET', `/api/servers/${castle.id}/subscription`)).json()).toMatchObject({ premium: { active: false } });
    expect(await world.discord.rolesOf('alice')).not.toContain(world.discord.support.premiumRole);
    expect((await money('refund', { guildId: castle.id, reason: 'once more' })).statusCode).toBe(409);
  });

  test('the refund is told with its state, and is not offered again', async () => {
    const { refunds } = (await alice.send('GET', '/api/billing/refunds')).json();
    expect(refunds).toMatchObject([{ guildId: castle.id, amount: 999, rule: 'full', status: 'done' }]);
    const offer = (await alice.send('GET', `/api/servers/${castle.id}/refund`)).json();
    expect(offer).toMatchObject({ decision: 'refused', why: 'already refunded', request: { status: 'done' } });
  });

  test('she can buy again, also when her customer was deleted at Stripe', async () => {
    const account = await journey.repositories.accounts.get(world.discord.users.alice.id);
    await world.stripe.request('DELETE', `/v1/customers/${account?.stripeCustomerId}`);
    const answer = await money('checkout', { guildId: castle.id, plan: 'yearly' });
    expect(answer.statusCode).toBe(200);
    expect((await journey.repositories.accounts.get(world.discord.users.alice.id))?.stripeCustomerId).not.toBe(account?.stripeCustomerId);
  });

  test('who withdraws while logged in has everything back without a word more, and the consent to renewal is kept at Stripe', async () => {
    const bought = await money('checkout', { guildId: castle.id, plan: 'monthly', renewalAgreed: true });
    await world.stripe.pay(bought.json().id, { agree: true });
    await alice.send('GET', `/api/stripe/session/${bought.json().id}`);
    const made = await world.stripe.request('GET', `/v1/checkout/sessions/${bought.json().id}`, {});
    expect(made).toMatchObject({ metadata: { renewal_agreed: 'terms 1.0' } });
    const words = { name: 'Alice', contact: 'alice@example.org', contract: 'Premium for Castle', guildId: castle.id };
    const told = (await alice.send('POST', '/api/withdrawals', words)).json();
    expect(told).toMatchObject({ outcome: 'refunded', refund: { amount: 999, percent: 100, status: 'requested', endsPremium: true } });
    expect(told.text).toContain('Premium for Castle');
    expect(await journey.repositories.withdrawals.open(10)).toEqual([]);
    await arrive();
    expect((await alice.send('GET', `/api/servers/${castle.id}/subscription`)).json()).toMatchObject({ premium: { active: false } });
    // Declaring it again finds nothing left to give back by itself: a person looks.
    expect((await alice.send('POST', '/api/withdrawals', words)).json().outcome).toBe('received');
  });

  test('who is no longer allowed to manage the server cannot buy for it, however fresh the list of servers is', async () => {
    await alice.send('GET', '/api/servers');
    await world.discord.removeMember(castle.id, world.discord.users.alice.id).catch(() => undefined);
    const { browser: bob } = await journey.login('bob');
    const tower = await world.discord.createGuild({ name: 'Tower', members: [world.discord.users.bob.id] });
    const role = await world.discord.createRole(tower.id, { name: 'managers', permissions: '32' });
    await world.discord.setRole(tower.id, world.discord.users.bob.id, role, true);
    expect((await bob.send('GET', '/api/servers')).json().servers).toHaveLength(1);
    await world.discord.setRole(tower.id, world.discord.users.bob.id, role, false);
    expect((await bob.send('GET', `/api/servers/${tower.id}/subscription`)).statusCode).toBe(200);
    expect((await bob.send('POST', '/api/stripe/checkout', { guildId: tower.id, plan: 'monthly' })).json().code).toBe('not-allowed');
  });

  test('a copy of the data is made by the worker and fetched with its link, without a login', async () => {
    const asked = await alice.send('POST', '/api/privacy/export');
    expect(asked.statusCode).toBe(202);
    await journey.work();
    const { id } = asked.json();
    const ready = (await alice.send('GET', `/api/privacy/export/${id}`)).json();
    expect(ready.status).toBe('ready');
    const link = new URL(ready.url);
    const file = await journey.api.app.inject({ url: `${link.pathname}${link.search}`, headers: { 'x-forwarded-proto': 'https' } });
    expect([file.statusCode, file.headers['content-type']]).toEqual([200, 'application/gzip']);
    const { gunzipSync } = await import('node:zlib');
    const content = JSON.parse(gunzipSync(file.rawPayload).toString());
    expect(content.data.accounts[0].user_id).toBe(world.discord.users.alice.id);
    expect(JSON.stringify(content)).not.toMatch(/"tokens"/);
    const { browser: bob } = await journey.login('bob');
    expect((await bob.send('GET', `/api/privacy/export/${id}`)).statusCode).toBe(404);
  });

  test('leaving ends the tokens at Discord', async () => {
    const { browser: bob } = await journey.login('bob');
    expect((await bob.send('POST', '/api/auth/logout/everywhere')).statusCode).toBe(204);
    expect((await journey.repositories.accounts.get(world.discord.users.bob.id))?.tokens).toBeUndefined();
    expect((await bob.send('GET', '/api/servers')).statusCode).toBe(401);
  });
});
