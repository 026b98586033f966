/**
 * Decimal128 arithmetic: a coefficient and a power of ten, rounded half-even to 34 digits. Infinities and NaN go the way of doubles.
 */
import { Decimal128 } from 'bson';

interface Parts {
  digits: bigint;
  exponent: number;
}

/** Undefined for NaN and infinities. */
export function partsOf(value: Decimal128 | bigint | number): Parts | undefined {
  if (typeof value === 'bigint') return { digits: value, exponent: 0 };
  const text = typeof value === 'number' ? decimalText(value) : value.toString();
  const found = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/i.exec(text);
  if (!found) return undefined;
  const [, sign = '', whole = '', fraction = '', power = '0'] = found;
  const digits = BigInt(whole + fraction);
  return { digits: sign ? -digits : digits, exponent: Number(power) - fraction.length };
}

/** A double becomes a decimal of 15 digits, as in the server's `$toDecimal`. */
function decimalText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? value.toFixed(0) : value.toPrecision(15);
}

export function toDecimal(value: Decimal128 | bigint | number): Decimal128 {
  if (value instanceof Decimal128) return value;
  if (typeof value === 'number' && !Number.isFinite(value))
    return Decimal128.fromString(Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity');
  return typeof value === 'number'
    ? Decimal128.fromStringWithRounding(decimalText(value))
    : Decimal128.fromStringWithRounding(value.toString());
}

export type DecimalOperation = 'add' | 'subtract' | 'multiply' | 'divide' | 'mod';

export function decimal(operation: DecimalOperation, left: Decimal128, right: Decimal128): Decimal128 {
  const a = partsOf(left);
  const b = partsOf(right);
  if (!a || !b) return toDecimal(asDoubles(operation, Number(left.toString()), Number(right.toString())));
  if (operation === 'multiply') return made(a.digits * b.digits, a.exponent + b.exponent);
  if (operation === 'divide') return divided(a, b);
  const exponent = Math.min(a.exponent, b.exponent);
  const x = scaled(a, exponent);
  const y = scaled(b, exponent);
  if (operation === 'mod') return y === 0n ? toDecimal(Number.NaN) : made(x % y, exponent);
  return made(operation === 'add' ? x + y : x - y, exponent);
}

/** -1, 0, 1; exact, whatever the exponents. */
export function compareParts(a: Parts, b: Parts): number {
  const exponent = Math.min(a.exponent, b.exponent);
  // Very different magnitudes need no scaling, and must not be scaled to thousands of digits.
  const sizeA = magnitude(a);
  const sizeB = magnitude(b);
  const signA = a.digits < 0n ? -1 : a.digits > 0n ? 1 : 0;
  const signB = b.digits < 0n ? -1 : b.digits > 0n ? 1 : 0;
  if (signA !== signB) return signA < signB ? -1 : 1;
  if (signA === 0) return 0;
  if (sizeA !== sizeB) return sizeA < sizeB === signA > 0 ? -1 : 1;
  const x = scaled(a, exponent);
  const y = scaled(b, exponent);
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Exact value of a finite double. */
export function exactParts(value: number): Parts {
  let digits = 0n;
  let exponent = 0;
  let rest = value;
  // A finite double is an integer times a power of two; multiplying by two is exact.
  let twos = 0;
  while (!Number.isInteger(rest)) {
    rest *= 2;
    twos++;
  }
  digits = BigInt(rest) * 5n ** BigInt(twos);
  exponent = -twos;
  return { digits, exponent };
}

/** Rounds to `places` decimals (negative: tens), half to even, or cuts. */
export function roundDecimal(value: Decimal128, places: number, how: 'round' | 'trunc' | 'ceil' | 'floor'): Decimal128 {
  const parts = partsOf(value);
  if (!parts || parts.exponent >= -places) return value;
  const unit = 10n ** BigInt(-places - parts.exponent);
  let whole = parts.digits / unit;
  const rest = parts.digits % unit;
  if (how === 'round') whole = halfEven(parts.digits, unit);
  else if (how === 'ceil' && rest > 0n) whole += 1n;
  else if (how === 'floor' && rest < 0n) whole -= 1n;
  return made(whole, -places);
}

function divided(a: Parts, b: Parts): Decimal128 {
  if (b.digits === 0n) return toDecimal(a.digits === 0n ? Number.NaN : a.digits > 0n ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY);
  const shift = 34 + Math.max(0, digitsOf(b.digits) - digitsOf(a.digits)) + 1;
  let digits = halfEven(a.digits * 10n ** BigInt(shift), b.digits);
  let exponent = a.exponent - b.exponent - shift;
  const ideal = a.exponent - b.exponent;
  while (exponent < ideal && digits % 10n === 0n) {
    digits /= 10n;
    exponent++;
  }
  return made(digits, exponent);
}

function made(digits: bigint, exponent: number): Decimal128 {
  const excess = digitsOf(digits) - 34;
  if (excess > 0) {
    const rounded = halfEven(digits, 10n ** BigInt(excess));
    return Decimal128.fromStringWithRounding(`${rounded}E${exponent + excess}`);
  }
  return Decimal128.fromStringWithRounding(`${digits}E${exponent}`);
}

function halfEven(value: bigint, unit: bigint): bigint {
  const negative = value < 0n !== unit < 0n;
  const [n, u] = [value < 0n ? -value : value, unit < 0n ? -unit : unit];
  let whole = n / u;
  const twice = (n % u) * 2n;
  if (twice > u || (twice === u && whole % 2n === 1n)) whole += 1n;
  return negative ? -whole : whole;
}

function scaled(value: Parts, exponent: number): bigint {
  return value.digits * 10n ** BigInt(value.exponent - exponent);
}

function digitsOf(value: bigint): number {
  return value === 0n ? 1 : (value < 0n ? -value : value).toString().length;
}

function magnitude(value: Parts): number {
  return digitsOf(value.digits) + value.exponent;
}

function asDoubles(operation: DecimalOperation, a: number, b: number): number {
  if (operation === 'add') return a + b;
  if (operation === 'subtract') return a - b;
  if (operation === 'multiply') return a * b;
  return operation === 'divide' ? a / b : a % b;
}
