/**
 * Files that exist or do not: the primitive under the lease. A file appears with its whole content, for exactly one of all who try.
 */
import { link, open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { confine } from './confine.ts';
import { isPrivate, makeFolder } from './files.ts';
import { codeOf, explainIo } from './io-errors.ts';

/**
 * Creates `path` with `text` unless it exists. True for the one caller that created it.
 * @param unique text that no other caller uses, for the name of the temporary file
 */
export async function createExclusively(root: string, path: string, text: string, unique: string): Promise<boolean> {
  try {
    const absolute = await confine(root, path);
    await makeFolder(dirname(absolute), isPrivate(path));
    const temporary = `${absolute}.${unique}.tmp`;
    await writeNew(temporary, text);
    try {
      await linkOrCreate(temporary, absolute, text);
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    } finally {
      await unlink(temporary);
    }
  } catch (error) {
    throw explainIo(error, 'write', `${root}/${path}`);
  }
}

/** A hard link appears at once and with its content; file systems without links get an exclusive create, whose reader may meet an empty file. */
async function linkOrCreate(temporary: string, absolute: string, text: string): Promise<void> {
  try {
    await link(temporary, absolute);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(codeOf(error) ?? '')) throw error;
    await writeNew(absolute, text);
  }
}

async function writeNew(absolute: string, text: string): Promise<void> {
  const file = await open(absolute, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await unlink(absolute).catch(() => undefined);
    throw error;
  } finally {
    await file.close();
  }
}
