/** Environment variables of a service. Changing them begins no deploy. https://render.com/docs/configure-environment-variables */
import type { Call, Route } from './api.ts';
import type { Books } from './books.ts';
import { paged } from './fields.ts';
import type { Json, Service } from './model.ts';
import { absent, bad } from './refusal.ts';

const base = '/services/:service/env-vars';

export const variableRoutes: readonly Route[] = [
  { method: 'GET', path: base, run: (call) => listed(call, serviceIn(call)) },
  { method: 'PUT', path: base, run: replace },
  { method: 'GET', path: `${base}/:key`, run: (call) => one(serviceIn(call), call.at.key ?? '') },
  { method: 'PUT', path: `${base}/:key`, run: set },
  { method: 'DELETE', path: `${base}/:key`, status: 204, run: remove },
];

function serviceIn({ books, at }: Call): Service {
  return books.service(at.service ?? '');
}

function listed({ query }: Pick<Call, 'query'>, { variables }: Service): Json[] {
  const all = Object.entries(variables)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => ({ id: key, key, value }));
  return paged(all, query, 'envVar', ({ key, value }) => ({ key, value }));
}

/** What is not in the list goes. */
function replace(call: Call): Json[] {
  const { books, list } = call;
  if (!list) throw bad('a list of variables is required');
  const service = serviceIn(call);
  service.variables = variablesIn(list, books);
  service.updatedAt = books.now();
  // The whole set, on one page.
  return listed({ query: new URLSearchParams({ limit: '100' }) }, service);
}

export function variablesIn(list: readonly Json[], { tools }: Books): Record<string, string> {
  const entries = list.map(({ key, value, generateValue }): [string, string] => {
    if (typeof key !== 'string' || !/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(key))
      throw bad(`invalid environment variable name: ${String(key)}`);
    if (typeof value === 'string') return [key, value];
    if (generateValue === true) return [key, tools.random.uuid()];
    throw bad(`environment variable ${key} must have a value`);
  });
  const names = entries.map(([key]) => key);
  const twice = names.find((key, index) => names.indexOf(key) !== index);
  if (twice !== undefined) throw bad(`duplicate environment variable: ${twice}`);
  return Object.fromEntries(entries);
}

function one({ variables }: Service, key: string): Json {
  const value = variables[key];
  if (value === undefined) throw absent(`environment variable ${key}`);
  return { key, value };
}

function set(call: Call): Json {
  const { books, body, at } = call;
  const service = serviceIn(call);
  const key = at.key ?? '';
  service.variables = { ...service.variables, ...variablesIn([{ ...body, key }], books) };
  return one(service, key);
}

function remove(call: Call): void {
  const service = serviceIn(call);
  const { [call.at.key ?? '']: gone, ...rest } = service.variables;
  if (gone === undefined) throw absent(`environment variable ${call.at.key ?? ''}`);
  service.variables = rest;
}
