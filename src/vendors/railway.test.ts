import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { exits } from '../core/errors.ts';
import { Redactor, Secret } from '../core/secret.ts';
import type { Door } from '../core/vendor.ts';
import { systemClock } from '../ports/clock.ts';
import { openDoors } from '../ports/http.ts';
import { systemRandom } from '../ports/random.ts';
import { openRailway, type RailwayDesk } from '../sandbox/railway-fixture.ts';
import { railway } from './railway.ts';
import { RailwayClient } from './railway-client.ts';
import { onlyAsks, railwayDocuments } from './railway-documents.ts';
import { RailwayRefusal } from './railway-graphql.ts';

const file = join(resolve(import.meta.dirname, '../..'), '../shared/vendor-specs/railway.graphql');
const absent = !existsSync(file);

describe.skipIf(absent)(`what k77 says to Railway${absent ? ' (left out: the published schema is not here)' : ''}`, () => {
  const schema = absent ? undefined : buildSchema(readFileSync(file, 'utf8'), { assumeValid: true });

  test.each(Object.entries(railwayDocuments))('%s is a question or order that the published schema knows', (name, document) => {
    const parsed = parse(document);
    expect(schema && validate(schema, parsed).map(({ message }) => message)).toEqual([]);
    expect(parsed.definitions.map((one) => one.kind === 'OperationDefinition' && one.name?.value)).toEqual([name]);
  });

  test('a document that the schema does not know is seen', () => {
    expect(schema && validate(schema, parse('query x { me { shoeSize } }'))).toHaveLength(1);
  });
});

describe('what only asks', () => {
  test('is every document with queries alone, whatever stands in its texts', () => {
    for (const document of [
      '{ me { id } }',
      'query a { me { id } }',
      'query a($x: String = "mutation {") { b(c: $x) { mutation } } # mutation',
      'fragment f on User { id } query q { me { ...f } }',
    ])
      expect(onlyAsks(document), document).toBe(true);
  });

  test('is none with an order in it, and none that cannot be read', () => {
    for (const document of [
      'mutation a { b }',
      'query a { b } mutation c { d }',
      'subscription s { t }',
      '"""query""" mutation a { b }',
      '',
      'query a {',
    ])
      expect(onlyAsks(document), document).toBe(false);
  });

  test('no document of a query orders, no other one asks', () => {
    for (const document of Object.values(railwayDocuments)) expect(onlyAsks(document)).toBe(document.startsWith('query'));
  });
});

let desk: RailwayDesk;
beforeAll(async () => {
  desk = await openRailway();
});
beforeEach(() => {
  desk.faults.clear();
  desk.emulator.reset();
});
afterAll(() => desk.close());

function clientOf(writes: 'yes' | 'no', token = desk.token()): RailwayClient {
  const doors = openDoors({
    endpoints: { railway: desk.endpoint },
    clock: { ...systemClock, sleep: (_ms, signal) => systemClock.sleep(1, signal) },
    random: systemRandom,
    journal: {
      append: async (entry) => ({ ...entry, seq: 0, at: '', prev: '', hash: '' }) as never,
      entries: () => [],
      inFlight: () => [],
    },
    redactor: new Redactor(),
  });
  const door = doors.open(railway, { by: 'test', writes, signal: new AbortController().signal });
  return railway.connect(door, { RAILWAY_TOKEN: new Secret('RAILWAY_TOKEN', token) } as never);
}

const refusalOf = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return railway.explain(error, 'POST /graphql/v2');
};

describe('doors that only read', () => {
  test('let questions through', async () => {
    expect(await clientOf('no').workspaces()).toMatchObject([{ name: 'Kingdom-77', plan: 'HOBBY' }]);
  });

  test('refuse orders', async () => {
    await expect(clientOf('no').createProject('w', 'p', 'production')).rejects.toThrow('this walk only reads');
  });
});

describe('who it is', () => {
  test('is the workspace, with its plan', async () => {
    const { id } = (await clientOf('no').workspaces())[0] ?? {};
    expect(await railway.whoami(clientOf('no'))).toEqual({ account: id, name: 'Kingdom-77', mode: 'none', plan: 'hobby' });
    desk.edit('set-plan', { plan: 'TRIAL' });
    expect(await railway.whoami(clientOf('no', desk.token('workspaceToken')))).toMatchObject({ account: id, plan: 'trial' });
  });

  test('is asked once in a walk', async () => {
    const client = clientOf('yes');
    const [first] = await client.workspaces();
    await client.createProject(first?.id ?? '', 'p', 'production');
    desk.edit('set-plan', { plan: 'PRO' });
    expect((await client.workspaces())[0]?.plan).toBe('HOBBY');
  });
});

describe('a refusal is explained', () => {
  test('for a token that is worth nothing', async () => {
    expect(await refusalOf(clientOf('no', 'not-a-token').workspaces())).toMatchObject({
      vendor: 'Railway',
      call: 'apiToken',
      status: 200,
      message: 'Not Authorized',
      advice: expect.stringContaining('railway.com/account/tokens'),
      exit: exits.preflight,
      requestId: expect.stringMatching(/^\w+$/),
    });
  });

  test('for a project token, which is no bearer', async () => {
    const client = clientOf('yes');
    await client.createProject((await client.workspaces())[0]?.id ?? '', 'p', 'production');
    const token = String(desk.edit('mint-token', { of: 'project', project: 'p' }));
    expect((await refusalOf(clientOf('no', token).workspaces()))?.advice).toContain('project token');
  });

  test.each([
    ['your plan', { plan: 'FREE' }, 'set-plan', 'railway.com/workspace/plans'],
    ['a stopped workspace', {}, 'suspend-account', 'workspace/billing'],
  ])('for what %s does not allow', async (_what, fields, action, advice) => {
    const client = clientOf('yes');
    const workspace = (await client.workspaces())[0]?.id ?? '';
    const { id, environments } = await client.createProject(workspace, 'p', 'production');
    const service = await client.createService(id, environments[0]?.id ?? '', 'bot');
    desk.edit('open-repository', { repository: 'ann/shop' });
    desk.push('ann/shop', 'main');
    desk.edit(action, fields as Record<string, string>);
    const call =
      action === 'set-plan'
        ? client.updateInstance({ project: id, environment: environments[0]?.id ?? '', service }, { restartPolicyType: 'ALWAYS' })
        : client.connect(service, 'ann/shop', 'main');
    expect((await refusalOf(call))?.advice).toContain(advice);
  });

  test('for too many requests, after the door has tried again', async () => {
    desk.faults.set({ faults: [{ vendor: 'railway', match: { path: 'graphql' }, do: '429', retryAfter: 0 }] });
    expect(await refusalOf(clientOf('no').workspaces())).toMatchObject({ status: 429, advice: expect.stringContaining('Hobby 1000') });
  });

  test('for a question that Railway does not understand any more', async () => {
    const door: Door = async () =>
      new Response('{"errors":[{"message":"Cannot query field","extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}', { status: 400 });
    const client = new RailwayClient(Object.assign(door, { share: (_: string, open: () => unknown) => open() }) as never, 't');
    expect(await refusalOf(client.workspaces())).toMatchObject({
      status: 400,
      code: 'GRAPHQL_VALIDATION_FAILED',
      advice: expect.stringContaining('update k77'),
    });
  });

  test('and nothing else is', () => {
    expect(railway.explain(new Error('something else'), '')).toBeUndefined();
    expect(railway.explain(new RailwayRefusal('me', 0, 'no answer'), '')?.advice).toContain('status.railway.com');
  });
});

test('lists are read to their last page', async () => {
  const client = clientOf('yes');
  const workspace = (await client.workspaces())[0]?.id ?? '';
  await client.createProject(workspace, 'project-0', 'production');
  const { projects } = desk.emulator.dump() as { projects: { id: string; name: string }[] };
  for (let at = 1; at < 51; at++) projects.push({ ...(projects[0] as (typeof projects)[number]), id: `p${at}`, name: `project-${at}` });
  expect((await client.projects(workspace)).map(({ name }) => name)).toContain('project-50');
});

test('it is involved where a service is hosted there, and nowhere else', () => {
  expect(railway.involved?.({ botHost: 'railway' } as never)).toBe(true);
  expect(railway.involved?.({ botHost: 'render', dashboardHost: 'vercel' } as never)).toBe(false);
});
