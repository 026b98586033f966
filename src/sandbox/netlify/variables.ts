/** Environment variables of sites and teams: a value for each context, and none of a secret shown again. */
import type { Call, Route } from './api.ts';
import { type Books, iso } from './books.ts';
import { type Deploy, type EnvContext, type EnvValue, envContexts, type Json, type Site, type Variable } from './model.ts';
import { VariableRefusal } from './refusal.ts';

const allScopes = ['builds', 'functions', 'runtime', 'post-processing'];
const secretScopes = allScopes.filter((one) => one !== 'post-processing');
const expanded: readonly EnvContext[] = ['production', 'deploy-preview', 'branch-deploy', 'dev'];
/** https://docs.netlify.com/build/configure-builds/environment-variables/#read-only-variables */
const reserved =
  /^(NETLIFY|BUILD_ID|CONTEXT|REPOSITORY_URL|BRANCH|HEAD|COMMIT_REF|CACHED_COMMIT_REF|PULL_REQUEST|REVIEW_ID|URL|DEPLOY_URL|DEPLOY_PRIME_URL|DEPLOY_ID|SITE_NAME|SITE_ID)$/;

function refused(words: string): VariableRefusal {
  return new VariableRefusal(422, words);
}

function view({ key, scopes, secret, values, updatedAt }: Variable, { state }: Books): Json {
  return {
    key,
    scopes,
    is_secret: secret,
    values: values.map(({ id, context, branch, $value }) => ({
      id,
      context,
      value: secret && context !== 'dev' ? '' : $value,
      ...(branch === undefined ? {} : { context_parameter: branch }),
    })),
    updated_at: iso(updatedAt),
    updated_by: { id: state.user.id, full_name: state.user.name, email: state.user.email, avatar_url: '' },
  };
}

/** The team, and the site where one is named. */
function scopeIn({ books, at, query, mine }: Call): { account: string; site: string | undefined } {
  const account = books.account(at.account ?? '', mine).id;
  const wanted = query.get('site_id');
  return { account, site: wanted ? books.site(wanted, mine).id : undefined };
}

function own(call: Call): Variable[] {
  const { account, site } = scopeIn(call);
  return call.books.state.variables.filter((one) => one.account === account && one.site === site);
}

function find(call: Call): Variable {
  const found = own(call).find(({ key }) => key === call.at.key);
  if (!found) throw new VariableRefusal(404, 'Not Found');
  return found;
}

function keyIn(body: Json, fallback?: string): string {
  const key = String(body.key ?? fallback ?? '');
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) throw refused('key is invalid: letters, digits and underscores, and no digit in front');
  if (reserved.test(key)) throw refused('key is reserved: Netlify sets it itself');
  return key;
}

/** @param secret then there may be nothing for local development */
export function valueIn(books: Books, body: Json, secret = false): EnvValue {
  const context = String(body.context ?? 'all') as EnvContext;
  if (!envContexts.includes(context)) throw refused('context is not included in the list');
  const branch = typeof body.context_parameter === 'string' && body.context_parameter !== '' ? body.context_parameter : undefined;
  if (context === 'branch' && branch === undefined) throw refused("context_parameter can't be blank");
  if (typeof body.value !== 'string' || (body.value === '' && !(secret && context === 'dev'))) throw refused("value can't be blank");
  return { id: books.tools.random.uuid(), context, branch, $value: body.value };
}

/** Rules of secrets. https://docs.netlify.com/build/environment-variables/secrets-controller/ */
function checked(one: Variable): Variable {
  if (one.values.length === 0) throw refused("values can't be blank");
  if (one.secret && one.values.some(({ context }) => context === 'all'))
    throw refused('Secret values must specify deploy contexts: all is not allowed');
  if (one.secret && one.scopes.includes('post-processing')) throw refused('Secret values cannot be used within the post-processing scope');
  const contexts = one.values.map(({ context, branch }) => `${context} ${branch ?? ''}`);
  if (new Set(contexts).size !== contexts.length) throw refused('values have the same context twice');
  return one;
}

/** Free takes all or none; on it a secret has to name those of secrets. https://github.com/netlify/terraform-provider-netlify/pull/131 */
function scopesIn(books: Books, account: string, body: Json, secret: boolean, before: readonly string[]): string[] {
  if (body.scopes === undefined) return [...before];
  // Netlify's own client says it with the other stroke.
  const scopes = (body.scopes as unknown[]).map((one) => String(one).replace('_', '-'));
  const strange = scopes.find((one) => !allScopes.includes(one));
  if (strange !== undefined || scopes.length === 0) throw refused('scopes are not included in the list');
  const usual = secret ? secretScopes : allScopes;
  if (isFree(books, account) && usual.some((one) => !scopes.includes(one))) throw refused('Please upgrade your plan to customize scopes');
  return scopes;
}

function isFree({ state }: Books, account: string): boolean {
  return state.accounts.find(({ id }) => id === account)?.plan === 'Free';
}

function create(call: Call): Json[] {
  const { books, list } = call;
  const { account, site } = scopeIn(call);
  const there = own(call);
  const made = (list ?? []).map((body): Variable => {
    const key = keyIn(body);
    if (there.some((one) => one.key === key)) throw refused(`key ${key} already exists`);
    const secret = body.is_secret === true;
    const scopes = scopesIn(books, account, body, secret, secret && !isFree(books, account) ? secretScopes : allScopes);
    const values = ((body.values ?? []) as Json[]).map((value) => valueIn(books, value, secret));
    return checked({ account, site, key, scopes, secret, values, updatedAt: books.ms() });
  });
  if (made.length === 0) throw refused('env_vars is empty');
  books.state.variables.push(...made);
  return made.map((one) => view(one, books));
}

/** With all its values: others are gone. */
function replace(call: Call): Json {
  const { books, body } = call;
  const one = find(call);
  const secret = body.is_secret === undefined ? one.secret : body.is_secret === true;
  if (one.secret && !secret) throw refused('A secret cannot become a variable that is none: delete it first');
  const values = ((body.values ?? []) as Json[]).map((value) => valueIn(books, value, secret));
  const scopes = scopesIn(books, one.account, body, secret, one.scopes);
  const next = checked({ ...one, key: keyIn(body, one.key), scopes, secret, values });
  return view(Object.assign(one, next, { updatedAt: later(books, one) }), books);
}

function set(call: Call): Json {
  const { books, body } = call;
  const one = find(call);
  setOne(books, one, valueIn(books, body, one.secret));
  return view(one, books);
}

/** One value; what stood for all contexts stands for the others from now on. */
export function setOne(books: Books, one: Variable, value: EnvValue): void {
  const all = one.values.find(({ context }) => context === 'all');
  const apart =
    all && value.context !== 'all'
      ? expanded.map((context): EnvValue => ({ ...all, id: books.tools.random.uuid(), context }))
      : one.values.filter(() => value.context !== 'all');
  const same = (other: EnvValue): boolean => other.context === value.context && other.branch === value.branch;
  const before = apart.find(same);
  Object.assign(one, checked({ ...one, values: [...apart.filter((other) => !same(other)), { ...value, id: before?.id ?? value.id }] }));
  one.updatedAt = later(books, one);
}

/** Two changes within one millisecond are two. */
function later(books: Books, { updatedAt }: Variable): number {
  return Math.max(books.ms(), updatedAt + 1);
}

function list(call: Call): Json[] {
  const [context, scope] = [call.query.get('context_name'), call.query.get('scope')];
  return own(call)
    .filter(({ values, scopes }) => (!context || values.some((one) => one.context === context)) && (!scope || scopes.includes(scope)))
    .map((one) => view(one, call.books));
}

export const variableRoutes: readonly Route[] = [
  { method: 'GET', path: '/accounts/:account/env', run: list },
  { method: 'POST', path: '/accounts/:account/env', status: 201, run: create },
  { method: 'GET', path: '/accounts/:account/env/:key', run: (call) => view(find(call), call.books) },
  { method: 'PUT', path: '/accounts/:account/env/:key', run: replace },
  { method: 'PATCH', path: '/accounts/:account/env/:key', status: 201, run: set },
  {
    method: 'DELETE',
    path: '/accounts/:account/env/:key',
    status: 204,
    run(call) {
      const one = find(call);
      call.books.state.variables = call.books.state.variables.filter((other) => other !== one);
    },
  },
  {
    method: 'DELETE',
    path: '/accounts/:account/env/:key/value/:value',
    status: 204,
    run(call) {
      const one = find(call);
      if (!one.values.some(({ id }) => id === call.at.value)) throw new VariableRefusal(404, 'Not Found');
      one.values = one.values.filter(({ id }) => id !== call.at.value);
      one.updatedAt = later(call.books, one);
      if (one.values.length === 0) call.books.state.variables = call.books.state.variables.filter((other) => other !== one);
    },
  },
  {
    method: 'GET',
    path: '/sites/:site/env',
    run({ books, at, mine }) {
      const site = books.site(at.site ?? '', mine);
      return books.state.variables.filter((one) => one.site === site.id).map((one) => view(one, books));
    },
  },
];

/** What a deploy gets: those of the team, then those of the site; a value of its branch before one of its context, and that before one for all. */
export function variablesFor(
  { state }: Books,
  site: Site,
  { context, branch }: Pick<Deploy, 'context' | 'branch'>,
): Record<string, string> {
  const own = state.variables.filter((one) => one.account === site.account && (one.site === undefined || one.site === site.id));
  const ordered = own.sort((a, b) => Number(a.site !== undefined) - Number(b.site !== undefined));
  return Object.fromEntries(
    ordered.flatMap(({ key, values }): [string, string][] => {
      const found =
        values.find((one) => one.context === 'branch' && one.branch === branch) ??
        values.find((one) => one.context === context) ??
        values.find((one) => one.context === 'all');
      return found ? [[key, found.$value]] : [];
    }),
  );
}
