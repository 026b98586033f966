/**
 * Parameters as data: what an endpoint takes, and a reader that turns a form into typed values or refuses as Stripe does.
 */
import type { Raw, RawMap } from './form.ts';
import { badParam } from './refusal.ts';

/** One kind of parameter. `required` ones must be sent. */
export interface Type<T> {
  read(raw: Raw, name: string): T;
  required?: true;
}
export interface RequiredType<T> extends Type<T> {
  required: true;
}
export type Shape = Readonly<Record<string, Type<unknown>>>;
type RequiredNames<S extends Shape> = { [N in keyof S]: S[N] extends RequiredType<unknown> ? N : never }[keyof S];
type ValueOf<T> = T extends Type<infer V> ? V : never;
export type Values<S extends Shape> = { [N in RequiredNames<S>]: ValueOf<S[N]> } & {
  [N in Exclude<keyof S, RequiredNames<S>>]?: ValueOf<S[N]>;
};

/** Reads a form against a shape. @throws Refusal: unknown, missing, or not of its type */
export function readShape<S extends Shape>(shape: S, raw: RawMap, prefix = ''): Values<S> {
  const full = (name: string) => (prefix ? `${prefix}[${name}]` : name);
  for (const name of raw.keys())
    if (!Object.hasOwn(shape, name)) throw badParam(`Received unknown parameter: ${full(name)}`, full(name), 'parameter_unknown');
  const out: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(shape)) {
    const value = raw.get(name);
    if (value !== undefined) out[name] = type.read(value, full(name));
    else if (type.required) throw badParam(`Missing required param: ${full(name)}.`, full(name), 'parameter_missing');
  }
  return out as Values<S>;
}

function of<T>(kind: string, read: (text: string, name: string) => T): Type<T> {
  return {
    read(raw, name) {
      if (typeof raw !== 'string') throw badParam(`Invalid ${kind}: ${name}`, name);
      return read(raw, name);
    },
  };
}

export function required<T>(type: Type<T>): RequiredType<T> {
  return { read: type.read, required: true };
}

/** An empty value unsets it. */
export function clearable<T>(type: Type<T>): Type<T | null> {
  return { read: (raw, name) => (raw === '' ? null : type.read(raw, name)) };
}

export const text = of('string', (value, name) => {
  if (value === '')
    throw badParam(
      `You passed an empty string for '${name}'. We assume empty values are an attempt to unset a parameter; however '${name}' cannot be unset. You should remove '${name}' from your request or supply a non-empty value.`,
      name,
      'parameter_invalid_empty',
    );
  if (value.length > 5000)
    throw badParam(`Invalid string: ${value.slice(0, 8)}…; must be at most 5000 characters`, name, 'parameter_invalid_string_blank');
  return value;
});

export const integer = of('integer', (value, name) => {
  if (!/^-?\d{1,15}$/.test(value)) throw badParam(`Invalid integer: ${value}`, name, 'parameter_invalid_integer');
  return Number(value);
});

/** An amount or count: at least `least`. */
export function atLeast(least: number): Type<number> {
  return {
    read(raw, name) {
      const value = integer.read(raw, name);
      if (value < least) throw badParam(`This value must be greater than or equal to ${least}.`, name, 'parameter_invalid_integer');
      return value;
    },
  };
}

export const decimal = of('decimal', (value, name) => {
  if (!/^-?\d+(\.\d+)?$/.test(value)) throw badParam(`Invalid decimal: ${value}`, name);
  return value;
});

export const flag = of('boolean', (value, name) => {
  if (value !== 'true' && value !== 'false') throw badParam(`Invalid boolean: ${value}`, name);
  return value === 'true';
});

/** A moment: Unix seconds. */
export const time = of('timestamp', (value, name) => {
  if (!/^\d{1,11}$/.test(value))
    throw badParam(`Invalid timestamp: must be an integer Unix timestamp in seconds (it currently is '${value}')`, name);
  return Number(value);
});

export function oneOf<const T extends string>(...choices: readonly T[]): Type<T> {
  return of('string', (value, name) => {
    if (!(choices as readonly string[]).includes(value)) {
      const list = choices.length > 1 ? `one of ${choices.slice(0, -1).join(', ')}, or ${choices.at(-1)}` : choices[0];
      throw badParam(`Invalid ${name}: must be ${list}`, name);
    }
    return value as T;
  });
}

/** A word or one of another type: `billing_cycle_anchor=now`. */
export function orWord<const W extends string, T>(word: W, type: Type<T>): Type<W | T> {
  return { read: (raw, name) => (raw === word ? word : type.read(raw, name)) };
}

export const url = of('URL', (value, name) => {
  if (!/^https?:\/\/[^\s/?#]+/.test(value) || !URL.canParse(value.replaceAll(/[{}]/g, '')))
    throw badParam('Not a valid URL', name, 'url_invalid');
  return value;
});

export const email = of('string', (value, name) => {
  if (!/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(value)) throw badParam(`Invalid email address: ${value}`, name, 'email_invalid');
  return value;
});

export const currency = of('string', (value, name) => {
  const code = value.toLowerCase();
  if (!currencies.has(code))
    throw badParam(`Invalid currency: ${value}. Stripe currently supports these currencies: ${[...currencies].join(', ')}`, name);
  return code;
});
const currencies = new Set(Intl.supportedValuesOf('currency').map((code) => code.toLowerCase()));

export const country = of('string', (value, name) => {
  if (!/^[A-Z]{2}$/.test(value))
    throw badParam(
      `Country '${value}' is unknown. Try using a 2-character alphanumeric country code instead, such as 'US', 'EG', or 'GB'.`,
      name,
      'country_unsupported',
    );
  return value;
});

export function list<T>(type: Type<T>): Type<T[]> {
  return {
    read(raw, name) {
      if (raw === '') return [];
      if (typeof raw === 'string' || [...raw.keys()].some((key) => !/^\d+$/.test(key))) throw badParam('Invalid array', name);
      return [...raw.entries()].sort(([a], [b]) => Number(a) - Number(b)).map(([key, value]) => type.read(value, `${name}[${key}]`));
    },
  };
}

export function hash<S extends Shape>(shape: S): Type<Values<S>> {
  return {
    read(raw, name) {
      if (typeof raw === 'string') throw badParam('Invalid object', name);
      return readShape(shape, raw, name);
    },
  };
}

/** Free-form names: an empty value deletes one name; an empty whole deletes all (`null`). */
export const metadata: Type<Record<string, string> | null> = {
  read(raw, name) {
    if (raw === '') return null;
    if (typeof raw === 'string') throw badParam('Invalid object', name);
    const out: Record<string, string> = {};
    for (const [key, value] of raw) {
      if (typeof value !== 'string') throw badParam(`Metadata values must be strings`, `${name}[${key}]`);
      if (key.length > 40)
        throw badParam(
          `Metadata keys can have up to 40 characters. You passed in a key that is ${key.length} characters.`,
          `${name}[${key}]`,
        );
      if (value.length > 500)
        throw badParam(
          `Metadata values can have up to 500 characters, but you passed in a value that is ${value.length} characters.`,
          `${name}[${key}]`,
        );
      out[key] = value;
    }
    return out;
  },
};

/** `expand[]=…`, taken by every endpoint. */
export const common = { expand: list(text) } satisfies Shape;

/** `created=…` or `created[gte]=…`. */
export const moments: Type<{ gt?: number; gte?: number; lt?: number; lte?: number }> = {
  read(raw, name) {
    if (typeof raw !== 'string') return readShape({ gt: time, gte: time, lt: time, lte: time }, raw, name);
    const at = time.read(raw, name);
    return { gte: at, lte: at };
  },
};

export const address = hash({
  city: clearable(text),
  country: clearable(text),
  line1: clearable(text),
  line2: clearable(text),
  postal_code: clearable(text),
  state: clearable(text),
});
