/** `npm run docs`: writes the pages of `docs/` that are made from the code. A test fails while they are out of date. */
import { mkdir, writeFile } from 'node:fs/promises';
import { docsFolder, docsPages } from './docs/pages.ts';
import { loadEverything } from './registry/load.ts';

await mkdir(docsFolder, { recursive: true });
for (const [name, text] of Object.entries(docsPages(await loadEverything()))) {
  await writeFile(new URL(name, docsFolder), text);
  process.stdout.write(`docs/${name}\n`);
}
