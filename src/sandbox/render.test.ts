/** What the emulated Render does, as Render does it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { renderInventory } from './render/inventory.ts';
import type { RenderState } from './render/model.ts';
import { openRender, type RenderDesk } from './render-fixture.ts';

const repository = 'ann/shop';
const repo = `https://github.com/${repository}`;
let desk: RenderDesk;
let commit: string;
let owner: string;

beforeEach(async () => {
  desk = await openRender({ runner: 'by hand', firstDeployMs: 0 });
  commit = desk.push(repository, 'main', 'first');
  desk.edit('open-repository', { repository });
  owner = (await ask('GET', '/owners')).body[0].owner.id;
});
afterEach(() => desk.close());

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, looked at by field.
  body: any;
  headers: Headers;
}

async function ask(method: string, path: string, body?: unknown, authorization = `Bearer ${desk.token()}`): Promise<Answer> {
  const answer = await fetch(`${desk.endpoint}/v1${path}`, {
    method,
    headers: { authorization },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text, headers: answer.headers };
}

const details = (more: object = {}) => ({
  runtime: 'node',
  envSpecificDetails: { buildCommand: 'npm run build', startCommand: 'npm start' },
  ...more,
});
const about = (more: object = {}) => ({
  ...{ type: 'web_service', name: 'api', ownerId: owner, repo, branch: 'main', autoDeploy: 'no' },
  serviceDetails: details(),
  ...more,
});

async function service(more: object = {}): Promise<string> {
  return (await ask('POST', '/services', about(more))).body.service.id;
}
const wanted = () => desk.emulator.desk?.wanted() ?? [];
const running = () => wanted().find(({ state }) => state === 'run')?.id ?? '';
const statuses = async (id: string): Promise<string[]> =>
  (await ask('GET', `/services/${id}/deploys`)).body.map(({ deploy }: { deploy: { status: string } }) => deploy.status);

function goLive(deployment = running()): string {
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
  test('opens for the key only, tells the rate in every answer, and names each request', async () => {
    expect(await ask('GET', '/owners', undefined, 'Bearer rnd_wrong')).toMatchObject({ status: 401, body: { message: 'Unauthorized' } });
    const { headers } = await ask('GET', '/owners');
    expect([headers.get('ratelimit-limit'), headers.get('ratelimit-remaining')]).toEqual(['400', '399']);
    expect(headers.get('rndr-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('refuses what it does not know, and what is no JSON', async () => {
    expect((await ask('GET', '/paint')).status).toBe(404);
    expect((await ask('PUT', '/owners')).status).toBe(405);
    expect(await ask('POST', '/projects', '{')).toMatchObject({ status: 400, body: { message: 'invalid JSON' } });
    expect((await ask('GET', '/services/srv-gone')).status).toBe(404);
  });

  test('gives lists by cursor, a page of twenty unless told', async () => {
    for (let index = 0; index < 22; index++) await service({ name: `s${index}` });
    const first = (await ask('GET', '/services')).body;
    const rest = (await ask('GET', `/services?cursor=${first.at(-1).cursor}`)).body;
    expect([first.length, rest.length]).toEqual([20, 2]);
    expect((await ask('GET', '/services?limit=101')).body.message).toBe('limit must be between 1 and 100');
    expect((await ask('GET', '/services?cursor=wrong')).status).toBe(400);
    expect((await ask('GET', '/services?name=s1,s2&type=web_service')).body).toHaveLength(2);
  });
});

describe('a service', () => {
  test.each([
    [{ type: 'static_site' }, 400, /type must be/],
    [{ name: '' }, 400, /name is required/],
    [{ ownerId: 'tea-gone' }, 404, /owner/],
    [{ repo: 'https://github.com/ann/secret' }, 400, /invalid or unfetchable: https:\/\/github.com\/ann\/secret/],
    [{ serviceDetails: {} }, 400, /runtime is required/],
    [{ serviceDetails: { runtime: 'node' } }, 400, /buildCommand and startCommand are required/],
    [{ serviceDetails: details({ region: 'mars' }) }, 400, /region must be one of frankfurt/],
    [{ serviceDetails: details({ plan: 'gold' }) }, 400, /plan must be one of free/],
    [{ serviceDetails: details({ numInstances: 0 }) }, 400, /numInstances must be/],
    [{ type: 'background_worker', serviceDetails: details({ plan: 'free' }) }, 400, /plan free is not available for a background_worker/],
    [{ type: 'background_worker', serviceDetails: details({ healthCheckPath: '/' }) }, 400, /healthCheckPath is not supported/],
    [{ environmentId: 'evm-gone' }, 404, /environment/],
  ])('is refused with %o', async (more, status, message) => {
    const answer = await ask('POST', '/services', about(more));
    expect([answer.status, answer.body.message]).toEqual([status, expect.stringMatching(message)]);
    expect((desk.emulator.dump() as RenderState).services).toEqual([]);
  });

  test('has a name of its own in the workspace', async () => {
    await service();
    expect(await ask('POST', '/services', about())).toMatchObject({ status: 409, body: { message: 'name api is already in use' } });
  });

  test('is deployed as soon as it is made, whatever autoDeploy says; after a while, where machines are busy', async () => {
    const { body } = await ask('POST', '/services', about());
    expect(wanted()).toMatchObject([{ id: body.deployId, commit, service: body.service.id, state: 'run' }]);
    const slow = await openRender({ runner: 'by hand', firstDeployMs: 60_000 });
    slow.push(repository, 'main');
    slow.edit('open-repository', { repository });
    const state = slow.emulator.dump() as RenderState;
    const asking = { method: 'POST', headers: { authorization: `Bearer ${slow.token()}` } };
    await fetch(`${slow.endpoint}/v1/services`, { ...asking, body: JSON.stringify(about({ ownerId: state.owners[0]?.id })) });
    expect(slow.emulator.desk?.wanted()).toEqual([]);
    await slow.later(2);
    expect(slow.emulator.desk?.wanted()).toHaveLength(1);
    await slow.close();
  });

  test('of an empty repository has a first deploy that fails', async () => {
    const id = await service({ branch: 'nowhere' });
    expect(await statuses(id)).toEqual(['build_failed']);
    expect((await ask('POST', `/services/${id}/deploys`, {})).body.message).toBe(`branch nowhere not found in ${repo}`);
  });

  test('of Hobby are 25, and none is paid without a card', async () => {
    desk.edit('card', { value: 'off' });
    expect((await ask('POST', '/services', about())).status).toBe(402);
    expect((await ask('POST', '/services', about({ serviceDetails: details({ plan: 'free' }) }))).status).toBe(201);
  });

  test('keeps what a change leaves out, empties what is empty, and is not deployed by it', async () => {
    const id = await service({ serviceDetails: details({ healthCheckPath: '/health', preDeployCommand: 'npm run first' }) });
    await ask('PATCH', `/services/${id}`, { rootDir: 'project', serviceDetails: { preDeployCommand: '', plan: 'standard' } });
    const { body } = await ask('GET', `/services/${id}`);
    expect(body).toMatchObject({ rootDir: 'project', serviceDetails: { plan: 'standard', healthCheckPath: '/health' } });
    expect(body.serviceDetails.envSpecificDetails).toEqual({ buildCommand: 'npm run build', startCommand: 'npm start' });
    expect(await statuses(id)).toHaveLength(1);
  });
});

describe('what runs', () => {
  test('has its variables and those of the platform, and the runner installs instead of the build', async () => {
    const commands = { buildCommand: 'npm ci --include=dev && npm run build', startCommand: 'node main.js' };
    const id = await service({
      serviceDetails: details({ envSpecificDetails: commands, healthCheckPath: '/up', plan: 'standard', numInstances: 2 }),
    });
    await ask('PUT', `/services/${id}/env-vars`, [{ key: 'A', value: '1' }]);
    await ask('POST', `/services/${id}/deploys`, { commitId: commit });
    const [, one] = wanted().length > 1 ? wanted() : [undefined, wanted()[0]];
    expect(one).toMatchObject({
      ...{ buildCommand: 'npm run build', startCommand: 'node main.js', instances: 2, memoryMb: 2048, web: true },
      health: { path: '/up' },
      restart: { policy: 'always' },
      variables: {
        A: '1',
        NODE_ENV: 'production',
        RENDER: 'true',
        RENDER_GIT_COMMIT: commit,
        RENDER_EXTERNAL_URL: 'https://api.onrender.com',
      },
    });
  });

  test('goes through its states, and takes over from the one before', async () => {
    const id = await service();
    goLive();
    expect(await statuses(id)).toEqual(['live']);
    await ask('POST', `/services/${id}/deploys`, { commitId: commit });
    expect(await statuses(id)).toEqual(['created', 'live']);
    const next = wanted().find((one) => one.state === 'run' && one.id !== goneLive(id))?.id ?? '';
    goLive(next);
    expect(await statuses(id)).toEqual(['live', 'deactivated']);
    expect(wanted().map(({ state }) => state)).toEqual(['run', 'stopped']);
  });
  const goneLive = (id: string): string | undefined =>
    (desk.emulator.dump() as RenderState).deploys.find((one) => one.service === id && one.status === 'live')?.id;

  test.each([
    [{ what: 'build-failed', why: 'build', message: 'npm error' }, 'build_failed'],
    [{ what: 'build-failed', why: 'repository', message: 'cannot clone' }, 'build_failed'],
    [{ what: 'build-failed', why: 'pre-deploy', message: 'no database' }, 'pre_deploy_failed'],
    [{ what: 'start-failed', why: 'no-port', message: 'nothing listens' }, 'update_failed'],
    [{ what: 'start-failed', why: 'unhealthy', message: '503' }, 'update_failed'],
    [{ what: 'crashed', code: 1, restarts: 10 }, 'update_failed'],
  ])('that ends in %o has failed, and its log says why', async (event, status) => {
    const id = await service();
    desk.report({ deployment: running(), ...event } as never);
    expect(await statuses(id)).toEqual([status]);
    expect(wanted()).toEqual([]);
    const { body } = await ask('GET', `/logs?ownerId=${owner}&resource=${id}&limit=100`);
    const lines = body.logs.map(({ message }: { message: string }) => message).join('\n');
    expect(lines).toMatch(/npm error|cannot clone|no database|nothing listens|503|exited with status 1/);
  });

  test('is suspended when it does nothing but crash, and deployed anew when it is resumed', async () => {
    const id = await service();
    desk.report({ deployment: goLive(), what: 'crashed', code: 1, restarts: 10 } as never);
    expect((await ask('GET', `/services/${id}`)).body).toMatchObject({ suspended: 'suspended', suspenders: ['stuck_crashlooping'] });
    expect((await ask('POST', `/services/${id}/deploys`, {})).body.message).toBe('service api is suspended');
    expect((await ask('POST', `/services/${id}/resume`)).status).toBe(202);
    expect((await statuses(id))[0]).toBe('created');
  });

  test('is built again only where a push, a hook or somebody says so', async () => {
    const id = await service({ autoDeploy: 'yes' });
    goLive();
    const second = desk.push(repository, 'main', 'second');
    desk.push(repository, 'other', 'third');
    expect((await ask('GET', `/services/${id}/deploys`)).body[0].deploy).toMatchObject({ trigger: 'new_commit', commit: { id: second } });
    const hook = new URL(String(desk.edit('hook', { service: 'api' })));
    expect((await fetch(`${desk.endpoint}${hook.pathname}?key=wrong`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${desk.endpoint}${hook.pathname}${hook.search}`, { method: 'POST' })).status).toBe(200);
    expect(await statuses(id)).toEqual(['created', 'canceled', 'live']);
  });

  test('is cancelled while it is on its way, and not afterwards', async () => {
    const id = await service();
    const deploy = running();
    expect((await ask('POST', `/services/${id}/deploys/${deploy}/cancel`)).body.status).toBe('canceled');
    expect((await ask('POST', `/services/${id}/deploys/${deploy}/cancel`)).status).toBe(400);
    expect(wanted()).toEqual([]);
    desk.report({ deployment: deploy, what: 'live', upstreams: [] } as never);
    expect(await statuses(id)).toEqual(['canceled']);
  });

  test('is gone back to while its build is kept, with the variables of then', async () => {
    const id = await service();
    const first = goLive();
    await ask('PUT', `/services/${id}/env-vars`, [{ key: 'LATER', value: '1' }]);
    const { body } = await ask('POST', `/services/${id}/deploys`, {});
    goLive(body.id);
    const back = await ask('POST', `/services/${id}/rollback`, { deployId: first });
    expect(back).toMatchObject({ status: 201, body: { trigger: 'rollback', commit: { id: commit } } });
    expect(wanted().find((one) => one.id === back.body.id)?.variables.LATER).toBeUndefined();
    desk.edit('forget-builds', { service: 'api' });
    expect((await ask('POST', `/services/${id}/rollback`, { deployId: first })).body.message).toContain('not available any more');
  });

  test('a build that only fails is never run', async () => {
    await service({ serviceDetails: details({ envSpecificDetails: { buildCommand: 'echo wait && exit 1', startCommand: 'x' } }) });
    desk.report({ deployment: running(), what: 'building' } as never);
    expect(wanted()).toEqual([]);
  });
});

describe('variables', () => {
  test('are replaced as a whole, or one by one', async () => {
    const id = await service();
    await ask('PUT', `/services/${id}/env-vars`, [
      { key: 'A', value: '1' },
      { key: 'B', generateValue: true },
    ]);
    await ask('PUT', `/services/${id}/env-vars/C`, { value: '3' });
    await ask('DELETE', `/services/${id}/env-vars/A`);
    const names = async () => (await ask('GET', `/services/${id}/env-vars`)).body.map((one: { envVar: { key: string } }) => one.envVar.key);
    expect(await names()).toEqual(['B', 'C']);
    await ask('PUT', `/services/${id}/env-vars`, []);
    expect(await names()).toEqual([]);
    expect(await statuses(id)).toHaveLength(1);
  });

  test.each([
    [{ A: '1' }, /a list of variables/],
    [[{ key: '1A', value: '' }], /invalid environment variable name: 1A/],
    [[{ key: 'A' }], /A must have a value/],
    [
      [
        { key: 'A', value: '1' },
        { key: 'A', value: '2' },
      ],
      /duplicate environment variable: A/,
    ],
  ])('are refused as %o', async (body, message) => {
    const id = await service();
    expect((await ask('PUT', `/services/${id}/env-vars`, body)).body.message).toMatch(message);
  });
});

describe('disks and instances', () => {
  test('exclude each other', async () => {
    const id = await service();
    expect((await ask('POST', '/disks', { serviceId: id, name: 'd', mountPath: 'data', sizeGB: 1 })).body.message).toContain(
      'absolute path',
    );
    const { body } = await ask('POST', '/disks', { serviceId: id, name: 'd', mountPath: '/data', sizeGB: 2 });
    expect(body.id).toMatch(/^dsk-[0-9a-z]{20}$/);
    expect((await ask('POST', `/services/${id}/scale`, { numInstances: 2 })).body.message).toContain('attached disk');
    expect((await ask('PATCH', `/disks/${body.id}`, { sizeGB: 1 })).body.message).toBe('a disk can only be made larger');
    await ask('DELETE', `/disks/${body.id}`);
    expect((await ask('POST', `/services/${id}/scale`, { numInstances: 2 })).status).toBe(202);
    expect((await ask('POST', '/disks', { serviceId: id, name: 'd', mountPath: '/data', sizeGB: 1 })).body.message).toContain(
      'more than one instance',
    );
  });
});

describe('the account', () => {
  test('that does not pay is suspended with everything, and goes on when it has paid', async () => {
    const id = await service();
    goLive();
    desk.edit('suspend-account');
    expect(wanted().map(({ state }) => state)).toEqual(['stopped']);
    expect((await ask('POST', `/services/${id}/resume`)).status).toBe(402);
    desk.edit('suspend-account', { value: 'off' });
    expect((await statuses(id))[0]).toBe('created');
  });
});

describe('the emulator', () => {
  test('is as it was when it is loaded, and as new when it is reset', async () => {
    await service();
    goLive();
    const dump = JSON.parse(JSON.stringify(desk.emulator.dump())) as RenderState;
    desk.emulator.reset();
    expect((desk.emulator.dump() as RenderState).services).toEqual([]);
    desk.emulator.load(dump);
    expect(renderInventory(desk.emulator.dump() as RenderState)).toEqual(renderInventory(dump));
    expect(renderInventory(dump).join('\n')).toContain('render deploy api live');
  });

  test('knows its secrets: keys, hooks, and variables that look like some', async () => {
    const id = await service();
    await ask('PUT', `/services/${id}/env-vars`, [
      { key: 'DISCORD_TOKEN', value: 'a-discord-token-of-the-bot' },
      { key: 'LOG_LEVEL', value: 'information-please' },
    ]);
    const secrets = desk.emulator.secrets();
    expect(secrets).toContain('a-discord-token-of-the-bot');
    expect(secrets).toContain(desk.token());
    expect(secrets).not.toContain('information-please');
  });

  test('has a page with its buttons, which strangers do not press', async () => {
    const id = await service();
    await ask('PUT', `/services/${id}/env-vars`, [{ key: 'DISCORD_TOKEN', value: 'a-discord-token-of-the-bot' }]);
    const page = await (await fetch(`${desk.endpoint}/dashboard`)).text();
    for (const text of ['Kingdom-77', 'api', 'DISCORD_TOKEN', 'Give access', 'Crash it']) expect(page).toContain(text);
    expect(page).not.toContain('a-discord-token');
    const press = (headers: Record<string, string>) =>
      fetch(`${desk.endpoint}/dashboard`, {
        method: 'POST',
        headers,
        body: new URLSearchParams({ action: 'suspend', service: 'api' }),
        redirect: 'manual',
      });
    expect((await press({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await press({ 'sec-fetch-site': 'same-origin' })).status).toBe(303);
    expect((await ask('GET', `/services/${id}`)).body.suspended).toBe('suspended');
  });

  test('says which buttons it has', () => {
    expect(() => desk.edit('paint')).toThrow('no button paint');
    expect(() => desk.edit('crash', { service: 'gone' })).toThrow('no service gone');
  });
});
