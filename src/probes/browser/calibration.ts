/**
 * How much slower a phone is than the computer that measures, and what many runs say together.
 * https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md#calibrating-the-cpu-slowdown
 */

/** Lighthouse's multiplier of 4 is meant for computers whose benchmarkIndex is between 1500 and 2000. */
const reference = { index: 1500, multiplier: 4 };

/**
 * Less than 4 only on computers below that, in proportion: more than the 2 that Lighthouse suggests for the class below, so never less than is needed.
 * Faster computers keep the 4 that everybody compares with.
 */
export function multiplierFor(benchmarkIndex: number): number {
  const exact = (reference.multiplier * benchmarkIndex) / reference.index;
  return Math.round(Math.min(reference.multiplier, Math.max(1, exact)) * 100) / 100;
}

/** Of an even number, the middle between both in the middle; of none, NaN. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}
