/**
 * A world half-made by hand is adopted and completed, phases 6.1 to 6.4: nothing is made twice, no secret is made anew, whatever is otherwise stood in the plan first.
 * What the hosts have, and the services at them, is `adopt-hosts.test.ts`.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogue as everything } from '../catalogue.ts';
import type { Catalogue } from '../core/catalogue.ts';
import type { Key } from '../core/keys.ts';
import { isPending, type Planned } from '../core/plan.ts';
import { look, type Surveyed } from '../engine/adopt.ts';
import { gapsAfter } from '../engine/adopt-gaps.ts';
import { record } from '../engine/adopt-record.ts';
import { clients } from '../engine/context.ts';
import { deploy } from '../engine/deploy.ts';
import { plan } from '../engine/plan.ts';
import type { TaskResult } from '../engine/walk.ts';
import { mongodb, readMongoUri } from '../vendors/mongodb.ts';
import { type AdoptWorld, nobody, openAdoptWorld, optionsFor } from './adopt-world.ts';
import { inventory } from './inventory.ts';
import { laterRecords } from './later-hosts.ts';
import { answerAll, filesOf } from './stage.ts';

/** What costs seconds and has nothing to do with it; names that nobody answers at yet. */
const leftOut = ['project.code', 'stripe.refund-policy', 'domain.api-visible', 'domain.dashboard-visible', 'domain.api-encryption'];
const early = everything.phases
  .filter(({ number }) => number < '6.5')
  .map((phase) => ({ ...phase, gate: [], tasks: phase.tasks.filter(({ id }) => !leftOut.includes(id)) }));
const phases = early.map(({ number }) => number);
/** Surveys of the hosts look, because what is deployed proves the rest; their tasks are not played. */
const late = everything.phases.filter(({ number }) => number >= '6.5').map((phase) => ({ ...phase, gate: [], tasks: [] }));
const catalogue: Catalogue = { ...everything, phases: [...early, ...late] };

interface Snapshot {
  vendors: Record<string, unknown>;
}
interface Thing {
  id: string;
  [field: string]: unknown;
}

let world: AdoptWorld;
let before: Snapshot;
let beforeLines: readonly string[];
let surveyed: Surveyed;
let planned: readonly Planned[];
let done: readonly TaskResult[];
let after: Snapshot;

beforeAll(async () => {
  world = await openAdoptWorld(catalogue);
  before = await world.world.snapshot();
  beforeLines = inventory(before as never);
  const first = await world.look();
  const said = Object.fromEntries(
    first.found.flatMap(({ survey, state, chosen }) => (state === 'proposed' ? [[survey.id, chosen[0]?.id ?? '']] : [])),
  );
  await world.play(async (walk) => {
    surveyed = await look(walk, optionsFor(catalogue, world.given, { said }), nobody);
    await record(walk, surveyed, await gapsAfter(walk, surveyed, phases), 'Ann');
  });
  await world.play(async (walk) => {
    const known = Object.fromEntries(
      Object.entries(walk.workspace.values()).map(([key, value]) => [key, typeof value === 'string' ? value : value.reveal()]),
    );
    await answerAll(walk, world.world, known);
    for (const [key, text] of Object.entries(laterRecords)) await walk.workspace.keep('later', key as Key, text);
  });
  planned = await world.play(async (walk) => (await plan(walk, { phases, only: [] })).planned);
  done = await world.play(async (walk, { events }) => {
    const deployed = await deploy(walk, { phases, only: [], yes: true, replace: [], command: 'a scene' });
    for (const event of events) if (event.kind === 'failed') throw event.error;
    return deployed.phases.flatMap(({ tasks }) => tasks);
  });
  after = await world.world.snapshot();
}, 90_000);
afterAll(() => world.close());

const part = <T>(snapshot: Snapshot, vendor: string): T => snapshot.vendors[vendor] as T;
const stripeThings = (snapshot: Snapshot, object: string): Thing[] =>
  part<{ spaces: { livemode: boolean; things: Record<string, Thing[]> }[] }>(snapshot, 'stripe').spaces.flatMap(
    ({ things }) => things[object] ?? [],
  );
const idsOf = (things: readonly Thing[]): string[] => things.map(({ id }) => id).sort();
const change = (task: string): string[] => planned.find((one) => one.task.id === task)?.changes.map(({ path }) => path) ?? [];
const records = (snapshot: Snapshot): { id: string; type: string; name: string; content: string; ttl: number; proxied: boolean }[] =>
  part<{ zones: { records: never[] }[] }>(snapshot, 'cloudflare').zones.flatMap((zone) => zone.records);

describe('before anything is changed', () => {
  test('every difference stands in the plan, and nothing is to be replaced or made again', () => {
    expect(change('stripe.products')).toEqual(['monthly.name', 'monthly.description', 'yearly.name', 'yearly.description']);
    expect(change('stripe.prices')).toEqual(['monthly.lookupKey', 'yearly.lookupKey']);
    expect(change('stripe.webhook')).toEqual(['events']);
    expect(change('atlas.user')).toEqual(['roles', 'scopes']);
    expect(change('redis.cache')).toEqual(['eviction', 'budget']);
    expect(change('domain.encryption')).toEqual(['ssl', 'always_use_https', 'min_tls_version']);
    expect(change('domain.api-records')).toEqual(['records']);
    expect(planned.find(({ task }) => task.id === 'domain.api-records')?.changes[0]?.from).toEqual([
      { type: 'CNAME', name: 'api.kingdom77.test', content: 'backend-production-4f1c.up.railway.app', proxied: false, ttl: 3600 },
    ]);
    expect(planned.find(({ task }) => task.id === 'stripe.webhook')?.accepted).toMatchObject([{ path: 'apiVersion', by: 'Ann' }]);
    const made = planned.filter(({ action }) => action === 'create').map(({ task }) => task.id);
    for (const there of [
      'stripe.products',
      'stripe.prices',
      'stripe.webhook',
      'atlas.project',
      'atlas.cluster',
      'atlas.user',
      'redis.cache',
      'domain.zone',
    ])
      expect(made).not.toContain(there);
    expect(planned.filter(({ action }) => action === 'replace').map(({ task, why }) => `${task.id}: ${why}`)).toEqual([
      'env.secrets: OPERATOR_SECRET is not kept anywhere and is shown only once',
    ]);
  });
});

describe('after it was completed', () => {
  test('nothing is left to do, and what was made by hand is still there, under the same ids', async () => {
    const left = await world.play(async (walk) => (await plan(walk, { phases, only: [] })).planned.filter(isPending));
    expect(left.map(({ task, action }) => `${task.id} ${action}`)).toEqual([]);
    expect(done.filter(({ outcome }) => ['failed', 'waits'].includes(outcome)).map(({ task }) => task)).toEqual([]);
    for (const object of ['product', 'price', 'webhook_endpoint', 'coupon', 'customer', 'billing_portal.configuration'])
      expect(idsOf(stripeThings(after, object)), object).toEqual(idsOf(stripeThings(before, object)));
    for (const [vendor, list] of [
      ['atlas', 'groups'],
      ['atlas', 'clusters'],
      ['cloudflare', 'zones'],
    ] as const)
      expect(idsOf(part<Record<string, Thing[]>>(after, vendor)[list] ?? []), list).toEqual(
        idsOf(part<Record<string, Thing[]>>(before, vendor)[list] ?? []),
      );
  });

  test('nothing is there twice: one product, one endpoint, one cluster, one cache, one record at a name', () => {
    const lines = inventory(after as never);
    const many = (begin: string): string[] => lines.filter((line) => line.startsWith(begin));
    expect(many('stripe test product').filter((line) => /premium/i.test(line))).toHaveLength(1);
    expect(many('stripe test webhook_endpoint https://api.kingdom77.test')).toEqual([
      'stripe test webhook_endpoint https://api.kingdom77.test/api/stripe/webhook enabled 19 events',
    ]);
    expect(many('atlas project')).toEqual(['atlas project my-bot']);
    expect(many('atlas cluster')).toHaveLength(1);
    expect(many('atlas user').map((line) => line.split(' ')[2])).toEqual(['botuser', 'denis']);
    expect(many('upstash database').map((line) => line.split(' ')[2])).toEqual(['bot-cache', 'kingdom-77-rehearsal-queue', 'old-test']);
    const leading = records(after)
      .filter(({ type }) => ['A', 'AAAA', 'CNAME'].includes(type))
      .map(({ name }) => name);
    expect(new Set(leading).size).toBe(leading.length);
  });

  test('no secret is another one: the endpoint keeps its secret, the user its password, sessions stay signed as they were', async () => {
    const endpoint = (snapshot: Snapshot): unknown =>
      stripeThings(snapshot, 'webhook_endpoint').find(({ url }) => String(url).includes('api.kingdom77.test'));
    const secretIn = (thing: unknown): string[] => JSON.stringify(thing).match(/whsec_\w+/g) ?? [];
    expect(secretIn(endpoint(after))).toEqual(secretIn(endpoint(before)));
    const learned = Object.fromEntries(surveyed.learned.map(({ key, value }) => [key, typeof value === 'string' ? value : value.reveal()]));
    await world.play(async (walk) => {
      const now = walk.workspace.values();
      for (const key of ['STRIPE_WEBHOOK_SECRET', 'JWT_SECRET', 'SESSION_SECRET', 'REDIS_URL', 'REDIS_PASSWORD', 'MONGODB_URI'] as const)
        expect(now[key]?.reveal(), key).toBe(learned[key]);
      expect(secretIn(endpoint(before))).toContain(now.STRIPE_WEBHOOK_SECRET?.reveal());
      expect(readMongoUri(now.MONGODB_URI?.reveal() ?? '')).toMatchObject({
        username: 'botuser',
        password: 'SuperSecret123',
        database: 'kingdom',
      });
      await clients(walk, 'a scene', [mongodb], 'no')(mongodb).ping();
    });
  });

  test('records that were handed over lead to the hosts, in place; those of others are as they were', () => {
    const at = (snapshot: Snapshot, name: string) =>
      records(snapshot).find((one) => one.name === name && ['A', 'CNAME'].includes(one.type));
    const [then, now] = [at(before, 'api.kingdom77.test'), at(after, 'api.kingdom77.test')];
    expect(now).toMatchObject({ id: then?.id, content: 'k77api.up.railway.test', ttl: 1, proxied: false });
    for (const name of ['status.kingdom77.test', 'play.kingdom77.test']) expect(at(after, name)).toEqual(at(before, name));
    expect(at(after, 'www.kingdom77.test')).toMatchObject({ content: 'k77.vercel-dns.test' });
    const gone = beforeLines.filter((line) => !inventory(after as never).includes(line));
    const theirs = /denis|old-test|Buy me a coffee|zapier|LAUNCH50|alice|google-site-verification|play\.|status\.|playground|portfolio/;
    expect(gone.filter((line) => theirs.test(line))).toEqual([]);
  });

  test('adopted once more, everything is certain, and there is nothing to record', async () => {
    const again = await world.look({ given: {} });
    const mine = again.found.filter(({ survey }) => /^(stripe|atlas|mongodb|redis|domain|discord)\./.test(survey.id));
    expect(mine.filter(({ state }) => state !== 'taken').map(({ survey, state }) => `${survey.id} ${state}`)).toEqual([]);
    expect(mine.flatMap(({ chosen }) => chosen.filter(({ confidence }) => confidence !== 'certain'))).toEqual([]);
    const fresh = again.learned.filter(({ from }) => /^(stripe|atlas|mongodb|redis|domain|discord)\./.test(from)).map(({ key }) => key);
    expect(fresh).toEqual([]);
  });

  test('the journal tells what was adopted, and no secret stands in anything that is committed', async () => {
    const entries = await world.play(async (walk) => walk.workspace.journal.entries());
    const adopted = entries.flatMap((entry) => (entry.kind === 'adopted' ? [`${entry.survey} ${entry.name}`] : []));
    expect(adopted).toEqual(expect.arrayContaining(['atlas.cluster Cluster0', 'redis.cache bot-cache', 'domain.records A kingdom77.test']));
    const files = await filesOf(world.root, /\.env|credentials|sandbox\/git/);
    const texts = Object.entries(files)
      .filter(([, text]) => /whsec_|SuperSecret123/.test(text))
      .map(([path]) => path);
    expect(texts).toEqual([]);
  });
});
