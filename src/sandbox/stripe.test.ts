import type Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { raw, refusal, sdk, testWorld } from './fixture.ts';
import type { WorldState } from './state.ts';
import type { World } from './world.ts';

let world: World;
let fresh: WorldState;
let stripe: Stripe;

beforeAll(async () => {
  world = await testWorld();
  fresh = await world.snapshot();
  stripe = sdk(world);
});
beforeEach(() => world.restore(fresh));
afterAll(() => world.close());

const monthly = (product: string, more: Partial<Stripe.PriceCreateParams> = {}): Stripe.PriceCreateParams => ({
  product,
  unit_amount: 999,
  currency: 'usd',
  recurring: { interval: 'month' },
  ...more,
});

describe('keys', () => {
  test('carry the account id and are minted anew for every world', async () => {
    const keys = world.credentials();
    const { id } = await stripe.accounts.retrieveCurrent();
    expect(id).toMatch(/^acct_1SandboxK77\w{6}$/);
    expect(keys['stripe.secretKey']).toContain(`sk_test_5${id.slice('acct_'.length)}`);
    const other = await testWorld();
    expect(other.credentials()['stripe.secretKey']).not.toBe(keys['stripe.secretKey']);
    await other.close();
  });

  test('that nobody knows are refused with 401, expired ones with their code', async () => {
    const stranger = await raw(world, 'GET', '/v1/account', { headers: { authorization: 'Bearer sk_test_51madeup1234' } });
    expect([stranger.status, stranger.body]).toEqual([401, expect.stringContaining('Invalid API Key provided: sk_test_********1234')]);
    expect(await refusal(sdk(world, 'expiredKey').balance.retrieve())).toMatchObject({ status: 401, code: 'api_key_expired' });
    const none = await raw(world, 'GET', '/v1/account', { headers: { authorization: '' } });
    expect(none.status).toBe(401);
  });

  test('that are publishable open nothing', async () => {
    expect(await refusal(sdk(world, 'publishableKey').products.list())).toMatchObject({ status: 403, code: 'secret_key_required' });
  });

  test('that are restricted work until a permission is taken away', async () => {
    const restricted = sdk(world, 'restrictedKey');
    await restricted.products.create({ name: 'Premium' });
    await world.edit('stripe', 'restrict', { permission: 'product_write' });
    const no = await refusal(restricted.products.create({ name: 'Premium' }));
    expect(no.status).toBe(403);
    expect(no.message).toContain("Having the 'rak_product_write' permission would allow");
    await restricted.prices.list();
  });

  test('of another account and of another mode see other things', async () => {
    const product = await stripe.products.create({ name: 'Premium' });
    expect((await sdk(world, 'otherAccountSecretKey').products.list()).data).toEqual([]);
    expect((await sdk(world, 'liveSecretKey').products.list()).data).toEqual([]);
    const no = await refusal(sdk(world, 'liveSecretKey').products.retrieve(product.id));
    expect(no).toMatchObject({ status: 404, code: 'resource_missing' });
    expect(no.message).toContain('a similar object exists in test mode, but a live mode key was used');
    expect(product.livemode).toBe(false);
    expect((await sdk(world, 'liveSecretKey').balance.retrieve()).livemode).toBe(true);
  });

  test('that are live open no test clock and no test card', async () => {
    const live = sdk(world, 'liveSecretKey');
    expect(await refusal(live.testHelpers.testClocks.create({ frozen_time: 1_800_000_000 }))).toMatchObject({
      status: 400,
      code: 'livemode_mismatch',
    });
    const customer = await live.customers.create({ email: 'a@example.test' });
    expect(await refusal(live.paymentMethods.attach('pm_card_visa', { customer: customer.id }))).toMatchObject({
      code: 'resource_missing',
    });
  });
});

describe('parameters', () => {
  test('that Stripe does not know are refused, and nothing is made', async () => {
    const answer = await raw(world, 'POST', '/v1/products', { body: 'name=Premium&colour=blue' });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({
      error: { type: 'invalid_request_error', code: 'parameter_unknown', param: 'colour', message: 'Received unknown parameter: colour' },
    });
    expect(answer.headers['request-id']).toMatch(/^req_\w{14}$/);
    expect((await stripe.products.list()).data).toEqual([]);
  });

  test('that are missing, of the wrong type or no member of an enumeration are refused', async () => {
    expect(await refusal(stripe.products.create({} as Stripe.ProductCreateParams))).toMatchObject({
      code: 'parameter_missing',
      param: 'name',
    });
    const { id } = await stripe.products.create({ name: 'Premium' });
    const wrong = (more: object) => refusal(stripe.prices.create({ ...monthly(id), ...more }));
    expect(await wrong({ unit_amount: '9.99' })).toMatchObject({ code: 'parameter_invalid_integer', param: 'unit_amount' });
    expect(await wrong({ recurring: { interval: 'fortnight' } })).toMatchObject({
      param: 'recurring[interval]',
      message: 'Invalid recurring[interval]: must be one of day, month, week, or year',
    });
    expect(await wrong({ currency: 'dollars' })).toMatchObject({ param: 'currency' });
    expect(await wrong({ recurring: { interval: 'month', rhythm: 1 } })).toMatchObject({
      code: 'parameter_unknown',
      param: 'recurring[rhythm]',
    });
  });

  test('come as forms, never as JSON, in all spellings of a list', async () => {
    const json = await raw(world, 'POST', '/v1/products', { body: '{"name":"Premium"}', headers: { 'content-type': 'application/json' } });
    expect(json.status).toBe(400);
    expect(json.body).toContain('check that your POST content type is application/x-www-form-urlencoded');
    for (const list of ['images[]=https://a.test/1.png', 'images[0]=https://a.test/1.png']) {
      const { body } = await raw(world, 'POST', '/v1/products', { body: `name=Premium&${list}` });
      expect(JSON.parse(body).images).toEqual(['https://a.test/1.png']);
    }
  });

  test('of an unknown address or version are refused', async () => {
    expect((await raw(world, 'GET', '/v1/widgets')).status).toBe(404);
    const old = await raw(world, 'GET', '/v1/account', { headers: { 'stripe-version': '2023-08-16' } });
    expect([old.status, old.body]).toEqual([400, expect.stringContaining('Invalid Stripe API version: 2023-08-16')]);
  });
});

describe('idempotency', () => {
  const endpoint: Stripe.WebhookEndpointCreateParams = { url: 'https://api.kingdom77.test/hook', enabled_events: ['invoice.paid'] };

  test('a repeat gets the same bytes, the secret included, and makes nothing', async () => {
    const first = await stripe.webhookEndpoints.create(endpoint, { idempotencyKey: 'once' });
    const again = await stripe.webhookEndpoints.create(endpoint, { idempotencyKey: 'once' });
    expect(first.secret).toMatch(/^whsec_\w{32}$/);
    expect(again).toEqual(first);
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();
    expect((await stripe.webhookEndpoints.list()).data).toHaveLength(1);
  });

  test('the same key with other parameters is refused', async () => {
    await stripe.webhookEndpoints.create(endpoint, { idempotencyKey: 'once' });
    const no = await refusal(
      stripe.webhookEndpoints.create({ ...endpoint, url: 'https://api.kingdom77.test/other' }, { idempotencyKey: 'once' }),
    );
    expect(no).toMatchObject({ status: 400, type: 'idempotency_error' });
  });

  test('a refusal of the parameters is not kept, so that the corrected request may use the key', async () => {
    await refusal(stripe.products.create({} as Stripe.ProductCreateParams, { idempotencyKey: 'p' }));
    expect((await stripe.products.create({ name: 'Premium' }, { idempotencyKey: 'p' })).name).toBe('Premium');
  });

  test('a key is forgotten after a day', async () => {
    let days = 0;
    const later = await testWorld({
      clock: { now: () => new Date(Date.now() + days * 86_400_000), tick: () => 0, sleep: () => new Promise(() => {}) },
    });
    const one = await sdk(later).products.create({ name: 'Premium' }, { idempotencyKey: 'p' });
    days = 1.01;
    const two = await sdk(later).products.create({ name: 'Premium' }, { idempotencyKey: 'p' });
    expect(two.id).not.toBe(one.id);
    await later.close();
  });
});

describe('prices', () => {
  test('cannot change their amount, currency or rhythm', async () => {
    const { id } = await stripe.products.create({ name: 'Premium' });
    const price = await stripe.prices.create(monthly(id));
    for (const change of [{ unit_amount: 1299 }, { currency: 'eur' }, { recurring: { interval: 'year' } }, { product: 'prod_other' }])
      expect(await refusal(stripe.prices.update(price.id, change as Stripe.PriceUpdateParams))).toMatchObject({
        code: 'parameter_unknown',
      });
    expect((await stripe.prices.retrieve(price.id)).unit_amount).toBe(999);
  });

  test('hand a lookup key over only when told to', async () => {
    const { id } = await stripe.products.create({ name: 'Premium' });
    const old = await stripe.prices.create(monthly(id, { lookup_key: 'premium_monthly' }));
    const no = await refusal(stripe.prices.create(monthly(id, { unit_amount: 1299, lookup_key: 'premium_monthly' })));
    expect(no.message).toContain('already uses that lookup key');
    const next = await stripe.prices.create(monthly(id, { unit_amount: 1299, lookup_key: 'premium_monthly', transfer_lookup_key: true }));
    expect((await stripe.prices.retrieve(old.id)).lookup_key).toBeNull();
    const found = await stripe.prices.list({ lookup_keys: ['premium_monthly', 'other'] });
    expect(found.data.map((price) => price.id)).toEqual([next.id]);
  });

  test('that are the default of a product cannot be archived', async () => {
    const { id } = await stripe.products.create({ name: 'Premium' });
    const price = await stripe.prices.create(monthly(id));
    await stripe.products.update(id, { default_price: price.id });
    expect(await refusal(stripe.prices.update(price.id, { active: false }))).toMatchObject({ status: 400, param: 'active' });
    expect((await stripe.prices.retrieve(price.id)).active).toBe(true);
    expect((await stripe.products.retrieve(id, { expand: ['default_price'] })).default_price).toMatchObject({
      id: price.id,
      unit_amount: 999,
    });
  });

  test('keep their product from being deleted', async () => {
    const { id } = await stripe.products.create({ name: 'Premium', id: 'premium' });
    expect(id).toBe('premium');
    expect(await refusal(stripe.products.create({ name: 'Premium', id: 'premium' }))).toMatchObject({ code: 'resource_already_exists' });
    await stripe.prices.create(monthly(id));
    expect((await refusal(stripe.products.del(id))).message).toContain('cannot be deleted');
    const empty = await stripe.products.create({ name: 'Empty' });
    expect(await stripe.products.del(empty.id)).toMatchObject({ deleted: true });
    expect(await refusal(stripe.products.retrieve(empty.id))).toMatchObject({ status: 404, code: 'resource_missing' });
  });
});

describe('lists', () => {
  test('are paged, newest first, forwards and backwards', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.unshift((await stripe.products.create({ name: `P${n}` })).id);
    const first = await stripe.products.list({ limit: 2 });
    expect([first.data.map(({ id }) => id), first.has_more, first.url]).toEqual([ids.slice(0, 2), true, '/v1/products']);
    const last = await stripe.products.list({ limit: 3, starting_after: ids[1] ?? '' });
    expect([last.data.map(({ id }) => id), last.has_more]).toEqual([ids.slice(2), false]);
    const back = await stripe.products.list({ limit: 2, ending_before: ids[3] ?? '' });
    expect([back.data.map(({ id }) => id), back.has_more]).toEqual([ids.slice(1, 3), true]);
    expect(await stripe.products.list({ limit: 2 }).autoPagingToArray({ limit: 100 })).toHaveLength(5);
    expect(await refusal(stripe.products.list({ limit: 101 }))).toMatchObject({ param: 'limit' });
    expect(await refusal(stripe.products.list({ starting_after: 'prod_gone' }))).toMatchObject({
      code: 'resource_missing',
      param: 'starting_after',
    });
  });
});

test('metadata is merged; an empty value deletes a name', async () => {
  const { id } = await stripe.products.create({ name: 'Premium', metadata: { a: '1', b: '2' } });
  expect((await stripe.products.update(id, { metadata: { b: '', c: '3' } })).metadata).toEqual({ a: '1', c: '3' });
  expect((await stripe.products.update(id, { metadata: '' })).metadata).toEqual({});
  expect(await refusal(stripe.products.update(id, { metadata: { ['k'.repeat(41)]: 'v' } }))).toMatchObject({ status: 400 });
});

test('every change is told by an event with what was before, and an unchanged thing by none', async () => {
  const { id } = await stripe.products.create({ name: 'Premium' });
  await stripe.products.update(id, { name: 'Premium Plus' });
  const types = (await stripe.events.list()).data.map(({ type }) => type);
  expect(types).toEqual(['product.updated', 'product.created']);
  const [updated] = (await stripe.events.list({ type: 'product.updated' })).data;
  expect(updated?.data.previous_attributes).toMatchObject({ name: 'Premium' });
  expect(updated?.request?.id).toMatch(/^req_/);
  const account = await stripe.accounts.retrieveCurrent();
  expect(account.requirements?.currently_due).toContain('external_account');
});

describe('webhook endpoints', () => {
  const url = 'https://api.kingdom77.test/hook';

  test('show their secret once', async () => {
    const made = await stripe.webhookEndpoints.create({ url, enabled_events: ['*'], api_version: '2026-10-28.endive' });
    expect(made.secret).toMatch(/^whsec_/);
    expect(await stripe.webhookEndpoints.retrieve(made.id)).not.toHaveProperty('secret');
    expect((await raw(world, 'GET', '/v1/webhook_endpoints')).body).not.toContain('whsec_');
  });

  test('cannot change their version, listen to nonsense or live on this machine', async () => {
    const made = await stripe.webhookEndpoints.create({ url, enabled_events: ['invoice.paid'] });
    const update = (more: object) => refusal(stripe.webhookEndpoints.update(made.id, more));
    expect(await update({ api_version: '2026-10-28.endive' })).toMatchObject({ code: 'parameter_unknown' });
    expect(await update({ enabled_events: ['invoice.eaten'] })).toMatchObject({ param: 'enabled_events[0]' });
    expect(await update({ url: 'http://127.0.0.1:4000/hook' })).toMatchObject({ param: 'url' });
    expect(await stripe.webhookEndpoints.update(made.id, { disabled: true })).toMatchObject({ status: 'disabled' });
    expect(
      await refusal(sdk(world, 'liveSecretKey').webhookEndpoints.create({ url: 'http://a.example/h', enabled_events: ['*'] })),
    ).toMatchObject({ param: 'url' });
  });
});

test('the portal wants products for updates, and has no default configuration before a person made one', async () => {
  const features: Stripe.BillingPortal.ConfigurationCreateParams.Features = {
    invoice_history: { enabled: true },
    subscription_cancel: { enabled: true },
  };
  const made = await stripe.billingPortal.configurations.create({ features });
  expect([made.is_default, made.features.subscription_cancel.mode]).toEqual([false, 'at_period_end']);
  const no = await refusal(stripe.billingPortal.configurations.create({ features: { subscription_update: { enabled: true } } }));
  expect(no).toMatchObject({ param: 'features[subscription_update][products]' });
  const customer = await stripe.customers.create({ email: 'a@example.test' });
  expect((await refusal(stripe.billingPortal.sessions.create({ customer: customer.id }))).message).toContain(
    'default configuration has not been created',
  );
  expect((await stripe.billingPortal.sessions.create({ customer: customer.id, configuration: made.id })).url).toContain(
    'https://billing.stripe.com/p/session/test_',
  );
  await world.edit('stripe', 'portal-default');
  expect((await stripe.billingPortal.configurations.list({ is_default: true })).data).toHaveLength(1);
});

test('tax is pending until the head office is known, and registrations are per state', async () => {
  expect(await stripe.tax.settings.retrieve()).toMatchObject({ status: 'pending', head_office: null });
  const line_items = [{ price_data: { currency: 'usd', unit_amount: 100, product_data: { name: 'P' } } }];
  const withTax = { mode: 'payment', success_url: 'https://a.test/ok', line_items, automatic_tax: { enabled: true } } as const;
  expect((await refusal(stripe.checkout.sessions.create({ ...withTax, line_items: [...line_items] }))).message).toContain(
    'head office address',
  );
  const set = {
    defaults: { tax_behavior: 'exclusive', tax_code: 'txcd_10000000' },
    head_office: { address: { country: 'US', state: 'CA' } },
  } as const;
  expect(await stripe.tax.settings.update(set)).toMatchObject({ status: 'active', status_details: { active: {} } });
  const california = { country: 'US', active_from: 'now', country_options: { us: { state: 'CA', type: 'state_sales_tax' } } } as const;
  expect(await stripe.tax.registrations.create(california)).toMatchObject({ status: 'active', country: 'US' });
  expect((await refusal(stripe.tax.registrations.create(california))).message).toContain('already have an active registration');
  expect((await stripe.tax.registrations.list({ status: 'active' })).data).toHaveLength(1);
});

test('a property is expanded where it can be, and refused where it cannot', async () => {
  const { id } = await stripe.products.create({ name: 'Premium' });
  const price = await stripe.prices.create(monthly(id));
  expect((await stripe.prices.list({ expand: ['data.product'] })).data[0]?.product).toMatchObject({ name: 'Premium' });
  expect((await stripe.prices.retrieve(price.id, { expand: ['product.default_price'] })).product).toMatchObject({ default_price: null });
  expect((await refusal(stripe.prices.retrieve(price.id, { expand: ['currency'] }))).message).toContain('cannot be expanded');
});
