/** What Vercel wants built and run on this machine, and what it makes of what became of it. Functions are played by `next start`. */
import type { Desk, HostingEvent, WantedDeployment } from '../hosting/desk.ts';
import { branchHost, isNewestOfBranch, productionHosts } from './addresses.ts';
import type { Books } from './books.ts';
import { fail, land, pushed, say, setState } from './deploying.ts';
import type { Deployment } from './model.ts';

/** Builds of earlier production deployments that are kept for a rollback; older ones are built again. */
const kept = 5;

/** @param books asked each time: a restored world has other ones */
export function vercelDesk(books: () => Books): Desk {
  return {
    wanted: () => {
      const now = books();
      return now.state.projects.flatMap((project) => {
        const all = now.deploymentsOf(project);
        const old = all.filter((one) => isOld(now, one)).slice(0, kept);
        return all.filter((one) => isUsed(now, one) || old.includes(one)).map((one) => wantedOf(now, one));
      });
    },
    report: (event) => {
      const now = books();
      const one = now.state.deployments.find(({ id }) => id === event.deployment);
      if (one && one.state !== 'CANCELED') told(now, one, event);
    },
    pushed: ({ repository, branch, commit }) => pushed(books(), repository, branch, commit),
  };
}

function isUnderWay({ state }: Deployment): boolean {
  return state === 'QUEUED' || state === 'BUILDING';
}

/** Being built, or the domains or the address of a branch lead to it, or are about to. */
function isUsed(books: Books, one: Deployment): boolean {
  return isUnderWay(one) || runs(books, one);
}

function runs(books: Books, one: Deployment): boolean {
  const { current, moving } = books.projectOf(one);
  if (one.state !== 'READY') return isUnderWay(one) && !one.staged;
  if (one.production) return one.id === current || one.id === moving?.to;
  return isNewestOfBranch(books, one);
}

function isOld(books: Books, one: Deployment): boolean {
  return one.production && one.state === 'READY' && !isUsed(books, one);
}

function wantedOf(books: Books, one: Deployment): WantedDeployment {
  const project = books.projectOf(one);
  const { settings } = one;
  const isNext = settings.framework === 'nextjs';
  return {
    id: one.id,
    // Previews of a branch follow each other; they never take the place of production.
    service: one.production ? project.id : `${project.id}:${one.branch}`,
    name: one.production ? project.name : `${project.name} (${one.branch})`,
    repository: one.repository,
    commit: one.commit,
    root: settings.rootDirectory ?? '',
    buildCommand: settings.buildCommand ?? 'npm run build --if-present',
    preDeployCommand: undefined,
    startCommand: isNext ? startNext : 'npm start',
    variables: { ...one.$variables, ...systemVariables(books, one) },
    instances: 1,
    restart: { policy: 'always', retries: 10 },
    health: undefined,
    web: true,
    memoryMb: undefined,
    state: runs(books, one) && !project.paused ? 'run' : 'stopped',
    attempt: one.attempt,
  };
}

/** https://vercel.com/docs/environment-variables/system-environment-variables */
function systemVariables(books: Books, one: Deployment): Record<string, string> {
  const project = books.projectOf(one);
  const [owner = '', slug = ''] = one.repository.split('/');
  const domains = books.state.domains.filter(({ project: of, redirect }) => of === project.id && redirect === null);
  const before = books
    .deploymentsOf(project)
    .find(({ order, branch, state }) => order < one.order && branch === one.branch && state === 'READY');
  const [bypass] = project.bypass;
  return {
    VERCEL: '1',
    VERCEL_ENV: one.production ? 'production' : 'preview',
    VERCEL_TARGET_ENV: one.production ? 'production' : 'preview',
    VERCEL_URL: one.url,
    VERCEL_BRANCH_URL: branchHost(books, project, one.branch),
    // The shortest custom domain, where there is one.
    VERCEL_PROJECT_PRODUCTION_URL:
      [...domains.map(({ name }) => name).sort((a, b) => a.length - b.length), ...productionHosts(books, project)][0] ?? '',
    VERCEL_REGION: project.regions[0] ?? 'iad1',
    VERCEL_DEPLOYMENT_ID: one.id,
    VERCEL_PROJECT_ID: project.id,
    VERCEL_GIT_PROVIDER: 'github',
    VERCEL_GIT_REPO_OWNER: owner,
    VERCEL_GIT_REPO_SLUG: slug,
    VERCEL_GIT_REPO_ID: String(project.link?.repoId ?? ''),
    VERCEL_GIT_COMMIT_REF: one.branch,
    VERCEL_GIT_COMMIT_SHA: one.commit,
    VERCEL_GIT_COMMIT_MESSAGE: one.message,
    VERCEL_GIT_COMMIT_AUTHOR_NAME: one.author,
    VERCEL_GIT_PREVIOUS_SHA: before?.commit ?? '',
    ...(bypass ? { VERCEL_AUTOMATION_BYPASS_SECRET: bypass.$secret } : {}),
  };
}

/** Without npm in between, so that signals reach it. */
const startNext = `exec node "$(node -p "require.resolve('next/dist/bin/next')")" start -H 127.0.0.1 -p "$PORT"`;

const codes = {
  repository: 'GITHUB_REPOSITORY_UNREADABLE',
  commit: 'GIT_COMMIT_NOT_FOUND',
  root: 'ROOT_DIRECTORY_NOT_FOUND',
  install: 'BUILD_UTILS_SPAWN_1',
  build: 'BUILD_UTILS_SPAWN_1',
  'pre-deploy': 'BUILD_UTILS_SPAWN_1',
} as const;

function told(books: Books, one: Deployment, event: HostingEvent): void {
  if (event.what === 'building') {
    say(books, one, `Cloning github.com/${one.repository} (Branch: ${one.branch}, Commit: ${one.commit.slice(0, 7)})`);
    setState(books, one, 'BUILDING');
  } else if (event.what === 'built') {
    say(books, one, `Build Completed in ${Math.max(1, Math.round(event.ms / 1000))}s`);
    if (one.staged) setState(books, one, 'READY');
    books.changed();
  } else if (event.what === 'build-failed') fail(books, one, codes[event.why], event.message);
  else if (event.what === 'starting') say(books, one, 'Deploying outputs...');
  else toldOfRun(books, one, event);
}

function toldOfRun(books: Books, one: Deployment, event: HostingEvent): void {
  if (event.what === 'live') live(books, one, event.upstreams);
  else if (event.what === 'start-failed') notUp(books, one, event.message);
  else if (event.what === 'stopped' || event.what === 'crashed') {
    one.upstreams = [];
    books.changed();
  }
}

/** A function that cannot start answers every visitor with an error; here the deployment says so at once. */
function notUp(books: Books, one: Deployment, message: string): void {
  const project = books.projectOf(one);
  if (project.moving?.to === one.id) project.moving = undefined;
  if (one.state !== 'READY') fail(books, one, 'FUNCTION_INVOCATION_FAILED', message);
  else say(books, one, `Error: ${message}`, true);
  books.changed();
}

function live(books: Books, one: Deployment, upstreams: readonly string[]): void {
  const project = books.projectOf(one);
  one.upstreams = [...upstreams];
  if (one.state !== 'READY') {
    say(books, one, 'Deployment completed');
    setState(books, one, 'READY');
  }
  if (project.moving?.to === one.id) land(books, project);
  books.changed();
}
