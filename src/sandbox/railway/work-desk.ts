/** What Railway wants built and run on this machine, and what it makes of what became of it. */
import type { Desk, HostingEvent, Push, WantedDeployment } from '../hosting/desk.ts';
import type { Books } from './books.ts';
import { begin, isUnderWay, say, setStatus } from './deploying.ts';
import type { Deployment, Settings } from './model.ts';

/** @param books asked each time: a restored world has other ones */
export function railwayDesk(books: () => Books): Desk {
  return {
    wanted: () => {
      const now = books();
      return now.state.deployments.filter((one) => isWanted(one)).map((one) => wantedOf(now, one));
    },
    report: (event) => {
      const now = books();
      const one = now.state.deployments.find(({ id }) => id === event.deployment);
      if (one && one.status !== 'REMOVED') told(now, one, event);
    },
    pushed: (push) => pushed(books(), push),
  };
}

function isWanted(one: Deployment): boolean {
  return isUnderWay(one) || one.status === 'SUCCESS';
}

function wantedOf(books: Books, one: Deployment): WantedDeployment {
  const { settings, id, service, repository, commit, attempt } = one;
  const suspended = books.workspaceOf(one.project).suspended !== undefined;
  const { healthcheckPath: path, healthcheckTimeout } = settings;
  return {
    id,
    service,
    name: books.service(service).name,
    repository,
    commit,
    root: (settings.rootDirectory ?? '').replace(/^\/+|\/+$/g, ''),
    // What Railpack does with a package.json: https://railpack.com/languages/node
    buildCommand: settings.buildCommand ?? 'npm run build --if-present',
    preDeployCommand: settings.preDeployCommand?.join(' && ') || undefined,
    startCommand: settings.startCommand ?? 'npm run start',
    variables: variablesOf(books, one),
    instances: replicasOf(settings),
    restart: { policy: policies[settings.restartPolicyType], retries: settings.restartPolicyMaxRetries },
    health: path ? { path, timeoutSeconds: healthcheckTimeout ?? 300 } : undefined,
    web: path !== null || hasName(books, one),
    memoryMb: settings.memoryGB === null ? undefined : Math.round(settings.memoryGB * 1024),
    state: one.stopped || suspended ? 'stopped' : 'run',
    attempt,
  };
}

const policies = { ALWAYS: 'always', ON_FAILURE: 'on-failure', NEVER: 'never' } as const;

export function replicasOf({ regions }: Settings): number {
  return Object.values(regions ?? {}).reduce((sum, { numReplicas }) => sum + numReplicas, 0) || 1;
}

/** Visitors reach it by a name. */
function hasName({ state }: Books, { service, environment }: Deployment): boolean {
  return [...state.domains, ...state.serviceDomains].some((one) => one.service === service && one.environment === environment);
}

/** https://docs.railway.com/reference/variables#railway-provided-variables; NODE_ENV comes from Railpack. */
function variablesOf(books: Books, one: Deployment): Record<string, string> {
  const { state } = books;
  const project = books.project(one.project);
  const service = books.service(one.service);
  const [owner = '', repository = ''] = one.repository.split('/');
  const volume = state.volumes.find((other) => other.service === one.service && other.environment === one.environment);
  const name = [...state.domains, ...state.serviceDomains].find(
    (other) => other.service === one.service && other.environment === one.environment,
  );
  return {
    NODE_ENV: 'production',
    ...one.variables,
    RAILWAY_PROJECT_ID: project.id,
    RAILWAY_PROJECT_NAME: project.name,
    RAILWAY_ENVIRONMENT_ID: one.environment,
    RAILWAY_ENVIRONMENT_NAME: project.environments.find(({ id }) => id === one.environment)?.name ?? '',
    RAILWAY_SERVICE_ID: service.id,
    RAILWAY_SERVICE_NAME: service.name,
    RAILWAY_DEPLOYMENT_ID: one.id,
    RAILWAY_PRIVATE_DOMAIN: `${service.name}.railway.internal`,
    RAILWAY_GIT_COMMIT_SHA: one.commit,
    RAILWAY_GIT_BRANCH: one.branch,
    RAILWAY_GIT_REPO_OWNER: owner,
    RAILWAY_GIT_REPO_NAME: repository,
    ...(name ? { RAILWAY_PUBLIC_DOMAIN: name.domain } : {}),
    ...(volume ? { RAILWAY_VOLUME_NAME: volume.name, RAILWAY_VOLUME_MOUNT_PATH: volume.mountPath } : {}),
  };
}

function told(books: Books, one: Deployment, event: HostingEvent): void {
  if (event.what === 'live') live(books, one, event.upstreams);
  else if (event.what === 'building' || event.what === 'built' || event.what === 'build-failed') toldOfBuild(books, one, event);
  else toldOfRun(books, one, event);
}

function toldOfBuild(books: Books, one: Deployment, event: HostingEvent): void {
  if (event.what === 'building') {
    say(books, one, 'build', `using build driver railpack, commit ${one.commit.slice(0, 7)}`);
    setStatus(books, one, 'BUILDING');
  } else if (event.what === 'built') {
    one.built = true;
    say(books, one, 'build', `Build time: ${(event.ms / 1000).toFixed(2)} seconds`);
    setStatus(books, one, 'DEPLOYING');
  } else if (event.what === 'build-failed') {
    say(books, one, 'build', event.message, 'error');
    setStatus(books, one, 'FAILED');
  }
}

function toldOfRun(books: Books, one: Deployment, event: HostingEvent): void {
  if (event.what === 'starting') {
    say(books, one, 'run', 'Starting Container');
    setStatus(books, one, 'DEPLOYING');
  } else if (event.what === 'start-failed') {
    say(books, one, event.why === 'unhealthy' ? 'build' : 'run', event.message, 'error');
    if (event.why === 'unhealthy') say(books, one, 'build', '1/1 replicas never became healthy!', 'error');
    setStatus(books, one, event.why === 'exited' ? 'CRASHED' : 'FAILED');
  } else if (event.what === 'restarted') {
    say(books, one, 'run', `Restarting Container (exit code ${event.code ?? 'none'}), restart ${event.restarts}`);
    books.changed();
  } else if (event.what === 'crashed') {
    say(books, one, 'run', `Container exited with code ${event.code ?? 'none'} after ${event.restarts} restarts`, 'error');
    one.upstreams = [];
    setStatus(books, one, 'CRASHED');
  } else if (event.what === 'stopped') {
    say(books, one, 'run', 'Stopping Container');
    one.upstreams = [];
    books.changed();
  }
}

/** The one before it goes. */
function live(books: Books, one: Deployment, upstreams: readonly string[]): void {
  one.upstreams = [...upstreams];
  setStatus(books, one, 'SUCCESS');
  for (const other of books.deploymentsOf(one))
    if (other.order < one.order && (other.status === 'SUCCESS' || other.status === 'CRASHED')) setStatus(books, other, 'REMOVED');
}

/** Deploys what follows that branch, once. */
function pushed(books: Books, { repository, branch, commit }: Push): void {
  const { triggers, opened } = books.state;
  if (!opened.includes(repository)) return;
  for (const trigger of triggers.filter((one) => one.repository === repository && one.branch === branch)) {
    const instance = books.instance(trigger.service, trigger.environment);
    const known = books.deploymentsOf(instance)[0]?.commit === commit;
    if (!known && books.workspaceOf(trigger.project).suspended === undefined) begin(books, instance, { repository, branch, commit });
  }
}
