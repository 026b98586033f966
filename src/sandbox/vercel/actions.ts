/** What a person does at vercel.com and on GitHub: the actions behind the emulated dashboard's buttons, used by the page, the control API and the scripted operator. */
import { OperatorError } from '../../core/errors.ts';
import { type Books, letters } from './books.ts';
import { begin, fail } from './deploying.ts';
import { repositoryOf } from './git.ts';
import { switchMeasure } from './measures.ts';
import type { Domain, Plan, Project, Protection, Target, Variable } from './model.ts';
import { newProject } from './projects.ts';
import { Refusal } from './refusal.ts';
import { addVariables } from './variables.ts';

export type Fields = Readonly<Record<string, string>>;

const plans: readonly Plan[] = ['hobby', 'pro', 'enterprise'];

export const actions: Readonly<Record<string, (books: Books, fields: Fields) => unknown>> = {
  /** On github.com: the app of Vercel gets to read a repository. */
  'open-repository': ({ state }, { repository = '' }) => {
    if (!/^[^/\s]+\/[^/\s]+$/.test(repository)) throw trouble(`"${repository}" is no repository`, 'Give owner/name');
    state.opened = [...new Set([...state.opened, repository])];
    return state.opened;
  },
  'close-repository': ({ state }, { repository = '' }) => {
    state.opened = state.opened.filter((one) => one !== repository);
    return state.opened;
  },
  'set-plan': (books, { plan = '' }) => {
    if (!plans.includes(plan as Plan)) throw trouble(`Vercel has no plan "${plan}"`, `Use one of ${plans.join(', ')}`);
    for (const team of books.state.teams) team.plan = plan as Plan;
    books.state.user.plan = plan as Plan;
    return plan;
  },
  'add-team': (books, { name = 'Second' }) => {
    const slug = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
    const createdAt = Math.max(books.ms(), ...books.state.teams.map((one) => one.createdAt + 1));
    books.state.teams.push({ id: books.id('team'), slug, name, plan: 'pro', createdAt });
    return slug;
  },
  'remove-team': ({ state }, { name = '' }) => {
    state.teams = state.teams.filter((one) => one.name !== name && one.slug !== name);
    return state.teams.length;
  },
  /** A token that opens one team only. */
  'team-token': (books, { team = '' }) => {
    const found = books.state.teams.find(({ slug, id }) => slug === team || id === team) ?? books.state.teams[0];
    const $secret = letters(books.tools.random, 24);
    books.state.tokens.push({ id: books.tools.random.uuid(), name: 'team token', $secret, ...(found ? { team: found.id } : {}) });
    return $secret;
  },
  'remove-token': ({ state }) => {
    state.tokens = state.tokens.map((one) => ({ ...one, $secret: `${one.$secret}-removed` }));
    return state.tokens.length;
  },
  /** A project by hand, as it comes from the form: nothing set, previews open to everybody. */
  'create-project': (books, { name = 'by-hand' }) => {
    const made = { ...newProject(books, books.state.teams[0]?.id ?? books.state.user.id, name), protection: null };
    books.state.projects.push(made);
    return made.id;
  },
  'set-variable': (books, { name = '', value = '', target = 'production', type = 'encrypted', ...fields }) => {
    const project = projectIn(books, fields);
    const targets = target.split(/[ ,]+/).filter((one) => one !== '') as Target[];
    const [first] = addVariables(books, project, [{ key: name, value, target: targets, type }], true).failed;
    if (first) throw trouble(first.error.message, 'Name it for one target, or remove it first');
    return name;
  },
  'remove-variable': (books, fields) => {
    const one = variableIn(books, fields);
    books.state.variables = books.state.variables.filter((other) => other !== one);
    return one.key;
  },
  'build-command': (books, { command = '', ...fields }) =>
    Object.assign(projectIn(books, fields), { buildCommand: command || null }).buildCommand,
  'root-directory': (books, { folder = '', ...fields }) =>
    Object.assign(projectIn(books, fields), { rootDirectory: folder || null }).rootDirectory,
  framework: (books, { value = '', ...fields }) => Object.assign(projectIn(books, fields), { framework: value || null }).framework,
  'production-branch': (books, { branch = 'main', ...fields }) => {
    const { link } = projectIn(books, fields);
    if (link) link.productionBranch = branch;
    return link?.productionBranch;
  },
  disconnect: (books, fields) => Object.assign(projectIn(books, fields), { link: undefined }).name,
  /** Settings → Git: no push makes a deployment. */
  'create-deployments': (books, { value = 'disabled', ...fields }) =>
    Object.assign(projectIn(books, fields), { createDeployments: value === 'enabled' ? 'enabled' : 'disabled' }).createDeployments,
  protection: (books, { value = 'off', ...fields }) =>
    Object.assign(projectIn(books, fields), { protection: value === 'off' ? null : (value as Protection) }).protection,
  pause: (books, { value = 'on', ...fields }) => Object.assign(projectIn(books, fields), { paused: value === 'on' }).paused,
  /** The project’s page: Analytics → Enable, Speed Insights → Enable; `value` off takes it back. `what`: visits, speed or both with a space between. */
  measure: (books, { what = 'visits speed', value = 'on', ...fields }) => {
    const project = projectIn(books, fields);
    for (const one of ['visits', 'speed'] as const) if (what.split(' ').includes(one)) switchMeasure(books, project, one, value === 'on');
    return project.measures;
  },
  /** A browser opens the site and its visitor allows statistics: what is switched on, and in what is deployed, is told of it. */
  'measured-visit': (books, fields) => {
    const project = projectIn(books, fields);
    const deployed = books.deploymentsOf(project).find(({ id }) => id === project.current)?.measures ?? [];
    for (const one of deployed) Object.assign(project.measures?.[one] ?? {}, { hasData: true });
    return deployed;
  },
  /** Redeploys the newest one. */
  redeploy: (books, fields) => {
    const project = projectIn(books, fields);
    const newest = books.deploymentsOf(project).find(({ production }) => production);
    const repository = repositoryOf(project);
    if (!newest || repository === undefined) throw trouble(`${project.name} has no deployment`, 'Deploy it first');
    const { branch, commit } = newest;
    return begin(books, project, { production: true, branch, commit, repository, source: 'redeploy' }).id;
  },
  /** The newest deployment turns out to have failed. */
  'fail-build': (books, { message = 'Command "npm run build" exited with 1', ...fields }) => {
    const project = projectIn(books, fields);
    const [newest] = books.deploymentsOf(project);
    if (!newest) throw trouble(`${project.name} has no deployment`, 'Deploy it first');
    const before = books.deploymentsOf(project).find(({ production, state, id }) => production && state === 'READY' && id !== newest.id);
    if (project.current === newest.id) project.current = before?.id;
    newest.upstreams = [];
    fail(books, newest, 'BUILD_UTILS_SPAWN_1', message);
    return newest.id;
  },
  'remove-domain': (books, fields) => {
    const one = domainIn(books, fields);
    books.state.domains = books.state.domains.filter((other) => other !== one);
    return one.name;
  },
  'redirect-domain': (books, { to = '', ...fields }) =>
    Object.assign(
      domainIn(books, fields),
      to === '' ? { redirect: null, redirectStatusCode: null } : { redirect: to, redirectStatusCode: 307 },
    ).redirect,
  /** Somebody else has the domain at Vercel: whoever adds it proves that it is theirs. */
  'claim-domain': ({ state }, { domain = '' }) => {
    state.claimed = [...new Set([...state.claimed, domain])];
    return state.claimed;
  },
  /** The certificate ran out, and was not renewed. */
  'lose-certificate': (books, fields) => {
    const { certificate } = domainIn(books, fields);
    certificate.state = 'none';
    return certificate.id;
  },
  spend: ({ state }, { dollars = '0' }) => {
    state.spent += Number(dollars) || 0;
    return state.spent;
  },
};

/** @throws OperatorError for an unknown action, or a thing that is not there */
export function perform(books: Books, action: string, fields: Fields): unknown {
  const act = actions[action];
  if (!act) throw trouble(`The Vercel dashboard has no ${action}`, `Use one of ${Object.keys(actions).join(', ')}`);
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
function projectIn({ state }: Books, { project }: Fields): Project {
  const found = project === undefined ? state.projects[0] : state.projects.find(({ id, name }) => id === project || name === project);
  if (found) return found;
  throw trouble(
    `The emulated Vercel has no project ${project ?? ''}`,
    `Name one of ${state.projects.map(({ name }) => name).join(', ') || 'those that deploy makes'}`,
  );
}

function variableIn(books: Books, fields: Fields): Variable {
  const project = projectIn(books, fields);
  const found = books.state.variables.find(
    (one) =>
      one.project === project.id &&
      one.key === fields.name &&
      (fields.target === undefined || one.target.includes(fields.target as Target)),
  );
  if (found) return found;
  throw trouble(`${project.name} has no variable ${fields.name ?? ''}`, 'Name one of those on its page');
}

function domainIn({ state }: Books, { domain = '' }: Fields): Domain {
  const found = state.domains.find(({ name }) => name === domain);
  if (found) return found;
  throw trouble(
    `No project has the domain ${domain}`,
    `Name one of ${state.domains.map(({ name }) => name).join(', ') || 'those that deploy adds'}`,
  );
}

function trouble(what: string, fix: string): OperatorError {
  return new OperatorError({ what, fix });
}
