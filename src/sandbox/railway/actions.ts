/** What a person does in Railway's dashboard, and trouble on purpose: buttons of the page, used by the control API and the scripted operator, too. */
import { type Actions, type Fields, performer, unknownAt } from '../hosting/buttons.ts';
import { type Books, newWorkspace } from './books.ts';
import { begin, say, setStatus } from './deploying.ts';
import type { Instance, Settings, Workspace } from './model.ts';
import { after } from './orders-running.ts';
import { Refusal } from './refusal.ts';

const unknown = unknownAt('Railway');

const accountActions: Actions<Books> = {
  /** The GitHub App gets access. Several, with spaces between. */
  'open-repository': ({ state }, { repository = '' }) => {
    const names = repository.split(/[\s,]+/).filter(Boolean);
    state.opened = [...new Set([...state.opened, ...names])];
    return state.opened;
  },
  'close-repository': ({ state }, { repository = '' }) => {
    state.opened = state.opened.filter((name) => name !== repository);
    return state.opened;
  },
  /** `FREE`, `HOBBY`, `PRO` or `TRIAL`. */
  'set-plan': (books, { plan = 'HOBBY' }) => {
    const wanted = plan.toUpperCase();
    const known = ({ FREE: 'FREE', TRIAL: 'FREE', HOBBY: 'HOBBY', PRO: 'PRO' } as const)[wanted as 'FREE'];
    if (!known) throw unknown('plan', plan, 'Use FREE, TRIAL, HOBBY or PRO');
    return Object.assign(first(books), { plan: known, trial: wanted === 'TRIAL' }).plan;
  },
  /** The hard usage limit is reached, or the bill is unpaid: everything stops. `value: off` ends it. */
  'suspend-account': (books, { value = 'on' }) => {
    const why = 'Your workspace has been suspended: the usage limit is reached or a payment failed. Please update your billing settings';
    return Object.assign(first(books), { suspended: value === 'off' ? undefined : why }).suspended;
  },
  /** Dollars used this month, besides what ran here. */
  spend: (books, { dollars = '0' }) => Object.assign(first(books), { spent: Number(dollars) }).spent,
  'add-workspace': (books, { name = 'Another workspace' }) => {
    const made = newWorkspace(books.tools, name);
    books.state.workspaces.push(made);
    return made.id;
  },
  /** `of: account`, `workspace` or `project` (with `project`); answers with the token itself. */
  'mint-token': (books, { of = 'workspace', project, name = 'by hand' }) => {
    const found = books.state.projects.find((one) => one.name === project);
    const about = of === 'project' ? { project: found?.id ?? '', environment: found?.environments[0]?.id ?? '' } : {};
    const made = {
      id: books.id(),
      name,
      $secret: books.id(),
      of: of as 'account',
      ...(of === 'workspace' ? { workspace: first(books).id } : about),
    };
    books.state.tokens.push(made);
    return made.$secret;
  },
  /** The first token is worth nothing from now on. */
  'roll-token': (books) => {
    const [token] = books.state.tokens;
    if (token) token.$secret = books.id();
    return token?.id;
  },
};

const serviceActions: Actions<Books> = {
  /** Deploys, as it does in the dashboard; `deploy: no` leaves that for later. */
  'set-variable': (books, fields) => {
    const instance = named(books, fields);
    const before = JSON.stringify(instance.variables);
    instance.variables = { ...instance.variables, [fields.name ?? '']: fields.value ?? '' };
    return after(books, instance, before, fields.deploy !== 'yes');
  },
  'delete-variable': (books, fields) => {
    const instance = named(books, fields);
    const before = JSON.stringify(instance.variables);
    const { [fields.name ?? '']: _gone, ...rest } = instance.variables;
    instance.variables = rest;
    return after(books, instance, before, fields.deploy !== 'yes');
  },
  /** Nobody is shown it again. */
  'seal-variable': (books, fields) => named(books, fields).sealed.push(fields.name ?? ''),
  /** `setting: startCommand`, `value` as JSON where it is no plain text: `null`, `3`, `{"us-west2":{"numReplicas":1}}`. */
  'change-setting': (books, fields) => {
    const { setting = '', value = '' } = fields;
    const { settings } = named(books, fields);
    if (!Object.hasOwn(settings, setting)) throw unknown('setting', setting, `Use one of ${Object.keys(settings).join(', ')}`);
    const parsed: unknown = /^(null|true|false|[[{"].*|-?\d+(\.\d+)?)$/s.test(value) ? JSON.parse(value) : value;
    settings[setting as keyof Settings] = parsed as never;
    return parsed;
  },
  disconnect: (books, fields) => {
    const instance = named(books, fields);
    instance.repository = undefined;
    books.state.triggers = books.state.triggers.filter((one) => one.service !== instance.service);
  },
  redeploy: (books, fields) => {
    const instance = named(books, fields);
    const last = books.deploymentsOf(instance)[0];
    return last && begin(books, instance, last, 'redeploy').id;
  },
  /** Gave up restarting. */
  crash: (books, fields) => {
    const current = books.current(named(books, fields));
    if (!current) throw unknown('running deployment of', fields.service ?? '', 'Deploy it first');
    say(books, current, 'run', fields.message ?? 'Container exited with code 1 after 10 restarts', 'error');
    current.upstreams = [];
    setStatus(books, current, 'CRASHED');
    return current.id;
  },
  /** The newest deployment is told to have failed. `message`: what the log says; `of: run` where it was built. */
  fail: (books, fields) => {
    const [newest] = books.deploymentsOf(named(books, fields));
    if (!newest) throw unknown('deployment of', fields.service ?? '', 'Deploy it first');
    say(books, newest, fields.of === 'run' ? 'run' : 'build', fields.message ?? 'npm error Missing script: "build"', 'error');
    setStatus(books, newest, 'FAILED');
    return newest.id;
  },
  /** A line in the log of what runs. */
  log: (books, fields) => {
    const [newest] = books.deploymentsOf(named(books, fields));
    if (newest)
      say(books, newest, fields.of === 'build' ? 'build' : 'run', fields.message ?? '', fields.severity === 'error' ? 'error' : 'info');
  },
  /** Measured by a person: `cpuPercent` of a core, `memoryMb`. */
  measure: (books, fields) => {
    const measured = { cpuPercent: Number(fields.cpuPercent ?? 5), memoryMb: Number(fields.memoryMb ?? 150) };
    return Object.assign(named(books, fields), { measured }).measured;
  },
  /** Hours pass since every replaced deployment went. */
  'age-images': ({ state }, { hours = '100' }) => {
    for (const one of state.deployments)
      if (one.removed !== undefined) one.removed = new Date(Date.parse(one.removed) - Number(hours) * 3_600_000).toISOString();
  },
  'remove-domain': ({ state }, { domain = '' }) => {
    const before = state.domains.length;
    state.domains = state.domains.filter((one) => one.domain !== domain);
    if (state.domains.length === before)
      throw unknown('domain', domain, `Name one of ${state.domains.map((one) => one.domain).join(', ')}`);
  },
  /** Let's Encrypt refuses. */
  'fail-certificate': ({ state }, { domain = '', message = 'Certificate Authority failed to validate challenges for your domain' }) => {
    const found = state.domains.find((one) => one.domain === domain);
    if (!found) throw unknown('domain', domain, 'Add it first');
    return Object.assign(found, { certificate: 'ISSUE_FAILED', trouble: message }).id;
  },
  'rename-service': (books, fields) => Object.assign(books.service(named(books, fields).service), { name: fields.to ?? '' }).name,
  'rename-project': ({ state }, { project = '', to = '' }) => {
    const found = state.projects.find((one) => one.name === project);
    return found && Object.assign(found, { name: to }).name;
  },
};

const actions: Actions<Books> = { ...accountActions, ...serviceActions };

/** @throws OperatorError for an unknown action, for things that are not there, and for what Railway refuses */
export const perform = performer('Railway', actions, Refusal);

function first({ state }: Books): Workspace {
  const [workspace] = state.workspaces;
  if (!workspace) throw unknown('workspace', 'of yours', 'Reset the emulator');
  return workspace;
}

/** By name or id. */
function named(books: Books, { service = '' }: Fields): Instance {
  const found = books.state.services.find(({ id, name }) => id === service || name === service);
  const instance = books.state.instances.find((one) => one.service === found?.id);
  if (instance) return instance;
  throw unknown('service', service, `Name one of ${books.state.services.map(({ name }) => name).join(', ') || 'those that deploy makes'}`);
}
