import fc from 'fast-check';
import { expect, test } from 'vitest';
import { identifyBucket, planShards, shardOf, shardsFor } from './shards.ts';

test('all processes together run every shard, none twice, and evenly', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 20 }), (total, replicas) => {
      const slices = Array.from({ length: replicas }, (_, index) => planShards({ total, replicas, index }));
      expect(slices.flat()).toEqual(Array.from({ length: total }, (_, shard) => shard));
      const sizes = slices.map(({ length }) => length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

test('a process that is not in the plan runs nothing', () => {
  expect(planShards({ total: 8, replicas: 2, index: 2 })).toEqual([]);
});

test("a server's shard is Discord's formula", () => {
  expect(shardOf('197038439483310086', 8)).toBe(Number((197038439483310086n >> 22n) % 8n));
});

test('no shard starts with more than Discord allows', () => {
  for (const guilds of [0, 1000, 1001, 2499, 2500, 25_000, 149_999]) expect(guilds / shardsFor(guilds)).toBeLessThan(2500);
});

test('shards of one bucket are those that must not identify together', () => {
  expect([0, 1, 16, 17].map((shard) => identifyBucket(shard, 16))).toEqual([0, 1, 0, 1]);
});
