/**
 * The contract of DigitalOcean: every call that k77 makes, and whatever the emulator answers, held against the OpenAPI document that DigitalOcean publishes:
 * operations, query parameters, bodies of requests and answers, refusals.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Exchange } from '../core/doors.ts';
import type { ServiceSettings } from '../core/host.ts';
import { Secret } from '../core/secret.ts';
import type { Door } from '../core/vendor.ts';
import { digitaloceanHost } from '../hosts/digitalocean.ts';
import { realNetwork } from '../ports/network.ts';
import { digitalocean } from '../vendors/digitalocean.ts';
import type { DoSpec } from '../vendors/digitalocean-types.ts';
import { findings, type Seen, type Spec } from './cloudflare-judge.ts';
import { recordingDoor, refusing } from './contract-fixture.ts';
import { type Addition, digitaloceanAdditions } from './digitalocean-differences.ts';
import { type DigitalOceanDesk, openDigitalOcean, openWalk } from './digitalocean-fixture.ts';
import { plainSettings } from './host-fixture.ts';

const file = fileURLToPath(new URL('../../../shared/vendor-specs/digitalocean.json', import.meta.url));
const absent = !existsSync(file);
const why = absent ? ` (skipped: ${file} is not there)` : '';
const { api } = digitaloceanHost;
const repository = 'ann/shop';

type Json = Record<string, unknown>;
type Operation = { parameters?: unknown[]; responses: Record<string, unknown> };

/** Schemas may name each other: they stay references. Everything else that is pointed at is laid open. */
function laidOpen(whole: Json, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => laidOpen(whole, one));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref } = value as { $ref?: unknown };
  if (typeof $ref === 'string' && !$ref.startsWith('#/components/schemas/')) {
    const found = $ref
      .slice(2)
      .split('/')
      .reduce<unknown>((at, step) => (at as Json)[step], whole);
    return laidOpen(whole, found);
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, laidOpen(whole, one)]));
}

/** What the document calls the default is the answer to whatever is refused and not named. */
function specOf(text: string, additions = digitaloceanAdditions): Spec {
  const whole = JSON.parse(text) as Json & { components: { schemas: Record<string, { properties: Json }> } };
  for (const one of additions) add(whole.components.schemas, one);
  const open = laidOpen(whole, whole) as unknown as Spec & { paths: Record<string, Record<string, Operation>> };
  const operation = (one: Operation): Operation => ({ ...one, responses: { ...one.responses, '4XX': one.responses.default } });
  const paths = Object.fromEntries(
    Object.entries(open.paths).map(([path, all]) => [
      path,
      Object.fromEntries(Object.entries(all).map(([method, one]) => [method, one.responses ? operation(one) : one])),
    ]),
  );
  const { schemas } = open.components;
  return { base: '', amendments: [], paths: paths as unknown as Spec['paths'], components: { schemas, responses: {}, requestBodies: {} } };
}

let desk: DigitalOceanDesk;
let exchanges: Exchange[];
beforeAll(async () => {
  desk = await openDigitalOcean();
  exchanges = [];
});
afterAll(() => desk.close());

function add(schemas: Record<string, { properties: Json }>, { schema, property, value }: Addition): void {
  const found = schemas[schema];
  if (!found || property in found.properties) throw new Error(`the document has ${schema}.${property} by now, or no ${schema} any more`);
  found.properties[property] = value;
}

const settings: ServiceSettings = {
  ...plainSettings,
  root: 'project',
  startCommand: 'npm start',
  preDeployCommand: 'npm run first',
  region: 'fra',
  web: true,
};
const connection = { repository, branch: 'main', autoDeploy: false };

/** Secrets are replaced in exchanges; what is judged is what was sent. */
async function drive(): Promise<void> {
  const { context, doors } = openWalk(desk);
  const door = Object.assign(recording(), { gate: never, share: never, network: realNetwork });
  const client = digitalocean.connect(door, { DIGITALOCEAN_TOKEN: new Secret('DIGITALOCEAN_TOKEN', desk.token()) });
  const told = { ...context, client: () => client as never };
  await digitalocean.whoami(client);
  await api.place(told, { project: 'kingdom77', environment: 'production' });
  const place = await api.makePlace(told, { project: 'kingdom77', environment: 'production' });
  await refusing(client.createProject({ name: 'kingdom77', purpose: 'again', environment: 'Production' }));
  const commit = desk.push(repository, 'main', 'first');
  for (const value of ['off', 'on']) {
    desk.edit('card', { value });
    await refusing(api.makeService(told, place, 'api', settings, connection));
  }
  const id = (await api.service(told, place, 'api'))?.id ?? '';
  await refusing(api.connect(told, place, id, connection));
  desk.edit('open-repository', { repository });
  const bot = await api.makeService(told, place, 'bot', { ...settings, web: false }, connection);
  await refusing(client.createApp({ name: 'kingdom77-bot' }, place.project ?? ''));
  await api.configure(told, place, id, { startCommand: 'node main.js', root: '', memoryMb: 1024, healthPath: '/', preDeployCommand: null });
  await api.configure(told, place, bot, { buildCommand: null, preDeployCommand: null });
  const set = { LOG_LEVEL: 'info', DISCORD_TOKEN: new Secret('DISCORD_TOKEN', 'a-discord-token-of-the-bot') };
  for (const one of [id, bot]) await api.setVariables(told, place, one, { set, remove: [], target: 'production' });
  await api.variables(told, place, id);
  await api.connect(told, place, id, { ...connection, autoDeploy: true });
  await desk.later(2);
  const first = await api.deploy(told, place, id, commit, 'main');
  await refusing(client.cancelDeployment(id, first));
  desk.push(repository, 'main', 'second');
  await refusing(api.deploy(told, place, id, commit, 'main'));
  await desk.later(2);
  await api.rollback(told, place, id, first);
  await refusing(client.rollback(id, first));
  for (const { id: one } of await api.deployments(told, place, id)) await api.deployment(told, place, id, one);
  await api.deployment(told, place, id, '00000000-0000-4000-8000-000000000000');
  for (const of of ['build', 'run'] as const) await api.logs(told, place, id, first, of, 3);
  await api.restart(told, place, id, first);
  await api.scale(told, place, id, 2);
  await desk.later(2);
  await api.addDomain?.(told, place, id, 'api.kingdom77.test');
  await api.domain?.(told, place, id, 'api.kingdom77.test');
  const { spec } = (await client.app(bot)) as { spec: DoSpec };
  await refusing(client.updateApp(bot, { ...spec, domains: [{ domain: 'api.kingdom77.test' }] }, false));
  await api.removeDomain?.(told, place, id, 'api.kingdom77.test');
  await desk.later(2);
  desk.edit('measure', { app: 'api' });
  await api.usage(told, place, id);
  await api.bill(told, place);
  desk.edit('crash', { app: 'api' });
  await api.deployments(told, place, id);
  await api.suspend(told, place, id);
  await api.service(told, place, 'api');
  await api.resume(told, place, id);
  await desk.later(2);
  await others(id);
  desk.edit('limit-token');
  await refusing(client.restart(id, []));
  desk.edit('revoke-token');
  await refusing(client.apps());
  await doors.close();
}

/** What DigitalOcean's other clients ask. */
async function others(id: string): Promise<void> {
  const ask = recording();
  const headers = { authorization: `Bearer ${desk.token()}`, 'content-type': 'application/json' };
  const send = (method: string, path: string, body?: unknown) =>
    ask(`https://api.digitalocean.com/v2${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const paths = [
    '/apps/regions',
    '/apps/tiers/instance_sizes/basic-xxs',
    `/apps/${id}/alerts`,
    `/apps/${id}/instances`,
    '/apps?per_page=1',
  ];
  for (const path of [...paths, `/apps/${id}/components/api/logs?type=RUN`, '/apps/tiers/instance_sizes/huge', '/apps/gone'])
    await send('GET', path);
  const { app } = (await (await send('GET', `/apps/${id}`)).json()) as { app: { spec: Json } };
  await send('POST', '/apps/propose', { spec: app.spec, app_id: id });
  await send('POST', '/apps/propose', { spec: app.spec });
  desk.edit('roll-back', { app: 'api' });
  await send('GET', `/apps/${id}`);
  await send('PUT', `/apps/${id}`, { spec: app.spec });
  await send('POST', `/apps/${id}/rollback/commit`);
  await send('POST', `/apps/${id}/rollback/revert`);
  desk.edit('roll-back', { app: 'api' });
  await send('POST', `/apps/${id}/rollback/revert`);
  await send('DELETE', `/apps/${id}`);
}

const never = () => Promise.reject(new Error('DigitalOcean speaks HTTP only'));

const recording = (): Door => recordingDoor({ vendor: 'digitalocean', endpoint: desk.endpoint, record: (one) => void exchanges.push(one) });

describe.skipIf(absent)(`the emulated DigitalOcean and the document that DigitalOcean published${why}`, () => {
  const judge = (one: Seen, spec: Spec) => findings(one, spec);

  test('agree in every exchange, once it has what it leaves out', async () => {
    const spec = specOf(readFileSync(file, 'utf8'));
    await drive();
    const all = exchanges.map((one) => judge(one, spec));
    process.stdout.write(`contract: ${all.filter((one) => one.length === 0).length} valid of ${all.length} exchanges\n`);
    expect([...new Set(all.flat())]).toEqual([]);
    expect(all.length).toBeGreaterThan(100);
    expect([...new Set(exchanges.map(({ status }) => status))].sort()).toEqual([200, 201, 400, 401, 402, 403, 404, 409]);
  });

  test.each(digitaloceanAdditions)('$schema needs $property', (addition) => {
    const without = specOf(
      readFileSync(file, 'utf8'),
      digitaloceanAdditions.filter((one) => one !== addition),
    );
    const made = exchanges.filter(({ method, path, status }) => method === 'POST' && path === '/v2/apps' && status === 200);
    expect(made.flatMap((one) => judge(one, without)).some((text) => text.endsWith('.alerts is unknown'))).toBe(true);
  });

  test('a request or an answer that is not in the document is seen', () => {
    const spec = specOf(readFileSync(file, 'utf8'));
    const good = exchanges.find(({ method, path }) => method === 'POST' && path.endsWith('/rollback')) as Exchange;
    const name = 'POST /v2/apps/{app_id}/rollback';
    const wrong = (more: Partial<Exchange>): string[] => judge({ ...good, ...more }, spec);
    expect(wrong({ path: `${good.path}/paint` })[0]).toMatch(/no such operation$/);
    expect(wrong({ query: 'verbose=1' })).toContain(`${name}: query verbose is unknown`);
    expect(wrong({ requestBody: '{"colour":1}' })).toContain(`${name} request .colour is unknown`);
    expect(wrong({ requestBody: '{"deployment_id":1}' })).toContain(`${name} request /deployment_id must be string`);
    expect(wrong({ responseBody: '{"deployment":{"phase":"DONE"}}' })).toContain(
      `${name} answer /deployment/phase must be equal to one of the allowed values`,
    );
    expect(wrong({ status: 302 })).toEqual([`${name} answer status 302 is not documented`]);
  });
});
