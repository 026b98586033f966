/**
 * The contract of Netlify: every call that k77 makes, and whatever the emulator answers, held against the description (Swagger 2) that Netlify publishes: operations,
 * query parameters, bodies of requests and answers.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Exchange } from '../core/doors.ts';
import { Secret } from '../core/secret.ts';
import type { Door } from '../core/vendor.ts';
import { netlifyHost } from '../hosts/netlify.ts';
import { netlify } from '../vendors/netlify.ts';
import { findings, type Spec } from './cloudflare-judge.ts';
import { expectOnlyKnown, recordingDoor, refusing } from './contract-fixture.ts';
import { netlifyDifferences } from './netlify-differences.ts';
import { type NetlifyDesk, openNetlify, openWalk } from './netlify-fixture.ts';

const file = fileURLToPath(new URL('../../../shared/vendor-specs/netlify.yaml', import.meta.url));
const absent = !existsSync(file);
const why = absent ? ` (skipped: ${file} is not there)` : '';
const { api } = netlifyHost;
const repository = 'ann/shop';

type Json = Record<string, unknown>;
interface Parameter {
  name: string;
  in: string;
  schema?: Json;
  $ref?: string;
}
interface Swagger {
  paths: Record<string, Record<string, unknown> & { parameters?: Parameter[] }>;
  parameters: Record<string, Parameter>;
  definitions: Record<string, Json>;
}
interface Operation {
  parameters?: Parameter[];
  responses: Record<string, { schema?: Json; $ref?: string }>;
}

/** Swagger 2 knows no null, and the API says it of everything that is not there: each property may be null. */
function nullable(definition: Json): Json {
  const properties = Object.entries((definition.properties ?? {}) as Record<string, Json>).map(([name, one]) => [
    name,
    one.$ref ? { anyOf: [one, { type: 'null' }] } : one.type === undefined ? one : { ...nullable(one), nullable: true },
  ]);
  return properties.length === 0 ? definition : { ...definition, properties: Object.fromEntries(properties) as Json };
}

/** Swagger 2 in the words of OpenAPI 3: bodies are parameters there, and one answer stands for all refusals. */
function specOf(text: string): Spec {
  const swagger = JSON.parse(JSON.stringify(parse(text)).replaceAll('#/definitions/', '#/components/schemas/')) as Swagger;
  const error = { content: { 'application/json': { schema: { $ref: '#/components/schemas/error' } } } };
  const known = (all: readonly Parameter[]): Parameter[] =>
    all.map((one) => (one.$ref ? (swagger.parameters[one.$ref.split('/').at(-1) ?? ''] ?? one) : one));
  const paths = Object.entries(swagger.paths).map(([path, { parameters: shared = [], ...methods }]) => [
    path,
    Object.fromEntries(
      Object.entries(methods as Record<string, Operation>).map(([method, { parameters = [], responses }]) => {
        const all = known([...shared, ...parameters]);
        const body = all.find((one) => one.in === 'body');
        const answers = Object.entries(responses).map(([status, { schema }]) => [
          status,
          schema ? { content: { 'application/json': { schema } } } : Number(status) >= 400 ? error : {},
        ]);
        const request = body?.schema ? { requestBody: { content: { 'application/json': { schema: body.schema } } } } : {};
        return [method, { parameters: all, ...request, responses: { ...Object.fromEntries(answers), '4XX': error, '5XX': error } }];
      }),
    ),
  ]);
  return {
    base: '/api/v1',
    amendments: [],
    paths: Object.fromEntries(paths) as Spec['paths'],
    components: {
      schemas: Object.fromEntries(Object.entries(swagger.definitions).map(([name, one]) => [name, nullable(one)])),
      responses: {},
      requestBodies: {},
    },
  };
}

/** Logs of functions are told by another service, whose paths stand for themselves. */
function judged(seen: Exchange, spec: Spec): string[] {
  return findings(seen, seen.path.startsWith('/api/v1') ? spec : { ...spec, base: '' });
}

let desk: NetlifyDesk;
let exchanges: Exchange[];
beforeAll(async () => {
  desk = await openNetlify();
  exchanges = [];
  desk.push(repository, 'main', 'first');
});
afterAll(() => desk.close());

/** Secrets are replaced in exchanges; what is judged is what was sent. */
async function drive(): Promise<void> {
  const { context, doors } = openWalk(desk);
  const client = netlify.connect(
    Object.assign(recording(), {
      gate: never,
      share: <T>(_: string, open: () => Promise<T>): Promise<T> => open(),
      network: undefined as never,
    }),
    {
      NETLIFY_TOKEN: new Secret('NETLIFY_TOKEN', desk.token()),
      NETLIFY_INSTALLATION: desk.installation(),
    },
  );
  const told = { ...context, client: () => client as never };
  const place = await api.makePlace(told, { project: 'kingdom77', environment: 'production' });
  await client.user();
  const connection = { repository, branch: 'main', autoDeploy: true };
  const settings = { root: 'dashboard-frontend', buildCommand: 'npm run build', framework: 'nextjs', region: 'eu-central-1' } as never;
  await api.service(told, place, 'dashboard');
  await refusing(api.makeService(told, place, 'dashboard', settings, connection));
  desk.edit('open-repository', { repository });
  const id = await api.makeService(told, place, 'dashboard', settings, connection);
  await refusing(client.createSite({ name: 'kingdom77-dashboard' }));
  await api.configure(told, place, id, { buildCommand: 'npm run build -w dashboard-frontend', region: 'us-east-1' });
  const set = { NEXT_PUBLIC_API_URL: 'https://api.kingdom77.test', SENTRY_AUTH_TOKEN: new Secret('SENTRY_AUTH_TOKEN', 'never-shown') };
  await api.setVariables(told, place, id, { set, remove: [], target: 'production' });
  await api.setVariables(told, place, id, { set: { ENVIRONMENT: 'preview' }, remove: [], target: 'preview' });
  await api.setVariables(told, place, id, { set: { ENVIRONMENT: 'production' }, remove: [], target: 'production' });
  desk.edit('set-variable', { name: 'BOTH', value: '1' });
  await api.setVariables(told, place, id, { set: { BOTH: '2' }, remove: ['NEXT_PUBLIC_API_URL'], target: 'production' });
  await api.setVariables(told, place, id, { set: {}, remove: ['ENVIRONMENT'], target: 'preview' });
  await refusing(api.setVariables(told, place, id, { set: { CONTEXT: 'x' }, remove: [], target: 'production' }));
  await api.variables(told, place, id);
  await api.connect(told, place, id, { ...connection, branch: 'live', autoDeploy: false });
  await api.connect(told, place, id, connection);
  const commit = desk.push(repository, 'main', 'second');
  desk.push(repository, 'feature', 'third');
  const first = await api.deploy(told, place, id, commit, 'main');
  await refusing(api.deploy(told, place, id, '0'.repeat(40), 'main'));
  await api.restart(told, place, id, first);
  const line = { at: '2026-11-23T00:00:00.000Z', text: 'said', stream: 'stderr' } as const;
  for (const of of ['build', 'run'] as const) {
    desk.says(first, of, [line]);
    await api.logs(told, place, id, first, of, 5);
  }
  const all = await api.deployments(told, place, id);
  for (const { id: one } of all) await api.deployment(told, place, id, one);
  await api.deployment(told, place, id, 'f'.repeat(24));
  await api.rollback(told, place, id, all.find(({ canRollback }) => canRollback)?.id ?? '');
  desk.edit('stop-publishing');
  await api.deploy(told, place, id, commit, 'main');
  await api.suspend(told, place, id);
  await api.resume(told, place, id);
  desk.edit('visibility', { value: 'public' });
  await api.previews?.(told, place, id);
  await api.protectPreviews?.(told, place, id);
  for (const name of ['kingdom77.test', 'www.kingdom77.test']) {
    await api.addDomain?.(told, place, id, name, name.startsWith('www.') ? 'kingdom77.test' : undefined);
    await api.domain?.(told, place, id, name);
    await api.verifyDomain?.(told, place, id, name);
  }
  desk.edit('take-name', { name: 'other77.test' });
  await refusing(api.addDomain?.(told, place, id, 'other77.test'));
  const [site] = (desk.emulator.dump() as { sites: { leads: string[] }[] }).sites;
  site?.leads.push('kingdom77.test');
  await api.domain?.(told, place, id, 'kingdom77.test');
  await api.verifyDomain?.(told, place, id, 'www.kingdom77.test');
  await api.removeDomain?.(told, place, id, 'kingdom77.test');
  await api.bill(told, place);
  await doors.close();
}

const never = () => Promise.reject(new Error('Netlify speaks HTTP only'));

const recording = (): Door => recordingDoor({ vendor: 'netlify', endpoint: desk.endpoint, record: (one) => void exchanges.push(one) });

describe.skipIf(absent)(`the emulated Netlify and the document that Netlify published${why}`, () => {
  test('agree in every exchange, but for the known differences, each with its source', async () => {
    const spec = specOf(readFileSync(file, 'utf8'));
    await drive();
    const valid = expectOnlyKnown(
      exchanges.map((one) => judged(one, spec)),
      netlifyDifferences,
    );
    expect(valid).toBeGreaterThan(10);
  });

  test('a request or an answer that is not in the document is seen', () => {
    const spec = specOf(readFileSync(file, 'utf8'));
    const good = exchanges.find(({ method, path }) => method === 'PATCH' && path.includes('/env/')) as Exchange;
    expect(judged(good, spec)).toEqual([]);
    const name = 'PATCH /accounts/{account_id}/env/{key}';
    const wrong = (more: Partial<Exchange>): string[] => judged({ ...good, ...more }, spec);
    expect(wrong({ path: '/api/v1/paint' })).toEqual(['PATCH /paint: no such operation']);
    expect(wrong({ query: 'verbose=1' })).toEqual([`${name}: query verbose is unknown`]);
    expect(wrong({ requestBody: '{"colour":1}' })).toContain(`${name} request .colour is unknown`);
    expect(wrong({ requestBody: '{"context":"moon"}' })).toContain(`${name} request /context must be equal to one of the allowed values`);
    expect(wrong({ responseBody: '{"key":1}' })).toContain(`${name} answer /key must be string`);
    expect(wrong({ status: 302 })).toEqual([`${name} answer status 302 is not documented`]);
  });
});
