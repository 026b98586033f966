import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OperatorError } from '../core/errors.ts';
import type { Workspace } from '../core/workspace.ts';
import { openFiles } from '../ports/files.ts';
import { runSince } from './since.ts';

const root = mkdtempSync(join(tmpdir(), 'k77-since-'));
const files = openFiles(root);
const folder = '.k77/production';
const workspace = { files, folder } as unknown as Workspace;

beforeAll(async () => {
  const runs = { 'v-0001': '2026-11-18T09:00:00.000Z', 'v-0002': '2026-11-20T23:30:00.000Z', 'v-0010': '2026-11-22T08:00:00.000Z' };
  for (const [id, at] of Object.entries(runs))
    await files.write(`${folder}/reports/${id}.json`, JSON.stringify({ checks: [], run: { id, at } }));
});
afterAll(() => rmSync(root, { recursive: true }));

const found = async (since: string): Promise<string> => (await runSince(workspace, since)).run.id;

test('a run is named by its id, with or without zeros, as the last one, or by a day', async () => {
  expect(await Promise.all(['v-0002', 'v-2', 'last', '2026-11-20', '2026-11-21', '2026-11-20T12:00Z'].map(found))).toEqual([
    'v-0002',
    'v-0002',
    'v-0010',
    'v-0002',
    'v-0002',
    'v-0001',
  ]);
});

test('a run that is not there ends in the names of those that are', async () => {
  const refused = (since: string, of = workspace) =>
    runSince(of, since).then(
      () => undefined,
      (error: OperatorError) => [error.what, error.fix],
    );
  expect(await refused('v-0007')).toEqual([
    'there is no run "v-0007"',
    expect.stringContaining('v-0010 (2026-11-22), v-0002 (2026-11-20), v-0001 (2026-11-18)'),
  ]);
  expect((await refused('yesterday'))?.[0]).toBe('there is no run "yesterday"');
  expect((await refused('2026-11-01'))?.[0]).toBe('no run is kept of 2026-11-01 or before');
  expect(await refused('last', { ...workspace, folder: '.k77/staging' })).toEqual([
    'there is no run "last"',
    expect.stringContaining('none is kept yet'),
  ]);
});
