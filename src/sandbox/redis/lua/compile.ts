/**
 * Turns the statements of a script into JavaScript functions; expressions are in `compile-expressions.ts`.
 */
import { type Box, body as bodyOf, type Evaluate, type EvaluateAll, Expressions, type Frame, store } from './compile-expressions.ts';
import type { Runtime } from './runtime.ts';
import type { Expression, FunctionBody, Statement, Target } from './syntax.ts';
import { Callable, Table, toNumber, truthy, type Value } from './value.ts';

/** How a statement ended: undefined goes on, a list returns from the function. */
type Signal = undefined | 'break' | Value[];
type Run = (frame: Frame) => Signal;

/** The script as a function of no arguments. */
export function compile(script: FunctionBody, runtime: Runtime): Callable {
  const statements = new Statements(runtime);
  return statements.closure(script)({ slots: [], boxes: [], rest: [] });
}

class Statements extends Expressions {
  override closure(script: FunctionBody): (frame: Frame) => Callable {
    const run = this.#block(script.body);
    return bodyOf(script, (frame) => {
      const signal = run(frame);
      return Array.isArray(signal) ? signal : [];
    });
  }

  #block(statements: readonly Statement[]): Run {
    const runs = statements.map((statement) => this.#statement(statement));
    const [only] = runs;
    if (runs.length === 1 && only) return only;
    return (frame) => {
      for (const run of runs) {
        const signal = run(frame);
        if (signal !== undefined) return signal;
      }
      return undefined;
    };
  }

  #statement(statement: Statement): Run {
    switch (statement.kind) {
      case 'local':
        return this.#local(
          statement.locals.map((local) => store(local)),
          statement.values,
        );
      case 'function':
        return this.#localFunction(statement);
      case 'assign':
        return this.#assign(statement.targets, statement.values);
      case 'call': {
        const call = this.all(statement.call);
        return (frame) => void call(frame);
      }
      case 'do':
        return this.#block(statement.body);
      case 'while':
        return this.#while(statement.test, statement.body);
      case 'repeat':
        return this.#repeat(statement.body, statement.test);
      case 'if':
        return this.#if(statement);
      case 'count':
        return this.#count(statement);
      case 'each':
        return this.#each(statement);
      case 'return': {
        const values = this.list(statement.values);
        return (frame) => values(frame);
      }
      case 'break':
        return () => 'break';
    }
  }

  #local(stores: readonly ((frame: Frame, value: Value) => void)[], values: readonly Expression[]): Run {
    const [put] = stores;
    const [expression] = values;
    if (put && expression && stores.length === 1 && values.length === 1) {
      const value = this.one(expression);
      return (frame) => void put(frame, value(frame));
    }
    const list = this.list(values);
    return (frame) => {
      const given = list(frame);
      stores.forEach((keep, index) => void keep(frame, given[index]));
      return undefined;
    };
  }

  #localFunction({ local, body }: Extract<Statement, { kind: 'function' }>): Run {
    const make = this.closure(body);
    if (!local.captured)
      return (frame) => {
        frame.slots[local.slot] = make(frame);
        return undefined;
      };
    return (frame) => {
      // The box is there first, so that the function can call itself.
      const box = { value: undefined as Value };
      frame.slots[local.slot] = box;
      box.value = make(frame);
      return undefined;
    };
  }

  #assign(targets: readonly Target[], values: readonly Expression[]): Run {
    const [target] = targets;
    const [expression] = values;
    if (target && expression && targets.length === 1 && values.length === 1) {
      const prepare = this.#target(target);
      const value = this.one(expression);
      return (frame) => {
        const put = prepare(frame);
        put(value(frame));
        return undefined;
      };
    }
    const prepared = targets.map((each) => this.#target(each));
    const list = this.list(values);
    return (frame) => {
      const puts = prepared.map((prepare) => prepare(frame));
      const given = list(frame);
      for (let i = puts.length - 1; i >= 0; i -= 1) puts[i]?.(given[i]);
      return undefined;
    };
  }

  /** Looks up where a value will go, before the value is known. */
  #target(target: Target): (frame: Frame) => (value: Value) => void {
    const { runtime } = this;
    switch (target.kind) {
      case 'local': {
        const { local } = target;
        if (!local.captured)
          return (frame) => (value) => {
            frame.slots[local.slot] = value;
          };
        return (frame) => (value) => {
          (frame.slots[local.slot] as Box).value = value;
        };
      }
      case 'upvalue':
        return (frame) => (value) => {
          const box = frame.boxes[target.index];
          if (box) box.value = value;
        };
      case 'global':
        return () => (value) => runtime.assign(runtime.globals, target.name, value, target.line, '');
      case 'index': {
        const object = this.one(target.object);
        const key = this.one(target.key);
        const described = this.describe(target.object);
        return (frame) => {
          const [held, name] = [object(frame), key(frame)];
          return (value) => runtime.assign(held, name, value, target.line, described);
        };
      }
    }
  }

  #while(test: Expression, body: readonly Statement[]): Run {
    const goesOn = this.one(test);
    const run = this.#block(body);
    return (frame) => {
      while (truthy(goesOn(frame))) {
        this.runtime.step();
        const signal = run(frame);
        if (signal === 'break') break;
        if (signal !== undefined) return signal;
      }
      return undefined;
    };
  }

  #repeat(body: readonly Statement[], test: Expression): Run {
    const run = this.#block(body);
    const done = this.one(test);
    return (frame) => {
      do {
        this.runtime.step();
        const signal = run(frame);
        if (signal === 'break') break;
        if (signal !== undefined) return signal;
      } while (!truthy(done(frame)));
      return undefined;
    };
  }

  #if({ branches, otherwise }: Extract<Statement, { kind: 'if' }>): Run {
    const ways = branches.map(({ test, body }): [Evaluate, Run] => [this.one(test), this.#block(body)]);
    const last = otherwise && this.#block(otherwise);
    return (frame) => {
      for (const [test, run] of ways) if (truthy(test(frame))) return run(frame);
      return last?.(frame);
    };
  }

  #count({ local, from, to, step, body, line }: Extract<Statement, { kind: 'count' }>): Run {
    const limits = [from, to, step ?? { kind: 'constant' as const, value: 1 }].map((limit) => this.one(limit));
    const names = ['initial', 'limit', 'step'].map((name) =>
      name === 'step' ? `'for' ${name} must be a number` : `'for' ${name} ${name === 'limit' ? '' : 'value '}must be a number`,
    );
    const put = store(local);
    const run = this.#block(body);
    return (frame) => {
      const [start = 0, end = 0, by = 0] = limits.map((limit, index) => {
        const value = toNumber(limit(frame));
        if (value === undefined) throw this.runtime.error(names[index] ?? '', line);
        return value;
      });
      for (let at = start; by > 0 ? at <= end : at >= end; at += by) {
        this.runtime.step();
        put(frame, at);
        const signal = run(frame);
        if (signal === 'break') break;
        if (signal !== undefined) return signal;
      }
      return undefined;
    };
  }

  #each({ locals, values, body, line }: Extract<Statement, { kind: 'each' }>): Run {
    const list: EvaluateAll = this.list(values);
    const stores = locals.map((local) => store(local));
    const run = this.#block(body);
    const { runtime } = this;
    return (frame) => {
      const [iterate, state, first] = list(frame);
      for (let control = first; ; ) {
        runtime.step();
        const given = this.#nextOf(iterate, state, control, line);
        control = given[0];
        if (control === undefined) return undefined;
        stores.forEach((keep, index) => void keep(frame, given[index]));
        const signal = run(frame);
        if (signal === 'break') return undefined;
        if (signal !== undefined) return signal;
      }
    };
  }

  #nextOf(iterate: Value, state: Value, control: Value, line: number): Value[] {
    // `pairs` over a plain table needs no call.
    if (iterate instanceof Callable && iterate.name === 'next' && state instanceof Table) {
      const pair = state.next(control);
      if (pair === false) throw this.runtime.error("invalid key to 'next'", line);
      return pair ?? [];
    }
    return this.runtime.call(iterate, [state, control], line, '');
  }
}
