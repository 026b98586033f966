/**
 * The generated project of one workspace: what its files should be for the answers that are known, and what an update would do.
 */
import { createHash } from 'node:crypto';
import type { Files, Shell } from '../core/ports.ts';
import { systemScratch } from '../ports/scratch.ts';
import { type Answers, render, renderPython } from './render.ts';
import { type Ground, type Outcome, pending, type Survey, survey } from './survey.ts';
import { readTemplate, type Template } from './template.ts';
import { type Updated, update } from './update.ts';

export function groundOf(files: Files, shell: Shell): Ground {
  return { files, shell, scratch: systemScratch, hash: (text) => createHash('sha256').update(text).digest('hex') };
}

/** Templates do not change while k77 runs. */
const templates = new Map<Shape, Promise<Template>>();

/** `project`: the whole of it. `python`: the operator has the guide's bot and API in Python; their code stays, and what hosting needs is written beside it. */
export type Shape = 'project' | 'python';

export async function surveyProject(answers: Answers, ground: Ground): Promise<Survey & { shape: Shape }> {
  const shape = await shapeOf(ground.files);
  const template = templates.get(shape) ?? readTemplate(shape);
  templates.set(shape, template);
  const wanted = shape === 'python' ? renderPython(await template) : render(await template, answers);
  return { ...(await survey(wanted, ground)), shape };
}

/** The guide's layout: a bot in `main.py` with its requirements, an API under `dashboard/`. */
async function shapeOf(files: Files): Promise<Shape> {
  const there = async (path: string): Promise<boolean> => (await files.read(path)) !== undefined;
  const isPython = (await there('main.py')) && ((await there('requirements.txt')) || (await there('pyproject.toml')));
  return isPython ? 'python' : 'project';
}

export async function updateProject(found: Survey, ground: Ground): Promise<Updated> {
  return await update(found, ground);
}

/** How many files wait, how many of them conflict. */
export function standing({ files }: Survey): { waiting: number; conflicts: number; files: number } {
  const many = (outcomes: readonly Outcome[]): number => files.filter(({ outcome }) => outcomes.includes(outcome)).length;
  return { waiting: many(pending), conflicts: many(['conflict']), files: files.length };
}
