/**
 * The client of the pages against the API itself: the real routes over stores in memory, asked through `fetch`. Every answer is held field by field against the
 * type that pages use; a field that is new, missing or of another kind fails here and not in somebody's browser.
 */
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { alice, type Browser, envOf, guild, openApi, owner, type TestApi } from '../../dashboard/src/api.fixture.ts';
import type * as A from './answers.ts';
import { type Client, createClient } from './client.ts';
import { ApiFailure } from './failure.ts';

const apiUrl = 'https://api.kingdom77.test';
const open: TestApi[] = [];
afterEach(async () => {
  for (const api of open.splice(0)) await api.app.close();
});

/** A page's `fetch`, answered by the API in this process, with the cookies that a browser would keep. */
function fetchOf(browser: Browser): typeof fetch {
  return async (url, { method = 'GET', body, headers } = {}) => {
    const path = String(url).slice(apiUrl.length);
    const sent = new Headers(headers);
    sent.delete('x-csrf-token');
    const own = new Headers(headers).get('x-csrf-token');
    browser.csrf = own ?? undefined;
    const payload = typeof body === 'string' ? JSON.parse(body) : undefined;
    const answer = await browser.send(method as 'GET', path, payload, Object.fromEntries(sent));
    const told = Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)]);
    return new Response(answer.statusCode === 204 ? null : answer.body, { status: answer.statusCode, headers: told });
  };
}

async function openPage(
  change: Parameters<typeof openApi>[0] = {},
  user = alice,
): Promise<{ api: TestApi; client: Client; browser: Browser }> {
  const api = await openApi(change);
  open.push(api);
  api.discord.answer.user = user;
  const browser = api.browser();
  return { api, browser, client: createClient({ apiUrl, fetch: fetchOf(browser) }) };
}

async function loggedIn(change: Parameters<typeof openApi>[0] = {}, user = alice) {
  const page = await openPage(change, user);
  await page.browser.login();
  return page;
}

const failureOf = async (asked: Promise<unknown>): Promise<ApiFailure> => {
  const error = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiFailure)) throw new Error(`no failure of ours: ${String(error)}`);
  return error;
};

const time = z.iso.datetime();
const plan = z.enum(['monthly', 'yearly']);
const premium: z.ZodType<A.Premium> = z.strictObject({
  active: z.boolean(),
  reason: z.enum(['active', 'trial', 'grace', 'ending', 'discord', 'none']),
  until: time.nullable(),
  source: z.enum(['stripe', 'discord']).nullable(),
});
const subscription = { plan, status: z.string(), currentPeriodEnd: time, cancelAtPeriodEnd: z.boolean(), mine: z.boolean() };
const ruleOfRefund = z.enum(['full', 'partial', 'withdrawal', 'manual']);
const asked = {
  id: z.string(),
  amount: z.int(),
  currency: z.string(),
  percent: z.int(),
  rule: ruleOfRefund,
  endsPremium: z.boolean(),
};
const refund = {
  ...asked,
  guildId: z.string(),
  status: z.enum(['requested', 'review', 'sent', 'done', 'failed', 'refused']),
  requestedAt: time,
  updatedAt: time,
};

const shapes = {
  me: z.strictObject({
    user: z.strictObject({ id: z.string(), name: z.string(), avatar: z.string().nullable() }),
    tier: z.enum(['free', 'basic', 'premium', 'admin']),
    isOwner: z.boolean(),
    csrfToken: z.string(),
    deletion: z.strictObject({ id: z.string(), runsAt: time }).nullable(),
  }) satisfies z.ZodType<A.Me>,
  session: z.strictObject({
    id: z.string(),
    device: z.string().nullable(),
    createdAt: time,
    lastSeenAt: time,
    current: z.boolean(),
  }) satisfies z.ZodType<A.LoginSession>,
  server: z.strictObject({
    id: z.string(),
    name: z.string(),
    icon: z.string().nullable(),
    owner: z.boolean(),
    bot: z.boolean(),
    premium: z.boolean(),
    invite: z.string().nullable(),
  }) satisfies z.ZodType<A.Server>,
  plans: z.strictObject({
    currency: z.string(),
    plans: z.array(z.strictObject({ plan, amount: z.int() })),
    enabled: z.boolean(),
    publishableKey: z.string(),
    discordSkuId: z.string().nullable(),
    refunds: z.strictObject({ fullDays: z.int(), partialDays: z.int(), partialPercent: z.int(), euWithdrawalDays: z.int() }),
  }) satisfies z.ZodType<A.Plans>,
  serverPremium: z.strictObject({ premium, subscription: z.strictObject(subscription).nullable() }) satisfies z.ZodType<A.ServerPremium>,
  ownSubscription: z.strictObject({
    ...subscription,
    guildId: z.string(),
    guildName: z.string().nullable(),
    live: z.boolean(),
    premium,
  }) satisfies z.ZodType<A.OwnSubscription>,
  refund: z.strictObject(refund) satisfies z.ZodType<A.RefundRequest>,
  refundInReview: z.strictObject({
    ...refund,
    userId: z.string(),
    userName: z.string().nullable(),
    reason: z.string(),
  }) satisfies z.ZodType<A.RefundInReview>,
  receipt: z.strictObject({
    reference: z.string(),
    declaredAt: time,
    text: z.string(),
    outcome: z.enum(['refunded', 'received']),
    refund: z.strictObject({ ...asked, status: z.string() }).nullable(),
  }) satisfies z.ZodType<A.WithdrawalReceipt>,
  withdrawal: z.strictObject({
    reference: z.string(),
    declaredAt: time,
    userId: z.string().nullable(),
    name: z.string(),
    contact: z.string(),
    contract: z.string(),
    status: z.enum(['open', 'done']),
  }) satisfies z.ZodType<A.WithdrawalInReview>,
  privacy: z.strictObject({
    id: z.string(),
    kind: z.enum(['export', 'delete']),
    status: z.enum(['requested', 'scheduled', 'ready', 'done', 'cancelled', 'failed']),
    createdAt: time,
    dueAt: time,
    runsAt: time.nullable(),
    expiresAt: time.nullable(),
    url: z.string().nullable(),
  }) satisfies z.ZodType<A.PrivacyRequest>,
};
const list = <T extends z.ZodType>(name: string, shape: T) => z.strictObject({ [name]: z.array(shape).min(1) });

const bought = {
  id: 'sub_1',
  guildId: guild.id,
  userId: alice.id,
  customerId: 'cus_1',
  status: 'active' as const,
  plan: 'monthly' as const,
  priceId: 'price_monthly',
  currentPeriodEnd: new Date('2030-01-01'),
  cancelAtPeriodEnd: false,
  syncedAt: new Date(),
};
const waiting = {
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
};

test('who I am, where I am logged in, and leaving', async () => {
  const { client } = await loggedIn();
  shapes.me.parse(await client.me());
  list('sessions', shapes.session).parse(await client.sessions());
  expect(await client.logout()).toBeUndefined();
  expect((await failureOf(client.me())).kind).toBe('login');
});

test('ending another session, and all of them', async () => {
  const { api, client } = await loggedIn();
  await api.browser().login();
  const other = (await client.sessions()).sessions.find(({ current }) => !current);
  await client.endSession(other?.id ?? '');
  expect((await client.sessions()).sessions).toHaveLength(1);
  await client.logoutEverywhere();
  expect((await failureOf(client.servers())).kind).toBe('login');
});

test('servers, settings, and a change that meets another one', async () => {
  const { api, client } = await loggedIn();
  list('servers', shapes.server).parse(await client.servers());
  expect(await failureOf(client.settings(guild.id))).toMatchObject({ kind: 'refused', code: 'no-bot' });
  // That nobody is there is remembered for a while.
  api.clock.advance(300_000);
  await api.repositories.guilds.joined({ guildId: guild.id, name: guild.name }, new Date());
  expect(await client.settings(guild.id)).toEqual({ settings: {}, revision: 0 });
  expect(await client.saveSettings(guild.id, 0, { giveawayWinners: 3 })).toEqual({ settings: { giveawayWinners: 3 }, revision: 1 });
  expect(await failureOf(client.saveSettings(guild.id, 0, { giveawayWinners: 5 }))).toMatchObject({
    status: 409,
    code: 'changed-meanwhile',
  });
  expect(await client.saveSettings(guild.id, 1, { giveawayWinners: null })).toEqual({ settings: {}, revision: 2 });
});

test('plans are told to strangers too', async () => {
  shapes.plans.parse(await (await openPage()).client.plans());
});

test('what a server has, and what a person pays for', async () => {
  const { api, client } = await loggedIn();
  shapes.serverPremium.parse(await client.serverPremium(guild.id));
  await api.repositories.subscriptions.save(bought);
  expect(shapes.serverPremium.parse(await client.serverPremium(guild.id)).subscription?.mine).toBe(true);
  z.strictObject({ subscriptions: z.array(shapes.ownSubscription).length(1), customer: z.boolean() }).parse(await client.subscriptions());
  expect(await client.invoices()).toEqual({ invoices: [] });
});

test('while payments are switched off that is a failure of its own kind', async () => {
  const { client } = await loggedIn({ env: envOf({ STRIPE_ENABLED: 'false' }) });
  for (const wanted of [() => client.checkout(guild.id, 'monthly', true), () => client.portal()])
    expect(await failureOf(wanted())).toMatchObject({ kind: 'off', status: 503, retryAfterSeconds: 600 });
  expect((await client.plans()).enabled).toBe(false);
});

test('refunds: mine, and those that wait for an owner', async () => {
  const { api, client } = await loggedIn();
  await api.repositories.refunds.open(waiting);
  list('refunds', shapes.refund).parse(await client.refunds());
  expect(await failureOf(client.refundsInReview())).toMatchObject({ kind: 'refused', code: 'not-found' });
  expect((await failureOf(client.refundOffer(guild.id))).code).toBe('no-subscription');

  api.discord.answer.user = owner;
  const desk = api.browser();
  await desk.login();
  const owners = createClient({ apiUrl, fetch: fetchOf(desk) });
  const { refunds } = await owners.refundsInReview();
  list('refunds', shapes.refundInReview).parse({ refunds });
  expect(await owners.decideRefund(refunds[0]?.id ?? '', 'refuse')).toEqual({ id: refunds[0]?.id, status: 'refused' });
});

test('a withdrawal by a stranger, and the owner who closes it', async () => {
  const { api, client } = await openPage();
  const receipt = await client.withdraw({ name: 'Alice', contact: 'alice@example.org', contract: 'Premium for Castle' });
  shapes.receipt.parse(receipt);
  api.discord.answer.user = owner;
  const desk = api.browser();
  await desk.login();
  const owners = createClient({ apiUrl, fetch: fetchOf(desk) });
  list('withdrawals', shapes.withdrawal).parse(await owners.withdrawals());
  expect(await owners.closeWithdrawal(receipt.reference)).toBeUndefined();
  expect(await owners.withdrawals()).toEqual({ withdrawals: [] });
});

test('a copy of the data once a day, and a deletion that ends the login and can be called off', async () => {
  const { api, client, browser } = await loggedIn();
  shapes.privacy.parse(await client.askExport());
  const soon = await failureOf(client.askExport());
  expect(soon).toMatchObject({ kind: 'limited', code: 'export-too-soon' });
  expect(soon.retryAfterSeconds).toBeGreaterThan(86_000);
  list('requests', shapes.privacy).parse(await client.privacyRequests());
  shapes.privacy.parse(await client.askDeletion());
  expect((await failureOf(client.me())).kind).toBe('login');
  await browser.login();
  expect((await createClient({ apiUrl, fetch: fetchOf(browser) }).cancelDeletion()).status).toBe('cancelled');
  expect((await api.repositories.privacyRequests.ofUser(alice.id)).map(({ status }) => status).sort()).toEqual(['cancelled', 'requested']);
});

test('what is final needs a login of the last minutes', async () => {
  const { api, client } = await loggedIn();
  api.clock.advance(16 * 60_000);
  expect((await failureOf(client.askDeletion())).kind).toBe('again');
});

test('a login that another tab renewed costs one more question and nothing else', async () => {
  const { api, browser, client } = await loggedIn();
  await api.repositories.guilds.joined({ guildId: guild.id, name: guild.name }, new Date());
  await client.me();
  await browser.login();
  expect((await client.saveSettings(guild.id, 0, { giveawayWinners: 2 })).revision).toBe(1);
});
