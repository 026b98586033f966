/** Builds and deploys: ordered, listed, looked at, called off, published again. */
import type { Call, Route } from './api.ts';
import { type Books, iso } from './books.ts';
import { begin, fail, publish } from './deploying.ts';
import { paged } from './fields.ts';
import type { Deploy, Json, Site } from './model.ts';
import { notFound, Refusal, unprocessable } from './refusal.ts';
import { deployView } from './site-view.ts';

function build({ books, at, query, mine }: Call): Json {
  const site = books.site(at.site ?? '', mine);
  const { repo } = site;
  if (!repo) throw unprocessable('This site is not linked to a repository');
  if (repo.stopped) throw unprocessable('Builds are stopped for this site');
  if (site.disabled) throw unprocessable('This site is disabled');
  if (books.isPaused(books.accountOf(site))) throw new Refusal(402, 'The credits of this team are used up');
  const branch = query.get('branch') || repo.branch;
  const head = books.tools.hosting.head(repo.path, branch);
  const one = begin(books, site, { branch, commit: head ?? '', title: query.get('title') ?? undefined });
  if (head === undefined) fail(books, one, `Failed during stage 'preparing repo': branch ${branch} does not exist`);
  return buildView(one);
}

function buildView(one: Deploy): Json {
  const done = one.state === 'ready' || one.state === 'error';
  return {
    id: one.build,
    deploy_id: one.id,
    sha: one.commit,
    done,
    ...(one.error === undefined ? {} : { error: one.error }),
    created_at: iso(one.createdAt),
  };
}

function ofSite({ books, at, mine }: Call): { site: Site; one: Deploy } {
  const site = books.site(at.site ?? '', mine);
  const one = books.deploy(at.deploy ?? '', mine);
  if (one.site !== site.id) throw notFound();
  return { site, one };
}

function list({ books, at, query, mine }: Call): unknown {
  const site = books.site(at.site ?? '', mine);
  const [state, branch, production, previews] = ['state', 'branch', 'production', 'deploy-previews'].map((name) => query.get(name));
  const found = books
    .deploysOf(site)
    .filter((one) => (!state || one.state === state) && (!branch || one.branch === branch))
    .filter(({ context }) => (production !== 'true' || context === 'production') && previews !== 'true')
    .filter((one) => query.get('latest-published') !== 'true' || one.id === site.published);
  return paged(found, query).map((one) => deployView(books, one));
}

/** The build of before is brought up; visitors follow when it answers. */
export function restore(books: Books, site: Site, one: Deploy): void {
  if (one.state !== 'ready') throw unprocessable('This deploy cannot be published: it is not ready');
  if (one.context !== 'production') throw unprocessable('This deploy is not of the production branch');
  if (site.published === one.id || one.upstreams.length > 0) publish(books, site, one);
  else {
    site.moving = one.id;
    one.attempt += 1;
  }
}

function back({ books, at, mine }: Call): void {
  const site = books.site(at.site ?? '', mine);
  const current = books.published(site);
  const before = books
    .deploysOf(site)
    .find(
      ({ state, context, publishedAt, order }) =>
        state === 'ready' && context === 'production' && publishedAt > 0 && order < (current?.order ?? 0),
    );
  if (!before) throw unprocessable('There is no earlier deploy');
  restore(books, site, before);
}

function cancel({ books, at, mine }: Call): Json {
  const one = books.deploy(at.deploy ?? '', mine);
  if (one.state !== 'ready' && one.state !== 'error') {
    one.skipped = true;
    fail(books, one, 'Canceled build');
  }
  return deployView(books, one);
}

/** Stops publishing at what is published, or lets it go on. */
function lock(on: boolean): Route['run'] {
  return ({ books, at, mine }) => {
    const one = books.deploy(at.deploy ?? '', mine);
    if (on && books.siteOf(one).published !== one.id) throw unprocessable('Only the published deploy can be locked');
    one.locked = on;
    return deployView(books, one);
  };
}

/** As Netlify's own client reads it. */
function log({ books, at, mine }: Call): Json[] {
  const one = books.deploy(at.deploy ?? '', mine);
  const own = one.log.map(({ at: ms, text, error }) => ({ ts: iso(ms), log: text, level: error ? 'ERROR' : 'INFO' }));
  const run = books.tools.hosting
    .logs(`netlify/${one.id}`, 'build')
    .map(({ at: ts, text, stream }) => ({ ts, log: text, level: stream === 'stderr' ? 'WARN' : 'INFO' }));
  return [...own, ...run].sort((a, b) => Date.parse(a.ts) - Date.parse(b.ts)).map((line) => ({ ...line, section: 'building' }));
}

/** What the Next.js server said, in pages of a hundred. */
function functionLog({ books, at, query, mine }: Call): Json {
  const site = books.site(at.site ?? '', mine);
  const [from, to, start] = [query.get('from') ?? 0, query.get('to') ?? Number.POSITIVE_INFINITY, query.get('cursor') ?? 0].map(Number) as [
    number,
    number,
    number,
  ];
  const deploy = query.get('deploy_id') ?? site.published;
  const all = books
    .deploysOf(site)
    .filter(({ id }) => id === deploy)
    .flatMap(({ id }) => books.tools.hosting.logs(`netlify/${id}`, 'run'))
    .filter(({ at: ts }) => Date.parse(ts) >= from && Date.parse(ts) <= to);
  const logs = all.slice(start, start + 100).map(({ at: ts, text, stream }) => ({
    ts: Date.parse(ts),
    type: 'line',
    message: text,
    level: stream === 'stderr' ? 'ERROR' : 'INFO',
  }));
  return { logs, pagination: start + 100 < all.length ? { next: String(start + 100) } : {} };
}

function remove({ books, at, mine }: Call): void {
  const one = books.deploy(at.deploy ?? '', mine);
  if (books.siteOf(one).published === one.id) throw unprocessable('The published deploy cannot be deleted');
  books.state.deploys = books.state.deploys.filter((other) => other !== one);
}

export const deployRoutes: readonly Route[] = [
  { method: 'POST', path: '/sites/:site/builds', run: build },
  {
    method: 'GET',
    path: '/sites/:site/builds',
    run: ({ books, at, query, mine }) => paged(books.deploysOf(books.site(at.site ?? '', mine)), query).map(buildView),
  },
  {
    method: 'GET',
    path: '/builds/:build',
    run({ books, at, mine }) {
      const one = books.state.deploys.find(({ build: id }) => id === at.build);
      if (!one) throw notFound();
      return buildView(books.deploy(one.id, mine));
    },
  },
  { method: 'GET', path: '/sites/:site/deploys', run: list },
  { method: 'GET', path: '/sites/:site/deploys/:deploy', run: (call) => deployView(call.books, ofSite(call).one) },
  {
    method: 'POST',
    path: '/sites/:site/deploys/:deploy/restore',
    status: 201,
    run(call) {
      const { site, one } = ofSite(call);
      restore(call.books, site, one);
      return deployView(call.books, one);
    },
  },
  { method: 'PUT', path: '/sites/:site/rollback', status: 204, run: back },
  { method: 'GET', path: '/deploys/:deploy', run: ({ books, at, mine }) => deployView(books, books.deploy(at.deploy ?? '', mine)) },
  { method: 'DELETE', path: '/deploys/:deploy', status: 204, run: remove },
  { method: 'POST', path: '/deploys/:deploy/cancel', status: 201, run: cancel },
  { method: 'POST', path: '/deploys/:deploy/lock', run: lock(true) },
  { method: 'POST', path: '/deploys/:deploy/unlock', run: lock(false) },
  { method: 'GET', path: '/deploys/:deploy/log', run: log },
  { method: 'GET', path: '/sites/:site/function_logs/:function', run: functionLog },
  {
    method: 'GET',
    path: '/sites/:site/deployed-branches',
    run({ books, at, mine }) {
      const all = books.deploysOf(books.site(at.site ?? '', mine)).filter(({ state }) => state === 'ready');
      const newest = all.filter((one, index) => all.findIndex(({ branch }) => branch === one.branch) === index);
      return newest.map((one) => deployedBranch(books, one));
    },
  },
];

function deployedBranch(books: Books, one: Deploy): Json {
  const { deploy_ssl_url: address } = deployView(books, one);
  return { id: one.id, deploy_id: one.id, name: one.branch, slug: one.branch, url: address, ssl_url: address };
}
