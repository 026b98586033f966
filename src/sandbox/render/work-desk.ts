/** What Render wants built and run on this machine, and what it makes of what became of it. */
import type { Desk, HostingEvent, WantedDeployment } from '../hosting/desk.ts';
import type { Books } from './books.ts';
import { fail, isUnderWay, keptFor, pushed, say, setStatus } from './deploying.ts';
import { zone } from './looking.ts';
import type { Deploy, Service } from './model.ts';
import { instances } from './plans.ts';
import { suspend } from './running.ts';

/** How long a rehearsal waits for a health path to answer, seconds. A real new deploy has 15 minutes: https://render.com/docs/health-checks */
const patience = 60;

/** @param books asked each time: a restored world has other ones */
export function renderDesk(books: () => Books): Desk {
  return {
    wanted: () => {
      const now = books();
      return now.state.services.flatMap((service) => {
        const kept = keptFor(now, service);
        return now
          .deploysOf(service)
          .filter((one) => (isUnderWay(one) && one.due === 0) || one.status === 'live' || kept.includes(one))
          .map((one) => wantedOf(service, one));
      });
    },
    report: (event) => {
      const now = books();
      const one = now.state.deploys.find(({ id }) => id === event.deployment);
      if (one && (isUnderWay(one) || one.status === 'live')) told(now, one, event);
    },
    pushed: ({ repository, branch, commit }) => pushed(books(), repository, branch, commit),
  };
}

function wantedOf(service: Service, one: Deploy): WantedDeployment {
  const { settings, id, repository, commit, attempt } = one;
  const web = service.type === 'web_service';
  return {
    id,
    service: service.id,
    name: service.name,
    repository,
    commit,
    root: settings.rootDir.replace(/^\/+|\/+$/g, ''),
    buildCommand: withoutInstall(settings.buildCommand),
    preDeployCommand: settings.preDeployCommand || undefined,
    startCommand: settings.startCommand,
    variables: { ...platform(service, one), ...one.$variables },
    instances: service.instances,
    restart: { policy: 'always', retries: 10 },
    health: web && settings.healthCheckPath ? { path: settings.healthCheckPath, timeoutSeconds: patience } : undefined,
    web,
    memoryMb: instances[settings.plan]?.memoryMb,
    state: isUnderWay(one) || one.status === 'live' ? 'run' : 'stopped',
    attempt,
    drainSeconds: settings.maxShutdownDelaySeconds,
  };
}

/** The runner of this sandbox has installed already, from the lock file. */
function withoutInstall(command: string): string | undefined {
  const rest = command.replace(/^\s*npm (?:ci|install|i)(?: -[\w=-]+)*\s*(?:&&\s*|$)/, '');
  return rest === '' ? undefined : rest;
}

/** https://render.com/docs/environment-variables */
function platform(service: Service, { repository, commit, settings }: Deploy): Record<string, string> {
  const web = service.type === 'web_service';
  const host = `${service.slug}.${zone}`;
  return {
    ...(settings.runtime === 'node' ? { NODE_ENV: 'production' } : {}),
    RENDER: 'true',
    IS_PULL_REQUEST: 'false',
    RENDER_SERVICE_ID: service.id,
    RENDER_SERVICE_NAME: service.name,
    RENDER_SERVICE_TYPE: web ? 'web' : service.type === 'private_service' ? 'pserv' : 'worker',
    RENDER_GIT_BRANCH: service.branch,
    RENDER_GIT_COMMIT: commit,
    RENDER_GIT_REPO_SLUG: repository,
    ...(web ? { RENDER_EXTERNAL_HOSTNAME: host, RENDER_EXTERNAL_URL: `https://${host}` } : {}),
  };
}

function told(books: Books, one: Deploy, event: HostingEvent): void {
  if (event.what === 'building' || event.what === 'built' || event.what === 'build-failed') toldOfBuild(books, one, event);
  else if (event.what === 'live') live(books, one, event.upstreams);
  else toldOfRun(books, one, event);
}

/** A build that does nothing but end in failure needs nobody to run it. */
const failing = /(?:^|&&|;)\s*exit ([1-9]\d*)\s*$/;

function toldOfBuild(books: Books, one: Deploy, event: HostingEvent): void {
  if (event.what === 'building') {
    say(one, books, 'build', `==> Cloning from https://github.com/${one.repository}`);
    say(one, books, 'build', `==> Checking out commit ${one.commit} in branch ${books.service(one.service).branch}`);
    say(one, books, 'build', `==> Running build command '${one.settings.buildCommand}'...`);
    setStatus(books, one, 'build_in_progress');
    const code = failing.exec(one.settings.buildCommand)?.[1];
    if (code !== undefined) fail(books, one, 'build_failed', `Build failed: exited with status ${code}`);
  } else if (event.what === 'built') {
    say(one, books, 'build', '==> Build successful');
    setStatus(books, one, one.settings.preDeployCommand ? 'pre_deploy_in_progress' : 'update_in_progress');
  } else if (event.what === 'build-failed') {
    say(one, books, 'build', event.message, 'error');
    if (event.why === 'pre-deploy') fail(books, one, 'pre_deploy_failed', 'Pre-deploy has failed');
    else fail(books, one, 'build_failed', 'Build failed');
  }
}

function toldOfRun(books: Books, one: Deploy, event: HostingEvent): void {
  if (event.what === 'starting') {
    say(one, books, 'app', '==> Deploying...');
    say(one, books, 'app', `==> Running '${one.settings.startCommand}'`);
    if (isUnderWay(one)) setStatus(books, one, 'update_in_progress');
  } else if (event.what === 'start-failed') {
    say(one, books, 'app', event.message, 'error');
    fail(books, one, 'update_failed', reasons[event.why]);
  } else if (event.what === 'restarted') {
    say(one, books, 'app', `==> Instance failed: exited with status ${event.code ?? 'none'}; restarting (${event.restarts})`, 'error');
    books.changed();
  } else if (event.what === 'crashed') crashed(books, one, event.code);
  else if (event.what === 'stopped') {
    one.upstreams = [];
    books.changed();
  }
}

const reasons = {
  exited: 'Application exited early',
  'no-port': 'Port scan timeout reached, no open ports detected',
  unhealthy: 'Timed out: the health check path never answered with 2xx or 3xx',
} as const;

/** Render restarts for ever, and suspends what does nothing but crash. */
export function crashed(books: Books, one: Deploy, code: number | null): void {
  say(one, books, 'app', `==> Instance failed: exited with status ${code ?? 'none'}`, 'error');
  if (one.status === 'live') suspend(books, books.service(one.service), 'stuck_crashlooping');
  else fail(books, one, 'update_failed', reasons.exited);
}

/** The one before it goes. */
function live(books: Books, one: Deploy, upstreams: readonly string[]): void {
  if (one.status !== 'live') say(one, books, 'app', '==> Your service is live');
  setStatus(books, one, 'live');
  one.upstreams = [...upstreams];
  for (const other of books.deploysOf({ id: one.service }))
    if (other.order < one.order && other.status === 'live') setStatus(books, other, 'deactivated');
}
