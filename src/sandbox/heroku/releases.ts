/** Releases over the API: of a slug again, or back to an earlier one. */
import type { Call, Route } from './api.ts';
import { appIn } from './app-in.ts';
import type { Books } from './books.ts';
import { maybeText, text } from './fields.ts';
import type { App, Json, Release } from './model.ts';
import { absent, bad, delinquent } from './refusal.ts';
import { release } from './releasing.ts';

export const releaseRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/apps/:app/releases',
    by: ['id', 'version'],
    run: (call) => call.books.releasesOf(appIn(call)).map((one) => releaseView(call.books, appIn(call), one)),
  },
  { method: 'POST', path: '/apps/:app/releases', status: 201, run: create },
  {
    method: 'GET',
    path: '/apps/:app/releases/:release',
    run: (call) => releaseView(call.books, appIn(call), releaseIn(call, call.at.release ?? '')),
  },
  {
    method: 'GET',
    path: '/apps/:app/releases/:release/config-vars',
    run: (call) => releaseIn(call, call.at.release ?? '').$variables,
  },
];

/** By id or number. */
function releaseIn(call: Call, wanted: string): Release {
  const found = call.books.releasesOf(appIn(call)).find(({ id, version }) => id === wanted || String(version) === wanted);
  if (!found) throw absent('release');
  return found;
}

function create(call: Call): Json {
  const { books, body } = call;
  if (books.state.account.delinquent) throw delinquent();
  const app = appIn(call);
  const back = maybeText(body, 'release');
  if (back !== undefined) return releaseView(books, app, rollBack(books, app, releaseIn(call, back)));
  const slug = books.slug(text(body, 'slug'));
  if (!slug || slug.app !== app.id) throw absent('slug');
  return releaseView(books, app, release(books, app, maybeText(body, 'description') ?? `Deploy ${slug.commit.slice(0, 8)}`, slug.id));
}

/** Code and config vars as they were. */
export function rollBack(books: Books, app: App, to: Release): Release {
  if (!isEligible(books, to)) throw bad(`Release v${to.version} is not eligible for rollback.`);
  app.$variables = { ...to.$variables };
  return release(books, app, `Rollback to v${to.version}`, to.slug);
}

function isEligible(books: Books, { status, slug }: Release): boolean {
  return status === 'succeeded' && books.slug(slug) !== undefined;
}

export function releaseView(books: Books, app: App, one: Release): Json {
  const { id, version, description, status, slug, lines, createdAt, updatedAt } = one;
  const { account } = books.state;
  return {
    id,
    version,
    description,
    status,
    addon_plan_names: [],
    artifacts: slug === undefined ? [] : [{ type: 'slug', id: slug }],
    app: { id: app.id, name: app.name },
    slug: slug === undefined ? null : { id: slug },
    user: { id: account.id, email: account.email },
    current: version === app.current,
    eligible_for_rollback: isEligible(books, one),
    output_stream_url: lines.length === 0 ? null : `https://release-output.heroku.com/streams/${id}`,
    created_at: createdAt,
    updated_at: updatedAt,
  };
}
