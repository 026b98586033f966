/** One table out of many: what the compiler does not see when tables are spread into each other. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { KeyInfo } from './keys.ts';
import { keys } from './keys.ts';

const folder = join(import.meta.dirname, 'keys');
const files = await Promise.all(
  readdirSync(folder)
    .filter((file) => file !== 'key-info.ts')
    .map(async (file) => ({
      file,
      tables: Object.values((await import(/* @vite-ignore */ join(folder, file))) as Record<string, Record<string, KeyInfo>>),
    })),
);
const rows = files.flatMap(({ file, tables }) =>
  tables.flatMap((table) => Object.entries(table).map(([key, info]) => ({ file, key, info }))),
);

test('every key of every table is in the one table, and none is in two', () => {
  expect(rows.map(({ key }) => key).sort()).toEqual(Object.keys(keys).sort());
});

test('a key stands in a file of its phase', () => {
  const strangers = rows.filter(({ file, info }) => file !== 'moving.ts' && !file.startsWith(`${info.phase}-`));
  expect(strangers.map(({ file, key }) => `${file}: ${key}`)).toEqual([]);
});
