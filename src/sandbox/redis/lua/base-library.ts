/**
 * Lua's basic functions.
 */
import { type Arguments, type Library, native } from './arguments.ts';
import type { Runtime } from './runtime.ts';
import { Callable, LuaError, numberText, Table, toNumber, truthy, typeOf, type Value } from './value.ts';

/** @param load makes a function of a script's text; throws LuaError */
export function baseLibrary(runtime: Runtime, load: (source: string) => Callable): Library {
  const next = native(runtime, 'next', (args) => {
    const pair = args.table(1).next(args.at(2));
    if (pair === false) throw runtime.error("invalid key to 'next'");
    return pair ?? [undefined];
  });
  const step = native(runtime, 'ipairs', (args) => {
    const at = args.number(2) + 1;
    const value = args.table(1).get(at);
    return value === undefined ? [undefined] : [at, value];
  });
  return {
    type: (args) => typeOf(args.any(1)),
    tostring: (args) => display(runtime, args.any(1)),
    tonumber: (args) => tonumber(args),
    next: (args) => next.run([...args.values]),
    pairs: (args) => [next, args.table(1), undefined],
    ipairs: (args) => [step, args.table(1), 0],
    rawget: (args) => args.table(1).get(args.at(2)),
    rawset: (args) => {
      const table = args.table(1);
      if (table.readonly) throw runtime.error('Attempt to modify a readonly table');
      table.set(args.at(2), args.at(3));
      return table;
    },
    rawequal: (args) => args.any(1) === args.any(2),
    select: (args) => {
      if (args.at(1) === '#') return args.count - 1;
      const from = args.integer(1);
      if (from < 0 && -from > args.count - 1) throw args.bad(1, 'index out of range');
      if (from === 0) throw args.bad(1, 'index out of range');
      return from < 0 ? args.values.slice(from) : args.values.slice(from);
    },
    unpack,
    assert: (args) => {
      if (!truthy(args.any(1))) throw new LuaError(args.at(2) === undefined ? 'assertion failed!' : args.at(2));
      return [...args.values];
    },
    error: (args) => {
      const message = args.at(1);
      const level = args.number(2, 1);
      throw typeof message === 'string' && level > 0 ? runtime.error(message) : new LuaError(message);
    },
    pcall: (args) => attempt(runtime, () => runtime.call(args.any(1), args.values.slice(1), runtime.line, '')),
    xpcall: (args) => {
      const result = attempt(runtime, () => runtime.call(args.any(1), [], runtime.line, ''));
      return result[0] === true ? result : [false, ...runtime.call(args.at(2), [result[1]], runtime.line, '')];
    },
    getmetatable: (args) => {
      const value = args.any(1);
      const meta = value instanceof Table ? value.meta : undefined;
      return meta?.get('__metatable') ?? meta;
    },
    setmetatable: (args) => {
      const table = args.table(1);
      if (table.readonly) throw runtime.error('Attempt to modify a readonly table');
      if (table.meta?.get('__metatable') !== undefined) throw runtime.error('cannot change a protected metatable');
      table.meta = args.at(2) === undefined ? undefined : args.table(2);
      return table;
    },
    loadstring: (args) => {
      try {
        return load(args.text(1));
      } catch (error) {
        if (error instanceof LuaError) return [undefined, error.value];
        throw error;
      }
    },
    collectgarbage: () => 0,
  };
}

/** Runs something; what it throws becomes `false, error`. */
function attempt(runtime: Runtime, run: () => Value[]): Value[] {
  try {
    return [true, ...run()];
  } catch (error) {
    if (error instanceof LuaError) return [false, caught(error.value)];
    if (error instanceof RangeError) return [false, runtime.error('stack overflow').value];
    throw error;
  }
}

/** Redis hands scripts the text of its error tables. */
function caught(value: Value): Value {
  const text = value instanceof Table ? value.get('err') : undefined;
  return text ?? value;
}

function display(runtime: Runtime, value: Value): Value {
  if (value instanceof Table) {
    const handler = value.meta?.get('__tostring');
    if (handler instanceof Callable) return runtime.call(handler, [value], runtime.line, '')[0];
    return `table: 0x${address(value)}`;
  }
  if (value instanceof Callable) return `function: 0x${address(value)}`;
  return typeof value === 'number' ? numberText(value) : String(value ?? 'nil');
}

const addresses = new WeakMap<object, number>();
let lastAddress = 0;

function address(value: object): string {
  const known = addresses.get(value) ?? ++lastAddress;
  addresses.set(value, known);
  return known.toString(16).padStart(14, '0');
}

function tonumber(args: Arguments): Value {
  const base = args.integer(2, 10);
  if (base === 10) return toNumber(args.any(1));
  if (base < 2 || base > 36) throw args.bad(2, 'base out of range');
  const text = args.text(1).trim().toLowerCase();
  const digits = base === 16 ? text.replace(/^0x/, '') : text;
  const valid = digits !== '' && [...digits].every((digit) => Number.parseInt(digit, 36) < base);
  return valid ? Number.parseInt(digits, base) : undefined;
}

function unpack(args: Arguments): Value[] {
  const table = args.table(1);
  const first = args.integer(2, 1);
  const last = args.integer(3, table.length);
  if (last - first >= 8000) throw new LuaError('too many results to unpack');
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => table.get(first + i));
}
