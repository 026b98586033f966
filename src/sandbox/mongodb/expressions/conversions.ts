/** `$toInt`, `$convert` and the rest of the conversions; a conversion that cannot be is code 241 ConversionFailure. */
import { Decimal128, Double, ObjectId, Timestamp } from 'bson';
import { ServerError } from '../errors.ts';
import { toDecimal } from '../values/decimal.ts';
import { double, isNumeric, kindOf, type Numeric, toNumber } from '../values/numbers.ts';
import { typeNumbers, typeOf } from '../values/types.ts';
import { isNullish } from './truth.ts';
import { type Makers, parts, unary } from './types.ts';

function failure(message: string): ServerError {
  return new ServerError(241, message);
}

function unsupported(value: unknown, to: string): ServerError {
  return failure(`Unsupported conversion from ${typeOf(value)} to ${to} in $convert with no onError value`);
}

type Convert = (value: unknown) => unknown;

const converts: Readonly<Record<string, Convert>> = {
  double: (value) => double(numberFrom(value, 'double')),
  int: (value) => Number(wholeFrom(value, 'int', -(2n ** 31n), 2n ** 31n)),
  long: (value) => (value instanceof Date ? BigInt(value.getTime()) : wholeFrom(value, 'long', -(2n ** 63n), 2n ** 63n)),
  decimal: decimalFrom,
  string: asString,
  bool: (value) => (isNumeric(value) ? toNumber(value) !== 0 : typeof value === 'boolean' ? value : true),
  date: dateFrom,
  objectId: (value) => {
    if (value instanceof ObjectId) return value;
    if (typeof value !== 'string') throw unsupported(value, 'objectId');
    if (!/^[0-9a-f]{24}$/i.test(value))
      throw failure(
        `Failed to parse objectId '${value}' in $convert with no onError value: Invalid string length for parsing to OID, expected 24 but found ${value.length}`,
      );
    return new ObjectId(value);
  },
};

export const conversions: Makers = {
  $toDouble: to('double'),
  $toInt: to('int'),
  $toLong: to('long'),
  $toDecimal: to('decimal'),
  $toString: to('string'),
  $toBool: to('bool'),
  $toDate: to('date'),
  $toObjectId: to('objectId'),
  $convert: (argument, compile) => {
    const given = parts('$convert', argument, ['input', 'to'], ['onError', 'onNull'], 9);
    const [input, target] = [compile(given.input), compile(given.to)];
    const onError = 'onError' in given ? compile(given.onError) : undefined;
    const onNull = 'onNull' in given ? compile(given.onNull) : undefined;
    return (env) => {
      const [value, wanted] = [input(env), target(env)];
      if (isNullish(wanted)) return null;
      if (isNullish(value)) return onNull ? onNull(env) : null;
      const convert = converts[typeNamed(wanted)];
      if (!convert) throw new ServerError(2, `Unknown type name: ${String(wanted)}`);
      try {
        return convert(value);
      } catch (error) {
        if (onError && error instanceof ServerError) return onError(env);
        throw error;
      }
    };
  },
  $type: unary((value) => (value === undefined ? 'missing' : typeOf(value))),
  $isNumber: unary((value) => isNumeric(value)),
};

function to(name: string): Makers[string] {
  return unary((value) => (isNullish(value) ? null : converts[name]?.(value)));
}

function typeNamed(wanted: unknown): string {
  if (!isNumeric(wanted)) return String(wanted);
  const number = toNumber(wanted);
  return Object.entries(typeNumbers).find(([, one]) => one === number)?.[0] ?? '';
}

function numberFrom(value: unknown, to: string): number {
  if (isNumeric(value)) return toNumber(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return value.getTime();
  if (typeof value !== 'string') throw unsupported(value, to);
  const number = /^\s|\s$|^$|^0x/i.test(value) ? Number.NaN : Number(value);
  if (Number.isNaN(number) && !/^nan$/i.test(value))
    throw failure(`Failed to parse number '${value}' in $convert with no onError value: Did not consume whole string.`);
  return number;
}

function wholeFrom(value: unknown, to: string, least: bigint, most: bigint): bigint {
  if (value instanceof Date) throw unsupported(value, to);
  if (typeof value === 'string' && !/^[+-]?\d+$/.test(value))
    throw failure(`Failed to parse number '${value}' in $convert with no onError value: ${badDigits(value)}`);
  const exact = typeof value === 'string' || typeof value === 'bigint' ? BigInt(value) : undefined;
  if (exact === undefined) {
    const number = numberFrom(value, to);
    if (!Number.isFinite(number))
      throw failure(
        `Attempt to convert ${Number.isNaN(number) ? 'NaN' : 'infinity'} value to integer type in $convert with no onError value`,
      );
    return inRange(BigInt(Math.trunc(number)), value, least, most);
  }
  return inRange(exact, value, least, most);
}

function badDigits(value: string): string {
  return value === ''
    ? 'No digits'
    : /^[+-]?\d/.test(value)
      ? `Bad digit "${/[^\d+-]/.exec(value)?.[0] ?? ''}" while parsing ${value}`
      : `Did not consume whole string.`;
}

function inRange(exact: bigint, value: unknown, least: bigint, most: bigint): bigint {
  if (exact < least || exact >= most)
    throw failure(`Conversion would overflow target type in $convert with no onError value: ${asString(value)}`);
  return exact;
}

function decimalFrom(value: unknown): Decimal128 {
  if (isNumeric(value)) return toDecimal(value instanceof Double ? value.value : value);
  if (typeof value === 'boolean') return toDecimal(value ? 1n : 0n);
  if (value instanceof Date) return toDecimal(BigInt(value.getTime()));
  if (typeof value !== 'string') throw unsupported(value, 'decimal');
  try {
    return Decimal128.fromStringWithRounding(value);
  } catch {
    throw failure(`Failed to parse number '${value}' in $convert with no onError value: Failed to parse string to decimal`);
  }
}

function dateFrom(value: unknown): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.t * 1000);
  if (isNumeric(value) && kindOf(value) !== 'int') return new Date(Math.trunc(toNumber(value)));
  if (typeof value !== 'string') throw unsupported(value, 'date');
  const zoned = /(Z|[+-]\d\d:?\d\d)$/i.test(value) || /^\d{4}-\d\d-\d\d$/.test(value) ? value : `${value}Z`;
  const date = new Date(zoned);
  if (Number.isNaN(date.getTime()))
    throw failure(`Error parsing date string '${value}'; 0: passing a time zone identifier as part of the string is not allowed`);
  return date;
}

export function asString(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (isNumeric(value)) return numberText(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof ObjectId) return value.toHexString();
  throw unsupported(value, 'string');
}

function numberText(value: Numeric): string {
  if (value instanceof Decimal128) return value.toString();
  const number = toNumber(value);
  if (!Number.isFinite(number)) return Number.isNaN(number) ? 'NaN' : number > 0 ? 'inf' : '-inf';
  return String(number).replace(/e([+-])(\d)$/, 'e$10$2');
}
