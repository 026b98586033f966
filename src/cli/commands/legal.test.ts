/** `k77 legal check` as it is typed. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandLine } from '../command-line.ts';
import { captured } from '../io-double.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'k77-legal-cli-'));
  await k77('scaffold', '--dir', 'shop', '--set', 'project=Crown', '--set', 'domain=crownbot.com', '--yes');
}, 60_000);
afterAll(() => rm(cwd, { recursive: true, force: true }));

async function k77(...words: string[]) {
  const { host, stdout, stderr } = captured({}, words, {});
  const exit = await commandLine({ ...host, cwd: () => cwd });
  return { exit, stdout: stdout(), stderr: stderr() };
}
const legacy = join(import.meta.dirname, '../../../.ci/legacy');

describe('k77 legal check', () => {
  test('of a scaffolded project lacks the details of the business and nothing else; with them it is clean', async () => {
    const before = await k77('legal', 'check', '--dir', 'shop', '--json');
    expect(before.exit).toBe(1);
    const document = JSON.parse(before.stdout) as { kind: string; contradictions: { rule: string; kind: string }[] };
    expect(document.kind).toBe('ours');
    expect(document.contradictions.map(({ rule, kind }) => `${rule} ${kind}`)).toEqual(Array(3).fill('operator-unnamed missing'));
    const path = join(cwd, 'shop/site.config.json');
    const business = { operator: 'Crown GmbH', address: ['Street 1'], country: 'DE' };
    await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), business }, null, 2));
    const after = await k77('legal', 'check', '--dir', 'shop');
    expect(after).toMatchObject({ exit: 0, stdout: expect.stringContaining('policy, code and configuration say the same') });
    expect(after.stdout).toContain('Have a lawyer');
  });

  test('--json says of every contradiction where it is, why it matters, by which law, and what to do', async () => {
    const { exit, stdout } = await k77('legal', 'check', '--dir', legacy, '--json');
    const { contradictions, ...document } = JSON.parse(stdout) as { contradictions: Record<string, unknown>[] };
    expect([exit, document]).toEqual([
      1,
      expect.objectContaining({ root: legacy, kind: 'other', documents: [], files: expect.any(Number), rules: expect.any(Number) }),
    ]);
    expect(document).toHaveProperty('checklist.0.id', 'lawyer');
    for (const one of contradictions)
      for (const field of ['rule', 'title', 'kind', 'path', 'saw', 'why', 'source', 'fix']) expect(one[field]).toEqual(expect.any(String));
    expect(contradictions.map(({ path, line }) => `${path}:${line}`)).toContain('dashboard-frontend/app/legal/privacy/page.jsx:2');
  });

  test('tells a person within 100 columns', async () => {
    const { exit, stdout } = await k77('legal', 'check', '--dir', legacy);
    expect(exit).toBe(1);
    for (const text of [
      'pages written by hand',
      'consent-preticked',
      'Planet49',
      'app/legal/privacy/page.jsx:2',
      'nothing was changed',
      'Have a lawyer',
    ])
      expect(stdout).toContain(text);
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  test('a folder that is not there, or another word than check, is a mistake in typing', async () => {
    expect(await k77('legal', 'check', '--dir', 'nowhere')).toMatchObject({ exit: 64, stderr: expect.stringContaining('nowhere') });
    expect((await k77('legal', 'read')).exit).toBe(64);
    expect((await k77('legal')).exit).toBe(64);
  });
});
