/**
 * Bare git repositories on this machine, read without waiting: what their branches point to and what their commits say.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inflateSync } from 'node:zlib';

/** Every pushed object stays a file of its own, so that it can be read without git; nothing is tidied up behind our back. */
const config = `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
[receive]
\tunpackLimit = 1000000
\tautogc = false
[transfer]
\tunpackLimit = 1000000
[gc]
\tauto = 0
`;

/** As `git init --bare`, without git. */
export function makeBareRepository(folder: string): void {
  for (const part of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags'])
    mkdirSync(join(folder, part), { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(join(folder, 'config'), config);
}

export function isRepository(folder: string): boolean {
  return existsSync(join(folder, 'HEAD')) && existsSync(join(folder, 'objects'));
}

/** `owner/name` of all `<home>/<owner>/<name>.git`, in order. */
export function repositoriesBelow(home: string): string[] {
  return entries(home)
    .filter((owner) => !owner.startsWith('.'))
    .flatMap((owner) =>
      entries(join(home, owner))
        .filter((name) => name.endsWith('.git') && isRepository(join(home, owner, name)))
        .map((name) => `${owner}/${name.slice(0, -'.git'.length)}`),
    )
    .sort();
}

/** Branch → commit. */
export function branchesOf(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of textOf(join(folder, 'packed-refs')).split('\n')) {
    const [, commit, branch] = /^([0-9a-f]{40,64}) refs\/heads\/(.+)$/.exec(line) ?? [];
    if (commit !== undefined && branch !== undefined) found[branch] = commit;
  }
  const heads = join(folder, 'refs', 'heads');
  for (const branch of filesIn(heads)) {
    const commit = /^[0-9a-f]{40,64}/.exec(textOf(join(heads, branch)))?.[0];
    if (commit !== undefined) found[branch] = commit;
  }
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Points branches at these commits and at nothing else. */
export function setBranches(folder: string, branches: Readonly<Record<string, string>>): void {
  rmSync(join(folder, 'packed-refs'), { force: true });
  rmSync(join(folder, 'refs', 'heads'), { recursive: true, force: true });
  mkdirSync(join(folder, 'refs', 'heads'), { recursive: true });
  for (const [branch, commit] of Object.entries(branches)) {
    const file = join(folder, 'refs', 'heads', branch);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${commit}\n`);
  }
}

/** First line of a commit's message and who made it; undefined when the repository has no such commit. */
export function commitIn(folder: string, commit: string): { message: string; author: string } | undefined {
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return undefined;
  const text = looseCommit(folder, commit) ?? packedCommit(folder, commit);
  if (text === undefined) return undefined;
  const end = text.indexOf('\n\n');
  const author = /^author (.*?) </m.exec(text)?.[1] ?? '';
  return { message: text.slice(end + 2).split('\n')[0] ?? '', author };
}

/** Text of a file in a commit; undefined: there is none. */
export function fileIn(folder: string, commit: string, path: string): string | undefined {
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return undefined;
  try {
    const args = [`--git-dir=${folder}`, 'cat-file', 'blob', `${commit}:${path}`];
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 5000 });
  } catch {
    return undefined;
  }
}

function looseCommit(folder: string, commit: string): string | undefined {
  const file = join(folder, 'objects', commit.slice(0, 2), commit.slice(2));
  if (!existsSync(file)) return undefined;
  const object = inflateSync(readFileSync(file));
  const start = object.indexOf(0);
  return object.subarray(0, start).toString('latin1').startsWith('commit ') ? object.subarray(start + 1).toString('utf8') : undefined;
}

/** Of a repository that somebody else made: git reads packs. */
function packedCommit(folder: string, commit: string): string | undefined {
  if (!entries(join(folder, 'objects', 'pack')).some((name) => name.endsWith('.pack'))) return undefined;
  try {
    const args = [`--git-dir=${folder}`, 'cat-file', 'commit', commit];
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 5000 });
  } catch {
    return undefined;
  }
}

/** The objects of a repository by their path in it, base64. They never change, so what was read once is not read again. */
export async function objectsIn(folder: string, known: Map<string, string>): Promise<Record<string, string>> {
  const home = join(folder, 'objects');
  const listed = existsSync(home) ? await readdir(home, { recursive: true, withFileTypes: true }) : [];
  const files = listed.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(home.length + 1));
  const found: Record<string, string> = {};
  for (const path of files.sort()) {
    const text = known.get(path) ?? (await readFile(join(home, path))).toString('base64');
    // Named by what is in it.
    if (/^[0-9a-f]{2}\/[0-9a-f]{38,}$/.test(path)) known.set(path, text);
    found[path] = text;
  }
  return found;
}

export function addObjects(folder: string, objects: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(objects)) {
    const file = join(folder, 'objects', path);
    if (path.includes('..') || existsSync(file)) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, Buffer.from(text, 'base64'), { mode: 0o444 });
  }
}

export function removeRepository(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Paths of all files below a folder, `feature/x`; lock files of a push under way are none. */
function filesIn(folder: string, below = ''): string[] {
  return entries(join(folder, below)).flatMap((name) => {
    const path = below === '' ? name : `${below}/${name}`;
    if (statSync(join(folder, path), { throwIfNoEntry: false })?.isDirectory()) return filesIn(folder, path);
    return name.endsWith('.lock') ? [] : [path];
  });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
