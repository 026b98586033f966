import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Git } from '../core/ports.ts';
import { openGit } from './git.ts';
import { systemShell } from './shell.ts';

const home = mkdtempSync(join(tmpdir(), 'k77-git-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

function repository(): { root: string; git: (...args: string[]) => string; put: (path: string, text: string | Uint8Array) => void } {
  const root = mkdtempSync(join(home, 'repo-'));
  const { GIT_DIR: _, GIT_INDEX_FILE: __, GIT_WORK_TREE: ___, ...env } = process.env;
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false', ...args], {
      cwd: root,
      encoding: 'utf8',
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  git('init', '--quiet');
  return { root, git, put: (path, text) => writeFileSync(join(root, path), text) };
}

async function texts(git: Git): Promise<{ path: string; commit: string; text: string }[]> {
  const all = [];
  for await (const blob of git.history()) all.push(blob);
  return all;
}

describe('git', () => {
  test('without a repository everything counts as ignored, nothing as tracked, and there is no history', async () => {
    const git = openGit(join(mkdtempSync(join(home, 'plain-')), 'not-yet'), systemShell);
    expect(await git.top()).toBeUndefined();
    expect(await git.ignored('.env')).toBe(true);
    expect(await git.tracked('.env')).toBe(false);
    expect(await texts(git)).toEqual([]);
  });

  test('a folder that another repository ignores has no repository of its own, also before it exists', async () => {
    const outer = repository();
    outer.put('.gitignore', 'shop/\n');
    const shop = openGit(join(outer.root, 'shop'), systemShell);
    expect(await shop.top()).toBeUndefined();
    mkdirSync(join(outer.root, 'shop'));
    expect(await shop.top()).toBeUndefined();
    expect(await shop.ignored('.env')).toBe(true);
    execFileSync('git', ['init', '--quiet'], { cwd: join(outer.root, 'shop') });
    expect(await shop.top()).toContain('shop');
  });

  test('a folder of a repository that is not ignored belongs to it', async () => {
    const { root } = repository();
    mkdirSync(join(root, 'bots'));
    expect(await openGit(join(root, 'bots'), systemShell).top()).toBe(await openGit(root, systemShell).top());
  });

  test('tells tracked from ignored, also for names that look like patterns', async () => {
    const { root, git, put } = repository();
    put('.gitignore', '.env*\n');
    put('.env.old', 'A=1');
    put('[a].txt', 'x');
    git('add', '--force', '.env.old');
    const seen = openGit(root, systemShell);
    expect([await seen.tracked('.env.old'), await seen.ignored('.env.old')]).toEqual([true, false]);
    expect([await seen.tracked('.env.new'), await seen.ignored('.env.new')]).toEqual([false, true]);
    expect([await seen.tracked('[a].txt'), await seen.tracked('*'), await seen.ignored(':(top)x')]).toEqual([false, false, false]);
  });

  test('history holds every distinct text of every branch, also removed ones, and what is only staged', async () => {
    const { root, git, put } = repository();
    put('config.ts', 'const key = "was here"');
    put('same.ts', 'const key = "was here"');
    put('picture.png', new Uint8Array([1, 0, 2]));
    put('big.txt', 'x'.repeat(1024 * 1024 + 1));
    git('add', '.');
    git('commit', '--quiet', '-m', 'one');
    const first = git('rev-parse', 'HEAD').trim();
    put('config.ts', 'clean');
    git('add', '.');
    git('commit', '--quiet', '-m', 'two');
    git('checkout', '--quiet', '-b', 'side');
    put('side grüße.ts', 'on a branch');
    git('add', '.');
    git('commit', '--quiet', '-m', 'three');
    git('checkout', '--quiet', '-');
    put('staged.ts', 'not committed');
    git('add', '.');

    const all = await texts(openGit(root, systemShell));
    expect(all.map(({ text }) => text).sort()).toEqual(['clean', 'const key = "was here"', 'not committed', 'on a branch']);
    expect(all.find(({ text }) => text.includes('was here'))).toMatchObject({ path: 'config.ts', commit: first });
    expect(all.find(({ text }) => text === 'not committed')).toMatchObject({ path: 'staged.ts', commit: 'index' });
    expect(all.find(({ text }) => text === 'on a branch')?.path).toBe('side grüße.ts');
  });
});
