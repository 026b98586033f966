/** What a request must say. */
import type { Json } from './model.ts';
import { bad } from './refusal.ts';

export function text(body: Json, field: string): string {
  const found = maybeText(body, field);
  if (found === undefined || found === '') throw bad(`${field} is required`);
  return found;
}

export function maybeText(body: Json, field: string): string | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw bad(`json: cannot unmarshal ${typeof value} into field ${field} of type string`);
  return value;
}

export function maybeObject(body: Json, field: string): Json | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value))
    throw bad(`json: cannot unmarshal ${typeof value} into field ${field} of type object`);
  return value as Json;
}

export function listIn(body: Json, field: string): Json[] {
  const value = body[field];
  return Array.isArray(value) ? (value as Json[]) : [];
}

export function onlyFields(body: Json, allowed: readonly string[]): void {
  const strange = Object.keys(body).find((name) => !allowed.includes(name));
  if (strange !== undefined) throw bad(`json: unknown field "${strange}"`);
}
