/**
 * A Lua 5.1 interpreter as Redis sets one up: its libraries, read-only globals, and the functions that the server adds.
 * Our own, because the packaged ones are other Luas: fengari's integers have 32 bits (BullMQ's `0x100000000` is 0 there), and
 * wasmoon is 5.4 (`10 / 2` is `5.0`) and turns strings into UTF-8, which breaks MessagePack.
 */
import { type Library, library, native } from './arguments.ts';
import { baseLibrary } from './base-library.ts';
import { bitLibrary, structLibrary } from './bit-library.ts';
import { cjsonLibrary, jsonNull } from './cjson-library.ts';
import { cmsgpackLibrary } from './cmsgpack-library.ts';
import { compile } from './compile.ts';
import { mathLibrary } from './math-library.ts';
import { parse } from './parser.ts';
import { Runtime } from './runtime.ts';
import { stringLibrary } from './string-library.ts';
import { tableLibrary } from './table-library.ts';
import { type Callable, LuaError, Table, type Value } from './value.ts';

export class Interpreter {
  readonly runtime: Runtime;

  /**
   * @param watch.overdue asked now and then while a script runs; true stops it
   * @param watch.seconds what `os.clock` answers
   */
  constructor(watch: { overdue(): boolean; seconds(): number }) {
    this.runtime = new Runtime(watch.overdue);
    const { runtime } = this;
    const { globals } = runtime;
    this.#add(
      globals,
      baseLibrary(runtime, (source) => this.compile(source)),
    );
    this.#add(runtime.strings, stringLibrary(runtime));
    const cjson = library(runtime, cjsonLibrary(runtime));
    cjson.set('null', jsonNull);
    const math = library(runtime, mathLibrary());
    math.set('pi', Math.PI);
    math.set('huge', Number.POSITIVE_INFINITY);
    const tables = {
      string: runtime.strings,
      table: library(runtime, tableLibrary(runtime)),
      math,
      bit: library(runtime, bitLibrary()),
      struct: library(runtime, structLibrary(runtime)),
      cjson,
      cmsgpack: library(runtime, cmsgpackLibrary(runtime)),
      os: library(runtime, { clock: () => watch.seconds() }),
      coroutine: this.#refused('coroutine', ['create', 'resume', 'running', 'status', 'wrap', 'yield']),
    };
    for (const [name, table] of Object.entries(tables)) this.define(name, table);
    globals.set('_G', globals);
    globals.set('_VERSION', 'Lua 5.1');
    this.#protect();
  }

  /** Gives scripts a table that they cannot change. */
  define(name: string, table: Table): void {
    table.readonly = true;
    this.runtime.globals.set(name, table);
  }

  /** @throws LuaError where the script is no Lua */
  compile(source: string): Callable {
    return compile(parse(source), this.runtime);
  }

  /** Runs a compiled script with these globals, which the next run will not see. */
  run(script: Callable, globals: Readonly<Record<string, Value>>): Value {
    const { runtime } = this;
    for (const [name, value] of Object.entries(globals)) runtime.globals.set(name, value);
    try {
      return runtime.call(script, [], 0, '')[0];
    } catch (error) {
      if (error instanceof RangeError) throw new LuaError('stack overflow');
      throw error;
    } finally {
      for (const name of Object.keys(globals)) runtime.globals.set(name, undefined);
    }
  }

  #add(table: Table, functions: Library): void {
    for (const [name, run] of Object.entries(functions)) table.set(name, native(this.runtime, name, run));
  }

  #refused(name: string, functions: readonly string[]): Table {
    const refuse = (what: string) => () => {
      throw this.runtime.error(`k77's Redis does not do ${name}.${what}`);
    };
    return library(this.runtime, Object.fromEntries(functions.map((what) => [what, refuse(what)])));
  }

  /** Unknown globals are errors, new ones too. */
  #protect(): void {
    const { runtime } = this;
    const missing = native(runtime, '__index', (args) => {
      throw runtime.error(`Script attempted to access nonexistent global variable '${String(args.at(2))}'`);
    });
    runtime.globals.meta = Table.from({ __index: missing });
    runtime.globals.meta.readonly = true;
    runtime.globals.readonly = true;
  }
}
