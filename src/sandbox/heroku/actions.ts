/** What a person does in Heroku's dashboard and on GitHub, and trouble on purpose: buttons of the page, used by the control API and the scripted operator, too. */
import { type Actions, type Fields, performer, unknownAt } from '../hosting/buttons.ts';
import { remove, setVariables } from './apps.ts';
import type { Books } from './books.ts';
import { restart, scale } from './dynos.ts';
import { switchFeature } from './features.ts';
import type { App, Formation, Team, Unit } from './model.ts';
import { Refusal } from './refusal.ts';
import { rollBack } from './releases.ts';
import { failBuild, failRelease, say } from './releasing.ts';
import { sizeNamed } from './sizes.ts';
import { crashed } from './work-desk.ts';

const unknown = unknownAt('Heroku');

const accountActions: Actions<Books> = {
  /** On github.com: the token reads a repository, or does not. */
  'open-repository': ({ state: { github } }, { repository = '' }) => {
    github.closed = github.closed.filter((name) => name !== repository);
    return repository;
  },
  'close-repository': ({ state: { github } }, { repository = '' }) => {
    github.closed = [...new Set([...github.closed, repository])];
    return repository;
  },
  /** On github.com: everybody may read it. `value: off` makes it private again. */
  'publish-repository': ({ state: { github } }, { repository = '', value = 'on' }) => {
    github.published = github.published.filter((name) => name !== repository);
    if (value !== 'off') github.published.push(repository);
    return github.published;
  },
  /** The token of GitHub is worth nothing from now on. */
  'revoke-github-token': ({ state, tools }) => {
    state.github.$secret = `github_pat_${tools.random.uuid()}`;
  },
  /** No card on file: no app is made and nothing is started any more. `value: on` puts one there. */
  card: ({ state }, { value = 'off' }) => Object.assign(state.account, { verified: value === 'on' }).verified,
  /** The bill is unpaid. `value: off` pays it. */
  'leave-unpaid': ({ state }, { value = 'on' }) => Object.assign(state.account, { delinquent: value !== 'off' }).delinquent,
  /** Subscribed to Eco: new processes get such dynos. */
  eco: ({ state }, { value = 'on' }) => Object.assign(state.account, { eco: value !== 'off' }).eco,
  /** `default: yes` lets new apps be made in it. */
  'add-team': (books, { name = 'kingdom77-team', default: isDefault = 'no' }) => {
    const made: Team = { id: books.id(), name, createdAt: books.now() };
    books.state.teams.push(made);
    if (isDefault === 'yes') books.state.account.defaultTeam = made.id;
    return made.id;
  },
  /** Somebody else has that name. */
  'take-name': ({ state }, { name = '' }) => state.taken.push(name),
  'revoke-token': ({ state, tools }) => {
    state.token.$secret = `HRKU-${tools.random.uuid()}`;
  },
};

const appActions: Actions<Books> = {
  'set-variable': (books, fields) => setVariables(books, named(books, fields), { [fields.name ?? '']: fields.value ?? '' }),
  'delete-variable': (books, fields) => setVariables(books, named(books, fields), { [fields.name ?? '']: null }),
  /** `heroku labs:disable`: a `feature` is off. `value: on` is `labs:enable`. */
  labs: (books, fields) => switchFeature(named(books, fields), fields.feature, fields.value === 'on'),
  /** `quantity`, `size`. */
  scale: (books, fields) => {
    const app = named(books, fields);
    const one = processIn(app, fields);
    scale(books, app, one, { size: sizeNamed(fields.size ?? one.size) ?? one.size, quantity: Number(fields.quantity ?? one.quantity) });
    return one.quantity;
  },
  restart: (books, fields) => restart(books, named(books, fields)),
  maintenance: (books, fields) => Object.assign(named(books, fields), { maintenance: fields.value !== 'off' }).maintenance,
  /** `version` of the release. */
  rollback: (books, fields) => {
    const app = named(books, fields);
    const to = books.releasesOf(app).find(({ version }) => String(version) === fields.version);
    if (!to) throw unknown('release', fields.version ?? '', 'Name its number');
    return rollBack(books, app, to).id;
  },
  transfer: (books, fields) => {
    const team = books.state.teams.find(({ name }) => name === fields.to);
    named(books, fields).team = team?.id;
    return team?.id;
  },
  rename: (books, fields) => Object.assign(named(books, fields), { name: fields.to ?? '' }).name,
  delete: (books, fields) => void remove(books, named(books, fields)),
  /** What runs ends again and again. */
  crash: (books, fields) => {
    const app = named(books, fields);
    crashed(books, app, unitOf(books, app), fields.message ?? 'Error: out of luck');
  },
  /** The newest deployment is told to have failed. `of`: build, pre-deploy or start; `message`: what the log says. */
  fail: (books, fields) => fail(books, named(books, fields), fields),
  /** A line in the log of what runs. */
  log: (books, fields) => {
    const app = named(books, fields);
    say(books, app, 'app', `${books.unitOf(app)?.type ?? 'worker'}.1`, fields.message ?? '');
  },
  'remove-domain': ({ state }, { domain = '' }) => {
    if (!state.domains.some(({ hostname }) => hostname === domain)) throw unknown('domain', domain, 'Name one of those that deploy adds');
    state.domains = state.domains.filter(({ hostname }) => hostname !== domain);
  },
};

function fail(books: Books, app: App, { of = 'build', message = 'npm error Missing script: "build"' }: Fields): string {
  const unit = unitOf(books, app);
  const build = books.state.builds.find(({ id }) => id === unit.build);
  const release = books.state.releases.find(({ id }) => id === unit.release);
  if (of === 'start') crashed(books, app, unit, message);
  else if (of === 'pre-deploy' && release) {
    release.lines.push(message);
    failRelease(books, release);
    stepBack(books, app, unit);
  } else if (build) {
    failBuild(books, build, message);
    Object.assign(build, { slug: undefined, release: undefined });
    books.state.releases = books.state.releases.filter((one) => one !== release);
    stepBack(books, app, unit);
  }
  return unit.id;
}

/** What was before it counts again. */
function stepBack(books: Books, app: App, unit: Unit): void {
  unit.state = 'failed';
  app.current = books.releasesOf(app).find(({ status, version }) => status === 'succeeded' && version < (app.current || 1))?.version ?? 0;
  books.changed();
}

const actions: Actions<Books> = { ...accountActions, ...appActions };

/** @throws OperatorError for an unknown action, for things that are not there, and for what Heroku refuses */
export const perform = performer('Heroku', actions, Refusal);

function unitOf(books: Books, app: App): Unit {
  const found = books.state.units.findLast((one) => one.app === app.id);
  if (found) return found;
  throw unknown('deployment of', app.name, 'Deploy it first');
}

function processIn(app: App, { type }: Fields): Formation {
  const found = app.formation.find((one) => type === undefined || one.type === type);
  if (found) return found;
  throw unknown('process of', app.name, 'Deploy it first');
}

/** By name, service (`bot` for `kingdom77-bot-3f9a2c`) or id. */
function named({ state }: Books, { service = '' }: Fields): App {
  const found =
    state.apps.find(({ id, name }) => id === service || name === service) ??
    state.apps.find(({ name }) => name.slice(0, -7).endsWith(`-${service}`));
  if (found) return found;
  throw unknown('app', service, `Name one of ${state.apps.map(({ name }) => name).join(', ') || 'those that deploy makes'}`);
}
