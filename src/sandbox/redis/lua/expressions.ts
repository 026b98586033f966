/**
 * Reads the expressions of a Lua script.
 */
import { chunkName, type Token } from './lexer.ts';
import { FunctionScope } from './scope.ts';
import type { Expression, FunctionBody, Statement } from './syntax.ts';
import { LuaError } from './value.ts';

/** How tightly an operator binds to its left and to its right. */
const binding: Readonly<Record<string, readonly [number, number]>> = {
  or: [1, 1],
  and: [2, 2],
  '<': [3, 3],
  '>': [3, 3],
  '<=': [3, 3],
  '>=': [3, 3],
  '~=': [3, 3],
  '==': [3, 3],
  '..': [5, 4],
  '+': [6, 6],
  '-': [6, 6],
  '*': [7, 7],
  '/': [7, 7],
  '%': [7, 7],
  '^': [10, 9],
};
const unaryBinding = 8;
const deepest = 200;

export abstract class ExpressionParser {
  protected scope: FunctionScope;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], scope: FunctionScope) {
    this.#tokens = tokens;
    this.scope = scope;
  }

  protected abstract block(): Statement[];

  protected get token(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '<eof>', number: 0, line: 0 };
  }

  protected advance(): Token {
    const { token } = this;
    this.#at += 1;
    return token;
  }

  protected is(text: string): boolean {
    return (this.token.kind === 'operator' || this.token.kind === 'keyword') && this.token.text === text;
  }

  protected take(text: string): boolean {
    if (!this.is(text)) return false;
    this.#at += 1;
    return true;
  }

  protected expect(text: string): void {
    if (!this.take(text)) throw this.expected(text);
  }

  /** Expects the end of what began with `what` at `line`. */
  protected expectMatch(text: string, what: string, line: number): void {
    if (this.take(text)) return;
    if (line === this.token.line) throw this.expected(text);
    throw this.error(`'${text}' expected (to close '${what}' at line ${line})`);
  }

  protected name(): string {
    if (this.token.kind !== 'name') throw this.error('<name> expected');
    return this.advance().text;
  }

  protected expected(text: string): LuaError {
    return this.error(`'${text}' expected`);
  }

  protected error(what: string): LuaError {
    return new LuaError(`${chunkName}:${this.token.line}: ${what} near '${this.token.text}'`);
  }

  protected list(): Expression[] {
    const expressions = [this.expression()];
    while (this.take(',')) expressions.push(this.expression());
    return expressions;
  }

  protected expression(limit = 0): Expression {
    this.#depth += 1;
    if (this.#depth > deepest) throw new LuaError(`${chunkName}:${this.token.line}: chunk has too many syntax levels`);
    let left = this.#unary();
    for (;;) {
      const operator = this.token.kind === 'operator' || this.token.kind === 'keyword' ? this.token.text : '';
      const [toLeft = 0, toRight = 0] = binding[operator] ?? [];
      if (toLeft <= limit) break;
      const { line } = this.advance();
      const right = this.expression(toRight);
      left = operator === 'and' || operator === 'or' ? { kind: operator, left, right } : { kind: 'binary', operator, left, right, line };
    }
    this.#depth -= 1;
    return left;
  }

  #unary(): Expression {
    if (!(this.is('not') || this.is('-') || this.is('#'))) return this.#simple();
    const { text: operator, line } = this.advance();
    const operand = this.expression(unaryBinding);
    if (operator === '-' && operand.kind === 'constant' && typeof operand.value === 'number')
      return { kind: 'constant', value: -operand.value };
    return { kind: 'unary', operator, operand, line };
  }

  #simple(): Expression {
    const { kind, text, number, line } = this.token;
    if (kind === 'number') return this.#constant(number);
    if (kind === 'string') return this.#constant(text);
    if (this.is('nil')) return this.#constant(undefined);
    if (this.is('true') || this.is('false')) return this.#constant(text === 'true');
    if (this.is('{')) return this.#table();
    if (this.take('function')) return { kind: 'function', body: this.functionBody('anonymous', false, line) };
    if (!this.is('...')) return this.suffixed();
    if (!this.scope.variadic) throw this.error("cannot use '...' outside a vararg function");
    this.advance();
    return { kind: 'rest' };
  }

  #constant(value: number | string | boolean | undefined): Expression {
    this.advance();
    return { kind: 'constant', value };
  }

  #primary(): Expression {
    const { kind, line } = this.token;
    if (kind === 'name') return this.scope.resolve(this.advance().text, line);
    if (!this.is('(')) throw this.error('unexpected symbol');
    this.advance();
    const inner = this.expression();
    this.expectMatch(')', '(', line);
    return inner.kind === 'call' || inner.kind === 'method' || inner.kind === 'rest' ? { kind: 'single', inner } : parenthesized(inner);
  }

  protected suffixed(): Expression {
    let expression = this.#primary();
    for (;;) {
      const { line, kind } = this.token;
      if (this.take('.')) expression = { kind: 'index', object: expression, key: { kind: 'constant', value: this.name() }, line };
      else if (this.take('[')) {
        const key = this.expression();
        this.expect(']');
        expression = { kind: 'index', object: expression, key, line };
      } else if (this.take(':')) expression = { kind: 'method', object: expression, name: this.name(), args: this.#arguments(), line };
      else if (kind === 'string' || this.is('(') || this.is('{'))
        expression = { kind: 'call', callee: expression, args: this.#arguments(), line };
      else return expression;
    }
  }

  #arguments(): Expression[] {
    const { kind, text, line } = this.token;
    if (kind === 'string') {
      this.advance();
      return [{ kind: 'constant', value: text }];
    }
    if (this.is('{')) return [this.#table()];
    if (!this.take('(')) throw this.error('function arguments expected');
    if (this.take(')')) return [];
    const args = this.list();
    this.expectMatch(')', '(', line);
    return args;
  }

  #table(): Expression {
    const { line } = this.advance();
    const fields: { key: Expression | undefined; value: Expression }[] = [];
    while (!this.is('}')) {
      fields.push(this.#field());
      if (!this.take(',') && !this.take(';')) break;
    }
    this.expectMatch('}', '{', line);
    return { kind: 'table', fields };
  }

  #field(): { key: Expression | undefined; value: Expression } {
    if (this.take('[')) {
      const key = this.expression();
      this.expect(']');
      this.expect('=');
      return { key, value: this.expression() };
    }
    const next = this.#tokens[this.#at + 1];
    if (this.token.kind !== 'name' || next?.kind !== 'operator' || next.text !== '=') return { key: undefined, value: this.expression() };
    const key: Expression = { kind: 'constant', value: this.name() };
    this.advance();
    return { key, value: this.expression() };
  }

  /** Parameters and body, the keyword `function` and the name already taken. */
  protected functionBody(name: string, method: boolean, line: number): FunctionBody {
    this.expect('(');
    const names = method ? ['self'] : [];
    let variadic = false;
    while (!this.is(')')) {
      if (this.take('...')) variadic = true;
      else names.push(this.name());
      if (variadic || !this.take(',')) break;
    }
    this.expect(')');
    const outer = this.scope;
    this.scope = new FunctionScope(outer, variadic);
    const parameters = names.map((parameter) => this.scope.make(parameter));
    this.scope.show(...parameters);
    const body = this.block();
    this.expectMatch('end', 'function', line);
    const finished = this.scope.finish(name, parameters, body);
    this.scope = outer;
    return finished;
  }
}

/** `(x) = 1` is no assignment: parentheses make a value of a variable. */
function parenthesized(inner: Expression): Expression {
  const variable = inner.kind === 'local' || inner.kind === 'upvalue' || inner.kind === 'global' || inner.kind === 'index';
  return variable ? { kind: 'single', inner } : inner;
}
