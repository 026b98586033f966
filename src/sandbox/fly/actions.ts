/** What a person does in Fly's dashboard, with its command line and on GitHub, and trouble on purpose: buttons of the page, used by the control API and the scripted operator, too. */
import { type Actions, type Fields, performer, unknownAt } from '../hosting/buttons.ts';
import { changeSecret, remove as removeApp } from './apps.ts';
import type { Books } from './books.ts';
import { boot, configure, judged, restart, start, stop } from './booting.ts';
import { maybeObject } from './fields.ts';
import { remove } from './machines.ts';
import type { App, Machine } from './model.ts';
import { Refusal } from './refusal.ts';
import { crashed } from './work-desk.ts';
import { again } from './workflow.ts';

const unknown = unknownAt('Fly.io');

const githubActions: Actions<Books> = {
  /** On github.com: the secret FLY_API_TOKEN is set, and a run that failed without it is run again. */
  'open-repository': (books, { repository = '' }) => {
    const { github } = books.state;
    github.secrets = [...new Set([...github.secrets, repository])];
    again(books, repository);
    return repository;
  },
  /** The secret is deleted. */
  'close-repository': ({ state: { github } }, { repository = '' }) => {
    github.secrets = github.secrets.filter((name) => name !== repository);
    return repository;
  },
  /** Actions → the failed run → Re-run jobs. */
  'run-again': (books, { repository = '' }) => again(books, repository)?.state,
  /** Builds fail from now on, with these words; without any they do not. */
  'break-builds': ({ state: { github } }, { message = '' }) => {
    github.trouble = message;
  },
};

const organizationActions: Actions<Books> = {
  /** No card on file: no machine is started any more. `value: on` puts one there. */
  card: ({ state }, { value = 'off' }) => Object.assign(state.organization, { card: value === 'on' }).card,
  suspend: ({ state }, { value = 'on' }) => Object.assign(state.organization, { suspended: value !== 'off' }).suspended,
  /** Somebody else has that name. */
  'take-name': ({ state }, { name = '' }) => state.taken.push(name),
  /** A region has no room. `value: off`: it has again. */
  'fill-region': ({ state }, { region = 'iad', value = 'on' }) => {
    state.full = state.full.filter((one) => one !== region);
    if (value !== 'off') state.full.push(region);
  },
  'revoke-token': ({ state, tools }) => {
    state.token.$secret = `FlyV1 fm2_${tools.random.uuid().replaceAll('-', '')}${tools.random.uuid().replaceAll('-', '')}`;
  },
};

const appActions: Actions<Books> = {
  'set-variable': (books, fields) => changeSecret(books, named(books, fields), fields.name ?? '', fields.value ?? ''),
  'delete-variable': (books, fields) => changeSecret(books, named(books, fields), fields.name ?? '', null),
  /** `memory` or `command`: as with `fly machine update`. */
  update: (books, fields) => {
    for (const machine of machinesOf(books, fields)) {
      const { config } = machine;
      const guest = fields.memory === undefined ? {} : { guest: { ...maybeObject(config, 'guest'), memory_mb: Number(fields.memory) } };
      const init = fields.command === undefined ? {} : { init: { exec: fields.command.split(' ') } };
      configure(books, machine, { ...config, ...guest, ...init });
      if (machine.unit > 0) boot(books, machine);
    }
  },
  stop: (books, fields) => each(books, fields, stop),
  start: (books, fields) => each(books, fields, start),
  restart: (books, fields) => each(books, fields, restart),
  /** Its machines, not the app. */
  'destroy-machines': (books, fields) => each(books, fields, remove),
  delete: (books, fields) => removeApp(books, named(books, fields)),
  /** What runs ends again and again. */
  crash: (books, fields) => each(books, fields, (_, machine) => crashed(books, machine, 1, fields.message ?? 'Error: out of luck')),
  /** The next thing that runs fails. `of`: pre-deploy, start or health; `message`: what its log says. */
  fail: (books, fields) => {
    const { of = 'start', message = 'Error: out of luck' } = fields;
    if (of !== 'pre-deploy' && of !== 'start' && of !== 'health') throw unknown('failure', of, 'Use pre-deploy, start or health');
    named(books, fields).trouble = { of, message };
  },
  /** It runs, and its health check fails. */
  unhealthy: (books, fields) =>
    each(books, fields, (_, machine) => judged(books, machine, 'critical', fields.message ?? '503 Service Unavailable')),
  /** A line in the log of what runs. */
  log: (books, fields) => {
    const app = named(books, fields);
    books.say(app.name, books.machinesOf(app)[0]?.id ?? '', fields.message ?? '');
  },
  'remove-domain': ({ state }, { domain = '' }) => {
    if (!state.certificates.some(({ hostname }) => hostname === domain))
      throw unknown('domain', domain, 'Name one of those that deploy adds');
    state.certificates = state.certificates.filter(({ hostname }) => hostname !== domain);
  },
};

const actions: Actions<Books> = { ...githubActions, ...organizationActions, ...appActions };

/** @throws OperatorError for an unknown action, for things that are not there, and for what Fly.io refuses */
export const perform = performer('Fly.io', actions, Refusal);

function each(books: Books, fields: Fields, act: (books: Books, machine: Machine) => void): number {
  const all = machinesOf(books, fields);
  for (const machine of all) act(books, machine);
  return all.length;
}

function machinesOf(books: Books, fields: Fields): Machine[] {
  const all = books.machinesOf(named(books, fields));
  if (all.length > 0) return all;
  throw unknown('machine of', fields.service ?? '', 'Deploy it first');
}

/** By name, or service (`bot` for `kingdom77-bot-3f9a2c`). */
function named({ state }: Books, { service = '' }: Fields): App {
  const found = state.apps.find(({ name }) => name === service) ?? state.apps.find(({ name }) => name.slice(0, -7).endsWith(`-${service}`));
  if (found) return found;
  throw unknown('app', service, `Name one of ${state.apps.map(({ name }) => name).join(', ') || 'those that deploy makes'}`);
}
