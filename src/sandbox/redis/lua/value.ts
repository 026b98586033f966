/**
 * Values of Lua 5.1 as JavaScript holds them. Strings are binary strings; every number is a double, as in the Lua that Redis embeds.
 */
import { formatGeneral } from '../reply.ts';

export type Value = undefined | boolean | number | string | Table | Callable;

/** A function, ours or the script's. */
export class Callable {
  readonly name: string;
  readonly run: (args: Value[]) => Value[];

  constructor(name: string, run: (args: Value[]) => Value[]) {
    this.name = name;
    this.run = run;
  }
}

/** What `error` throws: any value. */
export class LuaError extends Error {
  readonly value: Value;

  constructor(value: Value) {
    super(typeof value === 'string' ? value : typeOf(value));
    this.value = value;
  }
}

/**
 * A table: values 1 … n in a list, everything else by key. Removed keys keep their place until the table grows, so that
 * fields may be cleared while `next` walks over them.
 */
export class Table {
  readonly list: Value[] = [];
  #index = new Map<Value, number>();
  #keys: Value[] = [];
  #values: Value[] = [];
  #holes = 0;
  meta: Table | undefined;
  readonly = false;

  static of(list: readonly Value[]): Table {
    const table = new Table();
    table.list.push(...list);
    table.#trim();
    return table;
  }

  static from(fields: Readonly<Record<string, Value>>): Table {
    const table = new Table();
    for (const [name, value] of Object.entries(fields)) table.set(name, value);
    return table;
  }

  get length(): number {
    return this.list.length;
  }

  get(key: Value): Value {
    if (typeof key === 'number' && key >= 1 && key <= this.list.length && Number.isInteger(key)) return this.list[key - 1];
    const at = this.#index.get(key);
    return at === undefined ? undefined : this.#values[at];
  }

  set(key: Value, value: Value): void {
    if (typeof key === 'number' && key >= 1 && key <= this.list.length + 1 && Number.isInteger(key)) this.#setItem(key, value);
    else this.#setField(key, value);
  }

  #setItem(key: number, value: Value): void {
    if (key === this.list.length + 1) {
      this.#setField(key, undefined);
      if (value === undefined) return;
      this.list.push(value);
      this.#adopt();
      return;
    }
    this.list[key - 1] = value;
    if (value === undefined) this.#trim();
  }

  #trim(): void {
    while (this.list.length > 0 && this.list.at(-1) === undefined) this.list.pop();
  }

  /** Items that were set ahead of their turn move into the list when it reaches them. */
  #adopt(): void {
    if (this.#index.size === this.#holes) return;
    for (let next = this.get(this.list.length + 1); next !== undefined; next = this.get(this.list.length + 1)) {
      this.#setField(this.list.length + 1, undefined);
      this.list.push(next);
    }
  }

  #setField(key: Value, value: Value): void {
    const at = this.#index.get(key);
    if (at !== undefined) {
      if ((this.#values[at] === undefined) !== (value === undefined)) this.#holes += value === undefined ? 1 : -1;
      this.#values[at] = value;
      return;
    }
    if (value === undefined) return;
    if (this.#holes > 16 && this.#holes > this.#keys.length / 2) this.#compact();
    this.#index.set(key, this.#keys.length);
    this.#keys.push(key);
    this.#values.push(value);
  }

  #compact(): void {
    const kept = this.#keys.flatMap((key, at): [Value, Value][] => (this.#values[at] === undefined ? [] : [[key, this.#values[at]]]));
    this.#keys = kept.map(([key]) => key);
    this.#values = kept.map(([, value]) => value);
    this.#index = new Map(this.#keys.map((key, at) => [key, at]));
    this.#holes = 0;
  }

  /** The pair after `key` (undefined begins); undefined at the end, false when `key` was never there. */
  next(key: Value): [Value, Value] | undefined | false {
    let at = 0;
    if (key === undefined || this.#isItem(key)) {
      for (let item = typeof key === 'number' ? key : 0; item < this.list.length; item += 1)
        if (this.list[item] !== undefined) return [item + 1, this.list[item]];
    } else {
      const found = this.#index.get(key);
      if (found === undefined) return false;
      at = found + 1;
    }
    for (; at < this.#keys.length; at += 1) if (this.#values[at] !== undefined) return [this.#keys[at], this.#values[at]];
    return undefined;
  }

  /** A key of the list, also one that was cleared while somebody walked over it. */
  #isItem(key: Value): key is number {
    return typeof key === 'number' && Number.isInteger(key) && key >= 1 && !this.#index.has(key);
  }

  *pairs(): Generator<[Value, Value]> {
    for (let pair = this.next(undefined); pair; pair = this.next(pair[0])) yield pair;
  }
}

export function typeOf(value: Value): string {
  if (value === undefined) return 'nil';
  if (value instanceof Table) return 'table';
  if (value instanceof Callable) return 'function';
  return typeof value;
}

export function truthy(value: Value): boolean {
  return value !== undefined && value !== false;
}

/** C's `%.14g`. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return '-nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Number.isInteger(value) && Math.abs(value) < 1e14) return Object.is(value, -0) ? '-0' : String(value);
  return formatGeneral(value, 14);
}

/** A number, or text that is one: decimal or hexadecimal, with spaces around it. */
export function toNumber(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  const [, sign, digits] = /^([+-]?)0x([0-9a-f]+)$/i.exec(text) ?? [];
  if (digits !== undefined) return (sign === '-' ? -1 : 1) * Number(`0x${digits}`);
  const [, minus, word] = /^([+-]?)(inf|nan)(?:inity)?$/i.exec(text) ?? [];
  if (word === undefined) return undefined;
  if (word.toLowerCase() === 'nan') return Number.NaN;
  return minus === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** The text of a string or a number; undefined for anything else. */
export function toText(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? numberText(value) : undefined;
}
