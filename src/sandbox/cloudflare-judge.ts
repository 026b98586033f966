/** Holds an exchange against an OpenAPI document, Cloudflare's unless told: operation, query, both bodies. For tests; pure, but for what it compiled. */
import { Ajv } from 'ajv';
import type { Amendment } from './cloudflare-differences.ts';

/** What stands before the document's paths, where the document does not tell. */
const base = '/client/v4';

type Json = Record<string, unknown>;
interface Media {
  content?: Record<string, { schema?: Json }>;
  $ref?: string;
}
interface Operation {
  parameters?: { name: string; in: string }[];
  requestBody?: Media;
  responses: Record<string, Media>;
}
export interface Spec {
  /** What stands before its paths. */
  base?: string;
  /** Where it is not taken at its word. */
  amendments: readonly Amendment[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json>; responses: Record<string, Media>; requestBodies: Record<string, Media> };
}
export interface Seen {
  method: string;
  path: string;
  query: string;
  requestBody: string;
  status: number;
  responseBody: string;
}

/** Everything that is not as published, in words. */
export function findings(seen: Seen, spec: Spec): string[] {
  const path = seen.path.slice((spec.base ?? base).length);
  const fitting = Object.keys(spec.paths).filter((one) => pattern(one).test(path) && spec.paths[one]?.[seen.method.toLowerCase()]);
  const found = fitting.sort((a, b) => a.split('{').length - b.split('{').length)[0];
  const name = `${seen.method} ${found ?? path.replace(/[0-9a-f]{32}|[0-9a-f-]{36}/g, '…')}`;
  const operation = found && spec.paths[found]?.[seen.method.toLowerCase()];
  if (!operation) return [`${name}: no such operation`];
  const parameters = (operation.parameters ?? []).flatMap((one) => (one.in === 'query' ? [one.name] : []));
  const strange = [...new URLSearchParams(seen.query).keys()].filter((key) => !parameters.includes(key));
  return [
    ...strange.map((key) => `${name}: query ${key} is unknown`),
    ...requestFindings(seen, operation, spec).map((text) => `${name} request ${text}`),
    ...answerFindings(seen, operation, spec).map((text) => `${name} answer ${text}`),
  ];
}

function requestFindings({ requestBody }: Seen, operation: Operation, spec: Spec): string[] {
  const body = operation.requestBody?.$ref ? spec.components.requestBodies[lastOf(operation.requestBody.$ref)] : operation.requestBody;
  if (requestBody === '') return [];
  const schema = body?.content?.['application/json']?.schema;
  return schema ? against(spec, schema, JSON.parse(requestBody), 'request') : ['is unknown'];
}

function answerFindings({ status, responseBody }: Seen, { responses }: Operation, spec: Spec): string[] {
  const family = String(status)[0];
  const given = responses[String(status)] ?? responses[`${family}XX`] ?? responses[`${family}xx`];
  if (!given) return [`status ${status} is not documented`];
  const { content } = given.$ref ? (spec.components.responses[lastOf(given.$ref)] ?? {}) : given;
  const schema = content?.['application/json']?.schema;
  if (!schema) return content?.['text/plain'] || responseBody === '' ? [] : ['is not documented'];
  return against(spec, status < 400 ? schema : failureIn(schema), JSON.parse(responseBody), 'answer');
}

/** The document puts a refusal together from the answer that it is not and from the refusal; nothing can be both. */
function failureIn(schema: Json): Json {
  const parts = Array.isArray(schema.allOf) ? (schema.allOf as Json[]) : [];
  return parts.find(({ $ref }) => typeof $ref === 'string' && $ref.endsWith('common-failure')) ?? schema;
}

function lastOf(ref: string): string {
  return ref.split('/').at(-1) ?? '';
}

function pattern(path: string): RegExp {
  return new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}$`);
}

const validators = new WeakMap<Spec, Map<string, ReturnType<Ajv['compile']>>>();

function against(spec: Spec, schema: Json, value: unknown, side: 'request' | 'answer'): string[] {
  const key = `${side} ${JSON.stringify(schema)}`;
  const known = validators.get(spec) ?? new Map<string, ReturnType<Ajv['compile']>>();
  validators.set(spec, known);
  let validate = known.get(key);
  if (!validate) {
    const { schemas } = spec.components;
    const all = prepared(schemas, { schema, components: { schemas: amended(spec, side) } }, side) as { schema: Json; components: Json };
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, logger: false });
    validate = ajv.compile({ ...all.schema, components: all.components });
    known.set(key, validate);
  }
  const wrong = validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message ?? ''}`);
  return [...new Set([...wrong, ...extras(spec, schema, value, '')])];
}

function amended({ components: { schemas }, amendments }: Spec, side: 'request' | 'answer'): Record<string, Json> {
  const own = amendments.filter((one) => one.side === side || one.side === 'both');
  return { ...schemas, ...Object.fromEntries(own.map(({ schema, amend }) => [schema, amend(schemas[schema] ?? {})])) };
}

/** What a side of the conversation must have; of several shapes any may fit, and `nullable` without a type means any type. */
function prepared(schemas: Record<string, Json>, value: unknown, side: 'request' | 'answer'): unknown {
  if (Array.isArray(value)) return value.map((one) => prepared(schemas, one, side));
  if (value === null || typeof value !== 'object') return value;
  const { oneOf, required, nullable, ...rest } = value as Json & { oneOf?: unknown[]; required?: unknown; nullable?: boolean };
  const properties = (rest.properties ?? {}) as Record<string, Json>;
  const must =
    Array.isArray(required) && side === 'request' ? required.filter((name) => !isReadOnly(schemas, properties[String(name)])) : required;
  return {
    ...Object.fromEntries(Object.entries(rest).map(([name, inner]) => [name, prepared(schemas, inner, side)])),
    ...(must === undefined ? {} : { required: must }),
    ...(nullable && rest.type !== undefined ? { nullable } : {}),
    ...(oneOf ? { anyOf: prepared(schemas, oneOf, side) } : {}),
  };
}

/** Said of the property, of what it refers to, or of a part of it. */
function isReadOnly(schemas: Record<string, Json>, property: Json | undefined): boolean {
  if (!property) return false;
  if (typeof property.$ref === 'string') return isReadOnly(schemas, schemas[lastOf(property.$ref)]);
  return property.readOnly === true || (Array.isArray(property.allOf) && property.allOf.some((part) => isReadOnly(schemas, part as Json)));
}

/** Properties that no shape of the schema has. */
function extras(spec: Spec, schema: Json, value: unknown, at: string): string[] {
  const all = shapes(spec, schema);
  if (Array.isArray(value)) {
    const items = all.flatMap((shape) => (shape.items ? [shape.items as Json] : []));
    return items.length === 0 ? [] : [...new Set(value.flatMap((one) => extras(spec, { anyOf: items }, one, `${at}[]`)))];
  }
  if (value === null || typeof value !== 'object') return [];
  const open = all.every((shape) => shape.properties === undefined);
  return Object.entries(value).flatMap(([name, inner]) => {
    const inside = all.flatMap((shape) => (shape.properties as Record<string, Json> | undefined)?.[name] ?? []);
    if (inside.length === 0) return open ? [] : [`${at}.${name} is unknown`];
    return extras(spec, { anyOf: inside }, inner, `${at}.${name}`);
  });
}

/** A schema with its references, parts and alternatives laid open. */
function shapes(spec: Spec, schema: Json, depth = 0): Json[] {
  if (depth > 12) return [];
  const more = (inner: unknown): Json[] => (Array.isArray(inner) ? inner.flatMap((one) => shapes(spec, one as Json, depth + 1)) : []);
  if (typeof schema.$ref === 'string') return shapes(spec, spec.components.schemas[lastOf(schema.$ref)] ?? {}, depth + 1);
  return [schema, ...more(schema.allOf), ...more(schema.oneOf), ...more(schema.anyOf)];
}
