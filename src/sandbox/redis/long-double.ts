/**
 * The 80-bit floats in which Redis does INCRBYFLOAT: sums of decimals come out with the very digits that it prints.
 */

/** mantissa × 2^exponent, the mantissa of 64 bits at most. */
interface LongDouble {
  mantissa: bigint;
  exponent: number;
}

const precision = 64;
const digitsShown = 17;

/** The sum, as `%.17Lf` prints it, without the zeros at its end. */
export function addDecimals(a: string, b: string): string {
  const [left, right] = [read(a), read(b)];
  const exponent = Math.min(left.exponent, right.exponent);
  const sum = shift(left.mantissa, left.exponent - exponent) + shift(right.mantissa, right.exponent - exponent);
  return print(rounded(sum, 1n, exponent));
}

/** The long double nearest to a decimal. */
function read(text: string): LongDouble {
  const [, sign = '', whole = '', fraction = '', power = '0'] = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const digits = BigInt(`${whole}${fraction}` || '0') * (sign === '-' ? -1n : 1n);
  const scale = Number(power) - fraction.length;
  return scale >= 0 ? rounded(digits * 10n ** BigInt(scale), 1n, 0) : rounded(digits, 10n ** BigInt(-scale), 0);
}

/** numerator / denominator × 2^exponent with 64 bits, halves to even. */
function rounded(numerator: bigint, denominator: bigint, exponent: number): LongDouble {
  if (numerator === 0n) return { mantissa: 0n, exponent: 0 };
  const surplus = bits(numerator) - bits(denominator) - precision;
  // One bit more than wanted, so that the quotient never has fewer.
  const by = surplus - 1;
  const [top, bottom] = by >= 0 ? [numerator, denominator << BigInt(by)] : [numerator << BigInt(-by), denominator];
  const extra = Math.max(0, bits(top / bottom) - precision);
  return { mantissa: divide(top, bottom << BigInt(extra)), exponent: exponent + by + extra };
}

function bits(value: bigint): number {
  return (value < 0n ? -value : value).toString(2).length;
}

function shift(value: bigint, by: number): bigint {
  return value << BigInt(by);
}

/** The nearest whole quotient, halves to even. */
function divide(top: bigint, bottom: bigint): bigint {
  const negative = top < 0n;
  const size = negative ? -top : top;
  const [quotient, twice] = [size / bottom, (size % bottom) * 2n];
  const up = twice > bottom || (twice === bottom && quotient % 2n === 1n);
  const result = up ? quotient + 1n : quotient;
  return negative ? -result : result;
}

function print({ mantissa, exponent }: LongDouble): string {
  const scaled = mantissa * 10n ** BigInt(digitsShown);
  const shown = exponent >= 0 ? shift(scaled, exponent) : divide(scaled, 1n << BigInt(-exponent));
  const digits = (shown < 0n ? -shown : shown).toString().padStart(digitsShown + 1, '0');
  const fraction = digits.slice(-digitsShown).replace(/0+$/, '');
  return `${shown < 0n ? '-' : ''}${digits.slice(0, -digitsShown)}${fraction === '' ? '' : `.${fraction}`}`;
}
