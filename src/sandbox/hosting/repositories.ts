/**
 * The repositories of the emulated GitHub: bare ones on disk, or remembered ones where a world has no folder.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { OperatorError } from '../../core/errors.ts';
import {
  addObjects,
  branchesOf,
  commitIn,
  fileIn,
  isRepository,
  makeBareRepository,
  objectsIn,
  removeRepository,
  repositoriesBelow,
  setBranches,
} from '../../ports/bare-repository.ts';
import type { HostingView, Push } from './desk.ts';

/** As a snapshot holds one; `objects` and `commits` by what kind it is. */
interface KeptRepository {
  branches: Record<string, string>;
  objects?: Record<string, string>;
  commits?: Record<string, { message: string; author: string }>;
}

export type Seen = Readonly<Record<string, Readonly<Record<string, string>>>>;
export type KeptRepositories = Readonly<Record<string, KeptRepository>>;

export interface Repositories extends Pick<HostingView, 'head' | 'branches' | 'repositories' | 'commit' | 'file'> {
  /** Absolute folder that stands for `https://github.com/`. */
  readonly home: string | undefined;
  /** As a person does on github.com. @throws OperatorError when the name is none or taken */
  create(name: string): void;
  /** A commit without files, pushed by nobody's git: only where repositories are remembered. @returns its id */
  push(
    name: string,
    branch: string,
    about: { message?: string | undefined; author?: string | undefined; commit?: string | undefined },
  ): string;
  remove(name: string): void;
  folder(name: string): string | undefined;
  /** What was pushed since it was asked last. */
  pushed(): Push[];
  /** Branches as they were looked at last, by repository. */
  seen(): Seen;
  /** As if it had been looked at then. */
  setSeen(seen: Seen): void;
  keep(): Promise<KeptRepositories>;
  restore(kept: KeptRepositories | undefined): void;
  clear(): void;
}

const longestName = 100;

/** @param home absolute folder; undefined: they live in memory */
export function openRepositories(home: string | undefined): Repositories {
  const remembered = new Map<string, Required<Pick<KeptRepository, 'branches' | 'commits'>>>();
  const folderOf = (name: string): string => join(home ?? '', `${name}.git`);
  const has = (name: string): boolean => isName(name) && (home === undefined ? remembered.has(name) : isRepository(folderOf(name)));
  const branchesIn = (name: string): Record<string, string> => {
    if (!has(name)) return {};
    return home === undefined ? { ...remembered.get(name)?.branches } : branchesOf(folderOf(name));
  };
  const list = (): string[] => (home === undefined ? [...remembered.keys()].sort() : repositoriesBelow(home));
  /** As it was looked at last. */
  const look = (): Seen => Object.fromEntries(list().map((name) => [name, branchesIn(name)]));
  let seen: Seen = look();
  const files = new Map<string, string>();

  const make = (name: string): void => {
    if (home === undefined) remembered.set(name, { branches: {}, commits: {} });
    else makeBareRepository(folderOf(name));
  };
  const remove = (name: string): void => {
    if (home === undefined) remembered.delete(name);
    else if (has(name)) removeRepository(folderOf(name));
  };

  return {
    home,
    create(name) {
      if (!isName(name))
        throw new OperatorError({
          what: `"${name}" cannot be the name of a repository`,
          fix: 'Give owner/name in letters, digits, - _ and .',
        });
      if (list().some((one) => one.toLowerCase() === name.toLowerCase()))
        throw new OperatorError({ what: `There is a repository ${name} already`, fix: 'Choose another name' });
      make(name);
      seen = { ...seen, [name]: {} };
    },
    push(name, branch, { message = 'a commit', author = 'somebody', commit }) {
      const repository = remembered.get(name);
      if (!repository)
        throw new OperatorError({
          what: home === undefined ? `There is no repository ${name}` : 'Repositories on disk are pushed to with git',
          fix: home === undefined ? 'Create it first' : `git push ${folderOf(name)} HEAD:${branch}`,
        });
      const count = Object.keys(repository.commits).length;
      const id =
        commit ??
        createHash('sha1')
          .update(JSON.stringify([name, branch, message, author, count]))
          .digest('hex');
      repository.commits[id] = { message, author };
      repository.branches[branch] = id;
      return id;
    },
    remove,
    folder: (name) => (home !== undefined && has(name) ? folderOf(name) : undefined),
    repositories: list,
    branches: (name) => Object.entries(branchesIn(name)).map(([branch, commit]) => ({ branch, commit })),
    head: (name, branch) => branchesIn(name)[branch],
    commit: (name, commit) => {
      if (!has(name)) return undefined;
      return home === undefined ? remembered.get(name)?.commits[commit] : commitIn(folderOf(name), commit);
    },
    file: (name, commit, path) => (home === undefined ? 'unknown' : has(name) ? fileIn(folderOf(name), commit, path) : undefined),
    pushed() {
      const before = seen;
      seen = look();
      return Object.entries(seen).flatMap(([repository, branches]) =>
        Object.entries(branches).flatMap(([branch, commit]) =>
          before[repository]?.[branch] === commit ? [] : [{ repository, branch, commit }],
        ),
      );
    },
    seen: () => seen,
    setSeen: (then) => {
      seen = then;
    },
    async keep() {
      if (home === undefined) return Object.fromEntries(remembered);
      const kept = list().map(
        async (name) => [name, { branches: branchesIn(name), objects: await objectsIn(folderOf(name), files) }] as const,
      );
      return Object.fromEntries(await Promise.all(kept));
    },
    restore(kept = {}) {
      for (const name of list()) if (kept[name] === undefined) remove(name);
      for (const [name, { branches, objects = {}, commits = {} }] of Object.entries(kept)) {
        if (!isName(name)) continue;
        if (!has(name)) make(name);
        if (home === undefined) remembered.set(name, { branches, commits });
        else {
          addObjects(folderOf(name), objects);
          setBranches(folderOf(name), branches);
        }
      }
      seen = look();
    },
    clear() {
      for (const name of list()) remove(name);
      seen = {};
    },
  };
}

function isName(name: string): boolean {
  return name.length <= longestName && /^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9_.-]+$/.test(name) && !/\/\.{1,2}$|\.git$/.test(name);
}
