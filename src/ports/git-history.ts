/**
 * Every distinct text that any commit or the index of a repository holds, in batches of bounded size.
 */
import { OperatorError } from '../core/errors.ts';
import type { Finished, Shell } from '../core/ports.ts';
import { runBytes } from './shell.ts';

const largestText = 1024 * 1024;
const batchBytes = 16 * 1024 * 1024;

interface Blob {
  id: string;
  path: string;
  /** The first commit that held it, oldest first; `index` for what is staged only. */
  commit: string;
  bytes: number;
}

/** Binary blobs and those above 1 MiB are skipped. */
export async function* readHistory(
  repository: string,
  shell: Shell,
  env: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): AsyncGenerator<{ path: string; commit: string; text: string }> {
  const options = { cwd: repository, env, ...(signal ? { signal } : {}) };
  const git = async (args: readonly string[], input?: string) =>
    answered(await shell.run('git', args, { ...options, ...(input === undefined ? {} : { input }) }));

  const named = new Map<string, Omit<Blob, 'bytes'>>();
  for (const blob of listed(await git(['rev-list', '--objects', '--in-commit-order', '--reverse', '--all'])))
    if (!named.has(blob.id)) named.set(blob.id, blob);
  for (const blob of staged(await git(['ls-files', '--stage', '-z']))) if (!named.has(blob.id)) named.set(blob.id, blob);
  if (named.size === 0) return;

  const sizes = await git(['cat-file', '--batch-check=%(objectname) %(objecttype) %(objectsize)', '--buffer'], lines(named.keys()));
  for (const batch of batches(textSized(sizes, named))) {
    const read = await runBytes('git', ['cat-file', '--batch', '--buffer'], { ...options, input: lines(batch.map(({ id }) => id)) });
    yield* contents(read.stdout, batch);
  }
}

/** `rev-list --objects` prints commits as a bare id and everything in them as id and path. */
function* listed(output: string): Generator<Omit<Blob, 'bytes'>> {
  let commit = '';
  for (const line of output.split('\n')) {
    const space = line.indexOf(' ');
    if (space < 0) commit = line;
    else if (space < line.length - 1) yield { id: line.slice(0, space), path: line.slice(space + 1), commit };
  }
}

function* staged(output: string): Generator<Omit<Blob, 'bytes'>> {
  for (const entry of output.split('\0')) {
    const [about, path] = entry.split('\t', 2);
    const id = about?.split(' ')[1];
    if (id !== undefined && path !== undefined) yield { id, path, commit: 'index' };
  }
}

function* textSized(output: string, named: ReadonlyMap<string, Omit<Blob, 'bytes'>>): Generator<Blob> {
  for (const line of output.split('\n')) {
    const [id = '', type, size] = line.split(' ');
    const blob = named.get(id);
    if (blob !== undefined && type === 'blob' && Number(size) <= largestText) yield { ...blob, bytes: Number(size) };
  }
}

function* batches(blobs: Iterable<Blob>): Generator<Blob[]> {
  let batch: Blob[] = [];
  let bytes = 0;
  for (const blob of blobs) {
    if (bytes + blob.bytes > batchBytes && batch.length > 0) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(blob);
    bytes += blob.bytes;
  }
  if (batch.length > 0) yield batch;
}

/** `cat-file --batch` prints `<id> <type> <size>`, a line break, the bytes, a line break; in the order asked. */
function* contents(output: Uint8Array, batch: readonly Blob[]): Generator<{ path: string; commit: string; text: string }> {
  const bytes = Buffer.from(output.buffer, output.byteOffset, output.byteLength);
  let at = 0;
  for (const blob of batch) {
    const end = bytes.indexOf(0x0a, at);
    const header = bytes.toString('latin1', at, end);
    at = end + 1;
    if (!header.endsWith(` blob ${blob.bytes}`)) continue;
    const content = bytes.subarray(at, at + blob.bytes);
    at += blob.bytes + 1;
    if (!content.includes(0)) yield { path: blob.path, commit: blob.commit, text: content.toString('utf8') };
  }
}

function lines(items: Iterable<string>): string {
  return `${[...items].join('\n')}\n`;
}

function answered(finished: Finished): string {
  if (finished.code === 0) return finished.stdout;
  throw new OperatorError({
    what: `git could not list the repository's history: ${finished.stderr.trim().split('\n')[0] ?? ''}`,
    fix: 'Run `git fsck`, mend what it names, then run the same command again.',
  });
}
