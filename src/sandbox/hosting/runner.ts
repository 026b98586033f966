/**
 * What becomes of the deployments that hosting emulators want: really built and run on this machine (`run`), or only said to be (`record`).
 * One runner serves all desks of a world.
 */
import type { Clock, Random } from '../../core/ports.ts';
import type { HostingEvent, RunnerLine, RunnerMetrics, WantedDeployment } from './desk.ts';
import { openMachine } from './machine.ts';
import { openRecord } from './record.ts';

export interface Runner {
  /**
   * Makes it so that exactly these run for a vendor. Returns at once; what becomes of it is told by `ground.report`.
   * True: something was told during the call, so that another list may be wanted now.
   */
  follow(vendor: string, wanted: readonly WantedDeployment[]): boolean;
  /** `railway/d-1`; oldest line first. */
  logs(id: string, of: 'build' | 'run'): readonly RunnerLine[];
  /** The same without the secrets of its variables. */
  redacted(id: string, of: 'build' | 'run'): readonly RunnerLine[];
  metrics(id: string): RunnerMetrics | undefined;
  /** What runs or is about to. */
  services(): readonly RunningService[];
  /** Ends the processes of a deployment as a crash would. False: none runs. */
  kill(id: string): boolean;
  /** What it must know after a restart of the sandbox, as plain JSON. */
  dump(): unknown;
  /** Goes on from there: what ran is brought up again by the next `follow`, without a build. */
  load(memory: unknown): void;
  /** Grows when `dump` says something else. */
  version(): number;
  /** Resolves when nothing is being built, started or stopped. */
  settle(): Promise<void>;
  /** Ends every process. */
  close(): Promise<void>;
}

export interface RunningService {
  vendor: string;
  /** The vendor's id of the deployment. */
  deployment: string;
  service: string;
  name: string;
  repository: string;
  commit: string;
  state: 'waiting' | 'building' | 'starting' | 'live' | 'failed' | 'crashed' | 'stopped';
  instances: number;
  restarts: number;
  pids: readonly number[];
  upstreams: readonly string[];
  memoryMb: number | undefined;
  cpuPercent: number | undefined;
  /** What went wrong last. */
  message: string | undefined;
}

/** What the world gives to its runner. */
export interface RunnerGround {
  clock: Clock;
  random: Random;
  /** Absolute path of the workspace. */
  root: string;
  /** Tells a desk, at once. */
  report(vendor: string, event: HostingEvent): void;
  /** Saves what a report changed and lets the world follow it: from then on visitors see it. */
  changed(vendor: string): Promise<void>;
  /** Git folder of a repository of the emulated GitHub. */
  repository(name: string): string | undefined;
  /** What services get besides their variables. */
  environment(variables: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>>;
  /** Things are under way: the sandbox is in use. */
  touch(): void;
  log(line: string): void;
  limits?: Partial<RunnerLimits>;
}

/** Milliseconds, where nothing else is said. */
export interface RunnerLimits {
  installMs: number;
  buildMs: number;
  preDeployMs: number;
  /** How long a service without a health check may take to open its port. */
  portMs: number;
  /** After SIGTERM, when the deployment does not say it. */
  drainMs: number;
  /** The same when the sandbox itself ends. */
  closeMs: number;
  /** The first pause before a restart; each one doubles it. */
  pauseMs: number;
  longestPauseMs: number;
  /** After so long without an end its restarts are forgiven. */
  forgiveMs: number;
  /** How often memory and CPU are looked at. */
  gaugeMs: number;
  /** How often a port or a health check is tried. */
  tryMs: number;
  /** Builds at once. */
  builds: number;
  /** Builds kept per service besides those that run. */
  keptBuilds: number;
}

export const usualLimits: RunnerLimits = {
  installMs: 10 * 60_000,
  buildMs: 15 * 60_000,
  preDeployMs: 10 * 60_000,
  portMs: 60_000,
  drainMs: 10_000,
  closeMs: 4000,
  pauseMs: 250,
  longestPauseMs: 5000,
  forgiveMs: 60_000,
  gaugeMs: 2000,
  tryMs: 50,
  builds: 2,
  keptBuilds: 3,
};

export function openRunner(mode: 'run' | 'record', ground: RunnerGround): Runner {
  return mode === 'run' ? openMachine(ground) : openRecord(ground);
}
