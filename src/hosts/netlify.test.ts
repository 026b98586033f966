/** The host against the emulated Netlify, through real doors. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Exchange } from '../core/doors.ts';
import type { HostContext, Place, ServiceSettings } from '../core/host.ts';
import { Secret } from '../core/secret.ts';
import type { Walk } from '../sandbox/host-fixture.ts';
import type { NetlifyState } from '../sandbox/netlify/model.ts';
import { type NetlifyDesk, openNetlify, openWalk } from '../sandbox/netlify-fixture.ts';
import { netlify } from '../vendors/netlify.ts';
import { netlifyHost } from './netlify.ts';
import { siteName } from './netlify-site.ts';

const { api } = netlifyHost;
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
  region: 'us-east-1',
  memoryMb: 512,
  replicas: 1,
  restart: 'always',
  restartRetries: 10,
  volume: null,
  framework: 'nextjs',
  web: true,
};
const apex = 'kingdom77.test';
const www = `www.${apex}`;

let desk: NetlifyDesk;
let opened: Walk['doors'][];
let exchanges: Exchange[];
let about: { team?: string; installation?: string };
let first: string;

/** What a task has; a new walk each time, so that nothing is remembered. */
function walk(writes: 'yes' | 'no' = 'yes'): HostContext {
  const secrets = [new Secret('SENTRY_AUTH_TOKEN', 'a-very-secret-value')];
  const open = openWalk(desk, { writes, ...about, secrets, record: (exchange) => void exchanges.push(exchange) });
  opened.push(open.doors);
  return open.context;
}

async function writesOf(act: (context: HostContext) => Promise<unknown>): Promise<number> {
  await act(walk());
  return opened.at(-1)?.sent().writes ?? 0;
}

/** A refusal, as the engine words it for the operator. */
async function explained(call: Promise<unknown> | undefined): Promise<unknown> {
  return Promise.resolve(call).then(
    () => undefined,
    (error: unknown) => netlify.explain(error, 'a call'),
  );
}

beforeEach(async () => {
  [opened, exchanges, about] = [[], [], {}];
  desk = await openNetlify();
  first = desk.push(repository, 'main', 'first');
  desk.edit('open-repository', { repository });
});
afterEach(async () => {
  for (const doors of opened) await doors.close();
  await desk.close();
});

const asBuilt = {
  base: '',
  packagePath: 'dashboard-frontend',
  cmd: 'cd dashboard-frontend && npm run build',
  dir: 'dashboard-frontend/.next',
};

async function dashboard(more: Partial<ServiceSettings> = {}): Promise<{ place: Place; id: string }> {
  const place = await api.makePlace(walk(), wanted);
  return { place, id: await api.makeService(walk(), place, 'dashboard', { ...settings, ...more }, connection) };
}

async function deployed(): Promise<{ place: Place; id: string; deployment: string }> {
  const { place, id } = await dashboard();
  await api.connect(walk(), place, id, connection);
  return { place, id, deployment: await api.deploy(walk(), place, id, first, 'main') };
}

function state(): NetlifyState {
  return desk.emulator.dump() as NetlifyState;
}

function site() {
  const [one] = state().sites;
  if (!one) throw new Error('no site');
  return one;
}

describe('the place', () => {
  test('is the only team that the token opens; nothing is made', async () => {
    const place = await api.place(walk('no'), wanted);
    expect(place).toEqual({ account: state().accounts[0]?.id, slug: 'kingdom-77', ...wanted });
    expect(await writesOf((context) => api.makePlace(context, wanted))).toBe(0);
  });

  test('is not guessed where the token opens two teams, and is the one that is named', async () => {
    desk.edit('add-team', { name: 'Second' });
    await expect(api.place(walk(), wanted)).rejects.toMatchObject({ what: expect.stringContaining('opens 2 teams'), exit: 6 });
    about = { team: 'second' };
    expect(await api.place(walk(), wanted)).toMatchObject({ slug: 'second' });
    about = { team: 'third' };
    await expect(api.place(walk(), wanted)).rejects.toMatchObject({ what: expect.stringContaining('does not open the team third') });
  });

  test('goes into the name of the site, because names are unique in all of Netlify', () => {
    expect(siteName({ project: 'Kingdom 77', environment: 'production' }, 'dashboard')).toBe('kingdom-77-dashboard');
    expect(siteName({ project: 'k--77', environment: 'staging' }, 'dashboard')).toBe('k-77-dashboard-staging');
    expect(siteName({ project: 'x'.repeat(60), environment: 'production' }, 'dashboard')).toHaveLength(37);
  });
});

describe('a service', () => {
  test('is absent, made once with its settings and protected previews, and made without a deploy', async () => {
    const place = await api.makePlace(walk(), wanted);
    expect(await api.service(walk(), place, 'dashboard')).toBeUndefined();
    const { id } = await dashboard();
    expect((await dashboard()).id).toBe(id);
    expect(state().sites).toHaveLength(1);
    expect(state().deploys).toEqual([]);
    expect(site()).toMatchObject({
      name: 'kingdom-77-dashboard',
      guarded: true,
      guardContext: 'non_production',
      repo: { stopped: true, allowed: [] },
    });
    expect(await api.service(walk('no'), place, 'dashboard')).toEqual({
      id,
      name: 'dashboard',
      settings: { root: 'dashboard-frontend', buildCommand: 'npm run build', framework: 'nextjs', region: 'us-east-1' },
      repository: { ...connection, autoDeploy: false },
    });
    expect(await api.previews?.(walk(), place, id)).toBe('protected');
  });

  test('is not built by a push before it is connected', async () => {
    await dashboard();
    desk.push(repository, 'main', 'second');
    expect(state().deploys).toEqual([]);
  });

  test('needs the number of the app on GitHub, or a site of the team that has it', async () => {
    about = { installation: '' };
    await expect(dashboard()).rejects.toMatchObject({
      what: expect.stringContaining('installed on GitHub for ann'),
      fix: expect.stringContaining('NETLIFY_INSTALLATION'),
    });
    about = {};
    const { place } = await dashboard();
    about = { installation: '' };
    await api.makeService(walk(), { ...place, environment: 'staging' }, 'dashboard', settings, connection);
    expect(state().sites.map(({ repo }) => repo?.installation)).toEqual([state().installation, state().installation]);
  });

  test('that Netlify may not read says what to do', async () => {
    desk.edit('close-repository', { repository });
    expect(await explained(dashboard())).toMatchObject({ advice: expect.stringContaining('https://github.com/apps/netlify'), exit: 6 });
    expect(state().sites).toEqual([]);
  });

  test('whose name somebody else has is told so, not taken from them', async () => {
    desk.edit('take-name', { name: 'kingdom-77-dashboard' });
    expect(await explained(dashboard())).toMatchObject({ advice: expect.stringContaining('unique in the whole of Netlify') });
  });

  test('is changed where it differs, and only there', async () => {
    const { place, id } = await dashboard();
    desk.edit('build-command', { command: 'make' });
    desk.edit('package-directory', { folder: 'elsewhere' });
    desk.edit('publish-directory', { folder: 'dist' });
    expect((await api.service(walk(), place, 'dashboard'))?.settings).toEqual({
      root: 'elsewhere',
      buildCommand: 'make',
      framework: 'node',
      region: 'us-east-1',
    });
    expect(await writesOf((context) => api.configure(context, place, id, settings))).toBe(1);
    expect(site()).toMatchObject(asBuilt);
    expect(await writesOf((context) => api.configure(context, place, id, settings))).toBe(0);
  });

  test('is installed at the top of the repository: a folder of a workspace misses what its top needs', async () => {
    const { place, id } = await dashboard();
    for (const [folder, publish] of [
      ['./dashboard-frontend/', '.next'],
      ['dashboard-frontend', 'dashboard-frontend/.next'],
    ] as const) {
      desk.edit('package-directory', { folder: '' });
      desk.edit('base-directory', { folder });
      desk.edit('publish-directory', { folder: publish });
      desk.edit('build-command', { command: 'npm run build' });
      const has = (await api.service(walk(), place, 'dashboard'))?.settings;
      expect(has).toMatchObject({ root: 'dashboard-frontend (as base directory)', buildCommand: 'npm run build' });
      expect(has?.framework).toBe(publish === '.next' ? 'nextjs' : 'node');
      await api.configure(walk(), place, id, { root: 'dashboard-frontend', framework: 'nextjs' });
      expect(site()).toMatchObject(asBuilt);
    }
  });

  test('may be at the top of a repository, or in a folder with a space', async () => {
    const { place, id } = await dashboard({ root: '' });
    expect(site()).toMatchObject({ base: '', packagePath: '', cmd: 'npm run build', dir: '.next' });
    expect((await api.service(walk(), place, 'dashboard'))?.settings).toMatchObject({ root: '', framework: 'nextjs' });
    await api.configure(walk(), place, id, { root: "our shop's/web" });
    expect(site()).toMatchObject({ cmd: "cd 'our shop'\\''s/web' && npm run build", dir: "our shop's/web/.next" });
    const has = (await api.service(walk(), place, 'dashboard'))?.settings;
    expect(has).toMatchObject({ root: "our shop's/web", buildCommand: 'npm run build', framework: 'nextjs' });
  });

  test('whose visitors would have to log in is opened to them', async () => {
    const { place, id } = await dashboard();
    desk.edit('visibility', { value: 'all' });
    await api.configure(walk(), place, id, settings);
    expect(site().guardContext).toBe('non_production');
    desk.edit('team-login', { value: 'all' });
    expect((await api.service(walk(), place, 'dashboard'))?.notes?.join()).toContain('visitors of production have to log in');
  });

  test('on the free plan says what happens when the credits are used up', async () => {
    desk.edit('set-plan', { plan: 'Free' });
    const { place } = await dashboard();
    expect((await api.service(walk(), place, 'dashboard'))?.notes?.[0]).toContain('300 credits a month');
  });

  test('follows another repository or branch, and keeps its settings', async () => {
    const { place, id } = await deployed();
    desk.push('ann/other', 'main', 'theirs');
    desk.edit('open-repository', { repository: 'ann/other' });
    await api.connect(walk(), place, id, { ...connection, repository: 'ann/other' });
    expect(site()).toMatchObject({ ...asBuilt, repo: { path: 'ann/other', allowed: [], stopped: false } });
    await api.connect(walk(), place, id, { ...connection, repository: 'ann/other', branch: 'live', autoDeploy: false });
    expect(site().repo).toMatchObject({ branch: 'live', stopped: true });
    expect(
      await writesOf((context) => api.connect(context, place, id, { repository: 'ann/other', branch: 'live', autoDeploy: false })),
    ).toBe(0);
  });

  test('previews that strangers see are told and protected', async () => {
    const { place, id } = await dashboard();
    desk.edit('visibility', { value: 'public' });
    expect(await api.previews?.(walk(), place, id)).toBe('open');
    await api.protectPreviews?.(walk(), place, id);
    expect(site()).toMatchObject({ guarded: true, guardContext: 'non_production' });
    expect(await writesOf(async (context) => api.protectPreviews?.(context, place, id))).toBe(0);
  });
});

describe('variables', () => {
  const set = {
    NEXT_PUBLIC_API_URL: 'https://api.kingdom77.test',
    ENVIRONMENT: 'production',
    SENTRY_AUTH_TOKEN: new Secret('SENTRY_AUTH_TOKEN', 'a-very-secret-value'),
  };

  test('are written in one batch; secrets are never shown again, others are', async () => {
    const { place, id } = await dashboard();
    expect(await writesOf((context) => api.setVariables(context, place, id, { set, remove: [], target: 'production' }))).toBe(1);
    const found = await api.variables(walk('no'), place, id);
    expect(found.map(({ name, value, target }) => [name, value?.reveal(), target])).toEqual([
      ['NEXT_PUBLIC_API_URL', 'https://api.kingdom77.test', 'production'],
      ['ENVIRONMENT', 'production', 'production'],
      ['SENTRY_AUTH_TOKEN', undefined, 'production'],
    ]);
    expect(JSON.stringify(exchanges)).not.toContain('a-very-secret-value');
    expect(state().variables.map(({ key, secret, scopes }) => [key, secret, scopes.length])).toEqual([
      ['NEXT_PUBLIC_API_URL', false, 4],
      ['ENVIRONMENT', false, 4],
      ['SENTRY_AUTH_TOKEN', true, 3],
    ]);
  });

  test('of previews are others, for pull requests and branches, and production keeps its own', async () => {
    const { place, id } = await dashboard();
    await api.setVariables(walk(), place, id, { set, remove: [], target: 'production' });
    await api.setVariables(walk(), place, id, { set: { ENVIRONMENT: 'preview' }, remove: [], target: 'preview' });
    const environment = state().variables.find(({ key }) => key === 'ENVIRONMENT');
    expect(environment?.values.map(({ context, $value }) => [context, $value])).toEqual([
      ['production', 'production'],
      ['deploy-preview', 'preview'],
      ['branch-deploy', 'preview'],
    ]);
    await api.setVariables(walk(), place, id, { set: {}, remove: ['ENVIRONMENT'], target: 'preview' });
    expect(environment?.values.map(({ context }) => context)).toEqual(['production']);
    await api.setVariables(walk(), place, id, { set: {}, remove: ['ENVIRONMENT'], target: 'production' });
    expect(state().variables.map(({ key }) => key)).not.toContain('ENVIRONMENT');
  });

  test('for production and for previews may be set at the same time', async () => {
    const { place, id } = await dashboard();
    const context = walk();
    const setFor = (target: 'production' | 'preview') =>
      api.setVariables(context, place, id, { set: { ENVIRONMENT: target, NEXT_PUBLIC_API_URL: target }, remove: [], target });
    await Promise.all([setFor('production'), setFor('preview')]);
    const found = await api.variables(walk(), place, id);
    expect(found.map(({ name, target, value }) => [name, target, value?.reveal()])).toEqual([
      ['ENVIRONMENT', 'production', 'production'],
      ['ENVIRONMENT', 'preview', 'preview'],
      ['NEXT_PUBLIC_API_URL', 'production', 'production'],
      ['NEXT_PUBLIC_API_URL', 'preview', 'preview'],
    ]);
  });

  test('one value for all contexts is taken apart, so that the others keep theirs', async () => {
    const { place, id } = await dashboard();
    desk.edit('set-variable', { name: 'ENVIRONMENT', value: 'old' });
    await api.setVariables(walk(), place, id, { set: { ENVIRONMENT: 'production' }, remove: [], target: 'production' });
    const of = async (target: string) =>
      (await api.variables(walk(), place, id)).filter((one) => one.target === target).map(({ value }) => value?.reveal());
    expect([await of('production'), await of('preview')]).toEqual([['production'], ['old']]);
  });

  test('what somebody typed in plainly becomes a secret when k77 sets it', async () => {
    const { place, id } = await dashboard();
    desk.edit('set-variable', { name: 'SENTRY_AUTH_TOKEN', value: 'typed-by-hand' });
    await api.setVariables(walk(), place, id, { set, remove: [], target: 'production' });
    const one = state().variables.find(({ key }) => key === 'SENTRY_AUTH_TOKEN');
    expect(one).toMatchObject({ secret: true });
    expect(one?.values.find(({ context }) => context === 'production')?.$value).toBe('a-very-secret-value');
    expect(one?.values.some(({ context }) => context === 'all' || context === 'dev')).toBe(false);
  });

  test('a changed secret is told by its time', async () => {
    const { place, id } = await dashboard();
    await api.setVariables(walk(), place, id, { set, remove: [], target: 'production' });
    const at = async () => (await api.variables(walk(), place, id)).find(({ name }) => name === 'SENTRY_AUTH_TOKEN')?.updatedAt;
    const before = await at();
    desk.edit('set-variable', { name: 'SENTRY_AUTH_TOKEN', value: 'another-one', context: 'production' });
    expect(await at()).not.toBe(before);
  });

  test('names that Netlify keeps for itself are refused in its own words', async () => {
    const { place, id } = await dashboard();
    const wrong = api.setVariables(walk(), place, id, { set: { CONTEXT: 'x' }, remove: [], target: 'production' });
    await expect(wrong).rejects.toMatchObject({ status: 422, message: expect.stringContaining('is reserved') });
  });
});

describe('a deploy', () => {
  test('is ordered for a commit, and published', async () => {
    const { place, id, deployment } = await deployed();
    expect(await api.deployment(walk('no'), place, id, deployment)).toMatchObject({
      id: deployment,
      commit: first,
      branch: 'main',
      status: 'live',
      says: 'ready',
      current: true,
      preview: false,
      canRollback: false,
      url: 'https://kingdom-77-dashboard.netlify.app',
    });
    expect(await api.deployment(walk(), place, id, 'f'.repeat(24))).toBeUndefined();
  });

  test('of a branch that went on meanwhile is called off', async () => {
    const { place, id } = await dashboard();
    await api.connect(walk(), place, id, { ...connection, autoDeploy: false });
    const newer = desk.push(repository, 'main', 'second');
    await expect(api.deploy(walk(), place, id, first, 'main')).rejects.toMatchObject({ what: expect.stringContaining(newer.slice(0, 7)) });
    expect(site().repo?.stopped).toBe(true);
  });

  test('by k77 only leaves builds stopped, and pushes are not built', async () => {
    const { place, id } = await dashboard();
    await api.connect(walk(), place, id, { ...connection, autoDeploy: false });
    await api.deploy(walk(), place, id, first, 'main');
    expect(site().repo?.stopped).toBe(true);
    desk.push(repository, 'main', 'second');
    expect(state().deploys).toHaveLength(1);
  });

  test('by push comes by itself, of another branch as a preview', async () => {
    const { place, id } = await deployed();
    const second = desk.push(repository, 'main', 'second');
    const third = desk.push(repository, 'feature/login', 'third');
    const all = await api.deployments(walk(), place, id);
    expect(all.map(({ commit, preview, current, status }) => [commit, preview, current, status])).toEqual([
      [third, true, false, 'live'],
      [second, false, true, 'live'],
      [first, false, false, 'removed'],
    ]);
    expect(all[0]?.url).toBe('https://feature-login--kingdom-77-dashboard.netlify.app');
  });

  test('is taken back to an earlier one, without a build', async () => {
    const { place, id, deployment } = await deployed();
    desk.push(repository, 'main', 'second');
    expect((await api.deployment(walk(), place, id, deployment))?.canRollback).toBe(true);
    await api.rollback(walk(), place, id, deployment);
    expect((await api.deployment(walk(), place, id, deployment))?.current).toBe(true);
    expect(state().deploys).toHaveLength(2);
    expect(await writesOf((context) => api.rollback(context, place, id, deployment))).toBe(0);
    const third = desk.push(repository, 'main', 'third');
    expect((await api.deployments(walk(), place, id)).find(({ current }) => current)?.commit).toBe(third);
  });

  test('is published though somebody had stopped auto publishing', async () => {
    const { place, id } = await deployed();
    desk.edit('stop-publishing');
    const second = desk.push(repository, 'main', 'second');
    const [waiting] = await api.deployments(walk(), place, id);
    expect(waiting).toMatchObject({ commit: second, current: false, status: 'removed', says: 'ready (built, not published)' });
    const ordered = await api.deploy(walk(), place, id, second, 'main');
    expect(await api.deployment(walk(), place, id, ordered)).toMatchObject({ current: true, status: 'live' });
  });

  test('that failed says why, and its build log is read', async () => {
    const { place, id, deployment } = await deployed();
    desk.edit('fail-build', { message: 'Command failed with exit code 1: npm run build' });
    expect(await api.deployment(walk(), place, id, deployment)).toMatchObject({
      status: 'failed',
      says: expect.stringContaining('building site'),
    });
    desk.says(deployment, 'build', [{ at: new Date().toISOString(), text: 'Module not found', stream: 'stderr' }]);
    expect((await api.logs(walk(), place, id, deployment, 'build', 50)).map(({ text }) => text)).toContain('Module not found');
  });

  test('what its functions said is read, with its severity', async () => {
    const { place, id, deployment } = await deployed();
    const at = new Date().toISOString();
    desk.says(deployment, 'run', [
      { at, text: 'all well', stream: 'stdout' },
      { at, text: 'broken', stream: 'stderr' },
    ]);
    expect(await api.logs(walk(), place, id, deployment, 'run', 50)).toEqual([
      { at, text: 'all well', severity: 'info' },
      { at, text: 'broken', severity: 'error' },
    ]);
  });

  test('is built anew by a restart, and the site rests while it is suspended', async () => {
    const { place, id, deployment } = await deployed();
    await api.restart(walk(), place, id, deployment);
    expect(state().deploys.map(({ commit }) => commit)).toEqual([first, first]);
    await api.suspend(walk(), place, id);
    expect((await api.deployments(walk(), place, id))[0]?.status).toBe('suspended');
    expect(await writesOf((context) => api.suspend(context, place, id))).toBe(0);
    await api.resume(walk(), place, id);
    expect((await api.deployments(walk(), place, id))[0]?.status).toBe('live');
    await expect(api.scale(walk(), place, id, 2)).rejects.toMatchObject({ what: expect.stringContaining('no number of replicas') });
  });
});

describe('a domain', () => {
  test('is primary, its www leads there, and each has the record that it needs', async () => {
    const { place, id } = await dashboard();
    expect(await api.domain?.(walk(), place, id, apex)).toBeUndefined();
    await api.addDomain?.(walk(), place, id, apex);
    await api.addDomain?.(walk(), place, id, www, apex);
    expect(await api.domain?.(walk('no'), place, id, apex)).toMatchObject({
      records: [{ type: 'CNAME', name: apex, content: 'apex-loadbalancer.netlify.com', proxied: false }],
      verified: false,
      certificate: 'none',
    });
    expect(await api.domain?.(walk('no'), place, id, www)).toMatchObject({
      records: [{ type: 'CNAME', name: www, content: 'kingdom-77-dashboard.netlify.app', proxied: false }],
      redirectTo: apex,
    });
    expect(await writesOf(async (context) => api.addDomain?.(context, place, id, apex))).toBe(0);
    expect(await writesOf(async (context) => api.addDomain?.(context, place, id, www, apex))).toBe(0);
  });

  test('that somebody turned round is turned back', async () => {
    const { place, id } = await dashboard();
    await api.addDomain?.(walk(), place, id, apex);
    desk.edit('primary-domain', { domain: www });
    expect(await api.domain?.(walk(), place, id, apex)).toMatchObject({ redirectTo: www });
    await api.addDomain?.(walk(), place, id, apex);
    expect(site()).toMatchObject({ primary: apex, aliases: [] });
  });

  test('an earlier primary goes on as an alias', async () => {
    const { place, id } = await dashboard();
    desk.edit('primary-domain', { domain: 'old77.test' });
    await api.addDomain?.(walk(), place, id, apex);
    expect(site()).toMatchObject({ primary: apex, aliases: ['old77.test'] });
    expect(await api.domain?.(walk(), place, id, 'old77.test')).not.toHaveProperty('redirectTo');
    await api.removeDomain?.(walk(), place, id, 'old77.test');
    await api.removeDomain?.(walk(), place, id, apex);
    expect(site()).toMatchObject({ primary: null, aliases: [] });
  });

  test('does not lead anywhere else than to its www', async () => {
    const { place, id } = await dashboard();
    await expect(api.addDomain?.(walk(), place, id, `shop.${apex}`, apex)).rejects.toMatchObject({
      what: expect.stringContaining('no other name'),
    });
  });

  test('of somebody else is refused with a remedy', async () => {
    const { place, id } = await dashboard();
    desk.edit('take-name', { name: apex });
    expect(await explained(api.addDomain?.(walk(), place, id, apex))).toMatchObject({ advice: expect.stringContaining('remove it there') });
  });

  test('gets its certificate when DNS leads there; asking before is no failure', async () => {
    const { place, id } = await dashboard();
    await api.addDomain?.(walk(), place, id, apex);
    await api.verifyDomain?.(walk(), place, id, apex);
    expect((await api.domain?.(walk(), place, id, apex))?.certificate).toBe('none');
    site().leads.push(apex);
    await api.verifyDomain?.(walk(), place, id, apex);
    expect(await api.domain?.(walk(), place, id, apex)).toMatchObject({ verified: true, certificate: 'valid' });
    site().leads.push(www);
    await api.verifyDomain?.(walk(), place, id, www);
    expect(await api.domain?.(walk(), place, id, www)).toMatchObject({ verified: true, certificate: 'valid', redirectTo: apex });
  });
});

test('costs and use are told as far as the API tells them, and what is missing is said', async () => {
  const { place, id } = await dashboard();
  expect((await api.bill(walk('no'), place)).missing.join()).toContain('credits');
  desk.edit('set-plan', { plan: 'Free' });
  expect(await api.bill(walk('no'), place)).toMatchObject({ monthToDateCents: 0 });
  expect((await api.usage(walk('no'), place, id)).missing).toHaveLength(2);
});

test('pages and steps lead a person there', async () => {
  const { place, id } = await dashboard();
  expect(netlifyHost.pages.service(place, 'dashboard')).toBe('https://app.netlify.com/projects/kingdom-77-dashboard');
  expect(netlifyHost.pages.service(place, id)).toBe(`https://app.netlify.com/projects/${id}`);
  expect(netlifyHost.accessSteps(repository).join()).toContain(repository);
  expect(await api.repositories(walk())).toBe('unseen');
});

test('making a site that was answered by silence finds it again', async () => {
  desk.faults.set({ faults: [{ vendor: 'netlify', match: { method: 'POST', path: '/sites$' }, times: 1, do: 'reset-after-commit' }] });
  await expect(dashboard()).rejects.toThrow();
  desk.faults.clear();
  await dashboard();
  expect(state().sites).toHaveLength(1);
});
