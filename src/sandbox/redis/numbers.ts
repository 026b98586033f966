/**
 * Numbers as Redis reads and writes them: 64-bit integers and doubles.
 */
import { RedisError } from './reply.ts';

const smallest = -(2n ** 63n);
const largest = 2n ** 63n - 1n;

export const notInteger = 'ERR value is not an integer or out of range';
export const notFloat = 'ERR value is not a valid float';

/** A 64-bit integer written the one way that Redis accepts: no plus, no leading zeros, no spaces. */
export function asInteger(text: string): bigint | undefined {
  if (!/^(0|-?[1-9]\d{0,18})$/.test(text)) return undefined;
  const value = BigInt(text);
  return fits(value) ? value : undefined;
}

export function fits(value: bigint): boolean {
  return value >= smallest && value <= largest;
}

export function toInteger(text: string, refusal = notInteger): bigint {
  const value = asInteger(text);
  if (value === undefined) throw new RedisError(refusal);
  return value;
}

/** An integer that counts or indexes something: beyond 2^53 its exact value makes no difference. */
export function toCount(text: string, refusal = notInteger): number {
  return Number(toInteger(text, refusal));
}

/** As C's `strtod` over the whole text; infinities allowed, NaN not. */
export function asDouble(text: string): number | undefined {
  const infinite = /^([+-]?)inf(inity)?$/i.exec(text);
  if (infinite) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
  return Number(text);
}

export function toDouble(text: string, refusal = notFloat): number {
  const value = asDouble(text);
  if (value === undefined) throw new RedisError(refusal);
  return value;
}
