/** Numbers: `$add` … `$trunc`, `$bitAnd` …, with the type of the widest operand. */
import { Decimal128, Double } from 'bson';
import { ServerError, typeMismatch } from '../errors.ts';
import { decimal, roundDecimal, toDecimal } from '../values/decimal.ts';
import { calculate, double, integer, isIntegral, isNumeric, kindOf, type Numeric, toNumber } from '../values/numbers.ts';
import { typeOf } from '../values/types.ts';
import { isNullish } from './truth.ts';
import { binary, type Maker, type Makers, operands, unary } from './types.ts';

export const arithmetic: Makers = {
  $add: (argument, compile) => {
    const all = (Array.isArray(argument) ? argument : [argument]).map(compile);
    return (env) => sum(all.map((one) => one(env)));
  },
  $multiply: (argument, compile) => {
    const all = (Array.isArray(argument) ? argument : [argument]).map(compile);
    return (env) => {
      const values = all.map((one) => one(env));
      if (values.some(isNullish)) return null;
      return values.reduce(
        (left: Numeric, right) =>
          calculate('multiply', left, numeric(right, '$multiply', '$multiply only supports numeric types, not '), 'double'),
        1,
      );
    };
  },
  $subtract: binary(subtract),
  $divide: binary(divide),
  $mod: binary(mod),
  $abs: onNumber((value) => (toNumber(value) < 0 ? calculate('multiply', value, -1, 'double') : value)),
  $ceil: onNumber((value) => rounded(value, 0, 'ceil')),
  $floor: onNumber((value) => rounded(value, 0, 'floor')),
  $round: rounding('round'),
  $trunc: rounding('trunc'),
  $sqrt: doubles(Math.sqrt, (value) => value >= 0 || Number.isNaN(value), 28714, "$sqrt's argument must be greater than or equal to 0"),
  $exp: doubles(Math.exp),
  $ln: doubles(Math.log, (value) => value > 0 || Number.isNaN(value), 28766, "$ln's argument must be a positive number, but is "),
  $log10: doubles(Math.log10, (value) => value > 0 || Number.isNaN(value), 28761, "$log10's argument must be a positive number, but is "),
  $log: binary((value, base) => {
    if (isNullish(value) || isNullish(base)) return null;
    const [x, y] = [toNumber(numeric(value, '$log', '')), toNumber(numeric(base, '$log', ''))];
    if (x <= 0) throw new ServerError(28758, `$log's argument must be a positive number, but is ${x}`);
    if (y <= 0 || y === 1) throw new ServerError(28759, `$log's base must be a positive number not equal to 1, but is ${y}`);
    return double(Math.log(x) / Math.log(y));
  }),
  $pow: binary(power),
  $bitAnd: bitwise((a, b) => a & b, -1n),
  $bitOr: bitwise((a, b) => a | b, 0n),
  $bitXor: bitwise((a, b) => a ^ b, 0n),
  $bitNot: onNumber((value) => {
    if (!['int', 'long'].includes(kindOf(value))) throw typeMismatch('$bitNot only supports int and long');
    return typeof value === 'bigint' ? ~value : ~(value as number);
  }),
};

function numeric(value: unknown, name: string, message: string): Numeric {
  if (isNumeric(value)) return value;
  throw typeMismatch(`${message || `${name} only supports numeric types, not `}${typeOf(value)}`);
}

function sum(values: readonly unknown[]): unknown {
  if (values.some(isNullish)) return null;
  const dates = values.filter((value) => value instanceof Date);
  if (dates.length > 1) throw new ServerError(16612, 'only one date allowed in an $add expression');
  const total = values
    .filter((value) => !(value instanceof Date))
    .reduce(
      (left: Numeric, right) => calculate('add', left, numeric(right, '$add', '$add only supports numeric or date types, not '), 'double'),
      0,
    );
  return dates[0] ? new Date(dates[0].getTime() + Math.round(toNumber(total))) : total;
}

function subtract(left: unknown, right: unknown): unknown {
  if (isNullish(left) || isNullish(right)) return null;
  if (left instanceof Date) {
    if (right instanceof Date) return BigInt(left.getTime() - right.getTime());
    if (isNumeric(right)) return new Date(left.getTime() - Math.round(toNumber(right)));
  }
  if (isNumeric(left) && isNumeric(right)) return calculate('subtract', left, right, 'double');
  throw typeMismatch(`can't $subtract ${typeOf(right)} from ${typeOf(left)}`);
}

function divide(left: unknown, right: unknown): unknown {
  if (isNullish(left) || isNullish(right)) return null;
  if (!isNumeric(left) || !isNumeric(right))
    throw typeMismatch(`$divide only supports numeric types, not ${typeOf(left)} and ${typeOf(right)}`);
  if (toNumber(right) === 0) throw new ServerError(2, "can't $divide by zero");
  if (kindOf(left) === 'decimal' || kindOf(right) === 'decimal') return decimal('divide', bareDecimal(left), bareDecimal(right));
  return double(toNumber(left) / toNumber(right));
}

function mod(left: unknown, right: unknown): unknown {
  if (isNullish(left) || isNullish(right)) return null;
  if (!isNumeric(left) || !isNumeric(right))
    throw new ServerError(16611, `$mod only supports numeric types, not ${typeOf(left)} and ${typeOf(right)}`);
  if (toNumber(right) === 0) throw new ServerError(16610, "can't $mod by zero");
  return calculate('mod', left, right, 'double');
}

function bareDecimal(value: Numeric): Decimal128 {
  return toDecimal(value instanceof Double ? value.value : value);
}

function power(left: unknown, right: unknown): unknown {
  if (isNullish(left) || isNullish(right)) return null;
  const [base, exponent] = [
    numeric(left, '$pow', "$pow's base must be numeric, not "),
    numeric(right, '$pow', "$pow's exponent must be numeric, not "),
  ];
  if (toNumber(base) === 0 && toNumber(exponent) < 0) throw new ServerError(28764, '$pow cannot take a base of 0 and a negative exponent');
  const kinds = [kindOf(base), kindOf(exponent)];
  if (kinds.includes('decimal')) return toDecimal(toNumber(base) ** toNumber(exponent));
  if (kinds.includes('double') || toNumber(exponent) < 0) return double(toNumber(base) ** toNumber(exponent));
  const approximate = toNumber(base) ** toNumber(exponent);
  if (Math.abs(approximate) >= 2 ** 63) return double(approximate);
  const exact = BigInt(toNumber(base)) ** BigInt(toNumber(exponent));
  return kinds.includes('long') ? exact : integer(exact);
}

function onNumber(apply: (value: Numeric) => unknown): Maker {
  return unary((value, name) => (isNullish(value) ? null : apply(numeric(value, name, ''))));
}

function rounding(how: 'round' | 'trunc'): Maker {
  return (argument, compile, name) => {
    const [operand, places] = operands(name, argument, compile, 1, 2);
    return (env) => {
      const value = operand?.(env);
      const given = places ? places(env) : 0;
      if (isNullish(value) || isNullish(given)) return null;
      if (!isIntegral(given)) throw new ServerError(51082, `precision argument to ${name} must be a integral value`);
      if (toNumber(given) < -20 || toNumber(given) > 100)
        throw new ServerError(51083, `cannot apply ${name} with precision value ${toNumber(given)} value must be in [-20, 100]`);
      return rounded(numeric(value, name, ''), toNumber(given), how);
    };
  };
}

function rounded(value: Numeric, places: number, how: 'round' | 'trunc' | 'ceil' | 'floor'): Numeric {
  const kind = kindOf(value);
  if (kind === 'decimal') return roundDecimal(value as Decimal128, places, how);
  if (kind === 'double') {
    const number = toNumber(value);
    if (!Number.isFinite(number) || places > 22) return value;
    // Through 34 decimal digits, as the server does: 2.345 is a little more than that, and rounds up.
    return double(toNumber(roundDecimal(Decimal128.fromStringWithRounding(number.toPrecision(34)), places, how)));
  }
  if (places >= 0) return value;
  const unit = 10n ** BigInt(-places);
  const exact = BigInt(value as number | bigint);
  const rest = exact % unit;
  const base = exact - rest;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const up = how === 'round' && (twice > unit || (twice === unit && (base / unit) % 2n !== 0n));
  const out = up ? base + (exact < 0n ? -unit : unit) : base;
  return kind === 'long' ? out : integer(out);
}

function doubles(apply: (value: number) => number, allowed: (value: number) => boolean = () => true, code = 0, message = ''): Maker {
  return onNumber((value) => {
    const number = toNumber(value);
    if (!allowed(number)) throw new ServerError(code, message.endsWith(' ') ? `${message}${number}` : message);
    return kindOf(value) === 'decimal' ? toDecimal(apply(number)) : double(apply(number));
  });
}

function bitwise(apply: (a: bigint, b: bigint) => bigint, start: bigint): Maker {
  return (argument, compile, name) => {
    const all = (Array.isArray(argument) ? argument : [argument]).map(compile);
    return (env) => {
      const values = all.map((one) => one(env));
      if (values.some(isNullish)) return null;
      const wrong = values.find((value) => !isNumeric(value) || !['int', 'long'].includes(kindOf(value)));
      if (wrong !== undefined) throw typeMismatch(`${name} only supports int and long operands.`);
      const out = values.reduce((left: bigint, right) => apply(left, BigInt(right as number | bigint)), start);
      return values.some((value) => typeof value === 'bigint') ? BigInt.asIntN(64, out) : Number(BigInt.asIntN(32, out));
    };
  };
}
