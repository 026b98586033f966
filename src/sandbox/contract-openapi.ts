/**
 * The contract of vendors that speak JSON and publish an OpenAPI 3 document: requests and answers, both against it. Pure, like `contract.ts`.
 */
import type { Exchange } from '../core/doors.ts';
import type { Difference, Finding } from './contract.ts';

export interface JsonSchema {
  $ref?: string;
  type?: string;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  enum?: readonly unknown[];
  required?: readonly string[];
}
interface Body {
  content?: Record<string, { schema?: JsonSchema }>;
}
interface Operation {
  parameters?: readonly { name: string; in: string; required?: boolean }[];
  requestBody?: Body & { required?: boolean };
  responses: Record<string, Body>;
}
export interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema> };
}

export interface JudgedJson {
  valid: number;
  known: number;
  defects: readonly { exchange: string; finding: Finding }[];
  /** Lines of the list that nothing needed. */
  unused: readonly Difference[];
}

/** @param base what stands before the document's paths: `/v2` */
export function judgeJson(exchanges: readonly Exchange[], spec: OpenApi, base: string, differences: readonly Difference[]): JudgedJson {
  const used = new Set<Difference>();
  const defects: { exchange: string; finding: Finding }[] = [];
  const counts = { valid: 0, known: 0 };
  for (const exchange of exchanges) {
    const findings = jsonFindings(exchange, spec, base);
    const strangers = findings.filter((finding) => {
      const line = differences.find(({ of, path, what }) => of === finding.of && path === finding.path && what === finding.what);
      if (line) used.add(line);
      return !line;
    });
    for (const finding of strangers) defects.push({ exchange: `${exchange.method} ${exchange.path} ${exchange.status}`, finding });
    if (strangers.length === 0) counts[findings.length === 0 ? 'valid' : 'known']++;
  }
  return { ...counts, defects, unused: differences.filter((line) => !used.has(line)) };
}

export function jsonFindings(exchange: Exchange, spec: OpenApi, base: string): Finding[] {
  const [template, operation] = operationOf(exchange, spec, base);
  const of = `${exchange.method} ${template}`;
  if (!operation) return [{ of, path: '', what: 'unknown operation' }];
  return [...requestFindings(exchange, operation, of, spec), ...answerFindings(exchange, operation, of, spec)];
}

function operationOf({ method, path }: Exchange, { paths }: OpenApi, base: string): [string, Operation | undefined] {
  const steps = path.slice(base.length).split('/');
  const fitting = Object.keys(paths).filter((template) => {
    const parts = template.split('/');
    return parts.length === steps.length && parts.every((part, index) => part.startsWith('{') || part === steps[index]);
  });
  const template = fitting.find((one) => paths[one]?.[method.toLowerCase()]) ?? path;
  return [template, paths[template]?.[method.toLowerCase()]];
}

function requestFindings(exchange: Exchange, { parameters = [], requestBody }: Operation, of: string, spec: OpenApi): Finding[] {
  const inQuery = parameters.filter((one) => one.in === 'query').map(({ name }) => name);
  const strange = [...new URLSearchParams(exchange.query).keys()].filter((name) => !inQuery.includes(name));
  const found: Finding[] = strange.map((path) => ({ of, path, what: 'unknown parameter' }));
  const schema = jsonOf(requestBody);
  if (exchange.requestBody === '') return requestBody?.required ? [...found, { of, path: '', what: 'missing' }] : found;
  if (!schema) return [...found, { of, path: '', what: 'unknown parameter' }];
  const body = parsed(exchange.requestBody);
  return body === undefined
    ? [...found, { of, path: '', what: 'not JSON' }]
    : [...found, ...compare(body, schema, of, '', spec, 'request')];
}

/** Refusals are in no document; their shape is the client's business. */
function answerFindings(exchange: Exchange, { responses }: Operation, of: string, spec: OpenApi): Finding[] {
  const schema = jsonOf(responses[String(exchange.status)]);
  if (exchange.status >= 400 || !schema) return [];
  const body = parsed(exchange.responseBody);
  return body === undefined ? [{ of, path: '', what: 'not JSON' }] : compare(body, schema, of, '', spec, 'answer');
}

/** In an answer every documented property is expected; in a request those that are required. */
function compare(value: unknown, given: JsonSchema, of: string, path: string, spec: OpenApi, side: 'request' | 'answer'): Finding[] {
  const schema = resolved(given, spec);
  const name = given.$ref?.split('/').at(-1) ?? of;
  const inside = given.$ref ? '' : path;
  if (!isOfType(value, schema)) return [{ of: name, path: inside, what: 'other type' }];
  if (schema.enum && !schema.enum.includes(value)) return [{ of: name, path: inside, what: 'wrong value' }];
  if (Array.isArray(value))
    return schema.items ? value.flatMap((one) => compare(one, schema.items as JsonSchema, name, `${inside}[]`, spec, side)) : [];
  if (typeof value !== 'object' || value === null || !schema.properties) return [];
  const { properties } = schema;
  const at = (property: string): string => (inside ? `${inside}.${property}` : property);
  const there = value as Record<string, unknown>;
  const expected = side === 'answer' ? Object.keys(properties) : (schema.required ?? []);
  return [
    ...expected.filter((one) => !(one in there)).map((one): Finding => ({ of: name, path: at(one), what: 'missing' })),
    ...Object.entries(there).flatMap(([one, inner]): Finding[] => {
      const known = properties[one];
      if (!known) return [{ of: name, path: at(one), what: side === 'answer' ? 'extra' : 'unknown parameter' }];
      return compare(inner, known, name, at(one), spec, side);
    }),
  ];
}

function resolved(schema: JsonSchema, { components }: OpenApi): JsonSchema {
  return schema.$ref ? (components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}) : schema;
}

function isOfType(value: unknown, { type }: JsonSchema): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return type === undefined || typeof value === type;
}

function jsonOf(body: Body | undefined): JsonSchema | undefined {
  return body?.content?.['application/json']?.schema;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
