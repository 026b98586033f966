/** The emulated Vercel: what it allows, what it refuses and in which words, and what it makes of deployments. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FixtureOptions } from './host-fixture.ts';
import type { VercelState } from './vercel/model.ts';
import { openVercel, type VercelDesk } from './vercel-fixture.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, looked at by field.
type Any = any;
interface Said {
  status: number;
  body: Any;
  headers: Headers;
}

const repository = 'ann/shop';
let desk: VercelDesk;
let first: string;

async function open(options: FixtureOptions = {}): Promise<void> {
  desk = await openVercel(options);
  first = desk.push(repository, 'main', 'first');
  desk.edit('open-repository', { repository });
}
beforeEach(() => open());
afterEach(() => desk.close());

async function ask(method: string, path: string, body?: unknown, token: string | undefined = desk.token()): Promise<Said> {
  const answer = await fetch(desk.endpoint + path, {
    method,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text), headers: answer.headers };
}

const state = () => desk.emulator.dump() as VercelState;
async function project(more: Record<string, unknown> = {}): Promise<string> {
  const gitRepository = { type: 'github', repo: repository };
  return (await ask('POST', '/v11/projects', { name: 'shop', framework: 'nextjs', rootDirectory: 'web', gitRepository, ...more })).body.id;
}
async function refused(method: string, path: string, body?: unknown): Promise<unknown[]> {
  const said = await ask(method, path, body);
  return [said.status, said.body?.error?.code];
}
const wanted = (id: string) => desk.emulator.desk?.wanted().find((one) => one.id === id);
const deploymentsOf = async (id: string): Promise<Any[]> =>
  (await ask('GET', `/v6/deployments?projectId=${id}&limit=100`)).body.deployments;

describe('who asks', () => {
  test('brings a token, and is told which of the two is wrong', async () => {
    expect((await ask('GET', '/v2/user', undefined, '')).body.error).toMatchObject({ code: 'forbidden', invalidToken: true });
    const silent = await fetch(`${desk.endpoint}/v2/user`);
    expect(await silent.json()).toMatchObject({ error: { missingToken: true } });
    expect(silent.headers.get('x-vercel-id')).toMatch(/^iad1::/);
  });

  test('is counted: every answer tells what is left', async () => {
    const { headers } = await ask('GET', '/v2/user');
    expect(Number(headers.get('x-ratelimit-remaining'))).toBeGreaterThan(0);
    expect(Number(headers.get('x-ratelimit-reset'))).toBeGreaterThan(1_700_000_000);
  });

  test('sees a team only with a token that opens it', async () => {
    desk.edit('add-team', { name: 'Second' });
    const token = String(desk.edit('team-token', { team: 'kingdom-77' }));
    const [own, other] = state().teams;
    expect((await ask('GET', `/v10/projects?teamId=${own?.id}`, undefined, token)).status).toBe(200);
    expect((await ask('GET', `/v10/projects?teamId=${other?.id}`, undefined, token)).status).toBe(403);
    expect((await ask('GET', `/v10/projects?slug=${other?.slug}`)).status).toBe(200);
    const id = await project();
    expect((await ask('GET', `/v9/projects/${id}?teamId=${other?.id}`)).status).toBe(404);
  });

  test('gets lists in pages, by time', async () => {
    for (const name of ['a', 'b', 'c']) desk.edit('add-team', { name });
    const one = await ask('GET', '/v2/teams?limit=3');
    expect(one.body.teams.map(({ slug }: Any) => slug)).toEqual(['c', 'b', 'a']);
    const two = await ask('GET', `/v2/teams?limit=3&until=${one.body.pagination.next}`);
    expect([two.body.teams.map(({ slug }: Any) => slug), two.body.pagination.next]).toEqual([['kingdom-77'], null]);
  });

  test('is told when an address or a body makes no sense', async () => {
    expect(await refused('GET', '/v9/nothing')).toEqual([404, 'not_found']);
    expect(await refused('POST', '/v11/projects', '{')).toEqual([400, 'bad_request']);
    expect((await ask('POST', '/v11/projects', { name: 'x', colour: 'red' })).body.error.message).toContain('additional property `colour`');
    expect((await ask('POST', '/v11/projects', {})).body.error.message).toContain('missing required property `name`');
  });
});

describe('projects', () => {
  test('have names of their own', async () => {
    await project();
    expect(await refused('POST', '/v11/projects', { name: 'shop' })).toEqual([409, 'conflict']);
    expect(await refused('POST', '/v11/projects', { name: 'Shop' })).toEqual([400, 'invalid_name']);
    expect(await refused('POST', '/v11/projects', { name: 'a---b' })).toEqual([400, 'invalid_name']);
  });

  test('are refused with a repository that the GitHub app may not read, and nothing is made', async () => {
    desk.edit('close-repository', { repository });
    const { status, body } = await ask('POST', '/v11/projects', { name: 'shop', gitRepository: { type: 'github', repo: repository } });
    expect([status, body.error.action, body.error.repo]).toEqual([400, 'Install GitHub App', repository]);
    expect(state().projects).toEqual([]);
  });

  test('obey the plan', async () => {
    const id = await project();
    desk.edit('set-plan', { plan: 'hobby' });
    expect(await refused('PATCH', `/v9/projects/${id}`, { ssoProtection: { deploymentType: 'all' } })).toEqual([
      428,
      'protection_not_available',
    ]);
    const regions = { resourceConfig: { functionDefaultRegions: ['iad1', 'fra1'] } };
    expect(await refused('PATCH', `/v9/projects/${id}`, regions)).toEqual([402, 'payment_required']);
    desk.edit('set-plan', { plan: 'pro' });
    expect((await ask('PATCH', `/v9/projects/${id}`, { ...regions, ssoProtection: { deploymentType: 'all' } })).status).toBe(200);
  });

  test('take no settings that make no sense', async () => {
    const id = await project();
    const patch = (body: unknown) => refused('PATCH', `/v9/projects/${id}`, body);
    expect(await patch({ framework: 'cobol' })).toEqual([400, 'bad_request']);
    expect(await patch({ nodeVersion: '12.x' })).toEqual([400, 'bad_request']);
    expect(await patch({ rootDirectory: '../elsewhere' })).toEqual([400, 'invalid_root_directory']);
    expect(await patch({ gitRepository: { type: 'github', repo: repository } })).toEqual([400, 'bad_request']);
    expect(await refused('POST', `/v9/projects/${id}/link`, { type: 'github', repo: repository })).toEqual([400, 'project_already_linked']);
  });
});

describe('variables', () => {
  test('are made each by itself: what is refused does not keep the others from being made', async () => {
    const id = await project();
    const one = (key: string, more = {}) => ({ key, value: 'v', type: 'plain', target: ['production'], ...more });
    await ask('POST', `/v10/projects/${id}/env`, one('A'));
    const { status, body } = await ask('POST', `/v10/projects/${id}/env`, [one('A'), one('B')]);
    expect([status, body.created.length, body.failed[0].error.code]).toEqual([201, 1, 'ENV_CONFLICT']);
    expect(await refused('POST', `/v10/projects/${id}/env`, one('A'))).toEqual([403, 'ENV_CONFLICT']);
    expect((await ask('POST', `/v10/projects/${id}/env?upsert=true`, one('A', { value: 'w' }))).body.created.value).toBe('w');
  });

  test('that are sensitive are never shown again, and are not for development', async () => {
    const id = await project();
    const post = (more: object) => ask('POST', `/v10/projects/${id}/env`, { key: 'S', value: 'secret-text', type: 'sensitive', ...more });
    expect((await post({ target: ['development'] })).status).toBe(400);
    await post({ target: ['production'] });
    await ask('POST', `/v10/projects/${id}/env`, { key: 'E', value: 'encrypted-text', type: 'encrypted', target: ['production'] });
    const { body } = await ask('GET', `/v10/projects/${id}/env`);
    expect(JSON.stringify(body)).not.toMatch(/secret-text|encrypted-text/);
    expect(desk.emulator.secrets()).toEqual(expect.arrayContaining(['secret-text', 'encrypted-text']));
  });

  test('have names that a shell takes, and none that Vercel keeps', async () => {
    const id = await project();
    const named = (key: string) => refused('POST', `/v10/projects/${id}/env`, { key, value: 'v', type: 'plain', target: ['preview'] });
    expect(await named('1A')).toEqual([400, 'INVALID_CHARACTERS']);
    expect(await named('VERCEL_ENV')).toEqual([400, 'RESERVED_ENV_VARIABLE']);
    expect(await refused('POST', `/v10/projects/${id}/env`, { key: 'A', value: 'v', type: 'plain' })).toEqual([400, 'bad_request']);
    expect(await refused('DELETE', `/v9/projects/${id}/env/gone`)).toEqual([404, 'not_found']);
  });
});

describe('a deployment', () => {
  test('is built below the root directory, and started, with exactly its variables and those of the system', async () => {
    const id = await project();
    const variable = { key: 'NEXT_PUBLIC_API_URL', value: 'https://api.test', type: 'plain', target: ['production'] };
    await ask('POST', `/v10/projects/${id}/env`, [variable, { ...variable, target: ['preview'], value: 'https://test.test' }]);
    const commit = desk.push(repository, 'main', 'second');
    const [newest] = await deploymentsOf(id);
    expect(wanted(newest.uid)).toMatchObject({
      service: id,
      repository,
      commit,
      root: 'web',
      buildCommand: 'npm run build --if-present',
      startCommand: expect.stringMatching(/next\/dist\/bin\/next.* start /),
      web: true,
      state: 'run',
      instances: 1,
      health: undefined,
    });
    expect(wanted(newest.uid)?.variables).toEqual({
      NEXT_PUBLIC_API_URL: 'https://api.test',
      VERCEL: '1',
      VERCEL_ENV: 'production',
      VERCEL_TARGET_ENV: 'production',
      VERCEL_URL: newest.url,
      VERCEL_BRANCH_URL: 'shop-git-main-kingdom-77.vercel.app',
      VERCEL_PROJECT_PRODUCTION_URL: 'shop.vercel.app',
      VERCEL_REGION: 'iad1',
      VERCEL_DEPLOYMENT_ID: newest.uid,
      VERCEL_PROJECT_ID: id,
      VERCEL_GIT_PROVIDER: 'github',
      VERCEL_GIT_REPO_OWNER: 'ann',
      VERCEL_GIT_REPO_SLUG: 'shop',
      VERCEL_GIT_REPO_ID: expect.stringMatching(/^\d+$/),
      VERCEL_GIT_COMMIT_REF: 'main',
      VERCEL_GIT_COMMIT_SHA: commit,
      VERCEL_GIT_COMMIT_MESSAGE: 'second',
      VERCEL_GIT_COMMIT_AUTHOR_NAME: 'Ann',
      VERCEL_GIT_PREVIOUS_SHA: '',
    });
  });

  test('keeps the variables that it was built with, until the next one', async () => {
    const id = await project();
    desk.push(repository, 'main', 'second');
    await ask('POST', `/v10/projects/${id}/env`, { key: 'LATER', value: '1', type: 'plain', target: ['production'] });
    const [newest] = await deploymentsOf(id);
    expect(Object.keys(wanted(newest.uid)?.variables ?? {})).not.toContain('LATER');
    const again = await ask('POST', '/v13/deployments?forceNew=1', {
      name: 'shop',
      project: id,
      deploymentId: newest.uid,
      target: 'production',
    });
    expect(wanted(again.body.id)?.variables).toMatchObject({ LATER: '1' });
  });

  test('of a push is made once, and of no push where nobody follows the repository', async () => {
    const id = await project();
    const commit = desk.push(repository, 'main', 'second');
    desk.emulator.desk?.pushed({ repository, branch: 'main', commit });
    expect(await deploymentsOf(id)).toHaveLength(1);
    desk.edit('close-repository', { repository });
    desk.push(repository, 'main', 'third');
    desk.edit('open-repository', { repository });
    desk.edit('create-deployments', { value: 'disabled' });
    desk.push(repository, 'main', 'fourth');
    desk.edit('disconnect');
    desk.push(repository, 'main', 'fifth');
    expect(await deploymentsOf(id)).toHaveLength(1);
  });

  test.each([
    ['exit 0', ['CANCELED', 'CANCELED']],
    ['exit 1', ['READY', 'READY']],
    ['[ "$VERCEL_ENV" = production ]', ['CANCELED', 'READY']],
    ['[ "$VERCEL_ENV" != production ]', ['READY', 'CANCELED']],
    ['git diff --quiet HEAD^ HEAD ./', ['READY', 'READY']],
  ])('is passed over where %s says so', async (command, states) => {
    const id = await project({ commandForIgnoringBuildStep: command });
    desk.push(repository, 'main', 'second');
    desk.push(repository, 'other', 'third');
    const all = await deploymentsOf(id);
    expect(all.map((one) => one.state).reverse()).toEqual(states);
    for (const one of all.filter(({ state: now }) => now === 'CANCELED')) expect(wanted(one.uid)).toBeUndefined();
  });

  test('has an address of its own, one of its branch, and those of production', async () => {
    const id = await project();
    desk.push(repository, 'main', 'second');
    const [one] = await deploymentsOf(id);
    const { body } = await ask('GET', `/v13/deployments/${one.url}`);
    expect([body.id, body.alias]).toEqual([
      one.uid,
      ['shop.vercel.app', 'shop-kingdom-77.vercel.app', 'shop-git-main-kingdom-77.vercel.app'],
    ]);
    desk.push(repository, 'main', 'third');
    expect((await ask('GET', `/v13/deployments/${one.uid}`)).body.alias).toEqual([]);
  });

  test('is refused from a repository that is not opened, and from a commit that is not there', async () => {
    const id = await project();
    const order = (more: object) => ({
      name: 'shop',
      project: id,
      target: 'production',
      gitSource: { type: 'github', org: 'ann', repo: 'shop', ref: 'main', ...more },
    });
    expect(await refused('POST', '/v13/deployments', order({ sha: 'f'.repeat(40) }))).toEqual([400, 'incorrect_git_source_info']);
    expect(await refused('POST', '/v13/deployments', order({ ref: 'gone' }))).toEqual([400, 'incorrect_git_source_info']);
    expect((await ask('POST', '/v13/deployments', order({ repo: 'hidden' }))).body.error.action).toBe('Install GitHub App');
    expect((await ask('POST', '/v13/deployments', order({ sha: first }))).status).toBe(200);
    desk.edit('pause');
    expect(await refused('POST', '/v13/deployments', order({ sha: first }))).toEqual([400, 'project_paused']);
  });
});

describe('what became of a deployment on this machine', () => {
  beforeEach(async () => {
    await desk.close();
    await open({ runner: 'by hand' });
  });
  const states = async (id: string) => (await deploymentsOf(id)).map((one) => one.state);
  const live = (deployment: string) => desk.report({ deployment, what: 'live', upstreams: ['http://127.0.0.1:9'] } as never);

  test('is told step by step', async () => {
    const id = await project();
    desk.push(repository, 'main', 'second');
    const [one] = await deploymentsOf(id);
    const seen = [one.state];
    for (const what of ['building', 'built', 'starting'] as const) {
      desk.report({ deployment: one.uid, what, ...(what === 'built' ? { ms: 2000 } : {}) } as never);
      seen.push(...(await states(id)));
    }
    live(one.uid);
    expect([...seen, ...(await states(id))]).toEqual(['QUEUED', 'BUILDING', 'BUILDING', 'BUILDING', 'READY']);
    expect((await ask('GET', `/v9/projects/${id}`)).body.targets.production.id).toBe(one.uid);
    const events = (await ask('GET', `/v3/deployments/${one.uid}/events?builds=1&direction=backward&limit=2`)).body;
    expect(events.map(({ text }: Any) => text)).toEqual(['Deployment completed', 'Deploying outputs...']);
  });

  test.each([
    ['build-failed', { why: 'build', message: 'Module not found' }, 'BUILD_UTILS_SPAWN_1'],
    ['build-failed', { why: 'root', message: 'no folder web' }, 'ROOT_DIRECTORY_NOT_FOUND'],
    ['start-failed', { why: 'no-port', message: 'nothing listened' }, 'FUNCTION_INVOCATION_FAILED'],
  ])('%s ends it in an error that says why, and production stays as it was', async (what, about, code) => {
    const id = await project();
    desk.push(repository, 'main', 'second');
    const [before] = await deploymentsOf(id);
    live(before.uid);
    desk.push(repository, 'main', 'third');
    const [newest] = await deploymentsOf(id);
    desk.report({ deployment: newest.uid, what, ...about } as never);
    expect((await deploymentsOf(id))[0]).toMatchObject({ state: 'ERROR', errorCode: code, errorMessage: about.message });
    expect((await ask('GET', `/v9/projects/${id}`)).body.targets.production.id).toBe(before.uid);
    expect(wanted(newest.uid)).toBeUndefined();
    expect(wanted(before.uid)?.state).toBe('run');
  });

  test('the older one serves until the newer one is up, and its build is kept', async () => {
    const id = await project();
    desk.push(repository, 'main', 'second');
    const [older] = await deploymentsOf(id);
    live(older.uid);
    desk.push(repository, 'main', 'third');
    const [newer] = await deploymentsOf(id);
    expect([wanted(older.uid)?.state, wanted(newer.uid)?.state]).toEqual(['run', 'run']);
    live(newer.uid);
    expect([wanted(older.uid)?.state, wanted(newer.uid)?.state]).toEqual(['stopped', 'run']);
  });

  test('a rollback takes the domains when the older one answers, and not before', async () => {
    const id = await project();
    desk.push(repository, 'main', 'second');
    const [older] = await deploymentsOf(id);
    live(older.uid);
    desk.push(repository, 'main', 'third');
    const [newer] = await deploymentsOf(id);
    live(newer.uid);
    desk.report({ deployment: older.uid, what: 'stopped' } as never);
    const attempt = wanted(older.uid)?.attempt ?? 0;
    expect((await ask('POST', `/v9/projects/${id}/rollback/${older.uid}`)).status).toBe(201);
    const current = async () => (await ask('GET', `/v9/projects/${id}`)).body;
    expect(await current()).toMatchObject({
      targets: { production: { id: newer.uid } },
      lastAliasRequest: { jobStatus: 'in-progress', type: 'rollback' },
    });
    expect(wanted(older.uid)).toMatchObject({ state: 'run', attempt: attempt + 1 });
    live(older.uid);
    expect(await current()).toMatchObject({
      targets: { production: { id: older.uid } },
      autoAssignCustomDomains: false,
      lastAliasRequest: { jobStatus: 'succeeded', fromDeploymentId: newer.uid },
    });
  });

  test('after a rollback a new one is built and waits, without running, until it is promoted', async () => {
    const id = await project();
    desk.push(repository, 'main', 'second');
    live((await deploymentsOf(id))[0].uid);
    await ask('PATCH', `/v9/projects/${id}`, { autoAssignCustomDomains: false });
    desk.push(repository, 'main', 'third');
    const [staged] = await deploymentsOf(id);
    expect(wanted(staged.uid)?.state).toBe('stopped');
    desk.report({ deployment: staged.uid, what: 'built', ms: 1 } as never);
    expect((await deploymentsOf(id))[0]).toMatchObject({ state: 'READY', readySubstate: 'STAGED', isRollbackCandidate: false });
    expect((await ask('POST', `/v10/projects/${id}/promote/${staged.uid}`)).status).toBe(201);
    live(staged.uid);
    expect((await ask('GET', `/v9/projects/${id}`)).body).toMatchObject({
      targets: { production: { id: staged.uid } },
      autoAssignCustomDomains: true,
    });
    expect(await refused('POST', `/v10/projects/${id}/promote/${staged.uid}`)).toEqual([409, 'already_current']);
  });

  test('a deployment that is called off is forgotten; a paused project runs nothing', async () => {
    const id = await project();
    desk.push(repository, 'main', 'second');
    const [one] = await deploymentsOf(id);
    expect((await ask('PATCH', `/v12/deployments/${one.uid}/cancel`)).body.readyState).toBe('CANCELED');
    expect(wanted(one.uid)).toBeUndefined();
    expect(await refused('PATCH', `/v12/deployments/${one.uid}/cancel`)).toEqual([400, 'deployment_not_building']);
    desk.push(repository, 'main', 'third');
    const [next] = await deploymentsOf(id);
    live(next.uid);
    await ask('POST', `/v1/projects/${id}/pause`);
    expect(wanted(next.uid)?.state).toBe('stopped');
    await ask('POST', `/v1/projects/${id}/unpause`);
    expect(wanted(next.uid)?.state).toBe('run');
  });

  test('of a branch with many pushes the newest preview runs, beside production', async () => {
    const id = await project();
    desk.push(repository, 'main', 'second');
    live((await deploymentsOf(id))[0].uid);
    for (const message of ['third', 'fourth']) {
      desk.push(repository, 'feature', message);
      live((await deploymentsOf(id))[0].uid);
    }
    const running = desk.emulator.desk?.wanted().map(({ service, state: now }) => [service, now]);
    expect(running).toEqual([
      [`${id}:feature`, 'run'],
      [id, 'run'],
    ]);
    expect(await refused('POST', `/v10/projects/${id}/promote/${(await deploymentsOf(id))[0].uid}`)).toEqual([409, 'preview_deployment']);
  });
});

describe('the rest', () => {
  test('a state goes on where it was saved, and a reset forgets everything', async () => {
    const id = await project();
    desk.push(repository, 'main', 'second');
    const saved = structuredClone(desk.emulator.dump());
    const token = desk.token();
    desk.emulator.reset();
    expect(desk.token()).not.toBe(token);
    expect(state().projects).toEqual([]);
    desk.emulator.load(saved);
    expect((await ask('GET', `/v9/projects/${id}`)).body.name).toBe('shop');
  });

  test('the dashboard shows what is there and takes its own forms only', async () => {
    await project();
    desk.push(repository, 'main', 'second');
    await ask('POST', '/v10/projects/shop/env', { key: 'A_SECRET', value: 'never-on-a-page', type: 'sensitive', target: ['production'] });
    await ask('POST', '/v10/projects/shop/domains', { name: 'kingdom77.test' });
    const shown = await (await fetch(`${desk.endpoint}/dashboard`)).text();
    for (const text of [
      'shop',
      'ann/shop, production from main',
      'A_SECRET (production, sensitive)',
      'kingdom77.test',
      'READY production, current',
    ])
      expect(shown).toContain(text);
    expect(shown).not.toContain('never-on-a-page');
    const send = (headers: Record<string, string>) =>
      fetch(`${desk.endpoint}/dashboard`, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams({ action: 'pause' }) });
    expect((await send({ origin: 'https://evil.test' })).status).toBe(403);
    expect((await send({ origin: desk.endpoint })).status).toBe(303);
    expect(state().projects[0]?.paused).toBe(true);
    const wrong = { method: 'POST', headers: { origin: desk.endpoint }, body: new URLSearchParams({ action: 'paint' }) };
    expect(await (await fetch(`${desk.endpoint}/dashboard`, wrong)).text()).toContain('The Vercel dashboard has no paint');
  });

  test('every button of a person does something that the API shows', async () => {
    const id = await project();
    desk.push(repository, 'main', 'second');
    await ask('POST', `/v10/projects/${id}/domains`, { name: 'kingdom77.test' });
    const view = async () => (await ask('GET', `/v9/projects/${id}`)).body;
    desk.edit('build-command', { command: 'make' });
    desk.edit('root-directory', { folder: 'elsewhere' });
    desk.edit('production-branch', { branch: 'live' });
    desk.edit('protection', { value: 'off' });
    expect(await view()).toMatchObject({
      buildCommand: 'make',
      rootDirectory: 'elsewhere',
      ssoProtection: null,
      link: { productionBranch: 'live' },
    });
    desk.edit('disconnect');
    expect((await view()).link).toBeUndefined();
    desk.edit('set-variable', { name: 'BY_HAND', value: '1', target: 'production, preview', type: 'plain' });
    expect((await ask('GET', `/v10/projects/${id}/env`)).body.envs).toMatchObject([{ key: 'BY_HAND', target: ['production', 'preview'] }]);
    desk.edit('remove-variable', { name: 'BY_HAND' });
    expect((await ask('GET', `/v10/projects/${id}/env`)).body.envs).toEqual([]);
    desk.edit('remove-domain', { domain: 'kingdom77.test' });
    expect((await ask('GET', `/v9/projects/${id}/domains`)).body.domains).toEqual([]);
    desk.edit('create-project', { name: 'by-hand' });
    expect((await ask('GET', '/v10/projects')).body.projects.map(({ name }: Any) => name).sort()).toEqual(['by-hand', 'shop']);
    expect(() => desk.edit('remove-variable', { name: 'GONE' })).toThrow('shop has no variable GONE');
    expect(() => desk.edit('pause', { project: 'gone' })).toThrow('has no project gone');
  });

  test('domains have rules: one project each, redirects to one another, real names', async () => {
    const id = await project();
    const add = (body: object) => refused('POST', `/v10/projects/${id}/domains`, body);
    expect(await add({ name: 'no domain' })).toEqual([400, 'invalid_domain']);
    expect(await add({ name: 'www.kingdom77.test', redirect: 'kingdom77.test' })).toEqual([400, 'invalid_redirect']);
    expect(await add({ name: 'kingdom77.test' })).toEqual([200, undefined]);
    expect(await add({ name: 'kingdom77.test' })).toEqual([400, 'domain_already_exists']);
    expect(await add({ name: 'www.kingdom77.test', redirect: 'kingdom77.test', redirectStatusCode: 308 })).toEqual([200, undefined]);
    expect(await refused('DELETE', `/v9/projects/${id}/domains/kingdom77.test`, { removeRedirects: true })).toEqual([200, undefined]);
    expect(state().domains).toEqual([]);
    expect(await refused('GET', `/v9/projects/${id}/domains/gone.test`)).toEqual([404, 'not_found']);
  });
});
