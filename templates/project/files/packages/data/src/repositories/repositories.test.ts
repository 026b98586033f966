/** One suite for both: what holds in MongoDB holds in the double, so that tests with the double mean something. */
import { erasePlan, exportPlan, purgePlan, type StripeFact } from '@k77/core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createIndexes } from '../indexes/index-manager.ts';
import { pendingWork } from '../outbox.ts';
import type { Repositories } from '../ports/repositories.ts';
import type { Store } from '../store/documents.ts';
import { memoryStore } from '../store/memory-store.ts';
import { mongoStore } from '../store/mongo-store.ts';
import { openStores, type Stores } from '../stores.fixture.ts';
import { repositoriesIn } from './all.ts';

const guildId = '100000000000000001';
const userId = '200000000000000001';
const other = '200000000000000002';
const at = (seconds: number) => new Date(Date.UTC(2026, 5, 1) + seconds * 1000);
const rules = { graceDays: 7 };

const subscription = (change = {}) => ({
  id: 'sub_1',
  guildId,
  userId,
  customerId: 'cus_1',
  status: 'active' as const,
  plan: 'monthly' as const,
  priceId: 'price_1',
  currentPeriodEnd: at(1000),
  cancelAtPeriodEnd: false,
  syncedAt: at(0),
  ...change,
});
const fact = (change: Partial<StripeFact> = {}): StripeFact => ({
  source: 'stripe',
  id: 'sub_1',
  guildId,
  userId,
  status: 'active',
  periodEnd: at(1000),
  cancelAtPeriodEnd: false,
  observedAt: at(0),
  ...change,
});
const refund = (change = {}) => ({
  invoiceId: 'in_1',
  userId,
  guildId,
  subscriptionId: 'sub_1',
  amount: 999,
  currency: 'usd',
  percent: 100,
  rule: 'full' as const,
  reason: '',
  status: 'requested' as const,
  cancels: true,
  requestedAt: at(0),
  decidedBy: 'policy',
  ...change,
});

let stores: Stores;
beforeAll(async () => {
  stores = await openStores();
  await createIndexes(stores.mongo.db);
});
afterAll(() => stores.close());

const kinds: [string, () => Promise<Store>][] = [
  ['in memory', async () => memoryStore()],
  [
    'in MongoDB',
    async () => {
      const { db } = stores.mongo;
      for (const { name } of await db.listCollections().toArray()) await db.collection(name).deleteMany({});
      return mongoStore(db);
    },
  ],
];

describe.each(kinds)('%s', (_kind, open) => {
  let store: Store;
  let all: Repositories;
  beforeEach(async () => {
    store = await open();
    all = repositoriesIn(store);
  });

  test('a server joins, changes its settings once per revision, leaves and comes back', async () => {
    const { guilds } = all;
    expect(await guilds.joined({ guildId, name: 'One' }, at(0))).toMatchObject({ guildId, settings: {}, revision: 0, joinedAt: at(0) });
    expect(await guilds.saveSettings(guildId, { language: 'de' }, 0)).toMatchObject({ revision: 1, settings: { language: 'de' } });
    expect(await guilds.saveSettings(guildId, { language: 'fr' }, 0)).toBeUndefined();
    await guilds.left(guildId, at(1), at(100));
    expect(await guilds.present([guildId])).toEqual([]);
    expect(await guilds.purgeDue(at(99), 10)).toEqual([]);
    expect(await guilds.purgeDue(at(100), 10)).toHaveLength(1);
    expect(await guilds.joined({ guildId, name: 'Two' }, at(50))).toMatchObject({
      name: 'Two',
      settings: { language: 'de' },
      joinedAt: at(0),
    });
    expect(await guilds.purgeDue(at(100), 10)).toEqual([]);
    expect([await guilds.present([guildId, '9']), await guilds.count()]).toEqual([[guildId], 1]);
    expect([await guilds.allPresent(undefined, 10), await guilds.allPresent(guildId, 10)]).toEqual([[guildId], []]);
  });

  test('an account keeps its first customer, and two accounts never share one', async () => {
    const { accounts } = all;
    await accounts.seen({ userId, name: 'Ada' }, at(0));
    expect(await accounts.bindCustomer(userId, 'cus_1')).toBe('cus_1');
    expect(await accounts.bindCustomer(userId, 'cus_2')).toBe('cus_1');
    await accounts.seen({ userId: other, name: 'Bob' }, at(1));
    await expect(accounts.bindCustomer(other, 'cus_1')).rejects.toMatchObject({ name: 'Duplicate' });
    expect(await accounts.byCustomer('cus_1')).toMatchObject({ userId, name: 'Ada', createdAt: at(0) });
    expect(await accounts.bumpSessionVersion(userId)).toBe(1);
    await accounts.setTokens(userId, 'sealed');
    await accounts.setTokens(userId, undefined);
    expect((await accounts.get(userId))?.tokens).toBeUndefined();
    await accounts.seen({ userId: other, name: 'Bob' }, at(10));
    expect((await accounts.inactive(at(5), 10)).map((one) => one.userId)).toEqual([userId]);
  });

  test('many first logins at once make one account', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, number) => all.accounts.seen({ userId, name: `n${number}` }, at(number))));
    expect(await store.collection('accounts').count({})).toBe(1);
  });

  test('a session ends by its time, by itself or with all others', async () => {
    const { sessions } = all;
    const session = (id: string) => ({ id, userId, createdAt: at(0), lastSeenAt: at(0), expiresAt: at(10) });
    for (const id of ['a', 'b', 'c']) await sessions.create(session(id));
    expect(await sessions.get('a', at(9))).toMatchObject({ id: 'a', userId });
    expect(await sessions.get('a', at(10))).toBeUndefined();
    await sessions.renew('a', at(5), at(50));
    expect(await sessions.get('a', at(49))).toBeDefined();
    await sessions.remove('b');
    expect((await sessions.list(userId, at(1))).map(({ id }) => id).sort()).toEqual(['a', 'c']);
    expect(await sessions.removeAll(userId)).toBe(2);
  });

  test('facts that arrive at once, twice and out of order end in one entitlement', async () => {
    const { entitlements } = all;
    const facts = Array.from({ length: 8 }, (_, number) =>
      fact({ id: `sub_${number % 4}`, observedAt: at(number), userId: number % 2 ? userId : other }),
    );
    await Promise.all([...facts, ...facts.toReversed()].map((one) => entitlements.add(one, rules, at(0))));
    const found = await entitlements.get(guildId);
    expect(Object.values(found?.facts ?? {}).map(({ observedAt }) => observedAt)).toEqual(
      expect.arrayContaining([at(4), at(5), at(6), at(7)]),
    );
    expect(Object.keys(found?.facts ?? {})).toHaveLength(4);
    expect(await entitlements.ofUser(other)).toEqual([found]);
    expect(await entitlements.add(facts[0] ?? fact(), rules, at(0))).toMatchObject({ changed: false });
  });

  test('premium that ends by the clock alone is found once', async () => {
    const { entitlements } = all;
    await entitlements.add(fact({ cancelAtPeriodEnd: true }), rules, at(0));
    expect(await entitlements.expired(at(999), 10)).toEqual([]);
    expect(await entitlements.expired(at(1000), 10)).toHaveLength(1);
    await entitlements.settle(guildId, rules, at(1000));
    expect(await entitlements.expired(at(5000), 10)).toEqual([]);
  });

  test('of two readings of a subscription the later one stays', async () => {
    const { subscriptions } = all;
    expect(await subscriptions.save(subscription({ syncedAt: at(5) }))).toBe('saved');
    expect(await subscriptions.save(subscription({ status: 'canceled', syncedAt: at(4) }))).toBe('stale');
    expect(await subscriptions.save(subscription({ syncedAt: at(5) }))).toBe('stale');
    expect(await subscriptions.get('sub_1')).toMatchObject({ status: 'active' });
    expect(await subscriptions.save(subscription({ status: 'canceled', syncedAt: at(6) }))).toBe('saved');
    expect(await subscriptions.live(10)).toEqual([]);
  });

  test('a server has one active subscription', async () => {
    const { subscriptions } = all;
    await subscriptions.save(subscription());
    expect(await subscriptions.save(subscription({ id: 'sub_2' }))).toBe('second');
    expect(await subscriptions.save(subscription({ id: 'sub_3', status: 'incomplete' }))).toBe('saved');
    expect(await subscriptions.save(subscription({ id: 'sub_3', syncedAt: at(9) }))).toBe('second');
    expect((await subscriptions.live(1, 'sub_1')).map(({ id }) => id)).toEqual(['sub_3']);
    expect(await subscriptions.ofGuild(guildId)).toHaveLength(2);
  });

  test('a subscription that several workers hear of at once is no second one, and the latest reading stays', async () => {
    const { subscriptions } = all;
    const readings = [1, 2, 3, 4, 5].map((seconds) => subscription({ priceId: `price_${seconds}`, syncedAt: at(seconds) }));
    const answers = await Promise.all(readings.map((reading) => subscriptions.save(reading)));
    expect(answers).not.toContain('second');
    expect(await subscriptions.get('sub_1')).toMatchObject({ priceId: 'price_5' });
  });

  test('an event is received once, however often it comes', async () => {
    const { inbox } = all;
    const event = { id: 'evt_1', type: 'invoice.paid', objectId: 'in_1', livemode: false };
    const answers = await Promise.all(Array.from({ length: 10 }, () => inbox.receive(event, at(0))));
    expect(answers.filter((answer) => answer === 'new')).toHaveLength(1);
    expect((await inbox.waiting(at(1), 10)).map(({ id }) => id)).toEqual(['evt_1']);
    await inbox.failed('evt_1', 'x'.repeat(2000), false);
    expect(await inbox.get('evt_1')).toMatchObject({ status: 'received', attempts: 1, error: 'x'.repeat(500) });
    await inbox.done('evt_1');
    await inbox.failed('evt_1', 'late', true);
    expect(await inbox.get('evt_1')).toMatchObject({ status: 'done', error: undefined });
    expect([await inbox.count('done'), await inbox.waiting(at(1), 10)]).toEqual([1, []]);
  });

  test('one refund at a time for an invoice, and each step once', async () => {
    const { refunds } = all;
    const opened = await Promise.all(Array.from({ length: 5 }, () => refunds.open(refund())));
    expect(opened.filter((one) => one !== undefined)).toHaveLength(1);
    expect(await refunds.open(refund())).toBeUndefined();
    const moves = await Promise.all([1, 2].map(() => refunds.move('in_1-1', 'requested', 'sent', { at: at(1), stripeRefundId: 're_1' })));
    expect(moves.filter((one) => one !== undefined)).toHaveLength(1);
    expect(await refunds.byStripeId('re_1')).toMatchObject({ status: 'sent', n: 1 });
    await refunds.move('in_1-1', 'sent', 'failed', { at: at(2), error: 'card closed' });
    expect(await refunds.open(refund())).toMatchObject({ n: 2, id: 'in_1-2' });
    expect((await refunds.waiting(at(5), 10)).map(({ id }) => id)).toEqual(['in_1-2']);
  });

  test('requests about data are worked on in time, exports are kept packed and end', async () => {
    const { privacyRequests } = all;
    const asked = { userId, createdAt: at(0), dueAt: at(100) };
    const wanted = await privacyRequests.open({ ...asked, kind: 'export', status: 'requested' });
    const gone = await privacyRequests.open({ ...asked, kind: 'delete', status: 'scheduled', createdAt: at(1), runsAt: at(50) });
    expect((await privacyRequests.waiting(at(1), at(49), 10)).map(({ id }) => id)).toEqual([wanted.id]);
    expect((await privacyRequests.waiting(at(0), at(50), 10)).map(({ id }) => id)).toEqual([gone.id]);
    await privacyRequests.setArchive(wanted.id, new Uint8Array([1, 2, 255]));
    expect(await privacyRequests.archive(wanted.id)).toEqual(new Uint8Array([1, 2, 255]));
    await privacyRequests.move(wanted.id, 'requested', 'ready', { expiresAt: at(60) });
    expect((await privacyRequests.expired(at(60), 10)).map(({ id }) => id)).toEqual([wanted.id]);
    await privacyRequests.setArchive(wanted.id, undefined);
    expect(await privacyRequests.archive(wanted.id)).toBeUndefined();
    expect((await privacyRequests.due(at(101), 10)).map(({ id }) => id)).toEqual([gone.id]);
    expect(await privacyRequests.move(gone.id, 'requested', 'done')).toBeUndefined();
    expect((await privacyRequests.ofUser(userId)).map(({ id }) => id)).toEqual([gone.id, wanted.id]);
  });

  test('a giveaway takes everybody once, up to its size, and ends once', async () => {
    const { giveaways } = all;
    const wish = { guildId, channelId: '3', hostId: other, prize: 'Nitro', winners: 1, endsAt: at(10), createdAt: at(0) };
    const { id } = await giveaways.create(wish);
    const answers = await Promise.all(['1', '2', '2', '3', '4'].map((user) => giveaways.enter(id, user, 3)));
    expect(answers.filter((answer) => answer === 'entered')).toHaveLength(3);
    expect(await giveaways.enter(id, '9', 3)).toBe('full');
    expect([await giveaways.leave(id, '1'), await giveaways.leave(id, '1')]).toEqual([true, false]);
    expect((await giveaways.due(at(10), 10)).map((one) => one.id)).toEqual([id]);
    expect([(await giveaways.endAt(id, at(5)))?.endsAt, (await giveaways.due(at(5), 10)).length]).toEqual([at(5), 1]);
    const ends = await Promise.all([giveaways.end(id, ['2']), giveaways.end(id, ['3'])]);
    expect(ends.filter((one) => one !== undefined)).toHaveLength(1);
    expect([await giveaways.enter(id, '5', 9), await giveaways.cancel(id), await giveaways.countRunning(guildId)]).toEqual([
      'closed',
      undefined,
      0,
    ]);
    expect(await giveaways.ofGuild(guildId, 5)).toHaveLength(1);
  });

  test('the audit log is read newest first and ends', async () => {
    const { audit } = all;
    for (const number of [1, 2, 3]) await audit.write({ at: at(number), action: `a${number}`, guildId, details: { number } });
    expect((await audit.ofGuild(guildId, 2)).map(({ action }) => action)).toEqual(['a3', 'a2']);
    expect(await audit.forget(at(3))).toBe(2);
  });

  test('a person is exported without secrets, and forgotten without harming others', async () => {
    await all.accounts.seen({ userId, name: 'Ada' }, at(0));
    await all.accounts.setTokens(userId, 'sealed-tokens');
    await all.sessions.create({ id: 'hash', userId, createdAt: at(0), lastSeenAt: at(0), expiresAt: at(10) });
    const warnings = store.collection('warnings');
    await warnings.insert({ guild_id: guildId, user_id: userId, moderator_id: other, reason: 'spam' });
    await warnings.insert({ guild_id: guildId, user_id: other, moderator_id: userId, reason: 'rude' });
    const { id } = await all.giveaways.create({
      guildId,
      channelId: '3',
      hostId: userId,
      prize: 'x',
      winners: 1,
      endsAt: at(9),
      createdAt: at(0),
    });
    await all.giveaways.enter(id, userId, 9);
    await all.giveaways.enter(id, other, 9);

    await all.entitlements.add(fact(), rules, at(0));
    await all.entitlements.add(fact({ id: 'sub_2', userId: other }), rules, at(0));

    const exported = await all.userData.export(exportPlan(userId));
    // Another payer of the same server, and whom the person warned, are nobody else's business.
    expect(JSON.stringify(exported)).not.toContain(other);
    expect(JSON.stringify(exported)).not.toContain('sub_2');
    expect(exported.entitlements).toMatchObject([{ user_id: [userId], facts: { 'stripe:sub_1': { user_id: userId } } }]);
    expect(Object.keys(exported).sort()).toEqual(['accounts', 'entitlements', 'giveaways', 'sessions', 'warnings']);
    expect(JSON.stringify(exported)).not.toMatch(/sealed-tokens|"hash"/);
    expect(exported.accounts?.[0]).toMatchObject({ created_at: at(0).toISOString() });

    const plan = erasePlan(userId, 'gone-7');
    expect(await all.userData.erase(plan)).toMatchObject({ accounts: 1, sessions: 1, warnings: 2, giveaways: 1 });
    expect(Object.keys(await all.userData.export(exportPlan(userId)))).toEqual(['entitlements']);
    expect(await warnings.list({ user_id: other })).toMatchObject([{ moderator_id: 'gone-7', reason: 'rude' }]);
    expect(await warnings.list({ user_id: 'gone-7' })).toMatchObject([{ reason: null }]);
    expect(await all.giveaways.get(id)).toMatchObject({ hostId: 'gone-7', entrants: [other] });
    expect(await all.userData.erase(plan)).toMatchObject({ accounts: 0, warnings: 0 });
    expect(await all.userData.purgeGuild(guildId, purgePlan())).toBe(3);
  });

  test('ids that another program stored as numbers are read as text', async () => {
    await store.collection('guilds').insert({ guild_id: 900000000000000001n, name: 'python' });
    expect((await all.guilds.purgeDue(at(0), 1)).length).toBe(0);
    const [row] = await store.collection('guilds').list({ name: 'python' });
    expect(String(row?.guild_id)).toBe('900000000000000001');
  });

  test('what a lost queue forgot is found in the database', async () => {
    await all.inbox.receive({ id: 'evt_1', type: 'invoice.paid', objectId: 'in_1', livemode: false }, at(0));
    await all.refunds.open(refund());
    await all.privacyRequests.open({ userId, kind: 'export', status: 'requested', createdAt: at(0), dueAt: at(100) });
    await all.giveaways.create({ guildId, channelId: '3', hostId: userId, prize: 'x', winners: 1, endsAt: at(0), createdAt: at(0) });
    await all.guilds.joined({ guildId, name: 'x' }, at(0));
    await all.guilds.left(guildId, at(0), at(1));
    await all.entitlements.add(fact({ cancelAtPeriodEnd: true, periodEnd: at(1) }), rules, at(0));
    expect(await pendingWork(all, at(30))).toEqual([
      { kind: 'guild-purge', id: guildId },
      { kind: 'entitlement-expired', id: guildId },
    ]);
    expect((await pendingWork(all, at(61))).map(({ kind }) => kind)).toEqual([
      'stripe-event',
      'refund',
      'privacy-export',
      'giveaway-end',
      'guild-purge',
      'entitlement-expired',
    ]);
  });
});
