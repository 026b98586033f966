/** A crowd at servers of this machine. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Clock } from '../../core/ports.ts';
import { systemClock } from '../../ports/clock.ts';
import { type Listener, listen } from '../../ports/listen.ts';
import { freePort } from '../../ports/tcp-connect.ts';
import { bottleneckIn, inWords, type Strain } from './bottleneck.ts';
import { probeLoad } from './load.ts';

const hosts: string[] = [];
let asked = 0;
let well = 0;
let server: Listener;
beforeAll(async () => {
  server = await listen(async ({ headers, path }) => {
    hosts.push(headers.host ?? '');
    if (path === '/well') {
      well += 1;
      return { status: 200, body: 'well' };
    }
    asked += 1;
    return { status: asked % 2 === 0 ? 429 : 503, body: '' };
  });
});
afterAll(() => server.close());

/** The crowd stays until both addresses have answered often enough, however busy this machine is. */
const enough: Clock = {
  ...systemClock,
  async sleep(ms, signal) {
    if (ms < 1000) return systemClock.sleep(ms, signal);
    while (well < 8 || asked < 8) await systemClock.sleep(20, signal);
  },
};
const options = { clock: systemClock, timeoutMs: 5000, crowd: { visitors: 3, perSecond: 20, seconds: 1 } };
const network = () => ({ route: () => ({ host: '127.0.0.1', port: server.port }), dnsServers: [], ca: undefined });

test('every address is asked under its own name, and what was seen meanwhile comes along', async () => {
  const { borne, during } = await probeLoad(
    ['http://one.test/well', 'http://two.test:81/busy'],
    { ...options, clock: enough, network: network() },
    async () => 'seen',
  );
  const [good, busy] = borne;
  expect(during).toBe('seen');
  expect(good).toMatchObject({ failed: 0, refused: 0, unanswered: 0, calledOff: false, failures: {} });
  expect(good?.asked).toBeGreaterThanOrEqual(3);
  expect(good?.statuses).toEqual({ 200: good?.asked });
  expect(good?.latency.samples).toBe(good?.asked);
  expect(busy?.failed).toBe(busy?.statuses['503']);
  expect(busy?.refused).toBe(busy?.statuses['429'] ?? 0);
  expect([...new Set(hosts)].sort()).toEqual(['one.test', 'two.test:81']);
});

test('a service that is down is left alone after a while, and its failures are counted', async () => {
  const port = await freePort();
  const crowd = { visitors: 2, perSecond: 5, seconds: 30 };
  // Called off long before the half minute is over: the sleep is what would end it.
  const stop = new AbortController();
  const clock = { ...systemClock, sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms >= 30_000 ? 2000 : ms, signal) };
  const { borne } = await probeLoad(
    [`http://127.0.0.1:${port}/`],
    { ...options, crowd, clock, signal: stop.signal },
    async () => undefined,
  );
  expect(borne[0]).toMatchObject({ calledOff: true, statuses: {}, latency: { samples: 0 } });
  expect(borne[0]?.failures.ECONNREFUSED).toBe(borne[0]?.failed);
  expect(borne[0]?.failed).toBeGreaterThanOrEqual(40);
});

test('whoever calls it off is told so', async () => {
  const stop = new AbortController();
  const running = probeLoad(['http://one.test/well'], { ...options, network: network(), signal: stop.signal }, async () =>
    stop.abort(new Error('enough')),
  );
  await expect(running).rejects.toThrow('enough');
});

describe('the bottleneck', () => {
  const strain = (name: string, during: number | undefined, limit: number): Strain => ({ name, unit: '%', before: 1, during, limit });

  test('is whatever is furthest beyond its limit; what nobody tells is named apart', () => {
    const seen = bottleneckIn([strain('a', 95, 90), strain('b', 40, 10), strain('c', undefined, 1), strain('d', 5, 10)]);
    expect(seen.reached.map(({ name }) => name)).toEqual(['b', 'a']);
    expect(seen.nearest?.name).toBe('d');
    expect(seen.unseen.map(({ name }) => name)).toEqual(['c']);
  });

  test('is none when none was reached', () => {
    const seen = bottleneckIn([strain('a', 10, 90), strain('b', 8, 10)]);
    expect(seen.reached).toEqual([]);
    expect(inWords(seen.nearest as Strain)).toBe('b 1 → 8 %');
  });
});
