/**
 * One object of a file that a person wrote, judged field by field; it knows where it stands, so that a refusal names the place.
 */
import { exits, OperatorError } from '../core/errors.ts';
import { isUnit } from './load.ts';
import { describe } from './numbers.ts';

/** True, or what is wrong: `must be …`. */
export type Verdict = true | string;

const amountPattern = /^\d{1,9}(\.\d{1,9})?$/;

export class Fields {
  readonly #path: string;
  readonly #where: string;
  readonly #values: Record<string, unknown>;

  /** @param path the file · @param where the place in it: `prices[2].fees[0]` */
  constructor(value: unknown, path: string, where = '') {
    this.#path = path;
    this.#where = where;
    this.#values = object(value, where === '' ? path : `${path}: ${where}`);
  }

  value(name: string): unknown {
    return this.#values[name];
  }

  inner(name: string): Fields {
    return new Fields(this.value(name), this.#path, this.#place(name));
  }

  /** Every entry of a list of objects. */
  rows(name: string): Fields[] {
    return this.#list(name).map((entry, index) => new Fields(entry, this.#path, `${this.#place(name)}[${index}]`));
  }

  /** Every field of an object of objects. */
  entries(name: string): [string, Fields][] {
    const inner = object(this.value(name), this.#at(name));
    return Object.entries(inner).map(([key, value]) => [key, new Fields(value, this.#path, `${this.#place(name)}.${key}`)]);
  }

  words(name: string, check: (word: string) => Verdict = () => true): void {
    for (const [index, entry] of this.#list(name).entries()) {
      const verdict = typeof entry === 'string' ? check(entry) : `must be text, not ${describe(entry)}`;
      if (verdict !== true) refuse(`${this.#at(name)}[${index}]`, verdict);
    }
  }

  text(name: string, check: (text: string) => Verdict = (text) => text !== '' || 'must not be empty'): void {
    const value = this.value(name);
    const verdict = typeof value === 'string' ? check(value) : `must be text, not ${describe(value)}`;
    if (verdict !== true) this.refuse(name, verdict);
  }

  amount(name: string): void {
    this.text(name, (text) => amountPattern.test(text) || `must be an amount as text like "0.15", not "${text}"`);
  }

  whole(name: string, least = 0): void {
    const value = this.value(name);
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least)
      this.refuse(name, `must be a whole number of at least ${least}, not ${describe(value)}`);
  }

  /** An object of whole numbers by unit of use. */
  wholes(name: string): void {
    for (const [unit, value] of Object.entries(object(this.value(name), this.#at(name)))) {
      if (!isUnit(unit) && unit !== 'credits') this.refuse(`${name}.${unit}`, 'is no unit of use');
      if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
        this.refuse(`${name}.${unit}`, `must be a whole number, not ${describe(value)}`);
    }
  }

  /** Judges a field only where it is there. */
  has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  only(known: readonly string[]): void {
    const strange = Object.keys(this.#values).find((name) => !known.includes(name));
    if (strange !== undefined) this.refuse(strange, `is not known; known are ${known.join(', ')}`);
  }

  refuse(name: string, why: string): never {
    return refuse(this.#at(name), why);
  }

  #list(name: string): readonly unknown[] {
    const value = this.value(name);
    return Array.isArray(value) ? value : this.refuse(name, `must be a list, not ${describe(value)}`);
  }

  #place(name: string): string {
    return this.#where === '' ? name : `${this.#where}.${name}`;
  }

  #at(name: string): string {
    return `${this.#path}: ${this.#place(name)}`;
  }
}

function object(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  return refuse(where, `must be an object, not ${describe(value)}`);
}

function refuse(where: string, why: string): never {
  throw new OperatorError({
    what: `${where} ${why}`,
    fix: 'mend it there; k77 cost prices --json prints a catalogue that will do',
    exit: exits.usage,
  });
}
