/** What hosts need that take images: builds that know no variables yet, and files of a commit. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyOf } from './building.ts';
import type { WantedDeployment } from './desk.ts';
import { openRepositories } from './repositories.ts';

const wanted: WantedDeployment = {
  ...{ id: 'a', service: 's', name: 'bot', repository: 'ann/shop', commit: 'a'.repeat(40), root: '', instances: 1, web: false },
  ...{ buildCommand: 'npm run build', preDeployCommand: undefined, startCommand: 'npm start', variables: { TOKEN: '1' } },
  ...{ restart: { policy: 'always', retries: 0 }, health: undefined, memoryMb: undefined, state: 'run' },
};

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'k77-images-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

test('an image is one build, whatever it is started with', () => {
  const image = { ...wanted, builtWith: {} };
  expect(keyOf({ ...image, variables: { TOKEN: '2' } })).toBe(keyOf(image));
  expect(keyOf({ ...wanted, variables: { TOKEN: '2' } })).not.toBe(keyOf(wanted));
  expect(keyOf({ ...image, builtWith: { NODE_ENV: 'test' } })).not.toBe(keyOf(image));
});

test('a file is read from a commit, and from no other', () => {
  const home = join(root, 'git');
  const repositories = openRepositories(home);
  repositories.create('ann/shop');
  /** Told only to who reads it: to the others the pipe may be closed already. */
  const git = (args: readonly string[], input?: string): string =>
    execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...args], {
      cwd: join(home, 'ann/shop.git'),
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: root },
      ...(input === undefined ? { stdio: ['ignore', 'pipe', 'pipe'] as const } : { input }),
    }).trim();
  const blob = git(['hash-object', '-w', '--stdin'], 'name: fly\n');
  git(['update-index', '--add', '--cacheinfo', `100644,${blob},.github/workflows/fly.yml`]);
  const commit = git(['commit-tree', git(['write-tree']), '-m', 'first']);
  expect(repositories.file?.('ann/shop', commit, '.github/workflows/fly.yml')).toBe('name: fly\n');
  expect(repositories.file?.('ann/shop', commit, 'README.md')).toBeUndefined();
  expect(repositories.file?.('ann/shop', 'b'.repeat(40), '.github/workflows/fly.yml')).toBeUndefined();
  expect(repositories.file?.('ann/other', commit, '.github/workflows/fly.yml')).toBeUndefined();
  expect(openRepositories(undefined).file?.('ann/shop', commit, 'any')).toBe('unknown');
});
