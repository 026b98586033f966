/**
 * What operators do, with Lua's conversions, metatables and error texts; and where the script is, for those texts.
 */
import { chunkName } from './lexer.ts';
import { Callable, LuaError, Table, toNumber, toText, typeOf, type Value } from './value.ts';

/** How a value was named in the script: `local 'x'`; empty when it was not. */
export type Described = string;

/** JavaScript's own stack ends somewhat later; Lua's would go on to 20,000. */
const deepestCall = 500;

export class Runtime {
  /** The line of the call under way. */
  line = 0;
  readonly globals = new Table();
  readonly strings = new Table();
  readonly #overdue: () => boolean;
  #steps = 0;
  #depth = 0;

  /** @param overdue asked now and then; true stops the script */
  constructor(overdue: () => boolean) {
    this.#overdue = overdue;
  }

  /** Called by every loop and call, so that no script runs for ever. */
  step(): void {
    this.#steps += 1;
    if ((this.#steps & 0xffff) === 0 && this.#overdue()) throw new LuaError("ERR k77's Redis does not do scripts of more than 5 seconds");
  }

  error(message: string, line = this.line): LuaError {
    return new LuaError(`${chunkName}:${line}: ${message}`);
  }

  badArgument(position: number, name: string, why: string): LuaError {
    return this.error(`bad argument #${position} to '${name}' (${why})`);
  }

  call(callee: Value, args: Value[], line: number, described: Described): Value[] {
    this.line = line;
    if (callee instanceof Callable) return this.#enter(callee, args);
    const handler = metaOf(callee)?.get('__call');
    if (handler instanceof Callable) return this.#enter(handler, [callee, ...args]);
    throw this.error(`attempt to call ${named(described, callee)}`, line);
  }

  #enter(callee: Callable, args: Value[]): Value[] {
    this.step();
    if (this.#depth > deepestCall) throw this.error('stack overflow');
    this.#depth += 1;
    try {
      return callee.run(args);
    } finally {
      this.#depth -= 1;
    }
  }

  index(object: Value, key: Value, line: number, described: Described): Value {
    if (object instanceof Table) {
      const value = object.get(key);
      if (value !== undefined || object.meta === undefined) return value;
    } else if (typeof object === 'string') return this.strings.get(key);
    const handler = metaOf(object)?.get('__index');
    if (handler instanceof Callable) return this.call(handler, [object, key], line, '')[0];
    if (handler !== undefined) return this.index(handler, key, line, '');
    if (object instanceof Table) return undefined;
    throw this.error(`attempt to index ${named(described, object)}`, line);
  }

  assign(object: Value, key: Value, value: Value, line: number, described: Described): void {
    if (!(object instanceof Table)) throw this.error(`attempt to index ${named(described, object)}`, line);
    if (object.readonly) throw this.error('Attempt to modify a readonly table', line);
    const handler = object.meta && object.get(key) === undefined ? object.meta.get('__newindex') : undefined;
    if (handler instanceof Callable) this.call(handler, [object, key, value], line, '');
    else if (handler !== undefined) this.assign(handler, key, value, line, '');
    else {
      if (key === undefined) throw this.error('table index is nil', line);
      if (typeof key === 'number' && Number.isNaN(key)) throw this.error('table index is NaN', line);
      object.set(key, value);
    }
  }

  arithmetic(operator: string, a: Value, b: Value, line: number, describe: () => [Described, Described]): Value {
    const [left, right] = [toNumber(a), toNumber(b)];
    if (left !== undefined && right !== undefined) return compute(operator, left, right);
    const handler = this.#handler(arithmeticEvents[operator] ?? '', a, b);
    if (handler) return this.call(handler, [a, b], line, '')[0];
    const [first, second] = describe();
    const culprit = left === undefined ? named(first, a) : named(second, b);
    throw this.error(`attempt to perform arithmetic on ${culprit}`, line);
  }

  concat(a: Value, b: Value, line: number, describe: () => [Described, Described]): Value {
    const [left, right] = [toText(a), toText(b)];
    if (left !== undefined && right !== undefined) return left + right;
    const handler = this.#handler('__concat', a, b);
    if (handler) return this.call(handler, [a, b], line, '')[0];
    const [first, second] = describe();
    throw this.error(`attempt to concatenate ${left === undefined ? named(first, a) : named(second, b)}`, line);
  }

  equal(a: Value, b: Value, line: number): boolean {
    if (a === b) return true;
    if (!(a instanceof Table && b instanceof Table)) return false;
    const handler = a.meta?.get('__eq');
    if (!(handler instanceof Callable) || handler !== b.meta?.get('__eq')) return false;
    return isTrue(this.call(handler, [a, b], line, '')[0]);
  }

  less(a: Value, b: Value, orEqual: boolean, line: number): boolean {
    if (typeof a === 'number' && typeof b === 'number') return orEqual ? a <= b : a < b;
    if (typeof a === 'string' && typeof b === 'string') return orEqual ? a <= b : a < b;
    const handler = this.#handler(orEqual ? '__le' : '__lt', a, b);
    if (handler) return isTrue(this.call(handler, [a, b], line, '')[0]);
    const [left, right] = [typeOf(a), typeOf(b)];
    throw this.error(left === right ? `attempt to compare two ${left} values` : `attempt to compare ${left} with ${right}`, line);
  }

  length(value: Value, line: number, described: Described): number {
    if (typeof value === 'string') return value.length;
    if (value instanceof Table) return value.length;
    throw this.error(`attempt to get length of ${named(described, value)}`, line);
  }

  #handler(event: string, a: Value, b: Value): Callable | undefined {
    const handler = metaOf(a)?.get(event) ?? metaOf(b)?.get(event);
    return handler instanceof Callable ? handler : undefined;
  }
}

const arithmeticEvents: Readonly<Record<string, string>> = {
  '+': '__add',
  '-': '__sub',
  '*': '__mul',
  '/': '__div',
  '%': '__mod',
  '^': '__pow',
  unm: '__unm',
};

function metaOf(value: Value): Table | undefined {
  return value instanceof Table ? value.meta : undefined;
}

function isTrue(value: Value): boolean {
  return value !== undefined && value !== false;
}

function named(described: Described, value: Value): string {
  return described === '' ? `a ${typeOf(value)} value` : `${described} (a ${typeOf(value)} value)`;
}

function compute(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a - Math.floor(a / b) * b;
    case '^':
      return a ** b;
    default:
      return -a;
  }
}
