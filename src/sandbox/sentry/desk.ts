/**
 * What a person does in Sentry's dashboard: the actions behind the emulated page's buttons, used by the page, by the control API and by the scripted operator.
 */
import { OperatorError } from '../../core/errors.ts';
import { type Books, features, recipe } from './books.ts';
import type { Organization, Project } from './model.ts';

export type Fields = Readonly<Record<string, string>>;

export const actions: Readonly<Record<string, (books: Books, fields: Fields) => unknown>> = {
  /** Everybody of the organization joins a team, and so gets its mails. */
  'join-team': (books, { team = '' }) => {
    const found = books.state.teams.find(({ slug }) => slug === team);
    if (!found) throw nothing('team', team, books.state.teams);
    found.members = books.state.members.filter(({ organization }) => organization === found.organization).map(({ id }) => id);
    return found.members.length;
  },
  'leave-team': (books, { team = '' }) => {
    const found = books.state.teams.find(({ slug }) => slug === team);
    if (!found) throw nothing('team', team, books.state.teams);
    found.members = [];
    return 0;
  },
  'add-organization': (books, { slug = 'another', region = 'us' }) => books.addOrganization(slug, region === 'de' ? 'de' : 'us').id,
  /** `developer`, `team` or `business`. */
  plan: (books, { plan = 'team' }) => {
    const found = features[plan as keyof typeof features];
    if (!found) throw new OperatorError({ what: `Sentry has no plan ${plan}`, fix: `Use one of ${Object.keys(features).join(', ')}` });
    first(books).features = [...found];
    return plan;
  },
  /** Moves the organization; real ones cannot. */
  region: (books, { region = 'us' }) => Object.assign(first(books), { region: region === 'de' ? 'de' : 'us' }).region,
  /** Permissions of the integration, separated by spaces; those of the recipe when empty. */
  scopes: (books, { scopes = '' }) => Object.assign(books.state, { scopes: scopes === '' ? [...recipe] : scopes.split(' ') }).scopes,
  'disable-key': (books, fields) => {
    const project = projectOf(books, fields);
    for (const one of books.state.keys) if (one.project === project.id && one.name !== 'Default') one.active = false;
    return project.slug;
  },
  /** Switches of "Security & Privacy", of a project or of the organization: `scrubber`, `defaults`, `addresses`, `fields`. */
  privacy: (books, fields) => {
    const of = fields.project ? projectOf(books, fields) : first(books);
    if (fields.scrubber) of.dataScrubber = fields.scrubber === 'on';
    if (fields.defaults) of.dataScrubberDefaults = fields.defaults === 'on';
    if (fields.addresses) of.scrubIPAddresses = fields.addresses === 'on';
    if (fields.fields !== undefined) of.sensitiveFields = fields.fields.split(' ').filter((name) => name !== '');
    return of.slug;
  },
  'spike-protection': (books, fields) =>
    Object.assign(projectOf(books, fields), { spikeProtectionOff: fields.value === 'off' }).spikeProtectionOff,
  /** Switches an alert off, by a part of its name. */
  'disable-alert': (books, { name = '' }) => {
    const found = [...books.state.workflows, ...books.state.detectors].filter((one) => one.name.includes(name));
    if (found.length === 0) throw nothing('alert', name, books.state.workflows);
    for (const one of found) one.enabled = false;
    return found.length;
  },
  'delete-alert': (books, { name = '' }) => {
    books.state.workflows = books.state.workflows.filter((one) => !one.name.includes(name));
    return books.state.workflows.length;
  },
  'delete-release': (books, { version = '' }) => {
    books.state.releases = books.state.releases.filter((one) => !one.version.startsWith(version));
    return books.state.releases.length;
  },
  resolve: (books) => {
    for (const one of books.state.issues) one.status = 'resolved';
    return books.state.issues.length;
  },
};

/** @throws OperatorError for an unknown action, or something that is not there */
export function perform(books: Books, action: string, fields: Fields): unknown {
  const act = actions[action];
  if (!act) throw new OperatorError({ what: `Sentry’s dashboard has no ${action}`, fix: `Use one of ${Object.keys(actions).join(', ')}` });
  const result = act(books, fields);
  books.changed();
  return result;
}

function first({ state }: Books): Organization {
  const [one] = state.organizations;
  if (!one) throw new OperatorError({ what: 'The emulated Sentry has no organization', fix: 'Reset it' });
  return one;
}

function projectOf({ state }: Books, { project = '' }: Fields): Project {
  const found = state.projects.find(({ slug }) => slug === project);
  if (!found) throw nothing('project', project, state.projects);
  return found;
}

function nothing(kind: string, name: string, there: readonly { slug?: string; name: string }[]): OperatorError {
  return new OperatorError({
    what: `The emulated Sentry has no ${kind} ${name}`,
    fix: `Name one of ${there.map((one) => one.slug ?? one.name).join(', ') || 'those that deploy makes'}`,
  });
}
