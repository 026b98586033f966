/**
 * Trigonometry, evaluated by mingo: operands are evaluated here and handed over as plain numbers; answers are doubles, as the server documents them.
 */
import { Context, evalExpr } from 'mingo/core';
import * as trigonometry from 'mingo/operators/expression/trignometry';
import { typeMismatch } from '../errors.ts';
import { double, isNumeric, toNumber } from '../values/numbers.ts';
import { typeOf } from '../values/types.ts';
import { isNullish } from './truth.ts';
import { type Maker, type Makers, operands } from './types.ts';

const context = Context.init({ expression: trigonometry as unknown as Record<`$${string}`, never> });

export const byMingo: Makers = Object.fromEntries(Object.keys(trigonometry).map((name) => [name, handed(name)]));

function handed(name: string): Maker {
  return (argument, compile) => {
    const all = operands(name, argument, compile, name === '$atan2' ? 2 : 1);
    return (env) => {
      const values = all.map((one) => one(env));
      if (values.some(isNullish)) return null;
      const numbers = values.map((value) => {
        if (!isNumeric(value)) throw typeMismatch(`${name} only supports numeric types, not ${typeOf(value)}`);
        return toNumber(value);
      });
      const given = numbers.length === 1 ? numbers[0] : numbers;
      return double(Number(evalExpr({}, { [name]: given }, { context } as Parameters<typeof evalExpr>[2])));
    };
  };
}
