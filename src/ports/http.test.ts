import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Exchange } from '../core/doors.ts';
import { OperatorError, Refused } from '../core/errors.ts';
import type { Entry, Journal, Recorded } from '../core/journal.ts';
import { Redactor, Secret } from '../core/secret.ts';
import type { AnyVendor } from '../core/vendor.ts';
import { openDoors } from './http.ts';

const vendor = {
  id: 'stripe',
  title: 'Stripe',
  base: 'https://api.stripe.com',
  credentials: [],
  token: { page: '', permissions: [] },
  connect: () => undefined,
  whoami: async () => ({ account: 'a', mode: 'test' }),
  explain: () => undefined,
  advice: {},
  secretFields: ['secret'],
  idempotencyHeader: 'Idempotency-Key',
  limits: { perSecond: 1000, concurrent: 4 },
} as const satisfies AnyVendor;
const plain: AnyVendor = { ...vendor, idempotencyHeader: undefined as never };

function memoryJournal(): Journal & { list: Recorded[] } {
  const list: Recorded[] = [];
  return {
    list,
    append: async (entry: Entry) => {
      const recorded = { ...entry, seq: list.length, at: new Date().toISOString(), prev: '', hash: '' } as Recorded;
      list.push(recorded);
      return recorded;
    },
    entries: () => list,
    inFlight: (task) => list.filter((entry) => entry.kind === 'intent' && entry.task === task) as Extract<Recorded, { kind: 'intent' }>[],
  };
}

let server: Server;
let endpoint: string;
let seen: { method: string; url: string; key: string; body: string }[];
let answer: (request: IncomingMessage, response: ServerResponse, nth: number) => void;
let exchanges: Exchange[];
let journal: ReturnType<typeof memoryJournal>;
let slept: number[];
const signal = new AbortController().signal;

beforeEach(async () => {
  [seen, exchanges, slept, journal] = [[], [], [], memoryJournal()];
  answer = (_request, response) => response.setHeader('content-type', 'application/json').end('{"ok":true}');
  server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    seen.push({ method: String(request.method), url: String(request.url), key: String(request.headers['idempotency-key'] ?? ''), body });
    answer(request, response, seen.length);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => server.close());

function doors(extra: Partial<Parameters<typeof openDoors>[0]> = {}): ReturnType<typeof openDoors> {
  const redactor = new Redactor();
  redactor.learn(new Secret('STRIPE_SECRET_KEY', 'sk_test_verysecretvalue'));
  let uuid = 0;
  return openDoors({
    endpoints: { stripe: endpoint },
    clock: { now: () => new Date(), tick: () => performance.now(), sleep: async (ms) => void slept.push(ms) },
    random: { token: () => 'token', uuid: () => `uuid-${uuid++}`, fraction: () => 0.5 },
    journal,
    redactor,
    record: (exchange) => void exchanges.push(exchange),
    ...extra,
  });
}
const post = { method: 'POST', body: 'a=1', headers: { authorization: 'Bearer sk_test_verysecretvalue', 'idempotency-key': 'of-the-sdk' } };

describe('a door that only reads', () => {
  test('refuses every write before a byte is sent, and says so afterwards', async () => {
    const all = doors();
    const door = all.open(vendor, { by: 'task', writes: 'no', signal });
    await expect(door('https://api.stripe.com/v1/prices', post)).rejects.toThrow(Refused);
    expect(seen).toEqual([]);
    expect(all.thrown('task')).toBeInstanceOf(Refused);
  });

  test('lets a write pass that its vendor calls reading', async () => {
    const door = doors().open({ ...plain, reads: ({ body }) => body === 'a=1' }, { by: 'task', writes: 'no', signal });
    expect((await door('https://api.stripe.com/graphql', post)).status).toBe(200);
    expect(journal.list).toEqual([]);
  });

  test('asks equal questions once, until the vendor is written to', async () => {
    const all = doors();
    const read = all.open(vendor, { by: 'a', writes: 'no', signal });
    const both = await Promise.all([read('https://api.stripe.com/v1/prices'), read('https://api.stripe.com/v1/prices')]);
    expect(await Promise.all(both.map((response) => response.json()))).toEqual([{ ok: true }, { ok: true }]);
    await read('https://api.stripe.com/v1/prices');
    expect(seen).toHaveLength(1);
    await all.open(vendor, { by: 'b', writes: 'yes', signal })('https://api.stripe.com/v1/prices', post);
    await read('https://api.stripe.com/v1/prices');
    expect(seen.map((request) => request.method)).toEqual(['GET', 'POST', 'GET']);
  });

  test('what a check writes for itself makes it alone ask again; what others were told still holds for them', async () => {
    const all = doors();
    const prices = 'https://api.stripe.com/v1/prices';
    const check = all.open(vendor, { by: 'check.a', writes: 'test data', signal });
    const other = all.open(vendor, { by: 'check.b', writes: 'no', signal });
    await other(prices);
    await check(prices);
    await check(prices, post);
    await other(prices);
    expect(seen.map((request) => request.method)).toEqual(['GET', 'POST']);
    await check(prices);
    await check(prices);
    expect(seen).toHaveLength(3);
    all.forget(undefined, 'check.a');
    await other(prices);
    await check(prices);
    expect(seen).toHaveLength(4);
    all.forget();
    await other(prices);
    expect(seen).toHaveLength(5);
  });

  test('leads to its own vendor only', async () => {
    const door = doors().open(vendor, { by: 'task', writes: 'yes', signal });
    await expect(door('https://evil.example/v1/prices')).rejects.toThrow('it is not https://api.stripe.com');
  });
});

describe('a write', () => {
  test('is journalled before it is sent and after it is answered, with its idempotency key', async () => {
    const order: string[] = [];
    answer = (_request, response) => {
      order.push(`answered with ${journal.list.length} entries`);
      response.end('{}');
    };
    await doors({ beforeFirstWrite: async () => order.push('snapshot') }).open(vendor, { by: 'task', writes: 'yes', signal })(
      'https://api.stripe.com/v1/prices',
      post,
    );
    expect(order).toEqual(['snapshot', 'answered with 1 entries']);
    expect(journal.list.map((entry) => entry.kind)).toEqual(['intent', 'outcome']);
    expect(journal.list[0]).toMatchObject({ idempotencyKey: 'k77-uuid-0', path: '/v1/prices' });
  });

  test('whose answer is lost is repeated with the same key where the vendor has keys', async () => {
    answer = (request, response, nth) => (nth === 1 ? request.socket.destroy() : response.end('{}'));
    await doors().open(vendor, { by: 'task', writes: 'yes', signal })('https://api.stripe.com/v1/prices', post);
    expect(seen.map((request) => request.key)).toEqual(['k77-uuid-0', 'k77-uuid-0']);
  });

  test('whose answer is lost is not repeated where the vendor has none', async () => {
    answer = (request) => request.socket.destroy();
    await expect(doors().open(plain, { by: 'task', writes: 'yes', signal })('https://api.stripe.com/v1/x', post)).rejects.toThrow();
    expect(seen).toHaveLength(1);
  });

  test('that an interrupted run began is asked again with the journalled key; one that was refused, or differs, is not', async () => {
    const open = (): Promise<unknown> =>
      doors().open(vendor, { by: 'task', writes: 'yes', signal })('https://api.stripe.com/v1/prices', post);
    answer = (request) => request.socket.destroy();
    await expect(open()).rejects.toThrow();
    answer = (_request, response) => response.setHeader('content-type', 'application/json').end('{}');
    const first = String(seen[0]?.key);
    await open();
    expect(seen.at(-1)?.key).toBe(first);
    await doors({ random: { token: () => '', uuid: () => 'fresh', fraction: () => 0 } }).open(vendor, {
      by: 'task',
      writes: 'yes',
      signal,
    })('https://api.stripe.com/v1/prices', { ...post, body: 'a=2' });
    expect(seen.at(-1)?.key).toBe('k77-fresh');
  });

  test('of test data leaves no trace in the journal', async () => {
    await doors().open(vendor, { by: 'check.x', writes: 'test data', signal })('https://api.stripe.com/v1/customers', post);
    expect(journal.list).toEqual([]);
    expect(seen).toHaveLength(1);
  });
});

describe('trouble', () => {
  test('429 is waited out as Retry-After says', async () => {
    answer = (_request, response, nth) => (nth === 1 ? response.writeHead(429, { 'retry-after': '7' }).end('{}') : response.end('{}'));
    const response = await doors().open(plain, { by: 'task', writes: 'yes', signal })('https://api.stripe.com/v1/x', post);
    expect(response.status).toBe(200);
    expect(slept).toEqual([7000]);
  });

  test('500 is asked again for reads, and given up after five times', async () => {
    answer = (_request, response) => response.writeHead(500).end('{}');
    expect((await doors().open(vendor, { by: 'task', writes: 'no', signal })('https://api.stripe.com/v1/x')).status).toBe(500);
    expect(seen).toHaveLength(5);
  });

  test('a web page instead of data is said to be one', async () => {
    answer = (_request, response) => response.setHeader('content-type', 'text/html').end('<html>maintenance</html>');
    await expect(doors().open(vendor, { by: 'task', writes: 'no', signal })('https://api.stripe.com/v1/x')).rejects.toThrow(OperatorError);
  });

  test('no more requests are under way than the vendor allows', async () => {
    let [now, most] = [0, 0];
    answer = (_request, response) => {
      most = Math.max(most, ++now);
      setTimeout(() => {
        now--;
        response.end('{}');
      }, 10);
    };
    const door = doors().open({ ...vendor, limits: { perSecond: 1000, concurrent: 2 } }, { by: 'task', writes: 'no', signal });
    await Promise.all(Array.from({ length: 8 }, (_, index) => door(`https://api.stripe.com/v1/${index}`)));
    expect(most).toBe(2);
  });
});

test('an exchange holds no secret: neither a known one nor one that is shown once', async () => {
  answer = (_request, response) =>
    response
      .setHeader('content-type', 'application/json')
      .end('{"id":"we_1","secret":"whsec_neverseenbefore","list":[{"secret":"whsec_second_one_here"}]}');
  const door = doors().open(vendor, { by: 'task', writes: 'yes', signal });
  const body = await (
    await door('https://api.stripe.com/v1/webhook_endpoints?key=sk_test_verysecretvalue', { ...post, body: 'k=sk_test_verysecretvalue' })
  ).json();
  expect(body).toMatchObject({ secret: 'whsec_neverseenbefore' });
  const text = JSON.stringify([exchanges, journal.list]);
  for (const secret of ['sk_test_verysecretvalue', 'whsec_neverseenbefore', 'whsec_second_one_here']) expect(text).not.toContain(secret);
  expect(exchanges[0]).toMatchObject({ path: '/v1/webhook_endpoints', requestBody: 'k=‹STRIPE_SECRET_KEY›', status: 200 });
});
