/**
 * Arithmetic that keeps the four numeric types apart: the result has the widest type of its operands; an int32 that overflows becomes an int64.
 */
import { Decimal128, Double } from 'bson';
import { type DecimalOperation, decimal, toDecimal } from './decimal.ts';
import { isInt32 } from './types.ts';

export type NumberKind = 'int' | 'long' | 'double' | 'decimal';
export type Numeric = number | bigint | Double | Decimal128;

export function isNumeric(value: unknown): value is Numeric {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Double || value instanceof Decimal128;
}

export function kindOf(value: Numeric): NumberKind {
  if (typeof value === 'number') return isInt32(value) ? 'int' : 'double';
  if (typeof value === 'bigint') return 'long';
  return value instanceof Double ? 'double' : 'decimal';
}

/** A double; boxed where the bare number would read as an int32. */
export function double(value: number): number | Double {
  return isInt32(value) ? new Double(value) : value;
}

/** The nearest JS number. */
export function toNumber(value: Numeric): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Double ? value.value : Number(value.toString());
}

/** An integer as int32 where it fits, else as int64. */
export function integer(value: number | bigint): number | bigint {
  const number = Number(value);
  return isInt32(number) ? number : BigInt(value);
}

export function fitsLong(value: bigint): boolean {
  return value >= -(2n ** 63n) && value < 2n ** 63n;
}

/** True for an integral value of any numeric type. */
export function isIntegral(value: unknown): value is Numeric {
  return isNumeric(value) && Number.isInteger(toNumber(value));
}

function toBare(value: Numeric): number | bigint | Decimal128 {
  return value instanceof Double ? value.value : value;
}

/** What becomes of an int64 that overflows: expressions go on with a double, updates refuse. */
export type Overflow = 'double' | 'undefined';

export function calculate(operation: Exclude<DecimalOperation, 'divide'>, a: Numeric, b: Numeric, overflow: 'double'): Numeric;
export function calculate(operation: Exclude<DecimalOperation, 'divide'>, a: Numeric, b: Numeric, overflow: Overflow): Numeric | undefined;
export function calculate(operation: Exclude<DecimalOperation, 'divide'>, a: Numeric, b: Numeric, overflow: Overflow): Numeric | undefined {
  const kinds = [kindOf(a), kindOf(b)];
  if (kinds.includes('decimal')) return decimal(operation, toDecimal(toBare(a)), toDecimal(toBare(b)));
  if (kinds.includes('double')) return double(withNumbers(operation, toNumber(a), toNumber(b)));
  const exact = withBigInts(operation, BigInt(toBare(a) as number | bigint), BigInt(toBare(b) as number | bigint));
  if (!kinds.includes('long')) return integer(exact);
  if (fitsLong(exact)) return exact;
  return overflow === 'double' ? double(Number(exact)) : undefined;
}

function withNumbers(operation: DecimalOperation, a: number, b: number): number {
  if (operation === 'add') return a + b;
  if (operation === 'subtract') return a - b;
  return operation === 'multiply' ? a * b : a % b;
}

function withBigInts(operation: DecimalOperation, a: bigint, b: bigint): bigint {
  if (operation === 'add') return a + b;
  if (operation === 'subtract') return a - b;
  return operation === 'multiply' ? a * b : a % b;
}
