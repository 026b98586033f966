/** For tests: the emulated Netlify on a port of its own, with repositories that are told instead of pushed, and deployments that are only recorded. */
import type { Exchange } from '../core/doors.ts';
import type { HostContext } from '../core/host.ts';
import type { Entry, Journal, Recorded } from '../core/journal.ts';
import type { Clock } from '../core/ports.ts';
import { Redactor, Secret } from '../core/secret.ts';
import type { Vendor } from '../core/vendor.ts';
import { systemClock } from '../ports/clock.ts';
import { openDoors } from '../ports/http.ts';
import { listen } from '../ports/listen.ts';
import { systemRandom } from '../ports/random.ts';
import { Faults } from './faults.ts';
import type { HostingEvent, HostingView, RunnerLine } from './hosting/desk.ts';
import { openRecord } from './hosting/record.ts';
import { type Emulator, serve } from './kernel.ts';
import { netlifyEmulator } from './netlify.ts';

export interface NetlifyDesk {
  emulator: Emulator;
  endpoint: string;
  token(): string;
  /** Number of the app on GitHub. */
  installation(): string;
  edit(action: string, fields?: Readonly<Record<string, string>>): unknown;
  /** A commit on a branch of a repository; the first one makes both. @returns its id */
  push(repository: string, branch: string, message?: string): string;
  /** What the runner tells about a deployment. */
  report(event: Omit<HostingEvent, 'at'>): void;
  /** Lines that a deployment is to have said: `build` or `run`. */
  says(deployment: string, of: 'build' | 'run', lines: readonly RunnerLine[]): void;
  faults: Faults;
  /** The clock goes on by so many minutes. */
  later(minutes: number): void;
  /** Every request that came, `GET /api/v1/user`. */
  log: string[];
  close(): Promise<void>;
}

export interface FixtureOptions {
  /** `by hand`: nothing happens to a deployment that is not reported. */
  runner?: 'record' | 'by hand';
  certificateMs?: number;
  /** Resolver of a world whose DNS is looked at. */
  resolver?(): string | undefined;
}

export async function openNetlify({ runner = 'record', certificateMs = 0, resolver }: FixtureOptions = {}): Promise<NetlifyDesk> {
  const commits: { repository: string; branch: string; commit: string; message: string }[] = [];
  const said = new Map<string, readonly RunnerLine[]>();
  const log: string[] = [];
  let ahead = 0;
  const clock: Clock = {
    ...systemClock,
    now: () => new Date(systemClock.now().getTime() + ahead),
    tick: () => systemClock.tick(),
    sleep: (ms, signal) => systemClock.sleep(ms, signal),
  };
  const hosting: HostingView = {
    head: (repository, branch) => commits.findLast((one) => one.repository === repository && one.branch === branch)?.commit,
    branches: (repository) => commits.filter((one) => one.repository === repository).map(({ branch, commit }) => ({ branch, commit })),
    repositories: () => [...new Set(commits.map(({ repository }) => repository))],
    commit: (repository, commit) => {
      const found = commits.find((one) => one.repository === repository && one.commit === commit);
      return found && { message: found.message, author: 'Ann' };
    },
    logs: (id, of) => said.get(`${id} ${of}`) ?? [],
    metrics: () => undefined,
  };
  const emulator = netlifyEmulator({ clock, random: systemRandom, hosting, certificateMs, ...(resolver ? { resolver } : {}) });
  const record = openRecord({ clock, report: (_vendor, event) => emulator.desk?.report(event) });
  const follow = (): void => {
    for (let more = runner === 'record'; more; ) more = record.follow('netlify', emulator.desk?.wanted() ?? []);
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
    emulator,
    endpoint: `http://127.0.0.1:${listener.port}`,
    token: () => emulator.credentials().token ?? '',
    installation: () => emulator.credentials().installation ?? '',
    edit(action, fields = {}) {
      const result = emulator.edit(action, fields);
      follow();
      return result;
    },
    push(repository, branch, message = 'a change') {
      const commit = systemRandom.uuid().replaceAll('-', '').padEnd(40, '0');
      commits.push({ repository, branch, commit, message });
      emulator.desk?.pushed({ repository, branch, commit });
      follow();
      return commit;
    },
    report(event) {
      emulator.desk?.report({ ...event, at: clock.now().toISOString() } as HostingEvent);
    },
    says: (deployment, of, lines) => void said.set(`netlify/${deployment} ${of}`, lines),
    faults,
    later(minutes) {
      ahead += minutes * 60_000;
    },
    log,
    async close() {
      closing.abort();
      await listener.close();
    },
  };
}

export interface Walk {
  context: HostContext;
  doors: ReturnType<typeof openDoors>;
}

/** What a task has, through real doors: a new walk each time, so that nothing is remembered. */
export function openWalk(
  desk: Pick<NetlifyDesk, 'endpoint' | 'token' | 'installation'>,
  more: {
    writes?: 'yes' | 'no';
    team?: string | undefined;
    installation?: string;
    record?(exchange: Exchange): void;
    secrets?: readonly Secret[];
  } = {},
): Walk {
  const { writes = 'yes', team, installation = desk.installation(), record, secrets = [] } = more;
  const impatient = { ...systemClock, sleep: (_ms: number, signal?: AbortSignal) => systemClock.sleep(1, signal) };
  const redactor = new Redactor();
  for (const secret of secrets) redactor.learn(secret);
  const about = { endpoints: { netlify: desk.endpoint }, clock: impatient, random: systemRandom, journal: memoryJournal(), redactor };
  const doors = openDoors({ ...about, ...(record ? { record } : {}) });
  const signal = new AbortController().signal;
  const context: HostContext = {
    client: <C>(vendor: Vendor<C>) =>
      vendor.connect(doors.open(vendor, { by: 'test', writes, signal }), {
        NETLIFY_TOKEN: new Secret('NETLIFY_TOKEN', desk.token()),
        ...(team === undefined ? {} : { NETLIFY_TEAM: team }),
        NETLIFY_INSTALLATION: installation,
      }),
    clock: systemClock,
    random: systemRandom,
    signal,
    wait: async (_what, poll) => {
      for (;;) {
        const seen = await poll();
        if (seen !== undefined) return seen;
      }
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
