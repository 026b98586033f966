/**
 * One test of one value: `$eq`, `$gt`, `$in`, `$type` … Whether arrays are asked element by element is the caller's business (`match.ts`).
 */
import { type Binary, BSONRegExp, type BSONSymbol } from 'bson';
import { badValue, failedToParse, ServerError } from '../errors.ts';
import { compare, equal, rankOf } from '../values/compare.ts';
import { keyOf } from '../values/keys.ts';
import { isIntegral, isNumeric, toNumber } from '../values/numbers.ts';
import { type Doc, type TypeName, typeNumbers, typeOf } from '../values/types.ts';
import { regularExpression } from './regex.ts';

export interface Leaf {
  test(value: unknown): boolean;
  /** The operator speaks of the array itself: its elements are not asked one by one. */
  wholeArrays?: boolean;
}

type Maker = (argument: unknown, all: Doc, as: string) => Leaf;

/** @param as the operator that the operator asked for, for messages: `$nin` is made from `$in` */
export function operatorTest(name: string, argument: unknown, all: Doc, as = name): Leaf {
  const maker = Object.hasOwn(makers, name) ? makers[name] : undefined;
  if (!maker) throw badValue(`unknown operator: ${name}`);
  return maker(argument, all, as);
}

const makers: Readonly<Record<string, Maker>> = {
  $eq: (argument) => ({ test: (value) => same(value, argument) }),
  $gt: (argument) => ordered(argument, (found) => found > 0, false),
  $gte: (argument) => ordered(argument, (found) => found >= 0, true),
  $lt: (argument) => ordered(argument, (found) => found < 0, false),
  $lte: (argument) => ordered(argument, (found) => found <= 0, true),
  $in: (argument, _, as) => oneOf(argument, as),
  $exists: (argument) => ({ test: (value) => (value !== undefined) === truth(argument), wholeArrays: true }),
  $type: (argument) => ofType(argument),
  $size: (argument) => ofSize(argument),
  $mod: (argument) => modulo(argument),
  $regex: (argument, all) => matching(argument, all.$options),
  $options: () => {
    throw badValue('$options needs a $regex');
  },
  $bitsAllSet: (argument) => bits('$bitsAllSet', argument, (value, mask) => (value & mask) === mask),
  $bitsAllClear: (argument) => bits('$bitsAllClear', argument, (value, mask) => (value & mask) === 0n),
  $bitsAnySet: (argument) => bits('$bitsAnySet', argument, (value, mask) => (value & mask) !== 0n),
  $bitsAnyClear: (argument) => bits('$bitsAnyClear', argument, (value, mask) => (value & mask) !== mask),
};

/** Null is equal to what is missing. */
function same(value: unknown, wanted: unknown): boolean {
  if (value === undefined) return wanted === null || wanted === undefined;
  return equal(value, wanted);
}

function ordered(argument: unknown, holds: (found: number) => boolean, orEqual: boolean): Leaf {
  if (argument instanceof BSONRegExp) throw badValue("Can't have RegEx as arg to predicate over field");
  const rank = rankOf(argument ?? null);
  const anyType = ['minKey', 'maxKey'].includes(typeOf(argument));
  const isNaNArgument = isNumeric(argument) && Number.isNaN(toNumber(argument));
  return {
    test(value) {
      if (value === undefined) return orEqual && argument === null;
      if (anyType) return holds(compare(value, argument));
      if (rankOf(value) !== rank) return false;
      // NaN is in no order: it is only equal to itself.
      if (isNumeric(value) && Number.isNaN(toNumber(value)) !== isNaNArgument) return false;
      return holds(compare(value, argument));
    },
  };
}

function oneOf(argument: unknown, as: string): Leaf {
  if (!Array.isArray(argument)) throw badValue(`${as} needs an array`);
  const patterns = argument.filter((wanted) => wanted instanceof BSONRegExp).map((pattern) => matching(pattern, undefined));
  const keys = new Set(argument.map(keyOf));
  const hasNull = keys.has('z');
  return {
    test: (value) => (value === undefined ? hasNull : keys.has(keyOf(value)) || patterns.some((pattern) => pattern.test(value))),
  };
}

export function truth(argument: unknown): boolean {
  return isNumeric(argument) ? toNumber(argument) !== 0 : argument !== false && argument !== null && argument !== undefined;
}

const aliases = new Map<string, TypeName[]>([
  ...Object.keys(typeNumbers).map((name): [string, TypeName[]] => [name, [name as TypeName]]),
  ['number', ['int', 'long', 'double', 'decimal']],
]);
const byNumber = new Map(Object.entries(typeNumbers).map(([name, number]) => [number, name as TypeName]));

/** Types that `$type` and `bsonType` name, by alias or number. */
export function typesNamed(argument: unknown): TypeName[] {
  return (Array.isArray(argument) ? argument : [argument]).flatMap((one: unknown) => {
    if (typeof one === 'string') {
      const found = aliases.get(one);
      if (!found) throw badValue(`Unknown type name alias: ${one}`);
      return found;
    }
    if (!isNumeric(one)) throw new ServerError(14, 'type must be represented as a number or a string');
    const found = byNumber.get(toNumber(one));
    if (!found) throw badValue(`Invalid numerical type code: ${toNumber(one)}`);
    return [found];
  });
}

function ofType(argument: unknown): Leaf {
  if (Array.isArray(argument) && argument.length === 0) throw failedToParse('$type must match at least one type');
  const types = new Set<string>(typesNamed(argument));
  return { test: (value) => value !== undefined && types.has(typeOf(value)) };
}

function ofSize(argument: unknown): Leaf {
  if (!isNumeric(argument)) throw failedToParse(`Failed to parse $size. Expected a number in: $size: ${JSON.stringify(argument)}`);
  if (!isIntegral(argument)) throw failedToParse(`Failed to parse $size. Expected an integer: $size: ${toNumber(argument)}`);
  const size = toNumber(argument);
  if (size < 0) throw failedToParse(`Failed to parse $size. Expected a non-negative number in: $size: ${size}`);
  return { test: (value) => Array.isArray(value) && value.length === size, wholeArrays: true };
}

function modulo(argument: unknown): Leaf {
  if (!Array.isArray(argument)) throw badValue('malformed mod, needs to be an array');
  if (argument.length < 2) throw badValue('malformed mod, not enough elements');
  if (argument.length > 2) throw badValue('malformed mod, too many elements');
  const [divisor, remainder] = argument as unknown[];
  if (!isNumeric(divisor)) throw badValue('malformed mod, divisor not a number');
  if (!isNumeric(remainder)) throw badValue('malformed mod, remainder not a number');
  const by = BigInt(Math.trunc(toNumber(divisor)));
  const rest = BigInt(Math.trunc(toNumber(remainder)));
  if (by === 0n) throw badValue('divisor cannot be 0');
  return { test: (value) => isNumeric(value) && Number.isFinite(toNumber(value)) && BigInt(Math.trunc(toNumber(value))) % by === rest };
}

function matching(argument: unknown, options: unknown): Leaf {
  const pattern = argument instanceof BSONRegExp ? argument : typeof argument === 'string' ? new BSONRegExp(argument, '') : undefined;
  if (!pattern) throw badValue('$regex has to be a string');
  if (options !== undefined && typeof options !== 'string') throw badValue('$options has to be a string');
  if (options !== undefined && pattern.options !== '') throw new ServerError(51075, 'options set in both $regex and $options');
  const compiled = regularExpression(pattern.pattern, options ?? pattern.options);
  return {
    test(value) {
      if (typeof value === 'string') return compiled.test(value);
      if (value instanceof BSONRegExp) return value.pattern === pattern.pattern && value.options === pattern.options;
      return typeOf(value) === 'symbol' && compiled.test((value as BSONSymbol).value);
    },
  };
}

function bits(name: string, argument: unknown, holds: (value: bigint, mask: bigint) => boolean): Leaf {
  const mask = maskOf(name, argument);
  return {
    test(value) {
      if (isIntegral(value) && Math.abs(toNumber(value)) < 2 ** 63) return holds(BigInt.asUintN(64, BigInt(toNumber(value))), mask);
      return typeOf(value) === 'binData' && holds(littleEndian(value as Binary), mask);
    },
  };
}

function maskOf(name: string, argument: unknown): bigint {
  if (Array.isArray(argument)) {
    return argument.reduce((mask: bigint, position: unknown) => {
      if (!isIntegral(position) || toNumber(position) < 0)
        throw failedToParse(`Failed to parse bit position. Expected a non-negative number in: ${String(position)}`);
      return mask | (1n << BigInt(toNumber(position)));
    }, 0n);
  }
  if (isIntegral(argument) && toNumber(argument) >= 0) return BigInt(toNumber(argument));
  if (typeOf(argument) === 'binData') return littleEndian(argument as Binary);
  throw badValue(`${name} takes an Array, a number, or a BinData but received: ${String(argument)}`);
}

function littleEndian(value: Binary): bigint {
  return [...value.value()].reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}
