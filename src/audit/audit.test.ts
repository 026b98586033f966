import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packaged } from '../ports/packaged.ts';
import { textFiles } from '../ports/text-files.ts';
import { audit, shapeOf } from './audit.ts';
import { rules } from './rules/index.ts';

const samples = join(import.meta.dirname, '../../.ci');

/** `path:line rule`, as the sample marks its faults. */
async function marked(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { path, text } of textFiles(join(samples, folder), '.')) {
    if (path === 'README.md') continue;
    for (const [index, line] of text.split('\n').entries())
      for (const rule of /fault: ([a-z0-9, -]+)/.exec(line)?.[1]?.trim().split(/,\s*/) ?? []) found.push(`${path}:${index + 1} ${rule}`);
  }
  return found.sort();
}

describe('the audit of a repository in the shape of the guide', () => {
  test('finds every marked fault on its line, and nothing else', async () => {
    const { faults } = await audit(join(samples, 'legacy'));
    expect(faults.map(({ path, line, rule }) => `${path}:${line} ${rule}`).sort()).toEqual(await marked('legacy'));
  });

  test('the sample has a fault for every rule', async () => {
    const inSample = new Set((await marked('legacy')).map((mark) => mark.split(' ')[1]));
    expect(rules.map(({ id }) => id).filter((id) => !inSample.has(id))).toEqual([]);
    expect(inSample).toContain('secret-in-source');
  });

  test('finds nothing in the same bot without the faults', async () => {
    const { faults, files } = await audit(join(samples, 'sound'));
    expect(faults.map(({ path, line, rule }) => `${path}:${line} ${rule}`)).toEqual([]);
    expect(files).toBeGreaterThan(8);
  });

  test('shows no secret', async () => {
    expect(JSON.stringify(await audit(join(samples, 'legacy')))).not.toContain('51Qx7RbKd93mVtYcZaLwE8hN2');
  });

  test('recognises the shape', async () => {
    expect((await audit(join(samples, 'legacy'))).shape.kind).toBe('python');
    expect(shapeOf(['bot/src/main.ts', '.k77/base/written.json']).kind).toBe('k77');
    expect(shapeOf(['index.js']).kind).toBe('other');
  });
});

test('every rule says why, how to mend it, and has a name of its own', () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  for (const { why, fix, title } of rules) for (const text of [why, fix, title]) expect(text.length).toBeGreaterThan(10);
});

test("nothing is wrong with what k77 itself writes, but for the guide's own design that the bench is measured against", async () => {
  const { faults } = await audit(packaged('templates/project/files'));
  const own = faults.filter(({ path }) => !path.startsWith('bench/fastapi-baseline/'));
  expect(own.map(({ rule, path, line }) => `${path}:${line} ${rule}`)).toEqual([]);
});
