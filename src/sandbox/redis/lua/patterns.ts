/**
 * Lua patterns: classes, sets, `*` `+` `-` `?`, captures, `%b`, `%f`, anchors.
 */
import { LuaError } from './value.ts';

export interface Match {
  start: number;
  end: number;
  /** Text, or a position for `()`. */
  captures: (string | number)[];
}

const deepest = 200;
const open = -1;
const position = -2;

/** The first match at or after `from`; undefined when there is none. @throws LuaError (without a place) when the pattern is malformed */
export function match(subject: string, pattern: string, from: number): Match | undefined {
  const anchored = pattern.startsWith('^');
  for (let start = from; start <= subject.length; start += 1) {
    const matcher = new Matcher(subject, pattern);
    const end = matcher.run(start, anchored ? 1 : 0);
    if (end !== undefined) return { start, end, captures: matcher.captures() };
    if (anchored) return undefined;
  }
  return undefined;
}

class Matcher {
  readonly #text: string;
  readonly #pattern: string;
  readonly #captured: { start: number; length: number }[] = [];
  #depth = 0;

  constructor(text: string, pattern: string) {
    this.#text = text;
    this.#pattern = pattern;
  }

  captures(): (string | number)[] {
    return this.#captured.map(({ start, length }) => {
      if (length === open) throw new LuaError('unfinished capture');
      return length === position ? start + 1 : this.#text.slice(start, start + length);
    });
  }

  /** Where the pattern from `p` ends when it begins at `s`. */
  run(s: number, p: number): number | undefined {
    this.#depth += 1;
    if (this.#depth > deepest) throw new LuaError('pattern too complex');
    try {
      return this.#walk(s, p);
    } finally {
      this.#depth -= 1;
    }
  }

  #walk(from: number, at: number): number | undefined {
    let [s, p] = [from, at];
    for (;;) {
      if (p >= this.#pattern.length) return s;
      const char = this.#pattern[p] ?? '';
      if (char === '(') return this.#pattern[p + 1] === ')' ? this.#open(s, p + 2, position) : this.#open(s, p + 1, open);
      if (char === ')') return this.#close(s, p + 1);
      if (char === '$' && p + 1 === this.#pattern.length) return s === this.#text.length ? s : undefined;
      if (char === '%') {
        const special = this.#special(s, p);
        if (special === 'none') return undefined;
        if (special !== undefined) {
          [s, p] = special;
          continue;
        }
      }
      const end = this.#classEnd(p);
      const mark = this.#pattern[end] ?? '';
      if (mark === '*') return this.#greedy(s, p, end, 0);
      if (mark === '+') return this.#greedy(s, p, end, 1);
      if (mark === '-') return this.#lazy(s, p, end);
      const fits = this.#single(s, p, end);
      if (mark === '?') {
        const taken = fits ? this.run(s + 1, end + 1) : undefined;
        if (taken !== undefined) return taken;
        p = end + 1;
      } else {
        if (!fits) return undefined;
        [s, p] = [s + 1, end];
      }
    }
  }

  /** `%b`, `%f` and `%1`; undefined when the percent sign only escapes. */
  #special(s: number, p: number): [number, number] | 'none' | undefined {
    const char = this.#pattern[p + 1] ?? '';
    if (char === 'b') {
      const end = this.#balanced(s, p + 2);
      return end === undefined ? 'none' : [end, p + 4];
    }
    if (char === 'f') {
      if (this.#pattern[p + 2] !== '[') throw new LuaError("missing '[' after '%f' in pattern");
      const end = this.#classEnd(p + 2);
      const inside = (at: number): boolean => this.#inSet(this.#text[at] ?? '\0', p + 2, end - 1);
      return !inside(s - 1) && inside(s) ? [s, end] : 'none';
    }
    if (!/\d/.test(char)) return undefined;
    const captured = this.#captured[Number(char) - 1];
    if (captured === undefined || captured.length === open) throw new LuaError('invalid capture index');
    const text = this.#text.slice(captured.start, captured.start + captured.length);
    return this.#text.startsWith(text, s) ? [s + text.length, p + 2] : 'none';
  }

  #balanced(s: number, p: number): number | undefined {
    const [first, last] = [this.#pattern[p], this.#pattern[p + 1]];
    if (first === undefined || last === undefined) throw new LuaError('unbalanced pattern');
    if (this.#text[s] !== first) return undefined;
    let depth = 1;
    for (let at = s + 1; at < this.#text.length; at += 1) {
      if (this.#text[at] === last) {
        depth -= 1;
        if (depth === 0) return at + 1;
      } else if (this.#text[at] === first) depth += 1;
    }
    return undefined;
  }

  #open(s: number, p: number, length: number): number | undefined {
    this.#captured.push({ start: s, length });
    const end = this.run(s, p);
    if (end === undefined) this.#captured.pop();
    return end;
  }

  #close(s: number, p: number): number | undefined {
    const capture = this.#captured.findLast(({ length }) => length === open);
    if (capture === undefined) throw new LuaError('invalid pattern capture');
    capture.length = s - capture.start;
    const end = this.run(s, p);
    if (end === undefined) capture.length = open;
    return end;
  }

  #greedy(s: number, p: number, end: number, least: number): number | undefined {
    let count = 0;
    while (this.#single(s + count, p, end)) count += 1;
    for (; count >= least; count -= 1) {
      const found = this.run(s + count, end + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #lazy(s: number, p: number, end: number): number | undefined {
    for (let at = s; ; at += 1) {
      const found = this.run(at, end + 1);
      if (found !== undefined) return found;
      if (!this.#single(at, p, end)) return undefined;
    }
  }

  /** Index after the single-character class that begins at `p`. */
  #classEnd(p: number): number {
    const char = this.#pattern[p];
    if (char === '%') {
      if (p + 1 >= this.#pattern.length) throw new LuaError("malformed pattern (ends with '%')");
      return p + 2;
    }
    if (char !== '[') return p + 1;
    let at = p + 1;
    if (this.#pattern[at] === '^') at += 1;
    do {
      if (at >= this.#pattern.length) throw new LuaError("malformed pattern (missing ']')");
      at += this.#pattern[at] === '%' ? 2 : 1;
    } while (this.#pattern[at] !== ']');
    return at + 1;
  }

  #single(s: number, p: number, end: number): boolean {
    const char = this.#text[s];
    if (char === undefined) return false;
    const first = this.#pattern[p] ?? '';
    if (first === '.') return true;
    if (first === '%') return inClass(char, this.#pattern[p + 1] ?? '');
    return first === '[' ? this.#inSet(char, p, end - 1) : first === char;
  }

  /** @param p where the set opens @param close where its `]` is */
  #inSet(char: string, p: number, close: number): boolean {
    const negated = this.#pattern[p + 1] === '^';
    for (let at = negated ? p + 2 : p + 1; at < close; at += 1) {
      const here = this.#pattern[at] ?? '';
      if (here === '%') {
        at += 1;
        if (inClass(char, this.#pattern[at] ?? '')) return !negated;
      } else if (this.#pattern[at + 1] === '-' && at + 2 < close) {
        if (here <= char && char <= (this.#pattern[at + 2] ?? '')) return !negated;
        at += 2;
      } else if (here === char) return !negated;
    }
    return negated;
  }
}

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: control characters are what these classes are about.
const classes: Readonly<Record<string, RegExp>> = {
  a: /[A-Za-z]/,
  c: /[\x00-\x1f\x7f]/,
  d: /[0-9]/,
  l: /[a-z]/,
  p: /[!-/:-@[-`{-~]/,
  s: /[\t-\r ]/,
  u: /[A-Z]/,
  w: /[A-Za-z0-9]/,
  x: /[0-9A-Fa-f]/,
  z: /\x00/,
};
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: see above

function inClass(char: string, name: string): boolean {
  const found = classes[name.toLowerCase()];
  if (found === undefined) return char === name;
  return found.test(char) === (name === name.toLowerCase());
}
