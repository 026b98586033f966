/**
 * The contract of Render: every call that k77 makes, and whatever the emulator answers, held against the OpenAPI document that Render publishes: operations,
 * query parameters, bodies of requests and answers, refusals.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Exchange } from '../core/doors.ts';
import type { ServiceSettings } from '../core/host.ts';
import { Secret } from '../core/secret.ts';
import type { Door } from '../core/vendor.ts';
import { renderHost } from '../hosts/render.ts';
import { render } from '../vendors/render.ts';
import { findings, type Seen, type Spec } from './cloudflare-judge.ts';
import { expectOnlyKnown, recordingDoor, refusing } from './contract-fixture.ts';
import { renderDifferences } from './render-differences.ts';
import { openRender, openWalk, type RenderDesk } from './render-fixture.ts';

const file = fileURLToPath(new URL('../../../shared/vendor-specs/render.json', import.meta.url));
const absent = !existsSync(file);
const why = absent ? ` (skipped: ${file} is not there)` : '';
const { api } = renderHost;
const repository = 'ann/shop';

type Json = Record<string, unknown>;

/** The document repeats its parts by pointing into itself wherever they stood first; the judge knows `components/schemas` only. */
function laidOpen(whole: Json, value: unknown, within: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((one) => laidOpen(whole, one, within));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref } = value as { $ref?: unknown };
  if (typeof $ref === 'string' && !$ref.startsWith('#/components/schemas/'))
    return within.includes($ref) ? {} : laidOpen(whole, pointed(whole, $ref), [...within, $ref]);
  // Schemas may name each other in circles: they stay references.
  if (typeof $ref === 'string' && $ref.split('/').length === 4) return value;
  if (typeof $ref === 'string') return laidOpen(whole, pointed(whole, $ref), [...within, $ref]);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, laidOpen(whole, one, within)]));
}

function pointed(whole: Json, ref: string): unknown {
  const steps = ref
    .slice(2)
    .split('/')
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'));
  let at: unknown = whole;
  for (const step of steps) {
    const { $ref } = (at ?? {}) as { $ref?: string };
    const inside = $ref ? pointed(whole, $ref) : at;
    at = (inside as Json)[step];
  }
  return at;
}

/** Parameters of a path belong to each of its operations. */
function specOf(text: string): Spec {
  const whole = JSON.parse(text) as Json;
  const open = laidOpen(whole, whole) as unknown as Spec & { paths: Record<string, Record<string, unknown>> };
  const paths = Object.fromEntries(
    Object.entries(open.paths).map(([path, { parameters = [], ...operations }]) => [
      path,
      Object.fromEntries(
        Object.entries(operations).map(([method, operation]) => {
          const own = operation as { parameters?: unknown[] };
          return [method, { ...own, parameters: [...(own.parameters ?? []), ...(parameters as unknown[])] }];
        }),
      ),
    ]),
  );
  const { schemas } = open.components;
  return {
    base: '/v1',
    amendments: [],
    paths: paths as unknown as Spec['paths'],
    components: { schemas, responses: {}, requestBodies: {} },
  };
}

let desk: RenderDesk;
let exchanges: Exchange[];
beforeAll(async () => {
  desk = await openRender();
  exchanges = [];
});
afterAll(() => desk.close());

/** Secrets are replaced in exchanges; what is judged is what was sent. */
async function drive(): Promise<void> {
  const { context, doors } = openWalk(desk);
  const client = render.connect(Object.assign(recording(), { gate: never, share: never, network: undefined as never }), {
    RENDER_API_KEY: new Secret('RENDER_API_KEY', desk.token()),
  });
  const told = { ...context, client: () => client as never };
  const connection = { repository, branch: 'main', autoDeploy: true };
  const settings = {
    ...{
      root: '',
      buildCommand: 'npm ci && npm run build',
      startCommand: 'npm start',
      preDeployCommand: 'npm run first',
      healthPath: '/health',
    },
    ...{ healthTimeoutSeconds: 120, region: 'frankfurt', memoryMb: 512, replicas: 1, restart: 'always', restartRetries: 10, volume: null },
    ...{ framework: 'node', web: true },
  } as ServiceSettings;
  await api.place(told, { project: 'kingdom77', environment: 'production' });
  const place = await api.makePlace(told, { project: 'kingdom77', environment: 'production' });
  await api.makePlace(told, { project: 'kingdom77', environment: 'staging' });
  await refusing(api.makeService(told, place, 'api', settings, connection));
  const commit = desk.push(repository, 'main', 'first');
  desk.edit('open-repository', { repository });
  desk.edit('card', { value: 'off' });
  await refusing(api.makeService(told, place, 'api', settings, connection));
  desk.edit('card', { value: 'on' });
  const id = await api.makeService(told, place, 'api', settings, connection);
  const bot = await api.makeService(told, place, 'bot', { ...settings, web: false }, connection);
  await refusing(
    client.createService({ type: 'web_service', name: 'kingdom77-api', ownerId: place.owner ?? '', environmentId: '', repo: '' } as never),
  );
  for (const name of ['api', 'bot']) await api.service(told, place, name);
  await api.configure(told, place, id, {
    startCommand: 'node main.js',
    root: 'project',
    memoryMb: 2048,
    healthPath: '/',
    preDeployCommand: null,
  });
  await api.configure(told, place, bot, { buildCommand: null, preDeployCommand: null, memoryMb: 4096 });
  const set = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`NAME_${index}`, 'x']));
  await api.setVariables(told, place, id, { set, remove: [], target: 'production' });
  await refusing(api.setVariables(told, place, id, { set: { 'no name': 'x' }, remove: [], target: 'production' }));
  await api.variables(told, place, id);
  await api.connect(told, place, id, { ...connection, branch: 'live' });
  await api.connect(told, place, id, connection);
  await refusing(api.deploy(told, place, id, '0'.repeat(40), 'main'));
  const first = await api.deploy(told, place, id, commit, 'main');
  await refusing(client.cancelDeploy(id, first));
  await refusing(client.rollback(id, first));
  desk.push(repository, 'main', 'second');
  await api.rollback(told, place, id, first);
  for (const { id: one } of await api.deployments(told, place, id)) await api.deployment(told, place, id, one);
  await api.deployment(told, place, id, 'dep-gone');
  desk.says(first, 'run', [{ at: desk.clock.now().toISOString(), text: 'said', stream: 'stderr' }]);
  for (const of of ['build', 'run'] as const) await api.logs(told, place, id, first, of, 3);
  await api.restart(told, place, id, first);
  await api.scale(told, place, id, 2);
  await refusing(client.scale(id, 0));
  await api.configure(told, place, bot, { volume: '/data' });
  await api.configure(told, place, bot, { volume: '/more' });
  await api.service(told, place, 'bot');
  desk.edit('autoscale', { service: 'api', min: '1', max: '3' });
  await api.service(told, place, 'api');
  for (const name of ['api.kingdom77.test', 'kingdom77.test']) {
    await api.addDomain?.(told, place, id, name);
    await api.domain?.(told, place, id, name);
    await api.verifyDomain?.(told, place, id, name);
  }
  await refusing(client.addDomain(id, 'api.kingdom77.test'));
  await refusing(client.addDomain(bot, 'bot.kingdom77.test'));
  await api.removeDomain?.(told, place, id, 'api.kingdom77.test');
  desk.edit('measure', { service: 'api' });
  await api.usage(told, place, id);
  const to = new Secret('LOG_DRAIN_URL', 'syslog+tls://logs.test:6514');
  await api.drains?.(told, place, id);
  await api.addDrain?.(told, place, id, to);
  await refusing(client.setStream(id, 'nowhere'));
  expect((await api.drains?.(told, place, id))?.map((one) => one.reveal())).toEqual([to.reveal()]);
  await api.removeDrain?.(told, place, id, to);
  expect(await api.drains?.(told, place, id)).toEqual([]);
  await api.bill(told, place);
  await api.suspend(told, place, id);
  await api.service(told, place, 'api');
  await api.resume(told, place, id);
  desk.edit('crash', { service: 'api' });
  await api.service(told, place, 'api');
  await others(place.owner ?? '', place.environment ?? '', id);
  desk.edit('revoke-key');
  await refusing(client.owners());
  await doors.close();
}

/** What Render's other clients ask. */
async function others(owner: string, environment: string, id: string): Promise<void> {
  const ask = recording();
  const headers = { authorization: `Bearer ${desk.token()}`, 'content-type': 'application/json' };
  const get = (path: string) => ask(`https://api.render.com/v1${path}`, { headers });
  const send = (method: string, path: string, body?: unknown) =>
    ask(`https://api.render.com/v1${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const disks = (await (await get('/disks')).json()) as { disk: { id: string } }[];
  const paths = [
    '/users',
    `/owners/${owner}`,
    `/environments/${environment}`,
    `/services/${id}/custom-domains?limit=1`,
    `/services/${id}/instances`,
  ];
  const more = [
    `/notification-settings/owners/${owner}`,
    `/disks/${disks[0]?.disk.id}`,
    `/services/${id}/env-vars/NAME_1`,
    '/services?limit=1',
  ];
  for (const path of [...paths, ...more]) await get(path);
  await send('PATCH', `/notification-settings/owners/${owner}`, { notificationsToSend: 'all', emailEnabled: true });
  await send('PUT', `/services/${id}/env-vars/NAME_1`, { value: 'y' });
  await send('DELETE', `/services/${id}/env-vars/NAME_1`);
  await send('DELETE', `/services/${id}/autoscaling`);
  await send('DELETE', `/disks/${disks[0]?.disk.id}`);
  await send('DELETE', `/services/${id}`);
  await get(`/services/${id}`);
}

const never = () => Promise.reject(new Error('Render speaks HTTP only'));

const recording = (): Door => recordingDoor({ vendor: 'render', endpoint: desk.endpoint, record: (one) => void exchanges.push(one) });

describe.skipIf(absent)(`the emulated Render and the document that Render published${why}`, () => {
  const judge = (one: Seen, spec: Spec) => findings(one, spec);

  test('agree in every exchange, but for the known differences, each with its source', async () => {
    const spec = specOf(readFileSync(file, 'utf8'));
    await drive();
    const valid = expectOnlyKnown(
      exchanges.map((one) => judge(one, spec)),
      renderDifferences,
    );
    expect(valid).toBeGreaterThan(100);
    expect([...new Set(exchanges.map(({ status }) => status))].sort()).toEqual([200, 201, 202, 204, 400, 401, 402, 404, 409]);
  });

  test('a request or an answer that is not in the document is seen', () => {
    const spec = specOf(readFileSync(file, 'utf8'));
    const good = exchanges.find(({ method, path }) => method === 'PATCH' && path.startsWith('/v1/services/')) as Exchange;
    expect(judge(good, spec)).toEqual([]);
    const name = 'PATCH /services/{serviceId}';
    const wrong = (more: Partial<Exchange>): string[] => judge({ ...good, ...more }, spec);
    expect(wrong({ path: `${good.path}/paint` })[0]).toMatch(/no such operation$/);
    expect(wrong({ query: 'verbose=1' })).toEqual([`${name}: query verbose is unknown`]);
    expect(wrong({ requestBody: '{"colour":1}' })).toContain(`${name} request .colour is unknown`);
    expect(wrong({ requestBody: '{"rootDir":1}' })).toContain(`${name} request /rootDir must be string`);
    expect(wrong({ responseBody: '{"id":"srv-1"}' })).toContain(`${name} answer / must have required property 'name'`);
    expect(wrong({ status: 418 })).toEqual([`${name} answer status 418 is not documented`]);
  });
});
