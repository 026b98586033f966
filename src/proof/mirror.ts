/**
 * Makes a folder like another one by touching only what differs: a scene changes a handful of files among hundreds.
 */
import { cp, lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Kind, size, mode and time of everything below a folder, by path from it. */
async function listed(root: string): Promise<Map<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const seen = await Promise.all(
    entries.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const { mode, size, mtimeMs } = await lstat(path);
      // The time of a folder changes with what is in it.
      return [path.slice(root.length + 1), entry.isDirectory() ? 'folder' : `${mode} ${size} ${Math.floor(mtimeMs)}`] as const;
    }),
  );
  return new Map(seen.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Afterwards `to` holds what `from` holds, with the same times and modes. */
export async function mirror(from: string, to: string): Promise<void> {
  const [wanted, there] = await Promise.all([listed(from), listed(to)]);
  const odd = [...there].filter(([path, what]) => wanted.get(path) !== what).map(([path]) => path);
  for (const path of odd) await rm(join(to, path), { recursive: true, force: true });
  const left = (path: string): boolean => there.get(path) === wanted.get(path) && !odd.some((gone) => path.startsWith(`${gone}/`));
  for (const [path, what] of wanted) {
    if (what === 'folder') await mkdir(join(to, path), { recursive: true });
    else if (!left(path)) await cp(join(from, path), join(to, path), { preserveTimestamps: true, force: true });
  }
}
