/**
 * A file that somebody named at the keyboard, wherever it lies: as a shell would write its path, or as a file manager drops it.
 */
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { OperatorError } from '../core/errors.ts';
import { codeOf } from './io-errors.ts';

/** Bytes: far more than any key. */
const largest = 64 * 1024;

/** `~/Downloads/key.json`, `'/with spaces/key.json'`, `/with\ spaces/key.json` → an absolute path. */
export function typedPath(text: string, home = homedir()): string {
  const bare = text.trim().replace(/^(['"])(.*)\1$/, '$2');
  const path = bare === text.trim() ? bare.replaceAll(/\\(.)/g, '$1') : bare;
  return resolve(path.replace(/^~(?=\/|$)/, home));
}

/** @throws OperatorError when it cannot be read, or is no small file */
export async function readTypedFile(text: string): Promise<string> {
  const path = typedPath(text);
  const trouble = (what: string, cause?: unknown): OperatorError =>
    new OperatorError({
      what: `${path} ${what}`,
      fix: 'type the path of the file that was downloaded, or drop the file into this window',
      cause,
    });
  try {
    const found = await stat(path);
    if (!found.isFile()) throw trouble('is no file');
    if (found.size > largest) throw trouble(`has ${Math.ceil(found.size / 1024)} KB: too much for a key`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    throw trouble(codeOf(error) === 'ENOENT' ? 'is not there' : 'cannot be read', error);
  }
}
