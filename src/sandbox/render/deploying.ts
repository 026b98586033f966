/** Deploys: begun by an order, a push or a person; what becomes of them is told by the desk. https://render.com/docs/deploys */
import type { Books } from './books.ts';
import type { Deploy, Service, Status, Trigger } from './model.ts';
import { keptBuilds } from './plans.ts';
import { bad } from './refusal.ts';
import { refuseSuspended, refuseUnreadable, repositoryIn } from './services.ts';

interface Order {
  /** Empty: the branch has none yet. */
  commit: string;
  trigger: Trigger;
  /** How long it waits for a machine, milliseconds. */
  waitMs?: number;
  /** A build that is used again, with the commands and variables of then. */
  again?: Deploy;
}

const underWay: readonly Status[] = ['created', 'build_in_progress', 'pre_deploy_in_progress', 'update_in_progress'];

export function isUnderWay({ status }: Pick<Deploy, 'status'>): boolean {
  return underWay.includes(status);
}

/** One that is still being built gives way to it. */
export function begin(books: Books, service: Service, { commit, trigger, waitMs = 0, again }: Order): Deploy {
  refuseSuspended(service);
  const repository = repositoryIn(service.repo) ?? '';
  const about = commit === '' ? undefined : books.tools.hosting.commit(repository, commit);
  if (commit !== '' && !about) throw bad(`commit ${commit} not found in ${service.repo}`);
  for (const one of books.deploysOf(service)) if (isUnderWay(one)) cancel(books, one);
  const createdAt = later(books, service);
  const made: Deploy = {
    id: books.id('dep'),
    service: service.id,
    order: books.state.deploys.reduce((most, { order }) => Math.max(most, order), 0) + 1,
    status: 'created',
    trigger,
    repository,
    commit,
    message: about?.message ?? '',
    createdAt,
    startedAt: undefined,
    finishedAt: undefined,
    updatedAt: createdAt,
    settings: structuredClone(again?.settings ?? service.settings),
    $variables: { ...(again?.$variables ?? service.variables) },
    served: false,
    due: waitMs > 0 ? books.ms() + waitMs : 0,
    attempt: 0,
    upstreams: [],
    lines: [],
  };
  books.state.deploys.push(made);
  goOn(books);
  books.changed();
  return made;
}

/** Two in one millisecond must not change places in a list that is sorted by time. */
function later(books: Books, service: Service): string {
  const before = Date.parse(books.deploysOf(service)[0]?.createdAt ?? '') || 0;
  return new Date(Math.max(books.ms(), before + 1)).toISOString();
}

/** A machine is free for those that waited long enough; there is nothing to build where there is no commit. */
export function goOn(books: Books): void {
  for (const one of books.state.deploys) {
    if (one.status !== 'created') continue;
    if (one.due > 0 && books.ms() >= one.due) {
      one.due = 0;
      books.changed();
    }
    if (one.due === 0 && one.commit === '') fail(books, one, 'build_failed', 'There is no commit on that branch yet');
  }
}

/** Of the branch that it follows; empty where there is none. */
export function newestCommit({ tools }: Books, { repo, branch }: Service): string {
  return tools.hosting.head(repositoryIn(repo) ?? '', branch) ?? '';
}

export function deployCommit(books: Books, service: Service, commit: string | undefined, trigger: Trigger = 'api'): Deploy {
  refuseUnreadable(books, service.repo);
  const wanted = commit ?? newestCommit(books, service);
  if (wanted === '') throw bad(`branch ${service.branch} not found in ${service.repo}`);
  return begin(books, service, { commit: wanted, trigger });
}

export function rollBack(books: Books, service: Service, to: Deploy): Deploy {
  if (!canRollBack(books, service, to)) throw bad(`the build of deploy ${to.id} is not available any more, or it never was live`);
  return begin(books, service, { commit: to.commit, trigger: 'rollback', again: to });
}

export function canRollBack(books: Books, service: Service, to: Deploy): boolean {
  return to.status !== 'live' && keptFor(books, service).includes(to);
}

/** Deploys whose builds are kept, newest first. */
export function keptFor(books: Books, service: Pick<Service, 'id'>): Deploy[] {
  return books
    .deploysOf(service)
    .filter(({ served }) => served)
    .slice(0, keptBuilds);
}

export function cancelOrder(books: Books, one: Deploy): void {
  if (!isUnderWay(one)) throw bad(`deploy ${one.id} is not in progress`);
  cancel(books, one);
}

function cancel(books: Books, one: Deploy): void {
  say(one, books, 'build', '==> Deploy canceled');
  setStatus(books, one, 'canceled');
}

export function setStatus(books: Books, one: Deploy, status: Status): void {
  const now = books.now();
  one.status = status;
  one.updatedAt = now;
  if (status === 'build_in_progress') one.startedAt = now;
  if (status === 'live') one.served = true;
  if (!isUnderWay(one)) one.finishedAt ??= now;
  if (status !== 'live') one.upstreams = [];
  books.changed();
}

export function fail(books: Books, one: Deploy, status: 'build_failed' | 'pre_deploy_failed' | 'update_failed', message: string): void {
  say(one, books, status === 'update_failed' ? 'app' : 'build', `==> ${message}`, 'error');
  setStatus(books, one, status);
}

export function say(one: Deploy, books: Books, of: 'build' | 'app', text: string, level: 'info' | 'error' = 'info'): void {
  one.lines.push({ at: books.now(), of, text, level });
}

/** Deploys services that follow that branch, once. https://render.com/docs/deploys#skipping-an-auto-deploy */
export function pushed(books: Books, repository: string, branch: string, commit: string): void {
  if (!books.state.opened.includes(repository)) return;
  const message = books.tools.hosting.commit(repository, commit)?.message ?? '';
  if (/\[(?:(?:skip (?:render|deploy|cd))|(?:(?:render|deploy|cd) skip))\]/i.test(message)) return;
  for (const service of books.state.services) {
    if (!service.autoDeploy || service.suspenders.length > 0) continue;
    if (repositoryIn(service.repo) !== repository || service.branch !== branch) continue;
    if (books.deploysOf(service)[0]?.commit !== commit) begin(books, service, { commit, trigger: 'new_commit' });
  }
}
