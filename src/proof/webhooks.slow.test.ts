/** A thousand webhooks of the generated project, doubled and in no order, one API killed half-way: in the end everything is as if they had come one by one. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, openBench } from './bench.ts';

const minutes = 60_000;
let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
}, 4 * minutes);
afterAll(() => bench?.close());

test('nothing is lost, doubled or done in another way', { timeout: 9 * minutes }, async ({ skip }) => {
  if (bench.lacking !== undefined) return skip(bench.lacking);
  const { code, said, nothing, wrong, results } = await bench.measure(['webhooks']);
  expect(code, said).toBe(0);
  if (nothing !== undefined) return skip(nothing);
  expect(wrong).toEqual([]);
  expect(results.map(({ outcome, figures }) => [outcome, figures.length])).toEqual([['pass', 3]]);
});
