/**
 * `bit`: 32-bit arithmetic, and `struct`: numbers and strings in binary forms. Both as packaged with Redis, `struct` with its common formats.
 */
import type { Arguments, Library } from './arguments.ts';
import type { Runtime } from './runtime.ts';
import type { Value } from './value.ts';

/** A number as 32 bits, wrapped as C does. */
function word(args: Arguments, position: number): number {
  return Number(BigInt.asIntN(32, BigInt(Math.round(args.number(position)))));
}

export function bitLibrary(): Library {
  const fold = (combine: (a: number, b: number) => number) => (args: Arguments) =>
    args.values.slice(1).reduce((result: number, _, at) => combine(result, word(args, at + 2)), word(args, 1));
  return {
    tobit: (args) => word(args, 1),
    bnot: (args) => ~word(args, 1),
    band: fold((a, b) => a & b),
    bor: fold((a, b) => a | b),
    bxor: fold((a, b) => a ^ b),
    lshift: (args) => word(args, 1) << (word(args, 2) & 31),
    rshift: (args) => (word(args, 1) >>> (word(args, 2) & 31)) | 0,
    arshift: (args) => word(args, 1) >> (word(args, 2) & 31),
    rol: (args) => rotated(word(args, 1), word(args, 2)),
    ror: (args) => rotated(word(args, 1), -word(args, 2)),
    bswap: (args) => {
      const buffer = Buffer.alloc(4);
      buffer.writeInt32LE(word(args, 1));
      return buffer.readInt32BE();
    },
    tohex: (args) => {
      const digits = args.integer(2, 8);
      const text = (word(args, 1) >>> 0)
        .toString(16)
        .padStart(8, '0')
        .slice(-Math.min(8, Math.abs(digits)));
      return digits < 0 ? text.toUpperCase() : text;
    },
  };
}

function rotated(value: number, by: number): number {
  const places = by & 31;
  return (value << places) | (value >>> (32 - places));
}

interface Field {
  code: string;
  size: number;
  little: boolean;
}

const sizes: Readonly<Record<string, number>> = { b: 1, B: 1, h: 2, H: 2, l: 8, L: 8, T: 8, i: 4, I: 4, f: 4, d: 8, n: 8 };

export function structLibrary(runtime: Runtime): Library {
  const fieldsOf = (format: string): Field[] => {
    let little = true;
    return [...format.matchAll(/([<>=!@ ])|([a-zA-Z])(\d*)/g)].flatMap(([, order, code = '', digits = '']): Field[] => {
      if (order !== undefined) {
        little = order === ' ' ? little : order !== '>';
        return [];
      }
      if (!'bBhHlLTiIfdnsxc'.includes(code)) throw runtime.error(`invalid format option '${code}'`);
      const size = digits === '' ? (sizes[code] ?? 1) : Number(digits);
      if ('iI'.includes(code) && size > 8) throw runtime.error(`integral size ${size} is larger than limit of 8`);
      return [{ code, size: 'iIc'.includes(code) ? size : (sizes[code] ?? 1), little }];
    });
  };
  return {
    pack: (args) => {
      let position = 1;
      return fieldsOf(args.text(1))
        .map((field) => {
          if (field.code === 'x') return '\0';
          position += 1;
          return packField(args, position, field);
        })
        .join('');
    },
    unpack: (args) => {
      const text = args.text(2);
      let at = args.integer(3, 1) - 1;
      const values: Value[] = [];
      for (const field of fieldsOf(args.text(1))) {
        const size = sizeOf(field, text, at, values);
        if (at + size > text.length) throw args.bad(2, 'data string too short');
        if (field.code !== 'x') values.push(unpackField(text.slice(at, at + size), field));
        at += size;
      }
      return [...values, at + 1];
    },
    size: (args) =>
      fieldsOf(args.text(1)).reduce((sum, { code, size }) => {
        if (code === 's' || (code === 'c' && size === 0)) throw args.bad(1, 'variable-size format in format');
        return sum + size;
      }, 0),
  };
}

function packField(args: Arguments, position: number, { code, size, little }: Field): string {
  if (code === 's') return `${args.text(position)}\0`;
  if (code === 'c') {
    const text = args.text(position);
    if (size > 0 && text.length < size) throw args.bad(position, 'string too short');
    return size === 0 ? text : text.slice(0, size);
  }
  const buffer = Buffer.alloc(size);
  if (code === 'f') little ? buffer.writeFloatLE(args.number(position)) : buffer.writeFloatBE(args.number(position));
  else if (code === 'd' || code === 'n') little ? buffer.writeDoubleLE(args.number(position)) : buffer.writeDoubleBE(args.number(position));
  else {
    const value = BigInt.asUintN(size * 8, BigInt(args.integer(position)));
    for (let i = 0; i < size; i += 1) buffer[little ? i : size - 1 - i] = Number((value >> BigInt(8 * i)) & 255n);
  }
  return buffer.toString('latin1');
}

/** Bytes that a field takes; `c0` has its length in the value before it. */
function sizeOf({ code, size }: Field, text: string, at: number, values: Value[]): number {
  if (code === 's') return Math.max(0, text.indexOf('\0', at) - at) + 1;
  return code === 'c' && size === 0 ? Number(values.pop() ?? 0) : size;
}

function unpackField(text: string, { code, size, little }: Field): Value {
  if (code === 's') return text.slice(0, -1);
  if (code === 'c') return text;
  const buffer = Buffer.from(text, 'latin1');
  if (code === 'f') return little ? buffer.readFloatLE() : buffer.readFloatBE();
  if (code === 'd' || code === 'n') return little ? buffer.readDoubleLE() : buffer.readDoubleBE();
  let value = 0n;
  for (let i = 0; i < size; i += 1) value |= BigInt(buffer[little ? i : size - 1 - i] ?? 0) << BigInt(8 * i);
  return Number('bhli'.includes(code) ? BigInt.asIntN(size * 8, value) : value);
}
