/**
 * The contract of Fly.io: every call that k77 makes of the Machines API, and whatever the emulator answers, held against the OpenAPI document that Fly.io publishes:
 * operations, query parameters, bodies of requests and answers. It documents few refusals; all are held against its `ErrorResponse`. The registry, the log and the
 * numbers are not in it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Exchange } from '../core/doors.ts';
import type { ServiceSettings } from '../core/host.ts';
import { Secret } from '../core/secret.ts';
import type { Door } from '../core/vendor.ts';
import { flyHost } from '../hosts/fly.ts';
import { realNetwork } from '../ports/network.ts';
import { fly } from '../vendors/fly.ts';
import { findings, type Spec } from './cloudflare-judge.ts';
import { expectOnlyKnown, recordingDoor, refusing } from './contract-fixture.ts';
import { flyDifferences } from './fly-differences.ts';
import { type FlyDesk, openFly, openWalk } from './fly-fixture.ts';
import { plainSettings } from './host-fixture.ts';

const file = fileURLToPath(new URL('../../../shared/vendor-specs/fly-machines.json', import.meta.url));
const absent = !existsSync(file);
const why = absent ? ` (skipped: ${file} is not there)` : '';
const { api } = flyHost;
const repository = 'ann/shop';

type Json = Record<string, unknown>;

/** Refusals that it does not name are as those that it does. */
function specOf(text: string): Spec {
  const whole = JSON.parse(text) as Json & { components: { schemas: Json } };
  const { schemas } = whole.components;
  const refusal = { content: { 'application/json': { schema: { $ref: '#/components/schemas/ErrorResponse' } } } };
  const paths = Object.entries(whole.paths as Record<string, Record<string, { responses?: Json }>>).map(([path, methods]) => [
    path,
    Object.fromEntries(
      Object.entries(methods).map(([method, one]) => [
        method,
        one.responses ? { ...one, responses: { ...one.responses, '4XX': refusal } } : one,
      ]),
    ),
  ]);
  const components = { schemas, responses: {}, requestBodies: {} } as unknown as Spec['components'];
  return { base: '/v1', amendments: [], paths: Object.fromEntries(paths) as Spec['paths'], components };
}

let desk: FlyDesk;
let exchanges: Exchange[];
beforeAll(async () => {
  desk = await openFly();
  exchanges = [];
});
afterAll(() => desk.close());

const settings: ServiceSettings = {
  ...plainSettings,
  startCommand: 'npm start',
  preDeployCommand: 'npm run first',
  region: 'iad',
  web: true,
};
const connection = { repository, branch: 'main', autoDeploy: false };

/** Secrets are replaced in exchanges; what is judged is what was sent. */
async function drive(): Promise<void> {
  const { context, doors } = openWalk(desk);
  const door = Object.assign(recording(), { gate: never, share: never, network: realNetwork });
  const client = fly.connect(door, { FLY_API_TOKEN: new Secret('FLY_API_TOKEN', desk.token()) });
  const told = { ...context, client: () => client as never };
  const wanted = { project: 'kingdom77', environment: 'production', repository };
  await fly.whoami(client);
  await api.place(told, wanted);
  const place = await api.makePlace(told, wanted);
  desk.edit('open-repository', { repository });
  const id = await api.makeService(told, place, 'api', settings, connection);
  const bot = await api.makeService(told, place, 'bot', { ...settings, web: false, restart: 'on-failure' }, connection);
  await refusing(client.createApp(id, 'kingdom77'));
  await refusing(client.createApp('other', 'nobody'));
  await client.app(id);
  await client.app('gone');
  for (const name of ['api', 'bot']) await api.service(told, place, name);
  const commit = desk.push(repository, 'main', 'first');
  const set = { LOG_LEVEL: 'info', DISCORD_TOKEN: new Secret('DISCORD_TOKEN', 'a-discord-token-of-the-bot') };
  await api.setVariables(told, place, id, { set, remove: [], target: 'production' });
  await api.setVariables(told, place, id, { set: {}, remove: ['LOG_LEVEL'], target: 'production' });
  await api.variables(told, place, id);
  await refusing(client.setSecrets(id, { '9 lives': 'x' }));
  await refusing(client.deleteSecret(id, 'GONE'));
  const first = await api.deploy(told, place, id, commit, 'main');
  await api.deploy(told, place, bot, commit, 'main');
  await api.connect(told, place, id, { ...connection, branch: 'trunk' });
  await api.configure(told, place, id, { memoryMb: 1024, restart: 'never', healthPath: '/ready' });
  await api.configure(told, place, bot, { volume: '/data' });
  await api.deploy(told, place, id, desk.push(repository, 'main', 'second'), 'main');
  await api.rollback(told, place, id, first);
  for (const { id: one } of await api.deployments(told, place, id)) await api.deployment(told, place, id, one);
  await api.scale(told, place, id, 2);
  desk.edit('card', { value: 'off' });
  await refusing(api.scale(told, place, id, 3));
  desk.edit('card', { value: 'on' });
  desk.edit('fill-region');
  await refusing(api.scale(told, place, id, 3));
  desk.edit('fill-region', { value: 'off' });
  await api.scale(told, place, id, 1);
  await api.restart(told, place, id, first);
  const [machine] = await client.machines(id);
  const [mounted] = await client.machines(bot);
  if (machine && mounted) {
    await refusing(client.updateMachine(id, machine.id, { ...machine.config, image: 'registry.fly.io/gone:1' }, true));
    await refusing(client.createMachine(bot, { name: 'again', region: 'iad', config: mounted.config, launch: false }));
    await refusing(client.createMachine(id, { name: machine.name, region: 'iad', config: machine.config, launch: false }));
    await refusing(client.updateMachine(id, 'gone', machine.config, true));
  }
  await client.volumes(bot);
  await refusing(client.createVolume(bot, { name: 'not a name', region: 'iad', size_gb: 1 }));
  for (const name of ['api.kingdom77.test', 'kingdom77.test']) {
    await api.addDomain?.(told, place, id, name);
    await api.domain?.(told, place, id, name);
    await api.verifyDomain?.(told, place, id, name);
  }
  await refusing(client.addCertificate(bot, 'api.kingdom77.test'));
  await api.removeDomain?.(told, place, id, 'kingdom77.test');
  await api.usage(told, place, id);
  await api.bill(told, place);
  await api.logs(told, place, id, first, 'run', 50);
  await api.suspend(told, place, id);
  await api.resume(told, place, id);
  desk.edit('crash', { service: 'api' });
  await api.deployments(told, place, id);
  await others(id, machine?.id ?? '');
  desk.edit('revoke-token');
  await refusing(client.tokens());
  await doors.close();
}

/** What Fly's other clients ask. */
async function others(id: string, machine: string): Promise<void> {
  const ask = recording();
  const headers = { authorization: `Bearer ${desk.token()}` };
  const send = (method: string, path: string, body?: unknown) =>
    ask(`https://api.machines.dev/v1${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const at = `/apps/${id}/machines/${machine}`;
  for (const path of [`/apps/${id}/certificates`, `${at}/events`, `${at}/metadata`]) await send('GET', path);
  await send('PUT', `${at}/metadata`, { metadata: { role: 'api' } });
  await send('DELETE', at);
  await send('DELETE', `${at}?force=true`);
  await send('DELETE', `/apps/${id}`);
}

const never = () => Promise.reject(new Error('Fly.io speaks HTTP only'));

/** What passes by the API that the document is about. */
const recording = (): Door =>
  recordingDoor({ vendor: 'fly', endpoint: desk.endpoint, record: (one) => void exchanges.push(one), only: 'api.machines.dev' });

describe.skipIf(absent)(`the emulated Fly.io and the document that Fly.io published${why}`, () => {
  test('agree in every exchange, but for the known differences, each with its source', async () => {
    const spec = specOf(readFileSync(file, 'utf8'));
    await drive();
    const valid = expectOnlyKnown(
      exchanges.map((one) => findings(one, spec)),
      flyDifferences,
    );
    expect(valid).toBeGreaterThan(100);
    expect([...new Set(exchanges.map(({ status }) => status))].sort()).toEqual([200, 201, 202, 204, 400, 401, 404, 409, 412, 422]);
  });

  test('a request or an answer that is not in the document is seen', () => {
    const spec = specOf(readFileSync(file, 'utf8'));
    const good = exchanges.find(
      ({ method, path, status }) => method === 'POST' && path.endsWith('/machines') && status === 200,
    ) as Exchange;
    expect(findings(good, spec)).toEqual([]);
    const name = 'POST /apps/{app_name}/machines';
    const wrong = (more: Partial<Exchange>): string[] => findings({ ...good, ...more }, spec);
    expect(wrong({ path: `${good.path}/paint/it/black` })[0]).toMatch(/no such operation$/);
    expect(wrong({ query: 'verbose=1' })).toEqual([`${name}: query verbose is unknown`]);
    expect(wrong({ requestBody: '{"colour":1}' })).toContain(`${name} request .colour is unknown`);
    expect(wrong({ requestBody: '{"config":{"guest":{"cpus":"many"}}}' })).toContain(`${name} request /config/guest/cpus must be integer`);
    expect(wrong({ responseBody: '{"state":1}' })).toContain(`${name} answer /state must be string`);
    expect(wrong({ status: 418, responseBody: '{"message":"a teapot"}' })).toContain(`${name} answer .message is unknown`);
  });
});
