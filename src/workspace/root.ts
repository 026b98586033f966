/**
 * Where the operator's workspace is.
 */
import { join, relative, resolve } from 'node:path';
import { exits, OperatorError } from '../core/errors.ts';
import { openFiles } from '../ports/files.ts';
import { kindOf, nearestWith, upward } from '../ports/folders.ts';

/**
 * `--dir`; else the nearest folder upward with `k77.json`; else the current folder. Inside k77's own checkout it is `./shop`,
 * so that the tracked tree is never written. The folder need not exist yet.
 */
export async function findRoot(where: { dir?: string | undefined; cwd: string }): Promise<string> {
  if (where.dir !== undefined) return await chosen(resolve(where.cwd, where.dir));
  const checkout = await checkoutOf(where.cwd);
  const known = await nearestWith(where.cwd, 'k77.json');
  if (checkout === undefined) return known ?? resolve(where.cwd);
  const shop = join(checkout, 'shop');
  return known !== undefined && isBelow(shop, known) ? known : shop;
}

async function chosen(dir: string): Promise<string> {
  if ((await kindOf(dir)) !== 'file') return dir;
  throw new OperatorError({ what: `${dir} is a file, not a folder.`, fix: 'Name the workspace folder with --dir.', exit: exits.usage });
}

/** The root of the checkout of k77 itself that a folder is in. An installed k77 carries no `src/cli`. */
async function checkoutOf(folder: string): Promise<string | undefined> {
  for (const candidate of upward(folder)) {
    if ((await kindOf(join(candidate, 'src', 'cli'))) !== 'folder') continue;
    const text = (await kindOf(join(candidate, 'package.json'))) === 'file' ? await openFiles(candidate).read('package.json') : undefined;
    if (text !== undefined && /"name"\s*:\s*"k77"/.test(text)) return candidate;
  }
  return undefined;
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || !way.startsWith('..');
}
