/**
 * Hosts that somebody set up by hand, half: adopted and completed. Nothing is doubled, renamed, rotated or lost; what is otherwise stands in the plan first; each service is
 * deployed once. Values of the phases before are given.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogue as everything } from '../catalogue.ts';
import type { Candidate } from '../core/adoption.ts';
import type { Catalogue } from '../core/catalogue.ts';
import { infoOf, type Key, keys, services, type Values } from '../core/keys.ts';
import type { Planned } from '../core/plan.ts';
import { Secret } from '../core/secret.ts';
import { type AdoptUi, look, type Surveyed } from '../engine/adopt.ts';
import { gapsAfter } from '../engine/adopt-gaps.ts';
import { record } from '../engine/adopt-record.ts';
import { deploy } from '../engine/deploy.ts';
import { plan } from '../engine/plan.ts';
import { verify } from '../engine/verify.ts';
import type { Walk } from '../engine/walk.ts';
import { botPhase } from '../phases/6.5-bot/index.ts';
import { dashboardPhase } from '../phases/6.6-dashboard/index.ts';
import { systemClock } from '../ports/clock.ts';
import { edgeNetwork } from '../ports/network.ts';
import { systemRandom } from '../ports/random.ts';
import type { RailwayState } from '../sandbox/railway/model.ts';
import { halfMadeHosts } from '../sandbox/scenes/half-made-hosts.ts';
import type { VercelState } from '../sandbox/vercel/model.ts';
import { openWorld, type World } from '../sandbox/world.ts';
import { openScene, type Seen } from './scene.ts';
import { filesOf } from './stage.ts';

const repository = 'kingdom77/kingdom77';
const domain = 'kingdom77.test';
/** Names wait for the domain, which is phase 6.4's. */
const leftOut = ['api.domain-live', 'dashboard.domain-live', 'release.record'];
const catalogue: Catalogue = {
  ...everything,
  phases: [botPhase, { ...dashboardPhase, tasks: dashboardPhase.tasks.filter(({ id }) => !leftOut.includes(id)) }].map((phase) => ({
    ...phase,
    gate: [],
    ...(phase.adoption ? { adoption: { ...phase.adoption, proofs: [] } } : {}),
  })),
};
const phases = ['6.5', '6.6'] as const;

/** What vendors gave a month ago, as it is deployed. */
const given: Readonly<Record<string, string>> = {
  MONGODB_URI: 'mongodb+srv://bot:a-password-by-hand@cluster0.abcde.mongodb.test/kingdom',
  REDIS_URL: 'rediss://default:another-password@eu1-cat-1.upstash.test:6379',
  DISCORD_TOKEN: 'token-of-the-bot-that-was-made-by-hand',
  DISCORD_CLIENT_ID: '110000000000000077',
  DISCORD_CLIENT_SECRET: 'secret-of-the-discord-application',
  STRIPE_SECRET_KEY: 'sk_test_made_by_hand_0123456789',
  STRIPE_WEBHOOK_SECRET: 'whsec_made_by_hand_0123456789abcdef',
};

let root: string;
let world: World;

async function play<T>(scene: (walk: Walk, seen: Seen) => Promise<T>): Promise<T> {
  const open = await openScene({
    root,
    environment: 'sandbox',
    catalogue,
    endpoints: world.endpoints,
    network: edgeNetwork(() => world.edge()),
    perform: (task, want) => world.perform(task, want),
  });
  try {
    return await scene(open.walk, open.seen);
  } finally {
    await open.close();
  }
}

const nobody: AdoptUi = {
  looking: () => {},
  choose: async () => undefined,
  secret: async () => undefined,
  agree: async () => false,
};

function lookAround(walk: Walk, said: Readonly<Record<string, string>> = {}, tokens = true): Promise<Surveyed> {
  const { 'railway.token': railway = '', 'vercel.token': vercel = '' } = world.credentials();
  const found = {
    project: 'Kingdom-77',
    domain,
    repository,
    ...(tokens ? { RAILWAY_TOKEN: new Secret('RAILWAY_TOKEN', railway), VERCEL_TOKEN: new Secret('VERCEL_TOKEN', vercel) } : {}),
  } satisfies Partial<Values>;
  return look(walk, { phases, said: new Map(Object.entries(said)), given: found }, nobody);
}

const railway = async (): Promise<RailwayState> => (await world.snapshot()).vendors.railway as RailwayState;
const vercel = async (): Promise<VercelState> => (await world.snapshot()).vendors.vercel as VercelState;
const variablesOf = async (name: string): Promise<Record<string, string>> => {
  const { services: all, instances, projects } = await railway();
  const mine = projects.find((one) => one.name === 'my-bot')?.id;
  const id = all.find((service) => service.name === name && service.project === mine)?.id;
  return instances.find(({ service }) => service === id)?.variables ?? {};
};
const chosen = ({ found }: Surveyed): Record<string, string> =>
  Object.fromEntries(
    found.map(({ survey, state, chosen: all }) => [survey.id, `${state} ${all.map(({ name }) => name).join(', ')}`.trim()]),
  );
const candidate = ({ found }: Surveyed, id: string): Candidate | undefined => found.find(({ survey }) => survey.id === id)?.chosen[0];
const learned = (surveyed: Surveyed): Record<string, string> =>
  Object.fromEntries(surveyed.learned.map(({ key, value }) => [key, typeof value === 'string' ? value : value.reveal()]));

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com'];
  return execFileSync('git', [...identity, ...args], { cwd: root, encoding: 'utf8', env: { PATH: process.env.PATH, HOME: root } }).trim();
}

/** What is still asked, answered as a rehearsal does it; what was adopted stands. */
async function answerOpen({ workspace }: Walk): Promise<void> {
  for (const question of catalogue.phases.flatMap((phase) => phase.questions)) {
    const known = workspace.values();
    if (known[question.key] !== undefined || question.when?.(known) === false) continue;
    const { sandbox } = question;
    const text = sandbox?.startsWith('world:') ? world.credentials()[sandbox.slice('world:'.length)] : sandbox;
    if (text !== undefined) await workspace.answer(question.key, text);
  }
}

/** What phases 6.1 to 6.4 would know by now, besides what is deployed. */
async function earlierPhases(walk: Walk): Promise<void> {
  const made = new Set(catalogue.phases.flatMap(({ tasks }) => tasks).flatMap(({ gives }) => Object.keys(gives)));
  const asked = new Set<string>(catalogue.phases.flatMap(({ questions }) => questions).map(({ key }) => key));
  const needed = (Object.keys(keys) as Key[]).filter((key) => services.some((service) => infoOf(key).services.includes(service)));
  const known = walk.workspace.values();
  for (const key of needed) {
    if (made.has(key) || asked.has(key) || infoOf(key).optional || known[key] !== undefined) continue;
    const text = `value-of-${key.toLowerCase()}`;
    if (infoOf(key).kept === 'env') await walk.workspace.keep('earlier', key, text);
    else await walk.workspace.answer(key, text);
  }
}

const planned = (): Promise<Planned[]> =>
  play(async (walk) => [...(await plan(walk, { phases, only: [] })).planned].filter(({ action }) => action !== 'unchanged'));

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'k77-adopt-hosts-'));
  world = await openWorld({ clock: systemClock, random: systemRandom, certificateMs: 0, hosting: { mode: 'record', root } });
  await mkdir(join(root, '.k77/base'), { recursive: true });
  await writeFile(join(root, 'package.json'), '{}\n');
  await writeFile(join(root, '.gitignore'), '.k77\n.env*\n');
  await writeFile(join(root, '.k77/base/written.json'), `${JSON.stringify({ 'package.json': 'unknown' })}\n`);
  await world.edit('internet', 'create-repository', { name: repository });
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', 'package.json', '.gitignore');
  git('commit', '--quiet', '--message', 'a month ago');
  git('push', '--quiet', join(root, `.k77/sandbox/git/${repository}.git`), 'HEAD:main');
  await world.look();
  await halfMadeHosts(world, { domain, repository, given });
}, 60_000);
afterAll(async () => {
  await world.close();
  await rm(root, { recursive: true, force: true });
});

describe('looking', () => {
  test('finds project, services and names under the names that they have, and leaves out what is somebody else’s', async () => {
    const before = await filesOf(root, /exchanges|\.git\//);
    const { surveyed, writes } = await play(async (walk, seen) => ({ surveyed: await lookAround(walk), writes: seen.doors.sent().writes }));
    expect(chosen(surveyed)).toMatchObject({
      'host.places/railway': 'taken my-bot',
      'bot.service': 'taken Bot',
      'worker.service': 'taken worker-prod',
      'api.service': 'taken backend',
      'dashboard.service': 'taken my-dashboard-v2',
      'api.domain': `taken api.${domain}`,
      'dashboard.domains': `taken ${domain}`,
    });
    expect(JSON.stringify(surveyed.found.map(({ candidates }) => candidates))).not.toMatch(/playground|music-bot|portfolio|uptime-kuma/);
    expect(writes).toBe(0);
    expect(await filesOf(root, /exchanges|\.git\//)).toEqual(before);
  }, 60_000);
});

describe('what is given', () => {
  test('is k77’s afterwards, under its own names, and of what k77 derives nothing', async () => {
    const found = await play((walk) => lookAround(walk));
    expect(learned(found)).toMatchObject({
      ...given,
      JWT_SECRET: expect.stringContaining('0001'),
      SESSION_SECRET: expect.stringContaining('0002'),
      hostNear: 'us-west',
      botHost: 'railway',
      hostProject: 'railway/my-bot',
      botService: 'railway/Bot',
      workerService: 'railway/worker-prod',
      apiService: 'railway/backend',
      dashboardProject: 'vercel/my-dashboard-v2',
    });
    expect(Object.keys(learned(found))).not.toEqual(expect.arrayContaining(['API_URL']));
    expect(Object.keys(learned(found))).not.toEqual(expect.arrayContaining(['LOG_LEVEL']));
    expect(JSON.stringify(found.found)).not.toMatch(/a-password-by-hand|whsec_made|made-by-hand-in-a-shell/);
  }, 60_000);

  test('stays as it is where nothing of k77’s reads it, and is told', async () => {
    const found = await play((walk) => lookAround(walk));
    expect(candidate(found, 'bot.variables')?.about).toContain('1 of your own stays: TZ');
    expect(candidate(found, 'bot.variables')?.differs.join()).toContain('MONGO_URI stays, and MONGODB_URI is set beside it');
    expect(candidate(found, 'dashboard.domains')?.differs).toEqual([`www.${domain} is missing`]);
    expect(candidate(found, 'bot.service')?.differs.join()).toContain('restart is on-failure, k77 sets always');
  }, 60_000);
});

test('a sealed variable is asked for, and nothing of the kind is made in its place', async () => {
  const before = await world.snapshot();
  await world.edit('railway', 'seal-variable', { service: 'backend', name: 'JWT_SECRET' });
  const found = await play((walk) => lookAround(walk));
  expect(found.found.find(({ survey }) => survey.id === 'api.variables')).toMatchObject({
    state: 'open',
    why: expect.stringContaining('JWT_SECRET'),
  });
  expect(learned(found).JWT_SECRET).toBeUndefined();
  await world.restore(before);
}, 60_000);

test('two that match are asked about, and whoever is named is taken', async () => {
  const before = await world.snapshot();
  await world.edit('railway', 'rename-service', { service: 'uptime-kuma', to: 'discord-bot' });
  await world.edit('railway', 'set-variable', { service: 'discord-bot', name: 'DISCORD_TOKEN', value: given.DISCORD_TOKEN ?? '' });
  await world.edit('railway', 'change-setting', { service: 'discord-bot', setting: 'startCommand', value: 'node bot/dist/main.js' });
  const open = await play((walk) => lookAround(walk));
  expect(chosen(open)['bot.service']).toBe('taken Bot');
  const snapshot = structuredClone(await world.snapshot());
  const state = snapshot.vendors.railway as RailwayState;
  const twin = state.services.find(({ name }) => name === 'discord-bot')?.id;
  for (const one of state.instances) if (one.service === twin) one.repository = repository;
  await world.restore(snapshot);
  const asked = await play((walk) => lookAround(walk));
  expect(asked.found.find(({ survey }) => survey.id === 'bot.service')).toMatchObject({ state: 'open', why: '2 match equally' });
  expect(asked.found.find(({ survey }) => survey.id === 'bot.variables')?.why).toContain('waits for a choice');
  expect(chosen(await play((walk) => lookAround(walk, { 'bot.service': 'discord-bot' })))['bot.service']).toBe('taken discord-bot');
  await world.restore(before);
}, 60_000);

describe('taken over', () => {
  test('everything is found again by what was recorded, without asking anything', async () => {
    await play(async (walk) => {
      const surveyed = await lookAround(walk);
      await record(walk, surveyed, await gapsAfter(walk, surveyed, phases), 'Ann');
    });
    await play(answerOpen);
    const again = await play((walk) => lookAround(walk, {}, false));
    expect(Object.values(chosen(again)).filter((text) => !text.startsWith('taken') && text !== 'unknown')).toEqual([]);
    expect([again.conflicts, learned(again)]).toEqual([[], {}]);
  }, 60_000);

  test('the plan shows every difference by its name, and makes nothing anew', async () => {
    await play(earlierPhases);
    // What k77 sets by itself: no vendor is asked for it.
    const settled = ['host.log-level', 'api.session'];
    await play((walk) => deploy(walk, { phases, only: settled, yes: true, replace: [], command: 'a scene' }));
    const all = await planned();
    const paths = (id: string): string[] => all.find(({ task }) => task.id === id)?.changes.map(({ path }) => path) ?? [];
    expect(all.filter(({ action, task }) => action === 'create' && task.uses.length > 0).map(({ task }) => task.id)).toEqual([
      'host.alerts',
    ]);
    expect(paths('bot.service').sort()).toEqual(
      ['healthPath', 'healthTimeoutSeconds', 'memoryMb', 'preDeployCommand', 'restart', 'startCommand'].map((name) => `settings.${name}`),
    );
    expect(paths('bot.variables')).toEqual(expect.arrayContaining(['set.MONGODB_URI', 'set.LOG_LEVEL']));
    expect(paths('bot.variables')).not.toEqual(expect.arrayContaining(['set.DISCORD_TOKEN']));
    expect(paths('api.variables')).not.toEqual(expect.arrayContaining(['set.STRIPE_WEBHOOK_SECRET']));
  }, 60_000);

  test('a deploy completes it: nothing twice, nothing renamed, nothing lost, one deployment more for each service', async () => {
    const [state, front] = [await railway(), await vercel()];
    const before = { bot: await variablesOf('Bot'), worker: await variablesOf('worker-prod'), api: await variablesOf('backend') };
    const done = await play(async (walk, seen) => {
      const result = await deploy(walk, { phases, only: [], yes: true, replace: [], command: 'a scene' });
      return { result, errors: seen.events.flatMap((event) => (event.kind === 'failed' ? [event.error] : [])) };
    });
    expect(done.errors).toEqual([]);
    const [after, frontAfter] = [await railway(), await vercel()];
    const names = (one: RailwayState) =>
      [one.projects, one.services, one.domains].map((list) => list.map((each) => ('name' in each ? each.name : each.domain)));
    expect(names(after)).toEqual(names(state));
    expect(frontAfter.projects.map(({ name }) => name)).toEqual(front.projects.map(({ name }) => name));
    expect(frontAfter.domains.map(({ name }) => name)).toEqual([domain, `www.${domain}`]);
    expect(await variablesOf('Bot')).toMatchObject({ ...before.bot, LOG_LEVEL: 'info', MONGODB_URI: given.MONGODB_URI });
    expect(await variablesOf('worker-prod')).toMatchObject(before.worker);
    const { API_URL: _derived, CORS_ORIGINS: _too, ...kept } = before.api;
    expect(await variablesOf('backend')).toMatchObject(kept);
    expect(frontAfter.variables.map(({ key }) => key)).toContain('NEXT_PUBLIC_THEME');
    const more = (service: string): number => {
      const count = (one: RailwayState) =>
        one.deployments.filter((each) => each.service === one.services.find(({ name }) => name === service)?.id).length;
      return count(after) - count(state);
    };
    expect(['Bot', 'worker-prod', 'backend', 'uptime-kuma', 'bot'].map(more)).toEqual([1, 1, 1, 0, 0]);
    // One that a push began is called off by the host itself, without a build.
    const built = (one: VercelState): number => one.deployments.filter(({ state: said }) => said !== 'CANCELED').length;
    expect(built(frontAfter) - built(front)).toBe(1);
  }, 60_000);

  test('and then there is nothing to do', async () => {
    expect((await planned()).map(({ task, changes }) => [task.id, changes])).toEqual([]);
    const done = await play((walk) => deploy(walk, { phases, only: [], yes: true, replace: [], command: 'a scene' }));
    expect(done.writes).toBe(0);
  }, 60_000);

  test('checks look at the same services, under the names that they have', async () => {
    const checks = ['bot.settings', 'api.settings', 'dashboard.settings', 'bot.state-kept', 'host.deploys-pushes', 'api.named'];
    const found = await play((walk) =>
      Promise.all(checks.map(async (id) => (await verify(walk, { sections: [], checks: [id] })).findings)),
    );
    const told = found.flat().map(({ id, verdict }) => [id, verdict.state, 'evidence' in verdict ? verdict.evidence.saw : '']);
    expect(told.filter(([id]) => String(id).endsWith('.settings')).map(([id, state]) => [id, state])).toEqual([
      ['bot.settings', 'pass'],
      ['api.settings', 'pass'],
      ['dashboard.settings', 'pass'],
    ]);
    expect(JSON.stringify(told)).not.toMatch(/is gone|is not there/);
  }, 60_000);
});
