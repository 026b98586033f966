/** What a request must say, in the words in which Vercel's schema check says no. */
import type { Json } from './model.ts';
import { bad } from './refusal.ts';

export function text(body: Json, field: string): string {
  const value = body[field];
  if (value === undefined) throw bad(`Invalid request: missing required property \`${field}\`.`);
  if (typeof value !== 'string') throw bad(`Invalid request: \`${field}\` should be string.`);
  return value;
}

/** Undefined where it is not said; null empties. */
export function maybeText(body: Json, field: string): string | null | undefined {
  const value = body[field];
  if (value === undefined || value === null) return value;
  return text(body, field);
}

export function oneOf<T extends string>(body: Json, field: string, allowed: readonly T[]): T {
  const value = text(body, field);
  if (!allowed.includes(value as T)) throw bad(`Invalid request: \`${field}\` should be equal to one of the allowed values.`);
  return value as T;
}

/** Vercel's schemas know every property. */
export function only(body: Json, known: readonly string[]): void {
  const strange = Object.keys(body).find((name) => !known.includes(name));
  if (strange !== undefined) throw bad(`Invalid request: should NOT have additional property \`${strange}\`.`);
}

/** A page of a list whose entries have a time, newest first. */
export function paged<T>(all: readonly T[], query: URLSearchParams, at: (one: T) => number): { page: T[]; pagination: Json } {
  const limit = Math.min(Math.max(Number(query.get('limit') ?? 20) || 20, 1), 100);
  const until = Number(query.get('until') ?? query.get('from') ?? Number.POSITIVE_INFINITY) || Number.POSITIVE_INFINITY;
  const left = all.filter((one) => at(one) < until).sort((a, b) => at(b) - at(a));
  const page = left.slice(0, limit);
  const last = page.at(-1);
  const [first] = page;
  const next = left.length > limit && last !== undefined ? at(last) : null;
  return { page, pagination: { count: page.length, next, prev: first === undefined ? null : at(first) } };
}
