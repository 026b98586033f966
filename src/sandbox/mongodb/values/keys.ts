/**
 * A text for every value, equal exactly where the values compare equal (1, 1.0, NumberLong(1) and NumberDecimal('1') are one key).
 * What indexes, `$group` and `$addToSet` look things up by.
 */
import { type Binary, type BSONRegExp, type BSONSymbol, type Code, Decimal128, Double, ObjectId, type Timestamp } from 'bson';
import { compareParts, exactParts, partsOf } from './decimal.ts';
import { type Doc, typeOf } from './types.ts';

export function keyOf(value: unknown): string {
  if (value instanceof ObjectId) return `o${value.toHexString()}`;
  switch (typeof value) {
    case 'string':
      return `s${value.length}:${value}`;
    case 'number':
      return numberKey(value);
    case 'bigint':
      return `n${value}`;
    case 'undefined':
      return 'u';
    case 'boolean':
      return value ? 'b1' : 'b0';
    default:
      return value === null ? 'z' : objectKey(value as object);
  }
}

function numberKey(value: number): string {
  if (Number.isInteger(value)) return `n${Number.isSafeInteger(value) ? value + 0 || 0 : BigInt(value)}`;
  return `n${value}`;
}

function decimalKey(value: Decimal128): string {
  const parts = partsOf(value);
  const near = Number(value.toString());
  if (!parts || (Number.isFinite(near) && compareParts(parts, exactParts(near)) === 0)) return numberKey(near);
  let { digits, exponent } = parts;
  while (digits % 10n === 0n && digits !== 0n) {
    digits /= 10n;
    exponent++;
  }
  return exponent >= 0 && exponent < 40 ? `n${digits * 10n ** BigInt(exponent)}` : `d${digits}E${exponent}`;
}

function objectKey(value: object): string {
  if (Array.isArray(value)) return `[${value.map(keyOf).join(',')}]`;
  if (value instanceof Date) return `t${value.getTime()}`;
  if (value instanceof Double) return numberKey(value.value);
  if (value instanceof Decimal128) return decimalKey(value);
  switch (typeOf(value)) {
    case 'symbol':
      return keyOf((value as BSONSymbol).value);
    case 'binData':
      return `x${(value as Binary).sub_type}:${Buffer.from((value as Binary).value()).toString('base64')}`;
    case 'timestamp':
      return `T${(value as Timestamp).toBigInt()}`;
    case 'regex':
      return `r${(value as BSONRegExp).pattern.length}:${(value as BSONRegExp).pattern}/${(value as BSONRegExp).options}`;
    case 'javascript':
    case 'javascriptWithScope':
      return `c${(value as Code).code.length}:${(value as Code).code}${keyOf((value as Code).scope ?? null)}`;
    case 'minKey':
      return 'm';
    case 'maxKey':
      return 'M';
    default:
      return `{${Object.entries(value as Doc)
        .map(([name, inner]) => `${name.length}:${name}=${keyOf(inner)}`)
        .join(',')}}`;
  }
}
