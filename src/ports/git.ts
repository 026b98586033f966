/**
 * What git knows about the workspace: which files it keeps, and every text it ever held. Only reads.
 */
import { relative, resolve } from 'node:path';
import { OperatorError } from '../core/errors.ts';
import type { Finished, Git, Shell } from '../core/ports.ts';
import { kindOf, nearestWith, realOf, upward } from './folders.ts';
import { readHistory } from './git-history.ts';

/** No prompts, no fetching of objects that a partial clone lacks. */
const quiet = { GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };

export function openGit(folder: string, shell: Shell): Git {
  const root = resolve(folder);
  const git = async (args: readonly string[], cwd = root, input = ''): Promise<Finished> => {
    const finished = await shell.run('git', args, { cwd, env: quiet, input });
    if (finished.stderr.includes('dubious ownership')) throw foreign(root);
    return finished;
  };

  /** The path goes through stdin: as an argument git would read patterns and magic into it. */
  const excluded = async (path: string, cwd: string): Promise<boolean> =>
    (await git(['check-ignore', '-z', '--stdin'], cwd, `${path}\0`)).code === 0;

  const top = async (): Promise<string | undefined> => {
    const there = await nearestFolder(root);
    if (!(await mayBeIn(there))) return undefined;
    const found = await git(['rev-parse', '--show-toplevel'], there);
    if (found.code !== 0) return undefined;
    const repository = found.stdout.replace(/\n$/, '');
    return (await isIgnoredFolder(repository)) ? undefined : repository;
  };

  /** A workspace that another repository ignores, such as ./shop in k77's checkout, has none of its own. */
  const isIgnoredFolder = async (repository: string): Promise<boolean> => {
    const way = relative(await realOf(repository), await realOf(root));
    return way !== '' && (await excluded(`${way}/`, repository));
  };

  return {
    top,
    /** One question where git knows at once (ignored, or no repository at all); more only where it would keep the file. */
    async ignored(path) {
      const there = await nearestFolder(root);
      if (!(await mayBeIn(there))) return true;
      const asked = await git(['check-ignore', '-z', '--stdin'], there, `${path}\0`);
      return asked.code !== 1 || (await top()) === undefined;
    },
    async tracked(path) {
      if ((await kindOf(root)) !== 'folder' || !(await mayBeIn(root))) return false;
      return (await git(['--literal-pathspecs', 'ls-files', '--error-unmatch', '--', path])).code === 0;
    },
    async *history(signal) {
      const repository = await top();
      if (repository !== undefined) yield* readHistory(repository, shell, quiet, signal);
    },
  };
}

/** Where nothing upward is called `.git` there is no work tree, and no program needs to be started to hear so. */
async function mayBeIn(folder: string): Promise<boolean> {
  return (await nearestWith(await realOf(folder), '.git')) !== undefined;
}

/** The workspace may not exist yet; git needs a folder to start in. */
async function nearestFolder(path: string): Promise<string> {
  for (const folder of upward(path)) if ((await kindOf(folder)) === 'folder') return folder;
  return '/';
}

function foreign(root: string): OperatorError {
  return new OperatorError({
    what: `git does not look into ${root}: the repository belongs to another user.`,
    fix: `git config --global --add safe.directory '${root}'`,
    see: 'https://git-scm.com/docs/git-config#Documentation/git-config.txt-safedirectory',
  });
}
