/**
 * The contract of Vercel: every call that k77 makes, and whatever the emulator answers, held against the OpenAPI document that Vercel publishes: operations,
 * query parameters, bodies of requests and answers, statuses of refusals.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Exchange } from '../core/doors.ts';
import { Secret } from '../core/secret.ts';
import type { Door } from '../core/vendor.ts';
import { vercelHost } from '../hosts/vercel.ts';
import { vercel } from '../vendors/vercel.ts';
import { findings, type Seen, type Spec } from './cloudflare-judge.ts';
import { expectOnlyKnown, recordingDoor, refusing } from './contract-fixture.ts';
import { vercelDifferences, vercelNodeVersions } from './vercel-differences.ts';
import { openVercel, openWalk, type VercelDesk } from './vercel-fixture.ts';

const file = fileURLToPath(new URL('../../../shared/vendor-specs/vercel.json', import.meta.url));
const absent = !existsSync(file);
const why = absent ? ` (skipped: ${file} is not there)` : '';
const { api } = vercelHost;
const repository = 'ann/shop';

interface Content {
  content?: Record<string, { schema?: Record<string, unknown> }>;
}

/** The document repeats words in enumerations, forgets null in those that may be null, and has choices between nothing, which no validator takes. */
function mended(name: string, value: unknown): unknown {
  if (name === 'enum' && Array.isArray(value))
    return [...new Set(value.includes('22.x') ? [...vercelNodeVersions.later, ...value] : value)];
  const { nullable, enum: words } = (value ?? {}) as { nullable?: boolean; enum?: unknown[] };
  if (nullable && Array.isArray(words)) return { ...(value as object), enum: [...new Set([...words, null])] };
  return Array.isArray(value) && value.length === 0 && ['oneOf', 'anyOf', 'allOf'].includes(name) ? undefined : value;
}

/** A stream is judged line by line, as if each were an answer. */
function specOf(text: string): Spec {
  const spec = JSON.parse(text, mended) as Spec;
  for (const operation of Object.values(spec.paths).flatMap((path) => Object.values(path)))
    for (const { content } of Object.values(operation.responses ?? {}) as Content[])
      if (content?.['application/stream+json']) content['application/json'] ??= content['application/stream+json'];
  const { schemas } = spec.components;
  return { ...spec, base: '', amendments: [], components: { schemas, responses: {}, requestBodies: {} } };
}

function seenIn(exchange: Exchange): Seen[] {
  const lines = exchange.path.endsWith('/runtime-logs') ? exchange.responseBody.trim().split('\n') : [exchange.responseBody];
  return lines.map((responseBody) => ({ ...exchange, responseBody }));
}

/** Bodies of refusals are in no document, their statuses are. */
function judged(seen: Seen, spec: Spec): string[] {
  return findings(seen, spec).filter((text) => seen.status < 400 || !/ answer (\/|is not documented|\.)/.test(text));
}

let desk: VercelDesk;
let exchanges: Exchange[];
beforeAll(async () => {
  desk = await openVercel();
  exchanges = [];
  desk.push(repository, 'main', 'first');
});
afterAll(() => desk.close());

/** Secrets are replaced in exchanges; what is judged is what was sent. */
async function drive(): Promise<void> {
  const { context, doors } = openWalk(desk);
  const whole = recording();
  const client = vercel.connect(Object.assign(whole, { gate: never, share: never, network: undefined as never }), {
    VERCEL_TOKEN: new Secret('VERCEL_TOKEN', desk.token()),
  });
  const told = { ...context, client: () => client as never };
  const place = await api.makePlace(told, { project: 'kingdom77', environment: 'production' });
  const connection = { repository, branch: 'main', autoDeploy: true };
  const settings = { root: 'dashboard-frontend', buildCommand: 'npm run build', framework: 'nextjs', region: 'iad1' } as never;
  await api.service(told, place, 'dashboard');
  const id = await api.makeService(told, place, 'dashboard', settings, connection);
  await api.configure(told, place, id, { buildCommand: 'npm run build -w dashboard-frontend' });
  const set = { NEXT_PUBLIC_API_URL: 'https://api.kingdom77.test', SENTRY_AUTH_TOKEN: new Secret('SENTRY_AUTH_TOKEN', 'x') };
  await api.setVariables(told, place, id, { set, remove: [], target: 'production' });
  desk.edit('set-variable', { name: 'BOTH', value: '1', target: 'production preview' });
  await api.setVariables(told, place, id, { set: { BOTH: '2' }, remove: ['NEXT_PUBLIC_API_URL'], target: 'production' });
  await refusing(api.setVariables(told, place, id, { set: { VERCEL_URL: 'x' }, remove: [], target: 'production' }));
  await api.variables(told, place, id);
  await api.repositories(told);
  await refusing(api.connect(told, place, id, connection));
  desk.edit('open-repository', { repository });
  await api.repositories(told);
  await api.connect(told, place, id, { ...connection, branch: 'live', autoDeploy: false });
  await api.connect(told, place, id, connection);
  const commit = desk.push(repository, 'main', 'second');
  desk.push(repository, 'feature', 'third');
  await refusing(api.deploy(told, place, id, '0'.repeat(40), 'main'));
  const first = await api.deploy(told, place, id, commit, 'main');
  await api.restart(told, place, id, first);
  const line = { at: '2026-11-23T00:00:00.000Z', text: 'said', stream: 'stderr' } as const;
  for (const of of ['build', 'run'] as const) {
    desk.says(first, of, [line]);
    await api.logs(told, place, id, first, of, 5);
  }
  const all = await api.deployments(told, place, id);
  for (const { id: one } of all) await api.deployment(told, place, id, one);
  await api.deployment(told, place, id, 'dpl_gone');
  await api.rollback(told, place, id, first);
  await refusing(client.rollback(id, first));
  await api.rollback(told, place, id, all.find(({ current }) => current)?.id ?? '');
  await api.suspend(told, place, id);
  await api.resume(told, place, id);
  desk.edit('protection', { value: 'off' });
  await api.protectPreviews?.(told, place, id);
  await client.bypass((await client.project(id)) as never);
  for (const name of ['kingdom77.test', 'www.kingdom77.test']) {
    await api.addDomain?.(told, place, id, name, name.startsWith('www.') ? 'kingdom77.test' : undefined);
    await api.domain?.(told, place, id, name);
  }
  await refusing(client.addDomain(id, { name: 'kingdom77.test' }));
  desk.edit('redirect-domain', { domain: 'www.kingdom77.test', to: '' });
  await api.addDomain?.(told, place, id, 'www.kingdom77.test', 'kingdom77.test');
  desk.edit('claim-domain', { domain: 'other77.test' });
  await api.addDomain?.(told, place, id, 'other77.test');
  await api.domain?.(told, place, id, 'other77.test');
  await refusing(api.verifyDomain?.(told, place, id, 'other77.test'));
  await api.removeDomain?.(told, place, id, 'other77.test');
  const to = new Secret('LOG_DRAIN_URL', 'https://logs.test/drain');
  await api.drains?.(told, place, id);
  await api.addDrain?.(told, place, id, to);
  await refusing(client.addDrain(id, 'k77', 'nowhere'));
  expect((await api.drains?.(told, place, id))?.map((one) => one.reveal())).toEqual([to.reveal()]);
  await api.removeDrain?.(told, place, id, to);
  expect(await api.drains?.(told, place, id)).toEqual([]);
  await api.bill(told, place);
  await doors.close();
}

const never = () => Promise.reject(new Error('Vercel speaks HTTP only'));

const recording = (): Door => recordingDoor({ vendor: 'vercel', endpoint: desk.endpoint, record: (one) => void exchanges.push(one) });

describe.skipIf(absent)(`the emulated Vercel and the document that Vercel published${why}`, () => {
  test('agree in every exchange, but for the known differences, each with its source', async () => {
    const spec = specOf(readFileSync(file, 'utf8'));
    await drive();
    const valid = expectOnlyKnown(
      exchanges.flatMap(seenIn).map((one) => judged(one, spec)),
      vercelDifferences,
    );
    expect(valid).toBeGreaterThan(60);
  });

  test('a request or an answer that is not in the document is seen', () => {
    const spec = specOf(readFileSync(file, 'utf8'));
    const good = exchanges.find(({ method, path }) => method === 'PATCH' && /^\/v9\/projects\/prj_[^/]+$/.test(path)) as Exchange;
    expect(judged(good, spec)).toEqual([]);
    const name = 'PATCH /v9/projects/{idOrName}';
    const wrong = (more: Partial<Exchange>): string[] => judged({ ...good, ...more }, spec);
    expect(wrong({ path: '/v9/projects/prj_1/paint' })).toEqual(['PATCH /v9/projects/prj_1/paint: no such operation']);
    expect(wrong({ query: 'verbose=1' })).toEqual([`${name}: query verbose is unknown`]);
    expect(wrong({ requestBody: '{"colour":1}' })).toContain(`${name} request .colour is unknown`);
    expect(wrong({ requestBody: '{"buildCommand":1}' })).toContain(`${name} request /buildCommand must be string`);
    expect(wrong({ responseBody: '{"id":"prj_1"}' })).toContain(`${name} answer / must have required property 'name'`);
    expect(wrong({ status: 418 })).toEqual([`${name} answer status 418 is not documented`]);
  });
});
