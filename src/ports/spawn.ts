/**
 * Detached processes: start one, see whether it lives, tell it to stop. Used for the sandbox, of which there is one per workspace.
 */
import { spawn } from 'node:child_process';
import { chmod, link, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { npmEnvironment } from './program.ts';

/**
 * Starts a Node program that outlives us. Its environment carries nothing but PATH, HOME, TMPDIR and how npm reaches its registry, so that no
 * secret of ours reaches it.
 * @returns its process id
 * @throws Error when it cannot be started
 */
export async function spawnDetached(args: readonly string[], options: { cwd: string; output: string }): Promise<number> {
  await mkdir(dirname(options.output), { recursive: true, mode: 0o700 });
  const output = await open(options.output, 'a', 0o600);
  try {
    const child = spawn(process.execPath, args, {
      cwd: options.cwd,
      detached: true,
      stdio: ['ignore', output.fd, output.fd],
      env: { ...npmEnvironment(), ...pick(process.env, ['PATH', 'HOME', 'TMPDIR']) },
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    if (child.pid === undefined) throw new Error(`${process.execPath} did not start`);
    return child.pid;
  } finally {
    await output.close();
  }
}

function pick(from: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])));
}

export function ownProcessId(): number {
  return process.pid;
}

/** True when a process with this id exists, ours or another user's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Calls `stop` on SIGTERM, SIGINT and SIGHUP until the returned function is called. */
export function onStopSignals(stop: (signal: string) => void): () => void {
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, stop);
  return () => {
    for (const signal of signals) process.off(signal, stop);
  };
}

/** Makes folders that only their owner can look into. Existing ones are tightened. */
export async function privateFolders(...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await chmod(path, 0o700);
  }
}

/** Writes a file only if there is none, whole or not at all. Returns false when somebody else was first. */
export async function writeNew(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, text, { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Adds a line to a file that only its owner can read. */
export async function appendPrivate(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: 'a', mode: 0o600 });
}
