/** The bench of the generated project: limiter, API, webhooks and bot keep the limits that the template promises, measured as the operator would. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openFiles } from '../ports/files.ts';
import { systemShell } from '../ports/shell.ts';
import { groundOf, surveyProject, updateProject } from '../scaffold/project.ts';
import { installPackages, npmRun, runProgram } from './project.ts';

const minutes = 60_000;
/** Each passes, or is left out with its reason. */
const verdict = /^(pass|skip) {2}\S/;

let root: string;
/** Why nothing can be measured here; undefined: it can. */
let lacking: string | undefined;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'k77-bench-'));
  const ground = groundOf(openFiles(root), systemShell);
  await updateProject(await surveyProject({ project: 'Kingdom-77', domain: 'kingdom77.test' }, ground), ground);
  lacking = await installPackages(root);
  if (lacking === undefined) await npmRun(root, 'build');
}, 4 * minutes);
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(({ skip }) => {
  if (lacking !== undefined) skip(lacking);
});

test('every figure of the bench is within its limit', { timeout: 9 * minutes }, async ({ skip }) => {
  const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
  const { code, said } = await runProgram(root, ['bench/main.ts'], { PATH: path }).ended;
  const lines = said.split('\n').filter((line) => line !== '');
  process.stdout.write(said);
  expect(code, said).toBe(0);
  const nothing = lines.find((line) => line.endsWith('Nothing was measured.'));
  if (nothing !== undefined) return skip(nothing);
  const figures = lines.filter((line) => !line.startsWith('again ') && !line.includes('figures within their limits'));
  expect(figures.filter((line) => !verdict.test(line))).toEqual([]);
  const results = JSON.parse((await openFiles(root).read('bench/results.json')) ?? '{}') as {
    results: { outcome: string; figures: unknown[] }[];
  };
  expect(results.results.map(({ outcome }) => outcome)).not.toContain('fail');
  expect(results.results.flatMap((one) => one.figures).length).toBeGreaterThan(10);
});
