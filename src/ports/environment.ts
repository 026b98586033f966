/**
 * What k77 may know of the process it runs in and of other processes on this machine.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { codeOf } from './io-errors.ts';

/** A variable of the environment; undefined when it is unset or empty. */
export function environment(name: string): string | undefined {
  return process.env[name] || undefined;
}

export interface ProcessFacts {
  pid: number;
  platform: NodeJS.Platform;
  arch: string;
  /** `v24.21.0` */
  nodeVersion: string;
  hostname: string;
  /** Undefined on Windows. */
  uid: number | undefined;
  cwd: string;
  home: string;
  /** The Node binary. */
  execPath: string;
  /** A continuous-integration service says that it runs us. */
  ci: boolean;
  /** The locale's language and country, `en_US`, or undefined. */
  locale: string | undefined;
}

export function processFacts(): ProcessFacts {
  return {
    pid: process.pid,
    platform: process.platform,
    arch: process.arch,
    nodeVersion: process.version,
    hostname: hostname(),
    uid: process.getuid?.(),
    cwd: process.cwd(),
    home: homedir(),
    execPath: process.execPath,
    ci: !['', '0', 'false'].includes((process.env.CI ?? '').toLowerCase()),
    locale: (environment('LC_ALL') ?? environment('LANG'))?.split('.')[0],
  };
}

/** True when a process with this id runs, whoever owns it. A zombie does not run. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
  return process.platform !== 'linux' || statOf(pid)?.state !== 'Z';
}

/**
 * When a process started, as opaque text: ids are used again, a start time with its id is not. Undefined when it does not run.
 * Linux: boot id and field 22 of /proc/<pid>/stat (clock ticks since boot, proc_pid_stat(5)). Elsewhere: `ps -o lstart=`.
 */
export function startTimeOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const stat = statOf(pid);
    return stat && `${bootId()}:${stat.startTicks}`;
  }
  const listed = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  return listed.stdout?.trim() || undefined;
}

function statOf(pid: number): { state: string; startTicks: string } | undefined {
  const stat = readOrUndefined(`/proc/${pid}/stat`);
  // The name in parentheses may itself hold spaces and parentheses; fields are counted after the last one.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields === undefined ? undefined : { state: fields[0] ?? '', startTicks: fields[19] ?? '' };
}

function bootId(): string {
  return readOrUndefined('/proc/sys/kernel/random/boot_id')?.trim().slice(0, 8) ?? '';
}

function readOrUndefined(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
