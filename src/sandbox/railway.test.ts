/** What the emulated Railway does, as Railway does it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callLoopback } from '../ports/listen.ts';
import { openRailway, type RailwayDesk } from './railway-fixture.ts';

const repository = 'ann/shop';
let desk: RailwayDesk;
beforeEach(async () => {
  desk = await openRailway({ runner: 'by hand' });
  desk.push(repository, 'main', 'first');
  desk.edit('open-repository', { repository });
});
afterEach(() => desk.close());

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, looked at by field.
  data: any;
  error: string | undefined;
  code: string | undefined;
}

async function ask(query: string, variables: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await callLoopback(`${desk.endpoint}/graphql/v2`, {
    method: 'POST',
    headers: { authorization: `Bearer ${desk.token()}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
    timeoutMs: 5000,
  });
  const { data, errors } = JSON.parse(answer.body) as { data: unknown; errors?: { message: string; extensions: { code: string } }[] };
  return { status: answer.status, data, error: errors?.[0]?.message, code: errors?.[0]?.extensions.code };
}

async function order(field: string, input: Record<string, unknown>, type: string, selection = ''): Promise<Answer> {
  return ask(`mutation($input: ${type}!) { ${field}(input: $input) ${selection} }`, { input });
}

interface Made {
  projectId: string;
  environmentId: string;
  serviceId: string;
}

async function service(name = 'bot'): Promise<Made> {
  const { data } = await order(
    'projectCreate',
    { name: 'kingdom77' },
    'ProjectCreateInput',
    '{ id environments { edges { node { id } } } }',
  );
  const projectId = data.projectCreate.id;
  const environmentId = data.projectCreate.environments.edges[0].node.id;
  const made = await order('serviceCreate', { projectId, environmentId, name }, 'ServiceCreateInput', '{ id }');
  return { projectId, environmentId, serviceId: made.data.serviceCreate.id };
}

const connect = ({ serviceId: id }: Made, branch = 'main') =>
  ask('mutation($id: String!, $input: ServiceConnectInput!) { serviceConnect(id: $id, input: $input) { id } }', {
    id,
    input: { repo: repository, branch },
  });

async function statuses({ projectId, environmentId, serviceId }: Made): Promise<string[]> {
  const { data } = await ask('query($input: DeploymentListInput!) { deployments(input: $input) { edges { node { status } } } }', {
    input: { projectId, environmentId, serviceId },
  });
  return data.deployments.edges.map(({ node }: { node: { status: string } }) => node.status);
}
const wanted = () => desk.emulator.desk?.wanted() ?? [];
const newest = () => wanted().at(-1)?.id ?? '';
const goLive = (deployment = newest()) => {
  for (const what of ['building', 'built', 'starting', 'live'] as const)
    desk.report({
      deployment,
      what,
      ...(what === 'built' ? { ms: 1200 } : {}),
      ...(what === 'live' ? { upstreams: ['http://127.0.0.1:40001'] } : {}),
    } as never);
  return deployment;
};

describe('who may ask what', () => {
  test('nobody without a token, and nobody with a wrong one', async () => {
    for (const authorization of ['', 'Bearer nonsense'])
      expect(await ask('{ me { id } }', {}, { authorization })).toMatchObject({
        status: 200,
        data: null,
        error: 'Not Authorized',
        code: 'INTERNAL_SERVER_ERROR',
      });
  });

  test('a workspace token is nobody’s, and lists its own workspace', async () => {
    const authorization = `Bearer ${desk.token('workspaceToken')}`;
    expect((await ask('{ me { id } }', {}, { authorization })).error).toBe('Not Authorized');
    expect((await ask('{ githubRepos { fullName } }', {}, { authorization })).error).toBe('Not Authorized');
    expect((await ask('{ apiToken { workspaces { name } } }', {}, { authorization })).data.apiToken.workspaces).toEqual([
      { name: 'Kingdom-77' },
    ]);
  });

  test('a project token opens its environment under its own header, and creates nothing', async () => {
    const made = await service();
    const secret = String(desk.edit('mint-token', { of: 'project', project: 'kingdom77' }));
    const headers = { authorization: '', 'project-access-token': secret };
    expect((await ask('{ projectToken { projectId environmentId } }', {}, headers)).data.projectToken).toEqual({
      projectId: made.projectId,
      environmentId: made.environmentId,
    });
    expect((await ask('mutation { projectCreate(input: { name: "x" }) { id } }', {}, headers)).error).toBe('Not Authorized');
    expect((await ask('{ projectToken { id } }', {}, { authorization: `Bearer ${secret}` })).error).toBe('Not Authorized');
  });

  test('a question that makes no sense is answered with 400', async () => {
    expect(await ask('{ me { shoeSize } }')).toMatchObject({ status: 400, code: 'GRAPHQL_VALIDATION_FAILED' });
    expect(await ask('{ me {')).toMatchObject({ status: 400, code: 'GRAPHQL_PARSE_FAILED' });
  });
});

describe('a deployment', () => {
  test('begins when a repository is connected, and goes its way as it is reported', async () => {
    const made = await service();
    await connect(made);
    expect(await statuses(made)).toEqual(['INITIALIZING']);
    const deployment = newest();
    const seen: string[] = [];
    for (const what of ['building', 'built', 'starting', 'live'] as const) {
      desk.report({ deployment, what, ms: 1, upstreams: [] } as never);
      seen.push(...(await statuses(made)));
    }
    expect(seen).toEqual(['BUILDING', 'DEPLOYING', 'DEPLOYING', 'SUCCESS']);
  });

  test('wants what was set, with the variables of its service and those of Railway', async () => {
    const made = await service();
    await order(
      'variableCollectionUpsert',
      { ...made, variables: { LOG_LEVEL: 'info' }, skipDeploys: true },
      'VariableCollectionUpsertInput',
    );
    await ask('mutation($s: String!, $i: ServiceInstanceUpdateInput!) { serviceInstanceUpdate(serviceId: $s, input: $i) }', {
      s: made.serviceId,
      i: { rootDirectory: '/bot', startCommand: 'node index.js', healthcheckPath: '/health', restartPolicyType: 'ALWAYS' },
    });
    await connect(made);
    expect(wanted()).toMatchObject([
      {
        name: 'bot',
        repository,
        root: 'bot',
        buildCommand: 'npm run build --if-present',
        startCommand: 'node index.js',
        health: { path: '/health', timeoutSeconds: 300 },
        web: true,
        instances: 1,
        restart: { policy: 'always', retries: 10 },
        variables: { LOG_LEVEL: 'info', NODE_ENV: 'production', RAILWAY_SERVICE_NAME: 'bot', RAILWAY_ENVIRONMENT_NAME: 'production' },
        state: 'run',
      },
    ]);
  });

  test('takes the place of the one before only when it serves', async () => {
    const made = await service();
    await connect(made);
    goLive();
    desk.push(repository, 'main', 'second');
    expect(await statuses(made)).toEqual(['INITIALIZING', 'SUCCESS']);
    expect(wanted()).toHaveLength(2);
    goLive();
    expect(await statuses(made)).toEqual(['SUCCESS', 'REMOVED']);
    expect(wanted()).toHaveLength(1);
  });

  test('gives way to a newer one while it is built', async () => {
    const made = await service();
    await connect(made);
    desk.push(repository, 'main', 'second');
    expect(await statuses(made)).toEqual(['INITIALIZING', 'REMOVED']);
  });

  test('is not begun twice for one commit, nor by a push to another branch', async () => {
    const made = await service();
    await connect(made);
    const [{ commit = '' } = {}] = wanted();
    desk.emulator.desk?.pushed({ repository, branch: 'main', commit });
    desk.push(repository, 'experiment');
    expect(await statuses(made)).toHaveLength(1);
  });

  test('that cannot be built has failed, with the reason in its build log; the one before goes on serving', async () => {
    const made = await service();
    await connect(made);
    goLive();
    desk.push(repository, 'main', 'broken');
    desk.report({ deployment: newest(), what: 'building' } as never);
    desk.report({ deployment: newest(), what: 'build-failed', why: 'build', message: 'npm error code 1' } as never);
    expect(await statuses(made)).toEqual(['FAILED', 'SUCCESS']);
    const { data } = await ask('query($input: DeploymentListInput!) { deployments(input: $input) { edges { node { id } } } }', {
      input: made,
    });
    const id = data.deployments.edges[0].node.id;
    const { data: logs } = await ask(`{ buildLogs(deploymentId: "${id}", limit: 1) { message severity } }`);
    expect(logs.buildLogs).toEqual([{ message: 'npm error code 1', severity: 'error' }]);
  });

  test.each([
    ['exited', 'CRASHED'],
    ['unhealthy', 'FAILED'],
    ['no-port', 'FAILED'],
  ])('that never came up (%s) is %s', async (reason, status) => {
    const made = await service();
    await connect(made);
    desk.report({ deployment: newest(), what: 'start-failed', why: reason, message: 'why' } as never);
    expect(await statuses(made)).toEqual([status]);
  });

  test('that gave up restarting has crashed', async () => {
    const made = await service();
    await connect(made);
    const deployment = goLive();
    desk.report({ deployment, what: 'restarted', code: 1, restarts: 1 } as never);
    expect(await statuses(made)).toEqual(['SUCCESS']);
    desk.report({ deployment, what: 'crashed', code: 1, restarts: 10 } as never);
    expect(await statuses(made)).toEqual(['CRASHED']);
    expect(wanted()).toEqual([]);
  });
});

describe('variables', () => {
  test('deploy what serves anew, unless the caller says not to', async () => {
    const made = await service();
    await connect(made);
    goLive();
    await order('variableCollectionUpsert', { ...made, variables: { A: '1' }, skipDeploys: true }, 'VariableCollectionUpsertInput');
    expect(await statuses(made)).toHaveLength(1);
    await order('variableUpsert', { ...made, name: 'A', value: '2' }, 'VariableUpsertInput');
    expect(await statuses(made)).toEqual(['INITIALIZING', 'SUCCESS']);
    await order('variableUpsert', { ...made, name: 'A', value: '2' }, 'VariableUpsertInput');
    expect(await statuses(made)).toHaveLength(2);
    await order('variableDelete', { ...made, name: 'A' }, 'VariableDeleteInput');
    expect(await statuses(made)).toHaveLength(3);
  });

  test('are replaced as a whole when that is said, and only then', async () => {
    const made = await service();
    const set = (variables: Record<string, string>, replace: boolean) =>
      order('variableCollectionUpsert', { ...made, variables, replace }, 'VariableCollectionUpsertInput');
    const { serviceId, environmentId, projectId } = made;
    const seen = async () =>
      (
        await ask('query($p: String!, $e: String!, $s: String!) { variables(projectId: $p, environmentId: $e, serviceId: $s) }', {
          p: projectId,
          e: environmentId,
          s: serviceId,
        })
      ).data.variables;
    await set({ A: '1' }, false);
    await set({ B: '2' }, false);
    expect(await seen()).toEqual({ A: '1', B: '2' });
    await set({ C: '3' }, true);
    expect(await seen()).toEqual({ C: '3' });
    expect((await set({ '1 bad': 'x' }, false)).code).toBe('BAD_USER_INPUT');
  });
});

describe('what the plan does not allow is refused', () => {
  test('ALWAYS, more memory, more services, more domains', async () => {
    desk.edit('set-plan', { plan: 'FREE' });
    const made = await service();
    const update = (i: Record<string, unknown>) =>
      ask('mutation($s: String!, $i: ServiceInstanceUpdateInput!) { serviceInstanceUpdate(serviceId: $s, input: $i) }', {
        s: made.serviceId,
        i,
      });
    expect((await update({ restartPolicyType: 'ALWAYS' })).error).toContain('not available on the Free plan');
    expect((await update({ multiRegionConfig: { 'us-west2': { numReplicas: 2 } } })).error).toContain('at most 1 replicas');
    expect(
      (
        await order(
          'serviceInstanceLimitsUpdate',
          { serviceId: made.serviceId, environmentId: made.environmentId, memoryGB: 1 },
          'ServiceInstanceLimitsUpdateInput',
        )
      ).error,
    ).toContain('0.5 GB');
    const domain = (name: string) => order('customDomainCreate', { ...made, domain: name }, 'CustomDomainCreateInput', '{ id }');
    expect((await domain('a.kingdom77.test')).error).toBeUndefined();
    expect((await domain('b.kingdom77.test')).error).toContain('at most 1 custom domains');
    for (let at = 1; at < 5; at++)
      await order('serviceCreate', { projectId: made.projectId, name: `s${at}` }, 'ServiceCreateInput', '{ id }');
    expect((await order('serviceCreate', { projectId: made.projectId, name: 'one-more' }, 'ServiceCreateInput', '{ id }')).error).toContain(
      'upgrade',
    );
    expect(await statuses(made)).toEqual([]);
  });

  test('a name that is taken, a region that is none, a repository that was not opened', async () => {
    const made = await service();
    expect((await order('serviceCreate', { projectId: made.projectId, name: 'bot' }, 'ServiceCreateInput', '{ id }')).error).toBe(
      'A service named "bot" already exists in this project',
    );
    const moved = await ask('mutation($s: String!) { serviceInstanceUpdate(serviceId: $s, input: { region: "moon" }) }', {
      s: made.serviceId,
    });
    expect(moved.error).toBe('Region moon not found');
    desk.edit('close-repository', { repository });
    expect((await connect(made)).error).toBe('User does not have access to the repo');
  });
});

describe('a suspended workspace', () => {
  test('runs nothing and deploys nothing until it is lifted', async () => {
    const made = await service();
    await connect(made);
    goLive();
    desk.edit('suspend-account');
    expect(wanted()).toMatchObject([{ state: 'stopped' }]);
    desk.push(repository, 'main', 'second');
    expect(await statuses(made)).toEqual(['SUCCESS']);
    expect(
      (
        await ask('mutation($s: String!, $e: String!) { serviceInstanceDeployV2(serviceId: $s, environmentId: $e) }', {
          s: made.serviceId,
          e: made.environmentId,
        })
      ).error,
    ).toContain('suspended');
    desk.edit('suspend-account', { value: 'off' });
    expect(wanted()).toMatchObject([{ state: 'run' }]);
  });
});

describe('the dashboard', () => {
  const page = (method: 'GET' | 'POST', body = '', headers = {}) =>
    callLoopback(`${desk.endpoint}/dashboard`, {
      method,
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      timeoutMs: 5000,
    });

  test('shows what is there, names of variables and never their values', async () => {
    const made = await service();
    await order('variableUpsert', { ...made, name: 'DISCORD_TOKEN', value: 'never-shown-to-anybody' }, 'VariableUpsertInput');
    await connect(made);
    const { body } = await page('GET');
    expect(body).toContain('kingdom77');
    expect(body).toContain('DISCORD_TOKEN');
    expect(body).toContain('INITIALIZING');
    expect(body).not.toContain('never-shown-to-anybody');
    expect(desk.emulator.secrets()).toContain('never-shown-to-anybody');
  });

  test('gives access to a repository, but not to a form of another site', async () => {
    const form = 'action=open-repository&repository=ann%2Fother';
    expect((await page('POST', form, { origin: 'http://evil.test' })).status).toBe(403);
    expect((await page('POST', form, { origin: desk.endpoint })).status).toBe(303);
    expect((await page('GET')).body).toContain('ann/other');
  });

  test('says what it cannot do', () => {
    expect(() => desk.edit('paint')).toThrow('The emulated Railway has no button paint');
    expect(() => desk.edit('crash', { service: 'nobody' })).toThrow('no service nobody');
  });
});

test('a fault for writes passes questions over', async () => {
  desk.faults.set({ faults: [{ vendor: 'railway', match: { method: 'POST' }, do: '500' }] });
  expect((await ask('{ me { email } }')).status).toBe(200);
  expect((await ask('mutation { projectCreate(input: { name: "x" }) { id } }')).status).toBe(500);
});

test('its state is kept and brought back', async () => {
  const made = await service();
  await connect(made);
  const kept = structuredClone(desk.emulator.dump());
  const before = desk.emulator.version();
  desk.emulator.reset();
  expect(wanted()).toEqual([]);
  desk.emulator.load(kept);
  expect(desk.emulator.version()).toBeGreaterThan(before);
  expect(await statuses(made)).toEqual(['INITIALIZING']);
});

test('what is told of a deployment that nobody knows changes nothing', async () => {
  const made = await service();
  await connect(made);
  desk.report({ deployment: 'nobody', what: 'live', upstreams: [] } as never);
  expect(await statuses(made)).toEqual(['INITIALIZING']);
});
