/** Strings and regular expressions. */
import { BSONRegExp } from 'bson';
import { ServerError } from '../errors.ts';
import { regularExpression } from '../query/regex.ts';
import { compareText } from '../values/compare.ts';
import { isIntegral, isNumeric, toNumber } from '../values/numbers.ts';
import { typeOf } from '../values/types.ts';
import { asString } from './conversions.ts';
import { isNullish } from './truth.ts';
import { binary, type Maker, type Makers, operands, parts, unary } from './types.ts';

export const strings: Makers = {
  $concat: (argument, compile) => {
    const all = (Array.isArray(argument) ? argument : [argument]).map(compile);
    return (env) => {
      const values = all.map((one) => one(env));
      if (values.some(isNullish)) return null;
      return values.map((value) => text(value, 16702, '$concat only supports strings, not ')).join('');
    };
  },
  $toLower: unary((value) => lenient(value).replace(/[A-Z]/g, (letter) => letter.toLowerCase())),
  $toUpper: unary((value) => lenient(value).replace(/[a-z]/g, (letter) => letter.toUpperCase())),
  $strcasecmp: binary((left, right) => compareText(lenient(left).toUpperCase(), lenient(right).toUpperCase())),
  $strLenCP: unary((value) => [...text(value, 34471, '$strLenCP requires a string argument, found: ')].length),
  $strLenBytes: unary((value) => Buffer.byteLength(text(value, 34473, '$strLenBytes requires a string argument, found: '))),
  $substrCP: cut((value, from, count) => [...value].slice(from, count < 0 ? undefined : from + count).join('')),
  $substrBytes: cut(bytesOf),
  $substr: cut(bytesOf),
  $indexOfCP: position((value) => [...value]),
  $indexOfBytes: position((value) => [...Buffer.from(value).toString('latin1')]),
  $split: binary((value, by) => {
    if (isNullish(value) || isNullish(by)) return null;
    const separator = text(by, 40086, '$split requires an expression that evaluates to a string as a second argument, found: ');
    if (separator === '') throw new ServerError(40087, '$split requires a non-empty separator');
    return text(value, 40085, '$split requires an expression that evaluates to a string as a first argument, found: ').split(separator);
  }),
  $trim: trimming(true, true),
  $ltrim: trimming(true, false),
  $rtrim: trimming(false, true),
  $replaceOne: replacing((value, find, replacement) => value.replace(find, () => replacement)),
  $replaceAll: replacing((value, find, replacement) => value.replaceAll(find, () => replacement)),
  $regexMatch: regexOperator((value, pattern) => pattern.test(value)),
  $regexFind: regexOperator((value, pattern) => {
    const found = pattern.exec(value);
    return found ? shown(value, found) : null;
  }),
  $regexFindAll: regexOperator((value, pattern) => [...value.matchAll(pattern)].map((found) => shown(value, found)), 'g'),
};

function text(value: unknown, code: number, message: string): string {
  if (typeof value === 'string') return value;
  throw new ServerError(code, `${message}${value === undefined ? 'missing' : typeOf(value)}`);
}

/** Null is empty; numbers and dates are written out. */
function lenient(value: unknown): string {
  if (isNullish(value)) return '';
  if (typeof value === 'string') return value;
  if (isNumeric(value) || value instanceof Date) return asString(value);
  throw new ServerError(16007, `can't convert from BSON type ${typeOf(value)} to String`);
}

function cut(take: (value: string, from: number, count: number) => string): Maker {
  return (argument, compile, name) => {
    const all = operands(name, argument, compile, 3);
    return (env) => {
      const [value, from, count] = all.map((one) => one(env));
      if (!isNumeric(from)) throw new ServerError(34450, `${name}: starting index must be a numeric type (is BSON type ${typeOf(from)})`);
      if (!isNumeric(count)) throw new ServerError(34452, `${name}: length must be a numeric type (is BSON type ${typeOf(count)})`);
      if (toNumber(from) < 0)
        throw new ServerError(name === '$substrCP' ? 34455 : 50752, `${name}: the starting index must be nonnegative integer.`);
      return take(lenient(value), toNumber(from), toNumber(count));
    };
  };
}

function bytesOf(value: string, from: number, count: number): string {
  const bytes = Buffer.from(value);
  const end = count < 0 ? bytes.length : from + count;
  const inside = (at: number): boolean => at < bytes.length && ((bytes[at] ?? 0) & 0xc0) === 0x80;
  if (inside(from)) throw new ServerError(28656, '$substrBytes:  Invalid range, starting index is a UTF-8 continuation byte.');
  if (inside(end)) throw new ServerError(28657, '$substrBytes:  Invalid range, ending index is in the middle of a UTF-8 character.');
  return bytes.subarray(from, end).toString('utf8');
}

function position(split: (value: string) => string[]): Maker {
  return (argument, compile, name) => {
    const all = operands(name, argument, compile, 2, 4);
    return (env) => {
      const [value, wanted, from = 0, to] = all.map((one) => one(env));
      if (isNullish(value)) return null;
      const units = split(text(value, 40091, `${name} requires a string as the first argument, found: `));
      const needle = split(text(wanted, 40092, `${name} requires a string as the second argument, found: `));
      const end = isIntegral(to) ? Math.min(units.length, toNumber(to)) : units.length;
      for (let at = isIntegral(from) ? toNumber(from) : 0; at + needle.length <= end; at++)
        if (needle.every((unit, offset) => units[at + offset] === unit)) return at;
      return -1;
    };
  };
}

const blanks = '\0 \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a';

function trimming(left: boolean, right: boolean): Maker {
  return (argument, compile, name) => {
    const given = parts(name, argument, ['input'], ['chars'], 50694);
    const [input, chars] = [compile(given.input), given.chars === undefined ? undefined : compile(given.chars)];
    return (env) => {
      const value = input(env);
      const set = chars ? chars(env) : blanks;
      if (isNullish(value) || isNullish(set)) return null;
      const units = [...text(value, 50699, `${name} requires its input to be a string, got `)];
      const cutset = new Set(text(set, 50700, ` ${name} requires 'chars' to be a string, got `));
      let [from, to] = [0, units.length];
      while (left && from < to && cutset.has(units[from] ?? '')) from++;
      while (right && to > from && cutset.has(units[to - 1] ?? '')) to--;
      return units.slice(from, to).join('');
    };
  };
}

function replacing(apply: (value: string, find: string, replacement: string) => string): Maker {
  return (argument, compile, name) => {
    const given = parts(name, argument, ['input', 'find', 'replacement'], [], 51749);
    const all = [given.input, given.find, given.replacement].map(compile);
    return (env) => {
      const values = all.map((one) => one(env));
      if (values.some(isNullish)) return null;
      const [value = '', find = '', replacement = ''] = values.map((one, at) =>
        text(one, 51746 - at, `${name} requires that '${['input', 'find', 'replacement'][at]}' be a string, found: `),
      );
      return apply(value, find, replacement);
    };
  };
}

function regexOperator(apply: (value: string, pattern: RegExp) => unknown, flags = ''): Maker {
  return (argument, compile, name) => {
    const given = parts(name, argument, ['input', 'regex'], ['options'], 51031);
    const [input, regex, options] = [compile(given.input), compile(given.regex), compile(given.options ?? null)];
    return (env) => {
      const [value, pattern, extra] = [input(env), regex(env), options(env)];
      const none = name === '$regexMatch' ? false : name === '$regexFindAll' ? [] : null;
      if (isNullish(value) || isNullish(pattern)) return none;
      const source =
        pattern instanceof BSONRegExp ? pattern.pattern : text(pattern, 51105, `${name} needs 'regex' to be of type string or regex: `);
      const given = typeof extra === 'string' ? extra : pattern instanceof BSONRegExp ? pattern.options : '';
      return apply(text(value, 51104, `${name} needs 'input' to be of type string: `), regularExpression(source, given, flags));
    };
  };
}

function shown(value: string, found: RegExpExecArray): Record<string, unknown> {
  const captures = found.slice(1).map((capture: string | undefined) => capture ?? null);
  return { match: found[0], idx: [...value.slice(0, found.index)].length, captures };
}
