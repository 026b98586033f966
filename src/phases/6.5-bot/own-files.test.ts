/** Which uncommitted files k77 may commit. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Files } from '../../core/ports.ts';
import { ownUncommitted } from './own-files.ts';
import { workflowPath, workflowText } from './workflow.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const there: Record<string, string> = {
  'bot/main.ts': 'as k77 wrote it',
  'bot/mine.ts': 'as I changed it',
  '.k77/base/written.json': JSON.stringify({
    'bot/main.ts': hash('as k77 wrote it'),
    'bot/mine.ts': hash('before'),
    'bot/new.ts': hash('x'),
  }),
};
const files = { read: async (path: string) => there[path], list: async () => [] } as unknown as Files;
const sorted = (uncommitted: readonly (readonly [path: string, isNew: boolean])[], more: readonly string[] = []) =>
  ownUncommitted(
    uncommitted.map(([path, isNew]) => ({ path, isNew })),
    files,
    more,
  );

test('files that stand as k77 wrote them are ours; those that the operator is editing are theirs', async () => {
  expect(
    await sorted([
      ['bot/main.ts', false],
      ['bot/mine.ts', false],
    ]),
  ).toEqual({ ours: ['bot/main.ts'], theirs: ['bot/mine.ts'] });
});

test('a file of the template that git has never seen is ours, edited or not: without it the project is not whole', async () => {
  expect(await sorted([['bot/mine.ts', true]])).toEqual({ ours: ['bot/mine.ts'], theirs: [] });
});

test('answers, settings and the base are ours, whatever else lies about is theirs', async () => {
  const found = await sorted([
    ['k77.json', true],
    ['site.config.json', false],
    ['.k77/base/abc', true],
    ['notes.txt', true],
    ['src/k77.json', true],
  ]);
  expect(found).toEqual({ ours: ['.k77/base/abc', 'k77.json', 'site.config.json'], theirs: ['notes.txt', 'src/k77.json'] });
});

test('the workflow is ours only where it was asked for', async () => {
  expect((await sorted([[workflowPath, true]])).theirs).toEqual([workflowPath]);
  expect((await sorted([[workflowPath, true]], [workflowPath])).ours).toEqual([workflowPath]);
});

test('the workflow deploys the branch by k77 and verifies; secrets come from GitHub, and no more is allowed to it than to read', () => {
  const text = workflowText('release/2');
  expect(text).toContain('branches: ["release/2"]');
  expect(text).toMatch(/k77 deploy --yes --only code\.committed.*--only dashboard\.deployed[\s\S]*k77 verify/);
  expect(text).toMatch(/\$\{\{ secrets\.K77_WORKSPACE \}\}/);
  expect(text).toContain('contents: read');
  expect(text).not.toMatch(/\bset -x\b|echo "\$K77/);
});
