/** What a person does in the control panel and on GitHub, and trouble on purpose: buttons of the page, used by the control API and the scripted operator, too. */
import type { DoComponent, DoSpec, DoVariable } from '../../vendors/digitalocean-types.ts';
import { type Actions, type Fields, performer, unknownAt } from '../hosting/buttons.ts';
import { changeSpec, remove } from './apps.ts';
import { type Books, newToken } from './books.ts';
import { begin, fail, keptFor, newestCommit, refuseHeld, say } from './deploying.ts';
import type { App } from './model.ts';
import { Refusal } from './refusal.ts';
import { mainOf } from './spec.ts';
import { crashed } from './work-desk.ts';

const unknown = unknownAt('DigitalOcean');

const accountActions: Actions<Books> = {
  /** On github.com: DigitalOcean gets to read a repository. Several, with spaces between. */
  'open-repository': ({ state }, { repository = '' }) => {
    const names = repository.split(/[\s,]+/).filter((name) => name !== '');
    const wrong = names.find((name) => !/^[^/]+\/[^/]+$/.test(name));
    if (wrong !== undefined || names.length === 0) throw unknown('repository', wrong ?? '', 'Give owner/name');
    state.opened = [...new Set([...state.opened, ...names])];
    return state.opened;
  },
  'close-repository': ({ state }, { repository = '' }) => {
    state.opened = state.opened.filter((name) => name !== repository);
    return state.opened;
  },
  /** No card on file: no app is made any more. `value: on` puts one there. */
  card: ({ state }, { value = 'off' }) => {
    state.account.pays = value === 'on';
    return value;
  },
  /** `value: off` ends it. */
  lock: ({ state }, { value = 'on', why = 'payment is overdue' }) => {
    Object.assign(state.account, value === 'off' ? { status: 'active', statusMessage: '' } : { status: 'locked', statusMessage: why });
    return state.account.status;
  },
  /** The token is worth nothing from now on. */
  'revoke-token': ({ state, tools }) => {
    const [token] = state.tokens;
    if (token) token.$secret = newToken(tools.random);
    return token?.id;
  },
  /** The token may only look. `value: off` ends it. */
  'limit-token': ({ state }, { value = 'on' }) => {
    for (const one of state.tokens) one.readOnly = value !== 'off';
  },
  /** A project by hand. */
  'create-project': (books, { name = 'by-hand' }) => {
    const id = books.tools.random.uuid();
    const createdAt = books.now();
    books.state.projects.push({ id, name, purpose: 'Other', environment: 'Development', isDefault: false, createdAt });
    return id;
  },
  /** An app goes to another project. */
  'move-app': (books, fields) => {
    const found = books.state.projects.find(({ name }) => name === fields.project);
    if (!found) throw unknown('project', fields.project ?? '', 'Make it first');
    named(books, fields).project = found.id;
    return found.id;
  },
};

const appActions: Actions<Books> = {
  /** In the panel every change deploys. `type: SECRET` encrypts it; as it was, unless told. `of: job` changes that of the job alone. */
  'set-variable': (books, fields) => {
    const { name: key = '', value = '', of } = fields;
    const app = named(books, fields);
    const type = (had: DoVariable | undefined): DoVariable['type'] => (fields.type as DoVariable['type']) ?? had?.type ?? 'GENERAL';
    return changed(books, app, (one, isJob) => {
      if ((of === 'job') !== isJob && of !== undefined) return one;
      const before = one.envs?.find((other) => other.key === key);
      const next: DoVariable = { ...before, key, value, type: type(before) as 'GENERAL' | 'SECRET' };
      return { ...one, envs: [...(one.envs ?? []).filter((other) => other.key !== key), next] };
    });
  },
  'delete-variable': (books, fields) =>
    changed(books, named(books, fields), (one) => ({ ...one, envs: (one.envs ?? []).filter(({ key }) => key !== fields.name) })),
  /** `setting: run_command`, `value`: a field of the component. Also `health_path`, `deploy_on_push`, `branch`, `instance_count`. */
  'change-setting': (books, fields) => {
    const { setting = '', value = '' } = fields;
    if (!settings.includes(setting)) throw unknown('setting', setting, `Use one of ${settings.join(', ')}`);
    return changed(books, named(books, fields), (one, isJob) => (isJob ? one : withSetting(one, setting, value)));
  },
  /** `min`, `max`; `value: off` ends it. */
  autoscale: (books, fields) =>
    changed(books, named(books, fields), ({ instance_count: _count, autoscaling: _before, ...one }, isJob) => {
      if (isJob || fields.value === 'off') return { ...one, instance_count: 1 };
      return { ...one, autoscaling: { min_instance_count: Number(fields.min ?? 1), max_instance_count: Number(fields.max ?? 3) } };
    }),
  /** A second component in the same app. */
  'add-component': (books, fields) => {
    const app = named(books, fields);
    const { github, git } = mainOf(app.spec)?.main ?? {};
    const made: DoComponent = { name: fields.name ?? 'second', ...(github ? { github } : git ? { git } : {}), run_command: 'npm start' };
    return applied(books, app, { ...app.spec, workers: [...(app.spec.workers ?? []), made] });
  },
  deploy: (books, fields) => {
    const app = named(books, fields);
    refuseHeld(app);
    return begin(books, app, { commit: newestCommit(books, app), cause: 'manual' }).id;
  },
  archive: (books, fields) => {
    const app = named(books, fields);
    return applied(books, app, { ...app.spec, maintenance: { archive: true } });
  },
  restore: (books, fields) => {
    const app = named(books, fields);
    return applied(books, app, { ...app.spec, maintenance: { archive: false } });
  },
  /** To the deployment before, and held there. */
  'roll-back': (books, fields) => {
    const app = named(books, fields);
    const [to] = keptFor(books, app);
    if (!to) throw unknown('earlier deployment of', app.spec.name, 'Deploy it twice first');
    const before = app.spec;
    app.spec = structuredClone(to.spec);
    const made = begin(books, app, { commit: to.commit, cause: `rollback to deployment ${to.id}`, again: to });
    app.pinned = { deployment: made.id, before };
    return made.id;
  },
  'commit-rollback': (books, fields) => {
    named(books, fields).pinned = undefined;
  },
  delete: (books, fields) => remove(books, named(books, fields)),
  /** It does nothing but crash; DigitalOcean starts it again for ever. */
  crash: (books, fields) => {
    const active = books.active(named(books, fields));
    if (!active) throw unknown('active deployment of', fields.app ?? '', 'Deploy it first');
    say(books, active, 'RUN', fields.message ?? 'Error: out of luck');
    crashed(books, active, 1);
    return active.id;
  },
  /** The newest deployment is told to have failed. `of`: build, pre-deploy or start; `message`: what the log says. */
  fail: (books, fields) => {
    const [newest] = books.deploymentsOf(named(books, fields));
    if (!newest) throw unknown('deployment of', fields.app ?? '', 'Deploy it first');
    const { of = 'build', message = 'npm error Missing script: "build"' } = fields;
    if (of === 'start') say(books, newest, 'RUN', message);
    fail(books, newest, of === 'build' ? 'BUILD' : 'DEPLOY', of === 'start' ? 'container exited before it was ready' : message);
    return newest.id;
  },
  /** A line in the log of the newest deployment. */
  log: (books, fields) => {
    const [newest] = books.deploymentsOf(named(books, fields));
    if (newest) say(books, newest, fields.of === 'build' ? 'BUILD' : 'RUN', fields.message ?? '');
  },
  /** Measured by a person: `cpuPercent` of what it may have, `memoryMb`. */
  measure: (books, fields) => {
    const measured = { cpuPercent: Number(fields.cpuPercent ?? 5), memoryMb: Number(fields.memoryMb ?? 150) };
    return Object.assign(named(books, fields), { measured }).measured;
  },
  /** What was built earlier is not kept any more. */
  'forget-builds': (books, fields) => {
    for (const one of keptFor(books, named(books, fields))) one.served = false;
  },
  'remove-domain': (books, { domain = '' }) => {
    const found = books.state.domains.find(({ name }) => name === domain);
    if (!found) throw unknown('domain', domain, 'Name one that an app has');
    const app = books.app(found.app);
    return applied(books, app, { ...app.spec, domains: (app.spec.domains ?? []).filter((one) => one.domain !== domain) });
  },
};

const settings = [
  ...['source_dir', 'build_command', 'run_command', 'instance_size_slug', 'environment_slug'],
  ...['instance_count', 'health_path', 'deploy_on_push', 'branch'],
];

function withSetting(one: DoComponent, setting: string, value: string): DoComponent {
  if (setting === 'instance_count') return { ...one, instance_count: Number(value) };
  if (setting === 'deploy_on_push') return { ...one, github: { ...one.github, deploy_on_push: value === 'yes' } };
  if (setting === 'branch') return { ...one, github: { ...one.github, branch: value } };
  if (setting !== 'health_path') return { ...one, [setting]: value };
  const { http_path: _path, ...check } = one.health_check ?? {};
  return { ...one, health_check: { ...check, ...(value === '' ? {} : { http_path: value }) } };
}

/** Each component of the app, the job with it. */
function changed(books: Books, app: App, edit: (one: DoComponent, isJob: boolean) => DoComponent): unknown {
  const { services, workers, jobs } = app.spec;
  const spec: DoSpec = {
    ...app.spec,
    ...(services ? { services: services.map((one) => edit(one, false)) } : {}),
    ...(workers ? { workers: workers.map((one) => edit(one, false)) } : {}),
    ...(jobs ? { jobs: jobs.map((one) => edit(one, true)) } : {}),
  };
  return applied(books, app, spec);
}

/** In the panel every change deploys. */
function applied(books: Books, app: App, spec: DoSpec): unknown {
  refuseHeld(app);
  changeSpec(books, app, spec, false, false);
  return books.deploymentsOf(app)[0]?.id;
}

const actions: Actions<Books> = { ...accountActions, ...appActions };

/** @throws OperatorError for an unknown action, for things that are not there, and for what DigitalOcean refuses */
export const perform = performer('DigitalOcean', actions, Refusal);

/** By name, end of the name (`bot` for `kingdom77-bot`) or id; `service` means the same as `app`. */
function named({ state }: Books, { app, service = '' }: Fields): App {
  const wanted = app ?? service;
  const found =
    state.apps.find(({ id, spec }) => id === wanted || spec.name === wanted) ??
    state.apps.find(({ spec }) => spec.name.endsWith(`-${wanted}`));
  if (found) return found;
  throw unknown('app', wanted, `Name one of ${state.apps.map(({ spec }) => spec.name).join(', ') || 'those that deploy makes'}`);
}
