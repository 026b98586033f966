/** What a person does in Render's dashboard and on GitHub, and trouble on purpose: buttons of the page, used by the control API and the scripted operator, too. */
import { type Actions, type Fields, performer, unknownAt } from '../hosting/buttons.ts';
import { type Books, newOwner } from './books.ts';
import { deployCommit, fail, say } from './deploying.ts';
import { newDisk } from './disks.ts';
import type { Disk, Owner, Service, Settings } from './model.ts';
import { Refusal } from './refusal.ts';
import { resume, suspend } from './running.ts';
import { remove } from './services.ts';
import { crashed } from './work-desk.ts';

const unknown = unknownAt('Render');

const accountActions: Actions<Books> = {
  /** On github.com: the app of Render gets to read a repository. Several, with spaces between. */
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
  /** `hobby` or `pro`. */
  'set-plan': (books, { plan = 'hobby' }) => {
    if (plan !== 'hobby' && plan !== 'pro') throw unknown('plan', plan, 'Use hobby or pro');
    return Object.assign(first(books), { plan }).plan;
  },
  /** No card on file: nothing paid is made any more. `value: on` puts one there. */
  card: (books, { value = 'off' }) => Object.assign(first(books), { pays: value === 'on' }).pays,
  /** The bill is unpaid: everything stops. `value: off` ends it. */
  'suspend-account': (books, { value = 'on' }) => {
    first(books).pays = value === 'off';
    for (const one of books.state.services) {
      if (value !== 'off') suspend(books, one, 'billing');
      else if (one.suspenders.includes('billing')) {
        one.suspenders = one.suspenders.filter((by) => by !== 'billing' && by !== 'user');
        one.suspenders.push('user');
        resume(books, one);
      }
    }
  },
  'add-workspace': (books, { name = 'Another workspace' }) => {
    const made = newOwner(books.tools.random, name);
    books.state.owners.push(made);
    return made.id;
  },
  /** The key is worth nothing from now on. */
  'revoke-key': ({ state, tools }) => {
    const [key] = state.keys;
    if (key) key.$secret = `rnd_${tools.random.uuid().replaceAll('-', '')}`;
    return key?.id;
  },
  /** A project by hand. `owner`: name of a workspace, the last one unless told. */
  'create-project': (books, { name = 'by-hand', environment = 'Production', owner }) => {
    const of = books.state.owners.find((one) => one.name === owner) ?? books.state.owners.at(-1) ?? first(books);
    const [id, now] = [books.id('prj'), books.now()];
    books.state.projects.push({ id, owner: of.id, name, createdAt: now, updatedAt: now });
    books.state.environments.push({
      id: books.id('evm'),
      project: id,
      name: environment,
      protectedStatus: 'unprotected',
      networkIsolationEnabled: false,
    });
    return id;
  },
};

const serviceActions: Actions<Books> = {
  /** Saves only, unless `deploy: yes`. */
  'set-variable': (books, fields) => {
    const service = named(books, fields);
    service.variables = { ...service.variables, [fields.name ?? '']: fields.value ?? '' };
    return fields.deploy === 'yes' ? deployCommit(books, service, books.live(service)?.commit, 'manual').id : undefined;
  },
  'delete-variable': (books, fields) => {
    const service = named(books, fields);
    const { [fields.name ?? '']: _gone, ...rest } = service.variables;
    service.variables = rest;
  },
  /** `setting: startCommand`, `value`. Also `autoDeploy`, `branch`, `instances`, `region`. */
  'change-setting': (books, fields) => {
    const { setting = '', value = '' } = fields;
    const service = named(books, fields);
    if (setting === 'autoDeploy') service.autoDeploy = value === 'yes';
    else if (setting === 'instances') service.instances = Number(value);
    else if (setting === 'branch' || setting === 'region') service[setting] = value;
    else if (Object.hasOwn(service.settings, setting)) service.settings[setting as keyof Settings] = value as never;
    else throw unknown('setting', setting, `Use autoDeploy, branch, instances, region, ${Object.keys(service.settings).join(', ')}`);
    return value;
  },
  /** `min`, `max`; `value: off` ends it. */
  autoscale: (books, fields) => {
    const service = named(books, fields);
    service.autoscaling = fields.value === 'off' ? undefined : { min: Number(fields.min ?? 1), max: Number(fields.max ?? 3) };
  },
  'attach-disk': (books, fields) => {
    const service = named(books, fields);
    const made: Disk = newDisk(books, service, { name: 'by-hand', mountPath: fields.path ?? '/data', sizeGB: 1 });
    service.disk = made;
    return made.id;
  },
  deploy: (books, fields) => deployCommit(books, named(books, fields), fields.commit, 'manual').id,
  suspend: (books, fields) => suspend(books, named(books, fields), fields.by ?? 'user'),
  resume: (books, fields) => resume(books, named(books, fields)),
  delete: (books, fields) => remove(books, named(books, fields)),
  rename: (books, fields) => Object.assign(named(books, fields), { name: fields.to ?? '' }).name,
  /** It crashed so often that Render suspends it. */
  crash: (books, fields) => {
    const live = books.live(named(books, fields));
    if (!live) throw unknown('live deploy of', fields.service ?? '', 'Deploy it first');
    say(live, books, 'app', fields.message ?? 'Error: out of luck', 'error');
    crashed(books, live, 1);
    return live.id;
  },
  /** The newest deploy is told to have failed. `of`: build, pre-deploy or start; `message`: what the log says. */
  fail: (books, fields) => {
    const [newest] = books.deploysOf(named(books, fields));
    if (!newest) throw unknown('deploy of', fields.service ?? '', 'Deploy it first');
    const { of = 'build', message = 'npm error Missing script: "build"' } = fields;
    say(newest, books, of === 'start' ? 'app' : 'build', message, 'error');
    newest.finishedAt = undefined;
    const [status, why] = failures[of as keyof typeof failures] ?? failures.build;
    fail(books, newest, status, why);
    return newest.id;
  },
  /** A line in the log of the newest deploy. */
  log: (books, fields) => {
    const [newest] = books.deploysOf(named(books, fields));
    if (newest)
      say(newest, books, fields.of === 'build' ? 'build' : 'app', fields.message ?? '', fields.level === 'error' ? 'error' : 'info');
  },
  /** Measured by a person: `cpuPercent` of a core, `memoryMb`. */
  measure: (books, fields) => {
    const measured = { cpuPercent: Number(fields.cpuPercent ?? 5), memoryMb: Number(fields.memoryMb ?? 150) };
    return Object.assign(named(books, fields), { measured }).measured;
  },
  /** Its build is not kept any more. */
  'forget-builds': (books, fields) => {
    for (const one of books.deploysOf(named(books, fields))) if (one.status !== 'live') one.served = false;
  },
  'remove-domain': ({ state }, { domain = '' }) => {
    if (!state.domains.some(({ name }) => name === domain))
      throw unknown('domain', domain, `Name one of ${state.domains.map(({ name }) => name).join(', ') || 'those that deploy adds'}`);
    state.domains = state.domains.filter(({ name, redirectFor }) => name !== domain && redirectFor !== domain);
  },
  /** Addresses with secrets in them, as the page of the service shows. */
  hook: (books, fields) => {
    const { id, $hook } = named(books, fields);
    return `https://api.render.com/deploy/${id}?key=${$hook}`;
  },
};

const failures = {
  build: ['build_failed', 'Build failed'],
  'pre-deploy': ['pre_deploy_failed', 'Pre-deploy has failed'],
  start: ['update_failed', 'Application exited early'],
} as const;

const actions: Actions<Books> = { ...accountActions, ...serviceActions };

/** @throws OperatorError for an unknown action, for things that are not there, and for what Render refuses */
export const perform = performer('Render', actions, Refusal);

function first({ state }: Books): Owner {
  const [owner] = state.owners;
  if (!owner) throw unknown('workspace', 'of yours', 'Reset the emulator');
  return owner;
}

/** By name, end of the name (`bot` for `kingdom77-bot`) or id. */
function named({ state }: Books, { service = '' }: Fields): Service {
  const found =
    state.services.find(({ id, name }) => id === service || name === service) ??
    state.services.find(({ name }) => name.endsWith(`-${service}`));
  if (found) return found;
  throw unknown('service', service, `Name one of ${state.services.map(({ name }) => name).join(', ') || 'those that deploy makes'}`);
}
