/** The host against the emulated Vercel, through real doors. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Exchange } from '../core/doors.ts';
import type { HostContext, Place, ServiceSettings } from '../core/host.ts';
import { Secret } from '../core/secret.ts';
import type { Walk } from '../sandbox/host-fixture.ts';
import type { VercelState } from '../sandbox/vercel/model.ts';
import { openVercel, openWalk, type VercelDesk } from '../sandbox/vercel-fixture.ts';
import { vercel } from '../vendors/vercel.ts';
import { vercelHost } from './vercel.ts';
import { hostedDomain } from './vercel-domains.ts';
import { projectName } from './vercel-project.ts';

const { api } = vercelHost;
const repository = 'ann/shop';
const wanted = { project: 'Kingdom 77', environment: 'production' };
const connection = { repository, branch: 'main', autoDeploy: true };
const settings: ServiceSettings = {
  root: 'dashboard-frontend',
  buildCommand: 'npm run build',
  startCommand: null,
  preDeployCommand: null,
  healthPath: null,
  healthTimeoutSeconds: 300,
  region: 'iad1',
  memoryMb: 512,
  replicas: 1,
  restart: 'always',
  restartRetries: 10,
  volume: null,
  framework: 'nextjs',
  web: true,
};

let desk: VercelDesk;
let doors: Walk['doors'] | undefined;
let exchanges: Exchange[];
let team: string | undefined;
let first: string;

/** What a task has; a new walk each time, so that nothing is remembered. */
function walk(writes: 'yes' | 'no' = 'yes'): HostContext {
  const secrets = [new Secret('DISCORD_TOKEN', 'a-very-secret-value')];
  const open = openWalk(desk, { writes, team, secrets, record: (exchange) => void exchanges.push(exchange) });
  doors = open.doors;
  return open.context;
}

async function writesOf(act: (context: HostContext) => Promise<unknown>): Promise<number> {
  await act(walk());
  return doors?.sent().writes ?? 0;
}

beforeEach(async () => {
  [exchanges, team] = [[], undefined];
  desk = await openVercel();
  first = desk.push(repository, 'main', 'first');
  desk.edit('open-repository', { repository });
});
afterEach(async () => {
  await doors?.close();
  doors = undefined;
  await desk.close();
});

async function dashboard(more: Partial<ServiceSettings> = {}): Promise<{ place: Place; id: string }> {
  const place = await api.makePlace(walk(), wanted);
  return { place, id: await api.makeService(walk(), place, 'dashboard', { ...settings, ...more }, connection) };
}

async function deployed(): Promise<{ place: Place; id: string; deployment: string }> {
  const { place, id } = await dashboard();
  await api.connect(walk(), place, id, connection);
  return { place, id, deployment: await api.deploy(walk(), place, id, first, 'main') };
}

function state(): VercelState {
  return desk.emulator.dump() as VercelState;
}

describe('the place', () => {
  test('is the only team that the token opens; nothing is made', async () => {
    const place = await api.place(walk('no'), wanted);
    expect(place).toEqual({ account: state().teams[0]?.id, slug: 'kingdom-77', ...wanted });
    expect(await writesOf((context) => api.makePlace(context, wanted))).toBe(0);
  });

  test('is not guessed where the token opens two teams, and is the one that is named', async () => {
    desk.edit('add-team', { name: 'Second' });
    await expect(api.place(walk(), wanted)).rejects.toMatchObject({ what: expect.stringContaining('opens 2 teams'), exit: 6 });
    team = 'second';
    expect(await api.place(walk(), wanted)).toMatchObject({ slug: 'second' });
    team = 'third';
    await expect(api.place(walk(), wanted)).rejects.toMatchObject({ what: expect.stringContaining('does not open the team third') });
  });

  test('is the person where there is no team', async () => {
    desk.edit('remove-team', { name: 'Kingdom-77' });
    expect(await api.place(walk(), wanted)).toMatchObject({ slug: 'owner-77' });
    expect((await dashboard()).id).toMatch(/^prj_/);
  });

  test('goes into the name of the project, because names are unique in a team', () => {
    expect(projectName({ project: 'Kingdom 77', environment: 'production' }, 'dashboard')).toBe('kingdom-77-dashboard');
    expect(projectName({ project: 'k--77', environment: 'staging' }, 'dashboard')).toBe('k-77-dashboard-staging');
  });
});

describe('a service', () => {
  test('is absent, made once with its settings and protected previews, and made without a deployment', async () => {
    const place = await api.makePlace(walk(), wanted);
    expect(await api.service(walk('no'), place, 'dashboard')).toBeUndefined();
    const { id } = await dashboard();
    expect(await api.service(walk('no'), place, 'dashboard')).toEqual({
      id,
      name: 'dashboard',
      settings: { root: 'dashboard-frontend', buildCommand: 'npm run build', framework: 'nextjs', region: 'iad1' },
      repository: undefined,
    });
    expect(await writesOf((context) => api.makeService(context, place, 'dashboard', settings, connection))).toBe(0);
    expect(await api.deployments(walk('no'), place, id)).toEqual([]);
    expect(await api.previews?.(walk('no'), place, id)).toBe('protected');
  });

  test('is set up by what differs, and a second time by nothing', async () => {
    const { place, id } = await dashboard();
    desk.edit('build-command', { command: 'rm -rf /' });
    desk.edit('framework', { value: '' });
    expect((await api.service(walk('no'), place, 'dashboard'))?.settings).toMatchObject({ buildCommand: 'rm -rf /', framework: 'node' });
    const again = { ...settings, region: 'fra1' };
    expect(await writesOf((context) => api.configure(context, place, id, again))).toBe(1);
    expect(JSON.parse(exchanges.at(-1)?.requestBody ?? '')).toEqual({
      framework: 'nextjs',
      buildCommand: 'npm run build',
      resourceConfig: { functionDefaultRegions: ['fra1'] },
    });
    expect(await writesOf((context) => api.configure(context, place, id, again))).toBe(0);
  });

  test('says that Hobby is not for a bot that is paid for', async () => {
    const { place } = await dashboard();
    desk.edit('set-plan', { plan: 'hobby' });
    expect((await api.service(walk('no'), place, 'dashboard'))?.notes).toEqual([expect.stringContaining('non-commercial')]);
    expect(await vercel.whoami(walk().client(vercel))).toMatchObject({ plan: expect.stringContaining('needs Pro'), name: 'Kingdom-77' });
  });

  test('that somebody deleted is told as gone', async () => {
    const { place } = await dashboard();
    await expect(api.configure(walk(), place, 'prj_gone', settings)).rejects.toMatchObject({
      what: expect.stringContaining('no project prj_gone'),
    });
  });
});

describe('variables', () => {
  const secret = new Secret('DISCORD_TOKEN', 'a-very-secret-value');
  const set = { API_TOKEN: secret, NEXT_PUBLIC_API_URL: 'https://api.kingdom77.test' };

  test('are one batch per target: secrets sensitive, public ones plain and readable', async () => {
    const { place, id } = await dashboard();
    const change = { set, remove: [], target: 'production' as const };
    expect(await writesOf((context) => api.setVariables(context, place, id, change))).toBe(1);
    const seen = await api.variables(walk('no'), place, id);
    expect(seen.map(({ name, value, target }) => [name, value?.reveal(), target])).toEqual([
      ['API_TOKEN', undefined, 'production'],
      ['NEXT_PUBLIC_API_URL', 'https://api.kingdom77.test', 'production'],
    ]);
    expect(seen.every(({ updatedAt }) => /^\d{4}-/.test(updatedAt ?? ''))).toBe(true);
    expect(state().variables.map(({ key, type }) => [key, type])).toEqual([
      ['API_TOKEN', 'sensitive'],
      ['NEXT_PUBLIC_API_URL', 'plain'],
    ]);
  });

  test('that are plain and equal are not written again, others are overwritten', async () => {
    const { place, id } = await dashboard();
    const put = (value: string) => (context: HostContext) =>
      api.setVariables(context, place, id, { set: { NEXT_PUBLIC_API_URL: value }, remove: [], target: 'production' });
    expect(await writesOf(put('https://a.test'))).toBe(1);
    expect(await writesOf(put('https://a.test'))).toBe(0);
    expect(await writesOf(put('https://b.test'))).toBe(1);
    expect((await api.variables(walk('no'), place, id)).map(({ value }) => value?.reveal())).toEqual(['https://b.test']);
  });

  test('of previews are their own, also where one entry stood for both', async () => {
    const { place, id } = await dashboard();
    desk.edit('set-variable', { name: 'NEXT_PUBLIC_API_URL', value: 'https://old.test', target: 'production preview', type: 'plain' });
    await api.setVariables(walk(), place, id, { set: { NEXT_PUBLIC_API_URL: 'https://new.test' }, remove: [], target: 'production' });
    expect(state().variables.map(({ target, $value }) => [target, $value])).toEqual([
      [['preview'], 'https://old.test'],
      [['production'], 'https://new.test'],
    ]);
    await api.setVariables(walk(), place, id, { set: {}, remove: ['NEXT_PUBLIC_API_URL'], target: 'production' });
    expect(state().variables.map(({ target }) => target)).toEqual([['preview']]);
    expect(await writesOf((context) => api.setVariables(context, place, id, { set: {}, remove: ['GONE'], target: 'preview' }))).toBe(0);
  });

  test('never stand in an exchange', async () => {
    const { place, id } = await dashboard();
    desk.edit('set-variable', { name: 'OPERATORS_OWN', value: 'hunter2', type: 'plain' });
    await api.setVariables(walk(), place, id, { set, remove: [], target: 'production' });
    await api.variables(walk(), place, id);
    expect(JSON.stringify(exchanges)).not.toContain('a-very-secret-value');
    expect(JSON.stringify(exchanges)).not.toContain('hunter2');
    // An ordinary word elsewhere stays readable.
    await api.addDomain?.(walk(), place, id, 'kingdom77.test');
    expect(exchanges.at(-1)?.requestBody).toContain('kingdom77.test');
  });

  test('that Vercel keeps for itself are refused in its words', async () => {
    const { place, id } = await dashboard();
    const error = await api
      .setVariables(walk(), place, id, { set: { VERCEL_URL: 'x' }, remove: [], target: 'production' })
      .catch((e: unknown) => e);
    expect(vercel.explain(error, 'POST /v10/projects')).toMatchObject({ status: 400, code: 'RESERVED_ENV_VARIABLE' });
  });
});

describe('the repository', () => {
  test('is among those that Vercel may read once somebody let it', async () => {
    expect(await api.repositories(walk('no'))).toEqual([repository]);
    desk.edit('close-repository', { repository });
    expect(await api.repositories(walk('no'))).toEqual([]);
  });

  test('that Vercel may not read ends in one message with the remedy', async () => {
    const { place, id } = await dashboard();
    desk.edit('close-repository', { repository });
    const error = await api.connect(walk(), place, id, connection).catch((e: unknown) => e);
    expect(vercel.explain(error, 'POST link')).toMatchObject({
      message: expect.stringContaining('install the GitHub integration'),
      advice: expect.stringContaining('github.com/apps/vercel'),
      exit: 6,
    });
  });

  test('is connected once, to its branch, and another one is replaced', async () => {
    const { place, id } = await dashboard();
    expect(await writesOf((context) => api.connect(context, place, id, connection))).toBe(1);
    expect(await writesOf((context) => api.connect(context, place, id, connection))).toBe(0);
    desk.push(repository, 'live');
    expect(await writesOf((context) => api.connect(context, place, id, { ...connection, branch: 'live' }))).toBe(1);
    expect((await api.service(walk('no'), place, 'dashboard'))?.repository).toEqual({ ...connection, branch: 'live' });
    desk.push('ann/other', 'main');
    desk.edit('open-repository', { repository: 'ann/other' });
    await api.connect(walk(), place, id, { ...connection, repository: 'ann/other' });
    expect((await api.service(walk('no'), place, 'dashboard'))?.repository?.repository).toBe('ann/other');
  });

  test('deploys no push to production when that is not wanted, and previews all the same', async () => {
    const { place, id } = await dashboard();
    const off = { ...connection, autoDeploy: false };
    await api.connect(walk(), place, id, off);
    expect(await writesOf((context) => api.connect(context, place, id, off))).toBe(0);
    expect((await api.service(walk('no'), place, 'dashboard'))?.repository).toEqual(off);
    const second = desk.push(repository, 'main', 'second');
    desk.push(repository, 'feature', 'third');
    expect((await api.deployments(walk('no'), place, id)).map(({ preview, status }) => [preview, status])).toEqual([
      [true, 'live'],
      [false, 'failed'],
    ]);
    const made = await api.deploy(walk(), place, id, second, 'main');
    expect(await api.deployment(walk('no'), place, id, made)).toMatchObject({ status: 'live', current: true, commit: second });
    await api.connect(walk(), place, id, connection);
    desk.push(repository, 'main', 'fourth');
    expect((await api.deployments(walk('no'), place, id))[0]).toMatchObject({ status: 'live', current: true });
  });

  test('whose pushes somebody switched off at Vercel is told', async () => {
    const { place, id } = await dashboard();
    desk.edit('create-deployments', { value: 'disabled' });
    await expect(api.connect(walk(), place, id, connection)).rejects.toMatchObject({ what: expect.stringContaining('deploys no push') });
  });
});

describe('a deployment', () => {
  test('of a commit goes live, once, with its commit and address', async () => {
    const { place, id, deployment } = await deployed();
    expect(await api.deployment(walk('no'), place, id, deployment)).toMatchObject({
      id: deployment,
      commit: first,
      branch: 'main',
      status: 'live',
      says: 'READY',
      current: true,
      preview: false,
      canRollback: false,
      url: expect.stringMatching(/^https:\/\/kingdom-77-dashboard-[0-9a-f]{9}-kingdom-77\.vercel\.app$/),
    });
    expect(await api.deployments(walk('no'), place, id)).toHaveLength(1);
    expect(await api.deployment(walk('no'), place, id, 'dpl_gone')).toBeUndefined();
  });

  test('of a commit that is not there, and of a project without a repository, is refused with the reason', async () => {
    const { place, id } = await dashboard();
    await expect(api.deploy(walk(), place, id, first, 'main')).rejects.toMatchObject({
      what: expect.stringContaining('connected to no repository'),
    });
    await api.connect(walk(), place, id, connection);
    const error = await api.deploy(walk(), place, id, '0'.repeat(40), 'main').catch((e: unknown) => e);
    expect(vercel.explain(error, 'POST /v13/deployments')).toMatchObject({
      code: 'incorrect_git_source_info',
      advice: expect.stringContaining('push it first'),
    });
  });

  test('that fails says why, and the one before stays', async () => {
    const { place, id, deployment } = await deployed();
    const second = desk.push(repository, 'main', 'second');
    desk.edit('fail-build', { message: 'Command "npm run build" exited with 1' });
    const [newest, before] = await api.deployments(walk('no'), place, id);
    expect(newest).toMatchObject({
      commit: second,
      status: 'failed',
      says: 'ERROR: Command "npm run build" exited with 1',
      current: false,
    });
    expect(before).toMatchObject({ id: deployment, current: true, status: 'live' });
    const log = await api.logs(walk('no'), place, id, newest?.id ?? '', 'build', 3);
    expect(log.at(-1)).toMatchObject({ text: 'Error: Command "npm run build" exited with 1', severity: 'error' });
    expect(log).toHaveLength(3);
  });

  test('tells the last lines of its build and of what it says while it runs', async () => {
    const { place, id, deployment } = await deployed();
    const line = (text: string, stream: 'stdout' | 'stderr' = 'stdout') => ({ at: '2099-01-01T00:00:00.000Z', text, stream });
    desk.says(deployment, 'build', [line('compiled')]);
    desk.says(deployment, 'run', [line('Ready in 200ms'), line('boom', 'stderr')]);
    expect((await api.logs(walk('no'), place, id, deployment, 'build', 1)).map(({ text }) => text)).toEqual(['compiled']);
    expect(await api.logs(walk('no'), place, id, deployment, 'run', 10)).toMatchObject([
      { text: 'Ready in 200ms', severity: 'info' },
      { text: 'boom', severity: 'error' },
    ]);
  });

  test('is taken back without a build, and the next deploy is seen by visitors again', async () => {
    const { place, id, deployment } = await deployed();
    const second = desk.push(repository, 'main', 'second');
    expect(await api.deployment(walk('no'), place, id, deployment)).toMatchObject({ current: false, status: 'removed', canRollback: true });
    const count = state().deployments.length;
    await api.rollback(walk(), place, id, deployment);
    expect(await api.deployment(walk('no'), place, id, deployment)).toMatchObject({ current: true, status: 'live' });
    expect(state().projects[0]?.autoAssign).toBe(false);
    expect(state().deployments).toHaveLength(count);
    const third = desk.push(repository, 'main', 'third');
    expect((await api.deployments(walk('no'), place, id))[0]).toMatchObject({
      commit: third,
      current: false,
      says: 'READY (staged: it has not got the domains)',
    });
    const again = await api.deploy(walk(), place, id, third, 'main');
    expect(await api.deployment(walk('no'), place, id, again)).toMatchObject({ current: true, commit: third });
    expect(second).not.toBe(third);
  });

  test('that was taken back is promoted again, which gives new ones the domains as before', async () => {
    const { place, id, deployment } = await deployed();
    desk.push(repository, 'main', 'second');
    const [newest] = await api.deployments(walk('no'), place, id);
    await api.rollback(walk(), place, id, deployment);
    await api.rollback(walk(), place, id, newest?.id ?? '');
    expect(await api.deployment(walk('no'), place, id, newest?.id ?? '')).toMatchObject({ current: true, status: 'live' });
    expect(state().projects[0]?.autoAssign).toBe(true);
    expect(await writesOf((context) => api.rollback(context, place, id, newest?.id ?? ''))).toBe(0);
  });

  test('further back than Hobby allows is refused with the plan as reason', async () => {
    const { place, id, deployment } = await deployed();
    desk.push(repository, 'main', 'second');
    desk.push(repository, 'main', 'third');
    desk.edit('set-plan', { plan: 'hobby' });
    expect(await api.deployment(walk('no'), place, id, deployment)).toMatchObject({ status: 'removed' });
    const error = await api.rollback(walk(), place, id, deployment).catch((e: unknown) => e);
    expect(vercel.explain(error, 'POST rollback')).toMatchObject({ status: 402, message: expect.stringContaining('requires a Pro plan') });
  });

  test('is built once more by a restart; pausing and resuming say themselves once', async () => {
    const { place, id, deployment } = await deployed();
    await api.restart(walk(), place, id, deployment);
    expect(await api.deployments(walk('no'), place, id)).toMatchObject([
      { commit: first, current: true },
      { id: deployment, current: false },
    ]);
    const act = (what: 'suspend' | 'resume') => writesOf((context) => api[what](context, place, id));
    expect([await act('suspend'), await act('suspend')]).toEqual([1, 0]);
    expect((await api.deployments(walk('no'), place, id))[0]).toMatchObject({ status: 'suspended' });
    expect([await act('resume'), await act('resume')]).toEqual([1, 0]);
    expect((await api.deployments(walk('no'), place, id))[0]).toMatchObject({ status: 'live' });
    await expect(api.scale(walk(), place, id, 2)).rejects.toMatchObject({ what: expect.stringContaining('no number of replicas') });
  });

  test('of another branch is a preview, with the variables of previews only', async () => {
    const { place, id } = await deployed();
    await api.setVariables(walk(), place, id, { set: { ONLY: 'live' }, remove: [], target: 'production' });
    await api.setVariables(walk(), place, id, { set: { OTHER: 'test' }, remove: [], target: 'preview' });
    desk.push(repository, 'feature/login');
    const [preview] = await api.deployments(walk('no'), place, id);
    expect(preview).toMatchObject({ preview: true, current: false, status: 'live', branch: 'feature/login', canRollback: false });
    const wanting = desk.emulator.desk?.wanted().find((one) => one.id === preview?.id);
    expect(wanting?.variables).toMatchObject({ OTHER: 'test', VERCEL: '1', VERCEL_ENV: 'preview', VERCEL_GIT_COMMIT_REF: 'feature/login' });
    expect(Object.keys(wanting?.variables ?? {})).not.toContain('ONLY');
  });
});

describe('previews', () => {
  test('that somebody opened are closed again, once', async () => {
    const { place, id } = await dashboard();
    desk.edit('protection', { value: 'off' });
    expect(await api.previews?.(walk('no'), place, id)).toBe('open');
    const protect = (context: HostContext) => api.protectPreviews?.(context, place, id) ?? Promise.resolve();
    expect([await writesOf(protect), await writesOf(protect)]).toEqual([1, 0]);
    expect(await api.previews?.(walk('no'), place, id)).toBe('protected');
  });

  test('let automation in by a secret that no exchange shows', async () => {
    const { id } = await dashboard();
    const client = walk().client(vercel);
    const made = await client.bypass((await client.project(id)) ?? ({} as never));
    expect(made.reveal()).toMatch(/^[A-Za-z0-9]{32}$/);
    const later = walk().client(vercel);
    expect((await later.bypass((await later.project(id)) ?? ({} as never))).reveal()).toBe(made.reveal());
    expect(JSON.stringify(exchanges)).not.toContain(made.reveal());
  });
});

describe('domains', () => {
  const apex = 'kingdom77.test';

  test('demand what Vercel recommends first: addresses at the apex, an alias elsewhere', async () => {
    const { place, id } = await dashboard();
    expect(await api.domain?.(walk('no'), place, id, apex)).toBeUndefined();
    const add = (name: string, to?: string) => writesOf(async (context) => api.addDomain?.(context, place, id, name, to));
    expect([await add(apex), await add(apex)]).toEqual([1, 0]);
    expect([await add(`www.${apex}`, apex), await add(`www.${apex}`, apex)]).toEqual([1, 0]);
    expect(await api.domain?.(walk('no'), place, id, apex)).toEqual({
      name: apex,
      records: [{ type: 'A', name: apex, content: '216.198.79.1', proxied: false }],
      verified: false,
      certificate: 'none',
      trouble: `DNS does not lead ${apex} to Vercel yet`,
    });
    expect(await api.domain?.(walk('no'), place, id, `www.${apex}`)).toMatchObject({
      records: [{ type: 'CNAME', name: `www.${apex}`, content: expect.stringMatching(/^[0-9a-f]{16}\.vercel-dns-017\.com$/) }],
      redirectTo: apex,
    });
  });

  test('whose redirect somebody changed are set right', async () => {
    const { place, id } = await dashboard();
    await api.addDomain?.(walk(), place, id, apex);
    await api.addDomain?.(walk(), place, id, `www.${apex}`, apex);
    desk.edit('redirect-domain', { domain: `www.${apex}`, to: apex });
    expect(await writesOf(async (context) => api.addDomain?.(context, place, id, `www.${apex}`, apex))).toBe(1);
    expect(state().domains[1]).toMatchObject({ redirect: apex, redirectStatusCode: 308 });
    desk.edit('redirect-domain', { domain: `www.${apex}`, to: '' });
    expect((await api.domain?.(walk('no'), place, id, `www.${apex}`))?.redirectTo).toBeUndefined();
  });

  test('that somebody else has at Vercel are proved with a TXT record', async () => {
    const { place, id } = await dashboard();
    desk.edit('claim-domain', { domain: apex });
    await api.addDomain?.(walk(), place, id, apex);
    const seen = await api.domain?.(walk('no'), place, id, apex);
    expect(seen).toMatchObject({ verified: false, trouble: expect.stringContaining('TXT record') });
    expect(seen?.records.at(-1)).toMatchObject({
      type: 'TXT',
      name: `_vercel.${apex}`,
      content: expect.stringContaining('vc-domain-verify='),
    });
    // Asked again and again while the record spreads: not yet is no failure.
    await api.verifyDomain?.(walk(), place, id, apex);
    const error = await walk()
      .client(vercel)
      .verifyDomain(id, apex)
      .catch((thrown: unknown) => thrown);
    expect(vercel.explain(error, 'POST verify')).toMatchObject({
      code: 'missing_txt_record',
      advice: expect.stringContaining('TXT record'),
    });
  });

  test('of another project are refused, and what is taken away is gone', async () => {
    const { place, id } = await dashboard();
    const other = await api.makeService(walk(), place, 'second', settings, connection);
    await api.addDomain?.(walk(), place, other, apex);
    const error = await api.addDomain?.(walk(), place, id, apex).catch((e: unknown) => e);
    expect(vercel.explain(error, 'POST domains')).toMatchObject({ status: 409, advice: expect.stringContaining('another project') });
    const remove = (context: HostContext) => api.removeDomain?.(context, place, other, apex) ?? Promise.resolve();
    expect([await writesOf(remove), await writesOf(remove)]).toEqual([1, 0]);
    expect(await writesOf(async (context) => api.verifyDomain?.(context, place, other, apex))).toBe(0);
  });

  test('take every address of the first rank, and a certificate when there is one', () => {
    const config = {
      misconfigured: false,
      recommendedIPv4: [
        { rank: 2, value: ['76.76.21.21'] },
        { rank: 1, value: ['216.198.79.1', '64.29.17.1'] },
      ],
    };
    const one = { name: apex, apexName: apex, verified: true };
    expect(hostedDomain(one, config, []).records.map(({ content }) => content)).toEqual(['216.198.79.1', '64.29.17.1']);
    expect(hostedDomain(one, config, [])).toMatchObject({ verified: true, certificate: 'issuing' });
    expect(hostedDomain(one, config, [{ id: 'c', cns: [`*.${apex}`, apex] }]).certificate).toBe('valid');
    expect(hostedDomain(one, config, [{ id: 'c', cns: [`*.${apex}`] }]).certificate).toBe('issuing');
  });
});

describe('a log', () => {
  const to = new Secret('LOG_DRAIN_URL', 'https://logs.test/drain/token-of-ours');

  test('is sent to an address on Pro, of this project alone, and no token stands in an exchange', async () => {
    const place = await api.makePlace(walk(), wanted);
    const id = await api.makeService(walk(), place, 'dashboard', settings, connection);
    await api.addDrain?.(walk(), place, id, to);
    expect((await api.drains?.(walk('no'), place, id))?.map((one) => one.reveal())).toEqual([to.reveal()]);
    expect(await api.drains?.(walk('no'), place, 'prj_other')).toEqual([]);
    expect(JSON.stringify(exchanges)).toContain('/v1/drains');
    expect(JSON.stringify(exchanges)).not.toContain('token-of-ours');
    await api.removeDrain?.(walk(), place, id, to);
    expect(await api.drains?.(walk('no'), place, id)).toEqual([]);
    desk.edit('set-plan', { plan: 'hobby' });
    await expect(api.addDrain?.(walk(), place, id, to)).rejects.toThrow('Pro and Enterprise');
  });
});

describe('money and trouble', () => {
  test('the bill is what was charged since the first of the month, and what is not told is said', async () => {
    const { place, id } = await dashboard();
    desk.edit('spend', { dollars: '3.5' });
    expect(await api.bill(walk('no'), place)).toMatchObject({ monthToDateCents: 2350, missing: [expect.stringContaining('projected')] });
    desk.edit('set-plan', { plan: 'hobby' });
    expect(await api.bill(walk('no'), place)).toEqual({ monthToDateCents: 0, projectedCents: 0, missing: [] });
    expect((await api.usage(walk('no'), place, id)).missing).toHaveLength(2);
  });

  test('a rate limit, a removed token and an outage each end in one message with a remedy', async () => {
    const refusal = async () => vercel.explain(await api.place(walk(), wanted).catch((error: unknown) => error), 'GET /v2/user');
    const strike = (kind: '429' | '500') => desk.faults.set({ faults: [{ vendor: 'vercel', match: {}, do: kind, retryAfter: 0 }] });
    strike('429');
    expect(await refusal()).toMatchObject({ status: 429, advice: expect.stringContaining('limits the rate') });
    strike('500');
    expect(await refusal()).toMatchObject({ status: 500, advice: expect.stringContaining('vercel-status.com') });
    desk.faults.set({ faults: [] });
    const before = desk.token();
    desk.edit('remove-token');
    desk.token = () => before;
    expect(await refusal()).toMatchObject({ status: 403, exit: 6, advice: expect.stringContaining('make a new one') });
  });
});
