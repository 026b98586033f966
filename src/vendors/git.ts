/**
 * git: the operator's repository and its twin on GitHub, every command through the gate. Remotes of the operator are never touched: GitHub is spoken to by address.
 * In a rehearsal `https://github.com/` is a folder (`Network.repositories`).
 */
import { join } from 'node:path';
import type { Finished, Shell } from '../core/ports.ts';
import type { OpenDoor, Vendor } from '../core/vendor.ts';
import { openGit } from '../ports/git.ts';
import { gitError, lacksIdentity } from './git-errors.ts';

export interface GitHandle {
  /** The repository that holds a folder. */
  at(folder: string, shell: Shell): Repository;
}

export interface Uncommitted {
  /** From the folder. */
  path: string;
  /** Git has never seen it. */
  isNew: boolean;
}

export type Remote = { seen: true; head: string | undefined } | { seen: false; says: string };

export interface Repository {
  /** Path of the folder inside its repository, without a slash at the end; empty: it is its top. Undefined: it is in no repository of its own. */
  prefix(): Promise<string | undefined>;
  /** Undefined: no branch is checked out. */
  branch(): Promise<string | undefined>;
  hasBranch(name: string): Promise<boolean>;
  /** Undefined: nothing was committed yet. */
  head(): Promise<string | undefined>;
  /** What no commit holds, ignored files left out. */
  uncommitted(): Promise<readonly Uncommitted[]>;
  /** The commit is here. */
  knows(commit: string): Promise<boolean>;
  isAncestor(older: string, newer: string): Promise<boolean>;
  /** The repository on GitHub, with the login that git has. */
  remote(repository: string, branch: string): Promise<Remote>;

  init(branch: string): Promise<void>;
  /** Only these paths, whatever else is staged. @throws OperatorError without an identity (a rehearsal has one of its own) */
  commit(paths: readonly string[], message: string): Promise<void>;
  /** Without force. @throws OperatorError that says what git refused, and what to do */
  push(repository: string, commit: string, branch: string): Promise<void>;
}

/** No prompts, no locks for reading, English. */
const quiet = { GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
/** Who commits in a rehearsal on a machine whose git knows nobody. */
const rehearser = {
  GIT_AUTHOR_NAME: 'k77 rehearsal',
  GIT_AUTHOR_EMAIL: 'rehearsal@k77.test',
  GIT_COMMITTER_NAME: 'k77 rehearsal',
  GIT_COMMITTER_EMAIL: 'rehearsal@k77.test',
};

/** Milliseconds: hooks and passphrases may take their time, GitHub too. */
const patience = 120_000;

export function addressOf(repository: string): string {
  return `https://github.com/${repository}.git`;
}

function connect(door: OpenDoor): GitHandle {
  return { at: (folder, shell) => open(door, folder, shell) };
}

function open(door: OpenDoor, folder: string, shell: Shell): Repository {
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}, input?: string): Promise<Finished> =>
    shell.run('git', args, {
      cwd: folder,
      env: { ...quiet, ...env },
      timeoutMs: patience,
      ...(input === undefined ? {} : { input }),
    });
  const look = (name: string, target: string, args: readonly string[], env = {}): Promise<Finished> =>
    door.gate({ name, target, writes: false }, () => run(args, env));
  const change = <T>(name: string, target: string, detail: unknown, work: () => Promise<T>): Promise<T> =>
    door.gate({ name, target, detail, writes: true }, work);
  const line = async (name: string, args: readonly string[]): Promise<string | undefined> => {
    const { code, stdout } = await look(name, 'HEAD', args);
    return code === 0 ? stdout.trim() || undefined : undefined;
  };
  const lookUp = async (): Promise<string | undefined> => {
    if ((await openGit(folder, shell).top()) === undefined) return undefined;
    const { code, stdout } = await look('rev-parse', 'prefix', ['rev-parse', '--show-prefix']);
    return code === 0 ? stdout.replace(/\n$/, '').replace(/\/$/, '') : undefined;
  };
  // A folder stays where it is in its repository; one that is in none may get one.
  let place: string | undefined;
  const prefix = async (): Promise<string | undefined> => {
    place ??= await lookUp();
    return place;
  };

  return {
    prefix,
    branch: () => line('symbolic-ref', ['symbolic-ref', '--quiet', '--short', 'HEAD']),
    hasBranch: async (name) => (await look('show-ref', name, ['show-ref', '--verify', '--quiet', `refs/heads/${name}`])).code === 0,
    head: () => line('rev-parse', ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']),

    async uncommitted() {
      const below = await prefix();
      const args = ['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=all', '--', '.'];
      const { code, stdout, ...rest } = await look('status', 'the project', args);
      if (code !== 0) throw gitError({ code, stdout, ...rest }, { doing: 'look at the folder' });
      const cut = below ? below.length + 1 : 0;
      const entries = stdout.split('\0').filter((entry) => entry !== '');
      return entries.map((entry) => ({ path: entry.slice(3 + cut), isNew: entry.startsWith('??') || entry.startsWith('A') }));
    },
    knows: async (commit) => (await look('cat-file', commit, ['cat-file', '-e', `${commit}^{commit}`])).code === 0,
    isAncestor: async (older, newer) => (await look('merge-base', newer, ['merge-base', '--is-ancestor', older, newer])).code === 0,

    async remote(repository, branch) {
      const finished = await look(
        'ls-remote',
        repository,
        ['ls-remote', '--heads', addressOf(repository), branch],
        reached(door, repository),
      );
      if (finished.code === 127) throw gitError(finished, { doing: 'look at GitHub', repository });
      if (finished.code !== 0) return { seen: false, says: gitError(finished, { doing: 'look at GitHub', repository, branch }).what };
      const found = finished.stdout.split('\n').map((row) => row.split('\t'));
      return { seen: true, head: found.find(([, ref]) => ref === `refs/heads/${branch}`)?.[0] };
    },

    init: (branch) =>
      change('init', branch, undefined, async () => {
        const finished = await run(['init', '--quiet', `--initial-branch=${branch}`]);
        if (finished.code !== 0) throw gitError(finished, { doing: 'make a repository of this folder' });
      }),

    commit: (paths, message) =>
      change('commit', `${paths.length} files`, { message, paths }, async () => {
        // Paths go through stdin: a project has hundreds. Taken literally, so that no name is read as a pattern.
        const list = paths.join('\0');
        const from = ['--pathspec-from-file=-', '--pathspec-file-nul'];
        const literal = { GIT_LITERAL_PATHSPECS: '1' };
        const added = await run(['add', '--all', ...from], literal, list);
        if (added.code !== 0) throw gitError(added, { doing: 'add files' });
        const commit = (env: Readonly<Record<string, string>>): Promise<Finished> =>
          run(['commit', '--quiet', '--only', '--message', message, ...from], { ...literal, ...env }, list);
        let made = await commit({});
        if (made.code !== 0 && lacksIdentity(made) && door.network.repositories !== undefined) made = await commit(rehearser);
        if (made.code !== 0) throw gitError(made, { doing: 'commit' });
      }),

    push: (repository, commit, branch) =>
      change('push', `${repository} ${branch}`, { commit }, async () => {
        const args = ['push', '--quiet', addressOf(repository), `${commit}:refs/heads/${branch}`];
        const finished = await run(args, reached(door, repository));
        if (finished.code !== 0) throw gitError(finished, { doing: `push to ${repository}`, repository, branch });
      }),
  };
}

/** Where a rehearsal has its GitHub. The whole address is named, so that no other rule of the operator's is longer. */
function reached(door: OpenDoor, repository: string): Readonly<Record<string, string>> {
  const { repositories } = door.network;
  if (repositories === undefined) return {};
  const base = join(repositories, `${repository}.git`);
  const address = addressOf(repository);
  return {
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: `url.${base}.insteadOf`,
    GIT_CONFIG_VALUE_0: address,
    GIT_CONFIG_KEY_1: `url.${base}.pushInsteadOf`,
    GIT_CONFIG_VALUE_1: address,
  };
}

export const git: Vendor<GitHandle> = {
  id: 'git',
  title: 'git',
  base: 'https://github.com',
  credentials: [],
  token: {
    page: 'https://docs.github.com/en/get-started/git-basics/caching-your-github-credentials-in-git',
    permissions: [{ what: 'Contents of one repository', level: 'write', why: 'pushes the commit that is deployed' }],
    note: 'k77 uses the login that git has (a credential helper, or SSH keys by insteadOf) and keeps none itself.',
  },
  connect,
  whoami: async () => ({ account: 'git', mode: 'none' }),
  explain: () => undefined,
  advice: {},
  secretFields: [],
  limits: { perSecond: 50, concurrent: 8 },
};
