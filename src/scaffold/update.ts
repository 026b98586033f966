/**
 * Writes what a survey found. With a conflict among it no file of the operator changes: half an update would be a project that never existed.
 */
import { writeBase } from './base.ts';
import { clearConflicts, conflictPath, stageConflicts } from './conflicts.ts';
import { eachOf } from './each-of.ts';
import { mergeSettings } from './merge.ts';
import { inTurn } from './settings-file.ts';
import { type Ground, pending, type Survey, type Surveyed } from './survey.ts';

export interface Updated {
  /** Paths by what was done; `conflict` names the copies that wait under `.k77/conflicts/`. */
  written: readonly string[];
  removed: readonly string[];
  conflicts: readonly string[];
}

/** Where the text that a merge or a removal replaced is kept until the next update. */
const before = '.k77/before-update';

export async function update({ files: surveyed, base }: Survey, ground: Ground): Promise<Updated> {
  const { files, hash } = ground;
  const conflicting = surveyed.filter(({ outcome }) => outcome === 'conflict');
  if (conflicting.length > 0) {
    const meetings = conflicting.map(({ path, ours = '', result = '', file }) => {
      const meeting = { base: base.written.get(path)?.hash ?? '', ours: hash(ours), next: hash(file?.text ?? '') };
      return [path, { ...meeting, text: result }] as const;
    });
    await stageConflicts(files, new Map(meetings));
    return { written: [], removed: [], conflicts: conflicting.map(({ path }) => conflictPath(path)) };
  }
  const todo = surveyed.filter(({ outcome }) => pending.includes(outcome));
  const replaced = todo.filter(({ outcome }) => outcome === 'merge' || outcome === 'remove');
  if (replaced.length > 0) await files.remove(before);
  for (const { path, ours } of replaced) if (ours !== undefined) await files.write(`${before}/${path}`, ours);
  await eachOf(todo, (one) => perform(one, ground));
  await keepBase(surveyed, ground);
  await clearConflicts(files);
  const paths = (outcome: 'remove' | 'write'): string[] =>
    todo.filter((one) => (one.outcome === 'remove') === (outcome === 'remove')).map(({ path }) => path);
  return { written: paths('write'), removed: paths('remove'), conflicts: [] };
}

async function perform({ path, outcome, result, file, base }: Surveyed, { files }: Ground): Promise<void> {
  if (outcome === 'remove') return await files.remove(path);
  if (file?.kind === 'settings')
    return await inTurn(files, async () => {
      const ours = await files.read(path);
      await files.write(path, ours === undefined ? file.text : mergeSettings({ base: base ?? '', ours, next: file.text }));
    });
  // A script stays a script.
  await files.write(path, result ?? file?.text ?? '', result?.startsWith('#!') ? 0o755 : undefined);
}

/** The base becomes the template's text of now, for every file that k77 wrote at some time; the operator's own files are not in it. */
async function keepBase(surveyed: readonly Surveyed[], ground: Ground): Promise<void> {
  const now = new Map<string, { hash: string; text: string; keep: boolean }>();
  for (const { path, outcome, file } of surveyed)
    if (file && outcome !== 'yours')
      now.set(path, { hash: ground.hash(file.text), text: file.text, keep: file.kind !== 'whole' && file.kind !== 'seed' });
  await writeBase(ground.files, now);
}
