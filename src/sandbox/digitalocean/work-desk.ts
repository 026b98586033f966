/** What DigitalOcean wants built and run on this machine, and what it makes of what became of it. */
import type { Desk, HostingEvent, WantedDeployment } from '../hosting/desk.ts';
import type { Books } from './books.ts';
import { fail, goLive, isArchived, isUnderWay, keptFor, pushed, say, setPhase } from './deploying.ts';
import type { App, Deployment } from './model.ts';
import { sizeNamed, usualSize } from './sizes.ts';
import { mainOf } from './spec.ts';

/** How long a rehearsal waits at most for a health path to answer, seconds. */
const patience = 120;

/** @param books asked each time: a restored world has other ones */
export function digitaloceanDesk(books: () => Books): Desk {
  return {
    wanted: () => {
      const now = books();
      return now.state.apps.flatMap((app) => {
        const kept = keptFor(now, app);
        return now
          .deploymentsOf(app)
          .filter((one) => (isUnderWay(one) && one.due === 0) || one.phase === 'ACTIVE' || kept.includes(one))
          .flatMap((one) => wantedOf(app, one));
      });
    },
    report: (event) => {
      const now = books();
      const one = now.state.deployments.find(({ id }) => id === event.deployment);
      if (one && (isUnderWay(one) || one.phase === 'ACTIVE')) told(now, one, event);
    },
    pushed: ({ repository, branch, commit }) => pushed(books(), repository, branch, commit),
  };
}

function wantedOf(app: App, one: Deployment): WantedDeployment[] {
  const found = mainOf(one.spec);
  if (!found) return [];
  const { main, web } = found;
  const before = one.spec.jobs?.find(({ kind }) => kind === 'PRE_DEPLOY');
  const path = main.health_check?.http_path;
  const { initial_delay_seconds: delay = 0, period_seconds: every = 10, failure_threshold: times = 9 } = main.health_check ?? {};
  const runs = (isUnderWay(one) || one.phase === 'ACTIVE') && !isArchived(one.spec);
  return [
    {
      id: one.id,
      service: app.id,
      name: app.spec.name,
      repository: one.repository,
      commit: one.commit,
      root: (main.source_dir ?? '').replaceAll(/^\/+|\/+$/g, ''),
      buildCommand: main.build_command || undefined,
      preDeployCommand: before?.run_command || undefined,
      startCommand: main.run_command ?? 'npm start',
      // What the buildpack for Node.js adds.
      variables: { ...(main.environment_slug === 'node-js' ? { NODE_ENV: 'production' } : {}), ...one.$variables },
      instances: main.instance_count ?? 1,
      restart: { policy: 'always', retries: 10 },
      health: web && path ? { path, timeoutSeconds: Math.min(patience, delay + every * times) } : undefined,
      web,
      memoryMb: sizeNamed(main.instance_size_slug ?? usualSize)?.memoryMb,
      state: runs ? 'run' : 'stopped',
      attempt: one.attempt,
    },
  ];
}

function told(books: Books, one: Deployment, event: HostingEvent): void {
  if (event.what === 'building' || event.what === 'built' || event.what === 'build-failed') {
    if (isUnderWay(one)) toldOfBuild(books, one, event);
  } else if (event.what === 'live') {
    if (!isArchived(one.spec)) goLive(books, one, event.upstreams);
  } else toldOfRun(books, one, event);
}

function toldOfBuild(books: Books, one: Deployment, event: HostingEvent): void {
  if (event.what === 'building') {
    const { main } = mainOf(one.spec) ?? {};
    say(books, one, 'BUILD', `> cloning repo github.com/${one.repository}, commit ${one.commit}`);
    if (main?.build_command) say(books, one, 'BUILD', `> running custom build command: ${main.build_command}`);
    setPhase(books, one, 'BUILDING');
  } else if (event.what === 'built') {
    say(books, one, 'BUILD', '> build complete');
    setPhase(books, one, 'PENDING_DEPLOY');
  } else if (event.what === 'build-failed') fail(books, one, event.why === 'pre-deploy' ? 'DEPLOY' : 'BUILD', event.message);
}

const reasons = {
  exited: 'container exited before it was ready',
  'no-port': 'readiness probe failed: nothing listens on the port',
  unhealthy: 'readiness probe failed: the health check path did not answer with 2xx',
} as const;

function toldOfRun(books: Books, one: Deployment, event: HostingEvent): void {
  if (event.what === 'starting') {
    if (isUnderWay(one)) setPhase(books, one, 'DEPLOYING');
  } else if (event.what === 'start-failed') {
    say(books, one, 'RUN', event.message);
    fail(books, one, 'DEPLOY', reasons[event.why]);
  } else if (event.what === 'restarted') {
    say(books, one, 'RUN', `> container exited with code ${event.code ?? 'none'}; started again (${event.restarts})`);
  } else if (event.what === 'crashed') crashed(books, one, event.code);
  else if (event.what === 'stopped') {
    one.upstreams = [];
    books.changed();
  }
}

/** DigitalOcean starts it again for ever: it stays active, and none of its instances is ready. */
export function crashed(books: Books, one: Deployment, code: number | null): void {
  say(books, one, 'RUN', `> container exited with code ${code ?? 'none'}; backing off`);
  if (one.phase === 'ACTIVE') {
    one.down = true;
    one.upstreams = [];
    books.changed();
  } else fail(books, one, 'DEPLOY', reasons.exited);
}
