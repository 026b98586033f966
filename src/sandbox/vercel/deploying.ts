/** How a deployment begins and which state it comes to. https://vercel.com/docs/deployments/managing-deployments */

import { label } from './addresses.ts';
import { type Books, digest } from './books.ts';
import { repositoryOf } from './git.ts';
import { measuresOf } from './measures.ts';
import type { Deployment, Project, State } from './model.ts';
import { variablesFor } from './variables.ts';

export interface Order {
  production: boolean;
  branch: string;
  commit: string;
  source: Deployment['source'];
  repository: string;
  /** Instead of those of the project. */
  settings?: Partial<Deployment['settings']>;
}

/** Queued; the runner does the rest. It is called off at once where the project says that such a push is not built. */
export function begin(books: Books, project: Project, order: Order): Deployment {
  const { production, branch, commit, source, repository } = order;
  const about = books.tools.hosting.commit(repository, commit);
  const id = books.id('dpl');
  const settings = { ...settingsOf(project), ...order.settings };
  books.state.count += 1;
  const made: Deployment = {
    id,
    project: project.id,
    url: `${label(project.name)}-${digest(id).slice(0, 9)}-${books.slugOf(project.account)}.vercel.app`,
    order: books.state.count,
    production,
    state: 'QUEUED',
    staged: production && !project.autoAssign,
    repository,
    branch,
    commit,
    message: about?.message ?? '',
    author: about?.author ?? '',
    source,
    // Two in one millisecond must not change places in a list that is sorted by time.
    createdAt: Math.max(books.ms(), (books.deploymentsOf(project)[0]?.createdAt ?? 0) + 1),
    buildingAt: 0,
    readyAt: 0,
    error: undefined,
    reason: undefined,
    $variables: variablesFor(books, project, production ? 'production' : 'preview', branch),
    settings,
    measures: measuresOf(project),
    attempt: 0,
    upstreams: [],
    log: [],
  };
  books.state.deployments.push(made);
  if (isIgnored(settings.commandForIgnoringBuildStep, production))
    cancel(books, made, 'The Deployment has been canceled as a result of running the command defined in the "Ignored Build Step" setting.');
  books.changed();
  return made;
}

export function settingsOf(project: Project): Deployment['settings'] {
  const { framework, rootDirectory, buildCommand, installCommand, outputDirectory, commandForIgnoringBuildStep, nodeVersion } = project;
  return { framework, rootDirectory, buildCommand, installCommand, outputDirectory, commandForIgnoringBuildStep, nodeVersion };
}

/** The commands that Vercel's own form offers, and their opposites. Others are not run here: their deployments are built. */
function isIgnored(command: string | null, production: boolean): boolean {
  if (command === null) return false;
  const compared = /^\[+ "?\$VERCEL_ENV"? (=|==|!=) "?production"? \]+$/.exec(command.trim());
  if (compared) return (compared[1] === '!=') !== production;
  return /^exit 0$/.test(command.trim());
}

export function cancel(books: Books, one: Deployment, reason: string): void {
  one.reason = reason;
  say(books, one, reason);
  setState(books, one, 'CANCELED');
}

export function setState(books: Books, one: Deployment, state: State): void {
  one.state = state;
  if (state === 'BUILDING') one.buildingAt = books.ms();
  if (state === 'READY') one.readyAt = books.ms();
  if (state === 'READY' && !one.staged && one.production) assign(books, one);
  books.changed();
}

/** From now on the production domains lead to it; an older one that is ready later does not take them away from a newer one. */
function assign(books: Books, one: Deployment): void {
  const project = books.projectOf(one);
  const current = books.state.deployments.find(({ id }) => id === project.current);
  if (current && current.order > one.order) return;
  project.current = one.id;
}

/** The move that was ordered is done: the domains lead to it. */
export function land(books: Books, project: Project): void {
  const { moving } = project;
  if (!moving) return;
  project.current = moving.to;
  project.autoAssign = moving.type === 'promote';
  project.lastMove = moving;
  project.moving = undefined;
  const one = books.state.deployments.find(({ id }) => id === moving.to);
  if (one) one.staged = false;
  books.changed();
}

export function fail(books: Books, one: Deployment, code: string, message: string): void {
  one.error = { code, message };
  say(books, one, `Error: ${message}`, true);
  setState(books, one, 'ERROR');
}

export function say(books: Books, one: Deployment, text: string, error = false): void {
  one.log.push({ at: books.ms(), text, error });
}

/** Whether a push has to be built: nobody has done so yet. */
export function isNew(books: Books, project: Project, branch: string, commit: string): boolean {
  return !books.deploymentsOf(project).some((one) => one.branch === branch && one.commit === commit);
}

/** Deploys what was pushed: to production from its branch, as a preview from every other one. */
export function pushed(books: Books, repository: string, branch: string, commit: string): void {
  if (!books.state.opened.includes(repository)) return;
  for (const project of books.state.projects) {
    if (repositoryOf(project) !== repository || project.createDeployments === 'disabled' || project.paused) continue;
    if (!isNew(books, project, branch, commit)) continue;
    begin(books, project, { production: branch === project.link?.productionBranch, branch, commit, source: 'git', repository });
  }
}
