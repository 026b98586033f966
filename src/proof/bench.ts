/** The bench of a freshly generated project, installed and built as the operator has it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { openFiles } from '../ports/files.ts';
import { systemShell } from '../ports/shell.ts';
import { groundOf, surveyProject, updateProject } from '../scaffold/project.ts';
import { installPackages, npmRun, runProgram } from './project.ts';

export interface Bench {
  /** Why nothing can be measured here; undefined: it can. */
  lacking: string | undefined;
  measure(names: readonly string[]): Promise<Measured>;
  close(): Promise<void>;
}

export interface Measured {
  code: number | null;
  said: string;
  /** Why nothing was measured. */
  nothing: string | undefined;
  /** Lines that tell of a figure neither that it is within its limit nor why it was left out. */
  wrong: readonly string[];
  results: readonly { outcome: string; figures: readonly unknown[] }[];
}

/** Each passes, or is left out with its reason. */
const verdict = /^(pass|skip) {2}\S/;

export async function openBench(): Promise<Bench> {
  const root = await mkdtemp(join(tmpdir(), 'k77-bench-'));
  const ground = groundOf(openFiles(root), systemShell);
  await updateProject(await surveyProject({ project: 'Kingdom-77', domain: 'kingdom77.test' }, ground), ground);
  const lacking = await installPackages(root);
  if (lacking === undefined) await npmRun(root, 'build');
  return {
    lacking,
    async measure(names) {
      const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
      const { code, said } = await runProgram(root, ['bench/main.ts', ...names], { PATH }).ended;
      process.stdout.write(said);
      const lines = said.split('\n').filter((line) => line !== '');
      const figures = lines.filter((line) => !line.startsWith('again ') && !line.includes('figures within their limits'));
      const { results = [] } = JSON.parse((await openFiles(root).read('bench/results.json')) ?? '{}') as Partial<Measured>;
      const nothing = lines.find((line) => line.endsWith('Nothing was measured.'));
      return { code, said, nothing, wrong: figures.filter((line) => !verdict.test(line)), results };
    },
    close: () => rm(root, { recursive: true, force: true }),
  };
}
