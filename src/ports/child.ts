/**
 * Servers of others that run beside us and end with us: `redis-server`, `mongod`.
 */
import { type ChildProcess, spawn } from 'node:child_process';

export interface Child {
  pid: number;
  /** What it printed last, at most 8 KiB: for the error when it does not start. */
  printed(): string;
  /** Undefined while it runs; then how it ended. */
  ended(): string | undefined;
  /** SIGTERM, and SIGKILL when it still runs after `graceMs`. Resolves when it is gone. */
  stop(graceMs: number): Promise<void>;
}

const keptBytes = 8192;

/**
 * Starts a program that reads its configuration, secrets included, from stdin. It gets PATH, HOME and TMPDIR and nothing else of our environment.
 * @throws Error when it cannot be started (its `code` is `ENOENT` when there is no such program)
 */
export async function startChild(program: string, args: readonly string[], options: { input: string; cwd: string }): Promise<Child> {
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn(program, args, { cwd: options.cwd, env: { PATH, HOME, TMPDIR }, stdio: ['pipe', 'pipe', 'pipe'] });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  let printed = '';
  let ended: string | undefined;
  const keep = (chunk: Buffer): void => {
    printed = (printed + chunk.toString('utf8')).slice(-keptBytes);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.stdin.on('error', () => {});
  child.stdin.end(options.input);
  child.once('exit', (code, signal) => {
    ended = signal ?? `exit code ${code}`;
  });
  const killWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  child.once('exit', () => process.off('exit', killWithUs));
  return { pid: child.pid ?? 0, printed: () => printed, ended: () => ended, stop: (graceMs) => stop(child, graceMs) };
}

function stop(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const late = setTimeout(() => child.kill('SIGKILL'), graceMs);
    child.once('exit', () => {
      clearTimeout(late);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
