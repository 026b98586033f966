/**
 * Files below one root. A write replaces the whole file or nothing: temporary file, fsync, rename, fsync of the folder.
 */
import { mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, normalize, resolve, sep } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Files } from '../core/ports.ts';
import { confine } from './confine.ts';
import { codeOf, explainIo, isAbsent } from './io-errors.ts';

export function openFiles(folder: string): Files {
  const root = resolve(folder);
  const write = (path: string, content: string | Uint8Array, mode?: number): Promise<void> =>
    doing('write', root, path, async () => {
      const absolute = await confine(root, path);
      await makeFolder(dirname(absolute), isPrivate(path));
      await replaceFile(absolute, content, mode);
    });
  return {
    root,
    read: (path) =>
      doing('read', root, path, async () => {
        const absolute = await confine(root, path);
        return await orAbsent(readFile(absolute, 'utf8'));
      }),
    write,
    writeBytes: write,
    remove: (path) =>
      doing('remove', root, path, async () => {
        const absolute = await confine(root, path, 'keep');
        if (absolute === root) throw new Error('the root of a workspace is never removed');
        await rm(absolute, { recursive: true, force: true });
      }),
    list: (path) =>
      doing('list', root, path, async () => {
        const absolute = await confine(root, path);
        return ((await orAbsent(readdir(absolute))) ?? []).sort();
      }),
    mode: (path) =>
      doing('look at', root, path, async () => {
        const absolute = await confine(root, path);
        const found = await orAbsent(stat(absolute));
        return found === undefined ? undefined : found.mode & 0o777;
      }),
  };
}

/**
 * Creates a folder and its parents; private ones are for nobody but their owner.
 * One by one, because Node's recursive mkdir calls a read-only file system ENOENT (seen with 24.21.0).
 */
export async function makeFolder(absolute: string, forOwnerOnly: boolean): Promise<void> {
  if (await isFolder(absolute)) return;
  const parent = dirname(absolute);
  await makeFolder(parent, forOwnerOnly);
  try {
    await mkdir(absolute, { mode: forOwnerOnly ? 0o700 : 0o777 });
    await syncFolder(parent);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' || !(await isFolder(absolute))) throw error;
  }
}

async function isFolder(absolute: string): Promise<boolean> {
  return (await orAbsent(stat(absolute)))?.isDirectory() === true;
}

/** Makes a rename or a new file durable. Some file systems cannot sync a folder; they have nothing to sync then. */
export async function syncFolder(absolute: string): Promise<void> {
  const handle = await open(absolute, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EPERM', 'EISDIR', 'EBADF', 'EROFS'].includes(codeOf(error) ?? '')) throw error;
  } finally {
    await handle.close();
  }
}

/** `.k77` holds tokens and state: its folders are made 0700. */
export function isPrivate(path: string): boolean {
  return normalize(path).split(sep)[0] === '.k77';
}

async function replaceFile(absolute: string, content: string | Uint8Array, mode: number | undefined): Promise<void> {
  await writeFileAtomic(absolute, null, {
    ...(mode === undefined ? {} : { mode }),
    fsync: true,
    // write-file-atomic 8.0.0 asks for one write() and does not look at how much of it was done: on a nearly full disk
    // it would rename a half-written file into place. `writeFile` goes on until all is written or the disk says no.
    tmpfileCreated: (temporary) => writeFile(temporary, content, { flag: 'r+' }),
  });
  await syncFolder(dirname(absolute));
}

async function orAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

async function doing<T>(verb: string, root: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explainIo(error, verb, resolve(root, path));
  }
}
