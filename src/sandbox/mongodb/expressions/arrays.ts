/** Arrays and sets. */
import { badValue, ServerError } from '../errors.ts';
import { compileSort, sorted } from '../query/sort.ts';
import { compare } from '../values/compare.ts';
import { keyOf } from '../values/keys.ts';
import { isIntegral, isNumeric, toNumber } from '../values/numbers.ts';
import { type Doc, isDoc, own, put, typeOf } from '../values/types.ts';
import { named } from './logic.ts';
import { isNullish, truthy } from './truth.ts';
import { binary, bind, type Maker, type Makers, operands, parts, unary } from './types.ts';

export const arrays: Makers = {
  $isArray: unary((value) => Array.isArray(value)),
  $size: unary((value) => {
    if (!Array.isArray(value)) throw new ServerError(17124, `The argument to $size must be an array, but was of type: ${shownType(value)}`);
    return value.length;
  }),
  $arrayElemAt: binary((array, index) => {
    if (isNullish(array) || isNullish(index)) return null;
    const list = asArray(array, 28689, "$arrayElemAt's first argument must be an array, but is ");
    if (!isNumeric(index)) throw new ServerError(28690, `$arrayElemAt's second argument must be a numeric value, but is ${typeOf(index)}`);
    if (!isIntegral(index))
      throw new ServerError(28691, `$arrayElemAt's second argument must be representable as a 32-bit integer: ${toNumber(index)}`);
    return list.at(toNumber(index));
  }),
  $first: unary((value) => (isNullish(value) ? null : asArray(value, 28689, "$first's argument must be an array, but is ").at(0))),
  $last: unary((value) => (isNullish(value) ? null : asArray(value, 28689, "$last's argument must be an array, but is ").at(-1))),
  $in: binary((value, array) => {
    const keys = keyOf(value);
    if (!Array.isArray(array)) throw new ServerError(40081, `$in requires an array as a second argument, found: ${shownType(array)}`);
    return array.some((element) => keyOf(element) === keys);
  }),
  $indexOfArray: (argument, compile, name) => {
    const all = operands(name, argument, compile, 2, 4);
    return (env) => {
      const [array, wanted, from = 0, to] = all.map((one) => one(env));
      if (isNullish(array)) return null;
      const list = asArray(array, 40090, '$indexOfArray requires an array as a first argument, found: ');
      const end = isNullish(to) ? list.length : Math.min(list.length, index(to));
      const found = list.findIndex((element, at) => at >= index(from) && at < end && compare(element, wanted) === 0);
      return found;
    };
  },
  $slice: (argument, compile, name) => {
    const all = operands(name, argument, compile, 2, 3);
    return (env) => {
      const [array, second, third] = all.map((one) => one(env));
      if (isNullish(array) || isNullish(second) || (all.length === 3 && isNullish(third))) return null;
      const list = asArray(array, 28724, 'First argument to $slice must be an array, but is of type: ');
      return sliced(list, index(second), all.length === 3 ? index(third) : undefined);
    };
  },
  $concatArrays: (argument, compile) => {
    const all = (Array.isArray(argument) ? argument : [argument]).map(compile);
    return (env) => {
      const values = all.map((one) => one(env));
      return values.some(isNullish) ? null : values.flatMap((value) => asArray(value, 28664, '$concatArrays only supports arrays, not '));
    };
  },
  $reverseArray: unary((value) =>
    isNullish(value) ? null : [...asArray(value, 34435, 'The argument to $reverseArray must be an array, but was of type: ')].reverse(),
  ),
  $range: (argument, compile, name) => {
    const all = operands(name, argument, compile, 2, 3);
    return (env) => range(all.map((one) => one(env)));
  },
  $filter: (argument, compile) => {
    const given = parts('$filter', argument, ['input', 'cond'], ['as', 'limit'], 28647);
    const [input, condition, limit] = [
      compile(given.input),
      compile(given.cond),
      given.limit === undefined ? undefined : compile(given.limit),
    ];
    const as = given.as === undefined ? 'this' : named(given.as);
    return (env) => {
      const value = input(env);
      if (isNullish(value)) return null;
      const out = asArray(value, 28651, 'input to $filter must be an array not ').filter((element) =>
        truthy(condition(bind(env, as, element))),
      );
      const most = limit?.(env);
      return isNullish(most) ? out : out.slice(0, index(most));
    };
  },
  $map: (argument, compile) => {
    const given = parts('$map', argument, ['input', 'in'], ['as'], 16878);
    const [input, body] = [compile(given.input), compile(given.in)];
    const as = given.as === undefined ? 'this' : named(given.as);
    return (env) => {
      const value = input(env);
      if (isNullish(value)) return null;
      return asArray(value, 16883, 'input to $map must be an array not ').map((element) => body(bind(env, as, element)) ?? null);
    };
  },
  $reduce: (argument, compile) => {
    const given = parts('$reduce', argument, ['input', 'initialValue', 'in'], [], 40076);
    const [input, initial, body] = [compile(given.input), compile(given.initialValue), compile(given.in)];
    return (env) => {
      const value = input(env);
      if (isNullish(value)) return null;
      const list = asArray(value, 40080, "$reduce requires that 'input' be an array, found: ");
      return list.reduce((sum: unknown, element) => body(bind(bind(env, 'value', sum), 'this', element)), initial(env));
    };
  },
  $zip: (argument, compile) => {
    const given = parts('$zip', argument, ['inputs'], ['useLongestLength', 'defaults'], 34464);
    const [inputs, defaults] = [compile(given.inputs), compile(given.defaults ?? null)];
    return (env) => {
      const lists = inputs(env) as unknown[];
      if (lists.some(isNullish)) return null;
      const arrays = lists.map((list) => asArray(list, 34468, '$zip found a non-array expression in input: '));
      const lengths = arrays.map((list) => list.length);
      const length = given.useLongestLength === true ? Math.max(...lengths) : Math.min(...lengths);
      const instead = (defaults(env) ?? []) as unknown[];
      return Array.from({ length }, (_, at) => arrays.map((list, which) => (at < list.length ? list[at] : (instead[which] ?? null))));
    };
  },
  $sortArray: (argument, compile) => {
    const given = parts('$sortArray', argument, ['input', 'sortBy'], [], 2942500);
    const input = compile(given.input);
    const whole = isNumeric(given.sortBy) ? toNumber(given.sortBy) : undefined;
    const by = whole === undefined && isDoc(given.sortBy) ? compileSort(given.sortBy) : [];
    return (env) => {
      const value = input(env);
      if (isNullish(value)) return null;
      const list = asArray(value, 2942504, 'The input argument to $sortArray must be an array, but was of type: ');
      return whole === undefined ? sorted(list, by, (element) => element) : [...list].sort((a, b) => compare(a, b) * whole);
    };
  },
  $arrayToObject: unary((value) =>
    isNullish(value) ? null : toObject(asArray(value, 40386, '$arrayToObject requires an array input, found: ')),
  ),
  $objectToArray: unary((value) => {
    if (isNullish(value)) return null;
    if (!isDoc(value)) throw new ServerError(40390, `$objectToArray requires a document input, found: ${typeOf(value)}`);
    return Object.entries(value).map(([k, v]) => ({ k, v }));
  }),
  $firstN: manyOf('$firstN', (list, n) => list.slice(0, n)),
  $lastN: manyOf('$lastN', (list, n) => list.slice(-n)),
  $maxN: manyOf('$maxN', (list, n) =>
    list
      .filter((value) => !isNullish(value))
      .sort((a, b) => compare(b, a))
      .slice(0, n),
  ),
  $minN: manyOf('$minN', (list, n) =>
    list
      .filter((value) => !isNullish(value))
      .sort(compare)
      .slice(0, n),
  ),
};

function shownType(value: unknown): string {
  return value === undefined ? 'missing' : typeOf(value);
}

export function asArray(value: unknown, code: number, message: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw new ServerError(code, `${message}${shownType(value)}`);
}

function index(value: unknown): number {
  if (!isIntegral(value)) throw badValue(`an index must be an integer, not ${typeOf(value)}`);
  return toNumber(value);
}

/** `[start,] count` as `$slice` counts, in expressions and in projections. */
export function sliced(list: readonly unknown[], second: number, third?: number): unknown[] {
  if (third === undefined) return second >= 0 ? list.slice(0, second) : list.slice(second);
  if (third <= 0) throw new ServerError(28729, `Third argument to $slice must be positive: ${third}`);
  const start = second >= 0 ? second : Math.max(0, list.length + second);
  return list.slice(start, start + third);
}

function range([start, end, step = 1]: unknown[]): unknown[] {
  const whole = (value: unknown, code: number, what: string): number => {
    if (!isIntegral(value)) throw new ServerError(code, `$range requires a numeric ${what} value, found value of type:${shownType(value)}`);
    return toNumber(value);
  };
  const [from, to, by] = [whole(start, 34443, 'starting'), whole(end, 34445, 'ending'), whole(step, 34447, 'step')];
  if (by === 0) throw new ServerError(34449, '$range requires a non-zero step value');
  const out: unknown[] = [];
  for (let at = from; by > 0 ? at < to : at > to; at += by) out.push(at);
  return out;
}

function toObject(list: readonly unknown[]): Doc {
  const out: Doc = {};
  for (const element of list) {
    const [key, value] = Array.isArray(element)
      ? [element[0] as unknown, element[1] as unknown]
      : isDoc(element)
        ? [own(element, 'k'), own(element, 'v')]
        : [];
    if (typeof key !== 'string')
      throw new ServerError(
        40394,
        `$arrayToObject requires an object keys of 'k' and 'v', or a pair whose key is a string. Found key of type: ${shownType(key)}`,
      );
    put(out, key, value === undefined ? null : value);
  }
  return out;
}

function manyOf(name: string, take: (list: unknown[], n: number) => unknown[]): Maker {
  return (argument, compile) => {
    const given = parts(name, argument, ['input', 'n'], [], 5787900);
    const [input, n] = [compile(given.input), compile(given.n)];
    return (env) => {
      const list = input(env);
      const count = n(env);
      if (!isIntegral(count) || toNumber(count) < 1)
        throw new ServerError(5787908, `'n' must be greater than 0, found ${isNumeric(count) ? toNumber(count) : typeOf(count)}`);
      return take([...asArray(list, 5788200, `Input must be an array: ${name} found `)], toNumber(count));
    };
  };
}
