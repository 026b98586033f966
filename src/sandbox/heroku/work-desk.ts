/** What Heroku wants built and run on this machine, and what it makes of what became of it. */
import type { Desk, HostingEvent, WantedDeployment } from '../hosting/desk.ts';
import type { Books } from './books.ts';
import type { App, Unit } from './model.ts';
import { built, failBuild, failRelease, say, takeOver } from './releasing.ts';
import { sizes } from './sizes.ts';

/** @param books asked each time: a restored world has other ones */
export function herokuDesk(books: () => Books): Desk {
  return {
    wanted: () => {
      const now = books();
      return now.state.apps.flatMap((app) => {
        const unit = now.unitOf(app);
        return now.state.units.filter((one) => one.app === app.id && isWanted(one, unit)).map((one) => wantedOf(now, app, one));
      });
    },
    report: (event) => {
      const now = books();
      const unit = now.state.units.find(({ id }) => id === event.deployment);
      if (unit) told(now, now.app(unit.app), unit, event);
    },
    // Nothing is connected to GitHub.
    pushed: () => undefined,
  };
}

/** What is on its way, what counts, and what goes on until that is up. */
function isWanted(one: Unit, current: Unit | undefined): boolean {
  return one.state === 'pending' || one === current || (one.state === 'up' && current?.state === 'starting');
}

function wantedOf(books: Books, app: App, unit: Unit): WantedDeployment {
  const { id, repository, commit, python, type, state, attempt, $variables, told } = unit;
  const formation = books.formationOf(app, type);
  const builtWith = { ...(python ? {} : { NODE_ENV: 'production' }), DYNO: `${type}.1`, ...$variables };
  return {
    id,
    service: app.id,
    name: app.name,
    repository,
    commit,
    root: '',
    buildCommand: python ? undefined : 'npm run build --if-present',
    preDeployCommand: python ? undefined : $variables.K77_RELEASE || undefined,
    startCommand: $variables.K77_START ?? 'npm start',
    variables: { ...told, ...builtWith },
    builtWith,
    instances: Math.max(1, formation?.quantity ?? 1),
    restart: { policy: 'always', retries: 10 },
    health: undefined,
    web: type === 'web',
    memoryMb: sizes[formation?.size ?? 'Basic']?.memoryMb,
    state: ['pending', 'starting', 'up', 'crashed'].includes(state) ? 'run' : 'stopped',
    attempt,
    drainSeconds: 30,
  };
}

function told(books: Books, app: App, unit: Unit, event: HostingEvent): void {
  const { what } = event;
  if (what === 'building' || what === 'built' || what === 'build-failed') toldOfBuild(books, app, unit, event);
  else if (books.unitOf(app) === unit) toldOfRun(books, app, unit, event);
  else if (what === 'stopped') Object.assign(unit, { state: unit.state === 'up' ? 'down' : unit.state, upstreams: [] });
}

function toldOfBuild(books: Books, app: App, unit: Unit, event: HostingEvent): void {
  // Released with other variables, and built again for them by this machine only.
  if (unit.state === 'starting' && event.what === 'build-failed') crashed(books, app, unit, event.message);
  if (unit.state !== 'pending') return;
  const build = books.state.builds.find(({ id }) => id === unit.build);
  const release = books.state.releases.find(({ id }) => id === unit.release);
  if (event.what === 'building' && build) build.lines.push('-----> Node.js app detected');
  else if (event.what === 'built') {
    if (build) built(books, build, unit, false);
    else if (release) takeOver(books, app, release, unit);
  } else if (event.what === 'build-failed') {
    unit.state = 'failed';
    if (release) failRelease(books, release);
    else if (build && event.why === 'pre-deploy') built(books, build, unit, true);
    else if (build) failBuild(books, build, event.message);
  }
  books.changed();
}

function toldOfRun(books: Books, app: App, unit: Unit, event: HostingEvent): void {
  const dyno = `${unit.type}.1`;
  // Scaled to nothing in the meantime.
  if ((books.formationOf(app, unit.type)?.quantity ?? 0) === 0) return;
  if (event.what === 'starting')
    say(books, app, 'heroku', dyno, `Starting process with command \`${unit.$variables.K77_START ?? 'npm start'}\``);
  else if (event.what === 'live') up(books, app, unit, event.upstreams);
  else if (event.what === 'start-failed') {
    if (event.why === 'no-port')
      say(books, app, 'heroku', dyno, 'Error R10 (Boot timeout) -> Web process failed to bind to $PORT within 60 seconds of launch');
    crashed(books, app, unit, event.message);
  } else if (event.what === 'restarted') say(books, app, 'heroku', dyno, `Process exited with status ${event.code ?? 'none'}; restarting`);
  else if (event.what === 'crashed') crashed(books, app, unit, event.message);
  else if (event.what === 'stopped') unit.upstreams = [];
  books.changed();
}

/** Restarted again and again, with growing pauses, until something changes. */
export function crashed(books: Books, app: App, unit: Unit, message: string | undefined): void {
  if (message) say(books, app, 'app', `${unit.type}.1`, message);
  say(books, app, 'heroku', `${unit.type}.1`, 'State changed from starting to crashed');
  Object.assign(unit, { state: 'crashed', upstreams: [] });
  books.changed();
}

function up(books: Books, app: App, unit: Unit, upstreams: readonly string[]): void {
  if (unit.state !== 'up') say(books, app, 'heroku', `${unit.type}.1`, 'State changed from starting to up');
  Object.assign(unit, { state: 'up', upstreams: [...upstreams] });
  for (const other of books.state.units)
    if (other.app === app.id && other !== unit && other.state === 'up') Object.assign(other, { state: 'down', upstreams: [] });
}
