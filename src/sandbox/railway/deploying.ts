/** Deployments: begun by a person, a push or a changed variable; what becomes of them is told by the desk. */
import type { Books } from './books.ts';
import type { Deployment, DeploymentStatus, Instance } from './model.ts';
import { limitsOf } from './plans.ts';
import { Refusal } from './refusal.ts';

interface Source {
  repository: string;
  branch: string;
  commit: string;
}

/** Statuses on the way to being live. */
const underWay: readonly DeploymentStatus[] = ['INITIALIZING', 'QUEUED', 'WAITING', 'BUILDING', 'DEPLOYING'];

export function isUnderWay({ status }: Pick<Deployment, 'status'>): boolean {
  return underWay.includes(status);
}

/** From source. A deployment that is still being built gives way to it. */
export function begin(books: Books, instance: Instance, source: Source, reason: Deployment['reason'] = 'deploy'): Deployment {
  const project = books.service(instance.service).project;
  refuseSuspended(books, project);
  for (const one of books.deploymentsOf(instance)) if (isUnderWay(one)) setStatus(books, one, 'REMOVED');
  const about = books.tools.hosting.commit(source.repository, source.commit);
  const made: Deployment = {
    id: books.id(),
    service: instance.service,
    environment: instance.environment,
    project,
    status: 'INITIALIZING',
    order: books.state.deployments.reduce((most, { order }) => Math.max(most, order), 0) + 1,
    created: books.now(),
    changed: books.now(),
    repository: source.repository,
    branch: source.branch,
    commit: source.commit,
    message: about?.message ?? '',
    author: about?.author ?? '',
    reason,
    settings: structuredClone(instance.settings),
    variables: { ...instance.variables },
    built: false,
    removed: undefined,
    stopped: false,
    attempt: 0,
    upstreams: [],
    lines: [],
  };
  books.state.deployments.push(made);
  books.changed();
  return made;
}

/** The newest commit of the branch that its trigger follows; nothing where there is none yet. */
export function deployHead(books: Books, instance: Instance, branch: string): Deployment | undefined {
  const { repository } = instance;
  const commit = repository === undefined ? undefined : books.tools.hosting.head(repository, branch);
  return repository === undefined || commit === undefined ? undefined : begin(books, instance, { repository, branch, commit });
}

export function deployCommit(books: Books, instance: Instance, commit: string | undefined): Deployment {
  const { repository } = instance;
  if (repository === undefined) throw new Refusal('Cannot deploy a service without a source');
  refuseUnopened(books, repository);
  const branch = branchOf(books, instance);
  const wanted = commit ?? books.tools.hosting.head(repository, branch);
  if (wanted === undefined || !books.tools.hosting.commit(repository, wanted))
    throw new Refusal(`Commit ${wanted ?? branch} not found in ${repository}`);
  return begin(books, instance, { repository, branch, commit: wanted });
}

/** Changed variables: what serves is deployed anew, from the same commit. */
export function deployAgain(books: Books, instance: Instance): Deployment | undefined {
  const last = books.deploymentsOf(instance).find(({ status }) => status !== 'REMOVED' && status !== 'FAILED');
  return last && begin(books, instance, last, 'redeploy');
}

/** The image of then with the variables of then, which become those of the service again. */
export function rollBack(books: Books, to: Deployment): Deployment {
  if (!canRollback(books, to)) throw new Refusal('This deployment can not be rolled back to: its image is no longer available');
  const instance = books.instance(to.service, to.environment);
  refuseSuspended(books, to.project);
  instance.variables = { ...to.variables };
  const made = begin(books, instance, to, 'rollback');
  made.settings = structuredClone(to.settings);
  return made;
}

export function canRollback(books: Books, one: Deployment): boolean {
  const instance = books.state.instances.find(({ service, environment }) => service === one.service && environment === one.environment);
  if (!one.built || !instance || books.current(instance)?.id === one.id || isUnderWay(one)) return false;
  const keptMs = limitsOf(books.workspaceOf(one.project)).imageHours * 3_600_000;
  return one.removed === undefined || books.ms() - Date.parse(one.removed) < keptMs;
}

export function setStatus(books: Books, one: Deployment, status: DeploymentStatus): void {
  one.status = status;
  one.changed = books.now();
  if (status === 'REMOVED') {
    one.removed ??= books.now();
    one.upstreams = [];
  }
  books.changed();
}

export function say(books: Books, one: Deployment, of: 'build' | 'run', text: string, severity: 'info' | 'error' = 'info'): void {
  one.lines.push({ at: books.now(), of, text, severity });
}

/** Of its trigger, else of its newest deployment, else what GitHub calls the first one. */
export function branchOf(books: Books, instance: Instance): string {
  const trigger = books.state.triggers.find((one) => one.service === instance.service && one.environment === instance.environment);
  return trigger?.branch ?? books.deploymentsOf(instance)[0]?.branch ?? 'main';
}

export function refuseUnopened({ state, tools }: Books, repository: string): void {
  if (!state.opened.includes(repository) || !tools.hosting.repositories().includes(repository))
    throw new Refusal('User does not have access to the repo');
}

export function refuseSuspended(books: Books, project: string): void {
  const { suspended } = books.workspaceOf(project);
  if (suspended !== undefined) throw new Refusal(suspended);
}
