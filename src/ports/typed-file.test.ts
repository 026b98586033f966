import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTypedFile, typedPath } from './typed-file.ts';

test('a path is read as a shell writes it and as a file manager drops it', () => {
  expect(typedPath('~/key.json', '/home/ann')).toBe('/home/ann/key.json');
  expect(typedPath(" '/a b/key.json' ")).toBe('/a b/key.json');
  expect(typedPath('/a\\ b/key.json')).toBe('/a b/key.json');
  expect(typedPath('/a~b/key.json')).toBe('/a~b/key.json');
});

test('what cannot be read is told with its path; folders and large files are no keys', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'k77-typed-'));
  await writeFile(join(folder, 'key.json'), '{}');
  await writeFile(join(folder, 'large'), 'x'.repeat(70_000));
  expect(await readTypedFile(join(folder, 'key.json'))).toBe('{}');
  await expect(readTypedFile(join(folder, 'gone'))).rejects.toMatchObject({ what: `${join(folder, 'gone')} is not there` });
  await expect(readTypedFile(folder)).rejects.toMatchObject({ what: `${folder} is no file` });
  await expect(readTypedFile(join(folder, 'large'))).rejects.toMatchObject({ what: expect.stringContaining('69 KB') });
  await rm(folder, { recursive: true });
});
