/** Builds and slugs over the API. https://devcenter.heroku.com/articles/build-and-release-using-the-api */
import type { Call, Route } from './api.ts';
import { appIn } from './app-in.ts';
import type { Books } from './books.ts';
import { inner, maybeText, text } from './fields.ts';
import type { Build, Json } from './model.ts';
import { absent, delinquent, unverified } from './refusal.ts';
import { build } from './releasing.ts';

export const buildRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/apps/:app/builds',
    by: ['id', 'created_at'],
    run: (call) => buildsOf(call).map((one) => buildView(call.books, one)),
  },
  { method: 'POST', path: '/apps/:app/builds', status: 201, run: create },
  { method: 'GET', path: '/apps/:app/builds/:build', run: (call) => buildView(call.books, buildIn(call)) },
  { method: 'GET', path: '/apps/:app/slugs/:slug', run: slug },
];

function buildsOf(call: Call): Build[] {
  const { id } = appIn(call);
  return call.books.state.builds.filter(({ app }) => app === id);
}

function buildIn(call: Call): Build {
  const found = buildsOf(call).find(({ id }) => id === call.at.build);
  if (!found) throw absent('build');
  return found;
}

function create(call: Call): Json {
  const { books, body } = call;
  const { verified, delinquent: owes } = books.state.account;
  if (!verified) throw unverified('build an app');
  if (owes) throw delinquent();
  const source = inner(body, 'source_blob');
  const made = build(books, appIn(call), {
    url: text(source, 'url'),
    version: maybeText(source, 'version') ?? null,
    description: maybeText(source, 'version_description') ?? null,
  });
  // What cannot be fetched is found out a moment later.
  return { ...buildView(books, made), status: 'pending' };
}

/** The address of the code is shown without what it was lent by. */
function buildView({ state }: Books, one: Build): Json {
  const { id, app, status, url, version, description, buildpacks, slug: made, release, createdAt, updatedAt } = one;
  return {
    id,
    app: { id: app },
    status,
    stack: 'heroku-24',
    generation: 'cedar',
    buildpacks: buildpacks.map((name) => ({ name, url: name })),
    source_blob: { checksum: null, url: url.split('?')[0], version, version_description: description },
    slug: made === undefined ? null : { id: made },
    release: release === undefined ? null : { id: release },
    output_stream_url: `https://build-output.heroku.com/streams/${id}`,
    user: { id: state.account.id, email: state.account.email },
    created_at: createdAt,
    updated_at: updatedAt,
  };
}

function slug(call: Call): Json {
  const app = appIn(call);
  const found = call.books.state.slugs.find((one) => one.app === app.id && one.id === call.at.slug);
  if (!found) throw absent('slug');
  const start = found.python ? 'python main.py' : 'sh -c "exec $K77_START"';
  return {
    id: found.id,
    blob: { method: 'GET', url: `https://slugs.example.com/${found.id}.tgz` },
    buildpack_provided_description: found.python ? 'Python' : 'Node.js',
    checksum: null,
    commit: found.commit,
    commit_description: null,
    process_types: { [found.type]: start, ...(found.python ? {} : { release: 'sh -c "$K77_RELEASE"' }) },
    size: 50_000_000,
    stack: { id: '00000000-0000-4000-8000-000000000024', name: 'heroku-24' },
    created_at: found.createdAt,
    updated_at: found.createdAt,
    deleted_at: null,
  };
}
