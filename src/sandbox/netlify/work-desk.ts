/** What Netlify wants built and run on this machine, and what it makes of what became of it. Functions are played by `next start`. */
import type { Desk, HostingEvent, WantedDeployment } from '../hosting/desk.ts';
import { branchHost, isNewestOfBranch, permalink, siteHost } from './addresses.ts';
import type { Books } from './books.ts';
import { fail, publish, pushed, say, setState } from './deploying.ts';
import type { Deploy } from './model.ts';

/** Builds of earlier production deploys that are kept for a rollback; older ones are built again. */
const kept = 5;

/** @param books asked each time: a restored world has other ones */
export function netlifyDesk(books: () => Books): Desk {
  return {
    wanted: () => {
      const now = books();
      return now.state.sites.flatMap((site) => {
        const all = now.deploysOf(site);
        const old = all.filter((one) => isOld(now, one)).slice(0, kept);
        return all.filter((one) => isUsed(now, one) || old.includes(one)).map((one) => wantedOf(now, one));
      });
    },
    report: (event) => {
      const now = books();
      const one = now.state.deploys.find(({ id }) => id === event.deployment);
      if (one && one.state !== 'error') told(now, one, event);
    },
    pushed: ({ repository, branch, commit }) => pushed(books(), repository, branch, commit),
  };
}

function isUnderWay({ state }: Deploy): boolean {
  return state === 'enqueued' || state === 'building';
}

/** Being built, or visitors of the site or of a branch see it, or are about to. */
function isUsed(books: Books, one: Deploy): boolean {
  if (one.state !== 'ready') return isUnderWay(one);
  const { published, moving } = books.siteOf(one);
  return one.context === 'production' ? one.id === published || one.id === moving : isNewestOfBranch(books, one);
}

function isOld(books: Books, one: Deploy): boolean {
  return one.context === 'production' && one.state === 'ready' && !isUsed(books, one);
}

function wantedOf(books: Books, one: Deploy): WantedDeployment {
  const site = books.siteOf(one);
  const { base, dir, cmd } = one.settings;
  const production = one.context === 'production';
  const resting = site.disabled || books.isPaused(books.accountOf(site));
  return {
    id: one.id,
    // Deploys of a branch follow each other; they never take the place of production.
    service: production ? site.id : `${site.id}:${one.branch}`,
    name: production ? site.name : `${site.name} (${one.branch})`,
    repository: one.repository,
    commit: one.commit,
    root: base,
    buildCommand: cmd || undefined,
    preDeployCommand: undefined,
    startCommand: starting(dir),
    variables: { ...one.$variables, ...readOnly(books, one) },
    instances: 1,
    restart: { policy: 'always', retries: 10 },
    health: undefined,
    web: true,
    memoryMb: undefined,
    state: isUsed(books, one) && !resting ? 'run' : 'stopped',
    attempt: one.attempt,
  };
}

/** https://docs.netlify.com/build/configure-builds/environment-variables/#read-only-variables */
function readOnly(books: Books, one: Deploy): Record<string, string> {
  const site = books.siteOf(one);
  const before = books.deploysOf(site).find(({ order, branch, state }) => order < one.order && branch === one.branch && state === 'ready');
  const production = one.context === 'production';
  return {
    NETLIFY: 'true',
    CI: 'true',
    CONTEXT: one.context,
    BRANCH: one.branch,
    HEAD: one.branch,
    COMMIT_REF: one.commit,
    CACHED_COMMIT_REF: before?.commit ?? one.commit,
    PULL_REQUEST: 'false',
    REPOSITORY_URL: `https://github.com/${one.repository}`,
    URL: `https://${site.primary ?? siteHost(site)}`,
    DEPLOY_URL: `https://${permalink(site, one)}`,
    DEPLOY_PRIME_URL: `https://${production ? siteHost(site) : branchHost(site, one.branch)}`,
    BUILD_ID: one.build,
    DEPLOY_ID: one.id,
    SITE_NAME: site.name,
    SITE_ID: site.id,
  };
}

/** Where `.next` is, Next.js serves it; in that folder, seen from the base directory. */
function starting(dir: string): string {
  if (!/(^|\/)\.next\/?$/.test(dir)) return 'npm start';
  const folder = dir.replace(/\/?\.next\/?$/, '');
  return folder === '' ? startNext : `cd "${folder}" && ${startNext}`;
}

/** Without npm in between, so that signals reach it. */
const startNext = `exec node "$(node -p "require.resolve('next/dist/bin/next')")" start -H 127.0.0.1 -p "$PORT"`;

function told(books: Books, one: Deploy, event: HostingEvent): void {
  if (event.what === 'building') {
    say(books, one, `Preparing Git Reference refs/heads/${one.branch} of ${one.repository} (${one.commit.slice(0, 7)})`);
    setState(books, one, 'building');
  } else if (event.what === 'built') {
    say(books, one, `(build.command completed in ${Math.max(1, Math.round(event.ms / 1000))}s)`);
    books.changed();
  } else if (event.what === 'build-failed') fail(books, one, failed(event));
  else if (event.what === 'starting') say(books, one, "Starting to deploy site from '.next'");
  else toldOfRun(books, one, event);
}

/** In the words of Netlify: which stage it was, then what it said. */
function failed({ why, message }: Extract<HostingEvent, { what: 'build-failed' }>): string {
  const stage = why === 'repository' || why === 'commit' ? 'preparing repo' : why === 'root' ? 'resolving config' : 'building site';
  return `Failed during stage '${stage}': ${message}`;
}

function toldOfRun(books: Books, one: Deploy, event: HostingEvent): void {
  if (event.what === 'live') live(books, one, event.upstreams);
  else if (event.what === 'start-failed') notUp(books, one, event.message);
  else if (event.what === 'stopped' || event.what === 'crashed') {
    one.upstreams = [];
    books.changed();
  }
}

/** A function that cannot start answers every visitor with an error; here the deploy says so at once. */
function notUp(books: Books, one: Deploy, message: string): void {
  const site = books.siteOf(one);
  if (site.moving === one.id) site.moving = undefined;
  if (one.state !== 'ready') fail(books, one, `Failed during stage 'deploying site': ${message}`);
  else say(books, one, `Error: ${message}`, true);
  books.changed();
}

function live(books: Books, one: Deploy, upstreams: readonly string[]): void {
  const site = books.siteOf(one);
  one.upstreams = [...upstreams];
  if (one.state !== 'ready') {
    say(books, one, 'Site is live ✨');
    setState(books, one, 'ready');
  }
  if (site.moving === one.id) publish(books, site, one);
  books.changed();
}
