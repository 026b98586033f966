/** The bench of the generated project: limiter, API, bot and cluster keep the limits that the template promises, measured as the operator would. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, openBench } from './bench.ts';

const minutes = 60_000;
/** Of its webhooks nothing depends on how fast the machine is: `webhooks.slow.test.ts`. */
const names = ['limiter', 'api', 'bot', 'cluster'];
let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
}, 4 * minutes);
afterAll(() => bench?.close());

test('every figure of the bench is within its limit', { timeout: 9 * minutes }, async ({ skip }) => {
  if (bench.lacking !== undefined) return skip(bench.lacking);
  const { code, said, nothing, wrong, results } = await bench.measure(names);
  expect(code, said).toBe(0);
  if (nothing !== undefined) return skip(nothing);
  expect(wrong).toEqual([]);
  expect(results.map(({ outcome }) => outcome)).not.toContain('fail');
  expect(results.flatMap((one) => one.figures).length).toBeGreaterThan(8);
});
