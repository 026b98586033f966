/**
 * `cmsgpack`, as packaged with Redis: MessagePack of Lua values and back. BullMQ passes job options in it.
 */
import type { Library } from './arguments.ts';
import type { Runtime } from './runtime.ts';
import { Table, type Value } from './value.ts';

/** Deeper tables are packed as nil. */
const deepest = 16;

export function cmsgpackLibrary(runtime: Runtime): Library {
  const unpack = (bytes: string, limit: number, offset: number): Value[] => {
    const reader = new Unpacker(runtime, bytes, offset);
    const values: Value[] = [];
    while (!reader.done && (limit === 0 || values.length < limit)) values.push(reader.value());
    return limit === 0 ? values : [reader.done ? -1 : reader.at, ...values];
  };
  return {
    pack: (args) => {
      if (args.count === 0) throw runtime.badArgument(0, 'pack', 'MessagePack pack needs input.');
      return args.values.map((value) => pack(value, 0)).join('');
    },
    unpack: (args) => unpack(args.text(1), 0, 0),
    unpack_one: (args) => unpack(args.text(1), 1, args.integer(2, 0)),
    unpack_limit: (args) => unpack(args.text(1), args.integer(2), args.integer(3, 0)),
  };
}

function bytes(size: number, write: (buffer: Buffer) => void, head?: number): string {
  const buffer = Buffer.alloc(size);
  write(buffer);
  return (head === undefined ? '' : String.fromCharCode(head)) + buffer.toString('latin1');
}

function pack(value: Value, depth: number): string {
  if (typeof value === 'boolean') return value ? '\xc3' : '\xc2';
  if (typeof value === 'number') return packNumber(value);
  if (typeof value === 'string') return sized(value.length, [0xa0, 32], [0xd9, 0xda, 0xdb]) + value;
  if (value instanceof Table && depth < deepest) return packTable(value, depth + 1);
  return '\xc0';
}

/** A length: in the first byte when it is below the limit, else in one, two or four bytes after a mark. */
function sized(length: number, [small, limit]: [number, number], [one, two, four]: [number | undefined, number, number]): string {
  if (length < limit) return String.fromCharCode(small | length);
  if (length <= 0xff && one !== undefined) return bytes(1, (buffer) => buffer.writeUInt8(length), one);
  if (length <= 0xffff) return bytes(2, (buffer) => buffer.writeUInt16BE(length), two);
  return bytes(4, (buffer) => buffer.writeUInt32BE(length), four);
}

function packNumber(value: number): string {
  if (!Number.isInteger(value) || Math.abs(value) >= 2 ** 63) {
    if (Math.fround(value) === value) return bytes(4, (buffer) => buffer.writeFloatBE(value), 0xca);
    return bytes(8, (buffer) => buffer.writeDoubleBE(value), 0xcb);
  }
  if (value >= 0) {
    if (value < 128) return String.fromCharCode(value);
    if (value <= 0xff) return bytes(1, (buffer) => buffer.writeUInt8(value), 0xcc);
    if (value <= 0xffff) return bytes(2, (buffer) => buffer.writeUInt16BE(value), 0xcd);
    if (value <= 0xffffffff) return bytes(4, (buffer) => buffer.writeUInt32BE(value), 0xce);
    return bytes(8, (buffer) => buffer.writeBigUInt64BE(BigInt(value)), 0xcf);
  }
  if (value >= -32) return String.fromCharCode(256 + value);
  if (value >= -128) return bytes(1, (buffer) => buffer.writeInt8(value), 0xd0);
  if (value >= -32768) return bytes(2, (buffer) => buffer.writeInt16BE(value), 0xd1);
  if (value >= -(2 ** 31)) return bytes(4, (buffer) => buffer.writeInt32BE(value), 0xd2);
  return bytes(8, (buffer) => buffer.writeBigInt64BE(BigInt(value)), 0xd3);
}

function packTable(table: Table, depth: number): string {
  const pairs = [...table.pairs()];
  const isList = pairs.length === table.length && pairs.length > 0;
  // An empty table is an empty list, as lua-cmsgpack has it.
  if (isList || pairs.length === 0)
    return sized(pairs.length, [0x90, 16], [undefined, 0xdc, 0xdd]) + pairs.map(([, item]) => pack(item, depth)).join('');
  return (
    sized(pairs.length, [0x80, 16], [undefined, 0xde, 0xdf]) + pairs.map(([key, item]) => pack(key, depth) + pack(item, depth)).join('')
  );
}

class Unpacker {
  readonly #runtime: Runtime;
  readonly #buffer: Buffer;
  at: number;

  constructor(runtime: Runtime, text: string, offset: number) {
    this.#runtime = runtime;
    this.#buffer = Buffer.from(text, 'latin1');
    this.at = offset;
  }

  get done(): boolean {
    return this.at >= this.#buffer.length;
  }

  value(): Value {
    const mark = this.#number(1, (at) => this.#buffer.readUInt8(at));
    if (mark < 0x80) return mark;
    if (mark < 0x90) return this.#map(mark & 15);
    if (mark < 0xa0) return this.#list(mark & 15);
    if (mark < 0xc0) return this.#text(mark & 31);
    if (mark >= 0xe0) return mark - 256;
    return this.#marked(mark);
  }

  #marked(mark: number): Value {
    const buffer = this.#buffer;
    switch (mark) {
      case 0xc0:
        return undefined;
      case 0xc2:
      case 0xc3:
        return mark === 0xc3;
      case 0xca:
        return this.#number(4, (at) => buffer.readFloatBE(at));
      case 0xcb:
        return this.#number(8, (at) => buffer.readDoubleBE(at));
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.#unsigned(2 ** (mark - 0xcc));
      case 0xcf:
        return this.#number(8, (at) => Number(buffer.readBigUInt64BE(at)));
      case 0xd0:
      case 0xd1:
      case 0xd2: {
        const size = 2 ** (mark - 0xd0);
        return this.#number(size, (at) => buffer.readIntBE(at, size));
      }
      case 0xd3:
        return this.#number(8, (at) => Number(buffer.readBigInt64BE(at)));
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.#text(this.#unsigned(2 ** (mark - 0xc4)));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#text(this.#unsigned(2 ** (mark - 0xd9)));
      case 0xdc:
      case 0xdd:
        return this.#list(this.#unsigned(2 ** (mark - 0xdb)));
      case 0xde:
      case 0xdf:
        return this.#map(this.#unsigned(2 ** (mark - 0xdd)));
      default:
        throw this.#runtime.error('Bad data format in input.');
    }
  }

  #unsigned(size: number): number {
    return this.#number(size, (at) => this.#buffer.readUIntBE(at, size));
  }

  #number(size: number, read: (at: number) => number): number {
    if (this.at + size > this.#buffer.length) throw this.#runtime.error('Missing bytes in input.');
    const value = read(this.at);
    this.at += size;
    return value;
  }

  #text(length: number): string {
    return this.#number(length, () => 0) === 0 ? this.#buffer.toString('latin1', this.at - length, this.at) : '';
  }

  #list(length: number): Table {
    const table = new Table();
    for (let index = 1; index <= length; index += 1) table.set(index, this.value());
    return table;
  }

  #map(length: number): Table {
    const table = new Table();
    for (let i = 0; i < length; i += 1) {
      const key = this.value();
      const value = this.value();
      if (key !== undefined) table.set(key, value);
    }
    return table;
  }
}
