/**
 * Reads JSON that a person wrote: says on which line and in which column it is wrong, and why; remembers where each field of the top level stands.
 */

export class JsonProblem extends Error {
  readonly line: number;
  readonly column: number;

  constructor(text: string, at: number, why: string) {
    super(why);
    this.name = 'JsonProblem';
    ({ line: this.line, column: this.column } = placeOf(text, at));
  }
}

export interface Place {
  line: number;
  column: number;
}

export interface ReadJson {
  value: unknown;
  /** Where the value of a field stands, by its path: `accounts.stripe.mode`. */
  places: ReadonlyMap<string, Place>;
}

/** Strict JSON (RFC 8259); a byte-order mark is skipped. A field named twice is a problem: one of the two would be lost. */
export function readJson(source: string): ReadJson {
  const text = source.startsWith('\uFEFF') ? source.slice(1) : source;
  const places = new Map<string, Place>();
  const starts = lineStarts(text);
  let at = 0;

  const fail = (why: string, where = at): never => {
    throw new JsonProblem(text, where, why);
  };
  /** @param pattern sticky, so that nothing before the place is looked at again and nothing is copied */
  const matched = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const skip = (): void => {
    at += matched(/[ \t\r\n]*/y)?.length ?? 0;
    if (text.startsWith('//', at) || text.startsWith('/*', at) || text[at] === '#') fail('comments are not allowed in JSON');
  };
  const string = (): string => {
    const found = matched(/"(?:[^"\\]|\\.)*"/y);
    if (found === undefined) return fail('this text has no closing quote');
    try {
      const value = JSON.parse(found) as string;
      at += found.length;
      return value;
    } catch {
      return fail(found.includes('\n') ? 'this text has no closing quote on its line' : 'this text holds a character that must be escaped');
    }
  };
  const literal = (): unknown => {
    const word = matched(/[^\s,:[\]{}"]+/y);
    if (word === undefined) return fail(at >= text.length ? 'the file ends too early' : `a value is expected here, not ${text[at]}`);
    if (/^(true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?)$/.test(word)) {
      at += word.length;
      return JSON.parse(word);
    }
    return fail(
      word.startsWith("'") ? 'text needs double quotes' : /^[\d.+-]/.test(word) ? `${word} is not a number` : `${word} needs double quotes`,
    );
  };
  const list = (path: string): unknown[] => {
    const items: unknown[] = [];
    at += 1;
    for (skip(); text[at] !== ']'; skip()) {
      if (items.length > 0) separator(']');
      items.push(value(`${path}[${items.length}]`));
    }
    at += 1;
    return items;
  };
  const object = (path: string): Record<string, unknown> => {
    const fields: [string, unknown][] = [];
    at += 1;
    for (skip(); text[at] !== '}'; skip()) {
      if (fields.length > 0) separator('}');
      if (text[at] !== '"')
        fail(at >= text.length ? 'the file ends too early: a } is missing' : 'a field name in double quotes is expected here');
      const start = at;
      const name = string();
      if (fields.some(([other]) => other === name)) fail(`"${name}" is there twice`, start);
      skip();
      if (text[at] !== ':') fail(`a : is missing after "${name}"`);
      at += 1;
      fields.push([name, value(path === '' ? name : `${path}.${name}`)]);
    }
    at += 1;
    return Object.fromEntries(fields);
  };
  const separator = (end: string): void => {
    if (text[at] !== ',') fail(at >= text.length ? `the file ends too early: a ${end} is missing` : 'a comma is missing before this');
    const comma = at;
    at += 1;
    skip();
    if (text[at] === end) fail(`there is a comma too much before the ${end}`, comma);
  };
  const value = (path: string): unknown => {
    skip();
    places.set(path, placeIn(starts, at));
    if (text[at] === '{') return object(path);
    if (text[at] === '[') return list(path);
    return text[at] === '"' ? string() : literal();
  };

  const whole = value('');
  skip();
  if (at < text.length) fail('there is something after the end');
  return { value: whole, places };
}

function placeOf(text: string, at: number): Place {
  return placeIn(lineStarts(text), at);
}

/** Where each line begins. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}

function placeIn(starts: readonly number[], at: number): Place {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: at - (starts[low] ?? 0) + 1 };
}
