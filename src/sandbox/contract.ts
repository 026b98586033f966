/**
 * The contract: holds recorded exchanges against what a vendor published. Requests against its OpenAPI document, answers against its example
 * objects. Pure: documents and exchanges in, findings out. A finding is either on the list of known differences or a defect.
 */
import type { Exchange } from '../core/doors.ts';
import { parseForm, type Raw, type RawMap } from './stripe/form.ts';

export interface Finding {
  /** `POST /v1/prices` for a request, `price` for an answer. */
  of: string;
  /** Property, dotted; empty for the whole. */
  path: string;
  what: 'unknown operation' | 'unknown parameter' | 'wrong value' | 'missing' | 'extra' | 'other type' | 'no example' | 'not JSON';
}

/** A line of the checked-in list: a finding that is right as it is, and where that is written. */
export interface Difference extends Finding {
  source: string;
}

export interface Judged {
  valid: number;
  known: number;
  uncovered: number;
  defects: readonly { exchange: string; finding: Finding }[];
  /** Lines of the list that nothing needed. */
  unused: readonly Difference[];
}

type Json = Record<string, unknown>;
interface Schema extends Json {
  type?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
  additionalProperties?: Schema | boolean;
}
interface Operation {
  parameters?: { name: string; in: string; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}
export interface Spec {
  paths: Record<string, Record<string, Operation>>;
}
export interface Examples {
  resources: Record<string, Json>;
}

export function judge(exchanges: readonly Exchange[], spec: Spec, examples: Examples, differences: readonly Difference[]): Judged {
  const used = new Set<Difference>();
  const defects: { exchange: string; finding: Finding }[] = [];
  const counts = { valid: 0, known: 0, uncovered: 0 };
  for (const exchange of exchanges) {
    const findings = [...requestFindings(exchange, spec), ...answerFindings(exchange, examples)];
    const matches = findings.map((finding) => [finding, differences.filter((line) => covers(line, finding))] as const);
    for (const [, lines] of matches) for (const line of lines) used.add(line);
    const strangers = matches.filter(([finding, lines]) => lines.length === 0 && finding.what !== 'no example').map(([finding]) => finding);
    for (const finding of strangers) defects.push({ exchange: `${exchange.method} ${exchange.path} ${exchange.status}`, finding });
    if (strangers.length > 0) continue;
    if (findings.some(({ what }) => what === 'no example')) counts.uncovered++;
    else if (findings.length > 0) counts.known++;
    else counts.valid++;
  }
  return { ...counts, defects, unused: differences.filter((line) => !used.has(line)) };
}

/** One line for the log. */
export function summary({ valid, known, uncovered, defects }: Judged): string {
  return `contract: ${valid} valid, ${known} known differences, ${uncovered} uncovered, ${defects.length} defects`;
}

/** `*` as the last step of a path stands for everything below. */
function covers(line: Difference, finding: Finding): boolean {
  if (line.of !== finding.of || line.what !== finding.what) return false;
  return line.path.endsWith('*') ? finding.path.startsWith(line.path.slice(0, -1)) : line.path === finding.path;
}

export function requestFindings(exchange: Exchange, spec: Spec): Finding[] {
  const [template, operation] = operationOf(exchange, spec);
  const of = `${exchange.method} ${template}`;
  if (!operation) return [{ of: `${exchange.method} ${generic(exchange.path)}`, path: '', what: 'unknown operation' }];
  const given = parseForm([exchange.query, exchange.requestBody].filter(Boolean).join('&'));
  const found: Finding[] = [];
  matchObject({ properties: parametersOf(operation) }, given, '', (path, what) => found.push({ of, path, what }));
  return found;
}

function operationOf(exchange: Exchange, { paths }: Spec): [string, Operation | undefined] {
  const steps = exchange.path.split('/');
  const fits = (template: string) => {
    const parts = template.split('/');
    return parts.length === steps.length && parts.every((part, index) => part.startsWith('{') || part === steps[index]);
  };
  const candidates = Object.keys(paths).filter((template) => fits(template) && paths[template]?.[exchange.method.toLowerCase()]);
  const template = candidates.sort((a, b) => a.split('{').length - b.split('{').length)[0];
  return template ? [template, paths[template]?.[exchange.method.toLowerCase()]] : ['', undefined];
}

/** `/v1/tax/registrations/taxreg_1Ab…` as `/v1/tax/registrations/{id}`: ids carry capitals or figures, or are test names. */
function generic(path: string): string {
  return path.replaceAll(/\/(pm_card_\w+|[a-z]+_(?=\w*[A-Z0-9])\w+|‹[^/]*›)/g, '/{id}');
}

function parametersOf({ parameters = [], requestBody }: Operation): Record<string, Schema> {
  const inQuery = Object.fromEntries(parameters.filter((one) => one.in === 'query').map(({ name, schema }) => [name, schema]));
  return { ...inQuery, ...requestBody?.content['application/x-www-form-urlencoded']?.schema.properties };
}

type Tell = (path: string, what: Finding['what']) => void;

function matchValue(schema: Schema, raw: Raw, path: string, tell: Tell): void {
  if (schema.anyOf) {
    const attempts = schema.anyOf.map((one) => trial(one, raw, path));
    const best = attempts.sort((a, b) => a.length - b.length)[0] ?? [];
    for (const { path: at, what } of best) tell(at, what);
    return;
  }
  const isList = schema.type === 'array';
  if (!isList && schema.type !== 'object' && !schema.properties && !schema.additionalProperties) {
    if (typeof raw !== 'string' || !isScalar(schema, raw)) tell(path, 'wrong value');
  } else if (typeof raw === 'string') {
    // An empty text empties any container.
    if (raw !== '') tell(path, 'wrong value');
  } else if (isList) {
    for (const value of raw.values()) if (schema.items) matchValue(schema.items, value, `${path}[]`, tell);
  } else matchObject(schema, raw, path, tell);
}

function trial(schema: Schema, raw: Raw, path: string): { path: string; what: Finding['what'] }[] {
  const found: { path: string; what: Finding['what'] }[] = [];
  matchValue(schema, raw, path, (at, what) => found.push({ path: at, what }));
  // A container of the wrong kind is worse than one wrong property in the right kind.
  return found.some((one) => one.path === path && one.what === 'wrong value') ? [...found, ...found, ...found] : found;
}

function matchObject(schema: Schema, raw: RawMap, path: string, tell: Tell): void {
  for (const [name, value] of raw) {
    const at = path ? `${path}.${name}` : name;
    const inner = schema.properties?.[name] ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined);
    if (inner) matchValue(inner, value, at, tell);
    else if (!isOpen(schema)) tell(at, 'unknown parameter');
  }
}

function isOpen(schema: Schema): boolean {
  return schema['x-pruned'] !== undefined || schema.additionalProperties === true;
}

function isScalar(schema: Schema, text: string): boolean {
  if (schema.enum) return schema.enum.map(String).includes(text);
  if (schema.type === 'integer') return /^-?\d+$/.test(text);
  if (schema.type === 'number') return /^-?\d+(\.\d+)?$/.test(text);
  return schema.type === 'boolean' ? text === 'true' || text === 'false' : true;
}

export function answerFindings(exchange: Exchange, examples: Examples): Finding[] {
  let body: Json;
  try {
    body = JSON.parse(exchange.responseBody) as Json;
  } catch {
    return [{ of: `${exchange.method} ${generic(exchange.path)}`, path: '', what: 'not JSON' }];
  }
  if (exchange.status >= 400) return envelopeFindings(body);
  return thingFindings(body, examples);
}

const errorTypes = ['api_error', 'card_error', 'idempotency_error', 'invalid_request_error'];

/** https://docs.stripe.com/api/errors */
function envelopeFindings({ error, ...rest }: Json): Finding[] {
  const { type, message } = (error ?? {}) as Json;
  const sound = errorTypes.includes(String(type)) && typeof message === 'string' && Object.keys(rest).length === 0;
  return sound ? [] : [{ of: 'error', path: '', what: 'wrong value' }];
}

/** Names whose inside is free: the example shows one of many. */
const free = new Set(['metadata', 'country_options', 'previous_attributes', 'status_details', 'settings', 'capabilities']);

function thingFindings(thing: Json, examples: Examples): Finding[] {
  const object = String(thing.object);
  if (object === 'list') return listFindings(thing, examples, 'list', '');
  const name = thing.deleted === true && examples.resources[`deleted_${object}`] ? `deleted_${object}` : object;
  const example = examples.resources[name];
  if (thing.deleted === true && name === object)
    return compare(thing, { id: '', object: '', deleted: true }, `deleted_${object}`, '', examples);
  if (!example) return [{ of: object, path: '', what: 'no example' }];
  return compare(thing, example, name, '', examples);
}

function listFindings(list: Json, examples: Examples, of: string, path: string): Finding[] {
  const sound = Array.isArray(list.data) && typeof list.has_more === 'boolean' && typeof list.url === 'string';
  const inner = ((list.data ?? []) as Json[]).flatMap((one) => thingFindings(one, examples));
  return sound ? inner : [{ of, path, what: 'other type' }, ...inner];
}

function compare(ours: Json, theirs: Json, of: string, path: string, examples: Examples): Finding[] {
  const at = (name: string) => (path ? `${path}.${name}` : name);
  const missing = Object.keys(theirs).filter((name) => !(name in ours));
  const extra = Object.keys(ours).filter((name) => !(name in theirs));
  const shared = Object.keys(ours).filter((name) => name in theirs);
  return [
    ...missing.map((name): Finding => ({ of, path: at(name), what: 'missing' })),
    ...extra.map((name): Finding => ({ of, path: at(name), what: 'extra' })),
    ...shared.flatMap((name) => compareValue(ours[name], theirs[name], of, at(name), name, examples)),
  ];
}

function compareValue(ours: unknown, theirs: unknown, of: string, path: string, name: string, examples: Examples): Finding[] {
  if (ours === null || theirs === null) return isThing(ours) ? thingFindings(ours, examples) : [];
  if (isThing(ours))
    return isThing(theirs) || typeof theirs === 'string' ? thingFindings(ours, examples) : [{ of, path, what: 'other type' }];
  if (kind(ours) !== kind(theirs)) return [{ of, path, what: 'other type' }];
  if (free.has(name)) return [];
  if (Array.isArray(ours)) return compareItems(ours, theirs as unknown[], of, path, examples);
  if (!isHash(ours) || Object.keys(theirs as Json).length === 0 || Object.keys(ours).length === 0) return [];
  return compare(ours, theirs as Json, of, path, examples);
}

function compareItems(ours: readonly unknown[], [example]: readonly unknown[], of: string, path: string, examples: Examples): Finding[] {
  return ours.flatMap((one) =>
    example === undefined ? (isThing(one) ? thingFindings(one, examples) : []) : compareValue(one, example, of, `${path}[]`, '', examples),
  );
}

function kind(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value;
}

function isHash(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isThing(value: unknown): value is Json {
  return isHash(value) && typeof value.object === 'string';
}
