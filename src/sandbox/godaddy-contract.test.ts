/**
 * The contract of GoDaddy: every call that k77 makes and whatever the emulator answers, held against the Swagger 2 document that GoDaddy publishes, read as OpenAPI 3.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Exchange } from '../core/doors.ts';
import type { Door } from '../core/vendor.ts';
import { GodaddyClient } from '../vendors/godaddy.ts';
import { recordingDoor } from './contract-fixture.ts';
import { type JsonSchema, jsonFindings, judgeJson, type OpenApi } from './contract-openapi.ts';
import { testWorld } from './fixture.ts';
import type { World } from './world.ts';

const path = fileURLToPath(new URL('../../../shared/vendor-specs/godaddy-domains.json', import.meta.url));
const absent = !existsSync(path);
const why = absent ? ` (skipped: ${path} is not there)` : '';

interface Swagger {
  paths: Record<string, Record<string, { parameters?: Parameter[]; responses: Record<string, { schema?: JsonSchema }> }>>;
  definitions: Record<string, JsonSchema>;
}
interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema?: JsonSchema;
}

/** Bodies are parameters in Swagger 2 and schemas stand under `definitions`; nothing else differs here. */
function asOpenApi(text: string): OpenApi {
  const { paths, definitions } = JSON.parse(text.replaceAll('#/definitions/', '#/components/schemas/')) as Swagger;
  const media = (schema: JsonSchema | undefined) => (schema ? { content: { 'application/json': { schema } } } : {});
  const converted = Object.entries(paths).map(([route, methods]) => [
    route,
    Object.fromEntries(
      Object.entries(methods).map(([method, { parameters = [], responses }]) => {
        const body = parameters.find((one) => one.in === 'body');
        return [
          method,
          {
            parameters: parameters.filter((one) => one.in !== 'body'),
            ...(body ? { requestBody: { required: body.required ?? false, ...media(body.schema) } } : {}),
            responses: Object.fromEntries(Object.entries(responses).map(([status, { schema }]) => [status, media(schema)])),
          },
        ];
      }),
    ),
  ]);
  return { paths: Object.fromEntries(converted), components: { schemas: definitions } } as OpenApi;
}

const spec = absent ? ({ paths: {}, components: { schemas: {} } } as OpenApi) : asOpenApi(readFileSync(path, 'utf8'));
const domain = 'kingdom77.test';
let world: World;
beforeAll(async () => {
  world = await testWorld();
});
afterAll(() => world.close());

function recording(exchanges: Exchange[]): Door {
  return recordingDoor({ vendor: 'godaddy', endpoint: world.endpoints.godaddy ?? '', record: (one) => void exchanges.push(one) });
}

describe.skipIf(absent)(`the emulated GoDaddy and the document that GoDaddy published${why}`, () => {
  test('agree in every exchange, refusals among them', async () => {
    const exchanges: Exchange[] = [];
    const keys = world.credentials();
    const client = new GodaddyClient(recording(exchanges), keys['godaddy.GODADDY_API_KEY'] ?? '', keys['godaddy.GODADDY_API_SECRET'] ?? '');
    const stranger = new GodaddyClient(recording(exchanges), 'k', 's');
    await client.offer(domain);
    const agreementKeys = await client.agreements('test');
    await client.purchase(domain, { agreementKeys, agreedAt: new Date().toISOString(), agreedBy: '203.0.113.77' });
    await client.update(domain, { nameServers: ['a.ns.test', 'b.ns.test'], renewAuto: true, locked: true });
    await client.domain(domain);
    await client.domains(1);
    expect(await client.domain('google.com')).toBeUndefined();
    await expect(stranger.domains(1)).rejects.toThrow('Could not authenticate');
    await expect(client.purchase(domain, { agreementKeys, agreedAt: 'now', agreedBy: '203.0.113.77' })).rejects.toThrow('not available');
    await world.edit('godaddy', 'close-api');
    await expect(client.domains(1)).rejects.toThrow('not allowed');

    const judged = judgeJson(exchanges, spec, '', []);
    // This document says which fields must be there: the others may be left out.
    const optional = ({ of, path: field, what }: { of: string; path: string; what: string }): boolean =>
      what === 'missing' &&
      spec.components.schemas[of]?.properties?.[field] !== undefined &&
      !spec.components.schemas[of]?.required?.includes(field);
    expect(judged.defects.filter(({ finding }) => !optional(finding))).toEqual([]);
    expect(exchanges.length).toBe(10);
  });

  test('a call that is not in the document is seen', () => {
    const exchange: Exchange = {
      at: '',
      vendor: 'godaddy',
      method: 'PATCH',
      path: `/v1/domains/${domain}`,
      query: '',
      requestHeaders: {},
      requestBody: '{"nameservers":["a","b"]}',
      status: 204,
      responseBody: '',
    };
    expect(jsonFindings(exchange, spec, '')).not.toEqual([]);
    expect(jsonFindings({ ...exchange, path: '/v1/nothing' }, spec, '')).toMatchObject([{ what: 'unknown operation' }]);
  });
});
