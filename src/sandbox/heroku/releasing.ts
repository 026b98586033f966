/** Builds and releases: begun by an order or a person; what becomes of them is told by the desk. https://devcenter.heroku.com/articles/releases */
import type { Books } from './books.ts';
import { toldTo } from './features.ts';
import type { App, Build, Release, Slug, Unit } from './model.ts';
import { sourceAt } from './source.ts';

/** A build of what stands at an address; it fails at once where nothing can be fetched there. */
export function build(books: Books, app: App, source: { url: string; version: string | null; description: string | null }): Build {
  const { repository, commit } = sourceAt(books, source.url);
  const at = books.moment();
  const made: Build = {
    id: books.id(),
    app: app.id,
    status: 'pending',
    ...source,
    repository,
    commit,
    buildpacks: [...app.buildpacks],
    lines: ['-----> Building on the Heroku-24 stack'],
    slug: undefined,
    release: undefined,
    createdAt: at,
    updatedAt: at,
  };
  books.state.builds.push(made);
  const wrong = wrongWith(made, app);
  if (wrong !== undefined) failBuild(books, made, wrong);
  else
    books.state.units.push(
      newUnit(app, made.id, { ...slugFor(books, app, made), $variables: app.$variables, build: made.id, createdAt: at }),
    );
  books.changed();
  return made;
}

function wrongWith({ repository, commit, buildpacks }: Build, { $variables }: App): string | undefined {
  if (commit === '') return `Could not fetch the source: repository ${repository} was not found (404)`;
  if (buildpacks.some((name) => name.endsWith('multi-procfile')) && !/\.Procfile$/.test($variables.PROCFILE ?? ''))
    return 'multi-procfile: the config var PROCFILE names no Procfile';
  return undefined;
}

export function failBuild(books: Books, one: Build, message: string): void {
  one.lines.push(` !     ${message}`, ' !     Push failed');
  one.status = 'failed';
  one.updatedAt = books.now();
  books.changed();
}

function slugFor(books: Books, app: App, { repository, commit, buildpacks }: Build): Slug {
  const { PROCFILE, K77_SERVICE = '' } = app.$variables;
  const python = buildpacks.includes('heroku/python');
  const web = python ? K77_SERVICE.includes('"type":"web"') : /web\.Procfile$/.test(PROCFILE ?? '');
  return { id: books.id(), app: app.id, repository, commit, type: web ? 'web' : 'worker', python, createdAt: books.now() };
}

type About = Pick<Unit, 'repository' | 'commit' | 'type' | 'python' | '$variables' | 'createdAt'> &
  Partial<Pick<Unit, 'build' | 'release'>>;

function newUnit(app: App, id: string, about: About): Unit {
  const { repository, commit, type, python, $variables, build: of, release, createdAt } = about;
  const rest = { repository, commit, type, python, $variables: { ...$variables }, told: toldTo(app, about), createdAt };
  return { id, app: app.id, build: of, release, ...rest, state: 'pending', attempt: 0, upstreams: [] };
}

/** What was built is there from now on: its first release. */
export function built(books: Books, one: Build, unit: Unit, releaseFailed: boolean): void {
  const app = books.app(one.app);
  const slug: Slug = { ...slugFor(books, app, one), type: unit.type };
  books.state.slugs.push(slug);
  const made = newRelease(books, app, {
    description: `Deploy ${one.commit.slice(0, 8)}`,
    slug: slug.id,
    status: releaseFailed ? 'failed' : 'succeeded',
  });
  made.$variables = { ...unit.$variables };
  Object.assign(one, { status: 'succeeded', slug: slug.id, release: made.id, updatedAt: books.now() });
  one.lines.push('-----> Discovering process types', `       Procfile declares types -> release, ${unit.type}`, `-----> Launching...`);
  one.lines.push(`       Released v${made.version}`);
  unit.release = made.id;
  if (releaseFailed) made.lines.push(' !     Release command failed');
  else takeOver(books, app, made, unit);
}

interface Order {
  description: string;
  slug: string | undefined;
  status: Release['status'];
}

function newRelease(books: Books, app: App, order: Order): Release {
  const at = books.moment();
  const version = (books.releasesOf(app)[0]?.version ?? 0) + 1;
  const made: Release = {
    id: books.id(),
    app: app.id,
    version,
    ...order,
    $variables: { ...app.$variables },
    lines: [],
    createdAt: at,
    updatedAt: at,
  };
  books.state.releases.push(made);
  say(books, app, 'app', 'api', `Release v${version} created by user ${books.state.account.email}`);
  books.changed();
  return made;
}

/** Another release of what was built, or of nothing yet: with other variables, again, or back. */
export function release(books: Books, app: App, description: string, slugId = books.currentOf(app)?.slug): Release {
  const slug = books.slug(slugId);
  const waits = slug !== undefined && (app.$variables.K77_RELEASE ?? '') !== '' && !slug.python;
  const made = newRelease(books, app, { description, slug: slug?.id, status: waits ? 'pending' : 'succeeded' });
  if (!slug) app.current = made.version;
  else {
    const unit = newUnit(app, made.id, { ...slug, $variables: app.$variables, release: made.id, createdAt: made.createdAt });
    books.state.units.push(unit);
    if (!waits) takeOver(books, app, made, unit);
  }
  return made;
}

/** It counts from now on: its processes are those that there are. */
export function takeOver(books: Books, app: App, one: Release, unit: Unit): void {
  one.status = 'succeeded';
  one.updatedAt = books.now();
  app.current = one.version;
  app.formation = [books.formationOf(app, unit.type) ?? newFormation(books, unit.type)];
  unit.state = (app.formation[0]?.quantity ?? 0) > 0 ? 'starting' : 'down';
  if (unit.state === 'down')
    for (const other of books.state.units) if (other.app === app.id && other !== unit && other.state === 'up') other.state = 'down';
  books.changed();
}

/** A web process of a new app is started by Heroku, any other waits to be scaled. */
function newFormation(books: Books, type: string): App['formation'][number] {
  const now = books.now();
  const size = books.state.account.eco ? 'Eco' : 'Basic';
  return { id: books.id(), type, quantity: type === 'web' ? 1 : 0, size, createdAt: now, updatedAt: now };
}

export function failRelease(books: Books, one: Release): void {
  one.status = 'failed';
  one.lines.push(' !     Release command failed');
  one.updatedAt = books.now();
  books.changed();
}

/** Of the last so many, as Heroku keeps them. */
export function say(books: Books, app: App, source: 'app' | 'heroku', dyno: string, line: string): void {
  app.lines = [...app.lines.slice(-1499), { at: books.moment(), source, dyno, text: line }];
}
