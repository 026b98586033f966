import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Files } from '../core/ports.ts';
import { openFiles } from '../ports/files.ts';
import { systemScratch } from '../ports/scratch.ts';
import { systemShell } from '../ports/shell.ts';
import { resolveConflict } from './conflicts.ts';
import { differenceOf } from './difference.ts';
import { type Ground, type Outcome, survey } from './survey.ts';
import type { Kind, Template } from './template.ts';
import { type Updated, update } from './update.ts';

let files: Files;
let ground: Ground;
beforeEach(async () => {
  files = openFiles(await mkdtemp(join(tmpdir(), 'k77-scaffold-')));
  ground = { files, shell: systemShell, scratch: systemScratch, hash: (text) => createHash('sha256').update(text).digest('hex') };
});
afterEach(() => rm(files.root, { recursive: true, force: true }));

const template = (texts: Readonly<Record<string, string>>, kinds: Readonly<Record<string, Kind>> = {}): Template => ({
  title: 'test',
  files: Object.entries(texts).map(([path, text]) => ({ path, text, kind: kinds[path] ?? 'text' })),
});
const scaffold = async (wanted: Template): Promise<Updated> => await update(await survey(wanted, ground), ground);
const outcomes = async (wanted: Template): Promise<Record<string, Outcome>> =>
  Object.fromEntries((await survey(wanted, ground)).files.map(({ path, outcome }) => [path, outcome]));
const text = (name: string, ...changed: [number, string][]): string => {
  const lines = Array.from({ length: 9 }, (_, index) => `${name} ${index + 1}`);
  for (const [line, to] of changed) lines[line - 1] = to;
  return `${lines.join('\n')}\n`;
};

describe('a scaffold', () => {
  test('writes everything into an empty folder and has nothing to do afterwards', async () => {
    const wanted = template({ 'bot/src/main.ts': text('bot'), 'package.json': '{}\n' });
    expect((await scaffold(wanted)).written).toEqual(['bot/src/main.ts', 'package.json']);
    expect(await files.read('bot/src/main.ts')).toBe(text('bot'));
    expect(await outcomes(wanted)).toEqual({ 'bot/src/main.ts': 'same', 'package.json': 'same' });
  });

  test('never overwrites what it did not write', async () => {
    await files.write('README.md', 'mine\n');
    const wanted = template({ 'README.md': 'theirs\n', 'bot/a.ts': 'a\n' });
    expect(await outcomes(wanted)).toEqual({ 'README.md': 'yours', 'bot/a.ts': 'create' });
    await scaffold(wanted);
    expect(await files.read('README.md')).toBe('mine\n');
    expect(await outcomes(template({ 'README.md': 'newer\n', 'bot/a.ts': 'a\n' }))).toMatchObject({ 'README.md': 'yours' });
  });

  test('marks a script as one', async () => {
    await scaffold(template({ 'tool.sh': '#!/bin/sh\n' }));
    expect(await files.mode('tool.sh')).toBe(0o755);
  });
});

describe('an update', () => {
  test('moves untouched files on, keeps edited ones, merges where both changed, leaves deleted ones deleted', async () => {
    const first = template({ 'a.ts': text('a'), 'b.ts': text('b'), 'c.ts': text('c'), 'd.ts': text('d') });
    await scaffold(first);
    await files.write('b.ts', text('b', [1, 'mine']));
    await files.write('c.ts', text('c', [1, 'mine']));
    await files.remove('d.ts');
    const second = template({
      'a.ts': text('a', [5, 'new']),
      'b.ts': text('b'),
      'c.ts': text('c', [9, 'new']),
      'd.ts': text('d', [1, 'new']),
    });
    expect(await outcomes(second)).toEqual({ 'a.ts': 'update', 'b.ts': 'edited', 'c.ts': 'merge', 'd.ts': 'deleted' });
    expect((await scaffold(second)).written).toEqual(['a.ts', 'c.ts']);
    expect(await files.read('a.ts')).toBe(text('a', [5, 'new']));
    expect(await files.read('c.ts')).toBe(text('c', [1, 'mine'], [9, 'new']));
    expect(await files.read('.k77/before-update/c.ts')).toBe(text('c', [1, 'mine']));
    expect(await outcomes(second)).toEqual({ 'a.ts': 'same', 'b.ts': 'edited', 'c.ts': 'edited', 'd.ts': 'deleted' });
  });

  test('with a conflict changes no live file, sets the conflict aside, and takes the resolution', async () => {
    await scaffold(template({ 'a.ts': text('a'), 'b.ts': text('b') }));
    await files.write('a.ts', text('a', [5, 'mine']));
    const second = template({ 'a.ts': text('a', [5, 'theirs']), 'b.ts': text('b', [1, 'new']) });
    expect(await scaffold(second)).toEqual({ written: [], removed: [], conflicts: ['.k77/conflicts/a.ts'] });
    expect(await files.read('a.ts')).toBe(text('a', [5, 'mine']));
    expect(await files.read('b.ts')).toBe(text('b'));
    expect(await files.read('.k77/conflicts/a.ts')).toContain('<<<<<<< yours');

    await files.write('.k77/conflicts/a.ts', text('a', [5, 'both']));
    expect((await scaffold(second)).written).toEqual(['a.ts', 'b.ts']);
    expect(await files.read('a.ts')).toBe(text('a', [5, 'both']));
    expect(await files.list('.k77/conflicts')).toEqual([]);
  });

  test('does not take a resolution that was made for other texts, and does not overwrite work on one', async () => {
    await scaffold(template({ 'a.ts': text('a') }));
    await files.write('a.ts', text('a', [5, 'mine']));
    const second = template({ 'a.ts': text('a', [5, 'theirs']) });
    await scaffold(second);
    const half = `half done\n${await files.read('.k77/conflicts/a.ts')}`;
    await files.write('.k77/conflicts/a.ts', half);
    await scaffold(second);
    expect(await files.read('.k77/conflicts/a.ts')).toBe(half);

    await files.write('.k77/conflicts/a.ts', text('a', [5, 'both']));
    await files.write('a.ts', text('a', [5, 'mine again']));
    expect((await scaffold(second)).conflicts).toEqual(['.k77/conflicts/a.ts']);
    expect(await files.read('a.ts')).toBe(text('a', [5, 'mine again']));
  });

  test('removes what the template dropped only where nobody edited it', async () => {
    await scaffold(template({ 'a.ts': 'a\n', 'b.ts': 'b\n', 'c.ts': 'c\n' }));
    await files.write('b.ts', 'mine\n');
    const second = template({ 'c.ts': 'c\n' });
    expect(await outcomes(second)).toEqual({ 'a.ts': 'remove', 'b.ts': 'edited', 'c.ts': 'same' });
    expect((await scaffold(second)).removed).toEqual(['a.ts']);
    expect(await files.read('a.ts')).toBeUndefined();
    expect(await files.read('b.ts')).toBe('mine\n');
  });

  test('writes a seed once, and replaces a whole file only while nobody edited it', async () => {
    const kinds = { 'seed.ts': 'seed', 'lock.json': 'whole', 'kit.js': 'whole' } as const;
    await scaffold(template({ 'seed.ts': 's1\n', 'lock.json': 'l1\n', 'kit.js': 'k1\n' }, kinds));
    await files.write('lock.json', 'mine\n');
    const second = template({ 'seed.ts': 's2\n', 'lock.json': 'l2\n', 'kit.js': 'k2\n' }, kinds);
    expect(await outcomes(second)).toEqual({ 'seed.ts': 'edited', 'lock.json': 'edited', 'kit.js': 'update' });
    await scaffold(second);
    expect(await files.read('seed.ts')).toBe('s1\n');
    expect(await files.read('kit.js')).toBe('k2\n');
  });

  test('keeps in the base only what is still referred to', async () => {
    await scaffold(template({ 'a.ts': 'a1\n' }));
    await scaffold(template({ 'a.ts': 'a2\n' }));
    expect(await files.list('.k77/base')).toEqual([ground.hash('a2\n'), 'written.json'].sort());
  });

  test('refuses a base that is not its own', async () => {
    await files.write('.k77/base/written.json', '[1]');
    await expect(survey(template({}), ground)).rejects.toThrow('.k77/base/written.json');
  });
});

test('a difference reads like every other diff', async () => {
  await scaffold(template({ 'a.ts': text('a') }));
  const [one] = (await survey(template({ 'a.ts': text('a', [5, 'new']) }), ground)).files;
  if (!one) throw new Error('nothing surveyed');
  expect(await differenceOf(one, ground)).toBe(
    '--- a/a.ts\n+++ b/a.ts\n@@ -2,7 +2,7 @@ a 1\n a 2\n a 3\n a 4\n-a 5\n+new\n a 6\n a 7\n a 8\n',
  );
});

test('a staged conflict is settled by taking one side', async () => {
  await scaffold(template({ 'a.ts': text('a') }));
  await files.write('a.ts', text('a', [5, 'mine']));
  const second = template({ 'a.ts': text('a', [1, 'new'], [5, 'theirs']) });
  await scaffold(second);
  await resolveConflict(files, 'a.ts', 'the template now');
  await scaffold(second);
  expect(await files.read('a.ts')).toBe(text('a', [1, 'new'], [5, 'theirs']));
  await expect(resolveConflict(files, 'a.ts', 'yours')).rejects.toThrow('a.ts has no conflict that waits');
});
