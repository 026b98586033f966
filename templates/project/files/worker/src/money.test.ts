/** What goes wrong around money: processes that die, keys that Stripe has forgotten, events that come late, banks that change their mind. */
import { randomUUID } from 'node:crypto';
import { premiumOf } from '@k77/core';
import type { NewRefund, Refund } from '@k77/data';
import { type Stripe, settleRefund } from '@k77/payments';
import { openTestWorld, type TestWorld } from '@k77/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { receive, site, subscribe, type TestWorker, testWorker } from './worker.fixture.ts';

const day = 86_400_000;
const once = { id: '1', attempt: 1, last: false };

let world: TestWorld;
let clean: Awaited<ReturnType<TestWorld['snapshot']>>;
let worker: TestWorker;
let alice: string;
let bob: string;
const guild = '900000000000000001';
beforeAll(async () => {
  world = await openTestWorld();
  clean = await world.snapshot();
});
beforeEach(async () => {
  world.faults.clear();
  await world.restore(clean);
  worker = testWorker(world);
  alice = world.discord.users.alice.id;
  bob = world.discord.users.bob.id;
  await worker.tools.repositories.accounts.seen({ userId: alice, name: 'alice' }, new Date());
});
afterAll(() => world.close());

const premium = async () => {
  const { repositories, clock } = worker.tools;
  return premiumOf(await repositories.entitlements.get(guild), clock.now(), { graceDays: site.premium.graceDays });
};

interface Invoice {
  id: string;
  payments: { data: { payment: { payment_intent: string } }[] };
}

async function invoicesOf(subscription: string): Promise<Invoice[]> {
  const { data } = await world.stripe.request<{ data: Invoice[] }>('GET', '/v1/invoices', { subscription, expand: ['data.payments'] });
  return data;
}

const paymentOf = (invoice: Invoice | undefined) => String(invoice?.payments.data[0]?.payment.payment_intent);
const sentBack = async () =>
  (await world.stripe.request<{ data: { amount: number; payment_intent: string }[] }>('GET', '/v1/refunds')).data;

async function open(subscription: string, invoiceId: string | undefined, more: Partial<NewRefund> = {}): Promise<Refund> {
  const refund = await worker.tools.repositories.refunds.open({
    invoiceId: String(invoiceId),
    userId: alice,
    guildId: guild,
    subscriptionId: subscription,
    amount: 400,
    currency: 'usd',
    percent: 40,
    rule: 'partial',
    reason: 'not what I expected',
    status: 'requested',
    cancels: false,
    requestedAt: new Date(),
    decidedBy: 'policy',
    ...more,
  });
  if (refund === undefined) throw new Error('a refund is under way');
  return refund;
}

/** A Stripe that has forgotten every idempotency key, as it does after a day. */
function forgetful(stripe: Stripe): Stripe {
  const fresh = (options: object | undefined) => ({ ...options, idempotencyKey: randomUUID() });
  const refunds = Object.create(stripe.refunds, {
    create: { value: (params: object, options?: object) => stripe.refunds.create(params, fresh(options)) },
  });
  const customers = Object.create(stripe.customers, {
    createBalanceTransaction: {
      value: (id: string, params: Stripe.CustomerCreateBalanceTransactionParams, options?: object) =>
        stripe.customers.createBalanceTransaction(id, params, fresh(options)),
    },
  });
  return Object.create(stripe, { refunds: { value: refunds }, customers: { value: customers } });
}

describe('a refund', () => {
  test('that was sent by a process which died before it could say so is not sent again, a day later either', async () => {
    const { subscription } = await subscribe(world, guild, alice);
    const refund = await open(subscription, (await invoicesOf(subscription))[0]?.id);
    const { refunds } = worker.tools.repositories;
    const dying = {
      ...worker.tools.repositories,
      refunds: { ...refunds, move: () => Promise.reject(new Error('the process is gone')) },
    };
    await expect(testWorker(world, { repositories: dying }).handlers.refund({ refundId: refund.id }, once)).rejects.toThrow('is gone');
    expect((await refunds.get(refund.id))?.status).toBe('requested');

    const later = testWorker(world, { repositories: worker.tools.repositories, stripe: forgetful(worker.tools.stripe) });
    await later.handlers.refund({ refundId: refund.id }, once);
    expect((await sentBack()).map(({ amount }) => amount)).toEqual([400]);
    expect((await refunds.get(refund.id))?.status).toBe('done');
  });

  test('is not sent again when its job is put back after it was sent', async () => {
    const { subscription } = await subscribe(world, guild, alice);
    const refund = await open(subscription, (await invoicesOf(subscription))[0]?.id);
    const { refunds } = worker.tools.repositories;
    const dying = {
      ...worker.tools.repositories,
      audit: { ...worker.tools.repositories.audit, write: () => Promise.reject(new Error('the process is gone')) },
    };
    await expect(testWorker(world, { repositories: dying }).handlers.refund({ refundId: refund.id }, once)).rejects.toThrow('is gone');
    const later = testWorker(world, { repositories: worker.tools.repositories, stripe: forgetful(worker.tools.stripe) });
    await later.handlers.refund({ refundId: refund.id }, once);
    expect((await sentBack()).map(({ amount }) => amount)).toEqual([400]);
    expect((await refunds.get(refund.id))?.status).toBe('done');
  });

  test('is told to Google Analytics once, when the buyer allows it at that moment, and trouble there harms nothing', async () => {
    const { subscription } = await subscribe(world, guild, alice);
    const refund = await open(subscription, (await invoicesOf(subscription))[0]?.id);
    const deaf = { purchase: () => Promise.reject(new Error('away')), refund: () => Promise.reject(new Error('away')) };
    await testWorker(world, { repositories: worker.tools.repositories, measurement: deaf }).handlers.refund(
      { refundId: refund.id, visitor: '12.34' },
      once,
    );
    expect((await worker.tools.repositories.refunds.get(refund.id))?.status).toBe('done');
    await worker.handlers.refund({ refundId: refund.id, visitor: '12.34' }, once);
    expect(worker.measured).toEqual([]);
  });

  test('of somebody who allowed measuring is told with its amount; of anybody else it is not', async () => {
    const { subscription } = await subscribe(world, guild, alice, undefined, '12.34');
    const first = await open(subscription, (await invoicesOf(subscription))[0]?.id);
    await worker.handlers.refund({ refundId: first.id, visitor: '12.34' }, once);
    const told = { event: 'refund', visitor: '12.34', transaction: subscription, amount: 400, currency: 'usd' };
    expect(worker.measured).toEqual([told]);
    const second = await open(subscription, (await invoicesOf(subscription))[0]?.id);
    await worker.handlers.refund({ refundId: second.id }, once);
    expect(worker.measured).toEqual([told]);
  });

  test('of a renewal is not told: the renewal was not told of either', async () => {
    const clock = await world.stripe.createClock();
    const { subscription } = await subscribe(world, guild, alice, clock);
    await world.stripe.advance(clock, { days: 32 });
    const [renewal] = await invoicesOf(subscription);
    const refund = await open(subscription, renewal?.id);
    await worker.handlers.refund({ refundId: refund.id, visitor: '12.34' }, once);
    expect((await worker.tools.repositories.refunds.get(refund.id))?.status).toBe('done');
    expect(worker.measured).toEqual([]);
  });

  test('by two workers at once is one, and neither of them complains', async () => {
    const { subscription } = await subscribe(world, guild, alice);
    const refund = await open(subscription, (await invoicesOf(subscription))[0]?.id);
    const other = testWorker(world, { repositories: worker.tools.repositories });
    await Promise.all([worker, other].map(({ handlers }) => handlers.refund({ refundId: refund.id }, once)));
    expect((await sentBack()).map(({ amount }) => amount)).toEqual([400]);
  });

  test('goes to the payment that it was asked for, also when the next one came before it was sent', async () => {
    const clock = await world.stripe.createClock();
    const { subscription } = await subscribe(world, guild, alice, clock);
    const [first] = await invoicesOf(subscription);
    const refund = await open(subscription, first?.id);
    await world.stripe.advance(clock, { days: 32 });
    expect(await invoicesOf(subscription)).toHaveLength(2);
    await worker.handlers.refund({ refundId: refund.id }, once);
    expect(await sentBack()).toMatchObject([{ payment_intent: paymentOf(first) }]);
  });

  test('that Stripe refuses for good has failed, and is not tried for ever', async () => {
    const { subscription } = await subscribe(world, guild, alice);
    const [invoice] = await invoicesOf(subscription);
    const refund = await open(subscription, invoice?.id);
    // The operator was faster, in Stripe's dashboard.
    await world.stripe.refund(paymentOf(invoice));
    await worker.tools.queues.add('refund', { refundId: refund.id }, { key: refund.id });
    await worker.work();
    expect(await worker.tools.repositories.refunds.get(refund.id)).toMatchObject({ status: 'failed' });
    worker.setNow(new Date(Date.now() + 10 * 60_000));
    await worker.tools.queues.add('outbox-sweep', {});
    await worker.handlers['outbox-sweep']({}, once);
    expect(worker.tools.queues.named('refund')).toEqual([]);
    expect((await premium()).active).toBe(false);
  });

  test('of which Stripe tells the end before the worker has written down that it was sent is done', async () => {
    const { subscription } = await subscribe(world, guild, alice);
    const refund = await open(subscription, (await invoicesOf(subscription))[0]?.id);
    const { stripe } = worker.tools;
    const create = async (params: Stripe.RefundCreateParams): Promise<Stripe.Refund> => {
      const made = await stripe.refunds.create(params);
      // Its events are here and dealt with while the worker still waits for this answer.
      await settleRefund(worker.tools, made);
      return { ...made, status: 'pending' };
    };
    const slow = Object.create(stripe, { refunds: { value: Object.create(stripe.refunds, { create: { value: create } }) } });
    await testWorker(world, { repositories: worker.tools.repositories, stripe: slow }).handlers.refund({ refundId: refund.id }, once);
    expect(await worker.tools.repositories.refunds.get(refund.id)).toMatchObject({ status: 'done' });
  });

  test('that a bank sends back after it had succeeded has failed', async () => {
    const { subscription } = await subscribe(world, guild, alice);
    const refund = await open(subscription, (await invoicesOf(subscription))[0]?.id);
    await worker.handlers.refund({ refundId: refund.id }, once);
    const { refunds } = worker.tools.repositories;
    const sent = await refunds.get(refund.id);
    expect(sent?.status).toBe('done');
    const told = { id: sent?.stripeRefundId, status: 'failed', failure_reason: 'lost_or_stolen_card', metadata: { refund: refund.id } };
    await settleRefund(worker.tools, told as never);
    expect(await refunds.get(refund.id)).toMatchObject({ status: 'failed', error: 'lost_or_stolen_card' });
  });
});

describe('a dispute', () => {
  test('that was won gives Premium back', async () => {
    await subscribe(world, guild, alice);
    const { data } = await world.stripe.request<{ data: { id: string }[] }>('GET', '/v1/charges');
    const dispute = await world.stripe.dispute(String(data[0]?.id));
    await receive(world, worker);
    await worker.work();
    expect((await premium()).active).toBe(false);
    await world.stripe.closeDispute(String(dispute.id), 'won');
    await receive(world, worker);
    await worker.work();
    expect((await premium()).active).toBe(true);
  });

  test('that was lost does not', async () => {
    await subscribe(world, guild, alice);
    const { data } = await world.stripe.request<{ data: { id: string }[] }>('GET', '/v1/charges');
    await world.stripe.closeDispute(String((await world.stripe.dispute(String(data[0]?.id))).id), 'lost');
    await receive(world, worker);
    await worker.work();
    expect((await premium()).active).toBe(false);
    expect((await worker.tools.repositories.accounts.get(alice))?.frozen).toBe(true);
  });
});

describe('a subscription', () => {
  test('after one that has ended is kept, also when nobody has heard of that end yet', async () => {
    const first = await subscribe(world, guild, alice);
    await worker.handlers['sync-subscription']({ subscriptionId: first.subscription }, once);
    await world.stripe.request('DELETE', `/v1/subscriptions/${first.subscription}`);
    const second = await subscribe(world, guild, bob);
    await worker.handlers['sync-subscription']({ subscriptionId: second.subscription }, once);
    expect(await world.stripe.request('GET', `/v1/subscriptions/${second.subscription}`)).toMatchObject({ status: 'active' });
    expect(await sentBack()).toEqual([]);
    expect(await premium()).toMatchObject({ active: true, userId: bob });
    expect((await worker.tools.repositories.subscriptions.get(first.subscription))?.status).toBe('canceled');
  });

  test('whose payments go on failing has its days of grace once, and not in every new period', async () => {
    await world.stripe.dunning('past_due');
    const clock = await world.stripe.createClock();
    const { subscription, customer } = await subscribe(world, guild, alice, clock);
    const { id: card } = await world.stripe.request<{ id: string }>('POST', '/v1/payment_methods/pm_card_chargeCustomerFail/attach', {
      customer,
    });
    await world.stripe.request('POST', `/v1/customers/${customer}`, { invoice_settings: { default_payment_method: card } });
    await world.stripe.request('POST', `/v1/subscriptions/${subscription}`, { default_payment_method: card });
    const look = async (days: number) => {
      await world.stripe.advance(clock, { days });
      const { frozen_time: at } = await world.stripe.request<{ frozen_time: number }>('GET', `/v1/test_helpers/test_clocks/${clock}`);
      worker.setNow(new Date(at * 1000));
      await worker.handlers['sync-subscription']({ subscriptionId: subscription }, once);
      return premium();
    };
    expect(await look(33)).toMatchObject({ active: true, reason: 'grace' });
    expect((await look(10)).active).toBe(false);
    // A day after the next renewal, which was not paid either.
    expect((await look(20)).active).toBe(false);
  });
});

describe('a credit for an outage', () => {
  test('is given once, also when its job is put back after Stripe has forgotten the first time', async () => {
    const { customer } = await subscribe(world, guild, alice);
    await worker.handlers['reconcile-daily']({}, once);
    await worker.work();
    await worker.handlers['outage-credit']({ outageId: 'o1', days: 3 }, once);
    const later = testWorker(world, { repositories: worker.tools.repositories, stripe: forgetful(worker.tools.stripe) });
    await later.handlers['outage-credit']({ outageId: 'o1', days: 3 }, once);
    expect(await world.stripe.request('GET', `/v1/customers/${customer}`)).toMatchObject({ balance: -100 });
  });

  test('reaches the others when one customer is gone', async () => {
    const { subscription, customer } = await subscribe(world, guild, alice);
    await worker.handlers['sync-subscription']({ subscriptionId: subscription }, once);
    const { subscriptions } = worker.tools.repositories;
    const there = await subscriptions.get(subscription);
    if (there === undefined) throw new Error('not synced');
    await subscriptions.save({ ...there, id: 'sub_0', guildId: '900000000000000002', customerId: 'cus_gone' });
    await worker.handlers['outage-credit']({ outageId: 'o1', days: 3 }, once);
    expect(await world.stripe.request('GET', `/v1/customers/${customer}`)).toMatchObject({ balance: -100 });
  });
});

describe('what must reach everybody', () => {
  test('a policy change is told in each server, however long the name of its version', async () => {
    const one = await world.discord.createGuild({ name: 'One' });
    const two = await world.discord.createGuild({ name: 'Two' });
    await worker.handlers['notify-policy-change']({ version: '2026-11-22 (second edition)' }, once);
    for (const { channel } of [one, two])
      expect((await world.discord.channelMessages(channel)).filter(({ content }) => content.includes('second edition'))).toHaveLength(1);
  });

  test('the role goes when Premium has ended by the clock, also when the queue was away just then', async () => {
    const { entitlements } = worker.tools.repositories;
    const now = new Date();
    await entitlements.add(
      {
        source: 'discord',
        id: '1',
        guildId: guild,
        userId: alice,
        skuId: '2',
        endsAt: new Date(now.getTime() + 1000),
        deleted: false,
        observedAt: now,
      },
      { graceDays: 7 },
      now,
    );
    await worker.handlers['role-sync']({ userId: alice }, once);
    const hasRole = async () => (await world.discord.rolesOf(alice)).includes(world.discord.support.premiumRole);
    expect(await hasRole()).toBe(true);
    worker.setNow(new Date(now.getTime() + day));
    worker.tools.queues.breakDown(true);
    await expect(worker.handlers['outbox-sweep']({}, once)).rejects.toThrow('away');
    worker.tools.queues.breakDown(false);
    await worker.handlers['outbox-sweep']({}, once);
    await worker.work();
    expect(await hasRole()).toBe(false);
  });
});
