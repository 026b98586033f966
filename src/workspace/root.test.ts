import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findRoot } from './root.ts';

const home = mkdtempSync(join(tmpdir(), 'k77-root-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

function tree(name: string, files: Record<string, string>): string {
  const root = join(home, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

describe('the workspace is', () => {
  test('the folder that --dir names, seen from here, also when it does not exist', async () => {
    expect(await findRoot({ dir: 'there/shop', cwd: home })).toBe(join(home, 'there/shop'));
  });

  test('never a file', async () => {
    const root = tree('file', { 'a.txt': '' });
    await expect(findRoot({ dir: 'a.txt', cwd: root })).rejects.toMatchObject({ name: 'OperatorError', exit: 64 });
  });

  test('the nearest folder upward with k77.json, else the current one', async () => {
    const root = tree('shops', { 'k77.json': '{}', 'inner/k77.json': '{}', 'inner/bot/index.ts': '', 'other/bot/index.ts': '' });
    expect(await findRoot({ cwd: join(root, 'inner/bot') })).toBe(join(root, 'inner'));
    expect(await findRoot({ cwd: join(root, 'other/bot') })).toBe(root);
    expect(await findRoot({ cwd: home })).toBe(home);
  });

  test("./shop inside k77's own checkout, whose tracked tree is never written", async () => {
    const checkout = tree('checkout', { 'package.json': '{ "name": "k77" }', 'src/cli/main.ts': '', 'templates/project/k77.json': '{}' });
    expect(await findRoot({ cwd: checkout })).toBe(join(checkout, 'shop'));
    expect(await findRoot({ cwd: join(checkout, 'src/cli') })).toBe(join(checkout, 'shop'));
    expect(await findRoot({ cwd: join(checkout, 'templates/project') })).toBe(join(checkout, 'shop'));
    expect(await findRoot({ cwd: checkout, dir: '.' })).toBe(checkout);
    const deeper = tree('checkout', { 'shop/second/k77.json': '{}' });
    expect(await findRoot({ cwd: join(deeper, 'shop/second') })).toBe(join(deeper, 'shop/second'));
  });

  test('the current folder in somebody else’s project that merely has a src/cli', async () => {
    const project = tree('project', { 'package.json': '{ "name": "my-bot" }', 'src/cli/main.ts': '' });
    expect(await findRoot({ cwd: project })).toBe(project);
  });
});
