/** Deployments: begun by a change, an order, a push or a person; what becomes of them is told by the desk. */
import { createHash } from 'node:crypto';
import type { DoSpec } from '../../vendors/digitalocean-types.ts';
import type { Books } from './books.ts';
import type { App, Deployment, Line, Phase } from './model.ts';
import { bad, unreadable } from './refusal.ts';
import { keptDeployments } from './sizes.ts';
import { mainOf, opened } from './spec.ts';

interface Order {
  commit: string;
  cause: string;
  /** For a machine that is free. */
  waits?: boolean;
  /** What was built is used again. */
  again?: Deployment;
}

const underWay: readonly Phase[] = ['PENDING_BUILD', 'BUILDING', 'PENDING_DEPLOY', 'DEPLOYING'];

export function isUnderWay({ phase }: Pick<Deployment, 'phase'>): boolean {
  return underWay.includes(phase);
}

export function isArchived({ maintenance }: DoSpec): boolean {
  return maintenance?.archive === true;
}

/** One that is still on its way gives way to it. */
export function begin(books: Books, app: App, { commit, cause, waits = false, again }: Order): Deployment {
  for (const one of books.deploymentsOf(app)) if (isUnderWay(one)) setPhase(books, one, 'CANCELED');
  const createdAt = later(books, app);
  const found = mainOf(app.spec);
  const made: Deployment = {
    id: books.tools.random.uuid(),
    app: app.id,
    order: books.state.deployments.reduce((most, { order }) => Math.max(most, order), 0) + 1,
    phase: 'PENDING_BUILD',
    phaseAt: createdAt,
    cause,
    createdAt,
    updatedAt: createdAt,
    repository: found?.main.github?.repo ?? found?.main.git?.repo_clone_url?.replace(/^https:\/\/github\.com\/|\.git$/g, '') ?? '',
    commit,
    spec: structuredClone(again?.spec ?? app.spec),
    $variables: again ? { ...again.$variables } : found ? opened(app, found.main, commit) : {},
    served: false,
    due: waits && books.tools.pendingMs > 0 ? books.ms() + books.tools.pendingMs : 0,
    attempt: 0,
    upstreams: [],
    trouble: '',
    down: false,
    lines: [],
  };
  books.state.deployments.push(made);
  // Nothing of what is archived runs: there is nothing to wait for.
  if (isArchived(made.spec)) takeOver(books, made);
  books.changed();
  return made;
}

/** Two in one millisecond must not change places in a list that is sorted by time. */
function later(books: Books, app: App): string {
  const before = Date.parse(books.deploymentsOf(app)[0]?.createdAt ?? '') || 0;
  return new Date(Math.max(books.ms(), before + 1)).toISOString();
}

/** A machine is free for those that waited long enough. */
export function goOn(books: Books): void {
  for (const one of books.state.deployments) {
    if (one.phase !== 'PENDING_BUILD' || one.due === 0 || books.ms() < one.due) continue;
    one.due = 0;
    books.changed();
  }
}

/** Of the branch that it follows. @throws Refusal */
export function newestCommit({ tools, state }: Books, { spec }: App): string {
  const { github, git } = mainOf(spec)?.main ?? {};
  // Public ones are not of this world: each has one commit, by which it is known.
  if (!github && git)
    return createHash('sha1')
      .update(git.repo_clone_url ?? '')
      .digest('hex');
  const { repo = '', branch = '' } = github ?? {};
  if (!state.opened.some((one) => one.toLowerCase() === repo.toLowerCase())) throw unreadable(repo);
  const head = tools.hosting.head(repo, branch);
  if (head === undefined) throw bad(`branch ${branch} not found in ${repo}`);
  return head;
}

export function refuseHeld(app: App): void {
  if (app.pinned) throw bad('the app is pinned to a rollback deployment: commit or revert the rollback first');
}

/** Deployments that can be gone back to, newest first. */
export function keptFor(books: Books, app: App): Deployment[] {
  return books
    .deploymentsOf(app)
    .filter(({ served, phase }) => served && phase === 'SUPERSEDED')
    .slice(0, keptDeployments);
}

export function setPhase(books: Books, one: Deployment, phase: Phase): void {
  const now = books.now();
  if (one.phase !== phase) one.phaseAt = now;
  one.phase = phase;
  one.updatedAt = now;
  if (phase !== 'ACTIVE') one.upstreams = [];
  books.changed();
}

export function goLive(books: Books, one: Deployment, upstreams: readonly string[]): void {
  takeOver(books, one);
  one.served = true;
  one.down = false;
  one.upstreams = [...upstreams];
  books.app(one.app).named = true;
}

/** The one before it goes. */
function takeOver(books: Books, one: Deployment): void {
  const app = books.app(one.app);
  setPhase(books, one, 'ACTIVE');
  for (const other of books.deploymentsOf(app))
    if (other.order < one.order && other.phase === 'ACTIVE') setPhase(books, other, 'SUPERSEDED');
}

export function fail(books: Books, one: Deployment, of: Line['of'], message: string): void {
  say(books, one, of, message);
  one.trouble = message;
  setPhase(books, one, 'ERROR');
}

export function say(books: Books, one: Deployment, of: Line['of'], text: string): void {
  one.lines.push({ at: books.now(), of, text });
  books.changed();
}

/** Deploys apps that follow that branch, once. */
export function pushed(books: Books, repository: string, branch: string, commit: string): void {
  if (!books.state.opened.includes(repository)) return;
  for (const app of books.state.apps) {
    const { github } = mainOf(app.spec)?.main ?? {};
    if (!github?.deploy_on_push || app.pinned || isArchived(app.spec)) continue;
    if (github.repo?.toLowerCase() !== repository.toLowerCase() || github.branch !== branch) continue;
    if (books.deploymentsOf(app)[0]?.commit === commit) continue;
    begin(books, app, { commit, cause: `commit ${commit.slice(0, 7)} pushed to github.com/${repository}/tree/${branch}` });
  }
}
