/**
 * Redis patterns: `*`, `?`, `[a-z]`, `[^x]` and backslash, over bytes.
 */

/** A test for the pattern, to be used for many texts. */
export function glob(pattern: string): (text: string) => boolean {
  if (pattern === '*') return () => true;
  const expression = new RegExp(`^${translate(pattern)}$`, 's');
  return (text) => expression.test(text);
}

function translate(pattern: string): string {
  let out = '';
  for (let i = 0; i < pattern.length; i += 1) {
    const char = pattern[i] ?? '';
    if (char === '*') {
      // Several stars match what one matches; a chain of `.*` would only take longer to say no.
      if (!out.endsWith('.*')) out += '.*';
    } else if (char === '?') out += '.';
    else if (char === '[') {
      const found = bracket(pattern, i);
      out += found.expression;
      i = found.last;
    } else {
      if (char === '\\' && i + 1 < pattern.length) i += 1;
      out += literal(pattern[i] ?? '');
    }
  }
  return out;
}

/** The set that opens at `from`. One that never closes takes the rest of the pattern, as in Redis. */
function bracket(pattern: string, from: number): { expression: string; last: number } {
  let at = from + 1;
  const negated = pattern[at] === '^';
  if (negated) at += 1;
  let inside = '';
  for (; at < pattern.length && pattern[at] !== ']'; at += 1) {
    if (pattern[at] === '\\' && at + 1 < pattern.length) {
      at += 1;
      inside += literal(pattern[at] ?? '');
    } else if (pattern[at + 1] === '-' && at + 2 < pattern.length) {
      const [low = '', high = ''] = [pattern[at] ?? '', pattern[at + 2] ?? ''].sort();
      inside += `${literal(low)}-${literal(high)}`;
      at += 2;
    } else inside += literal(pattern[at] ?? '');
  }
  if (inside === '') return { expression: negated ? '.' : '(?!)', last: at };
  return { expression: `[${negated ? '^' : ''}${inside}]`, last: at };
}

function literal(char: string): string {
  return `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
