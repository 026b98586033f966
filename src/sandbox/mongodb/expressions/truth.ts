/** What counts as true in `$cond`, `$and`, `$expr`: everything but false, null, missing and zero. */
import { isNumeric, toNumber } from '../values/numbers.ts';

export function truthy(value: unknown): boolean {
  if (value === false || value === null || value === undefined) return false;
  return !isNumeric(value) || toNumber(value) !== 0;
}

export function isNullish(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
