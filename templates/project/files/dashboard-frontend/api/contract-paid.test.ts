/** The rest of the contract: what is only there when money has moved, with the emulated Discord and Stripe. */
import { openTestWorld, type TestWorld } from '@k77/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Browser } from '../../dashboard/src/api.fixture.ts';
import { type Journey, openJourney } from '../../dashboard/src/journey.fixture.ts';
import type { Invoice, Purchase, RefundAsked, RefundOffer, Subscription } from './answers.ts';
import { type Client, createClient } from './client.ts';
import { ApiFailure } from './failure.ts';

const apiUrl = 'https://api.test';
const time = z.iso.datetime();
const asked = {
  id: z.string(),
  amount: z.int(),
  currency: z.string(),
  percent: z.int(),
  rule: z.enum(['full', 'partial', 'withdrawal', 'manual']),
  endsPremium: z.boolean(),
};
const purchase: z.ZodType<Purchase> = z.strictObject({
  status: z.enum(['open', 'complete', 'expired']),
  paid: z.boolean(),
  guildId: z.string(),
  premium: z.boolean(),
  amount: z.int(),
  currency: z.string(),
  transactionId: z.string().nullable(),
});
const subscription: z.ZodType<Subscription> = z.strictObject({
  plan: z.enum(['monthly', 'yearly']),
  status: z.string(),
  currentPeriodEnd: time,
  cancelAtPeriodEnd: z.boolean(),
  mine: z.boolean(),
});
const invoice: z.ZodType<Invoice> = z.strictObject({
  id: z.string(),
  number: z.string().nullable(),
  createdAt: time,
  total: z.int(),
  paid: z.int(),
  currency: z.string(),
  status: z.enum(['draft', 'open', 'paid', 'uncollectible', 'void']),
  url: z.string().nullable(),
  pdf: z.string().nullable(),
});
const offer: z.ZodType<RefundOffer> = z.strictObject({
  decision: z.enum(['refund', 'reason-needed', 'manual', 'refused']),
  amount: z.int().nullable(),
  percent: z.int().nullable(),
  rule: asked.rule.nullable(),
  endsPremium: z.boolean(),
  why: z.string().nullable(),
  paid: z.int(),
  paidAt: time.nullable(),
  currency: z.string(),
  until: time.nullable(),
  request: z
    .strictObject({
      ...asked,
      guildId: z.string(),
      status: z.enum(['requested', 'review', 'sent', 'done', 'failed', 'refused']),
      requestedAt: time,
      updatedAt: time,
    })
    .nullable(),
});
const refundAsked: z.ZodType<RefundAsked> = z.strictObject({ ...asked, status: z.string() });

let world: TestWorld;
let journey: Journey;
let client: Client;
let castle: string;

/** A page's `fetch` over the browser of the tests. */
function fetchOf(browser: Browser): typeof fetch {
  return async (url, { method = 'GET', body, headers } = {}) => {
    browser.csrf = new Headers(headers).get('x-csrf-token') ?? undefined;
    const payload = typeof body === 'string' ? JSON.parse(body) : undefined;
    const answer = await browser.send(method as 'GET', String(url).slice(apiUrl.length), payload);
    return new Response(answer.body, { status: answer.statusCode, headers: { 'content-type': String(answer.headers['content-type']) } });
  };
}

beforeAll(async () => {
  world = await openTestWorld();
  const made = await world.discord.createGuild({ name: 'Castle', owner: world.discord.users.alice.id });
  castle = made.id;
  journey = await openJourney(world);
  await journey.repositories.guilds.joined({ guildId: castle, name: 'Castle' }, new Date());
  client = createClient({ apiUrl, fetch: fetchOf((await journey.login('alice')).browser) });
});
afterAll(async () => {
  await journey.close();
  await world.close();
});

test('from the checkout to the refund every answer is what pages expect', async () => {
  const { id, url } = await client.checkout(castle, 'monthly', true);
  expect(url).toMatch(/^https:/);
  expect(purchase.parse(await client.purchase(id))).toMatchObject({ status: 'open', paid: false, premium: false });
  await world.stripe.pay(id, { agree: true });
  const done = purchase.parse(await client.purchase(id));
  expect(done).toMatchObject({ status: 'complete', paid: true, premium: true, guildId: castle });
  expect(purchase.parse(await client.purchase(id)), 'opened a second time').toEqual(done);
  expect((await client.portal()).url).toMatch(/^https?:/);
  expect(subscription.parse(await client.cancel(castle, false)).cancelAtPeriodEnd).toBe(true);
  expect(subscription.parse(await client.cancel(castle, true)).cancelAtPeriodEnd).toBe(false);
  z.array(invoice)
    .length(1)
    .parse((await client.invoices()).invoices);
  expect(offer.parse(await client.refundOffer(castle))).toMatchObject({ decision: 'refund', percent: 100, request: null });
  refundAsked.parse(await client.askRefund(castle, ''));
  expect(offer.parse(await client.refundOffer(castle)).request).toMatchObject({ status: 'requested' });
});

test('a payment that is nobody’s, or somebody else’s, is refused and not an error', async () => {
  const refused = await client.purchase('cs_test_none').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ApiFailure);
  expect(refused).toMatchObject({ kind: 'refused', code: 'not-found' });
});
