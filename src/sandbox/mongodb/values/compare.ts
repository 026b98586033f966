/**
 * The order of all values, across types: https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/
 */
import { type Binary, type BSONRegExp, type BSONSymbol, type Code, Decimal128, Double, type ObjectId, type Timestamp } from 'bson';
import { compareParts, exactParts, partsOf } from './decimal.ts';
import type { Numeric } from './numbers.ts';
import { type Doc, type TypeName, typeOf } from './types.ts';

const ranks: Readonly<Record<TypeName, number>> = {
  minKey: 0,
  undefined: 1,
  null: 2,
  int: 3,
  long: 3,
  double: 3,
  decimal: 3,
  symbol: 4,
  string: 4,
  object: 5,
  array: 6,
  binData: 7,
  objectId: 8,
  bool: 9,
  date: 10,
  timestamp: 11,
  regex: 12,
  dbPointer: 13,
  javascript: 14,
  javascriptWithScope: 15,
  maxKey: 16,
};

/** Values of one rank compare with each other; `$gt` and its like compare no others. */
export function rankOf(value: unknown): number {
  return ranks[typeOf(value)];
}

export function compare(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  const rank = rankOf(a);
  const other = rankOf(b);
  if (rank !== other) return rank < other ? -1 : 1;
  return rank === 3 ? compareNumbers(a as Numeric, b as Numeric) : compareSame(rank, a, b);
}

export function equal(a: unknown, b: unknown): boolean {
  return compare(a, b) === 0;
}

function compareSame(rank: number, a: unknown, b: unknown): number {
  switch (rank) {
    case 4:
      return compareText(textOf(a), textOf(b));
    case 5:
      return compareDocs(a as Doc, b as Doc);
    case 6:
      return compareArrays(a as unknown[], b as unknown[]);
    case 7:
      return compareBinary(a as Binary, b as Binary);
    case 8:
      return Buffer.compare((a as ObjectId).id, (b as ObjectId).id);
    case 9:
    case 10:
      return order(Number(a), Number(b));
    case 11:
      return order((a as Timestamp).toBigInt(), (b as Timestamp).toBigInt());
    case 12: {
      const [x, y] = [a as BSONRegExp, b as BSONRegExp];
      return compareText(x.pattern, y.pattern) || compareText(x.options, y.options);
    }
    case 14:
    case 15: {
      const [x, y] = [a as Code, b as Code];
      return compareText(x.code, y.code) || compareDocs((x.scope ?? {}) as Doc, (y.scope ?? {}) as Doc);
    }
    default:
      return 0;
  }
}

function order(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** NaN is the smallest number and equal to itself. */
export function compareNumbers(a: Numeric, b: Numeric): number {
  const x = a instanceof Double ? a.value : a;
  const y = b instanceof Double ? b.value : b;
  if (x instanceof Decimal128 || y instanceof Decimal128) return compareDecimals(x, y);
  // JavaScript compares numbers with bigints exactly.
  if (x < y) return -1;
  if (x > y) return 1;
  const [nanX, nanY] = [Number.isNaN(x), Number.isNaN(y)];
  return nanX === nanY ? 0 : nanX ? -1 : 1;
}

function compareDecimals(a: number | bigint | Decimal128, b: number | bigint | Decimal128): number {
  const x = exact(a);
  const y = exact(b);
  if (typeof x === 'number' || typeof y === 'number') {
    const toward = (parts: typeof x): number => (typeof parts === 'number' ? parts : 0);
    return compareNumbers(toward(x), toward(y));
  }
  return compareParts(x, y);
}

/** Finite values as parts; NaN and infinities as numbers, beside which every finite one may stand for 0. */
function exact(value: number | bigint | Decimal128): { digits: bigint; exponent: number } | number {
  if (typeof value === 'number') return Number.isFinite(value) ? exactParts(value) : value;
  return partsOf(value) ?? Number(value.toString());
}

/** By UTF-8 bytes. JavaScript compares UTF-16 units: the same but for what stands beyond the surrogates. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return afterSurrogates(x) < afterSurrogates(y) ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

function afterSurrogates(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (value as BSONSymbol).value;
}

/** Field by field, in their order: type, then name, then value. */
function compareDocs(a: Doc, b: Doc): number {
  const [x, y] = [Object.keys(a), Object.keys(b)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const [nameX = '', nameY = ''] = [x[i], y[i]];
    const found = order(rankOf(a[nameX]), rankOf(b[nameY])) || compareText(nameX, nameY) || compare(a[nameX], b[nameY]);
    if (found) return found;
  }
  return order(x.length, y.length);
}

export function compareArrays(a: readonly unknown[], b: readonly unknown[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const found = compare(a[i], b[i]);
    if (found) return found;
  }
  return order(a.length, b.length);
}

function compareBinary(a: Binary, b: Binary): number {
  return order(a.length(), b.length()) || order(a.sub_type, b.sub_type) || Buffer.compare(a.value(), b.value());
}
