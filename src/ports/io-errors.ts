/**
 * What the operating system says about a file, as something that the operator can mend.
 */
import { dirname } from 'node:path';
import { OperatorError } from '../core/errors.ts';

/** The code of a system error, `ENOENT`; undefined for anything else. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

export function isAbsent(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** The error to throw for a failed `doing` ("write", "read") of `path`: an OperatorError where there is a remedy, else the error itself. */
export function explainIo(error: unknown, doing: string, path: string): unknown {
  if (error instanceof OperatorError) return error;
  const remedy = remedies[codeOf(error) ?? '']?.(path);
  return remedy === undefined
    ? error
    : new OperatorError({ what: `Cannot ${doing} ${path}: ${remedy.why}.`, fix: remedy.fix, cause: error });
}

const full = (path: string) => ({
  why: 'the disk is full',
  fix: `Free some space (df -h ${quoted(dirname(path))}), then run the same command again. What was there before is untouched.`,
});
const denied = (path: string) => ({
  why: 'permission denied',
  fix: `Give yourself access to ${quoted(dirname(path))} (ls -ld shows who owns it), or choose another folder with --dir.`,
});
const readOnly = (path: string) => ({
  why: 'the file system is read-only',
  fix: `Make ${quoted(dirname(path))} writable (mount -o remount,rw), or choose another folder with --dir.`,
});
const isFolder = (path: string) => ({
  why: 'a folder is in its place',
  fix: `Move ${quoted(path)} away, then run the same command again.`,
});
const isFile = (path: string) => ({
  why: 'a file stands where a folder is needed',
  fix: `Look along ${quoted(path)} and move that file away.`,
});
const tooMany = () => ({ why: 'too many files are open', fix: 'Raise the limit (ulimit -n 4096), then run the same command again.' });
const broken = () => ({
  why: 'the disk reports an input/output error',
  fix: 'Check the disk (dmesg), or choose another folder with --dir.',
});

const remedies: Readonly<Record<string, (path: string) => { why: string; fix: string }>> = {
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: full,
  EACCES: denied,
  EPERM: denied,
  EROFS: readOnly,
  EISDIR: isFolder,
  EEXIST: isFile,
  ENOTDIR: isFile,
  EMFILE: tooMany,
  ENFILE: tooMany,
  EIO: broken,
};

function quoted(path: string): string {
  return /^[\w./@~+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
