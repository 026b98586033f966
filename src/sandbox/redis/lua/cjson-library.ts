/**
 * `cjson`, as packaged with Redis: JSON of Lua values and back.
 */
import { formatGeneral } from '../reply.ts';
import type { Library } from './arguments.ts';
import type { Runtime } from './runtime.ts';
import { Callable, Table, toText, typeOf, type Value } from './value.ts';

/** JSON's null as a value that is neither nil nor false. Lua calls it userdata. */
export const jsonNull = new Callable('null', () => []);
const deepest = 1000;

export function cjsonLibrary(runtime: Runtime): Library {
  let keepsBuffer = true;
  return {
    encode: (args) => encode(runtime, args.any(1), 0),
    decode: (args) => new Reader(runtime, args.text(1)).whole(),
    encode_keep_buffer: (args) => {
      keepsBuffer = args.at(1) !== false;
      return keepsBuffer;
    },
    encode_max_depth: () => deepest,
    decode_max_depth: () => deepest,
    encode_number_precision: () => 14,
    encode_sparse_array: () => [false, 2, 10],
    encode_invalid_numbers: () => false,
    decode_invalid_numbers: () => true,
  };
}

function encode(runtime: Runtime, value: Value, depth: number): string {
  if (depth > deepest) throw runtime.error(`Cannot serialise, excessive depth (${depth})`);
  if (value === undefined || value === jsonNull) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return number(runtime, value);
  if (value instanceof Table) return table(runtime, value, depth + 1);
  throw runtime.error(`Cannot serialise ${typeOf(value)}: type not supported`);
}

function number(runtime: Runtime, value: number): string {
  if (!Number.isFinite(value)) throw runtime.error('Cannot serialise number: must not be NaN or Inf');
  return formatGeneral(value, 14);
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '/': '\\/',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function quote(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to escape.
  const safe = text.replace(/["\\/\x00-\x1f\x7f]/g, (char) => escapes[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `"${safe}"`;
}

function table(runtime: Runtime, value: Table, depth: number): string {
  const length = arrayLength(runtime, value);
  if (length > 0) {
    const items = Array.from({ length }, (_, at) => encode(runtime, value.get(at + 1), depth));
    return `[${items.join(',')}]`;
  }
  const fields = [...value.pairs()].map(([key, field]) => {
    const name = toText(key);
    if (name === undefined) throw runtime.error('Cannot serialise table: table key must be a number or string');
    return `${typeof key === 'number' ? `"${formatGeneral(key, 14)}"` : quote(name)}:${encode(runtime, field, depth)}`;
  });
  return `{${fields.join(',')}}`;
}

/** The highest index when all keys are positive integers and few are missing; 0 when it is an object. */
function arrayLength(runtime: Runtime, value: Table): number {
  let [highest, items] = [0, 0];
  for (const [key] of value.pairs()) {
    if (typeof key !== 'number' || key < 1 || !Number.isInteger(key)) return 0;
    highest = Math.max(highest, key);
    items += 1;
  }
  if (highest > items * 2 && highest > 10) throw runtime.error('Cannot serialise table: excessively sparse array');
  return highest;
}

/** Reads JSON; strings are UTF-8 bytes already and stay so. */
class Reader {
  readonly #runtime: Runtime;
  readonly #text: string;
  #at = 0;

  constructor(runtime: Runtime, text: string) {
    this.#runtime = runtime;
    this.#text = text;
  }

  whole(): Value {
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) throw this.#expected('the end');
    return value;
  }

  #space(): void {
    while (' \t\r\n'.includes(this.#text[this.#at] ?? 'x')) this.#at += 1;
  }

  #expected(what: string): Error {
    const char = this.#text[this.#at];
    const names: Record<string, string> = {
      '{': 'T_OBJ_BEGIN',
      '}': 'T_OBJ_END',
      '[': 'T_ARR_BEGIN',
      ']': 'T_ARR_END',
      ',': 'T_COMMA',
      ':': 'T_COLON',
      '"': 'T_STRING',
    };
    const found = char === undefined ? 'T_END' : (names[char] ?? wordToken(this.#text.slice(this.#at)));
    return this.#runtime.error(`Expected ${what} but found ${found} at character ${this.#at + 1}`);
  }

  #take(char: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }

  #value(depth: number): Value {
    if (depth > deepest) throw this.#runtime.error('Found too many nested data structures (1001)');
    this.#space();
    const word = /true|false|null|-?(?:0[xX][0-9a-fA-F]+|\d+\.?\d*(?:[eE][+-]?\d+)?)/y;
    word.lastIndex = this.#at;
    const [found] = word.exec(this.#text) ?? [];
    if (found !== undefined) {
      this.#at += found.length;
      if (found === 'null') return jsonNull;
      return found === 'true' || found === 'false' ? found === 'true' : Number(found);
    }
    if (this.#text[this.#at] === '"') return this.#string();
    if (this.#take('[')) return this.#array(depth + 1);
    if (this.#take('{')) return this.#object(depth + 1);
    throw this.#expected('value');
  }

  #array(depth: number): Table {
    const items: Value[] = [];
    if (this.#take(']')) return new Table();
    for (;;) {
      items.push(this.#value(depth));
      if (this.#take(']')) return Table.of(items);
      if (!this.#take(',')) throw this.#expected('comma or array end');
    }
  }

  #object(depth: number): Table {
    const table = new Table();
    if (this.#take('}')) return table;
    for (;;) {
      this.#space();
      if (this.#text[this.#at] !== '"') throw this.#expected('object key string');
      const key = this.#string();
      if (!this.#take(':')) throw this.#expected('colon');
      table.set(key, this.#value(depth));
      if (this.#take('}')) return table;
      if (!this.#take(',')) throw this.#expected('comma or object end');
    }
  }

  #string(): string {
    const pattern = /"((?:[^"\\]|\\.)*)"/sy;
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null)
      throw this.#runtime.error(`Expected value but found unexpected end of string at character ${this.#text.length + 1}`);
    this.#at = pattern.lastIndex;
    const named: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
    return (found[1] ?? '').replace(
      /\\u([0-9a-fA-F]{4})(?:\\u([dD][c-fC-F][0-9a-fA-F]{2}))?|\\(.)/gs,
      (all, high: string, low: string, char: string) => {
        if (char !== undefined) return named[char] ?? char;
        return utf8(high, low) ?? all;
      },
    );
  }
}

/** An escaped character, perhaps a surrogate pair, as UTF-8 bytes. */
function utf8(high: string, low: string | undefined): string {
  const units = [high, ...(low === undefined ? [] : [low])].map((unit) => Number.parseInt(unit, 16));
  return Buffer.from(String.fromCharCode(...units), 'utf8').toString('latin1');
}

/** How cjson calls a number or a word. */
function wordToken(text: string): string {
  if (/^-?\d/.test(text)) return 'T_NUMBER';
  if (/^(true|false)/.test(text)) return 'T_BOOLEAN';
  return text.startsWith('null') ? 'T_NULL' : 'invalid token';
}
