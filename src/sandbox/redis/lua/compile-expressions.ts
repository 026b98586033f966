/**
 * Turns the expressions of a script into JavaScript functions.
 */
import type { Described, Runtime } from './runtime.ts';
import type { Expression, FunctionBody, Local } from './syntax.ts';
import { Callable, Table, truthy, type Value } from './value.ts';

export interface Box {
  value: Value;
}

/** One activation of a function: its variables, those of outer functions, and what `...` stands for. */
export interface Frame {
  slots: (Value | Box)[];
  boxes: Box[];
  rest: Value[];
}

export type Evaluate = (frame: Frame) => Value;
export type EvaluateAll = (frame: Frame) => Value[];

/** Gives a variable its first value; a captured one gets a new box every time, so that closures in loops do not share it. */
export function store({ slot, captured }: Local): (frame: Frame, value: Value) => void {
  return (frame, value) => {
    frame.slots[slot] = captured ? { value } : value;
  };
}

/** Makes functions out of a body: one for every time that its definition is evaluated. */
export function body(script: FunctionBody, run: EvaluateAll): (frame: Frame) => Callable {
  const parameters = script.parameters.map(store);
  return (outer) => {
    const boxes = script.upvalues.map(({ local, index }) => (local ? (outer.slots[local.slot] as Box) : (outer.boxes[index] as Box)));
    return new Callable(script.name, (args) => {
      const frame: Frame = { slots: new Array(script.slots), boxes, rest: script.variadic ? args.slice(parameters.length) : [] };
      for (let i = 0; i < parameters.length; i += 1) parameters[i]?.(frame, args[i]);
      return run(frame);
    });
  };
}

export abstract class Expressions {
  readonly runtime: Runtime;

  constructor(runtime: Runtime) {
    this.runtime = runtime;
  }

  abstract closure(script: FunctionBody): (frame: Frame) => Callable;

  /** How error texts name an expression. */
  describe(expression: Expression): Described {
    switch (expression.kind) {
      case 'local':
        return `local '${expression.local.name}'`;
      case 'upvalue':
        return `upvalue '${expression.name}'`;
      case 'global':
        return `global '${expression.name}'`;
      case 'method':
        return `method '${expression.name}'`;
      case 'index':
        return expression.key.kind === 'constant' && typeof expression.key.value === 'string'
          ? `field '${expression.key.value}'`
          : "field '?'";
      default:
        return '';
    }
  }

  /** Several values: the last expression gives all of its own. */
  list(expressions: readonly Expression[]): EvaluateAll {
    const last = expressions.at(-1);
    if (last === undefined) return () => [];
    const heads = expressions.slice(0, -1).map((each) => this.one(each));
    if (!isMultiple(last)) {
      const tail = this.one(last);
      if (heads.length === 0) return (frame) => [tail(frame)];
      return (frame) => {
        const values = heads.map((head) => head(frame));
        values.push(tail(frame));
        return values;
      };
    }
    const tail = this.all(last);
    if (heads.length === 0) return tail;
    return (frame) => {
      const values = heads.map((head) => head(frame));
      for (const value of tail(frame)) values.push(value);
      return values;
    };
  }

  /** All values of an expression. */
  all(expression: Expression): EvaluateAll {
    if (expression.kind === 'rest') return (frame) => frame.rest;
    if (expression.kind === 'call') return this.#call(expression);
    if (expression.kind === 'method') return this.#method(expression);
    const value = this.one(expression);
    return (frame) => [value(frame)];
  }

  #call({ callee, args, line }: Extract<Expression, { kind: 'call' }>): EvaluateAll {
    const target = this.one(callee);
    const values = this.list(args);
    const described = this.describe(callee);
    return (frame) => {
      const called = target(frame);
      return this.runtime.call(called, values(frame), line, described);
    };
  }

  #method({ object, name, args, line }: Extract<Expression, { kind: 'method' }>): EvaluateAll {
    const owner = this.one(object);
    const values = this.list(args);
    const [ownerText, methodText] = [this.describe(object), `method '${name}'`];
    return (frame) => {
      const held = owner(frame);
      const called = this.runtime.index(held, name, line, ownerText);
      return this.runtime.call(called, [held, ...values(frame)], line, methodText);
    };
  }

  /** The first value of an expression. */
  one(expression: Expression): Evaluate {
    switch (expression.kind) {
      case 'constant': {
        const { value } = expression;
        return () => value;
      }
      case 'rest':
        return (frame) => frame.rest[0];
      case 'single':
        return this.one(expression.inner);
      case 'function':
        return this.closure(expression.body);
      case 'local':
        return readLocal(expression.local);
      case 'upvalue':
        return (frame) => frame.boxes[expression.index]?.value;
      case 'global':
        return () => this.runtime.index(this.runtime.globals, expression.name, expression.line, '');
      case 'index':
        return this.#index(expression);
      case 'call':
      case 'method': {
        const values = this.all(expression);
        return (frame) => values(frame)[0];
      }
      case 'and':
      case 'or':
        return this.#logical(expression);
      case 'binary':
        return this.#binary(expression);
      case 'unary':
        return this.#unary(expression);
      case 'table':
        return this.#table(expression);
    }
  }

  #index({ object, key, line }: Extract<Expression, { kind: 'index' }>): Evaluate {
    const [held, name] = [this.one(object), this.one(key)];
    const described = this.describe(object);
    return (frame) => {
      const value = held(frame);
      return this.runtime.index(value, name(frame), line, described);
    };
  }

  #logical({ kind, left, right }: Extract<Expression, { kind: 'and' | 'or' }>): Evaluate {
    const [first, second] = [this.one(left), this.one(right)];
    const stops = kind === 'or';
    return (frame) => {
      const value = first(frame);
      return truthy(value) === stops ? value : second(frame);
    };
  }

  #binary({ operator, left, right, line }: Extract<Expression, { kind: 'binary' }>): Evaluate {
    const { runtime } = this;
    const [first, second] = [this.one(left), this.one(right)];
    const describe = (): [Described, Described] => [this.describe(left), this.describe(right)];
    switch (operator) {
      case '==':
        return (frame) => runtime.equal(first(frame), second(frame), line);
      case '~=':
        return (frame) => !runtime.equal(first(frame), second(frame), line);
      case '<':
      case '<=':
        return (frame) => runtime.less(first(frame), second(frame), operator === '<=', line);
      case '>':
      case '>=':
        return (frame) => {
          const value = first(frame);
          return runtime.less(second(frame), value, operator === '>=', line);
        };
      case '..':
        return (frame) => runtime.concat(first(frame), second(frame), line, describe);
      default:
        return (frame) => runtime.arithmetic(operator, first(frame), second(frame), line, describe);
    }
  }

  #unary({ operator, operand, line }: Extract<Expression, { kind: 'unary' }>): Evaluate {
    const { runtime } = this;
    const value = this.one(operand);
    const described = this.describe(operand);
    if (operator === 'not') return (frame) => !truthy(value(frame));
    if (operator === '#') return (frame) => runtime.length(value(frame), line, described);
    return (frame) => {
      const number = value(frame);
      return runtime.arithmetic('unm', number, number, line, () => [described, described]);
    };
  }

  #table({ fields }: Extract<Expression, { kind: 'table' }>): Evaluate {
    const items = this.list(fields.flatMap(({ key, value }) => (key === undefined ? [value] : [])));
    const named = fields.flatMap(({ key, value }): [Evaluate, Evaluate][] => (key === undefined ? [] : [[this.one(key), this.one(value)]]));
    // Only an item at the very end gives all its values.
    const last = fields.at(-1);
    const single = last?.key !== undefined && fields.some(({ key, value }) => key === undefined && isMultiple(value));
    const count = fields.filter(({ key }) => key === undefined).length;
    return (frame) => {
      const values = items(frame);
      const table = Table.of(single ? values.slice(0, count) : values);
      for (const [key, value] of named) this.runtime.assign(table, key(frame), value(frame), this.runtime.line, '');
      return table;
    };
  }
}

function isMultiple({ kind }: Expression): boolean {
  return kind === 'call' || kind === 'method' || kind === 'rest';
}

function readLocal({ slot, captured }: Local): Evaluate {
  if (captured) return (frame) => (frame.slots[slot] as Box).value;
  return (frame) => frame.slots[slot] as Value;
}
