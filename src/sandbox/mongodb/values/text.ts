/**
 * Values as the server prints them in its messages: `{ email: "a@b.c", n: 1.0 }`.
 */
import { type Binary, type BSONRegExp, type BSONSymbol, type Code, Double, type ObjectId, type Timestamp } from 'bson';
import { type Doc, type TypeName, typeOf } from './types.ts';

const printers: Partial<Record<TypeName, (value: never) => string>> = {
  string: (value: string) => JSON.stringify(value),
  object: (value: Doc) => docText(value),
  array: (value: unknown[]) => (value.length === 0 ? '[]' : `[ ${value.map(text).join(', ')} ]`),
  objectId: (value: ObjectId) => `ObjectId('${value.toHexString()}')`,
  date: (value: Date) => `new Date(${value.getTime()})`,
  double: (value: number | Double) => doubleText(value instanceof Double ? value.value : value),
  binData: binaryText,
  timestamp: (value: Timestamp) => `Timestamp(${value.t}, ${value.i})`,
  regex: (value: BSONRegExp) => `/${value.pattern}/${value.options}`,
  symbol: (value: BSONSymbol) => JSON.stringify(value.value),
  javascript: (value: Code) => value.code,
  undefined: () => 'undefined',
  minKey: () => 'MinKey',
  maxKey: () => 'MaxKey',
};

export function text(value: unknown): string {
  const printer = printers[typeOf(value)];
  return printer ? printer(value as never) : String(value);
}

export function docText(doc: Doc): string {
  const fields = Object.entries(doc).map(([name, value]) => `${name}: ${text(value)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

function doubleText(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function binaryText(value: Binary): string {
  const hex = Buffer.from(value.value()).toString('hex');
  if (value.sub_type === 4 && hex.length === 32) return `UUID("${hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}")`;
  return `BinData(${value.sub_type}, ${hex.toUpperCase()})`;
}
