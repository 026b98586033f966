/** git with real repositories in temporary folders; `https://github.com/` is a folder beside them. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type OperatorError, Refused } from '../core/errors.ts';
import type { Entry, Journal, Recorded } from '../core/journal.ts';
import type { Finished, Network, Shell } from '../core/ports.ts';
import { Redactor } from '../core/secret.ts';
import { systemClock } from '../ports/clock.ts';
import { openDoors } from '../ports/http.ts';
import { systemRandom } from '../ports/random.ts';
import { systemShell } from '../ports/shell.ts';
import { git, type Repository } from './git.ts';

const name = 'ann/shop';
let root: string;
let journal: Recorded[];
/** As a machine without any settings of its own. */
const bare: Shell = {
  run: (program, args, options = {}) =>
    systemShell.run(program, args, {
      ...options,
      env: { HOME: root, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', EMAIL: '', ...options.env },
    }),
};
const network = (): Network => ({
  route: (host, port) => ({ host, port }),
  dnsServers: [],
  ca: undefined,
  repositories: join(root, 'github'),
});

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'k77-git-'));
  journal = [];
  await mkdir(join(root, 'work'), { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

function at(folder = 'work', { writes = 'yes', net = network() }: { writes?: 'yes' | 'no'; net?: Network } = {}): Repository {
  const own: Journal = {
    append: async (entry: Entry) => {
      const recorded = { ...entry, seq: journal.length, at: '', prev: '', hash: '' } as Recorded;
      journal.push(recorded);
      return recorded;
    },
    entries: () => journal,
    inFlight: () => [],
  };
  const doors = openDoors({
    endpoints: {},
    clock: systemClock,
    random: systemRandom,
    journal: own,
    redactor: new Redactor(),
    network: net,
  });
  const door = doors.open(git, { by: 'test', writes, signal: new AbortController().signal });
  return git.connect(door, {}).at(join(root, folder), bare);
}

async function put(path: string, text: string): Promise<void> {
  const whole = join(root, 'work', path);
  await mkdir(dirname(whole), { recursive: true });
  await writeFile(whole, text);
}
const run = (folder: string, ...args: string[]): Promise<Finished> => bare.run('git', args, { cwd: join(root, folder) });
async function onGitHub(): Promise<void> {
  await mkdir(join(root, 'github/ann'), { recursive: true });
  await run('github/ann', 'init', '--quiet', '--bare', '--initial-branch=main', 'shop.git');
}
async function committed(): Promise<string> {
  const repository = at();
  await repository.init('main');
  await put('a.txt', 'one');
  await repository.commit(['a.txt'], 'first');
  return (await repository.head()) ?? '';
}
const refusal = (promise: Promise<unknown>): Promise<OperatorError> =>
  promise.then(
    () => {
      throw new Error('it was not refused');
    },
    (error: OperatorError) => error,
  );

describe('the folder', () => {
  test('is in no repository until one is made of it', async () => {
    const repository = at();
    expect(await repository.prefix()).toBeUndefined();
    await repository.init('trunk');
    expect([await repository.prefix(), await repository.branch(), await repository.head()]).toEqual(['', 'trunk', undefined]);
  });

  test('may be below the top of its repository; paths are told from the folder', async () => {
    await committed();
    await put('shop/b.txt', 'two');
    const repository = at('work/shop');
    expect(await repository.prefix()).toBe('shop');
    expect(await repository.uncommitted()).toEqual([{ path: 'b.txt', isNew: true }]);
    await repository.commit(['b.txt'], 'second');
    expect(await repository.uncommitted()).toEqual([]);
  });

  test('that its repository ignores has none of its own', async () => {
    await committed();
    await put('.gitignore', 'shop/\n');
    await put('shop/k77.json', '{}');
    expect(await at('work/shop').prefix()).toBeUndefined();
  });
});

describe('a commit', () => {
  test('holds only the paths that were named, whatever else is staged', async () => {
    await committed();
    await put('b.txt', 'mine');
    await put('c.txt', 'theirs');
    await run('work', 'add', 'c.txt');
    const repository = at();
    await repository.commit(['b.txt'], 'second');
    expect((await run('work', 'show', '--name-only', '--format=', 'HEAD')).stdout.trim()).toBe('b.txt');
    expect(await repository.uncommitted()).toEqual([{ path: 'c.txt', isNew: true }]);
  });

  test('takes names as they are, and what was deleted', async () => {
    await committed();
    await put(':(glob)*.txt', 'odd');
    await rm(join(root, 'work/a.txt'));
    const repository = at();
    await repository.commit([':(glob)*.txt', 'a.txt'], 'second');
    expect(await repository.uncommitted()).toEqual([]);
  });

  test('in a rehearsal is made by k77 where git knows nobody; elsewhere it says how to tell git', async () => {
    await committed();
    expect((await run('work', 'log', '--format=%an')).stdout.trim()).toBe('k77 rehearsal');
    await put('b.txt', 'two');
    const { repositories: _none, ...real } = network();
    const error = await refusal(at('work', { net: real }).commit(['b.txt'], 'second'));
    expect(error.what).toContain('does not know who you are');
    expect(error.fix).toContain('user.email');
  });

  test('and a push are refused to a walk that only reads', async () => {
    await committed();
    const repository = at('work', { writes: 'no' });
    await expect(repository.commit(['a.txt'], 'x')).rejects.toThrow(Refused);
    await expect(repository.push(name, 'HEAD', 'main')).rejects.toThrow(Refused);
    await expect(at('elsewhere', { writes: 'no' }).init('main')).rejects.toThrow(Refused);
  });
});

describe('GitHub', () => {
  test('is seen when the repository is there, empty or not', async () => {
    const commit = await committed();
    expect(await at().remote(name, 'main')).toMatchObject({ seen: false, says: expect.stringContaining('no repository ann/shop') });
    await onGitHub();
    expect(await at().remote(name, 'main')).toEqual({ seen: true, head: undefined });
    await at().push(name, commit, 'main');
    expect(await at().remote(name, 'main')).toEqual({ seen: true, head: commit });
    expect(await at().remote(name, 'other')).toEqual({ seen: true, head: undefined });
  });

  test('gets the commit by address: remotes of the operator are neither used nor changed', async () => {
    await onGitHub();
    const commit = await committed();
    await run('work', 'remote', 'add', 'origin', 'https://example.invalid/else.git');
    const before = await readFile(join(root, 'work/.git/config'), 'utf8');
    await at().push(name, commit, 'main');
    expect(await readFile(join(root, 'work/.git/config'), 'utf8')).toBe(before);
    expect((await run('work', 'branch', '--remotes')).stdout).toBe('');
    expect((await run('github/ann/shop.git', 'rev-parse', 'main')).stdout.trim()).toBe(commit);
  });

  test('is reached in a rehearsal even where the operator has other rules for its address', async () => {
    await onGitHub();
    const commit = await committed();
    await run('work', 'config', 'url.git@github.com:.insteadOf', 'https://github.com/');
    await run('work', 'config', 'url.git@github.com:.pushInsteadOf', 'https://github.com/');
    await at().push(name, commit, 'main');
    expect(await at().remote(name, 'main')).toEqual({ seen: true, head: commit });
  });

  test('that is ahead is never overwritten: the push says to pull', async () => {
    await onGitHub();
    await at().push(name, await committed(), 'main');
    await run('.', 'clone', '--quiet', join(root, 'github/ann/shop.git'), 'colleague');
    await writeFile(join(root, 'colleague/new.txt'), 'new');
    await run('colleague', 'add', '.');
    await run('colleague', '-c', 'user.name=Bo', '-c', 'user.email=bo@example.com', 'commit', '--quiet', '-m', 'theirs');
    await run('colleague', 'push', '--quiet');
    const theirs = (await run('colleague', 'rev-parse', 'HEAD')).stdout.trim();
    await put('b.txt', 'two');
    const repository = at();
    await repository.commit(['b.txt'], 'second');
    const error = await refusal(repository.push(name, (await repository.head()) ?? '', 'main'));
    expect(error.what).toContain('main of ann/shop has commits that this folder lacks');
    expect(error.fix).toBe('git pull --rebase https://github.com/ann/shop.git main');
    expect((await repository.remote(name, 'main')) as { head?: string }).toMatchObject({ head: theirs });
    expect(await repository.knows(theirs)).toBe(false);
  });

  test('knows which commit came before which', async () => {
    const first = await committed();
    await put('b.txt', 'two');
    const repository = at();
    await repository.commit(['b.txt'], 'second');
    const second = (await repository.head()) ?? '';
    expect([await repository.isAncestor(first, second), await repository.isAncestor(second, first)]).toEqual([true, false]);
  });
});

test('every write is announced before it is made, with what it is about', async () => {
  await onGitHub();
  await at().push(name, await committed(), 'main');
  const intents = journal.flatMap((entry) => (entry.kind === 'intent' ? [`${entry.method} ${entry.path}`] : []));
  expect(intents).toEqual(['init /main', 'commit /1 files', 'push /ann/shop main']);
});
