/**
 * Between an emulated hosting vendor and the machine: what it wants built and run, and how it is told what became of it.
 * The emulator owns its own state and words; the runner (`runner.ts`) owns clones, installs, builds, processes, logs and numbers.
 */

/** A deployment that an emulator wants on this machine. */
export interface WantedDeployment {
  /** The vendor's own id; unique within the vendor. */
  id: string;
  /** The vendor's id of the service. A second live deployment of one service takes over when it is ready; the runner then stops the first. */
  service: string;
  /** `bot`: for logs and status. */
  name: string;
  /** `owner/name` */
  repository: string;
  commit: string;
  /** Folder inside the repository in which commands run; empty: its top. */
  root: string;
  buildCommand: string | undefined;
  preDeployCommand: string | undefined;
  startCommand: string;
  /** Exactly what is set at the host; the runner adds PORT and what `serviceEnvironment` gives, and nothing else. */
  variables: Readonly<Record<string, string>>;
  /** What the build sees instead of `variables`: an image is built before anybody says what it is started with. */
  builtWith?: Readonly<Record<string, string>>;
  instances: number;
  restart: { policy: 'always' | 'on-failure' | 'never'; retries: number };
  /** Path that must answer 2xx before it is live; undefined: it is live as soon as it runs (and, when `web`, listens). */
  health: { path: string; timeoutSeconds: number } | undefined;
  /** It must open the port that PORT names. */
  web: boolean;
  memoryMb: number | undefined;
  /** `stopped`: keep what was built, run nothing. */
  state: 'run' | 'stopped';
  /** Counts orders to start it anew: another number than before restarts what runs, and tries again what crashed. Nothing is built for it. 0 unless told. */
  attempt?: number;
  /** How long it may go on with what it has begun when it is told to end, seconds; 10 unless told. */
  drainSeconds?: number;
}

export type BuildTrouble = 'repository' | 'commit' | 'root' | 'install' | 'build' | 'pre-deploy';
export type RunTrouble = 'exited' | 'no-port' | 'unhealthy';

/** `at`: ISO 8601. */
export type HostingEvent = { deployment: string; at: string } & (
  | { what: 'building' }
  | { what: 'built'; ms: number }
  | { what: 'build-failed'; why: BuildTrouble; message: string }
  | { what: 'starting' }
  /** Ready for visitors: loopback addresses of its instances, `http://127.0.0.1:40123`. Told again when one of them changes. */
  | { what: 'live'; upstreams: readonly string[] }
  /** It never became ready. */
  | { what: 'start-failed'; why: RunTrouble; message: string }
  /** One instance ended and is started again. */
  | { what: 'restarted'; code: number | null; restarts: number }
  /** It ended too often, or its policy says that it stays down. */
  | { what: 'crashed'; code: number | null; restarts: number; message?: string }
  /** Nothing of it runs any more: it was to stop, or another deployment of its service took over. */
  | { what: 'stopped' }
);

export interface Push {
  repository: string;
  branch: string;
  commit: string;
}

/** What a hosting emulator offers to the world: `Emulator.desk`. */
export interface Desk {
  /** Everything that it wants on the machine; asked after every change of its state. What is not in it any more is stopped and forgotten. */
  wanted(): readonly WantedDeployment[];
  /** Called between requests; may change the state. */
  report(event: HostingEvent): void;
  /** Somebody pushed to a repository. */
  pushed(push: Push): void;
}

export interface RunnerLine {
  at: string;
  text: string;
  stream: 'stdout' | 'stderr';
}

export interface RunnerMetrics {
  /** Of one core, averaged over the last minute. */
  cpuPercent: number;
  memoryMb: number;
}

/** What emulators may ask at any moment: `options.hosting`. Ids are `<vendor>/<deployment>`. */
export interface HostingView {
  /** Commit that a branch of the emulated GitHub points to; undefined: there is no such branch or repository. */
  head(repository: string, branch: string): string | undefined;
  branches(repository: string): readonly { branch: string; commit: string }[];
  /** Every repository that exists, `owner/name`. */
  repositories(): readonly string[];
  /** First line of the commit's message and who made it. */
  commit(repository: string, commit: string): { message: string; author: string } | undefined;
  /** Text of a file in a commit; undefined: it has none of that path. `unknown` where repositories are remembered without their files; absent: as that. */
  file?(repository: string, commit: string, path: string): string | 'unknown' | undefined;
  /** Oldest first; the last few thousand. */
  logs(deployment: string, of: 'build' | 'run'): readonly RunnerLine[];
  metrics(deployment: string): RunnerMetrics | undefined;
}
