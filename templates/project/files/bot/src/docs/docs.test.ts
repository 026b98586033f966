import { readdir, readFile } from 'node:fs/promises';
import { envSchemas, services } from '@k77/config';
import { describe, expect, test } from 'vitest';
import { loadEverything } from '../registry/load.ts';
import { docsFolder, docsPages } from './pages.ts';

const root = new URL('../', docsFolder);
const read = (path: string, from = docsFolder) => readFile(new URL(path, from), 'utf8');

describe('the documentation', () => {
  test.each(['commands.md', 'commands.json', 'features.md', 'environment.md'])(
    '%s says what the code says; `npm run docs` writes it',
    async (name) => {
      expect(await read(name)).toBe(docsPages(await loadEverything())[name]);
    },
  );

  test('names every variable of every service', async () => {
    const text = await read('environment.md');
    for (const service of services) for (const name of Object.keys(envSchemas[service].shape)) expect(text).toContain(`| \`${name}\` |`);
  });

  test('names the routes of the API that there are, and all of them', async () => {
    const folders = ['dashboard/src/routes/', 'dashboard/src/plugins/'];
    const files = (
      await Promise.all(folders.map(async (folder) => (await readdir(new URL(folder, root))).map((file) => folder + file)))
    ).flat();
    const sources = await Promise.all(files.filter((file) => !file.includes('.test.')).map((file) => read(file, root)));
    const served = sources.flatMap((text) =>
      [...text.matchAll(/'(\/(?:(?:api|health|openapi|docs|metrics)[\w/:.-]*)?)'/g)].map(([, path]) => path),
    );
    const told = [...(await read('dashboard.md')).matchAll(/^\| `\w+ (\S+)`/gm)].map(([, path]) => path);
    expect([...new Set(told)].sort()).toEqual([...new Set(served)].sort());
  });

  test('names scripts and files that there are', async () => {
    const { scripts } = JSON.parse(await read('package.json', root)) as { scripts: Record<string, string> };
    for (const page of await readdir(docsFolder)) {
      const text = await read(page);
      for (const [, script = ''] of text.matchAll(/npm run ([\w:]+)/g))
        expect(Object.keys(scripts), `${page} names npm run ${script}`).toContain(script);
      for (const [, path = ''] of text.matchAll(/`((?:deploy|docs|packages|bot\/src|worker\/src|dashboard\/src)\/[\w./-]+\.\w+)`/g))
        await expect(read(path, root), `${page} names ${path}`).resolves.toBeTypeOf('string');
    }
  });
});
