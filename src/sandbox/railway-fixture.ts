/** For tests: the emulated Railway on a port of its own, with repositories that are told instead of pushed, and deployments that are only recorded. */
import type { Clock } from '../core/ports.ts';
import { systemClock } from '../ports/clock.ts';
import { listen } from '../ports/listen.ts';
import { systemRandom } from '../ports/random.ts';
import { Faults } from './faults.ts';
import type { HostingEvent, HostingView } from './hosting/desk.ts';
import { openRecord } from './hosting/record.ts';
import { type Emulator, serve } from './kernel.ts';
import { railwayEmulator } from './railway.ts';

export interface RailwayDesk {
  emulator: Emulator;
  endpoint: string;
  token(kind?: 'token' | 'workspaceToken'): string;
  edit(action: string, fields?: Readonly<Record<string, string>>): unknown;
  /** A commit on a branch of a repository; the first one makes both. @returns its id */
  push(repository: string, branch: string, message?: string): string;
  /** What the runner tells about a deployment. */
  report(event: Omit<HostingEvent, 'at'>): void;
  faults: Faults;
  /** The clock goes on by so many minutes. */
  later(minutes: number): void;
  close(): Promise<void>;
}

export interface FixtureOptions {
  /** `by hand`: nothing happens to a deployment that is not reported. */
  runner?: 'record' | 'by hand';
  certificateMs?: number;
}

export async function openRailway({ runner = 'record', certificateMs = 0 }: FixtureOptions = {}): Promise<RailwayDesk> {
  const commits: { repository: string; branch: string; commit: string; message: string }[] = [];
  let ahead = 0;
  const clock: Clock = {
    ...systemClock,
    now: () => new Date(systemClock.now().getTime() + ahead),
    tick: () => systemClock.tick(),
    sleep: (ms, signal) => systemClock.sleep(ms, signal),
  };
  const hosting: HostingView = {
    head: (repository, branch) => commits.findLast((one) => one.repository === repository && one.branch === branch)?.commit,
    branches: () => [],
    repositories: () => [...new Set(commits.map(({ repository }) => repository))],
    commit: (repository, commit) => {
      const found = commits.find((one) => one.repository === repository && one.commit === commit);
      return found && { message: found.message, author: 'Ann' };
    },
    logs: () => [],
    metrics: () => undefined,
  };
  const emulator = railwayEmulator({ clock, random: systemRandom, hosting, certificateMs });
  const record = openRecord({ clock, report: (_vendor, event) => emulator.desk?.report(event) });
  const follow = (): void => {
    for (let more = runner === 'record'; more; ) more = record.follow('railway', emulator.desk?.wanted() ?? []);
  };
  const faults = new Faults(() => {});
  const closing = new AbortController();
  const kernel = { emulator, faults, clock, save: async () => follow(), touch: () => {}, log: () => {}, signal: closing.signal };
  const listener = await listen((incoming) => serve(kernel, incoming));
  return {
    emulator,
    endpoint: `http://127.0.0.1:${listener.port}`,
    token: (kind = 'token') => emulator.credentials()[kind] ?? '',
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
    report: (event) => emulator.desk?.report({ ...event, at: clock.now().toISOString() } as HostingEvent),
    faults,
    later(minutes) {
      ahead += minutes * 60_000;
    },
    async close() {
      closing.abort();
      await listener.close();
    },
  };
}
