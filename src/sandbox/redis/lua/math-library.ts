/**
 * Lua's math library, with the random numbers of Redis.
 */
import type { Arguments, Library } from './arguments.ts';

const functions = [
  'abs',
  'acos',
  'asin',
  'atan',
  'ceil',
  'cos',
  'cosh',
  'exp',
  'floor',
  'log10',
  'sin',
  'sinh',
  'sqrt',
  'tan',
  'tanh',
] as const;

export function mathLibrary(): Library {
  const draw = sequence();
  return {
    ...Object.fromEntries(functions.map((name) => [name, (args: Arguments) => Math[name](args.number(1))])),
    log: (args) => Math.log(args.number(1)),
    atan2: (args) => Math.atan2(args.number(1), args.number(2)),
    pow: (args) => args.number(1) ** args.number(2),
    fmod: (args) => args.number(1) % args.number(2),
    mod: (args) => args.number(1) % args.number(2),
    modf: (args) => [Math.trunc(args.number(1)), args.number(1) % 1],
    ldexp: (args) => args.number(1) * 2 ** args.number(2),
    frexp: (args) => {
      const value = args.number(1);
      if (value === 0 || !Number.isFinite(value)) return [value, 0];
      const exponent = Math.floor(Math.log2(Math.abs(value))) + 1;
      return [value / 2 ** exponent, exponent];
    },
    deg: (args) => (args.number(1) * 180) / Math.PI,
    rad: (args) => (args.number(1) * Math.PI) / 180,
    max: (args) => args.values.reduce((most: number, _, at) => Math.max(most, args.number(at + 1)), args.number(1)),
    min: (args) => args.values.reduce((least: number, _, at) => Math.min(least, args.number(at + 1)), args.number(1)),
    random: (args) => {
      const fraction = draw.next();
      if (args.count === 0) return fraction;
      const [low, high] = args.count === 1 ? [1, args.integer(1)] : [args.integer(1), args.integer(2)];
      if (low > high) throw args.bad(args.count === 1 ? 1 : 2, 'interval is empty');
      return Math.floor(fraction * (high - low + 1)) + low;
    },
    randomseed: (args) => {
      draw.seed(args.integer(1));
      return [];
    },
  };
}

/** `lrand48` as Redis begins it. */
function sequence(): { next(): number; seed(value: number): void } {
  const mask = (1n << 48n) - 1n;
  let state = 0x1234abcd330en;
  return {
    next: () => {
      state = (state * 0x5deece66dn + 0xbn) & mask;
      return (Number(state >> 17n) % 0x7fffffff) / 0x7fffffff;
    },
    seed: (value) => {
      state = (BigInt.asUintN(32, BigInt(value)) << 16n) | 0x330en;
    },
  };
}
