/** `k77 scaffold` and `k77 audit` as they are typed. */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemShell } from '../ports/shell.ts';
import { commandLine } from './command-line.ts';
import { captured } from './io-double.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'k77-scaffold-cli-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function k77(...words: string[]) {
  const { host, stdout, stderr } = captured({}, words, {});
  const exit = await commandLine({ ...host, cwd: () => cwd });
  return { exit, stdout: stdout(), stderr: stderr() };
}
const given = ['--set', 'project=Crown', '--set', 'domain=crownbot.com'];
const read = (path: string) => readFile(join(cwd, path), 'utf8');

interface Document {
  waiting: number;
  conflicts: number;
  files: Record<string, string[]>;
  staged: string[];
  written?: string[];
}
const document = async (...words: string[]): Promise<Document> => JSON.parse((await k77(...words, '--json')).stdout) as Document;

describe('k77 scaffold', () => {
  test('writes the project where --dir says, with the answers of a file, and has nothing to do afterwards', async () => {
    await writeFile(join(cwd, 'answers.json'), JSON.stringify({ project: 'Crown', domain: 'crownbot.com' }));
    expect((await k77('scaffold', '--dir', 'shop', '--answers', 'answers.json', '--yes')).exit).toBe(0);
    expect(JSON.parse(await read('shop/site.config.json'))).toMatchObject({ project: 'Crown', domain: 'crownbot.com' });
    expect((await readdir(join(cwd, 'shop'))).sort()).toEqual(expect.arrayContaining(['bot', 'dashboard', 'packages', 'worker']));
    expect(await k77('scaffold', '--dir', 'shop', '--check')).toMatchObject({ exit: 0 });
  });

  test('--check writes nothing and leaves with 2 while something waits', async () => {
    const { exit, stdout } = await k77('scaffold', '--check', ...given);
    expect(exit).toBe(2);
    expect(stdout).toContain('new');
    expect((await readdir(cwd)).filter((name) => !name.startsWith('.'))).toEqual([]);
  });

  test('without answers and without a terminal names every answer that is missing', async () => {
    const { exit, stderr } = await k77('scaffold', '--yes');
    expect(exit).toBe(4);
    expect(stderr).toContain('domain');
  });

  test('leaves files that were there alone and says so', async () => {
    await mkdir(join(cwd, 'bot'));
    await writeFile(join(cwd, 'README.md'), 'mine\n');
    await k77('scaffold', ...given, '--yes');
    expect(await read('README.md')).toBe('mine\n');
    expect((await document('scaffold', '--check')).files.yours).toEqual(['README.md']);
  });

  test('a manifest that was there is left alone, and what that means is said', async () => {
    await mkdir(join(cwd, 'bot'));
    await writeFile(join(cwd, 'package.json'), '{ "name": "mine" }');
    await writeFile(join(cwd, 'bot/package.json'), '{ "name": "my-bot" }');
    const { exit, stdout } = await k77('scaffold', ...given, '--yes');
    expect([exit, stdout]).toEqual([0, expect.stringContaining('bot/package.json, package.json: yours')]);
    expect(stdout).not.toContain('npm install');
    expect(await read('package.json')).toBe('{ "name": "mine" }');
    await rename(join(cwd, 'package.json'), join(cwd, 'package.mine.json'));
    expect((await k77('scaffold', '--yes')).stdout).toContain('bot/package.json: yours');
    expect(JSON.parse(await read('package.json'))).toMatchObject({ name: 'crown' });
  });

  test('beside Python there is nothing to install with npm', async () => {
    await writeFile(join(cwd, 'main.py'), 'import discord\n');
    await writeFile(join(cwd, 'requirements.txt'), 'discord.py\n');
    const { exit, stdout } = await k77('scaffold', ...given, '--yes');
    expect([exit, stdout]).toEqual([0, expect.stringContaining('next: k77 audit')]);
    expect(await readdir(cwd)).not.toContain('package.json');
  });

  test('of two at once one writes and the other is told who is at work', async () => {
    const both = await Promise.all([k77('scaffold', ...given, '--yes'), k77('scaffold', ...given, '--yes')]);
    expect(both.map(({ exit }) => exit).sort()).toEqual([0, 5]);
    expect(both.find(({ exit }) => exit === 5)?.stderr).toContain('Another k77 is at work');
  });

  /** As if k77 had written another text there before. */
  const writtenBefore = async (path: string, text: string, now: string): Promise<void> => {
    const hash = async (of: string) => (await systemShell.run('sha256sum', [], { input: of })).stdout.slice(0, 64);
    const list = JSON.parse(await read('.k77/base/written.json')) as Record<string, string>;
    list[path] = await hash(text);
    await writeFile(join(cwd, '.k77/base', list[path]), text);
    await writeFile(join(cwd, '.k77/base/written.json'), JSON.stringify(list));
    await writeFile(join(cwd, path), now);
  };

  test('an update needs a yes, shows what it changes, and merges it with edits', async () => {
    await k77('scaffold', ...given, '--yes');
    const text = await read('tsconfig.base.json');
    const before = text.replace('"strict": true', '"strict": false');
    await writtenBefore('tsconfig.base.json', before, before.replace('"target"', '"removeComments": true,\n    "target"'));
    const asked = await k77('scaffold');
    expect(asked).toMatchObject({ exit: 4 });
    expect(asked.stdout).toContain('+    "strict": true');
    expect(await read('tsconfig.base.json')).toContain('"strict": false');
    expect((await k77('scaffold', '--yes')).exit).toBe(0);
    expect(await read('tsconfig.base.json')).toBe(text.replace('"target"', '"removeComments": true,\n    "target"'));
  });

  test('a conflict leaves with 1, touches no file, and is settled by --theirs', async () => {
    await k77('scaffold', ...given, '--yes');
    const text = await read('.node-version');
    await writtenBefore('.node-version', 'v18\n', 'v19\n');
    const refused = await k77('scaffold', '--yes');
    expect(refused.exit).toBe(1);
    expect(refused.stderr).toContain('.k77/conflicts/.node-version');
    expect(await read('.node-version')).toBe('v19\n');
    expect((await k77('scaffold', '--theirs', '.node-version', '--yes')).exit).toBe(0);
    expect(await read('.node-version')).toBe(text);
  });
});

describe('k77 audit', () => {
  const samples = join(import.meta.dirname, '../../.ci');

  test('names file and line of every fault, and leaves with 1 because blockers are among them', async () => {
    const found = await k77('audit', join(samples, 'legacy'));
    expect(found.exit).toBe(1);
    expect(found.stdout).toContain('dashboard/main.py:53');
    expect(found.stdout).toContain('nothing was changed');
    const { faults, shape } = JSON.parse((await k77('audit', join(samples, 'legacy'), '--json')).stdout) as {
      faults: { rule: string; line: number }[];
      shape: { kind: string };
    };
    expect(shape.kind).toBe('python');
    expect(faults.length).toBeGreaterThan(30);
  });

  test('leaves with 0 where there is none, and with 64 where there is no folder', async () => {
    expect(await k77('audit', join(samples, 'sound'))).toMatchObject({
      exit: 0,
      stdout: expect.stringContaining('none of the known faults'),
    });
    expect(await k77('audit', 'nowhere')).toMatchObject({ exit: 64, stderr: expect.stringContaining('nowhere') });
  });
});
