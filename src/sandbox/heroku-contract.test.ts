/**
 * The contract of Heroku: every call that k77 makes, and whatever the emulator answers, held against the JSON hyper-schema that Heroku publishes: operations and both
 * bodies. It names no statuses and no refusals; those are held against the table in the prose of the reference (`id` and `message`).
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Exchange } from '../core/doors.ts';
import type { ServiceSettings } from '../core/host.ts';
import { Secret } from '../core/secret.ts';
import type { Door } from '../core/vendor.ts';
import { herokuHost } from '../hosts/heroku.ts';
import { heroku } from '../vendors/heroku.ts';
import { findings, type Spec } from './cloudflare-judge.ts';
import { expectOnlyKnown, recordingDoor, refusing } from './contract-fixture.ts';
import { herokuDifferences } from './heroku-differences.ts';
import { type HerokuDesk, openHeroku, openWalk } from './heroku-fixture.ts';

const file = fileURLToPath(new URL('../../../shared/vendor-specs/heroku.json', import.meta.url));
const absent = !existsSync(file);
const why = absent ? ` (skipped: ${file} is not there)` : '';
const { api } = herokuHost;
const repository = 'ann/shop';

type Json = Record<string, unknown>;

/** Without references, which point into the whole document, and without what only its tools read. */
function laidOpen(whole: Json, value: unknown, within: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((one) => laidOpen(whole, one, within));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref } = value as { $ref?: unknown };
  if (typeof $ref === 'string') return within.includes($ref) ? {} : laidOpen(whole, pointed(whole, $ref), [...within, $ref]);
  const { patternProperties, properties } = value as { patternProperties?: unknown; properties?: object };
  const empty = patternProperties !== undefined && Object.keys(properties ?? {}).length === 0;
  const kept = Object.entries(value).filter(
    ([name, one]) =>
      !['links', 'definitions', '$schema'].includes(name) &&
      !(name === 'id' && typeof one === 'string') &&
      !(name === 'properties' && empty),
  );
  return Object.fromEntries(kept.map(([name, one]) => [name, laidOpen(whole, one, within)]));
}

function pointed(whole: Json, ref: string): unknown {
  const steps = decodeURIComponent(ref)
    .replace(/^#?\/?/, '')
    .split('/');
  let at: unknown = whole;
  for (const step of steps) {
    const { $ref } = (at ?? {}) as { $ref?: string };
    at = (($ref ? pointed(whole, $ref) : at) as Json)[step];
  }
  return at;
}

interface Link {
  method?: string;
  href: string;
  rel?: string;
  schema?: Json;
  targetSchema?: Json;
}

const refusal = {
  type: 'object',
  required: ['id', 'message'],
  properties: { id: { type: 'string' }, message: { type: 'string' }, url: { type: 'string' } },
};

/** As OpenAPI would say it. Of two links with one address, either may fit. */
function specOf(text: string): Spec {
  const whole = JSON.parse(text) as Json & { definitions: Record<string, { links?: Link[] }> };
  const paths: Record<string, Record<string, { bodies: unknown[]; answers: unknown[] }>> = {};
  for (const [name, { links = [] }] of Object.entries(whole.definitions))
    for (const { method = 'GET', href, rel, schema, targetSchema } of links) {
      const path = decodeURIComponent(href).replaceAll(/\{\([^)]*\)\}/g, '{it}');
      const whose = laidOpen(whole, { $ref: `#/definitions/${name}` });
      const answer =
        targetSchema === undefined ? (rel === 'instances' ? { type: 'array', items: whose } : whose) : laidOpen(whole, targetSchema);
      const methods = paths[path] ?? {};
      const at = methods[method.toLowerCase()] ?? { bodies: [], answers: [] };
      methods[method.toLowerCase()] = at;
      paths[path] = methods;
      if (schema) at.bodies.push(laidOpen(whole, schema));
      at.answers.push(answer);
    }
  const content = (schema: unknown) => ({ content: { 'application/json': { schema } } });
  const operations = Object.entries(paths).map(([path, methods]) => [
    path,
    Object.fromEntries(
      Object.entries(methods).map(([method, { bodies, answers }]) => [
        method,
        {
          ...(bodies.length > 0 ? { requestBody: content({ anyOf: bodies }) } : {}),
          responses: { '2XX': content({ anyOf: answers }), '4XX': content(refusal) },
        },
      ]),
    ),
  ]);
  return {
    base: '',
    amendments: [],
    paths: Object.fromEntries(operations) as unknown as Spec['paths'],
    components: { schemas: {}, responses: {}, requestBodies: {} },
  };
}

let desk: HerokuDesk;
let exchanges: Exchange[];
beforeAll(async () => {
  desk = await openHeroku();
  exchanges = [];
});
afterAll(() => desk.close());

/** Secrets are replaced in exchanges; what is judged is what was sent. */
async function drive(): Promise<void> {
  const { context, doors } = openWalk(desk);
  const door = Object.assign(recording(), { gate: never, share: never, network: undefined as never });
  const client = heroku.connect(door, {
    HEROKU_API_KEY: new Secret('HEROKU_API_KEY', desk.token()),
    HEROKU_GITHUB_TOKEN: new Secret('HEROKU_GITHUB_TOKEN', desk.githubToken()),
  });
  const told = { ...context, client: () => client as never };
  const connection = { repository, branch: 'main', autoDeploy: false };
  const settings = {
    ...{ root: '', buildCommand: 'npm run build', startCommand: 'npm start', preDeployCommand: 'npm run first', healthPath: null },
    ...{ healthTimeoutSeconds: 120, region: 'eu', memoryMb: 512, replicas: 1, restart: 'always', restartRetries: 10, volume: null },
    ...{ framework: 'node', web: true, tellsCommit: true },
  } as ServiceSettings;
  const wanted = { project: 'kingdom77', environment: 'production' };
  const place = await api.makePlace(told, wanted);
  await api.service(told, place, 'api');
  desk.edit('card', { value: 'off' });
  await refusing(api.makeService(told, place, 'api', settings, connection));
  desk.edit('card', { value: 'on' });
  const id = await api.makeService(told, place, 'api', settings, connection);
  const bot = await api.makeService(told, place, 'bot', { ...settings, web: false, preDeployCommand: null }, connection);
  await refusing(client.createApp({ name: id, region: 'us' }));
  desk.edit('add-team', { name: 'kingdom77-team' });
  await client.createApp({ name: 'in-a-team', region: 'us', team: 'kingdom77-team' });
  await api.place(told, wanted);
  for (const name of ['api', 'bot']) await api.service(told, place, name);
  await api.setVariables(told, place, id, { set: { ONE: '1', TWO: '2' }, remove: [], target: 'production' });
  await api.setVariables(told, place, id, { set: {}, remove: ['TWO'], target: 'production' });
  await api.variables(told, place, id);
  const commit = desk.push(repository, 'main', 'first');
  await refusing(client.changeFormation(bot, 'worker', { quantity: 1 }));
  const first = await api.deploy(told, place, id, commit, 'main');
  await api.deploy(told, place, bot, commit, 'main');
  const again = await api.deploy(told, place, id, commit, 'main');
  await refusing(client.createBuild(id, { url: 'http://example.com/x.tgz', version: 'x', description: '' }));
  await client.createBuild(id, { url: 'https://github.com/ann/secret/archive/x.tar.gz', version: 'x', description: '' });
  await api.deploy(told, place, id, desk.push(repository, 'main', 'second'), 'main');
  await api.rollback(told, place, id, first);
  await refusing(client.rollBack(id, '01234567-89ab-cdef-0123-456789abcdef'));
  for (const { id: one } of await api.deployments(told, place, id)) await api.deployment(told, place, id, one);
  desk.says(again, 'run', [{ at: desk.clock.now().toISOString(), text: 'said', stream: 'stderr' }]);
  for (const of of ['build', 'run'] as const) await api.logs(told, place, id, first, of, 30);
  const [release] = await client.releases(id);
  await client.slug(id, release?.slug?.id ?? '');
  await client.slug(id, 'gone');
  await api.restart(told, place, id, first);
  await api.configure(told, place, bot, { memoryMb: 1024, startCommand: 'node other.js' });
  await api.scale(told, place, bot, 2);
  await refusing(client.changeFormation(bot, 'worker', { quantity: 1, size: 'golden' }));
  for (const name of ['api.kingdom77.test', 'kingdom77.test']) {
    await api.addDomain?.(told, place, id, name);
    await api.domain?.(told, place, id, name);
    await api.verifyDomain?.(told, place, id, name);
  }
  await refusing(client.addDomain(bot, 'api.kingdom77.test'));
  await api.removeDomain?.(told, place, id, 'api.kingdom77.test');
  await api.usage(told, place, id);
  const to = new Secret('LOG_DRAIN_URL', 'https://logs.test/drain');
  await api.drains?.(told, place, id);
  await api.addDrain?.(told, place, id, to);
  await refusing(client.addDrain(id, 'nowhere'));
  expect((await api.drains?.(told, place, id))?.map((one) => one.reveal())).toEqual([to.reveal()]);
  await api.removeDrain?.(told, place, id, to);
  expect(await api.drains?.(told, place, id)).toEqual([]);
  await api.bill(told, place);
  await api.suspend(told, place, id);
  await api.resume(told, place, id);
  desk.edit('crash', { service: 'api' });
  await api.deployments(told, place, id);
  await others(id);
  desk.edit('revoke-token');
  await refusing(client.account());
  await doors.close();
}

/** What Heroku's other clients ask. */
async function others(id: string): Promise<void> {
  const ask = recording();
  const headers = { authorization: `Bearer ${desk.token()}`, accept: 'application/vnd.heroku+json; version=3' };
  const send = (method: string, path: string, body?: unknown) =>
    ask(`https://api.heroku.com${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  for (const path of ['/account/rate-limits', '/teams', '/teams/kingdom77-team', `/apps/${id}/formation/web`, `/apps/${id}/domains`])
    await send('GET', path);
  const made = (await (await send('POST', `/apps/${id}/log-drains`, { url: 'https://logs.test/other' })).json()) as { id: string };
  await send('GET', `/apps/${id}/log-drains/${made.id}`);
  await send('GET', `/apps/${id}/releases/2/config-vars`);
  await send('GET', `/apps/${id}/features`);
  await send('GET', `/apps/${id}/features/paint`);
  await send('PATCH', `/apps/${id}`, { maintenance: true });
  await send('DELETE', `/apps/${id}/acm`);
  await send('DELETE', `/apps/${id}`);
}

const never = () => Promise.reject(new Error('Heroku speaks HTTP only'));

/** What passes by the API that the document is about. */
const recording = (): Door =>
  recordingDoor({
    vendor: 'heroku',
    endpoint: desk.endpoint,
    record: (one) => void exchanges.push(one),
    only: 'api.heroku.com',
    init: { redirect: 'manual' },
  });

describe.skipIf(absent)(`the emulated Heroku and the schema that Heroku published${why}`, () => {
  test('agree in every exchange, but for the known differences, each with its source', async () => {
    const spec = specOf(readFileSync(file, 'utf8'));
    await drive();
    const valid = expectOnlyKnown(
      exchanges.map((one) => findings(one, spec)),
      herokuDifferences,
    );
    expect(valid).toBeGreaterThan(100);
    expect([...new Set(exchanges.map(({ status }) => status))].sort()).toEqual([200, 201, 202, 401, 402, 404, 422]);
  });

  test('a request or an answer that is not in the schema is seen', () => {
    const spec = specOf(readFileSync(file, 'utf8'));
    const good = exchanges.find(
      ({ method, path, status }) => method === 'PATCH' && path.endsWith('/formation/worker') && status === 200,
    ) as Exchange;
    expect(findings(good, spec)).toEqual([]);
    const name = 'PATCH /apps/{it}/formation/{it}';
    const wrong = (more: Partial<Exchange>): string[] => findings({ ...good, ...more }, spec);
    expect(wrong({ path: `${good.path}/paint` })[0]).toMatch(/no such operation$/);
    expect(wrong({ query: 'verbose=1' })).toEqual([`${name}: query verbose is unknown`]);
    expect(wrong({ requestBody: '{"colour":1}' })).toContain(`${name} request .colour is unknown`);
    expect(wrong({ requestBody: '{"quantity":"many"}' })).toContain(`${name} request /quantity must be integer`);
    expect(wrong({ responseBody: '{"quantity":"many"}' })).toContain(`${name} answer /quantity must be integer`);
    expect(wrong({ status: 418, responseBody: '{}' })).toContain(`${name} answer / must have required property 'id'`);
  });
});
