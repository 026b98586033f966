/** What `npm pack` makes, installed in an empty folder elsewhere: one package that fetches nothing else, and whose first command works. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const place = mkdtempSync(join(tmpdir(), 'k77-packed-'));
const env = { PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}`, HOME: process.env.HOME ?? place };
const run = (program: string, ...words: string[]) => spawnSync(program, words, { cwd: place, env, encoding: 'utf8', timeout: 180_000 });

beforeAll(() => {
  execFileSync('npm', ['pack', '--pack-destination', place, '--silent'], { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const [tarball = ''] = readdirSync(place).filter((name) => name.endsWith('.tgz'));
  // A registry that is not there: whoever asks for another package fails.
  const installed = run(
    'npm',
    'install',
    join(place, tarball),
    '--registry=http://127.0.0.1:9',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
  );
  expect(installed.status, installed.stderr).toBe(0);
});
afterAll(() => {
  run('npx', 'k77', 'sandbox', 'stop');
  rmSync(place, { recursive: true, force: true });
});

test('it is one package', () => {
  const packages = readdirSync(join(place, 'node_modules')).filter((name) => !name.startsWith('.'));
  expect(packages).toEqual(['k77']);
  expect(readdirSync(join(place, 'node_modules', 'k77')).sort()).toEqual(
    expect.arrayContaining(['README.md', 'bin', 'dist', 'package.json', 'templates']),
  );
});

test('the first command of the README works there, and the second time there is nothing to do', () => {
  const first = run('npx', 'k77', 'deploy', '--sandbox', '--yes');
  expect(first.status, first.stderr).toBe(0);
  expect(first.stdout).toContain(place);
  const again = run('npx', 'k77', 'deploy', '--sandbox', '--yes', '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({ exit: 0, writes: 0 });
});
