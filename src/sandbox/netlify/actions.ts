/** What a person does at app.netlify.com and on GitHub: the actions behind the emulated dashboard's buttons, used by the page, the control API and the scripted operator. */
import { OperatorError } from '../../core/errors.ts';
import { type Books, hex } from './books.ts';
import { begin, fail } from './deploying.ts';
import { restore } from './deploys.ts';
import type { EnvContext, GuardContext, Plan, Site, Variable } from './model.ts';
import { Refusal } from './refusal.ts';
import { newSite, removeSite } from './sites.ts';
import { setOne, valueIn } from './variables.ts';

export type Fields = Readonly<Record<string, string>>;
const plans: readonly Plan[] = ['Free', 'Personal', 'Pro', 'Enterprise'];

export const actions: Readonly<Record<string, (books: Books, fields: Fields) => unknown>> = {
  /** On github.com: the app of Netlify gets to read a repository. */
  'open-repository': ({ state }, { repository = '' }) => {
    if (!/^[^/\s]+\/[^/\s]+$/.test(repository)) throw trouble(`"${repository}" is no repository`, 'Give owner/name');
    state.opened = [...new Set([...state.opened, repository])];
    return state.opened;
  },
  'close-repository': ({ state }, { repository = '' }) => {
    state.opened = state.opened.filter((one) => one !== repository);
    return state.opened;
  },
  'set-plan': ({ state }, { plan = '' }) => {
    if (!plans.includes(plan as Plan)) throw trouble(`Netlify has no plan "${plan}"`, `Use one of ${plans.join(', ')}`);
    for (const account of state.accounts) account.plan = plan as Plan;
    return plan;
  },
  'add-team': (books, { name = 'Second' }) => {
    const slug = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
    const about = {
      id: books.id(),
      slug,
      name,
      plan: 'Pro',
      guards: null,
      credits: { used: 0, bought: 0 },
      createdAt: books.ms(),
    } as const;
    books.state.accounts.push({ ...about, credits: { ...about.credits } });
    return slug;
  },
  'remove-team': ({ state }, { name = '' }) => {
    state.accounts = state.accounts.filter((one) => one.name !== name && one.slug !== name);
    return state.accounts.length;
  },
  /** Access control of the team: all its sites behind its login. */
  'team-login': ({ state }, { value = 'off' }) => {
    for (const account of state.accounts) account.guards = value === 'off' ? null : (value as GuardContext);
    return value;
  },
  'remove-token': ({ state }) => {
    state.tokens = state.tokens.map((one) => ({ ...one, $secret: `${one.$secret}-removed` }));
    return state.tokens.length;
  },
  'add-token': (books) => {
    const $secret = `nfp_${hex(books.tools.random, 36)}`;
    books.state.tokens.push({ id: books.tools.random.uuid(), name: 'another', $secret });
    return $secret;
  },
  /** Somebody else has this name of a site, or this domain. */
  'take-name': ({ state }, { name = '' }) => {
    state.taken = [...new Set([...state.taken, name])];
    return state.taken;
  },
  'create-site': (books, { name = 'by-hand' }) => {
    const [account] = books.state.accounts;
    if (!account) throw trouble('There is no team', 'Make one first: add-team');
    const made = newSite(books, account, name);
    books.state.sites.push(made);
    return made.id;
  },
  'delete-site': (books, fields) => {
    const site = siteIn(books, fields);
    removeSite(books, site);
    return site.name;
  },
  'set-variable': (books, { name = '', value = '', context = 'all', ...fields }) => {
    const site = siteIn(books, fields);
    const found = books.state.variables.find((one) => one.site === site.id && one.key === name);
    const given = valueIn(books, { context, value });
    if (found) setOne(books, found, given);
    else
      books.state.variables.push({
        account: site.account,
        site: site.id,
        key: name,
        scopes: ['builds', 'functions', 'runtime', 'post-processing'],
        secret: false,
        values: [given],
        updatedAt: books.ms(),
      });
    return name;
  },
  'remove-variable': (books, fields) => {
    const one = variableIn(books, fields);
    const left = fields.context === undefined ? [] : one.values.filter(({ context }) => context !== (fields.context as EnvContext));
    one.values = left;
    if (left.length === 0) books.state.variables = books.state.variables.filter((other) => other !== one);
    return one.key;
  },
  'build-command': (books, { command = '', ...fields }) => Object.assign(siteIn(books, fields), { cmd: command }).cmd,
  'base-directory': (books, { folder = '', ...fields }) => Object.assign(siteIn(books, fields), { base: folder }).base,
  'package-directory': (books, { folder = '', ...fields }) => Object.assign(siteIn(books, fields), { packagePath: folder }).packagePath,
  'publish-directory': (books, { folder = '', ...fields }) => Object.assign(siteIn(books, fields), { dir: folder }).dir,
  region: (books, { value = 'us-east-2', ...fields }) => Object.assign(siteIn(books, fields), { region: value }).region,
  'production-branch': (books, { branch = 'main', ...fields }) => {
    const { repo } = siteIn(books, fields);
    if (repo) repo.branch = branch;
    return repo?.branch;
  },
  disconnect: (books, fields) => Object.assign(siteIn(books, fields), { repo: undefined }).name,
  'stop-builds': (books, { value = 'on', ...fields }) => {
    const { repo } = siteIn(books, fields);
    if (repo) repo.stopped = value === 'on';
    return repo?.stopped;
  },
  /** Stop auto publishing: what is built later is shown to nobody. */
  'stop-publishing': (books, { value = 'on', ...fields }) => {
    const published = books.published(siteIn(books, fields));
    if (!published) throw trouble('Nothing is published yet', 'Deploy it first');
    published.locked = value === 'on';
    return published.id;
  },
  visibility: (books, { value = 'public', ...fields }) => {
    const site = siteIn(books, fields);
    site.guarded = value !== 'public';
    if (value !== 'public') site.guardContext = value as GuardContext;
    return value;
  },
  disable: (books, { value = 'on', ...fields }) => Object.assign(siteIn(books, fields), { disabled: value === 'on' }).disabled,
  /** Retry with the latest commit of the branch. */
  'trigger-deploy': (books, fields) => {
    const site = siteIn(books, fields);
    const { repo } = site;
    const commit = repo && books.tools.hosting.head(repo.path, repo.branch);
    if (!repo || commit === undefined) throw trouble(`${site.name} has no branch to build`, 'Connect it first');
    return begin(books, site, { branch: repo.branch, commit, title: undefined }).id;
  },
  'publish-deploy': (books, { deploy = '', ...fields }) => {
    const site = siteIn(books, fields);
    const one = books.deploysOf(site).find(({ id }) => id === deploy);
    if (!one) throw trouble(`${site.name} has no deploy ${deploy}`, 'Name one of those on its page');
    restore(books, site, one);
    return one.id;
  },
  /** The newest deploy turns out to have failed. */
  'fail-build': (books, { message = 'Command failed with exit code 1: npm run build', ...fields }) => {
    const site = siteIn(books, fields);
    const [newest] = books.deploysOf(site);
    if (!newest) throw trouble(`${site.name} has no deploy`, 'Deploy it first');
    const before = books.deploysOf(site).find((one) => one.context === 'production' && one.state === 'ready' && one !== newest);
    if (site.published === newest.id) site.published = before?.id;
    newest.upstreams = [];
    fail(books, newest, `Failed during stage 'building site': ${message}`);
    return newest.id;
  },
  'primary-domain': (books, { domain = '', ...fields }) => {
    const site = siteIn(books, fields);
    site.primary = domain || null;
    if (site.primary === null) site.aliases = [];
    return site.primary;
  },
  /** The certificate ran out, and was not renewed. */
  'lose-certificate': (books, fields) => {
    const { certificate } = siteIn(books, fields);
    [certificate.state, certificate.names] = ['none', []];
    return certificate.state;
  },
  'use-credits': ({ state }, { credits = '0' }) => {
    for (const account of state.accounts) account.credits.used += Number(credits) || 0;
    return state.accounts[0]?.credits.used;
  },
  'buy-credits': ({ state }, { credits = '1500' }) => {
    for (const account of state.accounts) account.credits.bought += Number(credits) || 0;
    return state.accounts[0]?.credits.bought;
  },
};

/** @throws OperatorError for an unknown action, or a thing that is not there */
export function perform(books: Books, action: string, fields: Fields): unknown {
  const act = actions[action];
  if (!act) throw trouble(`The Netlify dashboard has no ${action}`, `Use one of ${Object.keys(actions).join(', ')}`);
  try {
    const result = act(books, fields);
    books.changed();
    return result;
  } catch (error) {
    if (error instanceof Refusal) throw trouble(error.message, 'Change what is typed into the form');
    throw error;
  }
}

/** By name or id; the only one unless told. */
function siteIn({ state }: Books, { site }: Fields): Site {
  const found = site === undefined ? state.sites[0] : state.sites.find(({ id, name }) => id === site || name === site);
  if (found) return found;
  throw trouble(
    `The emulated Netlify has no site ${site ?? ''}`,
    `Name one of ${state.sites.map(({ name }) => name).join(', ') || 'those that deploy makes'}`,
  );
}

function variableIn(books: Books, fields: Fields): Variable {
  const site = siteIn(books, fields);
  const found = books.state.variables.find((one) => one.site === site.id && one.key === fields.name);
  if (found) return found;
  throw trouble(`${site.name} has no variable ${fields.name ?? ''}`, 'Name one of those on its page');
}

function trouble(what: string, fix: string): OperatorError {
  return new OperatorError({ what, fix });
}
