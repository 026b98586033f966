/** What the emulated DigitalOcean does, as DigitalOcean does it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { digitaloceanInventory } from './digitalocean/inventory.ts';
import type { DigitalOceanState } from './digitalocean/model.ts';
import { type DigitalOceanDesk, openDigitalOcean } from './digitalocean-fixture.ts';

const repository = 'ann/shop';
let desk: DigitalOceanDesk;
let commit: string;

beforeEach(async () => {
  desk = await openDigitalOcean({ runner: 'by hand', pendingMs: 0 });
  commit = desk.push(repository, 'main', 'first');
  desk.edit('open-repository', { repository });
});
afterEach(() => desk.close());

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, looked at by field.
  body: any;
  headers: Headers;
}

async function ask(method: string, path: string, body?: unknown, authorization = `Bearer ${desk.token()}`): Promise<Answer> {
  const answer = await fetch(`${desk.endpoint}/v2${path}`, {
    method,
    headers: { authorization },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text, headers: answer.headers };
}

const github = (more: object = {}) => ({ repo: repository, branch: 'main', deploy_on_push: false, ...more });
const component = (more: object = {}) => ({ name: 'api', github: github(), run_command: 'npm start', ...more });
const spec = (more: object = {}) => ({ name: 'shop-api', services: [component()], ...more });
const app = async (more: object = {}): Promise<string> => (await ask('POST', '/apps', { spec: spec(more) })).body.app.id;
const state = () => desk.emulator.dump() as DigitalOceanState;
const wanted = () => desk.emulator.desk?.wanted() ?? [];
const running = () => wanted().findLast(({ state: one }) => one === 'run')?.id ?? '';
const newest = () => state().deployments.at(-1)?.id ?? '';
const phases = async (id: string): Promise<string[]> =>
  (await ask('GET', `/apps/${id}/deployments`)).body.deployments.map(({ phase }: { phase: string }) => phase);

function goLive(deployment = newest()): string {
  for (const what of ['building', 'built', 'starting', 'live'] as const)
    desk.report({
      deployment,
      what,
      ...(what === 'built' ? { ms: 1200 } : {}),
      ...(what === 'live' ? { upstreams: ['http://127.0.0.1:40001'] } : {}),
    } as never);
  return deployment;
}

describe('the door', () => {
  test('opens for the token only, tells the rate in every answer, and names each request', async () => {
    const refused = await ask('GET', '/account', undefined, 'Bearer dop_v1_wrong');
    expect(refused).toMatchObject({ status: 401, body: { id: 'unauthorized', message: 'Unable to authenticate you' } });
    expect(refused.body.request_id).toBe(refused.headers.get('x-request-id'));
    const { headers } = await ask('GET', '/account');
    expect([headers.get('ratelimit-limit'), headers.get('ratelimit-remaining')]).toEqual(['5000', '4999']);
  });

  test('refuses what it does not know, what is no JSON, and what a token may not do', async () => {
    expect((await ask('GET', '/paint')).status).toBe(404);
    expect((await ask('PUT', '/account')).status).toBe(405);
    expect((await ask('POST', '/projects', '{')).body.message).toBe('error parsing request body');
    desk.edit('limit-token');
    expect((await ask('POST', '/projects', { name: 'a', purpose: 'b' })).status).toBe(403);
    expect((await ask('POST', '/apps/propose', { spec: spec() })).status).toBe(200);
  });

  test('gives lists by page, twenty unless told', async () => {
    for (let index = 0; index < 22; index++) await ask('POST', '/projects', { name: `p${index}`, purpose: 'x' });
    const [first, second] = [(await ask('GET', '/projects')).body, (await ask('GET', '/projects?page=2')).body];
    expect([first.projects.length, second.projects.length, first.meta.total]).toEqual([20, 3, 23]);
    expect((await ask('GET', '/projects?per_page=201')).status).toBe(400);
    expect((await ask('POST', '/projects', { name: 'p1', purpose: 'x' })).status).toBe(409);
  });
});

describe('a spec', () => {
  test.each([
    [{ name: 'No' }, 400, /invalid app name "No"/],
    [{ name: `a${'b'.repeat(32)}` }, 400, /invalid app name/],
    [{ region: 'mars' }, 400, /unknown region mars/],
    [{ services: [] }, 400, /at least one component/],
    [{ services: [component({ name: 'A' })] }, 400, /invalid component name "A"/],
    [{ workers: [component()] }, 400, /component name api is not unique/],
    [{ services: [component({ github: undefined })] }, 400, /needs a source/],
    [{ services: [component({ github: github({ repo: 'ann/secret' }) })] }, 400, /GitHub user does not have access to ann\/secret/],
    [{ services: [component({ github: github({ branch: 'gone' }) })] }, 400, /branch gone not found/],
    [{ services: [component({ instance_size_slug: 'huge' })] }, 400, /invalid instance_size_slug huge/],
    [{ services: [component({ instance_count: 2 })] }, 400, /does not support an instance_count greater than 1/],
    [{ services: [component({ instance_count: 0 })] }, 400, /at least 1/],
    [{ services: [component({ envs: [{ key: '1A' }] })] }, 400, /invalid environment variable name "1A"/],
    [{ services: [component({ envs: [{ key: 'A' }, { key: 'A' }] })] }, 400, /variable A is not unique/],
    [{ domains: [{ domain: 'no name' }] }, 400, /invalid domain/],
    [{ ingress: { rules: [{ component: { name: 'x' } }] } }, 400, /unknown component x/],
  ])('is refused with %o', async (more, status, message) => {
    const answer = await ask('POST', '/apps', { spec: spec(more) });
    expect([answer.status, answer.body.message]).toEqual([status, expect.stringMatching(message)]);
    expect(state().apps).toEqual([]);
  });

  test('has a name of its own in the account, and moves to the region that is written into it', async () => {
    const id = await app();
    expect(await ask('POST', '/apps', { spec: spec() })).toMatchObject({
      status: 409,
      body: { message: 'app name shop-api is already in use' },
    });
    const { body } = await ask('PUT', `/apps/${id}`, { spec: spec({ region: 'fra' }) });
    expect(body.app).toMatchObject({ spec: { region: 'fra' }, region: { slug: 'fra' }, pending_deployment: { phase: 'PENDING_BUILD' } });
  });

  test('is deployed by every change, of the commit that is there; of the newest only when asked for it', async () => {
    const id = await app();
    goLive();
    const second = desk.push(repository, 'main', 'second');
    const { body } = await ask('PUT', `/apps/${id}`, { spec: spec() });
    expect(body.app.pending_deployment).toMatchObject({ phase: 'PENDING_BUILD', services: [{ source_commit_hash: commit }] });
    const newer = (await ask('PUT', `/apps/${id}`, { spec: spec(), update_all_source_versions: true })).body;
    expect(newer.app.pending_deployment.services[0].source_commit_hash).toBe(second);
    expect(await phases(id)).toEqual(['PENDING_BUILD', 'CANCELED', 'ACTIVE']);
  });

  test('begins nothing for a while, where machines are busy', async () => {
    const slow = await openDigitalOcean({ runner: 'by hand', pendingMs: 60_000 });
    slow.push(repository, 'main');
    slow.edit('open-repository', { repository });
    const asking = { method: 'POST', headers: { authorization: `Bearer ${slow.token()}` }, body: JSON.stringify({ spec: spec() }) };
    await fetch(`${slow.endpoint}/v2/apps`, asking);
    expect(slow.emulator.desk?.wanted()).toEqual([]);
    await slow.later(2);
    expect(slow.emulator.desk?.wanted()).toHaveLength(1);
    await slow.close();
  });

  test('is proposed with its price, without anything being made', async () => {
    const big = component({ instance_size_slug: 'apps-s-1vcpu-2gb', instance_count: 2 });
    expect((await ask('POST', '/apps/propose', { spec: spec({ services: [big] }) })).body).toMatchObject({
      app_cost: 50,
      app_name_available: true,
    });
    const id = await app();
    expect((await ask('POST', '/apps/propose', { spec: spec() })).body.app_name_available).toBe(false);
    expect((await ask('POST', '/apps/propose', { spec: spec(), app_id: id })).body.app_name_available).toBe(true);
    expect(state().apps).toHaveLength(1);
  });
});

describe('secrets', () => {
  const envs = (value?: string) => [{ key: 'TOKEN', type: 'SECRET', ...(value === undefined ? {} : { value }) }];
  const shown = async (id: string) => (await ask('GET', `/apps/${id}`)).body.app.spec.services[0].envs[0].value as string;
  const put = (id: string, value?: string) => ask('PUT', `/apps/${id}`, { spec: spec({ services: [component({ envs: envs(value) })] }) });
  const given = () => wanted().at(-1)?.variables.TOKEN ?? wanted()[0]?.variables.TOKEN;

  test('are shown encrypted, stay the same when they are sent back, and are others when they are set', async () => {
    const id = await app({ services: [component({ envs: envs('the-secret-of-the-bot') })] });
    const first = await shown(id);
    expect(first).toMatch(/^EV\[1:.+:.+\]$/);
    expect(given()).toBe('the-secret-of-the-bot');
    await put(id, first);
    expect(await shown(id)).toBe(first);
    expect(given()).toBe('the-secret-of-the-bot');
    await put(id, 'the-secret-of-the-bot');
    expect(await shown(id)).not.toBe(first);
    expect(desk.emulator.secrets()).toContain('the-secret-of-the-bot');
  });

  test('become empty when they are left out, and are of no use to another app', async () => {
    const id = await app({ services: [component({ envs: envs('the-secret-of-the-bot') })] });
    const first = await shown(id);
    await put(id);
    expect(wanted().find((one) => one.id === newest())?.variables.TOKEN).toBe('');
    const other = await ask('POST', '/apps', { spec: { ...spec({ services: [component({ envs: envs(first) })] }), name: 'other' } });
    expect(other.body.message).toContain('encrypted for another app');
  });
});

describe('what runs', () => {
  test('is what the spec says, with what is to run before it', async () => {
    const main = component({
      ...{ build_command: 'npm run build', run_command: 'node main.js', source_dir: '/project', environment_slug: 'node-js' },
      ...{ instance_size_slug: 'apps-s-1vcpu-1gb', instance_count: 2, envs: [{ key: 'A', value: '1' }] },
      health_check: { http_path: '/up', initial_delay_seconds: 10, period_seconds: 10, failure_threshold: 3 },
    });
    await app({ services: [main], jobs: [component({ name: 'first', kind: 'PRE_DEPLOY', run_command: 'node first.js' })] });
    expect(wanted()).toMatchObject([
      {
        ...{ name: 'shop-api', commit, root: 'project', buildCommand: 'npm run build', preDeployCommand: 'node first.js' },
        ...{ startCommand: 'node main.js', instances: 2, memoryMb: 1024, web: true, state: 'run' },
        health: { path: '/up', timeoutSeconds: 40 },
        restart: { policy: 'always' },
        variables: { A: '1', NODE_ENV: 'production' },
      },
    ]);
  });

  test('goes through its phases, has a name from then on, and takes over from the one before', async () => {
    const id = await app();
    expect((await ask('GET', `/apps/${id}`)).body.app.default_ingress).toBeUndefined();
    desk.report({ deployment: running(), what: 'building' } as never);
    expect((await ask('GET', `/apps/${id}`)).body.app.in_progress_deployment.phase).toBe('BUILDING');
    goLive();
    expect((await ask('GET', `/apps/${id}`)).body.app).toMatchObject({ default_ingress: expect.stringMatching(/ondigitalocean\.app$/) });
    await ask('POST', `/apps/${id}/deployments`, {});
    expect(await phases(id)).toEqual(['PENDING_BUILD', 'ACTIVE']);
    goLive();
    expect(await phases(id)).toEqual(['ACTIVE', 'SUPERSEDED']);
    expect(
      wanted()
        .map(({ state: one }) => one)
        .sort(),
    ).toEqual(['run', 'stopped']);
  });

  test.each([
    [{ what: 'build-failed', why: 'build', message: 'npm error' }, 'api', 'BUILD', /npm error/],
    [{ what: 'build-failed', why: 'pre-deploy', message: 'no database' }, 'first', 'DEPLOY', /no database/],
    [{ what: 'start-failed', why: 'no-port', message: 'nothing listens' }, 'api', 'RUN', /nothing listens/],
    [{ what: 'start-failed', why: 'unhealthy', message: '503' }, 'api', 'DEPLOY', /health check path/],
    [{ what: 'crashed', code: 1, restarts: 10 }, 'api', 'RUN', /exited with code 1/],
  ])('that ends in %o has failed, and its log says why', async (event, name, type, says) => {
    const id = await app({ jobs: [component({ name: 'first', kind: 'PRE_DEPLOY', run_command: 'node first.js' })] });
    const deployment = running();
    desk.report({ deployment, ...event } as never);
    expect(await phases(id)).toEqual(['ERROR']);
    expect(wanted()).toEqual([]);
    const { body } = await ask('GET', `/apps/${id}/deployments/${deployment}/components/${name}/logs?type=${type}`);
    expect(await (await fetch(body.historic_urls[0])).text()).toMatch(says);
    expect((await fetch(body.historic_urls[0].replace(/token=.*/, 'token=x'))).status).toBe(403);
  });

  test('that crashes stays active and is started again for ever; its health says so', async () => {
    const id = await app();
    desk.report({ deployment: goLive(), what: 'crashed', code: 1, restarts: 10 } as never);
    expect(await phases(id)).toEqual(['ACTIVE']);
    const health = async () => (await ask('GET', `/apps/${id}/health`)).body.app_health.components[0];
    expect(await health()).toMatchObject({ name: 'api', replicas_desired: 1, replicas_ready: 0, state: 'UNHEALTHY' });
    expect((await ask('POST', `/apps/${id}/restart`, { components: ['gone'] })).status).toBe(400);
    await ask('POST', `/apps/${id}/restart`, { components: ['api'] });
    expect(wanted()[0]?.attempt).toBe(1);
    expect(await health()).toMatchObject({ replicas_ready: 1, state: 'HEALTHY' });
  });

  test('is deployed by a push only where the spec says so, once', async () => {
    const id = await app({ services: [component({ github: github({ deploy_on_push: true }) })] });
    goLive();
    const second = desk.push(repository, 'main', 'second');
    desk.push(repository, 'other', 'third');
    const [first, ...rest] = (await ask('GET', `/apps/${id}/deployments`)).body.deployments;
    expect(first).toMatchObject({ services: [{ source_commit_hash: second }], cause: expect.stringContaining('pushed to') });
    expect(rest).toHaveLength(1);
  });

  test('is canceled while it is on its way, and not afterwards', async () => {
    const id = await app();
    const deployment = running();
    const cancel = () => ask('POST', `/apps/${id}/deployments/${deployment}/cancel`);
    expect((await cancel()).body.deployment.phase).toBe('CANCELED');
    expect((await cancel()).status).toBe(400);
    desk.report({ deployment, what: 'live', upstreams: [] } as never);
    expect(await phases(id)).toEqual(['CANCELED']);
  });

  test('is archived and restored by the spec', async () => {
    const id = await app();
    goLive();
    await ask('PUT', `/apps/${id}`, { spec: spec({ maintenance: { archive: true } }) });
    expect(wanted().filter((one) => one.state === 'run')).toEqual([]);
    expect((await ask('POST', `/apps/${id}/deployments`, {})).body.message).toBe('the app is archived');
    await ask('PUT', `/apps/${id}`, { spec: spec() });
    expect(wanted().filter((one) => one.state === 'run')).toHaveLength(1);
  });
});

describe('going back', () => {
  const twice = async (): Promise<{ id: string; first: string }> => {
    const id = await app({ services: [component({ envs: [{ key: 'A', value: '1' }] })] });
    const first = goLive();
    await ask('PUT', `/apps/${id}`, { spec: spec({ services: [component({ envs: [{ key: 'A', value: '2' }] })] }) });
    goLive();
    return { id, first };
  };

  test('takes image, settings and variables of then; without being held when that is said', async () => {
    const { id, first } = await twice();
    expect((await ask('POST', `/apps/${id}/rollback/validate`, { deployment_id: first })).body.valid).toBe(true);
    const { body } = await ask('POST', `/apps/${id}/rollback`, { deployment_id: first, skip_pin: true });
    expect(wanted().find((one) => one.id === body.deployment.id)?.variables.A).toBe('1');
    expect((await ask('GET', `/apps/${id}`)).body.app.spec.services[0].envs[0].value).toBe('1');
    expect((await ask('POST', `/apps/${id}/deployments`, {})).status).toBe(200);
  });

  test('holds the app unless told, until it is committed or reverted', async () => {
    const { id, first } = await twice();
    await ask('POST', `/apps/${id}/rollback`, { deployment_id: first });
    expect((await ask('POST', `/apps/${id}/deployments`, {})).body.message).toContain('pinned');
    expect((await ask('PUT', `/apps/${id}`, { spec: spec() })).status).toBe(400);
    expect((await ask('POST', `/apps/${id}/rollback/revert`)).status).toBe(200);
    expect((await ask('GET', `/apps/${id}`)).body.app.spec.services[0].envs[0].value).toBe('2');
    expect((await ask('POST', `/apps/${id}/rollback/commit`)).status).toBe(400);
  });

  test('is refused, with the reason, to what is active, never was, or is not kept', async () => {
    const { id, first } = await twice();
    const code = async (deployment_id: string) => (await ask('POST', `/apps/${id}/rollback/validate`, { deployment_id })).body.error?.code;
    expect(await code(running())).toBe('incompatible_phase');
    desk.edit('forget-builds', { app: 'api' });
    expect(await code(first)).toBe('incompatible_result');
  });

  test('does not cross regions', async () => {
    const { id, first } = await twice();
    await ask('PUT', `/apps/${id}`, { spec: spec({ region: 'fra' }) });
    goLive();
    const { body } = await ask('POST', `/apps/${id}/rollback/validate`, { deployment_id: first });
    expect(body).toMatchObject({ valid: false, error: { code: 'region_conflict' } });
  });

  test('reaches ten deployments back', async () => {
    const { id, first } = await twice();
    for (let times = 0; times < 10; times++) {
      await ask('POST', `/apps/${id}/deployments`, {});
      goLive();
    }
    const { body } = await ask('POST', `/apps/${id}/rollback/validate`, { deployment_id: first });
    expect(body).toMatchObject({ valid: false, error: { code: 'exceeded_revision_limit' } });
    expect((await ask('POST', `/apps/${id}/rollback`, { deployment_id: first })).status).toBe(400);
  });
});

describe('the emulator', () => {
  test('is as it was when it is loaded, and as new when it is reset', async () => {
    await app();
    goLive();
    const dump = JSON.parse(JSON.stringify(desk.emulator.dump())) as DigitalOceanState;
    desk.emulator.reset();
    expect(state().apps).toEqual([]);
    desk.emulator.load(dump);
    expect(digitaloceanInventory(state())).toEqual(digitaloceanInventory(dump));
    expect(digitaloceanInventory(dump).join('\n')).toContain('digitalocean deployment shop-api ACTIVE');
  });

  test('has a page with its buttons, which strangers do not press', async () => {
    const id = await app({
      services: [component({ envs: [{ key: 'DISCORD_TOKEN', type: 'SECRET', value: 'a-discord-token-of-the-bot' }] })],
    });
    const page = await (await fetch(`${desk.endpoint}/dashboard`)).text();
    for (const text of ['Kingdom-77', 'shop-api', 'DISCORD_TOKEN (encrypted)', 'Give access', 'Crash it']) expect(page).toContain(text);
    expect(page).not.toContain('a-discord-token');
    const press = (headers: Record<string, string>) =>
      fetch(`${desk.endpoint}/dashboard`, {
        method: 'POST',
        headers,
        body: new URLSearchParams({ action: 'archive', app: 'api' }),
        redirect: 'manual',
      });
    expect((await press({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await press({ 'sec-fetch-site': 'same-origin' })).status).toBe(303);
    expect((await ask('GET', `/apps/${id}`)).body.app.spec.maintenance.archive).toBe(true);
  });

  test('says which buttons it has', () => {
    expect(() => desk.edit('paint')).toThrow('no button paint');
    expect(() => desk.edit('crash', { app: 'gone' })).toThrow('no app gone');
  });
});
