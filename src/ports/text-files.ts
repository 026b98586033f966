/**
 * The text files of a folder, as a scan wants them: what tools generate, links, binaries and anything above 1 MiB left out.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { confine } from './confine.ts';
import { explainIo } from './io-errors.ts';

const generated = new Set(['node_modules', '.git', '.next', '.turbo', '.vercel', '.netlify', '.cache', 'dist', 'build', 'out', 'coverage']);
const largestText = 1024 * 1024;

/** Paths are relative to `root`, in order of their names. */
export async function* textFiles(root: string, folder: string): AsyncGenerator<{ path: string; text: string }> {
  await confine(root, folder);
  const entries = await readdir(resolve(root, folder), { withFileTypes: true }).catch((error: unknown) => {
    throw explainIo(error, 'read', resolve(root, folder));
  });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !generated.has(entry.name)) yield* textFiles(root, path);
    if (!entry.isFile() || (await stat(resolve(root, path))).size > largestText) continue;
    const content = await readFile(resolve(root, path));
    if (!content.includes(0)) yield { path, text: content.toString('utf8') };
  }
}
