/**
 * Which name means which variable, while a script is read.
 */
import type { Expression, FunctionBody, Local, Upvalue } from './syntax.ts';

/** A function under construction. */
export class FunctionScope {
  readonly parent: FunctionScope | undefined;
  readonly variadic: boolean;
  readonly upvalues: Upvalue[] = [];
  slots = 0;
  loops = 0;
  #visible: Local[] = [];

  constructor(parent: FunctionScope | undefined, variadic: boolean) {
    this.parent = parent;
    this.variadic = variadic;
  }

  /** Makes a variable; it is seen only after `show`. */
  make(name: string): Local {
    const local = { name, slot: this.slots, captured: false };
    this.slots += 1;
    return local;
  }

  show(...locals: readonly Local[]): void {
    this.#visible.push(...locals);
  }

  /** Runs `read` with a block of its own. */
  block<T>(read: () => T): T {
    const before = this.#visible.length;
    const result = read();
    this.#visible.length = before;
    return result;
  }

  resolve(name: string, line: number): Extract<Expression, { kind: 'local' | 'upvalue' | 'global' }> {
    const local = this.#find(name);
    if (local) return { kind: 'local', local };
    const index = this.#upvalue(name);
    return index === undefined ? { kind: 'global', name, line } : { kind: 'upvalue', index, name };
  }

  #find(name: string): Local | undefined {
    return this.#visible.findLast((local) => local.name === name);
  }

  #upvalue(name: string): number | undefined {
    // While a function is read nothing changes around it: a name found once stays the same variable.
    const known = this.upvalues.findIndex((upvalue) => upvalue.name === name);
    if (known >= 0) return known;
    if (this.parent === undefined) return undefined;
    const local = this.parent.#find(name);
    if (local) {
      local.captured = true;
      return this.upvalues.push({ name, local, index: 0 }) - 1;
    }
    const index = this.parent.#upvalue(name);
    return index === undefined ? undefined : this.upvalues.push({ name, local: undefined, index }) - 1;
  }

  finish(name: string, parameters: Local[], body: FunctionBody['body']): FunctionBody {
    return { name, parameters, variadic: this.variadic, slots: this.slots, upvalues: this.upvalues, body };
  }
}
