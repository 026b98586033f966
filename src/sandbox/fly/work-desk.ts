/** What Fly.io and the workflow at GitHub want built and run on this machine, and what they make of what became of it. */
import type { Desk, HostingEvent, WantedDeployment } from '../hosting/desk.ts';
import type { Books } from './books.ts';
import { ended, exited, isOrder, judged, note } from './booting.ts';
import { listIn, maybeObject } from './fields.ts';
import { imageOf } from './images.ts';
import { unitId } from './logs.ts';
import type { Image, Json, Machine, Run } from './model.ts';
import { built, fail, pushed } from './workflow.ts';

/** As `deploy/Dockerfile` of the template builds it. */
const buildCommand = 'npm run build --if-present';
/** Runs whose build is kept. */
const keptBuilds = 5;

/** @param books asked each time: a restored world has other ones */
export function flyDesk(books: () => Books): Desk {
  return {
    wanted: () => {
      const now = books();
      const { runs, machines } = now.state;
      const builds = runs.filter(({ state }) => state !== 'failed').slice(-keptBuilds);
      return [...builds.map(buildOf), ...machines.flatMap((machine) => wantedOf(now, machine))];
    },
    report: (event) => {
      const now = books();
      const run = now.state.runs.find(({ id }) => imageId(id) === event.deployment);
      const machine = now.state.machines.find(({ id }) => event.deployment.startsWith(`${id}-`));
      if (run) toldOfBuild(now, run, event);
      else if (machine) told(now, machine, event);
    },
    pushed: (push) => pushed(books(), push),
  };
}

function imageId(run: string): string {
  return `image-${run}`;
}

const usual = { root: '', buildCommand, preDeployCommand: undefined, builtWith: {}, instances: 1, health: undefined, web: false } as const;
const never = { policy: 'never', retries: 0 } as const;

/** Built, and then only kept. */
function buildOf({ id, repository, commit, state }: Run): WantedDeployment {
  const service = `images-${repository.replace('/', '-')}`;
  const about = { id: imageId(id), service, name: service, repository, commit };
  return {
    ...usual,
    ...about,
    startCommand: 'true',
    variables: {},
    restart: never,
    memoryMb: undefined,
    state: state === 'building' ? 'run' : 'stopped',
  };
}

/** What ran before ends first; then what is to run. */
function wantedOf(books: Books, machine: Machine): WantedDeployment[] {
  const image = imageOf(books, machine);
  const { ending, unit, state } = machine;
  if (unit === 0 || !image) return [];
  if (ending !== undefined) return [{ ...deploymentOf(machine, image, ending), state: 'stopped' }];
  // An order is prepared, which is all of it; then it has ended.
  return [{ ...deploymentOf(machine, image, unit), state: ['starting', 'started'].includes(state) ? 'run' : 'stopped' }];
}

function deploymentOf(machine: Machine, { repository, commit }: Image, unit: number): WantedDeployment {
  const { id, app, config, attempt } = machine;
  const guest = maybeObject(config, 'guest');
  const web = listIn(config, 'services').length > 0;
  const about = { id: unitId(machine, unit), service: id, name: app, repository, commit };
  const command = commandOf(config);
  return {
    ...usual,
    ...about,
    preDeployCommand: isOrder(machine) ? command : undefined,
    startCommand: isOrder(machine) ? 'true' : command,
    variables: variablesOf(machine),
    restart: restartOf(config),
    health: healthOf(config),
    web,
    memoryMb: typeof guest?.memory_mb === 'number' ? guest.memory_mb : 256,
    state: 'run',
    attempt,
    drainSeconds: 20,
  };
}

/** What the image starts unless `exec` says otherwise: the bot. */
function commandOf(config: Json): string {
  const exec = maybeObject(config, 'init')?.exec;
  if (!Array.isArray(exec)) return 'node --enable-source-maps --max-semi-space-size=4 bot/dist/main.js';
  return exec.map((word) => (/^[\w./:=@-]+$/.test(String(word)) ? String(word) : `'${String(word).replaceAll("'", "'\\''")}'`)).join(' ');
}

/** PORT is this machine's business. */
function variablesOf({ id, app, region, config, $secrets }: Machine): Record<string, string> {
  const { PORT: _port, ...env } = (maybeObject(config, 'env') ?? {}) as Record<string, string>;
  const own = { FLY_APP_NAME: app, FLY_MACHINE_ID: id, FLY_REGION: region, FLY_IMAGE_REF: String(config.image ?? '') };
  return { NODE_ENV: 'production', ...own, ...env, ...$secrets };
}

function restartOf(config: Json): WantedDeployment['restart'] {
  const { policy, max_retries: retries = 10 } = (maybeObject(config, 'restart') ?? {}) as { policy?: string; max_retries?: number };
  if (policy === 'no') return never;
  return { policy: policy === 'always' ? 'always' : 'on-failure', retries };
}

function healthOf(config: Json): WantedDeployment['health'] {
  const check = listIn(listIn(config, 'services')[0] ?? {}, 'checks')[0] ?? Object.values(maybeObject(config, 'checks') ?? {})[0];
  const { path, grace_period: grace } = (check ?? {}) as { path?: string; grace_period?: string };
  return path === undefined ? undefined : { path, timeoutSeconds: Number(/^(\d+)s$/.exec(grace ?? '')?.[1] ?? 60) };
}

function toldOfBuild(books: Books, run: Run, event: HostingEvent): void {
  if (event.what === 'built') built(books, run);
  else if (event.what === 'build-failed') fail(books, run, event.message);
}

/** Trouble on purpose comes true once, where it fits. */
function spoilt(books: Books, machine: Machine, event: HostingEvent): HostingEvent {
  const app = books.app(machine.app);
  const { trouble } = app;
  if (
    trouble === undefined ||
    event.what !== (trouble.of === 'pre-deploy' ? 'built' : 'live') ||
    isOrder(machine) !== (trouble.of === 'pre-deploy')
  )
    return event;
  app.trouble = undefined;
  const { deployment, at } = event;
  const { of, message } = trouble;
  if (of === 'pre-deploy') return { deployment, at, what: 'build-failed', why: 'pre-deploy', message };
  return { deployment, at, what: 'start-failed', why: of === 'health' ? 'unhealthy' : 'exited', message };
}

function told(books: Books, machine: Machine, reported: HostingEvent): void {
  const event = spoilt(books, machine, reported);
  const unit = Number(event.deployment.slice(machine.id.length + 1));
  if (unit === machine.ending) toldOfEnding(books, machine, event);
  else if (unit !== machine.unit) return;
  else if (isOrder(machine)) toldOfOrder(books, machine, event);
  else if (event.what === 'live') up(books, machine, event.upstreams);
  else if (event.what === 'build-failed') ended(books, machine, 1, false);
  else if (event.what === 'start-failed') failed(books, machine, event);
  else if (event.what === 'restarted') {
    exited(books, machine, event.code ?? 1, false);
    note(books, machine, { type: 'start', status: 'started' });
  } else if (event.what === 'crashed') crashed(books, machine, event.code ?? 1, event.message);
  else if (event.what === 'stopped' && machine.state === 'stopping') ended(books, machine, 0, true);
}

/** The old one is gone: the new one begins, unless it was stopped in the meantime. */
function toldOfEnding(books: Books, machine: Machine, { what }: HostingEvent): void {
  if (what !== 'stopped' && what !== 'crashed') return;
  Object.assign(machine, { ending: undefined, isUp: false });
  if (machine.state === 'stopping') ended(books, machine, 0, true);
  else machine.state = 'starting';
  books.changed();
}

function toldOfOrder(books: Books, machine: Machine, event: HostingEvent): void {
  if (machine.state === 'stopped') return;
  if (event.what === 'built') ended(books, machine, 0, false);
  else if (event.what === 'build-failed') {
    books.say(machine.app, machine.id, event.message, 'error');
    ended(books, machine, 1, false);
  }
}

/** One that does not answer goes on running, with a check that fails. */
function failed(books: Books, machine: Machine, { why, message }: HostingEvent & { what: 'start-failed' }): void {
  books.say(machine.app, machine.id, message, 'error');
  if (why === 'exited') ended(books, machine, 1, false);
  else {
    Object.assign(machine, { state: 'started', isUp: false });
    note(books, machine, { type: 'start', status: 'started' });
    judged(books, machine, 'critical', message);
  }
}

export function crashed(books: Books, machine: Machine, code: number, message: string | undefined): void {
  if (message) books.say(machine.app, machine.id, message, 'error');
  ended(books, machine, code === 0 ? 1 : code, false);
}

function up(books: Books, machine: Machine, upstreams: readonly string[]): void {
  if (machine.state !== 'started') note(books, machine, { type: 'start', status: 'started' });
  Object.assign(machine, { state: 'started', isUp: true, upstreams: [...upstreams] });
  judged(books, machine, 'passing', '200 OK');
}
