/** Limits, locks, messages, signs of life and premium on a real server, beside their doubles. */
import { readSiteConfig } from '@k77/config';
import { noPremium } from '@k77/core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCache } from '../cache/cache.ts';
import { memoryCacheStore, redisCacheStore } from '../cache/cache-store.ts';
import type { Bus } from '../ports/bus.ts';
import type { Heartbeats } from '../ports/heartbeats.ts';
import type { Locks } from '../ports/locks.ts';
import { createPremiums } from '../premium.ts';
import { memoryRepositories } from '../repositories/all.ts';
import { openStores, type Stores, settings } from '../stores.fixture.ts';
import { createBus, memoryBus } from './bus.ts';
import { closeRedis, openRedis, redisReady } from './connection.ts';
import { createHeartbeats, memoryHeartbeats } from './heartbeats.ts';
import { createLimiter, type LimiterOptions } from './limiter.ts';
import { createLocks } from './locks.ts';
import { memoryLocks } from './memory-locks.ts';

let stores: Stores;
beforeAll(async () => {
  stores = await openStores();
});
afterAll(() => stores.close());
beforeEach(() => stores.redis.flushall());

const requests = { free: 60, basic: 120, premium: 300, admin: 1000 };
const limiterOf = (more: Partial<LimiterOptions> = {}) =>
  createLimiter({ redis: stores.redis, requests, windowSeconds: 60, replicas: 3, closed: ['auth'], environment: 'test', ...more });

describe('limits', () => {
  test('of 500 requests at once over three processes exactly 60 pass', async () => {
    const others = [1, 2].map((number) => openRedis({ url: stores.world.redis.url, name: `api-${number}`, settings }));
    await Promise.all(others.map((redis) => redisReady(redis)));
    const limiters = [stores.redis, ...others].map((redis) => limiterOf({ redis }));
    const verdicts = await Promise.all(Array.from({ length: 500 }, (_, number) => limiters[number % 3]?.take('api', 'user:1', 'free')));
    expect(verdicts.filter((verdict) => verdict?.allowed)).toHaveLength(60);
    await Promise.all(others.map(closeRedis));
  });

  test('tells limit, rest and time; each budget, key and tier has its own', async () => {
    const limiter = limiterOf({ budgets: { login: { requests: 1, windowSeconds: 10 } } });
    expect(await limiter.take('api', 'user:1', 'free')).toEqual({
      allowed: true,
      limit: 60,
      remaining: 59,
      resetSeconds: 60,
      counted: 'redis',
    });
    expect(await limiter.take('api', 'user:1', 'premium')).toMatchObject({ remaining: 299 });
    expect(await limiter.take('api', 'user:2', 'free')).toMatchObject({ remaining: 59 });
    expect(await limiter.take('login', 'ip:1', 'free')).toMatchObject({ allowed: true, limit: 1, resetSeconds: 10 });
    expect(await limiter.take('login', 'ip:1', 'admin')).toMatchObject({ allowed: false, remaining: 0 });
    await limiter.reset('login', 'ip:1', 'free');
    expect(await limiter.take('login', 'ip:1', 'free')).toMatchObject({ allowed: true });
  });

  test('without Redis each process allows its share, and logins are refused', async () => {
    const away = openRedis({ url: 'redis://127.0.0.1:1', name: 'away', settings });
    const limiter = limiterOf({ redis: away });
    const verdicts = await Promise.all(Array.from({ length: 500 }, () => limiter.take('api', 'user:1', 'free')));
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(20);
    expect(verdicts[0]).toMatchObject({ counted: 'memory', limit: 20 });
    expect(await limiter.take('auth', 'ip:1', 'free')).toMatchObject({ allowed: false, counted: 'closed' });
    await closeRedis(away);
  });
});

test('when Redis goes away everything answers at once, and when it is back it is used again', async () => {
  const limiter = limiterOf();
  const cache = createCache({ store: redisCacheStore(stores.redis), policy: readSiteConfig().cache, environment: 'test' });
  await stores.world.redis.down();
  await settled();
  const begun = Date.now();
  expect(await limiter.take('api', 'user:9', 'free')).toMatchObject({ allowed: true, counted: 'memory' });
  expect(await cache.fetch('leaderboard', '1', async () => 'from the source')).toBe('from the source');
  expect(Date.now() - begun).toBeLessThan(1000);
  await stores.world.redis.up();
  expect(await redisReady(stores.redis, 5000)).toBe(true);
  expect(await limiter.take('api', 'user:9', 'free')).toMatchObject({ counted: 'redis', remaining: 59 });
});

const lockKinds: [string, () => Locks][] = [
  ['in memory', () => memoryLocks()],
  ['in Redis', () => createLocks(stores.redis, 'test')],
];
describe.each(lockKinds)('locks %s', (_kind, open) => {
  test('one holder at a time, numbered, until released or run out', async () => {
    const locks = open();
    const first = await locks.lease('a', 5000);
    expect(await locks.lease('a', 5000)).toBeUndefined();
    expect(await locks.lease('b', 30)).toBeDefined();
    await first?.release();
    const second = await locks.lease('a', 40);
    expect(second?.fence).toBeGreaterThan(first?.fence ?? Number.NaN);
    await new Promise((resolve) => setTimeout(resolve, 60));
    const third = await locks.lease('a', 5000);
    await second?.release();
    expect(await first?.renew(5000)).toBe(false);
    expect(await third?.renew(5000)).toBe(true);
  });

  test('the lease of a dead holder is ended by whoever saw that holder, and no other lease is', async () => {
    const locks = open();
    expect(await locks.holder('a')).toBeUndefined();
    const dead = await locks.lease('a', 5000);
    const seen = (await locks.holder('a')) ?? '';
    await locks.revoke('a', 'somebody else');
    expect(await locks.lease('a', 5000)).toBeUndefined();
    await locks.revoke('a', seen);
    const next = await locks.lease('a', 5000);
    await locks.revoke('a', seen);
    expect([await dead?.renew(5000), await next?.renew(5000)]).toEqual([false, true]);
  });

  test('work longer than the lease keeps it, others are told that it is taken', async () => {
    const locks = open();
    const slow = locks.hold('job', 60, async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return 'done';
    });
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(await locks.hold('job', 60, async () => 'twice')).toEqual({ held: false });
    expect(await slow).toEqual({ held: true, result: 'done' });
    expect(await locks.hold('job', 60, async () => 'next')).toEqual({ held: true, result: 'next' });
  });
});

const busKinds: [string, () => Bus][] = [
  ['in memory', memoryBus],
  ['in Redis', () => createBus({ publisher: stores.redis, subscriber: stores.subscriber, environment: 'test' })],
];
describe.each(busKinds)('messages %s', (_kind, open) => {
  test('reach all who listen to the channel, until they stop', async () => {
    const bus = open();
    const heard: string[] = [];
    const stop = await bus.subscribe('a', (message) => heard.push(`1:${message}`));
    const other = await bus.subscribe('a', (message) => heard.push(`2:${message}`));
    await settled();
    await bus.publish('a', 'x');
    await bus.publish('b', 'y');
    await settled();
    await stop();
    await bus.publish('a', 'z');
    await settled();
    await other();
    expect(heard).toEqual(['1:x', '2:x', '2:z']);
  });
});

const beatKinds: [string, () => Heartbeats][] = [
  ['in memory', () => memoryHeartbeats()],
  ['in Redis', () => createHeartbeats(stores.redis, 'test')],
];
describe.each(beatKinds)('signs of life %s', (_kind, open) => {
  test('the total is decided once, and only shards of it count', async () => {
    const beats = open();
    expect([await beats.total(), await beats.alive()]).toEqual([undefined, []]);
    expect(await Promise.all([2, 2, 2].map((total) => beats.decideTotal(total)))).toEqual([2, 2, 2]);
    expect(await beats.decideTotal(5)).toBe(2);
    const beat = (shardId: number) => ({ shardId, guilds: 3, latencyMs: 40, at: new Date('2026-06-01T00:00:00Z') });
    for (const shard of [1, 0, 7]) await beats.beat(beat(shard));
    expect(await beats.alive()).toEqual([beat(0), beat(1)]);
    expect(await beats.decideTotal(4, true)).toBe(4);
  });
});

test('when an entitlement changes, every process knows at once', async () => {
  const { entitlements } = memoryRepositories();
  const guildId = '100000000000000001';
  const rules = { graceDays: 7 };
  const now = new Date();
  const { cache: policy } = readSiteConfig();
  const processes = await Promise.all(
    [1, 2].map(() => {
      const cache = createCache({ store: redisCacheStore(stores.redis), policy, environment: 'test' });
      const bus = createBus({ publisher: stores.redis, subscriber: stores.subscriber, environment: 'test' });
      return createPremiums({ entitlements, cache, bus, rules });
    }),
  );
  await settled();
  const answers = () => Promise.all(processes.map(async (one) => (await one.of(guildId)).active));
  expect(await answers()).toEqual([false, false]);
  const base = { source: 'stripe', id: 'sub_1', guildId, userId: '2', status: 'active', cancelAtPeriodEnd: false } as const;
  const fact = { ...base, periodEnd: new Date(now.getTime() + 1e9) };
  await entitlements.add({ ...fact, observedAt: now }, rules, now);
  expect(await answers()).toEqual([false, false]);
  await processes[0]?.changed(guildId);
  await settled();
  expect(await answers()).toEqual([true, true]);
  await entitlements.add({ ...fact, revoked: 'refund', observedAt: new Date(now.getTime() + 1) }, rules, now);
  await processes[1]?.changed(guildId);
  await settled();
  expect(await answers()).toEqual([false, false]);
});

test('without the cache premium is read from the database', async () => {
  const cache = createCache({
    store: { ...memoryCacheStore(), get: () => Promise.reject(new Error('away')) },
    policy: readSiteConfig().cache,
    environment: 'x',
  });
  const { entitlements } = memoryRepositories();
  const premiums = await createPremiums({ entitlements, cache, bus: memoryBus(), rules: { graceDays: 7 } });
  expect(await premiums.of('1')).toEqual(noPremium);
});

/** Messages between connections take a moment. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}
