/**
 * The commands that only look, run as a person runs them, in folders of their own and without a network.
 */
import { chmod, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../catalogue.ts';
import { captured } from './io-double.ts';
import { main } from './main.ts';

async function k77(
  folder: string,
  ...words: string[]
): Promise<{ exit: number; document: Record<string, unknown>; text: string; errors: string }> {
  const { host, stdout, stderr } = captured({}, words);
  const exit = await main({ ...host, version: 'v24.21.0', cwd: () => folder });
  const document = words.includes('--json') && stdout() !== '' ? (JSON.parse(stdout()) as Record<string, unknown>) : {};
  return { exit, document, text: stdout(), errors: stderr() };
}

const emptyFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'k77-looking-'));

describe('k77 guide', () => {
  test('prints 78 steps and 355 boxes as one document', async () => {
    const { exit, document } = await k77(await emptyFolder(), 'guide', '--json');
    expect(exit).toBe(0);
    const { steps, boxes } = document as { steps: { id: string; coveredBy: string[] }[]; boxes: { id: string; coveredBy: string[] }[] };
    expect([steps.length, boxes.length]).toEqual([78, 355]);
    expect([...steps, ...boxes].every((one) => Array.isArray(one.coveredBy))).toBe(true);
    expect(boxes.filter((box) => box.id.startsWith('pre#') && box.coveredBy.length === 0)).toEqual([]);
    expect([...steps, ...boxes].filter((one) => one.id.startsWith('6.1') && one.coveredBy.length === 0)).toEqual([]);
  });
});

describe('k77 doctor', () => {
  test('lists all eighteen vendors, and exits 6 without a Stripe key', async () => {
    const folder = await emptyFolder();
    const { exit, document } = await k77(folder, 'doctor', '--json');
    const { found, healthy } = document as { found: { about: string; id: string; state: string }[]; healthy: boolean };
    expect(found.filter((one) => one.about === 'account')).toHaveLength(18);
    expect(found.find((one) => one.id === 'stripe')?.state).toBe('missing');
    expect([exit, healthy]).toEqual([6, false]);
    expect(await readdir(folder), 'a doctor writes nothing').toEqual([]);
  });

  test('shows the recipe of one vendor', async () => {
    const { exit, text } = await k77(await emptyFolder(), 'doctor', 'cloudflare');
    expect(exit).toBe(6);
    expect(text).toContain('Zone · DNS');
    expect(text).not.toContain('Namecheap');
  });

  test('guesses a misspelled vendor', async () => {
    const { exit, errors } = await k77(await emptyFolder(), 'doctor', 'cloudfare');
    expect(exit).toBe(64);
    expect(errors).toContain('did you mean k77 doctor cloudflare?');
  });

  test('repairs a broken journal, and leaves a whole one alone', async () => {
    const folder = await emptyFolder();
    expect((await k77(folder, 'doctor', '--repair-journal', '--json')).document).toMatchObject({ broken: null, archive: null });
    await mkdir(join(folder, '.k77', 'production'), { recursive: true });
    const path = join(folder, '.k77', 'production', 'journal.ndjson');
    await writeFile(path, '{"seq":1,"kind":"task-done","task":"x","at":"2026","prev":"0","hash":"forged"}\n{"seq":2}\n');
    expect((await k77(folder, 'env', 'list')).exit).not.toBe(0);
    const { exit, document } = await k77(folder, 'doctor', '--repair-journal', '--json');
    expect([exit, document.archive]).toEqual([0, expect.stringContaining('.k77/production/journal.broken-')]);
    expect(await readFile(path, 'utf8')).toContain('"repaired"');
    expect((await k77(folder, 'env', 'list')).exit).toBe(0);
  });
});

describe('k77 env', () => {
  test('finds what is wrong with a file, without showing a value', async () => {
    const folder = await emptyFolder();
    const file = join(folder, '.env.production.api');
    await writeFile(file, 'JWT_SECRET=a-very-secret-value # mine\nNEXT_PUBLIC_KEY=whsec_shouldNotBeHere\n');
    await chmod(file, 0o640);
    const { exit, text } = await k77(folder, 'env', 'check');
    expect(exit).toBe(1);
    expect(text).toContain('others can read it (mode 0640)');
    expect(text).toContain('.env.production.api:1: JWT_SECRET has a comment');
    expect(text).toContain('.env.production.api:2: NEXT_PUBLIC_KEY holds a secret');
    expect(text).not.toContain('a-very-secret-value');
  });

  test('lists every service, with what waits for which phase', async () => {
    const { exit, document } = await k77(await emptyFolder(), 'env', 'list', '--json');
    const { files } = document as { files: { service: string; keys: { key: string; state: string }[] }[] };
    expect([exit, files.map((file) => file.service)]).toEqual([0, ['bot', 'worker', 'api', 'dashboard']]);
    expect(files.flatMap((file) => file.keys).find((line) => line.key === 'STRIPE_WEBHOOK_SECRET')?.state).toBe('waits');
  });
});

describe('k77 status', () => {
  test('names all phases and says why there is no money line', async () => {
    const { exit, document } = await k77(await emptyFolder(), 'status', '--json');
    const { phases, money } = document as { phases: { phase: string; state: string }[]; money: { unknown: string } };
    expect(exit).toBe(0);
    const built = catalogue.phases.length;
    expect(phases.map((one) => one.state)).toEqual([...Array(built).fill('not started'), ...Array(8 - built).fill('not built')]);
    expect(money.unknown).toContain('no Stripe key');
  });
});
