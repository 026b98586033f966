/**
 * Looking around before there is a root: which folder upward holds a file, what is at a path.
 */
import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

export { realOf } from './confine.ts';

/** The folder itself and all above it, nearest first. */
export function upward(from: string): string[] {
  const here = resolve(from);
  const parent = dirname(here);
  return parent === here ? [here] : [here, ...upward(parent)];
}

/** The nearest folder, upward from `from`, that holds `name`. */
export async function nearestWith(from: string, name: string): Promise<string | undefined> {
  for (const folder of upward(from)) if ((await kindOf(join(folder, name))) !== 'nothing') return folder;
  return undefined;
}

/** What is at an absolute path, links followed; `nothing` also where we may not look. */
export async function kindOf(path: string): Promise<'file' | 'folder' | 'nothing'> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return 'nothing';
  return found.isDirectory() ? 'folder' : 'file';
}
