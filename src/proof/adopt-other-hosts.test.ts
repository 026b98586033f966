/**
 * Services that were made by hand at hosts that know no projects, or beside them: a bot at Heroku, an API at Render, a dashboard at Netlify. Found among others, found again by
 * what is recorded, and neither renamed nor doubled in the plan.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue as everything } from '../catalogue.ts';
import type { Catalogue } from '../core/catalogue.ts';
import type { Key, Values } from '../core/keys.ts';
import { Secret } from '../core/secret.ts';
import type { AnyTask } from '../core/task.ts';
import { type AdoptUi, look, type Surveyed } from '../engine/adopt.ts';
import { gapsAfter } from '../engine/adopt-gaps.ts';
import { record } from '../engine/adopt-record.ts';
import { deploy } from '../engine/deploy.ts';
import { planOne } from '../engine/plan.ts';
import type { Walk } from '../engine/walk.ts';
import { botPhase } from '../phases/6.5-bot/index.ts';
import { dashboardPhase } from '../phases/6.6-dashboard/index.ts';
import { systemClock } from '../ports/clock.ts';
import { edgeNetwork } from '../ports/network.ts';
import { systemRandom } from '../ports/random.ts';
import { openWorld, type World } from '../sandbox/world.ts';
import { openScene } from './scene.ts';

const repository = 'ann/kingdom';
const domain = 'kingdom77.test';
const phases = ['6.5', '6.6'] as const;
const catalogue: Catalogue = {
  ...everything,
  phases: [botPhase, dashboardPhase].map((phase) => ({
    ...phase,
    gate: [],
    ...(phase.adoption ? { adoption: { ...phase.adoption, proofs: [] } } : {}),
  })),
};
const nobody: AdoptUi = {
  looking: () => {},
  choose: async () => undefined,
  secret: async () => undefined,
  agree: async () => false,
};

let root: string;
let world: World;

async function play<T>(scene: (walk: Walk) => Promise<T>): Promise<T> {
  const open = await openScene({
    root,
    environment: 'sandbox',
    catalogue,
    endpoints: world.endpoints,
    network: edgeNetwork(() => world.edge()),
    perform: (task, want) => world.perform(task, want),
  });
  try {
    return await scene(open.walk);
  } finally {
    await open.close();
  }
}

const secret = (key: Key, name: string): Secret => new Secret(key, world.credentials()[name] ?? '');

function lookAround(walk: Walk, more: Partial<Values> = {}): Promise<Surveyed> {
  const given = {
    project: 'Kingdom-77',
    domain,
    repository,
    HEROKU_API_KEY: secret('HEROKU_API_KEY', 'heroku.apiKey'),
    RENDER_API_KEY: secret('RENDER_API_KEY', 'render.apiKey'),
    NETLIFY_TOKEN: secret('NETLIFY_TOKEN', 'netlify.token'),
    ...more,
  } satisfies Partial<Values>;
  return look(walk, { phases, said: new Map(), given }, nobody);
}

const chosen = ({ found }: Surveyed): Record<string, string> =>
  Object.fromEntries(
    found.map(({ survey, state, chosen: all }) => [survey.id, `${state} ${all.map(({ name }) => name).join(', ')}`.trim()]),
  );

async function byHand(): Promise<void> {
  const ask = async <T>(vendor: 'heroku' | 'render', path: string, body: unknown, method = 'POST'): Promise<T> =>
    (await world.edit(vendor, 'as-owner', {
      method,
      path,
      body: JSON.stringify(body),
      ...(vendor === 'heroku' ? { accept: 'application/vnd.heroku+json; version=3' } : {}),
    })) as T;
  await world.edit('internet', 'create-repository', { name: repository });
  await world.edit('render', 'open-repository', { repository });
  await ask('heroku', '/apps', { name: 'anns-discord-bot' });
  await ask(
    'heroku',
    '/apps/anns-discord-bot/config-vars',
    { DISCORD_TOKEN: 'token-of-the-bot-by-hand', DASHBOARD_URL: `https://${domain}` },
    'PATCH',
  );
  await ask('heroku', '/apps', { name: 'anns-recipes' });
  const [{ owner }] = (await ask<[{ owner: { id: string } }]>('render', '/v1/owners', undefined, 'GET')) as [{ owner: { id: string } }];
  const web = (name: string, envVars: readonly { key: string; value: string }[]): Promise<{ service: { id: string } }> =>
    ask('render', '/v1/services', {
      type: 'web_service',
      name,
      ownerId: owner.id,
      repo: `https://github.com/${repository}`,
      autoDeploy: 'yes',
      envVars,
      serviceDetails: {
        runtime: 'node',
        plan: 'starter',
        region: 'frankfurt',
        envSpecificDetails: { buildCommand: 'npm ci', startCommand: 'node server.js' },
      },
    });
  const { service } = await web('Kingdom Backend', [{ key: 'JWT_SECRET', value: 'a-secret-that-sessions-rest-on-0001' }]);
  await ask('render', `/v1/services/${service.id}/custom-domains`, { name: `api.${domain}` });
  await web('old-shop', []);
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'k77-adopt-others-'));
  world = await openWorld({ clock: systemClock, random: systemRandom, certificateMs: 0, hosting: { mode: 'record', root } });
  await mkdir(join(root, '.k77/base'), { recursive: true });
  await writeFile(join(root, '.k77/base/written.json'), '{}\n');
  await byHand();
}, 60_000);
afterAll(async () => {
  await world.close();
  await rm(root, { recursive: true, force: true });
});

test('a bot at Heroku and an API at Render are found among other things, each under its own name', async () => {
  const surveyed = await play((walk) => lookAround(walk));
  expect(chosen(surveyed)).toMatchObject({
    'bot.service': 'taken anns-discord-bot',
    'worker.service': 'unknown',
    'api.service': 'taken Kingdom Backend',
    'api.domain': `taken api.${domain}`,
    'dashboard.service': 'unknown',
  });
  const whyNot = (id: string): string | undefined => surveyed.found.find(({ survey }) => survey.id === id)?.why;
  expect(whyNot('worker.service')).toBe('not at Render, Heroku; not asked: Railway, Fly.io, DigitalOcean');
  expect(whyNot('dashboard.service')).toBe('not at Netlify; not asked: Vercel');
  expect(Object.fromEntries(surveyed.learned.map(({ key, value }) => [key, String(value)]))).toMatchObject({
    botHost: 'heroku',
    botService: 'heroku/anns-discord-bot',
    apiHost: 'render',
    apiService: 'render/Kingdom Backend',
    hostNear: 'us-east',
  });
}, 60_000);

test('the same tasks find them afterwards: nothing is made under another name', async () => {
  const gaps = await play(async (walk) => {
    const surveyed = await lookAround(walk);
    const found = await gapsAfter(walk, surveyed, phases);
    await record(walk, surveyed, found, 'Ann');
    return found;
  });
  expect(gaps.tasks.length).toBeGreaterThan(0);
  const again = await play((walk) => lookAround(walk));
  expect(chosen(again)).toMatchObject({ 'bot.service': 'taken anns-discord-bot', 'api.service': 'taken Kingdom Backend' });
  expect(again.conflicts).toEqual([]);
  const texts = await play(async (walk) => ({ ...walk.workspace.values() }));
  expect(texts.JWT_SECRET?.reveal()).toBe('a-secret-that-sessions-rest-on-0001');
  const seen = await play(async (walk) => {
    const { workspace } = walk;
    const answers = {
      usageAlert: '20',
      workerHost: 'heroku',
      branch: 'main',
      botMemory: '512',
      volume: 'no',
      workflow: 'no',
      autoDeploy: 'yes',
      dashboardHost: 'netlify',
    };
    for (const [key, text] of Object.entries(answers)) await workspace.answer(key as Key, text);
    for (const [key, text] of Object.entries({ CODE_ROOT: '.', CODE_SHAPE: 'project', HOST_ACCESS: repository }))
      await workspace.keep('earlier', key as Key, text);
    await deploy(walk, { phases, only: ['host.places'], yes: true, replace: [], command: 'a scene' });
    const task = (id: string): AnyTask => catalogue.phases.flatMap(({ tasks }) => tasks).find((one) => one.id === id) as AnyTask;
    return Promise.all(['bot.service', 'api.service', 'worker.service'].map((id) => planOne(walk, task(id), workspace.values())));
  });
  const told = seen.map(({ action, have, changes }) => [
    action,
    (have as { name?: string } | undefined)?.name,
    changes.map(({ path }) => path).includes('name'),
  ]);
  expect(told).toEqual([
    ['update', 'anns-discord-bot', false],
    ['update', 'Kingdom Backend', false],
    ['create', undefined, true],
  ]);
  // Render moves no service: that it stands elsewhere is taken as it is, and said.
  expect(seen[1]?.accepted?.map(({ path }) => path)).toEqual(['settings.region']);
  expect(seen[1]?.changes.map(({ path }) => path)).not.toContain('settings.region');
}, 60_000);

test('of two hosts that both have the bot a person says which', async () => {
  await world.edit('railway', 'open-repository', { repository });
  const railway = (query: string, variables: unknown): Promise<unknown> =>
    world.edit('railway', 'as-owner', { path: '/graphql/v2', body: JSON.stringify({ query, variables }) });
  const { data } = (await railway(
    'mutation a($input: ProjectCreateInput!) { made: projectCreate(input: $input) { id environments { edges { node { id } } } } }',
    {
      input: { name: 'second-try' },
    },
  )) as { data: { made: { id: string; environments: { edges: { node: { id: string } }[] } } } };
  await railway('mutation a($input: ServiceCreateInput!) { serviceCreate(input: $input) { id } }', {
    input: {
      projectId: data.made.id,
      environmentId: data.made.environments.edges[0]?.node.id,
      name: 'bot',
      source: { repo: repository },
      variables: { DISCORD_TOKEN: 'token-of-the-bot-by-hand', DASHBOARD_URL: `https://${domain}` },
    },
  });
  // From an empty folder, as somebody else would begin.
  await rm(join(root, '.k77/sandbox'), { recursive: true });
  await rm(join(root, 'k77.json'), { force: true });
  const token = { RAILWAY_TOKEN: secret('RAILWAY_TOKEN', 'railway.token') };
  const surveyed = await play((walk) => lookAround(walk, token));
  const bot = surveyed.found.find(({ survey }) => survey.id === 'bot.service');
  expect(bot?.candidates.map(({ name, confidence }) => [name, confidence])).toEqual([
    ['bot', 'certain'],
    ['anns-discord-bot', 'certain'],
  ]);
  expect(bot?.state).toBe('open');
}, 60_000);
