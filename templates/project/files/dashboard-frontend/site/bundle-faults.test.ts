import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { bundleFaults, filesIn } from './bundle-faults.ts';

const found = (text: string, environment: Record<string, string> = {}, path = 'a.js') => bundleFaults([{ path, text }], environment);

test('a clean bundle has no faults, with its publishable key and public variables', () => {
  const environment = { NEXT_PUBLIC_SENTRY_TOKENISH_KEY: 'https://public@o1.ingest.sentry.io/1', PREVIEW_PASSWORD: 'short' };
  expect(found('let a="pk_live_123456789012";let b="https://public@o1.ingest.sentry.io/1",short', environment)).toEqual([]);
});

test.each([
  ['a secret key of Stripe', `"sk_${'live'}_4eC39HqLyjWD"`],
  ['a secret key of Stripe', `"rk_${'test'}_4eC39HqLyjWD"`],
  ['a signing secret of Stripe', `"whsec_${'abcdefgh1234'}"`],
  ['a bot token of Discord', `"${'M'.padEnd(26, 'x')}.GabcDe.${'y'.repeat(30)}"`],
  ['an address with a password', `"mongodb+srv://${'user'}:word@cluster.example"`],
  ['an address with a password', `"rediss://:${'word'}@cache.example:6379"`],
  ['a private key', `-----BEGIN ${'RSA'} PRIVATE KEY-----`],
  ['a token of Sentry', `sntrys_${'eyJpYXQiOjE3'}`],
])('%s is found by its looks', (what, text) => {
  expect(found(text)).toEqual([`a.js holds ${what}`]);
});

test('the value of a secret variable of the build is found, and the fault does not repeat it', () => {
  const faults = found('let x="correct horse battery"', { PREVIEW_PASSWORD: 'correct horse battery' });
  expect(faults).toEqual(['a.js holds the value of PREVIEW_PASSWORD']);
});

test('source maps are found, in the folders of a real build too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  await mkdir(join(folder, 'chunks'));
  await writeFile(join(folder, 'chunks', 'a.js.map'), '{}');
  const files = await filesIn(pathToFileURL(`${folder}/`));
  expect(bundleFaults(files, {})).toEqual([`${join('chunks', 'a.js.map')} is a source map`]);
  await rm(folder, { recursive: true });
});
