import { describe, expect, test } from 'vitest';
import { envOf, openApi, type TestApi } from '../api.fixture.ts';

const url = '/api/stripe/webhook';
const event = (change: object = {}) => ({
  id: 'evt_1',
  object: 'event',
  type: 'customer.subscription.updated',
  livemode: false,
  data: { object: { id: 'sub_1', object: 'subscription' } },
  ...change,
});

async function send({ app, dependencies }: TestApi, content: unknown, { secret = 'whsec_new', at = Date.now(), tamper = false } = {}) {
  const payload = typeof content === 'string' ? content : JSON.stringify(content, null, 2);
  const signature = dependencies.stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: Math.floor(at / 1000) });
  const headers = { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature, 'x-forwarded-proto': 'https' };
  return app.inject({ method: 'POST', url, headers, payload: tamper ? payload.replace('sub_1', 'sub_2') : payload });
}

describe('events of Stripe', () => {
  test('are written down, queued and answered; a repetition is answered and not queued again', async () => {
    const api = await openApi();
    expect((await send(api, event())).json()).toEqual({ received: true });
    expect(await api.repositories.inbox.get('evt_1')).toMatchObject({
      type: 'customer.subscription.updated',
      objectId: 'sub_1',
      status: 'received',
    });
    expect(api.queues.named('stripe-event').map(({ data }) => data.eventId)).toEqual(['evt_1']);
    await api.queues.run({ 'stripe-event': ({ eventId }) => api.repositories.inbox.done(eventId) });
    expect((await send(api, event())).statusCode).toBe(200);
    expect(api.queues.jobs).toEqual([]);
  });

  test('a repetition of an event that was never queued is queued', async () => {
    const api = await openApi();
    api.queues.breakDown(true);
    expect((await send(api, event())).statusCode).toBe(200);
    api.queues.breakDown(false);
    await send(api, event());
    await send(api, event());
    expect(api.queues.named('stripe-event')).toHaveLength(1);
  });

  test('one that was given up is queued again when somebody sends it again from Stripe', async () => {
    const api = await openApi();
    await send(api, event());
    await api.queues.run({ 'stripe-event': ({ eventId }) => api.repositories.inbox.failed(eventId, 'Stripe was away', true) });
    await send(api, event());
    expect(api.queues.named('stripe-event').map(({ data }) => data.eventId)).toEqual(['evt_1']);
  });

  test('while the signing secret is changed both are good, and no other one', async () => {
    const api = await openApi();
    expect((await send(api, event(), { secret: 'whsec_old' })).statusCode).toBe(200);
    expect((await send(api, event(), { secret: 'whsec_other' })).statusCode).toBe(400);
  });

  test('a changed body, an old signature and none at all are refused, and nothing is written down', async () => {
    const api = await openApi();
    expect((await send(api, event(), { tamper: true })).json().code).toBe('bad-signature');
    expect((await send(api, event(), { at: Date.now() - 400_000 })).statusCode).toBe(400);
    const bare = { 'content-type': 'application/json', 'x-forwarded-proto': 'https' };
    expect((await api.app.inject({ method: 'POST', url, headers: bare, payload: JSON.stringify(event()) })).statusCode).toBe(400);
    expect((await api.app.inject({ method: 'POST', url, headers: { 'x-forwarded-proto': 'https' } })).statusCode).toBe(400);
    expect(api.repositories.store.all('stripe_events')).toEqual([]);
  });

  test('kinds that nobody handles and events of the other mode are answered and left alone', async () => {
    const api = await openApi();
    expect((await send(api, event({ type: 'product.created' }))).statusCode).toBe(200);
    expect((await send(api, event({ livemode: true }))).statusCode).toBe(200);
    expect(api.repositories.store.all('stripe_events')).toEqual([]);
  });

  test('are accepted while payments are switched off; buying, portal and refunds say so', async () => {
    const api = await openApi({ env: envOf({ STRIPE_ENABLED: 'false' }) });
    expect((await send(api, event())).statusCode).toBe(200);
    const browser = api.browser();
    await browser.login();
    const guildId = '300000000000000001';
    for (const [path, body] of [
      ['checkout', { guildId, plan: 'monthly' }],
      ['portal', {}],
      ['refund', { guildId }],
    ] as const) {
      const answer = await browser.send('POST', `/api/stripe/${path}`, body);
      expect([path, answer.statusCode, answer.json().code]).toEqual([path, 503, 'payments-off']);
    }
    expect((await browser.send('POST', '/api/stripe/cancel', { guildId })).json().code).toBe('no-subscription');
    expect((await browser.send('GET', '/api/billing/plans')).json().enabled).toBe(false);
  });

  test('with the database away Stripe is told to come again; with the queue away or stuck the event is kept and the answer is quick', async () => {
    const api = await openApi();
    const { receive } = api.repositories.inbox;
    api.repositories.inbox.receive = async () => Promise.reject(new Error('mongodb://user:password@host'));
    const refused = await send(api, event());
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '10']);
    expect(refused.body).not.toContain('password');
    api.repositories.inbox.receive = receive;
    api.queues.add = () => new Promise(() => undefined);
    const before = performance.now();
    expect((await send(api, event())).statusCode).toBe(200);
    expect(performance.now() - before).toBeLessThan(1000);
  });

  test('may be large, up to a megabyte', async () => {
    const api = await openApi();
    const large = (bytes: number) => event({ data: { object: { id: 'sub_1', text: 'x'.repeat(bytes) } } });
    expect((await send(api, large(500_000))).statusCode).toBe(200);
    expect((await send(api, large(1_100_000))).statusCode).toBe(413);
  });
});
