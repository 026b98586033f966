/**
 * The contract of Atlas: whatever k77 asks in phase 6.2, in all three sizes, and whatever the emulator answers, held against the OpenAPI document that MongoDB
 * publishes: operations, dates of media types, query parameters, bodies of requests and answers.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Exchange } from '../core/doors.ts';
import { ordered } from '../engine/graph.ts';
import { verify } from '../engine/verify.ts';
import { mongodbPhase } from '../phases/6.2-mongodb/index.ts';
import { run } from './laws.ts';
import { openStage } from './stage.ts';

const file = fileURLToPath(new URL('../../../shared/vendor-specs/mongodb-atlas.json', import.meta.url));
const absent = !existsSync(file);
const why = absent ? ` (skipped: ${file} is not there)` : '';

type Json = Record<string, unknown>;
interface Operation {
  parameters?: { name?: string; in?: string; $ref?: string }[];
  requestBody?: { content: Record<string, { schema: Json }> };
  responses: Record<string, { content?: Record<string, { schema: Json }>; $ref?: string }>;
}
interface Spec {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json>; parameters: Record<string, { name: string; in: string }> };
}

/**
 * Known differences, each with its reason. `what` is matched as the beginning of a finding.
 */
const known: readonly { what: string; source: string }[] = [];

/** Everything that is not as published, in words. */
function findings(exchange: Exchange, spec: Spec): string[] {
  const found = Object.keys(spec.paths).find((path) => pattern(path).test(exchange.path));
  const operation = found && spec.paths[found]?.[exchange.method.toLowerCase()];
  if (!operation) return [`${exchange.method} ${exchange.path}: no such operation`];
  const name = `${exchange.method} ${found.replace('/api/atlas/v2', '')}`;
  const asked = exchange.requestHeaders.accept ?? '';
  const parameters = (operation.parameters ?? []).map((one) =>
    one.$ref ? spec.components.parameters[one.$ref.split('/').at(-1) ?? '']?.name : one.name,
  );
  const strange = [...new URLSearchParams(exchange.query).keys()].filter((key) => !parameters.includes(key));
  const answer = operation.responses[String(exchange.status)];
  const problems = strange.map((key) => `${name}: query ${key} is unknown`);
  if (exchange.requestBody !== '') {
    const type = exchange.requestHeaders['content-type'] ?? '';
    const schema = operation.requestBody?.content[type]?.schema;
    if (!schema) problems.push(`${name}: a request of type ${type} is unknown`);
    else problems.push(...against(spec, schema, JSON.parse(exchange.requestBody), 'request').map((text) => `${name} request ${text}`));
  }
  if (!answer) problems.push(`${name}: status ${exchange.status} is not documented`);
  else if (exchange.status < 300 && exchange.responseBody !== '') {
    const schema = answer.content?.[asked]?.schema;
    if (!schema) problems.push(`${name}: an answer of type ${asked} is unknown`);
    else problems.push(...against(spec, schema, JSON.parse(exchange.responseBody), 'answer').map((text) => `${name} answer ${text}`));
  } else if (exchange.status >= 400) {
    problems.push(
      ...against(spec, { $ref: '#/components/schemas/ApiError' }, JSON.parse(exchange.responseBody), 'answer').map(
        (text) => `${name} error ${text}`,
      ),
    );
  }
  return problems;
}

function pattern(path: string): RegExp {
  return new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}$`);
}

/** A parent names its kinds, and each kind names its parent: in the kinds, the parent stands without them. */
function untangled(spec: Spec): Spec {
  const { schemas } = spec.components;
  const parents = Object.keys(schemas).filter((name) => schemas[name]?.oneOf);
  const bare = Object.fromEntries(
    parents.map((name) => {
      const { oneOf: _oneOf, discriminator: _discriminator, ...rest } = schemas[name] as Json;
      return [`${name}__bare`, rest];
    }),
  );
  const kinds = Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const allOf = (schema.allOf as Json[] | undefined)?.map((part) => {
        const parent =
          String(part.$ref ?? '')
            .split('/')
            .at(-1) ?? '';
        return parents.includes(parent) ? { $ref: `#/components/schemas/${parent}__bare` } : part;
      });
      return [name, allOf ? { ...schema, allOf } : schema];
    }),
  );
  return { ...spec, components: { ...spec.components, schemas: { ...kinds, ...bare } } };
}

const validators = new Map<string, ReturnType<Ajv['compile']>>();

function against(spec: Spec, schema: Json, value: unknown, side: 'request' | 'answer'): string[] {
  const key = `${side} ${JSON.stringify(schema)}`;
  let validate = validators.get(key);
  if (!validate) {
    const all = prepared({ schema, components: { schemas: spec.components.schemas } }, side) as { schema: Json; components: Json };
    validate = new Ajv({ strict: false, allErrors: true, validateFormats: false, logger: false }).compile({
      ...all.schema,
      components: all.components,
    });
    validators.set(key, validate);
  }
  if (validate(value)) return extras(spec, schema, value, '');
  return (validate.errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message ?? ''}`);
}

/** What a side of the conversation must have: what only the other side sends is not required; of several shapes any may fit. */
function prepared(value: unknown, side: 'request' | 'answer'): unknown {
  if (Array.isArray(value)) return value.map((one) => prepared(one, side));
  if (value === null || typeof value !== 'object') return value;
  const { oneOf, discriminator, required, ...rest } = value as Json & {
    oneOf?: unknown[];
    discriminator?: { propertyName: string };
    required?: unknown;
  };
  // The parent of metrics lists units (`msec`) that none of its kinds allows (`MILLISECONDS`): the kinds, which the published examples follow, count.
  if (discriminator?.propertyName === 'metricName') {
    const { units: _units, ...others } = rest.properties as Json;
    rest.properties = others;
  }
  // An "object" without properties is the generator's word for anything: regionName and eventTypeName are texts.
  if (rest.type === 'object' && rest.properties === undefined && rest.allOf === undefined) delete rest.type;
  // Published for an engine that lets a colon be escaped.
  if (typeof rest.pattern === 'string') rest.pattern = rest.pattern.replaceAll('\\:', ':');
  const properties = (rest.properties ?? {}) as Record<string, Json>;
  const other = side === 'request' ? 'readOnly' : 'writeOnly';
  const must = Array.isArray(required) ? required.filter((name) => properties[String(name)]?.[other] !== true) : required;
  return {
    ...Object.fromEntries(Object.entries(rest).map(([name, inner]) => [name, prepared(inner, side)])),
    ...(must === undefined ? {} : { required: must }),
    ...(oneOf ? { anyOf: prepared(oneOf, side) } : {}),
  };
}

/** Properties that no shape of the schema has. */
function extras(spec: Spec, schema: Json, value: unknown, at: string): string[] {
  if (Array.isArray(value)) {
    const items = shapes(spec, schema).flatMap((shape) => (shape.items ? [shape.items as Json] : []));
    return value.flatMap((one) => (items[0] ? extras(spec, { anyOf: items }, one, `${at}[]`) : []));
  }
  if (value === null || typeof value !== 'object') return [];
  const all = shapes(spec, schema);
  const open = all.every((shape) => shape.properties === undefined);
  return Object.entries(value).flatMap(([name, inner]) => {
    const inside = all.flatMap((shape) =>
      (shape.properties as Record<string, Json> | undefined)?.[name] ? [(shape.properties as Record<string, Json>)[name] as Json] : [],
    );
    if (inside.length === 0) return open ? [] : [`${at}.${name} is unknown`];
    return extras(spec, { anyOf: inside }, inner, `${at}.${name}`);
  });
}

/** A schema with its references, parts and alternatives laid open. */
function shapes(spec: Spec, schema: Json, depth = 0): Json[] {
  if (depth > 12) return [];
  const more = (inner: unknown): Json[] => (Array.isArray(inner) ? inner.flatMap((one) => shapes(spec, one as Json, depth + 1)) : []);
  if (typeof schema.$ref === 'string') return shapes(spec, spec.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, depth + 1);
  return [schema, ...more(schema.allOf), ...more(schema.oneOf), ...more(schema.anyOf)];
}

describe.skipIf(absent)(`the emulated Atlas and the document that MongoDB published${why}`, () => {
  let spec: Spec;
  const exchanges: Exchange[] = [];

  beforeAll(async () => {
    spec = untangled(JSON.parse(readFileSync(file, 'utf8')) as Spec);
    for (const databaseTier of ['free', 'flex', 'm10']) {
      const stage = await openStage({ answers: { databaseTier } });
      for (const task of ordered(mongodbPhase.tasks))
        await stage.play(async (walk, seen) => {
          await run(walk, task);
          exchanges.push(...seen.exchanges.filter(({ vendor, path }) => vendor === 'atlas' && path.startsWith('/api/atlas/v2')));
        });
      // A backup to restore, where there are any.
      if (databaseTier === 'flex') await stage.world.edit('atlas', 'last-snapshot', { hours: '5' });
      await stage.play(async (walk, seen) => {
        await verify(walk, { sections: ['6.2'] });
        exchanges.push(...seen.exchanges.filter(({ vendor, path }) => vendor === 'atlas' && path.startsWith('/api/atlas/v2')));
      });
      await stage.close();
    }
  });

  test('agree in every exchange', () => {
    const all = exchanges.flatMap((exchange) => findings(exchange, spec));
    const defects = [...new Set(all)].filter((text) => !known.some(({ what }) => text.startsWith(what)));
    expect(defects).toEqual([]);
    expect(known.filter(({ what }) => !all.some((text) => text.startsWith(what)))).toEqual([]);
    const operations = new Set(exchanges.map(({ method, path }) => `${method} ${path.replace(/[0-9a-f]{24}/g, '…')}`));
    expect(operations.size).toBeGreaterThan(15);
    expect([...operations].filter((one) => /restoreJobs|^DELETE .*flexClusters/.test(one)).length).toBeGreaterThanOrEqual(3);
    process.stdout.write(`  Atlas: ${exchanges.length} exchanges of ${operations.size} operations agree with the published document\n`);
  });

  test('a wrong date, parameter, body or answer is seen', () => {
    const right = exchanges.find(({ method, path }) => method === 'POST' && path.endsWith('/databaseUsers')) as Exchange;
    const wrong = (more: Partial<Exchange>): string => findings({ ...right, ...more }, spec).join('\n');
    expect(wrong({})).toBe('');
    expect(wrong({ requestHeaders: { ...right.requestHeaders, accept: 'application/vnd.atlas.2022-01-01+json' } })).toContain('is unknown');
    expect(wrong({ query: 'colour=blue' })).toContain('query colour is unknown');
    expect(wrong({ requestBody: '{"username": 1}' })).toContain('must be string');
    expect(wrong({ requestBody: right.requestBody.replace('"username"', '"colour":1,"username"') })).toContain('.colour is unknown');
    expect(wrong({ responseBody: '{"username":"a"}' })).toContain("must have required property 'roles'");
    expect(wrong({ path: '/api/atlas/v2/widgets' })).toContain('no such operation');
  });
});
