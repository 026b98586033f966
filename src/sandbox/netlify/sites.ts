/** Sites: made, found, changed, disabled. */

import { customNames, edge, twinOf } from './addresses.ts';
import type { Call, Route } from './api.ts';
import type { Books } from './books.ts';
import { begin } from './deploying.ts';
import { paged } from './fields.ts';
import { repoIn } from './git.ts';
import type { Account, Json, Site } from './model.ts';
import { unprocessable, wrong } from './refusal.ts';
import { siteView } from './site-view.ts';

/** https://docs.netlify.com/build/functions/optional-configuration/#region, as AWS calls them. */
const regions = /^(us|eu|ap|ca|sa|me|af|il)-(east|west|north|south|central|northeast|southeast|northwest|southwest)-\d$/;

function create(call: Call, account: Account | undefined): Json {
  const { books, body } = call;
  if (!account) throw unprocessable('No team to make the site in');
  const name = body.name === undefined ? `site-${books.id().slice(0, 8)}` : nameIn(books, body.name);
  const made = newSite(books, account, name);
  change(books, made, body);
  books.state.sites.push(made);
  beginFirst(books, made);
  return siteView(books, made);
}

/** A new connection is built at once, unless builds are stopped. */
function beginFirst(books: Books, site: Site): void {
  const { repo } = site;
  const head = repo && books.tools.hosting.head(repo.path, repo.branch);
  if (repo && !repo.stopped && head !== undefined) begin(books, site, { branch: repo.branch, commit: head, title: undefined });
}

/** Names are unique in the whole of Netlify, as they are hosts. */
function nameIn({ state }: Books, given: unknown, before?: Site): string {
  const name = String(given);
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) throw wrong('subdomain', 'can only contain letters, digits and dashes');
  if (state.sites.some((one) => one.name === name && one !== before) || state.taken.includes(name))
    throw wrong('subdomain', 'must be unique');
  return name;
}

export function newSite(books: Books, account: Account, name: string): Site {
  const now = books.ms();
  return {
    id: books.tools.random.uuid(),
    name,
    account: account.id,
    createdAt: Math.max(now, ...books.state.sites.map((one) => one.createdAt + 1)),
    updatedAt: now,
    repo: undefined,
    base: '',
    packagePath: '',
    dir: '',
    cmd: '',
    region: 'us-east-2',
    primary: null,
    aliases: [],
    // New teams keep new sites to themselves: https://docs.netlify.com/manage/security/secure-access-to-sites/
    guarded: true,
    guardContext: 'all',
    $password: null,
    disabled: false,
    published: undefined,
    moving: undefined,
    leads: [],
    certificate: { state: 'none', due: 0, issuedAt: 0, names: [] },
  };
}

/** All of it or nothing: what is refused leaves the site as it was. */
function change(books: Books, site: Site, body: Json): void {
  const one: Site = { ...site };
  if (body.name !== undefined && body.name !== site.name) one.name = nameIn(books, body.name, site);
  const repo = body.repo as Json | undefined;
  if (repo) one.repo = repoIn(books, repo);
  built(one, { ...(repo ?? {}), ...((body.build_settings as Json | undefined) ?? {}) });
  if (body.functions_region !== undefined) {
    if (!regions.test(String(body.functions_region))) throw wrong('functions_region', 'is not supported');
    one.region = String(body.functions_region);
  }
  guard(books, one, body);
  named(books, one, body);
  one.updatedAt = books.ms();
  Object.assign(site, one);
}

function built(one: Site, said: Json): void {
  const text = (name: string, before: string): string => (said[name] === undefined ? before : String(said[name] ?? ''));
  [one.base, one.packagePath] = [text('base', one.base), text('package_path', one.packagePath)];
  [one.dir, one.cmd] = [text('dir', one.dir), text('cmd', one.cmd)];
  if (one.base.startsWith('/') || one.base.includes('..')) throw wrong('base', 'must be inside the repository');
  if (one.packagePath.startsWith('/')) throw wrong('package_path', 'must not start with a slash');
  if (!one.repo) return;
  one.repo = {
    ...one.repo,
    ...(typeof said.repo_branch === 'string' ? { branch: said.repo_branch } : {}),
    ...(Array.isArray(said.allowed_branches) ? { allowed: said.allowed_branches.map(String) } : {}),
    ...(typeof said.stop_builds === 'boolean' ? { stopped: said.stop_builds } : {}),
    ...(typeof said.skip_prs === 'boolean' ? { skipPrs: said.skip_prs } : {}),
  };
}

/** The login of the team is there on every plan, a password from Pro on. */
function guard(books: Books, one: Site, body: Json): void {
  const { sso_login: login, sso_login_context: context, password } = body;
  if (context === 'all' || context === 'non_production') one.guardContext = context;
  else if (context !== undefined) throw wrong('sso_login_context', 'is not included in the list');
  if (typeof login === 'boolean') one.guarded = login;
  if (password === undefined) return;
  const { plan } = books.accountOf(one);
  if (password && (plan === 'Free' || plan === 'Personal')) throw wrong('password', 'is not available on your plan: upgrade to Pro');
  one.$password = password ? String(password) : null;
}

function named(books: Books, one: Site, body: Json): void {
  if (body.custom_domain !== undefined) one.primary = body.custom_domain ? domainIn(books, one, 'custom_domain', body.custom_domain) : null;
  if (body.domain_aliases !== undefined)
    one.aliases = ((body.domain_aliases ?? []) as unknown[]).map((name) => domainIn(books, one, 'domain_aliases', name));
  if (one.primary === null && one.aliases.length > 0) throw wrong('domain_aliases', 'need a custom domain');
}

function domainIn({ state }: Books, site: Site, field: string, given: unknown): string {
  const name = String(given).toLowerCase();
  if (!/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(name) || name.endsWith(`.${edge.hosts}`)) throw wrong(field, 'is invalid');
  const inUse = state.sites.some((other) => other.id !== site.id && customNames(other).includes(name));
  if (inUse || state.taken.includes(name) || state.taken.includes(twinOf(name)))
    throw wrong(field, 'must be unique: it is in use by another site');
  return name;
}

function list(of: (call: Call) => readonly Account[]): Route['run'] {
  return (call) => {
    const { books, query } = call;
    const accounts = of(call).map(({ id }) => id);
    const name = query.get('name') ?? '';
    const own = books.state.sites.filter((one) => accounts.includes(one.account) && one.name.includes(name));
    return paged(
      [...own].sort((a, b) => b.createdAt - a.createdAt),
      query,
    ).map((one) => siteView(books, one));
  };
}

function disable(on: boolean): Route['run'] {
  return ({ books, at, query, mine }) => {
    const site = books.site(at.site ?? '', mine);
    if (on && !query.get('reason')) throw unprocessable('reason is required');
    site.disabled = on;
  };
}

export const siteRoutes: readonly Route[] = [
  { method: 'GET', path: '/sites', run: list(({ mine }) => mine) },
  { method: 'POST', path: '/sites', status: 201, run: (call) => create(call, call.mine[0]) },
  { method: 'GET', path: '/sites/:site', run: ({ books, at, mine }) => siteView(books, books.site(at.site ?? '', mine)) },
  {
    method: 'PATCH',
    path: '/sites/:site',
    run({ books, at, mine, body }) {
      const site = books.site(at.site ?? '', mine);
      change(books, site, body);
      return siteView(books, site);
    },
  },
  {
    method: 'DELETE',
    path: '/sites/:site',
    status: 204,
    run({ books, at, mine }) {
      removeSite(books, books.site(at.site ?? '', mine));
    },
  },
  { method: 'PUT', path: '/sites/:site/disable', status: 204, run: disable(true) },
  { method: 'PUT', path: '/sites/:site/enable', status: 204, run: disable(false) },
  {
    method: 'PUT',
    path: '/sites/:site/unlink_repo',
    run({ books, at, mine }) {
      const site = books.site(at.site ?? '', mine);
      site.repo = undefined;
      return siteView(books, site);
    },
  },
  { method: 'GET', path: '/:slug/sites', run: list(({ books, at, mine }) => [books.account(at.slug ?? '', mine)]) },
  {
    method: 'POST',
    path: '/:slug/sites',
    status: 201,
    run: (call) => create(call, call.books.account(call.at.slug ?? '', call.mine)),
  },
];

export function removeSite({ state }: Books, site: Site): void {
  state.sites = state.sites.filter((one) => one !== site);
  state.variables = state.variables.filter((one) => one.site !== site.id);
  state.deploys = state.deploys.filter((one) => one.site !== site.id);
}
