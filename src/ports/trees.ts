/**
 * Whole folders: copied by hard links, renamed, removed.
 */
import { execFile } from 'node:child_process';
import { copyFile, link, mkdir, readdir, readlink, rename, rm, stat, symlink, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { codeOf } from './io-errors.ts';

const run = promisify(execFile);

/**
 * Copies a folder so that its files are the same ones as before: fast, and without room of their own. Links stay as they are, so that relative ones lead to
 * what stands beside the copy. Where file systems differ files are copied.
 */
export async function linkTree(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  if (process.platform === 'linux') {
    try {
      await run('cp', ['-al', '--', from, to]);
      return;
    } catch {
      await rm(to, { recursive: true, force: true });
    }
  }
  await linkFolder(from, to);
}

async function linkFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await linkFolder(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else
      await link(source, target).catch(async (error: unknown) => {
        if (!['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP'].includes(codeOf(error) ?? '')) throw error;
        await copyFile(source, target);
      });
  }
}

/** Puts a finished folder in its place; false when there is one already, which stays. */
export async function moveTree(from: string, to: string): Promise<boolean> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(error) ?? '')) throw error;
    await removeTree(from);
    return false;
  }
}

export async function removeTree(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Names in a folder with the times at which they changed last, oldest first; empty when there is no such folder. */
export async function agesIn(folder: string): Promise<{ name: string; at: number }[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(folder, name)).catch(() => undefined))?.mtimeMs ?? 0 })),
  );
  return found.sort((a, b) => a.at - b.at);
}

/** Notes that it was used now. */
export async function touchTree(folder: string): Promise<void> {
  const now = new Date();
  await utimes(folder, now, now).catch(() => undefined);
}
