/**
 * For tests of a host: its emulator on a port of its own, with repositories that are told instead of pushed, and deployments that are only recorded; and what a task has
 * there. What one host has besides stands in its own fixture.
 */
import type { Exchange } from '../core/doors.ts';
import { OperatorError } from '../core/errors.ts';
import type { HostContext, HostId, ServiceSettings } from '../core/host.ts';
import type { Entry, Journal, Recorded } from '../core/journal.ts';
import type { Values } from '../core/keys.ts';
import type { Clock } from '../core/ports.ts';
import { Redactor, type Secret } from '../core/secret.ts';
import type { Vendor } from '../core/vendor.ts';
import { systemClock } from '../ports/clock.ts';
import { openDoors } from '../ports/http.ts';
import { listen } from '../ports/listen.ts';
import { systemRandom } from '../ports/random.ts';
import { Faults } from './faults.ts';
import type { HostTools } from './hosting/books.ts';
import type { HostingEvent, HostingView, RunnerLine } from './hosting/desk.ts';
import { openRecord } from './hosting/record.ts';
import { type Emulator, serve } from './kernel.ts';

export interface HostDesk {
  vendor: HostId;
  emulator: Emulator;
  endpoint: string;
  /** One of its credentials, by the name that the emulator gives it; empty where it has none of that name. */
  credential(name: string): string;
  edit(action: string, fields?: Readonly<Record<string, string>>): unknown;
  /** A commit on a branch of a repository; the first one makes both. @returns its id */
  push(repository: string, branch: string, message?: string): string;
  /** What the runner tells about a deployment. */
  report(event: Omit<HostingEvent, 'at'>): void;
  /** Lines that a deployment is to have said: `build` or `run`. */
  says(deployment: string, of: 'build' | 'run', lines: readonly RunnerLine[]): void;
  faults: Faults;
  /** The clock goes on by so many minutes, and what is due happens. */
  later(minutes: number): Promise<void>;
  clock: Clock;
  /** Every request that came, `GET /apps 200`. */
  log: string[];
  close(): Promise<void>;
}

export interface FixtureOptions {
  /** `by hand`: nothing happens to a deployment that is not reported. */
  runner?: 'record' | 'by hand';
  certificateMs?: number;
  /** Files of every commit, by path; absent: nobody remembers them. */
  files?: Readonly<Record<string, string>>;
  /** Resolver of a world whose DNS is looked at. */
  resolver?(): string | undefined;
}

/** What every emulated host is made with. */
export type HostMakings = Omit<HostTools, 'resolver'> & Partial<Pick<HostTools, 'resolver'>>;

export async function openHost(
  vendor: HostId,
  make: (tools: HostMakings) => Emulator,
  { runner = 'record', certificateMs = 0, files, resolver }: FixtureOptions = {},
): Promise<HostDesk> {
  const told = toldRepositories(files);
  const log: string[] = [];
  let ahead = 0;
  const clock: Clock = {
    ...systemClock,
    now: () => new Date(systemClock.now().getTime() + ahead),
    tick: () => systemClock.tick(),
    sleep: (ms, signal) => systemClock.sleep(ms, signal),
  };
  const emulator = make({ clock, random: systemRandom, hosting: told.view, certificateMs, ...(resolver ? { resolver } : {}) });
  const record = openRecord({ clock, report: (_vendor, event) => emulator.desk?.report(event) });
  const follow = (): void => {
    for (let more = runner === 'record'; more; ) more = record.follow(vendor, emulator.desk?.wanted() ?? []);
  };
  const faults = new Faults(() => {});
  const closing = new AbortController();
  const kernel = {
    emulator,
    faults,
    clock,
    save: async () => follow(),
    touch: () => {},
    log: (line: string) => void log.push(line),
    signal: closing.signal,
  };
  const listener = await listen((incoming) => serve(kernel, incoming));
  return {
    vendor,
    emulator,
    endpoint: `http://127.0.0.1:${listener.port}`,
    credential: (name) => emulator.credentials()[name] ?? '',
    edit(action, fields = {}) {
      const result = emulator.edit(action, fields);
      follow();
      return result;
    },
    push(repository, branch, message = 'a change') {
      const commit = told.commit(repository, branch, message);
      emulator.desk?.pushed({ repository, branch, commit });
      follow();
      return commit;
    },
    report(event) {
      emulator.desk?.report({ ...event, at: clock.now().toISOString() } as HostingEvent);
    },
    says: (deployment, of, lines) => void told.said.set(`${vendor}/${deployment} ${of}`, lines),
    faults,
    async later(minutes) {
      ahead += minutes * 60_000;
      await emulator.work(async () => 'no host');
      follow();
    },
    clock,
    log,
    async close() {
      closing.abort();
      await listener.close();
    },
  };
}

/** What a machine would show of repositories and of what runs, from memory. */
function toldRepositories(files: FixtureOptions['files']): {
  view: HostingView;
  said: Map<string, readonly RunnerLine[]>;
  commit(repository: string, branch: string, message: string): string;
} {
  const commits: { repository: string; branch: string; commit: string; message: string }[] = [];
  const said = new Map<string, readonly RunnerLine[]>();
  const view: HostingView = {
    head: (repository, branch) => commits.findLast((one) => one.repository === repository && one.branch === branch)?.commit,
    branches: (repository) => commits.filter((one) => one.repository === repository).map(({ branch, commit }) => ({ branch, commit })),
    repositories: () => [...new Set(commits.map(({ repository }) => repository))],
    commit: (repository, commit) => {
      const found = commits.find((one) => one.repository === repository && one.commit === commit);
      return found && { message: found.message, author: 'Ann' };
    },
    ...(files ? { file: (_repository: string, _commit: string, path: string) => files[path] } : {}),
    logs: (id, of) => said.get(`${id} ${of}`) ?? [],
    metrics: () => undefined,
  };
  const commit = (repository: string, branch: string, message: string): string => {
    const id = systemRandom.uuid().replaceAll('-', '').padEnd(40, '0');
    commits.push({ repository, branch, commit: id, message });
    return id;
  };
  return { view, said, commit };
}

/** A service without visitors, as tests want one; its region is called otherwise at each host. */
export const plainSettings: Omit<ServiceSettings, 'region'> = {
  root: '',
  buildCommand: 'npm run build',
  startCommand: 'node bot/dist/main.js',
  preDeployCommand: 'node bot/dist/deploy-commands.js',
  healthPath: '/health',
  healthTimeoutSeconds: 120,
  memoryMb: 512,
  replicas: 1,
  restart: 'always',
  restartRetries: 10,
  volume: null,
  framework: 'node',
  web: false,
};

export interface Walk {
  context: HostContext;
  doors: ReturnType<typeof openDoors>;
}

export interface WalkOptions {
  writes?: 'yes' | 'no';
  record?(exchange: Exchange): void;
  /** What the exchanges must not show. */
  secrets?: readonly Secret[];
  /** How often it looks for what it waits for; for ever unless told. */
  rounds?: number;
}

/** What a task has, through real doors: a new walk each time, so that nothing is remembered. */
export function openHostWalk(
  desk: Pick<HostDesk, 'vendor' | 'endpoint' | 'clock'>,
  credentials: Partial<Values>,
  { writes = 'yes', record, secrets = [], rounds = Number.POSITIVE_INFINITY }: WalkOptions = {},
): Walk {
  const impatient = { ...systemClock, sleep: (_ms: number, signal?: AbortSignal) => systemClock.sleep(1, signal) };
  const redactor = new Redactor();
  for (const secret of secrets) redactor.learn(secret);
  const about = { endpoints: { [desk.vendor]: desk.endpoint }, clock: impatient, random: systemRandom, journal: memoryJournal(), redactor };
  const doors = openDoors({ ...about, ...(record ? { record } : {}) });
  const signal = new AbortController().signal;
  const context: HostContext = {
    client: <C>(vendor: Vendor<C>) => vendor.connect(doors.open(vendor, { by: 'test', writes, signal }), credentials),
    clock: desk.clock,
    random: systemRandom,
    signal,
    // As the engine waits: with pauses, and looking anew each time.
    wait: async (what, poll) => {
      for (let round = 0; round < rounds; round++) {
        const seen = await poll();
        if (seen !== undefined) return seen;
        await systemClock.sleep(5, signal);
        doors.forget(desk.vendor);
      }
      throw new OperatorError({ what: `waited too long for ${what}`, fix: 'wait longer' });
    },
  };
  return { context, doors };
}

function memoryJournal(): Journal {
  const list: Recorded[] = [];
  return {
    append: async (entry: Entry) => {
      const recorded = { ...entry, seq: list.length, at: '', prev: '', hash: '' } as Recorded;
      list.push(recorded);
      return recorded;
    },
    entries: () => list,
    inFlight: () => [],
  };
}
