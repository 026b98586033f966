/** Arrays as sets. */
import { ServerError } from '../errors.ts';
import { compare } from '../values/compare.ts';
import { keyOf } from '../values/keys.ts';
import { asArray } from './arrays.ts';
import { isNullish, truthy } from './truth.ts';
import { binary, type Compiled, type Maker, type Makers, unary } from './types.ts';

export const sets: Makers = {
  $setUnion: setOperator('$setUnion', 17043, (lists) => unique(lists.flat())),
  $setIntersection: setOperator('$setIntersection', 17047, (lists) =>
    unique(lists[0] ?? []).filter((value) => lists.every((list) => list.some((other) => compare(value, other) === 0))),
  ),
  $setDifference: binary((left, right) => {
    if (isNullish(left) || isNullish(right)) return null;
    const without = new Set(
      asArray(right, 17049, 'both operands of $setDifference must be arrays. Second argument is of type: ').map(keyOf),
    );
    return unique(
      asArray(left, 17048, 'both operands of $setDifference must be arrays. First argument is of type: ').filter(
        (value) => !without.has(keyOf(value)),
      ),
    );
  }),
  $setEquals: (argument, compile) => {
    const all = (Array.isArray(argument) ? argument : [argument]).map(compile);
    if (all.length < 2) throw new ServerError(17045, '$setEquals needs at least two arguments had: 1');
    return (env) => {
      const [first = '', ...rest] = all.map((one) =>
        unique(asArray(one(env), 17044, 'All operands of $setEquals must be arrays. One argument is of type: '))
          .map(keyOf)
          .sort()
          .join(),
      );
      return rest.every((other) => other === first);
    };
  },
  $setIsSubset: binary((left, right) => {
    const keys = new Set(asArray(right, 17042, 'both operands of $setIsSubset must be arrays. Second argument is of type: ').map(keyOf));
    return asArray(left, 17046, 'both operands of $setIsSubset must be arrays. First argument is of type: ').every((value) =>
      keys.has(keyOf(value)),
    );
  }),
  $allElementsTrue: unary((value) => asArray(value, 17040, "$allElementsTrue's argument must be an array, but is ").every(truthy)),
  $anyElementTrue: unary((value) => asArray(value, 17041, "$anyElementTrue's argument must be an array, but is ").some(truthy)),
};

function setOperator(name: string, code: number, apply: (lists: unknown[][]) => unknown[]): Maker {
  return (argument, compile) => {
    const all: Compiled[] = (Array.isArray(argument) ? argument : [argument]).map(compile);
    return (env) => {
      const values = all.map((one) => one(env));
      return values.some(isNullish)
        ? null
        : apply(values.map((value) => asArray(value, code, `All operands of ${name} must be arrays. One argument is of type: `)));
    };
  };
}

function unique(list: readonly unknown[]): unknown[] {
  const seen = new Map(list.map((value) => [keyOf(value), value]));
  return [...seen.values()].sort(compare);
}
