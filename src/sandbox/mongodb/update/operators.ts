/**
 * What each update operator makes of one value. `undefined` as result removes nothing and sets nothing.
 */
import { Timestamp } from 'bson';
import { badValue, failedToParse, ServerError, typeMismatch } from '../errors.ts';
import { compareKeys, compileSort, sortKey } from '../query/sort.ts';
import { compare } from '../values/compare.ts';
import { keyOf } from '../values/keys.ts';
import { calculate, isIntegral, isNumeric, kindOf, type Numeric, toNumber } from '../values/numbers.ts';
import { text } from '../values/text.ts';
import { copy, isDoc, typeOf } from '../values/types.ts';

/** Where an operator works, for its messages. */
export interface Place {
  path: string;
  id: unknown;
  now: Date;
}
export type Change = (value: unknown, argument: unknown, place: Place) => unknown;

export const changes: Readonly<Record<string, Change>> = {
  $set: (_, argument) => copy(argument),
  $setOnInsert: (_, argument) => copy(argument),
  $inc: (value, argument, place) => counted('$inc', 'add', value, argument, place, 'increment'),
  $mul: (value, argument, place) => counted('$mul', 'multiply', value, argument, place, 'multiply'),
  $min: (value, argument) => (value === undefined || compare(argument, value) < 0 ? copy(argument) : value),
  $max: (value, argument) => (value === undefined || compare(argument, value) > 0 ? copy(argument) : value),
  $currentDate: (_, argument, place) => dated(argument, place),
  $push: push,
  $addToSet: addToSet,
  $pop: pop,
  $pullAll: pullAll,
  $bit: bit,
};

function counted(name: string, operation: 'add' | 'multiply', value: unknown, argument: unknown, place: Place, verb: string): unknown {
  if (!isNumeric(argument)) throw typeMismatch(`Cannot ${verb} with non-numeric argument: {${place.path}: ${text(argument)}}`);
  if (value === undefined) return operation === 'add' ? argument : calculate('multiply', argument, 0, 'double');
  if (!isNumeric(value)) {
    const last = place.path.split('.').at(-1);
    throw typeMismatch(
      `Cannot apply ${name} to a value of non-numeric type. {_id: ${text(place.id)}} has the field '${last}' of non-numeric type ${typeOf(value)}`,
    );
  }
  const result = calculate(operation, value, argument, 'undefined');
  if (result === undefined)
    throw badValue(`Failed to apply ${name} operations to current value (${numberShown(value)}) for document {_id: ${text(place.id)}}`);
  return result;
}

function numberShown(value: Numeric): string {
  const names = { int: 'NumberInt', long: 'NumberLong', double: 'NumberDouble', decimal: 'NumberDecimal' };
  return `(${names[kindOf(value)]})${String(value)}`;
}

function dated(argument: unknown, place: Place): unknown {
  const type = isDoc(argument) ? argument.$type : argument === true ? 'date' : undefined;
  if (type === 'date') return place.now;
  if (type === 'timestamp') return new Timestamp({ t: Math.floor(place.now.getTime() / 1000), i: 1 });
  if (isDoc(argument))
    throw badValue("The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}");
  throw badValue(
    `${typeOf(argument)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
  );
}

function listOf(name: string, value: unknown, place: Place): unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value as unknown[];
  if (name === '$push')
    throw badValue(`The field '${place.path}' must be an array but is of type ${typeOf(value)} in document {_id: ${text(place.id)}}`);
  throw name === '$addToSet'
    ? badValue(
        `Cannot apply $addToSet to non-array field. Field named '${place.path.split('.').at(-1)}' has non-array type ${typeOf(value)}`,
      )
    : typeMismatch(`Path '${place.path}' contains an element of non-array type '${typeOf(value)}'`);
}

const pushModifiers = ['$each', '$slice', '$sort', '$position'];

function push(value: unknown, argument: unknown, place: Place): unknown {
  const list = [...listOf('$push', value, place)];
  if (!isDoc(argument) || !('$each' in argument)) return [...list, copy(argument)];
  const unknown = Object.keys(argument).find((name) => !pushModifiers.includes(name));
  if (unknown) throw badValue(`Unrecognized clause in $push: ${unknown}`);
  const each = eachOf('$push', argument.$each);
  const { $position: position, $sort: sort, $slice: slice } = argument;
  if (position !== undefined && !isIntegral(position))
    throw badValue(`The value for $position must be an integer value, not of type: ${typeOf(position)}`);
  if (slice !== undefined && !isIntegral(slice))
    throw badValue(`The value for $slice must be an integer value but was given type: ${typeOf(slice)}`);
  const at = position === undefined ? list.length : toNumber(position as Numeric);
  list.splice(at < 0 ? Math.max(0, list.length + at) : at, 0, ...each);
  const ordered = sort === undefined ? list : pushSorted(list, sort);
  if (slice === undefined) return ordered;
  const count = toNumber(slice as Numeric);
  return count === 0 ? [] : count > 0 ? ordered.slice(0, count) : ordered.slice(count);
}

function eachOf(name: string, each: unknown): unknown[] {
  if (!Array.isArray(each))
    throw name === '$push'
      ? badValue(`The argument to $each in $push must be an array but it was of type: ${typeOf(each)}`)
      : typeMismatch(`The argument to $each in ${name} must be an array but it was of type ${typeOf(each)}`);
  return each.map(copy) as unknown[];
}

function pushSorted(list: unknown[], sort: unknown): unknown[] {
  if (isNumeric(sort) && Math.abs(toNumber(sort)) === 1) return [...list].sort((a, b) => compare(a, b) * toNumber(sort));
  if (!isDoc(sort)) throw badValue('The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields');
  const by = compileSort(sort);
  const keys = (element: unknown): unknown[] => by.map((part) => sortKey(element, part));
  return [...list].sort((a, b) => compareKeys(keys(a), keys(b), by));
}

function addToSet(value: unknown, argument: unknown, place: Place): unknown {
  const list = [...listOf('$addToSet', value, place)];
  const each = isDoc(argument) && '$each' in argument ? eachOf('$addToSet', argument.$each) : [copy(argument)];
  const keys = new Set(list.map(keyOf));
  for (const one of each) {
    if (keys.has(keyOf(one))) continue;
    keys.add(keyOf(one));
    list.push(one);
  }
  return list;
}

function pop(value: unknown, argument: unknown, place: Place): unknown {
  if (!isNumeric(argument)) throw failedToParse(`Expected a number in: ${place.path}: ${text(argument)}`);
  if (Math.abs(toNumber(argument)) !== 1) throw failedToParse(`$pop expects 1 or -1, found: ${text(argument)}`);
  if (value === undefined) return undefined;
  const list = listOf('$pop', value, place);
  return toNumber(argument) === 1 ? list.slice(0, -1) : list.slice(1);
}

function pullAll(value: unknown, argument: unknown, place: Place): unknown {
  if (!Array.isArray(argument)) throw badValue(`$pullAll requires an array argument but was given a ${typeOf(argument)}`);
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw badValue('Cannot apply $pull to a non-array value');
  const gone = new Set(argument.map(keyOf));
  return listOf('$pullAll', value, place).filter((element) => !gone.has(keyOf(element)));
}

function bit(value: unknown, argument: unknown, place: Place): unknown {
  if (!isDoc(argument))
    throw badValue(
      `The $bit modifier is not compatible with a ${typeOf(argument)}. You must pass in an embedded document: {$bit: {field: {and/or/xor: #}}`,
    );
  const start = value === undefined ? 0 : value;
  const whole = (one: unknown): one is number | bigint => isNumeric(one) && ['int', 'long'].includes(kindOf(one));
  if (!whole(start))
    throw badValue(
      `Cannot apply $bit to a value of non-integral type._id: ${text(place.id)} has the field ${place.path} of non-integer type ${typeOf(value)}`,
    );
  return Object.entries(argument).reduce((result: number | bigint, [name, mask]) => {
    if (!whole(mask))
      throw badValue(
        `The $bit modifier field must be an Integer(32/64 bit); a '${typeOf(mask)}' is not supported here: {${name}: ${text(mask)}}`,
      );
    const [a, b] = [BigInt(result), BigInt(mask)];
    if (!['and', 'or', 'xor'].includes(name))
      throw badValue(
        `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}' which is an unknown operator: {${name}: ${text(mask)}}`,
      );
    const out = name === 'and' ? a & b : name === 'or' ? a | b : a ^ b;
    return typeof result === 'bigint' || typeof mask === 'bigint' ? out : Number(out);
  }, start);
}

export function refusedType(name: string): ServerError {
  return new ServerError(9, `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`);
}
