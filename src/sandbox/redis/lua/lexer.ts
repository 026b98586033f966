/**
 * The words of a Lua script.
 */
import { LuaError } from './value.ts';

export interface Token {
  kind: 'name' | 'keyword' | 'operator' | 'string' | 'number' | 'end';
  /** As written; the value of a string. */
  text: string;
  number: number;
  line: number;
}

export const chunkName = 'user_script';

const keywords = new Set(
  'and break do else elseif end false for function if in local nil not or repeat return then true until while'.split(' '),
);
const tokenPattern =
  /([A-Za-z_]\w*)|(0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(\.\.\.|\.\.|==|~=|<=|>=|[-+*/%^#<>=(){}[\];:,.])/y;
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };

/** @throws LuaError where the script is no Lua */
export function tokenize(source: string): Token[] {
  const lexer = new Lexer(source);
  const tokens: Token[] = [];
  for (let token = lexer.next(); ; token = lexer.next()) {
    tokens.push(token);
    if (token.kind === 'end') return tokens;
  }
}

class Lexer {
  readonly #source: string;
  #at = 0;
  #line = 1;

  constructor(source: string) {
    this.#source = source;
  }

  next(): Token {
    this.#skip();
    const char = this.#source[this.#at];
    if (char === undefined) return this.#token('end', '<eof>');
    if (char === '"' || char === "'") return this.#quoted(char);
    const bracket = this.#bracket();
    if (bracket !== undefined) return this.#token('string', bracket);
    tokenPattern.lastIndex = this.#at;
    const [found, word, number] = tokenPattern.exec(this.#source) ?? [];
    if (found === undefined) throw this.#error('unexpected symbol', char);
    this.#at += found.length;
    if (word !== undefined) return this.#token(keywords.has(word) ? 'keyword' : 'name', word);
    if (number === undefined) return this.#token('operator', found);
    if (/[\w.]/.test(this.#source[this.#at] ?? '')) throw this.#error('malformed number', found + (this.#source[this.#at] ?? ''));
    return { ...this.#token('number', number), number: Number(number) };
  }

  #token(kind: Token['kind'], text: string): Token {
    return { kind, text, number: 0, line: this.#line };
  }

  #error(what: string, near: string): LuaError {
    return new LuaError(`${chunkName}:${this.#line}: ${what} near '${near}'`);
  }

  #skip(): void {
    for (;;) {
      const char = this.#source[this.#at];
      if (char === '\n') this.#line += 1;
      if (char !== undefined && /\s/.test(char)) this.#at += 1;
      else if (this.#source.startsWith('--', this.#at)) this.#comment();
      else return;
    }
  }

  #comment(): void {
    this.#at += 2;
    if (this.#bracket() !== undefined) return;
    const end = this.#source.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.#source.length : end;
  }

  /** `[[ … ]]` or `[==[ … ]==]`; undefined when none begins here. */
  #bracket(): string | undefined {
    const pattern = /\[(=*)\[\r?\n?/y;
    pattern.lastIndex = this.#at;
    const [opening, level] = pattern.exec(this.#source) ?? [];
    if (opening === undefined) return undefined;
    const start = this.#at + opening.length;
    const end = this.#source.indexOf(`]${level}]`, start);
    if (end < 0) throw this.#error('unfinished long string', '<eof>');
    const closing = end + (level?.length ?? 0) + 2;
    this.#line += this.#source.slice(this.#at, closing).split('\n').length - 1;
    this.#at = closing;
    return this.#source.slice(start, end);
  }

  #quoted(quote: string): Token {
    const start = this.#at;
    let text = '';
    for (this.#at += 1; ; ) {
      const char = this.#source[this.#at];
      if (char === undefined || char === '\n')
        throw this.#error('unfinished string', char === undefined ? '<eof>' : this.#source.slice(start, this.#at));
      this.#at += 1;
      if (char === quote) return this.#token('string', text);
      text += char === '\\' ? this.#escape() : char;
    }
  }

  #escape(): string {
    const digits = /\d{1,3}/y;
    digits.lastIndex = this.#at;
    const [code] = digits.exec(this.#source) ?? [];
    if (code !== undefined) {
      this.#at += code.length;
      if (Number(code) > 255) throw this.#error('escape sequence too large', `\\${code}`);
      return String.fromCharCode(Number(code));
    }
    const char = this.#source[this.#at] ?? '';
    this.#at += 1;
    if (char === '\n') this.#line += 1;
    return escapes[char] ?? char;
  }
}
