/**
 * Values as the server holds them, so that no numeric type is lost between the wire and back:
 *
 * | BSON | here |
 * |---|---|
 * | int32 | an integral JS number within 32 bits, not -0 |
 * | double | any other JS number; a `Double` box where the number would read as an int32 |
 * | int64 | bigint |
 * | decimal128 | `Decimal128` |
 * | array, object | JS array, plain object |
 * | missing | undefined |
 *
 * Everything else is the class that the `bson` package has for it.
 */
import { Binary, BSONRegExp, BSONSymbol, Code, DBRef, Decimal128, Double, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';

export interface Doc {
  [field: string]: unknown;
}

export type TypeName =
  | 'minKey'
  | 'undefined'
  | 'null'
  | 'int'
  | 'long'
  | 'double'
  | 'decimal'
  | 'symbol'
  | 'string'
  | 'object'
  | 'array'
  | 'binData'
  | 'objectId'
  | 'bool'
  | 'date'
  | 'timestamp'
  | 'regex'
  | 'dbPointer'
  | 'javascript'
  | 'javascriptWithScope'
  | 'maxKey';

/** Number of each type in `$type` and on the wire. */
export const typeNumbers: Readonly<Record<TypeName, number>> = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  javascript: 13,
  symbol: 14,
  javascriptWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
};

export function isDoc(value: unknown): value is Doc {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export function isInt32(value: number): boolean {
  return Number.isInteger(value) && value >= -2147483648 && value <= 2147483647 && !Object.is(value, -0);
}

/** The type of a present value. */
export function typeOf(value: unknown): TypeName {
  switch (typeof value) {
    case 'number':
      return isInt32(value) ? 'int' : 'double';
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'long';
    case 'undefined':
      return 'undefined';
    default:
      return value === null ? 'null' : typeOfObject(value as object);
  }
}

function typeOfObject(value: object): TypeName {
  if (Array.isArray(value)) return 'array';
  if (value instanceof ObjectId) return 'objectId';
  if (value instanceof Date) return 'date';
  if (value instanceof Double) return 'double';
  if (value instanceof Decimal128) return 'decimal';
  // A Timestamp is a Long to the driver; ask for it first.
  if (value instanceof Timestamp) return 'timestamp';
  if (value instanceof Binary) return 'binData';
  if (value instanceof BSONRegExp) return 'regex';
  if (value instanceof MinKey) return 'minKey';
  if (value instanceof MaxKey) return 'maxKey';
  if (value instanceof Code) return value.scope ? 'javascriptWithScope' : 'javascript';
  if (value instanceof BSONSymbol) return 'symbol';
  if (value instanceof DBRef) return 'dbPointer';
  return 'object';
}

/** Sets a field even when it is called `__proto__`. */
export function put(doc: Doc, field: string, value: unknown): void {
  if (field === '__proto__') Object.defineProperty(doc, field, { value, enumerable: true, configurable: true, writable: true });
  else doc[field] = value;
}

/** A field of the document itself; never something inherited. */
export function own(doc: object, field: string): unknown {
  return Object.hasOwn(doc, field) ? (doc as Doc)[field] : undefined;
}

/** A deep copy of documents and arrays; other values are never changed in place and are shared. */
export function copy<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copy) as T;
  if (!isDoc(value)) return value;
  const out: Doc = {};
  for (const field of Object.keys(value)) put(out, field, copy(value[field]));
  return out as T;
}
