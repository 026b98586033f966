/**
 * A survey of the generated project, as lines and as a document.
 */
import { conflictPath } from '../scaffold/conflicts.ts';
import { type Outcome, pending, type Survey } from '../scaffold/survey.ts';
import type { Look } from './io.ts';
import { count, pad } from './text.ts';

const words: Readonly<Record<Outcome, string>> = {
  create: 'new',
  update: 'newer in the template',
  merge: 'changed on both sides, merged',
  conflict: 'changed on both sides, in the same lines',
  remove: 'no longer in the template',
  same: 'up to date',
  edited: 'edited by you, kept',
  yours: 'yours, never touched',
  deleted: 'deleted by you, stays deleted',
};
const order: readonly Outcome[] = ['conflict', 'create', 'update', 'merge', 'remove', 'yours', 'edited', 'deleted', 'same'];
/** These are named one by one; of the others a number is enough. */
const named: readonly Outcome[] = ['conflict', 'update', 'merge', 'remove', 'yours', 'edited', 'deleted'];

export function outcomeLines(look: Look, { files }: Survey): string[] {
  const { paint, marks } = look;
  const lines = order.flatMap((outcome) => {
    const those = files.filter((file) => file.outcome === outcome);
    if (those.length === 0) return [];
    const mark = outcome === 'conflict' ? paint.bad(marks.bad) : pending.includes(outcome) ? paint.accent(marks.next) : paint.dim(marks.ok);
    const head = `  ${mark} ${pad(count(those.length, 'file'), 11)} ${words[outcome]}`;
    return [head, ...(named.includes(outcome) ? those.map(({ path }) => `      ${paint.dim(path)}`) : folders(those, look))];
  });
  return ['', ...lines, ''];
}

/** A manifest of the operator's own keeps the project from being built, as long as it lacks what the template's says: that cannot be merged without a base. */
export function whatNext({ files }: Survey, isNew: boolean): string[] {
  const manifests = files.filter(({ path }) => /(^|\/)package\.json$/.test(path));
  const foreign = manifests.filter(({ outcome }) => outcome === 'yours').map(({ path }) => path);
  if (foreign.length > 0)
    return [
      `${foreign.join(', ')}: yours, and the project cannot be built without what the template has there`,
      'rename it, run k77 scaffold again, and carry what is yours over into the new one',
    ];
  if (!isNew) return [];
  return [manifests.length > 0 ? 'next: npm install && npm test' : 'next: k77 audit tells what is wrong in the code that is there'];
}

/** New files by folder. */
function folders(files: readonly { path: string; outcome: Outcome }[], { paint }: Look): string[] {
  if (files[0]?.outcome !== 'create') return [];
  const tops = Map.groupBy(files, ({ path }) => (path.includes('/') ? `${path.slice(0, path.indexOf('/'))}/` : './'));
  return [...tops].map(([top, those]) => `      ${paint.dim(`${pad(top, 18)} ${count(those.length, 'file')}`)}`);
}

export function scaffoldDocument({ files }: Survey) {
  const paths = (outcome: Outcome): string[] => files.filter((file) => file.outcome === outcome).map(({ path }) => path);
  return {
    waiting: files.filter(({ outcome }) => pending.includes(outcome)).length,
    conflicts: paths('conflict').length,
    files: Object.fromEntries(order.map((outcome) => [outcome, paths(outcome)])),
    staged: paths('conflict').map(conflictPath),
  };
}
