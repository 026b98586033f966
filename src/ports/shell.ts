/**
 * Runs programs: no shell in between, no terminal for them to wait at.
 */
import { constants } from 'node:os';
import type { Options } from 'execa';
import type { Finished, Shell } from '../core/ports.ts';

/** When k77 runs inside a git hook these point at the hook's repository and would make every git child work there. */
const neverInherited = {
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_PREFIX: undefined,
  GIT_OBJECT_DIRECTORY: undefined,
  GIT_COMMON_DIR: undefined,
};

type RunOptions = NonNullable<Parameters<Shell['run']>[2]>;

export const systemShell: Shell = {
  async run(program, args, options = {}) {
    const { stdout, ...rest } = await runBytes(program, args, options);
    return { ...rest, stdout: Buffer.from(stdout).toString('utf8') };
  },
};

/** As `Shell.run`, with what the program printed as bytes: for git, whose blobs need not be text. */
export async function runBytes(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Omit<Finished, 'stdout'> & { stdout: Uint8Array }> {
  options.signal?.throwIfAborted();
  const { execa } = await import('execa');
  const finished = await execa(program, [...args], {
    reject: false,
    shell: false,
    encoding: 'buffer',
    maxBuffer: 256 * 1024 * 1024,
    stripFinalNewline: false,
    env: { ...neverInherited, ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
    ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
  } satisfies Options);
  options.signal?.throwIfAborted();
  const stderr = Buffer.from(finished.stderr ?? []).toString('utf8');
  return {
    code: codeOf(finished),
    stdout: finished.stdout ?? new Uint8Array(),
    stderr: stderr || (finished.failed ? (finished.originalMessage ?? '') : ''),
  };
}

interface Ended {
  exitCode?: number | undefined;
  code?: string | undefined;
  signal?: NodeJS.Signals | undefined;
  timedOut: boolean;
}

/** As a shell would number it: 127 not found, 126 not runnable, 124 timed out, 128 + n killed by signal n. */
function codeOf(result: Ended): number {
  if (result.timedOut) return 124;
  if (result.exitCode !== undefined) return result.exitCode;
  if (result.signal !== undefined) return 128 + (constants.signals[result.signal] ?? 0);
  return result.code === 'EACCES' ? 126 : 127;
}
