/**
 * Command lines of services and builds: run by `sh`, in a process group of their own that ends with us, whatever ends us.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface Ended {
  /** Null when a signal ended it. */
  code: number | null;
  signal: string | null;
}

export interface Program {
  /** Of the first process, and of its group. */
  pid: number;
  ended: Promise<Ended>;
  /**
   * SIGTERM to the first process, as platforms send it, and to the others once it is gone: shells and npm do not always pass it on. SIGKILL to all of them
   * when some still run after `graceMs`. Resolves when all are gone.
   */
  stop(graceMs: number): Promise<void>;
  /** At once, the whole group. */
  kill(): void;
}

export interface ProgramOptions {
  command: string;
  cwd: string;
  /** All of it: nothing is inherited. */
  env: Readonly<Record<string, string>>;
  print(stream: 'stdout' | 'stderr', text: string): void;
}

/**
 * The third descriptor is a pipe whose other end is ours: when we are gone, however suddenly, somebody notices who kills the group.
 * Then the shell becomes the command.
 */
const lifeline = '(read -r _ <&3; kill -KILL 0) >/dev/null 2>&1 & exec 3<&-; exec sh -c "$1"';

/** @throws Error when it cannot be started */
export async function startProgram({ command, cwd, env, print }: ProgramOptions): Promise<Program> {
  const child = spawn('/bin/sh', ['-c', lifeline, 'sh', command], {
    cwd,
    env: { ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const streams = ['stdout', 'stderr'] as const;
  for (const stream of streams) {
    child[stream]?.setEncoding('utf8');
    child[stream]?.on('data', (text: string) => print(stream, text));
    child[stream]?.on('error', () => undefined);
  }
  child.stdio[3]?.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const pid = child.pid ?? 0;
  const kill = (): void => void signalGroup(pid, 'SIGKILL');
  let over = false;
  let stopping = false;
  const ended = new Promise<Ended>((resolve) => {
    child.once('exit', async (code, signal) => {
      over = true;
      const closed = new Promise<void>((done) => void child.once('close', () => done()));
      // When its first process ends a container ends, and everything in it.
      if (stopping) await lastOf(pid);
      else kill();
      // What it printed last is still under way.
      await Promise.race([closed, pause(500, undefined, { ref: false })]);
      resolve({ code, signal });
    });
  });
  return {
    pid,
    ended,
    kill,
    async stop(graceMs) {
      stopping = true;
      if (!over) child.kill('SIGTERM');
      const late = setTimeout(kill, graceMs);
      await ended;
      clearTimeout(late);
    },
  };
}

/** Tells the rest of a group to end, and waits until it has. */
async function lastOf(group: number): Promise<void> {
  if (!signalGroup(group, 'SIGTERM')) return;
  while (signalGroup(group, 0)) await pause(10);
}

/** False: there is nobody left. */
function signalGroup(group: number, signal: 'SIGTERM' | 'SIGKILL' | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}

/** What every program needs of a machine: where programs are (this Node first), a home and a place for temporary files. */
export function machineEnvironment(): { PATH: string; HOME: string; TMPDIR?: string; LANG?: string } {
  const { PATH = '/usr/local/bin:/usr/bin:/bin', HOME = '/', TMPDIR, LANG } = process.env;
  const home = dirname(process.execPath);
  return {
    PATH: [home, ...PATH.split(':').filter((folder) => folder !== home && !isOfNpm(folder))].join(':'),
    HOME,
    ...(TMPDIR ? { TMPDIR } : {}),
    ...(LANG ? { LANG } : {}),
  };
}

/** Settings that npm may need to reach its registry. */
const ofNpm =
  /^(https?_proxy|no_proxy|node_extra_ca_certs|npm_config_(registry|cache|userconfig|globalconfig|proxy|https_proxy|noproxy|cafile|strict_ssl|prefer_offline|offline))$/i;

/** The same for npm itself, with the machine's own settings of it. */
export function npmEnvironment(): Record<string, string> {
  const own = Object.entries(process.env).flatMap(([name, value]): [string, string][] =>
    value && ofNpm.test(name) ? [[name, value]] : [],
  );
  return { ...machineEnvironment(), ...Object.fromEntries(own) };
}

/** npm puts folders of whatever it runs in front of PATH; a service must not find programs of k77's own packages in them. */
function isOfNpm(folder: string): boolean {
  return folder.endsWith(join('node_modules', '.bin')) || folder.includes('node-gyp-bin');
}

/** Processors that we may use. */
export function processors(): number {
  return availableParallelism();
}
