/** How a deploy begins, which state it comes to, and when it is published. https://docs.netlify.com/deploy/manage-deploys/manage-deploys-overview/ */
import { type Books, digest } from './books.ts';
import type { Deploy, Site, State } from './model.ts';
import { variablesFor } from './variables.ts';

/** What publishing a production deploy costs. https://www.netlify.com/pricing */
const deployCredits = 15;

export interface Order {
  branch: string;
  commit: string;
  title: string | undefined;
}

/** In the queue; the runner does the rest. */
export function begin(books: Books, site: Site, { branch, commit, title }: Order): Deploy {
  const repository = site.repo?.path ?? '';
  const about = books.tools.hosting.commit(repository, commit);
  const context = branch === site.repo?.branch ? 'production' : 'branch-deploy';
  books.state.count += 1;
  const id = books.id();
  const made: Deploy = {
    id,
    site: site.id,
    build: digest(`build ${id}`).slice(0, 24),
    order: books.state.count,
    context,
    state: 'enqueued',
    repository,
    branch,
    commit,
    message: about?.message ?? '',
    author: about?.author ?? '',
    title: title ?? about?.message ?? '',
    // Two in one millisecond must not change places in a list that is sorted by time.
    createdAt: Math.max(books.ms(), (books.deploysOf(site)[0]?.createdAt ?? 0) + 1),
    updatedAt: books.ms(),
    publishedAt: 0,
    error: undefined,
    skipped: false,
    locked: false,
    $variables: variablesFor(books, site, { context, branch }),
    settings: { base: site.base, packagePath: site.packagePath, dir: site.dir, cmd: site.cmd },
    attempt: 0,
    upstreams: [],
    log: [],
  };
  books.state.deploys.push(made);
  books.changed();
  return made;
}

export function setState(books: Books, one: Deploy, state: State): void {
  one.state = state;
  one.updatedAt = books.ms();
  if (state === 'ready' && one.context === 'production') publishBuilt(books, one);
  books.changed();
}

/** Unless publishing is stopped; an older one that is ready later does not take the place of a newer one. */
function publishBuilt(books: Books, one: Deploy): void {
  const site = books.siteOf(one);
  const current = books.published(site);
  if (current?.locked === true || (current !== undefined && current.order > one.order)) return;
  books.accountOf(site).credits.used += deployCredits;
  publish(books, site, one);
}

/** From now on visitors see it. Where publishing is stopped, it stays so. */
export function publish(books: Books, site: Site, one: Deploy): void {
  const before = books.published(site);
  site.published = one.id;
  if (site.moving === one.id) site.moving = undefined;
  one.publishedAt = books.ms();
  if (before?.locked === true && before !== one) [before.locked, one.locked] = [false, true];
  books.changed();
}

export function fail(books: Books, one: Deploy, message: string): void {
  one.error = message;
  say(books, one, `Error: ${message}`, true);
  setState(books, one, 'error');
}

export function say(books: Books, one: Deploy, text: string, error = false): void {
  one.log.push({ at: books.ms(), text, error });
}

/** Builds what was pushed: production from its branch, every other one that is allowed as a branch deploy. */
export function pushed(books: Books, repository: string, branch: string, commit: string): void {
  if (!books.state.opened.includes(repository)) return;
  for (const site of books.state.sites) {
    const { repo } = site;
    if (repo?.path !== repository || repo.stopped || site.disabled || books.isPaused(books.accountOf(site))) continue;
    if (branch !== repo.branch && repo.allowed.length > 0 && !repo.allowed.includes(branch)) continue;
    if (books.deploysOf(site).some((one) => one.branch === branch && one.commit === commit)) continue;
    begin(books, site, { branch, commit, title: undefined });
  }
}
