/**
 * Arguments of library functions: checked and converted as Lua does, with its error texts.
 */
import type { Runtime } from './runtime.ts';
import { Callable, Table, toNumber, toText, typeOf, type Value } from './value.ts';

export class Arguments {
  readonly values: readonly Value[];
  readonly #name: string;
  readonly #runtime: Runtime;

  constructor(runtime: Runtime, name: string, values: readonly Value[]) {
    this.#runtime = runtime;
    this.#name = name;
    this.values = values;
  }

  get count(): number {
    return this.values.length;
  }

  /** Arguments count from 1. */
  at(position: number): Value {
    return this.values[position - 1];
  }

  any(position: number): Value {
    if (position > this.values.length) throw this.bad(position, 'value expected');
    return this.at(position);
  }

  number(position: number, otherwise?: number): number {
    if (otherwise !== undefined && this.at(position) === undefined) return otherwise;
    const number = toNumber(this.at(position));
    if (number === undefined) throw this.#expected(position, 'number');
    return number;
  }

  /** Truncated, as C casts. */
  integer(position: number, otherwise?: number): number {
    return Math.trunc(this.number(position, otherwise)) || 0;
  }

  text(position: number, otherwise?: string): string {
    if (otherwise !== undefined && this.at(position) === undefined) return otherwise;
    const text = toText(this.at(position));
    if (text === undefined) throw this.#expected(position, 'string');
    return text;
  }

  table(position: number): Table {
    const value = this.at(position);
    if (!(value instanceof Table)) throw this.#expected(position, 'table');
    return value;
  }

  callable(position: number): Callable {
    const value = this.at(position);
    if (!(value instanceof Callable)) throw this.#expected(position, 'function');
    return value;
  }

  bad(position: number, why: string): Error {
    return this.#runtime.badArgument(position, this.#name, why);
  }

  #expected(position: number, type: string): Error {
    const given = position > this.values.length ? 'no value' : typeOf(this.at(position));
    return this.bad(position, `${type} expected, got ${given}`);
  }
}

export type Library = Readonly<Record<string, (args: Arguments) => Value | Value[]>>;

/** A table of functions that scripts may call and not change. */
export function library(runtime: Runtime, functions: Library): Table {
  const table = new Table();
  for (const [name, run] of Object.entries(functions)) table.set(name, native(runtime, name, run));
  return table;
}

export function native(runtime: Runtime, name: string, run: (args: Arguments) => Value | Value[]): Callable {
  return new Callable(name, (values) => {
    const result = run(new Arguments(runtime, name, values));
    return Array.isArray(result) ? result : [result];
  });
}
