import { readSiteConfig } from '@k77/config';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { handClock, openStores, type Stores } from '../stores.fixture.ts';
import { type CacheOptions, createCache } from './cache.ts';
import { type CacheStore, memoryCacheStore, redisCacheStore } from './cache-store.ts';

const { cache: policy } = readSiteConfig();

let stores: Stores;
beforeAll(async () => {
  stores = await openStores();
});
afterAll(() => stores.close());

const kinds: [string, () => Promise<CacheStore>][] = [
  ['in memory', async () => memoryCacheStore()],
  [
    'in Redis',
    async () => {
      await stores.redis.flushall();
      return redisCacheStore(stores.redis);
    },
  ],
];

describe.each(kinds)('a cache %s', (_kind, open) => {
  let store: CacheStore;
  const cacheOf = (more: Partial<CacheOptions> = {}) => createCache({ store, policy, environment: 'test', random: () => 0.5, ...more });
  beforeEach(async () => {
    store = await open();
  });

  test('gives back what was put in, dates included, and nothing of another environment', async () => {
    const cache = cacheOf();
    const premium = { active: true, reason: 'grace' as const, until: new Date('2026-06-01T00:00:00Z') };
    await cache.set('premium_status', '1', premium);
    expect(await cache.get('premium_status', '1')).toEqual(premium);
    expect(await cacheOf({ environment: 'other' }).get('premium_status', '1')).toBeUndefined();
    await cache.delete('premium_status', '1');
    expect(await cache.get('premium_status', '1')).toBeUndefined();
    expect(cache.stats()).toMatchObject({ hits: 1, misses: 1 });
  });

  test('many who ask at once cause one load, in this process and in others', async () => {
    let loads = 0;
    const load = async () => {
      loads += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { value: loads };
    };
    const [one, two] = [cacheOf(), cacheOf()];
    const answers = await Promise.all(Array.from({ length: 50 }, (_, number) => (number % 2 ? one : two).fetch('user_data', 'x', load)));
    expect(loads).toBe(1);
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(new Set(['{"value":1}']));
  });

  test('a cleared kind is empty everywhere within a second, and other kinds are not', async () => {
    const clock = handClock();
    const [one, two] = [cacheOf({ clock }), cacheOf({ clock })];
    await one.set('leaderboard', '1', [1]);
    await one.set('translation', '1', 'hallo');
    expect(await two.get('leaderboard', '1')).toEqual([1]);
    await one.clear('leaderboard');
    expect(await one.get('leaderboard', '1')).toBeUndefined();
    clock.advance(1001);
    expect(await two.get('leaderboard', '1')).toBeUndefined();
    expect(await two.get('translation', '1')).toBe('hallo');
  });

  test('"there is none" is remembered, shortly', async () => {
    const clock = handClock();
    const cache = cacheOf({ clock });
    let loads = 0;
    const load = async () => {
      loads += 1;
      return undefined;
    };
    await cache.fetch('user_data', 'nobody', load);
    await cache.fetch('user_data', 'nobody', load);
    expect(loads).toBe(1);
    clock.advance(31_000);
    await cache.fetch('user_data', 'nobody', load);
    expect(loads).toBe(2);
  });

  test('a value that was forgotten while it was loaded is not kept', async () => {
    const cache = cacheOf();
    await cache.fetch('premium_status', '1', async () => {
      await cache.delete('premium_status', '1');
      return { active: true, reason: 'active' as const };
    });
    expect(await cache.get('premium_status', '1')).toBeUndefined();
  });

  test('settings may be old when their source fails, premium may not', async () => {
    const clock = handClock();
    const cache = cacheOf({ clock });
    const settings = { settings: { language: 'de' }, revision: 1 };
    await cache.set('guild_settings', '1', settings);
    await cache.set('premium_status', '1', { active: true, reason: 'active' });
    clock.advance(3601 * 1000);
    const fail = async () => {
      throw new Error('database away');
    };
    expect(await cache.fetch('guild_settings', '1', fail)).toEqual(settings);
    await expect(cache.fetch('premium_status', '1', fail)).rejects.toThrow('database away');
    expect(cache.stats().stale).toBe(1);
  });
});

test('lifetimes differ by ten per cent at most', async () => {
  const seconds: number[] = [];
  const store: CacheStore = { ...memoryCacheStore(), set: async (_key, _value, ttl) => void seconds.push(ttl) };
  for (const random of [0, 0.5, 1]) {
    await createCache({ store, policy, environment: 'test', random: () => random }).set('leaderboard', '1', 1);
  }
  expect(seconds).toEqual([270, 300, 330]);
});

test('garbage in the store is a miss', async () => {
  const store: CacheStore = { ...memoryCacheStore(), get: async () => '{oops' };
  expect(await createCache({ store, policy, environment: 'test' }).get('leaderboard', '1')).toBeUndefined();
});

test('a store that fails is a miss, is left alone for a while, and is tried again', async () => {
  const clock = handClock();
  let [asked, broken] = [0, true];
  const inner = memoryCacheStore(clock);
  const get: CacheStore['get'] = async (key) => {
    asked += 1;
    if (broken) throw new Error('away');
    return inner.get(key);
  };
  const cache = createCache({ store: { ...inner, get }, policy, environment: 'test', clock });
  for (let number = 0; number < 20; number += 1) expect(await cache.get('leaderboard', '1')).toBeUndefined();
  expect(asked).toBe(5);
  expect(cache.stats()).toMatchObject({ failures: 5, open: true });
  expect(await cache.fetch('leaderboard', '1', async () => 'from the source')).toBe('from the source');
  broken = false;
  clock.advance(5001);
  await cache.set('leaderboard', '1', 'again');
  expect(await cache.get('leaderboard', '1')).toBe('again');
  expect(cache.stats().open).toBe(false);
});
