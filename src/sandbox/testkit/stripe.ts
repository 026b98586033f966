/** What people do at Stripe, for tests: pay, get money back, let time pass; and every way in which webhooks can arrive. */
import { createHmac } from 'node:crypto';
import { callLoopback } from '../../ports/listen.ts';
import type { World } from '../world.ts';
import type { TestDelivery, TestEvent, TestPayment, TestStripe } from './face.ts';

interface Ground {
  world: World;
  clock: { now(): Date; sleep(ms: number): Promise<void> };
  domain: string;
  /** Which server stands behind the API's name now; undefined: none. */
  apiServer(): string | undefined;
}

const pageOfEvents = 100;

export async function stripeFor(ground: Ground): Promise<TestStripe & { portal: string }> {
  const { world, clock, domain } = ground;
  const keys = world.credentials();
  const secretKey = keys['stripe.secretKey'] ?? '';
  const request = requester(world.endpoints.stripe ?? '', secretKey);
  await world.edit('stripe', 'activate', { url: `https://${domain}` });
  const portal = (await world.edit('stripe', 'portal-default')) as { id: string };
  const prices = await makePrices(request);
  const url = `https://api.${domain}/api/stripe/webhook`;
  const webhook = await request<{ id: string; secret: string }>('POST', '/v1/webhook_endpoints', { url, enabled_events: ['*'] });
  const sign: TestStripe['sign'] = (body, { secret = webhook.secret, at = Math.floor(clock.now().getTime() / 1000) } = {}) =>
    `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
  const events = (type?: string) => allEvents(request, type);
  return {
    secretKey,
    publishableKey: keys['stripe.publishableKey'] ?? '',
    prices,
    portal: portal.id,
    webhook: { id: webhook.id, secret: webhook.secret, url },
    request,
    pay: (session, payer) => pay(world.endpoints.stripe ?? '', session, payer),
    events,
    settle: () => world.settle(),
    waiting: () => world.waiting(),
    hold: async (held) => {
      const name = `api.${domain}`;
      await world.setHosts({ [name]: held ? null : (ground.apiServer() ?? null) });
    },
    deliver: async (to, how = {}) => deliverAll(to, await chosen(events, how), how, sign),
    sign,
    refund: (payment, amount) =>
      request('POST', '/v1/refunds', {
        [payment.startsWith('ch_') ? 'charge' : 'payment_intent']: payment,
        ...(amount === undefined ? {} : { amount }),
      }),
    dispute: (id, reason) => world.edit('stripe', 'dispute', { id, ...(reason ? { reason } : {}) }) as Promise<Record<string, unknown>>,
    closeDispute: (id, status) => world.edit('stripe', 'close-dispute', { id, status }) as Promise<Record<string, unknown>>,
    dunning: async (outcome) => void (await world.edit('stripe', 'dunning', { outcome })),
    createClock: async (at = clock.now()) => {
      const made = await request<{ id: string }>('POST', '/v1/test_helpers/test_clocks', { frozen_time: seconds(at) });
      return made.id;
    },
    advance: (id, to) => advance(request, clock, id, to),
  };
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}

function requester(endpoint: string, key: string): TestStripe['request'] {
  return async <T>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    params: Readonly<Record<string, unknown>> = {},
    headers = {},
  ): Promise<T> => {
    const fields = new URLSearchParams(Object.entries(params).flatMap(([name, value]) => form(name, value))).toString();
    const isBody = method === 'POST';
    const answer = await callLoopback(`${endpoint}${path}${!isBody && fields ? `?${fields}` : ''}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(isBody ? { 'content-type': 'application/x-www-form-urlencoded' } : {}), ...headers },
      ...(isBody ? { body: fields } : {}),
      timeoutMs: 20_000,
    });
    const body = JSON.parse(answer.body) as { error?: { message: string } };
    if (answer.status < 400) return body as T;
    throw new Error(`Stripe answered ${answer.status} to ${method} ${path}: ${body.error?.message}`);
  };
}

/** `{ a: { b: [1] } }` → `a[b][0]=1` */
function form(name: string, value: unknown): [string, string][] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((one, index) => form(`${name}[${index}]`, one));
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([key, inner]) => form(`${name}[${key}]`, inner));
  return [[name, value === null ? '' : String(value)]];
}

async function makePrices(request: TestStripe['request']): Promise<TestStripe['prices']> {
  const product = await request<{ id: string }>('POST', '/v1/products', { name: 'Premium' });
  const price = async (interval: 'month' | 'year', unit_amount: number): Promise<string> => {
    const made = await request<{ id: string }>('POST', '/v1/prices', {
      product: product.id,
      currency: 'usd',
      unit_amount,
      recurring: { interval },
      lookup_key: `premium_${interval}ly`,
    });
    return made.id;
  };
  return { monthly: await price('month', 999), yearly: await price('year', 9999) };
}

async function pay(endpoint: string, session: string, payer: Parameters<TestStripe['pay']>[1] = {}): Promise<TestPayment> {
  const id = /cs_(?:test|live)_\w+/.exec(session)?.[0] ?? session;
  const { card = '4242424242424242', email = 'buyer@example.test', name = 'Jenny Rosen', agree = true } = payer;
  const fields = new URLSearchParams({ action: 'pay', card, email, name, ...(agree ? { terms: 'on' } : {}) });
  const answer = await callLoopback(`${endpoint}/c/pay/${id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    body: fields.toString(),
    timeoutMs: 20_000,
  });
  if (answer.status === 303) return { paid: true, redirect: answer.headers.location, problem: undefined };
  const problem = /role="alert">([^<]*)/.exec(answer.body)?.[1] ?? /<h1>([^<]*)/.exec(answer.body)?.[1] ?? `status ${answer.status}`;
  return { paid: false, redirect: undefined, problem };
}

async function allEvents(request: TestStripe['request'], type: string | undefined): Promise<TestEvent[]> {
  const found: TestEvent[] = [];
  for (let more = true; more; ) {
    const last = found.at(-1)?.id;
    const page = await request<{ data: TestEvent[]; has_more: boolean }>('GET', '/v1/events', {
      limit: pageOfEvents,
      ...(type ? { type } : {}),
      ...(last ? { starting_after: last } : {}),
    });
    found.push(...page.data);
    more = page.has_more;
  }
  return found.reverse();
}

async function chosen(
  events: () => Promise<readonly TestEvent[]>,
  { events: named, order, seed = 1, times = 1 }: TestDelivery,
): Promise<TestEvent[]> {
  const all = named?.every((one) => typeof one !== 'string') ? [] : await events();
  const wanted = named?.flatMap((one) => (typeof one === 'string' ? all.filter(({ id }) => id === one) : [one])) ?? [...all];
  const repeated = wanted.flatMap((event) => Array<TestEvent>(times).fill(event));
  if (order === 'reversed') return repeated.reverse();
  return order === 'shuffled' ? shuffled(repeated, seed) : repeated;
}

/** Fisher and Yates, with the small generator of Park and Miller: the same seed gives the same order. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  const out = [...list];
  let state = (Math.abs(Math.trunc(seed)) % 2_147_483_646) + 1;
  for (let index = out.length - 1; index > 0; index--) {
    state = (state * 48_271) % 2_147_483_647;
    const other = state % (index + 1);
    const [one, two] = [out[index], out[other]];
    if (one === undefined || two === undefined) continue;
    [out[index], out[other]] = [two, one];
  }
  return out;
}

async function deliverAll(
  to: string,
  events: readonly TestEvent[],
  { concurrency = 1, secret }: TestDelivery,
  sign: TestStripe['sign'],
): Promise<number[]> {
  const statuses: number[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < events.length; index = next++) {
      const body = JSON.stringify(events[index]);
      statuses[index] = await post(to, body, sign(body, secret === undefined ? {} : { secret }));
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, work));
  return statuses;
}

function post(to: string, body: string, signature: string): Promise<number> {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature, 'user-agent': 'Stripe/1.0' };
  return callLoopback(to, { method: 'POST', headers, body, timeoutMs: 20_000 }).then(
    ({ status }) => status,
    () => 0,
  );
}

async function advance(request: TestStripe['request'], clock: Ground['clock'], id: string, to: Date | { days: number }): Promise<void> {
  const path = `/v1/test_helpers/test_clocks/${id}`;
  const before = await request<{ frozen_time: number }>('GET', path);
  const frozen_time = to instanceof Date ? seconds(to) : before.frozen_time + Math.round(to.days * 86_400);
  await request('POST', `${path}/advance`, { frozen_time });
  for (;;) {
    const { status } = await request<{ status: string }>('GET', path);
    if (status === 'ready') return;
    if (status !== 'advancing') throw new Error(`the test clock ${id} is ${status}`);
    await clock.sleep(20);
  }
}
