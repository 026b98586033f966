/** The testkit as generated projects use it: from its bundle, with nothing else on disk, and from source. */
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, Events, GatewayIntentBits, Routes } from 'discord.js';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { openTestWorld as declared, TestWorld } from './testkit/face.ts';
import { openTestWorld } from './testkit.ts';

/** What is declared is what is there. */
const open: typeof declared = openTestWorld;

let world: TestWorld;
beforeAll(async () => {
  world = await open({ guilds: 3, identifyWindowMs: 0 });
});
afterAll(() => world.close());

describe('the environment', () => {
  test('holds what each service needs, never empty, and leads here', () => {
    for (const service of ['bot', 'worker', 'api', 'dashboard'] as const)
      for (const [name, value] of Object.entries(world.environment(service)))
        expect([service, name, value]).not.toEqual([service, name, '']);
    expect(world.environment('bot')).toMatchObject({
      DISCORD_API_BASE: world.endpoints.discord,
      ENVIRONMENT: 'rehearsal',
      SUPPORT_GUILD_ID: world.discord.support.id,
    });
    expect(Object.keys(world.environment('bot')).filter((name) => name.startsWith('STRIPE'))).toEqual([]);
    expect(world.environment('api', { PORT: '1' })).toMatchObject({ PORT: '1', STRIPE_WEBHOOK_SECRET: expect.stringMatching(/^whsec_/) });
    expect(world.environment('api').JWT_SECRET).toBe(world.environment('api').JWT_SECRET);
  });

  test('opens the databases, also after they were down', async () => {
    const { MONGODB_URI = '', MONGODB_DATABASE } = world.environment('api');
    const mongo = new MongoClient(MONGODB_URI, { serverSelectionTimeoutMS: 1500 });
    const users = mongo.db(MONGODB_DATABASE).collection('users');
    await mongo.withSession((session) => session.withTransaction(() => users.insertOne({ name: 'alice' }, { session })));
    await world.mongodb.down();
    await expect(users.findOne({ name: 'alice' }, { timeoutMS: 400 })).rejects.toThrow();
    await world.mongodb.up();
    expect(await users.findOne({ name: 'alice' })).toMatchObject({ name: 'alice' });
    await mongo.close();
    const redis = new Redis(world.redis.url, { retryStrategy: () => 20 });
    redis.on('error', () => {});
    await redis.set('a', 'é');
    await world.redis.down();
    await world.redis.up();
    expect([await redis.get('a'), await world.redis.ask('GET', 'a'), await world.queue.ask('GET', 'a')]).toEqual(['é', 'é', null]);
    await world.redis.flush();
    expect(await world.redis.ask('DBSIZE')).toBe(0);
    redis.disconnect();
  });
});

describe('Discord', () => {
  test('carries a bot: commands, roles, private messages', async () => {
    const { discord } = world;
    const bot = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: world.endpoints.discord } });
    bot.on(Events.InteractionCreate, async (i) => {
      if (!i.isChatInputCommand()) return;
      await bot.rest.put(Routes.guildMemberRole(discord.support.id, i.user.id, discord.support.premiumRole));
      await i.user.send('thank you');
      await i.reply('done');
    });
    await bot.login(world.environment('bot').DISCORD_TOKEN);
    await discord.ready(1);
    await bot.rest.put(Routes.applicationCommands(discord.application.id), { body: [{ name: 'buy', description: 'Buy' }] });
    expect(await discord.botOnline()).toBe(true);
    expect((await discord.sessions())[0]?.guilds).toBe(4);
    expect(await discord.runCommand({ user: 'alice', name: 'buy' })).toMatchObject({ answered: true, content: 'done' });
    expect(await discord.rolesOf('alice')).toEqual([discord.support.premiumRole]);
    expect(await discord.directMessages(discord.users.alice.id)).toMatchObject([{ content: 'thank you' }]);
    await bot.destroy();
    await expect(discord.ready(1, 100)).rejects.toThrow('0 of 1 sessions');
  });

  test('a login ends where the browser is sent', async () => {
    const { discord } = world;
    const { DISCORD_REDIRECT_URI = '', DISCORD_CLIENT_SECRET = '' } = world.environment('api');
    const query = new URLSearchParams({
      client_id: discord.application.id,
      response_type: 'code',
      scope: 'identify',
      redirect_uri: DISCORD_REDIRECT_URI,
    });
    const url = `https://discord.com/oauth2/authorize?${query}`;
    const code = new URL(await discord.authorize(url, 'bob')).searchParams.get('code') ?? '';
    const form = {
      client_id: discord.application.id,
      client_secret: DISCORD_CLIENT_SECRET,
      grant_type: 'authorization_code',
      code,
      redirect_uri: DISCORD_REDIRECT_URI,
    };
    const answer = await fetch(`${world.endpoints.discord}/v10/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) });
    expect(answer.status).toBe(200);
    expect(await discord.authorize(url, 'bob', { deny: true })).toContain('error=access_denied');
    await discord.setRedirects(['https://elsewhere.test/']);
    await expect(discord.authorize(url, 'bob')).rejects.toThrow('Invalid OAuth2 redirect_uri');
  });

  test('purchases, servers and secrets can be changed, and all of it taken back', async () => {
    const { discord } = world;
    const before = await world.snapshot();
    const bought = await discord.buyPremium({ user: 'bob', guild: discord.support.id });
    expect(bought).toMatchObject({ guild: discord.support.id, sku: discord.skus.guild, deleted: false });
    expect((await discord.endPremium(bought.id, new Date('2026-12-24T00:00:00Z'))).endsAt).toContain('2026-12-24');
    await discord.refundPremium(bought.id);
    expect(await discord.resetToken()).toBe(discord.secrets().token);
    const guild = await discord.createGuild({ name: 'Mine', owner: 'bob', members: ['alice'] });
    expect(guild).toMatchObject({ name: 'Mine', owner: discord.users.bob.id });
    const hook = await discord.createWebhook(guild.channel);
    expect((await fetch(`${hook.url}?wait=true`, { method: 'POST', body: new URLSearchParams({ content: 'log' }) })).status).toBe(200);
    expect(await discord.channelMessages(guild.channel)).toMatchObject([{ content: 'log', author: hook.id }]);
    await world.restore(before);
    expect((await discord.guilds()).map(({ name }) => name)).not.toContain('Mine');
    expect(await discord.entitlements()).toEqual([]);
  });
});

describe('Stripe', () => {
  const checkout = async () => {
    const { stripe } = world;
    const made = await stripe.request<{ url: string; id: string }>('POST', '/v1/checkout/sessions', {
      mode: 'subscription',
      success_url: 'https://kingdom77.test/payment/success',
      line_items: [{ price: stripe.prices.monthly, quantity: 1 }],
      subscription_data: { metadata: { guild_id: '1' } },
    });
    return made;
  };

  test('a checkout is paid, or refused with the bank’s words', async () => {
    const declined = await world.stripe.pay((await checkout()).url, { card: '4000000000000002' });
    expect(declined).toMatchObject({ paid: false, problem: expect.stringContaining('declined') });
    expect(await world.stripe.pay((await checkout()).id)).toEqual({
      paid: true,
      redirect: 'https://kingdom77.test/payment/success',
      problem: undefined,
    });
  });

  test('webhooks wait for a server, arrive signed, and can be repeated in any order', async () => {
    const { stripe } = world;
    const sdk = new Stripe(stripe.secretKey);
    const heard: string[] = [];
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const part of request) body += String(part);
      try {
        heard.push(sdk.webhooks.constructEvent(body, String(request.headers['stripe-signature']), stripe.webhook.secret).id);
        response.writeHead(200).end();
      } catch {
        response.writeHead(400).end();
      }
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(stripe.waiting()).toBeGreaterThan(0);
    await world.serve('api.kingdom77.test', url);
    await stripe.settle();
    expect(stripe.waiting()).toBe(0);
    const events = await stripe.events();
    expect(new Set(heard)).toEqual(new Set(events.slice(-heard.length).map(({ id }) => id)));
    await stripe.hold(true);
    await checkout().then(({ url: page }) => stripe.pay(page));
    await stripe.settle();
    expect(stripe.waiting()).toBeGreaterThan(0);
    heard.length = 0;
    const statuses = await stripe.deliver(url, { order: 'shuffled', times: 2, seed: 7, concurrency: 8 });
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(heard).toHaveLength(2 * (await stripe.events()).length);
    const [first] = await stripe.events('checkout.session.completed');
    heard.length = 0;
    expect(await stripe.deliver(url, { events: [first?.id ?? ''], times: 3, order: 'reversed' })).toEqual([200, 200, 200]);
    expect(await stripe.deliver(url, { events: [first ?? ''], secret: 'whsec_wrong' })).toEqual([400]);
    expect(heard).toEqual(Array(3).fill(first?.id));
    await stripe.hold(false);
    await stripe.settle();
    expect(stripe.waiting()).toBe(0);
    await new Promise((resolve) => server.close(resolve));
    await world.serve('api.kingdom77.test', null);
  });

  test('time passes on a test clock, money goes back', async () => {
    const { stripe } = world;
    const clock = await stripe.createClock(new Date('2026-11-01T00:00:00Z'));
    const customer = await stripe.request<{ id: string }>('POST', '/v1/customers', { test_clock: clock });
    const card = await stripe.request<{ id: string }>('POST', '/v1/payment_methods/pm_card_visa/attach', { customer: customer.id });
    await stripe.request('POST', `/v1/customers/${customer.id}`, { invoice_settings: { default_payment_method: card.id } });
    await stripe.request('POST', '/v1/subscriptions', { customer: customer.id, items: [{ price: stripe.prices.monthly }] });
    await stripe.advance(clock, { days: 32 });
    const paid = await stripe.request<{ data: { amount_paid: number }[] }>('GET', '/v1/invoices', {
      customer: customer.id,
      status: 'paid',
    });
    expect(paid.data.map(({ amount_paid: amount }) => amount)).toEqual([999, 999]);
    const charges = await stripe.request<{ data: { id: string; payment_intent: string }[] }>('GET', '/v1/charges', {
      customer: customer.id,
    });
    expect(await stripe.refund(charges.data[0]?.payment_intent ?? '', 500)).toMatchObject({ amount: 500, status: 'succeeded' });
    await expect(stripe.refund(charges.data[0]?.id ?? '', 5000)).rejects.toThrow(/Stripe answered 400/);
  });
});

test('faults strike and are cleared', async () => {
  world.faults.set({ vendor: 'discord', do: '500', path: '/gateway$', times: 1 });
  const ask = async () => (await fetch(`${world.endpoints.discord}/v10/gateway`)).status;
  expect([await ask(), await ask()]).toEqual([500, 200]);
  world.faults.set({ vendor: 'discord', do: '500' });
  world.faults.clear();
  expect(await ask()).toBe(200);
});

test('the declarations stand alone: they import nothing', () => {
  const text = execFileSync('cat', [new URL('./testkit/face.ts', import.meta.url).pathname], { encoding: 'utf8' });
  expect(text).not.toMatch(/^import |^export (?!interface|type|declare)/m);
});
