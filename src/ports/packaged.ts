/**
 * What travels with k77 itself: its templates. Found from where this file is, in a checkout and in the published package alike.
 */
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { upward } from './folders.ts';

/** Absolute path of something in k77's own package: `packaged('templates/project')`. */
export function packaged(path: string): string {
  const home = upward(import.meta.dirname).find(isPackage);
  if (home === undefined) throw new Error(`k77's own package.json is not above ${import.meta.dirname}`);
  return join(home, path);
}

function isPackage(folder: string): boolean {
  const manifest = join(folder, 'package.json');
  return existsSync(manifest) && (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === 'k77';
}

/** Paths of all files below a folder, with `/` between their parts, in order; `skip` is asked about every entry. Links are left out. */
export async function filesBelow(folder: string, skip: (path: string) => boolean): Promise<string[]> {
  const found: string[] = [];
  const look = async (at: string): Promise<void> => {
    for (const entry of await readdir(at, { withFileTypes: true })) {
      const full = join(at, entry.name);
      const path = relative(folder, full).split(sep).join('/');
      if (skip(path)) continue;
      if (entry.isDirectory()) await look(full);
      if (entry.isFile()) found.push(path);
    }
  };
  await look(folder);
  return found.sort();
}

export function textOf(folder: string, path: string): Promise<string> {
  return readFile(join(folder, path), 'utf8');
}
