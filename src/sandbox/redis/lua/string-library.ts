/**
 * Lua's string library.
 */
import { formatGeneral } from '../reply.ts';
import type { Arguments, Library } from './arguments.ts';
import { type Match, match } from './patterns.ts';
import type { Runtime } from './runtime.ts';
import { Callable, LuaError, numberText, Table, toText, typeOf, type Value } from './value.ts';

const specials = /[\^$*+?.([%-]/;

export function stringLibrary(runtime: Runtime): Library {
  /** Pattern errors know no place; they get the place of the call. */
  const matched = (text: string, pattern: string, from: number): Match | undefined => {
    try {
      return match(text, pattern, from);
    } catch (error) {
      throw error instanceof LuaError && typeof error.value === 'string' ? runtime.error(error.value) : error;
    }
  };
  const find = (args: Arguments, wantsPlace: boolean): Value[] => {
    const [text, pattern] = [args.text(1), args.text(2)];
    const start = startOf(args.integer(3, 1), text.length);
    if (wantsPlace && (args.at(4) === true || !specials.test(pattern))) {
      const at = start > text.length ? -1 : text.indexOf(pattern, start);
      return at < 0 ? [undefined] : [at + 1, at + pattern.length];
    }
    const found = matched(text, pattern, start);
    if (found === undefined) return [undefined];
    return wantsPlace ? [found.start + 1, found.end, ...found.captures] : whole(text, found);
  };
  return {
    len: (args) => args.text(1).length,
    sub: (args) => {
      const text = args.text(1);
      const first = startOf(args.integer(2), text.length);
      const last = args.integer(3, -1);
      return text.slice(first, last < 0 ? Math.max(0, text.length + last + 1) : last);
    },
    upper: (args) => args.text(1).replace(/[a-z]+/g, (letters) => letters.toUpperCase()),
    lower: (args) => args.text(1).replace(/[A-Z]+/g, (letters) => letters.toLowerCase()),
    rep: (args) => {
      const [text, times] = [args.text(1), Math.max(0, args.integer(2))];
      if (text.length * times > 512 * 1024 * 1024) throw runtime.error('resulting string too large');
      return text.repeat(times);
    },
    reverse: (args) => [...args.text(1)].reverse().join(''),
    byte: (args) => {
      const text = args.text(1);
      const first = args.integer(2, 1);
      const last = args.integer(3, first);
      const start = startOf(first, text.length);
      return [...text.slice(start, last < 0 ? text.length + last + 1 : last)].map((char) => char.charCodeAt(0));
    },
    char: (args) =>
      args.values
        .map((_, at) => {
          const code = args.integer(at + 1);
          if (code < 0 || code > 255) throw args.bad(at + 1, 'invalid value');
          return String.fromCharCode(code);
        })
        .join(''),
    find: (args) => find(args, true),
    match: (args) => find(args, false),
    gmatch: (args) => {
      const [text, pattern] = [args.text(1), args.text(2)];
      let from = 0;
      return new Callable('gmatch', () => {
        const found = from > text.length ? undefined : matched(text, pattern, from);
        if (found === undefined) return [undefined];
        from = found.end === found.start ? found.end + 1 : found.end;
        return whole(text, found);
      });
    },
    gsub: (args) => gsub(runtime, args, matched),
    format: (args) => format(runtime, args),
  };
}

function startOf(index: number, length: number): number {
  if (index > 0) return index - 1;
  return index === 0 ? 0 : Math.max(0, length + index);
}

function whole(text: string, { start, end, captures }: Match): Value[] {
  return captures.length > 0 ? captures : [text.slice(start, end)];
}

function gsub(runtime: Runtime, args: Arguments, matched: (text: string, pattern: string, from: number) => Match | undefined): Value[] {
  const [text, pattern] = [args.text(1), args.text(2)];
  const replacement = args.at(3);
  if (toText(replacement) === undefined && !(replacement instanceof Table) && !(replacement instanceof Callable))
    throw args.bad(3, 'string/function/table expected');
  const most = args.integer(4, text.length + 1);
  let [result, at, count] = ['', 0, 0];
  while (count < most && at <= text.length) {
    const found = matched(text, pattern, at);
    if (found === undefined) break;
    count += 1;
    result += text.slice(at, found.start) + replaced(runtime, text, found, replacement);
    at = found.end;
    if (found.end === found.start) {
      result += text.slice(at, at + 1);
      at += 1;
    }
    if (pattern.startsWith('^')) break;
  }
  return [result + text.slice(at), count];
}

function replaced(runtime: Runtime, text: string, found: Match, replacement: Value): string {
  const original = text.slice(found.start, found.end);
  const captures = found.captures.length > 0 ? found.captures : [original];
  const template = toText(replacement);
  if (template !== undefined)
    return template.replace(/%(.?)/gs, (_, code: string) => {
      if (code === '0') return original;
      if (!/\d/.test(code)) return code;
      const capture = captures[Number(code) - 1];
      if (capture === undefined) throw runtime.error('invalid capture index');
      return String(capture);
    });
  const value = replacement instanceof Table ? replacement.get(captures[0]) : runtime.call(replacement, [...captures], runtime.line, '')[0];
  if (value === undefined || value === false) return original;
  const result = toText(value);
  if (result === undefined) throw runtime.error(`invalid replacement value (a ${typeOf(value)})`);
  return result;
}

const directive = /%([-+ #0]*)(\d{0,2})(?:\.(\d{0,2}))?(.?)/gs;

function format(runtime: Runtime, args: Arguments): string {
  let position = 1;
  return args.text(1).replace(directive, (_, flags: string, width: string, precision: string | undefined, code: string) => {
    if (code === '%') return '%';
    position += 1;
    const digits = precision === undefined ? undefined : Number(precision);
    const text = formatted(runtime, args, position, code, digits, flags);
    return pad(text, flags, Number(width), /[diuoxX]/.test(code) ? digits === undefined : /[eEfgG]/.test(code));
  });
}

function formatted(runtime: Runtime, args: Arguments, position: number, code: string, digits: number | undefined, flags: string): string {
  switch (code) {
    case 'c':
      return String.fromCharCode(args.integer(position) & 255);
    case 'd':
    case 'i':
      return signed(whole64(args.number(position), digits), flags);
    case 'u':
      return BigInt.asUintN(64, BigInt(args.integer(position)))
        .toString()
        .padStart(digits ?? 0, '0');
    case 'o':
    case 'x':
    case 'X': {
      const text = BigInt.asUintN(64, BigInt(args.integer(position)))
        .toString(code === 'o' ? 8 : 16)
        .padStart(digits ?? 0, '0');
      const marked = flags.includes('#') ? (code === 'o' ? `0${text}` : `0x${text}`) : text;
      return code === 'X' ? marked.toUpperCase() : marked;
    }
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G':
      return signed(decimal(args.number(position), code, digits ?? 6), flags);
    case 'q':
      return `"${args
        .text(position)
        .replace(/["\\\n]/g, '\\$&')
        .replaceAll('\r', '\\r')
        .replaceAll('\0', '\\000')}"`;
    case 's': {
      const text = args.text(position);
      return digits === undefined ? text : text.slice(0, digits);
    }
    default:
      throw runtime.error(`invalid option '%${code}' to 'format'`);
  }
}

function whole64(value: number, digits = 0): string {
  const text = BigInt.asIntN(64, BigInt(Math.trunc(Number.isFinite(value) ? value : 0))).toString();
  return text.startsWith('-') ? `-${text.slice(1).padStart(digits, '0')}` : text.padStart(digits, '0');
}

function decimal(value: number, code: string, digits: number): string {
  if (!Number.isFinite(value)) return numberText(value);
  if (code === 'f') return value.toFixed(digits);
  const text = code === 'g' || code === 'G' ? formatGeneral(value, digits) : value.toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2');
  return code === 'E' || code === 'G' ? text.toUpperCase() : text;
}

function signed(text: string, flags: string): string {
  if (text.startsWith('-')) return text;
  if (flags.includes('+')) return `+${text}`;
  return flags.includes(' ') ? ` ${text}` : text;
}

function pad(text: string, flags: string, width: number, mayZero: boolean): string {
  if (flags.includes('-')) return text.padEnd(width);
  if (!flags.includes('0') || !mayZero) return text.padStart(width);
  const sign = /^[+\- ]/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}
