/** `npm run legal`: writes docs/legal.json. A test fails while it is out of date. */
import { mkdir, writeFile } from 'node:fs/promises';
import { readSiteConfig } from '@k77/config';
import { recordText } from './record.ts';

const docs = new URL('../../../docs/', import.meta.url);

await mkdir(docs, { recursive: true });
await writeFile(new URL('legal.json', docs), recordText(readSiteConfig()));
process.stdout.write('docs/legal.json\n');
