/** What a request must say, and pages of a list. */
import type { Json } from './model.ts';
import { bad } from './refusal.ts';

export function text(body: Json, field: string): string {
  const value = body[field];
  if (typeof value !== 'string' || value === '') throw bad(`${field} is required`);
  return value;
}

export function maybeText(body: Json, field: string): string | undefined {
  const value = body[field];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw bad(`${field} must be a string`);
  return value;
}

/** 20 unless told, 200 at most. */
export function paged<T>(all: readonly T[], query: URLSearchParams, field: string, view: (one: T) => unknown): Json {
  const [page, size] = [whole(query, 'page', 1, Number.MAX_SAFE_INTEGER), whole(query, 'per_page', 20, 200)];
  const part = all.slice((page - 1) * size, page * size);
  return { [field]: part.map(view), links: {}, meta: { total: all.length } };
}

function whole(query: URLSearchParams, name: string, usual: number, most: number): number {
  const said = query.get(name);
  const value = said === null ? usual : Number(said);
  if (!Number.isInteger(value) || value < 1 || value > most) throw bad(`${name} must be a whole number of at least 1, ${most} at most`);
  return value;
}
