/**
 * Keeps paths below a root, also where symbolic links lead elsewhere.
 */
import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { OperatorError } from '../core/errors.ts';
import { isAbsent } from './io-errors.ts';

/**
 * The absolute path of `path` below `root`. Refuses absolute paths, `..` and links that lead out.
 * @param last `follow` checks where the last part leads to; `keep` only where it stands (for removing a link itself)
 */
export async function confine(root: string, path: string, last: 'follow' | 'keep' = 'follow'): Promise<string> {
  const absolute = resolve(root, path);
  if (isAbsolute(path) || !isBelow(root, absolute)) throw outside(root, path);
  const home = await realOf(root);
  const real = last === 'keep' && absolute !== root ? join(await realOf(dirname(absolute)), basename(absolute)) : await realOf(absolute);
  if (!isBelow(home, real)) throw outside(root, path);
  return absolute;
}

/** Where a path really is; the part that does not exist yet is taken as it stands. */
export async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const parent = dirname(path);
    if (!isAbsent(error) || parent === path) throw error;
    return join(await realOf(parent), basename(path));
  }
}

function isBelow(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function outside(root: string, path: string): OperatorError {
  return new OperatorError({
    what: `${path} leads out of ${root}.`,
    fix: 'Use a path inside the workspace; if a symbolic link is on the way, replace it by a real folder.',
  });
}
