/** Apps, their config vars and their buildpacks. */
import { webAddress } from './address.ts';
import type { Call, Route } from './api.ts';
import { appIn } from './app-in.ts';
import type { Books } from './books.ts';
import { maybeText, onlyFields, text } from './fields.ts';
import type { App, Json } from './model.ts';
import { absent, bad, delinquent, Refusal, unverified } from './refusal.ts';
import { release } from './releasing.ts';

export const appRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/apps',
    by: ['id', 'name', 'updated_at'],
    run: ({ books }) => books.state.apps.map((app) => appView(books, app)),
  },
  { method: 'POST', path: '/apps', status: 201, run: (call) => created(call, ['name', 'region', 'stack', 'feature_flags'], undefined) },
  { method: 'POST', path: '/teams/apps', status: 201, run: inTeam },
  { method: 'GET', path: '/apps/:app', run: one },
  { method: 'PATCH', path: '/apps/:app', run: update },
  { method: 'DELETE', path: '/apps/:app', run: (call) => remove(call.books, appIn(call)) },
  { method: 'GET', path: '/apps/:app/config-vars', run: (call) => appIn(call).$variables },
  { method: 'PATCH', path: '/apps/:app/config-vars', run: changeVariables },
  { method: 'GET', path: '/apps/:app/buildpack-installations', run: (call) => buildpacksView(appIn(call)) },
  { method: 'PUT', path: '/apps/:app/buildpack-installations', run: setBuildpacks },
];

/** Names of others are not told apart from names that nobody has. */
function one(call: Call): Json {
  return appView(call.books, appIn(call));
}

function inTeam(call: Call): Json {
  const { state } = call.books;
  const wanted = text(call.body, 'team');
  const team = state.teams.find(({ id, name }) => id === wanted || name === wanted);
  if (!team) throw absent('team');
  const made = created(call, ['name', 'region', 'stack', 'team', 'personal', 'locked', 'space', 'internal_routing'], team.id);
  const { acm: _acm, generation: _generation, organization: _organization, ...rest } = made;
  return { ...rest, joined: true, locked: false, team: { name: team.name } };
}

function created({ books, body }: Call, allowed: readonly string[], team: string | undefined): Json {
  onlyFields(body, allowed);
  const { state } = books;
  if (!state.account.verified) throw unverified('create an app');
  if (state.account.delinquent) throw delinquent();
  const name = maybeText(body, 'name') ?? `quiet-river-${books.letters(5)}`;
  if (!/^[a-z][a-z0-9-]{1,28}[a-z0-9]$/.test(name))
    throw bad('Name must start with a letter, end with a letter or digit and can only contain lowercase letters, digits, and dashes.');
  if (state.taken.includes(name) || state.apps.some((app) => app.name === name)) throw bad(`Name ${name} is already taken`);
  if (state.apps.length >= 100) throw new Refusal(422, 'invalid_params', 'You’ve reached the limit of 100 apps for your account.');
  const region = maybeText(body, 'region') ?? 'us';
  if (region !== 'us' && region !== 'eu') throw bad(`Region ${region} is not available.`);
  const now = books.moment();
  const made: App = {
    id: books.id(),
    name,
    team,
    region,
    acm: false,
    maintenance: false,
    buildpacks: [],
    $variables: {},
    formation: [],
    current: 0,
    mark: books.letters(12),
    lines: [],
    createdAt: now,
    updatedAt: now,
  };
  state.apps.push(made);
  release(books, made, 'Initial release');
  return appView(books, made);
}

function update({ books, at, body }: Call): Json {
  const app = books.app(at.app ?? '');
  const name = maybeText(body, 'name');
  if (name !== undefined && name !== app.name && books.state.apps.some((other) => other.name === name))
    throw bad(`Name ${name} is already taken`);
  if (name !== undefined) app.name = name;
  if (typeof body.maintenance === 'boolean') app.maintenance = body.maintenance;
  return appView(books, app);
}

export function remove(books: Books, app: App): Json {
  const view = appView(books, app);
  const { state } = books;
  const stays = (one: { app: string }): boolean => one.app !== app.id;
  state.apps = state.apps.filter((other) => other !== app);
  state.builds = state.builds.filter(stays);
  state.releases = state.releases.filter(stays);
  state.slugs = state.slugs.filter(stays);
  state.units = state.units.filter(stays);
  state.domains = state.domains.filter(stays);
  return view;
}

/** Null takes one away. What changes makes a release, what does not makes none. */
function changeVariables(call: Call): Json {
  const app = appIn(call);
  for (const [name, value] of Object.entries(call.body)) {
    if (!/^\w+$/.test(name)) throw bad(`Config var ${name} is not a valid name.`);
    if (value !== null && typeof value !== 'string') throw bad(`Config var ${name} must be a string.`);
  }
  setVariables(call.books, app, call.body as Record<string, string | null>);
  return app.$variables;
}

export function setVariables(books: Books, app: App, change: Readonly<Record<string, string | null>>): void {
  const differs = Object.entries(change).filter(([name, value]) => (app.$variables[name] ?? null) !== value);
  if (differs.length === 0) return;
  const next = { ...app.$variables };
  for (const [name, value] of differs) {
    if (value === null) delete next[name];
    else next[name] = value;
  }
  if (JSON.stringify(next).length > 65_536) throw bad('Config vars may have 64 KB in all.');
  app.$variables = next;
  const names = (of: typeof differs): string => of.map(([name]) => name).join(', ');
  const [set, gone] = [differs.filter(([, value]) => value !== null), differs.filter(([, value]) => value === null)];
  const said = [...(set.length > 0 ? [`Set ${names(set)}`] : []), ...(gone.length > 0 ? [`Remove ${names(gone)}`] : [])].join(', ');
  release(books, app, `${said} config vars`);
}

function setBuildpacks(call: Call): Json[] {
  const app = appIn(call);
  const { updates } = call.body;
  if (!Array.isArray(updates)) throw bad('Require params: updates.');
  app.buildpacks = (updates as Json[]).map((one) => text(one, 'buildpack'));
  return buildpacksView(app);
}

function buildpacksView({ buildpacks }: App): Json[] {
  return buildpacks.map((name, ordinal) => ({
    ordinal,
    buildpack: { url: name.startsWith('heroku/') ? `urn:buildpack:${name}` : name, name },
  }));
}

export function appView(books: Books, app: App): Json {
  const { id, name, acm, maintenance, region, createdAt, updatedAt } = app;
  const { account, teams } = books.state;
  const team = teams.find((one) => one.id === app.team);
  const stack = { id: stackId, name: 'heroku-24' };
  return {
    id,
    name,
    acm,
    maintenance,
    archived_at: null,
    buildpack_provided_description: books.currentOf(app)?.slug ? 'Node.js' : null,
    build_stack: stack,
    stack,
    generation: { id: generationId, name: 'cedar' },
    git_url: `https://git.heroku.com/${name}.git`,
    internal_routing: null,
    owner: team ? { id: team.id, email: `${team.name}@herokumanager.com` } : { id: account.id, email: account.email },
    organization: null,
    team: team ? { id: team.id, name: team.name } : null,
    region: { id: regionIds[region], name: region },
    released_at: books.currentOf(app)?.createdAt ?? null,
    repo_size: null,
    slug_size: null,
    space: null,
    web_url: `https://${webAddress(app)}/`,
    created_at: createdAt,
    updated_at: updatedAt,
  };
}

const stackId = '00000000-0000-4000-8000-000000000024';
const generationId = '00000000-0000-4000-8000-000000000031';
const regionIds = { us: '00000000-0000-4000-8000-000000000041', eu: '00000000-0000-4000-8000-000000000042' } as const;
