/**
 * Looks at the template, the base and the operator's folder, and says what an update would do. Writes nothing.
 */
import type { Files } from '../core/ports.ts';
import { type Base, readBase } from './base.ts';
import { type Conflicts, readConflicts } from './conflicts.ts';
import { decide, decideGone } from './decide.ts';
import { type MergeTools, merge } from './merge.ts';
import type { Template, TemplateFile } from './template.ts';

/** What happens to a file. `conflict`: both sides changed the same lines; nothing is written before a person decided. */
export type Outcome = 'create' | 'update' | 'merge' | 'conflict' | 'remove' | 'same' | 'edited' | 'yours' | 'deleted';
export const pending: readonly Outcome[] = ['create', 'update', 'merge', 'remove'];

export interface Surveyed {
  path: string;
  outcome: Outcome;
  /** Absent for a file that the template no longer has. */
  file?: TemplateFile;
  ours?: string;
  /** What will stand there; for a conflict the text with its markers. */
  result?: string;
  base?: string;
}

export interface Survey {
  files: readonly Surveyed[];
  base: Base;
  conflicts: Conflicts;
}

/** What a survey needs of the world. */
export interface Ground extends MergeTools {
  files: Files;
  hash(text: string): string;
}

export async function survey(template: Template, ground: Ground): Promise<Survey> {
  const [base, conflicts] = await Promise.all([readBase(ground.files), readConflicts(ground.files)]);
  const surveyed = await Promise.all(template.files.map((file) => look(file, base, conflicts, ground)));
  const known = new Set(template.files.map(({ path }) => path));
  const gone = await Promise.all([...base.written.keys()].filter((path) => !known.has(path)).map((path) => lookGone(path, base, ground)));
  return { files: [...surveyed, ...gone].sort((a, b) => (a.path < b.path ? -1 : 1)), base, conflicts };
}

async function look(file: TemplateFile, base: Base, conflicts: Conflicts, ground: Ground): Promise<Surveyed> {
  const { path, kind, text: next } = file;
  const ours = await ground.files.read(path);
  const wrote = base.written.get(path)?.hash;
  const [oursHash, nextHash] = [ours === undefined ? undefined : ground.hash(ours), ground.hash(next)];
  const outcome = decide(wrote, oursHash, nextHash);
  const seen = { path, file, ...(ours === undefined ? {} : { ours }) };
  if (outcome === 'create' || outcome === 'update') {
    if (kind === 'seed' && outcome === 'update') return { ...seen, outcome: 'edited' };
    return { ...seen, outcome, result: next };
  }
  // A file that others write as well was perhaps there before the first scaffold.
  const shared = (kind === 'settings' || kind === 'lines') && outcome === 'yours';
  if (outcome !== 'merge' && !shared) return { ...seen, outcome };
  if (kind === 'seed' || kind === 'whole') return { ...seen, outcome: 'edited' };
  const before = await base.text(path);
  const three = { base: before ?? '', ours: ours ?? '', next };
  const merged = await merge(kind, three, ground);
  if (merged.clean) return { ...seen, outcome: merged.text === ours ? 'edited' : 'merge', result: merged.text, base: three.base };
  const resolved = conflicts.resolution(path, { base: wrote ?? '', ours: oursHash ?? '', next: nextHash });
  return resolved === undefined
    ? { ...seen, outcome: 'conflict', result: merged.text, base: three.base }
    : { ...seen, outcome: 'merge', result: resolved, base: three.base };
}

async function lookGone(path: string, base: Base, ground: Ground): Promise<Surveyed> {
  const ours = await ground.files.read(path);
  const outcome = decideGone(base.written.get(path)?.hash ?? '', ours === undefined ? undefined : ground.hash(ours));
  return { path, outcome, ...(ours === undefined ? {} : { ours }) };
}
