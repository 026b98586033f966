/**
 * Many measurements in a few numbers.
 */

/** Milliseconds, to a hundredth. */
export interface Latency {
  samples: number;
  medianMs: number;
  p95Ms: number;
  worstMs: number;
}

export function latencyOf(times: readonly number[]): Latency {
  const sorted = [...times].sort((a, b) => a - b);
  return { samples: sorted.length, medianMs: quantile(sorted, 0.5), p95Ms: quantile(sorted, 0.95), worstMs: quantile(sorted, 1) };
}

/** The smallest measurement that this share of all does not exceed. @param sorted ascending */
export function quantile(sorted: readonly number[], share: number): number {
  const at = Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1));
  return Math.round((sorted[at] ?? 0) * 100) / 100;
}
