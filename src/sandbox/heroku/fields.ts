/** What a request must say, and ranges of a list. https://devcenter.heroku.com/articles/platform-api-reference#ranges */
import type { Outgoing } from '../../ports/listen.ts';
import type { Json } from './model.ts';
import { bad, json, Refusal } from './refusal.ts';

export function text(body: Json, field: string): string {
  const found = maybeText(body, field);
  if (found === undefined || found === '') throw bad(`Require params: ${field}.`);
  return found;
}

export function maybeText(body: Json, field: string): string | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw bad(`${field} must be a string.`);
  return value;
}

export function inner(body: Json, field: string): Json {
  const value = body[field];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(`Require params: ${field}.`);
  return value as Json;
}

export function onlyFields(body: Json, allowed: readonly string[]): void {
  const strange = Object.keys(body).find((name) => !allowed.includes(name));
  if (strange !== undefined) throw bad(`Unknown param: ${strange}.`);
}

/** `id ]after..; order=desc,max=200`; 206 where more follows. @param by what may be counted by */
export function ranged(all: readonly Json[], header: string | undefined, by: readonly string[]): Outgoing {
  const { field, after, order, max } = rangeIn(header ?? 'id ..', by);
  const sorted = [...all].sort((a, b) => compared(a[field], b[field]) * (order === 'desc' ? -1 : 1));
  const start = after === undefined ? 0 : sorted.findIndex((one) => compared(one[field], after) * (order === 'desc' ? -1 : 1) > 0);
  const rest = start < 0 ? [] : sorted.slice(start);
  const page = rest.slice(0, max);
  const headers = { 'accept-ranges': by.join(', ') };
  if (rest.length <= max) return json(200, page, headers);
  const next = `${field} ]${String(page.at(-1)?.[field])}..; ${order === 'desc' ? 'order=desc,' : ''}max=${max}`;
  return json(206, page, { ...headers, 'next-range': next });
}

function rangeIn(header: string, by: readonly string[]): { field: string; after: string | undefined; order: 'asc' | 'desc'; max: number } {
  const [, field = '', after = '', options = ''] = /^(\w+) (?:\]([^.]*))?\.\.(?:;\s*(.*))?$/.exec(header.trim()) ?? [];
  const max = Number(/max=(\d+)/.exec(options)?.[1] ?? 200);
  if (!by.includes(field) || max < 1 || max > 1000)
    throw new Refusal(416, 'requested_range_not_satisfiable', `Invalid range. Accepted: ${by.join(', ')}.`);
  return { field, after: after === '' ? undefined : after, order: /order=desc/.test(options) ? 'desc' : 'asc', max };
}

function compared(a: unknown, b: unknown): number {
  if (typeof a === 'number') return a - Number(b);
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}
