/** What becomes of a machine: launched, updated in place, stopped, ended by itself. https://fly.io/docs/machines/machine-states/ */
import type { Books } from './books.ts';
import { listIn, maybeObject } from './fields.ts';
import { imageOf } from './images.ts';
import type { Json, Machine, MachineEvent } from './model.ts';

/** The last so many are kept. */
const keptEvents = 20;

export function note(
  books: Books,
  machine: Machine,
  event: Pick<MachineEvent, 'type' | 'status'> & Partial<Pick<MachineEvent, 'source' | 'request'>>,
): void {
  const timestamp = books.moment();
  const whole: MachineEvent = { id: books.ulid(), source: 'flyd', ...event, timestamp };
  machine.events = [whole, ...machine.events].slice(0, keptEvents);
  machine.updatedAt = new Date(timestamp).toISOString();
  books.changed();
}

/** A new version of its configuration. */
export function configure(books: Books, machine: Machine, config: Json): void {
  machine.config = config;
  machine.instance = books.ulid();
  machine.versions = [{ version: machine.instance, config }, ...machine.versions];
}

/** With the configuration and the secrets of now. What runs ends first. */
export function boot(books: Books, machine: Machine): void {
  const { secrets } = books.app(machine.app);
  const before = machine.unit;
  machine.$secrets = Object.fromEntries(Object.entries(secrets).map(([name, { $value }]) => [name, $value]));
  machine.unit = before + 1;
  machine.attempt = 0;
  machine.checks = checksOf(books, machine);
  note(books, machine, { type: 'launch', status: 'created', source: 'user' });
  machine.ending ??= machine.isUp ? before : undefined;
  machine.state = machine.ending === undefined ? 'starting' : 'replacing';
  machine.upstreams = [];
  books.say(machine.app, machine.id, 'Starting machine');
  // A public image: what it does is nobody's business here.
  if (imageOf(books, machine) === undefined) ended(books, machine, 0, false);
}

export function stop(books: Books, machine: Machine): void {
  if (machine.state === 'stopped' || machine.state === 'created') return;
  if (machine.isUp || machine.ending !== undefined) {
    machine.state = 'stopping';
    note(books, machine, { type: 'stop', status: 'stopping', source: 'user' });
  } else ended(books, machine, 0, true);
}

export function start(books: Books, machine: Machine): void {
  if (machine.state === 'started' || machine.state === 'starting') return;
  const { secrets } = books.app(machine.app);
  const same = Object.keys({ ...secrets, ...machine.$secrets }).every((name) => secrets[name]?.$value === machine.$secrets[name]);
  if (machine.unit === 0 || !same || imageOf(books, machine) === undefined) boot(books, machine);
  else begin(books, machine);
}

export function restart(books: Books, machine: Machine): void {
  if (machine.state === 'started' || machine.state === 'starting') begin(books, machine);
  else start(books, machine);
}

/** Once more, with what it has. */
function begin(books: Books, machine: Machine): void {
  machine.attempt += 1;
  machine.state = 'starting';
  machine.checks = checksOf(books, machine);
  note(books, machine, { type: 'start', status: 'starting', source: 'user' });
}

/** @param requested somebody asked it to */
export function ended(books: Books, machine: Machine, code: number, requested: boolean): void {
  Object.assign(machine, { state: 'stopped', isUp: false, ending: undefined, upstreams: [] });
  exited(books, machine, code, requested);
}

export function exited(books: Books, machine: Machine, code: number, requested: boolean): void {
  const exit_event = { exit_code: code, requested_stop: requested, oom_killed: false, restarting: false, signal: -1 };
  note(books, machine, { type: 'exit', status: 'stopped', request: { exit_event } });
  books.say(machine.app, machine.id, `Main child exited normally with code: ${code}`, code === 0 || requested ? 'info' : 'error');
}

/** Those of its services first. */
function checksOf(books: Books, machine: Machine): Machine['checks'] {
  const updatedAt = books.now();
  const ofServices = listIn(machine.config, 'services').flatMap((service, index) =>
    listIn(service, 'checks').map(
      (_, number) => `servicecheck-${String(index + number).padStart(2, '0')}-http-${String(service.internal_port)}`,
    ),
  );
  const own = Object.keys(maybeObject(machine.config, 'checks') ?? {});
  return [...ofServices, ...own].map((name) => ({ name, status: 'critical' as const, output: 'waiting for status update', updatedAt }));
}

export function judged(books: Books, machine: Machine, status: 'passing' | 'critical', output: string): void {
  const updatedAt = books.now();
  machine.checks = machine.checks.map(({ name }) => ({ name, status, output, updatedAt }));
  books.changed();
}

/** It is to do one thing and end: nobody asks after its health, and nobody starts it again. */
export function isOrder({ config }: Pick<Machine, 'config'>): boolean {
  const policy = maybeObject(config, 'restart')?.policy;
  return policy === 'no' && listIn(config, 'services').length === 0 && Object.keys(maybeObject(config, 'checks') ?? {}).length === 0;
}
