import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Redactor } from '../core/secret.ts';
import { openFiles } from '../ports/files.ts';
import { isSignedBy, publicKeyOf, signText } from '../ports/report-signing.ts';
import { reportKey, reportSigner } from './report-key.ts';

function place(refuses = false) {
  const files = openFiles(mkdtempSync(join(tmpdir(), 'k77-key-')));
  const guard = async (): Promise<void> => {
    if (refuses) throw new Error('git would add .k77/report-key');
  };
  return { files, guard, path: join(files.root, '.k77/report-key') };
}

describe('the key of the reports', () => {
  test('is made once, for its owner alone, and nothing repeats it', async () => {
    const here = place();
    expect(await reportSigner(here.files)).toBeUndefined();
    const redactor = new Redactor();
    const [pem, again] = await Promise.all([reportKey(here, redactor, 'a'), reportKey(here, redactor, 'b')]);
    expect(again).toBe(pem);
    expect(statSync(here.path).mode & 0o777).toBe(0o600);
    expect(await reportSigner(here.files)).toBe(publicKeyOf(pem));
    expect(isSignedBy('text', signText('text', pem), publicKeyOf(pem))).toBe(true);
    expect(redactor.redact(readFileSync(here.path, 'utf8'))).toContain('‹REPORT_KEY›');
  });

  test('is closed again when others could read it', async () => {
    const here = place();
    const pem = await reportKey(here, new Redactor(), 'a');
    writeFileSync(here.path, pem);
    await here.files.write('.k77/report-key', pem, 0o644);
    expect(await reportKey(here, new Redactor(), 'b')).toBe(pem);
    expect(statSync(here.path).mode & 0o777).toBe(0o600);
  });

  test('is not made where git would publish it, and a file that is none is left alone', async () => {
    await expect(reportKey(place(true), new Redactor(), 'a')).rejects.toThrow('git would add');
    const here = place();
    await here.files.write('.k77/report-key', 'hello');
    await expect(reportKey(here, new Redactor(), 'a')).rejects.toThrow('.k77/report-key is no Ed25519 key');
    expect(readFileSync(here.path, 'utf8')).toBe('hello');
  });
});
