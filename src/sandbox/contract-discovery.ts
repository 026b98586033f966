/**
 * Google publishes its APIs as discovery documents: the same facts as OpenAPI, elsewhere. Read into that form, so that `contract-openapi.ts` judges them. Pure.
 * https://developers.google.com/discovery/v1/reference/apis
 */
import type { Exchange } from '../core/doors.ts';
import type { Finding } from './contract.ts';
import type { JsonSchema, OpenApi } from './contract-openapi.ts';

interface Method {
  httpMethod: string;
  flatPath: string;
  parameters?: Readonly<Record<string, { location: string; required?: boolean }>>;
  request?: { $ref: string };
  response?: { $ref: string };
}
interface Resource {
  methods?: Readonly<Record<string, Method>>;
  resources?: Readonly<Record<string, Resource>>;
}
export interface Discovery extends Resource {
  parameters?: Method['parameters'];
  schemas: Readonly<Record<string, JsonSchema>>;
}

export function fromDiscovery(...documents: readonly Discovery[]): OpenApi {
  const paths: OpenApi['paths'] = {};
  for (const document of documents)
    for (const method of methodsOf(document)) {
      const path = apart(`/${method.flatPath}`);
      paths[path] = { ...paths[path], [method.httpMethod.toLowerCase()]: operationOf(method, document) };
    }
  const schemas = Object.assign({}, ...documents.map((one) => referring(one.schemas) as Record<string, JsonSchema>)) as Record<
    string,
    JsonSchema
  >;
  return { paths, components: { schemas } };
}

/**
 * Answers leave out whatever is unset, false or empty (https://protobuf.dev/programming-guides/json/), and the documents mark no property as required in so many words:
 * one is missed where its description begins with "Required." or "Identifier.".
 */
export function isMissed({ of, path, what }: Finding, { components }: OpenApi): boolean {
  if (what !== 'missing') return true;
  const described = components.schemas[of]?.properties?.[path] as (JsonSchema & { description?: string }) | undefined;
  return /^(Required|Identifier)\./.test(described?.description ?? '') && described?.type !== 'boolean';
}

/** `properties/1:runRealtimeReport` is a step of its own, so that it is not taken for an id. */
export function spread(exchange: Exchange): Exchange {
  return { ...exchange, path: apart(exchange.path) };
}

function apart(path: string): string {
  return path.replace(/:(\w+)$/, '/:$1');
}

function* methodsOf({ methods = {}, resources = {} }: Resource): Generator<Method> {
  yield* Object.values(methods);
  for (const inner of Object.values(resources)) yield* methodsOf(inner);
}

function operationOf({ parameters = {}, request, response }: Method, document: Discovery): OpenApi['paths'][string][string] {
  const all = Object.entries({ ...document.parameters, ...parameters });
  const body = (ref: { $ref: string }) => ({ content: { 'application/json': { schema: { $ref: pointer(ref.$ref) } } } });
  return {
    parameters: all.map(([name, { location, required = false }]) => ({ name, in: location, required })),
    ...(request ? { requestBody: body(request) } : {}),
    responses: { '200': response ? body(response) : {} },
  };
}

function pointer(name: string): string {
  return `#/components/schemas/${name}`;
}

function referring(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(referring);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, name === '$ref' && typeof inner === 'string' ? pointer(inner) : referring(inner)]),
  );
}
