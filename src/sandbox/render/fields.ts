/** What a request must say, and pages of a list. https://api-docs.render.com/reference/pagination */
import type { Json } from './model.ts';
import { bad } from './refusal.ts';

export function text(body: Json, field: string): string {
  const value = body[field];
  if (value === undefined || value === null || value === '') throw bad(`${field} is required`);
  if (typeof value !== 'string') throw bad(`${field} must be a string`);
  return value;
}

/** Undefined where it is not said; an empty one empties. */
export function maybeText(body: Json, field: string): string | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw bad(`${field} must be a string`);
  return value;
}

export function oneOf<T extends string>(body: Json, field: string, allowed: readonly T[]): T | undefined {
  const value = maybeText(body, field);
  if (value === undefined) return undefined;
  if (!allowed.includes(value as T)) throw bad(`${field} must be one of ${allowed.join(', ')}`);
  return value as T;
}

export function whole(body: Json, field: string, least: number, most: number): number | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (!Number.isInteger(value) || (value as number) < least || (value as number) > most)
    throw bad(`${field} must be a whole number from ${least} to ${most}`);
  return value as number;
}

export function inner(body: Json, field: string): Json {
  const value = body[field];
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw bad(`${field} must be an object`);
  return value as Json;
}

/** True when the filter is not there, or names the value: `name=a&name=b`, `name=a,b`. */
export function passes(query: URLSearchParams, name: string, value: string | undefined): boolean {
  const wanted = query.getAll(name).flatMap((one) => one.split(','));
  return wanted.length === 0 || (value !== undefined && wanted.includes(value));
}

interface Entry {
  id: string;
}

/** Entries after the cursor, each with its own cursor. 20 unless told, 100 at most. */
export function paged<T extends Entry>(all: readonly T[], query: URLSearchParams, field: string, view: (one: T) => unknown): Json[] {
  const limit = Number(query.get('limit') ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw bad('limit must be between 1 and 100');
  const cursor = query.get('cursor');
  const position = cursor === null ? -1 : all.findIndex(({ id }) => cursorOf(id) === cursor);
  if (cursor !== null && position < 0) throw bad('invalid cursor');
  return all.slice(position + 1, position + 1 + limit).map((one) => ({ [field]: view(one), cursor: cursorOf(one.id) }));
}

/** Opaque to whoever gets it. */
export function cursorOf(id: string): string {
  return Buffer.from(id).toString('base64url');
}
