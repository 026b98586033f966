/**
 * Reads a Lua 5.1 script: statements. Expressions are in `expressions.ts`.
 */
import { ExpressionParser } from './expressions.ts';
import { tokenize } from './lexer.ts';
import { FunctionScope } from './scope.ts';
import type { Expression, FunctionBody, Local, Statement, Target } from './syntax.ts';

/** @throws LuaError where the script is no Lua, as Lua words it */
export function parse(source: string): FunctionBody {
  const parser = new Parser(tokenize(source), new FunctionScope(undefined, true));
  return parser.chunk();
}

class Parser extends ExpressionParser {
  chunk(): FunctionBody {
    const body = this.block();
    if (this.token.kind !== 'end') throw this.expected('<eof>');
    return this.scope.finish('main chunk', [], body);
  }

  protected override block(): Statement[] {
    return this.scope.block(() => {
      const statements: Statement[] = [];
      while (!this.#atEnd()) {
        const statement = this.#statement();
        this.take(';');
        if (statement) statements.push(statement);
        if (statement?.kind === 'return' || statement?.kind === 'break') break;
      }
      return statements;
    });
  }

  #atEnd(): boolean {
    return this.token.kind === 'end' || (this.token.kind === 'keyword' && ['end', 'else', 'elseif', 'until'].includes(this.token.text));
  }

  #statement(): Statement | undefined {
    const { text, kind, line } = this.token;
    if (kind !== 'keyword') return this.#expressionStatement();
    switch (text) {
      case 'if':
        return this.#if();
      case 'while':
        return this.#while(line);
      case 'do':
        return this.#do(line);
      case 'for':
        return this.#for(line);
      case 'repeat':
        return this.#repeat(line);
      case 'function':
        return this.#function();
      case 'local':
        return this.#local();
      case 'return':
        return this.#return();
      case 'break':
        return this.#break();
      default:
        return this.#expressionStatement();
    }
  }

  #loop(): Statement[] {
    this.scope.loops += 1;
    const body = this.block();
    this.scope.loops -= 1;
    return body;
  }

  #if(): Statement {
    const { line } = this.token;
    const branches: { test: Expression; body: Statement[] }[] = [];
    do {
      this.advance();
      const test = this.expression();
      this.expect('then');
      branches.push({ test, body: this.block() });
    } while (this.is('elseif'));
    const otherwise = this.take('else') ? this.block() : undefined;
    this.expectMatch('end', 'if', line);
    return { kind: 'if', branches, otherwise };
  }

  #while(line: number): Statement {
    this.advance();
    const test = this.expression();
    this.expect('do');
    const body = this.#loop();
    this.expectMatch('end', 'while', line);
    return { kind: 'while', test, body };
  }

  #do(line: number): Statement {
    this.advance();
    const body = this.block();
    this.expectMatch('end', 'do', line);
    return { kind: 'do', body };
  }

  #repeat(line: number): Statement {
    this.advance();
    this.scope.loops += 1;
    // The condition sees the locals of the body.
    return this.scope.block(() => {
      const body: Statement[] = [];
      while (!this.#atEnd()) {
        const statement = this.#statement();
        this.take(';');
        if (statement) body.push(statement);
        if (statement?.kind === 'return' || statement?.kind === 'break') break;
      }
      this.scope.loops -= 1;
      this.expectMatch('until', 'repeat', line);
      return { kind: 'repeat', body, test: this.expression() };
    });
  }

  #for(line: number): Statement {
    this.advance();
    const first = this.name();
    if (this.take('=')) return this.#countingFor(first, line);
    const names = [first];
    while (this.take(',')) names.push(this.name());
    this.expect('in');
    const values = this.list();
    this.expect('do');
    return this.scope.block(() => {
      const locals = names.map((name) => this.scope.make(name));
      this.scope.show(...locals);
      const body = this.#loop();
      this.expectMatch('end', 'for', line);
      return { kind: 'each', locals, values, body, line };
    });
  }

  #countingFor(name: string, line: number): Statement {
    const from = this.expression();
    this.expect(',');
    const to = this.expression();
    const step = this.take(',') ? this.expression() : undefined;
    this.expect('do');
    return this.scope.block(() => {
      const local = this.scope.make(name);
      this.scope.show(local);
      const body = this.#loop();
      this.expectMatch('end', 'for', line);
      return { kind: 'count', local, from, to, step, body, line };
    });
  }

  #function(): Statement {
    this.advance();
    const { line } = this.token;
    let name = this.name();
    let target: Target = this.scope.resolve(name, line);
    let method = false;
    while (!method && (this.is('.') || this.is(':'))) {
      method = this.is(':');
      this.advance();
      const key = this.name();
      name = `${name}${method ? ':' : '.'}${key}`;
      target = { kind: 'index', object: target, key: { kind: 'constant', value: key }, line };
    }
    return { kind: 'assign', targets: [target], values: [{ kind: 'function', body: this.functionBody(name, method, line) }] };
  }

  #local(): Statement {
    this.advance();
    if (this.take('function')) {
      const { line } = this.token;
      const name = this.name();
      const local = this.scope.make(name);
      this.scope.show(local);
      return { kind: 'function', local, body: this.functionBody(name, false, line) };
    }
    const names = [this.name()];
    while (this.take(',')) names.push(this.name());
    const values = this.take('=') ? this.list() : [];
    const locals = names.map((name): Local => this.scope.make(name));
    this.scope.show(...locals);
    return { kind: 'local', locals, values };
  }

  #return(): Statement {
    this.advance();
    return { kind: 'return', values: this.#atEnd() || this.is(';') ? [] : this.list() };
  }

  #break(): Statement {
    if (this.scope.loops === 0) throw this.error('no loop to break');
    this.advance();
    return { kind: 'break' };
  }

  #expressionStatement(): Statement {
    const first = this.suffixed();
    if (first.kind === 'call' || first.kind === 'method') return { kind: 'call', call: first };
    const targets = [this.#target(first)];
    while (this.take(',')) targets.push(this.#target(this.suffixed()));
    this.expect('=');
    return { kind: 'assign', targets, values: this.list() };
  }

  #target(expression: Expression): Target {
    if (expression.kind === 'local' || expression.kind === 'upvalue' || expression.kind === 'global' || expression.kind === 'index')
      return expression;
    throw this.error('syntax error');
  }
}
