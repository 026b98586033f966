/**
 * What a measurement says: figures with their limits, one line each.
 */
export interface Figure {
  /** `rate limiter: passed of 500 at once, 3 processes` */
  name: string;
  value: number;
  /** `ms`, `MB`, `requests/s`; empty for plain numbers. */
  unit: string;
  must: 'be at most' | 'be at least' | 'be';
  limit: number;
  /** What else a reader wants to know: the two sides of a ratio, the state that differed. */
  note?: string;
}

export interface Measurement {
  name: string;
  /** Seconds that it takes on two cores, about. */
  seconds: number;
  /** @throws Skipped when this machine lacks what it needs */
  run(): Promise<readonly Figure[]>;
}

/** A measurement that cannot be made here. The message says why. */
export class Skipped extends Error {
  override readonly name = 'Skipped';
}

export function passes({ value, must, limit }: Figure): boolean {
  if (must === 'be at most') return value <= limit;
  return must === 'be at least' ? value >= limit : value === limit;
}

/** `pass  API: p95 at 100 connections   38 ms   (at most 200 ms)` */
export function lineOf(figure: Figure): string {
  const { name, value, unit, must, limit, note } = figure;
  const amount = (number: number) => `${rounded(number)}${unit === '' ? '' : ` ${unit}`}`;
  const wanted = must === 'be' ? `exactly ${amount(limit)}` : `${must.slice(3)} ${amount(limit)}`;
  const verdict = passes(figure) ? 'pass' : 'FAIL';
  return `${verdict}  ${name.padEnd(72)} ${amount(value).padStart(16)}   (${wanted})${note === undefined ? '' : `  ${note}`}`;
}

export function rounded(number: number): string {
  return Number.isInteger(number) ? String(number) : number.toFixed(number < 100 ? 2 : 0);
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
